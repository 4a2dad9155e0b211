"""The work-fund books (七), read: books, their years, vouchers with running balances, sums by category.

No figure here rescans a book: balances come from the sums by day, categories from those by month, and a
list of vouchers reads only the stretch it shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from banfu_desktop.db.models.attachments import Attachment
from banfu_desktop.db.models.funds import (
    FundBook,
    FundBudget,
    FundCategory,
    FundDay,
    FundSum,
    FundVoucher,
    FundYear,
)
from banfu_desktop.db.models.invoices import Invoice
from banfu_desktop.db.rows import stored
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.finding import amount_digits, has_amount, running_number
from banfu_desktop.rules.funds import Approval, Flow, voucher_number
from banfu_desktop.services.funds.rows import (
    BookRow,
    CategoryRow,
    CategorySum,
    DayBalance,
    VoucherRow,
    YearView,
)

__all__ = [
    "BookRow", "CategoryRow", "CategorySum", "DayBalance", "VoucherRow", "YearView", "balance_on", "balances",
    "book", "books", "budgets_of", "by_category", "categories", "found", "months_open", "named", "numbered",
    "remembered", "view", "voucher", "vouchers", "year_row",
]  # fmt: skip


def books(session: Session) -> list[BookRow]:
    """Every book in the office's order."""
    years: defaultdict[int, list[int]] = defaultdict(list)
    for book_id, year in session.execute(sa.select(FundYear.book_id, FundYear.year).order_by(FundYear.year)):
        years[book_id].append(year)
    rows = session.scalars(sa.select(FundBook).order_by(FundBook.position, FundBook.id))
    return [_book_row(row, years[row.id]) for row in rows]


def _book_row(row: FundBook, years: Iterable[int]) -> BookRow:
    return BookRow(
        row.id,
        row.name,
        row.initials,
        row.kind,
        row.source,
        row.village,
        row.remark,
        tuple(years),
        row.closed_on,
    )


def book(session: Session, book_id: int) -> BookRow:
    """One book."""
    row = session.get_one(FundBook, book_id)
    years = session.scalars(
        sa.select(FundYear.year).where(FundYear.book_id == book_id).order_by(FundYear.year)
    )
    return _book_row(row, years)


def named(session: Session, text: str) -> BookRow:
    """A book by its name, or by a part that only one has.

    Raises:
        UserError: none or several; the advice lists them.
    """
    rows = books(session)
    exact = [row for row in rows if row.name == text.strip()]
    matches = exact or [row for row in rows if text.strip() and text.strip() in row.name]
    if len(matches) == 1:
        return matches[0]
    names = "、".join(row.name for row in rows)
    what = f"没有名为“{text}”的账本" if not matches else f"有{len(matches)}本账的名称含“{text}”"
    raise UserError(what, f"可选：{names}" if rows else "请先开账（fund open）")


def categories(session: Session, *, retired: bool = False) -> list[CategoryRow]:
    """The office's categories in their order; those no longer used only when asked for."""
    statement = sa.select(FundCategory).order_by(FundCategory.position, FundCategory.id)
    if not retired:
        statement = statement.where(~FundCategory.retired)
    return [
        CategoryRow(row.id, row.name, row.initials, row.flow, row.allowed, row.clause, row.note, row.retired)
        for row in session.scalars(statement)
    ]


def year_row(session: Session, book_id: int, year: int) -> FundYear:
    """The stored year of a book, for the services of this room.

    Raises:
        UserError: that year of the book is not opened.
    """
    row = session.scalar(sa.select(FundYear).filter_by(book_id=book_id, year=year))
    if row is None:
        name = session.get_one(FundBook, book_id).name
        raise UserError(f"“{name}”还没有{year}年的账", "请先开账，或办理上年结转")
    return row


def view(session: Session, book_id: int, year: int) -> YearView:
    """A year of a book with its sums.

    Raises:
        UserError: that year of the book is not opened.
    """
    row = year_row(session, book_id, year)
    sums = by_category(session, book_id, year)
    condition = FundVoucher.year_id == row.id
    drafts = session.scalar(
        sa.select(sa.func.count()).where(condition, FundVoucher.number.is_(None)).select_from(FundVoucher)
    )
    return YearView(
        id=row.id,
        book=book(session, book_id),
        year=year,
        opening_fen=row.opening_fen,
        budget_fen=row.budget_fen,
        allotted_for_fen=_allotted_for(session, book_id, year),
        sums=tuple(sums),
        posted=sum(category.entries for category in sums),
        drafts=drafts or 0,
        closed_to=row.closed_to,
        closed_on=row.closed_on,
        carried=row.carried,
    )


def _allotted_for(session: Session, book_id: int, year: int) -> int:
    """What has been allotted for a year, also what came after its end."""
    total_fen = session.scalar(
        sa.select(sa.func.sum(FundVoucher.amount_fen))
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .where(FundYear.book_id == book_id, FundVoucher.about_year == year, FundVoucher.number.is_not(None))
    )
    return total_fen or 0


def by_category(session: Session, book_id: int, year: int) -> list[CategorySum]:
    """What every category used or budgeted in a year adds up to, in the office's order."""
    row = year_row(session, book_id, year)
    budgets = budgets_of(session, row.id)
    sums = {
        total.category_id: (int(total.amount), int(total.entries))
        for total in session.execute(
            sa.select(
                FundSum.category_id,
                sa.func.sum(FundSum.amount_fen).label("amount"),
                sa.func.sum(FundSum.entries).label("entries"),
            )
            .where(FundSum.year_id == row.id)
            .group_by(FundSum.category_id)
        )
    }
    return [
        CategorySum(
            category.id,
            category.name,
            category.flow,
            *sums.get(category.id, (0, 0)),
            budgets.get(category.id),
        )
        for category in categories(session, retired=True)
        if category.id in sums or category.id in budgets
    ]


def budgets_of(session: Session, year_id: int) -> Mapping[int, int]:
    """The budget of each category that has one, in fen."""
    rows = session.scalars(sa.select(FundBudget).filter_by(year_id=year_id))
    return {row.category_id: row.amount_fen for row in rows}


def balances(session: Session, book_id: int, year: int) -> list[DayBalance]:
    """Every day on which something was posted, with the balance at its end."""
    row = year_row(session, book_id, year)
    days = session.execute(
        sa.select(FundDay.day, FundDay.in_fen, FundDay.out_fen)
        .where(FundDay.year_id == row.id)
        .order_by(FundDay.day)
    ).all()
    ends = accumulate((day.in_fen - day.out_fen for day in days), initial=row.opening_fen)
    next(ends)
    return [DayBalance(day.day, day.in_fen, day.out_fen, end) for day, end in zip(days, ends, strict=True)]


def balance_on(session: Session, book_id: int, day: date) -> int:
    """What a book held at the end of a day; 0 before its first year."""
    row = session.scalar(sa.select(FundYear).filter_by(book_id=book_id, year=day.year))
    return 0 if row is None else row.opening_fen + _net_before(session, row.id, day, including=True)


def _net_before(session: Session, year_id: int, day: date, *, including: bool = False) -> int:
    until = FundDay.day <= day if including else FundDay.day < day
    net_fen = session.scalar(
        sa.select(sa.func.sum(FundDay.in_fen - FundDay.out_fen)).where(FundDay.year_id == year_id, until)
    )
    return net_fen or 0


def months_open(view: YearView, today: date) -> tuple[Month, ...]:
    """The months that are over and could be closed, earliest first."""
    if view.closed_on is not None:
        return ()
    first = Month(view.year, 1) if view.closed_to is None else view.closed_to.shift(1)
    months = []
    while first.year == view.year and first.last < today:
        months.append(first)
        first = first.shift(1)
    return tuple(months)


def vouchers(session: Session, book_id: int, year: int, period: Period | None = None) -> list[VoucherRow]:
    """The vouchers of a year of a book or a stretch of it, by date and number, drafts after the posted."""
    row = year_row(session, book_id, year)
    start = date(year, 1, 1) if period is None else period.start
    end = date(year, 12, 31) if period is None or period.end is None else period.end
    stretch = (FundVoucher.year_id == row.id, FundVoucher.dated.between(start, end))
    return _rows(session, stretch, row.opening_fen + _net_before(session, row.id, start))


def voucher(session: Session, voucher_id: int) -> VoucherRow:
    """One voucher, with the balance after it."""
    record = session.get_one(FundVoucher, voucher_id)
    rows = vouchers(
        session, _book_of(session, record.year_id), record.dated.year, Period(record.dated, record.dated)
    )
    return next(row for row in rows if row.id == voucher_id)


def numbered(session: Session, book_id: int, year: int, number: int) -> VoucherRow:
    """A posted voucher by its number.

    Raises:
        UserError: no such number.
    """
    row = year_row(session, book_id, year)
    voucher_id = session.scalar(
        sa.select(FundVoucher.id).where(FundVoucher.year_id == row.id, FundVoucher.number == number)
    )
    if voucher_id is None:
        raise UserError(f"{year}年没有{voucher_number(number)}凭证", "请核对凭证号和年度")
    return voucher(session, voucher_id)


def _book_of(session: Session, year_id: int) -> int:
    return session.get_one(FundYear, year_id).book_id


_OTHER = aliased(FundVoucher)
_OTHER_YEAR = aliased(FundYear)
_PLAIN, _SIGNED = stored(FundVoucher, of=VoucherRow), stored(FundVoucher, of=Approval)


def _rows(session: Session, stretch: Sequence[Any], balance_fen: int) -> list[VoucherRow]:
    """Vouchers of one year of a book in order, with the balance that runs on from the one given."""
    statement = (
        sa.select(
            *(getattr(FundVoucher, name) for name in (*_PLAIN, *_SIGNED)),
            FundYear.book_id, FundYear.year, FundCategory.name,
        )
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .join(FundCategory, FundCategory.id == FundVoucher.category_id)
        .where(*stretch)
        .order_by(FundVoucher.dated, FundVoucher.number.is_(None), FundVoucher.number, FundVoucher.id)
    )  # fmt: skip
    reverses, reversed_by = _links(session, stretch)
    invoices, attachments = _papers(session, stretch)
    signs = {flow: flow.sign for flow in Flow}
    rows = []
    for *plain, leader, leader_on, secretary, secretary_on, book_id, year, category in session.execute(
        statement
    ):
        values = dict(zip(_PLAIN, plain, strict=True))  # by name, one attribute of a row costs as much as all
        key, bundle, posted = values["id"], values["bundle_id"], values["number"] is not None
        balance_fen += signs[values["flow"]] * values["amount_fen"] if posted else 0
        rows.append(
            VoucherRow(
                **values,
                book_id=book_id,
                year=year,
                category=category,
                approval=Approval(leader or "", leader_on, secretary or "", secretary_on),
                reverses=reverses.get(key, ""),
                reversed_by=reversed_by.get(key, ""),
                invoices=tuple(number for number, _ in invoices.get(bundle, ())),
                invoiced_fen=sum(fen for _, fen in invoices[bundle]) if bundle in invoices else None,
                attachments=attachments.get(bundle, 0),
                balance_fen=balance_fen if posted else None,
            )
        )
    return rows


def _links(session: Session, stretch: Sequence[Any]) -> tuple[dict[int, str], dict[int, str]]:
    """What each voucher of a stretch reverses, and what reverses it."""
    statement = sa.select(FundVoucher.id, _OTHER_YEAR.year, _OTHER.number).where(*stretch)
    back = statement.join(_OTHER, _OTHER.id == FundVoucher.reverses_id)
    forth = statement.join(_OTHER, _OTHER.reverses_id == FundVoucher.id)
    both = (back, forth)
    reverses, reversed_by = (
        {
            row.id: f"{row.year}年{voucher_number(row.number)}"
            for row in session.execute(side.join(_OTHER_YEAR, _OTHER_YEAR.id == _OTHER.year_id))
        }
        for side in both
    )
    return reverses, reversed_by


def _papers(
    session: Session, stretch: Sequence[Any]
) -> tuple[dict[int, list[tuple[str, int]]], dict[int, int]]:
    """The invoices (number, fen) and how many attachments each bundle of a stretch has."""
    invoices: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    numbers = sa.select(Invoice.bundle_id, Invoice.number, Invoice.amount_fen).join(
        FundVoucher, FundVoucher.bundle_id == Invoice.bundle_id
    )
    for bundle_id, number, fen in session.execute(numbers.where(*stretch).order_by(Invoice.id)):
        invoices[bundle_id].append((number, fen or 0))
    counted = (
        sa.select(Attachment.bundle_id, sa.func.count())
        .join(FundVoucher, FundVoucher.bundle_id == Attachment.bundle_id)
        .where(*stretch)
        .group_by(Attachment.bundle_id)
    )
    return invoices, {bundle_id: count for bundle_id, count in session.execute(counted)}  # noqa: C416


def remembered(session: Session, column: str, limit: int = 200) -> list[str]:
    """What was last written as summary, payee, handler, witnesses, leader or secretary, latest first.

    Only the latest two thousand vouchers are looked at, so that a long-kept office does not wait.
    """
    field = getattr(FundVoucher, column)
    latest = sa.select(field.label("said"), FundVoucher.id).order_by(FundVoucher.id.desc()).limit(2000)
    recent = latest.subquery()
    statement = (
        sa.select(recent.c.said)
        .where(recent.c.said.is_not(None))
        .group_by(recent.c.said)
        .order_by(sa.func.max(recent.c.id).desc())
    )
    return list(session.scalars(statement.limit(limit)))


def found(session: Session, fragment: str, limit: int) -> list[VoucherRow]:
    """The latest vouchers with a text in words or amount, or of that number, latest first."""
    texts = (FundVoucher.summary, FundVoucher.payee, FundVoucher.initials)
    ways = [text.contains(fragment, autoescape=True) for text in texts]
    if (number := running_number(fragment)) is not None:
        ways.append(FundVoucher.number == number)
    if digits := amount_digits(fragment):
        ways.append(sa.cast(sa.func.abs(FundVoucher.amount_fen), sa.String).contains(digits))
    latest = sa.select(FundVoucher.id).where(sa.or_(*ways)).order_by(FundVoucher.id.desc()).limit(limit)
    rows = [voucher(session, voucher_id) for voucher_id in session.scalars(latest)]
    return [row for row in rows if not digits or _is_meant(row, fragment, number)]


def _is_meant(row: VoucherRow, fragment: str, number: int | None) -> bool:
    """Whether a number typed stands in a voucher: an amount's digits may run over its point."""
    words = f"{row.summary} {row.payee or ''} {row.initials}".casefold()
    return fragment in words or row.number == number or has_amount(fragment, row.amount_fen)


def of_bundle(session: Session, bundle_id: int) -> list[VoucherRow]:
    """The voucher whose papers a bundle holds; none where it is no voucher's."""
    held = sa.select(FundVoucher.id).where(FundVoucher.bundle_id == bundle_id)
    return [voucher(session, voucher_id) for voucher_id in session.scalars(held)]
