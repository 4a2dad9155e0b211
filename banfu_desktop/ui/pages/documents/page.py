"""文件材料: the register of documents, the half-year report, the items of plans (四(五), 四(六), 五(二))."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import (
    CLAUSE,
    PLANS_CLAUSE,
    Direction,
    DocKind,
    DocState,
    HalfYear,
)
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.documents import documents, plans
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.documents.plans import ItemRow
from banfu_desktop.tables.documents import DOCUMENT_FORM, DOCUMENTS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.period import PeriodPicker
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import TO_MEMBERS
from banfu_desktop.ui.pages.documents import record
from banfu_desktop.ui.pages.documents.deeds import Deeds
from banfu_desktop.ui.pages.documents.half_period import HalfPeriod
from banfu_desktop.ui.pages.documents.reading import (
    ItemsData,
    ReportData,
    read_items,
    read_register,
    read_report,
)
from banfu_desktop.ui.pages.documents.report_desk import ReportDesk
from banfu_desktop.ui.pages.documents.report_view import ReportBox
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import EVERY_TABLE, Query

REGISTER, REPORT, ITEMS = "登记簿", "半年报告", "计划任务"


class DocumentsPage(ListPage):
    """The register, the report, the items."""

    room, title, table = "documents", "文件材料", DOCUMENTS
    row_class = DocumentRow
    watches = EVERY_TABLE
    """A report is made of nearly all of them."""
    monthly = True
    filters = ("direction", "kind", "state")
    tones: ClassVar[Tones] = {"state": record.STATES.get}
    next_steps = ("put_forward", "issue_document", "send_document")
    unit = "份"
    hint = "标题、编号、单位或拼音首字母"
    empty = "这一年还没有登记文件。"

    def __init__(self, ctx: Context) -> None:
        self._plans: Sequence[DocumentRow] = ()
        self._start: Values = {}
        super().__init__(ctx)
        self._view_period()

    def make_period(self) -> PeriodPicker:
        """Years, or half-years where the report is shown."""
        return HalfPeriod(self.ctx.look, Month.of(self.ctx.today))

    @property
    def _period(self) -> HalfPeriod:
        assert isinstance(self.period, HalfPeriod)
        return self.period

    def commands(self) -> Sequence[Command]:
        """What each view is for first: a document, the report, an item."""
        report = self._report_desk.commands(self._is_report, lambda: self._period.half)
        return (*self._of_register(), *report, *self._of_items(), *self._of_lists())

    def _of_register(self) -> Sequence[Command]:
        listed, when, do, one, enter = self.is_list, self._chosen_is, self._with_document, Rows.ONE, Act.ENTER
        return (
            Command("new_document", "登记文件", self._new, act=enter, help="登记收文、发文、协议、纪要等",
                    icon="plus", keys="Ctrl+N", place=Place.PRIMARY, shown=listed, clause=PLANS_CLAUSE),
            Command("send_document", "登记报送…", do(self._deeds.send), act=enter, icon="check",
                    help="登记报送给谁、哪天、怎样送的", place=Place.BAR, rows=one, shown=listed,
                    enabled=when(record.may_be_sent), why="签发以后的发文才能登记", clause=CLAUSE),
            Command("receive_document", "登记回执…", do(self._deeds.receive), act=enter, icon="check",
                    help="登记对方的回执", rows=one, shown=listed, enabled=when(record.may_be_sent),
                    why="签发以后的发文才能登记"),
            Command("address_document", "增加报送对象…", do(self._deeds.address), act=enter, icon="plus",
                    help="还要报送给谁", rows=one, shown=listed, enabled=when(record.goes_out),
                    why="收文没有报送对象"),
            Command("take_back_sending", "撤回报送…", do(self._deeds.take_back), act=enter, icon="undo-2",
                    help="撤回登记错的报送", rows=one, shown=listed, enabled=when(record.was_sent),
                    why="还没有登记过报送"),
            Command("put_forward", "送审", do(self._deeds.put_forward), act=enter, icon="chevron-right",
                    help="草稿送负责人审阅", rows=one, shown=listed, enabled=when(record.may_be_put_forward),
                    why="只有草稿可以送审"),
            Command("issue_document", "签发…", do(self._deeds.issue), act=enter, icon="signature",
                    help="编号，日期为签发当天", rows=one, shown=listed, enabled=when(record.may_be_issued),
                    why="已签发的、收文不用签发"),
            Command("print_register", "打印登记簿…", lambda: self._print("document-list"), act=None,
                    icon="printer", help="一年的文件登记簿", shown=listed),
        )  # fmt: skip

    def _of_items(self) -> Sequence[Command]:
        items, do, enter, bar, one = self._is_items, self._with_item, Act.ENTER, Place.BAR, Rows.ONE
        return (
            Command("new_item", "登记任务", lambda: self._deeds.item(None, self._plans), act=enter,
                    icon="plus", help="给规划或计划加一项任务", place=Place.PRIMARY, shown=items,
                    clause=PLANS_CLAUSE),
            Command("new_plan", "登记计划…", lambda: self._deeds.plan(self.month.year), act=enter,
                    icon="plus", help="登记年度计划或五年规划", place=bar, shown=items, clause=PLANS_CLAUSE),
            Command("work_on_item", "登记进展…", do(self._deeds.work_on), act=enter, icon="check",
                    help="哪一条工作日志做的是这项任务", place=bar, rows=one, shown=items),
            Command("edit_item", "办理…", do(self._edit_item), act=enter, icon="pencil", rows=one,
                    help="改状态、实际值、时限", shown=items),
            Command("print_items", "打印任务清单…", lambda: self._print("plan-list"), act=None,
                    icon="printer", help="年度任务清单", shown=items),
        )  # fmt: skip

    def _of_lists(self) -> Sequence[Command]:
        def is_one() -> bool:
            return not self._is_report()

        return (
            Command("remove_document", "删除", self._remove, act=Act.ENTER, help="删除登记错了的",
                    icon="trash-2", keys="Delete", rows=Rows.ONE, shown=is_one),
            Command("import_documents", "导入 Excel…", self._import, act=Act.ENTER, icon="upload",
                    help="从 Excel 导入，先预览再确认", shown=is_one),
            Command("export_documents", "导出 Excel…", self._export, act=None, icon="download",
                    help="导出全部，改好可以再导入", shown=is_one),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """登记簿｜半年报告｜计划任务."""
        look = self.ctx.look
        self._deeds = Deeds(self.ctx, self)
        self.report = ReportBox(look)
        self._report_desk = ReportDesk(self.ctx, self.report, self._deeds)
        self.report.editor.edited.connect(self.refresh_commands)
        self.report.cards.sending.connect(lambda: self._of_report(self._deeds.send))
        self.report.cards.receiving.connect(lambda: self._of_report(self._deeds.receive))
        self.items = record.items_list(look)
        self.items.opened.connect(self._edit_item)
        return {REGISTER: listed, REPORT: self.report, ITEMS: self.items}

    def query(self) -> Query:
        """What the view shows."""
        year, half, today = self.month.year, self._period.half, self.ctx.today
        if self.view == REPORT:
            return lambda session: read_report(session, half, today)
        if self.view == ITEMS:
            return lambda session: read_items(session, year)
        return lambda session: read_register(session, year)

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, ReportData):
            self._fill_report(data)
        elif isinstance(data, ItemsData):
            self._plans = data.plans
            self.items.show_rows(data.rows)
            if not data.rows:
                text = "这一年的计划还没有任务。" if data.plans else "还没有登记规划或计划。"
                self.show_message(text, "new_item" if data.plans else "new_plan")
        else:
            self.show_rows(data.rows)

    def _fill_report(self, data: ReportData) -> None:
        view = data.view
        until = f"应于 {data.due} 前报送" if data.due is not None else ""
        self.show_note(until if view is None or not view.issued else "", CLAUSE)
        if view is None:
            self.report.view = None
            self.show_state("")
            begun = data.half.first <= self.ctx.today
            said = f"{data.half.label}的工作报告还没有起草。" if begun else f"{data.half.label}还没有到。"
            self.show_message(said, "draft_report" if begun and data.manned else TO_MEMBERS)
            return
        writable = self.ctx.permits(Act.ENTER)
        self.report.show_view(view, self.ctx.today, self._report_desk.changes, writable=writable)
        self.show_state(view.document.state.label, record.STATES[view.document.state])

    def visit(self, where: object) -> None:
        """Keys are documents; `report 2026-2`, `item 7`, `plan 2026`, and what is to be registered."""
        kind, _, rest = where.partition(" ") if isinstance(where, str) else ("", "", "")
        if kind == "report":
            self.show_view(REPORT)
            self._show_month(Month.of(HalfYear.parse(rest).first))
        elif kind == "item":
            self.ctx.tasks.read(lambda session: plans.one(session, int(rest)), self._visit_item)
        elif kind == "plan":
            self.show_view(ITEMS)
            self._show_month(Month(int(rest), 1))
        elif kind in ("situation", "research"):
            self._start = {"direction": Direction.OUT, "kind": DocKind.parse(kind)}
            self._new()
        elif isinstance(where, int):
            self.ctx.tasks.read(
                lambda session: documents.one(session, where).dated,
                lambda day: self._visit_document(where, Month.of(day)),
            )
        else:
            super().visit(where)

    def _visit_item(self, row: ItemRow) -> None:
        self.show_view(ITEMS)
        self._show_month(Month(row.year, 1))
        self.items.go_to(row.id)

    def _visit_document(self, key: int, month: Month) -> None:
        self.show_view(REGISTER)
        self._show_month(month)
        super().visit(key)

    def _show_month(self, month: Month) -> None:
        self.period.set_month(month)
        self.reload()

    def _month_chosen(self, month: Month) -> None:
        """The period is this page's own: other pages keep their month."""
        if self.may_leave():
            self._show_month(month)

    def view_turned(self) -> None:
        """The keys go to what is shown, the period steps as it does."""
        shown = {REGISTER: self._view, REPORT: self.report, ITEMS: self.items}[self.view]
        self.setFocusProxy(shown)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view_period()
        self.show_state("")
        self.show_note("")

    def _view_period(self) -> None:
        self._period.set_halves(self.view == REPORT)

    def may_leave(self) -> bool:
        """Ask when the report or the record holds something unsaved."""
        return super().may_leave() and self._report_desk.may_leave()

    @property
    def unsaved(self) -> bool:
        """What was edited in the report, or the record panel holds."""
        return super().unsaved or self.report.editor.dirty

    def selected_count(self) -> int:
        """Rows of the view."""
        if self._is_items():
            return self.items.selected_count()
        return super().selected_count() if self.is_list() else 0

    def _copy(self) -> None:
        if self._is_items():
            self.ctx.say(f"已复制 {self.items.copy()} 行")
        elif self._is_report():
            self.report.editor.copy()
        else:
            super()._copy()

    def _is_report(self) -> bool:
        return self.view == REPORT

    def _is_items(self) -> bool:
        return self.view == ITEMS

    # The record.

    def form_table(self) -> Table:
        """What the clerk fills in."""
        return DOCUMENT_FORM

    def fields(self, row: DocumentRow | None) -> Collection[str] | None:
        """Those of its kind."""
        return record.fields_of(row)

    def fresh(self) -> Values:
        """Of today, and what a reminder asked for."""
        start, self._start = self._start, {}
        return {"dated": self.ctx.today, **start}

    def next_step(self, row: DocumentRow) -> str:
        """Reviewed, issued, sent; nothing once all have it."""
        sent = row.issued and all(one.sent_on for one in row.recipients)
        return "" if sent else super().next_step(row)

    def heading(self, row: DocumentRow | None) -> tuple[str, str]:
        """Its kind and number; the title stands in its field."""
        return ("登记文件", "") if row is None else (row.kind.label, row.number or row.state.label)

    def facts(self, row: DocumentRow) -> Sequence[Fact]:
        """Whom it went to; the way to the report or the items."""
        return record.facts_of(row, self.visit, self._report_desk.show_paper_of)

    def sealed(self, row: DocumentRow) -> str:
        """An issued report."""
        return "报告已签发封存，不能改动；更正请另起草一版" if row.report_id and row.issued else ""

    def papers(self, row: DocumentRow) -> int:
        """Scans, annexes."""
        return row.bundle_id

    def save(self, row: DocumentRow | None, values: Values) -> Saving:
        """A document, or its correction."""
        today, key = self.ctx.today, None if row is None else row.id
        deed = f"{'登记' if row is None else '更正'}文件 {values.get('title') or (row.title if row else '')}"
        return Saving(deed, lambda session: documents.save(session, values, today, key))

    def totals(self, rows: Sequence[DocumentRow]) -> Sequence[str]:
        """What waits."""
        waiting = sum(row.state is DocState.WAITING for row in rows)
        return [f"待办 {waiting} 份"] if waiting else []

    # The commands.

    def _new(self) -> None:
        self.show_view(REGISTER)
        if self.is_list():
            self.new_record()

    def _chosen(self) -> DocumentRow | None:
        rows: list[DocumentRow] = self.selected() if self.is_list() else []
        return rows[0] if len(rows) == 1 else None

    def _chosen_is(self, holds: Callable[[DocumentRow], bool]) -> Callable[[], bool]:
        return lambda: (row := self._chosen()) is not None and holds(row)

    def _with_document(self, do: Callable[[DocumentRow], object]) -> Callable[[], object]:
        return lambda: None if (row := self._chosen()) is None else do(row)

    def _with_item(self, do: Callable[[ItemRow], object]) -> Callable[[], object]:
        def run() -> None:
            rows: list[ItemRow] = self.items.selected()
            if len(rows) == 1:
                do(rows[0])

        return run

    def _edit_item(self, row: ItemRow) -> None:
        self._deeds.item(row, self._plans)

    def _of_report(self, do: Callable[[DocumentRow], object]) -> None:
        if self.report.view is not None:
            do(self.report.view.document)

    def _print(self, form: str) -> None:
        preview_form(self.ctx, form, year=self.month.year)

    def _remove(self) -> None:
        if self._is_items():
            self._with_item(
                lambda row: self._deeds.remove(row.task[:20], lambda session: plans.remove(session, row.id))
            )()
            return
        row = self._chosen()
        if row is not None:
            self.close_record()
            self._deeds.remove(row.title, lambda session: documents.remove(session, row.id))

    def _export(self) -> None:
        export_list(self.ctx, "plan-items" if self._is_items() else "documents")

    def _import(self) -> None:
        record.bring_in(self.ctx, items=self._is_items())
