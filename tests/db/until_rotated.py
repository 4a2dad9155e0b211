"""What a process does to an office until it is stopped: it gives it its next data key.

usage: until_rotated.py FOLDER count|kill|again|ERRNO STEP

A step is a file made, renamed or removed by the program, or a statement that SQLite gets; at the given one
the process is killed, or the system refuses with an error number.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import rotation
from banfu_desktop.db.models.office import CalendarDay
from banfu_desktop.db.rotation import Change
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import MachineError

DEED = Deed("更换钥匙", "经办", datetime(2026, 11, 2, 9, 0))
_STATEMENTS = ("INSERT", "UPDATE", "COMMIT", "BEGIN IMMEDIATE")


class Steps:
    """Counts steps and stops at one."""

    def __init__(self, how: str, at: int) -> None:
        self.how, self.at, self.number, self.counting = how, at, 0, False

    def take(self) -> None:
        """One more."""
        if not self.counting:
            return
        self.number += 1
        if self.number == self.at and self.how == "kill":
            os._exit(9)
        if self.number == self.at and self.how.isdecimal():
            raise OSError(int(self.how), "stopped")

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python is about to ask of the system."""
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if writes or event in ("os.rename", "os.remove"):
            self.take()

    def statement(self, *given: Any) -> None:
        """What SQLite is about to be asked."""
        if str(given[2]).startswith(_STATEMENTS):
            self.take()


def day_off(session: Session) -> Change:
    """A deed that is seen."""
    session.add(CalendarDay(day=datetime(2026, 11, 2).date(), is_off=True))
    return Change()


def main(folder: Path, how: str, at: int) -> int:
    """Open, change the key, close."""
    steps = Steps(how, at)
    database = Database.open(folder)
    print("begin", flush=True)
    if how == "again":
        while True:
            rotation.rotate(database, DEED, lambda session: Change())
    sys.addaudithook(steps.hook)
    sa.event.listen(sa.Engine, "before_cursor_execute", steps.statement)
    steps.counting = True
    try:
        rotation.rotate(database, DEED, day_off)
    except MachineError:
        return 3
    finally:
        steps.counting = False
        print(steps.number, flush=True)
        database.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
