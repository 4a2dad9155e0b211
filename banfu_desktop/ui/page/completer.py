"""What an entry offers while the clerk types."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from banfu_desktop.ui.page.initials import initials

_KEYS = Qt.ItemDataRole.UserRole + 1


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

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What is put in: the text without its initials."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))
