"""考勤请假: the month's grid, one key a state, and the register of leaves with 销假 (四(三))."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.rules.words import DayState, Half, MonthState
from banfu_desktop.services.attendance import attendance, importing, leave_year, papers
from banfu_desktop.services.attendance.attendance import LeaveRow, OutsideRow
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.tables.attendance import LEAVE_FORM, LEAVES
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.timeline_view import TimelineView, drawn
from banfu_desktop.ui.look.widgets import column, named
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.pages.attendance import month_grid, words
from banfu_desktop.ui.pages.attendance.grid_legend import GridLegend
from banfu_desktop.ui.pages.attendance.grid_model import Edit
from banfu_desktop.ui.pages.attendance.reading import GridView, LeavesView, read_grid, read_leaves
from banfu_desktop.ui.pages.attendance.reporting_back import ask_return
from banfu_desktop.ui.preview.preview import preview_form, preview_paper
from banfu_desktop.ui.tasks import Query, Session

GRID, LEAVES_VIEW, YEAR_VIEW = "考勤表", "请假记录", "全年请假"
_LEAVE_FOR = "leave for "
_GRID_EDITS = ("other_kinds", "half_morning", "half_afternoon", "fill_down", "fill_right", "paste_cells")


class AttendancePage(ListPage):
    """The grid, and the list of leaves beside their form."""

    room, title, table = "attendance", "考勤请假", LEAVES
    row_class = LeaveRow
    watches = frozenset(
        {"people", "postings", "organisations", "attendance_days", "covered_days", "leaves",
         "calendar_days", "calendar_years", "settings", "former_names", "office", "unit_levels",
         "subsidy_months", "subsidy_sheets", "subsidy_lines", "subsidy_rulings", "subsidy_one_offs",
         "subsidy_deferrals", "subsidy_repayments", "subsidy_supplements", "subsidy_uncollected",
         "disclosures"}
    )  # fmt: skip
    monthly = steps = True
    filters, next_steps = ("state",), ("report_back",)
    unit = "次"
    empty = "还没有请假记录。"

    def __init__(self, ctx: Context) -> None:
        self._postings: Sequence[MemberRow] = ()
        self._asked_for: Values = {}
        self._storing = 0
        self._outside: Sequence[OutsideRow] = ()
        super().__init__(ctx)
        for name in (*(f"set_{state.value}" for state in month_grid.STATE_KEYS), *_GRID_EDITS):
            action = self.command_actions[name]
            self.removeAction(action)  # letters are keys at the grid only
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.grid.addAction(action)

    def commands(self) -> Sequence[Command]:
        """Leaves first: they mark their days by themselves."""
        return (
            Command("new_leave", "登记请假", self._new_leave, act=Act.ENTER,
                    help="登记一次请假，考勤表自动记上", icon="plus", keys="Ctrl+N", place=Place.PRIMARY,
                    clause="四(三)"),
            Command("copy_month", "复制上月", self._copy_month, act=Act.ENTER,
                    help="照上月同日填写本月，已填的日子不动", icon="copy", place=Place.BAR,
                    shown=self._is_grid),
            Command("report_back", "销假…", self._report_back, act=Act.ENTER, help="登记回到岗位的第一天",
                    icon="check", rows=Rows.ONE, shown=self.is_list, clause="四(三)",
                    enabled=self._is_away, why="已经销假"),
            Command("remove_leave", "删除请假", self._remove_leave, act=Act.ENTER,
                    help="删除这次请假，考勤表还原", icon="trash-2", rows=Rows.ONE, shown=self.is_list),
            Command("clear_outside", "清除任职以外的考勤…", self._clear_outside, act=Act.ENTER,
                    help="清除任职期以外留下的考勤，它们本来就不计入", icon="trash-2",
                    shown=lambda: self._is_grid() and bool(self._outside)),
            Command("import_attendance", "导入考勤…", self._import, act=Act.ENTER,
                    help="本程序的考勤表，或钉钉、企业微信、飞书的月度汇总", icon="upload",
                    shown=self._is_grid),
            *self._papers(),
            *self._grid_commands(),
        )  # fmt: skip

    def _import(self) -> None:
        today = self.ctx.today
        import_file(
            self.ctx, "导入考勤",
            lambda session, path, options: importing.look(session, path, today, options),
            import_words.days, importing.carry_out,
        )  # fmt: skip

    def _papers(self) -> tuple[Command, ...]:
        return (
            Command("print_sheet", "打印考勤表…", lambda: self._print("attendance-sheet"), act=None,
                    help="打印全月考勤表，供本人签字", icon="printer", keys="Ctrl+P", place=Place.BAR,
                    shown=self._is_grid),
            Command("print_certificates", "打印驻镇情况证明…", self._print_certificates, act=None,
                    help="打印驻镇情况证明，每个派出单位一张", icon="printer", shown=self._is_grid),
            Command("print_leave", "打印请假审批表…", self._print_leave, act=None,
                    help="打印所选请假的审批表", icon="printer", rows=Rows.ONE, shown=self.is_list),
            Command("print_blank_month", "打印空白考勤表…", lambda: self._print("blank-attendance"), act=None,
                    help="本月只有姓名和日期的考勤表，手工填写", icon="printer"),
            Command("print_blank_leave", "打印空白请假表…", lambda: self._print("blank-leave"), act=None,
                    help="空白请假审批表，手工填写", icon="printer"),
            Command("export_leaves", "导出 Excel…", lambda: export_list(self.ctx, "leaves"), act=None,
                    help="导出全部请假记录", icon="download", shown=self.is_list),
        )  # fmt: skip

    def _grid_commands(self) -> tuple[Command, ...]:
        keys, some, menu = month_grid.STATE_KEYS, Rows.SOME, Place.MENU
        states = [
            Command(f"set_{state.value}", state.label, partial(self.grid.set_state, state), act=Act.ENTER,
                    help=f"所选日期记为{state.label}", keys=keys.get(state, ""),
                    place=menu if state in keys else Place.KEYS, rows=some, shown=self._is_grid)
            for state in DayState
        ]  # fmt: skip
        return (
            *states,
            Command("other_kinds", "其他假别…", self.grid.choose_kind, act=Act.ENTER,
                    help="婚假、产假、丧假、补休等，从列表中选", keys="M", place=menu, rows=some,
                    shown=self._is_grid),
            Command("half_morning", "只记上午", lambda: self.grid.set_half(Half.MORNING), act=Act.ENTER,
                    help="刚才登记的只算上午，下午照旧", keys=",", place=menu, shown=self._is_grid),
            Command("half_afternoon", "只记下午", lambda: self.grid.set_half(Half.AFTERNOON), act=Act.ENTER,
                    help="刚才登记的只算下午，上午照旧", keys=".", place=menu, shown=self._is_grid),
            Command("fill_down", "向下填充", lambda: self.grid.fill(down=True), act=Act.ENTER,
                    help="照所选第一行填写下面几行", keys="Ctrl+D", place=menu, rows=some,
                    shown=self._is_grid),
            Command("fill_right", "向右填充", lambda: self.grid.fill(down=False), act=Act.ENTER,
                    help="照所选第一天填写右边几天", keys="Ctrl+R", place=menu, rows=some,
                    shown=self._is_grid),
            Command("paste_cells", "粘贴", self._paste, act=Act.ENTER, help="粘贴从表格软件复制的一块考勤",
                    keys="Ctrl+V", place=menu, rows=some, shown=self._is_grid),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """考勤表｜请假记录｜全年请假: the grid with its legend, the list of leaves, the year of leaves."""
        look = self.ctx.look
        self.grid = month_grid.MonthGrid(look)
        self.grid.edited.connect(self._store)
        told, said = self.ctx.dialogs.problems, self.ctx.say  # of many cells in a box, of one in passing
        self.grid.refused.connect(
            lambda refusal: told(refusal) if isinstance(refusal, ProblemsError) else said(str(refusal))
        )
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self.refresh_commands())
        self.grid.customContextMenuRequested.connect(self._open_grid_menu)
        self._legend = GridLegend(look)
        grid = named(QWidget(), "grid-view", GRID)
        grid.setLayout(column(self.grid, self._legend, spacing=look.px(8)))
        self.setFocusProxy(self.grid)
        self._year = TimelineView(look, "leave-year", "全年请假")
        self._year.opened.connect(lambda key: self.ctx.go(*key))
        return {GRID: grid, LEAVES_VIEW: listed, YEAR_VIEW: self._year}

    def query(self) -> Query:
        """The month's grid, every leave, or the leaves of a year."""
        month, today = self.month, self.ctx.today
        if self.view == YEAR_VIEW:
            return drawn(lambda session: leave_year.calendar(session, month.year, today))
        return (lambda session: read_grid(session, month, today)) if self._is_grid() else read_leaves

    def fill(self, data: Any) -> None:
        """Show what was read; the grid shows its own edits until they are stored."""
        if isinstance(data, LeavesView):
            self._postings = data.postings
            self.show_rows(data.leaves)
        elif isinstance(data, Timeline):
            self._year.show_timeline(data)
        elif not self._storing:
            self._show_grid(data)

    def _show_grid(self, view: GridView) -> None:
        self.grid.cells.show_grid(view.grid, self.ctx.today)
        self._legend.show_warnings([f"{row.name}{row.warning}" for row in view.grid.rows if row.warning])
        self._legend.show_totals(words.sums(view.grid))
        self._outside = view.outside
        sealed = view.subsidy is not None and view.subsidy is not MonthState.DRAFT
        self.show_note("本月补助已封存，改动会产生差异" if sealed else "", "六(一)" if sealed else "")
        self._legend.show_calendar("，".join(words.calendar_words(view.grid)))
        self.refresh_commands()
        if not view.grid.rows:
            self.show_message(f"{self.month.label}没有在镇人员。", TO_MEMBERS)

    def emptiness(self) -> tuple[str, str | Way]:
        """Without anybody there is nobody to be on leave."""
        return super().emptiness() if self._postings else ("还没有成员，请假要先有人。", TO_MEMBERS)

    def visit(self, where: object) -> None:
        """A month is a grid; a number is a leave; `leave for 3` begins one of a posting."""
        if isinstance(where, str) and where.startswith(_LEAVE_FOR):
            self._begin_leave({"posting_id": int(where.removeprefix(_LEAVE_FOR)), **self._today_only})
            return
        self.show_view(LEAVES_VIEW if isinstance(where, int) else GRID)
        super().visit(where)

    def selected_count(self) -> int:
        """Leaves, or days of the grid."""
        if self._is_grid():
            return len(self.grid.selectedIndexes())
        return super().selected_count()

    def person_here(self) -> object | None:
        """Whose line of the grid the keyboard is at, too."""
        if not self._is_grid():
            return super().person_here()
        line = self.grid.currentIndex().row()
        return f"posting {self.grid.cells.rows[line].posting_id}" if line >= 0 else None

    def _is_grid(self) -> bool:
        return self.view == GRID

    def view_turned(self) -> None:
        """The keys go to what is shown; the list of leaves has no period."""
        others = {GRID: self.grid, YEAR_VIEW: self._year}
        self.setFocusProxy(others.get(self.view, self._view))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.period.setVisible(not self.is_list())
        self.period.set_yearly(self.view == YEAR_VIEW)
        self.show_note("")

    # The grid.

    def _store(self, edit: Edit) -> None:
        self._storing += 1
        self.ctx.tasks.write(
            edit.text,
            lambda session: attendance.set_many(session, edit.changes),
            lambda _: self._one_stored(),
            self._not_stored,
            notice=edit.text,
        )

    def _one_stored(self) -> None:
        self._storing -= 1

    def _not_stored(self, error: Exception) -> bool:
        self._storing -= 1
        self.reload()
        return False

    def _paste(self) -> None:
        try:
            self.grid.paste()
        except ProblemsError as refusal:
            self.ctx.dialogs.problems(refusal)
        except UserError as refusal:
            self.ctx.dialogs.refuse(refusal)

    def _copy(self) -> None:
        if self._is_grid():
            self.grid.copy()
        else:
            super()._copy()

    def _copy_month(self) -> None:
        source, target = self.month.shift(-1), self.month

        def tell(days: int) -> None:
            notice = f"已从{source.label}复制 {days} 天" if days else f"{source.label}没有可复制的考勤"
            self.ctx.say(notice, undo=days > 0)

        self.ctx.tasks.write(
            f"复制{source.label}考勤", lambda s: attendance.copy_month(s, source, target), tell, notice=None
        )

    def _open_grid_menu(self, place: QPoint) -> None:
        names = {f"set_{state.value}" for state in DayState} | set(_GRID_EDITS) | {"copy_rows", "see_person"}
        commands = [command for command in self.commands_here if command.name in names]
        self.command_actions.menu(commands, self).popup(self.grid.viewport().mapToGlobal(place))

    # Papers.

    def _print(self, form: str, units: Sequence[str] = ()) -> None:
        preview_form(self.ctx, form, month=self.month, payers=units)

    def _print_certificates(self) -> None:
        self._print(
            "presence-certificate", list(dict.fromkeys(row.organisation for row in self.grid.cells.rows))
        )

    def _print_leave(self) -> None:
        now = self.ctx.now()
        for row in self.selected()[:1]:
            preview_paper(self.ctx, "请假审批表", partial(papers.leave, leave_id=row.id, now=now))

    # The leaves.

    def form_table(self) -> Table:
        """The person is chosen, not typed."""
        return LEAVE_FORM

    def offers(self) -> Mapping[str, Offer]:
        """Who can be on leave, and the kinds of leave."""
        kinds = [(state, state.label) for state in DayState if state.is_leave]
        return {"posting_id": [(row.id, words.who(row)) for row in self._postings], "state": kinds}

    def fresh(self) -> Values:
        """What was selected in the grid, else today."""
        return self._asked_for or self._today_only

    @property
    def _today_only(self) -> Values:
        return {"start_on": self.ctx.today, "end_on": self.ctx.today}

    def facts(self, row: LeaveRow) -> Sequence[Fact]:
        """What was approved and by whom, what was taken, and whether the person is back."""
        facts = [Fact(f"批准 {row.days} 天，由{row.approver}审批", OWN_CHOICE)]
        if row.returned_on is not None:
            facts.append(Fact(f"{row.returned_on} 销假，实际请假 {row.taken} 天"))
        if row.covers:
            facts.append(Fact(f"这几天原来手工登记了{row.covers}，删除请假时还原"))
        if row.returned_on is None and row.due_back <= self.ctx.today:
            text = f"应在 {row.due_back} 返岗，还没有销假"
            facts.append(Fact(text, "四(三)", "field-warning", "销假…", self._report_back, Act.ENTER))
        return facts

    def check(self, values: Values) -> Sequence[Problem]:
        """The days are in order."""
        start, end = values.get("start_on"), values.get("end_on")
        if start and end and end < start:
            return [Problem(None, LEAVE_FORM["end_on"].label, "结束日期早于开始日期", "请核对起止日期")]
        return ()

    def save(self, row: LeaveRow | None, values: Values) -> Saving:
        """Store a leave and mark its days."""
        leave_values = {name: value for name, value in values.items() if name != "posting_id"}
        posting_id: int = values["posting_id"]
        leave_id = None if row is None else row.id
        names = {posting.id: posting.name for posting in self._postings}
        name = names.get(posting_id, "" if row is None else row.name)

        def work(session: Session) -> int:
            if row is not None and row.posting_id != posting_id:
                raise UserError("请假登记后不能换人", "请删除这次请假，再为另一个人登记")
            return attendance.save_leave(session, posting_id, leave_values, leave_id)

        return Saving(f"登记请假 {name}" if row is None else f"修改请假 {name}", work)

    def _new_leave(self) -> None:
        self._begin_leave(self._selected_days() if self._is_grid() else {})

    def _begin_leave(self, start: Values) -> None:
        self._asked_for = start
        self.show_view(LEAVES_VIEW)
        if self.is_list():
            self.ctx.tasks.read(read_leaves, self._start_leave)

    def _start_leave(self, view: LeavesView) -> None:
        """Only once the people are there to choose from."""
        self._postings = view.postings
        if self._desk is not None:
            self._desk.refresh(self.rows)
        self.new_record()
        self._asked_for = {}

    def _selected_days(self) -> Values:
        cells = self.grid.chosen_cells
        days = [day for _, column in cells if (day := self.grid.cells.day(column)) is not None]
        if not days or len({line for line, _ in cells}) > 1:
            return {}
        posting_id = self.grid.cells.rows[cells[0][0]].posting_id
        return {"posting_id": posting_id, "start_on": min(days), "end_on": max(days)}

    def _is_away(self) -> bool:
        return not any(row.returned_on for row in self.selected())

    def _report_back(self) -> None:
        for row in self.selected()[:1]:
            ask_return(self.ctx, row)

    def _clear_outside(self) -> None:
        lines = [words.listed(row) for row in self._outside]
        if self.ctx.dialogs.ask("清除任职以外的考勤", "\n".join(lines), "清除", danger=True):
            ids = [row.posting_id for row in self._outside]

            def work(session: Session) -> int:
                return sum(attendance.remove_outside(session, posting_id) for posting_id in ids)

            self.ctx.tasks.write("清除任职以外的考勤", work)

    def _remove_leave(self) -> None:
        for row in self.selected()[:1]:
            self.ctx.tasks.write(f"删除请假 {row.name}", partial(attendance.remove_leave, leave_id=row.id))
