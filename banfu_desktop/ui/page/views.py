"""The views of a page, one behind the other, and the switch between them that stands beside its title."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.switch import Switch


class Views(QStackedWidget):
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
