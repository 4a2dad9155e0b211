"""The papers of the work-fund room: the year's ledger (form 11) and the voucher of an expense (form 13)."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import fund_ledger, fund_voucher
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import Flow
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.funds import codes, due, funds
from banfu_desktop.services.funds.posting import double_sign_on
from banfu_desktop.services.funds.rows import BookRow, VoucherRow
from banfu_desktop.services.office import alone, office, settings

Documents = tuple[Document, ...]
_VOUCHER = "fund-voucher"


def ledgers(session: Session, year: int, name: str | None, now: datetime) -> Documents:
    """Form 11 of a year: of the book named, else of every book that has the year.

    Raises:
        UserError: no such book, or that year of it is not opened.
    """
    return tuple(
        document for book in _books(session, year, name) for document in _ledger(session, book, year, now)
    )


def _books(session: Session, year: int, name: str | None) -> list[BookRow]:
    if name is not None:
        return [funds.named(session, name)]
    return [book for book in funds.books(session) if year in book.years]


def _ledger(session: Session, book: BookRow, year: int, now: datetime) -> Documents:
    view = funds.view(session, book.id, year)
    lines = tuple(_line(row) for row in funds.vouchers(session, book.id, year) if row.number is not None)
    carried = view.balance_fen if view.closed_on else None
    team = office.current(session).team
    foot = codes.years_foot(session, "ledger", [view], now)
    data = fund_ledger.Book(
        team, book.name, year, view.opening_fen, lines, carried, foot, alone.of_year(session, view.id)
    )
    return fund_ledger.build(data)


def _line(row: VoucherRow) -> fund_ledger.Line:
    return fund_ledger.Line(
        row.dated, row.number or 0, row.summary, row.category, row.in_fen, row.out_fen, row.balance_fen or 0,
        row.handler or "", row.signers, row.invoice_numbers, row.attachments,
    )  # fmt: skip


def vouchers(session: Session, month: Month, name: str | None, now: datetime) -> Documents:
    """Form 13 of every posted expense of a month, of the book named or of all."""
    return tuple(
        document
        for book in _books(session, month.year, name)
        for row in funds.vouchers(session, book.id, month.year, month.period)
        if row.flow is Flow.EXPENSE and row.number is not None
        for document in _voucher(session, row, now)
    )


def monthly(session: Session, month: Month) -> Iterator[MonthPaper]:
    """The vouchers of the month's expenses, for the town; a draft is printed alone, to be signed."""
    books = _books(session, month.year, None)
    rows = [
        row
        for book in books
        for row in funds.vouchers(session, book.id, month.year, month.period)
        if row.flow is Flow.EXPENSE
    ]
    drafts = [row for row in rows if row.number is None]
    if len(drafts) < len(rows):
        open_too = f"，另有 {len(drafts)} 张没有记账" if drafts else ""
        yield MonthPaper(_VOUCHER, note=f"{len(rows) - len(drafts)} 张{open_too}")
    elif drafts:
        key = due.key(drafts[0].book_id, month, drafts[0].id)
        why = f"{len(drafts)} 张支出还没有记账"
        yield MonthPaper(_VOUCHER, missing=why, way="去记账", room="funds", key=key)


def voucher(session: Session, voucher_id: int, now: datetime) -> Paper:
    """Form 13 of one voucher; a draft is printed to be signed (待签), its number left open."""
    documents = _voucher(session, funds.voucher(session, voucher_id), now)
    return Paper(documents[0].name, documents, two_up=settings.value_on(session, "two_on_a4", now.date()))


def _voucher(session: Session, row: VoucherRow, now: datetime) -> Documents:
    return fund_voucher.build(
        fund_voucher.Voucher(
            team=office.current(session).team,
            book=funds.book(session, row.book_id).name,
            day=row.dated,
            number=row.number,
            summary=row.summary,
            category=row.category,
            payee=row.payee or "",
            amount_fen=row.amount_fen,
            attachments=row.attachments or None,
            invoices=row.invoices,
            leader=_signed(row.approval.leader, row.approval.leader_on),
            secretary=_signed(row.approval.secretary, row.approval.secretary_on),
            double=double_sign_on(session, row.dated, row.amount_fen),
            remark=row.remark or "",
            imprint=codes.voucher_foot(session, row, now),
            to_sign=row.number is None,
        )
    )


def _signed(name: str, on: date | None) -> str:
    """Who signed as the program knows it."""
    return f"程序登记：{name}　{dotted(on)}".rstrip() if name else ""
