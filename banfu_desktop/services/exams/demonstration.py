"""The exams of the demonstration office: most of 2026 done in May, a second group planned."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.services.exams import exams


def fill(session: Session) -> None:
    """2026's exams: most of them done in May, a second group planned, one person not planned yet."""
    rows, may = exams.listing(session, 2026, 2026), date(2026, 5, 12)
    first = [row.key for row in rows if row.at_post(may)][:5]
    exams.arrange(session, first, planned_on=may, group_name="第一批")
    exams.mark_done(session, first, may, "新丰县人民医院", 68_000)
    exams.plan(session, 2026, date(2026, 11, 20), "新丰县人民医院", "第二批")
    exams.remove(session, [row.key for row in rows][-1:])
