"""The views of a page, one behind the other, and the switch between them that stands beside its title."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.switch import Switch


class Stack(QStackedWidget):
    """Shows one of several widgets and asks for no more room than that one needs."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """What the widget shown needs."""
        shown = self.currentWidget()
        return QSize(0, 0) if shown is None else shown.minimumSizeHint().expandedTo(shown.minimumSize())


class Holder(QWidget):
    """Gives a widget all the room of a scroll area, and scrolls only below what the widget cannot do without.

    A layout would ask for the height that wrapped texts would like to have.
    """

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self.held = held
        held.setParent(self)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._ask_again)

    def minimumSizeHint(self) -> QSize:
        """What the widget needs."""
        return self.held.minimumSizeHint().expandedTo(self.held.minimumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All of it is the widget's."""
        super().resizeEvent(event)
        self.held.setGeometry(self.rect())
        self._later.start()

    def event(self, event: QEvent) -> bool:
        """The widget may need more or less than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._later.start()
        return super().event(event)

    def _ask_again(self) -> None:
        """What turned while it was being laid out needs more than was known then: nothing stays squeezed."""
        if self.minimumSizeHint().height() > self.height():
            self.updateGeometry()


class Views(Stack):
    """Shows one of several widgets by the name on the switch. `turned`: another one is shown.

    Args:
        views: the widgets by name, in the order of the switch; the first is shown at first.
        may_leave: whether the clerk may leave what is shown; where not, the switch stays.
    """

    turned = Signal()

    def __init__(self, look: Look, views: Mapping[str, QWidget], may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._names, self._may_leave = tuple(views), may_leave
        for view in views.values():
            self.addWidget(view)
        *others, last = self._names
        self.switch = Switch(look, f"{'、'.join(others)}或{last}", self._names)
        self.switch.chosen.connect(self._turn)

    @property
    def current(self) -> str:
        """The name of the view shown."""
        return self._names[self.currentIndex()]

    def show_view(self, name: str) -> None:
        """Show a view as if the clerk had pressed its button."""
        self.switch.show_view(name)

    def _turn(self, name: str) -> None:
        if not self._may_leave():
            self.switch.stay(self.current)
            return
        self.setCurrentIndex(self._names.index(name))
        self.turned.emit()
