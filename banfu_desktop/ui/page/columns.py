"""The columns of a list: their order, which are out of sight, and what the clerk has made of their widths."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QTableView

from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.page.memory import Arrangement, Memory


class Columns(QObject):
    """Arranges the columns of a list as the clerk left them, and remembers what she makes of them.

    Args:
        factor: what widths at standard size are multiplied with.
        fit: shares the width out anew.
    """

    def __init__(
        self,
        view: QTableView,
        fields: Sequence[Field],
        factor: float,
        memory: Memory,
        fit: Callable[[], object],
    ) -> None:
        super().__init__(view)
        self._view, self._fields, self._factor, self._memory, self._fit = view, fields, factor, memory, fit
        self._names = [field.name for field in fields]
        self.fitting = False
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        self._restore()
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_: self._moved())
        header.sortIndicatorChanged.connect(self._sorted)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)

    @property
    def drawn(self) -> dict[int, int]:
        """Widths drawn by hand, in pixels, by the column's number."""
        known = self._memory.arrangement.widths
        return {n: round(known[name] * self._factor) for n, name in enumerate(self._names) if name in known}

    @property
    def hidden(self) -> list[int]:
        """Columns put out of sight."""
        return [n for n, name in enumerate(self._names) if name in self._memory.arrangement.hidden]

    def menu(self) -> QMenu:
        """Which columns are shown; the first one always is."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, shown in enumerate(self._fields):
            action = menu.addAction(shown.label)
            action.setCheckable(True)
            action.setChecked(number not in self.hidden)
            action.setEnabled(number > 0)
            action.triggered.connect(lambda checked, name=shown.name: self._show(name, checked))
        menu.addSeparator()
        menu.addAction("恢复原来的列").triggered.connect(self._forget)
        return menu

    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(self._view.horizontalHeader().mapToGlobal(place))

    def _restore(self) -> None:
        known = self._memory.arrangement
        self._put_in_order(known.order)
        if known.sort is not None and known.sort[0] in self._names:
            order = Qt.SortOrder.DescendingOrder if known.sort[1] else Qt.SortOrder.AscendingOrder
            self._view.sortByColumn(self._names.index(known.sort[0]), order)

    def _put_in_order(self, order: Sequence[str]) -> None:
        header = self._view.horizontalHeader()
        for place, name in enumerate(name for name in order if name in self._names):
            header.moveSection(header.visualIndex(self._names.index(name)), place)

    def _keep(self, arrangement: Arrangement) -> None:
        self._memory.keep(arrangement)

    def _resized(self, column: int, before: int, width: int) -> None:
        if not self.fitting and before and width:
            widths = {**self._memory.arrangement.widths, self._names[column]: round(width / self._factor)}
            self._keep(replace(self._memory.arrangement, widths=widths))

    def _moved(self) -> None:
        header = self._view.horizontalHeader()
        order = sorted(range(len(self._names)), key=header.visualIndex)
        self._keep(replace(self._memory.arrangement, order=tuple(self._names[n] for n in order)))

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        by = (self._names[column], order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._keep(replace(self._memory.arrangement, sort=by))

    def _show(self, name: str, is_shown: bool) -> None:
        hidden = [other for other in self._memory.arrangement.hidden if other != name]
        hidden += [] if is_shown else [name]
        self._keep(replace(self._memory.arrangement, hidden=tuple(hidden)))
        self._fit()

    def _forget(self) -> None:
        self._keep(Arrangement(filters=self._memory.arrangement.filters))
        self._put_in_order(self._names)
        self._keep(replace(self._memory.arrangement, order=()))
        self._view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._fit()
