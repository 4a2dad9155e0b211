"""A year of a work-fund book at a glance: money in, money out, how far it is closed, and its categories."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from banfu_desktop.rules.funds import percent
from banfu_desktop.rules.funds_charts import Chart
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds.rows import CategorySum, YearView
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.chart_view import LEGEND, ChartView
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import card, column, label, named, row
from banfu_desktop.ui.page.status_card import StatusCard
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.funds import words

_COLUMNS = (
    Field("name", "科目", width=124),
    Field("flow", "性质", width=60),
    Field("entries", "凭证数", Kind.WHOLE, width=72),
    Field("budget_fen", "预算", Kind.MONEY, width=104),
    Field("amount_fen", "发生额", Kind.MONEY, width=104),
    Field("used", "占预算", width=76),
)


_SIDE_BY_SIDE, _LOWEST = 760, 210
"""So wide, at standard size, list and pictures have room side by side; so low the list stands above them."""


@dataclass(frozen=True)
class _Line:
    """A category as the list says it."""

    category_id: int
    name: str
    flow: str
    entries: int
    budget_fen: int | None
    amount_fen: int
    used: str


def _line(row: CategorySum) -> _Line:
    used = "" if row.budget_fen is None else percent(row.used)
    return _Line(row.category_id, row.name, row.flow.label, row.entries, row.budget_fen, row.amount_fen, used)


class FundYearView(QWidget):
    """Three cards over the list of categories, with the pictures of the year beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "fund-year", "年度")
        self._look = look
        self._money = StatusCard(look, "fund-money", "收入")
        self._spent = StatusCard(look, "fund-spent", "支出")
        self._closed = StatusCard(look, "fund-closed", "余额和结账")
        self._model = TableModel(_COLUMNS, {})
        self.view = TableView(self._model, look, "科目")
        cards = row(self._money, self._spent, self._closed, spacing=look.px(12))
        for place in range(3):
            cards.setStretch(place, 1)
        layout = column(spacing=look.px(12))
        layout.addLayout(cards)
        self._charts = ChartView(look), ChartView(look)
        legend = label(LEGEND, "secondary", name="fund-legend", wrap=True)
        pictured = column(legend, *self._charts, spacing=look.px(8))
        for place in range(1, len(self._charts) + 1):
            pictured.setStretch(place, 1)  # the room is the charts', the line above them has its own height
        pictures = card(pictured, "fund-pictures", "图")
        self._below = row(self.view, pictures, spacing=look.px(12))
        self._below.setStretch(0, 1)
        self._below.setStretch(1, 1)
        layout.addLayout(self._below, 1)
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where list and pictures have no room side by side, the pictures stand below."""
        super().resizeEvent(event)
        is_narrow = self.width() < self._look.px(_SIDE_BY_SIDE)
        sides = QBoxLayout.Direction
        self._below.setDirection(sides.TopToBottom if is_narrow else sides.LeftToRight)
        self.view.setMinimumHeight(self._look.px(_LOWEST) if is_narrow else 0)

    def chosen(self) -> int | None:
        """The category selected in the list."""
        lines = self.view.selected_lines()
        return self._model.row(lines[0]).category_id if lines else None

    def show_year(self, view: YearView, charts: Sequence[Chart], today: date) -> None:
        """Show a year and its two pictures."""
        short = view.missing_fen > 0
        self._money.say(
            f"年初 {yuan(view.opening_fen)}，收入 {yuan(view.income_fen)} 元",
            words.allotted(view),
            "拨款未到齐" if short else "拨款到齐" if view.budget_fen else "",
            Tone.AMBER if short else Tone.GREEN,
        )
        self._spent.say(
            f"支出 {yuan(view.expense_fen)} 元",
            words.pace(view, today),
            percent(view.execution),
            Tone.BLUE,
        )
        done = view.closed_on is not None
        self._closed.say(
            f"余额 {yuan(view.balance_fen)} 元", words.closed(view), "已年结" if done else "未年结",
            Tone.GREEN if done else Tone.GREY,
        )  # fmt: skip
        self._model.set_rows([_line(row) for row in view.sums])
        for place, chart in zip(self._charts, charts, strict=True):
            place.show_chart(chart)
