"""The demonstration office of 梅坑镇: fictional people, a year of attendance, sealed and paid months."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop import paths
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services import rooms
from banfu_desktop.services.assessment import demonstration as assessing
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.documents import demonstration as written
from banfu_desktop.services.funds import demonstration
from banfu_desktop.services.members import members
from banfu_desktop.services.mobilised import demonstration as given
from banfu_desktop.services.program import founding
from banfu_desktop.services.rotation import demonstration as rotating
from banfu_desktop.services.subsidies import paying, sealing, subsidies
from banfu_desktop.services.worklog import demonstration as work_log
from banfu_desktop.tables.members import MEMBERS

TOWN = "梅坑镇"
FIRST_MONTH = Month(2026, 1)
LAID_OUT_ON = Month(2026, 10)
"""The month that the office of `lay_out` has yet to make."""
TODAY = date(2026, 11, 2)
"""The day it is in the office of `lay_out`."""
_MARK = "这是演示数据.txt"
_PAPERS = (
    ("subsidy-sheet", ".pdf"),
    ("subsidy-summary", ".pdf"),
    ("bank-list", ".xlsx"),
    ("attendance-sheet", ".pdf"),
    ("roster", ".pdf"),
)
_ABSENCES = (
    ("潘秀云", Period(date(2026, 3, 9), date(2026, 3, 11)), DayState.TRAINING),
    ("钟立新", Period(date(2026, 5, 18), date(2026, 5, 20)), DayState.DUTY),
    ("廖小满", Period(date(2026, 7, 6), date(2026, 7, 10)), DayState.ANNUAL),
    ("钟立新", Period(date(2026, 10, 14), date(2026, 10, 15)), DayState.DUTY),
)
_HALVES = (
    ("黎晓彤", Period(date(2026, 10, 14), date(2026, 10, 14)), DayState.PERSONAL, Half.AFTERNOON),
    ("黎晓彤", Period(date(2026, 10, 20), date(2026, 10, 20)), DayState.COMPENSATORY, Half.MORNING),
)
_ON_CALL = ("黎晓彤", Period(date(2026, 10, 17), date(2026, 10, 17)), DayState.ON_CALL)
_LEAVE = ("罗海涛", Period(date(2026, 10, 22), date(2026, 10, 23)), "家中有事")
_VOIDED, _PAID_LATER = "县医保局", "县林业局"
_LEAVER, _LEFT_ON = "丘文远", date(2026, 9, 22)
_FOUND_LATER = ("潘秀云", Period(date(2026, 10, 27), date(2026, 10, 28)), DayState.ABSENT)


def build(database: Database, *, sealed_to: Month, by: str = "经办") -> None:
    """Fill an empty office: the roster, absences, and the months up to and including `sealed_to`.

    Every deed is dated as a clerk would have done it, so the audit trail reads like a year's work.
    """
    with database.write(Deed("建立演示办公室", by, _at(date(2026, 1, 4)))) as session:
        founding.found(session, TOWN, practice=True)
    with database.write(Deed("导入花名册", by, _at(date(2026, 1, 5)))) as session:
        _roster(session)
    with database.write(Deed("登记考勤", by, _at(date(2026, 10, 31)))) as session:
        _attendance(session)
    demonstration.fill(database, by)
    given.fill(database, by)
    work_log.fill(database, by)
    month = FIRST_MONTH
    while month <= sealed_to:
        _month(database, month, by)
        month = month.shift(1)
    written.fill(database, by)
    rotating.fill(database, by)
    assessing.fill(database, by)


def _roster(session: Session) -> None:
    with (paths.resources() / "samples" / "demonstration.csv").open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            named = {field.name: cells.get(field.label) for field in MEMBERS.fields}
            values, _ = MEMBERS.read_row(None, named)
            members.save(session, values)


def _attendance(session: Session) -> None:
    for name, period, state in (*_ABSENCES, _ON_CALL):
        attendance.set_named(session, name, period, state)
    for name, period, state, half in _HALVES:
        attendance.set_named(session, name, period, state, half)
    name, period, reason = _LEAVE
    posting = members.named(session, name)[0]
    leave = {"state": DayState.PERSONAL, "start_on": period.start, "end_on": period.end, "reason": reason}
    leave_id = attendance.save_leave(session, posting.id, leave)
    attendance.report_back(session, leave_id, date(2026, 10, 24))


def _month(database: Database, month: Month, by: str) -> None:
    """Made, sealed and paid in the first days of the next month."""
    next_month = month.shift(1).first
    deeds: tuple[tuple[str, Callable[[Session, datetime], object]], ...] = (
        (f"编制{month.label}补助", lambda session, at: subsidies.make(session, month, at)),
        (f"封存{month.label}补助", lambda session, at: subsidies.seal(session, month, by, at)),
        (
            f"登记{month.label}补助发放",
            lambda session, at: _pay(session, month, at.date()),
        ),
    )
    for days, (name, deed) in enumerate(deeds):
        at = _at(next_month + timedelta(days=days))
        with database.write(Deed(name, by, at)) as session:
            deed(session, at)


def fill_rooms(database: Database, by: str = "经办") -> None:
    """Enter something in every room that `build` leaves empty, all of it on the last day of October 2026."""
    at = datetime.combine(LAID_OUT_ON.last, time(9))
    with database.write(Deed("登记保障、项目、资产和银行流水", by, at)) as session:
        for demonstrate in rooms.offered("demonstrate"):
            demonstrate(session)


def tell(database: Database, month: Month, by: str = "经办") -> None:
    """What the subsidy's books are for, after the months of `build`: one sheet voided and sealed anew, two
    payers paid on two days, somebody who left earlier than was paid, and an absence nobody has ruled on.
    """
    first = month.shift(1).first

    def do(day: int, name: str, deed: Callable[[Session, datetime], object]) -> None:
        at = _at(first + timedelta(days=day - 1))
        with database.write(Deed(name, by, at)) as session:
            deed(session, at)

    do(1, f"编制{month.label}补助", lambda session, at: subsidies.make(session, month, at))
    do(2, f"封存{month.label}补助", lambda session, at: sealing.seal(session, month, by, at))
    do(3, f"作废{_VOIDED}的发放表", lambda session, at: _void(session, month, by, at))
    do(4, f"重新封存{month.label}补助", lambda session, at: sealing.seal(session, month, by, at))
    do(5, f"登记{month.label}补助发放", lambda session, at: _pay(session, month, at.date(), _PAID_LATER))
    do(9, f"登记{_PAID_LATER}的发放", lambda session, at: _pay(session, month, at.date()))
    do(10, "更正离岗日期", lambda session, _: members.end(session, _posting(session, _LEAVER), _LEFT_ON))
    do(11, "补登考勤", lambda session, _: attendance.set_named(session, *_FOUND_LATER))


def _void(session: Session, month: Month, by: str, at: datetime) -> None:
    sealing.void(session, sealing.sheet_of(session, month, _VOIDED).id, by, "送签时发现单位名称盖章不符", at)


def _posting(session: Session, name: str) -> int:
    return members.named(session, name)[0].id


def _pay(session: Session, month: Month, day: date, but: str = "") -> None:
    later = sealing.sheet_of(session, month, but).id if but else 0
    sheets = [sheet for sheet in paying.payable(session, month) if sheet.id != later]
    paying.pay(session, sheets, paying.Payment(day), day)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 0))


def lay_out(data: Path) -> None:
    """The office that 先看演示 shows: every room filled, October still to be made; whole or not at all.

    Args:
        data: its data folder, in a folder that holds nothing else.

    Raises:
        UserError: that folder holds something else.
        MachineError: not writable, disk full.
    """
    from banfu_desktop.services.keeping import recovery

    with translated():
        cleared(data.parent)
    unfinished = data.with_name("unfinished")
    database, _ = Database.create(unfinished)
    try:
        build(database, sealed_to=LAID_OUT_ON.shift(-1))
        fill_rooms(database)
    finally:
        database.close()
    recovery.note_checked(unfinished, date(2026, 1, 4))
    with translated():
        unfinished.rename(data)


def throw_away(data: Path) -> None:
    """Remove what `lay_out` made; a folder without its mark is left alone.

    Raises:
        MachineError: it cannot be removed.
    """
    if (data.parent / _MARK).exists():
        with translated():
            shutil.rmtree(data.parent)


@dataclass(frozen=True)
class Shown:
    """What a demonstration made: the office's data folder, and what to say of it."""

    data: Path
    lines: tuple[str, ...]


def show(folder: Path, now: datetime) -> Shown:
    """Build the demonstration office in a fresh folder, print October 2026, write and verify a package.

    A folder that an earlier demonstration made is emptied first; any other that is not empty is refused.

    Raises:
        UserError: the folder holds something else.
        MachineError: not writable, disk full.
    """
    from banfu_desktop.services.keeping import exporting, package

    with translated():
        cleared(folder)
    data = folder / "data"
    month = Month(2026, 10)
    database, recovery = Database.create(data)
    try:
        build(database, sealed_to=month.shift(-1))
        fill_rooms(database)
        tell(database, month)
        names = _print(database, folder, month, now)
        sent = exporting.export_package(
            database, folder / exporting.suggested_name(database, now), now, "经办"
        )
        report = package.verify_package(sent.package.path, package.own_desk(database))
        with database.read() as session:
            sheets = subsidies.show(session, month)
    finally:
        database.close()
    return Shown(
        data,
        (
            f"演示办公室：{TOWN}，{month.label}{sheets.state.label}，{len(sheets.sheets)}个单位、{sheets.people}人，"
            f"实发 {yuan(sheets.net_fen)} 元，每张表各有校验码",
            f"已打印：{'、'.join(names)}",
            f"上报包：{report.path.name}，{report.size // 1024} KB，已校验；传递码 {sent.code}",
            f"恢复密钥：{recovery}",
            f"都在 {folder}，打开窗口：banfu-desktop --data {data}",
        ),
    )


def cleared(folder: Path) -> None:
    """Make it an empty folder but for the mark, there first so that one that was killed can be repeated."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise UserError(f"“{folder.absolute().name}”里已有别的内容", "请换一个新文件夹或空文件夹")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("这个文件夹由演示命令生成，人员都是虚构的，可以随时删除。\n", "utf-8")


def _print(database: Database, folder: Path, month: Month, now: datetime) -> list[str]:
    """October's sheets and the roster, as the clerk would hand them in; gives the file names."""
    names = []
    from banfu_desktop.services.hall import papers

    with database.read() as session:
        for form, suffix in _PAPERS:
            paper = papers.make(session, form, month=month, now=now, today=now.date())
            path = folder / f"{paper.name}{suffix}"
            papers.write(paper, path)
            names.append(path.name)
    return names
