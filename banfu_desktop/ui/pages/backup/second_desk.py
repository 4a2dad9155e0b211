"""The second place of the copies, and what a restore left behind, as the backup page offers them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import copies, left_behind, second_place
from banfu_desktop.services.keeping.second_place import SecondPlace
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.rescue import lacks_words
from banfu_desktop.ui.page.command import Command

_OTHER, _NO_MORE = "换一个位置…", "不再另存"
_WHERE = "另存到哪里（U盘、移动硬盘）"


class SecondDesk:
    """Chooses the second place; says what must be entered again."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def commands(self) -> Sequence[Command]:
        """The second place."""
        return (
            Command("second_place", "备份另存到U盘…", self._choose, act=Act.ENTER, icon="copy",
                    help="以后每做一份备份，也在第二处存一份；电脑坏了，凭恢复卡从那里找回"),
        )  # fmt: skip

    def visit(self, where: object) -> bool:
        """Whether it is a restore that left something behind; the list of it is shown then."""
        if not (isinstance(where, str) and where.startswith(left_behind.KEY)):
            return False
        entry = int(where.removeprefix(left_behind.KEY))
        self._on_database(
            "读取清单",
            lambda database: left_behind.missing(database, entry),
            lambda missing: self._ctx.dialogs.tell("恢复以后要重新登记的", lacks_words(missing)),
        )
        return True

    def _choose(self) -> None:
        self._on_database("第二处", lambda database: second_place.second_place(database.folder), self._ask)

    def _ask(self, place: SecondPlace | None) -> None:
        dialogs = self._ctx.dialogs
        if place is not None:
            at = f"最近一份 {place.at:%Y-%m-%d %H:%M}" if place.at else "还没有存成过"
            answer = dialogs.choose("备份的第二处", f"{place.folder}\n{at}。", [_OTHER, _NO_MORE])
            if answer == _NO_MORE:
                self._store(None)
            if answer != _OTHER:
                return
        chosen = dialogs.open_folder(_WHERE)
        if chosen is not None:
            self._store(chosen)

    def _store(self, chosen: Path | None) -> None:
        now = self._ctx.now()

        def work(database: Any) -> SecondPlace | None:
            second_place.choose(database.folder, chosen)
            if chosen is not None:
                copies.backup_now(database, now)
            return second_place.second_place(database.folder)

        def stored(place: SecondPlace | None) -> None:
            self._ctx.signals.changed.emit(frozenset({"backups"}))
            if place is None:
                self._ctx.say("备份不再另存到第二处")
            elif place.at is None:
                self._ctx.say("已记下第二处，但这一次没有存成：请看看U盘是不是写保护、空间够不够")
            else:
                self._ctx.say(f"已另存到 {place.folder}")

        self._on_database("备份", work, stored)

    def _on_database(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        assert self._ctx.database is not None
        database = self._ctx.database
        self._ctx.tasks.long(title, lambda progress: work(database()), done)
