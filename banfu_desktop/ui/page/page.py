"""The frame of every page: header, commands, period, the states around the content, and reloading.

A page says what it is and what it shows; the frame does the rest:

    class AuditPage(Page):
        room, title = "audit", "操作留痕"
        watches = frozenset({"audit"})          # reloads when one of these tables has changed
        monthly = True                          # ‹ 2026年10月 ›, PgUp, PgDn

        def build(self) -> QWidget:             # once, before anything is read
            self._text = label("")
            return self._text

        def commands(self) -> Sequence[Command]:
            return [Command("verify_chain", "核对留痕链", self._verify, act=None, place=Place.PRIMARY)]

        def query(self) -> Query:               # on the GUI thread: take what is needed from the widgets …
            month = self.month
            return lambda session: audit.list_month(session, month)     # … and use it on the worker

        def fill(self, data: Any) -> None:      # back on the GUI thread
            self._text.setText(f"{len(data)} 条")

        def _verify(self) -> None:
            self.ctx.tasks.long_read("核对留痕链", lambda session, progress: audit.verify(session), self._say)

The module is `ui/pages/<room>.py`, the class `<Room>Page`, the line in `registry.ROOMS` makes it appear.
Lists are `list_page.ListPage`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.month_steps import MonthStrip
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import button, column, label, named, restyle, row
from banfu_desktop.ui.page.command import Actions, Command, Place
from banfu_desktop.ui.page.page_header import PageHeader
from banfu_desktop.ui.page.period import PeriodPicker, States
from banfu_desktop.ui.page.steps import Steps
from banfu_desktop.ui.page.tab_order import first_stop, follow_the_eye
from banfu_desktop.ui.page.views import Holder, Stack
from banfu_desktop.ui.page.ways import Errand, Way
from banfu_desktop.ui.permits import permitted
from banfu_desktop.ui.tasks import EVERY_TABLE, Session
from banfu_desktop.ui.tasks import Query as Query


class Message(QWidget):
    """One sentence and at most one button: what a page shows instead of its content."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "message", "")
        self._text = label("", "empty", name="message-text", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = button("继续", "message-button", look="primary")
        self._button.clicked.connect(lambda: self._run())
        self._run: Callable[[], object] = lambda: None
        self.setLayout(column(None, self._text, row(None, self._button, None), None, None, spacing=16))

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.hide()

    def offer(
        self, text: str, run: Callable[[], object], refusal: str = "", *, is_green: bool = True
    ) -> None:
        """Show a button under it; one that cannot be pressed now says why, and is not green.

        Args:
            is_green: whether no other button of the page is.
        """
        self._run = run
        restyle(self._button, look="primary" if is_green else "")
        self._button.setEnabled(not refusal)
        self._button.setToolTip(refusal)
        if refusal:
            self._text.setText(f"{self._text.text()}\n{text}：{refusal}")
        self._button.setText(text)
        self._button.setAccessibleName(text)
        self._button.show()


class Page(QWidget):
    """One room of the window."""

    room: ClassVar[str]
    title: ClassVar[str]
    watches: ClassVar[frozenset[str]] = frozenset()
    unmoved: ClassVar[frozenset[str]] = frozenset()
    """Tables whose change alone changes nothing of what is shown."""
    monthly: ClassVar[bool] = False
    steps: ClassVar[bool] = False
    """Whether the steps of its month stand above it."""
    filled: bool
    """Whether it shows what a query gave."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        named(self, f"page-{self.room}", self.title)
        self._asked = 0
        self._errand: tuple[str, ...] = ()
        self._stale, self.filled = True, False
        self._patience = QTimer(self, singleShot=True, interval=200)
        self._patience.timeout.connect(lambda: self.show_message("正在读取…"))
        self.period = self.make_period()
        self.period.chosen.connect(self._month_chosen)
        self._body = Stack()
        self._body.addWidget(self.build())
        self._message = Message()
        self._body.addWidget(self._message)
        self.commands_here = permitted((*self.commands(), *self.frame_commands()), ctx.role)
        self.command_actions = Actions(self, self.commands_here, ctx.look)
        self._header = self._make_header()
        px = ctx.look.px
        self._steps = Steps(ctx, small=True)
        if not self.steps:
            self._steps.hide()
        layout = column(self._header, self._steps, self._scrolling(), spacing=px(8 if self.steps else 12))
        layout.setContentsMargins(px(24), px(16), px(24), px(12))
        self.setLayout(layout)
        follow_the_eye(self)
        ctx.signals.changed.connect(self._tables_changed)

    # What a page overrides.

    def build(self) -> QWidget:
        """The content below the header; called once, from the constructor."""
        return QWidget()

    def commands(self) -> Sequence[Command]:
        """What can be done here; the order is the order of buttons and menus."""
        return ()

    def make_period(self) -> PeriodPicker:
        """What chooses the period; a page that goes by weeks has one of its own."""
        return PeriodPicker(self.ctx.look, self.ctx.month)

    def frame_commands(self) -> Sequence[Command]:
        """What a kind of page can do whatever it shows; for frames between this one and a page."""
        return ()

    def beside_title(self) -> Sequence[QWidget]:
        """What stands in the header after the title, such as a switch of views."""
        return ()

    def query(self) -> Query | None:
        """What to read, from what the widgets say now; None when there is nothing to read."""
        return None

    def fill(self, data: Any) -> None:
        """Show what the query gave."""

    def places(self) -> Sequence[tuple[str, str, object]]:
        """What the finder leads to by name, as (name, where it stands, what `visit` is to be told)."""
        return ()

    def visit(self, where: object) -> None:
        """Called after `ctx.go(room, where)` brought the clerk here; every page understands a Month."""
        if isinstance(where, Month):
            self._month_chosen(where)

    def arrive(self, where: object) -> None:
        """Somebody comes from elsewhere: to look at a place, or on an errand."""
        if not isinstance(where, Errand):
            self.visit(where)
            return
        self._errand = where.commands
        if where.where is not None:
            self.visit(where.where)
        self.reload()

    def may_leave(self) -> bool:
        """Whether the clerk may go elsewhere; a page with unsaved changes asks."""
        return True

    @property
    def unsaved(self) -> bool:
        """Whether something typed here would be lost with the page."""
        return False

    def start_of_work(self) -> QWidget | None:
        """What the keyboard is at when the page is shown: its focus proxy, or where Tab stops first."""
        shown = self._body.currentWidget()
        return self.focusProxy() or (None if shown is None else first_stop(shown))

    def take_focus(self) -> None:
        """Put the keyboard where the work begins, unless it is in the content already."""
        start, now = self.start_of_work(), QApplication.focusWidget()
        if start is not None and not (now is not None and self._body.isAncestorOf(now) and now.isVisible()):
            start.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_help(self) -> bool:
        """Say what the focused field is for (F1); False: nothing to say, so the keys are listed."""
        return False

    def selected_count(self) -> int:
        """How many rows are selected, for the commands."""
        return 0

    # What a page calls.

    @property
    def month(self) -> Month:
        """The month shown."""
        return self.period.month

    def reload(self) -> None:
        """Read again; what is shown stays until the new data are here, and only the newest answer counts."""
        self._stale = False
        work = self.query()
        if work is None:
            return
        self._asked += 1
        number = self._asked
        if not self.filled:
            self._patience.start()
        self.ctx.tasks.read(
            work, lambda data: self._arrived(number, data), lambda error: self._failed(number, error)
        )

    def show_data(self, data: Any) -> None:
        """Show what a query gave."""
        self._patience.stop()
        self.filled = True
        self.show_content()
        self.fill(data)
        self.refresh_commands()
        self._header.fit()  # what stands beside the title may be another
        if self._errand:
            wanted, self._errand = self._errand, ()
            QTimer.singleShot(0, self, lambda: self._run_errand(wanted))
        if self.steps:
            self.ctx.tasks.read(_steps_of(self.month, self.ctx.today), self._show_steps)

    def _run_errand(self, wanted: Sequence[str]) -> None:
        """Give a command as if its button had been pressed; what it cannot do now it says."""
        there = next((one for one in self.commands_here if one.name in wanted and one.visible), None)
        if there is None or not self.isVisible():
            return
        refusal = there.refusal(self.selected_count())
        if refusal:
            self.ctx.say(refusal)
        else:
            self.command_actions[there.name].trigger()

    def _show_steps(self, strip: MonthStrip) -> None:
        if strip.month == self.month:
            self._steps.show_strip(strip)

    def refresh_commands(self) -> None:
        """Ask every command again whether it can be done now."""
        self.command_actions.refresh(self.selected_count())

    def leave_green(self, other: bool) -> None:
        """Whether another part of the page has the one green button, rather than its header."""
        self._header.stand_back(other)

    def show_title(self, title: str) -> None:
        """What the page is about just now, instead of its own title."""
        self._header.show_title(title)

    def show_state(self, text: str, tone: Tone = Tone.GREY) -> None:
        """The chip beside the title (草稿, 已封存); an empty text hides it."""
        self._header.show_state(text, tone)

    def show_note(self, text: str, clause: str = "") -> None:
        """One quiet sentence at the right of the header, with the clause it rests on."""
        self._header.show_note(text, clause)

    def show_message(self, text: str, way: "str | Way" = "") -> None:
        """One sentence instead of the content, with a button below it: a command's, by its name, or a way."""
        self._message.say(text)
        is_green = not any(one.place is Place.PRIMARY and one.visible for one in self.commands_here)
        if isinstance(way, Way):
            self._message.offer(way.text, lambda: self.ctx.go(way.room, way.where), is_green=is_green)
        elif way:
            action = self.command_actions[way]
            known = next(one for one in self.commands_here if one.name == way)
            refusal = known.refusal(self.selected_count())
            self._message.offer(action.text(), action.trigger, refusal, is_green=is_green)
        self._body.setCurrentWidget(self._message)

    def show_content(self) -> None:
        """The content again."""
        self._body.setCurrentIndex(0)

    # How it works.

    def _scrolling(self) -> QScrollArea:
        """The content, which scrolls where the window is smaller than what it needs."""
        scroll = named(QScrollArea(), "page-scroll", self.title)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(named(Holder(self._body), "page-content", self.title, look="plain"))
        return scroll

    def _make_header(self) -> PageHeader:
        if self.monthly:
            self.period.ask = lambda then: self.ctx.tasks.read(_read_states, then, lambda _: True)
            for keys, steps in (("PgUp", -1), ("PgDown", 1)):
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.activated.connect(lambda steps=steps: self.period.step(steps))
        else:
            self.period.hide()
        beside = (*self.beside_title(), self.period)
        return PageHeader(self.ctx.look, self.title, beside, self.commands_here, self.command_actions)

    def _month_chosen(self, month: Month) -> None:
        if not self.may_leave():
            self.period.set_month(self.ctx.month)
            return
        self.ctx.month, self.ctx.month_chosen = month, True
        self.period.set_month(month)
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _tables_changed(self, tables: frozenset[str]) -> None:
        if tables <= self.unmoved:
            return
        if tables & self.watches or EVERY_TABLE & (tables | self.watches):
            self._stale = True
            if self.isVisible():
                self.reload()

    def _arrived(self, number: int, data: Any) -> None:
        if number == self._asked:
            self.show_data(data)

    def _failed(self, number: int, error: Exception) -> bool:
        if number != self._asked:
            return True
        self._patience.stop()
        self.filled = False
        known = isinstance(error, UserError | MachineError)
        self.show_message(str(error) if known else "这一页没有读出来。")
        self._message.offer("再试一次", self.reload)
        return known

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is new, in the month the clerk is at."""
        super().showEvent(event)
        if self.monthly and self.month != self.ctx.month:
            self.period.set_month(self.ctx.month)
            self._stale = True
        if self._stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """A page nobody sees does not grow impatient."""
        self._patience.stop()
        super().hideEvent(event)


def _steps_of(month: Month, today: date) -> Query:
    def read(session: Session) -> MonthStrip:
        from banfu_desktop.services.hall import home

        return home.month_strip(session, month, today)

    return read


def _read_states(session: Session) -> States:
    from banfu_desktop.services.hall import home

    return home.month_states(session)
