"""Whether an erasure struck out only what was due: words about people gone for the whole retention period.

Whoever may erase could otherwise have the trail forget whatever he likes, and the certificate would cover it.
Asked of each such deed before it is saved, when the words still stand, and of all there ever were by `check`:
then of the words only a tag is left, so of what lies outside the people's own records nothing can be told.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.replay import values
from banfu_desktop.rules.dates import add_months
from banfu_desktop.tables.settings import DEFAULTS

SETTING = "retention_years"
NUMBERS = ("identity_no", "card_no", "phone")
_SHORTEST_NUMBER = 5
_KINDS = ("erasures", "erased_people", "erased_entries")
_NAMED = "iif(json_valid(coalesce(after, before)), json_extract(coalesce(after, before), '$.{column}'), NULL)"
_LISTED = (
    "SELECT id, deed, day, table_name, row_id, after FROM audit WHERE id > ? AND op = 'I'"
    f" AND {{near}}table_name IN {_KINDS} ORDER BY id"
)
_VALUES = (
    "SELECT row_id, op, after FROM audit WHERE table_name = 'settings' AND id < ?"
    f" AND {_NAMED.format(column='name')} = ? ORDER BY id"
)
_POSTINGS = (
    "SELECT row_id, op, after FROM audit WHERE table_name = 'postings' AND id < ?"
    f" AND {_NAMED.format(column='person_id')} = ? ORDER BY id"
)
_SIDES = "SELECT table_name, row_id, before, after FROM audit WHERE id = ?"
_PAST = "SELECT before, after FROM audit WHERE table_name = 'people' AND row_id = ?"
_CONTACTS = (
    "SELECT json_extract(coalesce(after, before), '$.contact'), json_extract(before, '$.contact') FROM audit"
    " WHERE table_name = 'leaves' AND json_extract(coalesce(after, before), '$.posting_id') IN"
    " (SELECT id FROM postings WHERE person_id = ?)"
)
_FIRST_FORMAT = "SELECT coalesce(max(entries), 0) FROM upgrades WHERE from_schema < ?"


def untimely_in(connection: sa.Connection, before: int, day: date) -> bool:
    """Whether a deed that is about to be saved strikes out what is not due on its day.

    Args:
        before: the last entry before the deed.
    """
    rows = connection.exec_driver_sql(_LISTED.format(near="+"), (before,)).all()
    return bool(rows) and not _is_due(connection, list(rows), day, before + 1, words=True)


def untimely(connection: sa.Connection) -> Iterator[int]:
    """The first entry of every deed that struck out what was not due, as far as can be told afterwards."""
    first = int(connection.exec_driver_sql(_FIRST_FORMAT, (SECOND_FORMAT,)).scalar_one())
    for _, entries in groupby(
        connection.exec_driver_sql(_LISTED.format(near=""), (first,)), lambda row: row.deed
    ):
        rows = list(entries)
        with suppress(ValueError, TypeError, OverflowError):  # of values that are none
            if _is_due(connection, rows, date.fromisoformat(rows[0].day), rows[0].deed, words=False):
                continue
        yield int(rows[0].id)


def _is_due(
    connection: sa.Connection, rows: list[sa.Row[Any]], day: date, start: int, *, words: bool
) -> bool:
    of: dict[str, list[tuple[int, Mapping[str, Any]]]] = {kind: [] for kind in _KINDS}
    for row in rows:
        of[row.table_name].append((row.row_id, values(row.after)))
    made = dict(of["erasures"])
    people = {row.get("person_id"): row for _, row in of["erased_people"]}
    years = _years(connection, day, start)
    timely = years > 0 and all(_is_timely(row, day, years) for row in made.values())
    theirs = all(
        row.get("erasure_id") in made
        and str(row.get("left_on")) == _left_on(connection, int(person or 0), start)
        and str(row.get("left_on")) < str(made[row["erasure_id"]].get("gone_before"))
        for person, row in people.items()
    )
    listed = all(row.get("erasure_id") in made for _, row in of["erased_entries"])
    if not (timely and theirs and listed):
        return False
    numbers = _numbers(connection, people) if words else frozenset[str]()
    return all(
        _is_about(connection, int(row.get("entry") or 0), people, numbers, words=words)
        for _, row in of["erased_entries"]
    )


def _is_timely(row: Mapping[str, Any], day: date, years: int) -> bool:
    """Whether an erasure goes by the period in force; begun before midnight it may end after it."""
    try:
        on = date.fromisoformat(str(row.get("erased_on")))
    except ValueError:
        return False
    due = add_months(on, -12 * years).isoformat()
    return on <= day and (row.get("years"), row.get("gone_before")) == (years, due)


def _years(connection: sa.Connection, day: date, start: int) -> int:
    """The retention period in force on a day, as the trail told before an entry."""
    rows = _as_of(connection, _VALUES, start, SETTING)
    chosen = [row for row in rows if str(row.get("effective_from")) <= day.isoformat()]
    if not chosen:
        return int(DEFAULTS[SETTING])
    return int(max(chosen, key=lambda row: str(row["effective_from"]))["value"])


def _left_on(connection: sa.Connection, person: int, start: int) -> str:
    """The last day of somebody's last posting; empty while there is none or one has not ended."""
    days = [row.get("left_on") for row in _as_of(connection, _POSTINGS, start, person)]
    return max(map(str, days)) if days and None not in days else ""


def _as_of(connection: sa.Connection, statement: str, start: int, wanted: object) -> list[Mapping[str, Any]]:
    rows: dict[int, Mapping[str, Any]] = {}
    for row_id, op, after in connection.exec_driver_sql(statement, (start, wanted)):
        if op == "D":
            rows.pop(row_id, None)
        else:
            rows[row_id] = values(after)
    return list(rows.values())


def _numbers(connection: sa.Connection, people: Mapping[Any, Any]) -> frozenset[str]:
    """Every number these people ever had."""
    found = set[str]()
    for person in people:
        for text in (side for row in connection.exec_driver_sql(_PAST, (person,)) for side in row):
            row: dict[str, Any] = json.loads(text) if text else {}
            found |= {str(row[name]) for name in NUMBERS if row.get(name)}
        for row_ in connection.exec_driver_sql(_CONTACTS, (person,)):
            found |= {str(contact) for contact in row_ if contact}
    return frozenset(number for number in found if len(number) >= _SHORTEST_NUMBER)


def _is_about(
    connection: sa.Connection, entry: int, people: Mapping[Any, Any], numbers: frozenset[str], *, words: bool
) -> bool:
    row = connection.exec_driver_sql(_SIDES, (entry,)).first()
    if row is None:
        return False
    if row.table_name == "people" and row.row_id in people:
        return True
    text = f"{row.before or ''}{row.after or ''}"
    return not words or any(number in text for number in numbers)
