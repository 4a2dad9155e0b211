"""An office that is not what this computer last saw: taken as it stands, from the page of copies."""

from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import seeing
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.tasks import EVERY_TABLE


class Settling:
    """以现在的数据为准, once what can be found in copies was found."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def command(self) -> Command:
        """The page's command."""
        return Command(
            "take_as_it_stands", "以现在的数据为准…", self._ask, act=Act.RESTORE,
            help="与这台电脑上次看到的不一致时，认定现在的数据，记入留痕", icon="check",
        )  # fmt: skip

    def _ask(self) -> None:
        database = self._ctx.database
        assert database is not None
        self._ctx.tasks.long("核对", lambda _progress: seeing.trouble(database()), self._ask_what_holds)

    def _ask_what_holds(self, trouble: str) -> None:
        dialogs, actor, database = self._ctx.dialogs, self._ctx.tasks.actor, self._ctx.database
        assert database is not None
        if not trouble:
            dialogs.tell("数据没有缺少", "这份办公数据与这台电脑上次看到的一致，不需要办理。")
            return
        text = f"{trouble}。\n缺的能从备份中找回的，请先找回。认定以后记入留痕，并随上报包告知县里。"
        if dialogs.ask("以现在的数据为准？", text, "以现在的为准", danger=True):
            self._ctx.tasks.long(
                "以现在的数据为准",
                lambda _progress: seeing.take_as_it_stands(database(), actor),
                lambda _: self._taken(),
            )

    def _taken(self) -> None:
        self._ctx.signals.changed.emit(EVERY_TABLE)
        self._ctx.say("已以现在的数据为准，并记入留痕；请告知县里")
