"""工作补助: a month's draft explained line by line, sealed, paid and printed; the year at a glance."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.subsidies import rulings, subsidies
from banfu_desktop.services.subsidies.sheets import DayCount, MonthSheets, SheetLine
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Table
from banfu_desktop.tables.subsidies import DIFFERENCES, NOT_ENTITLED, RULINGS, SUBSIDY_LINES
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import button, clause_chip, label
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.subsidies import deeds
from banfu_desktop.ui.pages.subsidies.commands import papers, rarely, steps
from banfu_desktop.ui.pages.subsidies.words import (
    MonthView,
    about_amount,
    about_days,
    rate_words,
    read_month,
    sealed_words,
)
from banfu_desktop.ui.pages.subsidies.year_grid import YearGrid
from banfu_desktop.ui.preview.preview import preview_form
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
            "subsidy_months", "subsidy_lines", "subsidy_rulings", "calendar_days", "calendar_years",
            "office",
        }
    )  # fmt: skip
    monthly = True
    filters = ("payer",)
    tones: ClassVar[Tones] = {"days": _days_tone}
    unit = "人"
    empty = "本月没有应发工作补助的人员。"

    def commands(self) -> Sequence[Command]:
        """From making the month to paying it; printing; what is rarely needed."""
        return (*steps(self), *rarely(self), *papers(self))

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self.month_view: MonthView | None = None
        super().__init__(ctx)

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """月度｜年度: the month's list, and the year's grid."""
        self._rate = label("", "secondary", name="rate")
        self._add(self._bar, -1, self._rate, clause_chip("六(一)"))
        self._refused = button("", "not-entitled", look="pill", tip="看是谁、依据哪一条")
        self._refused.clicked.connect(self.see_not_entitled)
        self._add(self._foot, 1, self._refused)
        self._year = YearGrid(self.ctx.look)
        self._year.opened.connect(self._open_month)
        self._year.selectionModel().selectionChanged.connect(lambda *_: self.refresh_commands())
        return {MONTHLY: listed, YEARLY: self._year}

    def query(self) -> Query:
        """The month, or the year."""
        month = self.month
        if self.is_yearly():
            return lambda session: subsidies.year(session, month.year)
        today = self.ctx.today
        return lambda session: read_month(session, month, today)

    def fill(self, data: Any) -> None:
        """Show what was read; a month never made offers to be made."""
        if isinstance(data, MonthView):
            self._show_month(data)
        else:
            self.month_view = None
            self._year.rows.set_rows(data)
            self._show_states(None)
            if not data:
                self.show_message(f"{self.month.year}年还没有编制过补助。")

    def _show_month(self, view: MonthView) -> None:
        self.month_view = view
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
        if self.month_view is not None and self.month_view.changed:
            self.show_state(f"{sheets.state.label} · 有差异", Tone.AMBER)
        else:
            self.show_state(sheets.state.label, _STATES[sheets.state])
        paid = f"{sheets.paid_on} 发放　" if sheets.paid_on else ""
        code = f"校验码 {sheets.check_code}" if sheets.check_code else sealed_words(sheets)
        self.show_note(f"{paid}{code}".strip())

    def view_turned(self) -> None:
        """The period is a month or a year."""
        self.period.set_yearly(self.is_yearly())
        self.month_view = None

    def _open_month(self, number: int) -> None:
        month = Month(self.month.year, number)
        self.show_view(MONTHLY)
        self.visit(month)

    def visit(self, where: object) -> None:
        """A month is shown by the month, whichever view was shown before."""
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
        sheet = self.month_view.sheet_of(row) if self.month_view else None
        if sheet is None or not sheet.is_draft:
            number = f"（{sheet.number}）" if sheet and sheet.number else ""
            return f"{self.month.label}已封存{number}，不能改动。{_CORRECTED}。"
        return f"{row.days}来自{row.about.label}封存后的更正，随事实自动重算。" if row.is_difference else ""

    def facts(self, row: SheetLine) -> Sequence[Fact]:
        """How the amount came about, with the clause or 本单位自定 behind each step."""
        policy = self.month_view.policy if self.month_view and self.month_view.is_open(row) else None
        return (*about_days(row, policy), *about_amount(row, policy), *self._about_ruling(row))

    def _about_ruling(self, row: SheetLine) -> list[Fact]:
        if (
            self.month_view is None
            or not self.month_view.is_open(row)
            or self._ruling(row) is None
            or row.is_difference
        ):
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
        return self.month_view.rulings.get((row.person_id, row.payer_id)) if self.month_view else None

    # The commands.

    def is_yearly(self) -> bool:
        """Whether the year is shown."""
        return not self.is_list()

    def make(self) -> None:
        """Open the month's drafts."""
        month, now = self.month, self.ctx.now()
        self.ctx.tasks.write(
            f"编制{month.label}补助", lambda session: subsidies.make(session, month, now), undo=False
        )

    def seal(self) -> None:
        """Seal what can be, after a look at it."""
        view = self.month_view
        if view is not None and view.sheets is not None and self.may_leave():
            deeds.seal(self.ctx, self, view.sheets, is_over=view.is_over)

    def discard(self) -> None:
        """Drop a month opened by mistake."""
        month = self.month
        text = f"删除{month.label}的草稿表。考勤、任职和已填写的扣减都保留，以后可以重新编制。"
        if self.ctx.dialogs.ask(f"取消编制 {month.label}", text, "取消编制"):
            self.ctx.tasks.write(
                f"取消编制{month.label}补助", lambda session: subsidies.discard(session, month), undo=False
            )

    def withdraw(self) -> None:
        """Take the ruling of the marked line back."""
        for row in self.selected()[:1]:
            self._take_back(row)

    def _take_back(self, row: SheetLine) -> None:
        if self._desk is not None:
            self._desk.form.forget()
        self.ctx.tasks.write(
            "取消扣减",
            partial(rulings.withdraw_ruling, month=row.about, person_id=row.person_id, payer_id=row.payer_id),
        )

    def see_not_entitled(self) -> None:
        """Who is not on the sheets, and by which clause."""
        if self.month_view is None or self.month_view.sheets is None:
            return
        text = f"{self.month.label}在镇，但不在工作补助发放表上的人员，以及依据的条款。"
        rows = self.month_view.sheets.not_entitled
        tones = {"clause": lambda clause: Tone.GREY}
        self.ctx.dialogs.run(ListBox(self, self.ctx.look, NOT_ENTITLED, rows, text, tones=tones))

    def see_differences(self) -> None:
        """What facts changed since sealing make of the month."""
        changed = self.month_view.changed if self.month_view else ()
        total = yuan(sum(row.difference_fen for row in changed))
        text = f"{self.month.label}封存以后的更正，合计 {total} 元，随下一张草稿表补发或扣回一次。"
        acts = [("打印明细…", lambda: preview_form(self.ctx, "differences", month=self.month))]
        self.ctx.dialogs.run(ListBox(self, self.ctx.look, DIFFERENCES, changed, text, acts=acts))

    def print_sheets(self) -> None:
        """The preview of the month's sheets, of the payer chosen in the list."""
        if self.month_view is None or self.month_view.sheets is None:
            return
        every = (*self.month_view.sheets.sheets, *self.month_view.supplements)
        payers = list(dict.fromkeys(sheet.payer for sheet in every))
        preview_form(
            self.ctx, "subsidy-sheet", month=self.month, payers=payers, payer=self._bar.choices.get("payer")
        )

    def selected_count(self) -> int:
        """Lines of the month, or cells of the year."""
        return len(self._year.selectedIndexes()) if self.is_yearly() else super().selected_count()

    def _copy(self) -> None:
        if self.is_yearly():
            QGuiApplication.clipboard().setText(self._year.copied())
        else:
            super()._copy()
