"""Loading a report: a town's facts are replaced as a whole, by bulk, in the transaction of its receipt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.roll_up import models
from banfu_desktop.roll_up.models.facts import SECTIONS, FindingFact, SheetFact, SumFact
from banfu_desktop.roll_up.sums import Findings, sums_of
from banfu_desktop.rules.reception import Sheet

Row = Mapping[str, Any]
_TAGS, _TAG = "tags", "_tag"
_OWN = frozenset({"town_id", "no"})
_FACTS = models.facts.TABLES
_MOST = 10**13
"""No amount in fen is larger, so that no engine's sum overflows; nor is any count."""
FOREIGN = frozenset({"answers", "alone"})
"""Sections that are no facts: answers end questions, what one did alone stands in the verdict's sentence."""


@dataclass(frozen=True)
class Facts:
    """What a report tells the county, ready to be loaded.

    Attributes:
        rows: table → its rows, without the town.
        unread: sections and columns that this program does not know, by name.
    """

    rows: Mapping[sa.Table, Sequence[tuple[Any, ...]]]
    unread: tuple[str, ...] = ()


class MalformedError(ValueError):
    """A section of a report that holds something else than its column can; `place` names it."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def facts_of(sheets: Sequence[Sheet], sections: Mapping[str, Sequence[Row]]) -> Facts:
    """Facts from a manifest's sheets and a body's sections.

    A column that an older program does not send yet is empty; what a newer one sends besides is named.

    Raises:
        MalformedError: a value is no text or number as its column has it, or a needed one is missing.
    """
    rows: dict[sa.Table, Sequence[tuple[Any, ...]]] = {
        _table(SheetFact): [values_of(_table(SheetFact), vars(sheet), "sheets") for sheet in sheets]
    }
    unread: list[str] = []
    for name, content in sections.items():
        if name in FOREIGN:
            continue
        if name not in SECTIONS:
            unread.append(name)
            continue
        table = _table(SECTIONS[name])
        flat = [_flat(row) for row in content]
        rows[table] = [values_of(table, row, name) for row in flat]
        known = {column.name for column in table.columns}
        unread += sorted(
            {f"{name}.{column}" for row in flat for column in row} - {f"{name}.{c}" for c in known}
        )
    found = Findings()
    rows[_table(SumFact)] = sums_of(sheets, sections.get("lines", ()), found)
    rows[_table(FindingFact)] = [(finding.kind, finding.text) for finding in found.listed]
    return Facts(rows, tuple(unread))


def replace_facts(session: Session, town_id: int, facts: Facts) -> None:
    """Put a town's facts in the place of those it had."""
    remove_facts(session, town_id)
    for table, rows in facts.rows.items():
        columns = ("town_id", "no", *_columns(table))
        insert_rows(
            session.connection(), table, columns, ((town_id, no, *row) for no, row in enumerate(rows, 1))
        )


def remove_facts(session: Session, town_id: int) -> None:
    """Forget a town's facts."""
    for model in _FACTS:
        table = _table(model)
        session.execute(sa.delete(table).where(table.c.town_id == town_id))


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert many rows: COPY on PostgreSQL, one prepared statement elsewhere."""
    names = ", ".join(f'"{name}"' for name in columns)
    content = list(rows)
    if not content:
        return
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in content:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", content)


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _columns(table: sa.Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in _OWN)


def _flat(row: Row) -> Row:
    """A row with its tags as columns: identity_tag, account_tag, invoice_tag."""
    tags = row.get(_TAGS)
    if not isinstance(tags, Mapping):
        return row
    plain = {name: value for name, value in row.items() if name != _TAGS}
    return plain | {f"{kind}{_TAG}": value for kind, value in tags.items()}


def values_of(table: sa.Table, row: Row, section: str) -> tuple[Any, ...]:
    """A row's values in the order of a fact's columns, without the town and the row's number.

    Raises:
        MalformedError: a value is no text or number as its column has it, or a needed one is missing.
    """
    return tuple(
        _value(column, row.get(column.name), section) for column in table.columns if column.name not in _OWN
    )


def _value(column: sa.Column[Any], value: Any, section: str) -> str | int | None:
    if value is None and column.nullable:
        return None
    if isinstance(column.type, sa.Integer):
        if isinstance(value, int) and abs(value) <= _MOST:
            return int(value)
    elif isinstance(value, str):
        return value
    elif type(value) is int:  # a month's or a rank's number from another program is as good as its text
        return str(value)
    raise MalformedError(f"{section}.{column.name}")
