"""Whether everything stands as it was written: file, references, audit chain, sealed months."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.db.store import Database
from banfu_desktop.rules.subsidies_sheets import number_words
from banfu_desktop.services.audit import seals
from banfu_desktop.services.funds import checking
from banfu_desktop.services.subsidies.snapshots import check_code, load_sheet, load_whole


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
            good.append(f"已封存{len(sealed)}份快照，合计与明细一致")
        books = checking.check(session)
        bad += books
        if not books:
            good.append(f"工作经费已记账{checking.posted(session)}张凭证，余额逐日可核对")
    return Report(tuple(good), tuple(bad))


def _sealed(session: Session) -> list[str]:
    """For each month sealed as a whole, and each sheet sealed since, what is wrong with it, or an empty text."""
    months = session.scalars(sa.select(SubsidyMonth).where(SubsidyMonth.snapshot.is_not(None)))
    sheets = session.scalars(sa.select(SubsidySheet).where(SubsidySheet.snapshot.is_not(None)))
    return [*(_one_month(session, row) for row in months), *(_one_sheet(session, row) for row in sheets)]


def _one_month(session: Session, row: SubsidyMonth) -> str:
    snapshot = row.snapshot or ""
    if check_code(snapshot) != row.check_code:
        return f"{row.month.label}的校验码与快照不符"
    lines = sa.select(sa.func.sum(SubsidyLine.net_fen)).join(
        SubsidySheet, SubsidySheet.id == SubsidyLine.sheet_id
    )
    total = session.scalar(lines.where(SubsidySheet.month == row.month, SubsidySheet.format == 1)) or 0
    return "" if load_whole(snapshot).net_fen == total else f"{row.month.label}的明细与快照合计不符"


def _one_sheet(session: Session, row: SubsidySheet) -> str:
    snapshot, words = row.snapshot or "", number_words(row.year, row.serial)
    if check_code(snapshot) != row.check_code:
        return f"{words}的校验码与快照不符"
    total = session.scalar(sa.select(sa.func.sum(SubsidyLine.net_fen)).filter_by(sheet_id=row.id)) or 0
    return "" if load_sheet(snapshot).sheet.net_fen == total else f"{words}的明细与快照合计不符"
