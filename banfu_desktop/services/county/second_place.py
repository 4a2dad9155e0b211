"""The second place of a county's copies, such as a stick: every copy goes there too.

A copy is of no use without the county's own keys (county.key, county.json), so they go along: wrapped under
the key of its data, which the recovery card alone opens there. Packages do not: they lie in the folder.
"""

import json
from datetime import datetime
from pathlib import Path

from banfu_desktop.db.keys import KEYS_FILE
from banfu_desktop.db.wrapping import unwrap, wrap
from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.services.keeping.county import COUNTY_FILE, PUBLIC_FILE, SECRET_FILE
from banfu_desktop.services.keeping.second_place import take_there

NAME = "县级汇总备份"
"""The folder made in the place that was chosen; an office's has another name, so that both fit on a stick."""
_KEPT = "county.kept"
_FILES = (SECRET_FILE, PUBLIC_FILE, COUNTY_FILE)
_DAMAGED = (f"第二处的 {_KEPT} 已损坏", "第二处的备份没有改动", "请换另一个U盘上的备份")


def carry(folder: Path, copy: Path, now: datetime, key: bytes) -> bool:
    """Take a proven copy of a county's data to the second place; whether it has come there.

    Args:
        key: of the county's data.
    """

    def before(place: Path) -> bool:
        told = {name: (folder / name).read_text("utf-8") for name in _FILES if (folder / name).exists()}
        write_durably(place / _KEPT, wrap(key, json.dumps(told, ensure_ascii=False).encode()))
        return True

    return take_there(folder, copy, now, "county", before)


def is_kept(folder: Path) -> bool:
    """Whether a folder is the second place of a county's copies."""
    return (folder / _KEPT).is_file() and (folder / KEYS_FILE).is_file()


def kept_in(place: Path, key: bytes) -> dict[str, str]:
    """The texts of the county's own files by name, out of what lies wrapped there.

    Raises:
        DamagedError: it is not as it was written.
        OSError: it cannot be read.
    """
    content = unwrap(key, (place / _KEPT).read_bytes())
    try:
        told = json.loads(content) if content is not None else {}
        return {name: str(told[name]) for name in _FILES if name in told} if told else _refuse()
    except (ValueError, TypeError, AttributeError):
        return _refuse()


def _refuse() -> dict[str, str]:
    raise DamagedError(*_DAMAGED)
