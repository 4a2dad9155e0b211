"""Whether what was sealed stands as sealed: check codes against snapshots, lines against totals."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.subsidies_sheets import number_words
from banfu_desktop.services.subsidies.snapshots import load_sheet, load_whole

_MONTHS = sa.select(SubsidyMonth).where(SubsidyMonth.snapshot.is_not(None))
_SHEETS = sa.select(SubsidySheet).where(SubsidySheet.snapshot.is_not(None))


def sealed_by(session: Session, code: str) -> tuple[str, str] | None:
    """What the sealed paper with a check code is called, and the head of the chain it was sealed over.

    Raises:
        UserError: its snapshot is not what was sealed.
    """
    month = session.scalar(_MONTHS.filter_by(check_code=code))
    if month is not None:
        words = f"{month.month.label}工作补助发放表"
        return words, load_whole(_intact(month.snapshot or "", code, words)).audit_head
    row = session.scalar(_SHEETS.filter_by(check_code=code))
    if row is None:
        return None
    words = f"{row.month.label}工作补助发放表（{number_words(row.year, row.serial)}）"
    sheet = load_sheet(_intact(row.snapshot or "", code, words)).sheet
    return words + ("，已作废" if row.voided_at else ""), sheet.audit_head


def _intact(snapshot: str, code: str, words: str) -> str:
    """A snapshot that its code still fits."""
    if check_code(snapshot) != code:
        raise UserError(f"{words}封存的内容与校验码不符", "请保留现有文件，联系维护人员核查")
    return snapshot


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What holds of sealed months and sheets, and what does not, a sentence each."""
    checked = [_wrong_month(session, row) for row in session.scalars(_MONTHS)]
    checked += [_wrong_sheet(session, row) for row in session.scalars(_SHEETS)]
    bad = [sentence for sentence in checked if sentence]
    return ([] if bad else [f"已封存{len(checked)}份，合计与明细一致"]), bad


def _wrong_month(session: Session, row: SubsidyMonth) -> str:
    """What is wrong with a month sealed as a whole, or an empty text."""
    snapshot, label = row.snapshot or "", row.month.label
    if check_code(snapshot) != row.check_code:
        return f"{label}的校验码与封存的内容不符"
    lines = sa.select(sa.func.sum(SubsidyLine.net_fen)).join(
        SubsidySheet, SubsidySheet.id == SubsidyLine.sheet_id
    )
    total = session.scalar(lines.where(SubsidySheet.month == row.month, SubsidySheet.format == 1)) or 0
    try:
        sealed_fen = load_whole(snapshot).net_fen
    except UserError as refusal:
        return f"{label}：{refusal.what}"
    return "" if sealed_fen == total else f"{label}的明细与封存的合计不符"


def _wrong_sheet(session: Session, row: SubsidySheet) -> str:
    """What is wrong with a sealed sheet, or an empty text."""
    snapshot, words = row.snapshot or "", number_words(row.year, row.serial)
    if check_code(snapshot) != row.check_code:
        return f"{words}的校验码与封存的内容不符"
    total = session.scalar(sa.select(sa.func.sum(SubsidyLine.net_fen)).filter_by(sheet_id=row.id)) or 0
    try:
        sealed_fen = load_sheet(snapshot).sheet.net_fen
    except UserError as refusal:
        return f"{words}：{refusal.what}"
    return "" if sealed_fen == total else f"{words}的明细与封存的合计不符"
