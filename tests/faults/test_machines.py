"""Poor, odd and broken machines: little memory, locale C, long paths, half a file, a pulled stick."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.backup import report
from banfu_desktop.cli import program as cli
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import lists
from banfu_desktop.services.keeping import exporting
from banfu_desktop.services.keeping import package as transfer
from banfu_desktop.services.office import office
from banfu_desktop.services.program import founding
from tests import a_months_work
from tests.a_months_work import DEEDS, OFFICE, PACKAGE, call
from tests.conftest import Count
from tests.services.conftest import NOW

TREE = Path(__file__).parents[2]
MEGABYTES = 300
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) << 20,) * 2)
sys.argv = sys.argv[2:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""
LONG = "驻镇帮扶 工作队 " * 8  # with the base folder some 200 characters, 400 bytes


def a_month(folder: Path, environment: dict[str, str], *before: str) -> list[str]:
    """A month's work in a process of its own; gives the deeds it did."""
    assert call(folder, "init", "--town", "梅坑镇", "--practice")[0] == cli.DONE
    (folder / PACKAGE).parent.mkdir()
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONUTF8"}
    words = [sys.executable, *before, a_months_work.__name__, str(folder)]
    done = subprocess.run(
        words, capture_output=True, env=inherited | environment, cwd=TREE, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode().split()[1:]


def test_a_months_work_fits_into_300_megabytes(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="Windows limits memory otherwise")
    assert a_month(tmp_path / "little", {}, "-c", LIMITED, str(MEGABYTES)) == list(DEEDS)


def test_with_far_too_little_memory_it_fails_in_a_sentence_or_not_at_all(tmp_path: Path) -> None:
    """Nothing of the office is touched by a program that cannot even be loaded."""
    pytest.importorskip("resource", reason="Windows limits memory otherwise")
    assert call(tmp_path, "init", "--town", "梅坑镇", "--practice")[0] == cli.DONE
    words = ["-c", LIMITED, "110", "banfu_desktop", "--data", str(tmp_path / OFFICE), "import", "members"]
    roster = str(a_months_work.ROSTER)
    done = subprocess.run(
        [sys.executable, *words, roster], capture_output=True, cwd=TREE, timeout=60, check=False
    )
    assert done.returncode != cli.DONE
    assert call(tmp_path, "check")[0] == cli.DONE


@pytest.mark.parametrize("name", ["C", pytest.param("POSIX", marks=pytest.mark.soak), "zh_CN.GB18030"])
def test_a_months_work_under_any_locale_and_path(tmp_path: Path, name: str) -> None:
    folder = tmp_path / LONG.strip()
    folder.mkdir()
    assert len(str(folder / OFFICE / "backups" / "office-20261102-090000-hand.db")) > 150
    assert a_month(folder, {"LC_ALL": name, "LANG": name}, "-m") == list(DEEDS)


def test_an_office_two_hundred_characters_deep_opens(tmp_path: Path) -> None:
    """And one too deep is refused in a sentence before anything is made."""
    deep = tmp_path
    while len(str(deep)) < 200:
        deep /= "folder of a long path"
    Database.create(deep)[0].close()
    Database.open(deep).close()
    with pytest.raises(UserError, match="路径太长"):
        Database.create(deep.joinpath(*["驻镇帮扶工作队" * 4] * 4))


@pytest.mark.parametrize("pages", [pytest.param(8, id="some"), pytest.param(200, marks=pytest.mark.soak)])
def test_half_a_copied_database_is_never_taken_for_a_whole_one(
    at_work: Path, tmp_path: Path, pages: int, count: Count
) -> None:
    office_folder = shutil.copytree(at_work, tmp_path / "office")
    content = (office_folder / DATABASE_FILE).read_bytes()
    step = max(1, len(content) // pages)
    for length in range(step, len(content), step):
        (office_folder / DATABASE_FILE).write_bytes(content[:length])
        assert _is_found_out(office_folder)
        for side in office_folder.glob(f"{DATABASE_FILE}-*"):
            side.unlink()
    count("half-copied databases tried; 0 accepted", len(range(step, len(content), step)))


@pytest.mark.parametrize("places", [pytest.param(12, id="some"), pytest.param(3000, marks=pytest.mark.soak)])
def test_one_flipped_bit_is_never_taken_for_a_whole_one(
    at_work: Path, tmp_path: Path, places: int, count: Count
) -> None:
    office_folder = shutil.copytree(at_work, tmp_path / "office")
    content = (office_folder / DATABASE_FILE).read_bytes()
    step = max(1, len(content) // places)
    for place in range(20, len(content), step):
        spoiled = bytearray(content)
        spoiled[place] ^= 1 << place % 8
        (office_folder / DATABASE_FILE).write_bytes(spoiled)
        assert _is_found_out(office_folder), place
    count("damaged databases tried; 0 accepted", len(range(20, len(content), step)))


def _is_found_out(folder: Path) -> bool:
    """Refused when opened, or named by the check that every copy and every start goes through."""
    try:
        database = Database.open(folder)
    except DamagedError:
        return True
    try:
        return check_file(database.engine) != ()
    except MachineError:
        return True
    finally:
        database.close()


PULLED = pytest.mark.parametrize("number", [errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.EROFS])


def pulled(number: int, after: int) -> Callable[[int], None]:
    """A stick that is there for so many syncs."""
    real, synced = os.fsync, 0

    def fsync(handle: int) -> None:
        nonlocal synced
        if "usb" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            synced += 1
            if synced > after:
                raise OSError(number, os.strerror(number))
        real(handle)

    return fsync


@PULLED
@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.skipif(sys.platform != "linux", reason="looks up what is synced in /proc")
def test_a_stick_pulled_during_the_export_is_said(
    at_work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, after: int
) -> None:
    database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
    (tmp_path / "usb").mkdir()
    with monkeypatch.context() as stick:
        stick.setattr(report.os, "fsync", pulled(number, after))
        with pytest.raises((MachineError, UserError)) as said:
            exporting.export_package(database, tmp_path / "usb" / "上报包.bfb", NOW, "经办")
    assert "。" in str(said.value)
    assert not list((tmp_path / "office").glob("*.work*"))
    sent = exporting.export_package(database, tmp_path / "usb" / "上报包.bfb", NOW, "经办")
    assert transfer.verify_package(sent.package.path, transfer.own_desk(database)).number == 2
    database.close()


@pytest.mark.parametrize("steps", [pytest.param(24, id="some"), pytest.param(2000, marks=pytest.mark.soak)])
def test_a_file_cut_short_at_any_step_of_the_export_is_refused(
    at_work: Path, tmp_path: Path, steps: int, count: Count
) -> None:
    database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
    path = tmp_path / "上报包.bfb"
    exporting.export_package(database, path, NOW, "经办")
    whole = path.read_bytes()
    step = max(1, len(whole) // steps)
    for length in range(0, len(whole), step):
        path.write_bytes(whole[:length])
        with pytest.raises(UserError):
            transfer.verify_package(path, transfer.own_desk(database))
    database.close()
    count("packages cut short; 0 accepted", len(range(0, len(whole), step)))


def test_a_clock_that_jumps_by_years_upsets_neither_the_trail_nor_its_order(tmp_path: Path) -> None:
    database, _ = Database.create(tmp_path / "office")
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    names = []
    for year in (2036, 2006, 2026):
        names.append(f"{year}年的操作")
        with database.write(Deed(names[-1], "经办", datetime(year, 5, 5))) as session:
            lists.fill(session, "organisations", datetime(year, 5, 5))
    with database.read() as session:
        assert verify_chain(session).broken_at is None
        assert [deed.name for deed in history.deeds(session)][:3] == names[::-1]
        assert office.current(session).town == "梅坑镇"
    database.close()
