"""An office of schema 7 after the upgrade: nothing sealed is undecided, and its sheets live on one by one."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.hall import home
from banfu_desktop.services.office import levels
from banfu_desktop.services.program import checking
from banfu_desktop.services.subsidies import (
    differences,
    papers,
    paying,
    receivables,
    sealing,
    subsidies,
)
from banfu_desktop.services.subsidies.account import Account
from tests import old_offices

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NOW = datetime(2026, 12, 2, 9, 0)


@pytest.fixture(autouse=True)
def today(system_clock: Callable[[datetime], None]) -> None:
    """The day of these tests."""
    system_clock(NOW)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old office, opened and upgraded once."""
    office, _ = old_offices.unpack(tmp_path_factory.mktemp("schema-7"))
    Database.open(office, recovery=old_offices.RECOVERY).close()
    return office


@pytest.fixture
def old(kept: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of it, open."""
    folder = shutil.copytree(kept, tmp_path / "office")
    database = Database.open(folder, recovery=old_offices.RECOVERY)
    yield database
    database.close()


def writing(database: Database) -> Any:
    return database.write(Deed("办理", "审核", NOW))


def test_nothing_sealed_becomes_undecided_and_only_the_old_difference_is_open(old: Database) -> None:
    with old.read() as session:
        account = Account(session)
        assert dict(account.undecided) == {}
        assert account.start == Month(2026, 1)
        found = [(row.month, row.name, row.difference_fen) for row in differences.outstanding(session)]
        assert found == [(OCTOBER, "谭䶮", 25_807)]
        states = [row.state for row in subsidies.months(session)]
        assert states == [MonthState.DRAFT, MonthState.SEALED, *[MonthState.PAID] * 9]
        assert levels.unconfirmed(session, "新丰县") == []
    assert checking.check(old).bad == ()


def test_a_debt_nobodys_pay_covered_is_asked_about_on_home(old: Database) -> None:
    with writing(old) as session:
        asked = receivables.uncollected(session)
        assert sum(row.amount_fen for row in asked) == 492_857
        assert asked[0].question in [item.text for item in home.due(session, NOW.date())]
        assert receivables.listing(session, NOW.date()) == []
        receivables.answer_uncollected(session, asked[0].id, NOW.date(), owed=True)
        with pytest.raises(UserError, match="还没有到"):
            receivables.answer_uncollected(
                session, asked[1].id, date(2026, 5, 31), owed=False, collected_on=date(2026, 6, 1)
            )
        receivables.answer_uncollected(
            session, asked[1].id, NOW.date(), owed=False, collected_on=date(2026, 6, 1)
        )
        with pytest.raises(UserError, match="收回的日期"):
            receivables.answer_uncollected(session, asked[2].id, NOW.date(), owed=False)
        (owed,) = receivables.listing(session, NOW.date())
        assert (owed.name, owed.open_fen) == ("钱多多", asked[0].amount_fen)
        assert [row.id for row in receivables.uncollected(session)] == [asked[2].id]


def test_10_one_payers_sheet_is_voided_and_sealed_anew_under_its_own_code(old: Database) -> None:
    with old.read() as session:
        before = subsidies.show(session, OCTOBER)
        code = before.check_code
        assert code
        assert {sheet.check_code for sheet in before.sheets} == {code}
        summary = papers.summary(session, OCTOBER, NOW)
        assert summary[0].check_code == code
        first = papers.sheets(session, OCTOBER, "县司法局", NOW, full=False)
    with writing(old) as session:
        october = sealing.sheet_of(session, OCTOBER, "县司法局").id
        sealing.void(session, october, "审核", "到岗日期更正", NOW)
        (again,) = sealing.seal(session, OCTOBER, "审核", NOW).sheets
        assert (again.payer, again.version, again.number) == ("县司法局", 2, "2026年第001号")
        assert again.check_code not in ("", code)
    with old.read() as session:
        now = {sheet.payer: sheet for sheet in subsidies.show(session, OCTOBER).sheets}
        assert now["县司法局"].check_code == again.check_code
        assert {sheet.check_code for payer, sheet in now.items() if payer != "县司法局"} == {code}
        assert papers.sheets(session, OCTOBER, "县司法局第1版", NOW, full=False) == first
        (computed,) = papers.summary(session, OCTOBER, NOW)
        assert computed.check_code == ""
        assert again.check_code in str(computed.blocks)


def test_a_paid_sheet_of_the_old_program_is_not_voided(old: Database) -> None:
    with writing(old) as session:
        (row, *_) = paying.payable(session, Month(2026, 9))
        assert sealed_state(old, Month(2026, 9)) == {SheetState.PAID}
        with pytest.raises(UserError):
            sealing.void(session, row.id, "审核", "金额不对", NOW)


def sealed_state(database: Database, month: Month) -> set[SheetState]:
    with database.read() as session:
        return {sheet.state for sheet in subsidies.show(session, month).sheets}


def test_the_open_draft_goes_on_under_the_new_rules(old: Database) -> None:
    with writing(old) as session:
        shown = subsidies.show(session, NOVEMBER)
        assert all(line.work_days_due is not None for line in shown.lines if not line.is_difference)
        done = sealing.seal(session, NOVEMBER, "审核", NOW)
        assert {sheet.version for sheet in done.sheets} == {1}
        assert [sheet.number for sheet in done.sheets][:2] == ["2026年第001号", "2026年第002号"]
