"""The second place of the copies, chosen on the page where they are listed; an office's and a county's."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.services.keeping import second_place
from banfu_desktop.services.keeping.second_place import SecondPlace
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Act

_OTHER, _NO_MORE = "换一个位置…", "不再另存"
_WHERE = "另存到哪里（U盘、移动硬盘）"


class SecondPlaceChoice:
    """Asks where copies go besides, and makes one there at once.

    Args:
        name: of the folder made in the place that is chosen.
        back_up: makes a copy of what is open; called on a worker.
        stored: told when it was settled.
    """

    def __init__(
        self,
        ctx: Context,
        name: str,
        back_up: Callable[[Any, datetime], object],
        stored: Callable[[], object],
    ) -> None:
        self._ctx, self._name, self._back_up, self._told = ctx, name, back_up, stored

    def command(self, act: "Act | None", **how: Any) -> Command:
        """The command; `how` is what else is said of it."""
        return Command(
            "second_place", "备份另存到U盘…", self._choose, act=act, icon="copy",
            help="以后每做一份备份，也在第二处存一份；电脑坏了，凭恢复卡从那里找回", **how,
        )  # fmt: skip

    def _choose(self) -> None:
        self._on_open("第二处", lambda opened: second_place.second_place(opened.folder), self._ask)

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

        def work(opened: Any) -> SecondPlace | None:
            second_place.choose(opened.folder, chosen, self._name)
            if chosen is not None:
                self._back_up(opened, now)
            return second_place.second_place(opened.folder)

        self._on_open("备份", work, self._stored)

    def _stored(self, place: SecondPlace | None) -> None:
        self._told()
        if place is None:
            self._ctx.say("备份不再另存到第二处")
        elif place.at is None:
            self._ctx.say("已记下第二处，但这一次没有存成：请看看U盘是不是写保护、空间够不够")
        else:
            self._ctx.say(f"已另存到 {place.folder}")

    def _on_open(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        assert self._ctx.database is not None
        database = self._ctx.database
        self._ctx.tasks.long(title, lambda progress: work(database()), done)
