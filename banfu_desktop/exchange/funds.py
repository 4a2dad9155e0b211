"""A work-fund book as text that other ledger programs read: CSV (GnuCash), and a beancount file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.text import no_formula

_CURRENCY = "CNY"
_CSV_HEAD = ("日期", "凭证号", "摘要", "账户", "对方科目", "存入", "支取", "余额", "收款人", "备注")
_ROOTS = {
    Flow.ALLOTMENT: "Income",
    Flow.INCOME: "Income",
    Flow.EXPENSE: "Expenses",
    Flow.RETURNED: "Equity",
}


@dataclass(frozen=True)
class Entry:
    """A posted voucher; `amount_fen` is negative on a red reversal, `balance_fen` the book's after it."""

    day: date
    number: int
    summary: str
    category: str
    flow: Flow
    amount_fen: int
    balance_fen: int
    payee: str
    note: str


@dataclass(frozen=True)
class BookYear:
    """A year of a book: what it began with, its entries in order, and the balance it was closed with."""

    book: str
    year: int
    opening_fen: int
    first: bool
    closing_fen: int | None
    entries: Sequence[Entry]


def ledger_csv(years: Iterable[BookYear]) -> bytes:
    """The years as CSV with one line a voucher, plain decimals and ISO days; UTF-8 with a mark for Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_CSV_HEAD)
    for book_year in years:
        opening = (f"{book_year.year}-01-01", "", "上年结转", book_year.book, "上年结转")
        amount = _decimal(book_year.opening_fen)
        writer.writerow((*opening, amount if book_year.first else "", "", amount, "", ""))
        writer.writerows(_line(book_year.book, entry) for entry in book_year.entries)
    return text.getvalue().encode("utf-8-sig")


def _line(book: str, entry: Entry) -> tuple[str, ...]:
    amount = _decimal(entry.amount_fen)
    came, went = (amount, "") if entry.flow.sign > 0 else ("", amount)
    texts = (no_formula(text) for text in (entry.summary, book, entry.category))
    return (
        str(entry.day), f"{entry.number:03d}", *texts, came, went, _decimal(entry.balance_fen),
        no_formula(entry.payee), no_formula(entry.note),
    )  # fmt: skip


def _decimal(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def beancount(years: Sequence[BookYear]) -> bytes:
    """The years as a beancount file: accounts, one transaction a voucher, an assertion where a year closed.

    Whoever has the program proves our balances: `bean-check` fails where one assertion does.
    """
    lines = ['option "title" "工作经费收支台账"', f'option "operating_currency" "{_CURRENCY}"', ""]
    lines += _opened(years)
    for book_year in years:
        lines += _year(book_year)
    return ("\n".join(lines) + "\n").encode()


def _opened(years: Sequence[BookYear]) -> Iterator[str]:
    start = min((book_year.year for book_year in years), default=1970)
    accounts = dict.fromkeys(_cash(book_year.book) for book_year in years)
    accounts |= dict.fromkeys(_opening(book_year.book) for book_year in years)
    accounts |= dict.fromkeys(_other(entry) for book_year in years for entry in book_year.entries)
    yield from (f"{start}-01-01 open {account} {_CURRENCY}" for account in accounts)
    yield ""


def _year(book_year: BookYear) -> Iterator[str]:
    if book_year.first and book_year.opening_fen:
        day = date(book_year.year, 1, 1)
        yield from _transaction(
            day, "上年结转", "", (), _cash(book_year.book), _opening(book_year.book), book_year.opening_fen
        )
    for entry in book_year.entries:
        marks = (f'  number: "{entry.number:03d}"',)
        cash = entry.flow.sign * entry.amount_fen
        where = (_cash(book_year.book), _other(entry))
        yield from _transaction(entry.day, entry.summary, entry.payee, marks, *where, cash)
    if book_year.closing_fen is not None:
        closing = _decimal(book_year.closing_fen)
        yield f"{book_year.year + 1}-01-01 balance {_cash(book_year.book)} {closing} {_CURRENCY}"
        yield ""


def _transaction(
    day: date, summary: str, payee: str, marks: Sequence[str], cash: str, other: str, fen: int
) -> Iterator[str]:
    yield f"{day} * {_quoted(payee)} {_quoted(summary)}" if payee else f"{day} * {_quoted(summary)}"
    yield from marks
    yield f"  {cash}  {_decimal(fen)} {_CURRENCY}"
    yield f"  {other}  {_decimal(-fen)} {_CURRENCY}"
    yield ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _cash(book: str) -> str:
    return f"Assets:Book-{_account(book)}"


def _opening(book: str) -> str:
    return f"Equity:Opening-{_account(book)}"


def _other(entry: Entry) -> str:
    return f"{_ROOTS[entry.flow]}:Item-{_account(entry.category)}"


def _account(name: str) -> str:
    """The Chinese part of an account's name: after a Latin capital beancount takes letters and digits."""
    return "".join(letter if letter.isalpha() or letter.isdecimal() else "-" for letter in name)
