"""Members and postings: saving, the roster's rows, the checks of the notice, and revealing a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Override, Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.moments import of_moment
from banfu_desktop.db.rows import row_of, stored, write
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.members import (
    Candidate,
    contradictions,
    filed_village,
    shared_cards,
    staffing,
    verdicts,
)
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import Category, PoliticalStatus, PostingState, Sex, TeamRole
from banfu_desktop.services import rooms
from banfu_desktop.services.office import office
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.pinyin import spell_name
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import clean

PERSON_FIELDS = stored(Person, of=MEMBERS)
"""What follows a person from posting to posting."""
SECRETS = ("identity_no", "phone", "card_no")
_AT_ONCE = 500
"""So many records are asked for in one question to the database."""


@dataclass(frozen=True)
class MemberRow:
    """A person in a posting; attribute names are those of tables.members.MEMBERS."""

    id: int
    person_id: int
    organisation_id: int
    initials: str
    name: str
    sex: Sex
    nation: str | None
    education: str | None
    identity_no: str
    phone: str | None
    political: PoliticalStatus | None
    party_joined_on: date | Month | None
    bank: str | None
    card_no: str | None
    card_holder: str | None
    proxy_reason: str | None
    category: Category
    organisation: str
    unit_post: str | None
    rank: str | None
    role: TeamRole
    village: str | None
    town_post: str | None
    selected_on: date | None
    arrived_on: date
    planned_until: date | None
    left_on: date | None
    relations_letter_until: date | None
    relations_moved_on: date | None
    filed_on: date | None
    filed_village: str | None
    remark: str | None

    @property
    def period(self) -> Period:
        """The days posted."""
        return Period(self.arrived_on, self.left_on)

    def state_on(self, day: date) -> PostingState:
        """Whether the person is at the post on a day, or not yet, or no longer."""
        if day in self.period:
            return PostingState.PRESENT
        return PostingState.COMING if day < self.arrived_on else PostingState.LEFT

    def candidate(self) -> Candidate:
        """The row as the checks see it."""
        return row_of(Candidate, self, born_on=None)


@dataclass(frozen=True)
class CheckRow:
    """A verdict on a posting, or on the team (posting_id None), and the reason it was set aside for."""

    posting_id: int | None
    name: str
    verdict: Verdict
    override: str | None

    @property
    def open(self) -> bool:
        """Whether it still asks for something."""
        return self.override is None


def listing(session: Session, during: Period | None = None) -> list[MemberRow]:
    """Every posting (of a period), in the order of the roster: by its entry."""
    rows = of_moment(session, _everybody)
    return list(rows) if during is None else [row for row in rows if _is_posted(row, during)]


def _everybody(session: Session) -> Sequence[MemberRow]:
    statement = (
        sa.select(Person, Posting, Organisation.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .order_by(Posting.id)
    )
    return [_row(*record) for record in session.execute(statement)]


def _is_posted(row: MemberRow, during: Period) -> bool:
    began = during.end is None or row.arrived_on <= during.end
    return began and (row.left_on is None or row.left_on >= during.start)


def one(session: Session, posting_id: int) -> MemberRow:
    """One posting.

    Raises:
        UserError: it is no longer there.
    """
    posting = session.get(Posting, posting_id)
    if posting is None:
        raise UserError("这条任职记录已不存在", "请刷新列表")
    unit = session.get_one(Organisation, posting.organisation_id)
    return _row(session.get_one(Person, posting.person_id), posting, unit.name)


def _row(person: Person, posting: Posting, organisation: str) -> MemberRow:
    initials = f"{person.initials} {person.pinyin}"
    return row_of(MemberRow, person, posting, id=posting.id, initials=initials, organisation=organisation)


def named(session: Session, name: str, during: Period | None = None) -> list[MemberRow]:
    """Postings of the people with this name.

    Raises:
        UserError: nobody has it.
    """
    rows = [row for row in listing(session, during) if row.name == clean(name)]
    if not rows:
        raise UserError(f"没有找到“{name}”", "请核对姓名，或先登记成员")
    return rows


def the_one_named(session: Session, name: str, day: date) -> MemberRow:
    """The posting, on a day, of the one person with this name.

    Raises:
        UserError: nobody has the name, two people have it, or the person is not posted that day.
    """
    rows = named(session, name)
    if len({row.person_id for row in rows}) > 1:
        raise UserError(f"有{len(rows)}位成员叫“{name}”", "请在窗口中登记")
    on_the_day = next((row for row in rows if day in row.period), None)
    if on_the_day is None:
        raise UserError(f"{name}{day}不在岗", "请核对日期，或先更正任职起止")
    return on_the_day


def save(session: Session, values: Mapping[str, Any], posting_id: int | None = None) -> int:
    """Save a person and a posting; a new one when `posting_id` is None. Returns the posting's id.

    A known identity number means the same person: a further posting, never a second person.

    Args:
        values: field names of MEMBERS to values already read; fields left out keep what is stored.

    Raises:
        ProblemsError: something is missing or contradicts itself; nothing was changed.
    """
    return save_many(session, [(values, posting_id)])[0]


def save_many(session: Session, rows: Sequence[tuple[Mapping[str, Any], int | None]]) -> list[int]:
    """The same for several records, as `save` takes them, all or none. Returns the postings' ids.

    Raises:
        ProblemsError: see save; names the first record that cannot be saved.
    """
    merged = []
    for values, posting_id in rows:
        before: dict[str, Any] = {} if posting_id is None else vars(one(session, posting_id))
        whole = {field.name: None for field in MEMBERS.fields} | before | dict(values)
        _refuse((*_missing(whole), *contradicting(whole)))
        merged.append(whole)
    people = _people(session, rows, merged)
    session.add_all(people)
    session.flush()
    units = {
        name: office.organisation_named(session, name) for name in {row["organisation"] for row in merged}
    }
    others = _postings_of(session, people)
    postings = []
    for (_values, posting_id), whole, person in zip(rows, merged, people, strict=True):
        posting = Posting(person_id=person.id) if posting_id is None else session.get_one(Posting, posting_id)
        posting.organisation_id = units[whole["organisation"]].id
        filed = (posting.filed_on, posting.village, posting.filed_village) if posting_id else None
        write(posting, whole, MEMBERS)
        posting.filed_village = filed_village((posting.filed_on, posting.village), filed)
        _refuse(_overlap(person, posting, others[person.id]))
        others[person.id].append(posting)
        postings.append(posting)
    session.add_all(postings)
    session.flush()
    return [posting.id for posting in postings]


def _people(
    session: Session,
    rows: Sequence[tuple[Mapping[str, Any], int | None]],
    merged: Sequence[Mapping[str, Any]],
) -> list[Person]:
    """The person of each record, known by the identity number or new, with what the record says of him."""
    known: dict[str, Person] = {}
    numbers = [whole["identity_no"] for whole in merged]
    for start in range(0, len(numbers), _AT_ONCE):
        some = sa.select(Person).where(Person.identity_no.in_(numbers[start : start + _AT_ONCE]))
        known |= {person.identity_no: person for person in session.scalars(some)}
    people = []
    for (_values, posting_id), whole in zip(rows, merged, strict=True):
        person = _person(session, posting_id, known.get(whole["identity_no"]))
        known[whole["identity_no"]] = person
        write(person, whole, MEMBERS)
        spelling = spell_name(whole["name"])
        person.pinyin, person.initials = spelling.full, spelling.initials
        people.append(person)
    return people


def _postings_of(session: Session, people: Sequence[Person]) -> dict[int, list[Posting]]:
    by_person: dict[int, list[Posting]] = {person.id: [] for person in people}
    ids = list(by_person)
    for start in range(0, len(ids), _AT_ONCE):
        some = sa.select(Posting).where(Posting.person_id.in_(ids[start : start + _AT_ONCE]))
        for posting in session.scalars(some):
            by_person[posting.person_id].append(posting)
    return by_person


def _missing(values: Mapping[str, Any]) -> tuple[Problem, ...]:
    missing = (
        field
        for field in MEMBERS.editable
        if field.required and not str(values.get(field.name) or "").strip()
    )
    return tuple(Problem(None, field.label, "没有填写", f"请填写{field.label}") for field in missing)


def contradicting(values: Mapping[str, Any], row: int | None = None) -> tuple[Problem, ...]:
    """What contradicts itself in one record, as far as it is filled in."""
    given = (values.get(name) for name in ("sex", "identity_no", "arrived_on", "left_on", "planned_until"))
    return tuple(
        Problem(row, MEMBERS[name].label, reason, advice) for name, reason, advice in contradictions(*given)
    )


def _person(session: Session, posting_id: int | None, known: Person | None) -> Person:
    if posting_id is None:
        return known or Person()
    person = session.get_one(Person, session.get_one(Posting, posting_id).person_id)
    if known is not None and known is not person:
        raise UserError("这个身份证号属于另一位成员", "请核对身份证号")
    return person


def _overlap(person: Person, posting: Posting, others: Sequence[Posting]) -> tuple[Problem, ...]:
    """One person never stands in two postings at once."""
    span = Period(posting.arrived_on, posting.left_on)
    for other in others:
        period = Period(other.arrived_on, other.left_on)
        if other is not posting and span.common(period) is not None:
            until = other.left_on or "今"
            reason = f"{person.name}与已有任职（{other.arrived_on}至{until}）重叠"
            return (Problem(None, MEMBERS["arrived_on"].label, reason, "请先登记前一段任职的离岗日期"),)
    return ()


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ProblemsError(str(problems[0]), tuple(problems))


def remove(session: Session, posting_id: int) -> str:
    """Remove a posting entered by mistake, and its person when nothing is left. Returns the name.

    Raises:
        UserError: it has attendance or subsidies; such a posting is ended, not removed.
    """
    posting = session.get_one(Posting, posting_id)
    person = session.get_one(Person, posting.person_id)
    for holds in rooms.offered("holds"):
        if what := holds(session, posting_id):
            raise UserError(f"{person.name}的这段任职已有{what}记录", "不能删除；离岗请登记离岗日期")
    name = person.name
    session.delete(posting)
    session.flush()
    if session.scalar(sa.select(Posting.id).filter_by(person_id=person.id).limit(1)) is None:
        session.delete(person)
    return name


def only_posting_of(session: Session, posting_id: int) -> int | None:
    """The person whose only posting this is; None where others remain, or nobody has it."""
    person = session.scalar(sa.select(Posting.person_id).filter_by(id=posting_id))
    many = sa.select(sa.func.count()).select_from(Posting).filter_by(person_id=person)
    return person if session.scalar(many) == 1 else None


def file(session: Session, posting_id: int, filed_on: date | None) -> None:
    """Write down that a first secretary in the present village was filed on a day, or not yet (二(三))."""
    posting = session.get_one(Posting, posting_id)
    posting.filed_on, posting.filed_village = filed_on, posting.village if filed_on else None


def end(session: Session, posting_id: int, left_on: date) -> None:
    """End a posting on its last day.

    Raises:
        ProblemsError: the day is before the arrival.
    """
    save(session, {"left_on": left_on}, posting_id)


def checks(session: Session, today: date) -> list[CheckRow]:
    """Every verdict on present postings and on the team, those set aside with their reason."""
    rows = listing(session, Period(today, today))
    reasons = overrides(session)
    results = [check for row in rows for check in judged(row, reasons, today)]
    for names in shared_cards((row.name, row.card_no) for row in rows):
        text = f"{'、'.join(names)}的银行账号相同"
        results.append(
            CheckRow(None, names[0], Verdict("shared_card", Severity.WARNING, "本单位自定", text), None)
        )
    record = office.current(session)
    posted = [(row.role, row.category, row.organisation) for row in rows]
    team = staffing(record.kind.county_run, posted, pairings.units_of(session, record.town))
    return results + [CheckRow(None, "工作队", verdict, None) for verdict in team]


def overrides(session: Session) -> dict[tuple[int, str], str]:
    """The written reasons of every check set aside, by posting and check."""
    return {(row.posting_id, row.check_name): row.reason for row in session.scalars(sa.select(Override))}


def judged(row: MemberRow, reasons: Mapping[tuple[int, str], str], today: date) -> list[CheckRow]:
    """The verdicts on one posting, with the `reasons` of those set aside."""
    return [
        CheckRow(row.id, row.name, verdict, reasons.get((row.id, verdict.check)))
        for verdict in verdicts(row.candidate(), today)
    ]


def override(session: Session, posting_id: int, check: str, reason: str) -> None:
    """Set a check aside for one posting, for a written reason the audit trail keeps.

    Raises:
        UserError: no reason given.
    """
    if not reason.strip():
        raise UserError("没有写明原因", "请写明为什么可以例外")
    row = session.scalar(sa.select(Override).filter_by(posting_id=posting_id, check_name=check))
    if row is None:
        session.add(Override(posting_id=posting_id, check_name=check, reason=reason.strip()))
    else:
        row.reason = reason.strip()


def reveal(session: Session, posting_id: int, field: str, now: datetime) -> str:
    """A secret in full, once; who looked at whose is in the audit trail.

    Raises:
        UserError: not a masked field.
    """
    if field not in SECRETS:
        raise UserError("这一项没有隐藏", "可以直接查看")
    row = one(session, posting_id)
    office.disclose(session, Disclosed.REVEAL, f"{row.name} {MEMBERS[field].label}", now)
    return MEMBERS[field].show(getattr(row, field), revealed=True)
