"""The box that offers copies of a damaged office: the one with the most work first, and what it lacks."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.services.keeping import copies, rescue
from banfu_desktop.services.keeping.rescue import Day, Missing
from banfu_desktop.ui.frame.rescue import Rescue, lacks_words
from banfu_desktop.ui.look.look import Look
from tests.conftest import Count
from tests.ui.a_damaged_office import add_units, damage, flip
from tests.ui.conftest import NOW, RESOURCES


def _rescue(qtbot: QtBot, folder: Path) -> Rescue:
    box = Rescue(
        Look(RESOURCES),
        "办公数据文件已损坏。",
        rescue.ways_back(folder),
        lambda way: rescue.missing(folder, way),
    )
    qtbot.addWidget(box)
    return box


def _said(box: Rescue) -> str:
    label = box.findChild(QLabel, "missing")
    assert label is not None
    return str(label.text())


def test_the_copy_with_the_most_work_is_proposed_whatever_the_clock_said(qtbot: QtBot, folder: Path) -> None:
    """The first copy was made while the clock was ten years ahead."""
    (first,) = copies.list_backups(folder)
    first.path.rename(first.path.with_name("office-20361101-090000-start.db"))
    add_units(folder, [("县某某新设局", NOW)])
    database = Database.open(folder)
    newest = copies.backup_now(database, NOW)
    database.close()
    box = _rescue(qtbot, folder)
    assert box.chosen.copy == newest
    assert _said(box) == "这份备份里什么都不缺：损坏之前登记的内容全部在内。"
    restore = box.findChild(QPushButton, "restore")
    assert restore is not None
    assert restore.isDefault()


def test_the_days_to_enter_again_are_said(qtbot: QtBot, folder: Path) -> None:
    units = (("新设一局", 1), ("新设二局", 1), ("新设三局", 2))
    add_units(folder, [(name, datetime(2026, 11, day, 10)) for name, day in units])
    add_units(folder, [("新设四局", datetime(2026, 11, 2, 11))], "登记请假")
    said = _said(_rescue(qtbot, folder))
    assert said.splitlines() == [
        "恢复后需要重新登记：",
        "2026年11月1日：2项（登记单位2次）",
        "2026年11月2日：2项（登记单位、登记请假）",
    ]


def test_what_the_damaged_file_no_longer_tells_is_said_too(qtbot: QtBot, folder: Path) -> None:
    damage(folder / DATABASE_FILE)
    os.utime(folder / DATABASE_FILE, (NOW.timestamp(), NOW.timestamp()))
    assert _said(_rescue(qtbot, folder)).startswith("损坏的文件最后写入于 2026-11-02 09:00")
    (folder / DATABASE_FILE).unlink()
    assert _said(_rescue(qtbot, folder)).startswith("原来的数据文件已不在")


def test_a_file_damaged_in_places_tells_what_it_can(folder: Path) -> None:
    add_units(folder, [(f"单位{number}", datetime(2026, 11, 1 + number // 30, 10)) for number in range(300)])
    path = folder / DATABASE_FILE
    content = bytearray(path.read_bytes())
    content[-4096 * 4 :] = bytes(4096 * 4)
    path.write_bytes(content)
    (way,) = rescue.ways_back(folder)
    lost = rescue.missing(folder, way)
    assert not lost.complete
    assert lost.days[0].day == date(2026, 11, 1)
    assert "至少有" in lacks_words(lost)


def test_an_attachment_that_is_nowhere_whole_is_named_before_anything_is_restored() -> None:
    gone = ("发票.pdf", "车票.jpg")
    assert lacks_words(Missing((), complete=True, written=None), gone).splitlines() == [
        "有2个附件在备份里已不完整，恢复以后打不开，请找原件重新添加：发票.pdf、车票.jpg。",
        "除此以外，损坏之前登记的内容全部在内。",
    ]
    days = (Day(date(2026, 11, 1), ("登记请假",)),)
    assert "恢复后需要重新登记：" in lacks_words(Missing(days, complete=True, written=None), gone)


def test_many_days_are_told_in_one_line() -> None:
    days = tuple(Day(date(2026, 11, day), tuple("甲乙丙丁戊")) for day in range(1, 11))
    said = lacks_words(Missing(days, True, NOW))
    assert "2026年11月1日：5项（甲、乙、丙、丁等）" in said
    assert said.endswith("2026年11月7日至2026年11月10日：20项")


@pytest.mark.parametrize("pages", [pytest.param(6, id="some"), pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_flipped_byte_in_any_page_of_a_copy_is_found_before_it_is_offered(
    folder: Path, pages: int, count: Count
) -> None:
    (copy,) = copies.list_backups(folder)
    assert len(rescue.ways_back(folder)) == 1
    step = 4096 * max(1, copy.size // 4096 // pages)
    for place in range(4096 - 50, copy.size, step):
        flip(copy.path, place)
        assert rescue.ways_back(folder) == [], place
        flip(copy.path, place)
    assert len(rescue.ways_back(folder)) == 1
    count("copies with a flipped bit; 0 offered", len(range(4096 - 50, copy.size, step)))
