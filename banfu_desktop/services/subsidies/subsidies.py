"""The monthly subsidy (六(一)): drafts computed from facts, sealed with a snapshot, then paid.

A draft is never stored: it is what the postings, the attendance, the settings and the clerk's rulings come
to now, so it cannot be stale. Sealing writes the lines and the snapshot; from then on a changed fact shows
as a difference, which the earliest open month after it carries once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidyRuling
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.subsidies import township_eligible_on
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.subsidies import differences, drafts
from banfu_desktop.services.subsidies.differences import Difference
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine
from banfu_desktop.services.subsidies.snapshots import dump, load


@dataclass(frozen=True)
class MonthRow:
    """A month that was made, for lists."""

    month: Month
    state: MonthState
    check_code: str
    paid_on: date | None


@dataclass(frozen=True)
class YearRow:
    """One person's year: 实发 in fen by month (None: no line), and when 乡镇工作补贴 becomes due."""

    person_id: int
    name: str
    initials: str
    organisation: str
    nets_fen: tuple[int | None, ...]
    township_from: date | None

    @property
    def total_fen(self) -> int:
        """The year's total."""
        return sum(net or 0 for net in self.nets_fen)


def months(session: Session) -> list[MonthRow]:
    """Every month made, latest first."""
    rows = session.scalars(sa.select(SubsidyMonth).order_by(SubsidyMonth.month.desc()))
    return [MonthRow(row.month, row.state, row.check_code or "", row.paid_on) for row in rows]


def make(session: Session, month: Month, now: datetime) -> None:
    """Open a month's draft; opening it again changes nothing.

    Raises:
        UserError: the month is yet to come, or is sealed already, or nobody is to be paid in it.
    """
    if month.first > now.date():
        raise UserError(f"{month.label}还没有到", "请在当月或以后编制")
    row = _month(session, month)
    if row is not None and row.state is not MonthState.DRAFT:
        raise UserError(f"{month.label}{row.state.label}", "更正请在本月登记补发或扣回")
    if row is None:
        if not members.listing(session, month.period) and not differences.outstanding(session, month):
            raise UserError(f"{month.label}没有在镇人员", "请核对月份，或先登记成员")
        session.add(SubsidyMonth(month=month, state=MonthState.DRAFT, made_at=now))
        session.flush()


def show(session: Session, month: Month, changed: Sequence[Difference] | None = None) -> MonthSheets:
    """A month's sheets: computed while a draft, word for word from the snapshot once sealed.

    Args:
        changed: the differences outstanding, from a caller who has read them.

    Raises:
        UserError: the month was never made.
    """
    row = _made(session, month)
    if row.snapshot is not None:
        return load(row.snapshot, row.state, row.paid_on)
    own = office.current(session)
    found = drafts.amounts(session, month)
    carried = _carried(session, month, changed) if _earliest_draft(session) == month else []
    return MonthSheets(
        month=month,
        state=row.state,
        town=own.town,
        team=own.team,
        document_no=own.document_no,
        made_at=row.made_at,
        sheets=_by_payer([*found.lines, *carried]),
        not_entitled=found.not_entitled,
    )


def rule(session: Session, month: Month, person_id: int, deducted_fen: int, reason: str) -> None:
    """Record what the clerk decides for a line; it replaces every automatic deduction.

    On a sealed month this shows as a difference, like any changed fact.

    Raises:
        UserError: a negative amount, one above 应发, or a deduction without a reason.
    """
    if deducted_fen < 0:
        raise UserError("扣减不能是负数", "补发请更正考勤或任职，由差异表补发")
    if deducted_fen and not reason.strip():
        raise UserError("有扣减时必须写明原因", "请填写原因")
    lines = drafts.amounts(session, month).lines
    gross = next((line.gross_fen for line in lines if line.person_id == person_id), None)
    if gross is None:
        raise UserError("这个人不在本月发放表上", "请核对任职")
    if deducted_fen > gross:
        raise UserError("扣减超过应发", "请核对金额")
    row = session.scalar(sa.select(SubsidyRuling).filter_by(month=month, person_id=person_id))
    if row is None:
        row = SubsidyRuling(month=month, person_id=person_id)
        session.add(row)
    row.deducted_fen, row.reason = deducted_fen, reason.strip()


def withdraw_ruling(session: Session, month: Month, person_id: int) -> None:
    """Take a decision back; the line follows the office's rules again."""
    session.execute(
        sa.delete(SubsidyRuling).where(SubsidyRuling.month == month, SubsidyRuling.person_id == person_id)
    )


def seal(session: Session, month: Month, by: str, now: datetime) -> MonthSheets:
    """Freeze a month: its lines, its snapshot and its check code. Nothing changes them afterwards.

    Raises:
        UserError: not made, sealed already, an earlier month still open, a line held, or a negative sheet.
    """
    row = _made(session, month)
    if row.state is not MonthState.DRAFT:
        raise UserError(f"{month.label}{row.state.label}", "不能重复封存")
    earliest = _earliest_draft(session)
    if earliest is not None and earliest < month:
        raise UserError(f"{earliest.label}还没有封存", f"请先封存{earliest.label}")
    sheets = show(session, month)
    held = [f"{line.name}（{line.held}）" for line in sheets.lines if line.held]
    if held:
        raise UserError(f"有{len(held)}行待处理：{'、'.join(held)}", "请逐行填写扣减和原因后再封存")
    sealed = replace(
        sheets, state=MonthState.SEALED, sealed_at=now, sealed_by=by, audit_head=chain_head(session)
    )
    snapshot = dump(sealed)
    session.add_all(_stored(row.id, line) for line in sealed.lines)
    session.flush()
    row.snapshot, row.check_code = snapshot, check_code(snapshot)
    row.state, row.sealed_at, row.sealed_by = MonthState.SEALED, now, by
    session.flush()
    return replace(sealed, check_code=row.check_code)


def pay(session: Session, month: Month, paid_on: date, today: date) -> None:
    """Record the day a sealed month was paid.

    Raises:
        UserError: not sealed, paid already, or a day that cannot be.
    """
    row = _made(session, month)
    if row.state is MonthState.DRAFT:
        raise UserError(f"{month.label}还没有封存", "请先封存再登记发放")
    if row.state is MonthState.PAID:
        raise UserError(f"{month.label}已登记发放", f"发放日期是{row.paid_on}")
    if not month.first <= paid_on <= today:
        raise UserError(f"发放日期{paid_on}不合理", f"应在{month.first}至{today}之间")
    row.state, row.paid_on = MonthState.PAID, paid_on


def discard(session: Session, month: Month) -> None:
    """Drop a draft opened by mistake; facts and rulings stay.

    Raises:
        UserError: the month is sealed.
    """
    row = _made(session, month)
    if row.state is not MonthState.DRAFT:
        raise UserError(f"{month.label}{row.state.label}", "已封存的月份不能删除")
    session.delete(row)


def year(session: Session, number: int) -> list[YearRow]:
    """Members × months of a year: sealed amounts with what was carried since, drafts as they stand."""
    nets: dict[int, dict[int, int]] = {}
    in_year = SubsidyLine.about.between(Month(number, 1), Month(number, 12))
    for line in session.scalars(sa.select(SubsidyLine).where(in_year)):
        _add(nets, line.person_id, line.about, line.net_fen)
    drafted = sa.select(SubsidyMonth.month).filter_by(state=MonthState.DRAFT)
    for month in session.scalars(drafted.order_by(SubsidyMonth.month)):
        for shown in show(session, month).lines:
            if shown.about.year == number:
                _add(nets, shown.person_id, shown.about, shown.net_fen)
    postings: dict[int, list[members.MemberRow]] = {}
    for row in members.listing(session):
        postings.setdefault(row.person_id, []).append(row)
    restarts = settings.value_on(session, "township_gap_restarts", date(number, 12, 31))
    return [
        _year_row(rows, nets[person_id], restarts)
        for person_id, rows in postings.items()
        if person_id in nets
    ]


def _add(nets: dict[int, dict[int, int]], person_id: int, month: Month, net_fen: int) -> None:
    own = nets.setdefault(person_id, {})
    own[month.number] = own.get(month.number, 0) + net_fen


def _year_row(rows: list[members.MemberRow], nets: dict[int, int], gap_restarts: bool) -> YearRow:
    last = max(rows, key=lambda row: row.arrived_on)
    return YearRow(
        person_id=last.person_id,
        name=last.name,
        initials=last.initials,
        organisation=last.organisation,
        nets_fen=tuple(nets.get(number) for number in range(1, 13)),
        township_from=township_eligible_on((row.period for row in rows), gap_restarts=gap_restarts),
    )


def _month(session: Session, month: Month) -> SubsidyMonth | None:
    return session.scalar(sa.select(SubsidyMonth).filter_by(month=month))


def _made(session: Session, month: Month) -> SubsidyMonth:
    row = _month(session, month)
    if row is None:
        raise UserError(f"{month.label}的发放表还没有编制", "请先编制本月发放表")
    return row


def _earliest_draft(session: Session) -> Month | None:
    return session.scalar(
        sa.select(SubsidyMonth.month).filter_by(state=MonthState.DRAFT).order_by(SubsidyMonth.month).limit(1)
    )


def _carried(session: Session, month: Month, changed: Sequence[Difference] | None) -> list[SheetLine]:
    """The differences of earlier months as lines; a payer renamed since stands under its present name."""
    found = differences.outstanding(session, month) if changed is None else changed
    names = office.names_on(session, month.last)
    return [replace(row.line(), payer=names[row.payer_id]) for row in found if row.month < month]


def _by_payer(lines: list[SheetLine]) -> tuple[PayerSheet, ...]:
    """One sheet a payer, in the order the payers first appear; ordinary lines before differences."""
    sheets: dict[str, list[SheetLine]] = {}
    for line in lines:
        sheets.setdefault(line.payer, []).append(line)
    return tuple(PayerSheet(payer, tuple(own)) for payer, own in sheets.items())


def _stored(month_id: int, line: SheetLine) -> SubsidyLine:
    return SubsidyLine(
        month_id=month_id,
        person_id=line.person_id,
        posting_id=line.posting_id,
        payer_id=line.payer_id,
        about=line.about,
        is_difference=line.is_difference,
        days_posted=line.days_posted,
        days_present=line.days_present,
        rate_fen=line.rate_fen,
        gross_fen=line.gross_fen,
        deducted_fen=line.deducted_fen,
        net_fen=line.net_fen,
        reason=line.reason,
    )
