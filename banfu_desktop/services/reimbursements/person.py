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
from banfu_desktop.services.reimbursements import reimbursements, sums
from banfu_desktop.services.reimbursements.due import DRAFT_DAYS, OWED_DAYS
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
    listed = Small(
        "费用报销", CLAIMS_OF_PERSON, rows, ROOM, "id", f"未付 {yuan(total)}" if total else "",
        tones={"state": _TONES},
    )  # fmt: skip
    return PersonPart(
        steps=(*_late(owed), *_drafts(rows, wish)),
        sums=tuple(_sums(owed, total)),
        smalls=(listed,) if rows else (),
        ways=_papers(session, rows),
    )


def _sums(owed: Sequence[OwedRow], total: int) -> Iterator[Sum]:
    if owed:
        oldest = max(row.days for row in owed)
        note = f"{len(owed)}张，最久{oldest}天"
        yield Sum("报销未付", note, total, ROOM, [row.id for row in owed], oldest > OWED_DAYS)


def _late(owed: Sequence[OwedRow]) -> Iterator[Due]:
    """Claims a unit has had for more than a month."""
    late = [row for row in owed if row.days > OWED_DAYS]
    if late:
        oldest, total = max(row.days for row in late), sum(row.outstanding_fen for row in late)
        text = f"有{len(late)}张报销单超过{OWED_DAYS}天没有付清，共 {yuan(total)} 元，最长{oldest}天"
        urgency = "red" if oldest > _LONG_DAYS else "amber"
        yield Due(text, CLAUSE, urgency, "去催办", ROOM, [row.id for row in late])


def _drafts(rows: Sequence[ClaimRow], wish: PersonWish) -> Iterator[Due]:
    old = [
        row
        for row in rows
        if row.state is ClaimState.DRAFT and (wish.today - row.filled_on).days > DRAFT_DAYS
    ]
    if old:
        text = f"有{len(old)}张报销草稿超过{DRAFT_DAYS}天没有交单位"
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
