"""Persons with passwords of their own, switched on and off, taken on, gone: what the settings page offers."""

from collections.abc import Sequence
from typing import Any

from banfu_desktop.rules.roles import Act, Role, may
from banfu_desktop.services.keeping import appointing, unlocking
from banfu_desktop.services.persons.persons import PersonRow
from banfu_desktop.ui.boxes.password_box import AGAIN, NAME, NEW, ROLE
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.pages.settings.password_desk import Desk, Typed

PERSONS = "persons"
_ON = (
    "第一个人是“审核”，由队长担任：请填写他的姓名，由他输入密码。恢复卡随之换新，以前的卡作废。启用以后马上锁屏，"
    "请用这个密码打开，再到这里登记其他人。以后谁办的事由谁签名；封存、月结、审批、查看和打印完整号码、更改设置，"
    "只有“审核”能办。"
)
_INSTEAD = "以前“审核”“经办”“只读”的密码从此不再有用，请给每个人另设一个。"
_ADD = "请给他设第一个密码，当面告诉他；他打开以后要改成自己的。改以前，他办的事算你办的。"
_RESET = "原来的密码不再有用。请把新密码当面告诉他；他打开以后要改成自己的。改以前，他办的事算你办的。"
_RESET_BY_CARD = "这个人打开以后请马上改成自己的密码。这次用恢复卡办理，会记入操作留痕，检查数据时也会列出。"
_LEAVE = "他的密码从此打不开办公数据，他留着的旧文件也打不开以后写入的内容。他办过的事仍记在他名下。"
_OFF = "停用以后不再分人，也没有密码：在这台电脑上打开程序就能办全部的事，也不再签名。"
_RESETTING, _APPOINTING, _LEAVING = "重设密码…", "改任角色…", "办理离开…"


class PersonDesk:
    """Who is at work, and what the reviewer does about it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def line(self) -> tuple[str, str, str, str]:
        """Key, label, how it stands, and what it is for."""
        state = self._desk.state
        roles = "、".join(role.label for role in state.roles)
        standing = "、".join(row.name for row in state.people) or (
            f"旧版角色：{roles}" if roles else "没有启用"
        )
        return PERSONS, "人员", standing, "每个人一个密码，各办各的事，谁办的由谁签名"

    def facts(self) -> Sequence[Fact]:
        """What can be done about them."""
        state, allowed = self._desk.state, may(self._desk.ctx.role(), Act.KEYS)
        if not state.people:
            if not allowed:
                return [Fact("人员由“审核”启用", "", "secondary")]
            return [Fact(self.line()[2], "", "", "启用人员…", self.switch_on, Act.KEYS)]
        facts = [self._fact(row, manageable=allowed or state.appointing) for row in state.people]
        if not allowed:
            return facts
        add = Fact("还有别人要用时", "", "secondary", "登记人员…", self.add, Act.KEYS)
        return [*facts, add, Fact("不再分人时", "", "secondary", "停用人员…", self.switch_off, Act.KEYS)]

    def _fact(self, row: PersonRow, *, manageable: bool) -> Fact:
        own = row.id == self._desk.state.me
        text = f"{row.name}，{row.role.label}，{row.standing}{'（就是你）' if own else ''}"
        if own or not manageable:
            return Fact(text)
        return Fact(text, "", "", "办理…", lambda: self.manage(row))

    def switch_on(self) -> None:
        """Persons, beginning with the reviewer; then whoever is there must say who he is."""
        about = f"{_ON}{_INSTEAD}" if self._desk.state.roles else _ON
        asked = (NAME, *self._desk.proof(), NEW, AGAIN)
        self._desk.ask("启用人员", about, asked, self._switch_on, lock=True)

    def add(self) -> None:
        """One more."""
        self._desk.ask("登记人员", _ADD, (NAME, ROLE, NEW, AGAIN), self._add, "已登记人员")

    def manage(self, row: PersonRow) -> None:
        """What is done about a person; with the recovery card only a new password."""
        ways = [_RESETTING] if self._desk.state.appointing else [_RESETTING, _APPOINTING, _LEAVING]
        chosen = self._desk.ctx.dialogs.choose(row.name, f"{row.role.label}，{row.since} 起", ways)
        if chosen == _RESETTING:
            self._reset(row)
        elif chosen == _APPOINTING:
            self._appoint(row)
        elif chosen == _LEAVING and self._desk.ctx.dialogs.ask(
            f"{row.name}离开？", _LEAVE, "办理离开", danger=True
        ):
            self._desk.begin(f"{row.name}离开", {}, lambda d, _: self._leave(d, row), f"{row.name}已离开")

    def switch_off(self) -> None:
        """No persons and no passwords."""
        self._desk.ask("停用人员", _OFF, self._desk.proof(), self._switch_off, "已停用人员，密码也已取消")

    def _reset(self, row: PersonRow) -> None:
        by_card = self._desk.state.appointing
        self._desk.ask(
            f"重设{row.name}的密码",
            _RESET_BY_CARD if by_card else _RESET,
            (NEW, AGAIN),
            lambda database, typed: appointing.reset(database, row.name, typed[NEW], *self._who()),
            f"已重设{row.name}的密码",
            lock=by_card,
        )

    def _appoint(self, row: PersonRow) -> None:
        others = [role.label for role in Role if role is not row.role]
        chosen = self._desk.ctx.dialogs.choose(f"{row.name}改任", f"现在是“{row.role.label}”。", others)
        if chosen:
            role = Role.parse(chosen)
            self._desk.begin(
                f"{row.name}改任“{role.label}”",
                {},
                lambda database, _: appointing.appoint(database, row.name, role, *self._who()),
                f"{row.name}已改任“{role.label}”",
            )

    # On a worker.

    def _who(self) -> tuple[str, Any]:
        return self._desk.ctx.tasks.actor, self._desk.ctx.now()

    def _switch_on(self, database: Any, typed: Typed) -> str:
        return appointing.switch_on(database, typed[NAME], typed[NEW], *self._who())

    def _add(self, database: Any, typed: Typed) -> None:
        appointing.add(database, typed[NAME], Role.parse(typed[ROLE]), typed[NEW], *self._who())

    def _leave(self, database: Any, row: PersonRow) -> None:
        appointing.leave(database, row.name, *self._who())

    def _switch_off(self, database: Any, _: Typed) -> str | None:
        return unlocking.remove(database, *self._who())
