"""Reminders of the home page put off until a day (稍后提醒), or left alone for a reason (已知悉)."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import QuietReminder
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due, PutOff

_TOMORROW = timedelta(days=1)


def put_off(session: Session, due: Due, until: date, today: date) -> None:
    """Do not say a reminder, or those of a group, before a day.

    Raises:
        UserError: the day is not ahead, or the reminder is urgent and the day is later than tomorrow.
    """
    if until <= today:
        raise UserError(f"{until}不在今天以后", "请选今天以后的一天")
    if due.urgency == "red" and until > today + _TOMORROW:
        raise UserError("红色的提醒只能推到明天", "请选明天；不用再办的，请在它的页面里办结")
    for each in due.each:
        _keep(session, each, until=until, reason=None)


def acknowledge(session: Session, due: Due, reason: str) -> None:
    """Do not say a reminder, or those of a group, any more; one that is about anything more is said anew.

    Raises:
        UserError: no reason, or the reminder is urgent.
    """
    if not reason.strip():
        raise UserError("没有写明原因", "请写一句为什么不用办")
    if due.urgency == "red":
        raise UserError("红色的提醒不能略过", "请办理，或先推到明天")
    for each in due.each:
        _keep(session, each, until=None, reason=reason.strip())


def bring_back(session: Session, ids: Collection[int]) -> None:
    """Say reminders again that were put off."""
    for row in session.scalars(sa.select(QuietReminder).where(QuietReminder.id.in_(ids))):
        session.delete(row)
    session.flush()


def quiet(session: Session, today: date) -> dict[str, QuietReminder]:
    """What is not said on a day, by subject."""
    return {
        row.subject: row
        for row in session.scalars(sa.select(QuietReminder).order_by(QuietReminder.id))
        if row.until is None or row.until > today
    }


def part(
    reminders: Iterable[Due], rows: dict[str, QuietReminder], today: date
) -> tuple[list[Due], list[PutOff]]:
    """Reminders that are said, and those put off; an urgent one never past tomorrow, whoever wrote that."""
    said: list[Due] = []
    kept: list[PutOff] = []
    for due in reminders:
        row = rows.get(due.subject)
        if row is None or (due.urgency == "red" and (row.until is None or row.until > today + _TOMORROW)):
            said.append(due)
        else:
            kept.append(PutOff(row.id, due.text, row.until, row.reason or ""))
    return said, kept


def _keep(session: Session, due: Due, *, until: date | None, reason: str | None) -> None:
    row = session.scalar(sa.select(QuietReminder).filter_by(subject=due.subject))
    if row is None:
        row = QuietReminder(subject=due.subject)
        session.add(row)
    row.until, row.reason = until, reason
    session.flush()
