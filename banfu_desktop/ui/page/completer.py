"""What an entry offers while the clerk types."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter, QWidget

from banfu_desktop.ui.page.initials import initials

_KEYS = Qt.ItemDataRole.UserRole + 1
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Completer(QCompleter):
    """Offers the texts that hold what is typed, in their characters or their pinyin initials."""

    def __init__(self, texts: Sequence[str], parent: QObject) -> None:
        model = QStandardItemModel(parent)
        for text in texts:
            item = QStandardItem(text)
            item.setData(f"{text} {initials(text)}", _KEYS)
            model.appendRow(item)
        super().__init__(model, parent)
        model.setParent(self)
        self.setCompletionRole(_KEYS)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(10)

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
