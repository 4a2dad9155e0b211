"""Rows from Excel known by some of their own columns: planned whole, carried out whole or not at all.

A door whose rows need no further questions says how they are known, checked and stored; the exported list
comes back, changed or not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
from banfu_desktop.services.door import Reading
from banfu_desktop.services.office import headings
from banfu_desktop.tables.spec import Table

Values = dict[str, Any]
Save = Callable[[Session, Values, int | None, date], object]
"""Saves one row: its values, the id of the record that is there (None: a new one), the day of the deed."""
Find = Callable[[int, Mapping[str, Any], Asking, list[Problem]], Values | None]
"""Finds the records a row names, from its number and values: their ids by name; None, and a problem or a
question, where that is not known."""


@dataclass(frozen=True)
class PlainDoor:
    """How the rows of one kind of sheet come in.

    Attributes:
        name: of the door; `unit` is how its rows are counted.
        named_by: the column that names a row in a sentence.
        known_by: the columns that tell rows apart; a row lacking one was named when the sheet was read.
        stored: rows that are there, by the values of those columns; each has the columns as attributes, and
            `id`, which is None while it is wanted and not yet written.
        check: refuses values that cannot be, of a new row (None) or of one that is there, by a UserError.
        find: finds the records that `naming` columns of a row name; `known_by` may then name what it gives.
        naming: columns that only say which record a row is about; they are not stored.
    """

    name: str
    unit: str
    table: Table
    named_by: str
    known_by: tuple[str, ...]
    stored: Mapping[tuple[Any, ...], Any]
    check: Callable[[Values, Any], object]
    find: Find | None = None
    naming: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedRow:
    """What an Excel row will do: enter a record, correct the one of `record_id`, or nothing; why in words.

    `is_there` says that a list has the row already, written or only wanted.
    """

    row: int
    name: str
    record_id: int | None
    values: Mapping[str, Any]
    shown: Mapping[str, str]
    changes: tuple[str, ...]
    is_there: bool

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        if self.is_there and not self.changes:
            return "不变"
        return "新增" if self.record_id is None else "更新"

    def told(self) -> dict[str, Any]:
        """The row for another program."""
        return {
            "row": self.row, "deed": self.deed, "name": self.name, "values": dict(self.shown),
            "changes": list(self.changes),
        }  # fmt: skip


def reading(what: str, door: Callable[[Session, date], PlainDoor], save: Save) -> Reading:
    """How the rows of one kind of sheet are read into a plan, and how the plan is carried out.

    To read raises a UserError for what is no table that can be read, has not a single row, or for a wrong
    answer; to carry out a ProblemsError where something is wrong or open, and a UserError where the office
    changed since the plan was made: then nothing is saved.

    Args:
        what: the clerk's word for what the sheet holds.
        door: how they come in, on a day.
        save: saves one row as the deed's own day sees it.
    """

    def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
        return _look(session, path, door(session, today), what, options)

    def carry_out(session: Session, planned: ImportPlan) -> int:
        return _carry_out(session, planned, what, save)

    return look, carry_out


def _look(session: Session, path: Path, door: PlainDoor, what: str, options: Options | None) -> ImportPlan:
    """Read rows and say what importing them will do; what is wrong is in the plan."""
    from banfu_desktop.exchange.reading import read
    from banfu_desktop.exchange.records import Manner

    given = headings.with_remembered(session, door.name, options)
    asking = Asking(given.answers)
    reading = read(path, door.table, asking, given, Manner(keyed=False))
    if not reading.rows and not reading.problems:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有{what}", "请从表头的下一行起每行填一条")
    problems, here = list(reading.problems), dict[tuple[Any, ...], int]()
    rows = tuple(
        planned
        for row in reading.rows
        if (planned := _planned(door, row.row, row.values, here, asking, problems)) is not None
    )
    asking.refuse_unasked()
    counts = ((deed, sum(row.deed == deed for row in rows)) for deed in ("新增", "更新", "不变"))
    return ImportPlan(
        door=door.name, file=reading.name, sha256=reading.sha256,
        summary="，".join(f"{deed} {count} {door.unit}" for deed, count in counts), rows=rows,
        sheets=reading.sheets, left_out=reading.left_out, changed=reading.changed,
        questions=asking.questions, problems=tuple(problems), warnings=reading.warnings, pinned=given,
    )  # fmt: skip


def _carry_out(session: Session, planned: ImportPlan, what: str, save: Save) -> int:
    """Save every row of a plan; rows that change nothing are left alone. Returns how many were saved."""
    today: date = session.info["deed"].at.date()
    planned.refuse_unready(what)
    changing = [row for row in planned.rows if row.deed != "不变"]
    for row in changing:
        save(session, dict(row.values), row.record_id, today)
    headings.remember(session, planned)
    return len(changing)


def _planned(
    door: PlainDoor,
    number: int,
    read: Mapping[str, Any],
    here: dict[tuple[Any, ...], int],
    asking: Asking,
    problems: list[Problem],
) -> PlannedRow | None:
    """What a row does; None, and a problem found or a question asked, when it cannot be done."""
    found: Values = {}
    if door.find is not None:
        given = door.find(number, read, asking, problems)
        if given is None:
            return None
        found, read = given, {**read, **given}
    if any(read.get(name) in (None, "") for name in door.known_by):
        return None
    label = door.table[door.named_by].label
    place = tuple(read[name] for name in door.known_by)
    if place in here:
        problems.append(Problem(number, label, f"与第{here[place]}行是同一条", "请只保留一行"))
        return None
    here[place] = number
    kept = (field.name for field in door.table.editable if field.name not in door.naming)
    values: Values = {name: read[name] for name in kept if name in read}
    stored = door.stored.get(place)
    changes = () if stored is None else _changes(door.table, stored, values)
    try:
        if stored is None or changes:
            door.check(values | found, stored)
    except UserError as refusal:
        problems.append(Problem(number, label, refusal.what, refusal.advice))
        return None
    shown = {name: door.table[name].show(value) for name, value in values.items() if value is not None}
    key = None if stored is None else stored.id
    there = stored is not None
    return PlannedRow(number, str(read[door.named_by]), key, values | found, shown, changes, there)


def _changes(table: Table, stored: Any, values: Mapping[str, Any]) -> tuple[str, ...]:
    changes = []
    for name, after in values.items():
        field, before = table[name], getattr(stored, name)
        if before != after and (before, after) != ("", None):
            changes.append(f"{field.label}：{field.show(before) or '空'} → {field.show(after) or '空'}")
    return tuple(changes)
