"""The home page is remembered as the office was left, for this computer only and until anything changes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import HomeView
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import copies, remembered
from banfu_desktop.services.subsidies import subsidies
from tests.services.conftest import NOW, TODAY, Doing

Leave = Callable[[], HomeView]


@pytest.fixture
def leave(office: Database, doing: Doing) -> Leave:
    """Close the office, with a draft month and a copy, as the window does."""

    def close() -> HomeView:
        with doing("编制补助") as session:
            subsidies.make(session, Month(2026, 10), NOW)
        copies.backup_now(office, NOW)
        with office.read() as session:
            view = home.view(session, TODAY, office.folder)
        office.close()
        remembered.keep(office.folder, view)
        return view

    return close


def test_what_is_due_the_team_and_the_copies_come_back_as_they_were(office: Database, leave: Leave) -> None:
    left = leave()
    assert Month(2026, 10) in [due.key for due in left.due]
    assert left.safety is not None
    assert left.safety.copied_at == NOW
    assert remembered.recall(office.folder) == left


def test_an_office_opened_and_only_read_is_as_it_was_left(office: Database, leave: Leave) -> None:
    left = leave()
    with Database.open(office.folder).read() as session:
        home.view(session, TODAY, office.folder)
        assert remembered.recall(office.folder) == left


def test_a_change_since_makes_it_worthless(office: Database, leave: Leave) -> None:
    leave()
    database = Database.open(office.folder)
    with database.write(Deed("编制补助", "命令行", NOW)) as session:
        subsidies.make(session, Month(2026, 9), NOW)
    assert remembered.recall(office.folder) is None
    database.close()
    assert remembered.recall(office.folder) is None


def test_another_computer_remembers_nothing(
    office: Database, leave: Leave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    assert remembered.recall(office.folder) is None


def test_nobody_is_named_in_the_file(office: Database, leave: Leave) -> None:
    left = leave()
    kept = (office.folder / remembered.FILE).read_bytes()
    assert not [due.text for due in left.due if due.text[:3].encode() in kept]


def test_where_this_computer_has_no_slot_nothing_is_kept(office: Database, leave: Leave) -> None:
    file = office.folder / "keys.json"
    slots = json.loads(file.read_text())
    slots["slots"] = [slot for slot in slots["slots"] if slot["kind"] != "machine"]
    file.write_text(json.dumps(slots))
    leave()
    assert not (office.folder / remembered.FILE).exists()


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"x"])
def test_a_damaged_file_is_as_good_as_none(office: Database, leave: Leave, damage: bytes) -> None:
    leave()
    (office.folder / remembered.FILE).write_bytes(damage)
    assert remembered.recall(office.folder) is None


def test_nothing_kept_nothing_remembered(office: Database) -> None:
    assert remembered.recall(office.folder) is None
