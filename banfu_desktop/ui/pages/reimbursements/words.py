"""What the record panel says of a claim: how it stands, what the checks find, what was accepted and why."""

from collections.abc import Callable, Sequence
from datetime import date

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import CLAUSE, ClaimState, age
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.reimbursements import sums as reimbursements_sums
from banfu_desktop.services.reimbursements.checks import ClaimCheck
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.services.reimbursements.sums import OwedRow, YearRow
from banfu_desktop.ui.page.record_form import Fact

_LOOKS = {
    Severity.ERROR: "field-error",
    Severity.WARNING: "field-warning",
    Severity.REMINDER: "secondary",
}
Doing = Callable[[ClaimCheck], object]


def who(row: MemberRow) -> str:
    """Somebody to choose: 罗海涛（县工信局，2026-10-31离岗）."""
    until = f"，{row.left_on}离岗" if row.left_on else ""
    return f"{row.name}（{row.organisation}{until}）"


def standing(row: ClaimRow, today: date) -> list[Fact]:
    """How far a claim has come, and what is owed."""
    facts = []
    if row.handed_on and row.outstanding_fen:
        days = (today - row.handed_on).days
        text = f"{row.handed_on} 交单位，已{days}天（{age(days).label}），未付 {yuan(row.outstanding_fen)} 元"
        facts.append(Fact(text, CLAUSE, "field-warning" if days > 30 else ""))
    if row.approved_fen is not None and row.reverses is None:
        cut = row.claimed_fen - row.approved_fen
        reason = f"，核减 {yuan(cut)} 元：{row.reason}" if cut else ""
        facts.append(Fact(f"{row.decided_on} 核定 {yuan(row.approved_fen)} 元{reason}"))
    if row.state is ClaimState.REFUSED:
        facts.append(Fact(f"{row.decided_on} 拒报：{row.reason}。发票可以重新登记", look="field-warning"))
    if row.paid_on:
        facts.append(Fact(f"{row.paid_on} {'冲销' if row.reverses else '付款'}"))
    if row.reverses:
        facts.append(Fact(f"冲销 {row.reverses}：{row.reason}"))
    if row.reversed_by:
        facts.append(Fact(f"已由 {row.reversed_by} 冲销", look="field-warning"))
    if row.check_code:
        facts.append(Fact(f"校验码 {row.check_code}", look="secondary"))
    return facts


def found(checks: Sequence[ClaimCheck], explain: Doing, take_back: Doing) -> list[Fact]:
    """What the checks find, each with its clause; a warning can be explained, and that be taken back."""
    return [_found(check, explain, take_back) for check in checks]


def _found(check: ClaimCheck, explain: Doing, take_back: Doing) -> Fact:
    verdict = check.verdict
    if check.accepted is not None:
        text = f"{verdict.text}。已说明：{check.accepted}"
        return Fact(text, verdict.clause, "secondary", "取消说明", lambda: take_back(check), Act.ENTER)
    if verdict.overridable:
        return Fact(
            verdict.text, verdict.clause, _LOOKS[verdict.severity], "说明…", lambda: explain(check), Act.ENTER
        )
    return Fact(verdict.text, verdict.clause, _LOOKS[verdict.severity])


def why_sealed(row: ClaimRow) -> str:
    """Why the head cannot be edited, and what can be done; empty for a draft."""
    ways = {
        ClaimState.DRAFT: "",
        ClaimState.HANDED: "已交单位，不能改动。要修改请“退回草稿”。",
        ClaimState.APPROVED: "单位已审批，不能改动。登记错了请“撤回审批”。",
        ClaimState.PAID: "已付款并封存。更正请用“冲销”另开一张红字报销单。",
        ClaimState.REFUSED: "已拒报。需要再报的，用“照此重新登记”。",
    }
    if row.reverses:
        return f"这是冲销{row.reverses}的红字报销单，已封存。"
    if row.reversed_by:
        return f"已付款并封存，已由{row.reversed_by}冲销。要再报的，用“照此重新登记”。"
    return ways[row.state]


def count_owed(rows: Sequence[OwedRow]) -> str:
    """How many claims of how many units are owed."""
    return f"{len(rows)} 张 · {len({row.unit for row in rows})} 个单位"


def owed_totals(rows: Sequence[OwedRow]) -> Sequence[str]:
    """What is owed, by age and in all."""
    ages = [f"{word.label} {yuan(fen)}" for word, fen in reimbursements_sums.by_age(rows).items()]
    return [*ages, f"未付合计 {yuan(sum(row.outstanding_fen for row in rows))}"]


def count_year(rows: Sequence[YearRow]) -> str:
    """How many units a year has."""
    return f"{len({row.unit for row in rows})} 个单位"


def year_totals(rows: Sequence[YearRow]) -> Sequence[str]:
    """Members' lines alone, so that nothing is counted twice."""
    members = [row for row in rows if not row.is_total]
    names = (("申报", "claimed_fen"), ("核减", "cut_fen"), ("核定", "approved_fen"), ("已付", "paid_fen"),
             ("未付", "outstanding_fen"))  # fmt: skip
    return [f"{label} {yuan(sum(getattr(row, name) for row in members))}" for label, name in names]
