"""双签项目 (四(四)): proposed, signed by secretary and leader, paid from, completed."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds_charts import Chart
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import DOUBLE_SIGN, Signer, Stage
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.funds import reports
from banfu_desktop.services.projects import papers, projects
from banfu_desktop.services.projects.projects import ProjectRow, RoundRow
from banfu_desktop.tables.projects import (
    CONTRACTORS,
    ENDINGS,
    PROJECT_FORM,
    PROJECTS,
    ROUND_FORM,
    SIGNATURES,
)
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.chart_view import ChartBox
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.papers.saving import save_attachment
from banfu_desktop.ui.preview.preview import preview_paper
from banfu_desktop.ui.tasks import Query, Session

_TONES = {
    Stage.PLANNED: Tone.GREY,
    Stage.APPROVED: Tone.GREEN,
    Stage.UNDER_WAY: Tone.BLUE,
    Stage.COMPLETED: Tone.GREEN,
    Stage.ABANDONED: Tone.RED,
}
_SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png *.ofd *.tif *.tiff *.bmp)"


def _signed_tone(text: str) -> Tone:
    return Tone.GREEN if text == "已双签" else Tone.AMBER


class ProjectsPage(ListPage):
    """The projects under double sign."""

    room, title, table = "projects", "双签项目", PROJECTS
    row_class = ProjectRow
    watches = frozenset(
        {"projects", "project_rounds", "project_signatures", "fund_vouchers", "assets", "attachments"}
    )
    filters = ("stage",)
    tones: ClassVar[Tones] = {"stage": _TONES.get, "signed": _signed_tone}
    next_steps = ("sign_project", "start_project", "complete_project")
    unit = "个项目"
    suggests = ("village", "contractor")
    hint = "项目名称或拼音首字母"
    empty = "还没有双签项目。资金项目由镇党委书记和队长双签批准后才能列支。"

    def commands(self) -> Sequence[Command]:
        """From the proposal to the end."""
        return (
            Command("new_project", "登记项目", self.new_record, act=Act.ENTER,
                    help="登记一个待双签的资金项目", icon="plus", keys="Ctrl+N", place=Place.PRIMARY,
                    clause=DOUBLE_SIGN),
            Command("sign_project", "登记签字…", self._sign, act=Act.ENTER,
                    help="登记镇党委书记或队长的签字", icon="signature", place=Place.BAR, rows=Rows.ONE,
                    enabled=self._waits,
                    why="没有等签字的", clause=DOUBLE_SIGN),
            Command("print_approval", "打印审批单…", self._print, act=None, help="资金项目“双签”审批单",
                    icon="printer", keys="Ctrl+P", place=Place.BAR, rows=Rows.ONE),
            Command("start_project", "开工…", lambda: self._move(Stage.UNDER_WAY), act=Act.ENTER,
                    help="登记开工日期", icon="arrow-right", rows=Rows.ONE,
                    enabled=lambda: self._is(Stage.APPROVED, Stage.COMPLETED),
                    why="已批准的项目才能开工"),
            Command("complete_project", "完成…", lambda: self._move(Stage.COMPLETED), act=Act.ENTER,
                    help="登记完成日期和情况", icon="circle-check", rows=Rows.ONE,
                    enabled=lambda: self._is(Stage.APPROVED, Stage.UNDER_WAY),
                    why="已批准、已开工的项目才能完成"),
            Command("abandon_project", "终止…", lambda: self._move(Stage.ABANDONED), act=Act.ENTER,
                    help="不再实施，写明原因", icon="x", rows=Rows.ONE,
                    enabled=lambda: not self._is(Stage.COMPLETED, Stage.ABANDONED),
                    why="已完成或已终止"),
            Command("supplement_project", "追加双签…", self._supplement, act=Act.ENTER,
                    help="金额、来源等有变化，重新双签", icon="notebook-pen", rows=Rows.ONE,
                    enabled=self._is_signed,
                    why="双签齐全、没有结束的项目才能追加", clause=DOUBLE_SIGN),
            Command("set_contractor", "承建单位…", self._set_contractor, act=Act.ENTER,
                    help="登记或更正由谁实施，双签以后也可以", icon="pencil", rows=Rows.ONE,
                    enabled=lambda: not self._is(Stage.COMPLETED, Stage.ABANDONED),
                    why="已完成或已终止"),
            Command("unsign_project", "撤回签字…", self._unsign, act=Act.ENTER, help="撤回登记错了的签字",
                    icon="undo-2", rows=Rows.ONE, enabled=self._half_signed,
                    why="只签了一个字时才能撤回"),
            Command("remove_project", "删除", self._remove, act=Act.ENTER,
                    help="删除登记错了、没有签字的项目", icon="trash-2", keys="Delete", rows=Rows.ONE,
                    enabled=self._removable, why="已有签字、凭证或资产，不再实施的请办理终止"),
            Command("fund_charts", "经费图…", self._charts, act=None, help="各账本的结余进度和支出分类",
                    icon="table"),
            Command("export_projects", "导出 Excel…", lambda: export_list(self.ctx, "projects"), act=None,
                    help="导出项目", icon="download"),
        )  # fmt: skip

    def query(self) -> Query:
        """Every project."""
        return projects.listing

    # The record.

    def form_table(self) -> Table:
        """What is put before the signers."""
        return PROJECT_FORM

    def fresh(self) -> Values:
        """Proposed today."""
        return {"proposed_on": self.ctx.today}

    def next_step(self, row: ProjectRow) -> str:
        """Signed, begun, completed; what is over needs nothing more."""
        return "" if row.stage.over else super().next_step(row)

    def heading(self, row: ProjectRow | None) -> tuple[str, str]:
        """The project and its stage."""
        return ("登记项目", "") if row is None else (row.name, row.stage.label)

    def sealed(self, row: ProjectRow) -> str:
        """Once somebody has signed."""
        latest = row.rounds[-1]
        if not latest.signatures:
            return ""
        if latest.missing:
            return "已有人签字，内容不能改动；写错了请先撤回签字。"
        return "已完成双签，内容不能改动；金额、来源等有变化的，请办理追加双签。"

    def values(self, row: ProjectRow) -> Values:
        """The latest round: what is being signed, or was last."""
        latest = {field.name: getattr(row.rounds[-1], field.name) for field in ROUND_FORM.editable}
        return {**latest, "contractor": row.contractor}

    def facts(self, row: ProjectRow) -> Sequence[Fact]:
        """Signatures, money, and how it went."""
        signed = [fact for project_round in row.rounds for fact in self._about_round(project_round)]
        return (*signed, *_about_money(row), *_about_work(row))

    def _about_round(self, project_round: RoundRow) -> list[Fact]:
        title = (
            ""
            if project_round.number == 1
            else f"第{project_round.number}次双签 {yuan(project_round.amount_fen)} 元　"
        )
        facts = []
        for signer in Signer:
            signature = project_round.signatures.get(signer)
            if signature is None:
                facts.append(
                    Fact(
                        f"{title}待{signer.label}签字",
                        DOUBLE_SIGN,
                        "field-warning",
                        "登记签字…",
                        self._sign,
                        Act.ENTER,
                    )
                )
                continue
            text = f"{title}{signer.label} {signature.name} {signature.signed_on} 签字"
            scan = signature.attachment_id
            action = "另存扫描件…" if scan else ""
            facts.append(Fact(text, DOUBLE_SIGN, "secondary", action, partial(self._see, scan), Act.TAKE_OUT))
        return facts

    def papers(self, row: ProjectRow) -> int:
        """The bundle of a project's signed forms and other papers."""
        return row.bundle_id

    def save(self, row: ProjectRow | None, values: Values) -> Saving:
        """A proposal, or its correction."""
        key = None if row is None else row.id
        deed = f"{'登记' if row is None else '更正'}项目 {values.get('name') or ''}".strip()
        return Saving(deed, lambda session: projects.save(session, values, key))

    # The commands.

    def _one(self) -> ProjectRow | None:
        chosen: list[ProjectRow] = self.selected()
        return chosen[0] if len(chosen) == 1 else self.record

    def _is(self, *stages: Stage) -> bool:
        row = self._one()
        return row is not None and row.stage in stages

    def _waits(self) -> bool:
        row = self._one()
        return row is not None and row.pending is not None and not row.stage.over

    def _is_signed(self) -> bool:
        row = self._one()
        return row is not None and row.pending is None and not row.stage.over

    def _removable(self) -> bool:
        row = self._one()
        return row is not None and projects.removable(row)

    def _half_signed(self) -> bool:
        row = self._one()
        return row is not None and row.pending is not None and bool(row.pending.signatures)

    def _sign(self) -> None:
        row = self._one()
        if row is None or row.pending is None:
            return
        start = {"signer": row.pending.missing[0], "signed_on": self.ctx.today}
        text = f"“{row.pending.name}”{yuan(row.pending.amount_fen)} 元。两人都签字后，内容封存，可以列支。"
        box = self._box("登记签字", SIGNATURES, start, text, "登记签字")
        if self.ctx.dialogs.run(box):
            scan = self._scan(box.values["signer"])
            self._write_signature(row, box.values, scan)

    def _scan(self, signer: Signer) -> Path | None:
        text = "签字后的审批单扫描件可以现在附上，也可以以后再附。"
        if self.ctx.dialogs.choose(f"{signer.label}签字扫描件", text, ["附上…", "以后再附"]) != "附上…":
            return None
        return self.ctx.dialogs.open_file("选择签字扫描件", _SCANS)

    def _write_signature(self, row: ProjectRow, values: Mapping[str, Any], scan: Path | None) -> None:
        now, today = self.ctx.now(), self.ctx.today
        content = None if scan is None else _read(scan)

        def work(session: Session) -> ProjectRow:
            kept = None
            if scan is not None and content is not None:
                kept = bundles.add(session, row.bundle_id, scan.name, content, now)
            return projects.sign(session, row.id, attachment_id=kept, today=today, **values)

        signer = values["signer"]
        self.ctx.tasks.write(f"登记{signer.label}签字 {row.name}", work, undo=False)

    def _unsign(self) -> None:
        row = self._one()
        if row is None or row.pending is None:
            return
        for signer in row.pending.signatures:
            if self.ctx.dialogs.ask("撤回签字", f"撤回“{row.name}”的{signer.label}签字？", "撤回"):
                self.ctx.tasks.write(
                    f"撤回{signer.label}签字 {row.name}",
                    partial(projects.unsign, project_id=row.id, signer=signer),
                    undo=False,
                )

    def _supplement(self) -> None:
        row = self._one()
        if row is None:
            return
        start = {**self.values(row), "proposed_on": self.ctx.today, "reason": None}
        text = f"已批准 {yuan(row.amount_fen)} 元，已支 {yuan(row.paid_fen)} 元。填写变更后的总金额和原因。"
        box = self._box("追加双签", ROUND_FORM, start, text, "提交双签")
        if self.ctx.dialogs.run(box):
            values = box.values
            self.ctx.tasks.write(
                f"追加双签 {row.name}", lambda session: projects.supplement(session, row.id, values)
            )

    def _set_contractor(self) -> None:
        row = self._one()
        if row is None:
            return
        text = "由谁实施是双签以后询价定下来的，不用重新双签；改动记入操作留痕。"
        box = self._box("承建单位", CONTRACTORS, {"contractor": row.contractor}, text, "登记承建单位")
        if self.ctx.dialogs.run(box):
            name = box.values["contractor"]
            self.ctx.tasks.write(
                f"登记承建单位 {row.name}", lambda session: projects.set_contractor(session, row.id, name)
            )

    def _move(self, stage: Stage) -> None:
        row = self._one()
        if row is None:
            return
        today: date = self.ctx.today
        title = {Stage.UNDER_WAY: "开工", Stage.COMPLETED: "完成"}.get(stage, "终止") + f" {row.name}"
        values: Mapping[str, Any] = {"ended_on": today, "ending": None}
        if stage is Stage.UNDER_WAY and row.started_on is None:
            day = self.ctx.days.ask(title, "开工日期：", today, confirm="登记开工")
            if day is None:
                return
            values = {"ended_on": day, "ending": None}
        elif stage is not Stage.UNDER_WAY:
            box = self._box(title, ENDINGS, values, _ending_text(row, stage), title.split(" ")[0])
            if not self.ctx.dialogs.run(box):
                return
            values = box.values
        self.ctx.tasks.write(
            f"项目{title}",
            lambda session: projects.move(
                session, row.id, stage, values["ended_on"], today, values["ending"]
            ),
        )

    def _remove(self) -> None:
        row = self._one()
        if row is not None:
            self.ctx.tasks.write(f"删除项目 {row.name}", lambda session: projects.remove(session, row.id))

    def _print(self) -> None:
        row, now = self._one(), self.ctx.now()
        if row is not None:
            preview_paper(self.ctx, "双签审批单", lambda session: papers.approval(session, row.id, now))

    def _see(self, attachment_id: int | None) -> None:
        """Keep the scan where the clerk wants it, to be looked at with her own programs."""

        def save(name: str) -> None:
            path = self.ctx.dialogs.save_file("另存扫描件", name)
            if path is not None and attachment_id is not None:
                save_attachment(self.ctx, attachment_id, path)

        row = self._one()
        if row is not None and attachment_id is not None:
            self.ctx.tasks.read(lambda session: _name_of_scan(session, row.bundle_id, attachment_id), save)

    def _charts(self) -> None:
        today = self.ctx.today

        def read(session: Session) -> Sequence[Chart]:
            return reports.charts(session, today.year, today)

        def show(charts: Sequence[Chart]) -> None:
            if charts:
                title = f"{today.year}年工作经费"
                self.ctx.dialogs.run(ChartBox(self, self.ctx.look, title, charts))
            else:
                self.ctx.dialogs.refuse(UserError(f"{today.year}年没有开过账", "请先在工作经费中开账"))

        self.ctx.tasks.read(read, show)

    def _box(
        self, title: str, table: Table, start: Mapping[str, Any], sentence: str, confirm: str
    ) -> RecordBox:
        return RecordBox(self, self.ctx.look, title, table, start, sentence=sentence, confirm=confirm)


def _about_money(row: ProjectRow) -> list[Fact]:
    if row.since is None:
        return [Fact("双签完成前不能列支", DOUBLE_SIGN, "secondary")]
    look = "field-error" if row.left_fen < 0 else ""
    text = f"批准 {yuan(row.amount_fen)} － 已支 {yuan(row.paid_fen)} ＝ 余 {yuan(row.left_fen)}"
    return [Fact(text, DOUBLE_SIGN, look)]


def _about_work(row: ProjectRow) -> list[Fact]:
    where = [
        f"{label}{name}" for label, name in (("实施村 ", row.village), ("承建单位 ", row.contractor)) if name
    ]
    facts = [Fact("　".join(where), "", "secondary")] if where else []
    if row.started_on:
        facts.append(Fact(f"{row.started_on} 开工", "", "secondary"))
    if row.ended_on:
        facts.append(Fact(f"{row.ended_on} {row.stage.label}：{row.ending or ''}", "", "secondary"))
    return facts


def _ending_text(row: ProjectRow, stage: Stage) -> str:
    if stage is Stage.ABANDONED:
        return f"已支 {yuan(row.paid_fen)} 元。终止后不能再列支，请写明原因。"
    return f"批准 {yuan(row.amount_fen)} 元，已支 {yuan(row.paid_fen)} 元，余 {yuan(row.left_fen)} 元。"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # refused by the service as an empty file, in its own words


def _name_of_scan(session: Session, bundle_id: int, attachment_id: int) -> str:
    names = {row.id: row.name for row in bundles.listing(session, bundle_id)}
    return names.get(attachment_id, "扫描件.pdf")
