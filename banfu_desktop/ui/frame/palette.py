"""Ctrl+K: find a command, a room or a record by a part of its name or by pinyin initials, and go there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.look.look import SECONDARY
from banfu_desktop.ui.look.widgets import column, float_above, label, named, row
from banfu_desktop.ui.page.initials import initials

_MOST = 12


@dataclass(frozen=True)
class Entry:
    """A line of the finder."""

    label: str
    hint: str
    icon: str
    run: Callable[[], object]


def matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Entries that hold the text in their name or initials; those that begin with it first."""
    typed = text.casefold().strip()

    def rank(entry: Entry) -> int:
        name, short = entry.label.casefold(), initials(entry.label)
        if name.startswith(typed):
            return 0
        if short.startswith(typed):
            return 1
        return 2 if typed in name or typed in short else 3

    return [entry for entry in sorted(entries, key=rank) if rank(entry) < 3]


class Palette(QFrame):
    """The finder: a line to type in and what was found, over the window."""

    def __init__(self, ctx: Context, window: QWidget) -> None:
        super().__init__(window)
        named(self, "palette", "查找", look="card")
        self._ctx, self._window = ctx, window
        self._entries: Sequence[Entry] = ()
        self._found: list[Entry] = []
        self._asked = 0
        look, px = ctx.look, ctx.look.px
        self._line = named(QLineEdit(), "palette-text", "查找人员、单位、命令")
        self._line.setPlaceholderText("人员、单位、命令，或拼音首字母")
        self._line.addAction(look.icon("search", SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self._line.textChanged.connect(self._typed)
        self._line.installEventFilter(self)
        self._list = named(QListWidget(), "palette-list", "找到的", look="bare")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(lambda item: self._run(self._list.row(item)))
        hint = label("↑↓ 选择　Enter 前往　Esc 关闭", "secondary", name="palette-hint")
        layout = column(self._line, self._list, row(None, hint), spacing=px(8))
        layout.setContentsMargins(px(12), px(12), px(12), px(8))
        self.setLayout(layout)
        self._pause = QTimer(self, singleShot=True, interval=120)
        self._pause.timeout.connect(self._search)
        float_above(self)
        self.hide()

    def open(self, entries: Sequence[Entry]) -> None:
        """Offer commands and rooms; records are looked for while typing."""
        self._entries, self._found = entries, []
        self._line.clear()
        self._show()
        px = self._ctx.look.px
        self.setGeometry((self._window.width() - px(560)) // 2, px(64), px(560), px(448))
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc work from the line; leaving it closes the finder."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key == Qt.Key.Key_Escape:
            self.close_and_return()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentRow())
        elif key in steps and self._list.count():
            self._list.setCurrentRow((self._list.currentRow() + steps[key]) % self._list.count())
        else:
            return False
        return True

    def close_and_return(self) -> None:
        """Close, and give the focus back to the page."""
        self.hide()
        self._window.setFocus()

    def _typed(self) -> None:
        self._found = []
        self._show()
        self._pause.start()

    def _search(self) -> None:
        text = self._line.text().strip()
        self._asked += 1
        number = self._asked
        if text:
            self._ctx.tasks.read(
                lambda session: self._ctx.search(session, text), lambda hits: self._came(number, hits)
            )

    def _came(self, number: int, hits: Sequence[Found]) -> None:
        if number == self._asked and self.isVisible():
            self._found = [self._entry(hit) for hit in hits[:_MOST]]
            self._show()

    def _entry(self, hit: Found) -> Entry:
        return Entry(hit.label, hit.hint, "file-text", lambda: self._ctx.go(hit.room, hit.key))

    def _show(self) -> None:
        self._list.clear()
        for entry in self._lines():
            item = QListWidgetItem(self._icon(entry), entry.label)
            item.setSizeHint(QSize(0, self._ctx.look.px(36)))
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self._list.addItem(item)
            hint = label(entry.hint, "secondary", name="palette-entry-hint")
            line = named(QWidget(), "palette-entry", entry.label)
            line.setLayout(row(None, hint, self._ctx.look.px(12)))
            self._list.setItemWidget(item, line)
        self._list.setCurrentRow(0)

    def _lines(self) -> list[Entry]:
        return [*self._found, *matching(self._entries, self._line.text())]

    def _icon(self, entry: Entry) -> QIcon:
        return self._ctx.look.icon(entry.icon or "chevron-right", SECONDARY)

    def _run(self, line: int) -> None:
        item = self._list.item(line)
        if item is not None:
            self.close_and_return()
            entry: Entry = item.data(Qt.ItemDataRole.UserRole)
            entry.run()
