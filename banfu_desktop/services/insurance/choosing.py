"""Whom an insurance policy covers (六(二)): chosen, taken off from a day on, taken over into a renewal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.db.models.insurance import InsuranceCover, InsurancePolicy
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.insurance import CLAUSE, next_period
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.insurance.insurance import FIELDS, people_on, postings_by_person
from banfu_desktop.services.members import members


@dataclass(frozen=True)
class Candidate:
    """Somebody a policy may cover: `covered`: it does now; `eligible`: posted in its period."""

    person_id: int
    name: str
    initials: str
    organisation: str
    posted: str
    covered: bool
    eligible: bool


def candidates(session: Session, policy_id: int, today: date) -> list[Candidate]:
    """Everybody posted in a policy's period, and whoever it covers now; those covered first come first."""
    policy = insurance.one(session, policy_id, today)
    covered = {row.person_id for row in people_on(session, policy_id) if row.end_on is None}
    found = []
    for person_id, rows in postings_by_person(session).items():
        within = [row for row in rows if row.period.common(policy.period) is not None]
        if within or person_id in covered:
            last = (within or rows)[-1]
            until = str(last.left_on) if last.left_on else "今"
            found.append(
                Candidate(
                    person_id, last.name, last.initials, last.organisation, f"{last.arrived_on}至{until}",
                    person_id in covered, bool(within),
                )
            )  # fmt: skip
    return found


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
    wanted = set(person_ids)
    on_it = {row.person_id: row for row in people_on(session, policy_id)}
    there = {person: row for person, row in on_it.items() if row.end_on is None}
    if strangers := wanted - postings_by_person(session).keys():
        raise UserError(f"有{len(strangers)}人没有任职记录", "请先登记成员")
    gone, fresh = there.keys() - wanted, sorted(wanted - there.keys())
    for person_id in gone:
        _take_off(session, policy, there[person_id], leavers_until)
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


def renew(session: Session, policy_id: int, number: str, today: date) -> int:
    """Copy a policy to its next period with those of its people still posted. Returns the new policy's id.

    Posted on the first day of the new period, or today when that is later; amounts and payer are taken over.

    Raises:
        UserError: no number, one that is taken, or nobody is posted any more.
    """
    old = insurance.one(session, policy_id, today)
    if not number.strip():
        raise UserError("没有填写新保单号", "请填写保险公司给的新保单号")
    period = next_period(old.period)
    day = max(period.start, today)
    posted = {row.person_id for row in members.listing(session, Period(day, day))}
    staying = [
        row.person_id
        for row in people_on(session, policy_id)
        if row.end_on is None and row.person_id in posted
    ]
    if not staying:
        raise UserError(f"保单{old.number}的人员在{day}都不在岗", "不用续保；新来的人请登记新保单", CLAUSE)
    values = {name: getattr(old, name) for name in (*FIELDS, "payer")}
    values |= {"number": number.strip(), "start_on": period.start, "end_on": period.end}
    new_id = insurance.save(session, values)
    choose(session, new_id, staying)
    return new_id
