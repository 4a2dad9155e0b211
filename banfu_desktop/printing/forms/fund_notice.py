"""The public notice of form 12: what one book got and spent in a year, item by item (七)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    Closing,
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Paragraph,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint, dotted
from banfu_desktop.rules.dates import chinese_date

_SUMS = (Column("项目", 100, align="left"), Column("金额", 50, money=True))
_ITEMS = (
    Column("序号", 12),
    Column("日期", 26),
    Column("支出事项", 80, align="left"),
    Column("类别", 30),
    Column("金额", 28, money=True, summed=True, red=True),
)
_AMOUNT = 4


@dataclass(frozen=True)
class Item:
    """One expense, negative where it was taken back; whom it was paid to is not told."""

    day: date
    summary: str
    category: str
    fen: int


@dataclass(frozen=True)
class Notice:
    """A year of one book in fen, from when to when it hangs, and whom to call."""

    team: str
    book: str
    year: int
    opening_fen: int
    allotted_fen: int
    other_fen: int
    returned_fen: int
    items: tuple[Item, ...]
    today: date
    hang_from: date | None
    hang_until: date | None
    hotline: str
    imprint: Imprint

    @property
    def spent_fen(self) -> int:
        """All expenses."""
        return sum(item.fen for item in self.items)

    @property
    def balance_fen(self) -> int:
        """What is left."""
        return self.opening_fen + self.allotted_fen + self.other_fen - self.spent_fen - self.returned_fen


def build(data: Notice) -> tuple[Document, ...]:
    """The notice, fit to hang on a board."""
    period = f"截至{chinese_date(data.today)}" if data.today.year == data.year else f"{data.year}年度"
    items = tuple(
        (number, dotted(item.day), item.summary, item.category, item.fen)
        for number, item in enumerate(data.items, 1)
    )
    document = Document(
        name=f"{data.year}年{data.book}收支情况公示",
        blocks=(
            Title(f"{data.year}年{data.book}收支情况公示"),
            Facts(f"单位：{data.team}", period, "单位：元"),
            Grid(_SUMS, _sums(data), row_height=8),
            GAP,
            Paragraph("支出明细", bold=True),
            Grid(_ITEMS, items, capital_of=_AMOUNT, row_height=7.5, empty_text="（没有支出）"),
            Legend("负数为冲销的支出。以镇财政所会计账为准。"),
            GAP,
            Paragraph(_until(data), size=11),
            Closing(data.team),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _sums(data: Notice) -> tuple[tuple[str, int], ...]:
    rows = [("年初结转", data.opening_fen), ("本年拨入", data.allotted_fen)]
    if data.other_fen:
        rows.append(("其他收入", data.other_fen))
    rows.append(("本年支出（明细见下表）", data.spent_fen))
    if data.returned_fen:
        rows.append(("财政收回", data.returned_fen))
    return (*rows, ("结余", data.balance_fen))


def _until(data: Notice) -> str:
    given = data.hang_from and data.hang_until
    days = (
        f"{chinese_date(data.hang_from)}至{chinese_date(data.hang_until)}"  # type: ignore[arg-type]
        if given
        else f"{BLANK_DATE}至{BLANK_DATE}"
    )
    call = data.hotline or "　　　　　　　　　　"
    return f"公示期：{days}　监督电话：{call}\n对公示内容有异议的，请在公示期内向本单位反映。"


SAMPLE = Notice(
    team="梅坑镇驻镇帮扶工作队",
    book="梅坑村第一书记工作经费",
    year=2026,
    opening_fen=0,
    allotted_fen=1_000_000,
    other_fen=0,
    returned_fen=0,
    items=(
        Item(date(2026, 7, 8), "防返贫政策宣传单印刷500份", "宣传印刷", 318_000),
        Item(date(2026, 9, 2), "村委会门窗小维修", "小维修", 142_500),
        Item(date(2026, 9, 3), "红字冲销2026年003号：发票抬头错误", "小维修", -142_500),
        Item(date(2026, 9, 9), "村委会门窗小维修（重开发票）", "小维修", 142_500),
    ),
    today=date(2026, 10, 31),
    hang_from=date(2026, 11, 2),
    hang_until=date(2026, 11, 8),
    hotline="0751-2250000",
    imprint=Imprint("2026-11-02 09:30"),
)
