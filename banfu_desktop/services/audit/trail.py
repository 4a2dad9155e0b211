"""The audit trail in the clerk's words: what each deed changed, before and after, numbers masked."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.base import Base, WordType
from banfu_desktop.db.models.funds import FundBook, FundCategory
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.identity import ERASED
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.trail import is_tag
from banfu_desktop.services import rooms
from banfu_desktop.services.door import Tracked
from banfu_desktop.tables.audit import COLUMNS, OPS, SECRETS, UNSAID
from banfu_desktop.tables.spec import Field

_LONGEST = 200
_TITLES = ("name", "label", "item", "summary", "title", "month", "what")
"""Columns that name their record, the best first."""
_NUMBER = re.compile(r"\d{11,}[Xx]?")
_OPEN_NUMBERS = frozenset({"sha256", "number", "code", "document_no", "at", "check_name"})
"""Numbers that name no person: of invoices, policies, papers."""
_MASKS: Mapping[str, Field] = {name: Field(name, name, kind) for name, kind in SECRETS.items()}
_ONE_DEED = "SELECT id, op, table_name, row_id, before, after FROM audit WHERE deed = ? ORDER BY id LIMIT ?"
_ALL = (
    "SELECT id, op, table_name, row_id, before, after, at, actor, name FROM audit"
    " WHERE deed IS NOT NULL ORDER BY id DESC LIMIT ?"
)


@dataclass(frozen=True)
class Change:
    """One value of a record: what it is called, what it was and is, as texts; empty where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RecordChange:
    """One record that a deed changed: the entry's number, 新增/修改/删除, which record, and its values."""

    entry: int
    op: str
    record: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Detail:
    """What one deed changed; `more` is how many further entries are not told."""

    deed: int
    records: tuple[RecordChange, ...]
    more: int


@dataclass(frozen=True)
class ChangeRow:
    """One changed value as a line of a table; the attributes are the fields of CHANGES."""

    entry: int
    time: str
    actor: str
    name: str
    op: str
    record: str
    field: str
    before: str
    after: str


_PEOPLE = sa.select(Person.id, Person.name)
_POSTINGS = sa.select(Posting.id, Posting.person_id)
_UNITS = sa.select(Organisation.id, Organisation.name)
_NAMED = {
    "category_id": sa.select(FundCategory.id, FundCategory.name),
    "book_id": sa.select(FundBook.id, FundBook.name),
}


def tracked() -> Mapping[str, Tracked]:
    """Every database table that a room owns, as the trail tells it."""
    return rooms.merged("TABLES")


def word_of(table: str) -> str:
    """What the clerk calls a database table."""
    known = tracked().get(table)
    return table if known is None else known.word


def label_of(table: str, column: str) -> str:
    """What the clerk calls a column: as the room's records do, else as every room does."""
    known = tracked().get(table)
    label = None if known is None else known.label(column)
    return label or COLUMNS.get(column, column)


class Names:
    """The names behind the numbers that records carry, as they are now."""

    def __init__(self, session: Session) -> None:
        self.people: dict[int, str] = dict(session.execute(_PEOPLE).all())
        self.postings: dict[int, int] = dict(session.execute(_POSTINGS).all())
        self._units: dict[int, str] = dict(session.execute(_UNITS).all())
        self._others = {column: dict(session.execute(named).all()) for column, named in _NAMED.items()}

    def of(self, column: str, value: Any) -> str | None:
        """Who or what a reference names; None for a column that is none, or a record that is gone."""
        if column in ("organisation_id", "payer_id", "unit_id"):
            return self._units.get(value)
        if column == "person_id":
            return self.people.get(value)
        if column == "posting_id":
            return self.people.get(self.postings.get(value, 0))
        return self._others.get(column, {}).get(value)


def detail(session: Session, deed: int, limit: int = 200) -> Detail:
    """What a deed changed, its first `limit` entries."""
    connection, names = session.connection(), Names(session)
    rows = connection.exec_driver_sql(_ONE_DEED, (deed, limit)).all()
    total = connection.exec_driver_sql("SELECT count(*) FROM audit WHERE deed = ?", (deed,)).scalar_one()
    return Detail(deed, tuple(_records(rows, names)), int(total) - len(rows))


def changes(session: Session, limit: int = 20_000) -> list[ChangeRow]:
    """Every changed value of the latest entries, latest first, for a table file."""
    names = Names(session)
    rows = []
    for row in session.connection().exec_driver_sql(_ALL, (limit,)):
        for record in _records([row[:6]], names):
            at, actor, name = to_the_minute(row[6]), row[7], row[8]
            rows += [
                ChangeRow(
                    row[0], at, actor, name, record.op, record.record, value.label, value.before, value.after
                )
                for value in record.changes or (Change("", "", ""),)
            ]
    return rows


def _records(rows: Any, names: Names) -> Iterator[RecordChange]:
    quiet = {table for table, told in tracked().items() if told.quiet}
    for entry, op, table, row_id, before, after in rows:
        if table in quiet:
            continue
        old, new = (json.loads(text) if text else {} for text in (before, after))
        changes = tuple(_changes(table, old, new, names))
        yield RecordChange(entry, OPS[op], record_words(table, row_id, new or old, names), changes)


def record_words(table: str, row_id: int, values: Mapping[str, Any], names: Names) -> str:
    """任职 钟立新; where nothing names the record, its number: 账本 第3号."""
    who = names.of("posting_id", values.get("posting_id")) or names.of("person_id", values.get("person_id"))
    told = who or next((values[key] for key in _TITLES if values.get(key)), None)
    return f"{word_of(table)} {_short(str(told)) if told else f'第{row_id}号'}"


def _changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Names) -> Iterator[Change]:
    for column in new or old:
        if column in UNSAID or old.get(column) == new.get(column):
            continue
        label = label_of(table, column)
        yield Change(
            label,
            value_words(table, column, old.get(column), names),
            value_words(table, column, new.get(column), names),
        )


def value_words(table: str, column: str, value: Any, names: Names | None = None) -> str:
    """A stored value as the clerk reads it: masked, amounts in yuan, words and names for codes."""
    if value is None or value == "":
        return ""
    if is_tag(value):
        return ERASED
    if column in _MASKS and value != ERASED:
        return _MASKS[column].show(str(value))
    if names is not None and (name := names.of(column, value)) is not None:
        return name
    if column.endswith("_fen"):
        return yuan(int(value))
    kind = _types(table).get(column)
    known = tracked().get(table)
    if isinstance(kind, WordType):
        return next((word.label for word in kind.words if word.value == value), str(value))
    if known is not None and column in known.codes:
        return known.codes[column].get(value, str(value))
    if isinstance(kind, sa.Boolean):
        return "是" if value else "否"
    if isinstance(kind, sa.DateTime):
        return to_the_minute(value)
    plain = column in _OPEN_NUMBERS or isinstance(kind, sa.Date | sa.Integer)
    return _short(str(value) if plain else masked_text(str(value)))


def masked_text(text: str) -> str:
    """A free text with its long numbers masked: one typed into a remark is a number all the same."""
    return _NUMBER.sub(lambda number: f"{number[0][:3]}****{number[0][-4:]}", text)


@cache
def _types(table: str) -> Mapping[str, Any]:
    known = Base.metadata.tables.get(table)
    return {} if known is None else {column.name: column.type for column in known.columns}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
