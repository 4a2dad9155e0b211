"""银行对账: lines of the bank matched with vouchers, both sides of every difference in view.

A statement belongs to a book. A line stands for one voucher or for several that add up to it; whatever is
not matched stays in sight, and the sums of what is not matched explain the difference to the fen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankDraft, BankLine, BankMatch
from banfu_desktop.db.models.funds import FundVoucher, FundYear
from banfu_desktop.exchange.bank import Movement
from banfu_desktop.rules import bank as rules
from banfu_desktop.rules.bank import Entry, Reconciliation
from banfu_desktop.rules.bank_directions import Line, settle
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.finding import amount_digits, has_amount
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds import advances, funds
from banfu_desktop.services.funds.rows import YearView


@dataclass(frozen=True)
class BankView:
    """What the matching screen shows: the reconciliation, and pairs (line, voucher) it proposes.

    `drafts` are vouchers begun from a line and not posted yet: line → voucher.
    """

    reconciliation: Reconciliation
    proposals: tuple[tuple[int, int], ...]
    drafts: Mapping[int, int] = field(default_factory=dict)


def show(session: Session, book_id: int, until: date | None = None) -> BankView | None:
    """Both sides of a book on a day (by default the bank's last); None: no statement was taken in yet."""
    lines = _lines(session, book_id)
    if not lines:
        return None
    first, last = lines[0].dated, max(line.dated for line in lines)
    day = last if until is None else max(until, first)
    vouchers = _vouchers(session, book_id, first - timedelta(days=rules.AFTER))
    opening = _bank_opening(lines)
    start, before = _beginning(first, funds.balance_on(session, book_id, first), vouchers, opening)
    reconciliation = rules.reconcile(
        [entry(line) for line in lines],
        vouchers,
        _matches(session, book_id),
        book_opening_fen=before,
        bank_opening_fen=opening,
        stated_fen=_stated([line for line in lines if line.dated <= day]),
        until=day,
        start=start,
    )
    drafts = _drafts(session, book_id)
    free = [line for line in reconciliation.lines if line.id not in drafts]
    return BankView(reconciliation, tuple(rules.propose(free, reconciliation.vouchers)), drafts)


def search(session: Session, text: str, limit: int) -> list[BankLine]:
    """The latest lines with a text in party, summary or amount."""
    ways = [
        BankLine.party.icontains(text, autoescape=True),
        BankLine.summary.icontains(text, autoescape=True),
    ]
    if digits := amount_digits(text):
        ways.append(sa.cast(BankLine.in_fen + BankLine.out_fen, sa.String).contains(digits))
    latest = sa.select(BankLine).where(sa.or_(*ways)).order_by(BankLine.id.desc()).limit(limit)
    return [
        line
        for line in session.scalars(latest)
        if not digits
        or has_amount(text, line.in_fen + line.out_fen)
        or text in f"{line.party} {line.summary}"
    ]


def _lines(session: Session, book_id: int) -> list[BankLine]:
    """The lines of a book in the order of time; within a day as the balances follow from each other."""
    order = (BankLine.dated, BankLine.statement_id, BankLine.position)
    stored = list(session.scalars(sa.select(BankLine).filter_by(book_id=book_id).order_by(*order)))
    lines = [
        Line(place, row.dated, row.in_fen or row.out_fen, 1 if row.in_fen else -1, row.balance_fen)
        for place, row in enumerate(stored)
    ]
    return [stored[line.place] for line in settle(lines, may_turn=False).lines]


def entry(line: BankLine) -> Entry:
    """A line as the comparison takes it."""
    return Entry(line.id, line.dated, line.in_fen - line.out_fen, line.party or "", line.summary or "")


def _bank_opening(lines: Sequence[BankLine]) -> int | None:
    """The bank's balance before its first line, from the first balance it states."""
    moved = 0
    for line in lines:
        moved += line.in_fen - line.out_fen
        if line.balance_fen is not None:
            return line.balance_fen - moved
    return None


def _stated(lines: Sequence[BankLine]) -> int | None:
    """The bank's balance after the last line, from the last balance it states and what came after."""
    moved = 0
    for line in reversed(lines):
        if line.balance_fen is not None:
            return line.balance_fen + moved
        moved += line.in_fen - line.out_fen
    return None


def _vouchers(session: Session, book_id: int, first: date) -> list[Entry]:
    """Posted vouchers of a book from a day on."""
    statement = (
        sa.select(FundVoucher, FundYear.year)
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .where(FundYear.book_id == book_id, FundVoucher.number.is_not(None), FundVoucher.dated >= first)
        .order_by(FundVoucher.dated, FundVoucher.number)
    )
    return [
        Entry(
            row.id, row.dated, row.flow.sign * row.amount_fen, row.payee or "", row.summary,
            f"{year}年{voucher_number(row.number)}", row.reverses_id,
        )
        for row, year in session.execute(statement)
    ]  # fmt: skip


def _beginning(
    first: date, at_end_fen: int, vouchers: Sequence[Entry], opening_fen: int | None
) -> tuple[date, int]:
    """From which day on both sides are held together, and what the book held before it.

    A voucher is often dated some days before the bank moves. So the latest day of the last month on which
    the book held what the bank began with is taken; where there is none, the day of the bank's first line.

    Args:
        at_end_fen: what the book held at the end of the first line's day.
    """
    before = {
        day: at_end_fen - sum(voucher.net_fen for voucher in vouchers if day <= voucher.dated <= first)
        for day in {first, *(voucher.dated for voucher in vouchers if voucher.dated < first)}
    }
    alike = [day for day, fen in before.items() if fen == opening_fen]
    start = max(alike, default=first)
    return start, before[start]


def _matches(session: Session, book_id: int) -> dict[int, int]:
    """Voucher → line."""
    statement = (
        sa.select(BankMatch.voucher_id, BankMatch.line_id)
        .join(BankLine, BankLine.id == BankMatch.line_id)
        .where(BankLine.book_id == book_id)
    )
    return {voucher: line for voucher, line in session.execute(statement)}  # noqa: C416 (typed rows)


def _drafts(session: Session, book_id: int) -> dict[int, int]:
    """Line → the draft begun from it."""
    statement = (
        sa.select(BankDraft.line_id, BankDraft.voucher_id)
        .join(BankLine, BankLine.id == BankDraft.line_id)
        .where(BankLine.book_id == book_id)
    )
    return {line: voucher for line, voucher in session.execute(statement)}  # noqa: C416 (typed rows)


def match(session: Session, line_id: int, voucher_ids: Collection[int]) -> None:
    """Say that a line of the bank stands for vouchers.

    Raises:
        UserError: no voucher, another amount, another book, a draft, or one of them is matched already.
    """
    line = session.get_one(BankLine, line_id)
    rows = [session.get_one(FundVoucher, voucher_id) for voucher_id in sorted(set(voucher_ids))]
    if not rows:
        raise UserError("没有选凭证", "请在右边选一张或几张凭证")
    for row in rows:
        if row.number is None or session.get_one(FundYear, row.year_id).book_id != line.book_id:
            raise UserError(f"“{row.summary}”不是这本账上已记账的凭证", "请核对")
    taken = sa.or_(BankMatch.line_id == line_id, BankMatch.voucher_id.in_([row.id for row in rows]))
    if session.scalar(sa.select(sa.func.count()).select_from(BankMatch).where(taken)):
        raise UserError("所选的流水或凭证已经对上", "需要改的请先取消对账")
    net, booked = line.in_fen - line.out_fen, sum(row.flow.sign * row.amount_fen for row in rows)
    if net != booked:
        raise UserError(
            f"流水 {yuan(net)} 元，所选凭证合计 {yuan(booked)} 元，相差 {yuan(net - booked)} 元",
            "金额相等才能对上；差额请查明后补记或冲销",
        )
    session.add_all(BankMatch(line_id=line_id, voucher_id=row.id) for row in rows)
    session.execute(sa.delete(BankDraft).filter_by(line_id=line_id))  # nothing is waited for any more
    session.flush()


def accept(session: Session, pairs: Iterable[tuple[int, int]]) -> int:
    """Match pairs (line, voucher) as proposed. Returns how many.

    Raises:
        UserError: one of them can no longer be matched; none is then.
    """
    count = 0
    for line_id, voucher_id in pairs:
        match(session, line_id, (voucher_id,))
        count += 1
    return count


def unmatch(session: Session, line_ids: Collection[int]) -> int:
    """Take lines and their vouchers apart again. Returns how many lines had been matched."""
    lines = set(session.scalars(sa.select(BankMatch.line_id).where(BankMatch.line_id.in_(line_ids))))
    session.execute(sa.delete(BankMatch).where(BankMatch.line_id.in_(lines)))
    return len(lines)


def listed(session: Session) -> list[Movement]:
    """Every line of every statement, for the list that is exported."""
    rows = session.scalars(sa.select(BankLine).order_by(BankLine.dated, BankLine.id))
    return [
        Movement(row.position, row.dated, row.in_fen, row.out_fen, row.balance_fen, row.party, row.summary)
        for row in rows
    ]


def open_at_years_end(session: Session, view: YearView, today: date) -> list[str]:
    """What is still open of a year that is about to be closed: months, lines of the bank, advances."""
    months = funds.months_open(view, today)
    count, fen = unmatched(session, view.book.id, date(view.year, 12, 31))
    lent = advances.outstanding(session, view.book.id)
    remarks = [f"{months[0].label}起{len(months)}个月还没有月结，将一并结账"] if months else []
    remarks += [f"银行流水有{count}笔没有对上凭证，共 {yuan(fen)} 元"] if count else []
    return remarks + ([f"备用金还有 {yuan(lent)} 元没有核销"] if lent else [])


def unmatched(session: Session, book_id: int, until: date) -> tuple[int, int]:
    """Lines of a book's account up to a day that stand for no voucher: how many, and their sum in fen."""
    matched = sa.select(BankMatch.line_id)
    statement = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(BankLine.in_fen + BankLine.out_fen), 0)
    )
    count, fen = session.execute(
        statement.where(BankLine.book_id == book_id, BankLine.dated <= until, BankLine.id.not_in(matched))
    ).one()
    return count, fen
