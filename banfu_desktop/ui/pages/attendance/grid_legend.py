"""What the marks of the attendance grid mean, which key sets them, and what is worth a look."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.rules.words import DayState
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Chip, column, label, named, row
from banfu_desktop.ui.page.command import key_text
from banfu_desktop.ui.pages.attendance.grid_painting import STATE_TONES
from banfu_desktop.ui.pages.attendance.month_grid import OTHER_KINDS, STATE_KEYS

_KEYS = (
    "键后加“，”只记上午，加“。”只记下午　虚线框是已批准、还没到的日子　Shift+方向键选一片　可粘贴 WPS 表格"
)


class GridLegend(QWidget):
    """Two lines below the grid."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "grid-legend", "图例")
        self._warning = label("", "field-warning", name="grid-warning")
        parts = row(spacing=look.px(16))
        for state in STATE_KEYS:
            parts.addLayout(_entry(look, state))
        others = label("其他假别 M", "secondary", name="legend-other")
        others.setToolTip("、".join(f"{state.mark} {state.label}" for state in OTHER_KINDS))
        parts.addWidget(others)
        parts.addStretch(1)
        self._totals = label("", "strong", name="grid-totals")
        parts.addWidget(self._totals)
        keys = label(_KEYS, "secondary", name="grid-keys")
        self.setLayout(column(parts, row(keys, None, self._warning), spacing=look.px(4)))

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """One in full, several by number; all of them when hovering."""
        text = warnings[0] if len(warnings) == 1 else f"{len(warnings)} 人需要留意" if warnings else ""
        self._warning.setText(text)
        self._warning.setAccessibleName("；".join(warnings))
        self._warning.setToolTip("\n".join(warnings))

    def show_totals(self, text: str) -> None:
        """What the whole team adds up to."""
        self._totals.setText(text)


def _entry(look: Look, state: DayState) -> QHBoxLayout:
    key = key_text(STATE_KEYS[state])
    words = label(f"{state.label} {key}", "secondary", name=f"legend-{state.value}")
    tone = STATE_TONES.get(state)
    return row(words, spacing=0) if tone is None else row(Chip(state.mark, tone), words, spacing=look.px(4))
