"""Questions of the county in the town: brought by its feedback, shown at home, answered by a package."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.feedback import Receipt
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.models.transfer import CountyQuestion
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.door import Limit, Report

ROOM, KEY = "backup", "question "
"""Where a question is answered, and what the room is told before its number."""
_LONGEST = 500
_TOLD = ("clause", "text", "room", "record", "due_on", "closed")


@dataclass(frozen=True)
class Asked:
    """A question as the town sees it; `room` and `record` say where it is about, as the county wrote it."""

    id: int
    no: int
    clause: str
    text: str
    room: str
    record: str
    due_on: date
    closed: bool
    answer: str


def take(session: Session, receipt: Receipt) -> int:
    """Keep the questions that a feedback brings, and note which are closed; gives how many are new."""
    known = {
        row.no: row for row in session.scalars(sa.select(CountyQuestion).filter_by(county=receipt.county))
    }
    new = 0
    for asked in receipt.questions:
        told = {name: getattr(asked, name) for name in _TOLD}
        row = known.get(asked.no)
        if row is None:
            new += 1
            session.add(
                CountyQuestion(county=receipt.county, no=asked.no, asked_at=receipt.at, answer=None,
                               answered_at=None, **told)
            )  # fmt: skip
            continue
        for name, value in told.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    session.flush()
    return new


def listing(session: Session, *, open_only: bool = False) -> list[Asked]:
    """The county's questions, the most urgent first; closed ones last."""
    rows = sa.select(CountyQuestion).order_by(CountyQuestion.closed, CountyQuestion.due_on, CountyQuestion.no)
    return [_asked(row) for row in session.scalars(rows) if not (open_only and (row.closed or row.answer))]


def one(session: Session, question_id: int) -> Asked:
    """A question by its number here."""
    return _asked(session.get_one(CountyQuestion, question_id))


def answer(session: Session, question_id: int, text: str, now: datetime) -> None:
    """Answer a question; until the county closes it the answer can be written anew.

    Raises:
        UserError: no text or one too long, or the county has closed it.
    """
    said = " ".join(text.split())
    if not said or len(said) > _LONGEST:
        raise UserError("答复没有写，或超过500字", "请写清楚，附件和表已在上报包里，不用重复")
    row = session.get_one(CountyQuestion, question_id)
    if row.closed:
        raise UserError("县里已经结了这个问题", "不用再答复")
    row.answer, row.answered_at = said, now
    session.flush()


def due(session: Session, today: date) -> Iterator[Due]:
    """Questions to which there is no answer yet, for the home page."""
    for asked in listing(session, open_only=True):
        yield Due(
            f"县里问：{asked.text}",
            asked.clause or "县里的问题",
            "red" if asked.due_on < today else "amber",
            "去答复",
            ROOM,
            f"{KEY}{asked.id}",
            until=asked.due_on,
            limit="county-question",
        )


def _asked_for(session: Session, _today: date, _: int) -> Iterator[tuple[date, str]]:
    for asked in listing(session, open_only=True):
        yield asked.due_on, asked.text


LIMITS = {
    "county-question": Limit("答复县里的问题", "五(一)", "县里写明的期限", "工作队", recorded=_asked_for),
}


def report(session: Session, _today: date) -> Report:
    """Which questions of the present county have come, and what is answered."""
    county = session.get_one(Office, 1).county
    rows = session.scalars(sa.select(CountyQuestion).filter_by(county=county, closed=False))
    answers = [{"question": row.no, "text": row.answer or ""} for row in rows]
    return Report({"answers": answers} if answers else {})


def _asked(row: CountyQuestion) -> Asked:
    return Asked(
        row.id, row.no, row.clause, row.text, row.room, row.record, row.due_on, row.closed, row.answer or ""
    )
