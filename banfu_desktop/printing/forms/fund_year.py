"""Form 12, 工作经费年度收支情况表: each book's year, what for, and pictures."""

from dataclasses import dataclass, field
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    Block,
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Paragraph,
    Pictures,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.funds import percent, permille
from banfu_desktop.rules.funds_charts import BurnDown, Spending, burn_down, spending

_COLUMNS = (
    Column("项目", 38, align="left"),
    Column("年初结转", 22, money=True, summed=True),
    Column("本年拨入", 24, money=True, summed=True),
    Column("其他收入", 21, money=True, summed=True),
    Column("支出", 24, money=True, summed=True),
    Column("财政收回", 20, money=True, summed=True),
    Column("结余", 24, money=True, summed=True),
    Column("执行率", 16),
)
_SIDE_BY_SIDE = 3
_MOST_BOOKS = 4


@dataclass(frozen=True)
class Book:
    """One book's year in fen; `spent` is by category, `days` the balance at the end of days with entries."""

    name: str
    opening_fen: int
    budget_fen: int
    allotted_fen: int
    other_fen: int
    returned_fen: int
    spent: tuple[tuple[str, int], ...]
    days: tuple[tuple[date, int], ...] = ()

    @property
    def spent_fen(self) -> int:
        """All expenses."""
        return sum(fen for _, fen in self.spent)

    @property
    def available_fen(self) -> int:
        """What there was to spend."""
        return self.opening_fen + self.allotted_fen + self.other_fen

    @property
    def balance_fen(self) -> int:
        """What is left."""
        return self.available_fen - self.spent_fen - self.returned_fen


@dataclass(frozen=True)
class Year:
    """A year of every book, or of one; `notes` say which closings one person prepared and did, and why."""

    team: str
    year: int
    books: tuple[Book, ...]
    today: date
    imprint: Imprint
    charts: bool = field(default=True)
    one: bool = False
    notes: tuple[str, ...] = ()


def build(data: Year) -> tuple[Document, ...]:
    """The report; it names nobody."""
    period = f"截至{chinese_date(data.today)}" if data.today.year == data.year else f"{data.year}年度"
    blocks: list[Block] = [
        Title("驻镇帮扶工作经费年度收支情况表"),
        Facts(f"填报单位（盖章）：{data.team}", period, "单位：元"),
        Grid(_COLUMNS, tuple(_row(book) for book in data.books), row_height=8, empty_text="（本年没有账本）"),
        Legend(
            f"执行率＝支出÷（年初结转＋本年拨入＋其他收入）；各账合计执行率{_execution(data.books)}。{_OFFICIAL}"
        ),
        *(Legend(note) for note in data.notes),
        GAP,
        Paragraph("支出分类", size=12, bold=True),
        _categories(data.books),
        *_pictures(data),
        Signatures(("工作队队长", "镇党委（盖章）", "日期")),
    ]
    return (
        Document(
            name=_name(data),
            blocks=tuple(blocks),
            check_code=data.imprint.check_code,
            chain_code=data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
        ),
    )


_OFFICIAL = "以镇财政所会计账为准。"


def _name(data: Year) -> str:
    book = f"（{data.books[0].name}）" if data.one and data.books else ""
    return f"{data.year}年驻镇帮扶工作经费年度收支情况表{book}"


def _row(book: Book) -> tuple[str | int, ...]:
    return (
        book.name,
        book.opening_fen,
        book.allotted_fen,
        book.other_fen,
        book.spent_fen,
        book.returned_fen,
        book.balance_fen,
        percent(permille(book.spent_fen, book.available_fen)),
    )


def _execution(books: tuple[Book, ...]) -> str:
    spent, available = (sum(getattr(book, name) for book in books) for name in ("spent_fen", "available_fen"))
    return percent(permille(spent, available))


def _by_category(books: tuple[Book, ...]) -> dict[str, list[int]]:
    """What each category came to in each book, categories in the order they are met."""
    amounts: dict[str, list[int]] = {}
    for number, book in enumerate(books):
        for name, fen in book.spent:
            amounts.setdefault(name, [0] * len(books))[number] += fen
    return amounts


def _categories(books: tuple[Book, ...]) -> Grid:
    """Categories × books where there are few, and their sum with its share of all."""
    total = sum(book.spent_fen for book in books)
    apart = books if 1 < len(books) <= _MOST_BOOKS else ()
    columns = (
        Column("支出类别", 34, align="left"),
        *(Column(book.name, 24, money=True, summed=True) for book in apart),
        Column("合计" if apart else "金额", 26, money=True, summed=True),
        Column("占比", 16),
    )
    rows = tuple(
        (name, *(sums if apart else ()), sum(sums), percent(permille(sum(sums), total)))
        for name, sums in _by_category(books).items()
    )
    return Grid(columns, rows, capital_of=len(columns) - 2, row_height=6.5, empty_text="（本年没有支出）")


def _pictures(data: Year) -> list[Block]:
    """A burn-down for each book, then what was spent on what; a book's name stands over its picture."""
    if not data.charts or not data.books:
        return []
    burns: list[BurnDown] = [
        burn_down(book.name, data.year, book.opening_fen, book.budget_fen, book.days, data.today)
        for book in data.books
    ]
    bars = spending_of(data.books)
    rows: list[Block] = [
        Pictures(tuple(burns[start : start + _SIDE_BY_SIDE]), 25)
        for start in range(0, len(burns), _SIDE_BY_SIDE)
    ]
    return [
        *rows,
        Legend("图：实线为每日结余，虚线为按全年均匀使用应有的结余；实线高于虚线，说明支出慢于时间进度。"),
        *([Pictures((bars,), 7 + 3.1 * len(bars.bars))] if bars.bars else []),
    ]


def spending_of(books: tuple[Book, ...]) -> Spending:
    """What all books spent by category."""
    return spending("支出分类占比", ((name, sum(sums)) for name, sums in _by_category(books).items()))


SAMPLE = Year(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    books=(
        Book(
            "工作队经费", 320_000, 5_320_000, 5_000_000, 200_000, 0,
            (("宣传印刷", 1_286_000), ("办公耗材", 750_730), ("设备购置", 725_900)),
            ((date(2026, 2, 10), 5_320_000), (date(2026, 4, 2), 4_720_100), (date(2026, 6, 18), 3_434_100),
             (date(2026, 8, 3), 3_634_100), (date(2026, 9, 30), 2_757_370)),
        ),
        Book("梅坑村经费", 0, 1_000_000, 1_000_000, 0, 0, (("宣传印刷", 318_000), ("小维修", 142_500)),
             ((date(2026, 3, 1), 1_000_000), (date(2026, 7, 8), 682_000), (date(2026, 9, 2), 539_500))),
        Book("利坑村经费", 12_000, 1_012_000, 1_000_000, 0, 12_000, (("小维修", 96_000),),
             ((date(2026, 3, 1), 1_012_000), (date(2026, 5, 6), 904_000))),
    ),
    today=date(2026, 10, 31),
    imprint=Imprint("2026-11-02 09:30"),
)  # fmt: skip
