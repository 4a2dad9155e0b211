"""The rights: one line a table says who may add, change and remove its rows, and by which steps.

The write door, the window's buttons, undo, the manual and the check of the whole trail read it from here.
"""

from collections.abc import Mapping
from dataclasses import replace

from banfu_desktop.rules.rights import ANY, NEXT, Change, Line, Step, UnknownChangeError
from banfu_desktop.rules.roles import Act, Disclosed

_OPEN = Line()
"""Work in hand: whoever enters may add, change and remove."""
_KEPT = Line(update=None, delete=None, free=())
"""A record of what happened."""
_COME_AND_GO = Line(update=None, free=())
"""Added and removed, never changed."""
_REVIEWED = Line(insert=Act.SETTINGS, update=Act.SETTINGS, delete=Act.SETTINGS)
_ERASURE = Line(insert=Act.ERASE, update=None, delete=None, free=())
_PROGRAMS = Line(insert=None, update=None, delete=None, free=())
"""Written by upgrades alone, which no guard judges."""

_DISCLOSURES: Mapping[str, Act | None] = {
    Disclosed.LOGIN.value: None,  # these six the program itself puts on record, whoever is at work
    Disclosed.REFUSED_LOGIN.value: None,
    Disclosed.PASSWORD.value: None,  # passwords are asked about by themselves
    Disclosed.REFUSAL.value: None,
    Disclosed.NEW_COMPUTER.value: None,
    Disclosed.CLOCK_BACK.value: None,
    Disclosed.CLOCK_RIGHT.value: Act.SETTINGS,
    Disclosed.REPAIR.value: Act.REPAIR,
    Disclosed.REVEAL.value: Act.REVEAL,
    Disclosed.FULL_PRINT.value: Act.PRINT_FULL,
    Disclosed.EXPORT.value: Act.COPY,
    Disclosed.FULL_EXPORT.value: Act.EXPORT_FULL,
    Disclosed.LEDGER.value: Act.COPY,
    Disclosed.ATTACHMENT.value: Act.TAKE_OUT,
    Disclosed.PACKAGE.value: Act.ENTER,
    Disclosed.CODED_PACKAGE.value: Act.EXPORT_FULL,  # whoever exports it can read it all
    Disclosed.PACK.value: Act.COPY,
}

_PEOPLE: Mapping[str, Line] = {
    "people": _OPEN,
    "postings": _OPEN,
    "overrides": _OPEN,
    "roster_drafts": _OPEN,
    "pairings": Line(delete=None),
    "pairing_units": _OPEN,
    "attendance_days": _OPEN,
    "leaves": _OPEN,
    "covered_days": _OPEN,
    "exams": _OPEN,
    "insurance_policies": _OPEN,
    "insurance_covers": _OPEN,
    "allowance_letters": _OPEN,
    "own_rules": _OPEN,
    "log_entries": _OPEN,
    "log_people": _COME_AND_GO,
    "log_closings": _COME_AND_GO,
    "log_months": Line(insert=Act.SEAL, update=None, delete=None, free=()),
    "rotation_batches": _OPEN,
    "rotation_places": _COME_AND_GO,
    "rotation_changes": _OPEN,
    "handovers": Line(
        free=("whole", "receiver", "witness", "remark"),
        frozen=("bundle_id", "posting_id", "drawn_on"),
        draft=("check_code", None),
        steps=(
            Step("check_code", None, ANY, Act.SEAL, ("sealed_at", "sealed_by", "audit_head", "snapshot")),
        ),
    ),
    "handover_ticks": _OPEN,
    "handover_lines": _COME_AND_GO,
    "filings": _OPEN,
    "relation_moves": _OPEN,
    "assessment_rounds": _OPEN,
    "assessment_criteria": _OPEN,
    "assessments": Line(frozen=("round_id", "posting_id")),
    "assessment_opinions": _OPEN,
    "assessment_scores": _OPEN,
    "trainings": _OPEN,
    "training_attendees": _OPEN,
    "commendations": _OPEN,
    "exemptions": _OPEN,
    "documents": _OPEN,
    "document_recipients": _OPEN,
    "half_reports": _OPEN,
    "issued_reports": Line(insert=Act.SEAL, update=None, delete=None, free=()),
    "plan_items": _OPEN,
    "plan_entries": _COME_AND_GO,
}

_SUBSIDIES: Mapping[str, Line] = {
    "subsidy_months": Line(
        update=None,
        free=(),
        draft=("state", "draft"),
        frozen=("month", "made_at", "state", "sealed_at", "sealed_by", "paid_on", "check_code", "snapshot"),
    ),
    "subsidy_sheets": Line(
        insert=Act.SEAL,
        update=None,
        delete=None,
        free=(),
        frozen=(
            "kind", "payer_id", "month", "version", "year", "serial", "format", "supplement_id",
            "early_reason", "sealed_at", "sealed_by",
        ),
        steps=(
            Step("check_code", None, ANY, Act.SEAL, ("snapshot",)),
            Step("voided_at", None, ANY, Act.SEAL, ("voided_by", "void_reason")),
        ),
    ),
    "subsidy_lines": Line(
        insert=Act.SEAL,
        update=None,
        delete=None,
        free=(),
        frozen=(
            "month_id", "sheet_id", "person_id", "posting_id", "payer_id", "about", "is_difference",
            "one_off_id", "days_posted", "days_present", "rate_fen", "gross_fen", "deducted_fen", "net_fen",
            "reason",
        ),
        steps=(
            Step("paid_on", ANY, ANY, Act.ENTER, ("paid_reference",)),
            Step("paid_reference", ANY, ANY, Act.ENTER),
            Step("waived_on", None, ANY, Act.SEAL, ("waived_reason",)),
        ),
    ),
    "subsidy_rulings": _OPEN,
    "subsidy_one_offs": _OPEN,
    "subsidy_deferrals": Line(insert=Act.SEAL, update=Act.SEAL),
    "subsidy_supplements": Line(
        update=None, free=(), frozen=("year", "serial", "payer_id", "months", "made_at")
    ),
    "subsidy_repayments": _OPEN,
    "subsidy_uncollected": Line(
        insert=None,
        delete=None,
        free=("is_owed", "collected_on", "paper"),
        frozen=("line_id", "uncovered_fen"),
    ),
}  # fmt: skip

_DECIDED = ("decided_on", "approved_fen", "reason")
_PAPER = ("snapshot", "check_code")
_HANDED = ("year", "serial", "handed_on", *_PAPER)
_CLAIMS: Mapping[str, Line] = {
    "claims": Line(
        free=(
            "kind",
            "posting_id",
            "unit_id",
            "title",
            "source",
            "filled_on",
            "host_meal_days",
            "host_ride_days",
        ),
        frozen=("bundle_id", "reverses_id", "made_at"),
        draft=("state", "draft"),
        steps=(
            Step("state", "draft", "handed", Act.ENTER, _HANDED),
            Step("state", "handed", "draft", Act.ENTER, _HANDED),
            Step("state", "handed", "approved", Act.APPROVE, _DECIDED),
            Step("state", "handed", "refused", Act.APPROVE, _DECIDED),
            Step("state", "approved", "refused", Act.APPROVE, _DECIDED),
            Step("state", "draft", "refused", Act.APPROVE, _DECIDED),
            Step("state", "approved", "handed", Act.APPROVE, _DECIDED),
            Step("state", "refused", "handed", Act.APPROVE, _DECIDED),
            Step("state", "refused", "approved", Act.APPROVE, _DECIDED),
            Step("state", "refused", "draft", Act.APPROVE, _DECIDED),
            Step("state", "draft", "approved", Act.APPROVE, (*_HANDED, *_DECIDED), given="reverses_id"),
            Step("state", "approved", "paid", Act.ENTER, ("paid_on",)),
        ),
    ),
    "claim_lines": Line(steps=(Step("approved_fen", ANY, ANY, Act.APPROVE),)),
    "claim_acceptances": _OPEN,
    "claim_seals": _KEPT,
}

_PAPERS: Mapping[str, Line] = {
    "bundles": Line(
        free=("label",),
        frozen=("room",),
        draft=("sealed", 0),
        steps=(Step("sealed", 0, 1, Act.ENTER, ("label",)),),
    ),
    "contents": _COME_AND_GO,
    "content_pieces": _COME_AND_GO,
    "attachments": Line(free=("name", "kind", "position"), frozen=("bundle_id", "content_id", "added_at")),
    "invoices": Line(
        free=("kind", "code", "number", "issued_on", "seller", "buyer", "amount_fen", "released"),
        frozen=("bundle_id",),
    ),
}

_FUNDS: Mapping[str, Line] = {
    "fund_books": Line(steps=(Step("closed_on", ANY, ANY, Act.CLOSE),)),
    "fund_years": Line(
        free=("opening_fen", "budget_fen"),
        frozen=("book_id", "year"),
        draft=("closed_on", None),
        steps=(
            Step("closed_to", ANY, ANY, Act.CLOSE),
            Step("closed_on", None, ANY, Act.CLOSE, ("carried", "closing_fen", "closed_to")),
        ),
    ),
    "fund_categories": _OPEN,
    "fund_budgets": _OPEN,
    "fund_vouchers": Line(
        free=(
            "year_id", "dated", "flow", "category_id", "amount_fen", "summary", "initials", "payee",
            "handler", "witnesses", "leader", "leader_on", "secretary", "secretary_on", "override_reason",
            "about_year", "remark", "project_id",
        ),
        frozen=("bundle_id", "reverses_id", "imported"),
        draft=("state", "draft"),
        steps=(Step("state", "draft", "posted", Act.ENTER, ("number", "posted_at", "posted_by")),),
    ),
    "fund_days": _OPEN,
    "fund_sums": _OPEN,
    "fund_imports": _KEPT,
    "fund_advances": _OPEN,
    "fund_settlements": _OPEN,
    "bank_statements": _COME_AND_GO,
    "bank_lines": _COME_AND_GO,
    "bank_matches": _COME_AND_GO,
    "bank_drafts": _COME_AND_GO,
    "projects": Line(
        free=("contractor",),
        frozen=("bundle_id",),
        born={"stage": "planned"},
        steps=(Step("stage", ANY, ANY, Act.ENTER, ("started_on", "ended_on", "ending")),),
    ),
    "project_rounds": Line(
        free=("name", "initials", "source", "amount_fen", "reason", "proposed_on", "village"),
        frozen=("project_id", "number"),
    ),
    "project_signatures": Line(
        free=("attachment_id",), frozen=("round_id", "signer", "name", "signed_on")
    ),
    "assets": _OPEN,
    "contributions": _OPEN,
    "contribution_arrivals": _COME_AND_GO,
    "project_ideas": _OPEN,
}  # fmt: skip

_OFFICE: Mapping[str, Line] = {
    "office": Line(
        delete=None,
        update=None,
        free=(),
        frozen=("office_id", "kind_of_use"),
        born={"package_no": 0},
        steps=(
            Step("package_no", ANY, NEXT, Act.ENTER),
            Step("verify_key", ANY, ANY, Act.KEYS),
            Step("county_key", ANY, ANY, Act.SETTINGS),
            Step("document_no", ANY, ANY, Act.SETTINGS),
            Step("town", ANY, ANY, Act.SETTINGS),
            Step("county", ANY, ANY, Act.SETTINGS),
            Step("kind", ANY, ANY, Act.SETTINGS),
            Step("subsidies_from", ANY, ANY, Act.SEAL),
        ),
    ),
    "organisations": _OPEN,
    "unit_levels": _OPEN,
    "former_names": _OPEN,
    "calendar_days": _OPEN,
    "calendar_years": _OPEN,
    "heading_maps": _OPEN,
    "quiet_reminders": _OPEN,
    "settings": _REVIEWED,
    "county_files": Line(insert=Act.SETTINGS, update=None, delete=None, free=()),
    "packages": _KEPT,
    "receipts": _KEPT,
    "county_questions": Line(delete=None, frozen=("county", "no")),
    "successions": Line(insert=Act.KEYS, update=None, delete=None, free=()),
    "disclosures": Line(update=None, delete=None, free=(), kinds=("kind", _DISCLOSURES)),
    "erasures": _ERASURE,
    "erased_people": _ERASURE,
    "erased_entries": _ERASURE,
    "upgrades": _PROGRAMS,
    "restores": Line(insert=Act.RESTORE, update=None, delete=None, free=()),
    "persons": Line(insert=Act.KEYS, update=Act.KEYS, delete=None),
    "card": Line(insert=Act.KEYS, update=Act.KEYS, delete=None),
    "countersigns": _KEPT,
    "sole_approvals": Line(insert=Act.SEAL, update=None, delete=None, free=()),
}

LINES: Mapping[str, Line] = {**_PEOPLE, **_SUBSIDIES, **_CLAIMS, **_PAPERS, **_FUNDS, **_OFFICE}
"""The line of every table there is."""

_HEAD = LINES["claims"].free or ()
_EARLIER: Mapping[int, Mapping[str, Line]] = {
    12: {"claims": replace(LINES["claims"], free=(*_HEAD, "year", "serial", "handed_on"))},
    11: {
        "subsidy_months": Line(
            free=("made_at",),
            frozen=("month",),
            draft=("state", "draft"),
            steps=(
                Step("state", "draft", "sealed", Act.SEAL, ("sealed_at", "sealed_by", *_PAPER)),
                Step("state", "sealed", "paid", Act.ENTER, ("paid_on", "snapshot")),
                Step("paid_on", ANY, ANY, Act.ENTER),
            ),
        ),
        "subsidy_lines": _OPEN,
    },
}
"""Lines as they were up to a schema, which judge the entries of its time."""


def lines_of(schema: int | None = None) -> Mapping[str, Line]:
    """The lines in force under a schema; None is the present one."""
    if schema is None:
        return LINES
    found = dict(LINES)
    for last in sorted(_EARLIER, reverse=True):
        if schema <= last:
            found |= _EARLIER[last]
    return found


def acts_of(change: Change, lines: Mapping[str, Line] = LINES) -> frozenset[Act]:
    """What a change comes to; nothing for what the program itself puts on record.

    Raises:
        UnknownChangeError: nobody may do it.
    """
    line = lines.get(change.table)
    if line is None:
        raise UnknownChangeError(f"{change.table} has no rights")
    return line.acts(change)


def plain_act(op: str, line: Line | None) -> Act | None:
    """What an op comes to whatever the row says; None where that depends, or nobody may."""
    if line is None or not line.is_plain(op):
        return None
    return {"I": line.insert, "U": line.update, "D": line.delete}[op]
