"""What a month's subsidy comes to now: postings, attendance, settings and the clerk's rulings (六(一))."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.subsidies import SubsidyRuling
from banfu_desktop.rules.attendance import Counting, Days
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import Payer, SubsidyPolicy
from banfu_desktop.rules.subsidies import Amount, Ruling, month_amount, refusal
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.subsidies.sheets import NotEntitled, SheetLine

COUNTY_FINANCE = "县财政局"


@dataclass(frozen=True)
class Facts:
    """What a month's amounts rest on, read once: organisations by id, rulings by person."""

    policy: SubsidyPolicy
    calendar: MonthCalendar
    counting: Counting
    levels: Mapping[int, UnitLevel]
    names: Mapping[int, str]
    rulings: Mapping[int, Ruling]
    finance_id: int | None


@dataclass(frozen=True)
class Amounts:
    """A month's ordinary lines, and who is not on them and why."""

    lines: tuple[SheetLine, ...]
    not_entitled: tuple[NotEntitled, ...]


class Records:
    """All that the amounts of a span of months rest on, read at once."""

    def __init__(self, session: Session, span: Period) -> None:
        self._choices, self._names = settings.Choices(session), office.Names(session)
        self._rest_days = RestDays(session)
        self._levels = dict(session.execute(sa.select(Organisation.id, Organisation.level)).all())
        self._finance = office.find_organisation(session, COUNTY_FINANCE)
        self._rulings: defaultdict[Month, dict[int, Ruling]] = defaultdict(dict)
        for row in session.scalars(sa.select(SubsidyRuling)):
            self._rulings[row.month][row.person_id] = Ruling(row.deducted_fen, row.reason)
        self._postings = members.listing(session, span)
        self._states = attendance.states_between(session, span)

    def facts(self, month: Month) -> Facts:
        """The policy, organisations and rulings of a month.

        Raises:
            UserError: 县财政 pays, but no organisation of that name is known.
        """
        policy = self._choices.policy(month)
        finance_id = None
        if policy.payer is Payer.COUNTY_FINANCE:
            if self._finance is None:
                raise UserError(f"设置为县财政发放，但没有“{COUNTY_FINANCE}”这个单位", "请在组团结对中登记")
            finance_id = self._finance.id
        names = self._names.on(month.last)
        calendar, counting = self._rest_days[month], self._choices.counting(month)
        return Facts(policy, calendar, counting, self._levels, names, self._rulings[month], finance_id)

    def amounts(self, month: Month) -> Amounts:
        """Everybody posted in the month: a line each, or the clause that keeps them off the sheets."""
        given, period = self.facts(month), month.period
        entitled: defaultdict[int, list[MemberRow]] = defaultdict(list)
        refused = []
        for row in self._postings:
            if row.period.common(period) is None:
                continue
            why = refusal(row.category, given.levels[row.organisation_id])
            if why is None:
                entitled[row.person_id].append(row)
            else:
                refused.append(NotEntitled(row.name, row.organisation, why.clause, why.reason))
        lines = (_line(month, given, rows, self._states) for rows in entitled.values())
        return Amounts(tuple(line for line in lines if line.days_posted), tuple(refused))


def facts(session: Session, month: Month) -> Facts:
    """What a month's amounts rest on; see Records.facts."""
    return Records(session, month.period).facts(month)


def amounts(session: Session, month: Month) -> Amounts:
    """A month's amounts; see Records.amounts."""
    return Records(session, month.period).amounts(month)


def _line(month: Month, given: Facts, rows: list[MemberRow], states: Mapping[int, Days]) -> SheetLine:
    """One line a person and month, whatever the postings; the unit of the last posting pays."""
    last = max(rows, key=lambda row: row.arrived_on)
    own = {day: what for row in rows for day, what in states.get(row.id, {}).items()}
    periods = sorted(row.period for row in rows)
    ruling = given.rulings.get(last.person_id)
    amount = month_amount(given.policy, month, periods, own, ruling, given.calendar, given.counting)
    payer_id = given.finance_id or last.organisation_id
    return _filled(month, given, last, payer_id, amount)


def _filled(month: Month, given: Facts, row: MemberRow, payer_id: int, amount: Amount) -> SheetLine:
    return SheetLine(
        person_id=row.person_id,
        posting_id=row.id,
        payer_id=payer_id,
        name=row.name,
        initials=row.initials,
        payer=given.names[payer_id],
        organisation=given.names[row.organisation_id],
        role=row.role.label,
        about=month,
        is_difference=False,
        days_in_month=month.days,
        days_posted=amount.days_posted,
        days_present=amount.days_present,
        rate_fen=given.policy.rate_fen,
        gross_fen=amount.gross_fen,
        deducted_fen=amount.deducted_fen,
        net_fen=amount.net_fen,
        reason=amount.reason,
        formula=amount.formula,
        held=amount.held,
        warning=amount.warning,
        bank=row.bank or "",
        card_no=row.card_no or "",
        card_holder=row.card_holder or "",
    )
