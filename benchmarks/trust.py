"""What it costs that nothing can be changed unseen: a deed, an import, opening, and the whole check.

Peers are the same work without it: deeds closed by the trail's first format, no rights, no schema or clock
looked at, nothing signed or kept in mind. All is measured by the processor's time: what waits for the disk is
the same in both.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import store
from banfu_desktop.db.audit import head_of, last_entry
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.four_eyes import sheet_feeds, sheet_of
from banfu_desktop.db.models.attendance import AttendanceDay
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.rotation import Change, rotate
from banfu_desktop.db.seen import Memory
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import trail
from banfu_desktop.rules.words import DayState, Half, Sex, UnitLevel
from banfu_desktop.services.keeping import appointing, unlocking
from banfu_desktop.services.program import checking
from banfu_desktop.services.subsidies import subsidies
from benchmarks.funds import with_vouchers
from benchmarks.measure import BUILD, Figure, Job, Line, Target, at_most, computed, in_turn, ms, timed
from benchmarks.office import LAST, prepared

_DEED = Deed("登记", "经办", datetime(2026, 11, 2, 9))
_ROWS, _VOUCHERS, _DAYS, _SIGNED = 10_000, 50_000, 100_000, 20_000
_PERSON, _WORDS = "陈立", "guihua-bayue-kai"
_OPEN = "SELECT id, op, table_name, row_id, before, after FROM audit WHERE id > ? ORDER BY id"
_CLOSE = "UPDATE audit SET deed = ?, at = ?, actor = ?, name = ?, hash = ? WHERE id = ?"


def figures() -> Iterator[Line]:
    """Each with and without, in turn."""
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(prepared(), office)
        yield from _deeds(office)
        yield from _openings(office)
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(prepared(), office)
        yield from _four_eyes(office)
    yield from _checks()


def _deeds(office: Path) -> Iterator[Line]:
    database, numbers = Database.open(office), count()
    try:
        for what, work, bound, runs in (
            ("a deed of one unit", lambda: _unit(database, next(numbers)), 1.5, 60),
            ("a deed of one person", lambda: _people(database, numbers, 1), 1.5, 60),
            ("a deed of 10,000 people", lambda: _people(database, numbers, _ROWS), 1.7, 3),
        ):
            ours, before = in_turn(computed(work), _as_before(work), runs=runs)
            made_of = f"{ms(ours)} / {ms(before)} as before"
            yield Figure(what, ours / before, made_of, at_most(bound))
        yield from _of_persons(database, numbers)
    finally:
        database.close()


def _of_persons(database: Database, numbers: Iterator[int]) -> Iterator[Line]:
    """A signed deed over an unsigned one of before, and the next data key over a copy of the office."""
    appointing.switch_on(database, _PERSON, _WORDS, "经办", _DEED.at)

    def work() -> None:
        _unit(database, next(numbers))

    ours, before = in_turn(computed(work), _as_before(work), runs=60)
    made_of = f"{ms(ours)} / {ms(before)} unsigned, as before"
    yield Figure("a deed of one unit, signed", ours / before, made_of, at_most(1.5))
    target = database.folder / "copy.db"
    rotated, copied = in_turn(
        timed(lambda: rotate(database, _DEED, lambda session: Change())),
        timed(lambda: write_copy(database.engine, target, database.data_key)),
        runs=9,
    )
    target.unlink()
    appointing.switch_off(database, _PERSON, _DEED.at)
    made_of = f"{ms(rotated)} / {ms(copied)} for a proven copy"
    yield Figure("the next data key, over a copy", rotated / copied, made_of, at_most(3))


def _four_eyes(office: Path) -> Iterator[Line]:
    """Who had a hand in a month's sheets, of a trail of 100,000 days of attendance, over reading it once.

    Almost all of them before the seal of the month before; then all of them after the last seal.
    """
    database = Database.open(office)
    try:
        with database.write(_DEED) as session:
            session.execute(sa.insert(AttendanceDay), _days_of(session.scalars(sa.select(Posting.id)).all()))
        yield _hands_in(database, "2026-10", "four eyes, all entries since the last seal", at_most(200))
        with database.write(_DEED) as session:
            subsidies.make(session, LAST, _DEED.at)
            subsidies.seal(session, LAST, "经办", _DEED.at)
        with database.write(_DEED) as session:
            session.execute(sa.delete(AttendanceDay).where(AttendanceDay.day < date(1960, 1, 4)))
        yield _hands_in(database, "2026-11", "four eyes of a month", at_most(200))
    finally:
        database.close()


def _days_of(postings: Sequence[int]) -> list[dict[str, object]]:
    return [
        {"posting_id": posting, "day": date(1960, 1, 1) + timedelta(day), "half": Half.WHOLE,
         "state": DayState.SICK}
        for posting in postings for day in range(-(-_DAYS // len(postings)))
    ]  # fmt: skip


def _hands_in(database: Database, month: str, name: str, target: Target) -> Line:
    with database.read() as session:
        connection, last = session.connection(), last_entry(session)
        payers = session.scalars(sa.select(SubsidySheet.payer_id).distinct()).all()
        sheets = [sheet_of(connection, payer, [month], ()) for payer in payers]
        asked, floor = in_turn(
            computed(lambda: sheet_feeds(connection, sheets, last)),
            computed(lambda: connection.exec_driver_sql("SELECT after FROM audit").all()),
            runs=9,
        )
        touches = sum(map(len, sheet_feeds(connection, sheets, last)))
    made_of = (
        f"{ms(asked)} of {last:,} entries, {touches:,} hands in {len(sheets)} sheets / {ms(floor)} of reading"
    )
    return Figure(name, asked * 1000, made_of, target, " ms")


def _openings(office: Path) -> Iterator[Line]:
    def opening() -> None:
        Database.open(office).close()

    ours, before = in_turn(computed(opening), _as_before(opening), runs=30)
    made_of = f"{ms(ours)} – {ms(before)} as before"
    yield Figure("opening: more for schema and memory", (ours - before) * 1000, made_of, at_most(5), " ms")


def _checks() -> Iterator[Line]:
    """A whole check, without persons and with."""
    yield _check("checking 100,000 entries", with_vouchers(_VOUCHERS), None)
    yield _check("checking them with 20,000 signatures", *_signed())


def _check(name: str, folder: Path, unlocked: Unlocked | None) -> Line:
    """Over what the file alone costs: every page, every index, every entry read once."""
    database = Database.open(folder, unlocked=unlocked)
    try:
        with database.read() as session:
            entries = session.scalar(sa.text("SELECT count(*) FROM audit"))
        whole, floor = in_turn(
            computed(lambda: checking.check(database)), computed(lambda: _read(database)), runs=3
        )
    finally:
        database.close()
    made_of = f"{entries:,} entries, {whole / floor:.1f} times the {floor:.1f} s of reading the file"
    return Figure(name, whole, made_of, at_most(10), " s")


def _signed() -> tuple[Path, Unlocked]:
    """The office of many vouchers with persons, and as many deeds of theirs; what opens it."""
    made = with_vouchers(_VOUCHERS)
    folder = made.with_name(f"{made.name}-signed")
    if not (folder / "signed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
        database = Database.open(folder)
        appointing.switch_on(database, _PERSON, _WORDS, "经办", _DEED.at)
        for number in range(_SIGNED):
            _unit(database, number)
        database.close()
        (folder / "signed").touch()
    (owner,) = unlocking.owners(folder)
    return folder, unlocking.unlock(folder, _WORDS, _DEED.at, person=owner.person)


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
    """No rights, no look at the schema or the clock, nothing kept in mind, and the trail's first format."""

    def nothing(*_: object, **__: object) -> None:
        return None

    with ExitStack() as patched:
        for place, name, instead in (
            (store, "close_deed", _close_by_the_first_format),
            (store, "guard", nothing),
            (store, "refuse_foreign", nothing),
            (store, "refuse_another_day", nothing),
            (store, "Memory", lambda *_, **__: Memory()),
            (Memory, "mark", nothing),
        ):
            patched.enter_context(patch.object(place, name, instead))
        yield


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
