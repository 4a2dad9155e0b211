"""Keys of whatever has the focus: Enter presses a button, Ctrl+Z leaves a field that has nothing to undo."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BACK = (QKeySequence("Ctrl+Z"),)
_AGAIN = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))


class FocusKeys(QObject):
    """Watches the one widget that has the focus, in every window of the program.

    A box would otherwise press its default button while the focus is on another, and a field would swallow
    Ctrl+Z although there is nothing left in it to undo. `lost` carries a widget that lost the focus because
    it was hidden or switched off.
    """

    lost = Signal(QWidget)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._watch)
        self._watch(None, QApplication.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at a key before the widget gets it."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and _is_done_undoing(watched, event):
                event.ignore()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
                return _press(watched)
        return False

    def _watch(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            now.installEventFilter(self)
        if before is not None and isValid(before):
            before.removeEventFilter(self)
            if not before.isVisible() or not before.isEnabled():
                self.lost.emit(before)


def _press(watched: QObject) -> bool:
    """Press a button; a menu button opens its menu."""
    if not isinstance(watched, QPushButton | QToolButton) or not watched.isEnabled():
        return False
    menu: QMenu | None = watched.menu()
    if menu is not None:
        menu.popup(watched.mapToGlobal(watched.rect().bottomLeft()))
    else:
        watched.click()
    return True


def _is_done_undoing(watched: QObject, event: QKeyEvent) -> bool:
    """Whether Ctrl+Z or Ctrl+Y is pressed in a field that has nothing to undo or to do again."""
    keys = QKeySequence(event.keyCombination())
    if keys not in _BACK + _AGAIN:
        return False
    field = watched.lineEdit() if isinstance(watched, QComboBox) else watched
    back = keys in _BACK
    if isinstance(field, QLineEdit):
        return not (field.isUndoAvailable() if back else field.isRedoAvailable())
    if isinstance(field, QPlainTextEdit):
        document = field.document()
        return not (document.isUndoAvailable() if back else document.isRedoAvailable())
    return isinstance(field, QAbstractButton)
