"""What a month is sealed with: written in the newest format, read in every format there ever was.

From now on no change to what a snapshot holds without a new format: `dump` writes it under a new number,
`_READERS` gains a reader, and those before it stay. What SheetLine gains has a value in each older reader.
Format 1 was printed in layout 1; from format 2 on a snapshot says its layout.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from banfu_desktop.rules import snapshots
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.snapshots import Content
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.subsidies.sheets import MonthSheets, NotEntitled, PayerSheet, SheetLine

_FORMAT = 1
_PASSING = ("state", "paid_on", "check_code", "layout")
"""What goes on changing after the seal, comes of the snapshot itself, or is the same in all of format 1."""
_LINE_1 = (
    "person_id", "posting_id", "payer_id", "name", "initials", "payer", "organisation", "role",
    "is_difference", "days_in_month", "days_posted", "days_present", "rate_fen", "gross_fen", "deducted_fen",
    "net_fen", "reason", "formula", "held", "warning", "bank", "card_no", "card_holder",
)  # fmt: skip


def dump(sheets: MonthSheets) -> str:
    """The sealed content of a month as canonical JSON."""
    assert sheets.layout == 1, "another layout is written in another format"
    content = {name: value for name, value in asdict(sheets).items() if name not in _PASSING}
    return snapshots.canonical(content | {"format": _FORMAT})


def load(snapshot: str, state: MonthState, paid_on: date | None) -> MonthSheets:
    """Sealed sheets from their snapshot.

    Raises:
        UserError: a newer program sealed them.
    """
    values = snapshots.read(snapshot, _READERS)
    code = snapshots.check_code(snapshot)
    return MonthSheets(**values, state=state, paid_on=paid_on, check_code=code)


def _read_1(content: Content) -> dict[str, Any]:
    """A whole month, every payer's sheet in it."""
    return {
        "month": _month_1(content["month"]),
        "town": content["town"],
        "team": content["team"],
        "document_no": content["document_no"],
        "made_at": datetime.fromisoformat(content["made_at"]),
        "sheets": tuple(
            PayerSheet(sheet["payer"], tuple(_line_1(line) for line in sheet["lines"]))
            for sheet in content["sheets"]
        ),
        "not_entitled": tuple(
            NotEntitled(row["name"], row["organisation"], row["clause"], row["reason"])
            for row in content["not_entitled"]
        ),
        "sealed_at": datetime.fromisoformat(content["sealed_at"]),
        "sealed_by": content["sealed_by"],
        "audit_head": content["audit_head"],
        "layout": 1,
    }


def _line_1(line: Content) -> SheetLine:
    return SheetLine(**{name: line[name] for name in _LINE_1}, about=_month_1(line["about"]))


def _month_1(content: Content) -> Month:
    """A month is kept in its parts."""
    return Month(content["year"], content["number"])


_READERS = {1: _read_1}
