"""What the home page says of claims: units that owe, claims without an answer, drafts left lying (六(二))."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules import limits
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import CLAUSE, ClaimState
from banfu_desktop.services.door import Limit
from banfu_desktop.services.office.settings import Choices
from banfu_desktop.services.reimbursements import reimbursements, sums
from banfu_desktop.services.reimbursements.sums import OwedRow

_OWN = "本单位自定"
_LONG_DAYS = 60
"""Days after which what a unit owes is red (本单位自定)."""


def due(session: Session, today: date) -> list[Due]:
    """One line a unit for what it owes longer than the office lets it (over 60 days: red), one for drafts."""
    choices = Choices(session)
    days, draft_days = (choices.value(name, today) for name in ("claim_owed_days", "claim_draft_days"))
    late = late_ones(sums.outstanding(session, today), days)
    units = sorted({row.unit for row in late})
    reminders = [_unit(unit, [row for row in late if row.unit == unit], today, days) for unit in units]
    old = [
        row
        for row in reimbursements.listing(session, Claim.state == ClaimState.DRAFT)
        if lies_too_long(row.filled_on, today, draft_days)
    ]
    if old:
        text = f"有{len(old)}张报销草稿超过{draft_days}天没有交单位：{_names(row.name for row in old)}"
        reminders.append(Due(text, CLAUSE, "grey", "去处理", "reimbursements", [row.id for row in old],
                             limit="claim-draft"))  # fmt: skip
    return reminders


def late_ones(owed: Sequence[OwedRow], days: int) -> list[OwedRow]:
    """Claims a unit has had for longer than the office lets it; none where it sets no days."""
    return [row for row in owed if days and row.days > days]


def lies_too_long(filled_on: date, today: date, days: int) -> bool:
    """Whether a draft has been left lying; never where the office sets no days."""
    return bool(days) and (today - filled_on).days > days


def _unit(unit: str, late: Sequence[OwedRow], today: date, days: int) -> Due:
    waiting = sum(row.state is ClaimState.HANDED for row in late)
    oldest = max(row.days for row in late)
    answer = f"，其中{waiting}张还没有审批结果" if waiting else ""
    total = yuan(sum(row.outstanding_fen for row in late))
    text = f"{unit}有{len(late)}张报销单超过{days}天没有付清，共 {total} 元，最长{oldest}天{answer}"
    urgency = "red" if oldest > _LONG_DAYS else "amber"
    until = today - timedelta(days=oldest - days)
    return Due(text, CLAUSE, urgency, "去催办", "reimbursements", [row.id for row in late], until,
               limit="claim-payment")  # fmt: skip


def _names(names: Iterable[str]) -> str:
    people = list(dict.fromkeys(names))
    return "、".join(people[:4]) + ("等" if len(people) > 4 else "")


def _owed(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in sums.outstanding(session, today):
        until = limits.days_after(days, row.handed_on)
        if until is not None:
            yield until, f"{row.unit}　{row.name}"


def _drafts(session: Session, _today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in reimbursements.listing(session, Claim.state == ClaimState.DRAFT):
        until = limits.days_after(days, row.filled_on)
        if until is not None:
            yield until, row.name


LIMITS = {
    "claim-payment": Limit("报销付清", CLAUSE, "交单位后 {} 天", "派出单位", "claim_owed_days",
                           recorded=_owed),
    "claim-draft": Limit("报销草稿交单位", _OWN, "填报后 {} 天", "报销人", "claim_draft_days",
                         recorded=_drafts),
}  # fmt: skip
"""The time limits of claims."""
