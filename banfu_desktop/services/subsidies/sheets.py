"""A month's subsidy as pages, papers and snapshots see it."""

from dataclasses import dataclass
from datetime import date, datetime

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import MonthState

LAYOUT = 1
"""The newest layout of a month's papers: drafts are printed in it, and what is sealed keeps it."""


class DayCount(int):
    """A number of days and how it is said: 20 / 31, or 补发 on a line that is about another month.

    `open` is whether the days ask for a decision (旷工, long leave).
    """

    said: str
    open: bool

    def __new__(cls, days: int, said: str, undecided: bool = False) -> "DayCount":
        count = int.__new__(cls, days)
        count.said, count.open = said, undecided
        return count

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True)
class SheetLine:
    """One person's line on a payer's sheet; amounts in fen; attribute names are those of SUBSIDY_LINES.

    A difference line (补发/扣回) is `about` an earlier month and may be negative. `formula` says how the
    amount came about, `held` why it cannot be sealed, `warning` what to look at.
    """

    person_id: int
    posting_id: int
    payer_id: int
    name: str
    initials: str
    payer: str
    organisation: str
    role: str
    about: Month
    is_difference: bool
    days_in_month: int
    days_posted: int
    days_present: int
    rate_fen: int
    gross_fen: int
    deducted_fen: int
    net_fen: int
    reason: str
    formula: str
    held: str = ""
    warning: str = ""
    bank: str = ""
    card_no: str = ""
    card_holder: str = ""

    @property
    def id(self) -> str:
        """Tells the lines of a month apart."""
        return f"{self.person_id}/{self.about}/{self.payer_id}"

    @property
    def days(self) -> "DayCount":
        """Days at the post as a list says them."""
        if self.is_difference:
            return DayCount(0, "补发" if self.net_fen > 0 else "扣回")
        return DayCount(
            self.days_present, f"{self.days_present} / {self.days_in_month}", bool(self.held or self.warning)
        )

    @property
    def deduction_fen(self) -> int | None:
        """扣减, None where nothing is deducted."""
        return self.deducted_fen or None

    @property
    def note(self) -> str:
        """What is to be decided, else the reason as on paper."""
        return self.held or self.warning or self.reason

    @property
    def leave_days(self) -> int:
        """Days of leave and absence."""
        return self.days_posted - self.days_present


@dataclass(frozen=True)
class PayerSheet:
    """What one payer pays in a month."""

    payer: str
    lines: tuple[SheetLine, ...]

    @property
    def gross_fen(self) -> int:
        """应发, differences included."""
        return sum(line.gross_fen for line in self.lines)

    @property
    def deducted_fen(self) -> int:
        """扣减."""
        return sum(line.deducted_fen for line in self.lines)

    @property
    def net_fen(self) -> int:
        """实发: the sum of the rounded lines."""
        return sum(line.net_fen for line in self.lines)


@dataclass(frozen=True)
class NotEntitled:
    """Somebody posted in the month who is not on the sheets, with the clause."""

    name: str
    organisation: str
    clause: str
    reason: str


@dataclass(frozen=True)
class MonthSheets:
    """A month's sheets and where they stand; sealed ones come from their snapshot, word for word."""

    month: Month
    state: MonthState
    town: str
    team: str
    document_no: str
    made_at: datetime
    sheets: tuple[PayerSheet, ...]
    not_entitled: tuple[NotEntitled, ...]
    sealed_at: datetime | None = None
    sealed_by: str = ""
    audit_head: str = ""
    check_code: str = ""
    paid_on: date | None = None
    layout: int = LAYOUT

    @property
    def lines(self) -> tuple[SheetLine, ...]:
        """Every line, payer by payer."""
        return tuple(line for sheet in self.sheets for line in sheet.lines)

    @property
    def people(self) -> int:
        """How many people are on the sheets."""
        return len({line.person_id for line in self.lines})

    @property
    def gross_fen(self) -> int:
        """应发 of the town."""
        return sum(sheet.gross_fen for sheet in self.sheets)

    @property
    def deducted_fen(self) -> int:
        """扣减 of the town."""
        return sum(sheet.deducted_fen for sheet in self.sheets)

    @property
    def net_fen(self) -> int:
        """实发 of the town."""
        return sum(sheet.net_fen for sheet in self.sheets)
