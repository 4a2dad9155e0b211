"""What is due in the work-fund room, for the home page."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import limits
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import BookKind, percent
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import Limit
from banfu_desktop.services.funds import advances, funds
from banfu_desktop.services.funds.advances import AdvanceRow
from banfu_desktop.services.funds.rows import BookRow, YearView
from banfu_desktop.services.office import office
from banfu_desktop.services.office.settings import Choices

_CLAUSE, _ROOM, _OWN = "七", "funds", "本单位自定"
_AHEAD, _BEHIND, _LATE_IN_YEAR = 200, 500, 750
"""Tenths of a per cent: spending so far before the year, or below this share when so much of it has gone."""


def due(session: Session, today: date) -> list[Due]:
    """Allotments that have not come, drafts, months and years to close, spending out of step."""
    choices = Choices(session)
    books = [book for book in funds.books(session) if book.closed_on is None]
    reminders = _unopened(session, books, today)
    for book in books:
        if book.latest == today.year - 1:
            reminders.append(_unopened_year(book, today))
        for year in book.years:
            if year <= today.year:
                reminders += _of_year(funds.view(session, book.id, year), today, choices)
    days = choices.value("advance_days", today)
    return reminders + [_lent(row, today, days) for row in advances.listing(session) if row.open_fen]


def _lent(row: AdvanceRow, today: date, asked_after: int) -> Due:
    """Money lent out of a book and not accounted for; amber once the office's days have passed."""
    days = (today - row.lent_on).days
    text = f"{row.borrower}{row.lent_on}借的备用金还有 {yuan(row.open_fen)} 元没有核销，已{days}天"
    urgency = "amber" if asked_after and days > asked_after else "grey"
    where = key(row.book_id, Month.of(today))
    return Due(text, _OWN, urgency, "去核销", _ROOM, where, limit="advance")


def _unopened_year(book: BookRow, today: date) -> Due:
    """The new year of a book that was kept last year; the place shown has 开本年账."""
    text = f"{book.name}{today.year}年还没有开账：请办理上年年结，或先开本年账"
    return Due(text, _CLAUSE, "amber", "去开账", _ROOM, key(book.id, Month.of(today)))


def _unopened(session: Session, books: Sequence[BookRow], today: date) -> list[Due]:
    """A county-run town keeps the three books of the notice; other towns as their money comes."""
    has_books = any(book.kind is not BookKind.OTHER for book in books)
    if has_books or not office.current(session).kind.county_run:
        return []
    text = f"{today.year}年工作经费还没有开账：工作队 1 本，驻村第一书记 2 本"
    return [Due(text, _CLAUSE, "amber", "去开账", _ROOM, Month.of(today))]


def _of_year(view: YearView, today: date, choices: Choices) -> Iterator[Due]:
    if view.closed_on is not None:
        return
    name, last = f"{view.book.name}{view.year}年", Month(view.year, 12)
    here = key(view.book.id, Month.of(today) if view.year == today.year else last)
    if view.drafts:
        yield Due(f"{view.book.name}有{view.drafts}张凭证没有记账", _CLAUSE, "amber", "去记账", _ROOM, here)
    if view.year < today.year:
        text = f"{name}还没有年结：余额 {yuan(view.balance_fen)} 元，请确认结转下年或财政收回"
        yield Due(text, _CLAUSE, "red", "去年结", _ROOM, key(view.book.id, last))
        return
    months = funds.months_open(view, today)
    close_day = choices.value("fund_close_day", today)
    if months and view.posted and close_day:
        to_close = months[-1] if today.day > close_day or len(months) > 1 else None
        if to_close is not None:
            text = f"{view.book.name}{to_close.label}及以前还没有月结"
            yield Due(text, _OWN, "grey", "去月结", _ROOM, key(view.book.id, to_close),
                      limit="fund-closing")  # fmt: skip
    allotted_by = choices.value("allotment_month", today)
    if view.missing_fen and allotted_by and today.month > allotted_by:
        text = f"{name}还有 {yuan(view.missing_fen)} 元拨款没有到账"
        yield Due(text, _CLAUSE, "amber", "登记拨款", _ROOM, here, limit="allotment")
    yield from _pace(view, today, here)


def _pace(view: YearView, today: date, here: str) -> Iterator[Due]:
    """Spending far before the year, or little spent when it is nearly over."""
    spent, gone = view.execution, view.gone(today)
    if spent is None:
        return
    ahead, behind = spent > gone + _AHEAD, gone > _LATE_IN_YEAR and spent < _BEHIND
    if ahead or behind:
        word = "快于" if ahead else "慢于"
        text = f"{view.book.name}执行率 {percent(spent)}，{word}时间进度 {percent(gone)}"
        yield Due(text, _OWN, "grey", "去看看", _ROOM, here)


def key(book_id: int, month: Month, voucher_id: int | None = None) -> str:
    """A place in the room as its page understands it: a book, a month, and a voucher if one is meant."""
    return f"{book_id}/{month}/{voucher_id or ''}"


def _lent_out(session: Session, _today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in advances.listing(session):
        until = limits.days_after(days, row.lent_on)
        if row.open_fen and until is not None:
            yield until, f"{row.borrower}　{yuan(row.open_fen)} 元"


def _years(session: Session, today: date) -> Iterator[YearView]:
    """This year of every book that is kept."""
    for book in funds.books(session):
        if book.closed_on is None and today.year in book.years:
            yield funds.view(session, book.id, today.year)


def _unclosed(session: Session, today: date, day: int) -> Iterator[tuple[date, str]]:
    for view in _years(session, today):
        months = funds.months_open(view, today) if view.posted else ()
        for month in months[:1]:
            until = limits.day_of_month(day, month.shift(1).first)
            if until is not None:
                yield until, f"{view.book.name}　{month.label}"


def _unallotted(session: Session, today: date, month: int) -> Iterator[tuple[date, str]]:
    until = limits.month_of_year(month, date(today.year, 1, 1))
    for view in _years(session, today) if until is not None else ():
        if until is not None and view.closed_on is None and view.missing_fen:
            yield until, f"{view.book.name}　{yuan(view.missing_fen)} 元"


LIMITS = {
    "advance": Limit("备用金核销", _OWN, "借款后 {} 天", "借款人", "advance_days", recorded=_lent_out),
    "fund-closing": Limit("经费月结", _OWN, "次月 {} 日前", "记账人", "fund_close_day",
                          limits.day_of_month, _unclosed),
    "allotment": Limit("工作经费拨款到账", _CLAUSE, "{} 月底前", "县财政", "allotment_month",
                       limits.month_of_year, _unallotted),
}  # fmt: skip
"""The time limits of the fund."""
