"""What a cell of a line grid offers while the clerk types: Tab or Enter takes the first, and goes on."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from banfu_desktop.ui.page.completer import TAKING, Completer, are_initials


class GridCompleter(Completer):
    """Proposals for a cell. Of pinyin initials the first is marked and taken; other texts stay as typed."""

    def __init__(self, texts: Sequence[str], editor: QLineEdit, hints: Mapping[str, str]) -> None:
        super().__init__(texts, editor, hints or dict.fromkeys(texts, ""))
        self._editor = editor
        editor.setCompleter(self)

    @property
    def takes_first(self) -> bool:
        """Of pinyin initials the first proposal is taken; any other text stays as it was typed."""
        return are_initials(self._editor.text())

    def taken(self) -> str:
        """What the cell is to say: the text typed, or the proposal its initials stand for."""
        index = self._chosen()
        return self.pathFromIndex(index) if index.isValid() else self._editor.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab and Enter in the open list take what is marked, and then do in the cell what they always do."""
        popup = self.popup()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is popup and pressed and isinstance(event, QKeyEvent) and event.key() in TAKING:
            marked = popup.currentIndex()
            text = self.pathFromIndex(marked) if marked.isValid() else self.taken()
            popup.hide()
            self._editor.setText(text)
            key = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers(), event.text())
            QCoreApplication.sendEvent(self._editor, key)
            return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> QModelIndex:
        """The proposal that initials stand for; none where no initials were typed."""
        if not self.takes_first:
            return QModelIndex()
        self.setCompletionPrefix(self._editor.text().strip())
        return self.completionModel().index(0, 0)
