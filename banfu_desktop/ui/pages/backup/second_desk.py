"""The second place of the copies, and what a restore left behind, as the backup page offers them."""

from collections.abc import Sequence

from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import copies, left_behind, second_place
from banfu_desktop.services.keeping.rescue import Missing
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.rescue import lacks_words
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.page.second_place import SecondPlaceChoice


class SecondDesk:
    """Chooses the second place; says what must be entered again."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._choice = SecondPlaceChoice(
            ctx,
            second_place.NAME,
            copies.backup_now,
            lambda: ctx.signals.changed.emit(frozenset({"backups"})),
        )

    def commands(self) -> Sequence[Command]:
        """The second place."""
        return (self._choice.command(Act.ENTER),)

    def _tell(self) -> None:
        self._ctx.signals.changed.emit(frozenset({"backups"}))

    def visit(self, where: object) -> bool:
        """Whether it is a restore that left something behind; the list of it is shown then."""
        if not (isinstance(where, str) and where.startswith(left_behind.KEY)):
            return False
        entry, database = int(where.removeprefix(left_behind.KEY)), self._ctx.database
        assert database is not None

        def work(_progress: object) -> Missing:
            return left_behind.missing(database(), entry)

        self._ctx.tasks.long("读取清单", work, self._show)
        return True

    def _show(self, missing: Missing) -> None:
        self._ctx.dialogs.tell("恢复以后要重新登记的", lacks_words(missing))
