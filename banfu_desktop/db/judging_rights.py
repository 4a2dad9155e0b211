"""Entries of the trail that nobody had the right to write, or not whoever is named there.

The write door judges a deed before it is saved; whoever writes past the door is judged here, entry by entry.
SQLite sets aside what is plainly work in hand, so that only the rest is read.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.replay import values
from banfu_desktop.rules.persons import is_own_password
from banfu_desktop.rules.rights import ANY, NEXT, Change, Line, Step, UnknownChangeError
from banfu_desktop.rules.rights_by_table import acts_of, lines_of, plain_act
from banfu_desktop.rules.roles import Act, Role, may, role_named, switches_roles
from banfu_desktop.rules.trail import SIDES, Salts, TrailError, is_tag

_SPANS = "SELECT from_schema, entries FROM upgrades WHERE entries > 0 ORDER BY id"
_PASSWORDS = (
    "SELECT id, name FROM audit WHERE table_name = 'disclosures' AND op = 'I' AND json_valid(after)"
    " AND json_extract(after, '$.kind') = 'password' ORDER BY id"
)
_REST = (
    "SELECT id, actor, person, day, op, table_name, row_id, before, after, salt FROM audit"
    " WHERE id > ? AND id <= ? AND coalesce(deed, 0) NOT IN"
    " (SELECT deed FROM audit WHERE table_name = 'upgrades' AND deed IS NOT NULL)"
    " AND (actor LIKE '{visitor}%' OR person IN ({visitors}) OR table_name || ' ' || op NOT IN ({open})"
    " AND NOT coalesce(CASE WHEN json_valid(coalesce(before, '{{}}')) AND json_valid(coalesce(after, '{{}}'))"
    " THEN CASE table_name || ' ' || op {plain} ELSE 0 END ELSE 0 END, 0)) ORDER BY id"
)
_VISITORS = (
    "SELECT row_id FROM audit WHERE table_name = 'persons' AND json_valid(after)"
    f" AND json_extract(after, '$.role') = '{Role.VISITOR.value}'"
)
_UNDATED = (
    "SELECT id FROM audit WHERE day IS NULL AND id >"
    " (SELECT coalesce(min(id), 9223372036854775807) FROM audit WHERE day IS NOT NULL) ORDER BY id"
)
_PERSONS = "SELECT id, row_id, after FROM audit WHERE table_name = 'persons' ORDER BY id"
_LAST = 2**62


@dataclass(frozen=True)
class Unrightful:
    """An entry without a right: of nobody, or of the role that it names.

    Attributes:
        role: whose deed it is, where that is known.
        act: what that role may not do; None where nobody may.
    """

    entry: int
    role: Role | None = None
    act: Act | None = None


def unrightful(connection: sa.Connection) -> Iterator[Unrightful]:
    """Every entry that no right allows, in the order of the trail.

    Roles are asked about only since entries bear a day: earlier programs allowed what this one does not.
    """
    at_work = _AtWork(connection)
    for first, last, lines in spans(connection):
        for entry, actor, person, day, *told in connection.exec_driver_sql(_rest(lines), (first, last)):
            change = _change(*told)
            try:
                acts = frozenset() if is_own_password(change, person) else acts_of(change, lines)
            except UnknownChangeError:
                yield Unrightful(entry)
                continue
            role = at_work.role(entry, actor or "", person) if day is not None else None
            refused = next((act for act in sorted(acts) if not may(role, act)), None)
            if refused is not None:
                yield Unrightful(entry, role, refused)


def undated(connection: sa.Connection) -> list[int]:
    """Every entry without a day that is later than one with a day: since then every deed has one."""
    return list(connection.exec_driver_sql(_UNDATED).scalars())


class _AtWork:
    """Whose role a deed was done in, from its actor and from when roles were on."""

    def __init__(self, connection: sa.Connection) -> None:
        turns = [
            (entry, switches_roles(name or "")) for entry, name in connection.exec_driver_sql(_PASSWORDS)
        ]
        known = [(entry, on) for entry, on in turns if on is not None]
        self._since, self._on = [entry for entry, _ in known], [on for _, on in known]
        self._persons = defaultdict[int, list[tuple[int, Role | None]]](list)
        for entry, person, after in connection.exec_driver_sql(_PERSONS):
            self._persons[person].append((entry, _role_of(after)))

    def role(self, entry: int, actor: str, person: int | None = None) -> Role | None:
        """The role; None while everybody might do everything."""
        if person is not None:
            known = [role for since, role in self._persons[person] if since < entry]
            return known[-1] if known else None
        named = role_named(actor)
        turns = bisect_right(self._since, entry - 1)
        on = turns > 0 and self._on[turns - 1]
        return (named or Role.CLERK) if on else named if named is not Role.CLERK else None


def _role_of(after: str | None) -> Role | None:
    """The role that an entry about a person gives him."""
    said = values(after).get("role")
    return next((role for role in Role if role.value == said), None)


def spans(connection: sa.Connection) -> Iterator[tuple[int, int, Mapping[str, Line]]]:
    """Stretches of the trail (after an entry, up to an entry) with the lines of their schema."""
    after = 0
    for schema, entries in connection.exec_driver_sql(_SPANS).all():
        yield after, entries, lines_of(schema)
        after = entries
    yield after, _LAST, lines_of()


def _change(op: str, table: str, row_id: int, before: str | None, after: str | None, salts: Any) -> Change:
    """An entry as a change; what was erased of either side did not change as far as anybody can tell."""
    old, new = dict(values(before)), dict(values(after))
    if _is_erased(salts):
        for column in [name for name in new if is_tag(new[name]) or is_tag(old.get(name))]:
            new[column] = old[column] = None
    return Change(op, table, row_id, old, new)


def _is_erased(salts: bytes | None) -> bool:
    try:
        return bool(Salts(salts).forgotten)
    except TrailError:
        return False


def _rest(lines: Mapping[str, Line]) -> str:
    """The question for every entry that is not plainly somebody's work in hand."""
    open_ops, plain = [], []
    for table, line in lines.items():
        for op in "IUD":
            if plain_act(op, line) is Act.ENTER:
                open_ops.append(f"'{table} {op}'")
            elif condition := _plainly(op, line):
                plain.append(f"WHEN '{table} {op}' THEN {condition}")
    return _REST.format(
        visitor=Role.VISITOR.label, visitors=_VISITORS, open=", ".join(open_ops), plain=" ".join(plain)
    )


def _plainly(op: str, line: Line) -> str:
    """The condition under which an op on a row comes to work in hand and nothing else; empty where none."""
    if op == "D":
        return _equals("before", *line.draft) if line.draft and line.delete is Act.ENTER else ""
    steps = [
        step for step in line.steps if step.act is Act.ENTER and not step.given and step.after is not NEXT
    ]
    if op == "I":
        return _plainly_born(line, steps) if line.insert is Act.ENTER and line.kinds is None else ""
    ways = [_taken(step) for step in steps]
    if line.free and line.update is Act.ENTER:
        draft = f"{_equals('before', *line.draft)} AND " if line.draft else ""
        ways.append(f"({draft}{_same_but(line.free)})")
    return f"({' OR '.join(ways)})" if ways else ""


def _plainly_born(line: Line, steps: list[Step]) -> str:
    conditions = []
    for column in dict.fromkeys(step.column for step in line.steps):
        beginning = line.beginning(column)
        reached = [s.after for s in steps if s.column == column and s.before in (ANY, beginning)]
        if ANY not in reached:
            ways = [_equals("after", column, value) for value in (beginning, *reached)]
            conditions.append(f"({' OR '.join(ways)})")
    return " AND ".join(conditions) or "1"


def _taken(step: Step) -> str:
    """The condition that an update takes a step and changes nothing besides."""
    ends = [("before", step.before), ("after", step.after)]
    held = [_equals(side, step.column, value) for side, value in ends if value is not ANY]
    return f"({' AND '.join([*held, _same_but((step.column, *step.along))])})"


def _same_but(columns: tuple[str, ...]) -> str:
    paths = ", ".join(f"'$.{column}'" for column in columns)
    before, after = (f"json_remove({side}, {paths})" for side in SIDES)
    return f"{before} IS {after}"


def _equals(side: str, column: str, value: object) -> str:
    literal = "NULL" if value is None else str(value) if isinstance(value, int) else f"'{value}'"
    return f"json_extract({side}, '$.{column}') IS {literal}"
