"""What the marks of the attendance grid mean, which key sets them, and what is worth a look."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.rules.words import DayState
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Chip, column, label, named, row
from banfu_desktop.ui.page.command import key_text
from banfu_desktop.ui.pages.attendance.month_grid import STATE_KEYS, STATE_TONES

_KEYS = "Shift+方向键或拖动选一片　Ctrl+D 向下填充　Ctrl+R 向右填充　可粘贴 WPS 表格"


class GridLegend(QWidget):
    """Two lines below the grid."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "grid-legend", "图例")
        self._warning = label("", "field-warning", name="grid-warning")
        parts = row(spacing=look.px(16))
        for state in STATE_KEYS:
            parts.addLayout(_entry(look, state))
        parts.addStretch(1)
        keys = label(_KEYS, "secondary", name="grid-keys")
        self.setLayout(column(parts, row(keys, None, self._warning), spacing=look.px(4)))

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """One in full, several by number; all of them when hovering."""
        text = warnings[0] if len(warnings) == 1 else f"{len(warnings)} 人在岗天数不足" if warnings else ""
        self._warning.setText(text)
        self._warning.setAccessibleName("；".join(warnings))
        self._warning.setToolTip("\n".join(warnings))


def _entry(look: Look, state: DayState) -> QHBoxLayout:
    key = key_text(STATE_KEYS[state])
    words = label(f"{state.label} {key}", "secondary", name=f"legend-{state.value}")
    tone = STATE_TONES.get(state)
    return row(words, spacing=0) if tone is None else row(Chip(state.mark, tone), words, spacing=look.px(4))
