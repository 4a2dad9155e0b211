"""What was typed into a box whose deed was refused: it stands there again when the box is opened anew."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QDialog


@runtime_checkable
class Form(Protocol):
    """A box with fields: `start` is what it was opened with, `values` what it was accepted with."""

    start: Mapping[str, Any]
    values: Mapping[str, Any]

    def put(self, values: Mapping[str, Any]) -> None:
        """Have these stand in the fields."""


class Typed:
    """Keeps what was entered in the last form until its deed is done, or the clerk thinks better of it."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._values: Mapping[str, Any] = {}
        self.is_kept = False
        """Whether its deed was refused: the same form opened with the same start is filled in again."""

    def opened(self, box: QDialog) -> None:
        """A box is about to be shown."""
        if self.is_kept and isinstance(box, Form) and _name(box) == self._of:
            box.put(self._values)

    def closed(self, box: QDialog, *, accepted: bool) -> None:
        """A box has been put away."""
        if isinstance(box, Form):
            self.forget()
            if accepted:
                self._of, self._values = _name(box), dict(box.values)

    def refuse(self) -> None:
        """A deed was refused, or the machine failed it."""
        self.is_kept = bool(self._of)

    def forget(self) -> None:
        """The deed is done, or the office is locked."""
        self._of, self._values, self.is_kept = (), {}, False


def _name(box: Any) -> tuple[object, ...]:
    return box.objectName(), box.windowTitle(), dict(box.start)
