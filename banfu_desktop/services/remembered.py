"""The home page as the office was left, shown at the next start while the office itself is being opened.

It lies beside the office, under the secret that guards this computer's key slot, and is not kept where no
slot is this computer's, so not where a password is set. It is shown only as long as the office's file has not
been touched since. Reading it loads no SQLAlchemy and no database, which take longer than everything else at
the start together.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from banfu_desktop.db.machine import this_machine
from banfu_desktop.files import write_durably
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import Due, HomeView, Safety, TeamCount

FILE = "home.last"
_OFFICE = ("office.db", "office.db-wal")


def keep(folder: Path, view: HomeView) -> None:
    """Keep what the home page says of an office that has just been closed; without room for it, do not."""
    from banfu_desktop.db import keys

    if keys.read_keys(folder).of("machine"):
        kept = {"office": _mark(folder), "view": asdict(view)}
        with suppress(OSError):
            write_durably(folder / FILE, this_machine().wrap(json.dumps(kept, default=str).encode()))


def recall(folder: Path) -> HomeView | None:
    """What was kept; None when nothing was, or not on this computer, or when the office has changed since."""
    try:
        plain = this_machine().unwrap((folder / FILE).read_bytes())
        kept = json.loads(plain) if plain else {}
        return _view(kept["view"]) if kept.get("office") == _mark(folder) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget(folder: Path) -> None:
    """Keep nothing any more."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def _mark(folder: Path) -> list[int]:
    """Size and time of the office's file and of its journal, which is empty or gone after a clean end."""
    marks = []
    for path in (folder / name for name in _OFFICE):
        found = path.stat() if path.exists() else None
        marks += [found.st_size, found.st_mtime_ns] if found and found.st_size else [0, 0]
    return marks


def _view(kept: Any) -> HomeView:
    due = [Due(**{**row, "key": _key(row["key"])}) for row in kept["due"]]
    return HomeView(
        due, [TeamCount(**row) for row in kept["team"]], kept["safety"] and _safety(kept["safety"])
    )


def _key(kept: Any) -> object:
    return Month(**kept) if isinstance(kept, dict) else kept


def _safety(kept: Any) -> Safety:
    moments = {
        name: kept[name] and datetime.fromisoformat(kept[name]) for name in ("copied_at", "package_at")
    }
    printed = kept["card_printed_on"]
    return Safety(**{**kept, **moments, "card_printed_on": printed and date.fromisoformat(printed)})
