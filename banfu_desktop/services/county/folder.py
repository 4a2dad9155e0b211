"""What the county's folder holds, changed at the desk: list of towns, calendar, keys, the county file.

The folder has the word; the database follows it, and every change is a deed of the desk.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.county_file import CalendarEntry, CountyFile, TownEntry
from banfu_desktop.backup.identity import fingerprint, verify_key_of
from banfu_desktop.roll_up import deeds, store
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import TownRow
from banfu_desktop.rules.attendance_calendar import read_calendar
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county import calls, register
from banfu_desktop.services.county.desk import ACTOR, LISTED, CountyDesk
from banfu_desktop.services.keeping import county as own

_LONGEST = 100
_LARGEST = 2_000_000


@dataclass(frozen=True)
class ListChanges:
    """What another list of towns changes in the present one, by the towns' names."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    same: int

    @property
    def said(self) -> str:
        """In a few lines, as somebody confirms it."""
        lines = [
            f"{word}{len(names)}个：{'、'.join(names[:12])}{'……' if len(names) > 12 else ''}"
            for word, names in (("新增", self.added), ("更正", self.changed), ("从名单去掉", self.gone))
            if names
        ]
        return "\n".join([*lines, f"不变 {self.same} 个"])


def compare(desk: CountyDesk, towns: Sequence[TownEntry]) -> ListChanges:
    """What another list would change."""
    present = {town.name: town for town in own.of(desk.folder).towns}
    wanted = {town.name: town for town in towns}
    return ListChanges(
        tuple(name for name in wanted if name not in present),
        tuple(name for name, town in wanted.items() if name in present and present[name] != town),
        tuple(name for name in present if name not in wanted),
        sum(present.get(name) == town for name, town in wanted.items()),
    )


def set_towns(desk: CountyDesk, towns: Sequence[TownEntry], now: datetime, actor: str = ACTOR) -> None:
    """Put another list in the place of the present one; what is known of a town that leaves it stays.

    Raises:
        UserError: a name or code stands twice.
        MachineError: not writable, disk full.
    """
    gone = compare(desk, towns).gone
    with desk.roll_up.write() as session:
        deeds.line_up(session)
        changes = register.set_list(session, towns, only=desk.roll_up.embedded)
        if not desk.roll_up.embedded and gone:
            _take_off(session, gone)
            changes["gone"] = list(gone)
        deeds.add(session, CountyDeed(LISTED, actor, now, what={"towns": len(towns), **changes}))
        own.set_towns(desk.folder, tuple(towns))  # last: the folder has the word


def set_town(
    desk: CountyDesk, town: TownEntry, contact: str, phone: str, now: datetime, actor: str = ACTOR
) -> str:
    """Put a town onto the list, or another code, kind and units of one that is there; gives its name.

    Args:
        contact, phone: whom to ring; they stay at the county and are in no county file.

    Raises:
        UserError: no name, a text that is too long, or the code is another town's.
    """
    if not town.name or any(len(text) > _LONGEST for text in (town.name, town.code, town.kind, *town.units)):
        raise UserError("镇名没有写，或写得太长", f"每项不超过{_LONGEST}个字")
    towns = own.of(desk.folder).towns
    present = [town if each.name == town.name else each for each in towns]
    if all(each.name != town.name for each in towns):
        present.append(town)
    if tuple(present) != towns:
        set_towns(desk, present, now, actor)
    _set_contact(desk, town.name, contact.strip(), phone.strip(), now, actor)
    return town.name


def remove_town(desk: CountyDesk, name: str, now: datetime, actor: str = ACTOR) -> None:
    """Take a town off the list.

    Raises:
        UserError: it is not on it.
    """
    towns = own.of(desk.folder).towns
    left = [town for town in towns if town.name != name]
    if len(left) == len(towns):
        raise UserError(f"名单上没有{name}", "不用去掉")
    set_towns(desk, left, now, actor)


def set_day(desk: CountyDesk, entry: CalendarEntry, now: datetime, actor: str = ACTOR) -> None:
    """Say that a day is worked or off otherwise than the calendar has it, for every town."""
    others = [each for each in own.of(desk.folder).calendar if each.day != entry.day]
    what = {"day": f"{entry.day}", "is_off": entry.is_off, "name": entry.name}
    with _deed(desk, CountyDeed("登记调休", actor, now, what=what)):
        own.set_calendar(desk.folder, [*others, entry])


def remove_day(desk: CountyDesk, day: date, now: datetime, actor: str = ACTOR) -> None:
    """Leave a day to the calendar again."""
    left = [each for each in own.of(desk.folder).calendar if each.day != day]
    with _deed(desk, CountyDeed("删除调休", actor, now, what={"day": f"{day}"})):
        own.set_calendar(desk.folder, left)


def year_of(path: Path, year: int) -> tuple[tuple[CalendarEntry, ...], tuple[str, ...]]:
    """A year's holidays from a calendar file (.ics), a CSV or a text; and the lines that say neither.

    Raises:
        UserError: no such file, not a text, too large, or nothing of that year in it.
    """
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise UserError(f"“{path.name}”不是节假日安排", "请选择 .ics、.csv 或 .txt 文件")
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            told = read_calendar(content.decode(encoding), year)
        except UnicodeDecodeError:
            continue
        return tuple(CalendarEntry(each.day, each.is_off, each.name) for each in told.days), told.left_out
    raise UserError(f"“{path.name}”不是文本文件", "请选择 .ics、.csv 或 .txt 文件")


def set_year(
    desk: CountyDesk, year: int, days: Sequence[CalendarEntry], now: datetime, actor: str = ACTOR
) -> None:
    """Put a year's days in the place of those of that year."""
    others = [each for each in own.of(desk.folder).calendar if each.day.year != year]
    with _deed(desk, CountyDeed("导入节假日", actor, now, what={"year": year, "days": len(days)})):
        own.set_calendar(desk.folder, [*others, *days])


def write_file(desk: CountyDesk, path: Path, now: datetime, actor: str = ACTOR) -> CountyFile:
    """Write the county file for the towns; gives it, for its fingerprint.

    Raises:
        UserError: no county here.
        MachineError: not writable, disk full.
    """
    what = {"file": path.name, "towns": len(own.of(desk.folder).towns)}
    with _deed(desk, CountyDeed("生成县文件", actor, now, what=what)):
        return own.write_file(desk.folder, path)


def new_sign_key(desk: CountyDesk, now: datetime, actor: str = ACTOR) -> str:
    """Sign with a new key from now on, for which the old one signs; gives the new fingerprint."""
    before = fingerprint_of(own.of(desk.folder))
    with _deed(desk, CountyDeed("换签名钥匙", actor, now, what={"before": before})):
        return fingerprint_of(own.new_sign_key(desk.folder))


def fingerprint_of(county: own.County) -> str:
    """Of the county's signing key, as it is read out on the telephone."""
    return fingerprint(verify_key_of(county.sign_seed))


def new_card(desk: CountyDesk, now: datetime, actor: str = ACTOR) -> str:
    """Another recovery key for the county's database, as printed; the one before stops working.

    Raises:
        UserError: the database is on a server, or this computer has no key to it.
    """
    if not desk.roll_up.embedded:
        raise UserError("县里的数据在 PostgreSQL 里，没有恢复密钥", "由管理员保管数据库的口令")
    with _deed(desk, CountyDeed("重新生成恢复密钥", actor, now)):
        return store.new_card(desk.folder)


def new_rescue(desk: CountyDesk, now: datetime, actor: str = ACTOR) -> str:
    """Another rescue key, as printed; it counts from the next county file that reaches the towns.

    Raises:
        UserError: no county here.
    """
    with _deed(desk, CountyDeed("重新生成救援钥匙", actor, now)):
        return own.new_rescue(desk.folder)


def _take_off(session: Session, gone: Sequence[str]) -> None:
    """On a server, where desks share the list, a town leaves it by name only."""
    for name in gone:
        row = session.get(TownRow, register.id_of(session, name))
        if row is not None and row.name:
            row.listed = 0


def _set_contact(desk: CountyDesk, town: str, contact: str, phone: str, now: datetime, actor: str) -> None:
    with desk.roll_up.read() as session:
        same = calls.contact_of(session, town) == (contact, phone)
    if not same:
        calls.set_contact(desk, town, contact, phone, now, actor)


@contextmanager
def _deed(desk: CountyDesk, deed: CountyDeed) -> Iterator[None]:
    """A change of the folder that is a deed: what the desk may not do, or cannot note, changes nothing."""
    with desk.roll_up.write() as session:
        deeds.add(session, deed)
        session.flush()
        yield
