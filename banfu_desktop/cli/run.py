"""One call of the command line: its arguments, its moment, its office, and what it says."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop.paths import default_data

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.db.store import Database

ACTOR = "命令行"


class Run:
    """One call: its arguments, its moment and its data folder."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.now = self.clock()
        self.today = self.now.date()
        self.folder: Path = args.data or default_data()

    def clock(self) -> datetime:
        """The moment it is, or nine in the morning of the day given as today."""
        if self.args.today:
            return datetime.combine(self.args.today, time(9))
        return datetime.now().replace(microsecond=0)  # noqa: DTZ005 (papers carry the wall clock)

    @contextmanager
    def office(self) -> Iterator["Database"]:
        """The office, open."""
        from banfu_desktop.db.store import Database

        database = Database.open(self.folder)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def read(self) -> Iterator["Session"]:
        """A session that only reads."""
        with self.office() as database, database.read() as session:
            yield session

    @contextmanager
    def deed(self, name: str) -> Iterator["Session"]:
        """A session for one deed."""
        from banfu_desktop.db.store import Deed

        with self.office() as database, database.write(Deed(name, ACTOR, self.now)) as session:
            yield session

    @contextmanager
    def risky_deed(self, name: str) -> Iterator["Session"]:
        """A deed behind a local copy, made if anything changed since the last."""
        from banfu_desktop.db.store import Deed
        from banfu_desktop.services import safekeeping

        with self.office() as database:
            safekeeping.backup_if_changed(database, self.now, safekeeping.Reason.RISK)
            with database.write(Deed(name, ACTOR, self.now)) as session:
                yield session


def say(text: str) -> None:
    """One line for the caller."""
    print(text)


def say_json(value: object) -> None:
    """A value for another program."""
    say(json.dumps(value, ensure_ascii=False, indent=1))
