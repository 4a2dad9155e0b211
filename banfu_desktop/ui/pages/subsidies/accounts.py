"""Beside the months: 未发放, 应收回, 补发表, one-off lines, old 扣回 to answer for, and the start of use."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import RepaymentWay
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import handling, paying, receivables, rulings, supplements
from banfu_desktop.services.subsidies.receivables import ReceivableRow, Repayment, UncollectedRow
from banfu_desktop.services.subsidies.supplying import SupplementRow, supplement_rows
from banfu_desktop.tables.subsidies import ONE_OFFS, RECEIVABLES, REPAYMENTS, UNPAID
from banfu_desktop.tables.subsidies_deeds import COLLECTED, START, SUPPLEMENT
from banfu_desktop.ui.boxes.list_box import Act, ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Session

_CHOOSE = "请先在清单里点选一行。"


class Accounts:
    """Shows what the account of the office says, and writes down what the clerk answers."""

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        self._ctx, self._parent = ctx, parent

    # 未发放.

    def see_unpaid(self) -> None:
        """Everybody sealed and not paid, with age."""
        today = self._ctx.today
        self._ctx.tasks.read(lambda session: paying.unpaid(session, today), self._show_unpaid)

    def _show_unpaid(self, rows: Sequence[paying.UnpaidRow]) -> None:
        total = yuan(sum(one.net_fen for one in rows))
        said = f"已封存、还没有发放：{len(rows)} 人次，合计 {total} 元。天数从封存那天算起。"
        acts = [("打印清单…", lambda: preview_form(self._ctx, "unpaid"))] if rows else []
        self._ctx.dialogs.run(ListBox(self._parent, self._ctx.look, UNPAID, rows, said, acts=acts))

    # 应收回.

    def see_receivables(self) -> None:
        """What is to be collected, and what was paid back written down."""
        today = self._ctx.today
        self._ctx.tasks.read(lambda session: receivables.listing(session, today), self._show_receivables)

    def _show_receivables(self, rows: Sequence[ReceivableRow]) -> None:
        box: ListBox
        acts: Sequence[Act] = [
            ("登记收回…", lambda: self._with_row(box, self._repay)),
            ("打印清单…", lambda: preview_form(self._ctx, "receivables")),
        ]
        said = (
            f"{_owed_words(rows)}本人以后的发放表够扣的，自动列入扣回；这里是扣不到的部分，收回了在这里登记。"
        )
        box = ListBox(self._parent, self._ctx.look, RECEIVABLES, rows, said, acts=acts if rows else ())
        self._ctx.dialogs.run(box)

    def _with_row(self, box: ListBox, run: Callable[[ListBox, Any], object]) -> None:
        if box.chosen is None:
            self._ctx.dialogs.tell("没有点选", _CHOOSE)
        else:
            run(box, box.chosen)

    def _repay(self, box: ListBox, owed: ReceivableRow) -> None:
        today = self._ctx.today
        start = {"amount_fen": owed.open_fen, "repaid_on": today, "way": RepaymentWay.TRANSFER}
        said = f"{owed.name}欠{owed.payer} {yuan(owed.open_fen)} 元（{owed.months_said}）。"
        asked = RecordBox(
            box, self._ctx.look, f"登记收回 {owed.name}", REPAYMENTS, start, sentence=said, confirm="登记收回"
        )
        if not self._ctx.dialogs.run(asked):
            return
        given = asked.values
        repayment = Repayment(given["amount_fen"], given["repaid_on"], given["way"], given["paper"] or "")

        def work(session: Session) -> list[ReceivableRow]:
            receivables.repay(session, owed.person_id, repayment, today, owed.payer)
            return receivables.listing(session, today)

        self._ctx.tasks.write(
            f"登记收回 {owed.name}",
            work,
            box.show_rows,
            notice=f"{owed.name}收回 {yuan(repayment.amount_fen)} 元",
        )

    # 补发表.

    def see_supplements(self, go: Callable[[Month], object]) -> None:
        """What a 补发表 could make up for, by payer; `go` shows the month it then stands in."""
        self._ctx.tasks.read(supplement_rows, lambda rows: self._show_supplements(rows, go))

    def _show_supplements(self, rows: Sequence[SupplementRow], go: Callable[[Month], object]) -> None:
        said = (
            "补发不必等到下个月：编制一张补发表，核对后单独封存、打印、发放。不编制的，随下一张发放表补发。"
        )
        if not rows:
            self._ctx.dialogs.tell(
                "补发表", "没有要补发的金额。已封存的月份有更正、算出补发时，可以在这里编制补发表。"
            )
            return
        box: ListBox
        acts: Sequence[Act] = [
            ("编制…", lambda: self._with_row(box, lambda _, chosen: self._ask(box, chosen, go)))
        ]
        box = ListBox(self._parent, self._ctx.look, SUPPLEMENT, rows, said, acts=acts)
        self._ctx.dialogs.run(box)

    def _ask(self, box: ListBox, chosen: SupplementRow, go: Callable[[Month], object]) -> None:
        box.accept()
        if chosen.is_open:
            go(chosen.months[-1])
            return
        now = self._ctx.now()
        self._ctx.tasks.write(
            f"编制补发表 {chosen.payer}",
            lambda session: supplements.ask(session, chosen.months, now, chosen.payer),
            lambda made: go(max(made[0].months)),
            notice=f"{chosen.payer}的补发表已编制",
            undo=False,
        )

    # One-off lines.

    def add_one_off(self, month: Month, person_id: int | None, payer: str | None) -> None:
        """Put a one-off line on a month."""

        def read(session: Session) -> tuple[list[tuple[int, str]], list[tuple[str, str]]]:
            people = {row.person_id: f"{row.name}（{row.organisation}）" for row in members.listing(session)}
            units = [(unit.name, unit.name) for unit in office.organisations(session)]
            return list(people.items()), units

        self._ctx.tasks.read(read, lambda offers: self._ask_one_off(month, person_id, payer, *offers))

    def _ask_one_off(
        self,
        month: Month,
        person_id: int | None,
        payer: str | None,
        people: list[tuple[int, str]],
        units: list[tuple[str, str]],
    ) -> None:
        said = f"列在{month.label}的表上，作为应发的一部分；扣减填负数，不能超过他本人的行。"
        box = RecordBox(
            self._parent, self._ctx.look, f"一次性补扣 {month.label}", ONE_OFFS,
            {"name": person_id, "payer": payer}, sentence=said, confirm="列入",
            offers={"name": people, "payer": units},
        )  # fmt: skip
        if not self._ctx.dialogs.run(box):
            return
        given = box.values
        if not isinstance(given["name"], int):
            self._ctx.dialogs.refuse(UserError(f"花名册上没有“{given['name']}”", "请从下拉框里选人"))
            return
        entry = rulings.OneOffEntry(
            given["name"], given["payer"], given["amount_fen"], given["reason"], given["paper_no"],
            given["approved_by"],
        )  # fmt: skip
        self._ctx.tasks.write(
            f"登记一次性补扣 {yuan(entry.amount_fen)}",
            lambda session: rulings.add_one_off(session, month, entry),
        )

    # Once only.

    def start_of_use(self) -> None:
        """From which month on the subsidies are kept here."""
        self._ctx.tasks.read(office.subsidies_from, self._ask_start)

    def _ask_start(self, start: Month | None) -> None:
        said = "以前的月份已在纸上发放：不编制，不比较。以前少发的，用一次性补扣补列。"
        box = RecordBox(
            self._parent, self._ctx.look, START.label, START, {"month": start}, sentence=said, confirm="确定"
        )
        if self._ctx.dialogs.run(box):
            month: Month = box.values["month"]
            self._ctx.tasks.write(
                f"启用月份 {month.label}",
                lambda session: handling.start_from(session, month),
                notice=f"从{month.label}起在这里编制补助",
                undo=False,
            )

    def answer_uncollected(self, rows: Sequence[UncollectedRow]) -> None:
        """Ask of an old 扣回 that nobody's pay covered whether it was collected; one after the other."""
        collected, owed, later = "已收回…", "没有收回，列为应收回", "以后再答"
        for asked in rows:
            text = f"{asked.payer}：{asked.question}"
            answer = self._ctx.dialogs.choose("升级前的扣回", text, [later, collected, owed])
            if answer == owed:
                self._answer(asked, owed=True)
            elif answer == collected:
                box = RecordBox(
                    self._parent, self._ctx.look, "已收回", COLLECTED, {"collected_on": self._ctx.today},
                    sentence=asked.question, confirm="登记",
                )  # fmt: skip
                if self._ctx.dialogs.run(box):
                    self._answer(asked, owed=False, **box.values)
            else:
                return

    def _answer(self, asked: UncollectedRow, *, owed: bool, **how: Any) -> None:
        self._ctx.tasks.write(
            f"回答扣回 {asked.name}",
            lambda session: receivables.answer_uncollected(
                session,
                asked.id,
                self._ctx.today,
                owed=owed,
                collected_on=how.get("collected_on"),
                paper=how.get("paper") or "",
            ),
            notice=f"{asked.name} {yuan(asked.amount_fen)} 元已{'列为应收回' if owed else '登记收回'}",
            undo=False,
        )


def _owed_words(rows: Sequence[ReceivableRow]) -> str:
    if not rows:
        return "现在没有应收回的金额。"
    return f"应收回 {len(rows)} 笔，合计 {yuan(sum(one.open_fen for one in rows))} 元。"
