"""What this computer has last seen of an office, kept outside its folder: an older one put back shows.

Written after every deed, so it may lag behind the office and never leads. Lost or torn it is as if there were
none; whoever uses this computer may edit it as well. It holds no name and no path.
"""

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

import sqlalchemy as sa

from banfu_desktop import clock, paths

FORMAT = 1
_OFFICE_ID = re.compile(r"[0-9a-f]{32}")
_OFFICE = "SELECT office_id, package_no FROM office"
_LAST = "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1"
_AT = "SELECT hash FROM audit WHERE id = ?"
_KEPT_SINCE = "SELECT min(kept) FROM restores WHERE generation > ?"
_GENERATION = "SELECT coalesce(max(generation), 1) FROM restores"


class State(Enum):
    """How an office stands to what this computer has last seen of it."""

    SAME = "as last seen, or grown since"
    FIRST = "never seen here"
    FEWER = "entries are missing that were seen here"
    OTHER = "another history than was seen here"
    RESTORED = "entries are missing that were seen here, and the office itself tells of a restore since"
    UNKNOWN = "this computer cannot keep it in mind"


@dataclass(frozen=True)
class Seen:
    """How far an office's trail went when this computer last saw it.

    Attributes:
        entries: the number of its last entry.
        head: that entry's link, in hex.
        generation: of the data: one more with every restore.
        number: of the last county package.
        at: local time, in ISO form.
    """

    entries: int
    head: str
    generation: int
    number: int
    at: str


class Memory:
    """What this computer keeps in mind of one office.

    Attributes:
        state: how the office stood when it was opened, until that has been settled.
        seen: what was kept in mind then; None where nothing was.
    """

    def __init__(self, connection: sa.Connection | None = None, *, upgraded: bool = False) -> None:
        self._path: Path | None = None
        self.seen: Seen | None = None
        self.state = State.UNKNOWN
        if connection is not None:
            with suppress(sa.exc.DBAPIError):  # a foreign schema, which is said elsewhere
                self._path = _path_of(connection)
                self.seen = _read(self._path) if self._path is not None else None
                self.state = self._state(connection)
                if upgraded and self.state is State.FIRST:  # earlier programs kept none
                    self.settle(connection)

    @property
    def is_red(self) -> bool:
        """Whether what was seen here is not there any more; nobody has said yet what is to hold."""
        return self.state in (State.FEWER, State.OTHER)

    def mark(self, connection: sa.Connection) -> Seen | None:
        """How the office stands within a deed that is about to be saved; None where that cannot be kept."""
        if self._path is None:
            self._path = _path_of(connection)
        return None if self._path is None else _now(connection)

    def keep(self, mark: Seen | None) -> None:
        """Keep in mind how the office stands, unless something seen before is missing and not settled."""
        if mark is not None and self._path is not None and not self.is_red:
            _write(self._path, mark)

    def settle(self, connection: sa.Connection) -> None:
        """From now on the office as it stands is what this computer has seen."""
        self.state = State.SAME
        self.keep(self.mark(connection))

    def _state(self, connection: sa.Connection) -> State:
        if self._path is None:
            return State.UNKNOWN
        if self.seen is None:
            return State.FIRST if _is_writable(self._path.parent) else State.UNKNOWN
        link = connection.exec_driver_sql(_AT, (self.seen.entries,)).scalar()
        if link is not None and link.hex() == self.seen.head:
            return State.SAME
        kept = connection.exec_driver_sql(_KEPT_SINCE, (self.seen.generation,)).scalar()
        if kept is not None and kept < self.seen.entries:
            return State.RESTORED
        return State.FEWER if link is None else State.OTHER


class Forgetful(Memory):
    """Keeps nothing in mind, of an office that is only being made."""

    def mark(self, connection: sa.Connection) -> None:
        """Nothing to keep."""


def _now(connection: sa.Connection) -> Seen | None:
    last = connection.exec_driver_sql(_LAST).first()
    if last is None or last.hash is None:
        return None
    _, number = connection.exec_driver_sql(_OFFICE).one()
    generation = int(connection.exec_driver_sql(_GENERATION).scalar_one())
    return Seen(last.id, last.hash.hex(), generation, number, clock.now().isoformat(timespec="seconds"))


def _path_of(connection: sa.Connection) -> Path | None:
    """The file of an office; None of one that has no name yet."""
    row = connection.exec_driver_sql(_OFFICE).first()
    if row is None or not _OFFICE_ID.fullmatch(row.office_id or ""):
        return None
    return paths.state() / "seen" / f"{row.office_id}.json"


def _read(path: Path) -> Seen | None:
    try:
        told = json.loads(path.read_text("utf-8"))
        if told.pop("format") != FORMAT:
            return None
        seen = Seen(**told)
        numbers = (seen.entries, seen.generation, seen.number)
        whole = all(type(one) is int for one in numbers) and len(bytes.fromhex(seen.head)) == 32
        return seen if whole and isinstance(seen.at, str) else None
    except (RecursionError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(path: Path, seen: Seen) -> None:
    """Replaced whole and not forced to the disk: after a power cut an earlier one does."""
    part = path.with_suffix(".part")
    with suppress(OSError):
        text = json.dumps({"format": FORMAT, **asdict(seen)})
        try:
            _put(part, text)
        except FileNotFoundError:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _put(part, text)
        part.replace(path)


def _put(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
