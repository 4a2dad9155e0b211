"""What sheets are sealed with: written in the newest format, read in every format there ever was.

Format 1 holds a whole month under one code, written until sheets were sealed by payer; format 2 one payer's
sheet; format 3 besides why one person both made and sealed it, and is written only where that is so. No
change to what a snapshot holds without a new format: its reader is added, those before it stay.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from banfu_desktop.rules import snapshots
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.snapshots import Content
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.services.subsidies.sheets import Deferred, NotEntitled, PayerSheet, SheetLine

FORMAT, FORMAT_ALONE = 2, 3
_PASSING = ("state", "paid_on", "check_code", "sheet_id", "held", "voided", "month", "team", "document_no")
"""What goes on changing once a sheet is sealed, comes of the snapshot itself, or stands beside the sheet."""
_LINE_1 = (
    "person_id", "posting_id", "payer_id", "name", "initials", "payer", "organisation", "role",
    "is_difference", "days_in_month", "days_posted", "days_present", "rate_fen", "gross_fen", "deducted_fen",
    "net_fen", "reason", "formula", "held", "warning", "bank", "card_no", "card_holder",
)  # fmt: skip
_LINE_2 = (*_LINE_1, "work_days_due", "work_days_present", "duty_days", "one_off_id")


@dataclass(frozen=True)
class SealedWhole:
    """A month sealed as a whole (format 1): every payer's lines under one code."""

    month: Month
    town: str
    team: str
    document_no: str
    made_at: datetime
    sealed_at: datetime
    sealed_by: str
    audit_head: str
    sheets: tuple[tuple[str, tuple[SheetLine, ...]], ...]
    not_entitled: tuple[NotEntitled, ...]

    @property
    def net_fen(self) -> int:
        """实发 of the town."""
        return sum(line.net_fen for _, lines in self.sheets for line in lines)


@dataclass(frozen=True)
class SealedSheet:
    """One payer's sealed sheet (format 2) with what its paper says around it."""

    month: Month
    town: str
    team: str
    document_no: str
    sheet: PayerSheet


def dump(sealed: SealedSheet) -> str:
    """The sealed content of a sheet as canonical JSON."""
    content = asdict(sealed)
    passing = _PASSING if sealed.sheet.alone else (*_PASSING, "alone")
    content["sheet"] = {name: value for name, value in content["sheet"].items() if name not in passing}
    return snapshots.canonical(content | {"format": format_of(sealed.sheet)})


def format_of(sheet: PayerSheet) -> int:
    """The format that a sheet is sealed in."""
    return FORMAT_ALONE if sheet.alone else FORMAT


def load_whole(snapshot: str) -> SealedWhole:
    """A month from its snapshot.

    Raises:
        UserError: it is of no format that holds a month.
    """
    return snapshots.read(snapshot, {1: _whole_1})


def load_sheet(snapshot: str) -> SealedSheet:
    """A sheet from its snapshot; state and payment stand in the records.

    Raises:
        UserError: a newer program sealed it.
    """
    return snapshots.read(snapshot, {FORMAT: _sheet_2, FORMAT_ALONE: _sheet_3})


def _whole_1(content: Content) -> SealedWhole:
    return SealedWhole(
        month=_month(content["month"]),
        town=content["town"],
        team=content["team"],
        document_no=content["document_no"],
        made_at=datetime.fromisoformat(content["made_at"]),
        sealed_at=datetime.fromisoformat(content["sealed_at"]),
        sealed_by=content["sealed_by"],
        audit_head=content["audit_head"],
        sheets=tuple(
            (sheet["payer"], tuple(_line(line, _LINE_1) for line in sheet["lines"]))
            for sheet in content["sheets"]
        ),
        not_entitled=tuple(
            NotEntitled(row["name"], row["organisation"], row["clause"], row["reason"])
            for row in content["not_entitled"]
        ),
    )


def _sheet_2(content: Content) -> SealedSheet:
    stored = content["sheet"]
    as_of = stored["as_of"]
    sheet = PayerSheet(
        payer=stored["payer"],
        lines=tuple(_line(line, _LINE_2) for line in stored["lines"]),
        payer_id=stored["payer_id"],
        kind=SheetKind(stored["kind"]),  # type: ignore[call-arg]  # looked up by its code
        number=stored["number"],
        state=SheetState.SEALED,
        version=stored["version"],
        replaces=stored["replaces"],
        sealed_at=datetime.fromisoformat(stored["sealed_at"]),
        sealed_by=stored["sealed_by"],
        audit_head=stored["audit_head"],
        as_of=date.fromisoformat(as_of) if as_of else None,
        deferred=tuple(
            Deferred(row["person_id"], row["name"], _month(row["about"]), row["reason"])
            for row in stored["deferred"]
        ),
        months=tuple(_month(month) for month in stored["months"]),
        month=_month(content["month"]),
        team=content["team"],
        document_no=content["document_no"],
        layout=stored["layout"],
    )
    return SealedSheet(
        _month(content["month"]), content["town"], content["team"], content["document_no"], sheet
    )


def _sheet_3(content: Content) -> SealedSheet:
    read = _sheet_2(content)
    return replace(read, sheet=replace(read.sheet, alone=content["sheet"]["alone"]))


def _line(line: Content, names: tuple[str, ...]) -> SheetLine:
    return SheetLine(**{name: line[name] for name in names}, about=_month(line["about"]))


def _month(content: Content) -> Month:
    """A month is kept in its parts."""
    return Month(content["year"], content["number"])
