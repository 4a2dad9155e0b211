"""Whether sealed months stand as sealed: check codes against snapshots, lines against totals."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.subsidies.snapshots import load

_SEALED = sa.select(SubsidyMonth).where(SubsidyMonth.state != MonthState.DRAFT)


def sealed_by(session: Session, code: str) -> tuple[str, str] | None:
    """What the sealed month with a check code is called, and the head of the chain it was sealed over.

    Raises:
        UserError: its snapshot is not what was sealed.
    """
    for month in session.scalars(_SEALED):
        if month.check_code == code:
            snapshot = month.snapshot or ""
            if check_code(snapshot) != code:
                raise UserError(f"{month.month.label}的快照与校验码不符", "请保留现有文件，联系维护人员核查")
            head = load(snapshot, month.state, month.paid_on).audit_head
            return f"{month.month.label}工作补助发放表", head
    return None


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What holds of the sealed months, and what does not, a sentence each."""
    checked = [_wrong(session, row) for row in session.scalars(_SEALED)]
    bad = [sentence for sentence in checked if sentence]
    return ([] if bad else [f"已封存{len(checked)}个月，合计与快照一致"]), bad


def _wrong(session: Session, row: SubsidyMonth) -> str:
    """What is wrong with a sealed month, or an empty text."""
    snapshot = row.snapshot or ""
    if check_code(snapshot) != row.check_code:
        return f"{row.month.label}的校验码与快照不符"
    total = session.scalar(sa.select(sa.func.sum(SubsidyLine.net_fen)).filter_by(month_id=row.id)) or 0
    try:
        sheets = load(snapshot, row.state, row.paid_on)
    except UserError as refusal:
        return f"{row.month.label}：{refusal.what}"
    return "" if sheets.net_fen == total else f"{row.month.label}的明细与快照合计不符"
