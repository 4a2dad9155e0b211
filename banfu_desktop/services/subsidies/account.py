"""The one account read from the office: what is due, what sheets hold, and where the rest goes.

Everything the room says of money comes from here: drafts, differences, 扣回, 应收回, what holds a sheet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import moments
from banfu_desktop.db.models.subsidies import (
    SubsidyDeferral,
    SubsidyLine,
    SubsidyMonth,
    SubsidyRepayment,
    SubsidySheet,
    SubsidySupplement,
    SubsidyUncollected,
)
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_account import Key, Settlement, Standing, settle
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies.records import Owed, Records

Place = tuple[int, int, int]
"""A key with the month as a number, which is read and compared much faster than a Month.

Person, payer, month.
"""


def number_of(month: Month) -> int:
    """A month counted from the year 0."""
    return month.year * 12 + month.number - 1


def month_of(number: int) -> Month:
    """The month behind such a number."""
    year, index = divmod(number, 12)
    return Month(year, index + 1)


@dataclass(frozen=True)
class Request:
    """A 补发表 that is open: a payer and the months it makes up for."""

    id: int
    year: int
    serial: int
    payer_id: int
    months: tuple[Month, ...]


class Account:
    """The account of the whole office as it stands.

    Attributes:
        sealed: the sheets of months in force, by payer and month.
        by_old_rules: those of them that were sealed before the rules were mended (规则更正).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.records = Records(session)
        self._root = self.records.levels.root
        self.opened: tuple[Month, ...] = tuple(
            session.scalars(sa.select(SubsidyMonth.month).order_by(SubsidyMonth.month))
        )
        chosen = office.subsidies_from(session)
        self.start: Month | None = chosen or (self.opened[0] if self.opened else None)
        self.sealed: dict[tuple[int, Month], int] = {}
        self.by_old_rules: set[tuple[int, Month]] = set()
        own = SubsidySheet
        in_force = sa.select(own.id, own.payer_id, own.month, own.format).where(
            own.voided_at.is_(None), own.kind == SheetKind.MONTH
        )
        for sheet_id, payer, month, written in session.execute(in_force):
            self.sealed[self._root(payer), month] = sheet_id
            if written == 1:
                self.by_old_rules.add((self._root(payer), month))
        self.deferred = {
            (self._root(row.payer_id), row.month, row.person_id, row.about): row.reason
            for row in session.scalars(sa.select(SubsidyDeferral))
        }

    @cached_property
    def sheets_fen(self) -> Mapping[Place, int]:
        """What sheets in force hold for each key.

        Lines marked 不再发放 and old debts not collected do not count.
        """
        own, owed = SubsidyLine, SubsidyUncollected
        in_force = SubsidySheet.voided_at.is_(None), own.waived_on.is_(None)
        about = sa.type_coerce(own.about, sa.String)  # thousands of lines, few months: read as text
        lines = (
            sa.select(own.person_id, own.payer_id, about, own.net_fen)
            .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
            .where(*in_force)
        )
        uncollected = (
            sa.select(own.person_id, own.payer_id, about, owed.uncovered_fen)
            .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
            .join(owed, owed.line_id == own.id)
            .where(*in_force, owed.is_owed.is_(True))
        )
        return self._summed(lines, uncollected)

    @cached_property
    def repaid_fen(self) -> Mapping[Place, int]:
        """What was given back of each key."""
        own = SubsidyRepayment
        month = sa.type_coerce(own.month, sa.String)
        return self._summed(sa.select(own.person_id, own.payer_id, month, own.amount_fen))

    def _summed(self, *statements: sa.Select[int, int, str, int]) -> Mapping[Place, int]:
        found: defaultdict[Place, int] = defaultdict(int)
        numbers: dict[str, int] = {}
        for statement in statements:
            for person, payer, text, fen in self._session.execute(statement):
                if text not in numbers:
                    numbers[text] = number_of(Month.parse(text))
                found[person, self._root(payer), numbers[text]] += fen
        return dict(found)

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """补发表 asked for and not sealed."""
        own = SubsidySupplement
        sealed = sa.select(SubsidySheet.supplement_id).where(
            SubsidySheet.voided_at.is_(None), SubsidySheet.supplement_id.is_not(None)
        )
        rows = self._session.scalars(sa.select(own).where(own.id.not_in(sealed)).order_by(own.id))
        return tuple(
            Request(
                row.id, row.year, row.serial, self._root(row.payer_id),
                tuple(Month.parse(text) for text in row.months.split(",")),
            )
            for row in rows
        )  # fmt: skip

    @cached_property
    def _counted(self) -> "_Counted":
        return _count(self)

    @property
    def drafts(self) -> Mapping[tuple[int, Month], Sequence[Owed]]:
        """What no sheet holds yet, by payer and month: the own lines of drafts, made or not."""
        return self._counted.drafts

    @property
    def standings(self) -> Mapping[int, Sequence[Standing]]:
        """Keys that are open, by payer."""
        return self._counted.standings

    @property
    def undecided(self) -> Mapping[Key, str]:
        """Keys of sealed months that are held now, with why."""
        return self._counted.undecided

    @property
    def payers(self) -> Iterator[int]:
        """Every payer with something open, undecided or in draft."""
        names = {payer for payer, _ in self.drafts} | set(self.standings)
        yield from sorted(names | {key.payer_id for key in self.undecided})

    def next_open(self, payer_id: int) -> Month | None:
        """The payer's earliest opened month whose sheet is not sealed: what its differences go on."""
        months = [month for payer, month in self.drafts if payer == payer_id and month in self._opened_set]
        return min(months, default=None)

    @cached_property
    def _opened_set(self) -> frozenset[Month]:
        return frozenset(self.opened)

    def own_lines(self, payer_id: int, month: Month) -> list[Owed]:
        """The payer's own lines on the draft of a month, without those left off it (暂缓)."""
        return [
            owed
            for owed in self.drafts.get((payer_id, month), ())
            if (payer_id, month, owed.person_id, month) not in self.deferred
        ]

    def settlement(self, payer_id: int) -> Settlement:
        """Where the open amounts of a payer go."""
        month = self.next_open(payer_id)
        own: dict[int, int] | None = None
        if month is not None:
            own = defaultdict(int)
            for owed in self.own_lines(payer_id, month):
                own[owed.person_id] += owed.net_fen
        months = {
            month for request in self.requests if request.payer_id == payer_id for month in request.months
        }
        return settle(self.standings.get(payer_id, ()), own, months)

    @cached_property
    def receivables(self) -> Mapping[Key, int]:
        """应收回 of the whole office, by key, positive."""
        found: dict[Key, int] = {}
        for payer in list(self.standings):
            found |= self.settlement(payer).receivable
        return found

    def skipped(self, payer_id: int, before: Month) -> Month | None:
        """The earliest month before another in which the payer owes a line that no sheet holds."""
        months = [month for payer, month in self.drafts if payer == payer_id and month < before]
        return min(months, default=None)

    def asks(self, payer_id: int, month: Month) -> list[tuple[Key, str]]:
        """Undecided differences that hold the payer's sheet of a month: those it would carry."""
        if self.next_open(payer_id) != month:
            return []
        elsewhere = {m for request in self.requests if request.payer_id == payer_id for m in request.months}
        return [
            (key, why)
            for key, why in self.undecided.items()
            if key.payer_id == payer_id
            and key.month not in elsewhere
            and (payer_id, month, key.person_id, key.month) not in self.deferred
        ]

    def everything(self) -> Iterator[Standing]:
        """Every key on the account, also those in balance; for checks."""
        counted = _count(self, whole=True)
        for standings in counted.standings.values():
            yield from standings


@dataclass
class _Counted:
    """What one pass over all months finds."""

    drafts: dict[tuple[int, Month], list[Owed]]
    standings: dict[int, list[Standing]]
    undecided: dict[Key, str]


def _count(account: Account, *, whole: bool = False) -> _Counted:
    """Compare what is due with what sheets hold, person by person since the start of use."""
    found = _Counted({}, defaultdict(list), {})
    left = dict(account.sheets_fen)
    for place in account.repaid_fen:
        left.setdefault(place, 0)
    if account.start is not None and account.opened:
        span = range(number_of(account.start), number_of(account.opened[-1]) + 1)
        sealed = {(payer, number_of(month)) for payer, month in account.sealed}
        plain = _Plain(account.records, span)
        for person in account.records.people:
            payers = plain.months(person)
            _count_plain(account, found, person, payers, plain.fen, sealed, left, whole=whole)
            for owed, number in plain.others(person, payers):
                _count_owed(account, found, owed, number, sealed, left, whole=whole)
    for place, held in left.items():
        _stand(account, found, place, 0, held, whole=whole)
    return found


def _count_plain(
    account: Account,
    found: _Counted,
    person: int,
    payers: Mapping[int, int | None],
    fen: Mapping[int, int],
    sealed: Collection[tuple[int, int]],
    left: dict[Place, int],
    *,
    whole: bool,
) -> None:
    """Plain months, whose amount is known without looking at their days."""
    repaid = account.repaid_fen
    for number, payer in payers.items():
        if payer is None:
            continue
        place = (person, payer, number)
        held = left.pop(place, None)
        if held is None and (payer, number) not in sealed:
            _draft(found, account.records.owed(month_of(number), [person]), number)
        elif held != fen[number] or whole or place in repaid:
            _stand(account, found, place, fen[number], held or 0, whole=whole)


def _count_owed(
    account: Account,
    found: _Counted,
    owed: Owed,
    number: int,
    sealed: Collection[tuple[int, int]],
    left: dict[Place, int],
    *,
    whole: bool,
) -> None:
    """A month worked out day by day."""
    place = (owed.person_id, owed.payer_id, number)
    if (owed.payer_id, number) not in sealed and place not in left:
        _draft(found, [owed], number)
        return
    held = left.pop(place, 0)
    if not owed.held:
        _stand(account, found, place, owed.net_fen, held, whole=whole)
        return
    key = Key(owed.person_id, owed.payer_id, month_of(number))
    found.undecided[key] = owed.held
    if whole:
        found.standings[key.payer_id].append(_standing(account, key, None, held))


def _stand(account: Account, found: _Counted, place: Place, due: int, held: int, *, whole: bool) -> None:
    key = Key(place[0], place[1], month_of(place[2]))
    standing = _standing(account, key, due, held)
    if whole or standing.open_fen:
        found.standings[key.payer_id].append(standing)


def _standing(account: Account, key: Key, due: int | None, held: int) -> Standing:
    place = (key.person_id, key.payer_id, number_of(key.month))
    return Standing(key, due, held, account.repaid_fen.get(place, 0))


def _draft(found: _Counted, owed: Sequence[Owed], number: int) -> None:
    for row in owed:
        found.drafts.setdefault((row.payer_id, month_of(number)), []).append(row)


class _Plain:
    """Whole months in which nothing happened: nearly every month of everybody.

    `fen` is what such a month comes to; a month in which leave alone may change amounts has none.
    """

    def __init__(self, records: Records, span: range) -> None:
        self._records = records
        months = {number: month_of(number) for number in span}
        known = {number: records.plain_fen(month) for number, month in months.items()}
        self.fen: Mapping[int, int] = {number: fen for number, fen in known.items() if fen is not None}
        self._span, self._month = span, months
        self._by_day = frozenset(span) - self.fen.keys()
        self._payers: dict[int | None, Mapping[int, int | None]] = {}
        self._asked = _numbered(records.asked_about())
        self._decided = _numbered(records.decided())

    def months(self, person: int) -> dict[int, int | None]:
        """A person's plain months with who pays them; None where they earn nothing."""
        found: dict[int, int | None] = {}
        decided = self._decided.get(person, frozenset()) | self._by_day
        for row in self._records.whole(person):
            begin = max(self._span.start, number_of(row.first))
            end = self._span.stop if row.last is None else min(self._span.stop, number_of(row.last) + 1)
            told = decided | self._asked.get(row.posting_id, frozenset())
            payers = self._payers_of(row.unit_id)
            found |= {number: payers[number] for number in range(begin, end) if number not in told}
        return found

    def _payers_of(self, unit_id: int | None) -> Mapping[int, int | None]:
        if unit_id not in self._payers:
            self._payers[unit_id] = {
                number: None if unit_id is None else self._records.payer_of(unit_id, self._month[number])
                for number in self._span
            }
        return self._payers[unit_id]

    def others(self, person: int, plain: Collection[int]) -> Iterator[tuple[Owed, int]]:
        """Every other month of a person, worked out day by day."""
        records, numbers = self._records, set(self._decided.get(person, ()))
        for row in records.people[person]:
            last = self._span.stop if row.left_on is None else number_of(Month.of(row.left_on)) + 1
            numbers.update(range(number_of(Month.of(row.arrived_on)), min(last, self._span.stop)))
        for number in sorted(numbers.difference(plain)):
            if number in self._span:
                for owed in records.owed(self._month[number], [person]):
                    yield owed, number


def _numbered(months: Iterable[tuple[int, Month]]) -> Mapping[int, frozenset[int]]:
    """Months as numbers, by whom they are of."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for whose, month in months:
        found[whose].add(number_of(month))
    return {whose: frozenset(numbers) for whose, numbers in found.items()}


def of_moment(session: Session) -> Account:
    """The account as it stands, worked out once for whoever asks in this session until something changes."""
    return moments.of_moment(session, Account)
