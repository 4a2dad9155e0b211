"""工作补助: a month's sheets payer by payer, checked, sealed, paid and printed; the year at a glance."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.rules.dates import Month, closing_month
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.services.subsidies import due, overview, pay_year, rulings, subsidies
from banfu_desktop.services.subsidies.overview import Asked, MonthView
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Table
from banfu_desktop.tables.subsidies import RULINGS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.timeline_view import TimelineView, drawn
from banfu_desktop.ui.look.widgets import button, clause_chip, label
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.pages.subsidies import words
from banfu_desktop.ui.pages.subsidies.check_panel import CheckPanel
from banfu_desktop.ui.pages.subsidies.commands import commands_of
from banfu_desktop.ui.pages.subsidies.doing import Doing
from banfu_desktop.ui.pages.subsidies.sheet_rows import (
    SHEETS,
    STATES,
    Row,
    SheetRow,
    ShownLine,
    counted,
    days_tone,
    rows_of,
    totals_of,
)
from banfu_desktop.ui.pages.subsidies.sheet_view import SheetsModel, SheetsView
from banfu_desktop.ui.pages.subsidies.year_grid import YearGrid
from banfu_desktop.ui.tasks import Query

MONTHLY, YEARLY, BY_PAYER = "月度", "年度", "各单位"
_CORRECTED = "改动考勤、任职或扣减后，差额自动列入这个单位的下一张表补发或扣回"


class SubsidiesPage(ListPage):
    """The monthly subsidy (六(一))."""

    room, title, table = "subsidies", "工作补助", SHEETS
    row_class = ShownLine
    watches = frozenset(
        {
            "people", "postings", "attendance_days", "covered_days", "leaves", "settings",
            "organisations", "former_names",
            "unit_levels", "subsidy_months", "subsidy_sheets", "subsidy_lines", "subsidy_rulings",
            "subsidy_one_offs",
            "subsidy_deferrals", "subsidy_repayments", "subsidy_supplements", "subsidy_uncollected",
            "calendar_days", "calendar_years", "office", "disclosures",
        }
    )  # fmt: skip
    monthly = steps = True
    filters = ("payer", "state")
    tones: ClassVar[Tones] = {"days": days_tone, "state": STATES.get}
    next_steps = ("decide_line", "pay_sheet")
    unit = "人"
    empty = "本月没有应发工作补助的人员。"

    def commands(self) -> Sequence[Command]:
        """From making the month to paying it; printing; the account; what is rarely needed."""
        return commands_of(self, self._doing)

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._check_closed = False
        self._doing = Doing(self, ctx)
        self._check = CheckPanel(ctx.look)
        super().__init__(ctx)
        self._connect_check()

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """月度｜年度: the month's list, and the year's grid."""
        self._rate = label("", "secondary", name="rate")
        self._add(self._bar, -1, self._rate, clause_chip("六(一)"))
        self._refused = button("", "not-entitled", look="pill", tip="看是谁、依据哪一条")
        self._refused.clicked.connect(self._doing.see_not_entitled)
        self._add(self._foot, 1, self._refused)
        self._year = YearGrid(self.ctx.look)
        self._year.opened.connect(self._open_month)
        self._year.selectionModel().selectionChanged.connect(lambda *_: self.refresh_commands())
        self._by_payer = TimelineView(self.ctx.look, "pay-by-payer", "各单位各月实发")
        return {MONTHLY: listed, YEARLY: self._year, BY_PAYER: self._by_payer}

    def _make_model(self) -> TableModel:
        """Sheets with their lines."""
        return SheetsModel(self.table.listed, self.tones, [self.table[name] for name in self.filters])

    def _draw(self) -> TableView:
        """Headings that fold."""
        assert isinstance(self._model, SheetsModel)
        return SheetsView(self._model, self.ctx.look, self.title)

    def beside(self) -> QWidget:
        """封存前核对."""
        return self._check

    def _connect_check(self) -> None:
        check = self._check
        check.hide()
        check.answered.connect(self._doing.deeds.decide)
        check.deferred.connect(lambda asked: self._doing.deeds.defer(asked, self.month))
        check.restored.connect(lambda sheet, left: self._doing.deeds.restore(sheet, left, self.month))
        check.sealing.connect(self._doing.seal)
        check.closed.connect(self._close_check)
        self._view.escaped.connect(self._close_check)
        if self._desk is not None:
            self._desk.shown.connect(lambda *_: self._place_check())

    def query(self) -> Query:
        """The month, or the year."""
        month, today = self.month, self.ctx.today
        if self.view == BY_PAYER:
            return drawn(lambda session: pay_year.by_payer(session, month.year))
        if self.is_yearly():
            return lambda session: subsidies.year(session, month.year)
        return lambda session: overview.of_month(session, month, today)

    def fill(self, data: Any) -> None:
        """Show what was read; a month never made offers to be made."""
        if isinstance(data, MonthView):
            self._show_month(data)
        else:
            self._doing.view = None
            self._show_states(None)
            is_chart = isinstance(data, Timeline)
            if is_chart:
                self._by_payer.show_timeline(data)
            else:
                self._year.rows.set_rows(data)
            if not (data.bars and data.bars.series if is_chart else data):
                here = Way("看本月", self.room, self.month)
                self.show_message(f"{self.month.year}年还没有编制过补助。", here)

    def _show_month(self, view: MonthView) -> None:
        is_other = (
            self._doing.view is None
            or self._doing.view.sheets is None
            or (view.sheets is not None and self._doing.view.sheets.month != view.sheets.month)
        )
        self._doing.view = view
        self._show_states(view)
        if view.sheets is None:
            self._model.set_rows(())
            self.close_record()
            self._place_check()
            self._offer_to_make(view.unmakeable)
            return
        refused = len({(row.name, row.organisation) for row in view.sheets.not_entitled})
        self._refused.setText(f"不发放 {refused} 人")
        self._refused.setAccessibleName(f"不发放 {refused} 人")
        self._refused.setVisible(refused > 0)
        self._rate.setText(words.rate_words(view.policy))
        self._check.show_view(view, self.month)
        if is_other:
            self._check_closed = False
            self._fold(view)
        self._place_check()
        self.show_rows(rows_of(view))
        if not view.all_sheets:
            self.show_message(self.empty, TO_MEMBERS)

    def _fold(self, view: MonthView) -> None:
        """While there are drafts, what is sealed stays folded; a month that is done shows everybody."""
        assert isinstance(self._model, SheetsModel)
        drafts = any(sheet.is_draft for sheet in view.all_sheets)
        done = [row for row in rows_of(view) if isinstance(row, SheetRow) and not row.sheet.is_draft]
        self._model.folded = {row.id for row in done} if drafts else set()

    def _place_check(self) -> None:
        """The check list stands beside the list while there are drafts and no record is open."""
        drafts = self._doing.view is not None and any(
            sheet.is_draft and sheet.kind is SheetKind.MONTH for sheet in self._doing.view.all_sheets
        )
        self._check.setVisible(drafts and not self._check_closed and not self.record_is_open)

    def _close_check(self) -> None:
        if self._check.isVisible():
            self._check_closed = True
            self._place_check()
            self.refresh_commands()

    def check_month(self) -> None:
        """Put the check list beside the list again."""
        self._check_closed = False
        self.close_record()
        self._place_check()
        self.refresh_commands()

    def _offer_to_make(self, refusal: str) -> None:
        """A month that cannot be made says why, and leads to the month that is being closed or to people."""
        closing = closing_month(self.ctx.today)
        if not refusal:
            self.show_message(f"{self.month.label}的发放表还没有编制。", "make_month")
        elif self.month == closing:
            self.show_message(refusal, TO_MEMBERS)
        else:
            self.show_message(refusal, Way(f"看{closing.label}", self.room, closing))

    def _show_states(self, view: MonthView | None) -> None:
        sheets = view.sheets if view is not None else None
        if view is None or sheets is None:
            self.show_state("")
            self.show_note("")
            return
        self.show_state(*words.month_words(view))
        paid = f"{sheets.paid_on} 发放　" if sheets.paid_on else ""
        self.show_note(f"{paid}校验码 {sheets.check_code}" if sheets.check_code else paid.strip())

    def view_turned(self) -> None:
        """The period is a month or a year."""
        self.period.set_yearly(self.is_yearly())
        self._doing.view = None

    def _open_month(self, number: int) -> None:
        month = Month(self.month.year, number)
        self.show_view(MONTHLY)
        self.visit(month)

    def visit(self, where: object) -> None:
        """A month is shown by the month, whichever view stood before; what is to be collected in a box."""
        if where == due.RECEIVABLES:
            self._doing.accounts.see_receivables()
            return
        if isinstance(where, Month):
            self.show_view(MONTHLY)
        super().visit(where)

    @staticmethod
    def _add(bar: QWidget, place: int, *widgets: QWidget) -> None:
        layout = bar.layout()
        assert isinstance(layout, QHBoxLayout)
        for number, widget in enumerate(widgets):
            layout.insertWidget(place if place < 0 else place + number, widget)

    # The list and the record beside it.

    def form_table(self) -> Table:
        """Only the ruling is the clerk's to write; everything else follows from facts."""
        return RULINGS

    def counted(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Lines, not the headings above them."""
        return counted(rows)

    def count(self, rows: Sequence[ShownLine]) -> str:
        """People and payers."""
        people, payers = len({row.person_id for row in rows}), len({row.payer_id for row in rows})
        return f"{people} 人 · {payers} 个单位"

    def totals(self, rows: Sequence[ShownLine]) -> Sequence[str]:
        """应发, 扣减, 补扣 where there are any, what is 待定 or 不再发放, and 实发 without them."""
        return totals_of(rows)

    def heading(self, row: Row) -> tuple[str, str]:
        """Who, and who pays; of a sheet its state."""
        if isinstance(row, SheetRow):
            return row.name, f"{row.people} · {row.state}"
        return row.name, row.payer

    def open_record(self, row: Any) -> None:
        """A line under a folded heading is unfolded first."""
        assert isinstance(self._model, SheetsModel)
        self._model.unfold(row)
        super().open_record(row)
        self._place_check()

    def fields(self, row: Row) -> Sequence[str] | None:
        """A sheet has no fields, nor has a line that follows from another month or was entered as it is."""
        if isinstance(row, SheetRow) or row.is_difference or row.is_one_off:
            return ()
        return None

    def sealed(self, row: Row) -> str:
        """What is sealed and a difference follow from facts; an undecided line can be ruled on."""
        if isinstance(row, SheetRow):
            return words.sheet_banner(row.sheet)
        if row.is_one_off and self._doing.is_draft_line(row):
            return "一次性补扣；登记错了的，删除后重新登记。"
        if self._doing.is_draft_line(row):
            return (
                f"{row.days}来自{row.about.label}封存后的更正，随事实自动重算。" if row.is_difference else ""
            )
        if self._doing.asked_of(row) is not None:
            return ""
        return f"{self.month.label}的这张表已封存，不能改动。{_CORRECTED}。"

    def facts(self, row: Row) -> Sequence[Fact]:
        """How an amount came about, with the clause or 本单位自定 behind each step; a sheet's whole life."""
        if self._doing.view is None:
            return ()
        if isinstance(row, SheetRow):
            return words.about_sheet(self._doing.view, row.sheet, self._run)
        policy = self._doing.view.policy if self._doing.is_draft_line(row) else None
        asked = self._doing.asked_of(row)
        question = [Fact(asked.reason, OWN_CHOICE, "field-warning")] if asked and not row.held else []
        return (
            *question,
            *words.about_days(row, policy),
            *words.about_amount(row, policy),
            *words.about_payment(self._doing.paid_of(row), self._run),
            *self._ways(row, asked),
            *self._about_ruling(row),
        )

    def _ways(self, row: ShownLine, asked: Asked | None) -> list[Fact]:
        """What else can be done about a line."""
        if row.is_one_off and self._doing.is_draft_line(row):
            return [Fact("一次性补扣", "", "secondary", "删除", self._run("remove_one_off"), Act.ENTER)]
        if asked is not None and asked.unit_id is not None:
            text, decide = f"{asked.unit}的层级待核实", partial(self._doing.deeds.decide, asked)
            return [Fact(text, "六(一)", "field-warning", "去核实", decide, Act.ENTER)]
        if asked is not None and self._doing.is_draft_line(row):
            return [Fact("先封存其他人", "", "secondary", "暂缓…", self._run("defer_line"), Act.SEAL)]
        return []

    def _about_ruling(self, row: ShownLine) -> list[Fact]:
        if not self._doing.can_rule(row) or self._doing.ruling_of(row) is None:
            return []
        take_back = partial(self._doing.take_back, row)
        return [Fact("扣减由经办人决定", OWN_CHOICE, "secondary", "取消扣减", take_back, Act.ENTER)]

    def _run(self, name: str) -> Callable[[], object]:
        """What a command does; old/2 prints a voided version."""
        if name.startswith("old/"):
            return lambda: self._doing.print_old(int(name.removeprefix("old/")))
        return lambda: self.command_actions[name].trigger()

    def values(self, row: Row) -> Values:
        """The ruling; an automatic deduction is shown too, to be confirmed or changed."""
        if isinstance(row, SheetRow):
            return {}
        ruling = self._doing.ruling_of(row)
        shown = row.deducted_fen if ruling is not None or row.deducted_fen else None
        return {"deducted_fen": shown, "ruling": ruling.reason if ruling else ""}

    def check(self, values: Values) -> Sequence[Problem]:
        """A decision needs its reason, whether it deducts or not."""
        if values.get("deducted_fen") is not None and not values.get("ruling"):
            return [Problem(None, RULINGS["ruling"].label, "扣或者不扣都必须写明原因", "请填写原因")]
        return ()

    def save(self, row: ShownLine, values: Values) -> Saving:
        """Store the ruling; both fields empty takes it back."""
        deducted, reason = values["deducted_fen"], values["ruling"] or ""
        if deducted is None and not reason:
            return Saving(
                "取消扣减",
                lambda session: rulings.withdraw_ruling(session, row.about, row.person_id, row.payer_id),
            )
        return Saving(
            "登记扣减",
            lambda session: rulings.rule(
                session, row.about, row.person_id, deducted or 0, reason, row.payer_id
            ),
        )

    def forget_edits(self) -> None:
        """What is typed in the panel does not matter any more."""
        if self._desk is not None:
            self._desk.form.forget()

    def payer_filtered(self) -> str | None:
        """The payer the list is filtered by."""
        return self._bar.choices.get("payer")

    def is_yearly(self) -> bool:
        """Whether the year is shown, by person or by payer."""
        return self.view in (YEARLY, BY_PAYER)

    def selected_count(self) -> int:
        """Rows of the month, or cells of the year."""
        if self.is_yearly():
            return len(self._year.selectedIndexes()) if self.view == YEARLY else 0
        return super().selected_count()

    def _copy(self) -> None:
        if self.is_yearly():
            QGuiApplication.clipboard().setText(self._year.copied())
        else:
            super()._copy()
