"""The list of a month drawn in groups: headings fold, amounts never give way, notes stand small."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.table_model import TONE, TableModel
from banfu_desktop.ui.page.table_view import RowDelegate, TableView
from banfu_desktop.ui.pages.subsidies.sheet_rows import SheetRow, ShownLine

_GROUP = "#F8F9FA"
_LEAST = {"name": 150, "days": 74, "own_gross_fen": 80, "deduction_fen": 66, "carried_fen": 76, "net_fen": 88,
          "state": 80}  # fmt: skip
"""Pixels a column needs at the least, at standard size."""
_GIVE_WAY = ("role", "days", "deduction_fen", "carried_fen", "state")
"""What is hidden where there is no room, the first first; an amount only while nobody has any there."""
_AMOUNTS = ("deduction_fen", "carried_fen")


class SheetsModel(TableModel):
    """Rows in the order they came: a heading stays above its lines, whatever is looked for or folded."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.folded: set[str] = set()
        self._passed: list[int] = []

    @property
    def passed(self) -> list[Any]:
        """Headings and lines that passed the filters, folded ones too."""
        return [self._rows[number] for number in self._passed]

    def words(self, line: int) -> tuple[str, ...]:
        """The texts of a line; what waits for a decision has no 实发 yet."""
        words, row = super().words(line), self.row(line)
        if not row.is_waiting:
            return words
        return tuple(
            "—" if field.name == "net_fen" else word for field, word in zip(self.fields, words, strict=True)
        )

    def toggle(self, line: int, *, fold: bool | None = None) -> None:
        """Fold or unfold the heading in a line."""
        row = self.row(line)
        if not isinstance(row, SheetRow):
            return
        wanted = row.id not in self.folded if fold is None else fold
        if wanted != (row.id in self.folded):
            self.beginResetModel()
            (self.folded.add if wanted else self.folded.remove)(row.id)
            self._arrange()
            self.endResetModel()

    def holds(self, name: str) -> bool:
        """Whether any row has something in a column."""
        return any(getattr(row, name) is not None for row in self._rows)

    def unfold(self, row: object) -> None:
        """Show a line whose heading is folded."""
        if isinstance(row, ShownLine):
            for line in range(self.rowCount()):
                heading = self.row(line)
                if isinstance(heading, SheetRow) and heading.sheet is row.sheet:
                    self.toggle(line, fold=False)

    def _arrange(self) -> None:
        """Lines that pass, under their headings; a heading that is looked for shows all its lines."""
        order, self._order = self._order, None
        super()._arrange()
        self._order = order
        passed = set(self._shown)
        searching = bool(self._text or self._choices)
        shown: list[int] = []
        self._passed = []
        for heading, lines in self._groups():
            own = [number for number in lines if number in passed]
            if searching and heading in passed and not own:
                own = lines
            if own or heading in passed:
                shown.append(heading)
                self._passed += [heading, *own]
                folded = self._rows[heading].id in self.folded and not searching
                shown += [] if folded else self._sorted(own)
        self._shown = shown

    def _sorted(self, numbers: Sequence[int]) -> Sequence[int]:
        return self._ordered(numbers, *self._order) if self._order is not None else numbers

    def _groups(self) -> list[tuple[int, list[int]]]:
        groups: list[tuple[int, list[int]]] = []
        for number, row in enumerate(self._rows):
            if isinstance(row, SheetRow):
                groups.append((number, []))
            else:
                groups[-1][1].append(number)
        return groups


class SheetDelegate(RowDelegate):
    """Draws a heading on its own ground with a triangle, and notes small beside their names."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        row = self._view.model().row(index.row())  # type: ignore[attr-defined]  # a SheetsModel
        name = self._field(index) == "name"
        if isinstance(row, ShownLine) and not name:
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        px = self._look.px
        painter.fillRect(rect, QColor(self._ground(option, index)))
        hair = "#EEF1F4" if isinstance(row, ShownLine) else tokens.LINE
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(hair))
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._mark_current(painter, rect, index)
        if name:
            self._paint_name(painter, rect, row)
            return
        text, bold = self._words(row, index), isinstance(row, SheetRow) and self._field(index) == "net_fen"
        inner = rect.adjusted(px(12), 0, -px(12), 0)
        tone = index.data(TONE)
        if tone is not None:
            painter.setFont(self._chip_font)
            alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
            place = self._chip_place(painter, inner, text, alignment)
            self._paint_chip(painter, place, text, tone, tone.ground)
            return
        quiet = self._field(index) == "carried_fen"
        painter.setFont(self._font(px(13 if quiet else 14), bold=bold))
        painter.setPen(QColor(tokens.SECONDARY if quiet else tokens.TEXT))
        painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), text)

    def _ground(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        ground = super()._ground(option, index)
        row = self._view.model().row(index.row())  # type: ignore[attr-defined]  # a SheetsModel
        return _GROUP if ground == tokens.CARD and isinstance(row, SheetRow) else ground

    def _field(self, index: QModelIndex | QPersistentModelIndex) -> str:
        name: str = self._view.model().fields[index.column()].name  # type: ignore[attr-defined]
        return name

    def _words(self, row: object, index: QModelIndex | QPersistentModelIndex) -> str:
        """A heading says how many people where lines say 补扣."""
        if isinstance(row, SheetRow) and self._field(index) == "carried_fen":
            return row.people
        return index.data() or ""

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(size)
        font.setBold(bold)
        return font

    def _paint_name(self, painter: QPainter, rect: QRect, row: SheetRow | ShownLine) -> None:
        """The name whole, then the note as far as there is room."""
        px = self._look.px
        left = rect.left() + px(34)
        if isinstance(row, SheetRow):
            folded = row.id in self._view.model().folded  # type: ignore[attr-defined]  # a SheetsModel
            _paint_triangle(painter, QPointF(rect.left() + px(19), rect.center().y()), px(4), folded=folded)
        heading = isinstance(row, SheetRow)
        painter.setFont(self._font(px(14), bold=heading))
        painter.setPen(QColor(tokens.TEXT))
        room = rect.right() - px(8) - left
        metrics = painter.fontMetrics()
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room)
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(left, rect.top(), room, rect.height()), middle, name)
        left += metrics.horizontalAdvance(name) + px(8)
        room = rect.right() - px(8) - left
        if row.small and room > px(30):
            urgent = isinstance(row, ShownLine) and row.is_urgent
            painter.setFont(self._font(px(12)))
            painter.setPen(QColor(tokens.AMBER if urgent else tokens.SECONDARY))
            small = painter.fontMetrics().elidedText(row.small, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(left, rect.top(), room, rect.height()), middle, small)


def _paint_triangle(painter: QPainter, middle: QPointF, size: int, *, folded: bool) -> None:
    across, along = (size * 0.9, size) if folded else (size, size * 0.9)
    points = (
        [QPointF(-along * 0.6, -across), QPointF(along * 0.8, 0), QPointF(-along * 0.6, across)]
        if folded
        else [QPointF(-across, -along * 0.6), QPointF(across, -along * 0.6), QPointF(0, along * 0.8)]
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.SECONDARY))
    painter.drawPolygon(QPolygonF([middle + point for point in points]))
    painter.restore()


class SheetsView(TableView):
    """The month's list: ← and → fold, a click on the triangle too; columns give way in their order."""

    def __init__(self, model: SheetsModel, look: Look, name: str) -> None:
        super().__init__(model, look, name)
        self._sheets = model
        self.setItemDelegate(SheetDelegate(self, look))

    def fit_columns(self) -> None:
        """Every amount is seen; the name shrinks, then 队内职务 and 在岗 give way."""
        fields, room, px = self._model.fields, self.viewport().width(), self._look.px
        shown = {field.name: px(field.width) for field in fields}
        least = {field.name: px(_LEAST.get(field.name, field.width)) for field in fields}
        for name in _GIVE_WAY:
            if sum(least[one] for one in shown) > room and not (
                name in _AMOUNTS and self._sheets.holds(name)
            ):
                del shown[name]
        _share(shown, least, room)
        for number, field in enumerate(fields):
            self.setColumnHidden(number, field.name not in shown)
            if field.name in shown:
                self.setColumnWidth(number, shown[field.name])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← folds the heading the keyboard is at, → unfolds it."""
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._toggle(index.row(), fold=event.key() == Qt.Key.Key_Left)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the triangle folds; anywhere else it opens, as in every list."""
        index = self.indexAt(event.position().toPoint())
        at_triangle = index.isValid() and event.position().x() < self._look.px(32)
        if at_triangle and isinstance(self._sheets.row(index.row()), SheetRow):
            self._toggle(index.row())
            return
        super().mouseReleaseEvent(event)

    def _toggle(self, line: int, *, fold: bool | None = None) -> None:
        self._sheets.toggle(line, fold=fold)
        self.setCurrentIndex(self._sheets.index(min(line, self._sheets.rowCount() - 1), 0))


def _share(shown: dict[str, int], least: dict[str, int], room: int) -> None:
    """Widths that fill the room: the name takes what is left, others shrink once it is at its least."""
    name = "name"
    others = sum(width for one, width in shown.items() if one != name)
    if room - others < least[name]:
        for one in shown:
            shown[one] = least[one]
        others = sum(width for one, width in shown.items() if one != name)
    shown[name] = max(room - others, 0)
