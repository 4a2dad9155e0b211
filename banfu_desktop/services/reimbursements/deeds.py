"""What becomes of a claim: handed in, withdrawn, approved, refused, paid and sealed, reversed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.reimbursements import Claim, ClaimLine, ClaimSeal
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.reimbursements import ClaimState, check_approval, number_words, proceed
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.office import repeats
from banfu_desktop.services.reimbursements import forms, reimbursements, snapshots
from banfu_desktop.services.reimbursements.checks import open_verdicts
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow


@dataclass(frozen=True)
class Approval:
    """What the unit approved: fen of every line, or of the claim as a whole; the reason for a difference."""

    lines_fen: Sequence[int] | None = None
    total_fen: int | None = None
    reason: str = ""


def hand_in(session: Session, claim_id: int, on: date, today: date) -> str:
    """Hand a draft to the unit: it gets its number, and its paper stands. Returns the number.

    Raises:
        ProblemsError: an error, or a warning nobody accepted, stands; every one is named.
        UserError: it is no draft, or a day that cannot be.
    """
    row, claim = _step(session, claim_id, ClaimState.HANDED)
    problems = tuple(
        Problem(None, verdict.clause, verdict.text) for verdict in open_verdicts(session, claim_id, today)
    )
    if problems:
        raise ProblemsError(
            f"有{len(problems)}处问题，还不能交单位", problems, "错误须改正，提醒可以写明原因"
        )
    last = max([row.filled_on, *(line.last_day for line in row.lines if line.last_day)])
    _refuse_day("交单位", on, last, today)
    year, serial = claim.year or on.year, claim.serial or _next_serial(session, on.year)
    number = number_words(year, serial)
    snapshot = snapshots.dump(replace(forms.present(session, claim_id), number=number))
    claim.year, claim.serial, claim.handed_on, claim.state = year, serial, on, ClaimState.HANDED
    claim.snapshot, claim.check_code = snapshot, check_code(snapshot)
    session.flush()  # all in one step, as the rights have it
    reimbursements.relabel(session, claim_id)
    session.flush()
    return number


def _next_serial(session: Session, year: int) -> int:
    last = session.scalar(sa.select(sa.func.max(Claim.serial)).where(Claim.year == year))
    return (last or 0) + 1


def withdraw(session: Session, claim_id: int) -> None:
    """Take a claim back from the unit to go on writing it; it keeps its number.

    Raises:
        UserError: it is not with the unit, or has been decided.
    """
    _, claim = _step(session, claim_id, ClaimState.DRAFT)
    claim.state, claim.handed_on = ClaimState.DRAFT, None
    claim.snapshot = claim.check_code = None
    session.flush()


def approve(session: Session, claim_id: int, on: date, approval: Approval, today: date) -> None:
    """Record what the unit approved.

    Raises:
        UserError: it is not with the unit, a day that cannot be, an amount above the claimed one, or a
            difference without a reason.
    """
    row, claim = _step(session, claim_id, ClaimState.APPROVED)
    _refuse_day("审批", on, row.handed_on, today)
    amounts, total = _approved(row, approval)
    stored = session.scalars(sa.select(ClaimLine).filter_by(claim_id=claim_id).order_by(ClaimLine.position))
    for line, amount in zip(stored, amounts, strict=True):
        line.approved_fen = amount
    claim.approved_fen, claim.decided_on = total, on
    claim.reason, claim.state = approval.reason.strip() or None, ClaimState.APPROVED
    session.flush()


def unapprove(session: Session, claim_id: int) -> None:
    """Take back an approval that was written down wrongly; the claim is with the unit again.

    Raises:
        UserError: it is not approved, or paid already.
    """
    row = reimbursements.one(session, claim_id)
    if row.state is not ClaimState.APPROVED:
        raise UserError(f"{row.said}{row.state.label}，没有可撤回的审批", "已审批、还没付款的才能撤回")
    for line in session.scalars(sa.select(ClaimLine).filter_by(claim_id=claim_id)):
        line.approved_fen = None
    claim = session.get_one(Claim, claim_id)
    claim.state, claim.approved_fen = ClaimState.HANDED, None
    claim.decided_on = claim.reason = None
    session.flush()


def _approved(row: ClaimRow, approval: Approval) -> tuple[Sequence[int | None], int]:
    """What is approved of each line, where that is known, and of the claim."""
    claimed = [line.claimed_fen for line in row.lines]
    amounts, total = approval.lines_fen, approval.total_fen
    if amounts is None and (total is None or total == row.claimed_fen):
        amounts = claimed
    elif amounts is None and len(claimed) == 1 and total is not None:
        amounts = [total]
    if amounts is None:
        check_approval([row.claimed_fen], [total or 0], approval.reason)
        return [None] * len(claimed), total or 0
    if len(amounts) != len(claimed):
        raise UserError(f"{row.said}有{len(claimed)}行明细，核定了{len(amounts)}行", "请逐行填写核定金额")
    check_approval(claimed, amounts, approval.reason)
    return amounts, sum(amounts)


def refuse(session: Session, claim_id: int, reason: str, on: date, today: date) -> None:
    """Record that the unit does not pay, and why; the invoices may stand in another claim again.

    A draft that has a number already is cancelled in the same way.

    Raises:
        UserError: no reason, a claim that cannot be refused any more, or a draft that was never handed in.
    """
    row, claim = _step(session, claim_id, ClaimState.REFUSED)
    if not row.number:
        raise UserError("这张草稿还没有交单位", "不用的草稿请直接删除")
    if not reason.strip():
        raise UserError("没有写明原因", "请写明单位拒报的原因")
    _refuse_day("拒报", on, row.handed_on or row.filled_on, today)
    invoices.release(session, row.bundle_id)
    claim.state, claim.decided_on, claim.reason = ClaimState.REFUSED, on, reason.strip()
    session.flush()


def pay(session: Session, claim_id: int, on: date, by: str, now: datetime) -> None:
    """Record the day the unit paid; the claim and its papers are sealed.

    Raises:
        UserError: it is not approved, nothing was approved, or a day that cannot be.
    """
    row, claim = _step(session, claim_id, ClaimState.PAID)
    if not row.approved_fen:
        raise UserError(f"{row.said}核定为0，没有可付的金额", "请登记拒报，并写明原因")
    _refuse_day("付款", on, row.decided_on, now.date())
    claim.state, claim.paid_on = ClaimState.PAID, on
    _seal(session, claim, by, now)


def _seal(session: Session, claim: Claim, by: str, now: datetime) -> None:
    head = chain_head(session)
    session.add(ClaimSeal(claim_id=claim.id, sealed_at=now, sealed_by=by, audit_head=head))
    bundles.seal(session, claim.bundle_id)
    session.flush()


def reverse(session: Session, claim_id: int, reason: str, by: str, now: datetime) -> int:
    """Take a paid claim back by a claim of negative amounts; the invoices may stand again. Returns its key.

    Raises:
        UserError: not a paid claim, reversed already, itself a reversing claim, or no reason.
    """
    row, today = reimbursements.one(session, claim_id), now.date()
    if row.state is not ClaimState.PAID:
        raise UserError(f"{row.said}{row.state.label}，不用冲销", "已付款的报销单才能冲销")
    if row.reverses or row.reversed_by:
        other = row.reversed_by or row.reverses
        raise UserError(f"{row.said}与{other}已经互相冲销", "需要再报的，请登记报销单")
    if not reason.strip():
        raise UserError("没有写明原因", "请写明为什么冲销")
    negative = _negative(session, row, reason.strip(), now)
    invoices.release(session, row.bundle_id)
    reimbursements.relabel(session, negative.id)
    snapshot = snapshots.dump(forms.present(session, negative.id))
    negative.snapshot, negative.check_code = snapshot, check_code(snapshot)
    negative.handed_on = negative.decided_on = today
    negative.approved_fen, negative.state = -(row.approved_fen or 0), ClaimState.APPROVED
    session.flush()
    negative.state, negative.paid_on = ClaimState.PAID, today
    _seal(session, negative, by, now)
    return negative.id


def copying(row: ClaimRow) -> str:
    """The name of the deed that says a refused or reversed claim again."""
    return f"照{row.number}重新登记"


def copies(session: Session, row: ClaimRow) -> list[ClaimRow]:
    """What has been made of a refused or reversed claim already and was not refused or reversed itself."""
    keys = repeats.made_by(session, Claim.__tablename__, copying(row))
    there = [reimbursements.one(session, key) for key in keys if session.get(Claim, key) is not None]
    return [made for made in there if made.state is not ClaimState.REFUSED and not made.reversed_by]


def copy(session: Session, claim_id: int, now: datetime, *, once_more: bool = False) -> int:
    """A draft that says again what a refused or reversed claim said, dated today. Returns its key.

    Its invoices are free and are entered again with their papers.

    Args:
        once_more: whether there may be another one beside what has been made of it already.

    Raises:
        UserError: a claim that stands, or one that has a copy already.
    """
    row = reimbursements.one(session, claim_id)
    if row.state is not ClaimState.REFUSED and not row.reversed_by:
        raise UserError(f"{row.said}{row.state.label}，不用重新登记", "拒报的、已冲销的才照原样重新登记")
    if not once_more and copies(session, row):
        raise UserError(f"已照{row.said}另开过一张", "请先看那一张，还要再开的再点“照此重新登记”")
    values = {"posting_id": row.posting_id, "kind": row.kind, "title": row.title, "filled_on": now.date()}
    made = reimbursements.save(session, values, now)
    reimbursements.set_lines(session, made, row.lines)
    return made


def _negative(session: Session, row: ClaimRow, reason: str, now: datetime) -> Claim:
    """A draft that takes back what a claim says, line by line, under a number of its own."""
    bundle_id = bundles.new_bundle(session, reimbursements.ROOM, "费用报销冲销")
    claim = Claim(
        kind=row.kind, posting_id=row.posting_id, unit_id=row.unit_id, bundle_id=bundle_id,
        title=f"冲销{row.number}", source=row.source, filled_on=now.date(), reason=reason,
        reverses_id=row.id, made_at=now, year=now.year, serial=_next_serial(session, now.year),
        state=ClaimState.DRAFT,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    for position, (line, approved) in enumerate(zip(row.lines, row.approved, strict=True), 1):
        taken = None if approved is None else -approved
        values = line.reversed().__dict__
        session.add(ClaimLine(claim_id=claim.id, position=position, approved_fen=taken, **values))
    session.flush()
    return claim


def _step(session: Session, claim_id: int, target: ClaimState) -> tuple[ClaimRow, Claim]:
    row = reimbursements.one(session, claim_id)
    proceed(row.said, row.state, target)
    return row, session.get_one(Claim, claim_id)


def _refuse_day(what: str, day: date, least: date | None, today: date) -> None:
    if not (least or day) <= day <= today:
        raise UserError(f"{what}日期{day}不合理", f"应在{least or day}至{today}之间")
