"""Whether everything stands as it was written: file, references, audit chain, sealed months, claims."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import number_words
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.audit import seals
from banfu_desktop.services.funds import checking
from banfu_desktop.services.subsidies.snapshots import load


@dataclass(frozen=True)
class Report:
    """What was checked and holds, and what does not, one sentence each."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def check(database: Database) -> Report:
    """Check the whole office."""
    good, bad = [], list(check_file(database.engine))
    if not bad:
        good.append("数据文件完好，引用完整")
    with database.read() as session:
        chain = verify_chain(session)
        if chain.broken_at is None:
            good.append(f"留痕链完整，共{chain.rows}条，留痕码 {seals.chain_code(chain.head_hex)}")
        else:
            bad.append(f"留痕链{seals.breach(session, chain).removesuffix('。')}")
        sealed = _sealed(session)
        bad += [sentence for sentence in sealed if sentence]
        if not any(sealed):
            good.append(f"已封存{len(sealed)}个月，合计与快照一致")
        bad += _claims(session)
        books = checking.check(session)
        bad += books
        if not books:
            good.append(f"工作经费已记账{checking.posted(session)}张凭证，余额逐日可核对")
    return Report(tuple(good), tuple(bad))


def _sealed(session: Session) -> list[str]:
    """For each sealed month what is wrong with it, or an empty text."""
    months = session.scalars(sa.select(SubsidyMonth).where(SubsidyMonth.state != MonthState.DRAFT))
    return [_one(session, row) for row in months]


def _one(session: Session, row: SubsidyMonth) -> str:
    snapshot = row.snapshot or ""
    if check_code(snapshot) != row.check_code:
        return f"{row.month.label}的校验码与快照不符"
    total = session.scalar(sa.select(sa.func.sum(SubsidyLine.net_fen)).filter_by(month_id=row.id)) or 0
    try:
        sheets = load(snapshot, row.state, row.paid_on)
    except UserError as refusal:
        return f"{row.month.label}：{refusal.what}"
    return "" if sheets.net_fen == total else f"{row.month.label}的明细与快照合计不符"


def _claims(session: Session) -> list[str]:
    """What is wrong with the snapshots of claims handed in, a sentence each."""
    handed = session.scalars(sa.select(Claim).where(Claim.snapshot.is_not(None)).order_by(Claim.id))
    return [
        f"报销单{number_words(claim.year or 0, claim.serial or 0)}的校验码与快照不符"
        for claim in handed
        if check_code(claim.snapshot or "") != claim.check_code
    ]
