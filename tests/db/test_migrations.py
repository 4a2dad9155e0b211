"""The migrations make what the models say."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations

from banfu_desktop.backup.copy import read_copy
from banfu_desktop.db import migrations, models
from banfu_desktop.db.base import Base
from banfu_desktop.db.erasable import erasable
from banfu_desktop.db.store import Database
from banfu_desktop.db.upgrade import schema_version, schemas
from banfu_desktop.services import rooms

NAMES_NOBODY = {
    # names, which a certificate of destruction still tells
    "name", "pinyin", "initials", "nation", "town", "county", "village", "filed_village", "body", "label",
    "group_name", "insurer",
    # what a post is called
    "unit_post", "rank", "town_post", "education",
    # words, codes, marks and numbers, the program's own or of papers
    "room", "subject", "sha256", "mark", "check_name", "check_code", "audit_head", "kind", "sides", "head",
    "erased_sha256", "program", "code", "number", "clause", "document_no", "value", "office_id",
    "kind_of_use", "copy", "card", "kept_head", "lost_head", "verify_key", "seal_key", "county_key", "source",
    "half", "unit_said", "table_name", "item",
    # bodies, titles and places of rounds, trainings and commendations
    "led_by", "title", "decided_by", "organiser", "place", "granted_by",
    # keys, signatures and signed files of the county and of the office
    "sign_key", "content", "said", "signature", "old", "new", "own_identity",
    # headings of a spreadsheet
    "door", "line", "columns",
    # who did it, as the trail itself says of every entry
    "sealed_by", "posted_by", "erased_by", "voided_by",
    # the months of a 补发表
    "months",
    # a line of a sealed sheet stays word for word
    "reason",
}  # fmt: skip
"""Text columns, by name, that no number and no free text about a person is meant for."""
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


def test_the_newest_step_carries_the_fingerprint_of_the_schema(database: Database) -> None:
    database.close()
    _, version, fingerprint = read_copy(database.folder / "office.db", database.data_key)
    newest = migrations.STEPS[-1].rpartition(".")[2]
    assert version == schema_version()
    assert schemas()[version] == fingerprint, f'{newest} would say: SCHEMA = "{fingerprint}"'


def test_every_step_says_which_columns_it_adds_to_old_tables_and_what_it_takes_away() -> None:
    first = import_module(migrations.STEPS[0])
    silent = ModuleType("silent")
    silent.upgrade = lambda: op.add_column("leaves", sa.Column("more", sa.Text()))  # type: ignore[attr-defined]
    assert _not_telling([first, silent]) == ["silent"]
    assert _not_telling([import_module(name) for name in migrations.STEPS]) == []


def test_every_text_of_a_record_can_be_erased_from_the_trail_or_is_known_to_name_nobody() -> None:
    """A new text column is put into the step's ERASABLE, or into NAMES_NOBODY with a reason in mind."""
    texts = {
        (name, column.name)
        for name, table in Base.metadata.tables.items()
        if name != "audit"
        for column in table.columns
        if type(column.type) in (sa.String, sa.Text)
    }
    can = {(table, column) for table, columns in erasable().items() for column in columns}
    assert can <= texts
    assert {(table, column) for table, column in texts - can if column not in NAMES_NOBODY} == set()


def test_what_the_trail_can_erase_is_what_the_doors_say() -> None:
    said = {name: set(told.erasable) for name, told in rooms.merged("TABLES").items() if told.erasable}
    assert said == {name: set(columns) for name, columns in erasable().items()}


def _not_telling(steps: list[ModuleType]) -> list[str]:
    """The steps whose FILLS or DROPPED is not what they do."""
    names = []
    for step, before, after in _taken(steps):
        kept = before.keys() & after
        added = {(table, column) for table in kept for column in after[table] - before[table]}
        gone = {(table, column) for table in kept for column in before[table] - after[table]}
        told = (set(getattr(step, "FILLS", {})), set(getattr(step, "DROPPED", ())))
        if told != (added, gone | (before.keys() - after.keys())):
            names.append(step.__name__)
    return names


def _taken(steps: list[ModuleType]) -> Iterator[tuple[ModuleType, dict[str, set[str]], dict[str, set[str]]]]:
    """Each step with the columns of every table before and after it."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, Operations.context(MigrationContext.configure(connection)):
        after: dict[str, set[str]] = {}
        for step in steps:
            step.upgrade()
            inspected = sa.inspect(connection)
            before, after = (
                after,
                {
                    table: {column["name"] for column in inspected.get_columns(table)}
                    for table in inspected.get_table_names()
                },
            )
            yield step, before, after
    engine.dispose()


def test_the_description_of_the_package_lists_what_the_trail_can_erase() -> None:
    """Whoever writes a reader needs the list to follow the chain."""
    told = (Path(__file__).parents[2] / "docs" / "package-format.md").read_text("utf-8")
    listed = " ".join(told.partition("Erasable since")[2].split())
    missing = [
        table for table, columns in erasable().items() if f"`{table}`: {' '.join(columns)}" not in listed
    ]
    assert missing == []
