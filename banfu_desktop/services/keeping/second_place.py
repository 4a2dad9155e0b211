"""The second place of the copies, such as a stick: every copy goes there too, with the keys it is under.

What lies there is shaped like a data folder without its office, so that another computer opens it as one: the
recovery card is asked for, then the copies are offered. Nothing that fails there keeps the copy beside the
office from being made; it is said by its age.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from banfu_desktop.db.content_files import ContentFiles
from banfu_desktop.db.keys import BACKUPS_FOLDER, read_keys
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.keeping import contents_beside

NAME = "帮扶办备份"
"""The folder made in the place that was chosen."""
_FILE, _KEYS, _UNPROVEN = "second-place.json", "keys.json", "second.work"
_KEPT, _STALE = 12, timedelta(days=7)


@dataclass(frozen=True)
class SecondPlace:
    """Where copies go besides, and when one last came there; None: none has yet."""

    folder: Path
    at: datetime | None


def second_place(folder: Path) -> SecondPlace | None:
    """The second place of the office in a data folder; None where none was chosen, or it cannot be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        read = json.loads((folder / BACKUPS_FOLDER / _FILE).read_text("utf-8"))
        at = read["at"]
        return SecondPlace(Path(read["folder"]), datetime.fromisoformat(at) if at else None)
    return None


def choose(folder: Path, chosen: Path | None, name: str = NAME) -> None:
    """Have copies go to a place besides from now on; None: no more.

    Args:
        name: of the folder made there.

    Raises:
        UserError: the place is in the data folder itself, where it would be lost with it, or another's.
        MachineError: the data folder cannot be written.
    """
    if chosen is None:
        with translated():
            (folder / BACKUPS_FOLDER / _FILE).unlink(missing_ok=True)
        return
    if chosen.resolve().is_relative_to(folder.resolve()):
        raise UserError("第二处不能在数据文件夹里面，坏了会一起坏", "请选择U盘或移动硬盘上的文件夹")
    place = chosen / name if chosen.name != name else chosen
    with translated():
        if _is_anothers(place, folder):
            raise UserError(
                f"“{place}”里是另一份数据的备份，存进去会使它打不开",
                "请换一个U盘，或者在U盘上新建一个文件夹再选",
            )
    _note(folder, SecondPlace(place, None))


def _is_anothers(place: Path, folder: Path) -> bool:
    """Whether what lies there is under keys that were never those of a data folder."""
    if not (place / _KEYS).exists():
        return False
    with suppress(UserError):
        return read_keys(place).marks.isdisjoint(read_keys(folder).marks)
    return False


def carry(folder: Path, copy: Path, now: datetime, key: bytes) -> bool:
    """Take a proven copy of an office to the second place; whether it has come there.

    The attachments it needs go first, each once, and those go last which no copy there needs any more.
    """

    def contents(place: Path) -> ContentFiles:
        return ContentFiles(place / BACKUPS_FOLDER, read_keys(folder).all_of(key))

    def before(place: Path) -> bool:
        return contents_beside.take_along(copy, key, contents_beside.files_of(folder, key), contents(place))

    def after(place: Path) -> None:
        contents_beside.prune(place / BACKUPS_FOLDER, read_keys(folder), key, contents(place))

    return take_there(folder, copy, now, "office", before, after)


def take_there(
    folder: Path,
    copy: Path,
    now: datetime,
    prefix: str,
    before: Callable[[Path], bool],
    after: Callable[[Path], object] = lambda place: None,
) -> bool:
    """Take a proven copy to the second place of a folder, whole or not at all; whether it has come there.

    Args:
        prefix: what the names of such copies begin with.
        before: puts there what the copy needs; whether that is there now.
        after: clears away what no copy there needs any more.
    """
    place = second_place(folder)
    if place is None or not place.folder.parent.is_dir():
        return False
    there = place.folder / BACKUPS_FOLDER
    try:
        there.mkdir(parents=True, exist_ok=True)
        if not before(place.folder):
            return False
        unproven = there / _UNPROVEN
        shutil.copyfile(copy, unproven)
        if unproven.read_bytes() != copy.read_bytes():
            unproven.unlink()
            return False
        for target in (place.folder, there):
            shutil.copyfile(folder / _KEYS, target / _KEYS)
        unproven.replace(there / copy.name)
        for old in sorted(there.glob(f"{prefix}-*.db"))[:-_KEPT]:
            old.unlink()
        after(place.folder)
        _note(folder, SecondPlace(place.folder, now))
    except OSError:
        return False
    return True


def due(folder: Path, today: date) -> list[Due]:
    """No copy has come to the second place for a week, or on a day that has not come yet."""
    text = overdue(folder, today)
    return [Due(text, "本单位自定", "amber", "去备份", "backup")] if text else []


def overdue(folder: Path, today: date) -> str:
    """That the second place has been out of reach for a week, in a sentence; empty where it has not."""
    place = second_place(folder)
    if place is None or (place.at is not None and timedelta(0) <= today - place.at.date() <= _STALE):
        return ""
    since = f"停在{place.at.month}月{place.at.day}日" if place.at else "还没有存成过"
    return f"第二处的备份{since}：请插好U盘（{place.folder.parent}），再备份一次"


def _note(folder: Path, place: SecondPlace) -> None:
    with translated():
        (folder / BACKUPS_FOLDER).mkdir(exist_ok=True)
        said = {"folder": str(place.folder), "at": place.at.isoformat() if place.at else None}
        fresh = folder / BACKUPS_FOLDER / f"{_FILE}.new"
        fresh.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        fresh.replace(folder / BACKUPS_FOLDER / _FILE)
