"""Setting, changing and taking away passwords: what the settings page offers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from banfu_desktop.rules.roles import Role
from banfu_desktop.services.keeping import unlocking
from banfu_desktop.services.persons import persons
from banfu_desktop.services.persons.persons import PersonRow
from banfu_desktop.ui.boxes.password_box import AGAIN, NEW, PRESENT, PasswordBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.preview.card import show_card

PASSWORD = "password"
CHANGED = frozenset({"keys", "disclosures", "persons", "backups"})
_SET = (
    "以后每次打开程序、每次锁屏以后，都要输入密码。密码忘了，只有恢复卡能打开办公数据："
    "请先确认恢复卡已经打印、核对并收好。"
)
_CHANGE = "更改以后，原来的密码不再有用。"
_RECOVERED = "刚才是用恢复卡打开的，请设置一个新密码，原来的密码不再有用。"
_REMOVE = "取消以后，在这台电脑上打开程序就能看到全部数据，谁都一样。"
_NEW_CARD = "原来的恢复卡是旧版的，换了钥匙就打不开，已换成新卡。请现在打印，把旧卡销毁。"
_BY_CARD = "是用恢复卡打开的：请在“人员”里给人设置密码，然后锁屏，用密码打开"
Typed = dict[str, str]


@dataclass(frozen=True)
class State:
    """How it stands with passwords and persons.

    Attributes:
        me: the number of whoever is at work; 0 without persons.
        appointing: whether the recovery card has opened an office with persons.
    """

    folder: Path = field(default_factory=Path)
    locked: bool = False
    recovered: bool = False
    appointing: bool = False
    roles: tuple[Role, ...] = ()
    people: tuple[PersonRow, ...] = ()
    me: int = 0

    @classmethod
    def of(cls, database: Any) -> "State":
        """That of an open office; called on a worker."""
        with database.read() as session:
            people = tuple(persons.active(session))
        return cls(
            database.folder,
            unlocking.is_locked(database.folder),
            database.recovered,
            database.appointing,
            unlocking.roles(database.folder),
            people,
            database.person.id if database.person else 0,
        )


class Desk:
    """Asks for passwords and has something done with them on a worker."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.state = State()

    def read(self) -> None:
        """How it stands; called on a worker."""
        assert self.ctx.database is not None
        self.state = State.of(self.ctx.database())

    def proof(self) -> tuple[str, ...]:
        """The present password, where there is one that somebody knows."""
        return (PRESENT,) if self.state.locked and not self.state.recovered else ()

    def ask(
        self,
        title: str,
        about: str,
        asked: tuple[str, ...],
        work: Callable[[Any, Typed], str | None],
        notice: str = "",
        *,
        lock: bool = False,
    ) -> None:
        """Ask, then do it; `work` gets the open office and what was typed, and gives a new card's text."""
        dialogs = self.ctx.dialogs
        if not asked:
            if dialogs.ask(title, about, title, danger=True):
                self.begin(title, {}, work, notice, lock=lock)
            return
        box = PasswordBox(self.ctx.look, title, about, asked, dialogs.window, self._near)
        accepted = dialogs.run(box)
        typed = {name: box.typed(name) for name in asked}
        box.forget()
        if accepted:
            self.begin(title, typed, work, notice, lock=lock)

    def _near(self) -> Collection[str]:
        """What the office and its people are called."""
        from banfu_desktop.services.keeping import nearby

        return nearby.words(self.ctx.database()) if self.ctx.database is not None else ()

    def begin(
        self,
        title: str,
        typed: Typed,
        work: Callable[[Any, Typed], str | None],
        notice: str = "",
        *,
        lock: bool = False,
    ) -> None:
        """Do it, once the present password has proven right where it was asked for."""

        def do(_: object) -> str | None:
            assert self.ctx.database is not None
            database = self.ctx.database()
            if PRESENT in typed:
                role = None if database.person else database.role
                unlocking.unlock(database.folder, typed[PRESENT], self.ctx.now(), role, self.state.me)
            return work(database, typed)

        self.ctx.tasks.long(title, do, lambda text: self._done(text, notice, lock=lock))

    def _done(self, text: str | None, notice: str, *, lock: bool) -> None:
        if text is not None:
            show_card(self.ctx, text, self.ctx.town, self.state.folder, self.ctx.dialogs.window)
        if notice:
            self.ctx.say(notice)
        if lock and self.ctx.lock is not None:
            QTimer.singleShot(0, self.ctx.lock)  # this deed is under way until it returns
        else:
            self.ctx.signals.changed.emit(CHANGED)


class PasswordDesk:
    """The one password of an office, or that of whoever is at work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def line(self) -> tuple[str, str, str, str]:
        """Key, label, how it stands, and what it is for."""
        standing = "已设置" if self._desk.state.locked else "没有设置"
        return PASSWORD, "密码", standing, "设置以后，打开程序、锁屏以后都要输入密码"

    def facts(self) -> Sequence[Fact]:
        """What can be done about it."""
        state = self._desk.state
        if state.appointing:
            return [Fact(_BY_CARD, "", "field-warning")]
        if not state.locked:
            return [Fact("没有设置", "", "", "设置密码…", self.set)]
        facts = [Fact(self._whose(), "", "", "更改密码…", self.change)]
        if self._desk.ctx.role() is None:
            facts.append(Fact("不再需要密码时", "", "secondary", "取消密码…", self.remove))
        return facts

    def set(self) -> None:
        """A password where there is none."""
        self._desk.ask("设置密码", _SET, (NEW, AGAIN), self._set, "已设置密码")

    def change(self) -> None:
        """Another one; the present one is asked for unless the recovery card has opened the office."""
        if self._desk.state.recovered:
            self._desk.ask("更改密码", _RECOVERED, (NEW, AGAIN), self._set, "已设置新密码")
        else:
            asked = (PRESENT, NEW, AGAIN)
            self._desk.ask("更改密码", _CHANGE, asked, self._set, "已更改密码，原来的密码不再有用")

    def remove(self) -> None:
        """None any more."""
        self._desk.ask("取消密码", _REMOVE, self._desk.proof(), self._remove, "已取消密码")

    def _whose(self) -> str:
        mine = self._desk.ctx.role()
        me = next((row for row in self._desk.state.people if row.id == self._desk.state.me), None)
        if me is not None:
            return f"{me.name}（{me.standing}）"
        return f"“{mine.label}”的密码" if mine else "已设置"

    def _set(self, database: Any, typed: Typed) -> str | None:
        """On a worker."""
        now, actor = self._desk.ctx.now(), self._desk.ctx.tasks.actor
        role = None if database.person else database.role
        text = unlocking.set_password(database, typed[NEW], actor, now, role)
        database.recovered = False
        return text

    def _remove(self, database: Any, _: Typed) -> str | None:
        """On a worker."""
        return unlocking.remove(database, self._desk.ctx.tasks.actor, self._desk.ctx.now())
