"""The home page as the office was left, shown at the next start while the office itself is being opened.

It lies beside the office, under the secret that guards this computer's key slot, or, where a password is
set, under the data key. It is not kept where no slot is this computer's, and shown only as long as the
office's file has not been touched since. Reading it loads no SQLAlchemy and no database, which take
longer than everything else at the start together.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.wrapping import KEY_BYTES, unwrap, wrap
from banfu_desktop.files import write_durably
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import Due, HomeView, PutOff, Safety, TeamCount
from banfu_desktop.rules.month_steps import MonthStrip, Step, StepName

if TYPE_CHECKING:
    from banfu_desktop.db.passwords import Unlocked

FILE = "home.last"
_OFFICE = ("office.db", "office.db-wal")


def keep(folder: Path, view: HomeView, unlocked: "Unlocked | None" = None) -> None:
    """Keep what the home page says of an office that has just been closed; without room for it, do not.

    What a password has unlocked keeps it under the data key, so that nothing is seen before the next one.
    """
    from banfu_desktop.db import keys

    key_file = keys.read_keys(folder)
    secret = _secret(unlocked) if key_file.locked and unlocked is not None else None
    if secret is not None or key_file.of("machine"):
        plain = json.dumps({"office": _mark(folder), "view": asdict(view)}, default=_plain).encode()
        with suppress(OSError):
            write_durably(folder / FILE, wrap(secret, plain) if secret else this_machine().wrap(plain))


def recall(folder: Path, unlocked: "Unlocked | None" = None) -> HomeView | None:
    """What was kept; None when nothing was, or not for whoever asks, or when the office has changed since."""
    try:
        wrapped = (folder / FILE).read_bytes()
        plain = unwrap(_secret(unlocked), wrapped) if unlocked else this_machine().unwrap(wrapped)
        kept = json.loads(plain) if plain else {}
        return _view(kept["view"]) if kept.get("office") == _mark(folder) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def is_kept(folder: Path) -> bool:
    """Whether a home page has been kept of an office, still true or not."""
    return (folder / FILE).exists()


def _secret(unlocked: "Unlocked") -> bytes:
    return hashlib.blake2b(unlocked.key, digest_size=KEY_BYTES, person=b"banfu-home").digest()


def forget(folder: Path) -> None:
    """Keep nothing any more."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def _mark(folder: Path) -> list[int]:
    """Size and time of the office's file and of its journal, which is empty or gone after a clean end."""
    marks = []
    for path in (folder / name for name in _OFFICE):
        status = path.stat() if path.exists() else None
        marks += [status.st_size, status.st_mtime_ns] if status and status.st_size else [0, 0]
    return marks


def _view(kept: Any) -> HomeView:
    strip = kept["strip"]
    return HomeView(
        due=[_due(row) for row in kept["due"]],
        team=[TeamCount(**row) for row in kept["team"]],
        safety=kept["safety"] and _safety(kept["safety"]),
        strip=strip and MonthStrip(Month(**strip["month"]), [_step(row) for row in strip["steps"]]),
        put_off=[PutOff(**{**row, "until": _day(row["until"])}) for row in kept["put_off"]],
    )


def _due(kept: Any) -> Due:
    items = tuple(_due(row) for row in kept["items"])
    return Due(**{**kept, "key": _key(kept["key"]), "until": _day(kept["until"]), "items": items})


def _step(kept: Any) -> Step:
    return Step(**{**kept, "name": StepName(kept["name"]), "key": _key(kept["key"])})


def _key(kept: Any) -> object:
    return Month(**kept) if isinstance(kept, dict) else kept


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _safety(kept: Any) -> Safety:
    moments = {
        name: kept[name] and datetime.fromisoformat(kept[name]) for name in ("copied_at", "package_at")
    }
    days = {name: _day(kept[name]) for name in ("card_printed_on", "card_checked_on")}
    return Safety(**{**kept, **moments, **days})


def _plain(value: object) -> object:
    """What JSON does not know: a word's code, a day, a moment."""
    return value.value if isinstance(value, Enum) else str(value)
