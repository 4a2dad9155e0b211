"""Nothing personal in plain text: neither on the disk nor in what the program says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Count
from tests.privacy import a_long_session
from tests.privacy.traces import needles, traces

TREE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a long session, and everything its process said."""
    folder = tmp_path_factory.mktemp("day")
    home = folder / "home"
    own = {"HOME": "", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run"}
    own |= {f"XDG_{kind}_HOME": kind.lower() for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    for name in own.values():
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "run").chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-m", a_long_session.__name__, str(folder)],
        capture_output=True,
        cwd=TREE,
        env=os.environ | {name: str(home / sub) for name, sub in own.items()},
        timeout=240,
        check=False,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, said
    assert said.splitlines()[-1] == "done" or "done" in said.splitlines()
    return folder, said


def test_nothing_was_found_at_any_step(day: tuple[Path, str], count: Count) -> None:
    steps = [line for line in day[1].splitlines() if line.startswith("did ")]
    assert len(steps) > 15
    assert [line for line in day[1].splitlines() if line.startswith("FOUND")] == []
    count("steps of a long session after which the disk was searched; 0 traces", len(steps))


def test_nothing_is_left_when_the_program_has_ended(day: tuple[Path, str]) -> None:
    numbers, names = a_long_session.personal()
    assert len(numbers) > 30
    assert len(names) > 10
    assert traces([day[0] / "home", day[0] / "data"], needles(numbers | names)) == []
    assert list((day[0] / "home" / "tmp").iterdir()) == []


def test_the_process_says_no_number_and_no_name_of_itself(day: tuple[Path, str]) -> None:
    numbers, names = a_long_session.personal()
    said = day[1].encode()
    assert [value for value in numbers | names if value.encode() in said] == []


def test_an_outsider_with_the_data_folder_and_no_key_finds_nothing(day: tuple[Path, str]) -> None:
    """What is stolen is the folder; the key's slot for this computer lies elsewhere."""
    data = day[0] / "data"
    numbers, names = a_long_session.personal()
    assert {path.name for path in data.iterdir()} >= {"office.db", "keys.json", "backups"}
    others = {"梅坑镇", "县司法局", "身份证", "CREATE TABLE", "people", "SQLite format 3"}
    assert traces([data], needles(numbers | names | others)) == []


def test_what_is_there_is_found(tmp_path: Path) -> None:
    """Else the tests above would prove nothing."""
    values = {"440299198103024955", "罗海涛", "13902300519"}
    for number, encoding in enumerate(("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape")):
        (tmp_path / str(number)).write_bytes(b"\0x" + "罗海涛".encode(encoding) + b"y")
    (tmp_path / "packed").write_bytes(bytes.fromhex("440299198103024955"))
    (tmp_path / "13902300519.txt").write_bytes(b"")
    found = traces([tmp_path], needles(values))
    assert len(found) == 7
