"""The eight duties over the months of a year: the table over the pictures of both half-years."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.worklog import week
from banfu_desktop.services.worklog.week import DutyRow
from banfu_desktop.tables.worklog import DUTY_MONTHS
from banfu_desktop.ui.look.chart_view import ChartView
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import card, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView

_LEAST = 320
"""Least width of a picture: two stand beside each other in 特大 too."""


class DutiesView(QWidget):
    """What form 23, 职责履行统计, says."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "duties-view", "职责统计")
        self._model = TableModel(DUTY_MONTHS.fields, {})
        self.view = TableView(self._model, look, "职责履行统计")
        self._charts = ChartView(look), ChartView(look)
        for chart in self._charts:
            chart.setMinimumSize(look.px(_LEAST), look.px(220))
        self._foot = label("", "secondary", name="duties-said")
        pictures = card(row(*self._charts, spacing=look.px(32)), "duty-pictures", "图")
        layout = column(self.view, pictures, self._foot, spacing=look.px(12))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.view)

    def show_year(self, rows: Sequence[DutyRow], year: int) -> None:
        """Show a year."""
        self._model.set_rows(list(rows))
        for shown, month in zip(self._charts, (1, 7), strict=True):
            shown.show_chart(week.half_year(list(rows), date(year, month, 1)))
        total, visited = sum(row.total for row in rows), sum(row.households for row in rows)
        text = f"{year}年 {total:,} 条　走访 {visited:,} 户次；一条日志无论几人一起做只计一次"
        self._foot.setText(text)
        self._foot.setAccessibleName(text)
