"""The package in the window by which a clerk of UOS installs it: opened by a double click, one button, done.

usage: python -m installer.trials.deepin     (as root, after `make deb`; needs debootstrap, xvfb, xdotool and
imagemagick)
UOS's own package installer, deepin-deb-installer, is in Debian too. Two things of UOS are not: its question
for the administrator's password (here everything is allowed) and its refusal of packages that are not signed.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from installer import stage
from installer.trials.bare_debian import CLERK, Kind, Machine, machine
from installer.trials.debian import package
from installer.trials.screen import click, frame, next_picture, picture, screen, wait_for

ROOM = Kind(
    release="bookworm",
    use="deepin",
    packages=(
        "deepin-deb-installer",
        "dde-qt5integration",
        "deepin-icon-theme",
        "openbox",
        "fonts-noto-cjk",
        "dbus",
        "polkitd",
    ),
)
_BUTTON = 0.5, 0.88
"""Where its one button is, as shares of the window's width and height."""
_ALLOWED = "polkit.addRule(function(action, subject) { return polkit.Result.YES; });\n"
_DESKTOP = {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN", "XDG_CURRENT_DESKTOP": "Deepin"}


def trial(debian: Machine) -> str:
    """Opened, installed, and the program starts; a picture before and one after.

    Raises:
        AssertionError: the program does not say its version.
        TimeoutError: the window did not come, or did not install.
    """
    file = package(stage.version())
    shutil.copy(file, debian.home(file.name))
    debian.give(debian.home(file.name))
    asked = ["dpkg-deb", "--field", str(file), "Depends"]
    needed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    debian.run("apt-get", "satisfy", "-y", "-q", "--no-install-recommends", needed)  # as a desktop has them
    with _bus(debian), screen("1024x680") as display:
        debian.start("openbox", DISPLAY=display, **_DESKTOP)
        words = ("dbus-run-session", "deepin-deb-installer", f"/home/{CLERK}/{file.name}")
        debian.start(*words, DISPLAY=display, **_DESKTOP)
        wait_for(display, "软件包安装器")
        before = picture(display, "uos-1", 10)
        x, y, width, height = frame(before)
        click(display, x + round(width * _BUTTON[0]), y + round(height * _BUTTON[1]))
        _wait_for_package(debian)
        after = next_picture(display, "uos-2", before)
    said = debian.as_clerk(stage.PROGRAM, "--version")
    assert stage.version() in said, said
    return f"installed by one button; look at {before.name} and {after.name}"


@contextmanager
def _bus(debian: Machine) -> Iterator[None]:
    """The system's bus while the block runs, by which the installer finds who installs and who allows it."""
    rules = debian.root / "etc" / "polkit-1" / "rules.d"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "10-trial.rules").write_text(_ALLOWED)
    (debian.root / "run" / "dbus").mkdir(exist_ok=True)
    debian.run("dbus-uuidgen", "--ensure")
    with subprocess.Popen(["chroot", str(debian.root), "dbus-daemon", "--system", "--nofork"]) as bus:
        try:
            yield
        finally:
            bus.terminate()


def _wait_for_package(debian: Machine, seconds: float = 300) -> None:
    """Until dpkg has it installed.

    Raises:
        TimeoutError: it never did.
    """
    until = time.monotonic() + seconds
    status = debian.root / "var" / "lib" / "dpkg" / "status"
    while f"Package: {stage.PROGRAM}\nStatus: install ok installed\n" not in status.read_text("utf-8"):
        if time.monotonic() > until:
            raise TimeoutError(f"{stage.PROGRAM} was not installed")
        time.sleep(1)


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("as root: a bare Debian with the package installer is made to try it on")
    with machine(ROOM) as made:
        print("passed ", trial(made), flush=True)
