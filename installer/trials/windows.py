"""The set-up for Windows under Wine: pages, self-test, window, removal with each answer, the truth.

usage: python -m installer.trials.windows     (as root, after `make windows`; needs debootstrap, mingw-w64,
xvfb, xdotool, x11-utils and imagemagick)
What Wine lacks and Windows brings is stood in for by installer/trials/wine.
"""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installer import stage
from installer.trials.bare_debian import machine
from installer.trials.screen import keys, next_picture, picture, screen, wait_for
from installer.trials.wine_room import ROOM, Windows

_NAME = f"{stage.PROGRAM}-{stage.version()}-setup.exe"
_DATA = "帮扶办数据"
_FOREIGN = "我的报告.docx"
_TITLE = "办公助手"


@dataclass(frozen=True)
class Place:
    """A Windows with the set-up laid ready, as its programs see it, and the screen it shows on."""

    windows: Windows
    setup: str
    display: str


Trial = Callable[[Place], str]


def program(windows: Windows) -> Path:
    """Where set-up puts the program."""
    return windows.local / "Programs" / stage.PROGRAM


def data(windows: Windows) -> Path:
    """Where set-up puts the data: this computer has a second disk."""
    return windows.second_disk / _DATA


def install(on: Place) -> str:
    """Silently: every file as listed, and nothing else."""
    on.windows.run(on.setup, "/S", code=0)
    there = program(on.windows)
    listed = (stage.DIST / f"{Path(_NAME).stem}.contents.txt").read_text("utf-8")
    own = ("  uninstall.exe\n", "  files.list\n")
    found = stage.contents(there).splitlines(keepends=True)
    assert "".join(line for line in found if not line.endswith(own)) == listed, (
        "not what the list of contents says"
    )
    size = sum(path.stat().st_size for path in stage.files(there)) // 1_000_000
    return f"silently, {size} MB, file by file as listed"


def selftest(on: Place) -> str:
    """The installed program's own."""
    tested = on.windows.run(_cli(on.windows), "selftest", code=0)
    assert "自检通过" in tested, tested
    assert stage.version() in on.windows.run(_cli(on.windows), "--version", code=0)
    return f"{tested.count('通过　')} steps passed"


def window(on: Place) -> str:
    """The demonstration in a real window, then an office where set-up was told."""
    running = on.windows.start(_cli(on.windows), "demo", on.windows.inside(on.windows.local / "演示"))
    wait_for(on.display, "梅坑镇")
    seen = picture(on.display, "windows-window", 10)
    on.windows.close(f"{stage.PROGRAM}-cli.exe")
    running.communicate(timeout=300)
    _office(on.windows)
    return f"look at {seen.name}; data on D:"


def again(on: Place) -> str:
    """Over itself: what the clerk keeps in the program's folder stays."""
    mine = program(on.windows) / "lib" / _FOREIGN
    mine.write_text("x")
    on.windows.run(on.setup, "/S", code=0)
    assert mine.is_file()
    assert (program(on.windows) / f"{stage.PROGRAM}.exe").is_file()
    return "the clerk's file inside it stays"


def removed_silently(on: Place) -> str:
    """No question, no data lost; the clerk's file in the program's folder stays, and only that."""
    on.windows.run(str(_uninstaller(on.windows)), "/S")
    on.windows.settle()
    left = [path.name for path in stage.files(program(on.windows))]
    assert left == [_FOREIGN], left
    assert (data(on.windows) / "office.db").is_file(), "removal took the data along"
    shutil.rmtree(program(on.windows))
    return "the data and the clerk's own file stay"


def kept(on: Place) -> str:
    """By its pages, with the answer to keep the data."""
    on.windows.run(on.setup, "/S", code=0)
    _foreign(on)
    before = sorted(stage.files(data(on.windows)))
    _remove_by_pages(on, "windows-kept", ["Return"])
    assert sorted(stage.files(data(on.windows))) == before
    assert not program(on.windows).exists()
    return "data as they were"


def deleted(on: Place) -> str:
    """By its pages, with the answer to delete, twice: ours goes, the clerk's own files stay."""
    on.windows.run(on.setup, "/S", code=0)
    _foreign(on)
    attachments = data(on.windows) / "backups" / "attachments"
    attachments.mkdir()
    attachments.chmod(0o777)  # the clerk's, who removes
    for name in ("0" * 40, f"{'f' * 40}.part", "说明"):
        (attachments / name).write_text("x")
    _remove_by_pages(on, "windows-deleted", ["n", "y", "Return"])
    left = sorted(path.relative_to(data(on.windows)).as_posix() for path in stage.files(data(on.windows)))
    assert left == ["backups/attachments/说明", f"backups/{_FOREIGN}", _FOREIGN], left
    assert not program(on.windows).exists()
    return f"left in the data folder: {', '.join(left)}"


def pages(on: Place) -> str:
    """Every page of set-up, by the keyboard; data chosen in another folder get one of their own name."""
    running = on.windows.show(on.setup)
    wait_for(on.display, _TITLE)
    seen = [picture(on.display, "windows-page-1")]
    for number in (2, 3):
        keys(on.display, "Return")
        seen.append(next_picture(on.display, f"windows-page-{number}", seen[-1]))
    keys(on.display, "ctrl+a", *("D", "colon", "backslash", "w", "o", "r", "k"), "Return")
    _wait(lambda: (program(on.windows) / "uninstall.exe").is_file())
    seen.append(next_picture(on.display, "windows-page-4", seen[-1]))
    keys(on.display, "space", "Return")  # not opened now
    running.communicate(timeout=240)
    chosen = on.windows.run("reg", "query", r"HKCU\Software\banfu-desktop", "/v", "DataFolder")
    unsaid = "?" * len(_DATA)  # by a console that has no Chinese
    assert chosen.split()[-1] in (rf"D:\work\{_DATA}", rf"D:\work\{unsaid}"), chosen
    return f"data in {chosen.split()[-1]}; look at {', '.join(path.name for path in seen)}"


def too_old(on: Place) -> str:
    """Windows 7 is told so, with a window and without."""
    on.windows.be("win7")
    on.windows.run(on.setup, "/S", code=3)
    running = on.windows.show(on.setup)
    wait_for(on.display, _TITLE)
    seen = picture(on.display, "windows-7")
    keys(on.display, "Return")
    running.communicate(timeout=240)
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


def _foreign(on: Place) -> None:
    """The clerk keeps files of her own among the data."""
    for folder in (data(on.windows), data(on.windows) / "backups"):
        (folder / _FOREIGN).write_text("x")


def _remove_by_pages(on: Place, name: str, answers: list[str]) -> None:
    """Start the removal and answer each of its questions with a key; each is a picture."""
    running = on.windows.show(_uninstaller(on.windows))
    wait_for(on.display, _TITLE)
    seen = picture(on.display, f"{name}-0")
    keys(on.display, "Return")
    _wait(lambda: not (program(on.windows) / "uninstall.exe").exists())  # the last to go
    for number, answer in enumerate(answers, 1):
        seen = next_picture(on.display, f"{name}-{number}", seen)
        keys(on.display, answer)
    next_picture(on.display, f"{name}-end", seen)
    keys(on.display, "Return")
    running.communicate(timeout=240)
    on.windows.settle()


def _wait(until: Callable[[], bool], seconds: float = 600) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it never was.
    """
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come about")
        time.sleep(1)


def narrow(on: Place) -> str:
    """Windows of 32 bits is told so."""
    on.windows.run(on.setup, "/S", code=3)
    running = on.windows.show(on.setup)
    wait_for(on.display, _TITLE)
    seen = picture(on.display, "windows-32-bit")
    keys(on.display, "Return")
    running.communicate(timeout=240)
    return f"code 3, look at {seen.name}"


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("as root: a bare Debian with Wine is made to try it on")
    with machine(ROOM) as debian:
        shutil.copy(stage.DIST / _NAME, debian.home(_NAME))
        debian.give(debian.home(_NAME))
        for bits, trials in ((64, TRIALS), (32, (narrow,))):
            with screen() as display:
                windows = Windows(debian, display, bits)
                place = Place(windows, windows.inside(debian.home(_NAME)), display)
                for trial in trials:
                    print(f"passed  {trial.__name__}: {trial(place)}", flush=True)
