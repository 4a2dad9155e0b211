"""What the page of assessment asks in boxes: a round, criteria, opinions, scores, trainings, honours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.assessment import CLAUSE, read_criteria
from banfu_desktop.rules.dates import Period
from banfu_desktop.services.assessment import assessment, honours, judging, trainings
from banfu_desktop.services.assessment.assessment import AssessmentRow, RoundRow
from banfu_desktop.services.assessment.honours import CommendationRow, ExemptionRow
from banfu_desktop.services.assessment.trainings import AttendeeRow, TrainingRow
from banfu_desktop.services.members import members
from banfu_desktop.tables.assessment import (
    ATTENDEES,
    COMMENDATIONS,
    CRITERIA,
    EXEMPTIONS,
    FACTS,
    OPINIONS,
    ROUNDS,
    TRAININGS,
)
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Session

_ROUND = Table("round", "保存这一轮", ROUNDS.editable, title="考核轮次")
_CRITERIA = Table("criteria", "保存指标", CRITERIA.fields, title="考核指标")
_TRAINING = Table("training", "保存培训", TRAININGS.editable, title="培训")
_ATTENDEE = Table("attendee", "保存参训情况", ATTENDEES.editable, title="参训情况")
_MADE_UP = Table(
    "made_up",
    "登记补训",
    (
        Field("posting_id", "补训的人", Kind.REFERENCE, required=True, named_by="name"),
        Field("made_up_on", "补训日期", Kind.DATE, required=True),
    ),
)
_FED_BACK = Table("fed_back", "登记反馈", (Field("on", "反馈日期", Kind.DATE, required=True, clause=CLAUSE),))


_COMMENDATION = Table("commendation", "保存表彰", COMMENDATIONS.editable, title="表彰")
_EXEMPTION = Table("exemption", "保存事项", EXEMPTIONS.editable, title="尽职免责事项")
_Work = Callable[[Session, Values, date], object]
"""Writes what was entered, on a day."""


@dataclass(frozen=True)
class _Change:
    """A row of the box of changes."""

    label: str
    before: str
    now: str


class Deeds:
    """The deeds of the page, each asked for in a box over it."""

    def __init__(self, ctx: Context, page: QWidget) -> None:
        self._ctx, self._page = ctx, page

    def _ask(
        self, table: Table, sentence: str, start: Values, offers: Mapping[str, Offer] | None = None
    ) -> Values | None:
        box = FieldsBox(self._page.window(), self._ctx.look, table, sentence, start, offers=offers)
        return box.values if self._ctx.dialogs.run(box) else None

    # Rounds and people in them.

    def round(self, row: RoundRow | None) -> None:
        """A round; a new one takes everybody posted in its period."""
        today = self._ctx.today
        fresh = {
            "opened_on": today, "title": f"{today.year}年度考核", "start_on": today.replace(month=1, day=1),
            "end_on": today.replace(month=12, day=31),
        }  # fmt: skip
        start = fresh if row is None else vars(row)
        sentence = "启动后考核期内在任的人都列入；等次由考核单位评定，程序只准备材料、登记结果。"
        values, key = self._ask(_ROUND, sentence, start), None if row is None else row.id
        if values is not None:
            self._ctx.tasks.write(
                f"启动考核 {values['title']}",
                lambda session: assessment.open_round(session, values, today, key),
            )

    def criteria(self, row: RoundRow) -> None:
        """Criteria with weights that add up to 100."""
        typed = "\n".join(f"{name} {weight}" for _, name, weight in row.criteria)
        sentence = f"{row.title}的指标，每行一项“指标 权重”，合计 100；不填则不打分。"
        values = self._ask(_CRITERIA, sentence, {"criteria": typed})
        if values is not None:
            text = values["criteria"] or ""
            self._ctx.tasks.write(
                f"设置考核指标 {row.title}",
                lambda session: assessment.set_criteria(session, row.id, read_criteria(text)),
            )

    def people(self, row: RoundRow) -> None:
        """Who is assessed."""

        def read(session: Session) -> tuple[list[tuple[int, str]], list[int]]:
            posted = members.listing(session, Period(row.start_on, row.end_on))
            own = [one.posting_id for one in assessment.listing(session) if one.round_id == row.id]
            return [(one.id, f"{one.name}（{one.organisation}）") for one in posted], own

        def ask(found: tuple[list[tuple[int, str]], list[int]]) -> None:
            shown, known = found
            sentence = f"勾选{row.title}考核的人。"
            box = PeopleBox(self._page.window(), self._ctx.look, "考核人员", sentence, shown, known)
            if self._ctx.dialogs.run(box):
                chosen = box.chosen
                self._ctx.tasks.write(
                    f"确定考核人员 {row.title}", lambda session: assessment.choose(session, row.id, chosen)
                )

        self._ctx.tasks.read(read, ask)

    def remove_round(self, row: RoundRow) -> None:
        """A round opened by mistake goes."""
        self._ctx.tasks.write(
            f"删除考核 {row.title}", lambda session: assessment.remove_round(session, row.id)
        )

    def freeze(self, rows: Sequence[AssessmentRow]) -> None:
        """What the rooms say is frozen."""
        keys, today = [row.id for row in rows], self._ctx.today
        what = f"把 {len(keys)} 人考核期内的考勤、日志、培训、表彰等事实冻结下来。"
        text = f"{what}以后更正的在“差异”里看，冻结的不变。"
        if self._ctx.dialogs.ask("冻结事实", text, "冻结"):
            self._ctx.tasks.write(
                "冻结考核事实",
                lambda session: judging.freeze(session, keys, today),
                lambda count: self._ctx.say(f"已冻结 {count} 人的事实", undo=True),
                notice=None,
            )

    def thaw(self, row: AssessmentRow) -> None:
        """The freezing is taken back."""
        self._ctx.tasks.write(f"撤回冻结 {row.name}", lambda session: judging.thaw(session, row.id))

    def changes(self, row: AssessmentRow) -> None:
        """What the rooms say otherwise since."""
        today = self._ctx.today

        def show(found: list[tuple[str, str, str]]) -> None:
            if not found:
                self._ctx.say(f"{row.name}冻结以后没有变化")
                return
            said = f"{row.name}的事实 {row.frozen_on} 冻结以后有 {len(found)} 处更正；考核仍按冻结的。"
            rows = [_Change(*one) for one in found]
            self._ctx.dialogs.run(ListBox(self._page.window(), self._ctx.look, FACTS, rows, said))

        self._ctx.tasks.read(lambda session: judging.differences(session, row, today), show)

    def hear(self, row: AssessmentRow) -> None:
        """A body's opinion."""
        heard = {one.body for one in row.opinions}
        body = next((name for name in ("镇党委", row.organisation) if name not in heard), None)
        told = "；".join(f"{one.body}：{one.opinion}" for one in row.opinions)
        sentence = f"{row.name}　{row.round}。" + (
            f"已有 {told}" if told else "同一单位再登记就改为最后的意见。"
        )
        values, today = (
            self._ask(OPINIONS, sentence, {"body": body, "given_on": self._ctx.today}),
            self._ctx.today,
        )
        if values is not None:
            self._ctx.tasks.write(
                f"登记考核意见 {row.name}", lambda session: judging.hear(session, row.id, values, today)
            )

    def score(self, row: AssessmentRow, of_round: RoundRow) -> None:
        """Scores by criterion."""
        if not of_round.criteria:
            self._ctx.say(f"{of_round.title}没有设指标，不打分")
            return
        fields = tuple(
            Field(f"c{key}", f"{name}（{weight}）", Kind.WHOLE, help="0 到 100")
            for key, name, weight in of_round.criteria
        )
        start = {f"c{key}": row.scores.get(key) for key, _, _ in of_round.criteria}
        values = self._ask(
            Table("scores", "保存打分", fields, title="打分"), f"{row.name}　{row.round}。", start
        )
        if values is not None:
            scores = {int(name[1:]): points for name, points in values.items()}
            self._ctx.tasks.write(
                f"考核打分 {row.name}", lambda session: judging.score(session, row.id, scores)
            )

    def feed_back(self, rows: Sequence[AssessmentRow]) -> None:
        """Results went to the posting units."""
        units = "、".join(dict.fromkeys(row.organisation for row in rows))
        sentence = f"{len(rows)} 人的考核结果已经反馈{units}。登记后不能再改。"
        values, today = self._ask(_FED_BACK, sentence, {"on": self._ctx.today}), self._ctx.today
        if values is not None:
            keys, day = [row.id for row in rows], values["on"]
            self._ctx.tasks.write(
                "反馈考核结果", lambda session: judging.feed_back(session, keys, day, today)
            )

    # Trainings.

    def training(self, row: TrainingRow | None) -> None:
        """A training."""
        today = self._ctx.today
        start = {"start_on": today, "end_on": today} if row is None else vars(row)
        values, key = self._ask(_TRAINING, "每年对全体队员培训一次。", start), None if row is None else row.id
        if values is not None:
            self._ctx.tasks.write(
                f"登记培训 {values['title']}", lambda session: trainings.save(session, values, today, key)
            )

    def attend(self, row: TrainingRow) -> None:
        """Who was there; their days are marked 训."""
        today = self._ctx.today

        def read(session: Session) -> list[tuple[int, str]]:
            posted = members.listing(session, Period(row.start_on, row.end_on))
            return [(one.id, f"{one.name}（{one.organisation}）") for one in posted]

        def ask(people: list[tuple[int, str]]) -> None:
            known = [one.posting_id for one in row.people if one.state.counts] or [key for key, _ in people]
            sentence = "勾选参加的人，没勾的记为未参加；考勤上这几天的工作日同时标“训”。"
            box = PeopleBox(self._page.window(), self._ctx.look, "登记参训", sentence, people, known)
            if self._ctx.dialogs.run(box):
                chosen = box.chosen
                self._ctx.tasks.write(
                    f"登记参训 {row.title}",
                    lambda session: trainings.attend(session, row.id, chosen, today),
                    lambda days: self._ctx.say(f"已登记，考勤改动 {days} 天", undo=True),
                    notice=None,
                )

        self._ctx.tasks.read(read, ask)

    def make_up(self, row: TrainingRow) -> None:
        """Somebody made it up, whoever arrived only after it as well."""
        today = self._ctx.today

        def read(session: Session) -> list[tuple[int, str]]:
            had = {one.posting_id for one in row.people if one.state.counts}
            posted = members.listing(session, Period(today, today))
            return [(one.id, f"{one.name}（{one.organisation}）") for one in posted if one.id not in had]

        def ask(people: list[tuple[int, str]]) -> None:
            if not people:
                self._ctx.say("在岗的都已参加或补训")
                return
            sentence = f"{row.title}：缺训的、培训以后才到岗的，补训后在这里登记。"
            values = self._ask(_MADE_UP, sentence, {"made_up_on": today}, {"posting_id": people})
            if values is not None:
                posting, day = values["posting_id"], values["made_up_on"]
                self._ctx.tasks.write(
                    f"登记补训 {row.title}",
                    lambda session: trainings.make_up(session, row.id, posting, day, today),
                )

        self._ctx.tasks.read(read, ask)

    def attendee(self, row: AttendeeRow) -> None:
        """Somebody was excused, or has made it up."""
        start = {"state": row.state, "made_up_on": row.made_up_on, "reason": row.reason}
        values, today = self._ask(_ATTENDEE, f"{row.name}　{row.training}。", start), self._ctx.today
        if values is not None:
            self._ctx.tasks.write(
                f"登记参训情况 {row.name}", lambda session: trainings.settle(session, row.id, values, today)
            )

    def remove_training(self, row: TrainingRow) -> None:
        """A training written by mistake goes, its marks in attendance with it."""
        self._ctx.tasks.write(f"删除培训 {row.title}", lambda session: trainings.remove(session, row.id))

    # Commendations and 四(八).

    def _with_people(self, table: Table, sentence: str, start: Values, title: str, work: _Work) -> None:
        """Ask for a record that may name somebody, and write it."""
        today = self._ctx.today

        def read(session: Session) -> list[tuple[int, str]]:
            return [(one.id, f"{one.name}（{one.organisation}）") for one in members.listing(session)]

        def ask(people: list[tuple[int, str]]) -> None:
            offers: dict[str, Offer] = {"posting_id": [(None, honours.TEAM), *people]}
            values = self._ask(table, sentence, start, offers)
            if values is not None:
                self._ctx.tasks.write(title, lambda session: work(session, values, today))

        self._ctx.tasks.read(read, ask)

    def commendation(self, row: CommendationRow | None) -> None:
        """A commendation."""
        start: Values = {"granted_on": self._ctx.today} if row is None else vars(row)
        key = None if row is None else row.id
        self._with_people(
            _COMMENDATION, "扫描件放在右边“单据”。", start, "登记表彰",
            lambda session, values, today: honours.commend(session, values, today, key),
        )  # fmt: skip

    def exemption(self, row: ExemptionRow | None) -> None:
        """A matter of 四(八)."""
        start: Values = {"raised_on": self._ctx.today} if row is None else vars(row)
        key = None if row is None else row.id
        self._with_people(
            _EXEMPTION, "只登记事项和有权单位的结论。", start, "登记尽职免责和激励",
            lambda session, values, today: honours.raise_matter(session, values, today, key),
        )  # fmt: skip

    def remove_honour(self, row: CommendationRow | ExemptionRow) -> None:
        """A commendation or a matter written by mistake goes."""
        if isinstance(row, CommendationRow):
            self._ctx.tasks.write("删除表彰", lambda session: honours.remove_commendation(session, row.id))
        else:
            self._ctx.tasks.write("删除事项", lambda session: honours.remove_exemption(session, row.id))
