"""体检: a year's exams beside their record, and members × years (六(二))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.exams import CLAUSE, ExamState
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.exams import exams, importing
from banfu_desktop.services.exams.exams import ExamRow, YearsRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.exams import EXAM_FORM, EXAMS, year_columns
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

YEARLY, ALL_YEARS = "年度清单", "历年一览"
_YEARS_SHOWN = 5
NOT_DUE = "—"
_STATES = {
    ExamState.UNPLANNED: Tone.AMBER,
    ExamState.PLANNED: Tone.BLUE,
    ExamState.DONE: Tone.GREEN,
    ExamState.MISSED: Tone.GREY,
}
_ARRANGE = ("planned_on", "place", "group_name")
_DONE = ("done_on", "place", "cost_fen")


def _box(name: str, label: str, fields: Sequence[str], required: str = "") -> Table:
    """A few fields of an exam, asked for in a box."""
    columns = (replace(EXAMS[field], required=field == required) for field in fields)
    return Table(name, label, tuple(columns))


@dataclass(frozen=True)
class YearView:
    """A year's exams, and the units that may pay."""

    rows: Sequence[ExamRow]
    units: Sequence[str]


class _YearsLine:
    """A person's line of the view over years: an attribute for each year, — where none was due."""

    def __init__(self, row: YearsRow) -> None:
        self.name, self.organisation, self.initials = row.name, row.organisation, row.initials
        self.person_id = row.person_id
        for year, state in row.states.items():
            setattr(self, f"in_{year}", state or NOT_DUE)


class ExamsPage(ListPage):
    """Who is due this year, what became of it, and how it went in the years before."""

    room, title, table, key = "exams", "体检", EXAMS, "key"
    row_class = ExamRow
    watches = frozenset({"people", "postings", "organisations", "former_names", "unit_levels", "exams"})
    monthly = True
    filters = ("state", "group_name", "payer")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    unit = "人"
    empty = "这一年没有在岗人员。"

    def commands(self) -> Sequence[Command]:
        """The year's plan first, then its results."""
        listed = self.is_list
        return (
            Command("plan_exams", "安排本年体检…", self._plan, act=Act.ENTER,
                    help="本年应检而未安排的人一次安排好，已有的不动", icon="stethoscope", keys="Ctrl+N",
                    place=Place.PRIMARY, shown=listed, clause=CLAUSE),
            Command("mark_done", "登记已体检…", self._mark_done, act=Act.ENTER,
                    help="所选的人一次登记体检日期和费用", icon="check", place=Place.BAR, rows=Rows.SOME,
                    shown=listed),
            Command("print_exams", "打印体检情况表…", self._print, act=None, help="先预览，再打印或保存",
                    icon="printer", keys="Ctrl+P", place=Place.BAR, shown=listed),
            Command("print_exam_bill", "打印体检结算单…", self._print_bill, act=None, shown=listed,
                    help="各承担单位的体检费用结算单", icon="printer"),
            Command("arrange_exams", "安排所选…", self._arrange, act=Act.ENTER,
                    help="给所选的人定日期、机构和批次", icon="calendar", rows=Rows.SOME, shown=listed),
            Command("remove_exams", "取消安排", self._remove, act=Act.ENTER,
                    help="删去所选的登记，改回未安排", icon="trash-2", keys="Delete", rows=Rows.SOME,
                    shown=listed),
            Command("import_exams", "导入 Excel…", self._import, act=Act.ENTER,
                    help="从 Excel 导入体检情况，先预览再确认", icon="upload", shown=listed),
            Command("export_exams", "导出 Excel…", lambda: export_list(self.ctx, "exams"), act=None,
                    help="导出各年体检情况，改好可以再导入", icon="download"),
        )  # fmt: skip

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._units: Sequence[str] = ()
        super().__init__(ctx)
        self.period.set_yearly(True)

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """年度清单｜历年一览."""
        last = self.ctx.today.year
        self._shown_years = tuple(range(last - _YEARS_SHOWN + 1, last + 1))
        columns = year_columns(self._shown_years)
        self._years = TableModel(columns.fields, {f"in_{year}": _STATES.get for year in self._shown_years})
        self._years_view = TableView(self._years, self.ctx.look, ALL_YEARS)
        self._years_view.setObjectName("exam-years")
        self._years_view.opened.connect(self._open_person)
        self._years_view.entered_record.connect(self._open_person)
        return {YEARLY: listed, ALL_YEARS: self._years_view}

    def query(self) -> Query:
        """The year's exams, or all of the last years."""
        year, years = self.month.year, self._shown_years

        def read(session: Session) -> YearView:
            units = [unit.name for unit in office.organisations(session)]
            return YearView(exams.listing(session, year, year), units)

        return read if self.is_list() else lambda session: exams.years(session, years)

    def emptiness(self) -> tuple[str, Way]:
        """Every posting is a row."""
        return self.empty, TO_MEMBERS

    def fill(self, data: Any) -> None:
        """Show what was read; the chip says how many are still to be planned."""
        if not isinstance(data, YearView):
            self.show_state("")
            self._years.set_rows([_YearsLine(row) for row in data])
            if not data:
                self.show_message("还没有成员，体检要先有人。", TO_MEMBERS)
            return
        self._units = data.units
        self.show_rows(data.rows)
        left = sum(row.state is ExamState.UNPLANNED for row in data.rows)
        tone = Tone.AMBER if left else Tone.GREEN
        self.show_state(f"{left} 人未安排" if left else "都已安排" if data.rows else "", tone)

    def visit(self, where: object) -> None:
        """Keys (2026-7) lead to their year."""
        keys = [where] if isinstance(where, str) else where
        if isinstance(keys, list) and keys:
            self.show_view(YEARLY)
            self._month_chosen(Month(int(str(keys[0]).partition("-")[0]), self.month.number))
        super().visit(where)

    def view_turned(self) -> None:
        """All years have no period."""
        self.period.setVisible(self.is_list())

    def _open_person(self, line: int) -> None:
        """A person's latest year that was due."""
        row = self._years.row(line)
        due = [year for year in self._shown_years if getattr(row, f"in_{year}") != NOT_DUE]
        self.visit([exams.key_of(due[-1], row.person_id)])

    # The record.

    def form_table(self) -> Table:
        """Person and year are those of the row."""
        return EXAM_FORM

    def next_step(self, row: ExamRow) -> str:
        """An exam is arranged, then its result entered."""
        return {ExamState.UNPLANNED: "arrange_exams", ExamState.PLANNED: "mark_done"}.get(row.state, "")

    def heading(self, row: ExamRow | None) -> tuple[str, str]:
        """Who and which year."""
        return (row.name, row.year_label) if row is not None else ("", "")

    def facts(self, row: ExamRow) -> Sequence[Fact]:
        """Why it is due, and who pays."""
        if not row.due:
            text = f"{row.year}年没有任职，登记错了可以取消安排"
            return (Fact(text, CLAUSE, "field-warning"),)
        return (Fact(f"{row.year}年在岗，应体检一次，由{row.organisation}承担", CLAUSE, "secondary"),)

    def values(self, row: ExamRow) -> Values:
        """An exam not yet entered is proposed as planned."""
        state = ExamState.PLANNED if row.state is ExamState.UNPLANNED else row.state
        return {**super().values(row), "state": state}

    def offers(self) -> Mapping[str, Offer]:
        """States that can be entered; places, groups and units known so far."""
        states = [(state, state.label) for state in ExamState if state is not ExamState.UNPLANNED]
        return {"state": states, "payer": [(name, name) for name in self._units], **self._known()}

    def _known(self) -> dict[str, Offer]:
        """Places and groups entered so far."""
        names = ("place", "group_name")
        offers = {name: sorted({getattr(row, name) for row in self.rows} - {None}) for name in names}
        return {name: [(text, text) for text in texts] for name, texts in offers.items()}

    def check(self, values: Values) -> Sequence[Problem]:
        """What contradicts itself, and a day still to come."""
        problems = list(exams.problems(self.month.year, values)) if values.get("state") else []
        return [*problems, *self._not_yet(values)]

    def _not_yet(self, values: Values) -> list[Problem]:
        day = values.get("done_on")
        if day is None or day <= self.ctx.today:
            return []
        return [Problem(None, EXAMS["done_on"].label, "体检日期晚于今天", "还没有体检的请填计划日期")]

    def save(self, row: ExamRow, values: Values) -> Saving:
        """Store the exam of a person and year."""
        deed = f"登记体检 {row.name} {row.year}年"
        asked = self._ask_outside([row], values.get("done_on"))
        return Saving(deed, lambda session: exams.save(session, row.key, values, asked=asked))

    def _ask_outside(self, rows: Sequence[ExamRow], day: date | None) -> bool:
        """Ask about an exam done on a day outside a posting; without a yes the service refuses it."""
        away = [row.name for row in rows if day is not None and day != row.done_on and not row.at_post(day)]
        text = f"{'、'.join(away)} {day} 不在任职期。确实是那天体检的吗？"
        return bool(away) and self.ctx.dialogs.ask("体检日期在任职期以外", text, "是那天")

    # The commands.

    def _ask(self, table: Table, sentence: str, start: Values) -> Values | None:
        box = FieldsBox(
            self.window(), self.ctx.look, table, sentence, start, offers=self._known(), check=self._in_year
        )
        return box.values if self.ctx.dialogs.run(box) else None

    def _in_year(self, values: Values) -> Sequence[Problem]:
        year = self.month.year
        problems = [
            Problem(None, EXAMS[name].label, f"{day}不在{year}年", "体检按自然年度，请核对日期")
            for name in ("planned_on", "done_on")
            if (day := values.get(name)) is not None and day.year != year
        ]
        return [*problems, *self._not_yet(values)]

    def _plan(self) -> None:
        year = self.month.year
        left = sum(
            row.state is ExamState.UNPLANNED and row.due and row.still_posted(self.ctx.today)
            for row in self.rows
        )
        if not left:
            self.ctx.say(f"{year}年应检的人都已安排")
            return
        table = _box("plan_exams", "安排体检", _ARRANGE)
        values = self._ask(table, f"{year}年还有 {left} 人未安排，一次安排好。三栏都可以不填，以后再定。", {})
        if values is not None:
            self.ctx.tasks.write(
                f"安排{year}年度体检",
                lambda session: exams.plan(session, year, **values),
                lambda added: self.ctx.say(_planned_words(added, left), undo=added > 0),
                notice=None,
            )

    def _arrange(self) -> None:
        rows = [row for row in self.selected() if not row.state.settled]
        if not rows:
            self.ctx.say("所选的人都已登记结果")
            return
        sentence = f"所选 {len(rows)} 人。不填的栏不改；已登记结果的人不动。"
        values = self._ask(_box("arrange_exams", "安排所选", _ARRANGE), sentence, {})
        if values is not None:
            work = partial(exams.arrange, keys=[row.key for row in rows], **values)
            self.ctx.tasks.write("安排体检", work, notice=f"已安排 {len(rows)} 人")

    def _mark_done(self) -> None:
        rows = [row for row in self.selected() if row.state is not ExamState.DONE]
        if not rows:
            self.ctx.say("所选的人都已登记体检")
            return
        planned = {row.planned_on for row in rows}
        (day,) = planned if len(planned) == 1 else (None,)
        start = {"done_on": day if day is not None and day <= self.ctx.today else self.ctx.today}
        sentence = f"所选 {len(rows)} 人同一天体检。费用填每人的；机构不填则照安排的。"
        values = self._ask(_box("mark_done", "登记已体检", _DONE, "done_on"), sentence, start)
        if values is not None:
            asked = self._ask_outside(rows, values.get("done_on"))
            work = partial(exams.mark_done, keys=[row.key for row in rows], asked=asked, **values)
            self.ctx.tasks.write("登记已体检", work, notice=f"已登记 {len(rows)} 人体检")

    def _remove(self) -> None:
        rows = [row for row in self.selected() if row.id is not None]
        if not rows:
            self.ctx.say("所选的人还没有安排")
            return
        keys = [row.key for row in rows]
        self.close_record()
        self.ctx.tasks.write(
            "取消体检安排", lambda session: exams.remove(session, keys), notice=f"已取消 {len(rows)} 人"
        )

    def _print(self) -> None:
        units = list(dict.fromkeys(row.organisation for row in self.rows))
        preview_form(self.ctx, "exam-sheet", year=self.month.year, payers=units)

    def _print_bill(self) -> None:
        preview_form(self.ctx, "exam-settlement", year=self.month.year)

    def _import(self) -> None:
        today = self.ctx.today
        import_file(
            self.ctx,
            "导入体检情况",
            lambda session, path, options: importing.look(session, path, today, options),
            import_words.people,
            importing.carry_out,
            table=EXAMS,
        )


def _planned_words(added: int, total: int) -> str:
    """How many were planned, and that the others are not posted on the day."""
    rest = f"，{total - added} 人那天不在任职期，没有安排" if added < total else ""
    return f"已安排 {added} 人{rest}"
