"""What the attachments room offers the halls."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.services.attachments import bundles, handing, invoices
from banfu_desktop.services.door import List, Report, Tracked
from banfu_desktop.tables.invoices import INVOICES

TABLES = {
    "invoices": Tracked("发票", (INVOICES,), undoable=True, erasable=("seller", "buyer")),
    "attachments": Tracked("附件", undoable=True, erasable=("name",)),
    "contents": Tracked("附件", undoable=True, quiet=True, edits=False),
    "content_pieces": Tracked("附件", undoable=True, quiet=True, edits=False),
    "bundles": Tracked("单据", undoable=True),
}
LISTS = {"invoices": List(INVOICES, invoices.every, totals=True)}
handover = handing.items


def verify(session: Session) -> tuple[list[str], list[str]]:
    """Whether every attachment is byte by byte what was put in."""
    wrong = list(bundles.altered(session))
    return ([], wrong) if wrong else (["附件原文与登记的校验值相符"], [])


def report(session: Session, _today: date) -> Report:
    """Invoices in use, by what they are compared by across towns."""
    rows = [
        {
            "kind": row.kind.label,
            "issued_on": row.issued_on,
            "amount_fen": row.amount_fen,
            "tags": {"invoice": f"{row.code} {row.number}".strip()},
        }
        for row in invoices.every(session)
        if not row.released and row.number
    ]
    return Report({"invoices": rows})
