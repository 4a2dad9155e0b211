"""What one part of the window tells the others."""

from PySide6.QtCore import QObject, Signal


class Signals(QObject):
    """The window's few broadcasts; pages listen through Page, not by themselves.

    `changed` carries the frozenset of names of the changed tables ("*" stands for all), `said` a notice and
    whether it offers 撤销, `asked` a room's name and what to show there; `habits`: this computer's own
    settings have changed.
    """

    changed = Signal(object)
    said = Signal(str, bool)
    asked = Signal(str, object)
    habits = Signal()
