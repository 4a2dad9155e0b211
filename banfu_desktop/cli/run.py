"""One call of the command line: its arguments, its moment, its office, and what it says."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from banfu_desktop import clock, paths
from banfu_desktop.rules.errors import MachineError, UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.db.store import Database

ACTOR = "命令行"


class Window(Protocol):
    """Opens the window on a data folder with a clock, and gives the exit code when it closes."""

    def __call__(self, folder: Path, clock: Callable[[], datetime], package: Path | None = None, /) -> int:
        """`package` is a county package to verify or restore first."""


class Run:
    """One call: its arguments, its moment, its data folder, and how a window is opened."""

    def __init__(self, args: argparse.Namespace, window: Window) -> None:
        self.args, self.window = args, window
        self.now = self.clock()
        self.today = self.now.date()
        self.folder: Path = args.data or paths.default_data()

    def clock(self) -> datetime:
        """The moment it is, or nine in the morning of the day given as today.

        Whatever only reads is moved so; a deed of another day is refused, except in an office for practice.
        """
        if self.args.today:
            return datetime.combine(self.args.today, time(9))
        return clock.now()

    @contextmanager
    def office(self, *, inspecting: bool = False) -> Iterator["Database"]:
        """The office, open; where it has a password, that is asked for, and the login is on record.

        Only to be inspected (see Database.open) it is open even where it takes no record any more.
        """
        from banfu_desktop.cli.asking import asked_for
        from banfu_desktop.db.keys import RecoveryNeededError
        from banfu_desktop.db.store import Database
        from banfu_desktop.services.program.leaving import Visit

        try:
            unlocked = asked_for(self.folder, self.args, clock.now())
            database = Database.open(self.folder, unlocked=unlocked, inspecting=inspecting)
        except RecoveryNeededError as refusal:
            raise UserError(refusal.what, "请先在窗口中打开它，输入恢复卡上的恢复密钥") from None
        visit = Visit(database, unlocked)
        try:
            if unlocked is not None:
                self._login(database, inspecting=inspecting)
            if not inspecting:
                self._tell_what_was_seen(database)
            yield database
        finally:
            visit.leave(self.today)

    def _tell_what_was_seen(self, database: "Database") -> None:
        """Lines beside the answer: an office new to this computer, not what it last saw, on a full disk."""
        from banfu_desktop.services.keeping import seeing

        said = [seeing.greet(database, ACTOR)]
        if trouble := seeing.trouble(database):
            said = [f"{trouble}。{seeing.WAYS}：backup accept。"]
        if no_room := seeing.no_room(database):
            said.append(f"{no_room}。")
        if sys.stderr is not None:
            for line in filter(None, said):
                print(visible(line), file=sys.stderr)

    def _login(self, database: "Database", *, inspecting: bool) -> None:
        from banfu_desktop.db.schema import ForeignSchemaError
        from banfu_desktop.services.keeping import unlocking

        try:
            unlocking.login(database, ACTOR, clock.now(), "在命令行用密码打开")
        except ForeignSchemaError:
            if not inspecting:
                raise

    @contextmanager
    def read(self) -> Iterator["Session"]:
        """A session that only reads."""
        with self.office() as database, database.read() as session:
            yield session

    @contextmanager
    def deed(self, name: str) -> Iterator["Session"]:
        """A session for one deed."""
        from banfu_desktop.db.store import Deed

        with (
            self.office() as database,
            database.write(Deed(name, ACTOR, self.now, self.args.alone or "")) as session,
        ):
            yield session

    @contextmanager
    def risky_deed(self, name: str) -> Iterator["Session"]:
        """A deed behind a local copy, made if anything changed since the last."""
        from banfu_desktop.db.store import Deed
        from banfu_desktop.services.keeping import copies

        with self.office() as database:
            copies.backup_if_changed(database, self.now, copies.Reason.RISK)
            with database.write(Deed(name, ACTOR, self.now, self.args.alone or "")) as session:
                yield session


_STEERING = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls that would steer a terminal or turn the direction of a line."""


def visible(text: str) -> str:
    """A text as one line of a terminal, whatever a name in it holds."""
    return _STEERING.sub("�", text)


def say(text: str) -> None:
    """One line for the caller."""
    _write(visible(text))


def remind(text: str) -> None:
    """One line for the caller beside the answer, which other programs read."""
    if sys.stderr is not None:  # closed by the caller; print would turn to the standard output instead
        print(f"提醒：{visible(text)}", file=sys.stderr)


def say_json(value: object) -> None:
    """A value for another program."""
    import json

    _write(json.dumps(value, ensure_ascii=False, indent=1))


def _write(text: str) -> None:
    """Write at once, so that trouble shows here: what was asked for is done by now.

    A reader that has left (`| head`) is no trouble.

    Raises:
        MachineError: the output cannot be written.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _write_no_more()
    except OSError:
        _write_no_more()
        raise MachineError("要显示的内容写不出去", "命令已经做完", "请检查输出到的磁盘是否已满") from None


def _write_no_more() -> None:
    """What Python still holds back goes nowhere, instead of complaining in English at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
