"""A page in a window of its own, to be compared with what the first window shows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import column, named
from banfu_desktop.ui.registry import Room

_SHIFTED = 32


class SecondWindow(QFrame):
    """Holds a page of its own, with a month of its own; it follows every change. Closing forgets it.

    Args:
        first: the window it belongs to, and with which it is locked and closed.
    """

    def __init__(self, ctx: Context, room: Room, first: QWidget) -> None:
        super().__init__(first, Qt.WindowType.Window)
        named(self, f"second-{room.name}", f"{room.title}，对照", look="ground")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{room.title}　{ctx.town}驻镇帮扶")
        self.page = room.load()(ctx)
        self.setLayout(column(self.page))
        work = first.screen().availableGeometry()
        self.resize(first.size().boundedTo(work.size()))
        self.move(first.pos().x() + _SHIFTED, first.pos().y() + _SHIFTED)
        self.show()
        self.page.take_focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved."""
        if self.page.may_leave():
            super().closeEvent(event)
        else:
            event.ignore()
