"""The books against a plain double-entry model: never a fen of difference, never a gap, killed or not."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.funds import books, checking, funds, posting
from tests.conftest import Count

DOSES = 100
FIRST, NOW = 2024, datetime(2027, 6, 1, 9)
CATEGORIES = {"年度拨款": 1, "社会捐赠": 1, "宣传印刷": -1, "邮寄": -1}
SIGNED = {"leader": "队长", "secretary": "书记"}


class KilledError(Exception):
    """The power went in the middle of a deed."""


@dataclass
class Entry:
    """One line of the journal: money from one account to another on a day."""

    day: date
    number: int
    category: str
    fen: int
    reversed: bool = False
    red: bool = False

    @property
    def cash(self) -> int:
        return CATEGORIES.get(self.category, -1) * self.fen


@dataclass
class Year:
    opening: int = 0
    entries: list[Entry] = field(default_factory=list)
    closed_to: int = 0
    closed: bool = False

    def ends(self) -> dict[date, int]:
        """The balance at the end of each day, by adding up everything."""
        days = sorted({entry.day for entry in self.entries})
        return {day: self.opening + sum(e.cash for e in self.entries if e.day <= day) for day in days}

    @property
    def balance(self) -> int:
        return self.opening + sum(entry.cash for entry in self.entries)

    def takes(self, day: date) -> bool:
        return not self.closed and day.month > self.closed_to


class Model:
    """A book as an accountant keeps it on paper."""

    def __init__(self, opening: int) -> None:
        self.years = {FIRST: Year(opening)}

    def enter(self, day: date, category: str, fen: int, **marks: bool) -> bool:
        year = self.years.get(day.year)
        if year is None or not year.takes(day):
            return False
        year.entries.append(Entry(day, len(year.entries) + 1, category, fen, **marks))
        if any(balance < 0 for balance in year.ends().values()):
            year.entries.pop()
            return False
        return True

    def reverse(self, year: int, entry: Entry, on: date) -> bool:
        if entry.reversed or entry.red or entry.category == "财政收回" or on < entry.day:
            return False
        old, last = self.years[year], date(year, 12, 31)
        day = on
        if on.year > year and old.takes(last):
            day = last
        elif on.year == year and old.closed:
            return False
        if not self.enter(day, entry.category, -entry.fen, red=True):
            return False
        entry.reversed = True
        return True

    def close(self, month: Month) -> bool:
        year = self.years.get(month.year)
        if year is None or year.closed or month.number <= year.closed_to or month.last >= NOW.date():
            return False
        year.closed_to = month.number
        return True

    def carry(self, number: int, returned: int) -> bool:
        year = self.years.get(number)
        before = self.years.get(number - 1)
        done = year is None or year.closed or NOW.date() < date(number, 12, 31)
        if done or (before is not None and not before.closed) or returned > year.balance:  # type: ignore[union-attr]
            return False
        assert year is not None
        in_old = year.takes(date(number, 12, 31))
        if returned and in_old:
            assert self.enter(date(number, 12, 31), "财政收回", returned)
        later = min(NOW.date(), date(number + 1, 12, 31))
        if returned and not in_old and not self.years.get(number + 1, Year()).takes(later):
            return False
        year.closed = True
        after = self.years.setdefault(number + 1, Year())
        after.opening = year.balance
        assert not returned or in_old or self.enter(later, "财政收回", returned)
        return True


days = st.integers(0, 1247).map(lambda number: date(FIRST, 1, 1) + timedelta(days=number))
amounts = st.one_of(st.integers(1, 300), st.integers(1, 10**9))
posts = st.tuples(st.just("post"), days, st.sampled_from(sorted(CATEGORIES)), amounts, st.booleans())
reverses = st.tuples(st.just("reverse"), st.integers(0, 50), days, st.booleans())
closes = st.tuples(st.just("close"), st.integers(FIRST, FIRST + 3), st.integers(1, 12))
carries = st.tuples(st.just("carry"), st.integers(FIRST, FIRST + 2), st.sampled_from([0, 1, 100, -1]))
steps = st.lists(st.one_of(posts, posts, posts, reverses, closes, carries), min_size=3, max_size=14)


@pytest.fixture(scope="module")
def kept(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One office for every sequence; each has a book of its own."""
    opened = Database.open(shutil.copytree(empty_office, tmp_path_factory.mktemp("model") / "office"))
    yield opened
    opened.close()


def do(office: Database, model: Model, book: int, step: tuple[object, ...]) -> None:
    """The same step on paper and in the office; both take it or both refuse."""
    match step:
        case ("post", date() as day, str() as category, int() as fen, bool() as killed):
            post(office, model, book, day, category, fen, killed)
        case ("reverse", int() as pick, date() as on, bool() as killed):
            reverse(office, model, book, pick, on, killed)
        case ("close", int() as year, int() as number):
            month = Month(year, number)
            with taken(model.close(month)), deed(office) as session:
                books.close_month(session, book, month, NOW.date())
        case ("carry", int() as year, int() as back):
            held = model.years[year].balance if year in model.years else 0
            returned = held if back < 0 else back
            with taken(model.carry(year, returned)), deed(office) as session:
                books.carry(session, book, year, returned, "经办", NOW)


def post(office: Database, model: Model, book: int, day: date, category: str, fen: int, killed: bool) -> None:
    done = not killed and model.enter(day, category, fen)
    with taken(done, killed), deed(office) as session:
        chosen = posting.category_named(session, category)
        values = {"dated": day, "category_id": chosen, "amount_fen": fen, "summary": category, **SIGNED}
        made = posting.save(session, book, values)
        posting.post(session, made, "经办", NOW)
        if killed:
            raise KilledError


def reverse(office: Database, model: Model, book: int, pick: int, on: date, killed: bool) -> None:
    own = [(year, entry) for year, kept in model.years.items() for entry in kept.entries]
    if not own or on > NOW.date():
        return
    year, entry = own[pick % len(own)]
    done = not killed and model.reverse(year, entry, on)
    with taken(done, killed), deed(office) as session:
        found = funds.numbered(session, book, year, entry.number)
        posting.reverse(session, found.id, on, "更正", "经办", NOW)
        if killed:
            raise KilledError


def deed(office: Database):  # type: ignore[no-untyped-def]
    return office.write(Deed("记账", "经办", NOW))


def taken(done: bool, killed: bool = False):  # type: ignore[no-untyped-def]
    """The office takes what the paper takes, and refuses what it refuses."""
    from contextlib import nullcontext

    return nullcontext() if done else pytest.raises((UserError, KilledError) if killed else UserError)


def assert_same(office: Database, model: Model, book: int) -> None:
    with office.read() as session:
        for number, year in model.years.items():
            view = funds.view(session, book, number)
            assert (view.opening_fen, view.balance_fen) == (year.opening, year.balance)
            sums: defaultdict[str, int] = defaultdict(int)
            for entry in year.entries:
                sums[entry.category] += entry.fen
            assert {row.name: row.amount_fen for row in view.sums} == dict(sums)
            ends = {row.day: row.balance_fen for row in funds.balances(session, book, number)}
            assert ends == year.ends()
            rows = funds.vouchers(session, book, number)
            wanted = sorted(year.entries, key=lambda entry: (entry.day, entry.number))
            assert [(row.dated, row.number, row.net_fen) for row in rows] == [
                (entry.day, entry.number, entry.cash) for entry in wanted
            ]
            assert sorted(row.number or 0 for row in rows) == list(range(1, len(rows) + 1))
            assert rows == [] or rows[-1].balance_fen == year.balance
        if book % 25 == 0:  # it reads every book there is
            assert checking.check(session) == []


def run(kept: Database, opening: int, sequence: list[tuple[object, ...]]) -> None:
    model = Model(opening)
    with deed(kept) as session:
        name = f"账本{len(funds.books(session)) + 1}"
        values = {
            "name": name,
            "kind": BookKind.OTHER,
            "source": "县财政",
            "year": FIRST,
            "opening_fen": opening,
        }
        book = books.open_book(session, values)
    for step in sequence:
        do(kept, model, book, step)
    assert_same(kept, model, book)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(opening=st.sampled_from([0, 250, 10**9]), sequence=steps)
def test_the_books_say_what_the_paper_says(
    kept: Database, opening: int, sequence: list[tuple[object, ...]]
) -> None:
    run(kept, opening, sequence)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("dose", range(DOSES))
def test_ten_thousand_sequences_never_differ(
    empty_office: Path, tmp_path: Path, dose: int, count: Count
) -> None:
    """In doses: a book more for every sequence, an office of thousands of books would only be slow."""
    office = Database.open(shutil.copytree(empty_office, tmp_path / "office"))
    tried = 0

    @seed(dose)
    @settings(max_examples=10_000 // DOSES, suppress_health_check=list(HealthCheck))
    @given(opening=st.sampled_from([0, 250, 10**9]), sequence=steps)
    def never_differ(opening: int, sequence: list[tuple[object, ...]]) -> None:
        nonlocal tried
        tried += 1
        run(office, opening, sequence)

    never_differ()
    office.close()
    count("sequences of post, reverse, close, carry, kill; 0 fen differ", tried)
