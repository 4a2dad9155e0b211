"""The contents of attachments beside a folder of copies: which files there are, and which may go."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlcipher3 import dbapi2

from banfu_desktop.db import keys
from banfu_desktop.db.content_files import FOLDER, ContentDamagedError, ContentFiles
from banfu_desktop.db.keys import BACKUPS_FOLDER, OFFICE_FILE
from banfu_desktop.db.light_copies import outside, pieces_in


def files_of(folder: Path, key: bytes, other: Path | None = None) -> ContentFiles:
    """The contents beside the copies of a data folder, and as a last resort in its office.

    Args:
        key: the present data key.
        other: another folder shaped like a data folder in which they are looked for besides.
    """
    elsewhere = (other / BACKUPS_FOLDER,) if other else ()
    office = partial(pieces_in, folder / OFFICE_FILE, key)
    return ContentFiles(folder / BACKUPS_FOLDER, keys.read_keys(folder).all_of(key), elsewhere, office)


def size_of(folder: Path) -> int:
    """Bytes that the contents beside the copies of a data folder take."""
    return sum(path.stat().st_size for path in (folder / BACKUPS_FOLDER / FOLDER).glob("*"))


def prune(backups: Path, known: keys.KeyFile, key: bytes, files: ContentFiles) -> None:
    """Remove the contents that no copy in a folder needs any more.

    A copy that cannot be read may need any of them, so with one of those all stay until it is gone.
    """
    named = set[str]()
    with suppress(dbapi2.Error):
        for path in backups.glob("*.db"):
            own = keys.key_of_file(known, path, key)
            if own is not None and not path.name.startswith("office-before-"):  # those are offices
                named |= {content.sha256 for content in outside(path, own)}
        files.prune(named)


def take_along(copy: Path, copy_key: bytes, here: ContentFiles, there: ContentFiles) -> bool:
    """Have another folder hold the contents that a copy needs; whether it does."""
    try:
        for content in outside(copy, copy_key):
            here.copy_to(content.sha256, there)
    except (ContentDamagedError, dbapi2.Error):
        return False
    there.sync()
    return True
