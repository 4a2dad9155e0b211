"""What is done to a sheet and to its lines: decided, left off, sealed, voided, paid, corrected, 不再发放."""

from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import SheetKind, parse_supplement
from banfu_desktop.services.persons import vouching
from banfu_desktop.services.subsidies import handling, paying, rulings, sealing, subsidies, supplements
from banfu_desktop.services.subsidies.overview import Asked, MonthView, Question
from banfu_desktop.services.subsidies.paying import UnpaidRow
from banfu_desktop.services.subsidies.sealing import Sealing
from banfu_desktop.services.subsidies.sheets import Deferred, PayerSheet
from banfu_desktop.tables.subsidies_deeds import CORRECTION, DECISION
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.approving import approve
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.page.vouching import ask_to_vouch
from banfu_desktop.ui.pages.subsidies.pay_box import PayBox
from banfu_desktop.ui.pages.subsidies.seal_box import SealBox, left_out


class SheetDeeds:
    """Asks what a deed needs to know, and has it done."""

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        self._ctx, self._parent = ctx, parent

    # Before the seal.

    def decide(self, asked: Asked) -> None:
        """Answer what a sheet waits for: a unit's level in its room, a deduction in a box."""
        if asked.question is Question.UNIT:
            self._ctx.go("office", asked.unit_id)
            return
        if asked.gross_fen is None:
            self._ctx.dialogs.tell(f"{asked.name} {asked.about.label}", f"{asked.reason}。")
            return
        title = f"决定 {asked.name} {asked.about.label}"
        sentence = f"{asked.reason}。应发 {yuan(asked.gross_fen)}（{asked.payer}）。"
        fen, how = asked.by_day
        proposals = {"deducted_fen": (f"填入按天算的：{how}", fen)} if fen else {}
        box = RecordBox(
            self._parent, self._ctx.look, title, DECISION, {},
            sentence=sentence, confirm="决定", proposals=proposals,
        )  # fmt: skip
        if self._ctx.dialogs.run(box):
            fen, reason = box.values["deducted_fen"], box.values["reason"]
            self._ctx.tasks.write(
                f"登记扣减 {asked.name}",
                lambda session: rulings.rule(
                    session, asked.about, asked.person_id, fen, reason, asked.payer_id
                ),
                notice=f"{asked.name}{asked.about.label}已决定：" + (f"扣减 {yuan(fen)}" if fen else "不扣"),
            )

    def defer(self, asked: Asked, month: Month) -> None:
        """Leave a line or difference off this sheet for a reason (暂缓)."""
        text = (
            f"{asked.name}{asked.about.label}（{asked.reason}）不列入{asked.payer}{month.label}的表，"
            "其他人照常封存；印在表下未列入，下一张表再问。\n暂缓的原因："
        )
        reason = self._ctx.dialogs.ask_text("暂缓", text, confirm="暂缓")
        if reason:
            self._ctx.tasks.write(
                f"暂缓 {asked.name}",
                lambda session: rulings.defer(
                    session, month, asked.payer_id, asked.person_id, asked.about, reason
                ),
                notice=f"{asked.name}{asked.about.label}已暂缓",
            )

    def restore(self, sheet: PayerSheet, left: Deferred, month: Month) -> None:
        """Put what was left off back on the draft."""
        self._ctx.tasks.write(
            f"撤回暂缓 {left.name}",
            lambda session: rulings.withdraw_deferral(
                session, month, sheet.payer_id, left.person_id, left.about
            ),
        )

    def seal(self, view: MonthView, month: Month, only: PayerSheet | None = None) -> None:
        """Seal every sheet of a month that can be, or one."""
        if only is not None and only.kind is SheetKind.SUPPLEMENT:
            self._seal_supplement(only)
            return
        sheets = view.sealable if only is None else (only,)
        left = left_out(view, sheets, month)
        box = SealBox(
            self._parent, self._ctx.look, f"封存 {month.label}", sheets, left, early=not view.is_over
        )
        if not self._ctx.dialogs.run(box):
            return
        now, by, reason = self._ctx.now(), self._ctx.tasks.actor, box.reason
        payer = None if only is None else only.payer
        whose = "" if only is None else f"（{only.payer}）"
        approve(
            self._ctx,
            f"封存{month.label}补助{whose}",
            lambda session: subsidies.seal(session, month, by, now, payer=payer, reason=reason),
            lambda sealed: self._ctx.say(_sealed_words(sealed)),
        )

    def _seal_supplement(self, sheet: PayerSheet) -> None:
        number = parse_supplement(sheet.number)
        assert number is not None
        box = SealBox(self._parent, self._ctx.look, f"封存 {sheet.number}", (sheet,), (), early=False)
        if self._ctx.dialogs.run(box):
            now, by = self._ctx.now(), self._ctx.tasks.actor
            approve(
                self._ctx,
                f"封存{sheet.number}",
                lambda session: supplements.seal(session, *number, by, now),
                lambda sealed: self._ctx.say(f"{sealed.payer}补发表已封存：{sealed.number}"),
            )

    def vouch(self, month: Month) -> None:
        """Show what a reviewer changed himself, and vouch for it once it has been looked over."""
        ask_to_vouch(self._ctx, vouching.of_month(month))

    def discard_supplement(self, sheet: PayerSheet) -> None:
        """Give up a 补发表 that is not sealed."""
        number = parse_supplement(sheet.number)
        if number is not None and self._ctx.dialogs.ask(
            f"取消 {sheet.number}", "取消以后，要补发的金额随下一张发放表补发。", "取消补发表"
        ):
            self._ctx.tasks.write(
                f"取消{sheet.number}", lambda session: supplements.withdraw(session, *number), undo=False
            )

    # After the seal.

    def void(self, sheet: PayerSheet) -> None:
        """Void a sheet of which nothing is paid; a new version can be sealed."""
        text = (
            f"{sheet.payer} {sheet.number}（{sheet.people} 人，{yuan(sheet.net_fen)} 元）作废，"
            "旧表和校验码保留、仍可打印；"
            f"改正以后重新封存为第{sheet.version + 1}版，用新的编号。\n作废的原因："
        )
        reason = self._ctx.dialogs.ask_text("作废重封", text, confirm="作废")
        if reason:
            now, by, sheet_id = self._ctx.now(), self._ctx.tasks.actor, sheet.sheet_id or 0
            self._ctx.tasks.write(
                f"作废{sheet.number or sheet.payer}",
                lambda session: sealing.void(session, sheet_id, by, reason, now).id,
                notice=f"{sheet.payer}的表已作废，可以改正后重新封存",
                undo=False,
                risky=True,
            )

    def pay(self, ticked: frozenset[int], month: Month) -> None:
        """Record a payment: of the sheets marked, or of those the clerk ticks."""
        today = self._ctx.today
        self._ctx.tasks.read(
            lambda session: paying.unpaid(session, today), lambda rows: self._open_pay(rows, ticked, month)
        )

    def _open_pay(self, rows: list[UnpaidRow], ticked: frozenset[int], month: Month) -> None:
        if not rows:
            self._ctx.dialogs.tell("登记发放", "没有已封存、还没有发放的表。")
            return
        rows = sorted(rows, key=lambda one: (one.sheet_id not in ticked, one.month != month))
        sheets = {one.sheet_id for one in rows}
        start = {"paid_on": self._ctx.today, "reference": None}
        marked = ticked or (sheets if len(sheets) == 1 else frozenset())
        box = PayBox(self._parent, self._ctx.look, rows, marked, start, self._ctx.today)
        if self._ctx.dialogs.run(box):
            values, chosen, today = box.values, box.chosen, self._ctx.today
            self._ctx.tasks.write(
                f"登记发放 {box.amount}",
                lambda session: handling.pay_people(
                    session, chosen, values["paid_on"], values["reference"] or "", today
                ),
                notice=f"已登记发放：{box.amount}",
                undo=False,
            )

    def correct(self, sheet: PayerSheet, paid_on: date, people: tuple[int, ...] | None = None) -> None:
        """Correct the day or reference of a payment for a reason."""
        whose = f"{sheet.payer} {sheet.number}".rstrip()
        box = RecordBox(
            self._parent, self._ctx.look, f"更正发放 {whose}", CORRECTION, {"paid_on": paid_on},
            sentence=f"登记的发放日期是 {paid_on}。更正的原因记在凭证号后面和操作留痕里。", confirm="更正",
        )  # fmt: skip
        if self._ctx.dialogs.run(box):
            values, today, sheet_id = box.values, self._ctx.today, sheet.sheet_id or 0
            payment = paying.Payment(values["paid_on"], values["reference"] or "", people)
            self._ctx.tasks.write(
                f"更正发放 {whose}",
                lambda session: handling.correct_payment(session, sheet_id, payment, values["reason"], today),
                notice=f"{whose}的发放已更正",
                undo=False,
            )

    def waive(self, sheet: PayerSheet, person_id: int, name: str) -> None:
        """Mark a line that will never be paid (不再发放)."""
        net = sum(line.net_fen for line in sheet.lines if line.person_id == person_id)
        text = (
            f"{name}在{sheet.payer} {sheet.number}上的 {yuan(net)} 元不再发放：这张表就算发放完，"
            "还应该给他的，由差异列入以后的表。\n不再发放的原因："
        )
        reason = self._ctx.dialogs.ask_text("不再发放", text, confirm="不再发放")
        if reason:
            today, sheet_id = self._ctx.today, sheet.sheet_id or 0
            self._ctx.tasks.write(
                f"不再发放 {name}",
                lambda session: paying.waive(session, sheet_id, person_id, reason, today),
                notice=f"{name}的这一行不再发放",
                undo=False,
            )


def _sealed_words(sealed: Sealing) -> str:
    """What was sealed, and what was not."""
    left = "、".join(row.payer for row in sealed.left)
    said = f"{sealed.month.label}已封存 {len(sealed.sheets)} 张，实发 {yuan(sealed.net_fen)} 元"
    return said + (f"；{left}没有封存" if left else "")
