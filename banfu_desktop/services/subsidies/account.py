"""The one account read from the office: what is due, what sheets hold, and where the rest goes.

Everything the room says of money comes from here: drafts, differences, 扣回, 应收回, what holds a sheet.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import last_entry
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

_MONTH = "CAST(substr({0}, 1, 4) AS INTEGER) * 12 + CAST(substr({0}, 6) AS INTEGER) - 1"
_KNOWN = "subsidies account"
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
    """The account of the whole office as it stands."""

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
        in_force = sa.select(SubsidySheet.id, SubsidySheet.payer_id, SubsidySheet.month).where(
            SubsidySheet.voided_at.is_(None), SubsidySheet.kind == SheetKind.MONTH
        )
        for sheet_id, payer, month in session.execute(in_force):
            self.sealed[self._root(payer), month] = sheet_id
        self.deferred = {
            (self._root(row.payer_id), row.month, row.person_id, row.about): row.reason
            for row in session.scalars(sa.select(SubsidyDeferral))
        }

    @cached_property
    def sheets_fen(self) -> Mapping[Place, int]:
        """What sheets in force hold for each key.

        Lines marked 不再发放 and old debts not collected do not count.
        """
        month = sa.literal_column(_MONTH.format("subsidy_lines.about"), sa.Integer)
        owed = sa.case((SubsidyUncollected.is_owed.is_(True), SubsidyUncollected.uncovered_fen), else_=0)
        statement = (
            sa.select(
                SubsidyLine.person_id,
                SubsidyLine.payer_id,
                month.label("month"),
                sa.func.sum(SubsidyLine.net_fen + sa.func.coalesce(owed, 0)),
            )
            .join(SubsidySheet, SubsidySheet.id == SubsidyLine.sheet_id)
            .outerjoin(SubsidyUncollected, SubsidyUncollected.line_id == SubsidyLine.id)
            .where(SubsidySheet.voided_at.is_(None), SubsidyLine.waived_on.is_(None))
            .group_by(SubsidyLine.person_id, SubsidyLine.payer_id, SubsidyLine.about)
        )
        return self._summed(statement)

    @cached_property
    def repaid_fen(self) -> Mapping[Place, int]:
        """What was given back of each key."""
        month = sa.literal_column(_MONTH.format("month"), sa.Integer)
        own = SubsidyRepayment
        statement = sa.select(own.person_id, own.payer_id, month, sa.func.sum(own.amount_fen)).group_by(
            own.person_id, own.payer_id, own.month
        )
        return self._summed(statement)

    def _summed(self, statement: sa.Select[int, int, int, int]) -> Mapping[Place, int]:
        found: dict[Place, int] = defaultdict(int)
        for person, payer, month, fen in self._session.execute(statement):
            found[person, self._root(payer), month] += fen
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
    """Compare what is due with what sheets hold, month by month since the start of use."""
    found = _Counted({}, defaultdict(list), {})
    left = dict(account.sheets_fen)
    for place in account.repaid_fen:
        left.setdefault(place, 0)
    if account.start is not None and account.opened:
        first, last = number_of(account.start), number_of(account.opened[-1])
        sealed = {(payer, number_of(month)) for payer, month in account.sealed}
        for number, place, net in _plain_months(account, first, last):
            if (place[1], number) in sealed or place in left:
                held = left.pop(place, 0)
                if whole or held != net or place in account.repaid_fen:
                    _stand(account, found, place, net, held, whole=whole)
            else:
                _draft(found, account.records.owed(month_of(number), [place[0]]), number)
        for number, owed in _other_months(account, first, last):
            place = (owed.person_id, owed.payer_id, number)
            if (owed.payer_id, number) in sealed or place in left:
                key = Key(owed.person_id, owed.payer_id, month_of(number))
                held = left.pop(place, 0)
                if owed.held:
                    found.undecided[key] = owed.held
                    if whole:
                        found.standings[key.payer_id].append(_standing(account, key, None, held))
                else:
                    _stand(account, found, place, owed.net_fen, held, whole=whole)
            else:
                _draft(found, [owed], number)
    for place, held in left.items():
        _stand(account, found, place, 0, held, whole=whole)
    return found


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


def _plain_months(account: Account, first: int, last: int) -> Iterator[tuple[int, Place, int]]:
    """Whole months in which nothing happened, with their amount: month, key, fen."""
    records = account.records
    fen = {number: records.plain_fen(month_of(number)) for number in range(first, last + 1)}
    for person in records.people:
        for number, whole in _whole_months(account, person, first, last):
            rate = fen[number]
            if rate is not None and whole is not None:
                yield number, (person, whole, number), rate


def _whole_months(account: Account, person: int, first: int, last: int) -> Iterator[tuple[int, int | None]]:
    """A person's plain whole months with who pays them; None where they earn nothing."""
    records = account.records
    for row in records.whole(person):
        begin = max(first, number_of(row.first))
        end = last if row.last is None else min(last, number_of(row.last))
        for number in range(begin, end + 1):
            if _is_plain(account, person, row.posting_id, number):
                payer = None if row.unit_id is None else records.payer_of(row.unit_id, month_of(number))
                yield number, payer


def _is_plain(account: Account, person: int, posting: int, number: int) -> bool:
    records, month = account.records, month_of(number)
    if row_earns_by_leave(account, month) or records.decided(person, month):
        return False
    return not records.is_asked_about(posting, month)


def row_earns_by_leave(account: Account, month: Month) -> bool:
    """Whether leave alone may change amounts in a month."""
    return account.records.plain_fen(month) is None


def _other_months(account: Account, first: int, last: int) -> Iterator[tuple[int, Owed]]:
    """Every other month of everybody: worked out day by day."""
    records = account.records
    for person, rows in records.people.items():
        plain = {number for number, _ in _whole_months(account, person, first, last)}
        for number in range(first, last + 1):
            if number in plain:
                continue
            month = month_of(number)
            if records.decided(person, month) or any(row.period.common(month.period) for row in rows):
                for owed in records.owed(month, [person]):
                    yield number, owed


def of_moment(session: Session) -> Account:
    """The account as it stands, worked out once for whoever asks in this session until something changes."""
    moment = last_entry(session)
    known: tuple[int, Account] | None = session.info.get(_KNOWN)
    if known is None or known[0] != moment:
        known = session.info[_KNOWN] = (moment, Account(session))
    return known[1]
