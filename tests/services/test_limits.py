"""时限: one table of what is due by when; home says no day that is not in it, and nobody's day is guessed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import limits as rules
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.limits import Basis
from banfu_desktop.services import rooms
from banfu_desktop.services.hall import lists, search
from banfu_desktop.services.office import limits
from banfu_desktop.services.office.limits import LimitRow
from banfu_desktop.services.program import demonstration
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.settings import SETTINGS
from tests.services.conftest import NOW, TODAY

DAYS = [date(2026, month, 2) for month in range(6, 13)] + [date(2027, 1, 12), date(2027, 4, 2)]
NOTICED = {"exam"}
"""Limits whose day the notice itself says (六(二): once a calendar year)."""


@pytest.fixture(scope="module")
def year(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A year of a team, which nobody writes in but to take it back."""
    database = Database.open(shutil.copytree(demonstrated, tmp_path_factory.mktemp("year") / "office"))
    demonstration.fill_rooms(database)
    yield database
    database.close()


class TakenBackError(Exception):
    """Nothing of the deed is to stay."""


@contextmanager
def passing(year: Database) -> Iterator[Session]:
    """A deed that is taken back, so that the next test finds the year as it was."""
    with suppress(TakenBackError), year.write(Deed("设置时限", "经办", NOW)) as session:
        yield session
        raise TakenBackError


def said(session: Session, today: date) -> list[Due]:
    """Every reminder of every room, none put off."""
    return [due for due_of in rooms.offered("due") for due in due_of(session, today)]


def row_of(session: Session, name: str, today: date = TODAY) -> LimitRow:
    """A line of the table."""
    return limits.named(session, name, today)


def test_every_day_on_the_home_page_is_of_a_limit_in_the_table(year: Database) -> None:
    """No reminder bears a day of its own, and the table's next day is never after one that waits."""
    dated = 0
    with year.read() as session:
        for today in DAYS:
            table = {row.name: row for row in limits.listing(session, today)}
            for due in said(session, today):
                if due.until is not None:
                    dated += 1
                    assert due.limit in table, due
                    row = table[due.limit]
                    assert row.next_on is not None, due
                    assert row.next_on <= due.until, due
                    assert row.open >= 1
    assert dated > 40


def test_a_limit_rests_on_the_notice_on_the_offices_choice_or_on_a_record(year: Database) -> None:
    with year.read() as session:
        rows = limits.listing(session, TODAY)
    assert len(rows) > 30
    assert {row.name for row in rows if row.basis is Basis.NOTICE} == NOTICED
    for row in rows:
        assert row.clause
        assert row.who
        assert (row.basis is Basis.OWN) == bool(row.setting)
        if row.setting:
            assert SETTINGS[row.setting].label
        if row.clause == OWN_CHOICE:
            assert row.basis is not Basis.NOTICE


def test_nothing_recorded_and_nothing_chosen_is_no_day(office: Database) -> None:
    """An office with a roster only: records say nothing yet, so the table says nothing either."""
    with office.read() as session:
        rows = {row.name: row for row in limits.listing(session, TODAY)}
    assert [rows[name].next_on for name in ("reply", "plan-item", "promise", "advance", "assessment")] == (
        [None] * 5
    )
    assert rows["exam"].next_on == date(2026, 12, 31)
    assert rows["half-report"].next_on == date(2027, 1, 10)
    assert rows["household-visit"].next_on is None, "off by default"
    assert rows["household-visit"].by == "不提示"


def test_the_offices_own_limit_counts_from_its_day_on(year: Database) -> None:
    with passing(year) as session:
        row = limits.choose(session, "半年工作报告", "20", date(2026, 7, 1), "镇党委会议纪要", TODAY)
        assert row.next_on == date(2027, 1, 20)
        assert (row.by, row.since) == ("七月、次年一月 20 日前报镇党委和各派出单位", date(2026, 7, 1))
        assert row_of(session, "half-report", date(2026, 6, 1)).next_on == date(2026, 7, 10), "as it was then"
        assert [chosen.note for chosen in row.history] == ["镇党委会议纪要"]
        late = [due for due in said(session, date(2027, 1, 18)) if due.limit == "half-report"]
        assert [due.until for due in late] == [date(2027, 1, 20)]
        assert late[0].urgency == "amber", "not late yet by the office's own day"


def test_zero_switches_a_limit_off_at_home_too(year: Database) -> None:
    with passing(year) as session:
        for name in ("report-receipt", "publication", "advance", "claim-payment", "fund-closing"):
            before = row_of(session, name)
            assert before.next_on is not None, name
            limits.choose(session, name, "0", date(2026, 1, 1), "", TODAY)
            row = row_of(session, name)
            assert (row.by, row.next_on) == ("不提示", None), name
            waits = [due for due in said(session, TODAY) if due.limit == name and due.urgency != "grey"]
            assert waits == [], name


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("exam", "10", "由通知规定"),
        ("reply", "10", "按登记的日期"),
        ("没有的", "10", "没有“没有的”这一时限"),
        ("第一书记备案", "十天", "不是整数"),
        ("半年工作报告", "31", "不是每个月都有31日"),
        ("年度帮扶计划", "13", "一年没有13月"),
    ],
)
def test_what_cannot_be_chosen_is_refused(year: Database, name: str, raw: str, why: str) -> None:
    with pytest.raises(UserError) as refusal, year.write(Deed("设置时限", "经办", NOW)) as session:
        limits.choose(session, name, raw, TODAY, "", TODAY)
    assert why in str(refusal.value) + refusal.value.advice


def test_the_palette_finds_a_limit_and_the_list_leaves_as_a_sheet(year: Database, tmp_path: Path) -> None:
    with year.read() as session:
        hits = [hit for hit in search.find(session, "备案回执") if hit.kind == "时限"]
        assert [(hit.room, hit.key) for hit in hits] == [("limits", "filing-receipt")]
    with passing(year) as session:
        filled = lists.fill(session, "limits", NOW)
        lists.write(filled, tmp_path / "时限.xlsx")
    assert (tmp_path / "时限.xlsx").stat().st_size > 5_000


@pytest.mark.parametrize(
    ("ends", "chosen", "day", "wanted"),
    [
        (rules.half_report, 10, date(2026, 7, 10), date(2026, 7, 10)),
        (rules.half_report, 10, date(2026, 7, 11), date(2027, 1, 10)),
        (rules.half_report, 10, date(2027, 1, 1), date(2027, 1, 10)),
        (rules.half_report, 0, date(2027, 1, 1), None),
        (rules.month_of_year, 3, date(2026, 3, 31), date(2026, 3, 31)),
        (rules.month_of_year, 3, date(2026, 4, 1), date(2027, 3, 31)),
        (rules.month_of_year, 13, date(2026, 4, 1), None),
        (rules.day_of_month, 5, date(2026, 11, 5), date(2026, 11, 5)),
        (rules.day_of_month, 5, date(2026, 12, 6), date(2027, 1, 5)),
        (rules.day_of_month, 31, date(2026, 2, 1), date(2026, 2, 28)),
        (rules.quarter_end, 1, date(2026, 11, 2), date(2026, 12, 31)),
        (rules.month_end, 1, date(2028, 2, 1), date(2028, 2, 29)),
        (rules.days_after, 10, date(2026, 2, 20), date(2026, 3, 2)),
        (rules.days_after, 0, date(2026, 2, 20), None),
    ],
)
def test_ends_in_the_calendar(ends: rules.End, chosen: int, day: date, wanted: date | None) -> None:
    assert ends(chosen, day) == wanted
