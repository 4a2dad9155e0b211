"""The trail in the window: what was done, and one answer to whether it is whole."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QComboBox, QLabel

from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history, seals, turned_clock
from banfu_desktop.services.hall import papers
from banfu_desktop.services.members import members
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.pages.audit.page import AuditPage
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit


@pytest.fixture
def page(visit: Visit) -> AuditPage:
    found: AuditPage = visit("audit")
    return found


def _press(page: AuditPage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def _tamper(office: Database) -> None:
    """As somebody would who has the key and another program."""
    engine = open_engine(office.folder / DATABASE_FILE, office.data_key)
    with engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit SET actor = '别人' WHERE id = 40")
    engine.dispose()


def test_the_latest_deed_is_first(page: AuditPage) -> None:
    numbers = [row.id for row in page.rows]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 20
    assert page.rows[-1].name == "建立演示办公室"


def test_a_whole_trail_is_said_to_be_whole(page: AuditPage, dialogs: FakeDialogs) -> None:
    _press(page, "verify_chain")
    assert dialogs.asked[-1][:2] == ("tell", "留痕链完整")


def test_a_changed_entry_is_named(page: AuditPage, dialogs: FakeDialogs, office: Database) -> None:
    _tamper(office)
    _press(page, "verify_chain")
    kind, title, text = dialogs.asked[-1]
    assert (kind, title) == ("tell", "留痕链不完整")
    assert "从第40条起对不上" in text


def test_a_clock_that_ran_ahead_is_confirmed_with_a_reason(
    page: AuditPage, dialogs: FakeDialogs, system_clock: Callable[[datetime], None], deed: DoDeed[Any]
) -> None:
    _press(page, "clock_right")
    assert dialogs.asked[-1][:2] == ("tell", "电脑日期与留痕相符")
    system_clock(NOW.replace(year=2030))
    deed(lambda session: attendance.set_day_off(session, NOW.date(), True, "调休"))
    system_clock(NOW)
    dialogs.answers = ["主板电池没电，年份错了"]
    _press(page, "clock_right")
    kind, title, text = dialogs.asked[-1][:3]
    assert (kind, title) == ("ask_text", "确认电脑日期")
    assert "已经办理到2030-11-02" in text
    assert page.rows[0].name == turned_clock.RIGHT + "（时钟倒退）"
    _press(page, "clock_right")
    assert dialogs.asked[-1][:2] == ("tell", "电脑日期与留痕相符")


def test_the_trail_can_be_exported(page: AuditPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    dialogs.answers = [tmp_path / "留痕.xlsx"]
    _press(page, "export_deeds")
    lines = load_workbook(tmp_path / "留痕.xlsx").active.iter_rows(values_only=True)
    assert "封存2026年9月补助" in {cell for line in lines for cell in line}


def test_every_changed_value_can_be_exported_masked(
    page: AuditPage, dialogs: FakeDialogs, tmp_path: Path, office: Database
) -> None:
    dialogs.answers = [tmp_path / "明细.xlsx"]
    _press(page, "export_changes")
    lines = load_workbook(tmp_path / "明细.xlsx").active.iter_rows(values_only=True)
    cells = {str(cell) for line in lines for cell in line}
    with office.read() as session:
        numbers = {row.identity_no for row in members.listing(session)}
    assert numbers
    assert not [cell for cell in cells if any(number in cell for number in numbers)]
    assert {"身份证号", "到岗日期"} <= cells


def test_a_deed_shows_what_was_and_what_is_with_numbers_masked(
    page: AuditPage, deed: DoDeed[None], office: Database
) -> None:
    with office.read() as session:
        row = next(row for row in members.listing(session) if row.phone)

    def change(session: object) -> None:
        members.save(session, {"phone": "13800138000"}, row.id)  # type: ignore[arg-type]

    deed(change)
    page.reload()
    page.ctx.tasks.wait()
    page.open_record(page.rows[0])
    page.ctx.tasks.wait()
    said = [label.text() for label in page.findChildren(QLabel, "trail-value")]
    assert f"{row.phone[:3]}****{row.phone[-4:]}  →  138****8000" in said
    assert page.rows[0].about == row.name
    page.close_record()
    assert not page.record_is_open


def test_the_trail_is_filtered_by_who_what_and_whom(page: AuditPage) -> None:
    combo = page.findChild(QComboBox, "filter-area")
    assert combo is not None
    combo.setCurrentText("工作补助")
    assert {row.area for row in page.shown} == {"工作补助"}
    combo.setCurrentIndex(0)
    who = next(row.people[-1] for row in page.rows if len(row.people) > 4)
    page.visit(who)
    assert page.shown
    assert all(who in row.people for row in page.shown)


def test_a_printed_code_is_found_again(page: AuditPage, dialogs: FakeDialogs, office: Database) -> None:
    with office.read() as session:
        sheets = subsidies.show(session, Month(2026, 9))
        seal = papers.make(session, "audit-seal", now=NOW, today=NOW.date())
        head = seals.head_code(session)
    for code, said in ((sheets.sheets[0].check_code, "2026年9月"), (head.lower(), "之后没有新的记录")):
        dialogs.answers = [code]
        _press(page, "check_seal")
        assert dialogs.asked[-1][1] == "封条对得上"
        assert said in dialogs.asked[-1][2]
    assert all(group in str(seal.documents) for group in head.split("-"))


def test_a_code_that_is_not_in_the_trail_is_refused(page: AuditPage, dialogs: FakeDialogs) -> None:
    for code in ("7K2M-X9QD-4HTR-B0WV", "AAAA-2222", "7K2M"):
        dialogs.answers = [code, None, None]
        _press(page, "check_seal")
        assert dialogs.asked[-2][0] == "refuse"
        assert dialogs.asked[-1][3] == code, "it stands there, to be mended"


def test_no_seal_is_printed_over_a_broken_trail(page: AuditPage, office: Database) -> None:
    _tamper(office)
    with office.read() as session, pytest.raises(UserError, match="不能打印封条"):
        papers.make(session, "audit-seal", now=NOW, today=NOW.date())


def test_where_there_are_more_deeds_than_listed_it_is_said(
    page: AuditPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = page.findChild(QLabel, "note")
    assert note is not None
    assert note.text() == ""
    monkeypatch.setattr(history, "LISTED", len(page.rows))
    page.reload()
    page.ctx.tasks.wait()
    assert "更早的请导出" in note.text()
