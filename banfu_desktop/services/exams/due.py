"""What is due in the exam room, for the home page (六(二))."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import limits
from banfu_desktop.rules.exams import CLAUSE, ExamState
from banfu_desktop.rules.home import Due
from banfu_desktop.services.door import Limit
from banfu_desktop.services.exams import exams
from banfu_desktop.services.exams.exams import ExamRow

_LAST_MONTH = 12


def due(session: Session, today: date) -> list[Due]:
    """What the home page says: not planned, planned and past, and last year's that nobody settled."""
    rows = exams.listing(session, today.year)
    urgency = "red" if today.month == _LAST_MONTH else "amber"
    by = f"应在{today.year}年12月31日前完成"
    own = [row for row in rows if row.year == today.year and row.due]
    here = [row for row in own if row.still_posted(today)]
    unplanned = [row for row in here if row.state is ExamState.UNPLANNED]
    undated = [row for row in here if row.undated]
    gone = [row for row in own if row not in here and (row.state is ExamState.UNPLANNED or row.undated)]
    late = [
        row for row in own if row.state is ExamState.PLANNED and row.planned_on and row.planned_on < today
    ]
    last = [row for row in rows if row.year == today.year - 1 and row.due]
    kept = any(row.id is not None for row in last)  # an office that kept no exams then is not blamed
    open_ones = [row for row in last if not row.state.settled] if kept else []
    end = limits.year_end(1, today)
    year, before = f"{today.year}年度体检", f"{today.year - 1}年度体检"
    no_result = "没有登记结果或未参加的原因"
    kinds = (
        _Kind(
            unplanned, f"还没有安排{year}，{by}", f"{year}还有 {{}} 人未安排，{by}", urgency, "去安排", end
        ),
        _Kind(
            undated,
            f"体检还没有定日期，{by}",
            f"{{}} 人体检已列入计划，还没有定日期，{by}",
            urgency,
            "去安排",
            end,
        ),
        _Kind(gone, f"已离岗，{year}{no_result}", f"{{}} 人已离岗，{year}{no_result}", "grey", "去登记"),
        _Kind(
            late,
            "体检的计划日期已过，还没有登记结果",
            "{} 人体检的计划日期已过，还没有登记结果",
            "amber",
            "去登记",
        ),
        _Kind(open_ones, f"{before}没有登记结果", f"{before}还有 {{}} 人没有登记结果", "amber", "去登记"),
    )
    return [reminder for kind in kinds for reminder in kind.reminders()]


@dataclass(frozen=True)
class _Kind:
    """People who wait for the same: what is said of one and of several."""

    people: Sequence[ExamRow]
    of_one: str
    of_several: str
    urgency: str
    button: str
    until: date | None = None

    def reminders(self) -> Iterator[Due]:
        """One for each; a planned day is the day it was due."""
        for row in self.people:
            yield Due(
                f"{row.name}{self.of_one}",
                CLAUSE,
                self.urgency,
                self.button,
                "exams",
                row.key,
                until=self.until or row.planned_on,
                limit="exam" if self.until else "exam-planned",
                group=self.of_several,
                name=f"{row.name}　{row.organisation}",
            )


def _planned(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in exams.listing(session, today.year):
        if row.state is ExamState.PLANNED and row.planned_on is not None:
            yield row.planned_on, row.name


LIMITS = {
    "exam": Limit("年度体检", CLAUSE, "每人每年一次，12月31日前", "每名队员", ends=limits.year_end),
    "exam-planned": Limit("体检计划日期", CLAUSE, "按安排的日期", "列入计划的队员", recorded=_planned),
}
"""The time limits of exams."""
