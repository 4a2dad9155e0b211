"""The head of a person's page: facts in columns, numbers masked until somebody asks to see one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from banfu_desktop.services.door import HeadFact
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, icon_button, label, named, row

Shown = Callable[[str], object]
_MOST_COLUMNS = 4


class FactCell(QWidget):
    """One fact: its label, its words, chips, and an eye where it is masked."""

    def __init__(
        self, look: Look, fact: HeadFact, reveal: Callable[[str, Shown], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        px = look.px
        said = "，".join((f"{fact.label} {fact.words}", *(text for text, _ in fact.chips)))
        named(self, f"fact-{fact.label}", said)
        name = label(fact.label, "secondary", name="fact-label")
        name.setMinimumWidth(px(62))
        self._words = QLabel(fact.words or "未登记")
        named(self._words, "fact-words", fact.words)
        chips = [Chip(text, Tone[tone.upper()]) for text, tone in fact.chips]
        parts = row(name, self._words, *chips, spacing=px(6))
        if fact.secret:
            parts.addWidget(self._eye(look, fact, reveal))
        parts.addStretch(1)
        self.setLayout(parts)
        for shown in (self._words, *chips):
            shown.ensurePolished()  # so that the columns know how wide they are before the first paint

    def _eye(self, look: Look, fact: HeadFact, reveal: Callable[[str, Shown], object]) -> QToolButton:
        icon = look.icon("eye", tokens.SECONDARY)
        eye = icon_button(icon, f"reveal-{fact.secret}", f"显示完整{fact.label}（记入留痕）", look.px(18))
        eye.clicked.connect(lambda: reveal(fact.secret, self._show))
        return eye

    def _show(self, number: str) -> None:
        self._words.setText(number)
        self._words.setAccessibleName(number)


class FactGrid(QWidget):
    """Facts in as many columns as there is room for, row by row."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "facts", "基本情况")
        self._look = look
        self._cells: list[FactCell] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))
        self._columns = 0

    def show_facts(self, facts: Sequence[HeadFact], reveal: Callable[[str, Shown], object]) -> None:
        """Show other facts."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = [FactCell(self._look, fact, reveal, self) for fact in facts]
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """The widest fact, and the height of the rows it comes to."""
        widest = max((cell.sizeHint().width() for cell in self._cells), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        super().resizeEvent(event)
        self._arrange()

    def _fitting(self) -> int:
        """How many columns have room: those of the same place share a width."""
        widths = [cell.sizeHint().width() for cell in self._cells]
        for columns in range(_MOST_COLUMNS, 1, -1):
            wide = sum(max(widths[place::columns], default=0) for place in range(columns))
            if wide + (columns - 1) * self._grid.horizontalSpacing() <= self.width():
                return columns
        return 1

    def _arrange(self) -> None:
        columns = self._fitting()
        if columns == self._columns:
            return
        self._columns = columns
        for cell in self._cells:
            self._grid.removeWidget(cell)
        for number, cell in enumerate(self._cells):
            self._grid.addWidget(cell, number // columns, number % columns)
        self.updateGeometry()
