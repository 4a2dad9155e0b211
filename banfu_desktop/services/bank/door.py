"""What the bank room offers the halls."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.services.bank import bank
from banfu_desktop.services.door import List, Tracked
from banfu_desktop.services.funds import funds
from banfu_desktop.tables.bank import STATEMENT, STATEMENT_LIST

TABLES = {
    "bank_statements": Tracked("银行对账", (STATEMENT,), undoable=True, erasable=("name",)),
    "bank_lines": Tracked("银行对账", (STATEMENT,), undoable=True, erasable=("party", "summary")),
    "bank_matches": Tracked("银行对账", undoable=True),
}
LISTS = {"bank": List(STATEMENT_LIST, bank.listed)}


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
