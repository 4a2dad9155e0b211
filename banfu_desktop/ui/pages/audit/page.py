"""操作留痕: what was done, when and by whom, before and after; whether the trail is whole; its paper seal."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.paper_key import chain_code
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.audit import history, proof, seals, trail, turned_clock
from banfu_desktop.services.audit.history import DeedRow
from banfu_desktop.services.audit.seals import Place
from banfu_desktop.services.audit.trail import Detail
from banfu_desktop.tables.audit import DEEDS
from banfu_desktop.ui.boxes.asking import ask_again
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command, Rows
from banfu_desktop.ui.page.command import Place as Stands
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.pages.audit.trail_panel import TrailPanel
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_ASK = "请照抄审计封条或封存的发放表页脚上的留痕码（4组），或发放表上的校验码（2组）。"


class AuditPage(ListPage):
    """The deeds, latest first; nothing here can be changed."""

    room, title, table = "audit", "操作留痕", DEEDS
    row_class = DeedRow
    watches = EVERY_TABLE
    filters = ("actor", "area", "deed")
    editable = False
    unit = "次操作"
    empty, hint = "还没有操作记录。", "人员、操作、操作人或日期"

    def commands(self) -> Sequence[Command]:
        """Verifying, sealing on paper and exporting."""
        return (
            Command("verify_chain", "核对留痕链", self._verify, act=None, help="核对留痕是否完整",
                    icon="shield-check", place=Stands.PRIMARY),
            Command("print_seal", "打印审计封条…", lambda: preview_form(self.ctx, "audit-seal"), act=None,
                    help="把留痕码印在纸上，队长签字后存档", icon="printer", keys="Ctrl+P", place=Stands.BAR),
            Command("check_seal", "核对封条…", self._ask_code, act=None, help="输入纸上的码，看它封到第几条",
                    icon="stamp", place=Stands.BAR),
            Command("show_deed", "查看改动前后", self._open_selected, act=None, help="这一步改了什么",
                    icon="eye", rows=Rows.ONE),
            Command("clock_right", "确认电脑日期…", self._ask_about_clock, act=Act.SETTINGS,
                    help="时钟倒退过、而电脑现在的日期没有错时，写明原因", icon="clock"),
            Command("export_deeds", "导出 Excel…", lambda: export_list(self.ctx, "audit"), act=None,
                    help="把操作留痕导出成表格", icon="file-spreadsheet"),
            Command("export_changes", "导出明细…", lambda: export_list(self.ctx, "audit-detail"), act=None,
                    help="每一处改动前后都列出，号码隐藏", icon="file-spreadsheet"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._shown: int | None = None
        super().__init__(ctx)

    def form_table(self) -> None:
        """A deed has no form; its panel is beside the list."""
        return

    def beside(self) -> QWidget:
        """What a deed changed."""
        self._panel = TrailPanel(self.ctx.look)
        self._panel.closed.connect(self.close_record)
        return self._panel

    def query(self) -> Query:
        """The latest deeds."""
        return history.deeds

    def fill(self, data: Sequence[DeedRow]) -> None:
        """Show the deeds; where there are more, say how to see them."""
        more = len(data) >= history.LISTED
        self.show_note(f"只列出最近{history.LISTED}次操作，更早的请导出 Excel 查看" if more else "")
        self.show_rows(data)

    def visit(self, where: object) -> None:
        """Another page sends a person's name: what was done about them is shown."""
        if isinstance(where, str):
            self._bar.clear()
            self._bar.search.setText(where)
        else:
            super().visit(where)

    def open_record(self, row: DeedRow) -> None:
        """Show what a deed changed."""
        self._shown = row.id
        self.ctx.tasks.read(
            lambda session: trail.detail(session, row.id), lambda detail: self._open_detail(row, detail)
        )

    def close_record(self) -> None:
        """Put the panel away."""
        self._shown = None
        self._panel.hide()
        self._view.setFocus()

    @property
    def record_is_open(self) -> bool:
        """Whether the panel stands beside the list."""
        return self._panel.isVisible()

    def _open_selected(self) -> None:
        self.open_record(self.selected()[0])

    def _open_detail(self, row: DeedRow, detail: Detail) -> None:
        if self._shown == row.id:
            self._panel.show_deed(row, detail)

    def _verify(self) -> None:
        self.ctx.tasks.long_read("核对留痕链", lambda session, _progress: _verified(session), self._say)

    def _say(self, answer: tuple[str, str]) -> None:
        self.ctx.dialogs.tell(*answer)

    def _ask_code(self, before: str = "") -> None:
        code = self.ctx.dialogs.ask_text("核对封条", _ASK, before, confirm="核对")
        if code:
            self.ctx.tasks.long_read(
                "核对封条",
                lambda session, _progress: seals.against(session, code),
                self._found,
                ask_again(self.ctx, lambda: self._ask_code(code)),
            )

    def _ask_about_clock(self) -> None:
        self.ctx.tasks.read(turned_clock.behind, self._ask_clock_right)

    def _ask_clock_right(self, behind: str) -> None:
        if not behind:
            self.ctx.dialogs.tell("电脑日期与留痕相符", "没有比现在更晚的操作，不需要确认。")
            return
        asked = (
            f"{behind}。\n现在的日期错了，请先改正它，不要在这里确认。现在的没有错、以前走快了，请写明原因："
        )
        reason = self.ctx.dialogs.ask_text("确认电脑日期", asked, confirm="现在的没有错")
        if reason:
            now = self.ctx.now()
            self.ctx.tasks.write(
                turned_clock.RIGHT, lambda session: turned_clock.confirm(session, reason, now),
                notice="已确认电脑日期，并记入留痕", undo=False,
            )  # fmt: skip

    def _found(self, place: Place) -> None:
        self.ctx.dialogs.tell("封条对得上", place.sentence)


def _verified(session: Session) -> tuple[str, str]:
    report = history.verify(session)
    broken = seals.breach(session, report)
    if broken:
        return "留痕链不完整", f"{broken}\n请保留现有文件，联系维护人员核查。"
    if wrong := proof.doubt(session):
        return "数据与留痕不符", f"{wrong}。\n请保留现有文件，联系维护人员核查。"
    text = f"共{report.rows}条，每一条都与前一条相符，每行数据都与留痕相符，没有被改动。"
    code = f"留痕码：{chain_code(report.head_hex)}"
    paper = "最后几条若被整段删去，只有对照纸上的封条才看得出，请定期打印审计封条。"
    return "留痕链完整", f"{text}\n{code}\n{paper}"
