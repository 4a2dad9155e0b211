"""考核培训: people in rounds of assessment, the rounds, trainings, commendations, the register of 四(八)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import AssessStage, Attendee, Grade
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.assessment import assessment, honours, judging, trainings
from banfu_desktop.services.assessment.assessment import AssessmentRow, RoundRow
from banfu_desktop.services.assessment.trainings import AttendeeRow, TrainingRow
from banfu_desktop.tables.assessment import (
    ASSESSMENTS,
    ATTENDEES,
    COMMENDATIONS,
    EXEMPTIONS,
    ROUNDS,
    TRAININGS,
)
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.import_words import import_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.papers_view import PapersView
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.assessment.deeds import Deeds
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query

PEOPLE, ROUND, TRAINING, ATTENDED, PRIZES, EXEMPT = "考核", "轮次", "培训", "参训", "表彰", "尽职免责"
_TO_TRAININGS = Way("去登记培训", "assessment", "training")
_EXPORTS = {
    PEOPLE: "assessments", ROUND: "rounds", TRAINING: "trainings", ATTENDED: "attendees",
    PRIZES: "commendations", EXEMPT: "exemptions",
}  # fmt: skip
_STAGES = {
    AssessStage.OPENED: Tone.GREY, AssessStage.FROZEN: Tone.AMBER, AssessStage.HEARD: Tone.AMBER,
    AssessStage.GRADED: Tone.BLUE, AssessStage.FED_BACK: Tone.GREEN,
}  # fmt: skip
_GRADES = {Grade.EXCELLENT: Tone.GREEN, Grade.BASIC: Tone.AMBER, Grade.FAILED: Tone.RED}
_ATTENDEES = {
    Attendee.ATTENDED: Tone.GREEN, Attendee.MADE_UP: Tone.GREEN, Attendee.EXCUSED: Tone.AMBER,
    Attendee.ABSENT: Tone.RED,
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """Rows of one of the other views."""

    view: str
    rows: Sequence[Any]


class AssessmentPage(ListPage):
    """People in rounds; rounds, trainings, attendance of them, commendations, the register of 四(八)."""

    room, title, table = "assessment", "考核培训", ASSESSMENTS
    row_class = AssessmentRow
    watches = frozenset(
        {"assessment_rounds", "assessment_criteria", "assessments", "assessment_opinions",
         "assessment_scores", "trainings", "training_attendees", "commendations", "exemptions", "people",
         "postings", "organisations", "settings", "bundles", "attachments", "contents", "invoices"}
    )  # fmt: skip
    filters = ("stage", "round", "grade")
    tones: ClassVar[Tones] = {"stage": _STAGES.get, "grade": _GRADES.get}
    unit = "人"
    empty = "还没有考核，先启动一轮。"

    def commands(self) -> Sequence[Command]:
        """What is done with people, then with rounds, trainings and honours."""
        return (*self._of_people(), *self._of_rounds(), *self._of_trainings(), *self._of_honours())

    def _of_people(self) -> Sequence[Command]:
        people, enter, some, one = self.is_list, Act.ENTER, Rows.SOME, Rows.ONE
        return (
            Command("freeze_facts", "冻结事实…", lambda: self._deeds.freeze(self.selected()), act=enter,
                    icon="lock", help="把考勤、日志、培训等事实冻结下来", place=Place.PRIMARY, rows=some,
                    shown=people, enabled=self._may_freeze, clause=rules.CLAUSE,
                    why="请选还没有冻结的人"),
            Command("hear_opinion", "登记意见…", lambda: self._deeds.hear(self.selected()[0]), act=enter,
                    icon="pencil", help="镇党委、派出单位、考核单位的意见", place=Place.BAR, rows=one,
                    shown=people, enabled=self._may_change,
                    why="已反馈单位，不能再改"),
            Command("feed_back", "登记反馈…", lambda: self._deeds.feed_back(self.selected()), act=enter,
                    icon="check", help="结果已经反馈派出单位", place=Place.BAR, rows=some, shown=people,
                    enabled=self._may_feed_back, clause=rules.CLAUSE, why="请选已定等次的人"),
            Command("score_people", "打分…", self._score, act=enter, icon="pencil", rows=one, shown=people,
                    help="按这一轮的指标打分", enabled=self._may_change,
                    why="已反馈单位，不能再改"),
            Command("see_changes", "看差异…", lambda: self._deeds.changes(self.selected()[0]), act=None,
                    icon="history", help="事实冻结以后又有哪些更正", rows=one, shown=people,
                    enabled=self._is_frozen,
                    why="还没有冻结事实，没有差异可看"),
            Command("thaw_facts", "撤回冻结", lambda: self._deeds.thaw(self.selected()[0]), act=enter,
                    icon="undo-2", help="还没有登记等次的可以撤回", rows=one, shown=people,
                    enabled=self._may_thaw,
                    why="只有已冻结、还没有定等次的可以撤回"),
            Command("print_assessment", "打印登记表…", partial(self._print, "assessment-form"), act=None,
                    icon="printer", help="考核登记表，一人一张", keys="Ctrl+P", shown=people),
            Command("print_summary", "打印汇总表…", partial(self._print, "assessment-list"), act=None,
                    icon="printer", help="一轮一张", shown=people),
            Command("print_feedback", "打印反馈函…", partial(self._print, "feedback-letter"), act=None,
                    icon="printer", help="每个派出单位一份", shown=people),
            Command("import_results", "导入结果…", partial(import_list, self.ctx, "assessments", "人"),
                    act=enter, icon="upload", shown=people, help="从 Excel 导入测评票数、等次，先预览再确认"),
            Command("import_opinions", "导入意见…", partial(import_list, self.ctx, "opinions", "条"),
                    act=enter, icon="upload", shown=people, help="从 Excel 导入各单位的意见，先预览再确认"),
            Command("import_attendees", "导入参训…", partial(import_list, self.ctx, "attendees", "人"),
                    act=enter, icon="upload", help="从 Excel 导入参训情况，参加的在考勤上标“训”",
                    shown=lambda: self.view in (TRAINING, ATTENDED)),
            Command("export_assessment", "导出 Excel…", lambda: export_list(self.ctx, _EXPORTS[self.view]),
                    act=None, help="导出当前清单", icon="download"),
        )  # fmt: skip

    def _of_rounds(self) -> Sequence[Command]:
        rounds, enter, one = partial(self._is, ROUND), Act.ENTER, Rows.ONE
        return (
            Command("open_round", "启动考核…", lambda: self._deeds.round(None), act=enter, icon="plus",
                    help="考核期内在任的人都列入", place=Place.PRIMARY, shown=rounds, clause=rules.CLAUSE),
            Command("round_criteria", "指标…", lambda: self._with(ROUND, self._deeds.criteria), act=enter,
                    icon="list", help="指标和权重，合计 100", place=Place.BAR, rows=one, shown=rounds),
            Command("round_people", "人员…", lambda: self._with(ROUND, self._deeds.people), act=enter,
                    icon="users", help="谁参加这一轮", place=Place.BAR, rows=one, shown=rounds),
            Command("edit_round", "修改…", lambda: self._with(ROUND, self._deeds.round), act=enter,
                    icon="pencil", help="名称、期间、考核单位", rows=one, shown=rounds),
            Command("remove_round", "删除这一轮", lambda: self._with(ROUND, self._deeds.remove_round),
                    act=enter, icon="trash-2", help="没有冻结事实的可以删除", rows=one, shown=rounds),
        )  # fmt: skip

    def _of_trainings(self) -> Sequence[Command]:
        held, attended, enter, one = (
            partial(self._is, TRAINING),
            partial(self._is, ATTENDED),
            Act.ENTER,
            Rows.ONE,
        )
        return (
            Command("new_training", "登记培训…", lambda: self._deeds.training(None), act=enter, icon="plus",
                    help="名称、主办、日期", place=Place.PRIMARY, shown=held, clause=rules.TRAINING_CLAUSE),
            Command("attend_training", "登记参训…", lambda: self._with(TRAINING, self._deeds.attend),
                    act=enter, icon="check", help="勾选参加的人，考勤同时标“训”", place=Place.BAR, rows=one,
                    shown=held),
            Command("make_up_training", "登记补训…", lambda: self._with(TRAINING, self._deeds.make_up),
                    act=enter, icon="check", help="缺训的、后来到岗的补训", rows=one, shown=held),
            Command("print_sign_in", "打印签到表…", partial(self._print, "training-sign-in"), act=None,
                    icon="printer", help="一次培训一张", place=Place.BAR, shown=held),
            Command("print_trainings", "打印情况表…", partial(self._print, "training-year"), act=None,
                    icon="printer", help="年度培训情况表", shown=held),
            Command("edit_training", "修改培训…", lambda: self._with(TRAINING, self._deeds.training),
                    act=enter, icon="pencil", help="名称、主办、地点", rows=one, shown=held),
            Command("remove_training", "删除培训", lambda: self._with(TRAINING, self._deeds.remove_training),
                    act=enter, icon="trash-2", help="考勤上的“训”随之恢复", rows=one, shown=held),
            Command("settle_attendee", "请假或补训…", lambda: self._with(ATTENDED, self._deeds.attendee),
                    act=enter, icon="pencil", help="请假的原因、补训的日期", place=Place.PRIMARY, rows=one,
                    shown=attended, clause=rules.TRAINING_CLAUSE),
        )  # fmt: skip

    def _of_honours(self) -> Sequence[Command]:
        prizes, exempt = partial(self._is, PRIZES), partial(self._is, EXEMPT)
        enter, one = Act.ENTER, Rows.ONE
        remove = self._deeds.remove_honour
        return (
            Command("new_commendation", "登记表彰…", lambda: self._deeds.commendation(None), act=enter,
                    icon="plus", help="个人或集体", place=Place.PRIMARY, shown=prizes,
                    clause=rules.COMMENDATION_CLAUSE),
            Command("edit_commendation", "修改表彰…", lambda: self._with(PRIZES, self._deeds.commendation),
                    act=enter, icon="pencil", help="名称、授予单位、文号", rows=one, shown=prizes),
            Command("remove_commendation", "删除表彰", lambda: self._with(PRIZES, remove), act=enter,
                    icon="trash-2", help="登记错了的", rows=one, shown=prizes),
            Command("print_commendations", "打印表彰登记…", partial(self._print, "commendation-list"),
                    act=None, icon="printer", help="一年一张", place=Place.BAR, shown=prizes),
            Command("new_exemption", "登记事项…", lambda: self._deeds.exemption(None), act=enter, icon="plus",
                    help="尽职免责、激励、容错", place=Place.PRIMARY, shown=exempt,
                    clause=rules.EXEMPTION_CLAUSE),
            Command("edit_exemption", "修改事项…", lambda: self._with(EXEMPT, self._deeds.exemption),
                    act=enter, icon="pencil", help="有权单位的结论", place=Place.BAR, rows=one, shown=exempt),
            Command("remove_exemption", "删除事项", lambda: self._with(EXEMPT, remove), act=enter,
                    icon="trash-2", help="登记错了的", rows=one, shown=exempt),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """考核｜轮次｜培训｜参训｜表彰｜尽职免责."""
        self._deeds, self._rounds = Deeds(self.ctx, self), tuple[RoundRow, ...]()
        self.plain = {
            ROUND: self._list(ROUNDS, (), "轮", self._deeds.round),
            TRAINING: self._list(TRAININGS, (), "次", self._deeds.training),
            ATTENDED: self._list(ATTENDEES, ("state", "training"), "人次", self._deeds.attendee,
                                 {"state": _ATTENDEES.get}),
            PRIZES: self._list(COMMENDATIONS, (), "项", self._deeds.commendation),
            EXEMPT: self._list(EXEMPTIONS, ("kind",), "条", self._deeds.exemption),
        }  # fmt: skip
        with_papers: dict[str, QWidget] = {
            view: PapersView(self.ctx, plain, f"papers-{plain.objectName()}", lambda row: int(row.bundle_id))
            for view, plain in self.plain.items()
            if view != ATTENDED
        }
        return {PEOPLE: listed, **self.plain, **with_papers}

    def _list(
        self,
        table: Table,
        filters: Sequence[str],
        unit: str,
        opened: Callable[[Any], object],
        tones: Tones | None = None,
    ) -> PlainList:
        def count(rows: Sequence[Any]) -> str:
            return f"{len(rows)} {unit}"

        made = PlainList(self.ctx.look, table, filters, count, lambda rows: (), tones)
        made.opened.connect(opened)
        made.chosen.connect(self.refresh_commands)
        return made

    def query(self) -> Query:
        """What the view shows."""
        view, today = self.view, self.ctx.today
        if view == PEOPLE:
            return lambda session: (assessment.listing(session), assessment.rounds(session, today))
        read: dict[str, Query] = {
            ROUND: lambda session: assessment.rounds(session, today),
            TRAINING: trainings.listing,
            ATTENDED: trainings.attendees,
            PRIZES: honours.commendations,
            EXEMPT: honours.exemptions,
        }
        return lambda session: Read(view, read[view](session))

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, Read):
            self.plain[data.view].show_rows(data.rows)
            if data.view == ROUND:
                self._say_warning(data.rows)
            primary = {ROUND: "open_round", TRAINING: "new_training", PRIZES: "new_commendation",
                       EXEMPT: "new_exemption"}  # fmt: skip
            if not data.rows:
                self.show_message(
                    f"还没有{data.view}的登记。",
                    primary.get(data.view, _TO_TRAININGS),
                )
        else:
            rows, rounds = data
            self._rounds = tuple(rounds)
            self._say_warning(rounds)
            self.show_rows(rows)
            if not rows:
                self.show_message(*self.emptiness())

    def emptiness(self) -> tuple[str, Way]:
        """Assessments begin with a round."""
        return self.empty, Way("去启动考核", self.room, "rounds")

    def _say_warning(self, rounds: Sequence[RoundRow]) -> None:
        warnings = [row.warning for row in rounds if row.warning and row.open]
        self.show_state(warnings[0] if warnings else "", Tone.AMBER)

    def visit(self, where: object) -> None:
        """People's keys; `round 3`, `rounds`, `training 3`, `commendation 3`, `trainings`."""
        kind = where.partition(" ")[0] if isinstance(where, str) else ""
        views = {
            "round": PEOPLE,
            "rounds": ROUND,
            "training": TRAINING,
            "trainings": ATTENDED,
            "commendation": PRIZES,
        }
        if kind in views:
            self.show_view(views[kind])
        else:
            if isinstance(where, int | list):
                self.show_view(PEOPLE)
            super().visit(where)

    def view_turned(self) -> None:
        """The chip beside the title belongs to what was shown."""
        self.show_state("")

    def selected_count(self) -> int:
        """Rows of the view."""
        plain = self.plain.get(self.view)
        return super().selected_count() if plain is None else plain.selected_count()

    def _copy(self) -> None:
        plain = self.plain.get(self.view)
        if plain is None:
            super()._copy()
        else:
            self.ctx.say(f"已复制 {plain.copy()} 行")

    # The record.

    def heading(self, row: AssessmentRow | None) -> tuple[str, str]:
        """Whose, in which round."""
        return ("考核", "") if row is None else (row.name, row.round)

    def facts(self, row: AssessmentRow) -> Sequence[Fact]:
        """What is frozen, and what was said."""
        if row.frozen is None:
            return [Fact("事实还没有冻结", rules.CLAUSE, "field-warning")]
        said = [Fact(f"{label}：{words}", "", "secondary") for label, words in rules.lines(row.frozen)]
        heard = [Fact(f"{one.body} {one.given_on}：{one.opinion}") for one in row.opinions]
        return [Fact(f"{row.frozen_on} 冻结的事实", rules.CLAUSE), *said, *heard]

    def papers(self, row: AssessmentRow) -> int | None:
        """Those of the round."""
        return row.bundle_id

    def save(self, row: AssessmentRow | None, values: Values) -> Saving | None:
        """What was handed in and decided."""
        if row is None:
            return None
        today, key = self.ctx.today, row.id
        return Saving(
            f"登记考核 {row.name}", lambda session: judging.save(session, key, values, today) and key
        )

    def totals(self, rows: Sequence[AssessmentRow]) -> Sequence[str]:
        """How many of each grade."""
        counts = [(grade.label, sum(row.grade is grade for row in rows)) for grade in Grade]
        return [f"{label} {count}" for label, count in counts if count]

    # The commands.

    def _is(self, view: str) -> bool:
        return self.view == view

    def _may_freeze(self) -> bool:
        return any(row.frozen_on is None for row in self.selected())

    def _is_frozen(self) -> bool:
        return all(row.frozen_on is not None for row in self.selected())

    def _may_change(self) -> bool:
        return all(row.fed_back_on is None for row in self.selected())

    def _may_thaw(self) -> bool:
        return self._is_frozen() and all(row.grade is None for row in self.selected())

    def _may_feed_back(self) -> bool:
        return all(row.stage is AssessStage.GRADED for row in self.selected())

    def _score(self) -> None:
        row = self.selected()[0]
        self._deeds.score(row, next(one for one in self._rounds if one.id == row.round_id))

    def _with(self, view: str, deed: Callable[[Any], object]) -> None:
        rows = self.plain[view].selected()
        if len(rows) == 1:
            deed(rows[0])

    def _print(self, form: str) -> None:
        rows: Sequence[Any] = self.rows if self.is_list() else self.plain[self.view].rows
        years = [self._year_of(row) for row in rows] or [self.ctx.today.year]
        preview_form(self.ctx, form, year=max(years))

    def _year_of(self, row: Any) -> int:
        if isinstance(row, AssessmentRow):
            return next(
                (one.end_on.year for one in self._rounds if one.id == row.round_id), self.ctx.today.year
            )
        day = row.start_on if isinstance(row, TrainingRow | AttendeeRow) else row.granted_on
        return int(day.year)
