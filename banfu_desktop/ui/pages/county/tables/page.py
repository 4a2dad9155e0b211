"""表册: the county's tables of a year, looked at, printed, written as PDF or spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import papers
from banfu_desktop.services.county.papers import Wish
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.boxes.dialogs import placed
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import Query

_TABLE = Table(
    "county_tables",
    "表册",
    (Field("title", "表", width=330), Field("period", "期间", width=220), Field("group", "类", width=90)),
)
_GROUPS = {
    "reporting": "收报", "questions": "收报", "roster": "人员", "staffing": "人员", "rotation": "人员",
    "filing": "人员", "care": "人员", "cross": "疑点", "findings": "疑点",
}  # fmt: skip

_OF_MONTHS = frozenset({"reporting", "sums-by-town", "sums-by-payer", "sums", "books"})


@dataclass(frozen=True)
class Line:
    """A table there is."""

    name: str
    title: str
    period: str
    group: str


class TablesPage(CountyList):
    """All tables."""

    room, title, table, key = "tables", "表册", _TABLE, "name"
    row_class = Line
    monthly = True
    filters = ("group",)
    unit, hint = "张表", "表名"
    tones: ClassVar[Tones] = {}

    def commands(self) -> Sequence[Command]:
        """On the screen, on paper, in a file."""
        return (
            Command("show_table", "预览、打印…", self._show, act=None, icon="printer", place=Place.PRIMARY,
                    rows=Rows.ONE, keys="Ctrl+P", help="看版面，打印或存为 PDF"),
            Command("export_table", "导出…", self._export, act=None, icon="download", place=Place.BAR,
                    rows=Rows.ONE, help="写成 Excel 或 PDF 文件"),
        )  # fmt: skip

    def query(self) -> Query:
        """Nothing of the database; which there are is known."""
        month = self.month
        period, today = f"{Month(month.year, 1).label}—{month.label}", f"截至 {self.ctx.today}"
        return lambda _session: [
            Line(name, paper.title, period if name in _OF_MONTHS else today, _GROUPS.get(name, "汇总"))
            for name, paper in papers.TABLES.items()
        ]

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """Which months they are of."""
        return (f"从1月到所选的{self.month.number}月",)

    def open_record(self, row: Line) -> None:
        """Look at it."""
        self._preview(row)

    def _wish(self) -> Wish:
        month = self.month
        return Wish(self.ctx.town, Month(month.year, 1), month, self.ctx.today, self.ctx.now())

    def _show(self) -> None:
        self._preview(self.selected()[0])

    def _preview(self, line: Line) -> None:
        from banfu_desktop.ui.preview.preview import preview_paper

        wish = self._wish()
        preview_paper(self.ctx, line.title, lambda session: papers.make(session, line.name, wish))

    def _export(self) -> None:
        line: Line = self.selected()[0]
        wish = self._wish()
        name = f"{wish.county}{line.title}{wish.last}.xlsx"
        path = self.ctx.dialogs.save_file("导出表册", name, "Excel 表格 (*.xlsx);;PDF (*.pdf)")
        if path is not None:
            self.ctx.tasks.long_read(
                "导出表册",
                lambda session, _: papers.write(papers.make(session, line.name, wish), path),
                lambda _: self.ctx.say(f"已写好：{placed(path)}"),
            )
