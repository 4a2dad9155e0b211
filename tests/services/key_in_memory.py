"""Run by a test: how often a key is in this process's memory, beside one that nobody used; open or locked."""

import gc
import secrets
import sys
from datetime import datetime
from pathlib import Path

from banfu_desktop.db.store import Database
from banfu_desktop.db.wiping import wipe
from banfu_desktop.services.keeping import unlocking
from banfu_desktop.services.office import office
from banfu_desktop.services.program.open_office import OpenOffice

PASSWORD, NOW = "guihua-bayue-kai", datetime(2026, 11, 2, 9, 0)
_MASK = b"\x5a" * 32


def masked(key: bytes) -> bytes:
    """A key as it is not to be found."""
    return bytes(one ^ two for one, two in zip(key, _MASK, strict=True))


def count(hidden: bytes) -> tuple[int, int]:
    """How often the key is there, as bytes and in hex; this function's own copies are counted with them."""
    needles = [masked(hidden), masked(hidden).hex().encode()]
    found = [0, 0]
    with Path("/proc/self/maps").open() as maps, Path("/proc/self/mem").open("rb", 0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            start, end = (int(part, 16) for part in place.split("-"))
            if "r" in rights and "[v" not in line:
                try:
                    memory.seek(start)
                    content = memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    continue
                found = [sum(pair) for pair in zip(found, map(content.count, needles), strict=True)]
                del content
    return found[0], found[1]


def main(folder: Path, then: str) -> None:
    """Open the office as the window does, work, lock it if wanted, and look."""
    database = Database.open(folder)
    unlocking.set_password(database, PASSWORD, "经办", NOW)
    hidden = masked(database.data_key)
    database.close()
    wipe(database.data_key)
    del database
    opened = OpenOffice(folder)
    opened.unlock(PASSWORD, None, NOW)
    with opened.open().read() as session:
        office.organisations(session)
    if then == "locked":
        opened.lock()
    gc.collect()
    print(*count(masked(secrets.token_bytes(32))), *count(hidden))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
