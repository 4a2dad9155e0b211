"""What a county's folder is known by; apart, for it is asked before the window's first paint."""

from pathlib import Path

SECRET_FILE = "county.key"


def is_county(folder: Path) -> bool:
    """Whether a folder is a county's: so the window knows which rooms to show."""
    return (folder / SECRET_FILE).is_file()
