"""How a line of the finder is drawn: its kind, icon, name with the typed part marked, hint, keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from banfu_desktop.ui.frame.palette_entries import Entry, marked
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.command import key_text

ENTRY, TYPED, FIRST = (Qt.ItemDataRole.UserRole + number for number in range(3))
HEIGHT = 34
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class LineDelegate(QStyledItemDelegate):
    """Draws entries; the kind stands only at its first line."""

    def __init__(self, view: QListWidget, look: Look) -> None:
        super().__init__(view)
        self._view, self._look = view, look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as a row of a list."""
        return QSize(0, self._look.px(HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One entry."""
        px, entry = self._look.px, index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.ACCENT_GROUND))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        if index.data(FIRST):
            painter.setFont(self._font(12))
            painter.setPen(QColor(tokens.SECONDARY))
            painter.drawText(rect.adjusted(px(12), 0, 0, 0), _MIDDLE, entry.kind)
        shade = tokens.FAINT if entry.refusal else tokens.SECONDARY
        icon = self._look.icon(entry.picture, shade)
        icon.paint(painter, QRect(rect.left() + px(68), rect.center().y() - px(9), px(18), px(18)))
        right = self._paint_hint(painter, rect.adjusted(0, 0, -px(12), 0), entry)
        self._paint_label(painter, QRect(rect.left() + px(96), rect.top(), right - rect.left() - px(104),
                                         rect.height()), entry, str(index.data(TYPED)))  # fmt: skip
        painter.restore()

    def _paint_hint(self, painter: QPainter, rect: QRect, entry: Entry) -> int:
        """Keys in a cap at the right, the hint before them. Gives where they begin."""
        px = self._look.px
        right = rect.right()
        painter.setFont(self._font(12))
        painter.setPen(QPen(QColor(tokens.SECONDARY)))
        if entry.keys:
            keys = key_text(entry.keys)
            width = painter.fontMetrics().horizontalAdvance(keys) + px(12)
            cap = QRect(right - width, rect.center().y() - px(10), width, px(20))
            painter.setPen(QPen(QColor(tokens.LINE)))
            painter.setBrush(QColor(tokens.CARD))
            painter.drawRoundedRect(QRectF(cap), 4, 4)
            painter.setPen(QPen(QColor(tokens.SECONDARY)))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
            right -= width + px(8)
        painter.setFont(self._font(13))
        hint = entry.refusal or entry.hint
        shown = painter.fontMetrics().elidedText(hint, Qt.TextElideMode.ElideRight, rect.width() // 2)
        width = painter.fontMetrics().horizontalAdvance(shown)
        painter.drawText(QRect(right - width, rect.top(), width + 1, rect.height()), _MIDDLE, shown)
        return right - width

    def _paint_label(self, painter: QPainter, rect: QRect, entry: Entry, typed: str) -> None:
        """The name; what was typed stands out of it in bold."""
        start, end = marked(entry.label, typed)
        left = rect.left()
        for part, is_hit in (
            (entry.label[:start], False),
            (entry.label[start:end], True),
            (entry.label[end:], False),
        ):
            painter.setFont(self._font(14, bold=is_hit))
            colour = tokens.FAINT if entry.refusal else tokens.ACCENT if is_hit else tokens.TEXT
            painter.setPen(QColor(colour))
            room = rect.right() - left
            shown = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, max(0, room))
            painter.drawText(QRect(left, rect.top(), max(0, room), rect.height()), _MIDDLE, shown)
            left += painter.fontMetrics().horizontalAdvance(shown)

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._look.px(size))
        font.setBold(bold)
        return font
