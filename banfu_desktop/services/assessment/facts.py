"""What the rooms say of somebody in a period (四(五)): computed, frozen as JSON, read back."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import Commendation, Training, TrainingAttendee
from banfu_desktop.rules import limits, snapshots
from banfu_desktop.rules.assessment import Facts
from banfu_desktop.rules.attendance import NOTHING, tally
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.words import DayState
from banfu_desktop.rules.worklog import Duty, Matter
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.documents import documents, reports
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.worklog import worklog

FORMAT = 2
"""Format 2 knows the half-year reports; what was frozen in format 1 says nothing of them."""


def of_period(session: Session, posting_id: int, period: Period, today: date) -> Facts:
    """The facts of a posting as the rooms say them now, up to today."""
    end = min(period.end or today, today)
    seen = members.one(session, posting_id).period.common(Period(period.start, end))
    due, present, duty, leave = _days(session, posting_id, seen)
    entries = [] if seen is None else _entries(session, posting_id, seen)
    duties = Counter(entry.duty for entry in entries)
    had, missed = _trainings(session, posting_id, period)
    return Facts(
        days_due=due,
        days_present=present,
        duty_days=duty,
        leave=leave,
        entries=len(entries),
        duties=tuple((one.label, duties[one]) for one in Duty if duties[one]),
        villages=len({entry.village for entry in entries if entry.village}),
        households=sum(entry.households or 0 for entry in entries),
        matters_open=sum(entry.matter is Matter.OPEN for entry in entries),
        projects=len({entry.project_id for entry in entries if entry.project_id is not None}),
        trainings=had,
        trainings_missed=missed,
        commendations=_commendations(session, posting_id, period),
        reports=tuple(_reports(session, posting_id, period.start, end, today)),
    )


def _days(session: Session, posting_id: int, seen: Period | None) -> tuple[str, str, str, tuple[str, ...]]:
    """Days due, present, on duty on rest days, and leave by kind, each month by its own rules."""
    if seen is None or seen.end is None:
        return "0", "0", "0", ()
    whole = NOTHING
    rest_days, choices = attendance.RestDays(session), settings.Choices(session)
    states = attendance.states_between(session, seen).get(posting_id, {})
    month = Month.of(seen.start)
    while month.first <= seen.end:
        own = {day: state for day, state in states.items() if day in month.period}
        whole = whole.plus(tally(rest_days[month], seen, own, choices.counting(month)))
        month = month.shift(1)
    told = tuple(
        f"{state.label} {whole.own_days(state)} 天"
        for state in DayState
        if not state.counts_present and whole.own_halves.get(state)
    )
    return str(whole.work_days_due), str(whole.work_days_present), str(whole.duty_days), told


def _entries(session: Session, posting_id: int, seen: Period) -> list[worklog.EntryRow]:
    return [entry for entry in worklog.listing(session, seen) if posting_id in entry.posting_ids]


def _trainings(session: Session, posting_id: int, period: Period) -> tuple[int, int]:
    """Trainings had, and missed without being made up for."""
    own = (
        sa.select(TrainingAttendee.state)
        .join(Training, Training.id == TrainingAttendee.training_id)
        .where(TrainingAttendee.posting_id == posting_id)
        .where(Training.start_on >= period.start, Training.start_on <= (period.end or date.max))
    )
    states = list(session.scalars(own))
    had = sum(state.counts for state in states)
    return had, len(states) - had


def _commendations(session: Session, posting_id: int, period: Period) -> tuple[str, ...]:
    own = (
        sa.select(Commendation)
        .filter_by(posting_id=posting_id)
        .where(Commendation.granted_on >= period.start, Commendation.granted_on <= (period.end or date.max))
        .order_by(Commendation.granted_on)
    )
    return tuple(f"{row.granted_on} {row.title}" for row in session.scalars(own))


def _reports(session: Session, posting_id: int, start: date, end: date, today: date) -> Iterator[str]:
    """How the report stands of each half that ended in the period with its member posted (四(五))."""
    posted, choices = members.one(session, posting_id).period, settings.Choices(session)
    half = HalfYear.of(start)
    while half.last <= end:
        if posted.common(half.period) is not None:
            after = half.shift(1).first
            until = limits.half_report(int(choices.value("report_due_day", after)), after)
            yield half.label + _standing(session, half, until, today)
        half = half.shift(1)


def _standing(session: Session, half: HalfYear, until: date | None, today: date) -> str:
    """Whether a report was issued and sent to everybody, and in time where the office has a limit."""
    sealed = [(row, reports.sealed(session, row.id)) for row in reports.versions(session, half)]
    issued = [row for row, seal in sealed if seal is not None and seal.sealed_at.date() <= today]
    if not issued:
        return "没有签发" + (f"（应在{until}前报送）" if until is not None else "")
    recipients = documents.one(session, issued[-1].document_id).recipients
    sent = [one.sent_on for one in recipients if one.sent_on is not None and one.sent_on <= today]
    if not sent or len(sent) < len(recipients):
        return f"已签发，{len(recipients) - len(sent)}家没有报送"
    last = max(sent)
    if until is None:
        return f"{last}报送"
    return f"{last}报送，按时" if last <= until else f"{last}报送，迟{(last - until).days}天"


def dump(facts: Facts) -> str:
    """Facts as canonical JSON."""
    return snapshots.canonical(asdict(facts) | {"format": FORMAT})


def load(text: str) -> Facts:
    """Facts as they were frozen.

    Raises:
        UserError: a newer program froze them.
    """
    return snapshots.read(text, {1: _read_1, 2: _read_2})


def _read_1(content: snapshots.Content) -> Facts:
    """Without the half-year reports."""
    values: dict[str, Any] = {one.name: content[one.name] for one in fields(Facts) if one.name != "reports"}
    pairs = tuple((name, count) for name, count in values["duties"])
    texts = {name: tuple(values[name]) for name in ("leave", "commendations")}
    return Facts(**(values | texts | {"duties": pairs}))


def _read_2(content: snapshots.Content) -> Facts:
    """With the half-year reports."""
    return replace(_read_1(content), reports=tuple(content["reports"]))
