"""What the attachments room offers the halls."""

from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.door import List, Tracked
from banfu_desktop.tables.invoices import INVOICES

TABLES = {
    "invoices": Tracked("发票", (INVOICES,), undoable=True),
    "attachments": Tracked("附件", undoable=True),
    "contents": Tracked("附件", undoable=True, quiet=True, edits=False),
    "content_pieces": Tracked("附件", undoable=True, quiet=True, edits=False),
    "bundles": Tracked("单据", undoable=True),
}
LISTS = {"invoices": List(INVOICES, invoices.every, totals=True)}
