"""操作留痕: what was done, when and by whom, and whether the trail is whole."""

from collections.abc import Sequence

from banfu_desktop.services import history
from banfu_desktop.tables.audit import DEEDS, ROOMS
from banfu_desktop.ui.command import Command, Place
from banfu_desktop.ui.exporting import export_list
from banfu_desktop.ui.list_page import ListPage
from banfu_desktop.ui.tasks import Query


class AuditPage(ListPage):
    """The deeds, latest first; nothing here can be changed."""

    room, title, table = "audit", "操作留痕", DEEDS
    watches = frozenset(ROOMS)
    filters = ("actor",)
    editable = False
    empty, hint = "还没有操作记录。", "操作、操作人或日期"

    def commands(self) -> Sequence[Command]:
        """Verifying and exporting."""
        return (
            Command("verify_chain", "核对留痕链", self._verify, "核对留痕是否完整", "shield-check",
                    place=Place.PRIMARY),
            Command("export_deeds", "导出 Excel…", lambda: export_list(self.ctx, "audit"),
                    "把操作留痕导出成表格", "file-spreadsheet"),
        )  # fmt: skip

    def form_table(self) -> None:
        """A deed has no record panel."""
        return

    def query(self) -> Query:
        """The latest deeds."""
        return history.deeds

    def _verify(self) -> None:
        self.ctx.tasks.long_read(
            "核对留痕链", lambda session, _progress: history.verify(session), self._verified
        )

    def _verified(self, report: history.ChainReport) -> None:
        if report.broken_at is None:
            text = f"共{report.rows}条，每一条都与前一条相符，没有被改动。\n链尾：{report.head_hex[:16]}"
            self.ctx.dialogs.tell("留痕链完整", text)
        else:
            found = f"从第{report.broken_at}条起对不上：有记录被程序以外的办法改动或删除。"
            text = f"{found}\n请保留现有文件，联系维护人员核查。"
            self.ctx.dialogs.tell("留痕链不完整", text)
