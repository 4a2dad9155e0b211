"""People of a roster without identity numbers: kept as drafts (待补全) until the required cells are there.

A draft is on no sheet, count, exam, paper or list of members. It becomes a member when somebody fills in
what is missing, or when a roster with the identity number comes in.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import RosterDraft
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.services.members import members
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.members import DRAFT_FILE, MEMBERS
from banfu_desktop.tables.spec import Kind

_OWN_COLUMNS = ("identity_no", "phone", "card_no")


@dataclass(frozen=True)
class DraftRow:
    """A draft; attribute names are those of tables.members.DRAFTS; `values` are by field of MEMBERS."""

    id: int
    name: str
    initials: str
    unit_said: str
    values: Mapping[str, Any]
    missing: str
    source: str

    @property
    def start(self) -> Mapping[str, Any]:
        """What a form begins with: a member's values; a day of which only the month is known is empty."""
        return {
            name: value
            for name, value in self.values.items()
            if name in {field.name for field in MEMBERS.editable}
            and (not isinstance(value, Month) or MEMBERS[name].month_is_enough)
        }


def listing(session: Session) -> list[DraftRow]:
    """Every draft, in the order they came in."""
    return [_row(row) for row in session.scalars(sa.select(RosterDraft).order_by(RosterDraft.id))]


def _row(row: RosterDraft) -> DraftRow:
    values: dict[str, Any] = {}
    for name, text in json.loads(row.given).items():
        values[name] = DRAFT_FILE[name].read(text)
    values |= {name: getattr(row, name) for name in _OWN_COLUMNS if getattr(row, name)}
    values["name"] = row.name
    return DraftRow(
        row.id, row.name, row.initials, row.unit_said or "", values, "、".join(missing(values)), row.source
    )


def missing(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels of the required cells that are not there; a month is not yet a day."""
    return tuple(
        field.label
        for field in MEMBERS.editable
        if field.required
        and (
            values.get(field.name) is None
            or (isinstance(values[field.name], Month) and not field.month_is_enough)
        )
    )


def keep(session: Session, values: Mapping[str, Any], source: str, day: date) -> int:
    """Keep what a roster says of somebody; the same person said again is the same draft. Returns its id."""
    unit = str(values.get("organisation") or values.get("unit_and_post") or "") or None
    row = session.scalar(sa.select(RosterDraft).filter_by(name=values["name"], unit_said=unit))
    if row is None:
        row = RosterDraft(name=values["name"], unit_said=unit, initials=spell(values["name"]).initials)
    for name in _OWN_COLUMNS:
        setattr(row, name, values.get(name))
    given = {
        name: _text(value)
        for name, value in values.items()
        if value is not None and name not in (*_OWN_COLUMNS, "name")
    }
    row.given = json.dumps(given, ensure_ascii=False, sort_keys=True)
    row.source, row.added_on = source, day
    session.add(row)
    session.flush()
    return row.id


def _text(value: Any) -> str:
    return str(getattr(value, "label", value))


def complete(session: Session, draft_id: int, values: Mapping[str, Any]) -> int:
    """Make a draft a member with what was filled in. Returns the id of the posting.

    Raises:
        UserError: the draft is no longer there.
        ProblemsError: something is still missing or contradicts itself; the draft stays.
    """
    row = session.get(RosterDraft, draft_id)
    if row is None:
        raise UserError("这条待补全的记录已不在", "请刷新列表")
    months = [
        Problem(None, field.label, f"“{values[field.name]}”只有年月", "请写到日，如 2026-10-05，或留空")
        for field in MEMBERS.editable
        if not field.month_is_enough and field.kind is Kind.DATE and isinstance(values.get(field.name), Month)
    ]
    if months:
        raise ProblemsError(str(months[0]), tuple(months))
    posting_id = members.save(session, values)
    session.delete(row)
    session.flush()
    return posting_id


def save_member(session: Session, values: Mapping[str, Any], posting_id: int | None = None) -> int:
    """Save a member as members.save does; the draft of who now comes in whole is no longer needed.

    Raises:
        ProblemsError: see members.save.
    """
    saved = members.save(session, values, posting_id)
    row = members.one(session, saved)
    for draft in Waiting(session).of(row.name, row.organisation):
        session.delete(draft)
    session.flush()
    return saved


def remove(session: Session, draft_ids: list[int]) -> int:
    """Remove drafts that are not needed. Returns how many."""
    rows = list(session.scalars(sa.select(RosterDraft).where(RosterDraft.id.in_(draft_ids))))
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


class Waiting:
    """Every draft by name, read once; finds those of somebody who now comes in whole."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, list[RosterDraft]] = {}
        for row in session.scalars(sa.select(RosterDraft)):
            self._by_name.setdefault(row.name, []).append(row)

    def of(self, name: str, organisation: str) -> list[RosterDraft]:
        """The drafts of this name, and of this unit or of none."""
        rows = self._by_name.get(name, ())
        return [row for row in rows if not row.unit_said or row.unit_said.startswith(organisation)]
