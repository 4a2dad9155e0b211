"""Setting, changing and taking away passwords, switching roles on and off: what the settings page offers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer

from banfu_desktop.rules.roles import Act, Role, may
from banfu_desktop.services.keeping import unlocking
from banfu_desktop.ui.boxes.password_box import AGAIN, NEW, PRESENT, PasswordBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_form import Fact

PASSWORD, ROLES = "password", "roles"
_SET = (
    "以后每次打开程序、每次锁屏以后，都要输入密码。密码忘了，只有恢复卡能打开办公数据："
    "请先确认恢复卡已经打印、核对并收好。"
)
_CHANGE = "更改以后，原来的密码不再有用。"
_RECOVERED = "刚才是用恢复卡打开的，请设置一个新密码，原来的密码不再有用。"
_REMOVE = "取消以后，在这台电脑上打开程序就能看到全部数据，谁都一样。"
_ROLES_ON = (
    "先设置“审核”的密码，由队长保管；设置以后马上锁屏，请用它打开，再到这里设置“经办”和“只读”的密码。"
    "启用以后，封存、月结、审批、查看和打印完整号码、更改设置，只有“审核”能办。"
)
_ROLES_OFF = "取消以后不再分角色，也没有密码：在这台电脑上打开程序就能办全部的事。"
_ROLE = "设置以后，用它打开的人按“{role}”的权限办事。原来有密码的，原来的不再有用。"


@dataclass(frozen=True)
class _State:
    locked: bool = False
    recovered: bool = False
    roles: tuple[Role, ...] = ()


class PasswordDesk:
    """Says how it stands, asks, and does."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._state = _State()

    # What the settings page shows.

    def read(self) -> None:
        """How it stands; called on a worker."""
        assert self._ctx.database is not None
        database = self._ctx.database()
        folder = database.folder
        self._state = _State(unlocking.is_locked(folder), database.recovered, unlocking.roles(folder))

    def lines(self) -> Sequence[tuple[str, str, str, str]]:
        """Key, label, how it stands, and what it is for."""
        state = self._state
        standing = "已设置" if state.locked else "没有设置"
        roles = "、".join(role.label for role in state.roles) or "没有启用"
        return (
            (PASSWORD, "密码", standing, "设置以后，打开程序、锁屏以后都要输入密码"),
            (ROLES, "角色", roles, "经办、审核、只读各有密码，各办各的事"),
        )

    def facts(self, key: str) -> Sequence[Fact]:
        """What can be done about it."""
        if key == PASSWORD:
            return self._password_facts()
        return self._role_facts() if key == ROLES else ()

    def _password_facts(self) -> Sequence[Fact]:
        state = self._state
        if not state.locked:
            return [Fact("没有设置", "", "", "设置密码…", self.set)]
        mine = self._ctx.role()
        whose = f"“{mine.label}”的密码" if mine else "已设置"
        facts = [Fact(whose, "", "", "更改密码…", self.change)]
        if mine is None:
            facts.append(Fact("不再需要密码时", "", "secondary", "取消密码…", self.remove))
        return facts

    def _role_facts(self) -> Sequence[Fact]:
        state = self._state
        if not state.roles:
            return [Fact("没有启用", "", "", "启用角色…", self.switch_on)]
        if not may(self._ctx.role(), Act.KEYS):
            return [Fact("角色由“审核”管理", "", "secondary")]
        facts = [self._role_fact(role) for role in (Role.CLERK, Role.VISITOR)]
        return [*facts, Fact("不再分角色时", "", "secondary", "停用角色…", self.switch_off, Act.KEYS)]

    def _role_fact(self, role: Role) -> Fact:
        has_password = role in self._state.roles
        return Fact(
            f"“{role.label}”{'已有密码' if has_password else '还没有密码'}",
            "",
            "",
            "更改密码…" if has_password else "设置密码…",
            lambda: self.of_role(role),
            Act.KEYS,
        )

    # What is done.

    def set(self) -> None:
        """A password where there is none."""
        self._ask("设置密码", _SET, (NEW, AGAIN), "已设置密码", None)

    def change(self) -> None:
        """Another one; the present one is asked for unless the recovery card has opened the office."""
        role = self._ctx.role()
        if self._state.recovered:
            self._ask("更改密码", _RECOVERED, (NEW, AGAIN), "已设置新密码", role)
        else:
            self._ask("更改密码", _CHANGE, (PRESENT, NEW, AGAIN), "已更改密码，原来的密码不再有用", role)

    def remove(self) -> None:
        """None any more."""
        self._ask("取消密码", _REMOVE, self._proof(), "已取消密码", None)

    def switch_on(self) -> None:
        """Roles, beginning with the reviewer's password; then whoever is there must say who he is."""
        asked = (*self._proof(), NEW, AGAIN) if self._state.locked else (NEW, AGAIN)
        self._ask("启用角色", _ROLES_ON, asked, "", Role.REVIEWER)

    def of_role(self, role: Role) -> None:
        """The password of a role."""
        notice = f"已设置“{role.label}”的密码"
        self._ask(f"设置“{role.label}”的密码", _ROLE.format(role=role.label), (NEW, AGAIN), notice, role)

    def switch_off(self) -> None:
        """No roles and no passwords."""
        self._ask("停用角色", _ROLES_OFF, self._proof(), "已停用角色，密码也已取消", None)

    def _proof(self) -> tuple[str, ...]:
        """The present password, unless nobody knows it."""
        return () if self._state.recovered else (PRESENT,)

    def _ask(self, title: str, about: str, asked: tuple[str, ...], notice: str, role: Role | None) -> None:
        if not asked:
            if self._ctx.dialogs.ask(title, about, title, danger=True):
                self._begin(title, {}, notice, role)
            return
        box = PasswordBox(self._ctx.look, title, about, asked, self._ctx.dialogs.window)
        accepted = self._ctx.dialogs.run(box)
        typed = {name: box.typed(name) for name in asked}
        box.forget()
        if accepted:
            self._begin(title, typed, notice, role)

    def _begin(self, title: str, typed: dict[str, str], notice: str, role: Role | None) -> None:
        on = role is Role.REVIEWER and not self._state.roles
        self._ctx.tasks.long(
            title, lambda progress: self._do(typed, role), lambda _: self._done(notice, lock=on)
        )

    def _do(self, typed: dict[str, str], role: Role | None) -> None:
        """On a worker: the present one must be right, then the key file is written."""
        assert self._ctx.database is not None
        database, now, actor = self._ctx.database(), self._ctx.now(), self._ctx.tasks.actor
        if PRESENT in typed:
            unlocking.unlock(database.folder, typed[PRESENT], now, database.role)
        if NEW in typed:
            unlocking.set_password(database, typed[NEW], actor, now, role)
            if role is None or role is database.role:
                database.recovered = False
        else:
            unlocking.remove(database, actor, now)
            database.role = None

    def _done(self, notice: str, *, lock: bool) -> None:
        if notice:
            self._ctx.say(notice)
        if lock and self._ctx.lock is not None:
            QTimer.singleShot(0, self._ctx.lock)  # this deed is under way until it returns
        else:
            self._ctx.signals.changed.emit(frozenset({"keys", "disclosures"}))
