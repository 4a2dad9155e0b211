"""The month's money among 300 people and 108 months: made, sealed, and seen by the home page."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.hall import home
from banfu_desktop.services.subsidies import subsidies
from benchmarks.measure import BUILD, Figure, Line, at_most, in_turn, ms, timed
from benchmarks.office import LAST, TODAY, of_many

_NOW = datetime.combine(TODAY, time(9))
_LINES = sa.text("SELECT person_id, payer_id, about, net_fen FROM subsidy_lines")


class _TakenBackError(Exception):
    """Ends a deed without keeping it, so that the next run finds the same office."""


def figures() -> Iterator[Line]:
    """Milliseconds of each, beside reading every sealed line once."""
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(of_many(), office)
        database = Database.open(office)
        made, seen, sealed, floor = in_turn(
            timed(lambda: _taken_back(database, _make)),
            timed(lambda: _home(database, office)),
            timed(lambda: _taken_back(database, _seal)),
            timed(lambda: _read(database)),
            runs=5,
        )
        database.close()
    for name, seconds, bound in (("make", made, 1000), ("home", seen, 1000), ("seal", sealed, 2000)):
        against = f"{seconds / floor:.1f} x {ms(floor)} of reading the lines of all months once"
        yield Figure(f"300 people, 108 months: {name}", seconds * 1000, against, at_most(bound), " ms")


def _taken_back(database: Database, deed: Callable[[Session], None]) -> None:
    with suppress(_TakenBackError), database.write(Deed("月度补助", "审核", _NOW)) as session:
        deed(session)
        session.flush()
        raise _TakenBackError


def _make(session: Session) -> None:
    subsidies.make(session, LAST.shift(1), _NOW)
    subsidies.show(session, LAST.shift(1))


def _seal(session: Session) -> None:
    subsidies.seal(session, LAST, "审核", _NOW)


def _home(database: Database, folder: Path) -> None:
    with database.read() as session:
        home.view(session, TODAY, folder)


def _read(database: Database) -> None:
    with database.read() as session:
        session.execute(_LINES).fetchall()
