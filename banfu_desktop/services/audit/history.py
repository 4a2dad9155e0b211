"""What was done, from the audit trail; taking edits back, latest first, and doing them again."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import ChainReport, verify_chain
from banfu_desktop.db.base import Base
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rights import Change, UnknownChangeError
from banfu_desktop.rules.rights_by_table import acts_of
from banfu_desktop.rules.roles import Disclosed, role_named
from banfu_desktop.services.audit.trail import Names, tracked, word_of

__all__ = ["LISTED", "REDO", "UNDO", "ChainReport", "DeedRow", "deeds", "redo", "undo", "verify"]
UNDO, REDO = "撤销", "重做"
"""The names of the deeds under which an edit is taken back, and done again."""

LISTED = 2000
"""So many of the latest deeds are listed; all of them are exported."""
_NAMES_TOLD = 2
_TURNED = f"（{Disclosed.CLOCK_BACK.label}）"
"""Stands after a deed's name where the computer's clock had been set back."""
_BACK = {"I": "D", "U": "U", "D": "I"}
_DEEDS = (
    "SELECT deed, min(at), actor, person, name, group_concat(DISTINCT table_name) FROM audit"
    " WHERE deed IS NOT NULL GROUP BY deed ORDER BY deed DESC"
)
_PERIODS = re.compile(r"\d+年(\d+月)?|第\d+号")
_WHO = (
    "SELECT deed, table_name, row_id, json_extract(coalesce(after, before), '$.person_id'),"
    " json_extract(coalesce(after, before), '$.posting_id') FROM audit WHERE deed >= ? AND ("
    " table_name = 'people' OR json_extract(coalesce(after, before), '$.person_id') IS NOT NULL"
    " OR json_extract(coalesce(after, before), '$.posting_id') IS NOT NULL)"
)


@dataclass(frozen=True)
class DeedRow:
    """One deed of the audit trail; `at` is local time in ISO form, `people` whom its records are about."""

    id: int
    at: str
    actor: str
    name: str
    changes: int
    tables: frozenset[str]
    people: tuple[str, ...] = ()

    @property
    def time(self) -> str:
        """When, as a list shows it."""
        return to_the_minute(self.at)

    @property
    def rooms(self) -> str:
        """What it touched, in the clerk's words."""
        return "、".join(sorted({word_of(table) for table in self.tables}))

    @property
    def area(self) -> str:
        """The one word that says most of what it touched."""
        known = (told.word for table, told in tracked().items() if table in self.tables)
        return next(known, "") or min(self.tables)

    @property
    def deed(self) -> str:
        """What kind of deed it is: 登记请假 of 登记请假 钟立新, 封存补助 of 封存2026年9月补助."""
        words = self.name.removesuffix(_TURNED).split()
        return _PERIODS.sub("", words[0] if words else "")

    @property
    def about(self) -> str:
        """Whom it is about, the first few."""
        more = len(self.people) - _NAMES_TOLD
        return "、".join(self.people[:_NAMES_TOLD]) + (f"等{len(self.people)}人" if more > 0 else "")

    @property
    def initials(self) -> str:
        """Everybody it is about, for the search."""
        return " ".join(self.people)


def deeds(session: Session, limit: int = LISTED) -> list[DeedRow]:
    """The latest deeds, latest first."""
    result = session.connection().exec_driver_sql(
        "SELECT deed, at, actor, name || CASE WHEN"
        " max(CASE WHEN table_name = 'disclosures' AND json_valid(after)"
        " THEN json_extract(after, '$.kind') IS ? ELSE 0 END) THEN ? ELSE '' END,"
        " count(*), group_concat(DISTINCT table_name) FROM audit"
        " WHERE deed IS NOT NULL GROUP BY deed ORDER BY deed DESC LIMIT ?",
        (Disclosed.CLOCK_BACK.value, _TURNED, limit),
    )
    rows = result.all()
    people = _people(session, min((row[0] for row in rows), default=0))
    return [
        DeedRow(row[0], row[1], row[2], row[3], row[4], frozenset(row[5].split(",")), people.get(row[0], ()))
        for row in rows
    ]


def _people(session: Session, since: int) -> Mapping[int, tuple[str, ...]]:
    """Whom each deed is about, by their present names, in the order it came to them."""
    names, by_deed = Names(session), defaultdict[int, dict[str, None]](dict)
    for deed, table, row_id, person, posting in session.connection().exec_driver_sql(_WHO, (since,)):
        who = row_id if table == "people" else person or names.postings.get(posting)
        if deed is not None and (name := names.people.get(who or 0)):
            by_deed[deed][name] = None
    return {deed: tuple(told) for deed, told in by_deed.items()}


def verify(session: Session, known: ChainReport | None = None) -> ChainReport:
    """Recompute the chain: how many entries, its head, and where it breaks, if it does.

    Args:
        known: what an earlier look found, from where it goes on; None for the whole.
    """
    return verify_chain(session, known)


def undo(session: Session, since: datetime) -> str:
    """Take back the latest edit made since a moment that still stands. Returns what was taken back.

    Edits are taken back one after the other, whatever room they were made in. Looking things up is no edit.

    Raises:
        UserError: nothing to take back, or the edit is somebody else's, or none that can be: it and all
            before it stay.
    """
    done, _ = _standing(session, since)
    if not done:
        raise UserError("没有可以撤销的操作")
    _turn_back(session, done[-1], UNDO)
    return done[-1].name


def redo(session: Session, since: datetime) -> str:
    """Do again what was taken back last since a moment. Returns what was done again.

    Raises:
        UserError: nothing was taken back, or something else was done since, or somebody else took it back.
    """
    _, taken_back = _standing(session, since)
    if not taken_back:
        raise UserError("没有可以重做的操作")
    _turn_back(session, taken_back[-1], REDO)
    return taken_back[-1].name


@dataclass(frozen=True)
class _Edit:
    """A deed whose entries, turned back, take an edit back or do it again; `name` is the edit's own."""

    id: int
    actor: str
    person: int | None
    name: str
    tables: frozenset[str]


def _standing(session: Session, since: datetime) -> tuple[list[_Edit], list[_Edit]]:
    """The edits since a moment that stand, and those taken back that can be done again; the latest last.

    The trail itself says it: each 撤销 took the latest edit away, each 重做 put one back, anything else done
    leaves nothing to do again.
    """
    looked_up = _looked_up()
    done, taken_back = list[_Edit](), list[_Edit]()
    for number, actor, person, name, tables in reversed(_deeds_since(session, since)):
        if tables <= looked_up:
            continue
        word = name.split()[0] if name.split() else ""
        if word == UNDO and done:
            taken_back.append(_Edit(number, actor, person, done.pop().name, tables))
        elif word == REDO and taken_back:
            done.append(_Edit(number, actor, person, taken_back.pop().name, tables))
        else:
            done.append(_Edit(number, actor, person, name, tables))
            taken_back.clear()
    return done, taken_back


def _looked_up() -> frozenset[str]:
    """Tables that only say what was looked at or done, so that a deed in them is no edit."""
    return frozenset(table for table, told in tracked().items() if not told.edits)


def _deeds_since(session: Session, since: datetime) -> list[tuple[int, str, int | None, str, frozenset[str]]]:
    """Number, actor, person, name, tables of the deeds since a moment, latest first; no older one is read."""
    begun, made = since.isoformat(timespec="seconds"), []
    with session.connection().exec_driver_sql(_DEEDS) as result:
        for number, at, actor, person, name, tables in result:
            if at < begun:
                break
            made.append((number, actor, person, name, frozenset(tables.split(","))))
    return made


def _turn_back(session: Session, edit: _Edit, word: str) -> None:
    """Put every row that a deed changed back to what it was before it; each step needs its own right.

    Raises:
        UserError: somebody else did it, or a step that nobody may take.
    """
    refusal = UserError(f"“{edit.name}”不能{word}", "封存、发放和设置等操作请按更正办法处理")
    looked_up = _looked_up()
    if not edit.tables - looked_up <= {table for table, told in tracked().items() if told.undoable}:
        raise refusal
    whose, who = role_named(edit.actor), role_named(session.info["deed"].actor)
    if whose is not who or edit.person != session.info.get("person"):
        by = whose.label if whose else edit.actor
        raise UserError(f"上一次修改“{edit.name}”是“{by}”办的", f"只能由他自己{word}；请按更正办法处理")
    connection = session.connection()
    entries = connection.exec_driver_sql(
        "SELECT op, table_name, row_id, before, after FROM audit WHERE deed = ? ORDER BY id DESC", (edit.id,)
    ).all()
    for op, table, row_id, *told in entries:
        if table in looked_up:  # what the deed itself puts on record stays
            continue
        before, after = (json.loads(text) if text else {} for text in told)
        try:
            acts_of(Change(_BACK[op], table, row_id, after, before))
        except UnknownChangeError:
            raise refusal from None
        _take_back(connection, op, table, row_id, before)
    session.expire_all()


def _take_back(connection: Connection, op: str, table: str, row_id: int, before: dict[str, Any]) -> None:
    columns = [column.name for column in Base.metadata.tables[table].columns]
    if op == "I":
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    elif op == "U":
        changes = ", ".join(f"{column} = ?" for column in columns)
        values = (*(before[column] for column in columns), row_id)
        connection.exec_driver_sql(f"UPDATE {table} SET {changes} WHERE id = ?", values)
    else:
        marks = ", ".join("?" for _ in columns)
        values = tuple(before[column] for column in columns)
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
