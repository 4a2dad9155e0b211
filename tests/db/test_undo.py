"""Taking the last deed back."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.db.models.office import FormerName, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.undo import undo_last
from banfu_desktop.rules.words import UnitLevel

UNITS = {"organisations", "former_names"}
Adds = Callable[[Database, str], None]


@pytest.fixture
def undo(database: Database, deed: Deed) -> Callable[[], str | None]:
    def take_back() -> str | None:
        with database.write(Deed("撤销", deed.actor, deed.at)) as session:
            return undo_last(session, UNITS)

    return take_back


def content(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        units = session.execute(sa.text("SELECT * FROM organisations ORDER BY id")).all()
        names = session.execute(sa.text("SELECT * FROM former_names ORDER BY id")).all()
    return [tuple(row) for row in (*units, *names)]


@pytest.fixture
def prepared(database: Database, deed: Deed) -> Database:
    with database.write(deed) as session:
        session.add(Organisation(id=1, name="县农业农村局", level=UnitLevel.COUNTY))
        session.flush()
        session.add(FormerName(organisation_id=1, name="县乡村振兴局", until=date(2024, 3, 1)))
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO organisations VALUES (2, '县司法局', '', 'county')",
        "UPDATE organisations SET name = '县税务局', level = 'city'",
        "DELETE FROM organisations",
        "INSERT OR REPLACE INTO organisations VALUES (1, '市司法局', '', 'city')",
    ],
)
def test_a_deed_taken_back_was_as_if_never_done_and_can_be_done_again(
    prepared: Database, deed: Deed, undo: Callable[[], str | None], statement: str
) -> None:
    before = content(prepared)
    with prepared.write(Deed("改单位", deed.actor, deed.at)) as session:
        session.execute(sa.text(statement))
    after = content(prepared)
    assert undo() == "改单位"
    assert content(prepared) == before
    assert undo() == "撤销"
    assert content(prepared) == after


def test_the_undoing_stands_in_the_trail(prepared: Database, undo: Callable[[], str | None]) -> None:
    assert undo() == "新增单位"
    with prepared.read() as session:
        last = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (last.name, last.op) == ("撤销", "D")
        assert verify_chain(session).broken_at is None


def test_what_touched_another_table_stays(database: Database, deed: Deed) -> None:
    with database.write(deed) as session:
        session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
    with database.write(deed) as session:
        assert undo_last(session, {"people"}) is None
    assert len(content(database)) == 1


def test_there_may_be_nothing_to_undo(undo: Callable[[], str | None]) -> None:
    assert undo() is None


def test_what_the_session_holds_is_read_anew(prepared: Database, deed: Deed) -> None:
    with prepared.write(Deed("改名", deed.actor, deed.at)) as session:
        session.query(Organisation).one().name = "县税务局"
    with prepared.write(deed) as session:
        unit = session.query(Organisation).one()
        assert unit.name == "县税务局"
        undo_last(session, UNITS)
        assert unit.name == "县农业农村局"
