"""Looking over what somebody else changed who is to approve it, and vouching for it (核对)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import four_eyes
from banfu_desktop.db.four_eyes import Touch
from banfu_desktop.db.models.persons import Countersign, OfficePerson
from banfu_desktop.db.replay import values
from banfu_desktop.rules.dates import Month, to_the_minute
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import Hand
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.audit import trail

_ENTRY = "SELECT at, actor, before, after FROM audit WHERE id = ?"
_PAYERS = "SELECT DISTINCT organisation_id FROM postings"
_LAST, _ALL_MONTHS = 2**62, "9999-12"


@dataclass(frozen=True)
class Changed:
    """A record that somebody changed who may approve; `upto` is his last entry about it."""

    table: str
    row_id: int
    upto: int
    who: str
    told: str

    @property
    def sentence(self) -> str:
        """What the clerk reads of it."""
        return f"{self.told}（{self.who}）"


@dataclass(frozen=True)
class Subject:
    """What is to be approved, as far as somebody else looks it over.

    Attributes:
        label: what it is called (2026年10月, 2026年3号).
        feeds: what fed it up to an entry.
    """

    label: str
    feeds: Callable[[sa.Connection, int], Iterable[list[Touch]]]


def of_month(month: Month) -> Subject:
    """A month's sheets, of every payer."""

    def feeds(connection: sa.Connection, last: int) -> Iterable[list[Touch]]:
        payers = connection.exec_driver_sql(_PAYERS).scalars().all()
        sheets = [four_eyes.sheet_of(connection, payer, [str(month)], ()) for payer in payers]
        return four_eyes.sheet_feeds(connection, sheets, last)

    return Subject(month.label, feeds)


def of_log(month: Month) -> Subject:
    """A month's work log, which the leader signs off."""
    return Subject(
        f"{month.label}工作日志", lambda connection, last: [four_eyes.log_feed(connection, str(month), last)]
    )


def of_claim(claim_id: int, label: str) -> Subject:
    """A claim."""
    return Subject(label, lambda connection, last: [four_eyes.claim_feed(connection, claim_id, last)])


def of_year(year_id: int, closed_to: Month | None, label: str) -> Subject:
    """The vouchers of a book's year that are not closed yet."""
    since = str(closed_to) if closed_to else ""
    return Subject(
        label,
        lambda connection, last: [four_eyes.closing_feed(connection, year_id, since, _ALL_MONTHS, last)],
    )


def listing(session: Session, subject: Subject) -> list[Changed]:
    """What reviewers changed themselves of what an approval rests on, and nobody else has vouched for.

    Whoever asks is told of the others only: his own work somebody else must look over.

    Raises:
        UserError: his password is one that somebody else has set, so that he would vouch for himself.
    """
    connection, info = session.connection(), session.info
    last = info.get("before", _LAST)
    mine = four_eyes.approver_of(connection, info.get("person"), info.get("role"), last)
    if len(mine) > 1:
        raise UserError("你的密码是别人设置的，你核对的不算数", "请先在“设置”里改成自己的密码")
    touches = {touch.entry: touch for feed in subject.feeds(connection, last) for touch in feed}
    open_ones = [
        touch
        for reviewer in _reviewers(session)
        for touch in four_eyes.taking_part(connection, touches.values(), frozenset({reviewer}), last)
        if not touch.hands & mine
    ]
    return _by_record(session, open_ones)


def vouch(session: Session, subject: Subject, seen: Sequence[Changed] | None = None) -> int:
    """Vouch for all that `listing` tells. Returns for how many records.

    Args:
        seen: what was looked at; None where it is looked at by the same call.

    Raises:
        UserError: there is nothing to vouch for, more has changed than was seen, or see `listing`.
    """
    rows = listing(session, subject)
    if not rows:
        raise UserError(f"{subject.label}没有要核对的改动", "不需要核对")
    if seen is not None and {(row.table, row.row_id, row.upto) for row in rows} - {
        (row.table, row.row_id, row.upto) for row in seen
    }:
        raise UserError(f"{subject.label}刚才又有改动", "请重新打开核对，看过以后再确认")
    session.add_all(Countersign(table_name=row.table, row_id=row.row_id, upto=row.upto) for row in rows)
    session.flush()
    return len(rows)


def _reviewers(session: Session) -> Sequence[Hand]:
    found = session.scalars(sa.select(OfficePerson.id).filter_by(role=Role.REVIEWER, left_on=None)).all()
    return list(found) or [Role.REVIEWER.label]


def _by_record(session: Session, touches: Sequence[Touch]) -> list[Changed]:
    names, rows = trail.Names(session), dict[tuple[str, int], Changed]()
    for touch in sorted(touches, key=lambda one: one.entry):
        at, actor, *sides = session.connection().exec_driver_sql(_ENTRY, (touch.entry,)).one()
        before, after = map(values, sides)
        told = trail.record_words(touch.table, touch.row_id, after or before, names)
        what = _what(touch.table, before, after, names)
        sentence = f"{told}{f'：{what}' if what else ''}，{to_the_minute(at or '')}"
        key = touch.table, touch.row_id
        rows[key] = Changed(*key, touch.entry, (actor or "").split("·")[0], sentence)
    return list(rows.values())


def _what(table: str, before: Any, after: Any, names: trail.Names) -> str:
    """The change in words: 在岗→请假; only of a record that stays."""
    if not before or not after:
        return "新增" if after else "删除"
    turned = [name for name in after if before.get(name) != after[name]][:3]
    return "；".join(
        f"{trail.label_of(table, name)} {trail.value_words(table, name, before.get(name), names) or '空'}"
        f"→{trail.value_words(table, name, after[name], names) or '空'}"
        for name in turned
    )
