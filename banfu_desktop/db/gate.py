"""The gate before an open office: many are at work in it, or one alone who puts another file in its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, get_ident

from banfu_desktop.db.troubles import BUSY
from banfu_desktop.rules.errors import MachineError

_PATIENCE = 30.0


class Gate:
    """Lets threads in, and one alone once all others have left."""

    def __init__(self) -> None:
        self._moved = Condition()
        self._inside = 0
        self._alone: int | None = None

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside with others; whoever is alone goes in and out as he likes."""
        with self._moved:
            if own := self._alone == get_ident():
                pass
            else:
                self._moved.wait_for(lambda: self._alone is None)
                self._inside += 1
        try:
            yield
        finally:
            if not own:
                with self._moved:
                    self._inside -= 1
                    self._moved.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside alone.

        Raises:
            MachineError: the others do not leave.
        """
        with self._moved:
            if not self._moved.wait_for(lambda: self._inside == 0 and self._alone is None, _PATIENCE):
                raise MachineError(*BUSY)
            self._alone = get_ident()
        try:
            yield
        finally:
            with self._moved:
                self._alone = None
                self._moved.notify_all()
