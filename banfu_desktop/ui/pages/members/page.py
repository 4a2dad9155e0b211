"""成员任职: the roster, who is posted from where and until when, with the checks of the notice beside it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.imports import Pasted
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.rules.words import PostingState
from banfu_desktop.services.allowance import own_rules
from banfu_desktop.services.hall import imports
from banfu_desktop.services.members import changing, drafts, importing, members, posting_years
from banfu_desktop.services.members.drafts import DraftRow
from banfu_desktop.services.members.members import CheckRow
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.pairings import pairings
from banfu_desktop.tables.members import MEMBERS, ROSTER_FILE
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.boxes.dialogs import XLSX, placed
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.timeline_view import TimelineView, drawn
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.importing import import_file, settle
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import RecordDesk, Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.members.dated import ask_dated
from banfu_desktop.ui.pages.members.drafts_box import DraftsBox
from banfu_desktop.ui.pages.members.number import fill_sex_from_number
from banfu_desktop.ui.pages.members.retention import erase_expired
from banfu_desktop.ui.pages.members.rows import ROSTER, Listed, Roster, beside_the_2000
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

ROSTER_VIEW, YEARS_VIEW = "名册", "时间轴"
_TONES = {PostingState.PRESENT: Tone.GREEN, PostingState.COMING: Tone.BLUE, PostingState.LEFT: Tone.GREY}
_LOOKS = {
    Severity.ERROR: "field-error",
    Severity.WARNING: "field-warning",
    Severity.REMINDER: "field-warning",
}
_PERSONAL = frozenset(members.PERSON_FIELDS)
_SUCCESSION = ("category", "organisation", "role", "village", "town_post")


class MembersPage(ListPage):
    """The roster."""

    room, title, table = "members", "成员任职", ROSTER
    row_class = Listed
    watches = frozenset(
        {"people", "postings", "overrides", "organisations", "former_names", "unit_levels", "pairings",
         "pairing_units", "settings", "office", "roster_drafts", "own_rules"}
    )  # fmt: skip
    filters = ("category", "role", "state")
    preset: ClassVar[Mapping[str, str]] = {"state": PostingState.PRESENT.label}
    tones: ClassVar[Tones] = {"state": _TONES.get}
    person_place = Place.BAR
    unit = "人"
    empty = "还没有成员。可以把现成的花名册整张导入，也可以逐个登记。"

    def commands(self) -> Sequence[Command]:
        """Coming, going, and the roster in and out."""
        leaving, again = "填写最后一天，保存后不再计发", "同一个人的又一段任职，沿用个人资料"
        return (
            Command("new_member", "登记成员", self._register, act=Act.ENTER, help="登记一位新成员",
                    icon="user-plus", keys="Ctrl+N", place=Place.PRIMARY),
            Command("import_roster", "导入花名册…", self._import, act=Act.ENTER,
                    help="从 Excel 整张导入，先预览再确认", icon="upload", place=Place.BAR),
            Command("drafts", "待补全…", self._complete, act=Act.ENTER, shown=lambda: bool(self._drafts),
                    help="没有身份证号的花名册导入后，在这里逐个补全", icon="user-plus", place=Place.BAR),
            Command("paste_roster", "粘贴成员…", self._paste, act=Act.ENTER, icon="clipboard-list",
                    help="在WPS里复制带标题的几行，粘贴成新成员", keys="Ctrl+V"),
            Command("print_roster", "打印花名册…", lambda: preview_form(self.ctx, "roster"), act=None,
                    help="先预览，再打印或保存", icon="printer", keys="Ctrl+P", place=Place.BAR),
            Command("print_sign_in", "打印签到表…", lambda: preview_form(self.ctx, "sign-in"), act=None,
                    help="会议、培训的签到表，列好在岗人员", icon="printer"),
            Command("end_posting", "登记离岗…", self._end, act=Act.ENTER, help=leaving, icon="user-minus",
                    rows=Rows.ONE, enabled=self._is_open_ended,
                    why="已登记离岗"),
            Command("replace_member", "接替…", self._replace, act=Act.ENTER,
                    help="登记接替此人的新成员，沿用单位和职务", icon="users", rows=Rows.ONE, clause="二"),
            Command("post_again", "再次任职…", self._post_again, act=Act.ENTER, help=again, icon="history",
                    rows=Rows.ONE, enabled=self._has_left,
                    why="还在岗，不用再次任职"),
            Command("show_trail", "操作留痕", self._show_trail, act=None,
                    help="谁在什么时候改过这个人的什么", icon="history", rows=Rows.ONE),
            Command("remove_posting", "删除", self._remove, act=Act.ENTER,
                    help="删除登记错了的任职；有考勤或补助的不能删除", icon="trash-2", keys="Delete",
                    rows=Rows.ONE),
            Command("template", "下载模板…", self._template, act=None, help="填写花名册用的空表",
                    icon="file-spreadsheet"),
            Command("erase_expired", "到期个人信息…", lambda: erase_expired(self.ctx), act=Act.ERASE,
                    help="离岗满保存年数的，销毁号码并打印销毁证明", icon="trash-2", clause="本单位自定"),
            Command("export_roster", "导出 Excel…", self._export, act=None, help="导出全部成员",
                    icon="download"),
        )  # fmt: skip

    def _make_desk(self) -> RecordDesk | None:
        """The sex follows from the number."""
        desk = super()._make_desk()
        if desk is not None:
            fill_sex_from_number(desk.form)
        return desk

    def __init__(self, ctx: Context) -> None:
        self._start: Values = {}  # what the next new record starts with is decided by what opens it
        self._start_title = ""
        self._start_secrets: Values = {}
        self._reasons: Mapping[tuple[int, str], str] = {}
        self._units: Sequence[str] = ()
        self._given = Roster((), {}, (), (), ())
        self._drafts: Sequence[DraftRow] = ()
        self._stand_at: int | None = None
        super().__init__(ctx)

    def query(self) -> Query:
        """Every posting, with what the panel needs to judge it; or all of them through the years."""
        today = self.ctx.today
        if not self.is_list():
            return drawn(lambda session: posting_years.timeline(session, today))

        def read(session: Session) -> Roster:
            rows = [Listed(**vars(row), state=row.state_on(today)) for row in members.listing(session)]
            paired = pairings.units_of(session, office.current(session).town)
            names = [unit.name for unit in office.organisations(session)]
            units = [*paired, *(name for name in names if name not in set(paired))]
            tiers = settings.township_table(session, today)
            restarts = settings.value_on(session, "township_gap_restarts", today)
            waiting = drafts.listing(session)
            rules = own_rules.listing(session)
            return Roster(rows, members.overrides(session), units, tiers, waiting, restarts, rules)

        return read

    def fill(self, data: Roster | Timeline) -> None:
        """Show the postings; an empty office is offered the import first."""
        if isinstance(data, Timeline):
            self._years.show_timeline(data)
            return
        self._given, self._reasons, self._units = data, data.reasons, data.units
        self._drafts = data.drafts
        self.show_rows(data.rows)
        self._stand()

    def emptiness(self) -> tuple[str, str]:
        """An empty office is offered the import first; after one without identity numbers, to complete it."""
        if self._drafts:
            return (
                f"还没有成员。导入的 {len(self._drafts)} 人待补全，补上身份证号等必填的几项就是成员。",
                "drafts",
            )
        return self.empty, "import_roster"

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """名册｜时间轴: the list, and everybody's postings on one axis."""
        self._years = TimelineView(self.ctx.look, "posting-years", "任职时间轴")
        self._years.opened.connect(lambda key: self.ctx.go(*key))
        return {ROSTER_VIEW: listed, YEARS_VIEW: self._years}

    # The record.

    def form_table(self) -> Table:
        """All columns of the roster."""
        return MEMBERS

    def heading(self, row: Listed | None) -> tuple[str, str]:
        """Who, and where the posting stands."""
        if row is None:
            return self._start_title, ""
        return row.name, row.state.label

    def facts(self, row: Listed) -> Sequence[Fact]:
        """The checks of the notice, then what else there is to know."""
        checks = members.judged(row, self._reasons, self.ctx.today)
        postings = [other for other in self.rows if other.person_id == row.person_id]
        facts = [self._fact(row, check) for check in checks]
        facts += [
            Fact(text, clause, "secondary")
            for clause, text in beside_the_2000(row, postings, self._given, self.ctx.today)
        ]
        others = (
            f"{o.arrived_on}至{o.left_on or '今'} {o.organisation} {o.role.label}"
            for o in postings
            if o.id != row.id
        )
        return [*facts, *(Fact(f"另一段任职：{other}", "二", "secondary") for other in others)]

    def offers(self) -> Mapping[str, Offer]:
        """Units to choose from, those paired with the town first; another name makes a new unit."""
        return {"organisation": [(name, name) for name in self._units]}

    def fresh(self) -> Values:
        """Empty, or what the command that opened the panel took over."""
        return self._start

    def check(self, values: Values) -> Sequence[Problem]:
        """What contradicts itself; a masked identity number is the one stored."""
        stored = {} if self.record is None else vars(self.record)
        return members.contradicting({**stored, **self._start_secrets, **values})

    def save(self, row: Listed | None, values: Values) -> Saving | None:
        """A new posting, a departure or a correction, named as what it is; what is dated is asked about."""
        if row is None:
            secrets = self._start_secrets
            return Saving(
                f"登记成员 {values['name']}",
                lambda session: drafts.save_member(session, {**secrets, **values}),
            )
        known = [name for name in changing.DATED if getattr(row, name)]
        changed = [name for name in known if name in values and values[name] != getattr(row, name)]
        if changed:
            ask_dated(self.ctx, self, row, values, changed, self._stored_here)
            return None
        leaves = row.left_on is None and values.get("left_on") is not None
        deed = f"登记离岗 {row.name}" if leaves else f"更正任职 {row.name}"
        return Saving(deed, lambda session: members.save(session, values, row.id))

    def _stored_here(self) -> None:
        """What stands in the panel is stored."""
        if self._desk is not None:
            self._desk.form.forget()
        self.reload()

    def reveal(self, row: Listed, name: str) -> Query:
        """One number in full; the audit trail says who looked."""
        now = self.ctx.now()
        return lambda session: members.reveal(session, row.id, name, now)

    def _fact(self, row: Listed, check: CheckRow) -> Fact:
        verdict = check.verdict
        if not check.open:
            return Fact(f"{verdict.text}（已作例外：{check.override}）", verdict.clause, "secondary")
        look = _LOOKS[verdict.severity]
        if not verdict.overridable:
            return Fact(verdict.text, verdict.clause, look)
        return Fact(
            verdict.text, verdict.clause, look, "例外…", lambda: self._make_exception(row, check), Act.ENTER
        )

    def _make_exception(self, row: Listed, check: CheckRow) -> None:
        text = f"{row.name}：{check.verdict.text}。\n请写明为什么可以例外，原因会记入操作留痕。"
        reason = self.ctx.dialogs.ask_text("作例外处理", text, confirm="作例外处理")
        if reason:
            name = check.verdict.check
            self.ctx.tasks.write(
                f"作例外处理 {row.name}", lambda session: members.override(session, row.id, name, reason)
            )

    # Coming and going.

    def _one(self) -> Listed:
        row: Listed = self.selected()[0]
        return row

    def _is_open_ended(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].left_on is None

    def _has_left(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].left_on is not None

    def _register(self) -> None:
        self._begin(f"登记{MEMBERS.label}", {})

    def _begin(self, title: str, start: Values, secrets: Values | None = None) -> None:
        self.show_view(ROSTER_VIEW)
        self._start_title, self._start, self._start_secrets = title, start, secrets or {}
        self.new_record()

    def visit(self, where: object) -> None:
        """`row 3` is a posting to stand at, its panel closed: one comes back from the page of a person."""
        self.show_view(ROSTER_VIEW)
        if isinstance(where, str) and where.startswith("row "):
            self._stand_at = int(where.removeprefix("row "))
            self._stand()
        else:
            super().visit(where)

    def _stand(self) -> None:
        """Select the row one has come back to, once it is there; a filter that hides it is taken off."""
        if self._stand_at is None or all(row.id != self._stand_at for row in self.rows):
            return
        if all(row.id != self._stand_at for row in self.shown):
            self._bar.clear()
        self._select([self._stand_at])
        self._stand_at = None

    def _end(self) -> None:
        """The panel with today as the last day, ready to be corrected and saved."""
        self.open_record(self._one())
        self.propose("left_on", self.ctx.today)

    def _replace(self) -> None:
        row = self._one()
        start = {name: getattr(row, name) for name in _SUCCESSION}
        if row.left_on is not None:
            start["arrived_on"] = row.left_on + timedelta(days=1)
        self._begin(f"接替{row.name}", start)

    def _post_again(self) -> None:
        row = self._one()
        start = {name: getattr(row, name) for name in (*_PERSONAL, *_SUCCESSION, "unit_post", "rank")}
        self._begin(f"{row.name}再次任职", start, {name: getattr(row, name) for name in members.SECRETS})

    def _remove(self) -> None:
        row = self._one()
        self.ctx.tasks.write(
            f"删除任职 {row.name}",
            lambda session: members.remove(session, row.id),
            notice=f"已删除{row.name}的任职",
        )

    # In and out of Excel.

    def _import(self) -> None:
        today = self.ctx.today
        import_file(
            self.ctx,
            "导入花名册",
            lambda session, path, options: importing.look(session, path, today, options),
            import_words.roster,
            importing.carry_out,
            table=ROSTER_FILE,
        )

    def _paste(self) -> None:
        """Rows with their heading line, copied in WPS, as a file of their own."""
        today, pasted = self.ctx.today, Pasted("粘贴的内容", QGuiApplication.clipboard().text())
        settle(
            self.ctx, "粘贴成员", pasted.name,
            lambda session, options: importing.look(session, pasted, today, options),
            import_words.roster, importing.carry_out, table=ROSTER_FILE,
        )  # fmt: skip

    def _complete(self) -> None:
        """One of those to be completed, in the form with what is known of him."""
        box = DraftsBox(self.ctx.dialogs.window, self.ctx.look, self._drafts)
        if not self.ctx.dialogs.run(box) or (draft := box.chosen) is None:
            return
        if box.removing:
            self.ctx.tasks.write(
                f"删除待补全 {draft.name}", lambda session: drafts.remove(session, [draft.id])
            )
            return
        secrets = {name: value for name, value in draft.start.items() if name in members.SECRETS}
        start = {name: value for name, value in draft.start.items() if name not in members.SECRETS}
        self._begin(f"补全{draft.name}", start, secrets)

    def _show_trail(self) -> None:
        self.ctx.go("audit", self.selected()[0].name)

    def _template(self) -> None:
        path = self.ctx.dialogs.save_file("下载模板", f"{MEMBERS.title}模板.xlsx", XLSX)
        if path is not None:
            self.ctx.tasks.long(
                "写出模板", lambda progress: imports.template("members", path), lambda _: self._written(path)
            )

    def _export(self) -> None:
        masked, full = "隐藏号码", "完整号码…"
        text = "身份证号、手机号和银行账号可以只显示头尾几位，也可以完整导出。完整导出会记入操作留痕。"
        answer = self.ctx.dialogs.choose("导出花名册", text, [masked, full])
        if not answer or (answer == full and not self._confirm_full()):
            return
        export_list(self.ctx, "members", revealed=answer == full)

    def _confirm_full(self) -> bool:
        text = (
            f"文件中将有{len(self.rows)}人的完整身份证号、手机号和银行账号。\n"
            "请只交给需要的人，用完及时删除。"
        )
        return self.ctx.dialogs.ask("导出完整号码？", text, "完整导出", danger=True)

    def _written(self, path: Path) -> None:
        self.ctx.say(f"已写出：{placed(path)}")
