"""A short list on a person's page: its rows are those of a room, and one goes there."""

from functools import partial

from PySide6.QtWidgets import QFrame, QHeaderView

from banfu_desktop.services.door import Small
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import clause_chip, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.person.cards import Go

_MOST_ROWS = 5
_LINE, _HEAD = 34, 36


class SmallList(QFrame):
    """A card with a title, what its rows add up to, and the rows."""

    def __init__(self, look: Look, small: Small, go: Go) -> None:
        super().__init__()
        named(self, f"small-{small.table.name}", small.title, look="card")
        px = look.px
        model = TableModel(small.table.fields, {name: partial(_tone, small, name) for name in small.tones})
        view = TableView(model, look, small.title)
        view.setObjectName(f"list-{small.table.name}")
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.set_rows(small.rows)
        lines = min(len(small.rows), _MOST_ROWS)
        view.setFixedHeight(px(_HEAD) + lines * px(_LINE) + 2)

        def open_line(line: int) -> None:
            go(small.room, getattr(model.row(line), small.key))

        view.entered_record.connect(open_line)
        view.doubleClicked.connect(lambda index: open_line(index.row()))
        note = label(small.note, "strong", name="small-note")
        head = row(label(small.title, "heading"), None, note, clause_chip(small.clause), spacing=px(8))
        head.setContentsMargins(px(8), 0, px(8), 0)
        content = column(head, view, None, spacing=px(8))
        content.setContentsMargins(px(8), px(12), px(8), px(8))
        self.setLayout(content)
        self.setMinimumWidth(px(300))


def _tone(small: Small, name: str, value: object) -> Tone | None:
    urgency = small.tones[name].get(value)
    return None if urgency is None else Tone[urgency.upper()]
