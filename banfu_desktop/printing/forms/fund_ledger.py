"""Form 11, 工作经费收支台账: one book and year, with its months' sums and what pages carry over (七)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from banfu_desktop.printing.engine.blocks import (
    Cell,
    Column,
    Document,
    Facts,
    Ledger,
    LedgerRow,
    Legend,
    Row,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import Month

_COLUMNS = (
    Column("日期", 17),
    Column("凭证号", 14),
    Column("摘要", 50, align="left"),
    Column("科目/用途", 24, align="left"),
    Column("收入", 24, money=True, red=True),
    Column("支出", 24, money=True, red=True),
    Column("余额", 25, money=True),
    Column("经办人", 18),
    Column("审批(双签)", 24),
    Column("发票号", 44),
    Column("附件数", 11),
)
_SAID, _AMOUNTS = 2, (4, 5, 6)


@dataclass(frozen=True)
class Line:
    """A posted voucher; what flows in or out is None on the other side, negative on a red reversal."""

    day: date
    number: int
    summary: str
    category: str
    in_fen: int | None
    out_fen: int | None
    balance_fen: int
    handler: str
    signers: str
    invoices: str
    attachments: int

    def row(self) -> LedgerRow:
        """The line's cells."""
        day = f"{self.day.month:02d}.{self.day.day:02d}"
        money = (self.in_fen, self.out_fen, self.balance_fen)
        who = (self.handler, self.signers, self.invoices, self.attachments or None)
        cells: Row = (day, f"{self.number:03d}", self.summary, self.category, *money, *who)
        return LedgerRow(cells, entry=True)


@dataclass(frozen=True)
class Book:
    """A year of a book; `carried_fen` is what went on to the next year, None while the year is open.

    `notes` stand below: closings that one person prepared and did, and why.
    """

    team: str
    book: str
    year: int
    opening_fen: int
    lines: tuple[Line, ...]
    carried_fen: int | None
    imprint: Imprint
    notes: tuple[str, ...] = ()


def build(data: Book) -> tuple[Document, ...]:
    """The year's ledger."""
    rows = tuple(_rows(data))
    document = Document(
        name=f"{data.year}年{data.book}收支台账",
        blocks=(
            Title("工作经费收支台账"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.book}　　{data.year}年度", "单位：元"),
            Ledger(_COLUMNS, rows, _SAID, _AMOUNTS, data.opening_fen),
            Legend("本台账为备查台账，以镇财政所会计账为准。负数为红字冲销。"),
            *(Legend(note) for note in data.notes),
            Signatures(("负责人", "审核", "记账")),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _rows(data: Book) -> Iterator[LedgerRow]:
    """上年结转, the months one after the other, and 结转下年 once the year is closed."""
    yield _sum("01.01", "上年结转", None, None, data.opening_fen)
    came = went = 0
    balance = data.opening_fen
    months = [(month, list(lines)) for month, lines in groupby(data.lines, lambda line: Month.of(line.day))]
    for month, lines in months:
        yield from (line.row() for line in lines)
        total = _total(lines)
        came, went = came + total[0], went + total[1]
        balance = lines[-1].balance_fen
        last = f"{month.last.month:02d}.{month.last.day:02d}"
        yield _sum(last, "本月合计", *total, balance, lines=1)
        ends = data.carried_fen is None and month == months[-1][0]
        yield _sum(last, "本年累计", came, went, balance, lines=2 if ends else 1)
    if data.carried_fen is not None:
        yield _sum("12.31", "结转下年", None, None, data.carried_fen, lines=2)


def _total(lines: Sequence[Line]) -> tuple[int, int]:
    return sum(line.in_fen or 0 for line in lines), sum(line.out_fen or 0 for line in lines)


def _sum(day: str, label: str, came: int | None, went: int | None, balance: int, lines: int = 0) -> LedgerRow:
    cells: list[Cell] = [day, None, label, None, came, went, balance, None, None, None, None]
    return LedgerRow(tuple(cells), lines=lines)


SAMPLE = Book(
    team="梅坑镇驻镇帮扶工作队",
    book="工作队工作经费",
    year=2026,
    opening_fen=123_456,
    lines=(
        Line(date(2026, 3, 10), 1, "县财政拨入2026年工作经费", "年度拨款", 5_000_000, None, 5_123_456,
             "罗海涛", "", "", 1),
        Line(date(2026, 3, 16), 2, "防返贫政策宣传单印刷", "宣传印刷", None, 328_000, 4_795_456,
             "罗海涛", "钟立新、李国栋", "26442000000012345678", 3),
        Line(date(2026, 3, 20), 3, "红字冲销2026年002号：发票抬头错误", "宣传印刷", None, -328_000, 5_123_456,
             "罗海涛", "", "", 0),
        Line(date(2026, 4, 2), 4, "防返贫政策宣传单印刷（重开发票）", "宣传印刷", None, 328_000, 4_795_456,
             "罗海涛", "钟立新、李国栋", "26442000000012345679", 3),
    ),
    carried_fen=4_795_456,
    imprint=Imprint("2027-01-09 09:30"),
)  # fmt: skip
