"""The migrations make what the models say."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext

from banfu_desktop.db import migrations, models
from banfu_desktop.db.base import Base
from banfu_desktop.db.store import Database

Shape = dict[str, list[str]]


def shape(connection: sa.Connection) -> Shape:
    """Tables and indexes with their clauses in a fixed order, since SQL text differs in order and space."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    )
    return {name: sorted(_clauses(sql)) for name, sql in rows}


def _clauses(sql: str) -> list[str]:
    plain = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    head, _, body = plain.partition("(")
    body, _, tail = body.rpartition(")")
    depth, parts = 0, [""]
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [head.strip(), tail.strip(), *(part.strip() for part in parts)]


def test_migrations_make_the_tables_of_the_models(database: Database) -> None:
    assert models.__all__
    modelled = sa.create_engine("sqlite://")
    with modelled.begin() as connection:
        Base.metadata.create_all(connection)
        wanted = shape(connection)
    modelled.dispose()
    with database.engine.execution_options(ro=True).connect() as connection:
        made = shape(connection)
        context = MigrationContext.configure(connection, opts={"target_metadata": Base.metadata})
        missing = render_python_code(produce_migrations(context, Base.metadata).upgrade_ops)
        differences = {
            name: (made.get(name), wanted.get(name))
            for name in made.keys() | wanted.keys()
            if made.get(name) != wanted.get(name)
        }
        assert not differences, f"models and migrations differ; a step would hold:\n{missing}"
        assert not compare_metadata(context, Base.metadata), missing


def test_every_table_is_strict(database: Database) -> None:
    with database.read() as session:
        loose = session.execute(
            sa.text("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict")
        )
        assert {name for (name,) in loose} <= {"sqlite_schema", "sqlite_temp_schema"}


def test_every_step_is_listed_once_and_in_order() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    files = sorted(path.stem for path in folder.glob("v*.py"))
    assert [step.rpartition(".")[2] for step in migrations.STEPS] == files
    assert [int(name[1:5]) for name in files] == list(range(1, len(files) + 1))
