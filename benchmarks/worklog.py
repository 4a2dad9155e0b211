"""10,000 log entries against 100: a week opened, a month's list, an entry stored, the home page's share."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from banfu_desktop.db.models.worklog import LogEntry, LogPerson
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import Duty, LogKind, LogLine
from banfu_desktop.services.members import members
from banfu_desktop.services.program import founding
from banfu_desktop.services.worklog import due, worklog
from banfu_desktop.ui.pages.worklog.page import LIST, WorklogPage
from banfu_desktop.ui.pages.worklog.reading import read_month, read_week
from benchmarks.measure import BUILD, Figure, Job, Line, at_most, in_turn, ms, timed
from benchmarks.office import person
from benchmarks.shown import shown

_FEW, _MANY, _PEOPLE = 100, 10_000, 13
_FIRST, _TODAY = date(2023, 11, 6), date(2026, 10, 30)
_NOW = datetime(2026, 10, 30, 17)


def figures() -> Iterator[Line]:
    """Milliseconds at 10,000 entries, and how much of them grows with the entries."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(["benchmarks"])
    few, many = (Database.open(_with_entries(number)) for number in (_FEW, _MANY))
    pages = [shown(WorklogPage, _NOW) for _ in range(2)]
    weeks = [_week(page, office) for page, office in zip(pages, (few, many), strict=True)]
    week_few, week_many, month, store_few, store_many, home = in_turn(
        *weeks, _month(pages[1], many), _storing(few), _storing(many), _home(many), runs=11
    )
    for page in pages:
        page.close()
    for office in (few, many):
        office.close()
    app.processEvents()
    said = f"{ms(week_few)} at {_FEW}"
    yield Figure("a week of the log among 10,000 entries", week_many * 1000, said, at_most(150), " ms")
    yield Figure("a month of the log among 10,000 entries", month * 1000, "read, shown", at_most(150), " ms")
    said = f"{ms(store_few)} at {_FEW}"
    yield Figure("an entry stored among 10,000", store_many * 1000, said, at_most(100), " ms")
    yield Figure("the log's lines of the home page", home * 1000, "at 10,000", at_most(50), " ms")


def _with_entries(number: int) -> Path:
    """An office of 13 people with so many entries over three years, kept in build/bench."""
    folder = BUILD / f"worklog-{number}-{schema_version()}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        database, _ = Database.create(folder)
        with database.write(Deed("建立办公室", "经办", _NOW)) as session:
            founding.found(session, "梅坑镇", practice=True)
            members.save_many(session, [(person(place), None) for place in range(_PEOPLE)])
        with database.write(Deed("登记", "经办", _NOW)) as session:
            _fill(session, number)
        database.close()
        (folder / "made").touch()
    return folder


def _fill(session: Any, number: int) -> None:
    """Entries in bulk, evenly over the working days; every tenth has a next step, most of them old."""
    postings = [row.id for row in members.listing(session)]
    days = [day for n in range((_TODAY - _FIRST).days + 1) if (day := _FIRST + timedelta(n)).weekday() < 5]
    duties, kinds, ids = list(Duty), list(LogKind), count(1)
    entries, people = [], []
    for place in range(number):
        key = next(ids)
        step = "请施工单位报价" if place % 400 == 0 else None
        entries.append(
            {
                "id": key, "day": days[place * len(days) // number], "half": Half.WHOLE,
                "duty": duties[place % 8], "kind": kinds[place % 10], "village": f"村{place % 9}",
                "households": place % 6, "content": f"走访监测对象，核对饮水安全第{place % 120}次",
                "initials": "zfjcdxhdysaqdc", "next_step": step, "late": False, "made_at": _NOW,
            }
        )  # fmt: skip
        people.append({"entry_id": key, "posting_id": postings[place % len(postings)]})
    session.execute(sa.insert(LogEntry), entries)
    session.execute(sa.insert(LogPerson), people)


def _week(page: WorklogPage, office: Database) -> Job:
    """A week read, shown and painted."""

    def show() -> None:
        with office.read() as session:
            data = read_week(session, _TODAY, _TODAY)
        page.show_data(data)
        QApplication.processEvents()

    return timed(show)


def _month(page: WorklogPage, office: Database) -> Job:
    """A month's list read, shown and painted."""

    def show() -> None:
        page.show_view(LIST)
        with office.read() as session:
            data = read_month(session, Month.of(_TODAY))
        page.show_data(data)
        QApplication.processEvents()

    return timed(show)


def _storing(office: Database) -> Job:
    """A line more on somebody's day, in one deed, to the disk."""
    written = count(1)

    def store() -> None:
        with office.write(Deed("登记工作日志", "经办", _NOW)) as session:
            who = members.listing(session)[0].id
            day = _TODAY - timedelta(days=next(written) % 200)
            lines = [row.line for row in worklog.of_day(session, who, day)]
            line = LogLine(None, None, Duty.POLICY, LogKind.MEETING, "梅坑村", None, "宣讲惠农政策")
            worklog.set_lines(session, who, day, [*lines, replace(line)], _NOW)

    return timed(store)


def _home(office: Database) -> Job:
    """What the log says on the home page."""

    def ask() -> None:
        with office.read() as session:
            due.due(session, _TODAY)

    return timed(ask)
