"""The window of a county's folder: the same shell with other rooms, without what only an office has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolButton

from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.registry import COUNTY_ROOMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from banfu_desktop.services.county.open_county import OpenCounty

_OF_AN_OFFICE = frozenset({"guide", "undo", "redo", "lock"})
_NO_KEY = "这台电脑还没有打开县里数据的钥匙。请输入县里恢复卡上的恢复密钥。"
_CARD = "县里数据的恢复密钥（换电脑、重装系统时用）只显示这一次，请抄在纸上存好：\n\n{card}"


class CountyShell(Shell):
    """The county's window."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, COUNTY_ROOMS)
        lock = self.findChild(QToolButton, "lock-button")
        if isinstance(lock, QToolButton):
            lock.hide()

    def set_town(self, town: str, *, practice: bool = False) -> None:
        """Name the county in the title and above the rooms, and say where it is for practice."""
        self._ctx.town = town
        aside = "（练习）" if practice else ""
        self.setWindowTitle(f"{town}帮扶汇总{aside}")
        self._navigation.set_town(f"{town}{aside or '帮扶汇总'}")

    def _own_commands(self) -> tuple[Command, ...]:
        return tuple(command for command in super()._own_commands() if command.name not in _OF_AN_OFFICE)


class CountyOpening:
    """Opens the county behind a window that stands already, and says why where it cannot.

    Attributes:
        exit_code: what the program ends with: 0, 1 for a refusal, 3 for trouble with the machine.
    """

    def __init__(
        self,
        county: "OpenCounty",
        ctx: Context,
        shell: CountyShell,
        report: "Callable[[BaseException], object]",
    ) -> None:
        self._county, self._ctx, self._shell, self._report = county, ctx, shell, report
        self.exit_code = 0

    def begin(self) -> None:
        """Open the county by asking whose it is."""
        self._ctx.tasks.read(lambda _session: self._said(), self._opened, self._refused)

    def _said(self) -> tuple[str, bool, str]:
        desk = self._county.desk
        return desk.name, bool(desk.county and desk.county.practice), self._county.card

    def _opened(self, said: Sequence[object]) -> None:
        name, practice, card = said
        self._shell.set_town(str(name), practice=bool(practice))
        self._ctx.tasks.long("备份", lambda _progress: self._copy(), self._copied)
        if card:
            self._ctx.dialogs.tell("请抄下恢复密钥", _CARD.format(card=card))

    def _copy(self) -> bool:
        """The list as the folder has it, and a copy where anything was done since the last one."""
        from banfu_desktop.services.county import copies, desk

        desk.renew_list(self._county.desk, self._ctx.now(), self._ctx.tasks.actor)
        return copies.backup_if_changed(self._county.desk, self._ctx.now()) is not None

    def _copied(self, fresh: bool) -> None:
        from banfu_desktop.ui.tasks import EVERY_TABLE

        if fresh:
            self._ctx.signals.changed.emit(EVERY_TABLE)

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, UserError) and "钥匙" in error.what:
            typed = self._ctx.dialogs.ask_text("打开县里的数据", _NO_KEY)
            if typed:
                self._ctx.tasks.aside(
                    lambda: self._county.unlock(typed), lambda _: self._again(), self._refused
                )
                return True
        self._report(error)
        self.exit_code = 3 if isinstance(error, MachineError) else 1
        self._shell.close()
        return True

    def _again(self) -> None:
        from banfu_desktop.ui.tasks import EVERY_TABLE

        self.begin()
        self._ctx.signals.changed.emit(EVERY_TABLE)
