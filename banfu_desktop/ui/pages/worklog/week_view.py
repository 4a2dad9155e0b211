"""The week: the grid over the lines of the marked day, three cards beside it, the sums in the foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from banfu_desktop.services.worklog.week import Week
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import column, label, named, row
from banfu_desktop.ui.pages.worklog.cards import Cards
from banfu_desktop.ui.pages.worklog.day_lines import DayLines
from banfu_desktop.ui.pages.worklog.week_grid import WeekGrid

_LINES = 224
"""Height of the lines at standard size: a heading, a sentence and five lines."""


class WeekView(QWidget):
    """The parts of the view; the page connects them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "week-view", "本周")
        self._look = look
        self.grid, self.lines, self.cards = WeekGrid(look), DayLines(look), Cards(look)
        self._said = label("", "secondary", name="week-said")
        self._gaps = label("", "secondary", name="week-gaps")
        split = QSplitter(Qt.Orientation.Vertical)
        named(split, "week-split", "一周日志和一天的日志")
        split.addWidget(self.grid)
        split.addWidget(self.lines)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.px(8))
        split.setStretchFactor(0, 1)
        self.lines.setMinimumHeight(look.px(_LINES))
        left = column(split, row(self._said, None, self._gaps), spacing=look.px(8))
        whole = row(spacing=look.px(12))
        whole.addLayout(left, 1)
        whole.addWidget(self.cards)
        self.setLayout(whole)
        self.setFocusProxy(self.grid)

    @property
    def person_here(self) -> str | None:
        """Whose line the keyboard is at, as `posting 3`."""
        place = self.grid.place
        return None if place is None else f"posting {place[0]}"

    def show_sums(self, week: Week) -> None:
        """本周 39 条　走访 29 户次　12 人; 未记 2 人天."""
        entries = week.entries
        visited = sum(entry.households or 0 for entry in entries)
        people = sum(any(cell.entries for cell in line.cells) for line in week.rows)
        said = f"本周 {len(entries)} 条　走访 {visited} 户次　{people} 人记了日志"
        gaps = f"未记 {week.missing} 人天" if week.missing else ""
        for shown, text in ((self._said, said), (self._gaps, gaps)):
            shown.setText(text)
            shown.setAccessibleName(text)
