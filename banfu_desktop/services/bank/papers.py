"""The bank room's paper: each book against its bank at the end of a month."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import bank_reconciliation as form
from banfu_desktop.rules.bank import Entry, Reconciliation
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.bank import bank
from banfu_desktop.services.funds import funds
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint


def reconciliations(session: Session, month: Month, now: datetime) -> tuple[Document, ...]:
    """A paper for every book that has a statement reaching into the month.

    Raises:
        UserError: no book has one.
    """
    team, mark = office.current(session).team, imprint(session, now)
    documents: tuple[Document, ...] = ()
    for book in funds.books(session):
        view = bank.show(session, book.id, month.last)
        if view is None or view.reconciliation.start > month.last:
            continue
        tally = view.reconciliation
        documents += form.build(
            form.Reconciled(
                team,
                book.name,
                tally.until,
                tally.book_fen,
                tally.bank_fen,
                tuple(_item(entry) for entry in tally.lines),
                (*(_item(entry) for entry in tally.vouchers), *_unexplained(tally)),
                mark,
            )
        )
    if not documents:
        raise UserError(f"{month.label}没有哪本账有银行流水", "请先在“银行对账”里导入流水")
    return documents


def _item(entry: Entry) -> form.Item:
    number = entry.number.partition("年")[2]
    said = "　".join(part for part in (number, entry.what, entry.who) if part)
    return form.Item(said, entry.dated, entry.net_fen)


def _unexplained(tally: Reconciliation) -> tuple[form.Item, ...]:
    """What the bank's balance has beyond all lines: a start that differed, lines that are missing."""
    said = (("期初两边就相差的", -tally.opening_fen), ("流水缺行（银行的余额接不上）", -tally.gap_fen))
    return tuple(form.Item(text, None, fen) for text, fen in said if fen)
