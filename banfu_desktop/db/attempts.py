"""Wrong passwords, beside the office: how many in a row, and what the audit trail is to learn of them.

Whoever can write to the folder can delete the file: it slows a hand at the keyboard; Argon2id slows the rest.
"""

import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import isfinite
from pathlib import Path

from banfu_desktop.files import write_durably
from banfu_desktop.rules import passwords

FILE = "attempts.json"
_MOST_KEPT = 50


@dataclass(frozen=True)
class Attempts:
    """Wrong passwords since the last good one.

    Attributes:
        number: how many in a row.
        clock: seconds since the computer's start at the last of them.
        said: the latest of them, each as the audit trail is to say it.
    """

    number: int = 0
    clock: float = 0.0
    said: tuple[str, ...] = field(default_factory=tuple)

    def wait(self, clock: float) -> float:
        """Seconds until the next password is looked at."""
        return passwords.still_to_wait(self.number, self.clock, clock)


def since_start() -> float:
    """Seconds since the computer's start; nobody can set this clock."""
    return time.monotonic()


def read(folder: Path) -> Attempts:
    """The wrong passwords of a data folder; none where the file is missing or is not ours."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        number, clock = int(kept["number"]), float(kept["clock"])
        if number < 0 or not isfinite(clock):
            return Attempts()
        return Attempts(number, clock, tuple(map(str, kept["said"]))[-_MOST_KEPT:])
    except (RecursionError, OSError, ValueError, TypeError, KeyError):
        return Attempts()


def note(folder: Path, now: datetime, whose: str, *, counted: bool = True) -> Attempts:
    """Count one more of somebody's; gives how it stands.

    Args:
        whose: a role, or the number of a person, whose name does not stand here in plain text.
        counted: whether it makes the next password wait; a recovery key, which nobody guesses, does not.

    Raises:
        OSError: it cannot be written.
    """
    before = read(folder)
    entry = f"{now:%Y-%m-%d %H:%M:%S}{f' {whose}' if whose else ''}"
    number, clock = (before.number + 1, since_start()) if counted else (before.number, before.clock)
    after = Attempts(number, clock, (*before.said, entry)[-_MOST_KEPT:])
    write_durably(folder / FILE, json.dumps(asdict(after), ensure_ascii=False).encode())
    return after


def forget(folder: Path) -> None:
    """After a good password that the audit trail knows of."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)
