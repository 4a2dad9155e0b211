"""What the claims tell of a person: each with its state, what units still owe, and the papers behind them."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attachments import Attachment
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import CLAUSE, ClaimState
from banfu_desktop.services.door import PersonPart, PersonWish, Small, Sum, Way
from banfu_desktop.services.office.settings import Choices
from banfu_desktop.services.reimbursements import reimbursements, sums
from banfu_desktop.services.reimbursements.due import late_ones, lies_too_long
from banfu_desktop.services.reimbursements.reimbursements import ROOM, ClaimRow
from banfu_desktop.services.reimbursements.sums import OwedRow
from banfu_desktop.tables.reimbursements import CLAIMS_OF_PERSON

_TONES: dict[object, str] = {
    ClaimState.DRAFT: "grey", ClaimState.HANDED: "amber", ClaimState.APPROVED: "green",
    ClaimState.PAID: "blue", ClaimState.REFUSED: "red",
}  # fmt: skip
_LONG_DAYS = 60


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Claims of every posting, latest first."""
    mine = Claim.posting_id.in_(wish.posting_ids)
    rows = reimbursements.listing(session, mine)
    owed = sums.outstanding(session, wish.today, mine)
    total = sum(row.outstanding_fen for row in owed)
    choices = Choices(session)
    days, draft_days = (choices.value(name, wish.today) for name in ("claim_owed_days", "claim_draft_days"))
    late = late_ones(owed, days)
    listed = Small(
        "费用报销", CLAIMS_OF_PERSON, rows, ROOM, "id", f"未付 {yuan(total)}" if total else "",
        tones={"state": _TONES},
    )  # fmt: skip
    return PersonPart(
        steps=(*_late(late, days), *_drafts(rows, wish, draft_days)),
        sums=tuple(_sums(owed, total, urgent=bool(late))),
        smalls=(listed,) if rows else (),
        ways=_papers(session, rows),
    )


def _sums(owed: Sequence[OwedRow], total: int, *, urgent: bool) -> Iterator[Sum]:
    if owed:
        oldest = max(row.days for row in owed)
        note = f"{len(owed)}张，最久{oldest}天"
        yield Sum("报销未付", note, total, ROOM, [row.id for row in owed], urgent)


def _late(late: Sequence[OwedRow], days: int) -> Iterator[Due]:
    """Claims a unit has had for longer than the office lets it."""
    if late:
        oldest, total = max(row.days for row in late), sum(row.outstanding_fen for row in late)
        text = f"有{len(late)}张报销单超过{days}天没有付清，共 {yuan(total)} 元，最长{oldest}天"
        urgency = "red" if oldest > _LONG_DAYS else "amber"
        yield Due(text, CLAUSE, urgency, "去催办", ROOM, [row.id for row in late])


def _drafts(rows: Sequence[ClaimRow], wish: PersonWish, days: int) -> Iterator[Due]:
    old = [
        row
        for row in rows
        if row.state is ClaimState.DRAFT and lies_too_long(row.filled_on, wish.today, days)
    ]
    if old:
        text = f"有{len(old)}张报销草稿超过{days}天没有交单位"
        yield Due(text, CLAUSE, "grey", "去处理", ROOM, [row.id for row in old])


def _papers(session: Session, rows: Sequence[ClaimRow]) -> tuple[Way, ...]:
    bundles = [row.bundle_id for row in rows]
    held = sa.select(sa.func.count()).select_from(Attachment).where(Attachment.bundle_id.in_(bundles))
    count = session.scalar(held) or 0
    return (
        (Way("报销单据", f"{count} 份", f"{len(rows)} 张报销单", ROOM, [row.id for row in rows]),)
        if rows
        else ()
    )
