"""A list shown in a box of its own: to read, to copy, to print; deeds about a row are its buttons."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView

Act = tuple[str, Callable[[], object]]
"""A button's text and what it does; the box stays open."""


_FEWEST, _AROUND, _HEAD_AND_FOOT = 7, 80, 208
"""Rows that a box has room for; pixels of the screen left free at its sides; what stands round the rows."""


class ListBox(QDialog):
    """Rows of a table under a heading and a sentence.

    Args:
        rows: any objects with the table's field names as attributes.
        acts: buttons at the lower left.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        table: Table,
        rows: Sequence[Any],
        sentence: str,
        *,
        tones: Tones | None = None,
        acts: Sequence[Act] = (),
    ) -> None:
        super().__init__(parent)
        named(self, f"box-{table.name}", table.label)
        self.setWindowTitle(table.label)
        self._model = TableModel(table.listed, tones)
        self._view = view = TableView(self._model, look, table.label)
        view.escaped.connect(self.reject)
        self._model.set_rows(rows)
        close = button("知道了", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = row(*(self._button(*act) for act in acts), None, close)
        explanation = label(sentence, "secondary", name="sentence", wrap=True)
        px = look.px
        content = column(label(table.label, "heading", wrap=True), explanation, view, buttons, spacing=px(12))
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        screen, declared = self.screen().availableSize(), sum(field.width for field in table.listed)
        wide = max(px(declared), view.needed) + px(60)
        tall = px(_HEAD_AND_FOOT) + px(34) * max(len(rows), _FEWEST)
        self.resize(min(wide, screen.width() - _AROUND), min(tall, screen.height() * 4 // 5))

    @property
    def chosen(self) -> Any:
        """The row selected; the only one where none is; None where several might be meant."""
        lines = self._view.selected_lines()
        if len(lines) == 1:
            return self._model.row(lines[0])
        return self._model.row(0) if self._model.rowCount() == 1 else None

    @property
    def rows(self) -> Sequence[Any]:
        """All rows shown."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the rows as they are after a deed."""
        self._model.set_rows(rows)

    def _button(self, text: str, run: Callable[[], object]) -> QWidget:
        made = button(text, "act")
        made.clicked.connect(lambda: run())
        return made
