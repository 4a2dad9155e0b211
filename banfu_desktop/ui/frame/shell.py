"""The window: rooms at the left, the page, the notice bar, the finder; it paints first, then loads."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QWidget

from banfu_desktop.rules.errors import UserError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.fitting import fit_into_work_area, proposed_size
from banfu_desktop.ui.frame.navigation import Navigation
from banfu_desktop.ui.look.look import dress, set_palette
from banfu_desktop.ui.look.widgets import column, named, row
from banfu_desktop.ui.registry import ROOMS, Room
from banfu_desktop.ui.tasks import Query

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Act
    from banfu_desktop.ui.frame.finder import Finder
    from banfu_desktop.ui.frame.manual import Manual
    from banfu_desktop.ui.frame.notice import Notice
    from banfu_desktop.ui.page.command import Actions, Command
    from banfu_desktop.ui.page.page import Page

_GEOMETRY, ROOM = "window/geometry", "window/room"


def build(ctx: Context, rooms: Sequence[Room] = ROOMS) -> "Shell":
    """The window of an office, not yet shown. Its first page is made after the first paint."""
    return Shell(ctx, rooms)


class Shell(QFrame):
    """The main window.

    Sent once each: `painted` when the window has been drawn for the first time, `stands` when it has been
    drawn with its first page. What it begins then is not in the way of the drawing.
    """

    painted = Signal()
    stands = Signal()

    def __init__(self, ctx: Context, rooms: Sequence[Room]) -> None:
        super().__init__()
        dress(named(self, "shell", "驻镇帮扶", look="ground"))
        self._ctx, self._rooms = ctx, {room.name: room for room in rooms}
        self._pages: dict[str, Page] = {}
        self._finder: Finder | None = None
        self._manual: Manual | None = None
        self._awake = self._begun = False
        self._over: QWidget | None = None
        self._strip: QWidget | None = None
        self._left_at = ""
        self._proposed = QSize()
        ctx.dialogs.window, ctx.guide = self, self._begin_guide
        self._navigation = Navigation(ctx.look, rooms)
        self._stack = QStackedWidget()
        self._right = column(self._stack, spacing=0)
        self.setLayout(row(self._navigation, self._right, spacing=0))
        self._notice: Notice | None = None
        self._actions: Actions | None = None
        self.set_town(ctx.town)
        self._restore_size()

    # What the app and the tests use.

    @property
    def page(self) -> "Page | None":
        """The page shown."""
        shown = self._stack.currentWidget()
        return next((page for page in self._pages.values() if page is shown), None)

    @cached_property
    def commands(self) -> "Sequence[Command]":
        """What can be done wherever the clerk is."""
        return self._own_commands()

    def show_room(self, name: str, where: object = None) -> "Page | None":
        """Go to a room, unless the page now shown holds something unsaved; returns the page shown.

        While the window is covered there is no going anywhere.
        """
        if self._over is not None:
            return None
        if self.page is None or self.page.room == name or self.page.may_leave():
            page = self.page_of(name)
            self._stack.setCurrentWidget(page)
            page.take_focus()
            if where is not None:
                page.arrive(where)
        if self.page is not None:
            self._navigation.show_room(self.page.room)
        return self.page

    def set_town(self, town: str, *, practice: bool = False) -> None:
        """Name the office in the title and above the rooms, and say where it is for practice."""
        self._ctx.town = town
        aside = "" if not practice else "（练习）" if self._strip is None else "（演示）"
        self.setWindowTitle(f"{town}驻镇帮扶{aside}")
        self._navigation.set_town(f"{town}{aside or '驻镇帮扶'}")

    def set_status(self, text: str) -> None:
        """A quiet line at the bottom left (the last backup)."""
        self._navigation.set_status(text)

    def put_above(self, strip: QWidget) -> None:
        """Have a strip stand above every page."""
        self._right.insertWidget(0, strip)
        self._strip = strip

    def come_forward(self) -> None:
        """Show the window above all others, wherever it was."""
        from PySide6.QtCore import Qt

        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    # While it is locked.

    @property
    def covered(self) -> bool:
        """Whether something hides all there is."""
        return self._over is not None

    def cover(self, over: QWidget) -> None:
        """Show this and nothing else; keys and the finder do nothing."""
        if self.page is not None:
            self._left_at = self.page.room
        self._over = over
        for second in self.findChildren(QFrame):
            if second.parent() is self and (second.isWindow() or second.objectName() == "guide"):
                second.deleteLater()
                second.hide()  # nothing of the office is to be seen in any window
        for part in (self._navigation, self._stack, self._strip, self._notice, self._finder):
            if part is not None:
                part.hide()
        if (layout := self.layout()) is not None:
            layout.addWidget(over)
        over.show()
        over.setFocus()
        self._refresh_commands()

    @property
    def holds_unsaved(self) -> bool:
        """Whether a page holds something typed that is not stored."""
        return any(page.unsaved for page in self._pages.values())

    def drop_pages(self, *, unsaved: bool = False) -> None:
        """Forget every page and what the finder found; unless told so, none that holds something unsaved."""
        for name, page in list(self._pages.items()):
            if unsaved or not page.unsaved:
                self._stack.removeWidget(page)
                page.deleteLater()
                del self._pages[name]
        if self._finder is not None:
            self._finder.forget()
            self._finder = None

    def uncover(self) -> None:
        """Show the room that was shown before."""
        over, self._over = self._over, None
        if over is not None:
            over.hide()
            over.deleteLater()
        self._navigation.show()
        self._stack.show()
        if self._strip is not None:
            self._strip.show()
        self._refresh_commands()
        if self._awake:
            self._go_on()

    # How it works.

    def _own_commands(self) -> "tuple[Command, ...]":
        from banfu_desktop.rules.roles import Act
        from banfu_desktop.ui.frame.room_commands import room_commands
        from banfu_desktop.ui.page.command import Command, Place

        find, help_ = "查找人员、单位、命令，可用拼音首字母", "说明当前一栏，或打开手册的这一章"
        lock = "关上办公数据，输入密码才能再看"
        commands = (
            Command("find", "查找", self._find_anything, act=None, help=find, icon="search", keys="Ctrl+K",
                    place=Place.KEYS),
            Command("go", "去哪一页", self._find_page, act=None, help="再按页名的拼音首字母",
                    icon="arrow-right", keys="Ctrl+G", place=Place.KEYS),
            Command("undo", "撤销", self._undo, act=Act.ENTER, help="撤销上一次修改", icon="undo-2",
                    keys="Ctrl+Z", place=Place.KEYS),
            Command("redo", "重做", self._redo, act=Act.ENTER, help="再做一次刚撤销的修改",
                    icon="refresh-cw", keys="Ctrl+Y, Ctrl+Shift+Z", place=Place.KEYS),
            Command("lock", "锁屏", self._lock, act=None, help=lock, icon="lock", keys="Ctrl+L",
                    place=Place.KEYS),
            Command("help", "使用手册", self._help, act=None, help=help_, icon="book-open",
                    keys="F1", place=Place.KEYS),
            Command("keys", "快捷键", self._list_keys, act=None, help="列出所有快捷键",
                    icon="circle-question-mark", keys="Ctrl+F1", place=Place.KEYS),
            Command("second", "在另一个窗口里打开这一页", self._open_second, act=None, help="对照着看",
                    icon="copy", keys="Ctrl+Shift+N", place=Place.KEYS),
            Command("guide", "五步引导", self._begin_guide, act=None, icon="arrow-right", place=Place.KEYS,
                    help="一步一步指给你看：从花名册到上报包"),
            Command("about", "关于", self._about, act=None, help="版本和许可", icon="info", place=Place.KEYS),
            *room_commands(self._rooms.values(), self.show_room),
        )  # fmt: skip
        return tuple(replace(command, enabled=partial(self._may_give, command.act)) for command in commands)

    def _may_give(self, act: "Act | None") -> bool:
        return not self.covered and self._ctx.permits(act)

    def _finish(self) -> None:
        """What the first paint can do without: icons, keys, the notice bar."""
        from banfu_desktop.ui.frame.focus_keys import FocusKeys
        from banfu_desktop.ui.frame.notice import Notice
        from banfu_desktop.ui.page.command import Actions

        app = QApplication.instance()
        if isinstance(app, QApplication):
            set_palette(app)
        self._navigation.dress()
        self._actions = Actions(self, self.commands, self._ctx.look)
        self._notice = Notice(self._ctx.look, self)
        self._navigation.chosen.connect(self.show_room)
        self._navigation.finding.connect(self._find_anything)
        self._navigation.locking.connect(self._lock)
        self._notice.undo.connect(self._undo)
        self._ctx.signals.said.connect(self._say)
        FocusKeys(self).lost.connect(self._regain_focus)
        self._ctx.signals.asked.connect(self.show_room)

    def _say(self, text: str, undo: bool) -> None:
        if self._notice is not None and not self.covered:
            self._notice.say(text, undo)

    def _lock(self) -> None:
        if self._ctx.lock is not None:
            self._ctx.lock()

    def _refresh_commands(self) -> None:
        if self._actions is not None:
            self._actions.refresh()

    def page_of(self, name: str) -> "Page":
        """The page of a room, made if need be."""
        if name not in self._pages:
            page = self._rooms[name].load()(self._ctx)
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    @property
    def _find(self) -> "Finder":
        """The finder, made when it is first wanted."""
        from banfu_desktop.ui.frame.finder import Finder

        if self._finder is None:
            self._finder = Finder(self._ctx, self, self, list(self._rooms.values()))
        return self._finder

    def _find_anything(self) -> None:
        self._find.open()

    def _find_page(self) -> None:
        self._find.go()

    def _regain_focus(self, lost: QWidget) -> None:
        """What had the focus is gone (a deed's button): the page has it, not what Tab comes to next."""
        if not self.covered and self.page is not None and self.page.isAncestorOf(lost):
            self.page.take_focus()

    def _undo(self) -> None:
        self._turn("撤销", self._ctx.undo)

    def _redo(self) -> None:
        self._turn("重做", self._ctx.redo)

    def _turn(self, deed: str, work: Query) -> None:
        """Take an edit back or do it again; what keeps from it is a notice, never a box."""

        def turned(name: str | None) -> None:
            self._ctx.say(f"已{deed}：{name}" if name else f"没有可以{deed}的修改")

        def refused(error: Exception) -> bool:
            if isinstance(error, UserError):
                self._ctx.say(str(error))
            return isinstance(error, UserError)

        self._ctx.tasks.write(deed, work, turned, refused, notice=None, undo=False)

    def _help(self) -> None:
        """What the field is for; where none has the focus, the manual at the page's chapter."""
        from banfu_desktop import paths
        from banfu_desktop.ui.frame.manual import Manual

        page = self.page
        if page is not None and page.show_help():
            return
        if self._manual is None:
            self._manual = Manual(self, self._ctx.look, paths.manual(), self._ctx.settings)
        self._manual.open_at("" if page is None else self._rooms[page.room].chapter)

    def _open_second(self) -> None:
        from banfu_desktop.ui.frame.second_window import SecondWindow

        if self.page is not None:
            SecondWindow(self._ctx, self._rooms[self.page.room], self)

    def _begin_guide(self) -> None:
        """The five steps of a first month, over the window; begun anew where it stands already."""
        from banfu_desktop.ui.frame.guide import begin

        begin(self, self._ctx)

    def _list_keys(self) -> None:
        from banfu_desktop.ui.frame.keys import KeyList

        page = self.page
        here = [] if page is None else [(page.title, page.commands_here)]
        groups = [*here, ("到处可用", self.commands)]
        self._ctx.dialogs.run(KeyList(self, groups, self._ctx.look))

    def _about(self) -> None:
        from banfu_desktop.ui.frame.about import About

        self._ctx.dialogs.run(About(self, self._ctx.version, self._ctx.look))

    def _restore_size(self) -> None:
        geometry = self._ctx.settings.value(_GEOMETRY)
        if geometry is None or not self.restoreGeometry(geometry):
            self._proposed = proposed_size()
            self.resize(self._proposed)

    def _fit_into_work_area(self) -> None:
        """Only the first time: a size that was left is the clerk's own."""
        if self.size() == self._proposed:
            fit_into_work_area(self)

    def _wake(self) -> None:
        """The window stands: now finish it, then import and fill the page the clerk left off at."""
        self.painted.emit()
        self._finish()
        self._fit_into_work_area()
        self._refresh_commands()
        if not self.covered:
            self._go_on()

    def _go_on(self) -> None:
        """Show the page that was left, at the start and after a lock."""
        if self.page is None:
            left_at = self._left_at or str(self._ctx.settings.value(ROOM, ""))
            self.show_room(left_at if left_at in self._rooms else next(iter(self._rooms)))
        self.update()

    def _may_close(self, page: "Page") -> bool:
        """While locked, what is unsaved is not said, only that there is something."""
        if not self.covered:
            return page.may_leave()
        text = "锁屏以前有一处改动还没有保存。现在关闭，这处改动就没有了；要保留，请先解锁。"
        return not page.unsaved or self._ctx.dialogs.ask(
            "放弃没有保存的改动？", text, "放弃并关闭", danger=True
        )

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the eye does, through the rooms and the page."""
        from banfu_desktop.ui.page.tab_order import tab_on

        return tab_on(self, forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice the first paint, and the first one with a page."""
        super().paintEvent(event)
        if not self._awake:
            self._awake = True
            QTimer.singleShot(0, self._wake)
        elif not self._begun and self.page is not None and not self.covered:
            self._begun = True
            QTimer.singleShot(0, self.stands.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The notice stays in the middle."""
        super().resizeEvent(event)
        if self._notice is not None:
            self._notice.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then remember size and room."""
        if self.page is not None and not self._may_close(self.page):
            event.ignore()
            return
        self._ctx.settings.setValue(_GEOMETRY, self.saveGeometry())
        room = self._left_at if self.page is None else self.page.room
        if room:
            self._ctx.settings.setValue(ROOM, room)
        super().closeEvent(event)
