"""The set-up for Windows under Wine: pages, self-test, window, again over itself, removal with each answer, the truth.

usage: python -m installer.trials.windows     (as root, after `make windows`; needs debootstrap, mingw-w64, xvfb,
xdotool, x11-utils, imagemagick). What Wine lacks and Windows brings is stood in for by installer/trials/wine.
"""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from installer import stage
from installer.trials.bare_debian import machine
from installer.trials.screen import keys, picture, screen, wait_for
from installer.trials.wine_room import ROOM, Windows

_NAME = f"{stage.PROGRAM}-{stage.version()}-setup.exe"
_DATA = "帮扶办数据"
_FOREIGN = "我的报告.docx"
_TITLE = "办公助手"
Trial = Callable[[Windows, str, str], str]


def program(windows: Windows) -> Path:
    """Where set-up puts the program."""
    return windows.local / "Programs" / stage.PROGRAM


def data(windows: Windows) -> Path:
    """Where set-up puts the data: this computer has a second disk."""
    return windows.second_disk / _DATA


def install(windows: Windows, setup: str, display: str) -> str:
    """Silently: every file as listed, and nothing else."""
    windows.run(setup, "/S", code=0)
    there = program(windows)
    listed = (stage.DIST / f"{Path(_NAME).stem}.contents.txt").read_text("utf-8")
    own = ("  uninstall.exe\n", "  files.list\n")
    found = stage.contents(there).splitlines(keepends=True)
    assert "".join(line for line in found if not line.endswith(own)) == listed, (
        "not what the list of contents says"
    )
    size = sum(path.stat().st_size for path in stage.files(there)) // 1_000_000
    return f"silently, {size} MB, file by file as listed"


def selftest(windows: Windows, setup: str, display: str) -> str:
    """The installed program's own."""
    tested = windows.run(_cli(windows), "selftest", code=0)
    assert "自检通过" in tested, tested
    assert stage.version() in windows.run(_cli(windows), "--version", code=0)
    return f"{tested.count('通过　')} steps passed"


def window(windows: Windows, setup: str, display: str) -> str:
    """The demonstration in a real window, then an office where set-up was told."""
    running = windows.start(_cli(windows), "demo", windows.inside(windows.local / "演示"))
    wait_for(display, "梅坑镇", 240)
    seen = picture(display, "windows-window", 10)
    windows.run("taskkill", "/im", f"{stage.PROGRAM}-cli.exe")
    running.communicate(timeout=60)
    _office(windows)
    return f"look at {seen.name}; data on D:"


def again(windows: Windows, setup: str, display: str) -> str:
    """Over itself: what the clerk keeps in the program's folder stays."""
    mine = program(windows) / "lib" / _FOREIGN
    mine.write_text("x")
    windows.run(setup, "/S", code=0)
    assert mine.is_file()
    assert (program(windows) / f"{stage.PROGRAM}.exe").is_file()
    return "the clerk's file inside it stays"


def removed_silently(windows: Windows, setup: str, display: str) -> str:
    """No question, no data lost; the clerk's file in the program's folder stays, and only that."""
    windows.run(str(_uninstaller(windows)), "/S")
    windows.settle()
    left = [path.name for path in stage.files(program(windows))]
    assert left == [_FOREIGN], left
    assert (data(windows) / "office.db").is_file(), "removal took the data along"
    shutil.rmtree(program(windows))
    return "the data and the clerk's own file stay"


def kept(windows: Windows, setup: str, display: str) -> str:
    """By its pages, with the answer to keep the data."""
    windows.run(setup, "/S", code=0)
    (data(windows) / _FOREIGN).write_text("x")
    (data(windows) / "backups" / _FOREIGN).write_text("x")
    before = sorted(stage.files(data(windows)))
    _remove_by_pages(windows, display, "windows-kept", ["Return"])
    assert sorted(stage.files(data(windows))) == before
    assert not program(windows).exists()
    return "data as they were"


def deleted(windows: Windows, setup: str, display: str) -> str:
    """By its pages, with the answer to delete, twice: ours goes, the clerk's own files stay."""
    windows.run(setup, "/S", code=0)
    _remove_by_pages(windows, display, "windows-deleted", ["n", "y", "Return"])
    left = sorted(path.relative_to(data(windows)).as_posix() for path in stage.files(data(windows)))
    assert left == [f"backups/{_FOREIGN}", _FOREIGN], left
    assert not program(windows).exists()
    return f"left in the data folder: {', '.join(left)}"


def pages(windows: Windows, setup: str, display: str) -> str:
    """Every page of set-up, by the keyboard; data chosen in another folder get one of their own name."""
    running = windows.start(setup)
    wait_for(display, _TITLE)
    seen = [picture(display, "windows-page-1")]
    for number in (2, 3):
        keys(display, "Return")
        seen.append(picture(display, f"windows-page-{number}"))
    keys(display, "ctrl+a", *("D", "colon", "backslash", "w", "o", "r", "k"), "Return")
    wait_for(display, _TITLE)
    time.sleep(60)
    seen.append(picture(display, "windows-page-4"))
    keys(display, "space", "Return")  # not opened now
    running.communicate(timeout=60)
    chosen = windows.run("reg", "query", r"HKCU\Software\banfu-desktop", "/v", "DataFolder")
    assert rf"D:\work\{_DATA}" in chosen, chosen
    return f"data in {chosen.split()[-1]}; look at {', '.join(path.name for path in seen)}"


def too_old(windows: Windows, setup: str, display: str) -> str:
    """Windows 7 is told so, with a window and without."""
    windows.tell(r"HKCU\Software\Wine", "Version", "win7")
    windows.run(setup, "/S", code=3)
    running = windows.start(setup)
    wait_for(display, _TITLE)
    seen = picture(display, "windows-7")
    keys(display, "Return")
    running.communicate(timeout=60)
    assert running.returncode == 3
    return f"code 3, look at {seen.name}"


TRIALS: tuple[Trial, ...] = (
    install, selftest, window, again, removed_silently, kept, deleted, pages, too_old,
)  # fmt: skip


def _cli(windows: Windows) -> str:
    return windows.inside(program(windows) / f"{stage.PROGRAM}-cli.exe")


def _uninstaller(windows: Windows) -> str:
    return windows.inside(program(windows) / "uninstall.exe")


def _office(windows: Windows) -> None:
    windows.run(_cli(windows), "init", "--town", "梅坑镇", code=0)
    windows.run(_cli(windows), "check", code=0)
    assert (data(windows) / "office.db").is_file(), sorted(stage.files(windows.second_disk))


def _remove_by_pages(windows: Windows, display: str, name: str, answers: list[str]) -> None:
    """Start the removal and answer each of its questions with a key; each is a picture."""
    running = windows.start(_uninstaller(windows))
    wait_for(display, _TITLE)
    picture(display, f"{name}-0")
    keys(display, "Return")
    for number, answer in enumerate(answers, 1):
        time.sleep(15)
        picture(display, f"{name}-{number}")
        keys(display, answer)
    time.sleep(8)
    picture(display, f"{name}-end")
    keys(display, "Return")
    running.communicate(timeout=120)
    windows.settle()


def narrow(windows: Windows, setup: str, display: str) -> str:
    """Windows of 32 bits is told so."""
    windows.run(setup, "/S", code=3)
    running = windows.start(setup)
    wait_for(display, _TITLE)
    seen = picture(display, "windows-32-bit")
    keys(display, "Return")
    running.communicate(timeout=60)
    return f"code 3, look at {seen.name}"


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("as root: a bare Debian with Wine is made to try it on")
    with machine(ROOM) as debian:
        shutil.copy(stage.DIST / _NAME, debian.home(_NAME))
        debian.give(debian.home(_NAME))
        for bits, trials in ((64, TRIALS), (32, (narrow,))):
            with screen() as display:
                here = Windows(debian, display, bits)
                for trial in trials:
                    said = trial(here, here.inside(debian.home(_NAME)), display)
                    print(f"passed  {trial.__name__}: {said}", flush=True)
