"""A power cut under the office's own encrypted file: acknowledged deeds stay whole, whenever it comes."""

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.db import engine as engines
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.office import CalendarDay, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel
from tests.conftest import Count
from tests.faults.disk import OK, Disk, under

DOSES = [pytest.param(20, id="a short dose"), pytest.param(2000, id="a long dose", marks=pytest.mark.soak)]
# How much of what was not synced is there by luck.
SHARES = pytest.mark.parametrize(
    "share", [0, 0.5, 0.9], ids=lambda share: f"{share} of the unsynced survives"
)
DEED = Deed("登记单位", "钟立新", datetime(2026, 10, 31, 9, 30))
Cut = tuple[int, dict[str, bytes]]
"""Deeds acknowledged by then, and the files that survive."""


def work_until_cut(folder: Path, deeds: int, share: float, times: int) -> list[Cut]:
    """Do so many deeds of two rows each; the power is cut at some of the calls to the disk, about `times`."""
    chance, cuts, acknowledged = random.Random(f"{deeds} {share}"), [], 0

    def perhaps(call: str, path: str) -> int:
        if chance.random() < times / (deeds * 8):
            cuts.append((acknowledged, disk.survivors(share, chance)))
        return OK

    disk = Disk(perhaps)
    disk.learn(folder)
    with under(disk):
        database = Database.open(folder)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint=20")
        for number in range(deeds):
            with database.write(DEED) as session:
                session.add(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY))
                session.add(CalendarDay(day=datetime.fromordinal(700_000 + number).date(), is_off=True))
            acknowledged = number + 1
        database.close()
    return cuts


def deeds_found(folder: Path, files: dict[str, bytes]) -> int:
    """How many deeds the office holds when the power is back; it is whole, or this fails."""
    for path in folder.glob("office.db*"):
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    database = Database.open(folder)
    try:
        assert check_file(database.engine) == ()
        with database.read() as session:
            assert verify_chain(session).broken_at is None
            found = session.query(Organisation).count()
            assert found == session.query(CalendarDay).count()
    finally:
        database.close()
    return int(found)


def lost_by(office: Path, after: Path, cuts: list[Cut]) -> list[int]:
    shutil.copytree(office, after)
    return [acknowledged - deeds_found(after, files) for acknowledged, files in cuts]


@SHARES
@pytest.mark.parametrize("deeds", DOSES)
@pytest.mark.timeout(3600)
def test_no_acknowledged_deed_is_lost(
    empty_office: Path, tmp_path: Path, deeds: int, share: float, count: Count
) -> None:
    office = shutil.copytree(empty_office, tmp_path / "office")
    lost = lost_by(office, tmp_path / "after", work_until_cut(office, deeds, share, times=deeds // 2))
    assert len(lost) > deeds // 4
    assert max(lost) <= 0
    count("power cuts under the encrypted file; 0 deeds lost", len(lost))


def test_the_disk_does_lose_what_is_not_synced(
    empty_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the setting that matters the same cuts lose deeds: the test above can fail."""
    careless = tuple(p.replace("synchronous=FULL", "synchronous=NORMAL") for p in engines.PRAGMAS)
    monkeypatch.setattr(engines, "PRAGMAS", careless)
    office = shutil.copytree(empty_office, tmp_path / "office")
    assert max(lost_by(office, tmp_path / "after", work_until_cut(office, 40, 0, times=20))) > 0


def test_the_disk_hands_on_names_that_last(
    empty_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite keeps a file's name and later makes the name of its side file from it.

    Given a copy that was freed meanwhile it wrote to a file of another name, such as a line's end and -shm.
    """
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    office = shutil.copytree(empty_office, tmp_path / "office")
    with under(Disk()):
        database = Database.open(office)
        for number in range(20):
            with database.write(DEED) as session:
                session.add(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY))
        assert (office / "office.db-shm").exists()
        database.close()
    assert not list(office.glob("office.db-*"))
    assert not list((tmp_path / "here").iterdir())
