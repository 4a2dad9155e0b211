"""The same facts told another way come to the same money.

The order of an import, a posting split in two, a leave by record or by grid, a fact before or after the seal.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import DayState, TeamRole, UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import changing, importing, members
from banfu_desktop.services.office import levels, office, settings
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import sealing, subsidies
from banfu_desktop.services.subsidies.account import Account
from benchmarks.office import person

FEB, MAY = Month(2026, 2), Month(2026, 5)
NOW = datetime(2026, 6, 2, 9, 0)
UNITS = ("县司法局", "县医保局", "县林业局")
LEAVE = (DayState.ANNUAL, DayState.PERSONAL, DayState.SICK, DayState.MATERNITY)
Totals = dict[tuple[str, str, str], int]
Begin = Callable[[], "Town"]


@dataclass(frozen=True)
class Away:
    """Somebody away on some days."""

    who: int
    start: date
    length: int
    state: DayState

    @property
    def days(self) -> list[date]:
        return [self.start + timedelta(days=number) for number in range(self.length)]


@dataclass(frozen=True)
class Facts:
    """Who is posted where from when, who left, who moved, and who was away; drawn by chance."""

    units: tuple[str, ...]
    arrived: tuple[date, ...]
    left: tuple[date | None, ...]
    moved: tuple[tuple[int, str, date], ...]
    away: tuple[Away, ...]
    choices: tuple[tuple[str, str], ...]

    @classmethod
    def drawn(cls, seed: int) -> "Facts":
        chance, people = random.Random(seed), range(4)

        def day(first: date, last: date) -> date:
            return first + timedelta(days=chance.randint(0, (last - first).days))

        units = tuple(chance.choice(UNITS) for _ in people)
        arrived = tuple(day(date(2026, 1, 5), date(2026, 3, 10)) for _ in people)
        left = tuple(day(date(2026, 4, 10), MAY.last) if chance.random() < 0.3 else None for _ in people)
        moved = tuple(
            (who, chance.choice([unit for unit in UNITS if unit != units[who]]),
             day(date(2026, 3, 12), date(2026, 4, 9)))
            for who in people
            if chance.random() < 0.4
        )  # fmt: skip
        away = tuple(
            Away(
                who, day(date(2026, 3, 12), date(2026, 4, 5)), chance.randint(1, 4),
                chance.choice((DayState.ABSENT, *LEAVE)),
            )
            for who in people
        )  # fmt: skip
        choices = tuple(
            (name, value)
            for name, value in (
                ("arrival_counts", "否"), ("departure_counts", "否"), ("annual_deducts", "是"),
                ("part_month", "以15日为界算半月"), ("deduction_basis", "÷应在岗天数，按工作日"),
            )
            if chance.random() < 0.3
        )  # fmt: skip
        return cls(units, arrived, left, moved, away, (("absence", "按天扣减"), *choices))


class Town:
    """梅坑镇, which is told facts and says what they come to."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def doing(self) -> AbstractContextManager[Session]:
        return self.database.write(Deed("办理", "审核", NOW))

    def begin(self, facts: Facts) -> None:
        """Units, choices and postings."""
        with self.doing() as session:
            for unit in UNITS:
                levels.confirm(session, office.organisation_named(session, unit).id, UnitLevel.COUNTY)
            for name, value in facts.choices:
                settings.choose(session, name, value, date(2026, 1, 1))
            for who, unit in enumerate(facts.units):
                members.save(session, _posted(who, unit, facts.arrived[who]))

    def tell(self, facts: Facts, *, by_record: bool = False) -> None:
        """Moves, absences and departures."""
        with self.doing() as session:
            for away in facts.away:
                self._away(session, away, by_record=by_record and away.state is not DayState.ABSENT)
            for who, unit, day in facts.moved:
                changing.change_from(session, self._posting(session, who, day), {"organisation": unit}, day)
            for who, left in enumerate(facts.left):
                if left is not None:
                    session.get_one(Posting, self._posting(session, who, left)).left_on = left

    def _away(self, session: Session, away: Away, *, by_record: bool) -> None:
        posting = self._posting(session, away.who, away.start)
        if by_record:
            values = {
                "state": away.state,
                "start_on": away.days[0],
                "end_on": away.days[-1],
                "reason": "办事",
            }
            attendance.save_leave(session, posting, values)
        else:
            attendance.set_days(session, posting, away.days, away.state)

    def split(self, seed: int) -> None:
        """Change everybody's role on days of no other meaning: a posting in two, one stay."""
        chance = random.Random(seed)
        with self.doing() as session:
            for row in members.listing(session):
                day = row.arrived_on + timedelta(days=chance.randint(1, 40))
                if row.left_on is None or day <= row.left_on:
                    role = TeamRole.MEMBER if row.role is TeamRole.LEADER else TeamRole.LEADER
                    changing.change_from(session, row.id, {"role": role}, day)

    def seal(self, first: Month = FEB, last: Month = MAY) -> None:
        with self.doing() as session:
            month = first
            while month <= last:
                if month not in subsidies.opened(session):
                    subsidies.make(session, month, NOW)
                if any(at == month for _, at in Account(session).drafts):
                    sealing.seal(session, month, "审核", NOW)
                month = month.shift(1)

    @staticmethod
    def _posting(session: Session, who: int, day: date) -> int:
        name = person(who)["name"]
        return next(row.id for row in members.listing(session) if row.name == name and day in row.period)

    def dues(self) -> Totals:
        """What is due now, by person, payer and month, sealed or not."""
        with self.database.read() as session:
            account = Account(session)
            names = office.Names(session).on(NOW.date())
            found: Totals = {}
            month = FEB
            while month <= MAY:
                for owed in account.records.owed(month):
                    assert not owed.held, owed.held
                    name = account.records.people[owed.person_id][0].name
                    found[name, names[owed.payer_id], str(month)] = owed.net_fen
                month = month.shift(1)
            return found

    def given(self) -> Totals:
        """What everybody has or will have in the end: sheets, and what is still open, debts taken off."""
        with self.database.read() as session:
            account = Account(session)
            names = office.Names(session).on(NOW.date())
            assert dict(account.undecided) == {}
            found: Totals = {}
            for row in account.everything():
                key = (account.records.people[row.key.person_id][0].name, names[row.key.payer_id])
                found[*key, str(row.key.month)] = row.sheets_fen - row.repaid_fen
            for payer in account.payers:
                settled = account.settlement(payer)
                taken = {key: -fen for key, fen in settled.receivable.items()}
                for part in (settled.made_up, settled.waiting, settled.supplemented, settled.deducted, taken):
                    for at, fen in part.items():
                        name = account.records.people[at.person_id][0].name
                        found[name, names[at.payer_id], str(at.month)] += fen
            return {key: fen for key, fen in found.items() if fen}


def _posted(who: int, unit: str, arrived: date) -> dict[str, object]:
    own = {"organisation": unit, "arrived_on": arrived, "role": TeamRole.MEMBER, "village": None}
    return {**person(2), **_named(who), **own, "town_post": None, "planned_until": None, "filed_on": None}


def _named(who: int) -> dict[str, object]:
    return {name: person(who)[name] for name in ("name", "identity_no", "card_no", "card_holder")}


@pytest.fixture(scope="module")
def founded(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(empty_office, tmp_path_factory.mktemp("founded") / "office")
    database = Database.open(folder)
    with database.write(Deed("建立", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    database.close()
    return folder


@pytest.fixture
def begin(founded: Path, tmp_path: Path) -> Iterator[Begin]:
    """A fresh town each time."""
    towns: list[Town] = []

    def fresh() -> Town:
        towns.append(Town(Database.open(shutil.copytree(founded, tmp_path / f"office-{len(towns)}"))))
        return towns[-1]

    yield fresh
    for town in towns:
        town.database.close()


SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_posting_split_in_two_earns_what_it_earned_whole(begin: Begin, seed: int) -> None:
    facts = Facts.drawn(seed)
    whole, split = begin(), begin()
    for town in (whole, split):
        town.begin(facts)
        town.tell(facts)
    split.split(seed)
    assert split.dues() == whole.dues()
    assert whole.dues()


@pytest.mark.parametrize("seed", SEEDS)
def test_leave_by_record_costs_what_leave_by_grid_costs(begin: Begin, seed: int) -> None:
    facts = Facts.drawn(seed)
    by_grid, by_record = begin(), begin()
    for town in (by_grid, by_record):
        town.begin(facts)
    by_grid.tell(facts)
    by_record.tell(facts, by_record=True)
    assert by_record.dues() == by_grid.dues()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fact_before_the_seal_and_one_after_give_the_same_in_the_end(begin: Begin, seed: int) -> None:
    facts = Facts.drawn(seed)
    before, after, between = begin(), begin(), begin()
    for town in (before, after, between):
        town.begin(facts)
    before.tell(facts)
    before.seal()
    after.seal()
    after.tell(facts)
    after.seal()  # sheets of units that owed nothing before
    between.seal(FEB, Month(2026, 3))
    between.tell(facts)
    between.seal()
    due = {key: fen for key, fen in before.dues().items() if fen}
    assert before.given() == after.given() == between.given() == due


def _book(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    labels = {
        "name": "姓名", "sex": "性别", "identity_no": "身份证号", "category": "人员类别",
        "organisation": "派出单位", "role": "队内职务", "arrived_on": "到岗日期", "left_on": "离岗日期",
    }  # fmt: skip
    book = Workbook()
    book.active.append(list(labels.values()))  # type: ignore[union-attr]
    for row in rows:
        cells = [row.get(name) for name in labels]
        book.active.append([getattr(cell, "label", cell) for cell in cells])  # type: ignore[union-attr]
    book.save(path)
    return path


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_a_roster_changes_nothing(begin: Begin, tmp_path: Path, seed: int) -> None:
    facts = replace(Facts.drawn(seed), moved=())
    rows = [
        {**_posted(who, unit, facts.arrived[who]), "left_on": facts.left[who]}
        for who, unit in enumerate(facts.units)
    ]
    found = []
    for number, order in enumerate((rows, list(reversed(rows)), random.Random(seed).sample(rows, len(rows)))):
        town = begin()
        town.begin(replace(facts, units=()))
        with town.doing() as session:
            path = _book(tmp_path / f"花名册{number}.xlsx", order)
            importing.carry_out(session, importing.plan(session, path, NOW.date()))
        found.append(town.dues())
    assert found[0] == found[1] == found[2]
    assert found[0]
