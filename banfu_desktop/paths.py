"""Where things are: resources beside the program, data under the user's own folder."""

import os
import sys
from pathlib import Path

DATA_FOLDER = "帮扶办数据"
"""The data folder's name as the clerk sees it in her documents."""


def resources() -> Path:
    """The folder of icons, fonts and samples: frozen, in the installed package, or beside the source."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent
    inside = Path(frozen or package, "resources")
    return inside if frozen or inside.is_dir() else package.parent / "resources"


def manual() -> Path:
    """The clerk's manual: among the resources of an installed program, in docs/ beside the source."""
    inside = resources() / "manual.md"
    return inside if inside.is_file() else Path(__file__).resolve().parent.parent / "docs" / "manual.md"


def default_data() -> Path:
    """The data folder when none is named: local application data, never roaming or shared.

    BANFU_DATA names another, which the clerk has chosen at set-up; so does what the first window keeps.
    """
    if named := os.environ.get("BANFU_DATA"):
        return Path(named)
    return chosen_data() or _usual_data()


def chosen_data() -> Path | None:
    """The data folder that the clerk chose in the window; None where she left it where it usually is."""
    try:
        named = _choice().read_text("utf-8").strip() if _choice().exists() else ""
    except (OSError, UnicodeDecodeError):
        return None
    return Path(named) if named else None


def choose_data(folder: Path) -> None:
    """Open this data folder from now on.

    Raises:
        OSError: the folder of settings cannot be written.
    """
    if folder == _usual_data():
        _choice().unlink(missing_ok=True)
        return
    _choice().parent.mkdir(parents=True, exist_ok=True)
    fresh = _choice().with_suffix(".new")
    with fresh.open(
        "w", encoding="utf-8"
    ) as file:  # lost in a power cut, it would have her found a second office
        file.write(str(folder))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_choice())


def _choice() -> Path:
    return config() / "data-folder.txt"


def _usual_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "banfu-desktop" / DATA_FOLDER
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "banfu-desktop" / DATA_FOLDER


def state() -> Path:
    """The folder of what this machine has seen of offices; it never roams and is no part of one."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "banfu-desktop"
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "banfu-desktop"


def config() -> Path:
    """The folder of what belongs to this machine and not to the office (its key slot)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "banfu-desktop" / "config"
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "banfu-desktop"
