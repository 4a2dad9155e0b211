"""A list that is only looked at, with its own search, filters and sums: a further view of a page."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import column, named
from banfu_desktop.ui.page.list_parts import ListBar, ListFoot
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView

Totals = Callable[[Sequence[Any]], Sequence[str]]


class PlainList(QWidget):
    """Rows of a table. `opened` carries the row that was clicked or entered; `chosen`: others are selected.

    Args:
        filters: names of fields offered as drop-downs.
        count: what the foot says of the rows shown, `totals` what they add up to.
        empty: what is said where there are no rows.
    """

    opened = Signal(object)
    chosen = Signal()

    def __init__(
        self,
        look: Look,
        table: Table,
        filters: Sequence[str],
        count: Callable[[Sequence[Any]], str],
        totals: Totals,
        tones: Tones | None = None,
        empty: str = "",
    ) -> None:
        super().__init__()
        named(self, f"list-{table.name}", table.label)
        self._filters, self._count, self._totals = filters, count, totals
        self._wanted: object = None
        self._model = TableModel(table.listed, tones, [table[name] for name in filters])
        self._view = TableView(self._model, look, table.label)
        self._view.empty = empty or self._view.empty
        self._view.entered_record.connect(self._open)
        self._view.doubleClicked.connect(lambda index: self._open(index.row()))
        self._bar = ListBar(look, "姓名、单位或拼音首字母", [table[name] for name in filters])
        self._view.typed.connect(self._bar.type)
        self._bar.changed.connect(self._filter)
        self._bar.left.connect(self._view.setFocus)
        self._foot = ListFoot(look)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._say())
        self._view.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.setLayout(column(self._bar, self._view, self._foot, spacing=look.px(12)))
        self.setFocusProxy(self._view)

    @property
    def rows(self) -> Sequence[Any]:
        """All rows."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows under the same filter and order; those that were selected by an id stay so."""
        kept = {key for row in self.selected() if (key := getattr(row, "id", None)) is not None}
        self._model.set_rows(rows)
        self._bar.offer({name: self._model.distinct(name) for name in self._filters})
        if kept:
            shown = enumerate(self._model.shown)
            self._view.select_lines([n for n, row in shown if getattr(row, "id", None) in kept])
        self._find_wanted()
        self._say()

    def go_to(self, key: object) -> None:
        """Select the row with an id and open it, as soon as it is there; no filter hides it then."""
        self._wanted = key
        self._find_wanted()

    def _find_wanted(self) -> None:
        row = next(
            (one for one in self._model.rows if self._wanted is not None and one.id == self._wanted), None
        )
        if row is None:
            return
        self._wanted = None
        if self._model.line_of("id", row.id) < 0:
            self._bar.clear()
        self._view.select_lines([self._model.line_of("id", row.id)])
        self.opened.emit(row)

    def selected_count(self) -> int:
        """How many rows are selected."""
        return len(self._view.selected_lines())

    def selected(self) -> list[Any]:
        """The rows selected, in the order shown."""
        return [self._model.row(line) for line in self._view.selected_lines()]

    def copy(self) -> int:
        """The selected rows as a spreadsheet pastes them. Returns how many."""
        lines = self._view.selected_lines()
        QGuiApplication.clipboard().setText("\n".join("\t".join(self._model.plain_words(n)) for n in lines))
        return len(lines)

    def _open(self, line: int) -> None:
        self.opened.emit(self._model.row(line))

    def _filter(self) -> None:
        self._model.filter(self._bar.text, self._bar.choices)
        self._say()

    def _say(self) -> None:
        chosen = [self._model.row(line) for line in self._view.selected_lines()]
        rows = chosen if len(chosen) > 1 else self._model.shown
        self._foot.show_totals(self._count(rows), self._totals(rows))
