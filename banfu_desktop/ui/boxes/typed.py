"""What was typed into a box whose deed was refused: it stands there again when the box is opened anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QDialog

STILL_THERE = "填过的还在：再点一次，接着改"
"""What the refusal adds."""


@runtime_checkable
class Form(Protocol):
    """A box with fields: `start` is what it was opened with, `values` what it was accepted with."""

    start: Mapping[str, Any]
    values: Mapping[str, Any]

    def put(self, values: Mapping[str, Any]) -> None:
        """Have these stand in the fields."""

    def objectName(self) -> str:
        """Its name, as Qt says it."""

    def windowTitle(self) -> str:
        """Its title, as Qt says it."""


@dataclass(frozen=True)
class Entered:
    """What was entered in a form, and in which: its name, title and what it was opened with."""

    form: tuple[object, ...]
    values: Mapping[str, Any]


class Typed:
    """Keeps what was entered in a form for the work that follows it, and beyond where that is refused."""

    def __init__(self) -> None:
        self._entered: Entered | None = None
        self._kept: Entered | None = None

    def opened(self, box: QDialog) -> None:
        """A box is about to be shown."""
        if self._kept is not None and isinstance(box, Form) and _name(box) == self._kept.form:
            box.put(self._kept.values)

    def closed(self, box: QDialog, *, accepted: bool) -> None:
        """A box has been put away."""
        if isinstance(box, Form):
            self._entered = Entered(_name(box), dict(box.values)) if accepted else None
            self._kept = None

    def taken(self) -> Entered | None:
        """What was entered for the work that begins now, given once; None where it follows no form."""
        entered, self._entered = self._entered, None
        return entered

    def keep(self, entered: Entered) -> None:
        """The work that followed the form was refused, or the machine failed it."""
        self._kept = entered

    def forget(self) -> None:
        """The office is locked."""
        self._entered = self._kept = None


def _name(box: Form) -> tuple[object, ...]:
    return box.objectName(), box.windowTitle(), dict(box.start)
