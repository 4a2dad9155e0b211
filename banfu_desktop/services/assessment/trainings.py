"""Trainings (四(七)): who was there, who made it up; the days are marked 训 in the same deed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import Training, TrainingAttendee
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import Attendee
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.assessment import TRAININGS

ROOM = "assessment"
_FIELDS = stored(Training, of=TRAININGS)
_DAYS = ("start_on", "end_on")


@dataclass(frozen=True)
class AttendeeRow:
    """Somebody at a training, or expected; attribute names are those of tables.assessment.ATTENDEES."""

    id: int
    training_id: int
    posting_id: int
    name: str
    initials: str
    organisation: str
    training: str
    start_on: date
    state: Attendee
    made_up_on: date | None
    reason: str | None


@dataclass(frozen=True)
class TrainingRow:
    """A training; attribute names are those of tables.assessment.TRAININGS."""

    id: int
    bundle_id: int
    title: str
    initials: str
    organiser: str
    start_on: date
    end_on: date
    place: str | None
    yearly: bool
    remark: str | None
    people: tuple[AttendeeRow, ...]

    @property
    def attended(self) -> int:
        """How many had it, those who made it up included."""
        return sum(row.state.counts for row in self.people)

    @property
    def missing(self) -> int:
        """How many have not."""
        return len(self.people) - self.attended


def listing(session: Session) -> list[TrainingRow]:
    """Every training, the latest first."""
    known = {row.id: row for row in members.listing(session)}
    people: dict[int, list[AttendeeRow]] = {}
    statement = sa.select(TrainingAttendee, Training).join(Training).order_by(TrainingAttendee.posting_id)
    for record, training in session.execute(statement):
        member = known[record.posting_id]
        row = AttendeeRow(
            record.id, training.id, member.id, member.name, member.initials, member.organisation,
            training.title, training.start_on, record.state, record.made_up_on, record.reason,
        )  # fmt: skip
        people.setdefault(training.id, []).append(row)
    records = session.scalars(sa.select(Training).order_by(Training.start_on.desc(), Training.id.desc()))
    return [row_of(TrainingRow, record, people=tuple(people.get(record.id, ()))) for record in records]


def attendees(session: Session) -> list[AttendeeRow]:
    """Everybody of every training."""
    return [person for training in listing(session) for person in training.people]


def one(session: Session, training_id: int) -> TrainingRow:
    """One training.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == training_id), None)
    if found is None:
        raise UserError("这次培训已不在了", "请刷新后再看")
    return found


def named(session: Session, title: str) -> TrainingRow:
    """The latest training whose title holds a text.

    Raises:
        UserError: there is none.
    """
    found = next((row for row in listing(session) if title in row.title), None)
    if found is None:
        raise UserError(f"没有名为“{title}”的培训", "请用 training show 查看")
    return found


def save(session: Session, values: Mapping[str, Any], today: date, training_id: int | None = None) -> int:
    """Write a training down, or correct it. Returns its id.

    Args:
        values: of tables.assessment.TRAININGS; of an existing one only what changes.

    Raises:
        UserError: days that cannot be, or other days once somebody's attendance was marked.
    """
    record = session.get(Training, training_id) if training_id is not None else None
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    merged["yearly"] = bool(merged["yearly"])
    rules.refuse_training(Period(merged["start_on"], merged["end_on"]), today)
    marked = record is not None and any(
        row.state is Attendee.ATTENDED for row in one(session, record.id).people
    )
    if record is not None and marked and any(merged[name] != getattr(record, name) for name in _DAYS):
        raise UserError("已经登记参训，不能再改日期", "请先清除参训情况，考勤上的“训”随之恢复")
    label = f"培训“{merged['title']}”"
    if record is None:
        record = Training(bundle_id=bundles.new_bundle(session, ROOM, label))
    else:
        bundles.label(session, record.bundle_id, label)
    for name, value in merged.items():
        setattr(record, name, value)
    record.initials = spell(record.title).initials
    session.add(record)
    session.flush()
    return record.id


def attend(session: Session, training_id: int, posting_ids: Collection[int], today: date) -> int:
    """Write down who was at a training, and mark their days 训; everybody else posted then is 未参加.

    Those excused or who made it up stay as they are. Returns how many days of attendance changed.

    Raises:
        UserError: it has not begun, or somebody was not posted on one of its days.
    """
    row = one(session, training_id)
    if row.start_on > today:
        raise UserError(f"“{row.title}”{row.start_on}才开始", "请在培训以后登记", rules.TRAINING_CLAUSE)
    period = Period(row.start_on, row.end_on)
    known = {person.posting_id: person for person in row.people}
    posted = {one_.id for one_ in members.listing(session, period)}
    if strangers := set(posting_ids) - posted:
        raise UserError(f"{members.one(session, min(strangers)).name}培训期间不在任职期", "请核对名单")
    changed = 0
    for posting_id in sorted(posted):
        before = known.get(posting_id)
        if posting_id in posting_ids:
            _put(session, row.id, posting_id, Attendee.ATTENDED)
            changed += _mark(session, posting_id, period, DayState.TRAINING)
        elif before is None or before.state is Attendee.ATTENDED:
            _put(session, row.id, posting_id, Attendee.ABSENT)
            if before is not None:
                changed += _mark(session, posting_id, period, DayState.PRESENT)
    session.flush()
    return changed


def _put(
    session: Session,
    training_id: int,
    posting_id: int,
    state: Attendee,
) -> TrainingAttendee:
    place = {"training_id": training_id, "posting_id": posting_id}
    record = session.scalar(sa.select(TrainingAttendee).filter_by(**place)) or TrainingAttendee(**place)
    record.state, record.made_up_on = state, None
    session.add(record)
    return record


def _mark(session: Session, posting_id: int, period: Period, state: DayState) -> int:
    """Mark the working days of a training; leave and other states on them stay, only 在岗 and 训 turn."""
    rest = attendance.RestDays(session)
    turned = DayState.PRESENT if state is DayState.TRAINING else DayState.TRAINING
    states = attendance.states_between(session, period).get(posting_id, {})
    posted = members.one(session, posting_id).period
    days = [
        day
        for day in period.days()
        if day in posted and day not in rest[Month.of(day)].free and _whole(states.get(day), turned)
    ]
    return attendance.set_days(session, posting_id, days, state) if days else 0


def _whole(state: Any, wanted: DayState) -> bool:
    """Whether a day is of one state for both halves; nothing entered is 在岗."""
    if state is None:
        return wanted is DayState.PRESENT
    return bool(state.morning is wanted and state.afternoon is wanted)


def settle(session: Session, attendee_id: int, values: Mapping[str, Any], today: date) -> None:
    """Write down that somebody was excused, or has made it up.

    Args:
        values: of tables.assessment.ATTENDEES.

    Raises:
        UserError: made up without a day, on a day to come or before the training; or 参加, which is entered
            for everybody at once.
    """
    record = session.get_one(TrainingAttendee, attendee_id)
    state = values["state"]
    made_up = values.get("made_up_on") if state is Attendee.MADE_UP else None
    if state is Attendee.ATTENDED and record.state is not Attendee.ATTENDED:
        raise UserError("参加的在“登记参训…”里勾选", "勾选后考勤同时标“训”", rules.TRAINING_CLAUSE)
    training = session.get_one(Training, record.training_id)
    if state is Attendee.MADE_UP:
        if made_up is None:
            raise UserError("没有填写补训日期", "请填写哪一天补训", rules.TRAINING_CLAUSE)
        _refuse_made_up(made_up, training.start_on, today)
    if record.state is Attendee.ATTENDED and state is not Attendee.ATTENDED:
        period = Period(training.start_on, training.end_on)
        _mark(session, record.posting_id, period, DayState.PRESENT)
    record.state, record.made_up_on, record.reason = state, made_up, values.get("reason")
    session.flush()


def refuse_attendee(
    session: Session,
    training_id: int,
    posting_id: int,
    values: Mapping[str, Any],
    today: date,
) -> None:
    """Refuse what a list says of somebody at a training where it cannot be.

    Args:
        values: of tables.assessment.ATTENDEES.

    Raises:
        UserError: it has not begun, he was not posted on its days, or see settle.
    """
    row, member, state = one(session, training_id), members.one(session, posting_id), values["state"]
    if row.start_on > today:
        raise UserError(f"“{row.title}”{row.start_on}才开始", "请在培训以后登记", rules.TRAINING_CLAUSE)
    if state is not Attendee.MADE_UP and member.period.common(Period(row.start_on, row.end_on)) is None:
        raise UserError(f"{member.name}培训期间不在任职期", "请核对名单", rules.TRAINING_CLAUSE)
    made_up = values.get("made_up_on")
    if (state is Attendee.MADE_UP) != (made_up is not None):
        raise UserError("补训日期和情况不符", "已补训的填补训日期，其他的不填", rules.TRAINING_CLAUSE)
    if made_up is not None:
        _refuse_made_up(made_up, row.start_on, today)
        if made_up not in member.period:
            raise UserError(f"{member.name}{made_up}不在任职期", "请核对补训日期", rules.TRAINING_CLAUSE)


def _refuse_made_up(day: date, start_on: date, today: date) -> None:
    rules.refuse_future(day, "补训日期", today)
    if day < start_on:
        raise UserError(f"补训日期{day}早于培训开始{start_on}", "请核对日期")


def enter(
    session: Session, training_id: int, posting_id: int, values: Mapping[str, Any], today: date
) -> None:
    """Write down one line of a list of who was at a training; the days of who was are marked 训.

    Args:
        values: of tables.assessment.ATTENDEES.

    Raises:
        UserError: see refuse_attendee.
    """
    refuse_attendee(session, training_id, posting_id, values, today)
    row = one(session, training_id)
    before = next((person.state for person in row.people if person.posting_id == posting_id), None)
    state, period = values["state"], Period(row.start_on, row.end_on)
    record = _put(session, training_id, posting_id, state)
    record.made_up_on = values.get("made_up_on")
    record.reason = values.get("reason", record.reason)
    if state is Attendee.ATTENDED:
        _mark(session, posting_id, period, DayState.TRAINING)
    elif before is Attendee.ATTENDED:
        _mark(session, posting_id, period, DayState.PRESENT)
    session.flush()


def make_up(session: Session, training_id: int, posting_id: int, on: date, today: date) -> None:
    """Write down that somebody made a training up, whoever arrived only after it as well.

    Raises:
        UserError: on a day to come, before the training or outside the posting; or who was there.
    """
    row, member = one(session, training_id), members.one(session, posting_id)
    if on not in member.period:
        raise UserError(f"{member.name}{on}不在任职期", "请核对补训日期", rules.TRAINING_CLAUSE)
    known = next((person for person in row.people if person.posting_id == posting_id), None)
    if known is not None and known.state.counts:
        raise UserError(f"{member.name}已登记{known.state.label}", "请核对名单")
    if known is None:
        _put(session, training_id, posting_id, Attendee.ABSENT)
        session.flush()
        known = next(person for person in one(session, training_id).people if person.posting_id == posting_id)
    settle(session, known.id, {"state": Attendee.MADE_UP, "made_up_on": on, "reason": known.reason}, today)


def remove(session: Session, training_id: int) -> None:
    """Remove a training written by mistake, with its marks in attendance.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(Training, training_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这次培训有附件，不能删除", "请先移出附件")
    period = Period(record.start_on, record.end_on)
    for person in one(session, training_id).people:
        if person.state is Attendee.ATTENDED:
            _mark(session, person.posting_id, period, DayState.PRESENT)
    session.execute(sa.delete(TrainingAttendee).filter_by(training_id=training_id))
    bundle_id = record.bundle_id
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, bundle_id)
