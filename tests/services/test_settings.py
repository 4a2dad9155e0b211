"""Settings by effective date: earlier months keep what they had."""

from datetime import date

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import PartMonth, SubsidyPolicy
from banfu_desktop.services.office import settings
from banfu_desktop.tables.settings import SETTINGS
from tests.services.conftest import TODAY, Doing


def test_defaults_hold_until_something_is_chosen(office: Database) -> None:
    with office.read() as session:
        assert settings.Choices(session).policy(Month(2026, 10)) == SubsidyPolicy()
        rows = settings.listing(session, TODAY)
    assert [row.name for row in rows] == list(SETTINGS)
    assert all(row.effective_from is None for row in rows)


def test_every_setting_says_whose_it_is(office: Database) -> None:
    with office.read() as session:
        clauses = {row.name: row.clause for row in settings.listing(session, TODAY)}
    assert clauses["rate_fen"] == "六(一)"
    assert clauses["part_month"] == "本单位自定"
    assert all(row.help for row in SETTINGS.values())


def test_a_choice_counts_from_its_day_on(office: Database, doing: Doing) -> None:
    with doing() as session:
        settings.choose(session, "rate_fen", "2,400", date(2026, 11, 1), "县财政通知")
        assert settings.Choices(session).policy(Month(2026, 10)).rate_fen == 200_000
        assert settings.Choices(session).policy(Month(2026, 11)).rate_fen == 240_000
        row = next(row for row in settings.listing(session, TODAY) if row.name == "rate_fen")
    assert (row.shown, row.effective_from, row.note) == ("2,400.00", date(2026, 11, 1), "县财政通知")


def test_choosing_again_for_the_same_day_replaces(office: Database, doing: Doing) -> None:
    with doing() as session:
        settings.choose(session, "part_month", "按全月", date(2026, 10, 1))
        settings.choose(session, "part_month", "当月不发", date(2026, 10, 1))
        assert settings.value_on(session, "part_month", TODAY) is PartMonth.NOTHING


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [("arrival_counts", "否", False), ("long_leave_days", "10", 10), ("township_tiers", "1=300", "1=300")],
)
def test_every_kind_of_value(office: Database, doing: Doing, name: str, raw: str, value: object) -> None:
    with doing() as session:
        settings.choose(session, name, raw, date(2026, 10, 1))
        assert settings.value_on(session, name, TODAY) == value


def test_an_empty_note_is_no_value(office: Database, doing: Doing) -> None:
    with doing() as session:
        settings.choose(session, "township_tiers", "", date(2026, 10, 1))
        assert settings.value_on(session, "township_tiers", TODAY) is None


@pytest.mark.parametrize(
    ("name", "raw"),
    [("nothing", "1"), ("part_month", "随便"), ("rate_fen", ""), ("township_tiers", "三年300")],
)
def test_what_cannot_be_chosen(office: Database, doing: Doing, name: str, raw: str) -> None:
    with pytest.raises(UserError), doing() as session:
        settings.choose(session, name, raw, date(2026, 10, 1))
