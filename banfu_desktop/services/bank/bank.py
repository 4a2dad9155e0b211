"""银行对账: statements taken in, lines matched with vouchers, both sides of every difference in view.

A statement belongs to a book. A line stands for one voucher or for several that add up to it; whatever is
not matched stays in sight, and the sums of what is not matched explain the difference to the fen.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankLine, BankMatch, BankStatement
from banfu_desktop.db.models.funds import FundVoucher, FundYear
from banfu_desktop.exchange.bank import Movement, read_statement
from banfu_desktop.rules import bank as rules
from banfu_desktop.rules.bank import Entry, Reconciliation
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds import funds


@dataclass(frozen=True)
class Planned:
    """A line of a statement and whether it is there already."""

    movement: Movement
    mark: str
    known: bool


@dataclass(frozen=True)
class StatementPlan:
    """What taking in a statement will do; nothing is saved yet."""

    book_id: int
    name: str
    sha256: str
    lines: tuple[Planned, ...]
    warnings: tuple[Problem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def fresh(self) -> tuple[Planned, ...]:
        """The lines that are new."""
        return tuple(line for line in self.lines if not line.known)

    def __str__(self) -> str:
        return f"新增 {len(self.fresh)} 行，已有 {len(self.lines) - len(self.fresh)} 行"


@dataclass(frozen=True)
class BankView:
    """What the matching screen shows: the reconciliation, and pairs (line, voucher) it proposes."""

    reconciliation: Reconciliation
    proposals: tuple[tuple[int, int], ...]


def plan(session: Session, book_id: int, path: Path) -> StatementPlan:
    """Read a statement and say what taking it in will do.

    Raises:
        ProblemsError: every bad cell, by row and column; nothing can be taken in.
        UserError: not a statement, or one without a line.
        MachineError: the disk cannot be read.
    """
    statement = read_statement(path)
    if statement.problems:
        what = f"银行流水有{len(statement.problems)}处需要更正，没有导入任何内容"
        raise ProblemsError(what, statement.problems, "请更正后重新导入")
    if not statement.movements:
        raise UserError("流水里没有一笔收支", "请核对下载的日期范围")
    known = set(session.scalars(sa.select(BankLine.mark).filter_by(book_id=book_id)))
    lines = [Planned(one, mark, mark in known) for one, mark in marked(statement.movements)]
    return StatementPlan(
        book_id, path.name, statement.sha256, tuple(lines), statement.warnings, statement.ignored_columns
    )


def marked(movements: Iterable[Movement]) -> list[tuple[Movement, str]]:
    """Each line with the mark that recognises it in another statement; equal lines are counted apart."""
    seen: Counter[str] = Counter()
    found = []
    for one in movements:
        said = "|".join(
            str(part or "")
            for part in (one.dated, one.in_fen, one.out_fen, one.balance_fen, one.party, one.summary)
        )
        seen[said] += 1
        found.append((one, hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest()))
    return found


def carry_out(session: Session, planned: StatementPlan, now: datetime) -> int:
    """Take in the new lines of a plan. Returns how many; a statement that brings none changes nothing."""
    if not planned.fresh:
        return 0
    statement = session.scalar(
        sa.select(BankStatement).filter_by(book_id=planned.book_id, sha256=planned.sha256)
    )
    if statement is None:
        statement = BankStatement(book_id=planned.book_id, sha256=planned.sha256, added=0)
    statement.name, statement.lines, statement.at = planned.name, len(planned.lines), now
    statement.added += len(planned.fresh)
    session.add(statement)
    session.flush()
    for number, line in enumerate(planned.lines, 1):
        if not line.known:
            session.add(_line(statement, number, line))
    session.flush()
    return len(planned.fresh)


def _line(statement: BankStatement, number: int, line: Planned) -> BankLine:
    one = line.movement
    return BankLine(
        statement_id=statement.id,
        book_id=statement.book_id,
        position=number,
        dated=one.dated,
        in_fen=one.in_fen,
        out_fen=one.out_fen,
        balance_fen=one.balance_fen,
        party=one.party,
        summary=one.summary,
        mark=line.mark,
    )


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
    found = rules.reconcile(
        [_entry(line) for line in lines],
        vouchers,
        _matches(session, book_id),
        book_opening_fen=before,
        bank_opening_fen=opening,
        stated_fen=_stated([line for line in lines if line.dated <= day]),
        until=day,
        start=start,
    )
    return BankView(found, tuple(rules.propose(found.lines, found.vouchers)))


def _lines(session: Session, book_id: int) -> list[BankLine]:
    order = (BankLine.dated, BankLine.statement_id, BankLine.position)
    return list(session.scalars(sa.select(BankLine).filter_by(book_id=book_id).order_by(*order)))


def _entry(line: BankLine) -> Entry:
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
            f"{year}-{row.number:03d}", row.reverses_id,
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
        day: at_end_fen - sum(one.net_fen for one in vouchers if day <= one.dated <= first)
        for day in {first, *(one.dated for one in vouchers if one.dated < first)}
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


def statements(session: Session, book_id: int) -> list[BankStatement]:
    """The statements of a book as stored, for the services of this room."""
    return list(
        session.scalars(sa.select(BankStatement).filter_by(book_id=book_id).order_by(BankStatement.id))
    )


def listed(session: Session) -> list[Movement]:
    """Every line of every statement, for the list that is exported."""
    rows = session.scalars(sa.select(BankLine).order_by(BankLine.dated, BankLine.id))
    return [
        Movement(row.position, row.dated, row.in_fen, row.out_fen, row.balance_fen, row.party, row.summary)
        for row in rows
    ]
