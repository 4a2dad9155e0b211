"""Somebody's day under the week's grid: lines typed in place, stored as soon as one is whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.worklog import PRIVACY, LogLine, line_of
from banfu_desktop.tables.worklog import LINES
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.line_grid import LineGrid
from banfu_desktop.ui.page.line_model import LineModel, Values

_HOW = "Tab 下一格，回车换行，Ctrl+D 同上一行，首字母选常用语，可粘贴表格"
Place = tuple[int, date]
"""A posting and a day."""


class DayLines(QFrame):
    """The lines of a place. `edited` says that `ready` is to be stored there.

    `sharing` says that the clerk wants to give the marked lines to others as well.
    """

    edited = Signal()
    sharing = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "day-lines", "一天的日志", look="plain")
        self.grid = LineGrid(look, LineModel(line_of, frozenset({"next_due"})))
        self.grid.lines.edited.connect(self._changed)
        self.place: Place | None = None
        self._sent: list[LogLine] = []
        self._why = ""
        self._who = label("", "strong", name="lines-who")
        self._how = label("", "secondary", name="lines-how", wrap=True)
        self._share = button(
            "复制给…", "share-lines", look="link", tip="和别人一起做的，把所选的行也记给他们"
        )
        self._share.clicked.connect(self.sharing)
        self._remove = button("删除行", "remove-lines", look="link", tip="删除所选的行")
        self._remove.clicked.connect(self.grid.remove_selected)
        head = row(self._who, None, self._share, self._remove, spacing=look.px(12))
        self.setLayout(column(head, self._how, self.grid, spacing=look.px(4)))

    @property
    def lines(self) -> list[LogLine]:
        """Every line that is not empty."""
        return self.grid.lines.lines

    @property
    def unfinished(self) -> str:
        """What keeps a line from being stored, in words; empty when all of them are."""
        if self.grid.lines.unread:
            return f"有 {len(self.grid.lines.unread)} 格看不懂，改正后才会保存"
        lacking = ((number, line.lacking) for number, line in enumerate(self.lines, 1) if line.lacking)
        return "；".join(f"第{number}行还缺{'、'.join(names)}" for number, names in lacking)

    @property
    def chosen(self) -> list[int]:
        """The entries of the lines selected."""
        rows = {index.row() for index in self.grid.selectedIndexes()}
        return [line.id for number, line in enumerate(self.lines) if number in rows and line.id is not None]

    def ready(self) -> tuple[list[LogLine], list[Values]] | None:
        """The lines to be stored, with the rows they are of; None while a stored line is only half there."""
        rows = [(line_of(values), values) for values in self.grid.lines.written]
        if any(line.lacking and line.id is not None for line, _ in rows) or self.grid.lines.unread:
            return None
        whole = [pair for pair in rows if not pair[0].lacking]
        lines = [line for line, _ in whole]
        if lines == self._sent:
            return None
        return lines, [values for _, values in whole]

    def stored(self, lines: Sequence[LogLine], rows: Sequence[Values], ids: Sequence[int]) -> None:
        """Lines were stored under these ids; their rows may have been typed on since."""
        self.grid.lines.adopt(rows, ids)
        self._sent = [replace(line, id=key) for line, key in zip(lines, ids, strict=True)]

    @property
    def waits(self) -> bool:
        """Whether a whole line stands here that is not stored yet."""
        return self.ready() is not None

    def show_day(self, name: str, place: Place, lines: Sequence[LogLine], why_not: str) -> None:
        """Show a day; `why_not` says why it cannot be written. Half-written lines of the same day stay."""
        if place == self.place and not why_not and (self.unfinished or self.waits):
            return
        self.place, self._why = place, why_not
        self._sent = list(lines)
        day = place[1]
        self._who.setText(f"{name}　{day.month}月{day.day}日 周{weekday(day)}")
        self._who.setAccessibleName(self._who.text())
        writable = not why_not
        if not writable or self.unfinished or [line.id for line in self.lines] != [line.id for line in lines]:
            self.grid.lines.show_lines(LINES, (), day, writable=writable)
        self.grid.lines.show_lines(LINES, lines, day, writable=writable)
        self._share.setVisible(writable)
        self._remove.setVisible(writable)
        self._say()

    def _changed(self) -> None:
        self._say()
        if self.place is not None:
            self.edited.emit()

    def _say(self) -> None:
        text = self.unfinished or self._why or PRIVACY
        self._how.setText(text)
        self._how.setToolTip(_HOW)
        self._how.setAccessibleName(text)
