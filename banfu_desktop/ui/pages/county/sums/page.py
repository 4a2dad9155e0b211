"""补助汇总: a year's net sums by town and by payer, and the sheets' sums of a month they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.county import sums
from banfu_desktop.services.county.sums import Crosstab, PayerMonth
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import Query

_TOWNS, _PAYERS, _LINES = "镇×月", "发放单位×月", "本月明细"


def _crossed(name: str, label: str, first: str, width: int) -> Table:
    months = (Field(f"m{number}", f"{number}月", Kind.MONEY, width=88) for number in range(1, 13))
    whole = Field("whole", "全年", Kind.MONEY, width=110)
    return Table(name, label, (Field("label", first, width=width), whole, *months))


_TABLE = _crossed("county_sums", "补助汇总", "镇（街）", 110)
_OF_PAYERS = _crossed("county_sums_by_payer", "按发放单位", "发放单位", 170)
_OF_MONTH = Table(
    "county_sums_of_month",
    "本月明细",
    (
        Field("town", "镇（街）", width=100),
        Field("payer", "发放单位", width=160),
        Field("people", "人数", Kind.WHOLE, width=56),
        Field("gross_fen", "应发", Kind.MONEY, width=104),
        Field("deducted_fen", "扣减", Kind.MONEY, width=96),
        Field("added_fen", "补发", Kind.MONEY, width=96),
        Field("taken_fen", "扣回", Kind.MONEY, width=96),
        Field("net_fen", "实发", Kind.MONEY, width=110),
        Field("unpaid_fen", "未发", Kind.MONEY, width=96),
        Field("codes", "发放表编号和校验码", width=280),
    ),
)


@dataclass(frozen=True)
class Crossed:
    """A label's months, in fen; None where there is no sheet."""

    label: str
    m1: int | None
    m2: int | None
    m3: int | None
    m4: int | None
    m5: int | None
    m6: int | None
    m7: int | None
    m8: int | None
    m9: int | None
    m10: int | None
    m11: int | None
    m12: int | None
    whole: int


@dataclass(frozen=True)
class _Read:
    towns: Crosstab
    payers: Crosstab
    lines: Sequence[PayerMonth]


class SumsPage(CountyList):
    """A year's sums."""

    room, title, table, key = "sums", "补助汇总", _TABLE, "label"
    row_class = Crossed
    monthly = True
    unit, empty = "个镇", "这一年还没有收到发放表。"
    way = Way("去收件箱", "inbox")
    hint = "镇名"
    tones: ClassVar[Tones] = {}

    def commands(self) -> Sequence[Command]:
        """The same on paper."""
        return (
            Command("print_sums", "打印、导出…", lambda: self.ctx.go("tables"), act=None, icon="printer",
                    place=Place.PRIMARY, help="到表册里选要打印或导出的汇总表"),
        )  # fmt: skip

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """By town, by payer, a month's lines."""
        self._payers = self.plain(_OF_PAYERS, "个发放单位", (), totals=_whole)
        self._lines = self.plain(_OF_MONTH, "行", ("town",), totals=_of_month)
        return {_TOWNS: listed, _PAYERS: self._payers, _LINES: self._lines}

    def query(self) -> Query:
        """The year that the chosen month lies in, and the month's lines."""
        month, year = self.month, self.month.year
        first, last = Month(year, 1), Month(year, 12)
        return lambda session: _Read(
            sums.by_town(session, first, last), sums.by_payer(session, first, last),
            sums.lines(session, month, month),
        )  # fmt: skip

    def fill(self, data: _Read) -> None:
        """Show the year."""
        self.show_note("与各镇打印的发放表逐分相符；补发、扣回各列各的，不互相抵", "四(一)")
        self.show_rows(_rows(data.towns))
        self._payers.show_rows(_rows(data.payers))
        self._lines.show_rows(data.lines)

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What the rows come to in the month and in the year."""
        name = f"m{self.month.number}"
        return (f"{self.month.number}月 {yuan(sum(getattr(row, name) or 0 for row in rows))}", *_whole(rows))


def _rows(table: Crosstab) -> list[Crossed]:
    whole = table.of_labels
    return [
        Crossed(label=label, whole=whole[place],
                **{f"m{number}": fen for number, fen in enumerate(table.cells[place], 1)})
        for place, label in enumerate(table.labels)
    ]  # fmt: skip


def _whole(rows: Sequence[Any]) -> Sequence[str]:
    return (f"实发合计 {yuan(sum(row.whole for row in rows))}",)


def _of_month(rows: Sequence[Any]) -> Sequence[str]:
    return (
        f"未发 {yuan(sum(row.unpaid_fen for row in rows))}",
        f"实发合计 {yuan(sum(row.net_fen for row in rows))}",
    )
