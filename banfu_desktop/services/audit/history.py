"""What was done, from the audit trail; and taking the last edit back."""

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
from banfu_desktop.rules.roles import role_named
from banfu_desktop.services.audit.trail import Names, tracked, word_of

__all__ = ["LISTED", "UNDO", "ChainReport", "DeedRow", "deeds", "undo", "verify"]
UNDO = "撤销"
"""The deed's name under which a deed is taken back."""


LISTED = 2000
"""So many of the latest deeds are listed; all of them are exported."""
_NAMES_TOLD = 2
_BACK = {"I": "D", "U": "U", "D": "I"}
_OTHERWISE = "封存、发放和设置等操作请按更正办法处理"
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
        return _PERIODS.sub("", self.name.split()[0] if self.name.split() else "")

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
        "SELECT deed, at, actor, name, count(*), group_concat(DISTINCT table_name) FROM audit"
        " WHERE deed IS NOT NULL GROUP BY deed ORDER BY deed DESC LIMIT ?",
        (limit,),
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


def verify(session: Session) -> ChainReport:
    """Recompute the whole chain: how many entries, its head, and where it breaks, if it does."""
    return verify_chain(session)


def undo(session: Session, since: datetime) -> str:
    """Take back the last edit made since a moment (the window's start). Returns what was taken back.

    Looking things up does not count as an edit. Each step back needs its own right.

    Raises:
        UserError: nothing to take back, or the last deed is none that can be, or somebody else's.
    """
    known = tracked()
    looked_up = {table for table, told in known.items() if not told.edits}
    last = next((deed for deed in deeds(session, 50) if not deed.tables <= looked_up), None)
    if last is None or last.at < since.isoformat(timespec="seconds"):
        raise UserError("没有可以撤销的操作")
    if last.name.startswith(UNDO):
        raise UserError("上一步已经撤销", "需要恢复请重新登记")
    if not last.tables <= {table for table, told in known.items() if told.undoable}:
        raise UserError(f"“{last.name}”不能撤销", _OTHERWISE)
    whose, who = role_named(last.actor), role_named(session.info["deed"].actor)
    if whose is not who:
        raise UserError(
            f"上一次修改“{last.name}”是“{whose.label if whose else last.actor}”办的",
            "只能由他自己撤销；请按更正办法处理",
        )
    connection = session.connection()
    entries = connection.exec_driver_sql(
        "SELECT op, table_name, row_id, before, after FROM audit WHERE deed = ? ORDER BY id DESC", (last.id,)
    ).all()
    for op, table, row_id, *told in entries:
        before, after = (json.loads(text) if text else {} for text in told)
        try:
            acts_of(Change(_BACK[op], table, row_id, after, before))
        except UnknownChangeError:
            raise UserError(f"“{last.name}”不能撤销", _OTHERWISE) from None
        _take_back(connection, op, table, row_id, before)
    session.expire_all()
    return last.name


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
