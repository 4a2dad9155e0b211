"""What is done with a claim from the window: each deed asked about as far as it must be, then handed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.verdicts import Verdict
from banfu_desktop.services.persons import vouching
from banfu_desktop.services.reimbursements import checks, deeds, papers, reimbursements
from banfu_desktop.services.reimbursements.checks import ClaimCheck
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.approving import approve
from banfu_desktop.ui.page.vouching import ask_to_vouch
from banfu_desktop.ui.pages.reimbursements.boxes import ApprovalBox
from banfu_desktop.ui.preview.preview import preview_paper
from banfu_desktop.ui.tasks import Session

Work = Callable[[Session], Any]
_SEE, _ONCE_MORE, _CANCEL = "看那一张", "再开一张", "取消"
_MOST = 12
"""So many of what keeps a claim back are told at once."""


@dataclass(frozen=True)
class ClaimDeeds:
    """The deeds on one claim."""

    ctx: Context

    def hand_in(self, row: ClaimRow, verdicts: Sequence[Verdict], remarks: Sequence[str] = ()) -> None:
        """To the unit, unless verdicts keep it back.

        Args:
            remarks: what the panel says besides (no invoice yet), to be read before it goes.
        """
        today = self.ctx.today
        if verdicts:
            problems = "\n".join(f"· {verdict.text}" for verdict in verdicts[:_MOST])
            problems += f"\n另有 {len(verdicts) - _MOST} 处，见报销单" if len(verdicts) > _MOST else ""
            self.ctx.dialogs.tell("还不能交单位", f"有{len(verdicts)}处要先处理：\n{problems}")
            return
        looked_at = "".join(f"· {remark}\n" for remark in remarks)
        looked_at = f"请先看一看：\n{looked_at}" if looked_at else ""
        what = f"{row.name} {row.kind.label}，申报 {yuan(row.claimed_fen)} 元，交{row.unit}。"
        text = f"{what}\n{looked_at}交单位日期："
        self._on_a_day(
            "交单位",
            row,
            text,
            lambda day: lambda session: deeds.hand_in(session, row.id, day, today),
        )

    def approve(self, row: ClaimRow) -> None:
        """What the unit approved, line by line."""
        today = self.ctx.today
        box = ApprovalBox(self.ctx.dialogs.window, self.ctx.look, row, today)
        if self.ctx.dialogs.run(box):
            on, approval = box.on, box.approval
            approve(
                self.ctx,
                f"登记报销审批 {row.number}",
                lambda session: deeds.approve(session, row.id, on, approval, today),
                notice="",
                undo=True,
                risky=False,
            )

    def vouch(self, row: ClaimRow) -> None:
        """What a reviewer changed of it himself, looked over by somebody else."""
        ask_to_vouch(self.ctx, vouching.of_claim(row.id, row.said))

    def pay(self, row: ClaimRow) -> None:
        """The day of the payment; sealed from then on."""
        now, by = self.ctx.now(), self.ctx.tasks.actor
        text = (
            f"{row.said} {row.name}，核定 {yuan(row.approved_fen or 0)} 元，由{row.unit}付款。\n"
            "登记后封存，不能改动。付款日期："
        )
        self._on_a_day(
            "登记付款",
            row,
            text,
            lambda day: lambda session: deeds.pay(session, row.id, day, by, now),
            undo=False,
        )

    def withdraw(self, row: ClaimRow) -> None:
        """Back from the unit."""
        work = partial(deeds.withdraw, claim_id=row.id)
        self.ctx.tasks.write(f"报销单退回草稿 {row.number}", work)

    def unapprove(self, row: ClaimRow) -> None:
        """An approval written down wrongly."""
        work = partial(deeds.unapprove, claim_id=row.id)
        self.ctx.tasks.write(f"撤回报销审批 {row.number}", work)

    def refuse(self, row: ClaimRow) -> None:
        """The unit does not pay, and why."""
        today = self.ctx.today
        text = (
            f"{row.said} {row.name}，申报 {yuan(row.claimed_fen)} 元。发票可以在别的报销单重新登记。\n原因："
        )
        reason = self.ctx.dialogs.ask_text("拒报", text, confirm="登记拒报")
        if reason is not None:
            self.ctx.tasks.write(
                f"登记拒报 {row.number}",
                lambda session: deeds.refuse(session, row.id, reason, today, today),
            )

    def reverse(self, row: ClaimRow, show: Callable[[int], object]) -> None:
        """Taken back by a claim of negative amounts, which is then shown."""
        now, by = self.ctx.now(), self.ctx.tasks.actor
        text = (
            f"{row.said} {row.name}，已付 {yuan(row.approved_fen or 0)} 元。另开一张同额的红字报销单并封存，"
            "发票可以重新登记。\n原因："
        )
        reason = self.ctx.dialogs.ask_text("冲销", text, confirm="冲销")
        if reason is not None:
            self.ctx.tasks.write(
                f"冲销报销单 {row.number}",
                lambda session: deeds.reverse(session, row.id, reason, by, now),
                show,
                undo=False,
                risky=True,
            )

    def copy(self, row: ClaimRow, show: Callable[[int], object]) -> None:
        """What was refused or taken back said again in a draft, which is then shown; asked where one is."""

        def ask(there: Sequence[ClaimRow]) -> None:
            if not there:
                self._copy(row, show, once_more=False)
                return
            said = "\n".join(
                f"· {one.said or '草稿'} {one.filled_on} {one.name} {yuan(one.claimed_fen)}" for one in there
            )
            text = f"照{row.said}已经另开过：\n{said}"
            chosen = self.ctx.dialogs.choose("照此重新登记", text, [_SEE, _ONCE_MORE, _CANCEL])
            if chosen == _SEE:
                show(there[-1].id)
            elif chosen == _ONCE_MORE:
                self._copy(row, show, once_more=True)

        self.ctx.tasks.read(lambda session: deeds.copies(session, row), ask)

    def _copy(self, row: ClaimRow, show: Callable[[int], object], *, once_more: bool) -> None:
        now = self.ctx.now()
        work = partial(deeds.copy, claim_id=row.id, now=now, once_more=once_more)
        self.ctx.tasks.write(deeds.copying(row), work, show)

    def remove(self, row: ClaimRow) -> None:
        """A draft thrown away."""
        work = partial(reimbursements.remove, claim_id=row.id)
        self.ctx.tasks.write(f"删除报销草稿 {row.name}", work)

    def explain(self, row: ClaimRow, check: ClaimCheck) -> None:
        """A warning accepted for a written reason."""
        today, verdict = self.ctx.today, check.verdict
        text = f"{verdict.text}。\n原因（记入操作留痕）："
        reason = self.ctx.dialogs.ask_text("说明原因", text, confirm="说明")
        if reason is not None:
            self.ctx.tasks.write(
                f"说明报销提醒 {row.name}",
                lambda session: checks.accept(session, row.id, verdict.check, reason, today),
            )

    def take_back(self, row: ClaimRow, check: ClaimCheck) -> None:
        """A reason taken back."""
        work = partial(reimbursements.take_back, claim_id=row.id, check=check.verdict.check)
        self.ctx.tasks.write(f"取消报销说明 {row.name}", work)

    def print(self, row: ClaimRow) -> None:
        """The claim's papers in one."""
        paper = partial(papers.claim, claim_id=row.id, now=self.ctx.now())
        preview_paper(self.ctx, row.kind.label, paper)

    def _on_a_day(
        self, title: str, row: ClaimRow, text: str, work: Callable[[date], Work], *, undo: bool = True
    ) -> None:
        """A deed on a day the clerk names."""
        try:
            day = self.ctx.days.ask(title, text, self.ctx.today, confirm=title)
        except UserError as refusal:
            self.ctx.dialogs.refuse(refusal)
            return
        if day is None:
            return
        self.ctx.tasks.write(f"{title} {row.number or row.name}", work(day), undo=undo)
