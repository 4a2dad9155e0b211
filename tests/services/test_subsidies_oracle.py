"""Random offices against the book kept by hand.

Late facts, two units, dated levels, voids, payments, debts.
"""

import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_account import Key
from banfu_desktop.rules.words import Category, DayState, Sex, TeamRole, UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import changing, members
from banfu_desktop.services.office import levels, settings
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import (
    paying,
    receivables,
    rulings,
    sealing,
    subsidies,
    supplements,
)
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Drafting
from tests.conftest import Count
from tests.services import subsidies_oracle as book
from tests.services.subsidies_oracle import Books, Ruling, Sheet

NOW = datetime(2031, 11, 3, 9, 0)
TODAY = NOW.date()
FIRST, MONTHS, PEOPLE, UNITS, DEEDS = Month(2031, 2), 4, 3, 3, 22
LAST = FIRST.shift(MONTHS - 1).last
_STATES = {"absent": DayState.ABSENT, "sick": DayState.SICK, "personal": DayState.PERSONAL}


def _no(month: Month) -> book.MonthNo:
    return month.year, month.number


def _month(number: book.MonthNo) -> Month:
    return Month(*number)


class Office:
    """An office in the program and in the book, side by side."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database, self.chance = database, random.Random(seed)
        self.books = Books(_no(FIRST))
        with self.writing() as session:
            self.units = [self._unit(session, number) for number in range(UNITS)]
            self._choices(session)
            for number in range(PEOPLE):
                self._person(session, number)

    def writing(self) -> Any:
        return self.database.write(Deed("试验", "经办", NOW))

    def _unit(self, session: Session, number: int) -> int:
        unit = Organisation(name=f"试验{number}局", level=UnitLevel.COUNTY)
        session.add(unit)
        session.flush()
        if self.chance.random() < 0.85:
            levels.confirm(session, unit.id, UnitLevel.COUNTY)
            self.books.levels[unit.id] = [(date(1900, 1, 1), True)]
        return unit.id

    def _choices(self, session: Session) -> None:
        for name, wanted in (("arrival_counts", 0.2), ("departure_counts", 0.2)):
            if self.chance.random() < wanted:
                settings.choose(session, name, "否", date(2030, 1, 1))
                setattr(self.books, name, False)
        if self.chance.random() < 0.2:
            settings.choose(session, "move_month", "由月末单位发", date(2030, 1, 1))
            self.books.by_last_unit = True

    def _person(self, session: Session, number: int) -> None:
        identity = f"44029919800101{number:04d}"
        person = Person(name=f"人{number}", sex=Sex.MALE, identity_no=identity, pinyin="", initials="")
        session.add(person)
        session.flush()
        arrived = self._day(date(2030, 12, 1), date(2031, 4, 20))
        left = self._day(arrived, date(2031, 9, 1)) if self.chance.random() < 0.4 else None
        unit = self.chance.choice(self.units)
        session.add(
            Posting(
                person_id=person.id,
                organisation_id=unit,
                category=Category.CADRE,
                role=TeamRole.MEMBER,
                arrived_on=arrived,
                left_on=left,
            )
        )
        session.flush()
        self.books.postings.append(book.Posting(person.id, unit, arrived, left))

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    # Deeds: each carried out in both.

    def deed(self, step: int) -> str:
        """First some months as they should be, then whatever comes."""
        begin = (self.make, self.make, self.mark, self.confirm, self.rule, self.seal, self.pay, self.make)
        later = (
            self.seal,
            self.seal,
            self.seal_one,
            self.mark,
            self.mark,
            self.leave,
            self.leave,
            self.move,
            self.move,
            self.level,
            self.confirm,
            self.rule,
            self.rule,
            self.rule,
            self.pay,
            self.void,
            self.repay,
            self.waive,
            self.one_off,
            self.supplement,
            self.seal_supplement,
            self.defer,
            self.same,
            self.make,
        )
        chosen = begin[step] if step < len(begin) else self.chance.choice(later)
        with self.writing() as session:
            chosen(session)
        self.books.forget()
        return chosen.__name__

    def confirm(self, session: Session) -> None:
        for unit in sorted({self.books.root(unit) for unit in self.units} - set(self.books.levels)):
            levels.confirm(session, unit, UnitLevel.COUNTY)
            self.books.levels[unit] = [(date(1900, 1, 1), True)]

    def make(self, session: Session) -> None:
        month = FIRST.shift(len(self.books.opened))
        if len(self.books.opened) < MONTHS and members.listing(session, month.period):
            subsidies.make(session, month, NOW)
            self.books.opened.append(_no(month))
            self.books.start = self.books.opened[0]

    def seal(self, session: Session) -> None:
        for month in list(self.books.opened):
            self._seal(session, month, self.books.units())

    def seal_one(self, session: Session) -> None:
        if self.books.opened:
            self._seal(session, self.books.opened[0], [self.chance.choice(self.books.units())], one=True)

    def _seal(self, session: Session, number: book.MonthNo, payers: list[int], *, one: bool = False) -> None:
        month, wanted = _month(number), {}
        for payer in payers:
            lines, can = self.books.sheet(payer, number)
            if can:
                wanted[payer] = lines
        name = f"试验{self.units.index(payers[0])}局" if one else None
        try:
            done = sealing.seal(session, month, "经办", NOW, payer=name).sheets
        except UserError:
            done = ()
        made = {sheet.payer_id: self._lines(sheet) for sheet in done}
        assert made == wanted, (month, made, wanted)
        self.books.sheets += [Sheet(payer, number, wanted[payer]) for payer in made]
        self.books.forget()

    @staticmethod
    def _lines(sheet: Any) -> dict[tuple[int, book.MonthNo], int]:
        found: dict[tuple[int, book.MonthNo], int] = {}
        for line in sheet.lines:
            key = (line.person_id, _no(line.about))
            found[key] = found.get(key, 0) + line.net_fen
        return found

    def mark(self, session: Session) -> None:
        one = self.chance.choice(self.books.postings)
        start = self._day(max(one.arrived, FIRST.first), min(one.left or LAST, LAST))
        length = self.chance.choice((1, 1, 2, 5, 20))
        word = self.chance.choice(("absent", "absent", "sick", "personal", ""))
        days = [start + timedelta(days=number) for number in range(length)]
        days = [day for day in days if one.arrived <= day and (one.left is None or day <= one.left)]
        posting = next(row for row in members.listing(session) if self._is(row, one))
        attendance.set_days(session, posting.id, days, _STATES.get(word, DayState.PRESENT))
        for day in days:
            self.books.marks.pop((one.person, day), None)
            if word:
                self.books.marks[one.person, day] = word

    @staticmethod
    def _is(row: members.MemberRow, one: book.Posting) -> bool:
        return (row.person_id, row.arrived_on) == (one.person, one.arrived)

    def leave(self, session: Session) -> None:
        """A departure found out late, put off, or taken back; days after it count nowhere."""
        one = self.chance.choice(self.books.postings)
        if any(other.person == one.person and other.arrived > one.arrived for other in self.books.postings):
            return
        posting = next(row for row in members.listing(session) if self._is(row, one))
        left = (
            None if self.chance.random() < 0.3 else self._day(max(one.arrived, FIRST.first), date(2031, 7, 1))
        )
        session.get_one(Posting, posting.id).left_on = left
        session.flush()
        one.left = left

    def move(self, session: Session) -> None:
        one = self.chance.choice(self.books.postings)
        start = self._day(max(one.arrived, FIRST.first) + timedelta(days=1), one.left or date(2031, 7, 1))
        unit = self.chance.choice(self.units)
        if unit == one.unit or start == one.arrived or (one.left and start > one.left):
            return
        posting = next(row for row in members.listing(session) if self._is(row, one))
        name = f"试验{self.units.index(unit)}局"
        changing.change_from(session, posting.id, {"organisation": name}, start)
        self.books.postings.append(book.Posting(one.person, unit, start, one.left))
        one.left = start - timedelta(days=1)

    def level(self, session: Session) -> None:
        unit = self.books.root(self.chance.choice(self.units))
        county = self.chance.random() < 0.8
        word = UnitLevel.COUNTY if county else UnitLevel.CITY
        start = None if self.chance.random() < 0.5 else self._day(FIRST.first, date(2031, 6, 1))
        try:
            levels.confirm(session, unit, word, start)
        except UserError:
            return
        known = self.books.levels.setdefault(unit, [])
        if start is None:
            known[:] = [(date(1900, 1, 1), county)]
        else:
            known[:] = [row for row in known if row[0] != start] + [(start, county)]

    def same(self, session: Session) -> None:
        if self.chance.random() < 0.15:
            one, other = (self.books.root(unit) for unit in self.chance.sample(self.units, 2))
            months = [sheet.month for sheet in self.books.force() if self.books.root(sheet.payer) == one]
            both = [sheet.month for sheet in self.books.force() if self.books.root(sheet.payer) == other]
            if one != other and not set(months) & set(both):
                levels.same(session, one, other)
                self.books.same[other] = one

    def rule(self, session: Session) -> None:
        held = [
            (person, payer, month)
            for month in self.books.months()
            for person in self.books.people()
            for payer, due in self.books.dues(person, month).items()
            if due.held or self.chance.random() < 0.01
        ]
        if held:
            person, payer, month = self.chance.choice(held)
            due = self.books.dues(person, month)[payer]
            fen = self.chance.choice((0, due.gross // 3, due.gross))
            rulings.rule(session, _month(month), person, fen, "镇党委会议定", payer)
            known = [
                key
                for key in self.books.rulings
                if (key[0], self.books.root(key[1]), key[2]) == (person, payer, month)
            ]
            place = known[0] if known else (person, payer, month)
            self.books.rulings[place] = Ruling(fen, due.absent, due.long_leave, due.gross)

    def pay(self, session: Session) -> None:
        number = self._any_sheet()
        if number is not None:
            sheet = self.books.sheets[number]
            people = {person for person, _ in sheet.lines} - sheet.waived - sheet.paid
            chosen = {person for person in people if self.chance.random() < 0.7}
            if chosen:
                row = self._rows(session)[number]
                paying.pay(session, [row], paying.Payment(TODAY, people=chosen), TODAY)
                sheet.paid |= chosen

    def _any_sheet(self) -> int | None:
        there = [number for number, sheet in enumerate(self.books.sheets) if not sheet.voided]
        return self.chance.choice(there) if there else None

    @staticmethod
    def _rows(session: Session) -> list[Any]:
        from banfu_desktop.services.subsidies import sealed

        return sealed.rows(session)

    def void(self, session: Session) -> None:
        number = self._any_sheet()
        if number is None:
            return
        sheet = self.books.sheets[number]
        later = [
            other
            for other in self.books.sheets[number + 1 :]
            if not other.voided and self.books.root(other.payer) == self.books.root(sheet.payer)
        ]
        row = self._rows(session)[number]
        if later or sheet.paid or sheet.waived:
            with pytest.raises(UserError):
                sealing.void(session, row.id, "审核", "打错了", NOW)
            return
        sealing.void(session, row.id, "审核", "打错了", NOW)
        sheet.voided = True
        if sheet.supplement is not None:
            self.books.supplements[sheet.supplement] = (sheet.payer, self.asked[sheet.supplement])
        else:
            self.books.deferred -= {
                row for row in self.books.deferred if row[:2] == (sheet.payer, sheet.month)
            }

    def repay(self, session: Session) -> None:
        owed = {
            key: fen
            for payer in self.books.units()
            for key, fen in self.books.places(payer)["receivable"].items()
        }
        if owed:
            person, payer, _ = self.chance.choice(sorted(owed))
            months = sorted((key[2], fen) for key, fen in owed.items() if key[:2] == (person, payer))
            total = sum(fen for _, fen in months)
            fen = self.chance.choice((total, total // 2 + 1))
            name = f"试验{self.units.index(payer)}局"
            receivables.repay(session, person, receivables.Repayment(fen, TODAY), TODAY, name)
            for month, there in months:
                part = min(fen, there)
                if part:
                    self.books.repaid[person, payer, month] += part
                    fen -= part

    def waive(self, session: Session) -> None:
        number = self._any_sheet()
        if number is not None and self.chance.random() < 0.5:
            sheet = self.books.sheets[number]
            people = {person for person, _ in sheet.lines} - sheet.waived - sheet.paid
            if people:
                person = self.chance.choice(sorted(people))
                paying.waive(session, self._rows(session)[number].id, person, "已离职", TODAY)
                sheet.waived.add(person)

    def one_off(self, session: Session) -> None:
        if self.books.opened and self.chance.random() < 0.5:
            month = self.chance.choice(self.books.opened)
            person, unit = self.chance.choice(self.books.people()), self.chance.choice(self.units)
            fen = self.chance.choice((5_000, 12_345, -1_000))
            entry = rulings.OneOffEntry(
                person, f"试验{self.units.index(unit)}局", fen, "补发启用前月份", "1号", "县财政局"
            )
            try:
                rulings.add_one_off(session, _month(month), entry)
            except UserError:
                assert fen < 0
                return
            self.books.one_offs.append((person, unit, month, fen))

    asked: dict[int, set[book.MonthNo]]

    def supplement(self, session: Session) -> None:
        if not self.books.opened:
            return
        months = set(self.chance.sample(self.books.opened, min(2, len(self.books.opened))))
        payers = [
            payer
            for payer in self.books.units()
            if any(fen > 0 and key[2] in months for key, fen in self.books.open_amounts(payer).items())
        ]
        clash = any(
            self.books.root(at) in payers and own & months for at, own in self.books.supplements.values()
        )
        try:
            made = supplements.ask(session, [_month(one) for one in months], NOW)
        except UserError:
            assert clash or not payers
            session.rollback()
            raise _RefusedError from None
        assert not clash
        assert [sheet.payer_id for sheet in made] == payers
        for payer in payers:
            number = self._asked_number = self._asked_number + 1
            self.books.supplements[number] = (payer, months)
            self.asked[number] = months

    _asked_number = 0

    def seal_supplement(self, session: Session) -> None:
        if not self.books.supplements:
            return
        number = self.chance.choice(sorted(self.books.supplements))
        payer, months = self.books.supplements[number]
        payer = self.books.root(payer)
        lines = {
            (key[0], key[2]): fen
            for key, fen in self.books.places(payer)["supplement"].items()
            if key[2] in months
        }
        held = any(key[1] == payer and key[2] in months for key in self.books.undecided())
        try:
            sheet = supplements.seal(session, NOW.year, number, "审核", NOW)
        except UserError:
            assert held or not lines
            return
        assert not held
        assert self._lines(sheet) == lines
        del self.books.supplements[number]
        self.books.sheets.append(Sheet(payer, _no(Month.of(TODAY)), lines, supplement=number))

    def defer(self, session: Session) -> None:
        wanted = []
        for payer in self.books.units():
            month = self.books.next_open(payer)
            if month is None:
                continue
            held = [p for p in self.books.draft(payer, month) if self.books.due((p, payer, month)) is None]
            wanted += [(payer, month, person, month) for person in held]
            wanted += [(payer, month, key[0], key[2]) for key in self.books.undecided() if key[1] == payer]
        asked = [months for _, months in self.books.supplements.values()]
        wanted = [
            row for row in wanted if row not in self.books.deferred and not any(row[3] in m for m in asked)
        ]
        if wanted:
            payer, month, person, about = self.chance.choice(wanted)
            rulings.defer(session, _month(month), payer, person, _month(about), "待研究")
            self.books.deferred.add((payer, month, person, about))

    # The comparison.

    def compare(self) -> None:
        """0 fen between the program and the book; and the one account holds for every key."""
        with self.database.read() as session:
            account = Account(session)
            accounts = self.books.accounts()
            stood = {self._key(row.key): row for row in account.everything()}
            assert {k: row.due_fen for k, row in stood.items()} == accounts
            for key, row in stood.items():
                assert row.sheets_fen == self.books.held_by_sheets(key), key
                assert row.repaid_fen == self.books.repaid.get(key, 0), key
            for payer in self.books.units():
                self._compare_payer(account, payer, accounts, stood)
            drafts = {(p, _no(m)): [o.person_id for o in own] for (p, m), own in account.drafts.items()}
            assert {place: sorted(own) for place, own in drafts.items()} == {
                (payer, month): own
                for payer in self.books.units()
                for month in self.books.months()
                if (own := self.books.draft(payer, month))
            }
            for (payer, month), _ in account.drafts.items():
                draft = Drafting(account).sheet(payer, month)
                assert draft is None or draft.net_fen >= 0 or draft.held

    def _compare_payer(
        self, account: Account, payer: int, accounts: dict[book.Key, int | None], stood: dict[book.Key, Any]
    ) -> None:
        settled, places = account.settlement(payer), self.books.places(payer)
        assert self._keys({**settled.made_up, **settled.deducted}) == places["sheet"]
        assert self._keys(settled.supplemented) == places["supplement"]
        assert self._keys(settled.waiting) == places["waiting"]
        assert self._keys(settled.receivable) == places["receivable"]
        for key, due in accounts.items():
            if key[1] == payer and due is not None:
                row = stood[key]
                made_up = sum(
                    self._keys(part).get(key, 0)
                    for part in (settled.made_up, settled.supplemented, settled.waiting)
                )
                taken = -self._keys(settled.deducted).get(key, 0)
                owed = self._keys(settled.receivable).get(key, 0)
                assert row.sheets_fen - row.repaid_fen + made_up - taken - owed == due, key

    @staticmethod
    def _key(key: Key) -> book.Key:
        return key.person_id, key.payer_id, _no(key.month)

    def _keys(self, found: Any) -> dict[book.Key, int]:
        return {self._key(key): fen for key, fen in found.items()}


class _RefusedError(Exception):
    """A deed that the program refuses as a whole."""


@pytest.fixture(scope="module")
def founded(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with annex 1 and nobody in it, made once."""
    folder = shutil.copytree(empty_office, tmp_path_factory.mktemp("founded") / "office")
    database = Database.open(folder)
    with database.write(Deed("建立", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    database.close()
    return folder


@pytest.fixture
def fresh(founded: Path, tmp_path: Path) -> Iterator[Any]:
    """Opens a copy of it each time it is asked."""
    opened: list[Database] = []

    def begin(number: int) -> Database:
        for database in opened:
            database.close()
        opened.clear()
        folder = shutil.copytree(founded, tmp_path / f"office-{number}")
        opened.append(Database.open(folder))
        return opened[0]

    yield begin
    for database in opened:
        database.close()


def _run(fresh: Any, seeds: range) -> int:
    sealed = 0
    for seed in seeds:
        office = Office(fresh(seed), seed)
        office.asked = {}
        for step in range(DEEDS):
            try:
                told = office.deed(step)
            except _RefusedError:
                continue
            try:
                office.compare()
            except AssertionError as difference:
                raise AssertionError(f"office {seed}, deed {step} {told}") from difference
        sealed += len(office.books.sheets)
    return sealed


def test_random_offices_agree_with_the_book_to_the_fen(fresh: Any) -> None:
    assert _run(fresh, range(12)) > 12


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_three_hundred_more_offices_agree_too(fresh: Any, count: Count) -> None:
    count("sheets sealed in random offices, 0 fen off", _run(fresh, range(1000, 1300)))
