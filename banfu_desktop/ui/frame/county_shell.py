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

    from banfu_desktop.services.county.copies import Restored
    from banfu_desktop.services.county.open_county import OpenCounty

_OF_AN_OFFICE = frozenset({"guide", "undo", "redo", "lock"})
_OFFERED, _CLOSE = 3, "不恢复，关闭"
_WAYS = "{error}\n\n可以用备份代替它，原来的文件另存。备份以后收下的上报包还在，恢复以后可以补收。"
_MISSING = "“收下的上报包”里有 {number} 份是备份以后收下的，这份备份里没有。"
_NOW = "现在补收"
_NO_KEY = "这台电脑还没有打开县里数据的钥匙。请输入县里恢复卡上的恢复密钥。"


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
            from banfu_desktop.ui.frame.county_cards import CountyCards

            ctx, folder = self._ctx, self._county.folder
            CountyCards(ctx.look, ctx.dialogs, ctx.now, str(name), folder).show_recovery(
                str(card), self._shell
            )

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
        from banfu_desktop.services.county.desk import is_locked

        asked = self._ask_card(_NO_KEY) if is_locked(error) else self._rescue(error)
        return asked or self._end(error)

    def _ask_card(self, text: str, typed: str = "") -> bool:
        """Try the recovery key that is typed; a wrong character loses nothing of it. False where none is."""
        key = self._ctx.dialogs.ask_text("打开县里的数据", text, typed)
        if key:
            self._ctx.tasks.aside(
                lambda: self._county.unlock(key),
                lambda _: self._again(),
                lambda error: self._not_opened(error, key),
            )
        return bool(key)

    def _not_opened(self, error: Exception, typed: str) -> bool:
        return (isinstance(error, UserError) and self._ask_card(str(error), typed)) or self._end(error)

    def _end(self, error: Exception) -> bool:
        self._report(error)
        self.exit_code = 3 if isinstance(error, MachineError) else 1
        self._shell.close()
        return True

    def _rescue(self, error: Exception) -> bool:
        """Offer the copies beside data that are damaged or gone; False where none is there or wanted."""
        from banfu_desktop.services.county import copies
        from banfu_desktop.services.county.desk import is_lost

        folder = self._county.folder
        if not is_lost(folder, error):
            return False
        whole = [row for row in copies.listing(folder) if row.verified][:_OFFERED]
        ways = {f"恢复到 {row.made_at:%m-%d %H:%M:%S}": row.path for row in whole}
        if not ways:
            return False
        text = _WAYS.format(error=error)
        chosen = ways.get(self._ctx.dialogs.choose("县里的数据打不开", text, [*ways, _CLOSE]))
        if chosen is None:
            return False
        now, actor = self._ctx.now(), self._ctx.tasks.actor
        self._county.close()
        self._ctx.tasks.alone(
            lambda: copies.restore(folder, chosen, now, actor), self._restored, self._refused
        )
        return True

    def _restored(self, made: "Restored") -> None:
        """The window goes on with the copy; what was taken since may be taken again at once."""
        from banfu_desktop.services.county import inbox

        self._again()
        ctx, database = self._ctx, self._county
        text = _MISSING.format(number=len(made.unknown))
        if made.unknown and ctx.dialogs.choose("补收上报包？", text, [_NOW, "以后再收"]) == _NOW:
            actor = ctx.tasks.actor
            ctx.tasks.long(
                "补收上报包",
                lambda _progress: inbox.receive_files(database.desk, made.unknown, ctx.now, actor=actor),
                lambda run: self._copied(bool(run.received)),
            )

    def _again(self) -> None:
        from banfu_desktop.ui.tasks import EVERY_TABLE

        self.begin()
        self._ctx.signals.changed.emit(EVERY_TABLE)
