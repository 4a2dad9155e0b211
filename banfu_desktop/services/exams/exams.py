"""Yearly exams (六(二)): who is due, the year's plan, what became of it, and what is due today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.exams import Exam
from banfu_desktop.db.models.members import Person
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.rows import stored
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.exams import CLAUSE, ExamState, contradictions, due_years
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.exams import EXAM_FORM, EXAMS

_FIELDS = stored(Exam, of=EXAM_FORM)


@dataclass(frozen=True)
class ExamRow:
    """A person's exam of a year, entered or only due; attribute names are those of tables.exams.EXAMS.

    `key` is the year and the person (2026-7), `id` the record's (None: nothing entered), `due` whether a
    day of posting lies in the year, `posted` every posting of the person.
    """

    key: str
    id: int | None
    person_id: int
    year: int
    due: bool
    name: str
    initials: str
    organisation: str
    state: ExamState
    planned_on: date | None
    place: str | None
    group_name: str | None
    done_on: date | None
    cost_fen: int | None
    payer: str
    reason: str | None
    posted: tuple[Period, ...]

    def at_post(self, day: date) -> bool:
        """Whether a day lies in a posting."""
        return any(day in period for period in self.posted)

    def still_posted(self, day: date) -> bool:
        """Whether a posting is not over before a day."""
        return any(_reaches(period, day) for period in self.posted)

    @property
    def undated(self) -> bool:
        """Planned, but for no day: still to be arranged."""
        return self.state is ExamState.PLANNED and self.planned_on is None

    @property
    def year_label(self) -> str:
        """The year as the clerk says it."""
        return f"{self.year}年"


@dataclass(frozen=True)
class YearsRow:
    """A person's exams over some years: the state of each, None where none was due."""

    person_id: int
    name: str
    initials: str
    organisation: str
    states: Mapping[int, ExamState | None]


def key_of(year: int, person_id: int) -> str:
    """What names an exam wherever it leads to."""
    return f"{year}-{person_id}"


def listing(
    session: Session, last: int, year: int | None = None, person_id: int | None = None
) -> list[ExamRow]:
    """Every exam due or entered up to the year `last`, or those of one year (one person); latest year first.

    A record whose posting was corrected away is shown too: nothing entered disappears.
    """
    postings = _postings(session)
    if person_id is not None:
        postings = {person_id: postings[person_id]} if person_id in postings else {}
    units = {unit.id: unit.name for unit in session.scalars(sa.select(Organisation))}
    statement = sa.select(Exam).where(Exam.year <= last)
    stored = {(exam.year, exam.person_id): exam for exam in session.scalars(statement)}
    due = {
        (due_year, person_id)
        for person_id, rows in postings.items()
        for due_year in due_years((row.period for row in rows), last)
    }
    order = {person_id: place for place, person_id in enumerate(postings)}
    pairs = [pair for pair in due | stored.keys() if year in (None, pair[0]) and pair[1] in postings]
    pairs.sort(key=lambda pair: (-pair[0], order[pair[1]]))
    return [_row(pair, postings[pair[1]], stored.get(pair), units, pair in due) for pair in pairs]


def _postings(session: Session) -> dict[int, list[MemberRow]]:
    """Every person's postings, in the order of the roster."""
    by_person: dict[int, list[MemberRow]] = {}
    for row in members.listing(session):
        by_person.setdefault(row.person_id, []).append(row)
    return by_person


def _row(
    pair: tuple[int, int],
    postings: Sequence[MemberRow],
    exam: Exam | None,
    units: Mapping[int, str],
    due: bool,
) -> ExamRow:
    year, person_id = pair
    posting = _posting_of(postings, year)
    values: dict[str, Any] = {name: getattr(exam, name, None) for name in _FIELDS}
    values["state"] = exam.state if exam else ExamState.UNPLANNED
    return ExamRow(
        key=key_of(year, person_id),
        id=exam.id if exam else None,
        person_id=person_id,
        year=year,
        due=due,
        name=posting.name,
        initials=posting.initials,
        organisation=posting.organisation,
        payer=units[exam.payer_id] if exam else posting.organisation,
        posted=tuple(row.period for row in postings),
        **values,
    )


def _posting_of(postings: Sequence[MemberRow], year: int) -> MemberRow:
    """The posting an exam belongs to: the last that touches the year, else the last of all."""
    touching = [
        row
        for row in postings
        if row.arrived_on.year <= year and (row.left_on is None or row.left_on.year >= year)
    ]
    return sorted(touching or postings, key=lambda row: row.arrived_on)[-1]


def years(session: Session, numbers: Sequence[int]) -> list[YearsRow]:
    """Members × years: everybody due in any of them."""
    by_person: dict[int, list[ExamRow]] = {}
    for row in listing(session, max(numbers)):
        if row.year in numbers:
            by_person.setdefault(row.person_id, []).append(row)
    return [
        YearsRow(
            person_id,
            rows[0].name,
            rows[0].initials,
            rows[0].organisation,
            {year: next((row.state for row in rows if row.year == year), None) for year in numbers},
        )
        for person_id, rows in by_person.items()
    ]


def plan(
    session: Session,
    year: int,
    planned_on: date | None = None,
    place: str | None = None,
    group_name: str | None = None,
) -> int:
    """Plan the exam of everybody due in a year who has none yet; those entered stay as they are.

    Whoever is not posted on the day planned, or has left where no day is given, is not planned (see
    left_out). Returns how many were added: 0 when it is run again, only newcomers later in the year.

    Raises:
        UserError: nobody was posted in the year or on the day, or the day lies in another year.
    """
    rows = [row for row in listing(session, year, year) if row.due]
    if not rows:
        raise UserError(f"{year}年没有在岗人员", "请核对年度和任职起止", CLAUSE)
    day = planned_on or _day_in(year, _today(session))
    lacking = [row.key for row in rows if row.id is None and _may_go(row, planned_on, day)]
    in_year = planned_on is not None and planned_on.year == year
    if planned_on is not None and in_year and not any(row.at_post(planned_on) for row in rows):
        raise UserError(f"{planned_on}没有人在任职期", "请核对计划日期", CLAUSE)
    arrange(session, lacking, planned_on=planned_on, place=place, group_name=group_name)
    return len(lacking)


def left_out(session: Session, year: int, planned_on: date | None, today: date) -> list[ExamRow]:
    """Whom a plan leaves out: due and not entered, but not posted on the day, or gone where none is given."""
    day = planned_on or _day_in(year, today)
    return [
        row
        for row in listing(session, year, year)
        if row.due and row.id is None and not _may_go(row, planned_on, day)
    ]


def _may_go(row: ExamRow, planned_on: date | None, day: date) -> bool:
    """A day of another year lets everybody through, to be refused for what it is."""
    if planned_on is None:
        return row.still_posted(day)
    return row.at_post(planned_on) or planned_on.year != row.year


def _day_in(year: int, today: date) -> date:
    """Today, or the day of the year nearest to it."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def _today(session: Session) -> date:
    """The day of the deed."""
    day: date = session.info["deed"].at.date()
    return day


def _reaches(posting: Period, day: date) -> bool:
    """Whether a posting is not over before a day."""
    return posting.end is None or posting.end >= day


def arrange(session: Session, keys: Iterable[str], **given: Any) -> int:
    """Plan the exams of several people in one go; only what is given changes. Returns how many.

    Those done or missed already are left alone.
    """
    values = {name: value for name, value in given.items() if value is not None}
    changed = 0
    for row in _rows(session, keys):
        if not row.state.settled:
            _store(session, row, {**values, "state": ExamState.PLANNED})
            changed += 1
    return changed


def mark_done(
    session: Session,
    keys: Iterable[str],
    done_on: date,
    place: str | None = None,
    cost_fen: int | None = None,
    *,
    asked: bool = False,
) -> int:
    """Enter that several people were examined; `cost_fen` is each one's. Returns how many.

    Those already entered as done are left alone; place and cost that are not given keep what is stored.

    Raises:
        OutsideError: the day lies outside a posting and nobody was asked.
        ProblemsError: the day lies in another year.
    """
    given = {"place": place, "cost_fen": cost_fen}
    values = {name: value for name, value in given.items() if value is not None}
    changed = 0
    for row in _rows(session, keys):
        if row.state is not ExamState.DONE:
            done = {"state": ExamState.DONE, "done_on": done_on, "reason": None}
            _store(session, row, {**values, **done}, asked=asked)
            changed += 1
    return changed


def save(session: Session, key: str, values: Mapping[str, Any], *, asked: bool = False) -> str:
    """Save the exam of a person and year. Returns its key.

    Args:
        values: field names of EXAMS to values already read; fields left out keep what is stored. An empty
            payer is the posting unit.
        asked: the clerk has confirmed that the exam was done on a day outside every posting.

    Raises:
        OutsideError: it was, and nobody was asked.
        ProblemsError: the values contradict each other, or the day planned is outside every posting.
        UserError: the person was not posted in the year.
    """
    _store(session, one(session, key), values, asked=asked)
    return key


class OutsideError(UserError):
    """An exam done on a day on which the person was not posted."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name}{day}不在任职期", "请核对体检日期；确实是那天体检的，请确认后再登记", CLAUSE)


def _store(session: Session, row: ExamRow, values: Mapping[str, Any], *, asked: bool = False) -> None:
    exam = session.get_one(Exam, row.id) if row.id is not None else Exam()
    merged = {name: values.get(name, getattr(row, name)) for name in _FIELDS}
    if merged["state"] is ExamState.UNPLANNED:
        raise UserError("请选择状态", "可选：已安排、已体检、未参加；取消安排请用“取消安排”")
    _refuse(problems(row.year, merged))
    _refuse_outside(row, merged, asked=asked)
    if row.id is None:
        exam.person_id, exam.year = row.person_id, row.year
    for name, value in merged.items():
        setattr(exam, name, value)
    payer = values.get("payer", row.payer) or row.organisation
    exam.payer_id = office.organisation_named(session, payer).id
    session.add(exam)
    session.flush()


def outside(row: ExamRow, values: Mapping[str, Any]) -> tuple[tuple[str, date], ...]:
    """Days of an exam outside every posting, by field: planned for one, or newly entered as done on one."""
    planned_on, done_on = values["planned_on"], values["done_on"]
    days = []
    if values["state"] is ExamState.PLANNED and planned_on is not None and not row.at_post(planned_on):
        days.append(("planned_on", planned_on))
    if done_on is not None and done_on != row.done_on and not row.at_post(done_on):
        days.append(("done_on", done_on))
    return tuple(days)


def _refuse_outside(row: ExamRow, values: Mapping[str, Any], *, asked: bool) -> None:
    """Nobody is planned for a day outside every posting; an exam done on one is asked about once."""
    for name, day in outside(row, values):
        if name == "planned_on":
            reason = f"{row.name}{day}不在任职期"
            _refuse((Problem(None, EXAMS[name].label, reason, "请核对计划日期或任职起止"),))
        elif not asked:
            raise OutsideError(row.name, day)


def problems(year: int, values: Mapping[str, Any], row: int | None = None) -> tuple[Problem, ...]:
    """What contradicts itself in one exam."""
    given = (values.get(name) for name in ("planned_on", "done_on", "cost_fen", "reason"))
    conflicts = contradictions(year, values["state"], *given)
    return tuple(Problem(row, EXAMS[name].label, reason, advice) for name, reason, advice in conflicts)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ProblemsError(str(problems[0]), tuple(problems))


def one(session: Session, key: str) -> ExamRow:
    """The exam of a person and year, entered or only due.

    Raises:
        UserError: no such person, or not posted in the year.
    """
    return _rows(session, (key,))[0]


def _rows(session: Session, keys: Iterable[str]) -> list[ExamRow]:
    """The exams of some keys, read in one go per year."""
    unique_keys = list(dict.fromkeys(keys))
    known: dict[str, ExamRow] = {}
    for year in {int(key.partition("-")[0]) for key in unique_keys}:
        known |= {row.key: row for row in listing(session, year, year)}
    for key in unique_keys:
        if key not in known:
            person = session.get(Person, int(key.partition("-")[2]))
            who = person.name if person else "这位成员"
            raise UserError(f"{who}在{key.partition('-')[0]}年没有任职", "请核对年度和任职起止", CLAUSE)
    return [known[key] for key in unique_keys]


def remove(session: Session, keys: Collection[str]) -> int:
    """Take exams off the plan, whatever their state; those due show as 未安排 again. Returns how many."""
    ids = [row.id for row in _rows(session, keys) if row.id is not None]
    for exam_id in ids:
        session.delete(session.get_one(Exam, exam_id))
    return len(ids)
