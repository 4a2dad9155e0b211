"""A month in rows: each payer's sheet a heading that folds, below it the lines of its people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.services.subsidies.overview import MonthView, Question
from banfu_desktop.services.subsidies.sheets import DayCount, PayerSheet, SheetLine
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.look.look import Tone

HELD, UNCONFIRMED, DEFERRED, UNDECIDED = "待定", "待核实", "暂缓", "有差异"
UNPAID, WAIVED = "未发放", "不再发放"
STATES = {
    SheetState.DRAFT.label: Tone.GREY,
    SheetState.SEALED.label: Tone.GREEN,
    SheetState.PART_PAID.label: Tone.BLUE,
    SheetState.PAID.label: Tone.BLUE,
    HELD: Tone.AMBER,
    UNCONFIRMED: Tone.AMBER,
    DEFERRED: Tone.AMBER,
    UNDECIDED: Tone.AMBER,
    UNPAID: Tone.AMBER,
    WAIVED: Tone.GREY,
}
"""The chip of each state."""
SHEETS = Table(
    name="sheets",
    label="发放表",
    fields=(
        Field("name", "发放单位 / 姓名", width=236),
        Field("payer", "发放单位", listed=False),
        Field("role", "队内职务", width=84),
        Field("days", "在岗", Kind.WHOLE, width=78, help="在岗天数 / 应在岗天数", summed=False),
        Field("own_gross_fen", "应发", Kind.MONEY, width=86, clause="六(一)"),
        Field("deduction_fen", "扣减", Kind.MONEY, width=72, help="不自动扣减，每笔都有原因"),
        Field("carried_fen", "补扣", Kind.MONEY, width=80, help="以前月份的补发、扣回，和一次性的补扣"),
        Field("net_fen", "实发", Kind.MONEY, width=94, help="应发减扣减，加补扣"),
        Field("state", "状态", width=84, help="每个发放单位一张表，各自封存、发放"),
    ),
)


@dataclass(frozen=True)
class ShownLine(SheetLine):
    """A line as the list shows it: with its sheet, its state, and the note beside the name."""

    state: str = ""
    sheet: PayerSheet | None = None
    small: str = ""

    @property
    def own_gross_fen(self) -> int | None:
        """应发 of the month itself."""
        return None if self.is_difference or self.is_one_off else self.gross_fen

    @property
    def carried_fen(self) -> int | None:
        """补发, 扣回 or a one-off amount."""
        return self.net_fen if self.is_difference or self.is_one_off else None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody can say yet what it comes to."""
        return self.state in (HELD, UNCONFIRMED)

    @property
    def is_urgent(self) -> bool:
        """Whether its note is to be looked at."""
        return bool(self.held or self.warning)


@dataclass(frozen=True)
class SheetRow:
    """A sheet as the heading of its lines; attribute names are those of SHEETS."""

    sheet: PayerSheet
    state: str
    initials: str = ""
    role: str = ""
    days: None = None
    own_gross_fen: None = None
    deduction_fen: None = None
    carried_fen: None = None

    @property
    def id(self) -> str:
        """Tells the sheets of a month apart."""
        return sheet_key(self.sheet)

    @property
    def name(self) -> str:
        """Who pays."""
        return self.sheet.payer

    @property
    def payer(self) -> str:
        """Who pays."""
        return self.sheet.payer

    @property
    def net_fen(self) -> int:
        """实发 of the sheet."""
        return self.sheet.net_fen

    @property
    def is_waiting(self) -> bool:
        """Whether it is a draft that cannot be sealed now."""
        return self.sheet.is_draft and self.state != SheetState.DRAFT.label

    @property
    def people(self) -> str:
        """How many are on it."""
        return f"{self.sheet.people} 人"

    @property
    def small(self) -> str:
        """Number and version, or when it will have one; the year only where it is not the month's."""
        sheet = self.sheet
        if sheet.kind is SheetKind.SUPPLEMENT and sheet.is_draft:
            return f"{sheet.number} 补发表"
        if sheet.is_draft:
            return "封存时编号" if self.state == SheetState.DRAFT.label else "不进本次封存"
        kind = "补发表 " if sheet.kind is SheetKind.SUPPLEMENT else ""
        version = f"　第{sheet.version}版" if sheet.version > 1 else ""
        number = sheet.number.removeprefix(f"{sheet.month.year}年") if sheet.month else sheet.number
        return f"{kind}{number or '升级前封存'}{version}"


Row = SheetRow | ShownLine


def sheet_key(sheet: PayerSheet) -> str:
    """Tells the sheets of a month apart."""
    return f"sheet/{sheet.payer_id}/{sheet.kind.value}/{sheet.sheet_id or sheet.number}"


def rows_of(view: MonthView) -> list[Row]:
    """Every sheet of a month followed by its lines."""
    found: list[Row] = []
    for sheet in view.all_sheets:
        found.append(SheetRow(sheet, _sheet_state(view, sheet)))
        found += _lines(view, sheet)
    return found


def _sheet_state(view: MonthView, sheet: PayerSheet) -> str:
    if not sheet.is_draft:
        return sheet.state.label
    asked = [row for row in view.asked if row.payer_id == sheet.payer_id] if sheet.held else []
    if asked:
        return UNCONFIRMED if all(row.question is Question.UNIT for row in asked) else HELD
    if view.refusals.get(sheet.payer_id):
        return DEFERRED if sheet.deferred and not sheet.lines else HELD
    return sheet.state.label


def _lines(view: MonthView, sheet: PayerSheet) -> Iterator[ShownLine]:
    unconfirmed = {row.person_id for row in view.asked if row.question is Question.UNIT}
    undecided = {(row.person_id, row.payer_id, row.about) for row in view.asked}
    for line in sheet.lines:
        state = _line_state(view, sheet, line)
        if sheet.is_draft and line.held:
            state = UNCONFIRMED if line.person_id in unconfirmed else HELD
        elif not sheet.is_draft and (line.person_id, sheet.payer_id, line.about) in undecided:
            state = UNDECIDED
        yield ShownLine(**vars(line), state=state, sheet=sheet, small=_small(line))


def _line_state(view: MonthView, sheet: PayerSheet, line: SheetLine) -> str:
    """Nothing where the sheet's own state says it all."""
    if sheet.sheet_id is None:
        return ""
    paid = view.paid.get((sheet.sheet_id, line.person_id))
    if paid is None or (paid.paid_on is not None and sheet.state is not SheetState.PART_PAID):
        return ""
    if paid.waived:
        return WAIVED
    if sheet.state is SheetState.PART_PAID:
        return UNPAID if paid.paid_on is None else SheetState.PAID.label
    return ""


def _small(line: SheetLine) -> str:
    """What stands small beside a name."""
    if line.is_difference:
        word = "补发" if line.net_fen > 0 else "扣回"
        return f"{line.about.label}{word}"
    if line.is_one_off:
        return f"一次性：{line.reason}"
    return line.note


def counted(rows: Sequence[object]) -> list[ShownLine]:
    """The lines among rows."""
    return [row for row in rows if isinstance(row, ShownLine)]


def days_tone(days: DayCount | None) -> Tone | None:
    """A chip for what is not the month's own."""
    return Tone.BLUE if days is not None and days.said in ("补发", "扣回", "一次性") else None


def totals_of(rows: Sequence[ShownLine]) -> list[str]:
    """应发, 扣减, 补扣 where there are any, what is 待定 or 不再发放, and 实发 without them."""
    held = sum(row.net_fen for row in rows if row.state in (HELD, UNCONFIRMED))
    waived = sum(row.net_fen for row in rows if row.state == WAIVED)
    sums = [
        ("应发", sum(row.own_gross_fen or 0 for row in rows)),
        ("扣减", sum(row.deducted_fen for row in rows)),
        ("补扣", sum(row.carried_fen or 0 for row in rows)),
        ("待定", held),
        ("不再发放", waived),
    ]
    said = [f"{name} {yuan(fen)}" for name, fen in sums if fen or name == "应发"]
    return [*said, f"实发 {yuan(sum(row.net_fen for row in rows) - held - waived)}"]
