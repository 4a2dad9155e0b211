"""Whether the work-fund books stand as written: sums against vouchers, numbers, days, carry-forward."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

_IN = "sum(CASE WHEN flow IN ('allotment', 'income') THEN amount_fen ELSE 0 END)"
_OUT = "sum(CASE WHEN flow IN ('expense', 'returned') THEN amount_fen ELSE 0 END)"
_DAYS = (
    f"SELECT year_id, dated, {_IN}, {_OUT}, count(*) FROM fund_vouchers WHERE state = 'posted' GROUP BY 1, 2",
    "SELECT year_id, day, in_fen, out_fen, entries FROM fund_days",
)
_SUMS = (
    "SELECT year_id, substr(dated, 1, 7), category_id, sum(amount_fen), count(*)"
    " FROM fund_vouchers WHERE state = 'posted' GROUP BY 1, 2, 3",
    "SELECT year_id, month, category_id, amount_fen, entries FROM fund_sums",
)
_YEAR = (
    "(SELECT name || year || '年' FROM fund_years y JOIN fund_books b ON b.id = y.book_id WHERE y.id = {id})"
)
_GAPS = (
    f"SELECT {_YEAR.format(id='year_id')} FROM fund_vouchers WHERE state = 'posted'"
    " GROUP BY year_id HAVING min(number) <> 1 OR max(number) <> count(*)"
)
_NEGATIVE = (
    f"SELECT {_YEAR.format(id='year_id')}, min(day) FROM (SELECT d.year_id, d.day, y.opening_fen"
    " + sum(d.in_fen - d.out_fen) OVER (PARTITION BY d.year_id ORDER BY d.day) AS balance"
    " FROM fund_days d JOIN fund_years y ON y.id = d.year_id) WHERE balance < 0 GROUP BY year_id"
)
_CLOSED = (
    f"SELECT {_YEAR.format(id='c.id')} FROM fund_years c WHERE closed_on IS NOT NULL AND closing_fen <>"
    " opening_fen + (SELECT coalesce(sum(in_fen - out_fen), 0) FROM fund_days WHERE year_id = c.id)"
)
_CARRIED = (
    f"SELECT {_YEAR.format(id='n.id')} FROM fund_years c JOIN fund_years n"
    " ON n.book_id = c.book_id AND n.year = c.year + 1"
    " WHERE n.opening_fen <> coalesce(c.closing_fen, 0)"
)
_REVERSED = (
    "SELECT r.id FROM fund_vouchers r JOIN fund_vouchers o ON o.id = r.reverses_id"
    " WHERE r.amount_fen <> -o.amount_fen OR r.flow <> o.flow OR r.category_id <> o.category_id"
)


def check(session: Session) -> list[str]:
    """What is wrong with the books, one sentence each; nothing where every figure can be proven."""
    return list(_found(session))


def _found(session: Session) -> Iterator[str]:
    if _differ(session, _DAYS):
        yield "工作经费的每日合计与凭证不符"
    if _differ(session, _SUMS):
        yield "工作经费的科目合计与凭证不符"
    for (name,) in _rows(session, _GAPS):
        yield f"{name}的凭证号不连续"
    for name, day in _rows(session, _NEGATIVE):
        yield f"{name}在{day}的余额为负"
    for (name,) in _rows(session, _CLOSED):
        yield f"{name}的年末余额与凭证不符"
    for (name,) in _rows(session, _CARRIED):
        yield f"{name}的年初结转与上年不符"
    if _rows(session, _REVERSED):
        yield "有红字凭证与被冲销的凭证不符"


def posted(session: Session) -> int:
    """How many vouchers are posted, for what the check says."""
    return int(_rows(session, "SELECT count(*) FROM fund_vouchers WHERE state = 'posted'")[0][0])


def _differ(session: Session, statements: tuple[str, str]) -> bool:
    first, second = statements
    either = f"SELECT * FROM ({first} EXCEPT {second}) UNION ALL SELECT * FROM ({second} EXCEPT {first})"
    return bool(_rows(session, f"SELECT count(*) FROM ({either})")[0][0])


def _rows(session: Session, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(sa.text(statement))]
