"""A month's subsidy as pages, papers and snapshots see it."""

from dataclasses import dataclass
from datetime import date, datetime

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.rules.words import MonthState

LAYOUT = 3
"""The newest layout of a sheet: drafts are printed in it, and what is sealed keeps it."""


class DayCount(float):
    """A number of days and how it is said: 15 / 21, or 补发 on a line that is about another month.

    `open` is whether the days ask for a decision (旷工, long leave).
    """

    said: str
    open: bool

    def __new__(cls, days: float, said: str, undecided: bool = False) -> "DayCount":
        count = float.__new__(cls, days)
        count.said, count.open = said, undecided
        return count

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True)
class SheetLine:
    """One person's line on a payer's sheet; amounts in fen; attribute names are those of SUBSIDY_LINES.

    A difference line (补发/扣回) is `about` an earlier month and may be negative. `formula` says how the
    amount came about, `held` why it cannot be sealed, `warning` what to look at. `work_days_due`,
    `work_days_present` and `duty_days` (值班) are as the office counts days, in days and halves; None on
    lines older than they are. `days_*` are calendar days.
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
    work_days_due: float | None = None
    work_days_present: float | None = None
    duty_days: float | None = None
    one_off_id: int | None = None

    @property
    def id(self) -> str:
        """Tells the lines of a month apart."""
        return f"{self.person_id}/{self.about}/{self.payer_id}/{self.one_off_id or ''}"

    @property
    def is_one_off(self) -> bool:
        """Whether it is a one-off line, not the month's own."""
        return self.one_off_id is not None

    @property
    def days(self) -> "DayCount":
        """Days at the post as a list says them."""
        if self.is_difference:
            return DayCount(0, "补发" if self.net_fen > 0 else "扣回")
        if self.is_one_off:
            return DayCount(0, "一次性")
        undecided = bool(self.held or self.warning)
        if self.work_days_due is None or self.work_days_present is None:
            return DayCount(self.days_present, f"{self.days_present} / {self.days_in_month}", undecided)
        return DayCount(
            self.work_days_present, f"{self.work_days_present:g} / {self.work_days_due:g}", undecided
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
        """Calendar days of leave and absence."""
        return self.days_posted - self.days_present


@dataclass(frozen=True)
class Deferred:
    """A line left off a sheet for a reason (暂缓); it stands in 未列入."""

    person_id: int
    name: str
    about: Month
    reason: str


@dataclass(frozen=True)
class Voided:
    """A sheet that was voided: its paper still prints."""

    sheet_id: int
    number: str
    version: int
    check_code: str
    reason: str


@dataclass(frozen=True)
class Held:
    """A line that cannot be sealed, and why; `about` is the month to decide."""

    person_id: int
    name: str
    about: Month
    reason: str


@dataclass(frozen=True)
class PayerSheet:
    """What one payer pays: the draft of a month, or a sealed sheet in force.

    Attributes:
        held: what keeps a draft from being sealed.
        deferred: lines left off it (暂缓).
        as_of: the day up to which 在岗 is counted, on a sheet sealed before the month was over.
        replaces: the number of the version before.
        months: the months a 补发表 makes up for.
        month, team, document_no: as they were when it was sealed; empty in a draft.
        layout: how its paper looks.
        alone: that one person both made and sealed it, and why; empty where it was two.
    """

    payer: str
    lines: tuple[SheetLine, ...]
    payer_id: int = 0
    kind: SheetKind = SheetKind.MONTH
    sheet_id: int | None = None
    number: str = ""
    state: SheetState = SheetState.DRAFT
    version: int = 1
    replaces: str = ""
    check_code: str = ""
    sealed_at: datetime | None = None
    sealed_by: str = ""
    audit_head: str = ""
    paid_on: date | None = None
    as_of: date | None = None
    held: tuple[Held, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    voided: tuple[Voided, ...] = ()
    months: tuple[Month, ...] = ()
    month: Month | None = None
    team: str = ""
    document_no: str = ""
    layout: int = LAYOUT
    alone: str = ""

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

    @property
    def people(self) -> int:
        """How many people are on it."""
        return len({line.person_id for line in self.lines})

    @property
    def is_draft(self) -> bool:
        """Whether it is not sealed yet."""
        return self.state is SheetState.DRAFT


@dataclass(frozen=True)
class NotEntitled:
    """Somebody posted in the month who is not on the sheets, with the clause."""

    name: str
    organisation: str
    clause: str
    reason: str


@dataclass(frozen=True)
class Undecided:
    """A difference that nobody can know yet: its month is held since it was sealed."""

    person_id: int
    name: str
    payer_id: int
    payer: str
    month: Month
    reason: str


@dataclass(frozen=True)
class MonthSheets:
    """A month's sheets and where they stand; sealed ones come from their snapshots, word for word.

    `check_code`, `sealed_at`, `sealed_by` and `audit_head` are those of a month sealed as a whole, before
    sheets were sealed by payer, none of whose sheets was voided since.
    """

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
    undecided: tuple[Undecided, ...] = ()

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
