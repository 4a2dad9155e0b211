"""工作补助: a month's draft explained line by line, sealed, paid and printed; the year at a glance."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from banfu_desktop.rules.dates import Month, parse_date
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.subsidies import paying, rulings, subsidies
from banfu_desktop.services.subsidies.sheets import DayCount, MonthSheets, SheetLine
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Table
from banfu_desktop.tables.subsidies import DIFFERENCES, NOT_ENTITLED, RULINGS, SUBSIDY_LINES
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import button, clause_chip, label
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.subsidies.words import (
    MonthView,
    about_amount,
    about_days,
    rate_words,
    read_month,
    size_words,
)
from banfu_desktop.ui.pages.subsidies.year_grid import YearGrid
from banfu_desktop.ui.preview.preview import preview_form, save_workbook
from banfu_desktop.ui.tasks import Query

MONTHLY, YEARLY = "月度", "年度"
_STATES = {MonthState.DRAFT: Tone.GREY, MonthState.SEALED: Tone.GREEN, MonthState.PAID: Tone.BLUE}
_CORRECTED = "改动考勤、任职或扣减后，差额自动列入下一张草稿表补发或扣回"


def _days_tone(days: DayCount) -> Tone | None:
    if days.said in ("补发", "扣回"):
        return Tone.BLUE
    return Tone.AMBER if days.open else None


class SubsidiesPage(ListPage):
    """The monthly subsidy (六(一))."""

    room, title, table = "subsidies", "工作补助", SUBSIDY_LINES
    row_class = SheetLine
    watches = frozenset(
        {
            "people", "postings", "attendance_days", "leaves", "settings", "organisations", "former_names",
            "subsidy_months", "subsidy_lines", "subsidy_rulings", "calendar_days", "office",
        }
    )  # fmt: skip
    monthly = True
    filters = ("payer",)
    tones: ClassVar[Tones] = {"days": _days_tone}
    unit = "人"
    empty = "本月没有应发工作补助的人员。"

    def commands(self) -> Sequence[Command]:
        """From making the month to paying it; printing; what is rarely needed."""
        return (
            *self._steps(),
            *self._papers(),
            Command("withdraw_ruling", "取消扣减", self._withdraw, "取消经办人填写的扣减，按设置计算",
                    "undo-2", rows=Rows.ONE, enabled=self._ruled, shown=self._is_draft),
            Command("see_not_entitled", "不发放人员…", self._see_not_entitled,
                    "在镇但不在发放表上的人员和依据", "users", shown=self._is_made),
            Command("discard_month", "取消编制…", self._discard, "删除这张草稿表，考勤和扣减保留", "trash-2",
                    shown=self._is_draft),
        )  # fmt: skip

    def _steps(self) -> tuple[Command, ...]:
        return (
            Command("make_month", "编制本月", self._make, "按任职和考勤算出本月发放表", "plus",
                    place=Place.PRIMARY, enabled=lambda: self.month.first <= self.ctx.today,
                    shown=lambda: self._state_is(None), clause="六(一)"),
            Command("seal_month", "封存本月", self._seal, "冻结本月发放表，封存后不能改动", "lock",
                    place=Place.PRIMARY, enabled=lambda: bool(self.rows), shown=self._is_draft),
            Command("pay_month", "登记发放", self._pay, "登记实际发放的日期", "banknote",
                    place=Place.PRIMARY, shown=lambda: self._state_is(MonthState.SEALED)),
            Command("see_differences", "看差异", self._see_differences, "封存以后的更正带来的补发和扣回",
                    "list", place=Place.BAR, shown=lambda: bool(self._shown and self._shown.changed)),
        )  # fmt: skip

    def _papers(self) -> tuple[Command, ...]:
        made = self._is_made
        return (
            Command("print_sheets", "打印发放表…", self._print_sheets, "打印发放表，每个发放单位一张",
                    "printer", "Ctrl+P", Place.BAR, shown=made),
            Command("print_summary", "打印全镇汇总表…", lambda: self._print("subsidy-summary"),
                    "各发放单位合计和不发放人员", "printer", shown=made),
            Command("bank_list", "银行代发清单…", lambda: save_workbook(self.ctx, "bank-list", self.month),
                    "每个发放单位一张的 Excel 表，交银行代发", "file-spreadsheet", shown=made),
            Command("print_differences", "打印补发扣回明细…", lambda: self._print("differences"),
                    "与本月有关的补发和扣回", "printer", shown=made),
            Command("print_year", "打印年度表…", self._print_year, "全年各月实发和合计",
                    "printer", "", Place.BAR, shown=self._is_yearly),
            Command("export_lines", "导出 Excel…", lambda: export_list(self.ctx, "subsidies"),
                    "导出各月的发放明细", "download"),
        )  # fmt: skip

    # What is shown.

    def build(self) -> QWidget:
        """The month's list, the year's grid, and the switch between them."""
        look = self.ctx.look
        self._shown: MonthView | None = None
        month = super().build()
        self._rate = label("", "secondary", name="rate")
        self._add(self._bar, -1, self._rate, clause_chip("六(一)"))
        self._refused = button("", "not-entitled", look="pill", tip="看是谁、依据哪一条")
        self._refused.clicked.connect(self._see_not_entitled)
        self._add(self._foot, 1, self._refused)
        self._year = YearGrid(look)
        self._year.opened.connect(self._open_month)
        self._year.selectionModel().selectionChanged.connect(lambda *_: self.refresh_commands())
        self._views = Switch(look, "月度或年度", (MONTHLY, YEARLY))
        self._views.chosen.connect(self._switch)
        self._stack = QStackedWidget()
        self._stack.addWidget(month)
        self._stack.addWidget(self._year)
        return self._stack

    def beside_title(self) -> Sequence[QWidget]:
        """月度｜年度."""
        return (self._views,)

    def query(self) -> Query:
        """The month, or the year."""
        month = self.month
        if self._is_yearly():
            return lambda session: subsidies.year(session, month.year)
        return lambda session: read_month(session, month)

    def fill(self, data: Any) -> None:
        """Show what was read; a month never made offers to be made."""
        if isinstance(data, MonthView):
            self._show_month(data)
        else:
            self._shown = None
            self._year.rows.set_rows(data)
            self._show_states(None)
            if not data:
                self.show_message(f"{self.month.year}年还没有编制过补助。")

    def _show_month(self, view: MonthView) -> None:
        self._shown = view
        sheets = view.sheets
        self._show_states(sheets)
        if sheets is None:
            self._model.set_rows(())
            self.close_record()
            self._offer_to_make()
            return
        refused = len({(row.name, row.organisation) for row in sheets.not_entitled})
        self._refused.setText(f"不发放 {refused} 人")
        self._refused.setAccessibleName(f"不发放 {refused} 人")
        self._refused.setVisible(refused > 0)
        self._rate.setText(rate_words(view.policy))
        self.show_rows(sheets.lines)
        if not sheets.lines:
            self.show_message(self.empty)

    def _offer_to_make(self) -> None:
        if self.month.first <= self.ctx.today:
            self.show_message(f"{self.month.label}的发放表还没有编制。", "make_month")
        else:
            self.show_message(f"{self.month.label}还没有到。")

    def _show_states(self, sheets: MonthSheets | None) -> None:
        if sheets is None:
            self.show_state("")
            self.show_note("")
            return
        if self._shown is not None and self._shown.changed:
            self.show_state(f"{sheets.state.label} · 有差异", Tone.AMBER)
        else:
            self.show_state(sheets.state.label, _STATES[sheets.state])
        paid = f"{sheets.paid_on} 发放　" if sheets.paid_on else ""
        self.show_note(f"{paid}校验码 {sheets.check_code}" if sheets.check_code else "")

    def _switch(self, view: str) -> None:
        yearly = view == YEARLY
        if yearly and not self.may_leave():
            self._views.show_view(MONTHLY)
            return
        self.period.set_yearly(yearly)
        self._stack.setCurrentIndex(int(yearly))
        self._shown = None
        self.reload()

    def _open_month(self, number: int) -> None:
        month = Month(self.month.year, number)
        self._views.show_view(MONTHLY)
        self.visit(month)

    def visit(self, where: object) -> None:
        """A month is shown by the month, whichever view was shown before."""
        if isinstance(where, Month):
            self._views.show_view(MONTHLY)
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

    def count(self, rows: Sequence[SheetLine]) -> str:
        """People and payers."""
        people, payers = len({row.person_id for row in rows}), len({row.payer_id for row in rows})
        return f"{people} 人 · {payers} 个单位"

    def totals(self, rows: Sequence[SheetLine]) -> Sequence[str]:
        """应发, 扣减, 实发."""
        sums = (("应发", "gross_fen"), ("扣减", "deducted_fen"), ("实发", "net_fen"))
        return [f"{name} {yuan(sum(getattr(row, attribute) for row in rows))}" for name, attribute in sums]

    def heading(self, row: SheetLine) -> tuple[str, str]:
        """Who, and who pays."""
        return row.name, row.payer

    def sealed(self, row: SheetLine) -> str:
        """A sealed month and a difference follow from facts."""
        if not self._is_draft():
            return f"{self.month.label}已封存，不能改动。{_CORRECTED}。"
        return f"{row.days}来自{row.about.label}封存后的更正，随事实自动重算。" if row.is_difference else ""

    def facts(self, row: SheetLine) -> Sequence[Fact]:
        """How the amount came about, with the clause or 本单位自定 behind each step."""
        policy = self._shown.policy if self._shown and self._is_draft() else None
        return (*about_days(row, policy), *about_amount(row, policy), *self._about_ruling(row))

    def _about_ruling(self, row: SheetLine) -> list[Fact]:
        if not self._is_draft() or self._ruling(row) is None or row.is_difference:
            return []
        return [Fact("扣减由经办人决定", OWN_CHOICE, "secondary", "取消扣减", lambda: self._take_back(row))]

    def values(self, row: SheetLine) -> Values:
        """The ruling; an automatic deduction is shown too, to be confirmed or changed."""
        ruling = self._ruling(row)
        shown = row.deducted_fen if ruling is not None or row.deducted_fen else None
        return {"deducted_fen": shown, "ruling": ruling.reason if ruling else ""}

    def check(self, values: Values) -> Sequence[Problem]:
        """A decision needs its reason, whether it deducts or not."""
        if values.get("deducted_fen") is not None and not values.get("ruling"):
            return [Problem(None, RULINGS["ruling"].label, "扣或者不扣都必须写明原因", "请填写原因")]
        return ()

    def save(self, row: SheetLine, values: Values) -> Saving:
        """Store the ruling; both fields empty takes it back."""
        deducted, reason = values["deducted_fen"], values["ruling"] or ""
        if deducted is None and not reason:
            return Saving(
                "取消扣减",
                partial(
                    rulings.withdraw_ruling,
                    month=row.about,
                    person_id=row.person_id,
                    payer_id=row.payer_id,
                ),
            )
        return Saving(
            "登记扣减",
            lambda session: rulings.rule(
                session, row.about, row.person_id, deducted or 0, reason, row.payer_id
            ),
        )

    def _ruling(self, row: SheetLine) -> Ruling | None:
        return self._shown.rulings.get((row.person_id, row.payer_id)) if self._shown else None

    # The commands.

    def _state_is(self, state: MonthState | None) -> bool:
        if self._shown is None:
            return False
        return (self._shown.sheets.state if self._shown.sheets else None) is state

    def _is_draft(self) -> bool:
        return self._state_is(MonthState.DRAFT)

    def _is_made(self) -> bool:
        return self._shown is not None and self._shown.sheets is not None

    def _is_yearly(self) -> bool:
        return self._views.current == YEARLY

    def _ruled(self) -> bool:
        return any(self._ruling(row) is not None and not row.is_difference for row in self.selected())

    def _make(self) -> None:
        month, now = self.month, self.ctx.now()
        self.ctx.tasks.write(
            f"编制{month.label}补助", lambda session: subsidies.make(session, month, now), undo=False
        )

    def _seal(self) -> None:
        sheets = self._shown.sheets if self._shown else None
        if sheets is None or not self.may_leave():
            return
        month, now, by = self.month, self.ctx.now(), self.ctx.tasks.actor
        text = f"{size_words(sheets)}。\n封存后不能改动；以后发现错误，通过补发或扣回更正。"
        if self.ctx.dialogs.ask(f"封存 {month.label}", text, "封存"):
            self.ctx.tasks.write(
                f"封存{month.label}补助",
                lambda session: subsidies.seal(session, month, by, now),
                said=f"{month.label}已封存：{size_words(sheets)}",
                undo=False,
                risky=True,
            )

    def _pay(self) -> None:
        sheets = self._shown.sheets if self._shown else None
        if sheets is None:
            return
        month, today = self.month, self.ctx.today
        text = f"{month.label}：{size_words(sheets)}。\n实际发放日期："
        answer = self.ctx.dialogs.ask_text("登记发放", text, str(today), confirm="登记发放")
        if answer is None:
            return
        try:
            paid_on = parse_date(answer)
        except UserError as refusal:
            self.ctx.dialogs.refuse(refusal)
            return
        self.ctx.tasks.write(
            f"登记{month.label}补助发放",
            lambda session: paying.pay(
                session, paying.payable(session, month), paying.Payment(paid_on), today
            ),
            undo=False,
        )

    def _discard(self) -> None:
        month = self.month
        text = f"删除{month.label}的草稿表。考勤、任职和已填写的扣减都保留，以后可以重新编制。"
        if self.ctx.dialogs.ask(f"取消编制 {month.label}", text, "取消编制"):
            self.ctx.tasks.write(
                f"取消编制{month.label}补助", lambda session: subsidies.discard(session, month), undo=False
            )

    def _withdraw(self) -> None:
        for row in self.selected()[:1]:
            self._take_back(row)

    def _take_back(self, row: SheetLine) -> None:
        if self._desk is not None:
            self._desk.form.forget()
        self.ctx.tasks.write(
            "取消扣减",
            partial(rulings.withdraw_ruling, month=row.about, person_id=row.person_id, payer_id=row.payer_id),
        )

    def _see_not_entitled(self) -> None:
        if self._shown is None or self._shown.sheets is None:
            return
        text = f"{self.month.label}在镇，但不在工作补助发放表上的人员，以及依据的条款。"
        rows = self._shown.sheets.not_entitled
        tones = {"clause": lambda clause: Tone.GREY}
        self.ctx.dialogs.run(ListBox(self, self.ctx.look, NOT_ENTITLED, rows, text, tones=tones))

    def _see_differences(self) -> None:
        changed = self._shown.changed if self._shown else ()
        total = yuan(sum(row.difference_fen for row in changed))
        text = f"{self.month.label}封存以后的更正，合计 {total} 元，随下一张草稿表补发或扣回一次。"
        acts = [("打印明细…", lambda: self._print("differences"))]
        self.ctx.dialogs.run(ListBox(self, self.ctx.look, DIFFERENCES, changed, text, acts=acts))

    def _print_sheets(self) -> None:
        if self._shown is not None and self._shown.sheets is not None:
            payers = [sheet.payer for sheet in self._shown.sheets.sheets]
            wanted = self._bar.choices.get("payer")
            preview_form(self.ctx, "subsidy-sheet", month=self.month, payers=payers, payer=wanted)

    def _print(self, form: str) -> None:
        preview_form(self.ctx, form, month=self.month)

    def _print_year(self) -> None:
        preview_form(self.ctx, "subsidy-year", year=self.month.year)

    def selected_count(self) -> int:
        """Lines of the month, or cells of the year."""
        return len(self._year.selectedIndexes()) if self._is_yearly() else super().selected_count()

    def _copy(self) -> None:
        if self._is_yearly():
            QGuiApplication.clipboard().setText(self._year.copied())
        else:
            super()._copy()
