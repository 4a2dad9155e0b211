"""A roster of 1,000 rows, planned and carried out, against openpyxl merely reading the same file."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from openpyxl import load_workbook

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.exchange.writing import write_rows
from banfu_desktop.services.members import importing as roster
from banfu_desktop.services.program import founding
from banfu_desktop.tables.members import MEMBERS
from benchmarks.measure import BUILD, Figure, Line, in_turn, ms, timed
from benchmarks.office import TODAY, person

_ROWS = 1000
_DEED = Deed("导入花名册", "经办", datetime(2026, 11, 2, 9))


class _RolledBackError(Exception):
    """So that every run meets the same empty office."""


def figures() -> Iterator[Line]:
    """Reading, checking every cell and saving in one deed, which is undone before it commits."""
    with TemporaryDirectory(dir=BUILD) as folder:
        path, nothing = Path(folder, "roster.xlsx"), {field.name: None for field in MEMBERS.fields}
        people = [SimpleNamespace(**{**nothing, **person(number)}) for number in range(_ROWS)]
        write_rows(path, MEMBERS, people, title="花名册", revealed=True)
        database, _ = Database.create(Path(folder, "office"))
        with database.write(_DEED) as session:
            founding.found(session, "梅坑镇", practice=True)
        planning, importing, reading = in_turn(
            timed(lambda: _plan(database, path)),
            timed(lambda: _import(database, path)),
            timed(lambda: _read(path)),
            runs=3,
        )
        database.close()
    said = f"{{}} / {ms(reading)} of openpyxl reading it"
    yield Figure("checking a roster of 1,000 rows", planning / reading, said.format(ms(planning)))
    yield Figure("importing a roster of 1,000 rows", importing / reading, said.format(ms(importing)))


def _plan(database: Database, path: Path) -> None:
    with database.read() as session:
        roster.plan(session, path, TODAY)


def _import(database: Database, path: Path) -> None:
    try:
        with database.write(_DEED) as session:
            roster.carry_out(session, roster.plan(session, path, TODAY))
            session.flush()
            raise _RolledBackError
    except _RolledBackError:
        pass


def _read(path: Path) -> None:
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(values_only=True):
        list(row)
