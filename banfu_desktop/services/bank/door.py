"""What the bank room offers the halls."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.bank import bank, entering, handing
from banfu_desktop.services.door import Documents, Hit, List, Tracked, Wish
from banfu_desktop.services.funds import funds
from banfu_desktop.tables.bank import STATEMENT, STATEMENT_LIST

_MOST = 6
TABLES = {
    "bank_statements": Tracked("银行对账", (STATEMENT,), undoable=True, erasable=("name",)),
    "bank_lines": Tracked("银行对账", (STATEMENT,), undoable=True, erasable=("party", "summary")),
    "bank_matches": Tracked("银行对账", undoable=True),
    "bank_drafts": Tracked("照流水登记的凭证", undoable=True),
}


def _reconciliations(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.bank import papers

    return papers.reconciliations(session, wish.month, wish.now)


PAPERS = {Form("bank-reconciliation", "银行存款余额调节表", None, "month"): _reconciliations}
LISTS = {"bank": List(STATEMENT_LIST, bank.listed)}
handover = handing.items
posted = entering.posted


def due(session: Session, _today: date) -> list[Due]:
    """Differences the last statement of each book left open."""
    reminders = []
    for book in funds.books(session):
        view = bank.show(session, book.id)
        if view is not None and not view.reconciliation.agrees:
            open_ = view.reconciliation
            sides = f"流水{len(open_.lines)}笔、凭证{len(open_.vouchers)}张"
            text = f"{book.name}银行对账到{open_.until}：{sides}没有对上"
            reminders.append(Due(text, "本单位自定", "grey", "去对账", "bank", book.id))
    return reminders


def find(session: Session, text: str) -> Iterator[Hit]:
    """Movements of the bank by amount, party or summary; each leads to its book's statement."""
    books = {book.id: book.name for book in funds.books(session)}
    for line in bank.search(session, text, _MOST):
        amount = yuan(line.in_fen or line.out_fen)
        told = " · ".join(part for part in (line.party, "收入" if line.in_fen else "支出") if part)
        hint = f"{books.get(line.book_id, '')} {line.dated:%m-%d} · {told}"
        yield Hit(amount, hint, "bank", line.book_id, "流水")


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.bank import demonstration

    demonstration.fill(session)
