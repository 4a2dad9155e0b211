"""Ctrl+K: find a command, a page, a record or an amount by a part of its name or by pinyin initials."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget
from shiboken6 import isValid

from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.frame.palette_entries import COMMAND, MOST, PAGE, Entry, Words, arranged, matching, rank
from banfu_desktop.ui.frame.palette_lines import ENTRY, FIRST, HEIGHT, TYPED, LineDelegate
from banfu_desktop.ui.look.look import SECONDARY
from banfu_desktop.ui.look.widgets import column, float_above, label, named, row
from banfu_desktop.ui.page.initials import initials

_WIDTH, _TOP = 640, 64
_RECENT, _USED = 3, 3
_GO_HINT = "到哪一页：输入拼音首字母，如 gzb 工作补助"
Deeds = Callable[[Found], Sequence[Entry]]
"""What can be done with a record that was found."""


class Palette(QFrame):
    """The finder: a line to type in and what was found, over the window.

    Args:
        deeds: gives what can be done with the best record found.
        used: the commands used most, first.
        note_use: told of each command that was chosen.
        words: what it says of itself.
    """

    def __init__(
        self,
        ctx: Context,
        window: QWidget,
        deeds: Deeds,
        used: Callable[[Sequence[Entry]], Sequence[Entry]],
        note_use: Callable[[str], object],
        words: Words,
    ) -> None:
        super().__init__(window)
        named(self, "palette", "查找", look="card")
        self._ctx, self._window, self._deeds = ctx, window, deeds
        self._used, self._note_use, self._words = used, note_use, words
        self._entries: Sequence[Entry] = ()
        self._found: list[Found] = []
        self._recent: list[Entry] = []
        self._before: QWidget | None = None
        self._asked, self._searching, self._going, self._all = 0, False, False, False
        look, px = ctx.look, ctx.look.px
        self._line = named(QLineEdit(), "palette-text", "查找人员、单位、命令")
        self._line.addAction(look.icon("search", SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self._line.textChanged.connect(self._typed)
        self._line.installEventFilter(self)
        self._none = label("", "strong", name="palette-none", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._where = label(words.where_else, "secondary", name="palette-where", wrap=True)
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list = named(QListWidget(), "palette-list", "找到的", look="bare")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(LineDelegate(self._list, look))
        self._list.itemClicked.connect(lambda item: self._run(self._list.row(item)))
        self._examples = label(words.examples, "small", name="palette-examples", wrap=True)
        self._count = label("", "small", name="palette-count")
        hint = label("↑↓ 选择　Enter 前往　Tab 下一类　Esc 关闭", "small", name="palette-hint")
        said = (self._none, self._where, self._list, self._examples)
        layout = column(self._line, *said, row(self._count, None, hint), spacing=px(8))
        layout.setContentsMargins(px(12), px(12), px(12), px(8))
        self.setLayout(layout)
        self._pause = QTimer(self, singleShot=True, interval=120)
        self._pause.timeout.connect(self._search)
        float_above(self)
        self.hide()

    def open(self, entries: Sequence[Entry], *, going: bool = False) -> None:
        """Offer commands and pages; records are looked for while typing.

        Args:
            going: only pages are offered, and one is gone to as soon as the letters mean no other.
        """
        self._entries, self._found, self._going, self._all = entries, [], going, False
        self._before = QApplication.focusWidget()
        self._line.setPlaceholderText(_GO_HINT if going else self._words.hint)
        self._line.clear()
        self._show()
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, entries: Sequence[Entry]) -> None:
        """Further commands, known only now; what is chosen stays chosen."""
        self._entries = entries
        if self.isVisible() and not self._going and self._line.text().strip():
            self._show(max(0, self._list.currentRow()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter, Tab and Esc work from the line; leaving it closes the finder."""
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
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._next_kind(-1 if key == Qt.Key.Key_Backtab else 1)
        else:
            return False
        return True

    def _next_kind(self, step: int) -> None:
        firsts = [n for n in range(self._list.count()) if self._list.item(n).data(FIRST)]
        here = self._list.currentRow()
        ahead = [n for n in firsts if n > here] if step > 0 else [n for n in firsts if n < here]
        if firsts:
            self._list.setCurrentRow(
                (ahead[0] if ahead else firsts[0]) if step > 0 else (ahead or firsts)[-1]
            )

    def close_and_return(self) -> None:
        """Close, and give the focus back to the page."""
        self.hide()
        before = self._before
        (before if before is not None and isValid(before) and before.isVisible() else self._window).setFocus()

    def _typed(self) -> None:
        self._found, self._all = [], False
        if self._going and self._goes_straight():
            return
        self._searching = bool(self._line.text().strip()) and not self._going
        self._show()
        self._pause.start()

    def _goes_straight(self) -> bool:
        """Whether the letters mean one page and no other; it is gone to then."""
        typed = self._line.text().casefold().strip()
        meant = [entry for entry in self._entries if initials(entry.label).startswith(typed)]
        if not typed or len(meant) != 1:
            return False
        self.close_and_return()
        meant[0].run()
        return True

    def _search(self) -> None:
        text = self._line.text().strip()
        self._asked += 1
        number = self._asked
        if text and not self._going:
            self._ctx.tasks.read(
                lambda session: self._ctx.search(session, text), lambda hits: self._came(number, hits)
            )

    def _came(self, number: int, hits: Sequence[Found]) -> None:
        if number == self._asked and self.isVisible():
            self._found, self._searching = list(hits), False
            self._show()

    def _entry(self, hit: Found) -> Entry:
        def go() -> None:
            self._ctx.go(hit.room, hit.key)

        return Entry(hit.label, hit.hint, "", go, kind=hit.kind)

    def _lines(self) -> list[Entry]:
        text = self._line.text().strip()
        if self._all:
            return [entry for entry in self._entries if entry.kind == COMMAND]
        if self._going or not text:
            return list(self._entries) if self._going and not text else self._of_page(text)
        best = [*self._deeds(self._found[0])] if self._is_named(text) else []
        found = [self._entry(hit) for hit in self._found]
        return arranged([*best, *matching(self._entries, text)], found, text)

    def _is_named(self, text: str) -> bool:
        """Whether the first record found is called by what was typed, and not by its amount."""
        hit = self._found[0] if self._found else None
        return hit is not None and isinstance(hit.key, int | str) and rank(hit.label, text.casefold()) < 3

    def _of_page(self, text: str) -> list[Entry]:
        """While nothing is typed: what was gone to last and what is used most; else the pages that match."""
        if self._going:
            return matching(self._entries, text)
        return [*self._recent[:_RECENT], *list(self._used(self._entries))[:_USED]]

    def _show(self, chosen: int = 0) -> None:
        text, lines = self._line.text().strip(), self._lines()
        nothing = bool(text) and not lines and not self._searching
        if nothing:
            lines = self._ways_on(text)
        self._none.setText(f"没有找到“{text}”")
        for shown, is_shown in ((self._none, nothing), (self._where, nothing)):
            shown.setVisible(is_shown)
        self._examples.setVisible(not text and not self._going and not self._all)
        self._count.setText("" if not text else f"{0 if nothing else len(lines)} 条")
        self._list.clear()
        kind = ""
        for entry in lines:
            item = QListWidgetItem(entry.label)
            item.setData(ENTRY, entry)
            item.setData(TYPED, text)
            item.setData(FIRST, entry.kind != kind)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.kind} {entry.label} {entry.hint}")
            item.setSizeHint(QSize(0, self._ctx.look.px(HEIGHT)))
            kind = entry.kind
            self._list.addItem(item)
        self._list.setCurrentRow(min(chosen, self._list.count() - 1))
        self._place(min(len(lines), MOST))

    def _place(self, lines: int) -> None:
        """In the middle of the window, as high as what it says."""
        px = self._ctx.look.px
        width = min(px(_WIDTH), self._window.width() - px(32))
        room = self._window.height() - px(_TOP) - px(120)
        self._list.setFixedHeight(max(0, min(lines * px(HEIGHT) + px(2), room)))
        self._list.setVisible(lines > 0)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            height = (
                layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
            )
            self.setGeometry((self._window.width() - width) // 2, px(_TOP), width, height)

    def _ways_on(self, text: str) -> list[Entry]:
        def see_all() -> None:
            self._all = True
            self.show()
            self._line.setFocus()
            self._show()

        number = sum(entry.kind == COMMAND for entry in self._entries)
        return [
            Entry(f"在操作留痕里找“{text}”", "办过的事和有关的人", "search",
                  lambda: self._ctx.go(self._words.trail, text), kind="再找"),
            Entry("看全部命令", f"{number} 个", "list", see_all, kind="再找"),
        ]  # fmt: skip

    def _run(self, line: int) -> None:
        if not 0 <= line < self._list.count():
            return
        entry: Entry = self._list.item(line).data(ENTRY)
        self.close_and_return()
        if entry.refusal:
            self._ctx.say(f"{entry.label}：{entry.refusal}")
            return
        if entry.name:
            self._note_use(entry.name)
        elif entry.kind not in (PAGE, "再找"):
            recent = Entry(entry.label, entry.hint, entry.picture, entry.run, kind="最近")
            self._recent = [recent, *(known for known in self._recent if known.label != entry.label)]
        entry.run()
