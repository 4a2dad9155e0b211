"""What a password costs at the start: from typed to usable, over a start that this computer opens by itself.

The clerk's own time at the keyboard does not count: from the first paint until the database is loaded.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

from banfu_desktop.db import passwords
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.store import Database
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import remembered, unlocking
from benchmarks.locked_window import PASSWORD
from benchmarks.measure import Figure, Line, at_most, in_turn, ms, python, timed, until
from benchmarks.office import TODAY, leave, prepared

RUNS = 9
_NOW = datetime(2026, 11, 2, 9, 0)
_SCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def figures() -> Iterator[Line]:
    """The cost of a start with a password, and of one guess."""
    folder = _locked()
    (guess,) = in_turn(timed(lambda: passwords.unlock_with_password(folder, PASSWORD, this_machine())))
    open_window = python("-m", "benchmarks.real_window", "--data", prepared(), "--today", str(TODAY))
    locked_window = python("-m", "benchmarks.locked_window", "--data", folder, "--today", str(TODAY))
    plain, dear = [], []
    for _ in range(RUNS):
        leave(prepared())
        plain.append(until(open_window, ["painted", "usable"], _SCREEN)[1])
        _leave(folder)
        painted, typed, usable = until(locked_window, ["painted", "typed", "usable"], _SCREEN)
        dear.append(painted + usable - typed)
    by_itself, with_password = median(plain), median(dear)
    said = f"{ms(with_password)} / {ms(by_itself)} by this computer alone"
    yield Figure("start with a password, over one without", (with_password - by_itself) * 1000, said,
                 at_most(100), "ms")  # fmt: skip
    cost = passwords.ARGON2ID
    yield Figure("one guess at the password", guess * 1000,
                 f"Argon2id, {cost['memory'] >> 20} MiB, {cost['passes']} passes", unit="ms")  # fmt: skip


def _locked() -> Path:
    """A copy of the office with a password."""
    source = prepared()
    folder = source.with_name(f"{source.name}-locked")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    database = Database.open(folder)
    unlocking.set_password(database, PASSWORD, "经办", _NOW)
    database.close()
    return folder


def _leave(folder: Path) -> None:
    """Close the window on it, as far as the next start can tell."""
    unlocked = unlocking.unlock(folder, PASSWORD, _NOW)
    database = Database.open(folder, unlocked=unlocked)
    with database.read() as session:
        view = home.view(session, TODAY, folder)
    database.close()
    remembered.keep(folder, view, unlocked)
