"""The stick's run.sh starts the program, or tells in Chinese why this computer cannot."""

import os
import subprocess
from pathlib import Path

import pytest

from installer import stick

_FAKE = "#!/bin/sh\necho {said}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stick whose program says what it is called with, on a computer as new as needed, without a screen."""
    (tmp_path / "run.sh").write_text(stick.starter("x86_64"), "utf-8")
    program = tmp_path / "program" / "banfu-desktop"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "started $*"\n')
    program.chmod(0o755)
    computer(tmp_path, "x86_64", "2.28")
    return tmp_path


def computer(folder: Path, machine: str, libc: str) -> None:
    """Make the computer another one."""
    (folder / "bin").mkdir(exist_ok=True)
    for name, said in (("uname", machine), ("getconf", f"glibc {libc}")):
        (folder / "bin" / name).write_text(_FAKE.format(said=said))
        (folder / "bin" / name).chmod(0o755)


def started(folder: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "BANFU_DATA")}
    env = {**kept, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", **more}
    command = ["sh", str(folder / "run.sh"), *words]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("libc", ["2.28", "2.31", "2.36", "3.0"])
def test_it_starts_on_what_town_offices_have(folder: Path, libc: str) -> None:
    computer(folder, "x86_64", libc)
    done = started(folder, "selftest")
    assert done.stdout == f"started --data {folder}/帮扶办数据 selftest\n", done.stderr


def test_the_clerk_may_keep_her_data_elsewhere(folder: Path) -> None:
    assert started(folder, BANFU_DATA="/别处").stdout == "started --data /别处\n"


@pytest.mark.parametrize(
    ("machine", "libc", "said"),
    [
        ("x86_64", "2.27", "系统太旧（glibc 2.27）"),
        ("x86_64", "2.5", "系统太旧（glibc 2.5）"),
        ("loongarch64", "2.28", "不支持龙芯"),
        ("mips64", "2.28", "不支持龙芯"),
        ("aarch64", "2.31", "处理器是 aarch64"),
    ],
)
def test_a_wrong_computer_is_told_the_truth(folder: Path, machine: str, libc: str, said: str) -> None:
    computer(folder, machine, libc)
    done = started(folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "@" not in done.stderr


def test_without_a_terminal_it_is_told_in_a_window(folder: Path) -> None:
    computer(folder, "x86_64", "2.24")
    (folder / "bin" / "zenity").write_text(f'#!/bin/sh\necho "$@" > "{folder}/shown"\n')
    (folder / "bin" / "zenity").chmod(0o755)
    assert started(folder, DISPLAY=":7").returncode == 3
    assert "系统太旧" in (folder / "shown").read_text("utf-8")


def test_without_a_window_it_is_written_down_and_opened(folder: Path) -> None:
    computer(folder, "x86_64", "2.24")
    tools = folder / "bin"
    for name in ("sh", "dirname", "readlink", "sed"):
        found = next(Path(place, name) for place in ("/usr/bin", "/bin") if Path(place, name).exists())
        (tools / name).symlink_to(found)
    (tools / "xdg-open").write_text(f'#!/bin/sh\necho "$1" > "{folder}/opened"\n')
    (tools / "xdg-open").chmod(0o755)
    assert started(folder, DISPLAY=":7", PATH=str(tools)).returncode == 3
    note = Path((folder / "opened").read_text("utf-8").strip())
    assert "系统太旧" in note.read_text("utf-8")


def test_half_a_copy_is_told_as_such(folder: Path) -> None:
    (folder / "program" / "banfu-desktop").unlink()
    done = started(folder)
    assert done.returncode == 3
    assert "文件不全" in done.stderr
