"""What an entry offers while the clerk types."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCompleter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from banfu_desktop.ui.look.look import ACCENT_GROUND, SECONDARY
from banfu_desktop.ui.page.initials import initials

_KEYS = Qt.ItemDataRole.UserRole + 1
_HINT = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex
TAKING = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""The keys that take a proposal."""
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Completer(QCompleter):
    """Offers the texts that hold what is typed, in their characters or their pinyin initials."""

    def __init__(self, texts: Sequence[str], parent: QObject, hints: Mapping[str, str] | None = None) -> None:
        model = QStandardItemModel(parent)
        for text in texts:
            item = QStandardItem(text)
            item.setData(f"{text} {initials(text)}", _KEYS)
            item.setData((hints or {}).get(text, ""), _HINT)
            model.appendRow(item)
        super().__init__(model, parent)
        model.setParent(self)
        self.setCompletionRole(_KEYS)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(10)
        popup = self.popup() if hints else None  # else it is made when it is first wanted
        if popup is not None:
            popup.setItemDelegate(_Hinting(self, popup))

    @property
    def takes_first(self) -> bool:
        """Whether the first proposal is what the clerk gets by going on; it is then marked."""
        return False

    def widen(self, wide: int) -> None:
        """Let the list be at least so many pixels wide, whatever the entry is."""
        popup = self.popup()
        if popup is not None:
            popup.setMinimumWidth(wide)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that are a command's go to the window behind the list, which would swallow them."""
        if not isinstance(event, QKeyEvent) or not event.modifiers() & _HELD:
            return super().eventFilter(watched, event)
        field, popup = self.widget(), QApplication.activePopupWidget()
        if popup is not None and watched is popup:
            command = _command(field, QKeySequence(event.keyCombination()))
            if command is not None and event.type() == QEvent.Type.ShortcutOverride:
                popup.hide()  # what follows finds the shortcut by itself
            elif command is not None and event.type() == QEvent.Type.KeyPress:
                popup.hide()
                command()
                return True
        return super().eventFilter(watched, event)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What is put in: the text without its initials."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class ChoiceCompleter(Completer):
    """Proposals of a drop-down: where pinyin initials leave only one, Enter and Tab take it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The one proposal is marked first, as if the clerk had gone down to it."""
        popup = self.popup()
        if watched is popup and _takes(event) and not popup.currentIndex().isValid() and self._is_only_one():
            popup.setCurrentIndex(self.completionModel().index(0, 0))
        return super().eventFilter(watched, event)

    def _is_only_one(self) -> bool:
        return are_initials(self.completionPrefix()) and self.completionCount() == 1


def _takes(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in TAKING


def are_initials(typed: str) -> bool:
    """Whether a text is typed as pinyin initials are: nobody writes that into a field for its own sake."""
    text = typed.strip()
    return text.isascii() and text.isalpha() and text.islower()


class _Hinting(QStyledItemDelegate):
    """Draws a proposal with its hint at the right, on green if going on takes it."""

    def __init__(self, completer: Completer, popup: QAbstractItemView) -> None:
        super().__init__(popup)
        self._completer, self._popup = completer, popup

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The text, shortened where the hint needs the room."""
        hint = str(index.data(_HINT) or "")
        whole = QRect(option.rect)
        whole.setWidth(self._popup.viewport().width())
        if index.row() == 0 and self._completer.takes_first:
            painter.fillRect(whole, QColor(ACCENT_GROUND))
        room = QFontMetrics(option.font).horizontalAdvance(f"　{hint}") if hint else 0
        option.rect = whole.adjusted(0, 0, -room, 0)
        super().paint(painter, option, index)
        painter.setPen(QColor(SECONDARY))
        painter.setFont(option.font)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(whole.adjusted(0, 0, -6, 0), int(right), hint)


def _command(field: QWidget, keys: QKeySequence) -> Callable[[], object] | None:
    """What keys do in the window of a field: the nearest shortcut or action that has them."""
    place: QWidget | None = field
    while place is not None:
        for shortcut in place.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if shortcut.isEnabled() and shortcut.key() == keys:
                return shortcut.activated.emit
        for action in place.actions():
            if action.isEnabled() and keys in action.shortcuts():
                return action.trigger
        place = place.parentWidget()
    return None
