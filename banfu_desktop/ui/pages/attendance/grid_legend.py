"""What the marks of the attendance grid mean, which key sets them, what the month adds up to."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.rules.words import DayState
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Chip, column, label, named, row
from banfu_desktop.ui.page.command import key_text
from banfu_desktop.ui.pages.attendance.grid_painting import STATE_TONES
from banfu_desktop.ui.pages.attendance.month_grid import OTHER_KINDS, STATE_KEYS

_KEYS = (
    "键后加“，”只记上午，加“。”只记下午　虚线框是已批准、还没到的日子　"
    "Shift+方向键或拖动选一片　Ctrl+D 向下填充　Ctrl+R 向右填充　可粘贴 WPS 表格"
)
_APART = 5
"""So many marks stand on the first line where there is no room for all on one."""


class GridLegend(QWidget):
    """Marks with their keys (on one line, or on two where it is narrow), the month's sums, the other keys."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "grid-legend", "图例")
        self._look = look
        self._warning = label("", "field-warning", name="grid-warning")
        self._totals = label("", "strong", name="grid-totals")
        self._calendar = label("", "secondary", name="grid-calendar")
        states = list(STATE_KEYS)
        self._wide, self._narrow = QWidget(), QWidget()
        self._wide.setLayout(self._line(states, last=True))
        above, below = self._line(states[:_APART], last=False), self._line(states[_APART:], last=True)
        self._narrow.setLayout(column(above, below, spacing=look.px(4)))
        sums = row(self._calendar, None, self._warning, self._totals, spacing=look.px(16))
        keys = label(_KEYS, "secondary", name="grid-keys", wrap=True)
        self.setLayout(column(self._wide, self._narrow, sums, keys, spacing=look.px(4)))
        self._narrow.hide()

    def _line(self, states: Sequence[DayState], *, last: bool) -> QHBoxLayout:
        parts = row(spacing=self._look.px(16))
        for state in states:
            parts.addLayout(_entry(self._look, state))
        if last:
            others = label("其他假别 M", "secondary", name="legend-other")
            others.setToolTip("、".join(f"{state.mark} {state.label}" for state in OTHER_KINDS))
            parts.addWidget(others)
        parts.addStretch(1)
        return parts

    def minimumSizeHint(self) -> QSize:
        """What two lines of marks need: the one line is shown where it fits."""
        return QSize(self._narrow.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where all marks have room."""
        super().resizeEvent(event)
        roomy = self.width() >= self._wide.sizeHint().width()
        self._wide.setVisible(roomy)
        self._narrow.setVisible(not roomy)

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """How many people are worth a look; what each is when hovering."""
        self._warning.setText(f"{len(warnings)} 人需要留意" if warnings else "")
        self._warning.setAccessibleName("；".join(warnings))
        self._warning.setToolTip("\n".join(warnings))

    def show_calendar(self, text: str) -> None:
        """How many working days the month has, and where it stands."""
        self._calendar.setText(text)

    def show_totals(self, text: str) -> None:
        """What the whole team adds up to."""
        self._totals.setText(text)


def _entry(look: Look, state: DayState) -> QHBoxLayout:
    key = key_text(STATE_KEYS[state])
    words = label(f"{state.label} {key}", "secondary", name=f"legend-{state.value}")
    tone = STATE_TONES.get(state)
    return row(words, spacing=0) if tone is None else row(Chip(state.mark, tone), words, spacing=look.px(4))
