"""What the commands of the page ask of what is shown and selected, and what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from banfu_desktop.rules.allowance import OTHERS_CLAUSE
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_account import sums_said
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.services.allowance import others
from banfu_desktop.services.subsidies import rulings, subsidies
from banfu_desktop.services.subsidies.overview import Asked, LinePaid, MonthView
from banfu_desktop.services.subsidies.sheets import NotEntitled, PayerSheet
from banfu_desktop.tables.subsidies import DIFFERENCES, NOT_ENTITLED
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.pages.subsidies import words
from banfu_desktop.ui.pages.subsidies.accounts import Accounts
from banfu_desktop.ui.pages.subsidies.deeds import SheetDeeds
from banfu_desktop.ui.pages.subsidies.sheet_rows import Row, SheetRow, ShownLine
from banfu_desktop.ui.preview.preview import preview_form

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.subsidies.page import SubsidiesPage


class Doing:
    """The hands of the page: each command one method."""

    def __init__(self, page: "SubsidiesPage", ctx: Context) -> None:
        self._page, self.ctx = page, ctx
        self.deeds, self.accounts = SheetDeeds(ctx, page), Accounts(ctx, page)
        self.view: MonthView | None = None

    @property
    def month(self) -> Month:
        """The month shown."""
        return self._page.month

    # What a command asks.

    def is_made(self) -> bool:
        """Whether the month shown was made."""
        return self.view is not None and self.view.sheets is not None

    def is_draft_line(self, row: Row) -> bool:
        """Whether a row belongs to a sheet that is not sealed."""
        return row.sheet is not None and row.sheet.is_draft

    def can_rule(self, row: Row) -> bool:
        """Whether a deduction can be decided for a row."""
        if isinstance(row, SheetRow) or row.is_difference or row.is_one_off:
            return False
        return self.is_draft_line(row) or self.asked_of(row) is not None

    def ruling_of(self, row: ShownLine) -> Ruling | None:
        """What the clerk decided for a line."""
        return self.view.rulings.get((row.person_id, row.payer_id)) if self.view else None

    def chosen(self) -> Row | None:
        """The one row selected."""
        rows = self._page.selected()
        return rows[0] if len(rows) == 1 else None

    def sheet(self) -> PayerSheet | None:
        """The sheet of the row selected."""
        row = self.chosen()
        return row.sheet if row is not None else None

    def asked_of(self, row: Row | None) -> Asked | None:
        """What is asked about a line."""
        if self.view is None or not isinstance(row, ShownLine) or row.is_one_off:
            return None
        key = (row.person_id, row.payer_id, row.about)
        return next((one for one in self.view.asked if (one.person_id, one.payer_id, one.about) == key), None)

    def paid_of(self, row: Row | None) -> LinePaid | None:
        """Where the payment of a line stands."""
        sheet = row.sheet if isinstance(row, ShownLine) else None
        if self.view is None or sheet is None or sheet.sheet_id is None or not isinstance(row, ShownLine):
            return None
        return self.view.paid.get((sheet.sheet_id, row.person_id))

    def has_unpaid(self) -> bool:
        """Whether a sealed sheet shown is not paid in full."""
        there = self.view.all_sheets if self.view else ()
        return any(sheet.state in (SheetState.SEALED, SheetState.PART_PAID) for sheet in there)

    def has_drafts(self) -> bool:
        """Whether a sheet of the month shown is not sealed."""
        return self.view is not None and any(sheet.is_draft for sheet in self.view.all_sheets)

    def is_ruled(self) -> bool:
        """Whether the clerk decided the line selected."""
        row = self.chosen()
        return isinstance(row, ShownLine) and self.can_rule(row) and self.ruling_of(row) is not None

    # The month.

    def make(self) -> None:
        """Open the month."""
        month, now = self.month, self.ctx.now()
        self.ctx.tasks.write(
            f"编制{month.label}补助", lambda session: subsidies.make(session, month, now), undo=False
        )

    def discard(self) -> None:
        """Drop a month opened by mistake."""
        month = self.month
        text = f"删除{month.label}的草稿表，考勤、任职和扣减都保留，需要时可重新编制。"
        if self.ctx.dialogs.ask(f"取消编制 {month.label}", text, "取消编制"):
            self.ctx.tasks.write(
                f"取消编制{month.label}补助", lambda session: subsidies.discard(session, month), undo=False
            )

    def seal(self) -> None:
        """Every sheet that can be."""
        if self.view is not None and self._page.may_leave():
            self.deeds.seal(self.view, self.month)

    def vouch(self) -> None:
        """What a reviewer changed himself of the month."""
        self.deeds.vouch(self.month)

    def pay(self) -> None:
        """The sheet selected, or those the clerk ticks."""
        sheet = self.sheet()
        marked = {sheet.sheet_id} if sheet is not None and sheet.sheet_id is not None else set()
        self.deeds.pay(frozenset(marked), self.month)

    # The row selected.

    def seal_sheet(self) -> None:
        """Its sheet alone."""
        sheet = self.sheet()
        if self.view is not None and sheet is not None and self._page.may_leave():
            self.deeds.seal(self.view, self.month, sheet)

    def void_sheet(self) -> None:
        """Its sheet, of which nothing is paid."""
        sheet = self.sheet()
        if sheet is not None:
            self.deeds.void(sheet)

    def discard_supplement(self) -> None:
        """Its 补发表, which is not sealed."""
        sheet = self.sheet()
        if sheet is not None:
            self.deeds.discard_supplement(sheet)

    def correct(self) -> None:
        """The payment of the line, or of the whole sheet."""
        row, sheet = self.chosen(), self.sheet()
        if self.view is None or sheet is None or sheet.sheet_id is None:
            return
        people = (row.person_id,) if isinstance(row, ShownLine) else None
        days = {
            paid.paid_on
            for (sheet_id, person), paid in self.view.paid.items()
            if sheet_id == sheet.sheet_id
            and paid.paid_on is not None
            and (people is None or person in people)
        }
        if len(days) > 1:  # one day for all of them would be wrong for some
            text = f"{sheet.payer}的这张表分{len(days)}天发放，请在列表里点选要更正的人，逐个更正。"
            self.ctx.dialogs.tell("更正发放日期", text)
        elif days:
            self.deeds.correct(sheet, days.pop(), people)

    def waive(self) -> None:
        """Its unpaid line."""
        row = self.chosen()
        if isinstance(row, ShownLine) and row.sheet is not None:
            self.deeds.waive(row.sheet, row.person_id, row.name)

    def decide(self) -> None:
        """What is asked about it."""
        asked = self.asked_of(self.chosen())
        if asked is not None:
            self.deeds.decide(asked)

    def defer(self) -> None:
        """Left off this sheet."""
        asked = self.asked_of(self.chosen())
        if asked is not None:
            self.deeds.defer(asked, self.month)

    def withdraw(self) -> None:
        """Its ruling, taken back."""
        row = self.chosen()
        if isinstance(row, ShownLine):
            self.take_back(row)

    def take_back(self, row: ShownLine) -> None:
        """A ruling, taken back."""
        self._page.forget_edits()
        self.ctx.tasks.write(
            "取消扣减",
            partial(rulings.withdraw_ruling, month=row.about, person_id=row.person_id, payer_id=row.payer_id),
        )

    def add_one_off(self) -> None:
        """A one-off line, of the person and payer selected at first."""
        row = self.chosen()
        person = row.person_id if isinstance(row, ShownLine) else None
        self.accounts.add_one_off(self.month, person, None if row is None else row.payer)

    def remove_one_off(self) -> None:
        """The one-off line, taken away."""
        row = self.chosen()
        if isinstance(row, ShownLine) and row.one_off_id is not None:
            number = row.one_off_id
            self.ctx.tasks.write(
                f"删除一次性补扣 {row.name}", lambda session: rulings.remove_one_off(session, number)
            )

    # Lists.

    def answer(self) -> None:
        """Old 扣回 to answer for."""
        if self.view is not None:
            self.accounts.answer_uncollected(self.view.uncollected)

    def see_not_entitled(self) -> None:
        """Who is posted and not paid, by which clause."""
        if self.view is None or self.view.sheets is None:
            return
        month, rows = self.month, self.view.sheets.not_entitled
        self.ctx.tasks.read(
            lambda session: others.in_month(session, month), partial(self._show_not_entitled, rows)
        )

    def _show_not_entitled(self, rows: Sequence[NotEntitled], rules: Mapping[tuple[str, str], str]) -> None:
        text = (
            f"{self.month.label}在镇，但不在工作补助发放表上的人员，以及依据的条款。"
            "六(四)人员执行的规定在“补贴待遇”登记。"
        )
        tones = {"clause": lambda clause: Tone.GREY}
        told = [
            replace(row, reason=f"{rules[row.name, row.organisation]}；{row.reason}")
            if row.clause == OTHERS_CLAUSE and (row.name, row.organisation) in rules
            else row
            for row in rows
        ]
        acts = [("看执行规定…", lambda: self.ctx.go("allowance", "people"))]
        self.ctx.dialogs.run(
            ListBox(self._page, self.ctx.look, NOT_ENTITLED, told, text, tones=tones, acts=acts)
        )

    def see_differences(self) -> None:
        """What later facts make of the month's sealed sheets."""
        changed = self.view.changed if self.view else ()
        text = (
            f"{self.month.label}封存以后的更正：{sums_said(row.decided_fen for row in changed)}。"
            "补发随这个单位的下一张表或补发表；扣回只从本人以后的行里扣，扣不到的是应收回。"
        )
        acts = [("打印明细…", lambda: self.print_form("differences"))]
        self.ctx.dialogs.run(ListBox(self._page, self.ctx.look, DIFFERENCES, changed, text, acts=acts))

    # Papers.

    def print_sheets(self) -> None:
        """Every payer's sheet; the one filtered or selected first."""
        if self.view is not None and self.view.sheets is not None:
            sheet = self.sheet()
            wanted = self._page.payer_filtered() or (sheet.payer if sheet is not None else None)
            payers = words.payers_of(self.view.all_sheets)
            preview_form(self.ctx, "subsidy-sheet", month=self.month, payers=payers, payer=wanted)

    def print_old(self, version: int) -> None:
        """A version that was voided, as it was."""
        sheet = self.sheet()
        if sheet is not None:
            name = f"{sheet.payer}第{version}版"
            preview_form(self.ctx, "subsidy-sheet", month=self.month, payers=[name], payer=name)

    def print_form(self, form: str) -> None:
        """A paper of the month."""
        preview_form(self.ctx, form, month=self.month)

    def print_year(self) -> None:
        """The year's paper."""
        preview_form(self.ctx, "subsidy-year", year=self.month.year)
