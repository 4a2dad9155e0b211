"""A generated office: 20 members over 3 years with replacements in mid-year, exams and policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.words import Category, Sex, TeamRole, UnitLevel
from banfu_desktop.services.exams import exams
from banfu_desktop.services.insurance import insurance

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
PEOPLE = 20
_SPAN = (LAST - FIRST).days


@dataclass(frozen=True)
class Generated:
    """What was put into the office: by person their postings, years examined or missed, and covers."""

    postings: Mapping[int, Sequence[Period]]
    done: frozenset[tuple[int, int]]
    covers: Mapping[int, Sequence[Period]]


def generate(session: Session, seed: int) -> Generated:
    """Fill an empty office; the same seed makes the same one."""
    random = Random(seed)
    session.add(Organisation(id=1, name="县司法局", level=UnitLevel.COUNTY))
    session.flush()
    postings = {number: _postings(random) for number in range(1, PEOPLE + 1)}
    for number, own in postings.items():
        session.add(
            Person(id=number, name=f"成员{number}", sex=Sex.MALE, identity_no=f"{number:018d}", pinyin="")
        )
        session.flush()
        session.add_all(
            Posting(
                person_id=number,
                organisation_id=1,
                category=random.choice(list(Category)),
                role=TeamRole.MEMBER,
                arrived_on=one.start,
                left_on=one.end,
            )
            for one in own
        )
    session.flush()
    return Generated(postings, _exams(session, random, postings), _policies(session, random))


def _postings(random: Random) -> list[Period]:
    """One posting or two, in the roster's order; some still go on."""
    first = FIRST + timedelta(days=random.randrange(_SPAN))
    if random.random() < 0.4:
        return [Period(first)]
    own = [Period(first, min(LAST, first + timedelta(days=random.randrange(1, 500))))]
    again = (own[0].end or LAST) + timedelta(days=random.randrange(1, 200))
    return [*own, Period(again)] if again <= LAST and random.random() < 0.5 else own


def _exams(
    session: Session, random: Random, postings: Mapping[int, Sequence[Period]]
) -> frozenset[tuple[int, int]]:
    done = set()
    for number, own in postings.items():
        for year in sorted({day.year for one in own for day in (one.start, one.end or LAST)}):
            if random.random() < 0.5:
                exams.mark_done(
                    session, [exams.key_of(year, number)], date(year, 6, 1), cost_fen=68_000, asked=True
                )
                done.add((year, number))
    return frozenset(done)


def _policies(session: Session, random: Random) -> dict[int, list[Period]]:
    """Eight policies over the three years, each of some people, newcomers from a later day."""
    covers: dict[int, list[Period]] = {number: [] for number in range(1, PEOPLE + 1)}
    for number in range(8):
        start = FIRST + timedelta(days=random.randrange(_SPAN))
        period = Period(start, start + timedelta(days=random.randrange(0, 400)))
        policy = insurance.save(
            session,
            {
                "insurer": "人保财险", "number": f"P{number}", "start_on": period.start, "end_on": period.end,
                "premium_fen": 240_000, "insured_fen": 30_000_000, "payer": "县司法局",
            },
        )  # fmt: skip
        first = random.sample(range(1, PEOPLE + 1), 6)
        later = [one for one in random.sample(range(1, PEOPLE + 1), 4) if one not in first]
        from_day = period.start + timedelta(days=random.randrange(period.length))
        insurance.choose(session, policy, first)
        insurance.choose(session, policy, [*first, *later], from_day)
        for person in first:
            covers[person].append(period)
        for person in later:
            covers[person].append(Period(from_day, period.end))
    return covers
