"""The lists of batches, filings and relations as the page shows them, and the tables the room reads."""

from collections.abc import Sequence

from banfu_desktop.rules.rotation import FilingState
from banfu_desktop.services.rotation.batches import BatchRow
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.services.rotation.relations import RelationRow
from banfu_desktop.tables.rotation import BATCHES, FILINGS, RELATIONS
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.page.plain_list import PlainList

READ = frozenset(
    {
        "assessment_criteria", "assessment_opinions", "assessment_rounds", "assessment_scores",
        "assessments", "assets", "attachments", "attendance_days", "bank_lines", "bank_matches",
        "bundles", "calendar_days", "calendar_years", "claim_lines", "claims", "contents",
        "contribution_arrivals", "contributions", "covered_days", "document_recipients",
        "documents", "exams", "filings", "former_names", "fund_advances", "fund_books",
        "fund_budgets", "fund_categories", "fund_settlements", "fund_sums", "fund_vouchers",
        "fund_years", "half_reports", "handover_lines", "handover_ticks", "handovers",
        "insurance_covers", "insurance_policies", "invoices", "leaves", "log_closings",
        "log_entries", "log_months", "log_people", "office", "organisations", "overrides",
        "pairing_units", "pairings", "people", "persons", "plan_entries", "plan_items", "postings",
        "project_ideas", "project_rounds", "project_signatures", "projects", "relation_moves",
        "roster_drafts", "rotation_batches", "rotation_changes", "rotation_places", "settings",
        "subsidy_deferrals", "subsidy_lines", "subsidy_months", "subsidy_one_offs",
        "subsidy_repayments", "subsidy_rulings", "subsidy_sheets", "subsidy_supplements",
        "subsidy_uncollected", "training_attendees", "trainings", "unit_levels",
    }
)  # fmt: skip
"""What a hand-over list is made of: nearly every room has a share in it."""
_FILED = {
    FilingState.MISSING: Tone.AMBER, FilingState.ROSTER: Tone.GREY, FilingState.SENT: Tone.BLUE,
    FilingState.CONFIRMED: Tone.GREEN,
}  # fmt: skip


def batch_list(look: Look) -> PlainList:
    """Batches, and how many people are in them."""
    return PlainList(look, BATCHES, (), lambda rows: f"{len(rows)} 批", _people_in)


def filing_list(look: Look) -> PlainList:
    """Filings by body, and how many are not on file."""
    tones = {"state": _FILED.get}
    return PlainList(look, FILINGS, ("state", "body"), lambda rows: f"{len(rows)} 条", _unfiled, tones)


def relation_list(look: Look) -> PlainList:
    """Moves of party relations, and how many are open."""
    return PlainList(look, RELATIONS, ("direction", "state"), lambda rows: f"{len(rows)} 条", _unmoved)


def _people_in(rows: Sequence[BatchRow]) -> Sequence[str]:
    return [f"编入 {sum(row.count for row in rows)} 人"]


def _unfiled(rows: Sequence[FilingRow]) -> Sequence[str]:
    open_ones = sum(row.wanted and row.state is not FilingState.CONFIRMED for row in rows)
    return [f"未备案 {open_ones} 条"]


def _unmoved(rows: Sequence[RelationRow]) -> Sequence[str]:
    return [f"未转接 {sum(row.moved_on is None for row in rows)} 人"]
