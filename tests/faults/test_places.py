"""Where the data lie: on what can only be read, under two programs, of a newer version, at a wrong date.

Each time: what the clerk sees, what is safe, and how it goes on.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from banfu_desktop.cli import program as cli
from banfu_desktop.db import migrations
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies
from tests.a_months_work import OFFICE, call
from tests.services.conftest import NOW

TREE = Path(__file__).parents[2]
COMMANDS = (
    ("check",),
    ("attendance", "set", "罗海涛", "2026-10-05", "事假"),
    ("subsidy", "seal", "2026-10"),
    ("backup", "export", "上报包.bfb"),
)


def sums(folder: Path) -> dict[str, str]:
    """What lies in a folder, byte for byte; the lock file holds nothing."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "office.lock"
    }


@contextmanager
def only_to_be_read(folder: Path) -> Iterator[None]:
    """A folder as on a write-protected stick: a real mount, since root may write anywhere else."""
    words = ["mount", "--bind", str(folder), str(folder)]
    if sys.platform != "linux" or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_on_read_only_media_nothing_is_done_and_that_is_said(
    at_work: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    office = shutil.copytree(at_work, tmp_path / OFFICE)
    before = sums(office)
    placed = [str(tmp_path / word) if word.endswith(".bfb") else word for word in words]
    with only_to_be_read(office):
        code, said = call(tmp_path, *placed)
        assert code == cli.MACHINE
        assert "不能写入" in said
        assert "数据没有改动" in said
        with pytest.raises(MachineError, match="不能写入"):
            Database.open(office)
        with pytest.raises(MachineError, match="不能写入"):
            Database.create(office / "new")
    assert sums(office) == before
    assert call(tmp_path, *placed)[0] == cli.DONE


def test_a_stick_that_can_only_be_read_takes_no_package(at_work: Path, tmp_path: Path) -> None:
    shutil.copytree(at_work, tmp_path / OFFICE)
    (tmp_path / "usb").mkdir()
    package = str(tmp_path / "usb" / "上报包.bfb")
    with only_to_be_read(tmp_path / "usb"):
        code, said = call(tmp_path, "backup", "export", package)
        assert code in (cli.MACHINE, cli.REFUSED)
        assert "写保护" in said or "不能写入" in said
    assert not list((tmp_path / "usb").iterdir())
    assert call(tmp_path, "backup", "export", package)[0] == cli.DONE


HOLDS = """
import sys
from pathlib import Path
from banfu_desktop.db.store import Database
database = Database.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_two_programs_on_one_folder(at_work: Path, tmp_path: Path) -> None:
    """The second one says so and touches nothing; when the first has gone, killed or not, it works."""
    office = shutil.copytree(at_work, tmp_path / OFFICE)
    for way in ("ends", "killed"):
        first = subprocess.Popen(
            [sys.executable, "-c", HOLDS, str(office)],
            cwd=TREE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        for words in (("check",), ("subsidy", "show", "2026-10"), ("subsidy", "make", "2026-10")):
            code, said = call(tmp_path, *words)
            assert (code, "另一个窗口或命令" in said) == (cli.MACHINE, True)
        with pytest.raises(MachineError, match="另一个窗口"):
            copies.restore_copy(office, office / "backups" / "x.db", NOW)
        if way == "killed":
            first.kill()
        first.communicate()
        assert call(tmp_path, "check")[0] == cli.DONE


def test_the_data_of_a_newer_version_stay_as_they_are(at_work: Path, tmp_path: Path) -> None:
    office = shutil.copytree(at_work, tmp_path / OFFICE)
    database = Database.open(office)
    key = database.data_key
    database.close()
    engine = open_engine(office / DATABASE_FILE, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={len(migrations.STEPS) + 3}")
    engine.dispose()
    before = sums(office)
    for words in COMMANDS:
        code, said = call(tmp_path, *words)
        assert code == cli.REFUSED
        assert "由新版程序建立" in said
        assert "数据没有改动" in said
    assert sums(office) == before
    engine = open_engine(office / DATABASE_FILE, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={len(migrations.STEPS)}")
    engine.dispose()
    assert call(tmp_path, "check")[0] == cli.DONE


def at(folder: Path, day: str, *words: str) -> tuple[int, str]:
    """A command on a computer whose clock stands at a day."""
    return call(folder, "--today", day, *words)


def test_a_clock_set_back_or_forward_by_years_costs_neither_deeds_nor_copies(
    at_work: Path, tmp_path: Path
) -> None:
    """Trail, copies and packages go by what came first, not by what the clock said."""
    office = shutil.copytree(at_work, tmp_path / OFFICE)
    days = ("2026-11-02", "2046-01-01", "2006-03-03", "2026-11-03")
    for number, day in enumerate(days):
        days_off = "事假" if number % 2 == 0 else "病假"
        assert at(tmp_path, day, "attendance", "set", "罗海涛", "2026-10-05", days_off)[0] == cli.DONE
        assert at(tmp_path, day, "backup", "export", str(tmp_path / f"{number}.bfb"))[0] == cli.DONE
        database = Database.open(office)
        year = int(day[:4])
        copies.backup_if_changed(database, NOW.replace(year=year))
        database.close()
    assert len(copies.list_backups(office)) >= len(days)
    database = Database.open(office)
    with database.read() as session:
        assert verify_chain(session).broken_at is None
        latest = [deed.name for deed in history.deeds(session)]
    assert sum(name == "登记考勤" or "考勤" in name for name in latest) >= len(days)
    for row in copies.list_backups(office):
        copies.compare(database, row.path)
    database.close()
    for number in range(len(days)):
        code, said = at(tmp_path, days[-1], "backup", "verify", str(tmp_path / f"{number}.bfb"))
        assert code == cli.DONE, said
        assert f"第{number + 1}号" in said


@pytest.mark.parametrize(
    "name", ["驻镇帮扶 工作队 (2026) #1", "a'b\"c%20?x=1&y", "表情🙂和𠮷", "-rf", " 前后空格 "]
)
def test_odd_names_of_folders_are_names(at_work: Path, tmp_path: Path, name: str) -> None:
    """Among them what a URI or a shell would take for something else."""
    folder = tmp_path / name
    office = shutil.copytree(at_work, folder / OFFICE)
    assert call(folder, "check")[0] == cli.DONE
    assert call(folder, "backup", "export", str(folder / "上报包.bfb"))[0] == cli.DONE
    assert call(folder, "print", "roster", "--out", str(folder / "花名册.pdf"))[0] == cli.DONE
    assert {path.name for path in tmp_path.iterdir()} == {name}
    database = Database.open(office)
    copies.backup_now(database, NOW)
    database.close()
    assert len(copies.list_backups(office)) >= 1


def test_a_name_that_is_only_a_line_end_is_refused_or_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is ever opened beside the folder that was named."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for word in ("\n", " ", ".", "x\n"):
        code, _ = call(tmp_path, "backup", "verify", word)
        assert code == cli.REFUSED
        code, _ = call(tmp_path, "import", "members", word)
        assert code == cli.REFUSED
    assert not list((tmp_path / "here").iterdir())
    with pytest.raises(UserError):
        Database.open(Path("\n"))
    assert not list((tmp_path / "here").iterdir())
