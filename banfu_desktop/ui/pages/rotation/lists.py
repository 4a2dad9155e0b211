"""The lists of batches, filings and relations as the page shows them, and the tables the room reads."""

from collections.abc import Sequence

from banfu_desktop.rules.rotation import FilingState
from banfu_desktop.services import rooms
from banfu_desktop.services.rotation.batches import BatchRow
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.services.rotation.relations import RelationRow
from banfu_desktop.tables.rotation import BATCHES, FILINGS, RELATIONS
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.page.plain_list import PlainList

READ = frozenset(
    {
        "calendar_days", "calendar_years", "former_names", "office", "organisations", "pairing_units",
        "pairings", "settings", "unit_levels",
        *(table for door in rooms.doors() if hasattr(door, "handover") for table in door.TABLES),
    }
)  # fmt: skip
"""The tables of every room with a share in a hand-over list, and what those rooms themselves look up."""
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
