"""The county's questions to its towns: asked, sent as feedback, answered in the next package, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.body import Body
from banfu_desktop.backup.feedback import Question, Receipt, write_feedback
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import NO_TOWN, QuestionRow, TownRow
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word
from banfu_desktop.services.county import register
from banfu_desktop.services.county.desk import ACTOR, CountyDesk
from banfu_desktop.services.keeping.county import County

_LONGEST = 500


class QuestionState(Word):
    """How far a question has come; only the county closes it."""

    ASKED = "asked", "待发"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    ANSWERED = "answered", "镇里已答"
    CLOSED = "closed", "已结"


_SECTION, _ASSESSMENT = "answers", "四(五)"
_STATES = {state.value: state for state in QuestionState}


@dataclass(frozen=True)
class Asked:
    """A question as the county sees it; times are local, empty where it has not come so far."""

    town: str
    no: int
    clause: str
    text: str
    room: str
    record: str
    due_on: date
    state: QuestionState
    asked_at: str
    sent_at: str
    answer: str
    answered_at: str
    closed_at: str

    def overdue(self, today: date) -> bool:
        """Whether the town should have answered by now."""
        waiting = (QuestionState.ASKED, QuestionState.SENT, QuestionState.DELIVERED)
        return self.state in waiting and self.due_on < today


@dataclass(frozen=True)
class Graded:
    """How somebody was graded: the round (2026年度考核), the masked name, the unit, by which body."""

    town: str
    name: str
    unit: str
    round: str
    grade: str
    decided_by: str


def listing(session: Session, town: str = "", *, open_only: bool = False) -> list[Asked]:
    """Questions by town and number, of one town or of all."""
    rows = sa.select(QuestionRow, TownRow.name).join(TownRow, TownRow.town_id == QuestionRow.town_id)
    if town:
        rows = rows.where(TownRow.name == town)
    if open_only:
        rows = rows.where(QuestionRow.state != QuestionState.CLOSED.value)
    ordered = rows.order_by(QuestionRow.town_id, QuestionRow.no)
    return [_asked(row, name) for row, name in session.execute(ordered)]


def ask(
    desk: CountyDesk,
    town: str,
    text: str,
    due_on: date,
    now: datetime,
    *,
    clause: str = "",
    room: str = "",
    record: str = "",
    actor: str = ACTOR,
) -> int:
    """Ask a town something; it travels with the next feedback. Gives the question's number.

    Raises:
        UserError: no such town, no text or one too long, or a day that has passed.
    """
    said = " ".join(text.split())
    if not said or len(said) > _LONGEST:
        raise UserError("问题没有写，或超过500字", "请写清楚要镇里答什么")
    if due_on < now.date():
        raise UserError("答复期限已经过了", "请写今天以后的日子")
    with desk.roll_up.write() as session:
        town_id = _town_id(session, town)
        deeds.line_up(session)
        last = (
            session.scalar(sa.select(sa.func.max(QuestionRow.no)).where(QuestionRow.town_id == town_id)) or 0
        )
        row = QuestionRow(
            town_id=town_id, no=last + 1, clause=clause, text=said, room=room, record=record,
            due_on=due_on.isoformat(), state=QuestionState.ASKED.value, asked_at=_moment(now), sent_at="",
            answer="", answered_at="", closed_at="",
        )  # fmt: skip
        session.add(row)
        what = {"no": row.no, "text": said, "clause": clause, "due_on": row.due_on}
        deeds.add(session, CountyDeed("向镇里提问", actor, now, town, what))
        return row.no


def tell_grade(desk: CountyDesk, told: Graded, due_on: date, now: datetime, actor: str = ACTOR) -> int:
    """Tell a town how one of its people was graded; it goes the way of a question, and its answer comes back.

    Raises: see ask.
    """
    text = (
        f"{told.round}结果：{told.name}（{told.unit}）{told.grade}，{told.decided_by}评定。"
        "请登记到“考核培训”，并向派出单位反馈，办好后答复。"
    )
    return ask(desk, told.town, text, due_on, now, clause=_ASSESSMENT, room="assessment", actor=actor)


def close(desk: CountyDesk, town: str, no: int, now: datetime, reason: str = "", actor: str = ACTOR) -> None:
    """Close a question: its answer is accepted, or it need not be answered any more for a reason.

    Raises:
        UserError: no such question, closed already, or not answered and no reason given.
    """
    with desk.roll_up.write() as session:
        row = session.get(QuestionRow, (_town_id(session, town), no), with_for_update=True)
        if row is None:
            raise UserError(f"没有问过{town}第{no}号问题", "请核对镇名和问题编号")
        if row.state == QuestionState.CLOSED.value:
            raise UserError(f"{town}第{no}号问题已经结了", "不用再办")
        if row.state != QuestionState.ANSWERED.value and not reason.strip():
            raise UserError(f"{town}第{no}号问题镇里还没有答复", "不再需要答复的，请写明理由")
        row.state, row.closed_at = QuestionState.CLOSED.value, _moment(now)
        deeds.add(session, CountyDeed("问题已结", actor, now, town, {"no": no, "reason": reason.strip()}))


def feedback(
    desk: CountyDesk, town: str, path: Path, now: datetime, lines: tuple[str, ...] = (), actor: str = ACTOR
) -> Receipt:
    """Write what the county has to tell a town: the receipt of its last package, and its questions.

    Raises:
        UserError: no such town, only packages of format 1 have come, or the county has no signing key yet.
        MachineError: not writable, disk full; the questions are as before.
    """
    county = _county(desk)
    with desk.roll_up.write() as session:
        there = register.of(session, register.id_of(session, town))
        if there is None:
            raise UserError(f"登记簿里没有{town}", "请核对镇名")
        if not there.own_key:
            raise UserError(f"{town}只报过旧格式的上报包，没有回执", "请镇里用新版程序再报一次")
        rows = _to_send(session, register.id_of(session, town))
        receipt = _receipt(county, there, lines, tuple(map(_question, rows)))
        for row in rows:
            if row.state == QuestionState.ASKED.value:
                row.state, row.sent_at = QuestionState.SENT.value, _moment(now)
        if rows or lines:
            what = {"number": receipt.number, "questions": [row.no for row in rows], "lines": list(lines)}
            deeds.add(session, CountyDeed("写给镇里的反馈", actor, now, town, what))
        with translated():
            write_durably(path, write_feedback(receipt, county.sign_seed, there.own_key))
    return receipt


def take_answers(session: Session, town_id: int, body: Body, at: str) -> None:
    """What a package answers: a question that it names has reached the town, one with a text is answered."""
    for told in body.sections.get(_SECTION, ()):
        no, text = told.get("question"), told.get("text")
        row = session.get(QuestionRow, (town_id, no)) if isinstance(no, int) else None
        if row is None or row.state == QuestionState.CLOSED.value:
            continue
        if isinstance(text, str) and text:
            row.state, row.answer, row.answered_at = QuestionState.ANSWERED.value, text, at
        elif row.state in (QuestionState.ASKED.value, QuestionState.SENT.value):
            row.state = QuestionState.DELIVERED.value
    session.flush()


def _to_send(session: Session, town_id: int) -> list[QuestionRow]:
    """Everything that is open, and what was closed: the town is told once more rather than never."""
    rows = sa.select(QuestionRow).where(QuestionRow.town_id == town_id).order_by(QuestionRow.no)
    return [row for row in session.scalars(rows) if row.sent_at or row.state != QuestionState.CLOSED.value]


def _receipt(
    county: County, there: register.Town, lines: tuple[str, ...], asked: tuple[Question, ...]
) -> Receipt:
    known = there.known
    return Receipt(
        known.office,
        county.county,
        known.generation,
        known.number,
        known.digest,
        known.end,
        known.heads[-1].hex(),
        datetime.fromisoformat(there.last_at),
        there.verdict,
        lines,
        asked,
    )


def _question(row: QuestionRow) -> Question:
    due_on = date.fromisoformat(row.due_on)
    closed = row.state == QuestionState.CLOSED.value
    return Question(row.no, row.clause, row.text, row.room, row.record, due_on, closed)


def _asked(row: QuestionRow, town: str) -> Asked:
    told: Mapping[str, str] = {
        name: getattr(row, name)
        for name in (
            "clause",
            "text",
            "room",
            "record",
            "asked_at",
            "sent_at",
            "answer",
            "answered_at",
            "closed_at",
        )
    }
    return Asked(
        town=town,
        no=row.no,
        due_on=date.fromisoformat(row.due_on),
        state=_STATES[row.state],
        **told,
    )


def _county(desk: CountyDesk) -> County:
    if desk.county is None:
        raise UserError("这个文件夹里还没有县里的登记", "请先用 county init 建立，原来的县密钥可以留用")
    return desk.county


def _town_id(session: Session, town: str) -> int:
    town_id = register.id_of(session, town)
    if town_id == NO_TOWN:
        raise UserError(f"没有{town}这个镇", "请核对镇名，或先更新名单（county towns）")
    return town_id


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
