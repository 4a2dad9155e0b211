"""An office that an earlier release left opens, is brought up to date, and prints sealed papers as it did."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.db import keys, migrations
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.printing.engine.blocks import Document, Ledger, LedgerRow
from banfu_desktop.rules.attendance import BY_CALENDAR, BY_WORK_DAYS
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds import papers as ledger_papers
from banfu_desktop.services.hall import lists
from banfu_desktop.services.keeping import package, restoring, unlocking
from banfu_desktop.services.office import settings
from banfu_desktop.services.program import checking
from banfu_desktop.services.subsidies import differences
from tests import old_offices
from tests.conftest import Count
from tests.old_offices import CODE, PASSWORDS, PRINTED, RECOVERY, Marked, differing, marked

SEALED = marked("sealed")


def _whole(papers: list[Marked]) -> list[Marked]:
    """The papers of all units at once, which hold those of each, and single records."""
    return [paper for paper in papers if " - " in paper.name or " " not in paper.name.partition(" ")[2]]


@pytest.fixture(autouse=True)
def the_day_it_was_printed(system_clock: Callable[[datetime], None]) -> None:
    """Deeds are done on the computer's own day."""
    system_clock(PRINTED)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The office as it came, and the package it sent."""
    return old_offices.unpack(tmp_path_factory.mktemp("schema-7"))


@pytest.fixture(scope="module")
def old(unpacked: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A copy of it, opened on this computer with the recovery card."""
    folder = shutil.copytree(unpacked[0], tmp_path_factory.mktemp("opened") / "office")
    database = Database.open(folder, recovery=RECOVERY)
    yield database
    database.close()


def test_it_opens_with_the_recovery_card_and_everything_in_it_holds(old: Database) -> None:
    with old.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA user_version").scalar() == schema_version()
    assert checking.check(old).bad == ()


def test_every_list_of_it_is_read(old: Database) -> None:
    with old.read() as session:
        rows = {name: len(each.read(session, PRINTED.date())) for name, each in lists.lists().items()}
    wanted = {"claims": 9, "vouchers": 23, "projects": 3, "assets": 2, "bank": 4, "policies": 2}
    assert {name: rows[name] for name in wanted} == wanted
    assert rows["subsidies"] >= 106, "the lines of ten sealed months, and what the draft comes to now"
    assert rows["subsidies"] >= 106, "the lines of ten sealed months, and what the draft comes to now"


def test_upgrades_one_by_one_leave_every_row_as_the_trail_tells_it(
    unpacked: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that changes rows says so (FILLS, DROPPED) or does it on record; else `check` would cry wolf."""
    folder = shutil.copytree(unpacked[0], tmp_path / "office")
    steps, key = migrations.STEPS, keys.unlock_with_recovery(folder, RECOVERY)
    for version in range(SECOND_FORMAT, len(steps) + 1):
        monkeypatch.setattr(migrations, "STEPS", steps[:version])
        Database.open(folder, unlocked=Unlocked(key, Role.REVIEWER)).close()
    database = Database.open(folder, unlocked=Unlocked(key, Role.REVIEWER))
    try:
        with database.read() as session:
            upgrades = (
                session.connection().exec_driver_sql("SELECT from_schema, differing FROM upgrades").all()
            )
        assert {differing for _, differing in upgrades} == {0}
        assert len(upgrades) == len(steps) - SECOND_FORMAT + 1
        assert checking.check(database).bad == ()
    finally:
        database.close()


def test_everybody_keeps_the_password_once_the_recovery_card_has_admitted_the_computer(
    unpacked: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(unpacked[0], tmp_path / "office")
    unlocking.recover(folder, RECOVERY)
    for role, password in PASSWORDS.items():
        database = Database.open(folder, unlocked=unlocking.unlock(folder, password, PRINTED, role))
        assert database.role is role
        database.close()


def test_the_upgrade_makes_no_difference_of_a_sealed_month(old: Database) -> None:
    """Its months are counted as they were; from the first of which nothing is sealed the new rules hold."""
    with old.read() as session:
        found = [(row.month, row.name) for row in differences.outstanding(session)]
        choices = settings.Choices(session)
        october, november = choices.counting(Month(2026, 10)), choices.counting(Month(2026, 11))
    assert found == [(Month(2026, 10), "谭䶮")]  # who was found to have arrived earlier, before the upgrade
    assert (october, november) == (BY_CALENDAR, BY_WORK_DAYS)


def _reprint(database: Database, chosen: list[Marked]) -> dict[str, list[str]]:
    with database.write(Deed("打印", "审核", PRINTED)) as session:  # full numbers are put on record
        found = {paper.name: differing(session, paper) for paper in chosen}
    return {name: kinds for name, kinds in found.items() if kinds}


def test_what_was_sealed_prints_as_it_did(old: Database) -> None:
    assert _reprint(old, _whole(SEALED)) == {}


def test_what_was_posted_keeps_its_figures_in_whatever_look(old: Database) -> None:
    with old.read() as session:
        for book in funds.books(session):
            for year in book.years:
                posted = [row for row in funds.vouchers(session, book.id, year) if row.number is not None]
                printed = ledger_papers.ledgers(session, year, book.name, PRINTED)
                said = [row.cells for row in _ledger(printed) if row.entry]
                assert [(cells[4], cells[5]) for cells in said] == [
                    (row.in_fen, row.out_fen) for row in posted
                ]


def _ledger(documents: tuple[Document, ...]) -> tuple[LedgerRow, ...]:
    (block,) = [block for one in documents for block in one.blocks if isinstance(block, Ledger)]
    return block.rows


@pytest.mark.soak
def test_every_sealed_paper_of_every_unit_prints_as_it_did(old: Database, count: Count) -> None:
    assert _reprint(old, SEALED) == {}
    count("sealed papers of schema 7 printed as they were", len(SEALED))


@pytest.mark.soak
def test_every_other_paper_prints_still_or_is_refused_in_words(old: Database, count: Count) -> None:
    """What nobody sealed may look and count otherwise in a later release."""
    others, refused, changed = marked("living"), 0, 0
    for paper in others:
        try:
            changed += bool(_reprint(old, [paper]))
        except UserError:
            refused += 1
    assert refused < len(others)
    count("papers of schema 7 that nobody sealed", len(others))
    count("of them printed otherwise now", changed)
    count("of them refused now", refused)


def test_the_package_it_sent_is_restored_and_its_sealed_month_prints_as_it_did(
    unpacked: tuple[Path, Path], tmp_path: Path
) -> None:
    made = restoring.restore_package(unpacked[1], tmp_path / "restored", package.code_desk(CODE))
    database = Database.open(made.folder)
    try:
        january = [paper for paper in _whole(SEALED) if "2026-01" in paper.name]
        assert len(january) == 5
        assert _reprint(database, january) == {}
        assert checking.check(database).bad == ()
    finally:
        database.close()
