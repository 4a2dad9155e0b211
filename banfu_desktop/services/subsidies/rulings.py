"""What the clerk decides of a line.

Deductions bound to their facts, one-off lines, and what is left off (暂缓).
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.db.models.subsidies import SubsidyDeferral, SubsidyOneOff, SubsidyRuling
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.records import Owed, Records


@dataclass(frozen=True)
class OneOffEntry:
    """A one-off line as the clerk enters it; fen, negative for a deduction.

    `paper_no` and `approved_by` say on what paper and by whose approval; without them there is no line.
    """

    person_id: int
    payer: str
    amount_fen: int
    reason: str
    paper_no: str
    approved_by: str


def rule(
    session: Session,
    month: Month,
    person_id: int,
    deducted_fen: int,
    reason: str,
    payer_id: int | None = None,
) -> None:
    """Record what the clerk decides for a line; it replaces every automatic deduction, on the facts of now.

    On a sealed month this shows as a difference, like any changed fact.

    Args:
        payer_id: whose line, where the person has several that month.

    Raises:
        UserError: a negative amount, one above 应发, no reason, no such line, or several payers and none
        named.
    """
    if deducted_fen < 0:
        raise UserError("扣减不能是负数", "补发请更正考勤或任职，由差异表补发")
    if not reason.strip():
        raise UserError("没有写明原因", "扣或者不扣，都请写明原因")
    records = Records(session)
    line = _line(records, month, person_id, payer_id)
    assert line.due is not None
    if deducted_fen > line.due.gross_fen:
        raise UserError(f"扣减超过应发{yuan(line.due.gross_fen)}", "请核对金额")
    row = _row(session, month, person_id, line.payer_id)
    if row is None:
        row = SubsidyRuling(month=month, person_id=person_id, payer_id=line.payer_id)
        session.add(row)
    row.deducted_fen, row.reason = deducted_fen, reason.strip()
    facts = line.due.facts
    row.absent_halves, row.long_halves, row.gross_fen = (
        facts.absent_halves, facts.long_halves, facts.gross_fen,
    )  # fmt: skip
    session.flush()


def _line(records: Records, month: Month, person_id: int, payer_id: int | None) -> Owed:
    lines = [row for row in records.owed(month, [person_id]) if row.due is not None]
    if payer_id is not None:
        lines = [row for row in lines if row.payer_id == records.levels.root(payer_id)]
    if not lines:
        raise UserError("这个人不在本月发放表上", "请核对任职")
    if len(lines) > 1:
        asking = [row for row in lines if row.held]
        if len(asking) == 1:
            return asking[0]
        names = records.names.on(month.last)
        there = "、".join(names[row.payer_id] for row in lines)
        raise UserError(f"这个人{month.label}由{there}分别发放", "请写明是哪个单位的一行")
    return lines[0]


def _row(session: Session, month: Month, person_id: int, payer_id: int) -> SubsidyRuling | None:
    roots = levels.roots(session)
    own = session.scalars(sa.select(SubsidyRuling).filter_by(month=month, person_id=person_id))
    return next((row for row in own if roots.get(row.payer_id, row.payer_id) == payer_id), None)


def withdraw_ruling(session: Session, month: Month, person_id: int, payer_id: int | None = None) -> None:
    """Take a decision back; the line follows the office's rules again."""
    for row in session.scalars(sa.select(SubsidyRuling).filter_by(month=month, person_id=person_id)):
        if payer_id is None or levels.root_of(session, row.payer_id) == levels.root_of(session, payer_id):
            session.delete(row)
    session.flush()


def ruling_of(session: Session, month: Month) -> dict[tuple[int, int], Ruling]:
    """The decisions of a month, by person and payer."""
    return Records(session).rulings(month)


def add_one_off(session: Session, month: Month, entry: OneOffEntry) -> int:
    """Put a one-off line on a month; part of what is due for it. Returns its id.

    Raises:
        UserError: no amount, reason, paper or approval, nobody with a posting, an unknown unit, or a minus
        beyond the own lines.
    """
    if entry.amount_fen == 0 or not entry.reason.strip():
        raise UserError("一次性的补扣没有金额或原因", "请填写金额和原因")
    if not entry.paper_no.strip() or not entry.approved_by.strip():
        raise UserError("一次性的补扣没有依据文号或批准人", "请写明依据的文件或单据，和谁批准的")
    if session.scalar(sa.select(Posting.id).filter_by(person_id=entry.person_id).limit(1)) is None:
        raise UserError("这个人没有任职", "请先登记任职")
    unit = office.find_organisation(session, entry.payer)
    if unit is None:
        raise UserError(f"没有“{entry.payer}”这个单位", "请核对单位名称")
    payer_id = levels.root_of(session, unit.id)
    if entry.amount_fen < 0:
        own = [row for row in Records(session).owed(month, [entry.person_id]) if row.payer_id == payer_id]
        there = sum(row.net_fen for row in own)
        if there + entry.amount_fen < 0:
            raise UserError(
                f"扣减超过他本月在该单位的{yuan(there)}", "请核对金额，多出的部分请登记在以后的月份"
            )
    row = SubsidyOneOff(
        month=month, person_id=entry.person_id, payer_id=payer_id, amount_fen=entry.amount_fen,
        reason=entry.reason.strip(), paper_no=entry.paper_no.strip(), approved_by=entry.approved_by.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def remove_one_off(session: Session, one_off_id: int) -> None:
    """Take a one-off line away; what sheets already hold of it becomes a difference."""
    session.delete(session.get_one(SubsidyOneOff, one_off_id))
    session.flush()


def defer(session: Session, month: Month, payer_id: int, person_id: int, about: Month, reason: str) -> None:
    """Leave a held line or undecided difference off a payer's draft of a month (暂缓).

    Raises:
        UserError: no reason, or nothing of the person's is held there.
    """
    if not reason.strip():
        raise UserError("没有写明暂缓的原因", "请写明原因，会印在发放表的未列入栏")
    account = Account(session)
    payer = account.records.levels.root(payer_id)
    sheet = Drafting(account).sheet(payer, month)
    held = [] if sheet is None else [row for row in sheet.held if row.person_id == person_id]
    if not any(row.about == about for row in held):
        raise UserError(f"{month.label}没有他待处理的{about.label}一行", "暂缓只用于待处理的行和待决定的差异")
    session.add(
        SubsidyDeferral(payer_id=payer, month=month, person_id=person_id, about=about, reason=reason.strip())
    )
    session.flush()


def withdraw_deferral(session: Session, month: Month, payer_id: int, person_id: int, about: Month) -> None:
    """Put a line that was left off back on the draft.

    Raises:
        UserError: the sheet without it is sealed already.
    """
    account = Account(session)
    payer = account.records.levels.root(payer_id)
    if (payer, month) in account.sealed:
        raise UserError(f"{month.label}的表已经封存", "暂缓的行由下一张表或补发表列入")
    session.execute(
        sa.delete(SubsidyDeferral).where(
            SubsidyDeferral.payer_id == payer,
            SubsidyDeferral.month == month,
            SubsidyDeferral.person_id == person_id,
            SubsidyDeferral.about == about,
        )
    )
