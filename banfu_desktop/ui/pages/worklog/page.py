"""工作日志: the week person by day with its lines, the month's list, the duties of a year (三(一)–(八))."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.worklog import CLAUSE, Matter
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.persons import vouching
from banfu_desktop.services.worklog import importing, matters, week, worklog
from banfu_desktop.services.worklog.months import MonthRow
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.tables.spec import Table
from banfu_desktop.tables.worklog import ENTRIES, ENTRY_FORM
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.period import PeriodPicker
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.vouching import VOUCH, VOUCH_HELP, ask_to_vouch
from banfu_desktop.ui.page.ways import TO_MEMBERS
from banfu_desktop.ui.pages.worklog import boxes
from banfu_desktop.ui.pages.worklog.duties_view import DutiesView
from banfu_desktop.ui.pages.worklog.reading import MonthData, WeekData, YearData, read_month, read_week
from banfu_desktop.ui.pages.worklog.storing import Storing, store_entry
from banfu_desktop.ui.pages.worklog.week_period import WeekPeriod
from banfu_desktop.ui.pages.worklog.week_view import WeekView
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

WEEK, LIST, DUTIES = "本周", "月表", "职责统计"


class WorklogPage(ListPage):
    """The week, the month's list, the year's duties."""

    room, title, table = "worklog", "工作日志", ENTRIES
    row_class = EntryRow
    watches = frozenset(
        {"log_entries", "log_people", "log_closings", "log_months", "people", "postings", "organisations",
         "attendance_days", "leaves", "calendar_days", "calendar_years", "projects", "project_rounds",
         "project_signatures", "fund_vouchers", "assets", "settings", "bundles", "plan_items",
         "plan_entries", "documents"}
    )  # fmt: skip
    monthly = True
    filters = ("duty", "kind", "village", "matter")
    tones: ClassVar[Tones] = {"matter": {Matter.OPEN: Tone.AMBER, Matter.CLOSED: Tone.GREEN}.get}
    hint = "内容、姓名、村或拼音首字母"
    empty = "这个月还没有工作日志。"

    def __init__(self, ctx: Context) -> None:
        self._postings: Sequence[MemberRow] = ()
        self._projects: Sequence[tuple[int, str]] = ()
        self._items: Sequence[tuple[int, str]] = ()
        self._villages: Sequence[str] = ()
        self._months: Sequence[MonthRow] = ()
        super().__init__(ctx)
        self._view_period()

    def make_period(self) -> PeriodPicker:
        """Weeks, months or a year, whichever the view goes by."""
        return WeekPeriod(self.ctx.look, self.ctx.today)

    @property
    def _period(self) -> WeekPeriod:
        assert isinstance(self.period, WeekPeriod)
        return self.period

    def commands(self) -> Sequence[Command]:
        """A line first; papers and sign-off of the month."""
        by_week, by_list = self._is_week, self.is_list
        return (
            Command("new_entry", "登记日志", self._new_entry, act=Act.ENTER, help="在所选的人和日期下记一条",
                    icon="plus", keys="Ctrl+N", place=Place.PRIMARY, clause=CLAUSE),
            Command("copy_yesterday", "复制昨天", self._copy_day, act=Act.ENTER, icon="copy",
                    help="照这个人上一次的日志再记一遍，改动的地方改一改", place=Place.BAR, shown=by_week),
            Command("print_record", "打印月表…", lambda: self._print("work-record"), act=None,
                    help="打印月度工作记实表，一人一张", icon="printer", keys="Ctrl+P", place=Place.BAR,
                    shown=self._is_monthly),
            Command("print_duties", "打印统计…", self._print_duties, act=None, help="打印全年职责履行统计",
                    icon="printer", place=Place.BAR, shown=self._is_year),
            Command("print_log", "打印工作日志…", lambda: self._print("work-log"), act=None,
                    help="打印一个月的工作日志，一人一份", icon="printer", shown=self._is_monthly),
            Command("print_late", "打印补记…", lambda: self._print("work-log-late"), act=None,
                    help="打印签阅以后补记的日志", icon="printer", shown=self._has_late),
            Command("sign_month", "队长签阅…", lambda: self._sign(self.month), act=Act.SEAL,
                    help="登记队长签阅，这个月的日志封存", icon="signature", shown=self._is_monthly,
                    clause=CLAUSE),
            Command("vouch_log", VOUCH, lambda: ask_to_vouch(self.ctx, vouching.of_log(self.month)),
                    act=Act.ENTER, help=VOUCH_HELP, icon="list", shown=self._is_monthly),
            Command("close_matter", "销号…", self._close_matter, act=Act.ENTER,
                    help="用记着办结情况的一条日志，销未了事项的号", icon="check"),
            Command("reopen_matter", "撤回销号", self._reopen, act=Act.ENTER, help="销错了号，恢复为未了事项",
                    icon="undo-2", rows=Rows.ONE, shown=by_list, enabled=self._is_closed,
                    why="只有已销号的可以撤回"),
            Command("companions", "同行的人…", self._companions, act=Act.ENTER,
                    help="一起做的事记一条，勾选所有参加的人", icon="users", rows=Rows.ONE, shown=by_list,
                    enabled=self._is_unsigned, why="已签阅的不能改动"),
            Command("add_papers", "加附件", self._add_papers, act=Act.ENTER,
                    help="给这一条日志放照片、签到表等附件", icon="file-text", rows=Rows.ONE, shown=by_list,
                    enabled=self._lacks_bundle, why="已有附件，请到右边的“单据”"),
            Command("remove_entry", "删除", self._remove, act=Act.ENTER, help="删除记错了的一条",
                    icon="trash-2", keys="Delete", rows=Rows.SOME, shown=by_list, enabled=self._is_unsigned,
                    why="已签阅的不能删除"),
            Command("import_log", "导入 Excel…", self._import, act=Act.ENTER,
                    help="从 Excel 导入日志，先预览再确认", icon="upload"),
            Command("export_log", "导出 Excel…", lambda: export_list(self.ctx, "worklog"), act=None,
                    help="导出全部日志，改好可以再导入", icon="download"),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """本周｜月表｜职责统计."""
        look = self.ctx.look
        self.week = WeekView(look)
        self._storing = Storing(self.ctx, self.week, self.reload)
        cards = self.week.cards
        cards.signing.connect(self._sign)
        cards.closing.connect(self._close_matter)
        cards.opened.connect(self.visit)
        cards.counting.connect(lambda: self.show_view(DUTIES))
        self.week.lines.sharing.connect(self._share_lines)
        self.duties = DutiesView(look)
        self.setFocusProxy(self.week.grid)
        return {WEEK: self.week, LIST: listed, DUTIES: self.duties}

    def query(self) -> Query:
        """What the view shows."""
        today, month = self.ctx.today, self.month
        if self.view == LIST:
            return lambda session: read_month(session, month)
        if self.view == DUTIES:
            return lambda session: YearData(month.year, week.duty_months(session, month.year))
        day = self._period.day
        return lambda session: read_week(session, day, today)

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, WeekData):
            self._fill_week(data)
        elif isinstance(data, YearData):
            self.duties.show_year(data.rows, data.year)
        else:
            self._postings, self._projects, self._items = data.postings, data.projects, data.items
            self._villages, self._months = data.villages, data.months
            self._say_month()
            self.show_rows(data.rows)

    def _fill_week(self, data: WeekData) -> None:
        self._months, cards = data.months, self.week.cards
        self.week.grid.cells.show_week(data.week, self.ctx.today)
        self.week.show_sums(data.week)
        counted = {text: f"用过 {count} 次" if count > 1 else "" for text, count in data.phrases}
        self.week.lines.grid.offers = {"content": counted, "village": dict.fromkeys(data.villages, "")}
        cards.show_months(data.months, data.missing, self.ctx.today)
        cards.show_matters(data.matters)
        cards.show_duties(data.duties)
        self._say_month()
        self._storing.show_place()
        if not data.week.rows:
            self.show_message("这一周没有在镇人员。", TO_MEMBERS)

    def _say_month(self) -> None:
        signed = [row for row in self._months if row.month == self.month and row.signed_on]
        self.show_state(f"{self.month.number}月已签阅" if signed else "", Tone.GREEN)

    def visit(self, where: object) -> None:
        """An entry's key, a day (day 2026-10-26), `matters`, `duties`, or a month to be signed off."""
        if isinstance(where, int):
            self.ctx.tasks.read(
                lambda session: worklog.one(session, where).day, partial(self._visit_entry, where)
            )
        elif isinstance(where, str) and where.startswith("day "):
            self.show_view(WEEK)
            self._show_day(date.fromisoformat(where.removeprefix("day ")))
        elif where == "matters":
            self._close_matter()
        elif where == "duties":
            self.show_view(DUTIES)
        else:
            super().visit(where)

    def _visit_entry(self, key: int, day: date) -> None:
        self.show_view(LIST)
        self._month_chosen(Month.of(day))
        super().visit(key)

    def _show_day(self, day: date) -> None:
        self._period.set_day(day)
        self.ctx.month = self.month
        self.reload()

    def view_turned(self) -> None:
        """The keys go to what is shown, the period steps as it does."""
        shown = {WEEK: self.week.grid, LIST: self._view, DUTIES: self.duties}[self.view]
        self.setFocusProxy(shown)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view_period()
        self.show_state("")

    def _view_period(self) -> None:
        self._period.set_weekly(self.view == WEEK)
        self._period.set_yearly(self.view == DUTIES)

    def may_leave(self) -> bool:
        """Ask when a line of the week is only half written, or the record holds something unsaved."""
        return super().may_leave() and self._storing.may_leave()

    @property
    def unsaved(self) -> bool:
        """A half-written line, or what the record panel holds."""
        return super().unsaved or bool(self.week.lines.unfinished)

    def _is_week(self) -> bool:
        return self.view == WEEK

    def _is_monthly(self) -> bool:
        return self.view != DUTIES

    def _is_year(self) -> bool:
        return self.view == DUTIES

    def _has_late(self) -> bool:
        return self._is_monthly() and any(row.late for row in self._months if row.month == self.month)

    # The record.

    def form_table(self) -> Table:
        """What the clerk fills in."""
        return ENTRY_FORM

    def offers(self) -> Mapping[str, Offer]:
        """Who, which project, which open item of a plan, which village."""
        people = [(row.id, f"{row.name}（{row.organisation}）") for row in self._postings]
        villages = [(name, name) for name in self._villages]
        refer = {"project_id": self._projects, "item_id": self._items}
        chosen: dict[str, Offer] = {name: [(None, ""), *offer] for name, offer in refer.items()}
        return {"posting_id": people, "village": villages, **chosen}

    def fresh(self) -> Values:
        """Of today, or of the day marked in the week."""
        place = self.week.grid.place
        return {"day": self.ctx.today} if place is None else {"posting_id": place[0], "day": place[1]}

    def heading(self, row: EntryRow | None) -> tuple[str, str]:
        """Whose, and when."""
        return ("登记日志", "") if row is None else (row.people, f"{row.day}")

    def facts(self, row: EntryRow) -> Sequence[Fact]:
        """What became of the next step, and whether it came after the sign-off."""
        facts = [Fact(f"{row.duty.clause}{row.duty.label}", row.duty.clause, "secondary")]
        if row.late:
            facts.append(Fact("本月签阅以后补记", "", "field-warning"))
        if row.matter is Matter.OPEN:
            close = partial(boxes.ask_close, self.ctx, self.window(), row.id)
            facts.append(Fact(f"未了：{row.next_step}", "", "field-warning", "销号…", close, Act.ENTER))
        elif row.closed_on is not None:
            facts.append(Fact(f"下一步已于 {row.closed_on} 办结销号", "", "secondary"))
        return facts + [Fact(f"也是计划任务“{task}”的进展", "", "secondary") for _, task in row.items[1:]]

    def sealed(self, row: EntryRow) -> str:
        """A month signed off."""
        return "本月日志已签阅封存，不能改动；补充或更正请另记一条，程序标明“补记”" if row.signed else ""

    def papers(self, row: EntryRow) -> int | None:
        """Its papers, once it has any."""
        return row.bundle_id

    def save(self, row: EntryRow | None, values: Values) -> Saving:
        """Store an entry."""
        now, key = self.ctx.now(), None if row is None else row.id
        deed = "登记工作日志" if row is None else f"修改工作日志 {row.people}"
        return Saving(deed, lambda session: store_entry(session, values, now, key))

    def totals(self, rows: Sequence[EntryRow]) -> Sequence[str]:
        """Households visited, and what is open."""
        visited = sum(row.households or 0 for row in rows)
        open_ones = sum(row.matter is Matter.OPEN for row in rows)
        return [f"未了 {open_ones} 项", f"走访 {visited} 户次"]

    # The commands.

    def _new_entry(self) -> None:
        """In the week: the first empty line of the day marked, where it can be written; else the form."""
        if self._is_week() and self.week.lines.grid.lines.writable:
            self.week.lines.grid.start()
            return
        self.show_view(LIST)
        if self.is_list():
            month = self.month
            self.ctx.tasks.read(lambda session: read_month(session, month), self._start_entry)

    def _start_entry(self, data: MonthData) -> None:
        """Only once the people are there to choose from."""
        self.fill(data)
        self.new_record()

    def _copy_day(self) -> None:
        place, now = self.week.grid.place, self.ctx.now()
        if place is None or not self._storing.may_leave():
            return
        posting_id, day = place

        def tell(count: int) -> None:
            self.ctx.say(f"已复制 {count} 条" if count else "以前没有可以复制的日志", undo=count > 0)

        self.ctx.tasks.write(
            f"复制日志到{day}",
            lambda session: worklog.copy_day(session, posting_id, day, now),
            tell,
            notice=None,
        )

    def _share_lines(self) -> None:
        cell, chosen = self.week.grid.marked, self.week.lines.chosen
        entries = [entry for entry in (cell.entries if cell else ()) if entry.id in chosen]
        if entries:
            boxes.ask_companions(self.ctx, self.window(), entries)
        else:
            self.ctx.say("请先选中已经写好的行")

    def _print(self, form: str) -> None:
        units = list(dict.fromkeys(row.organisation for row in self._postings))
        if self._is_week():
            units = list(dict.fromkeys(row.organisation for row in self.week.grid.cells.week.rows))
        preview_form(self.ctx, form, month=self.month, payers=units)

    def _print_duties(self) -> None:
        preview_form(self.ctx, "duty-months", year=self.month.year)

    def _sign(self, month: Month) -> None:
        if self.may_leave():
            boxes.ask_sign(self.ctx, self.window(), month)

    def _close_matter(self) -> None:
        chosen = [row for row in self.selected() if row.matter is Matter.OPEN] if self.is_list() else []
        boxes.ask_close(self.ctx, self.window(), chosen[0].id if len(chosen) == 1 else None)

    def _is_closed(self) -> bool:
        return all(row.matter is Matter.CLOSED for row in self.selected())

    def _is_unsigned(self) -> bool:
        return not any(row.signed for row in self.selected())

    def _lacks_bundle(self) -> bool:
        return all(row.bundle_id is None for row in self.selected())

    def _reopen(self) -> None:
        key = self.selected()[0].id
        self.ctx.tasks.write(
            "撤回销号", lambda session: matters.reopen(session, key), notice="已恢复为未了事项"
        )

    def _companions(self) -> None:
        boxes.ask_companions(self.ctx, self.window(), self.selected()[:1])

    def _add_papers(self) -> None:
        row = self.selected()[0]
        self.open_record(row)
        self.ctx.tasks.write(
            "建立日志附件夹",
            lambda session: worklog.with_bundle(session, row.id),
            notice="已建附件夹，在右边“单据”里放附件",
        )

    def _remove(self) -> None:
        ids = [row.id for row in self.selected()]
        self.close_record()

        def work(session: Session) -> None:
            for key in ids:
                worklog.remove(session, key)

        self.ctx.tasks.write("删除工作日志", work, notice=f"已删除 {len(ids)} 条")

    def _import(self) -> None:
        today = self.ctx.today
        import_file(
            self.ctx,
            "导入工作日志",
            lambda session, path, options: importing.look(session, path, today, options),
            import_words.people,
            importing.carry_out,
            table=ENTRIES,
        )
