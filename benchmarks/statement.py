"""A bank statement of 10,000 lines read, its directions proven, and taken in, against csv reading it."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.exchange.bank import read_statement
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.bank import importing
from banfu_desktop.services.funds import books
from banfu_desktop.services.program import founding
from benchmarks.measure import BUILD, Figure, Line, in_turn, ms, timed

_LINES = 10_000
_NOW = datetime(2026, 11, 2, 9)
_DEED = Deed("导入银行流水", "经办", _NOW)


class _RolledBackError(Exception):
    """So that every run meets the same empty book."""


def figures() -> Iterator[Line]:
    """Reading, and taking in as one deed, which is undone before it commits."""
    with TemporaryDirectory(dir=BUILD) as folder:
        path = Path(folder, "流水.csv")
        path.write_text("\n".join(_statement()), "utf-8")
        database, _ = Database.create(Path(folder, "office"))
        with database.write(_DEED) as session:
            founding.found(session, "梅坑镇", practice=True)
            values = {"name": "工作经费", "kind": BookKind.TEAM, "source": "县财政", "year": 2026}
            book = books.open_book(session, values)
        reading, taking, floor = in_turn(
            timed(lambda: read_statement(path)),
            timed(lambda: _take_in(database, book, path)),
            timed(lambda: _read(path)),
            runs=3,
        )
        database.close()
    said = f"{{}} / {ms(floor)} of csv reading it"
    yield Figure("reading a statement of 10,000 lines", reading / floor, said.format(ms(reading)))
    yield Figure("taking in a statement of 10,000 lines", taking / floor, said.format(ms(taking)))


def _statement() -> Iterator[str]:
    """Rising days, seven lines each, amounts in and out, every balance stated."""
    yield "交易日期,收入,支出,余额,对方户名,摘要"
    balance, day = 0, date(2020, 1, 1)
    for number in range(_LINES):
        day += timedelta(days=number % 7 == 0)
        yuan = number % 97 + 1
        comes = number % 3 > 0 or balance < yuan
        balance += yuan if comes else -yuan
        came, went = (yuan, "") if comes else ("", yuan)
        yield f"{day},{came},{went},{balance},某单位{number % 50},摘要{number}"


def _take_in(database: Database, book: int, path: Path) -> None:
    try:
        with database.write(_DEED) as session:
            importing.carry_out(session, importing.plan(session, book, path), _NOW)
            session.flush()
            raise _RolledBackError
    except _RolledBackError:
        pass


def _read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        list(csv.reader(file))
