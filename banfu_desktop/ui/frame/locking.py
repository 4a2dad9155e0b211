"""The lock: what was open is closed and covered, on demand or when idle, until a password opens it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.keeping.unlocking import Owner
    from banfu_desktop.ui.frame.unlock_page import UnlockPage

_RELOCK, _GO_ON, _DROP = "重新锁屏，等他回来", "接着改", "放弃改动"
IDLE, LATEST = "window/lock-after", "window/latest-person"
DEFAULT_MINUTES, CHOICES = 10, (0, 5, 10, 30)
_MINUTE, _AGAIN = 60_000, 200
_NO_PASSWORD = "还没有设置密码，锁屏以后谁都能直接打开。请先在“设置”里设置密码。"
_RECOVERY = "请输入恢复卡上的恢复密钥，8 组，每组 4 个字符。打开以后请马上设置新密码。"


@dataclass(frozen=True)
class Keys:
    """What the lock asks of the office.

    Attributes:
        locked: whether a password must be typed before anything can be read.
        has_password: whether there is one at all.
        owners: whose passwords there are, persons' or roles'.
        waiting: seconds until another one is looked at.
        unlock: tries a password of one of them; called on a worker.
        who: who is at work, in words; empty where there is one password or none.
        recover: tries the recovery key; called on a worker.
        shut: closes the office and forgets its key; called on a worker, while nothing else is under way.
        prepare: loads what opening will need, while the clerk types; called on a worker.
    """

    locked: Callable[[], bool]
    has_password: Callable[[], bool]
    owners: "Callable[[], Sequence[Owner | Role]]"
    waiting: Callable[[], int]
    unlock: "Callable[[str, Owner | Role | None], object]"
    who: Callable[[], str]
    recover: Callable[[str], object]
    shut: Callable[[], object]
    prepare: Callable[[], object]


class Lock(QObject):
    """Locks and unlocks a window; `ready` once all is loaded that the first opening needs."""

    def __init__(self, ctx: Context, shell: Shell, keys: Keys) -> None:
        super().__init__(shell)
        self._ctx, self._shell, self._keys = ctx, shell, keys
        self._page: UnlockPage | None = None
        self._typed = ""
        """A recovery key that did not open it: one wrong character must not cost the other 31."""
        self._away: list[str] = []
        """Titles of the boxes that were cancelled when nobody was there."""
        self._left = ""
        """Who was at work when it was locked."""
        self._idle: Idle | None = None
        self.ready = False
        self._again = QTimer(self, singleShot=True, interval=_AGAIN)
        self._again.timeout.connect(self._shut)
        ctx.lock = self.lock
        if keys.locked():
            self._cover()
            self._soon = QTimer(self, singleShot=True, interval=_AGAIN)
            self._soon.timeout.connect(self._prepare)
            shell.painted.connect(self._soon.start)
        shell.stands.connect(self.watch)
        ctx.signals.habits.connect(self.watch)
        ctx.signals.changed.connect(self._keys_changed)

    def close(self) -> None:
        """The window is closing: nothing begins any more."""
        for timer in self.findChildren(QTimer):
            timer.stop()

    @property
    def page(self) -> "UnlockPage | None":
        """Where the password is typed; None while the office is open."""
        return self._page

    def watch(self) -> None:
        """Lock after idle minutes from now on, as this computer's settings say."""
        minutes = idle_minutes(self._ctx) if self._keys.has_password() else 0
        if self._idle is None:
            self._idle = Idle(self)
        self._idle.begin(minutes * _MINUTE, self.lock_idle)

    def _keys_changed(self, tables: frozenset[str]) -> None:
        if "keys" in tables:
            self.watch()

    def lock(self) -> None:
        """On demand: ask about what is unsaved, then close and cover."""
        if self._page is not None:
            return
        if not self._keys.has_password():
            self._ctx.dialogs.tell("还没有设置密码", _NO_PASSWORD)
        elif self._shell.page is None or self._shell.page.may_leave():
            self._cover()
            self._shut()

    def lock_idle(self) -> None:
        """Nobody is there to be asked: what is unsaved stays, covered, until somebody unlocks."""
        if self._page is None and self._keys.has_password():
            self._away = _put_dialogs_away()
            self._cover()
            self._shut()

    def demand(self) -> None:
        """The office turned out to have a password: cover until it is typed."""
        if self._page is None:
            self._cover()
            self._shut()

    def _cover(self) -> None:
        from banfu_desktop.ui.frame.unlock_page import UnlockPage

        latest = str(self._ctx.settings.value(LATEST, "0"))
        made = UnlockPage(
            self._ctx.look,
            self._shell.windowTitle(),
            self._keys.owners(),
            self._keys.waiting,
            int(latest) if latest.isdecimal() else 0,
        )
        made.tried.connect(self._try)
        made.forgotten.connect(self._recover)
        self._page = made
        self._left = self._keys.who() or self._left
        self._shell.cover(made)

    def _shut(self) -> None:
        """Close the office as soon as nothing is under way, so that nothing begun is lost."""
        if self._page is None:
            return
        if self._ctx.tasks.busy:
            self._again.start()
            return
        self._shell.drop_pages()
        self._ctx.dialogs.typed.forget()
        self._ctx.tasks.alone(self._keys.shut, lambda _: None)

    def _prepare(self) -> None:
        self._ctx.tasks.aside(self._keys.prepare, self._prepared, lambda _: True, long=True)

    def _prepared(self, _: object) -> None:
        self.ready = True

    def _try(self, password: str, whose: "Owner | Role | None") -> None:
        from banfu_desktop.services.keeping.unlocking import Owner

        def opened(_: object) -> None:
            if isinstance(whose, Owner):
                self._ctx.settings.setValue(LATEST, whose.person)
            self._opened(None)

        self._ctx.tasks.aside(lambda: self._keys.unlock(password, whose), opened, self._refused)

    def _recover(self) -> None:
        typed = self._ctx.dialogs.ask_text("用恢复卡打开", _RECOVERY, self._typed)
        self._typed = typed or self._typed
        if typed and self._page is not None:
            self._page.set_busy(True)
            self._ctx.tasks.aside(lambda: self._keys.recover(typed), self._recovered, self._refused)

    def _recovered(self, _: object) -> None:
        self._opened(None)
        self._ctx.go("settings", "persons" if self._keys.owners() else "password")

    def _opened(self, _: object) -> None:
        page = self._page
        if page is None:
            return
        page.clear()
        if self._belongs_to_another() and not self._take_over():
            page.set_busy(False)
            self._shut()
            return
        self._page, self._typed = None, ""
        self._shell.set_status(self._keys.who())
        self._shell.uncover()
        self.watch()
        self._say_what_is_gone()

    def _say_what_is_gone(self) -> None:
        """Boxes that stood open when nobody was there: what was typed or shown in them only once is gone."""
        away, self._away = self._away, []
        if away:
            boxes = "、".join(f"“{title}”" for title in dict.fromkeys(away))
            text = f"{boxes}没有办完，填到一半的、只显示一次的都没有留下，请重新办理。"
            self._ctx.dialogs.tell("锁屏时收起了没有办完的", text)

    def _belongs_to_another(self) -> bool:
        """Whether what stands unsaved was typed by somebody else than who has just unlocked."""
        return bool(self._left) and self._left != self._keys.who() and self._shell.holds_unsaved

    def _take_over(self) -> bool:
        """Ask what becomes of it; False: it is to be locked again, so that its owner finds it as it was."""
        text = f"锁屏以前，{self._left}有一处改动还没有保存。接着改，就算你办的；放弃，这处改动就没有了。"
        answer = self._ctx.dialogs.choose("有别人没有保存的改动", text, [_RELOCK, _GO_ON, _DROP])
        if answer == _DROP:
            self._shell.drop_pages(unsaved=True)
        return answer in (_GO_ON, _DROP)

    def _refused(self, error: Exception) -> bool:
        if self._page is None or not isinstance(error, UserError | MachineError):
            return False
        self._page.say(str(error))
        return True


class Idle(QObject):
    """Notices that neither a key nor the mouse was touched for a while."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._then: Callable[[], object] = lambda: None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lambda: self._then())
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._look_at)
        self._look_at(app.focusWindow())

    def begin(self, milliseconds: int, then: Callable[[], object]) -> None:
        """Watch from now on; 0 is never."""
        self._then = then
        self._timer.stop()
        self._timer.setInterval(milliseconds)
        if milliseconds:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of a window, which sees every key and movement first; it gets them all the same."""
        if event.type() in _touches() and self._timer.interval():
            self._timer.start()
        return super().eventFilter(watched, event)

    def _look_at(self, window: "QWindow | None") -> None:
        if window is not None:
            window.installEventFilter(self)  # once, however often it is asked for
            self.eventFilter(window, QEvent(QEvent.Type.KeyPress))


@cache
def _touches() -> "frozenset[QEvent.Type]":
    """What a hand does; the enum is made after the first paint."""
    kinds = QEvent.Type
    return frozenset(
        {kinds.KeyPress, kinds.MouseMove, kinds.MouseButtonPress, kinds.Wheel, kinds.TouchBegin,
         kinds.InputMethod}
    )  # fmt: skip


def idle_minutes(ctx: Context) -> int:
    """After how many idle minutes this computer locks; 0 is never."""
    try:
        minutes = int(str(ctx.settings.value(IDLE, DEFAULT_MINUTES)))
    except ValueError:
        return DEFAULT_MINUTES
    return minutes if minutes in CHOICES else DEFAULT_MINUTES


def _put_dialogs_away() -> list[str]:
    """Whatever stands over the window is cancelled; the titles of boxes that were."""
    away: list[str] = []
    for _ in range(20):
        popup, box = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(box, QDialog):
            away += [box.windowTitle()] if box.windowTitle() else []
            box.done(QDialog.DialogCode.Rejected)
        elif box is not None:
            box.close()
        else:
            break
    return away
