"""The county that a window works on: opened on a worker when first needed, read and changed there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.desk import CountyDesk


class OpenCounty:
    """One county's folder, as the window's tasks want it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._desk: CountyDesk | None = None
        self._opening = Lock()

    def open(self) -> "OpenCounty":
        """Itself, open.

        Raises:
            UserError: this computer has no key to it, or something of it is damaged.
            MachineError: the database is gone, out of reach, or cannot be written.
        """
        self.desk  # noqa: B018 (opens it)
        return self

    @property
    def desk(self) -> CountyDesk:
        """The county's desk, for deeds; otherwise like open."""
        with self._opening:
            if self._desk is None:
                self._desk = desks.open_desk(self.folder)
            return self._desk

    @property
    def card(self) -> str:
        """The recovery key of a database that has just been made, once; else empty."""
        roll_up = self.desk.roll_up
        card, roll_up.card = roll_up.card, ""
        return card

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state and writes nothing."""
        with self.desk.roll_up.read() as session:
            yield session

    @contextmanager
    def write(self, _deed: object) -> Iterator[Session]:
        """A session that commits as a whole; a county's deeds are its services' own and open theirs."""
        with self.desk.roll_up.write() as session:
            yield session

    def unlock(self, typed: str) -> None:
        """Let this computer open the county's data, by the recovery key; see store.unlock."""
        desks.unlock(self.folder, typed)

    def close(self) -> None:
        """Let go of it."""
        with self._opening:
            if self._desk is not None:
                self._desk.close()
                self._desk = None
