"""经费项目: a year of the towns' books of the work fund, and the projects two must sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.money import yuan
from banfu_desktop.services.county import findings
from banfu_desktop.services.county.findings import Book, Project
from banfu_desktop.services.county.papers import executed
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import Query

_BOOKS, _PROJECTS = "账本", "双签项目"
_TABLE = Table(
    "county_books",
    "工作经费",
    (
        Field("town", "镇（街）", width=110),
        Field("book", "账本", width=190),
        Field("kind", "种类", width=100),
        Field("budget_fen", "预算", Kind.MONEY, width=110),
        Field("income_fen", "收入", Kind.MONEY, width=110),
        Field("expense_fen", "支出", Kind.MONEY, width=110),
        Field("balance_fen", "结余", Kind.MONEY, width=110),
        Field("share", "执行率", width=72),
        Field("closed_to", "月结到", width=84),
    ),
)
_OF_PROJECTS = Table(
    "county_projects",
    "双签项目",
    (
        Field("town", "镇（街）", width=110),
        Field("project", "项目", width=260),
        Field("stage", "进度", width=90),
        Field("source", "资金来源", width=110),
        Field("amount_fen", "金额", Kind.MONEY, width=110),
        Field("paid_fen", "已付", Kind.MONEY, width=110),
        Field("signed", "双签", width=150),
    ),
)


@dataclass(frozen=True)
class Line:
    """A book of a year."""

    id: str
    town: str
    book: str
    kind: str
    budget_fen: int
    income_fen: int
    expense_fen: int
    balance_fen: int
    share: str
    closed_to: str


@dataclass(frozen=True)
class _Read:
    books: Sequence[Book]
    projects: Sequence[Project]


class BudgetsPage(CountyList):
    """Books and projects."""

    room, title, table = "budgets", "经费项目", _TABLE
    row_class = Line
    monthly = True
    filters = ("town", "kind")
    unit, empty = "本账", "这一年还没有报上来的账本。"
    way = Way("去收件箱", "inbox")
    hint = "镇名或账本名"
    tones: ClassVar[Tones] = {}

    def commands(self) -> Sequence[Command]:
        """The same on paper."""
        return (
            Command("print_books", "打印、导出…", lambda: self.ctx.go("tables"), act=None, icon="printer",
                    place=Place.PRIMARY, help="到表册里选要打印或导出的表"),
        )  # fmt: skip

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """Books, projects."""
        tones: Tones = {"signed": lambda word: Tone.AMBER if "未" in word else Tone.GREEN if word else None}
        self._projects = self.plain(_OF_PROJECTS, "个项目", ("town", "stage"), tones, _of_projects)
        return {_BOOKS: listed, _PROJECTS: self._projects}

    def query(self) -> Query:
        """The books of the year that the chosen month lies in, and all projects."""
        year = self.month.year
        return lambda session: _Read(findings.books(session, year), findings.projects(session))

    def fill(self, data: _Read) -> None:
        """Show both."""
        self.show_note(f"{self.month.year}年各镇账本；执行率＝支出÷预算，没有登记预算的不算", "九(一)")
        self.show_rows([_line(book) for book in data.books])
        self._projects.show_rows(data.projects)


def _line(book: Book) -> Line:
    return Line(
        f"{book.town}/{book.book}", book.town, book.book, book.kind, book.budget_fen, book.income_fen,
        book.expense_fen, book.balance_fen, executed(book.expense_fen, book.budget_fen), book.closed_to,
    )  # fmt: skip


def _of_projects(rows: Sequence[Any]) -> Sequence[str]:
    return (
        f"已付 {yuan(sum(row.paid_fen for row in rows))}",
        f"金额 {yuan(sum(row.amount_fen for row in rows))}",
    )
