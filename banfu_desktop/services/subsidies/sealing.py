"""Sealing sheet by sheet: a payer's month or 补发表 frozen with lines, snapshot, number and code.

And voiding.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.approvals import alone_in
from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.subsidies import (
    SubsidyDeferral,
    SubsidyLine,
    SubsidyMonth,
    SubsidySheet,
)
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState, number_words
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.subsidies import sealed
from banfu_desktop.services.subsidies.account import Account, Request
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet, SheetLine
from banfu_desktop.services.subsidies.snapshots import SealedSheet, dump, format_of


@dataclass(frozen=True)
class Left:
    """A payer whose sheet was not sealed, and why."""

    payer: str
    why: str


@dataclass(frozen=True)
class Sealing:
    """What a seal came to: the sheets sealed, and those left."""

    month: Month
    sheets: tuple[PayerSheet, ...]
    left: tuple[Left, ...]

    @property
    def net_fen(self) -> int:
        """实发 of what was sealed."""
        return sum(sheet.net_fen for sheet in self.sheets)


def seal(
    session: Session, month: Month, by: str, now: datetime, *, payer: str | None = None, reason: str = ""
) -> Sealing:
    """Freeze the sheets of a month that can be; each is sealed whole or not at all.

    Args:
        payer: only this payer's.
        reason: why before the month is over; its sheets then count 在岗 to the day of sealing.

    Raises:
        UserError: the month was never made, has no such draft, or nothing of it can be sealed; says why.
    """
    if session.scalar(sa.select(SubsidyMonth.id).filter_by(month=month)) is None:
        raise UserError(f"{month.label}的发放表还没有编制", "请先编制本月发放表")
    account = Account(session)
    today = now.date()
    is_over = account.records.calendar[month].is_over(today)
    as_of = None if is_over else today
    drafting = Drafting(account, as_of)
    chosen = _chosen(session, account, drafting, month, payer)
    if as_of is not None and not reason.strip():
        raise UserError(f"{month.label}还有工作日没有到", "月底以前封存请写明原因")
    done, left = [], []
    for payer_id in chosen:
        sheet = drafting.sheet(payer_id, month)
        assert sheet is not None
        why = refusal(account, sheet, month)
        if why:
            left.append(Left(sheet.payer, why))
        else:
            done.append(_freeze(session, sheet, month, by, now, early=reason.strip() if as_of else None))
    if not done:
        said = "；".join(f"{row.payer}：{row.why}" for row in left)
        raise UserError(f"{month.label}没有可以封存的表（{said}）", "请逐个处理后再封存")
    return Sealing(month, tuple(done), tuple(left))


def _chosen(
    session: Session, account: Account, drafting: Drafting, month: Month, payer: str | None
) -> list[int]:
    """The payers whose drafts are to be sealed."""
    drafts = drafting.payers(month)
    names = drafting.names(month)
    if payer is None:
        if not drafts:
            if sealed.rows(session, month):
                raise UserError(f"{month.label}的表都已封存", "不能重复封存")
            raise UserError(f"{month.label}没有要封存的表", "请先登记成员和任职")
        return drafts
    unit = office.find_organisation(session, payer)
    wanted = account.records.levels.root(unit.id) if unit else None
    if wanted not in drafts:
        state = "已封存" if wanted is not None and (wanted, month) in account.sealed else "没有要封存的表"
        there = "、".join(names[one] for one in drafts)
        raise UserError(f"发放单位“{payer}”{month.label}{state}", f"可选：{there}" if there else "")
    return [one for one in drafts if one == wanted]


def refusal(account: Account, sheet: PayerSheet, month: Month) -> str:
    """Why a draft cannot be sealed now; empty when it can."""
    skipped = account.skipped(sheet.payer_id, month)
    if skipped is not None:
        made = "还没有封存" if skipped in account.opened else "还没有编制"
        return f"{skipped.label}{made}"
    if sheet.held:
        return "、".join(f"{row.name}（{row.reason}）" for row in sheet.held)
    if not sheet.lines:
        return "都已暂缓，没有可以封存的行"
    return ""


def seal_supplement(
    session: Session, account: Account, request: Request, by: str, now: datetime
) -> PayerSheet:
    """Freeze a 补发表.

    Raises:
        UserError: it has nothing to pay, or a difference it would carry is undecided.
    """
    sheet = Drafting(account).supplement(request)
    if sheet.held:
        raise UserError("、".join(f"{row.name}（{row.reason}）" for row in sheet.held), "请逐个决定后再封存")
    if not sheet.lines:
        raise UserError(f"{sheet.number}没有要补发的金额", "请核对月份，或取消这张补发表")
    return _freeze(session, sheet, Month.of(now.date()), by, now, supplement_id=request.id)


def _freeze(
    session: Session,
    sheet: PayerSheet,
    month: Month,
    by: str,
    now: datetime,
    *,
    early: str | None = None,
    supplement_id: int | None = None,
) -> PayerSheet:
    """Write a sheet, its lines, then its snapshot and code, after which nothing of it changes."""
    months = [str(one) for one in sheet.months or (month,)]
    people = {line.person_id for line in sheet.lines}
    sheet = replace(sheet, alone=alone_in(session, sheet.payer_id, months, people))
    before = _version_before(session, sheet, month, supplement_id)
    serial = _next_serial(session, now.year)
    row = SubsidySheet(
        kind=sheet.kind, payer_id=sheet.payer_id, month=month, version=before.version + 1 if before else 1,
        year=now.year, serial=serial, format=format_of(sheet), supplement_id=supplement_id,
        early_reason=early, sealed_at=now, sealed_by=by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(_stored(row.id, line) for line in sheet.lines)
    session.flush()
    frozen = replace(
        sheet,
        sheet_id=row.id,
        number=number_words(row.year, row.serial),
        state=SheetState.SEALED,
        version=row.version,
        replaces=number_words(before.year, before.serial) if before else "",
        sealed_at=now,
        sealed_by=by,
        audit_head=chain_head(session),
    )
    own = office.current(session)
    snapshot = dump(SealedSheet(month, own.town, own.team, own.document_no, frozen))
    row.snapshot, row.check_code = snapshot, check_code(snapshot)
    session.flush()
    return replace(frozen, check_code=row.check_code)


def _next_serial(session: Session, year: int) -> int:
    return (session.scalar(sa.select(sa.func.max(SubsidySheet.serial)).filter_by(year=year)) or 0) + 1


def _version_before(
    session: Session, sheet: PayerSheet, month: Month, supplement_id: int | None
) -> SubsidySheet | None:
    """The voided sheet that this one replaces."""
    own = sa.select(SubsidySheet).where(SubsidySheet.kind == sheet.kind, SubsidySheet.voided_at.is_not(None))
    if sheet.kind is SheetKind.SUPPLEMENT:
        own = own.where(SubsidySheet.supplement_id == supplement_id)
    else:
        roots = levels.roots(session)
        same = {sheet.payer_id} | {unit for unit, root in roots.items() if root == sheet.payer_id}
        own = own.where(SubsidySheet.month == month, SubsidySheet.payer_id.in_(same))
    return session.scalar(own.order_by(SubsidySheet.version.desc(), SubsidySheet.id.desc()).limit(1))


def _stored(sheet_id: int, line: SheetLine) -> SubsidyLine:
    return SubsidyLine(
        sheet_id=sheet_id,
        person_id=line.person_id,
        posting_id=line.posting_id,
        payer_id=line.payer_id,
        about=line.about,
        is_difference=line.is_difference,
        one_off_id=line.one_off_id,
        days_posted=line.days_posted,
        days_present=line.days_present,
        rate_fen=line.rate_fen,
        gross_fen=line.gross_fen,
        deducted_fen=line.deducted_fen,
        net_fen=line.net_fen,
        reason=line.reason,
    )


def void(session: Session, sheet_id: int, by: str, reason: str, now: datetime) -> SubsidySheet:
    """Void a sealed sheet of which nothing is paid: it stays on record, what it carried is open again.

    Raises:
        UserError: no reason, voided already, paid in part, or not the payer's latest sheet.
    """
    if not reason.strip():
        raise UserError("没有写明作废的原因", "请写明原因，旧表和校验码都会保留")
    row = session.get_one(SubsidySheet, sheet_id)
    words = number_words(row.year, row.serial) or f"{row.month.label}的表"
    if row.voided_at is not None:
        raise UserError(f"{words}已经作废", "不能重复作废")
    roots = levels.roots(session)
    own = roots.get(row.payer_id, row.payer_id)
    later = [
        other
        for other in sealed.rows(session)
        if other.id > row.id and other.voided_at is None and roots.get(other.payer_id, other.payer_id) == own
    ]
    if later:
        last = later[-1]
        number = number_words(last.year, last.serial)
        said = f"请先作废{last.month.label}的{number or '表'}，从后往前作废"
        raise UserError(f"{words}不是这个单位最后封存的表", said)
    touched = sa.select(SubsidyLine.id).where(
        SubsidyLine.sheet_id == row.id,
        sa.or_(SubsidyLine.paid_on.is_not(None), SubsidyLine.waived_on.is_not(None)),
    )
    if session.scalar(touched.limit(1)) is not None:
        raise UserError(f"{words}已有发放或不再发放的记录", "已发放的表不能作废，更正由差异补发或扣回")
    row.voided_at, row.voided_by, row.void_reason = now, by, reason.strip()
    _forget_deferrals(session, row)
    session.flush()
    return row


def _forget_deferrals(session: Session, row: SubsidySheet) -> None:
    """What was left off the voided sheet is asked about again; its paper keeps it."""
    if row.kind is SheetKind.MONTH:
        session.execute(
            sa.delete(SubsidyDeferral).where(
                SubsidyDeferral.payer_id == row.payer_id, SubsidyDeferral.month == row.month
            )
        )


def sheet_of(session: Session, month: Month, payer: str) -> SubsidySheet:
    """The sealed sheet of a payer in a month.

    Raises:
        UserError: the payer has none.
    """
    unit = office.find_organisation(session, payer)
    roots = levels.roots(session)
    root = roots.get(unit.id, unit.id) if unit else None
    rows = [
        row for row in sealed.rows(session, month) if row.voided_at is None and row.kind is SheetKind.MONTH
    ]
    found = next((row for row in rows if roots.get(row.payer_id, row.payer_id) == root), None)
    if found is None:
        names = office.names_on(session, month.last)
        there = "、".join(names[row.payer_id] for row in rows)
        raise UserError(f"{month.label}没有“{payer}”已封存的表", f"可选：{there}" if there else "请先封存")
    return found
