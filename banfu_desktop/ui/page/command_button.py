"""The button of a command: grey where it cannot be given, but never mute about why."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QToolButton, QToolTip

from banfu_desktop.ui.look.widgets import named, restyle
from banfu_desktop.ui.page.command import Command, Place


class CommandButton(QToolButton):
    """Shows an action. Greyed, it still takes the focus, and says then, or when pressed, why it is grey.

    Qt's own button of an action is disabled with it, and what is disabled no keyboard ever reaches.
    """

    def __init__(self, command: Command, action: QAction) -> None:
        super().__init__()
        self.is_primary = command.place is Place.PRIMARY
        named(self, f"button-{command.name}", command.text, look="primary" if self.is_primary else "")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action = action
        action.changed.connect(self._show)
        self.clicked.connect(self._press)
        self._show()

    @property
    def is_grey(self) -> bool:
        """Whether its command cannot be given now."""
        return not self.action.isEnabled()

    def stand_back(self, other: bool) -> None:
        """Be green no more while another button is the next step (`other`), or again."""
        restyle(self, look="primary" if self.is_primary and not other else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard has come: a grey button says why it is grey."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._explain()

    def _press(self) -> None:
        if self.is_grey:
            self._explain()
        else:
            self.action.trigger()

    def _explain(self) -> None:
        if self.is_grey:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)

    def _show(self) -> None:
        self.setText(self.action.text())
        self.setToolTip(self.action.toolTip())
        self.setAccessibleDescription(self.action.toolTip() if self.is_grey else "")
        restyle(self, grey=self.is_grey)
