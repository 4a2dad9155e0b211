"""A work-fund book for others: Excel with the columns of form 11, CSV for GnuCash, a beancount file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.exchange.funds import BookYear, Entry
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import BookRow, VoucherRow
from banfu_desktop.services.office import office

SUFFIXES = (".xlsx", ".csv", ".beancount")


@dataclass(frozen=True)
class Outgoing:
    """A book, or one year of it, read and ready to be written."""

    title: str
    years: tuple[BookYear, ...]
    rows: tuple["LedgerLine", ...]


@dataclass(frozen=True)
class LedgerLine:
    """A line of the Excel ledger; attribute names are those of tables.funds.LEDGER_FILE."""

    dated: date
    number: int | None
    summary: str
    category: str | None
    in_fen: int | None
    out_fen: int | None
    balance_fen: int
    payee: str | None
    handler: str | None
    signers: str
    invoice_numbers: str
    attachments: int | None


def gather(session: Session, book_id: int, year: int | None = None) -> Outgoing:
    """Read a book, or one year of it.

    Raises:
        UserError: that year of the book is not opened.
    """
    book = funds.book(session, book_id)
    numbers = book.years if year is None else (year,)
    read = [(number, funds.view(session, book_id, number)) for number in numbers]
    years, rows = [], []
    for number, view in read:
        posted = [row for row in funds.vouchers(session, book_id, number) if row.number is not None]
        closing = view.balance_fen if view.closed_on else None
        entries = tuple(_entry(row) for row in posted)
        first = number == numbers[0]
        years.append(BookYear(book.name, number, view.opening_fen, first, closing, entries))
        rows.append(_opening(number, view.opening_fen))
        rows += [_line(row) for row in posted]
    title = f"{office.current(session).team}{_said(book, year)}工作经费收支台账"
    return Outgoing(title, tuple(years), tuple(rows))


def put_on_record(session: Session, book_id: int, year: int | None, now: datetime) -> Outgoing:
    """Put on record that a book leaves the office, and gather it; it is written once the record is saved."""
    outgoing = gather(session, book_id, year)
    office.disclose(session, Disclosed.LEDGER, f"{outgoing.title}{len(outgoing.rows)}行", now)
    return outgoing


def write(outgoing: Outgoing, path: Path) -> None:
    """Write what was gathered as the kind of file the suffix says, whole or not at all.

    Raises:
        UserError: another suffix, or the place cannot be written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange import funds as text
    from banfu_desktop.exchange.saving import refuse_target, write_file
    from banfu_desktop.exchange.writing import write_rows
    from banfu_desktop.tables.funds import LEDGER_FILE

    refuse_target(path, *SUFFIXES)
    if path.suffix.lower() == ".xlsx":
        write_rows(path, LEDGER_FILE, outgoing.rows, title=outgoing.title, totals=True)
    elif path.suffix.lower() == ".csv":
        write_file(text.ledger_csv(outgoing.years), path)
    else:
        write_file(text.beancount(outgoing.years), path)


def file_name(book: BookRow, year: int | None) -> str:
    """What a file of a book is called, without its suffix."""
    return f"{_said(book, year)}收支台账"


def _said(book: BookRow, year: int | None) -> str:
    return f"{year}年{book.name}" if year else book.name


def _entry(row: VoucherRow) -> Entry:
    assert row.number is not None
    assert row.balance_fen is not None
    return Entry(
        row.dated, row.number, row.summary, row.category, row.flow, row.amount_fen, row.balance_fen,
        row.payee or "", row.remark or "",
    )  # fmt: skip


def _opening(year: int, opening_fen: int) -> LedgerLine:
    return LedgerLine(
        date(year, 1, 1), None, "上年结转", None, None, None, opening_fen, None, None, "", "", None
    )


def _line(row: VoucherRow) -> LedgerLine:
    return LedgerLine(
        row.dated, row.number, row.summary, row.category, row.in_fen, row.out_fen, row.balance_fen or 0,
        row.payee, row.handler, row.signers, row.invoice_numbers, row.attachments or None,
    )  # fmt: skip


def posted_lines(session: Session) -> Sequence[VoucherRow]:
    """Every posted voucher of every book, for the list of the command line."""
    lines: list[VoucherRow] = []
    for book in funds.books(session):
        for year in book.years:
            lines += [row for row in funds.vouchers(session, book.id, year) if row.number is not None]
    return lines
