"""The month's money by the book: counted day by day and sheet by sheet, with none of the program's code.

Everything is plain data and exact fractions. What is due, what a sheet holds and where the rest goes are
worked out anew after every deed, the slow way.
"""

import calendar
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import wraps
from typing import Any

DAY = timedelta(days=1)
RATE = 200_000
LIMIT = 15
Person, Unit = int, int
MonthNo = tuple[int, int]
Key = tuple[Person, Unit, MonthNo]


def days_of(month: MonthNo) -> list[date]:
    return [date(*month, number) for number in range(1, calendar.monthrange(*month)[1] + 1)]


def half_up(amount: Fraction) -> int:
    return int((amount + Fraction(1, 2)) // 1)


def remembered(method: Callable[..., Any]) -> Callable[..., Any]:
    """Work a question out once between two changes."""

    @wraps(method)
    def asked(self: "Books", *args: Any, **options: Any) -> Any:
        question = (method.__name__, args, tuple(options.items()))
        if question not in self.worked_out:
            self.worked_out[question] = method(self, *args, **options)
        return self.worked_out[question]

    return asked


@dataclass
class Posting:
    person: Person
    unit: Unit
    arrived: date
    left: date | None


@dataclass
class Ruling:
    fen: int
    absent: int
    long_leave: int
    gross: int


@dataclass
class Sheet:
    payer: Unit
    month: MonthNo
    lines: dict[tuple[Person, MonthNo], int]
    supplement: int | None = None
    voided: bool = False
    paid: set[Person] = field(default_factory=set)
    waived: set[Person] = field(default_factory=set)


@dataclass
class Due:
    gross: int
    deducted: int
    held: bool
    absent: int
    long_leave: int

    @property
    def net(self) -> int:
        return self.gross - self.deducted


@dataclass
class Books:
    """An office: its facts, its decisions, its sheets."""

    start: MonthNo
    arrival_counts: bool = True
    departure_counts: bool = True
    by_last_unit: bool = False
    postings: list[Posting] = field(default_factory=list)
    levels: dict[Unit, list[tuple[date, bool]]] = field(default_factory=dict)
    same: dict[Unit, Unit] = field(default_factory=dict)
    marks: dict[tuple[Person, date], str] = field(default_factory=dict)
    rulings: dict[Key, Ruling] = field(default_factory=dict)
    one_offs: list[tuple[Person, Unit, MonthNo, int]] = field(default_factory=list)
    opened: list[MonthNo] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    repaid: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    supplements: dict[int, tuple[Unit, set[MonthNo]]] = field(default_factory=dict)
    deferred: set[tuple[Unit, MonthNo, Person, MonthNo]] = field(default_factory=set)
    worked_out: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """Answers of the slow methods since the last `forget`, which every change is followed by."""

    def forget(self) -> None:
        self.worked_out.clear()

    # Facts of a day.

    def unit_on(self, person: Person, day: date) -> Unit | None:
        for one in self.postings:
            if one.person == person and one.arrived <= day and (one.left is None or day <= one.left):
                return one.unit
        return None

    def root(self, unit: Unit) -> Unit:
        while unit in self.same:
            unit = self.same[unit]
        return unit

    def county(self, unit: Unit, day: date) -> bool | None:
        """True, False, or None while nobody has confirmed any level of the unit."""
        known = self.levels.get(self.root(unit))
        if not known:
            return None
        return next((level for start, level in sorted(known, reverse=True) if start <= day), False)

    def entitled(self, person: Person, day: date, *, sure: bool = False) -> Unit | None:
        """Who pays for a day, or nobody; `sure` leaves out units of an unconfirmed level."""
        unit = self.unit_on(person, day)
        if unit is None:
            return None
        level = self.county(unit, day)
        if level is False or (sure and level is None):
            return None
        return self.root(unit)

    # A month.

    @remembered
    def counted(self, person: Person, month: MonthNo, *, sure: bool = False) -> list[tuple[date, Unit]]:
        found = []
        for day in days_of(month):
            payer = self.entitled(person, day, sure=sure)
            if payer is None:
                continue
            first = self.entitled(person, day - DAY, sure=sure) is None
            last = self.entitled(person, day + DAY, sure=sure) is None
            if (first and not self.arrival_counts) or (last and not self.departure_counts):
                continue
            found.append((day, payer))
        if self.by_last_unit and found:
            found = [(day, found[-1][1]) for day, _ in found]
        return found

    def shares(self, person: Person, month: MonthNo, *, sure: bool = False) -> dict[Unit, int]:
        days = self.counted(person, month, sure=sure)
        if not days:
            return {}
        whole = half_up(Fraction(RATE * len(days), len(days_of(month))))
        last = days[-1][1]
        shares = {
            payer: half_up(Fraction(whole * sum(own == payer for _, own in days), len(days)))
            for payer in {own for _, own in days} - {last}
        }
        return shares | {last: whole - sum(shares.values())}

    @remembered
    def dues(self, person: Person, month: MonthNo) -> dict[Unit, Due]:
        days = self.counted(person, month)
        shares, without = self.shares(person, month), self.shares(person, month, sure=True)
        doubtful = {
            self.root(unit)
            for day, _ in days
            if (unit := self.unit_on(person, day)) is not None and self.county(unit, day) is None
        }
        if self.by_last_unit and doubtful:
            doubtful = {days[-1][1]}
        beyond = self._beyond(person, days)
        dues = {}
        for payer, gross in shares.items():
            own = [day for day, at in days if at == payer]
            state = [self.marks.get((person, day), "") for day in own]
            absent, long_leave = state.count("absent"), state.count("sick") + state.count("personal")
            asks = any(self.marks.get((person, day)) == "absent" and day.weekday() < 5 for day in own) or any(
                day in beyond for day in own
            )
            deducted, ruling = 0, self.ruling(person, payer, month)
            if ruling is not None:
                deducted = min(ruling.fen, gross)
                asks = (ruling.absent, ruling.long_leave, ruling.gross) != (absent, long_leave, gross)
            unsure = payer in doubtful
            if doubtful and len(shares) > 1 and not unsure and not asks:
                asks = without.get(payer) is None or self._net(without[payer], ruling) != gross - deducted
            dues[payer] = Due(gross, deducted, unsure or asks, absent, long_leave)
        return dues

    def ruling(self, person: Person, payer: Unit, month: MonthNo) -> Ruling | None:
        """The decision of a line; of two that became one unit's the later."""
        found = [
            ruling
            for (one, unit, at), ruling in self.rulings.items()
            if (one, self.root(unit), at) == (person, payer, month)
        ]
        return found[-1] if found else None

    @staticmethod
    def _net(gross: int, ruling: Ruling | None) -> int:
        return gross - (min(ruling.fen, gross) if ruling else 0)

    def _beyond(self, person: Person, days: list[tuple[date, Unit]]) -> set[date]:
        """Days of 病假 (rest days too) and 事假 (working days) after the first so many of the month."""
        long_leave = [
            day
            for day, _ in days
            if self.marks.get((person, day)) == "sick"
            or (self.marks.get((person, day)) == "personal" and day.weekday() < 5)
        ]
        return set(long_leave[LIMIT:])

    def once(self, person: Person, payer: Unit, month: MonthNo) -> int:
        return sum(
            fen for one, at, m, fen in self.one_offs if (one, self.root(at), m) == (person, payer, month)
        )

    def due(self, key: Key) -> int | None:
        """Fen due for a key; None while it is held."""
        person, payer, month = key
        own = self.dues(person, month).get(payer)
        net = (own.net if own else 0) + self.once(*key)
        return None if (own is not None and own.held) or net < 0 else net

    # Sheets.

    def force(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.voided]

    def sealed(self, payer: Unit, month: MonthNo) -> bool:
        return any(
            sheet.supplement is None and self.root(sheet.payer) == payer and sheet.month == month
            for sheet in self.force()
        )

    @remembered
    def held_by_sheets(self, key: Key) -> int:
        person, payer, month = key
        return sum(
            sheet.lines.get((person, month), 0)
            for sheet in self.force()
            if self.root(sheet.payer) == payer and person not in sheet.waived
        )

    @remembered
    def touched(self, key: Key) -> bool:
        person, payer, month = key
        lines = any(
            (person, month) in sheet.lines and self.root(sheet.payer) == payer and person not in sheet.waived
            for sheet in self.force()
        )
        return lines or self.repaid.get(key, 0) > 0

    def people(self) -> list[Person]:
        return sorted({one.person for one in self.postings})

    def units(self) -> list[Unit]:
        return sorted({self.root(one.unit) for one in self.postings} | {self.root(u) for u in self.levels})

    def months(self) -> list[MonthNo]:
        found, last = [], max(self.opened, default=None)
        month = self.start
        while last is not None and month <= last:
            found.append(month)
            month = (month[0] + month[1] // 12, month[1] % 12 + 1)
        return found

    def owes(self, person: Person, payer: Unit, month: MonthNo) -> bool:
        return payer in self.dues(person, month) or any(
            (one, self.root(at), m) == (person, payer, month) for one, at, m, _ in self.one_offs
        )

    @remembered
    def accounts(self) -> dict[Key, int | None]:
        """Every key on the account with what is due; all others are drafts."""
        return {
            (person, payer, month): self.due((person, payer, month))
            for month in self.months()
            for payer in self.units()
            for person in self.people()
            if (self.sealed(payer, month) and self.owes(person, payer, month))
            or self.touched((person, payer, month))
        }

    @remembered
    def draft(self, payer: Unit, month: MonthNo) -> list[Person]:
        """People with an own line on a payer's sheet that is not sealed."""
        if self.sealed(payer, month):
            return []
        return [
            person
            for person in self.people()
            if self.owes(person, payer, month) and not self.touched((person, payer, month))
        ]

    @remembered
    def next_open(self, payer: Unit) -> MonthNo | None:
        return next((m for m in self.months() if m in self.opened and self.draft(payer, m)), None)

    def open_amounts(self, payer: Unit) -> dict[Key, int]:
        return {
            key: due - self.held_by_sheets(key) + self.repaid.get(key, 0)
            for key, due in self.accounts().items()
            if key[1] == payer and due is not None
        }

    @remembered
    def places(self, payer: Unit) -> dict[str, dict[Key, int]]:
        """Where open amounts go: sheet (补发 or 扣回), supplement, waiting, receivable."""
        found: dict[str, dict[Key, int]] = {"sheet": {}, "supplement": {}, "waiting": {}, "receivable": {}}
        month = self.next_open(payer)
        asked = {m for at, months in self.supplements.values() if self.root(at) == payer for m in months}
        cover: dict[Person, int] = defaultdict(int)
        if month is not None:
            for person in self.draft(payer, month):
                if (payer, month, person, month) not in self.deferred:
                    own = self.dues(person, month).get(payer)
                    cover[person] += (own.net if own else 0) + self.once(person, payer, month)
        amounts = self.open_amounts(payer)
        for key, fen in amounts.items():
            if fen > 0 and key[2] in asked:
                found["supplement"][key] = fen
            elif fen > 0 and month is None:
                found["waiting"][key] = fen
            elif fen > 0:
                found["sheet"][key] = fen
                cover[key[0]] += fen
        for key, fen in sorted(amounts.items(), key=lambda item: item[0][2]):
            if fen < 0:
                taken = max(0, min(-fen, cover[key[0]]))
                cover[key[0]] -= taken
                if taken:
                    found["sheet"][key] = -taken
                if -fen > taken:
                    found["receivable"][key] = -fen - taken
        return found

    def undecided(self) -> set[Key]:
        return {key for key, due in self.accounts().items() if due is None}

    def sheet(self, payer: Unit, month: MonthNo) -> tuple[dict[tuple[Person, MonthNo], int], bool]:
        """The lines of a draft, and whether it can be sealed."""
        lines: dict[tuple[Person, MonthNo], int] = defaultdict(int)
        held = False
        for person in self.draft(payer, month):
            if (payer, month, person, month) in self.deferred:
                continue
            held = held or self.due((person, payer, month)) is None
            own = self.dues(person, month).get(payer)
            lines[person, month] += (own.net if own else 0) + self.once(person, payer, month)
        if self.next_open(payer) == month:
            for (person, _, about), fen in self.places(payer)["sheet"].items():
                lines[person, about] += fen
            asked = {m for at, months in self.supplements.values() if self.root(at) == payer for m in months}
            held = held or any(
                key[1] == payer
                and key[2] not in asked
                and (payer, month, key[0], key[2]) not in self.deferred
                for key in self.undecided()
            )
        earlier = any(m < month and self.draft(payer, m) for m in self.months())
        return dict(lines), bool(lines) and not held and not earlier
