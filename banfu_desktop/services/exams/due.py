"""What is due in the exam room, for the home page (六(二))."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.exams import CLAUSE, ExamState
from banfu_desktop.rules.home import Due
from banfu_desktop.services.exams import exams

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
    lines = (
        (unplanned, f"{today.year}年度体检还有 {len(unplanned)} 人未安排，{by}", urgency, "去安排"),
        (undated, f"{len(undated)} 人体检已列入计划，还没有定日期，{by}", urgency, "去安排"),
        (gone, f"{len(gone)} 人已离岗，{today.year}年度体检没有登记结果或未参加的原因", "grey", "去登记"),
        (late, f"{len(late)} 人体检的计划日期已过，还没有登记结果", "amber", "去登记"),
        (open_ones, f"{today.year - 1}年度体检还有 {len(open_ones)} 人没有登记结果", "amber", "去登记"),
    )
    return [
        Due(text, CLAUSE, urgent, button, "exams", [row.key for row in found])
        for found, text, urgent, button in lines
        if found
    ]
