"""The folder for a stick on a bare Debian with a small desktop: self-test, a double click, data, the truth.

usage: python -m installer.trials.stick     (as root, after `make usb`; needs debootstrap, xvfb, xdotool,
x11-utils and imagemagick)
BANFU_RELEASE says on which release: bullseye, bookworm.
"""

import os
import subprocess
import time
from pathlib import Path

from installer import stage
from installer.deb import architecture
from installer.trials.bare_debian import CLERK, Kind, Machine, machine
from installer.trials.screen import centre_of_change, click, keys, picture, screen, wait_for

_DESKTOP = Kind(
    use="desktop",
    packages=(
        "pcmanfm",
        "openbox",
        "zenity",
        "fonts-noto-cjk",
        "dbus-x11",
        "libcups2",
        "libqt5gui5",
        "libegl1",
    ),
)
"""A file manager, a window manager, and what a desktop of Qt 5 brings, as those of UOS and Kylin do."""
_RUN = f"/home/{CLERK}/{stage.PROGRAM}/run.sh"


def trial(debian: Machine) -> list[str]:
    """Everything in turn; a line for each.

    Raises:
        AssertionError: something is not as it should be.
    """
    top = _unpacked(debian)
    said = [f"{sum(path.stat().st_size for path in stage.files(top)) // 1_000_000} MB, as SHA256SUMS lists"]
    debian.give(top)
    tested = debian.as_clerk("/bin/sh", _RUN, "selftest")
    assert "自检通过" in tested, tested
    said.append(f"self-test passed, without root, {debian.run('getconf', 'GNU_LIBC_VERSION').strip()}")
    with screen() as one, screen() as other:  # a file manager takes a display for its own until it ends
        said += [_double_click(debian, one), _truth(debian, other)]
    debian.as_clerk("/bin/sh", _RUN, "init", "--town", "梅坑镇")
    assert (top / "帮扶办数据" / "office.db").is_file()
    debian.as_clerk("/bin/sh", _RUN, "init", "--town", "梅坑镇", BANFU_DATA=f"/home/{CLERK}/别处")
    assert debian.home("别处", "office.db").is_file()
    said.append("data on the stick, or in a folder of the user's")
    return said


def _unpacked(debian: Machine) -> Path:
    archive = stage.DIST / f"{stage.PROGRAM}-{stage.version()}-usb-{architecture()}.tar.xz"
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", debian.home()], check=True)
    top = debian.home(stage.PROGRAM)
    lines = stage.contents(top).splitlines(keepends=True)
    listed = "".join(line for line in lines if "  SHA256SUMS" not in line)
    assert listed == (top / "SHA256SUMS").read_text("utf-8"), "not what SHA256SUMS lists"
    return top


def _double_click(debian: Machine, display: str) -> str:
    """In the file manager, as a clerk does; it asks whether to run what is a script."""
    running = _file_manager(debian, display)
    picture(display, f"{debian.root.name}-asked")
    keys(display, "alt+e")
    wait_for(display, "驻镇帮扶")
    seen = picture(display, f"{debian.root.name}-stick")
    for one in running:
        one.terminate()
    return f"started by a double click; look at {seen.name}"


def _truth(debian: Machine, display: str) -> str:
    """A system that says it is older is told so in a window, also by a double click."""
    old = debian.root / "usr" / "local" / "bin" / "getconf"
    old.write_text("#!/bin/sh\necho glibc 2.24\n")
    old.chmod(0o755)
    running = _file_manager(debian, display)
    keys(display, "alt+e")
    wait_for(display, "办公助手")
    seen = picture(display, f"{debian.root.name}-too-old")
    for one in running:
        one.terminate()
    old.unlink()
    return f"too old a system is told so; look at {seen.name}"


def _file_manager(debian: Machine, display: str) -> list["subprocess.Popen[str]"]:
    """A desktop with the folder open and run.sh clicked twice."""
    env = {"DISPLAY": display, "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/bin"}
    folder = str(Path(_RUN).parent)
    started = [debian.start("openbox", **env), debian.start("dbus-launch", "pcmanfm", folder, **env)]
    wait_for(display, stage.PROGRAM)
    before = picture(display, "plain", 3)
    keys(display, "r", "u", "n", "period")
    time.sleep(1)
    keys(display, "Escape")
    place = centre_of_change(before, picture(display, "chosen", 2))
    click(display, *place, times=2)
    wait_for(display, "Execute File")
    return started


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("as root: a bare Debian is made to try it on")
    with machine(_DESKTOP) as made:
        for line in trial(made):
            print("passed ", line, flush=True)
