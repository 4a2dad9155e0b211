"""The manual's pictures of installing: the set-up for Windows, and the package in UOS's package installer.

usage: python -m docs.installing     (after the trials of both, which take them: `make install-pictures`)

Wine stands in for Windows, Debian's deepin-deb-installer for UOS's own. Here the pictures are cut to the
window and laid into docs/screenshots/install.
"""

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from docs.camera import save
from installer import stage
from installer.trials.screen import PICTURES, frame

FOLDER = Path(__file__).parent / "screenshots" / "install"
SHOWN = {
    "windows-page-1": "windows-start",
    "windows-page-2": "windows-program",
    "windows-page-3": "windows-data",
    "windows-page-4": "windows-end",
    "windows-kept-1": "windows-removal",
    "uos-1": "uos-start",
    "uos-2": "uos-end",
}
"""What each of the trials' pictures is called in the manual."""
_BORDER, _CAPTION = 3, 19
"""Pixels round a window that Wine draws otherwise than the clerk's Windows; they are left away."""


def main() -> None:
    """Cut what the trials have taken, and lay it into the manual's folder."""
    stage.fresh(FOLDER)
    for taken, name in SHOWN.items():
        seen = PICTURES / f"{taken}.png"
        place = QRect(*frame(seen)).adjusted(_BORDER, _BORDER, -_BORDER, -_BORDER)
        if name.startswith("windows"):
            place.setTop(place.top() + _CAPTION)
        save(QImage(str(seen)).copy(place), FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
