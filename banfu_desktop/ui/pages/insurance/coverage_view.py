"""How everybody stands by the insurance: a list to look at, those not insured first."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.insurance import CoverState
from banfu_desktop.services.insurance.insurance import CoverageRow
from banfu_desktop.tables.insurance import COVERAGE
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import column, named
from banfu_desktop.ui.page.list_parts import ListBar, ListFoot
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView

_STATES = {
    CoverState.UNCOVERED: Tone.RED,
    CoverState.EXPIRING: Tone.AMBER,
    CoverState.GAPPED: Tone.AMBER,
    CoverState.COVERED: Tone.GREEN,
    CoverState.COMING: Tone.BLUE,
    CoverState.LEFT: Tone.GREY,
}
_FILTERS = ("state", "organisation")


class CoverageView(QWidget):
    """Search, filters, people and what their gaps add up to. `selected`: other rows are selected."""

    selected = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "coverage", "参保情况")
        fields = [COVERAGE[name] for name in _FILTERS]
        self._model = TableModel(COVERAGE.listed, {"state": _STATES.get}, fields)
        self._view = TableView(self._model, look, "参保情况")
        self._view.setObjectName("coverage-list")
        self._bar = ListBar(look, "姓名、单位或拼音首字母", fields)
        self._bar.changed.connect(self._filter)
        self._bar.left.connect(self._view.setFocus)
        self._foot = ListFoot(look)
        self._view.typed.connect(self._bar.type)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self.selected.emit())
        self.setLayout(column(self._bar, self._view, self._foot, spacing=look.px(12)))
        self.setFocusProxy(self._view)

    @property
    def rows(self) -> Sequence[CoverageRow]:
        """All rows, whether or not a filter hides them."""
        return self._model.rows

    @property
    def person_here(self) -> int | None:
        """Who is selected, if it is one."""
        lines = self._view.selected_lines()
        return self._model.row(lines[0]).person_id if len(lines) == 1 else None

    def show_rows(self, rows: Sequence[CoverageRow]) -> None:
        """Those not insured first, then by the roster."""
        order = list(CoverState)
        self._model.set_rows(sorted(rows, key=lambda row: order.index(row.state)))
        self._bar.offer({name: self._model.distinct(name) for name in _FILTERS})
        self._count()

    def select(self, keys: Sequence[str]) -> None:
        """Select people; whatever filter hides them is taken off."""
        self._bar.clear()
        chosen = set(keys)
        self._view.select_lines([n for n, row in enumerate(self._model.shown) if row.key in chosen])
        self._view.setFocus()

    def copy(self) -> None:
        """The rows selected, as a spreadsheet pastes them."""
        lines = self._view.selected_lines()
        texts = ("\t".join(self._model.plain_words(line)) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(texts))

    def _filter(self) -> None:
        self._model.filter(self._bar.text, self._bar.choices)
        self._count()

    def _count(self) -> None:
        shown = self._model.shown
        twice = sum(row.overlap_days for row in shown)
        totals = [f"重复 {twice} 天"] if twice else []
        self._foot.show_totals(
            f"{len(shown)} 人", [*totals, f"缺口合计 {sum(row.gap_days for row in shown)} 天"]
        )
