"""What the exams tell of a person: days on the year's axis, the years so far, what is to be arranged."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.exams import CLAUSE, ExamState
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.timelines import Lane, Shade, Span
from banfu_desktop.services.door import PersonPart, PersonWish, Small
from banfu_desktop.services.exams import exams
from banfu_desktop.services.exams.exams import ExamRow
from banfu_desktop.tables.exams import EXAMS_OF_PERSON

_TONES: dict[object, str] = {
    ExamState.UNPLANNED: "amber", ExamState.PLANNED: "blue", ExamState.DONE: "green",
    ExamState.MISSED: "grey",
}  # fmt: skip


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Exams planned and done, by year."""
    rows = exams.listing(session, max(wish.year, wish.today.year), person_id=wish.person_id)
    lane = Lane("体检", tuple(_spans(rows)), key=("exams", exams.key_of(wish.year, wish.person_id)))
    years = Small("体检", EXAMS_OF_PERSON, rows, "exams", "key", clause=CLAUSE, tones={"state": _TONES})
    return PersonPart(
        lanes=(lane,) if rows else (),
        steps=tuple(_steps(rows, wish.today)),
        smalls=(years,) if rows else (),
    )


def _spans(rows: Sequence[ExamRow]) -> Iterator[Span]:
    for row in sorted(rows, key=lambda row: row.year):
        day = row.done_on or (row.planned_on if row.state is ExamState.PLANNED else None)
        if day is not None:
            is_done = row.done_on is not None
            words = f"{day:%m-%d} {row.place or ''}".strip() + ("" if is_done else "（计划）")
            said = f"{row.year}年体检 {day} {row.place or ''} {row.state.label}"
            yield Span(
                Period(day, day), words, Shade.POINT if is_done else Shade.OUTLINE, said,
                keeps_words=not is_done, key=("exams", row.key),
            )  # fmt: skip


def _steps(rows: Sequence[ExamRow], today: date) -> Iterator[Due]:
    """This year's exam while the person is still posted: to be arranged, or past and without a result."""
    row = next((row for row in rows if row.year == today.year and row.due), None)
    if row is None or not row.still_posted(today):
        return
    if row.state is ExamState.UNPLANNED or row.undated:
        text = f"{row.year}年度体检还没有" + ("安排" if row.state is ExamState.UNPLANNED else "定日期")
        yield Due(text, CLAUSE, "amber", "去安排", "exams", row.key, until=date(row.year, 12, 31))
    elif row.state is ExamState.PLANNED and row.planned_on and row.planned_on < today:
        text = f"体检的计划日期 {row.planned_on} 已过，还没有登记结果"
        yield Due(text, CLAUSE, "amber", "去登记", "exams", row.key, until=row.planned_on)
