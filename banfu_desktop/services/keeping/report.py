"""The report's body: what every room tells the county, with tags for numbers and masks for names.

A room gives what is only compared in full; nothing of it leaves this file but as a tag: HMAC-SHA-256 under
the county's tag key, so that two towns of one county make the same tag of the same number.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.backup.body import Body, PublicEntry
from banfu_desktop.backup.report_manifest import sheets_in_order
from banfu_desktop.db.public_trail import public_forms
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import in_order
from banfu_desktop.rules.identity import is_erased, mask_name
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.rules.roles import SEPARATED
from banfu_desktop.rules.text import compact, readable
from banfu_desktop.services import rooms
from banfu_desktop.services.door import Report

TAG_HEX = 32
_SHEETS, _TAGS, _NAME = "sheets", "tags", "name"
_PERSONS = "persons"
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Told:
    """What a report says: its body and the sheets that its manifest names."""

    body: Body
    sheets: tuple[Sheet, ...]


def collect(session: Session, today: date, since: int, tag_key: bytes | None) -> Told:
    """The report of an office on a day, its links beginning after an entry.

    Args:
        tag_key: the county's; None where the office has no county file, so that nothing can be compared.
    """
    parts: list[Report] = [make(session, today) for make in rooms.offered("report")]
    plain: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        for name, rows in part.sections.items():
            plain.setdefault(name, []).extend(rows)
    plain["dues"] = list(_dues(session, today))
    names = {name for part in parts for name in part.names} | _people(plain.values())
    veil = _Veil(tag_key, names)
    sheets = sheets_in_order([_sheet(row) for row in plain.pop(_SHEETS, [])])
    sections = {name: [veil.row(row) for row in rows] for name, rows in plain.items()}
    return Told(_body(session, since, sections), sheets)


def tag(tag_key: bytes, kind: str, value: str) -> str:
    """The tag of a number: equal for equal numbers of a kind, however they were typed."""
    message = f"banfu-tag-2 {kind}\0{compact(value)}".encode()
    return hmac.new(tag_key, message, hashlib.sha256).hexdigest()[:TAG_HEX]


class _Veil:
    """Makes rows fit to leave: numbers become tags, names masks, days and months texts."""

    def __init__(self, tag_key: bytes | None, names: Iterable[str]) -> None:
        self._key = tag_key
        known = sorted((name for name in names if len(name) >= _SHORTEST_NAME), key=len, reverse=True)
        self._named = re.compile("|".join(map(re.escape, known))) if known else None

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as the body has it."""
        return {name: self._value(name, value) for name, value in row.items()}

    def _value(self, name: str, value: Any) -> Any:
        if name == _TAGS:
            return {kind: self._tag(kind, number) for kind, number in value.items()}
        if isinstance(value, bool | int | None):
            return value
        if isinstance(value, date | Month):
            return str(value)
        return self._masked(str(value))

    def _tag(self, kind: str, value: str | None) -> str | None:
        if self._key is None or not value or is_erased(value):
            return None
        return tag(self._key, kind, value)

    def _masked(self, text: str) -> str:
        plain = "".join(letter if letter.isprintable() else " " for letter in readable(text))
        return plain if self._named is None else self._named.sub(lambda found: mask_name(found[0]), plain)


def _people(sections: Iterable[Sequence[Mapping[str, Any]]]) -> set[str]:
    """Everybody a row with tags names."""
    return {row[_NAME] for rows in sections for row in rows if _NAME in row and _TAGS in row}


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(**{**row, "month": str(row["month"])})


def _dues(session: Session, today: date) -> Iterator[Mapping[str, Any]]:
    """The town's own findings, word for word but for names."""
    found = [reminder for due_of in rooms.offered("due") for reminder in due_of(session, today)]
    for reminder in in_order(found, today):
        yield {
            "room": reminder.room,
            "urgency": reminder.urgency,
            "clause": reminder.clause,
            "text": reminder.text,
            "until": reminder.until,
        }


def _body(session: Session, since: int, sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> Body:
    """Links and approvals of the trail after an entry, and the sections.

    The last entry of a deed that approves comes along, since that is what its person has signed.
    """
    digests: list[bytes] = []
    persons: list[PublicEntry] = []
    approvals: list[PublicEntry] = []
    last = set[int]()
    for entry in public_forms(session.connection(), since):
        digests.append(entry.digest)
        told = PublicEntry(entry.covered, entry.person or 0, entry.signed, entry.signature)
        if entry.change.table == _PERSONS:
            persons.append(told)
        elif entry.acts & SEPARATED or told.entry in last:
            approvals.append(told)
        else:
            continue
        last.add(told.signed)
    return Body(tuple(digests), tuple(persons), tuple(approvals), sections)
