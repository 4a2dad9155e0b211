"""The office the figures are measured on: 20 people, 36 months of attendance, 35 of them sealed and paid."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Category, DayState, PoliticalStatus, Sex, TeamRole, UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import copies, remembered
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office as organisations
from banfu_desktop.services.office import settings
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import paying, subsidies
from benchmarks.measure import BUILD

TODAY = date(2026, 11, 2)
FIRST, MONTHS = Month(2023, 11), 36
LAST = FIRST.shift(MONTHS - 1)
MANY_PEOPLE, MANY_MONTHS = 300, 108
_UNITS = ("县交通运输局", "县工信局", "县人社局", "县司法局", "县医保局", "县林业局")
_TEAM = (
    (Category.CADRE, TeamRole.LEADER),
    *[(Category.CADRE, TeamRole.FIRST_SECRETARY)] * 2,
    *[(Category.CADRE, TeamRole.MEMBER)] * 10,
    *[(Category.SPECIALIST, TeamRole.SPECIALIST)] * 2,
    *[(Category.GRADUATE, TeamRole.MEMBER)] * 2,
    *[(Category.VOLUNTEER, TeamRole.VOLUNTEER)] * 2,
    (Category.FINANCE, TeamRole.FINANCE),
)
_GIVEN, _SURNAMES = "甲乙丙丁戊己庚辛壬癸", "陈李张黄何罗刘林钟曾谢邓彭叶丘廖巫谭冼赖"
_STATES = (DayState.DUTY, DayState.TRAINING, DayState.ANNUAL, DayState.PERSONAL, DayState.SICK)
_WEIGHTS, _CHECK_DIGITS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def prepared() -> Path:
    """The data folder of that office."""
    return _kept("office", _fill)


def leave(folder: Path) -> None:
    """Close the window on an office, as far as the next start can tell."""
    database = Database.open(folder)
    with database.read() as session:
        view = home.view(session, TODAY, folder)
    database.close()
    remembered.keep(folder, view)


def one_payer() -> Path:
    """The data folder of an office whose 20 people all are of one unit, with one sheet to print."""
    return _kept("one-payer", _fill_one_payer)


def of_many() -> Path:
    """The data folder of an office of 300 people of six units and 108 months, the last of them a draft."""
    return _kept("many", _fill_many)


def thirteen() -> Path:
    """The data folder of an office of 13 people from 13 units; its second month has a difference for each."""
    return _kept("thirteen", _fill_thirteen)


def _kept(name: str, fill: Callable[[Database], None]) -> Path:
    """An office made when first needed and kept in build/bench."""
    folder = BUILD / f"{name}-{schema_version()}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        database, _ = Database.create(folder)
        try:
            fill(database)
            copies.backup_now(database, _at(TODAY))
        finally:
            database.close()
        (folder / "made").touch()
    return folder


def person(number: int) -> dict[str, object]:
    """A fictional person in a posting, as the roster's fields; the first 20 are the team of a town."""
    category, role = _TEAM[number % 20]
    party = category is Category.CADRE
    return {
        "name": f"{_SURNAMES[number % 20]}{_GIVEN[number // 20 % 10]}{number // 200 or ''}",
        "sex": Sex.MALE,
        "nation": "汉族",
        "identity_no": _identity_no(number),
        "phone": f"139{number:08}",
        "political": PoliticalStatus.MEMBER if party else PoliticalStatus.NONE,
        "party_joined_on": date(2009, 7, 1) if party else None,
        "category": category,
        "organisation": _UNITS[number % len(_UNITS)] if party else "省人社厅",
        "rank": "四级主任科员",
        "role": role,
        "village": f"第{number + 1}村" if role is TeamRole.FIRST_SECRETARY else None,
        "town_post": "梅坑镇党委副书记" if role is TeamRole.LEADER else None,
        "arrived_on": FIRST.first,
        "planned_until": date(2026, 11, 30) if number % 20 < 4 else date(2027, 10, 31),
        "relations_moved_on": date(2023, 11, 20) if party else None,
        "filed_on": date(2023, 11, 20) if role is TeamRole.FIRST_SECRETARY else None,
        "bank": "新丰农商银行营业部",
        "card_no": _card_no(number),
        "card_holder": f"{_SURNAMES[number % 20]}{_GIVEN[number // 20 % 10]}{number // 200 or ''}",
    }


def _identity_no(number: int) -> str:
    """A number with a right check digit in an area that does not exist."""
    born = date(1985, 1, 1) + timedelta(days=number % 4000)
    digits = f"440299{born:%Y%m%d}{number // 4000 * 2 + 1:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECK_DIGITS[total % 11]


def _card_no(number: int) -> str:
    """A number that Luhn accepts."""
    digits = f"62170{number:013}"
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return digits + str(-(sum(doubled) + sum(map(int, digits[-2::-2]))) % 10)


def _fill(database: Database) -> None:
    with database.write(Deed("建立办公室", "经办", _at(FIRST.first))) as session:
        founding.found(session, "梅坑镇", practice=True)
        for number in range(20):
            members.save(session, person(number))
    for number in range(MONTHS):
        _month(database, FIRST.shift(number), sealed=number < MONTHS - 1)


def _fill_one_payer(database: Database) -> None:
    everybody = {"category": Category.CADRE, "organisation": _UNITS[0], "role": TeamRole.MEMBER}
    with database.write(Deed("建立办公室", "经办", _at(FIRST.first))) as session:
        founding.found(session, "梅坑镇", practice=True)
        for number in range(20):
            members.save(session, {**person(number), **everybody})
    _month(database, FIRST, sealed=False)


def _fill_many(database: Database) -> None:
    first = LAST.shift(1 - MANY_MONTHS)
    with database.write(Deed("建立办公室", "经办", _at(first.first))) as session:
        founding.found(session, "梅坑镇", practice=True)
        for number in range(MANY_PEOPLE):
            posted = {"category": Category.CADRE, "role": TeamRole.MEMBER, "village": None}
            own = {"organisation": _UNITS[number % len(_UNITS)], "arrived_on": first.first}
            members.save(session, {**person(number), **posted, **own})
    for number in range(MANY_MONTHS):
        month = first.shift(number)
        _month(database, month, sealed=month < LAST, everybody=False)


def _fill_thirteen(database: Database) -> None:
    with database.write(Deed("建立办公室", "经办", _at(FIRST.first))) as session:
        founding.found(session, "梅坑镇", practice=True)
        for number in range(13):
            name = f"县第{number + 1}局"
            organisations.organisation_named(session, name, UnitLevel.COUNTY)
            unit = {"category": Category.CADRE, "organisation": name, "role": TeamRole.MEMBER}
            members.save(session, {**person(number), **unit})
    _month(database, FIRST, sealed=True)
    with database.write(Deed("更正标准", "经办", _at(FIRST.shift(1).first))) as session:
        settings.choose(session, "rate_fen", "2100", FIRST.first)
    _month(database, FIRST.shift(1), sealed=True)


def _month(database: Database, month: Month, *, sealed: bool, everybody: bool = True) -> None:
    at = _at(month.shift(1).first)
    with database.write(Deed(f"登记{month.label}考勤", "经办", at)) as session:
        _absences(session, month, everybody=everybody)
    with database.write(Deed(f"编制{month.label}补助", "经办", at)) as session:
        subsidies.make(session, month, at)
    if sealed:
        with database.write(Deed(f"封存{month.label}补助", "经办", at)) as session:
            subsidies.seal(session, month, "经办", at)
        with database.write(Deed(f"登记{month.label}补助发放", "经办", at)) as session:
            paying.pay(session, paying.payable(session, month), paying.Payment(at.date()), at.date())


def _absences(session: Session, month: Month, *, everybody: bool) -> None:
    """Two stretches of up to three days for everybody, or one in five, the same in every run."""
    chance = Random(str(month))
    rows = members.listing(session, month.period)
    for row in rows if everybody else chance.sample(rows, len(rows) // 5):
        for _ in range(2):
            start = month.first + timedelta(days=chance.randrange(month.days - 2))
            days = [start + timedelta(days=n) for n in range(chance.randint(1, 3))]
            attendance.set_days(session, row.id, days, chance.choice(_STATES))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9))
