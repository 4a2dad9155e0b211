"""The manual's pictures of installing: the set-up for Windows, and the package in UOS's package installer.

usage: python -m docs.installing     (as root, after `make windows deb`; needs what the trials of both need)

The trials of the installers take them (installer/trials): Wine stands in for Windows, Debian's
deepin-deb-installer for UOS. Here they are cut to the window and laid into docs/screenshots/install.
"""

import os
import shutil
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from docs.camera import save
from installer import stage
from installer.trials import deepin, windows
from installer.trials.bare_debian import machine
from installer.trials.screen import PICTURES, frame, screen
from installer.trials.wine_room import ROOM, Windows

FOLDER = Path(__file__).parent / "screenshots" / "install"
_SCREEN = 1024, 680
_SHOWN = {
    "windows-page-1": "windows-start",
    "windows-page-2": "windows-program",
    "windows-page-3": "windows-data",
    "windows-page-4": "windows-end",
    "windows-kept-1": "windows-removal",
    "uos-1": "uos-start",
    "uos-2": "uos-end",
}
"""What each of the trials' pictures is called in the manual."""


def on_windows() -> None:
    """Install, remove with the question about the data, install page by page."""
    with machine(ROOM) as debian, screen("{}x{}".format(*_SCREEN)) as display:
        setup = debian.home(f"{stage.PROGRAM}-{stage.version()}-setup.exe")
        shutil.copy(stage.DIST / setup.name, setup)
        debian.give(setup)
        wine = Windows(debian, display)
        wine.dress(*_SCREEN)
        place = windows.Place(wine, wine.inside(setup), display)
        windows.install(place)
        windows.found_office(wine)
        windows.kept(place)
        windows.pages(place)


def main() -> None:
    """Take them all, and lay them into the manual's folder."""
    on_windows()
    with machine(deepin.ROOM) as debian:
        deepin.trial(debian)
    stage.fresh(FOLDER)
    for taken, name in _SHOWN.items():
        seen = PICTURES / f"{taken}.png"
        save(QImage(str(seen)).copy(QRect(*frame(seen))), FOLDER / f"{name}.png")


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("as root: bare Debians are made to install on")
    main()
