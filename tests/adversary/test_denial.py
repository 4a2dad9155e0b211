"""What would only stop the work, or keep everybody from being told: said in a sentence, and it goes on."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db.keys import KEYS_FILE, key_files
from banfu_desktop.db.models.office import QuietReminder
from banfu_desktop.db.store import Database
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.keeping import second_place, unlocking
from banfu_desktop.services.office import levels, putting_off
from tests.adversary.conftest import NOW, Checked
from tests.adversary.hands import close_properly, past_the_rules

AT, DAY = NOW.isoformat(timespec="seconds"), NOW.date()


@pytest.mark.parametrize(
    ("points", "told"),
    [({1: 2, 2: 3, 3: 1}, "互相写成是同一个单位"), ({1: 1}, "互相写成"), ({2: 4711}, "与不存在的单位")],
)
def test_units_that_lead_round_in_a_ring(
    file: Any, opened: Callable[..., Database], checked: Checked, points: dict[int, int], told: str
) -> None:
    """Everything that asks which unit pays would ask for ever."""
    past_the_rules(
        file, *(f"UPDATE organisations SET same_as_id = {b} WHERE id = {a}" for a, b in points.items())
    )
    close_properly(file, "合并单位", "审核", AT, day=DAY.isoformat())
    assert told in checked()
    database = opened()
    with database.read() as session:
        assert set(levels.roots(session)) == set(points)
    database.close()


def test_an_urgent_reminder_is_not_put_off_past_tomorrow_by_hand(opened: Callable[..., Database]) -> None:
    """A folder of before put back is red until that is settled, whatever stands among what was put off."""
    due = Due("少了两条", "", "red", "去处理", "backup")
    database = opened()
    for until, said in ((date(9999, 12, 31), [due]), (DAY + timedelta(days=1), [])):
        row = QuietReminder(id=1, subject=due.subject, until=until)
        assert putting_off.part([due], {due.subject: row}, DAY)[0] == said
    database.close()


@pytest.mark.parametrize("content", ["[" * 100_000, "[]", "{", "null"])
def test_a_key_file_that_is_none_is_called_damaged(office: Path, content: str) -> None:
    for path in key_files(office):
        path.write_text(content)
    with pytest.raises(UserError, match="已损坏"):
        Database.open(office)


def test_a_key_file_that_would_keep_everybody_waiting_is_called_damaged(office: Path) -> None:
    """A guess costs what the program has written there, and nothing like minutes and the whole memory."""
    known = json.loads((office / KEYS_FILE).read_text())
    for slot in known["slots"]:
        slot["params"] = {"passes": 64, "memory": 2**30}
    for path in key_files(office):
        path.write_text(json.dumps(known))
    with pytest.raises(UserError, match="已损坏"):
        unlocking.unlock(office, "whatever", NOW, unlocking.roles(office)[0])


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys.json.part").mkdir()
    with pytest.raises(MachineError, match=r"“keys\.json\.part”应当是文件"), translated():
        write_durably(tmp_path / KEYS_FILE, b"{}")


def test_a_copy_said_to_have_come_on_a_day_to_come_reminds_as_none(office: Path) -> None:
    """Else whoever writes there keeps the second place silent for ever."""
    told = {"folder": "/nowhere", "at": datetime(9999, 1, 1).isoformat()}
    (office / "backups" / "second-place.json").write_text(json.dumps(told))
    assert len(second_place.due(office, DAY)) == 1
