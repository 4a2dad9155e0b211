"""Check codes of what the funds keep for good: posted vouchers, the ledgers and reports of closed years.

A code is made from facts that no erasure and no renaming reaches: numbers, days, amounts.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.audit import head_at
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.snapshots import canonical, check_code
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import VoucherRow, YearView
from banfu_desktop.services.office.imprints import imprint


def of_voucher(row: VoucherRow) -> str:
    """The code of a posted voucher."""
    return check_code(canonical({"what": "voucher", "id": row.id} | _facts(row)))


def _facts(row: VoucherRow) -> dict[str, object]:
    return {
        "number": row.number,
        "dated": row.dated,
        "flow": row.flow.value,
        "category": row.category_id,
        "amount_fen": row.amount_fen,
    }


def of_years(session: Session, what: str, views: Sequence[YearView]) -> str:
    """The code of a paper (ledger, report) about years; empty unless every one of them is closed."""
    if not views or any(view.closed_on is None for view in views):
        return ""
    return check_code(canonical({"what": what, "years": [_year(session, view) for view in views]}))


def _year(session: Session, view: YearView) -> dict[str, object]:
    rows = funds.vouchers(session, view.book.id, view.year)
    posted = [_facts(row) for row in rows if row.number is not None]
    return {"book": view.book.id, "year": view.year, "opening_fen": view.opening_fen, "posted": posted}


def voucher_foot(session: Session, row: VoucherRow, now: datetime) -> Imprint:
    """What stands in the foot of a voucher: its code and when it was posted, of one to be signed 留痕码."""
    if row.number is None or row.posted_at is None:
        return imprint(session, now)
    head = paper_key.chain_code(head_at(session, "fund_vouchers", row.id))
    return Imprint("", of_voucher(row), head, sealed_at=clock(row.posted_at))


def years_foot(session: Session, what: str, views: Sequence[YearView], now: datetime) -> Imprint:
    """What stands in the foot of a paper about years: once all are closed a code, else 留痕码."""
    foot, code = imprint(session, now), of_years(session, what, views)
    return Imprint(foot.printed_at, code, "" if code else foot.chain_code)


def sealed_by(session: Session, code: str) -> tuple[str, str] | None:
    """The paper of the funds that bears a code, and the link of the entry that sealed it."""
    for paper, made, table, key in _sealed(session):
        if made == code:
            return paper, head_at(session, table, key)
    return None


def _sealed(session: Session) -> Iterator[tuple[str, str, str, int]]:
    """Every paper there is a code for: its name, the code, the record it was sealed with."""
    by_year: dict[int, list[YearView]] = {}
    for book in funds.books(session):
        for year in book.years:
            view = funds.view(session, book.id, year)
            by_year.setdefault(year, []).append(view)
            for row in funds.vouchers(session, book.id, year):
                if row.number is not None:
                    yield (
                        f"支出凭单 {year}年{voucher_number(row.number)}（{book.name}）",
                        of_voucher(row),
                        "fund_vouchers",
                        row.id,
                    )
            for what, name in (("ledger", "收支台账"), ("report", "年度收支情况表")):
                if made := of_years(session, what, [view]):
                    yield f"{year}年{book.name}{name}", made, "fund_years", view.id
    for year, views in by_year.items():
        if made := of_years(session, "report", views):
            yield f"{year}年工作经费年度收支情况表", made, "fund_years", views[-1].id
