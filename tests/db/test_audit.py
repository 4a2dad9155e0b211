"""Every change leaves an entry, every entry its deed, and the chain shows when any of it is touched."""

import hashlib
import json
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import ChainReport, chain_head, verify_chain
from banfu_desktop.db.models.attachments import Content, ContentPiece
from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.db.models.office import CalendarDay, FormerName, Organisation, Setting
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import trail
from banfu_desktop.rules.words import UnitLevel

Adds = Callable[[Database, str], None]
Raw = Callable[[Path, bytes], AbstractContextManager[Any]]


def entries(database: Database) -> list[AuditEntry]:
    with database.read() as session:
        return list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))


def changes(database: Database) -> list[tuple[str, str, int]]:
    return [(entry.op, entry.table_name, entry.row_id) for entry in entries(database)]


def chain(database: Database) -> ChainReport:
    with database.read() as session:
        return verify_chain(session)


# What is recorded


def test_a_new_office_has_an_empty_trail(database: Database) -> None:
    assert chain(database) == ChainReport(0, "00" * 32, None)


def test_an_entry_says_who_did_what_when_and_to_which_row(database: Database, add_unit: Adds) -> None:
    add_unit(database, "县司法局")
    (entry,) = entries(database)
    assert (entry.name, entry.actor, entry.day) == ("登记单位", "钟立新", "2026-10-31")
    assert (entry.deed, entry.op, entry.table_name, entry.row_id) == (1, "I", "organisations", 1)
    assert entry.before is None
    assert json.loads(entry.after or "") == {
        "id": 1,
        "name": "县司法局",
        "initials": "",
        "level": "county",
        "same_as_id": None,
    }


def test_before_and_after_are_the_whole_row(database: Database, add_unit: Adds, deed: Deed) -> None:
    add_unit(database, "县司法局")
    with database.write(deed) as session:
        session.query(Organisation).one().name = "县司法局（新）"
    with database.write(deed) as session:
        session.delete(session.query(Organisation).one())
    created, renamed, removed = entries(database)
    assert created.after == renamed.before
    assert renamed.after == removed.before
    assert removed.after is None


def test_the_changes_of_one_deed_belong_together(database: Database, add_unit: Adds, deed: Deed) -> None:
    add_unit(database, "县司法局")
    with database.write(Deed("合并单位", "钟立新", deed.at)) as session:
        unit = session.query(Organisation).one()
        unit.name = "县农业农村局"
        session.add(FormerName(organisation_id=unit.id, name="县司法局", until=deed.at.date()))
    assert [(entry.deed, entry.name) for entry in entries(database)] == [
        (1, "登记单位"),
        (2, "合并单位"),
        (2, "合并单位"),
    ]


def test_bulk_updates_raw_sql_and_replacements_are_recorded(
    database: Database, add_unit: Adds, deed: Deed
) -> None:
    add_unit(database, "县司法局")
    with database.write(deed) as session:
        session.execute(sa.update(Organisation).values(initials="xsfj"))
        session.execute(sa.text("UPDATE organisations SET level = 'city'"))
        session.execute(
            sa.text("INSERT OR REPLACE INTO organisations VALUES (1, '市司法局', '', 'city', NULL)")
        )
        session.execute(sa.delete(Organisation))
    assert [op for op, _, _ in changes(database)] == ["I", "U", "U", "D", "I", "D"]


def test_rows_that_go_with_their_parent_are_recorded(database: Database, add_unit: Adds, deed: Deed) -> None:
    add_unit(database, "县司法局")
    with database.write(deed) as session:
        session.add(FormerName(organisation_id=1, name="县法院", until=deed.at.date()))
    with database.write(deed) as session:
        session.execute(sa.delete(Organisation))
    assert set(changes(database)[2:]) == {("D", "organisations", 1), ("D", "former_names", 1)}


def test_a_change_that_changes_nothing_leaves_no_entry(
    database: Database, add_unit: Adds, deed: Deed
) -> None:
    add_unit(database, "县司法局")
    with database.write(deed) as session:
        session.execute(sa.update(Organisation).values(name="县司法局", level=UnitLevel.COUNTY))
    assert len(entries(database)) == 1


def test_a_deed_undone_leaves_no_entry(database: Database, add_unit: Adds) -> None:
    add_unit(database, "县司法局")
    before = chain(database)
    with pytest.raises(sa.exc.IntegrityError):
        add_unit(database, "县司法局")
    assert chain(database) == before


def test_the_trail_carries_no_bytes_about(database: Database, deed: Deed) -> None:
    with database.write(deed) as session:
        session.add(Content(sha256="0" * 64, size=30))
        session.flush()
        session.add(ContentPiece(content_id=1, position=0, piece=b"secret" * 5))
    assert json.loads(entries(database)[-1].after or "")["piece"] == 30


def test_every_table_but_the_trail_is_watched(database: Database) -> None:
    with database.read() as session:
        tables = set(sa.inspect(session.connection()).get_table_names())
        triggers = session.execute(sa.text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"))
        watched = {table for table, name in triggers if name.startswith(f"audit_{table}_")}
    assert watched == tables - {"audit"}


# The chain


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_the_chain_is_what_its_definition_says(database: Database, add_unit: Adds, deed: Deed) -> None:
    """Written from the definition in rules/trail.py: entries without and with erasable values."""
    add_unit(database, "县司法局")
    with database.write(deed) as session:
        session.add(CalendarDay(day=deed.at.date(), is_off=True, name="调休"))
        session.add(Setting(name="x", value="1", effective_from=deed.at.date(), note="会议纪要"))
    link = bytes(32)
    for entry in entries(database):
        after = entry.after
        if entry.table_name == "settings":
            assert entry.salt is not None
            value = b"banfu-tag-2\0" + entry.salt[16:] + b"a" + b"note" + b"\0" + _json("会议纪要")
            said = json.loads(after or "") | {"note": "#" + hashlib.sha256(value).hexdigest()}
            after = _json(said).decode()
        else:
            assert entry.salt is None
        said = [entry.id, entry.deed, entry.at, entry.day, entry.person, entry.actor, entry.name]
        said += [entry.op, entry.table_name, entry.row_id, entry.before, after]
        digest = hashlib.sha256(b"banfu-entry-2\0" + _json(said)).digest()
        link = hashlib.sha256(b"banfu-link-2\0" + link + digest).digest()
        assert entry.hash == link
    with database.read() as session:
        assert chain_head(session) == link.hex()
    assert chain(database) == ChainReport(3, link.hex(), None)


def test_the_head_within_a_deed_is_the_one_before_it(database: Database, add_unit: Adds, deed: Deed) -> None:
    add_unit(database, "县司法局")
    before = chain(database).head_hex
    with database.write(deed) as session:
        session.add(CalendarDay(day=deed.at.date(), is_off=True))
        session.flush()
        assert chain_head(session) == before


COLUMNS = "id, deed, at, actor, name, op, table_name, row_id, before, after, hash"
COPY = f"({COLUMNS}) SELECT {{id}}, {COLUMNS[4:]} FROM audit WHERE id = 1"
TAMPERING = {
    "what was done": ("UPDATE audit SET after = replace(after, '县财政局', '县税务局') WHERE id = 2", 2),
    "who did it": ("UPDATE audit SET actor = '他人' WHERE id = 2", 2),
    "when": ("UPDATE audit SET at = '2026-01-01T00:00:00' WHERE id = 1", 1),
    "an entry taken out": ("DELETE FROM audit WHERE id = 2", 3),
    "an entry put in": (f"INSERT INTO audit {COPY.format(id=9)}", 9),
    "a day that nobody set": ("UPDATE audit SET day = '2026-01-01' WHERE id = 2", 2),
    "a person that nobody is": ("UPDATE audit SET person = 1 WHERE id = 2", 2),
    "a salt where nothing is erasable": ("UPDATE audit SET salt = randomblob(32) WHERE id = 2", 2),
    "a link of the first format": ("UPDATE audit SET hash1 = hash WHERE id = 2", 2),
    "an empty link": ("UPDATE audit SET hash = x'', after = '{' WHERE id = 3", 3),
    "bytes that are no text": ("UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE id = 2", 2),
    "an entry moved": ("UPDATE audit SET id = 9 WHERE id = 1", 2),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_with_the_key_in_hand_is_found(
    database: Database, add_unit: Adds, raw: Raw, what: str
) -> None:
    for name in ("县司法局", "县财政局", "县教育局"):
        add_unit(database, name)
    statement, broken_at = TAMPERING[what]
    with raw(database.folder / "office.db", database.data_key) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    assert chain(database).broken_at == broken_at


def test_a_look_goes_on_from_where_the_chain_was_known_to_hold(
    database: Database, add_unit: Adds, raw: Raw
) -> None:
    def again(known: ChainReport) -> ChainReport:
        with database.read() as session:
            return verify_chain(session, known)

    add_unit(database, "县司法局")
    known = chain(database)
    add_unit(database, "县财政局")
    add_unit(database, "县教育局")
    assert again(known) == again(again(known)) == chain(database)
    with raw(database.folder / "office.db", database.data_key) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(TAMPERING["what was done"][0])
    assert again(known).broken_at == chain(database).broken_at == 2
    assert again(ChainReport(3, "ab" * 32, None, 3)).broken_at == 2, (
        "where that link stands no more: from the first"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE id = 1",
        "DELETE FROM audit",
        "UPDATE audit SET after = '{}' WHERE id = 1",
        "UPDATE audit SET actor = '他人'",
        "UPDATE audit SET hash = NULL, deed = NULL",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 1",
        f"INSERT INTO audit {COPY.format(id=99)}",
    ],
)
def test_the_file_itself_refuses_to_change_the_trail(
    database: Database, add_unit: Adds, deed: Deed, statement: str
) -> None:
    add_unit(database, "县司法局")
    before = chain(database)

    def tamper() -> None:
        with database.write(deed) as session:
            session.execute(sa.text(statement))

    with pytest.raises(sa.exc.IntegrityError):
        tamper()
    assert chain(database) == before


def test_an_open_entry_cannot_be_changed_before_it_is_closed(database: Database, deed: Deed) -> None:
    def tamper() -> None:
        with database.write(deed) as session:
            session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
            session.flush()
            session.execute(sa.text("UPDATE audit SET after = '{}'"))

    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        tamper()


def test_a_change_past_the_deeds_is_reported_for_good(database: Database, add_unit: Adds) -> None:
    add_unit(database, "县司法局")
    with Session(database.engine) as stray:
        stray.add(Organisation(name="县财政局", level=UnitLevel.COUNTY))
        stray.commit()
    assert chain(database).broken_at == 2
    add_unit(database, "县教育局")
    assert chain(database).broken_at == 2
    assert [entry.name for entry in entries(database)] == ["登记单位", None, "登记单位"]


def test_a_long_trail_is_read_in_little_memory(database: Database, deed: Deed) -> None:
    units = [{"name": f"单位{number}" + "名" * 500, "level": UnitLevel.COUNTY} for number in range(4000)]
    with database.write(deed) as session:
        session.execute(sa.insert(Organisation), units)
    with database.read() as session:
        verify_chain(session)
        tracemalloc.start()
        report = verify_chain(session)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (report.rows, report.broken_at) == (4000, None)
    assert peak < 3_000_000  # the entries are 7 MB


def test_the_time_of_a_deed_is_the_system_s_whatever_day_it_is_dated(
    database: Database, system_clock: Callable[[datetime], None]
) -> None:
    system_clock(datetime(2026, 11, 2, 9, 30, 5))
    with database.write(Deed("登记单位", "钟立新", datetime(2031, 2, 3, 4, 5, 6, 789))) as session:
        session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
    (entry,) = entries(database)
    assert (entry.at, entry.day) == ("2026-11-02T09:30:05", "2031-02-03")


def test_sqlite_writes_json_in_the_one_form(database: Database) -> None:
    """Every character there is: the chain would break for good on one that SQLite wrote in another way."""
    characters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    with database.read() as session:
        for start in range(0, len(characters), 50_000):
            text = "".join(characters[start : start + 50_000])
            said = session.execute(sa.text("SELECT json_object('text', :t, 'n', 1, 'no', NULL)"), {"t": text})
            assert said.scalar_one() == trail.canonical({"text": text, "n": 1, "no": None})


def test_what_a_deed_asks_does_not_grow_with_the_trail(database: Database, deed: Deed) -> None:
    def steps(units: int) -> int:
        """The steps of SQLite's machine, in hundreds, that a deed of so many new units takes."""
        ticks: list[None] = []
        with database.write(deed) as session:
            driver: Any = session.connection().connection.driver_connection
            driver.set_progress_handler(lambda: ticks.append(None), 100)
            named = (next(numbers) for _ in range(units))
            session.add_all(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY) for number in named)
        driver.set_progress_handler(None, 0)
        return len(ticks)

    numbers = count()
    one = steps(1)
    assert steps(500) > 10 * one
    assert steps(1) <= one + 2
