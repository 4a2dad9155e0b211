"""The set-up for Windows under Wine: installed silently, its self-test, a window, again over itself, removed.

usage: python -m installer.trials.windows     (after `make windows`; needs wine64, mingw-w64, xvfb, xdotool,
x11-utils, imagemagick). What Wine lacks and Windows brings is stood in for by installer/trials/wine.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from installer import stage
from installer.trials.screen import picture, screen, wait_for

_STAND_INS = {"bcryptprimitives": ("-ladvapi32",), "icuuc": ()}
_PIECES = Path(__file__).with_name("wine")
_PROGRAM = Path("Programs", stage.PROGRAM)
_DATA = Path(stage.PROGRAM, "帮扶办数据")


class Windows:
    """A Wine of its own with the stand-ins, on a screen nobody sits at."""

    def __init__(self, prefix: Path, display: str) -> None:
        self._prefix = prefix
        self._env = {**os.environ, "WINEPREFIX": str(prefix), "DISPLAY": display, "WINEDEBUG": "-all"}
        self._env |= {"WINEDLLOVERRIDES": "mscoree,mshtml=", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        subprocess.run(["wineboot", "--init"], env=self._env, capture_output=True, check=True, timeout=300)
        for name, libraries in _STAND_INS.items():
            target = prefix / "drive_c" / "windows" / "system32" / f"{name}.dll"
            command = ["x86_64-w64-mingw32-gcc", "-Os", "-s", "-shared", "-o", str(target)]
            subprocess.run([*command, str(_PIECES / f"{name}.c"), *libraries], check=True)

    @property
    def local(self) -> Path:
        """%LOCALAPPDATA% as seen from outside."""
        (user,) = (path for path in (self._prefix / "drive_c" / "users").iterdir() if path.name != "Public")
        return user / "AppData" / "Local"

    def start(self, *command: str | Path) -> "subprocess.Popen[str]":
        """Start a program; its output is a pipe, as Python under Wine wants it."""
        return subprocess.Popen(
            ["wine", *map(str, command)],
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def run(self, *command: str | Path, seconds: float = 300) -> str:
        """Run a program to its end; gives what it said."""
        with self.start(*command) as running:
            return running.communicate(timeout=seconds)[0]

    def settle(self) -> None:
        """Wait for what goes on by itself, as an uninstaller does."""
        subprocess.run(["wineserver", "-w"], env=self._env, check=True, timeout=120)


def trial(prefix: Path) -> list[str]:
    """Everything in turn; a line for each.

    Raises:
        AssertionError: something is not as it should be.
    """
    setup = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-setup.exe"
    with screen() as display:
        windows = Windows(prefix, display)
        windows.run(setup, "/S")
        program = windows.local / _PROGRAM
        listed = (setup.parent / f"{setup.stem}.contents.txt").read_text("utf-8")
        (program / "uninstall.exe").rename(prefix / "uninstall.exe")
        assert stage.contents(program) == listed, "not what the list of contents says"
        (prefix / "uninstall.exe").rename(program / "uninstall.exe")
        size = sum(path.stat().st_size for path in stage.files(program)) // 1_000_000
        said = [f"installed silently, {size} MB, file by file as listed"]
        tested = windows.run(program / f"{stage.PROGRAM}-cli.exe", "selftest")
        assert "自检通过" in tested, tested
        said.append(f"self-test: {tested.count('通过　')} steps passed")
        office = _window(windows, program, display)
        said.append("a window; look at windows-window.png")
        windows.run(setup, "/S")
        assert (program / f"{stage.PROGRAM}.exe").is_file()
        said.append("installed again over itself")
        windows.run(program / "uninstall.exe", "/S")
        windows.settle()
        assert not program.exists(), sorted(program.rglob("*"))
        assert office.is_file(), "removal took the data along"
        said.append("removed silently, the data stay")
    return said


def _window(windows: Windows, program: Path, display: str) -> Path:
    """The demonstration in a real window, then an office where set-up was told; gives the office's file."""
    command_line = program / f"{stage.PROGRAM}-cli.exe"
    running = windows.start(command_line, "demo", _seen_from_inside(windows.local / "演示"))
    wait_for(display, "梅坑镇", 120)
    picture(display, "windows-window", 10)
    windows.run("taskkill", "/im", command_line.name)
    running.communicate(timeout=60)
    windows.run(command_line, "init", "--town", "梅坑镇")
    office = windows.local / _DATA / "office.db"
    assert office.is_file(), "not where set-up wrote down"
    return office


def _seen_from_inside(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for line in trial(Path(folder)):
            print("passed ", line, flush=True)
