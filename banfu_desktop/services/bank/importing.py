"""A bank statement taken in: planned whole, every line known again, carried out whole; and taken out again.

A line is the same line when book, day, amount and balance are the same, whatever the bank writes beside
them in another download. Only where it gives no balance do the texts count.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankLine, BankMatch, BankStatement
from banfu_desktop.db.rows import row_of
from banfu_desktop.exchange.bank import Movement, read_statement
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.imports import Asking, Choice, ImportPlan, Options, Question
from banfu_desktop.rules.money import yuan

_WHAT = "银行流水"
_SHOWN = 3
Identity = tuple[date, int, int | None, str, str]


@dataclass(frozen=True)
class PlannedLine:
    """A line of a statement, and whether it is there already."""

    movement: Movement
    known: bool

    @property
    def row(self) -> int:
        """The row number as Excel shows it."""
        return self.movement.row

    @property
    def deed(self) -> str:
        """新增 or 已有."""
        return "已有" if self.known else "新增"

    def told(self) -> dict[str, Any]:
        """The line for another program, amounts in fen."""
        movement = self.movement
        return {
            "row": movement.row, "sheet": movement.sheet, "deed": self.deed, "on": str(movement.dated),
            "amount_fen": movement.net_fen, "balance_fen": movement.balance_fen, "party": movement.party,
            "summary": movement.summary,
        }  # fmt: skip


@dataclass(frozen=True)
class StatementRow:
    """A statement as it was taken in: its number in the book, its file, its lines and how many were new."""

    number: int
    id: int
    name: str
    lines: int
    added: int
    at: datetime


def look(session: Session, book_id: int, path: Path, options: Options | None = None) -> ImportPlan:
    """Read a statement and say what taking it in will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a statement, one without a line, or an answer to a question nobody asked.
        MachineError: the disk cannot be read.
    """
    given = options or Options()
    asking = Asking(given.answers)
    statement = read_statement(path, asking, given)
    lines = _planned(session, book_id, statement.movements, asking)
    asking.refuse_unasked()
    fresh = sum(not line.known for line in lines)
    plan = ImportPlan(
        door="statement",
        file=path.name,
        sha256=statement.sha256,
        summary=f"新增 {fresh} 行，已有 {len(lines) - fresh} 行",
        rows=tuple(lines),
        sheets=statement.reading.sheets,
        left_out=statement.reading.left_out,
        changed=statement.reading.changed,
        questions=asking.questions,
        problems=statement.problems,
        warnings=statement.warnings,
        about=book_id,
        pinned=given,
    )
    if not lines and not plan.problems and not plan.open_questions:
        raise UserError("流水里没有一笔收支", "请核对下载的日期范围")
    return plan


def plan(session: Session, book_id: int, path: Path, options: Options | None = None) -> ImportPlan:
    """The same, refusing what could not be carried out.

    Raises:
        ProblemsError: every bad cell, or every open question; nothing can be taken in.
        UserError: see look.
    """
    return look(session, book_id, path, options).ready(_WHAT)


def carry_out(session: Session, planned: ImportPlan, now: datetime) -> int:
    """Take in the new lines of a plan. Returns how many; a statement that brings none changes nothing.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
    """
    planned.refuse_unready(_WHAT)
    book_id: int = planned.about
    movements = [line.movement for line in planned.rows]
    lines = _planned(session, book_id, movements, Asking(planned.pinned.answers))  # the book may have changed
    fresh = [(number, line.movement) for number, line in enumerate(lines, 1) if not line.known]
    if not fresh:
        return 0
    statement = session.scalar(sa.select(BankStatement).filter_by(book_id=book_id, sha256=planned.sha256))
    if statement is None:
        statement = BankStatement(book_id=book_id, sha256=planned.sha256, added=0)
    statement.name, statement.lines, statement.at = planned.file, len(lines), now
    statement.added += len(fresh)
    session.add(statement)
    session.flush()
    marks = set(session.scalars(sa.select(BankLine.mark).filter_by(book_id=book_id)))
    session.add_all(_line(statement, number, movement, marks) for number, movement in fresh)
    session.flush()
    return len(fresh)


def _planned(
    session: Session, book_id: int, movements: Sequence[Movement], asking: Asking
) -> list[PlannedLine]:
    """Each line with whether the book has it; equal lines are counted apart."""
    stored = list(
        session.execute(
            sa.select(
                BankLine.dated, BankLine.in_fen, BankLine.out_fen, BankLine.balance_fen, BankLine.party,
                BankLine.summary,
            ).where(BankLine.book_id == book_id)
        )
    )  # fmt: skip
    counts = Counter(
        identity(Movement(0, dated, came, went, balance, party, summary))
        for dated, came, went, balance, party, summary in stored
    )
    planned = []
    for movement in movements:
        key = identity(movement)
        planned.append(PlannedLine(movement, counts[key] > 0))
        counts[key] -= 1
    return _of_other_kind(planned, counts, asking)


def identity(movement: Movement) -> Identity:
    """What makes a line the same line in another download: day, amount and balance, else the texts."""
    if movement.balance_fen is not None:
        return movement.dated, movement.net_fen, movement.balance_fen, "", ""
    return movement.dated, movement.net_fen, None, movement.party or "", movement.summary or ""


def _of_other_kind(
    planned: list[PlannedLine], counts: Counter[Identity], asking: Asking
) -> list[PlannedLine]:
    """Lines of one day and amount of which one side has no balance: only the clerk can tell them apart."""
    left: Counter[tuple[date, int, bool]] = Counter()
    for (dated, net, balance, _, _), count in counts.items():
        left[dated, net, balance is not None] += max(count, 0)
    doubtful = []
    for place, line in enumerate(planned):
        if line.known:
            continue
        key = (line.movement.dated, line.movement.net_fen)
        kinds = [False] if line.movement.balance_fen is not None else [True, False]
        for kind in kinds:
            if left[(*key, kind)] > 0:
                left[(*key, kind)] -= 1
                doubtful.append(place)
                break
    if not doubtful:
        return planned
    rows = [planned[place].movement for place in doubtful]
    shown = "、".join(f"第{row.row}行 {row.dated} {yuan(row.net_fen)}" for row in rows[:_SHOWN])
    more = f"等{len(rows)}行" if len(rows) > _SHOWN else ""
    question = Question(
        "same-lines",
        f"{shown}{more}与已导入的流水同日同金额，但有一边没有余额，分不清是不是同一笔。",
        (Choice("same", "是同一笔，不再导入"), Choice("new", "是另一笔，导入")),
        rows=tuple(row.row for row in rows),
    )
    known = asking.ask(question) == "same"
    return [
        PlannedLine(line.movement, known) if place in set(doubtful) else line
        for place, line in enumerate(planned)
    ]


def _line(statement: BankStatement, number: int, movement: Movement, marks: set[str]) -> BankLine:
    return BankLine(
        statement_id=statement.id,
        book_id=statement.book_id,
        position=number,
        dated=movement.dated,
        in_fen=movement.in_fen,
        out_fen=movement.out_fen,
        balance_fen=movement.balance_fen,
        party=movement.party,
        summary=movement.summary,
        mark=_mark(movement, marks),
    )


def _mark(movement: Movement, taken: set[str]) -> str:
    """The mark of a line within its book; equal lines get one each."""
    text = "|".join(str(part) for part in identity(movement))
    for number in range(1, len(taken) + 2):
        mark = hashlib.sha256(f"{text}|{number}".encode()).hexdigest()
        if mark not in taken:
            break
    taken.add(mark)
    return mark


def statements(session: Session, book_id: int) -> list[StatementRow]:
    """The statements of a book in the order they were taken in, numbered from 1."""
    rows = session.scalars(sa.select(BankStatement).filter_by(book_id=book_id).order_by(BankStatement.id))
    return [row_of(StatementRow, row, number=number) for number, row in enumerate(rows, 1)]


def statement_named(session: Session, book_id: int, text: str) -> StatementRow:
    """The statement a clerk names by its number in the book or its file name.

    Raises:
        UserError: none, or several of that name.
    """
    rows = statements(session, book_id)
    matches = [row for row in rows if text in (str(row.number), row.name)]
    if len(matches) == 1:
        return matches[0]
    can = "；".join(f"{row.number} {row.name}（{row.added}行）" for row in rows) or "还没有导入流水"
    what = f"有{len(matches)}份流水叫“{text}”" if matches else f"没有“{text}”这份流水"
    raise UserError(what, f"请写序号：{can}")


def remove(session: Session, statement_id: int) -> str:
    """Take a statement out as a whole, with every line it brought. Returns what is to be done next, if any.

    Raises:
        UserError: one of its lines is matched with a voucher.
    """
    statement = session.get(BankStatement, statement_id)
    if statement is None:
        raise UserError("这份流水已不在", "请刷新列表")
    line_ids = sa.select(BankLine.id).where(BankLine.statement_id == statement_id)
    matched = session.scalar(
        sa.select(sa.func.count()).select_from(BankMatch).where(BankMatch.line_id.in_(line_ids))
    )
    if matched:
        raise UserError(f"“{statement.name}”已有{matched}笔对上凭证", "请先取消这些对账，再移除")
    others = _relying(session, statement)
    session.execute(sa.delete(BankLine).where(BankLine.statement_id == statement_id))
    session.delete(statement)
    session.flush()
    if not others:
        return ""
    return f"{'、'.join(others)}里当时算作已有的行可能随它一起移除了，请重新导入"


def _relying(session: Session, statement: BankStatement) -> list[str]:
    """Other statements of the book that brought lines which were there already."""
    others = session.scalars(
        sa.select(BankStatement.name).where(
            BankStatement.book_id == statement.book_id,
            BankStatement.id != statement.id,
            BankStatement.lines > BankStatement.added,
        )
    )
    return [f"“{name}”" for name in others]
