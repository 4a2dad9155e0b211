"""What the attendance tells of a person's year: working days at the post by month, leaves, and 销假 due."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import Leave
from banfu_desktop.rules.attendance import in_days, tally
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.timelines import Figures, Lane
from banfu_desktop.services.attendance import leave_year
from banfu_desktop.services.attendance.leaves import LeaveRow, leaves
from banfu_desktop.services.attendance.marks import states_of
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.door import PersonPart, PersonWish
from banfu_desktop.services.office import settings

_CLAUSE = "四(三)"


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Days by month, leaves on the year's axis, and a leave nobody reported back from."""
    rows = leaves(session, where=Leave.posting_id.in_(wish.posting_ids))
    return PersonPart(
        figures=(_figures(session, wish),),
        lanes=(Lane("请假", leave_year.spans(rows)),),
        steps=tuple(_steps(rows, wish)),
    )


def _figures(session: Session, wish: PersonWish) -> Figures:
    """Working days at the post of those due, month by month up to today."""
    calendar, choices = RestDays(session), settings.Choices(session)
    days = states_of(session, wish.posting_ids, wish.window)
    texts, shares = [], []
    for month in wish.months:
        present = due = 0
        if month.first <= wish.today:
            until = None if calendar[month].is_over(wish.today) else wish.today
            for key, posting in zip(wish.posting_ids, wish.periods, strict=True):
                if posting.common(month.period) is not None:
                    counted = tally(
                        calendar[month], posting, days.get(key, {}), choices.counting(month), until
                    )
                    present, due = present + counted.present_halves, due + counted.due_halves
        texts.append(f"{in_days(present):g}/{in_days(due):g}" if due else "")
        shares.append(present / due if due else None)
    return Figures("在岗工作日", tuple(texts), tuple(shares))


def _steps(rows: list[LeaveRow], wish: PersonWish) -> Iterator[Due]:
    for row in rows:
        if row.returned_on is None and row.due_back <= wish.today:
            text = f"{row.state.label}应在 {row.due_back} 返岗，还没有销假"
            yield Due(text, _CLAUSE, "amber", "去销假", "attendance", row.id, until=row.due_back)
