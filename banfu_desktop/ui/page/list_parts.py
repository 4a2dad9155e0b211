"""What stands above and below a list: the search line with its filters, and what the rows add up to."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.look.look import SECONDARY, Look
from banfu_desktop.ui.look.widgets import Combo, label, named, row


class ListBar(QWidget):
    """Search and filters. `changed`: the list is to be filtered anew; `left`: the clerk is done here."""

    changed = Signal()
    left = Signal()

    def __init__(
        self, look: Look, hint: str, filters: Sequence[Field], preset: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        named(self, "list-bar", "搜索和筛选")
        self.search = named(QLineEdit(), "search", "搜索")
        self.search.setPlaceholderText(hint)
        self.search.setClearButtonEnabled(True)
        self.search.addAction(look.icon("search", SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setFixedWidth(look.px(264))
        self.search.textChanged.connect(lambda: self.changed.emit())
        self._combos = {field.name: self._combo(field) for field in filters}
        for name, text in (preset or {}).items():
            if text:
                self._combos[name].addItem(text)
                self._combos[name].setCurrentIndex(1)
        for keys, run in (("Esc", self._escape), ("Down", self.left.emit), ("Return", self.left.emit)):
            shortcut = QShortcut(QKeySequence(keys), self.search)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(run)
        self.setLayout(row(self.search, *self._combos.values(), None, spacing=look.px(8)))

    def begin(self) -> None:
        """Go to the search; not where the bar is hidden, which would take the keys and show nothing."""
        if self.isVisible():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text()

    @property
    def choices(self) -> dict[str, str]:
        """The filters that are set: field → the label wanted."""
        return {name: combo.currentText() for name, combo in self._combos.items() if combo.currentIndex() > 0}

    def offer(self, labels: Mapping[str, Sequence[str]]) -> None:
        """What each filter offers now; what is set stays set, even when nothing fits it any more."""
        for name, combo in self._combos.items():
            kept, first = combo.currentText() if combo.currentIndex() > 0 else "", combo.itemText(0)
            offered = [*labels[name], *([kept] if kept and kept not in labels[name] else [])]
            with QSignalBlocker(combo):
                combo.clear()
                combo.addItems([first, *offered])
                combo.setCurrentIndex(offered.index(kept) + 1 if kept else 0)

    def clear(self) -> None:
        """Show everything again."""
        self.search.clear()
        for combo in self._combos.values():
            combo.setCurrentIndex(0)

    def type(self, text: str) -> None:
        """Go on typing here what was begun at the list."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.end(False)
        self.search.insert(text)

    def _combo(self, field: Field) -> Combo:
        combo = named(Combo(), f"filter-{field.name}", f"按{field.label}筛选")
        combo.addItem(f"全部{field.label}")
        combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        combo.setMaxVisibleItems(16)
        combo.currentIndexChanged.connect(lambda: self.changed.emit())
        return combo

    def _escape(self) -> None:
        self.search.clear()
        self.left.emit()


class ListFoot(QWidget):
    """How many rows at the left, what they add up to at the right, the most important last and strong."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "list-foot", "合计")
        self._count = label("", "secondary", name="count")
        self._sums = label("", "secondary", name="sums")
        self._total = label("", "strong", name="total")
        self.setLayout(row(self._count, None, self._sums, self._total, spacing=look.px(16)))
        self.setFixedHeight(look.px(24))

    def show_totals(self, count: str, totals: Sequence[str]) -> None:
        """Say both; `totals` are said as they are."""
        for shown, text in (
            (self._count, count),
            (self._sums, "　".join(totals[:-1])),
            (self._total, "".join(totals[-1:])),
        ):
            shown.setText(text)
            shown.setAccessibleName(text)
