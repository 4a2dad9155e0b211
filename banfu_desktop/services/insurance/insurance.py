"""Accident insurance (六(二)): policies, whom they cover, and coverage day by day against postings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.insurance import InsuranceCover, InsurancePolicy
from banfu_desktop.db.models.members import Person
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.insurance import (
    CLAUSE,
    Coverage,
    CoverState,
    PolicyState,
    next_period,
    policy_state,
    shares,
)
from banfu_desktop.services.insurance.amounts import kept_amounts
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.insurance import POLICIES

_FIELDS = stored(InsurancePolicy, of=POLICIES)


@dataclass(frozen=True)
class PolicyRow:
    """A policy; attribute names are those of tables.insurance.POLICIES.

    `names` are those it covers, `left` those taken off and until when; `initials` also finds its people.
    """

    id: int
    insurer: str
    number: str
    state: PolicyState
    start_on: date
    end_on: date
    people: int
    premium_fen: int
    insured_fen: int
    payer: str
    remark: str | None
    names: tuple[str, ...]
    left: tuple[str, ...]
    initials: str

    @property
    def period(self) -> Period:
        """The days insured."""
        return Period(self.start_on, self.end_on)


@dataclass(frozen=True)
class CoverRow:
    """A person on a policy: from its first day, or later for a newcomer, to its last or until taken off."""

    policy_id: int
    person_id: int
    period: Period
    number: str


@dataclass(frozen=True)
class CoverageRow:
    """How a person stands; attribute names are those of tables.insurance.COVERAGE. `key` is p and the id."""

    key: str
    person_id: int
    name: str
    initials: str
    organisation: str
    state: CoverState
    arrived_on: date
    left_on: date | None
    numbers: str
    insured_until: date | None
    coverage: Coverage
    covers: tuple[CoverRow, ...]

    @property
    def gap_days(self) -> int:
        """Days posted and not insured."""
        return self.coverage.gap_days

    @property
    def overlap_days(self) -> int:
        """Days insured twice."""
        return self.coverage.overlap_days

    @property
    def gaps(self) -> str:
        """The stretches of the gap."""
        return "、".join(said(gap) for gap in self.coverage.gaps)


@dataclass(frozen=True)
class Candidate:
    """Somebody a policy may cover. `covered`: it does now, `eligible`: posted in its period, `gone`: left."""

    person_id: int
    name: str
    initials: str
    organisation: str
    posted: str
    covered: bool
    eligible: bool
    gone: bool


def said(period: Period) -> str:
    """A stretch of days as the clerk writes it."""
    return str(period.start) if period.start == period.end else f"{period.start}至{period.end}"


def policies(session: Session, today: date) -> list[PolicyRow]:
    """Every policy, the one that ends last first."""
    people: dict[int, list[Person]] = {}
    left: dict[int, list[str]] = {}
    covering = sa.select(InsuranceCover, Person).join(Person, Person.id == InsuranceCover.person_id)
    for cover, person in session.execute(covering.order_by(InsuranceCover.id)):
        if cover.end_on is None:
            people.setdefault(cover.policy_id, []).append(person)
        else:
            left.setdefault(cover.policy_id, []).append(f"{person.name}（保到{cover.end_on}）")
    statement = (
        sa.select(InsurancePolicy, Organisation.name)
        .join(Organisation, Organisation.id == InsurancePolicy.payer_id)
        .order_by(InsurancePolicy.end_on.desc(), InsurancePolicy.id.desc())
    )
    return [
        _policy_row(policy, payer, people.get(policy.id, []), tuple(left.get(policy.id, ())), today)
        for policy, payer in session.execute(statement)
    ]


def _policy_row(
    policy: InsurancePolicy, payer: str, people: list[Person], left: tuple[str, ...], today: date
) -> PolicyRow:
    return row_of(
        PolicyRow,
        policy,
        state=policy_state(Period(policy.start_on, policy.end_on), today),
        people=len(people),
        payer=payer,
        names=tuple(person.name for person in people),
        left=left,
        initials=" ".join(f"{person.name} {person.initials}" for person in people),
    )


def one(session: Session, policy_id: int, today: date) -> PolicyRow:
    """One policy.

    Raises:
        UserError: it is no longer there.
    """
    policy = next((row for row in policies(session, today) if row.id == policy_id), None)
    if policy is None:
        raise UserError("这张保单已不存在", "请刷新列表")
    return policy


def save(session: Session, values: Mapping[str, Any], policy_id: int | None = None) -> int:
    """Save a policy; a new one when `policy_id` is None. Returns its id.

    Args:
        values: of tables.insurance.POLICY_FORM; see kept_amounts for how amounts are said.

    Raises:
        ProblemsError: something is missing, the end is before the start, or somebody's first insured day
            is no longer within.
        UserError: another policy of the insurer has the number.
    """
    policy = session.get_one(InsurancePolicy, policy_id) if policy_id is not None else InsurancePolicy()
    merged = {name: values.get(name, getattr(policy, name)) for name in _FIELDS}
    payer = values.get("payer") or (
        session.get_one(Organisation, policy.payer_id).name if policy.payer_id else None
    )
    if mistakes := problems({**merged, "payer": payer}):
        raise ProblemsError(str(mistakes[0]), mistakes)
    _unique(session, policy_id, merged["insurer"], merged["number"])
    merged |= vars(kept_amounts({**merged, **values}))
    for name, value in merged.items():
        setattr(policy, name, value)
    policy.payer_id = office.organisation_named(session, str(payer)).id
    session.add(policy)
    session.flush()
    _covers_stay_within(session, policy)
    return policy.id


def problems(values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from a policy or contradicts itself."""
    mistakes = [
        Problem(None, field.label, "没有填写", f"请填写{field.label}")
        for field in POLICIES.editable
        if field.required and values.get(field.name) in (None, "")
    ]
    for name in ("premium_fen", "insured_fen"):
        if (values.get(name) or 0) < 0:
            mistakes.append(Problem(None, POLICIES[name].label, "是负数", "请核对金额"))
    start, end = values.get("start_on"), values.get("end_on")
    if start and end and end < start:
        mistakes.append(Problem(None, POLICIES["end_on"].label, "止期早于起期", "请核对两个日期"))
    return tuple(mistakes)


def _unique(session: Session, policy_id: int | None, insurer: str, number: str) -> None:
    same = sa.select(InsurancePolicy.id).filter_by(insurer=insurer, number=number)
    with session.no_autoflush:
        if session.scalar(same.where(InsurancePolicy.id != (policy_id or 0))) is not None:
            raise UserError(f"{insurer}的保单号{number}已经登记过", "请核对保单号；增减人员请打开那张保单")


def _covers_stay_within(session: Session, policy: InsurancePolicy) -> None:
    outside = sa.select(InsuranceCover.id).where(
        InsuranceCover.policy_id == policy.id,
        sa.or_(
            InsuranceCover.start_on > policy.end_on,
            InsuranceCover.start_on < policy.start_on,
            InsuranceCover.end_on > policy.end_on,
            InsuranceCover.end_on < policy.start_on,
        ),
    )
    if session.scalar(outside.limit(1)) is not None:
        text = "有人员的起保或终保日期不在新的保险期间内"
        raise ProblemsError(text, (Problem(None, POLICIES["start_on"].label, text, "请先调整参保人员"),))


def candidates(session: Session, policy_id: int, today: date) -> list[Candidate]:
    """Everybody posted in a policy's period, and whoever it covers now; those covered first come first."""
    policy = one(session, policy_id, today)
    covered = {row.person_id for row in _on(session, policy_id) if row.end_on is None}
    people = []
    for person_id, rows in postings(session).items():
        within = [row for row in rows if row.period.common(policy.period) is not None]
        if within or person_id in covered:
            last = (within or rows)[-1]
            gone = all(row.left_on is not None and row.left_on < today for row in rows)
            people.append(Candidate(
                person_id, last.name, last.initials, last.organisation,
                f"{last.arrived_on}至{last.left_on or '今'}", person_id in covered, bool(within), gone,
            ))  # fmt: skip
    return people


def choose(
    session: Session,
    policy_id: int,
    person_ids: Iterable[int],
    newcomers_from: date | None = None,
    leavers_until: date | None = None,
) -> tuple[int, int]:
    """Let a policy cover just these people. Returns how many were added and how many taken off.

    Taking somebody off ends the cover and does not erase the past: days insured stay insured. Only whoever
    was never insured on it (taken off before the first day, or chosen by mistake) is removed.

    Args:
        newcomers_from: the first day insured of those added; None is the policy's first day.
        leavers_until: the last day insured of those taken off; a day before the policy is: never insured.

    Raises:
        UserError: a day outside the policy, nobody said until when, or somebody was never posted.
    """
    policy = session.get_one(InsurancePolicy, policy_id)
    if newcomers_from is not None and newcomers_from not in Period(policy.start_on, policy.end_on):
        raise UserError(
            f"{newcomers_from}不在保险期间（{policy.start_on}至{policy.end_on}）内", "请核对起保日期"
        )
    start = None if newcomers_from == policy.start_on else newcomers_from
    chosen = set(person_ids)
    on_it = {row.person_id: row for row in _on(session, policy_id)}
    insured = {person: row for person, row in on_it.items() if row.end_on is None}
    if strangers := chosen - postings(session).keys():
        raise UserError(f"有{len(strangers)}人没有任职记录", "请先登记成员")
    gone, fresh = insured.keys() - chosen, sorted(chosen - insured.keys())
    for person_id in gone:
        _take_off(session, policy, insured[person_id], leavers_until)
    for person_id in fresh:
        if person_id in on_it:  # taken off before and now back: the cover goes on as if never ended
            on_it[person_id].end_on = None
        else:
            session.add(InsuranceCover(policy_id=policy_id, person_id=person_id, start_on=start))
    session.flush()
    return len(fresh), len(gone)


def _take_off(session: Session, policy: InsurancePolicy, cover: InsuranceCover, until: date | None) -> None:
    first = cover.start_on or policy.start_on
    if until is None:
        today: date = session.info["deed"].at.date()
        if today >= first:
            raise UserError(
                "没有写明保到哪一天", f"请填写移出人员的最后一个参保日（{first}至{policy.end_on}）"
            )
        until = first - timedelta(days=1)
    if until > policy.end_on:
        raise UserError(f"{until}在保险止期{policy.end_on}以后", "请核对最后参保日")
    if until < first:
        session.delete(cover)
    else:
        cover.end_on = until


def _on(session: Session, policy_id: int) -> list[InsuranceCover]:
    """A policy's people in the order they were entered."""
    statement = sa.select(InsuranceCover).filter_by(policy_id=policy_id).order_by(InsuranceCover.id)
    return list(session.scalars(statement))


def renew(session: Session, policy_id: int, number: str, today: date) -> int:
    """Copy a policy to its next period with those of its people still posted. Returns the new policy's id.

    Posted on the first day of the new period, or today when that is later; amounts and payer are taken over.

    Raises:
        UserError: no number, one that is taken, or nobody is posted any more.
    """
    old = one(session, policy_id, today)
    if not number.strip():
        raise UserError("没有填写新保单号", "请填写保险公司给的新保单号")
    period = next_period(old.period)
    day = max(period.start, today)
    posted = {row.person_id for row in members.listing(session, Period(day, day))}
    staying = [
        row.person_id for row in _on(session, policy_id) if row.end_on is None and row.person_id in posted
    ]
    if not staying:
        raise UserError(f"保单{old.number}的人员在{day}都不在岗", "不用续保；新来的人请登记新保单", CLAUSE)
    values = {name: getattr(old, name) for name in (*_FIELDS, "payer")}
    values |= {"number": number.strip(), "start_on": period.start, "end_on": period.end}
    new_id = save(session, values)
    choose(session, new_id, staying)
    return new_id


def remove(session: Session, policy_id: int) -> str:
    """Remove a policy entered by mistake, with its list of people. Returns its number."""
    policy = session.get_one(InsurancePolicy, policy_id)
    number = policy.number
    for row in _on(session, policy_id):
        session.delete(row)
    session.flush()
    session.delete(policy)
    return number


def covers(session: Session) -> list[CoverRow]:
    """Every person on every policy, by the first day insured."""
    rows = [
        CoverRow(
            policy.id,
            cover.person_id,
            Period(cover.start_on or policy.start_on, cover.end_on or policy.end_on),
            policy.number,
        )
        for cover, policy in session.execute(
            sa.select(InsuranceCover, InsurancePolicy).join(
                InsurancePolicy, InsurancePolicy.id == InsuranceCover.policy_id
            )
        )
    ]
    return sorted(rows, key=lambda row: (row.period, row.policy_id))


def parts(session: Session) -> dict[tuple[int, int], int]:
    """What of a policy's premium falls to each person on it, in fen, by policy and person."""
    rows = session.execute(
        sa.select(InsuranceCover.policy_id, InsuranceCover.person_id, InsurancePolicy.premium_fen)
        .join(InsurancePolicy, InsurancePolicy.id == InsuranceCover.policy_id)
        .order_by(InsuranceCover.policy_id, InsuranceCover.id)
    ).all()
    by_policy: dict[int, list[tuple[int, int]]] = {}
    for policy_id, person_id, premium_fen in rows:
        by_policy.setdefault(policy_id, []).append((person_id, premium_fen))
    return {
        (policy_id, person_id): fen
        for policy_id, covered in by_policy.items()
        for (person_id, _), fen in zip(covered, shares(covered[0][1], len(covered)), strict=True)
    }


def postings(session: Session) -> dict[int, list[MemberRow]]:
    """Every person's postings by arrival, people in the order of the roster."""
    by_person: dict[int, list[MemberRow]] = {}
    for row in members.listing(session):
        by_person.setdefault(row.person_id, []).append(row)
    return {person: sorted(rows, key=lambda row: row.arrived_on) for person, rows in by_person.items()}
