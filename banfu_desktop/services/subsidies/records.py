"""All that the subsidy rests on, read once.

Postings, levels, attendance, settings, rulings, one-off lines.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay
from banfu_desktop.db.models.subsidies import SubsidyOneOff, SubsidyRuling
from banfu_desktop.rules.attendance import Day, Days
from banfu_desktop.rules.dates import EARLIEST, Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import Mode, Payer, SubsidyPolicy
from banfu_desktop.rules.subsidies import Due, Stretch, month_dues, refusal
from banfu_desktop.rules.subsidies_rulings import Ruling, RulingFacts
from banfu_desktop.rules.words import Category, DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.office.levels import Levels
from banfu_desktop.services.subsidies.sheets import NotEntitled

COUNTY_FINANCE = "县财政局"


@dataclass(frozen=True)
class OneOff:
    """A one-off line of a person with a payer on the month it stands on, in fen."""

    id: int
    person_id: int
    payer_id: int
    amount_fen: int
    reason: str
    paper_no: str
    approved_by: str


@dataclass(frozen=True)
class Owed:
    """What a payer owes a person for a month: the computed line, if any, and the one-off lines beside it."""

    person_id: int
    payer_id: int
    due: Due | None
    one_offs: tuple[OneOff, ...] = ()

    @property
    def net_fen(self) -> int:
        """The whole in fen."""
        return (self.due.net_fen if self.due else 0) + sum(row.amount_fen for row in self.one_offs)

    @property
    def held(self) -> str:
        """Why it is undefined for now; empty when it is not."""
        why = self.due.held if self.due else ""
        return why or ("一次性扣减超过本月应发，请核对" if self.net_fen < 0 else "")


class Whole(NamedTuple):
    """Whole months of one posting at one level.

    `unit_id` is None where they earn nothing, `last` where they go on.
    """

    posting_id: int
    unit_id: int | None
    first: Month
    last: Month | None


class Records:
    """The facts of the office, and what they come to for any month."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.choices, self.names = settings.Choices(session), office.Names(session)
        self.levels, self.calendar = Levels(session), RestDays(session)
        self._finance = office.find_organisation(session, COUNTY_FINANCE)
        self.people: dict[int, list[MemberRow]] = {}
        for row in members.listing(session):
            self.people.setdefault(row.person_id, []).append(row)
        for rows in self.people.values():
            rows.sort(key=lambda row: row.arrived_on)
        self.postings = {row.id: row for rows in self.people.values() for row in rows}
        self._policies: dict[Month, SubsidyPolicy] = {}
        self._marks: dict[Month, Mapping[int, Days]] = {}
        self._stretches: dict[tuple[int, bool], list[Stretch]] = {}
        self._read_decisions()

    def _read_decisions(self) -> None:
        self._rulings: defaultdict[tuple[int, Month], dict[int, Ruling]] = defaultdict(dict)
        for row in self._session.scalars(sa.select(SubsidyRuling)):
            facts = RulingFacts(row.absent_halves, row.long_halves, row.gross_fen)
            payer = self.levels.root(row.payer_id)
            self._rulings[row.person_id, row.month][payer] = Ruling(row.deducted_fen, row.reason, facts)
        self._one_offs: defaultdict[tuple[int, Month], list[OneOff]] = defaultdict(list)
        for one in self._session.scalars(sa.select(SubsidyOneOff).order_by(SubsidyOneOff.id)):
            self._one_offs[one.person_id, one.month].append(
                OneOff(
                    one.id,
                    one.person_id,
                    self.levels.root(one.payer_id),
                    one.amount_fen,
                    one.reason,
                    one.paper_no,
                    one.approved_by,
                )
            )

    def policy(self, month: Month) -> SubsidyPolicy:
        """The choices in force for a month.

        Raises:
            UserError: 县财政 pays, but no organisation of that name is known.
        """
        if month not in self._policies:
            policy = self._policies[month] = self.choices.policy(month)
            if policy.payer is Payer.COUNTY_FINANCE and self._finance is None:
                raise UserError(f"设置为县财政发放，但没有“{COUNTY_FINANCE}”这个单位", "请在组团结对中登记")
        return self._policies[month]

    def rulings(self, month: Month) -> dict[tuple[int, int], Ruling]:
        """The clerk's decisions of a month, by person and payer."""
        return {
            (person, payer): ruling
            for (person, at), own in self._rulings.items()
            if at == month
            for payer, ruling in own.items()
        }

    def owed(self, month: Month, people: Iterable[int] | None = None) -> list[Owed]:
        """What every payer owes everybody (or some people) for a month, in the order of the roster."""
        found = []
        for person_id in self.people if people is None else people:
            found += self._owed_to(person_id, month)
        return found

    def _owed_to(self, person_id: int, month: Month) -> list[Owed]:
        dues = self._dues(person_id, month)
        extra: dict[int, list[OneOff]] = {}
        for row in self._one_offs.get((person_id, month), ()):
            extra.setdefault(row.payer_id, []).append(row)
        found = [Owed(person_id, due.payer_id, due, tuple(extra.pop(due.payer_id, ()))) for due in dues]
        return found + [Owed(person_id, payer, None, tuple(rows)) for payer, rows in extra.items()]

    def _dues(self, person_id: int, month: Month) -> tuple[Due, ...]:
        rows = self.people.get(person_id, ())
        if not any(row.category is Category.CADRE and row.period.common(month.period) for row in rows):
            return ()
        stretches = self._with_days(self._all_stretches(person_id, month), month)
        given = self._rulings.get((person_id, month))
        own_counting = self.choices.counting(month)
        return month_dues(self.policy(month), self.calendar[month], own_counting, stretches, given)

    def before_mending(self, person_id: int, month: Month) -> dict[int, int]:
        """Fen by payer as the rules were before they were mended (规则更正).

        A mark left outside its posting counted on the next one, and every change of posting was a departure
        and an arrival.
        """
        everywhere = self._marks_everywhere(person_id, month)
        stretches = [replace(row, days=everywhere) for row in self._all_stretches(person_id, month)]
        calendar, counting = self.calendar[month], self.choices.counting(month)
        given = self._rulings.get((person_id, month))
        dues = month_dues(self.policy(month), calendar, counting, stretches, given, apart=True)
        return {due.payer_id: due.net_fen for due in dues}

    def _marks_everywhere(self, person_id: int, month: Month) -> Days:
        """A person's attendance of a month, in and outside the postings."""
        found: dict[date, Day] = {}
        for row in self.people[person_id]:
            outside = attendance.outside_postings(self._session, row.id).get(row.id, {})
            found |= {day: what for day, what in outside.items() if day in month.period}
        for row in self.people[person_id]:
            found |= self.marks(month).get(row.id, {})
        return found

    def whole(self, person_id: int) -> list[Whole]:
        """Stretches of whole months of one posting and level: what nearly every month of everybody is."""
        found = []
        for row in self.people.get(person_id, ()):
            for span in self.levels.spans(row.organisation_id, row.period):
                cadre = row.category is Category.CADRE
                if cadre and not span.confirmed:
                    continue
                entitled = cadre and refusal(row.category, span.level) is None
                last = Month.of(span.period.end).shift(-1) if span.period.end else None
                unit = row.organisation_id if entitled else None
                found.append(Whole(row.id, unit, Month.of(span.period.start).shift(1), last))
        return found

    def decided(self) -> Collection[tuple[int, Month]]:
        """People and months of which a ruling or a one-off line stands in the way of a plain month."""
        return self._rulings.keys() | self._one_offs.keys()

    def plain_fen(self, month: Month) -> int | None:
        """What a whole month comes to where leave alone never changes an amount; None where it may."""
        policy = self.policy(month)
        if policy.mode is not Mode.MONTHLY or policy.annual_deducts or policy.rate_fen % 100:
            return None
        return policy.rate_fen

    def payer_of(self, unit_id: int, month: Month) -> int:
        """Who pays the people of a unit in a month."""
        if self.policy(month).payer is Payer.COUNTY_FINANCE and self._finance is not None:
            return self._finance.id
        return self.levels.root(unit_id)

    def asked_about(self) -> Iterator[tuple[int, Month]]:
        """Postings and months whose attendance may change the amount or hold it.

        With 旷工, or with more of the kinds that ever held a line than the least limit ever chosen.
        """
        month = sa.func.substr(AttendanceDay.day, 1, 7)
        absent = sa.func.sum(sa.case((AttendanceDay.state == DayState.ABSENT, 1), else_=0))
        statement = (
            sa.select(AttendanceDay.posting_id, month)
            .where(AttendanceDay.state.in_([DayState.ABSENT, *self.choices.kinds_ever("held_kinds")]))
            .group_by(AttendanceDay.posting_id, month)
            .having(sa.or_(absent > 0, sa.func.count() > self.choices.least("long_leave_days")))
        )
        for posting, text in self._session.execute(statement):
            yield posting, Month.parse(text)

    def _all_stretches(self, person_id: int, month: Month) -> list[Stretch]:
        """A person's postings cut where levels change, without their days.

        The payer is the month's choice.
        """
        policy = self.policy(month)
        county = policy.payer is Payer.COUNTY_FINANCE
        known = self._stretches.get((person_id, county))
        if known is None:
            known = [
                Stretch(
                    span.period,
                    row.id,
                    self.payer_of(row.organisation_id, month),
                    row.organisation,
                    row.category,
                    span.level,
                    {},
                    span.confirmed or row.category is not Category.CADRE,
                )
                for row in self.people[person_id]
                for span in self.levels.spans(row.organisation_id, row.period)
            ]
            self._stretches[person_id, county] = known
        return known

    def _with_days(self, stretches: Sequence[Stretch], month: Month) -> list[Stretch]:
        marks = self.marks(month)
        return [
            replace(stretch, days=marks[stretch.posting_id]) if stretch.posting_id in marks else stretch
            for stretch in stretches
        ]

    def marks(self, month: Month) -> Mapping[int, Days]:
        """Attendance of a month that is not 在岗, by posting."""
        if month not in self._marks:
            self._marks[month] = attendance.states_between(self._session, month.period)
        return self._marks[month]

    def not_entitled(self, month: Month) -> tuple[NotEntitled, ...]:
        """Everybody posted in the month who earns nothing from some day of it, and by which clause."""
        found = []
        for rows in self.people.values():
            for row in rows:
                common = row.period.common(month.period)
                if common is not None:
                    found += self._refusals(row, common)
        return tuple(found)

    def _refusals(self, row: MemberRow, period: Period) -> list[NotEntitled]:
        if row.category is not Category.CADRE:
            why = refusal(row.category, None)
            assert why is not None
            return [NotEntitled(row.name, row.organisation, why.clause, why.reason)]
        refused = []
        for span in self.levels.spans(row.organisation_id, period):
            why = refusal(row.category, span.level) if span.confirmed else None
            if why is not None:
                refused.append(NotEntitled(row.name, row.organisation, why.clause, why.reason))
        return refused

    def present_until(self, person_id: int, payer_id: int, month: Month, day: date) -> tuple[int, int]:
        """Half days at the post and of 值班 with a payer, counted only up to a day of the month."""
        cut = [
            replace(stretch, period=common)
            for stretch in self._with_days(self._all_stretches(person_id, month), month)
            if (common := stretch.period.common(Period(EARLIEST, day))) is not None
        ]
        policy = replace(self.policy(month), departure_counts=True)  # the day cut off is no departure
        dues = month_dues(policy, self.calendar[month], self.choices.counting(month), cut)
        own = next((due for due in dues if due.payer_id == payer_id), None)
        return (own.present_halves, own.duty_halves) if own else (0, 0)
