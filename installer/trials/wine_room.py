"""A Wine of 64 or 32 bits on a bare Debian, with what Windows 10 brings and Wine 8 lacks."""

import shutil
import subprocess
from pathlib import Path

from installer.trials.bare_debian import CLERK, Kind, Machine

ROOM = Kind(
    release="bookworm",
    use="wine",
    packages=("wine", "wine64", "wine32:i386", "fonts-noto-cjk", "fonts-wine", "locales"),
    foreign="i386",
)
_STAND_INS = {"bcryptprimitives": ("-ladvapi32",), "icuuc": ()}
_PIECES = Path(__file__).with_name("wine")
_FONTS = ("SimSun", "宋体", "NSimSun", "MS Shell Dlg", "MS Shell Dlg 2", "Tahoma", "Microsoft YaHei")
_CHINESE = "zh_CN.UTF-8"
_DESKTOP = (
    (r"HKCU\Software\Wine\Explorer", "Desktop", "Default"),
    (r"HKCU\Software\Wine\Explorer\Desktops", "Default", "1366x768"),
    (r"HKCU\Control Panel\Colors", "Background", "0 0 0"),
)
"""A desktop of Windows' own, on which windows are framed as there."""
_QUIET = {
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",
    "LANG": _CHINESE,
    "LC_ALL": "C.UTF-8",
}


class Windows:
    """One Wine of its own, on a screen nobody sits at."""

    def __init__(self, debian: Machine, display: str, bits: int = 64) -> None:
        """Make it, with a second disk D: and Chinese letters."""
        self._debian = debian
        self._prefix = debian.home(f"wine{bits}")
        self._env = {
            **_QUIET,
            "WINEPREFIX": f"/home/{CLERK}/wine{bits}",
            "WINEARCH": f"win{bits}",
            "DISPLAY": display,
        }
        debian.run("localedef", "-i", "zh_CN", "-f", "UTF-8", _CHINESE)
        debian.as_clerk("wineboot", "--init", **self._env)
        self.settle()
        signs = debian.root / "usr" / "share" / "wine" / "fonts" / "marlett.ttf"  # of captions
        shutil.copy(signs, self._prefix / "drive_c" / "windows" / "Fonts")
        (self._prefix / "drive_d").mkdir()
        (self._prefix / "dosdevices" / "d:").symlink_to("../drive_d")
        debian.give(self._prefix)
        self.be("win10")
        for font in _FONTS:
            self.tell(r"HKCU\Software\Wine\Fonts\Replacements", font, "Noto Sans CJK SC")
        for key, name, value in _DESKTOP:
            self.tell(key, name, value)
        for name, libraries in _STAND_INS.items() if bits == 64 else ():
            target = self._prefix / "drive_c" / "windows" / "system32" / f"{name}.dll"
            command = ["x86_64-w64-mingw32-gcc", "-Os", "-s", "-shared", "-o", str(target)]
            subprocess.run([*command, str(_PIECES / f"{name}.c"), *libraries], check=True)

    @property
    def local(self) -> Path:
        """%LOCALAPPDATA% as seen from outside."""
        return self._prefix / "drive_c" / "users" / CLERK / "AppData" / "Local"

    @property
    def second_disk(self) -> Path:
        """D: as seen from outside."""
        return self._prefix / "drive_d"

    def inside(self, path: Path) -> str:
        """A place as the programs see it."""
        return "Z:\\" + str(path.relative_to(self._debian.root)).replace("/", "\\")

    def be(self, version: str) -> None:
        """Say to programs that this is another Windows: win10, win7."""
        self.tell(r"HKCU\Software\Wine", "Version", version)

    def tell(self, key: str, name: str, value: str) -> None:
        """Write a text into the registry."""
        self.run("reg", "add", key, "/v", name, "/d", value, "/f")

    def show(self, *command: str) -> "subprocess.Popen[str]":
        """Start a program for somebody to look at: what Windows itself writes is Chinese, too.

        Only here: what a program without a window says would not be UTF-8.
        """
        return self._debian.start("wine", *command, **{**self._env, "LC_ALL": _CHINESE})

    def start(self, *command: str) -> "subprocess.Popen[str]":
        """Start a program; its output is a pipe, as Python under Wine wants it."""
        return self._debian.start("wine", *command, **self._env)

    def run(self, *command: str, seconds: float = 600, code: int | None = None) -> str:
        """Run a program to its end; gives what it said.

        Raises:
            AssertionError: it ended with another code than the one awaited.
        """
        with self.start(*command) as running:
            said = running.communicate(timeout=seconds)[0]
        assert code is None or running.returncode == code, f"{command}: code {running.returncode}\n{said}"
        return said

    def close(self, image: str) -> None:
        """Ask a program of 64 bits to close its windows; a taskkill of 32 bits sees none."""
        words = ("/usr/lib/wine/wine64", "taskkill", "/im", image)
        self._debian.as_clerk(*words, **self._env)

    def settle(self) -> None:
        """Wait for what goes on by itself, as an uninstaller does."""
        self._debian.as_clerk("wineserver", "-w", **self._env)
