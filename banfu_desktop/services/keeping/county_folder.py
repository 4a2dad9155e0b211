"""What a county's folder is known by; apart, for it is asked before the window's first paint."""

from pathlib import Path

SECRET_FILE, COUNTY_FILE = "county.key", "county.json"


def is_county(folder: Path) -> bool:
    """Whether a folder is a county's, also one that has lost a file; so the window knows its rooms."""
    return any((folder / name).is_file() for name in (SECRET_FILE, COUNTY_FILE))


def is_registered(folder: Path) -> bool:
    """Whether a county's folder has its register; without it there is only its key pair."""
    return (folder / COUNTY_FILE).is_file()
