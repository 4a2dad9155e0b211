"""The county that a window works on: opened on a worker when first needed, read and changed there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy.orm import Session

from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.desk import CountyDesk


@dataclass(frozen=True)
class AtWork:
    """The desk, the moment, and who is at work.

    Attributes:
        info: asked by the window for the tables that changed; nothing here means all of them.
    """

    desk: CountyDesk
    now: datetime
    actor: str
    info: dict[str, object] = field(default_factory=dict)


class Deed(Protocol):
    """What the window says of a deed: when, and by whom."""

    @property
    def at(self) -> datetime:
        """Local time."""

    @property
    def actor(self) -> str:
        """Who is at work."""


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
    def write(self, deed: Deed) -> Iterator[AtWork]:
        """The desk for one deed: a county's services open and commit their own sessions."""
        yield AtWork(self.desk, deed.at, deed.actor)

    def unlock(self, typed: str) -> None:
        """Let this computer open the county's data, by the recovery key; see store.unlock."""
        desks.unlock(self.folder, typed)

    def close(self) -> None:
        """Let go of it."""
        with self._opening:
            if self._desk is not None:
                self._desk.close()
                self._desk = None
