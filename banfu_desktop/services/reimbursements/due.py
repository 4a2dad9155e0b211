"""What the home page says of claims: units that owe, claims without an answer, drafts left lying (六(二))."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import CLAUSE, Age, ClaimState
from banfu_desktop.services.reimbursements import reimbursements, sums
from banfu_desktop.services.reimbursements.sums import OwedRow

DRAFT_DAYS = OWED_DAYS = 30
"""Days after which a draft is called left lying, and after which a unit is reminded of what it owes."""


def due(session: Session, today: date) -> list[Due]:
    """One line a unit for what it owes over 30 days (over 60: red), one for drafts left lying."""
    owed = sums.outstanding(session, today)
    reminders = [_unit(unit, [row for row in owed if row.unit == unit], today) for unit in _units(owed)]
    old = [
        row
        for row in reimbursements.listing(session, Claim.state == ClaimState.DRAFT)
        if (today - row.filled_on).days > DRAFT_DAYS
    ]
    if old:
        text = f"有{len(old)}张报销草稿超过{DRAFT_DAYS}天没有交单位：{_names(row.name for row in old)}"
        reminders.append(Due(text, CLAUSE, "grey", "去处理", "reimbursements", [row.id for row in old]))
    return reminders


def _units(owed: Sequence[OwedRow]) -> list[str]:
    """Units with a claim older than 30 days."""
    return sorted({row.unit for row in owed if row.age is not Age.MONTH})


def _unit(unit: str, rows: Sequence[OwedRow], today: date) -> Due:
    late = [row for row in rows if row.age is not Age.MONTH]
    waiting = sum(row.state is ClaimState.HANDED for row in late)
    oldest = max(row.days for row in late)
    answer = f"，其中{waiting}张还没有审批结果" if waiting else ""
    total = yuan(sum(row.outstanding_fen for row in late))
    text = f"{unit}有{len(late)}张报销单超过30天没有付清，共 {total} 元，最长{oldest}天{answer}"
    urgency = "red" if oldest > 60 else "amber"
    until = today - timedelta(days=oldest - OWED_DAYS)
    return Due(text, CLAUSE, urgency, "去催办", "reimbursements", [row.id for row in late], until)


def _names(names: Iterable[str]) -> str:
    people = list(dict.fromkeys(names))
    return "、".join(people[:4]) + ("等" if len(people) > 4 else "")
