"""The county's schema: one on both engines, made by its own steps, and fit to be distributed by town."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from banfu_desktop.roll_up import migrations, models, schema
from banfu_desktop.roll_up.models.desk import REFERENCE
from banfu_desktop.roll_up.store import RollUp
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.rules.schema import fingerprint
from tests import a_county
from tests.a_server import Server

TABLES = models.Base.metadata.sorted_tables
APART = {model.__tablename__ for model in REFERENCE}
"""Reference tables: every node of a distributed database holds them whole."""


@pytest.fixture(scope="module", params=a_county.ENGINES)
def roll_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RollUp]:
    """A county's database as it is made."""
    url = ""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        url = server.url(server.create())
    opened = RollUp.open(tmp_path_factory.mktemp("made"), "新丰县", url)
    yield opened
    opened.close()


def test_the_steps_make_what_the_models_say(roll_up: RollUp) -> None:
    with roll_up.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(context, models.Base.metadata) == []


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name != "steps"


def test_columns_bear_the_same_names_and_kinds_on_both_engines(roll_up: RollUp) -> None:
    """Texts, whole numbers and bytes only: what one engine reads the other reads too."""
    for table in sa.inspect(roll_up.engine).get_table_names():
        for column in sa.inspect(roll_up.engine).get_columns(table):
            assert isinstance(column["type"], sa.Text | sa.Integer | sa.LargeBinary), (table, column)


@pytest.mark.parametrize("table", [table for table in TABLES if table.name not in APART], ids=str)
def test_every_key_of_a_town_begins_with_the_town(table: sa.Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "town_id"
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            assert next(iter(constraint.columns)).name == "town_id"
        if isinstance(constraint, sa.ForeignKeyConstraint):
            assert constraint.column_keys[0] == "town_id"
            assert constraint.referred_table.name in APART
    assert not [index.name for index in table.indexes if index.unique]


def test_nothing_is_unique_across_towns(roll_up: RollUp) -> None:
    """A duplicate is to be reported, never refused."""
    looking = sa.inspect(roll_up.engine)
    for table in set(looking.get_table_names()) - APART - {"steps"}:
        assert looking.get_unique_constraints(table) == []
        assert not [index["name"] for index in looking.get_indexes(table) if index["unique"]]


def test_reference_tables_point_at_none_but_one_another(roll_up: RollUp) -> None:
    looking = sa.inspect(roll_up.engine)
    for table in APART:
        assert {key["referred_table"] for key in looking.get_foreign_keys(table)} <= APART


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    RollUp.open(tmp_path, "新丰县").close()
    opened = RollUp.open(tmp_path, "新丰县")
    with opened.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO steps (step) VALUES (99)"))
    opened.close()
    with pytest.raises(Exception, match="由新版程序建立"):
        RollUp.open(tmp_path, "新丰县")


def test_the_last_step_says_what_the_file_looks_like() -> None:
    """What a later step must say is printed here."""
    made = fingerprint(schema.as_made())
    assert made == import_module(migrations.STEPS[-1]).SCHEMA


EVIL = (
    "CREATE TRIGGER evil AFTER INSERT ON receipts BEGIN DELETE FROM deeds; END",
    "CREATE VIEW evil AS SELECT 1",
    "CREATE TABLE evil (id INTEGER)",
    "DROP INDEX ix_receipts_digest",
)


@pytest.mark.parametrize("statement", EVIL)
def test_what_is_planted_in_the_file_is_named_and_nothing_is_done(tmp_path: Path, statement: str) -> None:
    """A trigger there would run inside the county's own deeds."""
    opened = RollUp.open(tmp_path, "新丰县")
    with opened.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    what = "ix_receipts_digest" if "DROP" in statement else "evil"
    with pytest.raises(DamagedError, match=what), opened.write():
        pytest.fail("a deed in a foreign schema")
    opened.close()
    with pytest.raises(DamagedError, match=what):
        RollUp.open(tmp_path, "新丰县")
