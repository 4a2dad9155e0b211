"""What it costs that nothing can be changed unseen: a deed, an import, opening, and the whole check.

Peers are the same work without it: deeds closed by the trail's first format, the schema not looked at. All is
measured by the processor's time: what waits for the disk is the same in both.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import store
from banfu_desktop.db.audit import head_of, last_entry
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.four_eyes import sheet_feeds, sheet_of
from banfu_desktop.db.models.attendance import AttendanceDay
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.rotation import Change, rotate
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import trail
from banfu_desktop.rules.words import DayState, Half, Sex, UnitLevel
from banfu_desktop.services.keeping import appointing
from banfu_desktop.services.program import checking
from benchmarks.funds import with_vouchers
from benchmarks.measure import BUILD, Figure, Job, Line, at_most, computed, in_turn, ms, timed
from benchmarks.office import prepared

_DEED = Deed("登记", "经办", datetime(2026, 11, 2, 9))
_ROWS, _VOUCHERS, _DAYS = 10_000, 50_000, 100_000
_OPEN = "SELECT id, op, table_name, row_id, before, after FROM audit WHERE id > ? ORDER BY id"
_CLOSE = "UPDATE audit SET deed = ?, at = ?, actor = ?, name = ?, hash = ? WHERE id = ?"


def figures() -> Iterator[Line]:
    """Each with and without, in turn."""
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(prepared(), office)
        yield from _deeds(office)
        yield from _openings(office)
        yield _four_eyes(office)
    yield _check()


def _deeds(office: Path) -> Iterator[Line]:
    database, numbers = Database.open(office), count()
    try:
        for what, work, bound, runs in (
            ("a deed of one unit", lambda: _unit(database, next(numbers)), 1.5, 60),
            ("a deed of one person", lambda: _people(database, numbers, 1), 1.5, 60),
            ("a deed of 10,000 people", lambda: _people(database, numbers, _ROWS), 1.7, 3),
        ):
            ours, before = in_turn(computed(work), _as_before(work), runs=runs)
            made_of = f"{ms(ours)} / {ms(before)} by the first format, no look at the schema"
            yield Figure(what, ours / before, made_of, at_most(bound))
        yield from _of_persons(database, numbers)
    finally:
        database.close()


def _of_persons(database: Database, numbers: Iterator[int]) -> Iterator[Line]:
    """A signed deed over an unsigned one of before, and the next data key over a copy of the office."""
    appointing.switch_on(database, "陈立", "guihua-bayue-kai", "经办", _DEED.at)

    def work() -> None:
        _unit(database, next(numbers))

    ours, before = in_turn(computed(work), _as_before(work), runs=60)
    made_of = f"{ms(ours)} / {ms(before)} unsigned, by the first format, no look at the schema"
    yield Figure("a deed of one unit, signed", ours / before, made_of, at_most(1.5))
    target = database.folder / "copy.db"
    rotated, copied = in_turn(
        timed(lambda: rotate(database, _DEED, lambda session: Change())),
        timed(lambda: write_copy(database.engine, target, database.data_key)),
        runs=9,
    )
    target.unlink()
    appointing.switch_off(database, "陈立", _DEED.at)
    made_of = f"{ms(rotated)} / {ms(copied)} for a proven copy"
    yield Figure("the next data key, over a copy", rotated / copied, made_of, at_most(3))


def _four_eyes(office: Path) -> Line:
    """Who had a hand in a month's sheets, of a trail of 100,000 days of attendance, over reading it once."""
    database = Database.open(office)
    try:
        with database.write(_DEED) as session:
            postings = session.scalars(sa.select(Posting.id)).all()
            days = -(-_DAYS // len(postings))
            rows = [
                {"posting_id": posting, "day": date(1960, 1, 1) + timedelta(day), "half": Half.WHOLE,
                 "state": DayState.SICK}
                for posting in postings for day in range(days)
            ]  # fmt: skip
            session.execute(sa.insert(AttendanceDay), rows)
        with database.read() as session:
            connection, last = session.connection(), last_entry(session)
            payers = session.scalars(sa.select(Posting.organisation_id).distinct()).all()
            sheets = [sheet_of(connection, payer, ["2026-10"], ()) for payer in payers]
            asked, floor = in_turn(
                computed(lambda: sheet_feeds(connection, sheets, last)),
                computed(lambda: connection.exec_driver_sql("SELECT after FROM audit").all()),
                runs=9,
            )
    finally:
        database.close()
    made_of = f"{ms(asked)} of {last:,} entries, {len(sheets)} sheets / {ms(floor)} of reading them"
    return Figure("four eyes of a month", asked * 1000, made_of, at_most(200), " ms")


def _openings(office: Path) -> Iterator[Line]:
    def opening() -> None:
        Database.open(office).close()

    ours, before = in_turn(computed(opening), _as_before(opening), runs=30)
    made_of = f"{ms(ours)} – {ms(before)} without a look at the schema"
    yield Figure("opening: more for the schema", (ours - before) * 1000, made_of, at_most(5), " ms")


def _check() -> Line:
    """The floor is what the file alone costs: every page, every index, every entry read once."""
    database = Database.open(with_vouchers(_VOUCHERS))
    try:
        with database.read() as session:
            entries = session.scalar(sa.text("SELECT count(*) FROM audit"))
        whole, floor = in_turn(
            computed(lambda: checking.check(database)), computed(lambda: _read(database)), runs=3
        )
    finally:
        database.close()
    made_of = f"{whole:.1f} s of {entries:,} entries / {floor:.1f} s of reading the file"
    return Figure("checking 100,000 entries", whole / floor, made_of)


def _read(database: Database) -> None:
    with database.read() as session:
        connection = session.connection()
        for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
            connection.exec_driver_sql(f"PRAGMA {pragma}").all()
        for _ in connection.execution_options(yield_per=1000).exec_driver_sql("SELECT * FROM audit"):
            pass


def _unit(database: Database, number: int) -> None:
    with database.write(_DEED) as session:
        session.add(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY))


def _people(database: Database, numbers: Iterator[int], rows: int) -> None:
    people = [
        {
            "name": "陈某", "sex": Sex.MALE, "identity_no": f"{next(numbers):018}", "phone": "13900000000",
            "bank": "新丰农商银行营业部", "card_no": "6217001234567890123", "card_holder": "陈某",
        }
        for _ in range(rows)
    ]  # fmt: skip
    with database.write(_DEED) as session:
        session.execute(sa.insert(Person), people)


def _as_before(work: Callable[[], None]) -> Job:
    """The work as it was done before."""

    def job() -> float:
        with _before():
            return computed(work)()

    return job


@contextmanager
def _before() -> Iterator[None]:
    closing, looking = store.close_deed, store.refuse_foreign
    store.close_deed, store.refuse_foreign = _close_by_the_first_format, lambda connection: None
    try:
        yield
    finally:
        store.close_deed, store.refuse_foreign = closing, looking


def _close_by_the_first_format(session: Session, deed: Deed, after: int, *_: object) -> frozenset[str]:
    connection = session.connection()
    entries = connection.exec_driver_sql(_OPEN, (after,)).all()
    link, number = head_of(connection), entries[0][0] if entries else 0
    said = (number, deed.at.isoformat(timespec="seconds"), deed.actor, deed.name)
    closed = []
    for entry in entries:
        link = trail.first_link(link, (entry[0], *said, *entry[1:]))
        closed.append((*said, link, entry[0]))
    if closed:
        connection.exec_driver_sql(_CLOSE, closed)
    return frozenset(entry[2] for entry in entries)
