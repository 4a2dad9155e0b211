"""The trail in the window: what was done, and one answer to whether it is whole."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.ui.pages.audit import AuditPage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit


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
    assert page.rows[0].name == "登记2026年9月补助发放"
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


def test_the_trail_can_be_exported(page: AuditPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    dialogs.answers = [tmp_path / "留痕.xlsx"]
    _press(page, "export_deeds")
    lines = load_workbook(tmp_path / "留痕.xlsx").active.iter_rows(values_only=True)
    assert "封存2026年9月补助" in {cell for line in lines for cell in line}
