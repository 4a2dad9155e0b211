"""`check` tells a whole office from one that was tampered with."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from banfu_desktop.db.judging_rights import unrightful
from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.db.store import Database
from banfu_desktop.db.triggers import drop_triggers, recreate_triggers
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.program import checking
from banfu_desktop.services.subsidies import subsidies
from tests.services import a_claim
from tests.services.conftest import NOW, Doing

OCTOBER = Month(2026, 10)


def seal(doing: Doing) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
        subsidies.seal(session, OCTOBER, "经办", NOW)


def tamper(office: Database, *statements: str) -> None:
    """Change the file behind the program's back, the guards taken down first and put back."""
    with office.engine.begin() as connection:
        drop_triggers(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        recreate_triggers(connection)


def test_a_whole_office(office: Database, doing: Doing) -> None:
    seal(doing)
    report = checking.check(office)
    assert report.bad == ()
    assert len(report.good) == 9
    assert "已封存6份，合计与明细一致" in report.good


def test_a_changed_audit_entry_breaks_the_chain(office: Database) -> None:
    tamper(office, "UPDATE audit SET actor = '别人' WHERE id = 3")
    assert any(sentence.startswith("留痕链从第3条起对不上") for sentence in checking.check(office).bad)


def test_a_changed_snapshot_does_not_fit_its_code(office: Database, doing: Doing) -> None:
    seal(doing)
    tamper(
        office, "UPDATE subsidy_sheets SET snapshot = replace(snapshot, '200000', '300000') WHERE serial = 1"
    )
    assert "2026年第001号的校验码与封存的内容不符" in checking.check(office).bad


def test_a_month_that_a_newer_program_sealed_is_named(office: Database, doing: Doing) -> None:
    seal(doing)
    with office.read() as session:
        newer = str(session.scalar(sa.select(SubsidySheet.snapshot).filter_by(serial=1))).replace(
            '"format":', '"format":9'
        )
    code = check_code(newer)
    tamper(office, f"UPDATE subsidy_sheets SET snapshot = '{newer}', check_code = '{code}' WHERE serial = 1")
    (sentence,) = (text for text in checking.check(office).bad if text.startswith("2026年第001号"))
    assert "新版程序" in sentence


def test_a_claim_changed_after_it_was_handed_in_does_not_fit_its_code(office: Database, doing: Doing) -> None:
    with doing() as session:
        a_claim.handed(session)
    assert checking.check(office).bad == ()
    tamper(office, "UPDATE claims SET snapshot = replace(snapshot, '10000', '90000')")
    assert "报销单2026-001的校验码与封存的内容不符" in checking.check(office).bad


def test_a_changed_line_does_not_fit_the_snapshot(office: Database, doing: Doing) -> None:
    seal(doing)
    tamper(office, "UPDATE subsidy_lines SET gross_fen = gross_fen + 1, net_fen = net_fen + 1 WHERE id = 1")
    assert "2026年第001号的明细与封存的合计不符" in checking.check(office).bad


def test_every_deed_of_the_demonstration_was_somebodys_right(full_office: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(full_office / "office", tmp_path / "office"))
    try:
        with database.read() as session:
            connection = session.connection()
            uncollected = {
                entry
                for (entry,) in connection.exec_driver_sql(
                    "SELECT id FROM audit WHERE table_name = 'subsidy_uncollected'"
                )
            }
            tables = set(connection.exec_driver_sql("SELECT DISTINCT table_name FROM audit").scalars())
            unlawful = {found.entry for found in unrightful(connection)}
    finally:
        database.close()
    assert len(tables) > 50
    assert unlawful == uncollected  # which an upgrade brings, past the door
