"""Rows of lists filled from records by their own field names, and records from what a form's fields hold.

A column is then named in its table, its model and its row, and nowhere besides.
"""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from banfu_desktop.db.base import Base
from banfu_desktop.tables.spec import Table

R = TypeVar("R")


def row_of(kind: type[R], *records: object, **computed: Any) -> R:
    """A row of a dataclass: each field is the attribute of that name of the one record that has it.

    Args:
        records: what the row is read from (a person, a posting).
        computed: fields that no record has, or more than one (`id`), or that say something else.

    Raises:
        TypeError: a field that no record has, that several have, or a computed one the row does not know.
    """
    made: Any = kind
    sources = _sources(made, tuple(type(record) for record in records), frozenset(computed))
    return kind(**{name: getattr(records[place], name) for name, place in sources}, **computed)


@cache
def _sources(kind: Any, types: tuple[type, ...], computed: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """Which record each field is read from; found once for rows of one making."""
    places = []
    for field in dataclasses.fields(kind):
        if field.name in computed or not field.init:
            continue
        having = [place for place, made in enumerate(types) if field.name in _attributes(made)]
        if len(having) != 1:
            who = "none" if not having else " and ".join(types[place].__name__ for place in having)
            raise TypeError(f"{kind.__name__}.{field.name} is an attribute of {who} of the records given")
        places.append((field.name, having[0]))
    return tuple(places)


def _attributes(made: Any) -> set[str]:
    """What every object of a class has: columns of a record, fields of a dataclass, properties."""
    fields = dataclasses.fields(made) if dataclasses.is_dataclass(made) else ()
    return {name for name in dir(made) if not name.startswith("_")} | {field.name for field in fields}


@cache
def stored(model: type[Base], *, of: Table | type) -> tuple[str, ...]:
    """The names that a model stores itself, in order: of the fields of a table's form, or of a row's."""
    names = (field.name for field in (of.editable if isinstance(of, Table) else dataclasses.fields(of)))
    columns = set(model.__table__.columns.keys())
    return tuple(name for name in names if name in columns)


def write(record: Base, values: Mapping[str, Any], table: Table) -> None:
    """Set those columns of a record that a form's values name; the others stay as they are."""
    for name in stored(type(record), of=table):
        if name in values:
            setattr(record, name, values[name])
