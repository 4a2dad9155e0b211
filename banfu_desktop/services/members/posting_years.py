"""Postings as a timeline of sixteen quarters: who is where until when, and who is to leave soon."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.members import ROTATION_NOTICE_DAYS
from banfu_desktop.rules.timelines import Lane, Shade, Span, Step, Timeline, quarters_window
from banfu_desktop.rules.words import PostingState
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow

_QUARTERS = 16
LEGEND = (
    (Shade.GREEN, "在岗"),
    (Shade.AMBER, f"{ROTATION_NOTICE_DAYS}天内期满或离岗"),
    (Shade.OUTLINE, "还没有到岗"),
    (Shade.GREY, "已离岗"),
)


def timeline(session: Session, today: date) -> Timeline:
    """Everybody of the roster from the year before on, those gone before it left out."""
    window = quarters_window(date(today.year - 1, 1, 1), _QUARTERS)
    by_person: dict[int, list[MemberRow]] = {}
    for row in members.listing(session, window):
        by_person.setdefault(row.person_id, []).append(row)
    lanes = [
        Lane(
            rows[-1].name,
            tuple(span(row, today) for row in _ordered(rows)),
            rows[-1].organisation,
            ("person", key),
        )
        for key, rows in by_person.items()
    ]
    return Timeline("", window, tuple(lanes), today, Step.QUARTER, legend=LEGEND)


def _ordered(rows: list[MemberRow]) -> list[MemberRow]:
    return sorted(rows, key=lambda row: row.arrived_on)


def span(row: MemberRow, today: date) -> Span:
    """A posting to its last day, or to the day it is planned to end."""
    end = row.left_on or row.planned_until
    until = f"至{row.left_on}" if row.left_on else f"，拟至{row.planned_until}" if row.planned_until else "起"
    return Span(
        Period(row.arrived_on, None if end is not None and end < row.arrived_on else end),
        f"{row.organisation} {row.role.label}",
        _shade(row, today, end),
        f"{row.name} {row.organisation} {row.role.label} {row.arrived_on}{until}",
        key=("person", row.person_id),
    )


def _shade(row: MemberRow, today: date, end: date | None) -> Shade:
    state = row.state_on(today)
    if state is not PostingState.PRESENT:
        return Shade.GREY if state is PostingState.LEFT else Shade.OUTLINE
    soon = today + timedelta(days=ROTATION_NOTICE_DAYS)
    return Shade.AMBER if end is not None and end <= soon else Shade.GREEN
