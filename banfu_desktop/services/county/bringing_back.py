"""A county's folder made out of the second place of its copies, on another computer, by the recovery card."""

import shutil
from datetime import datetime
from pathlib import Path

from banfu_desktop.db import keys
from banfu_desktop.db.keys import BACKUPS_FOLDER, OFFICE_FILE
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import DamagedError, UserError
from banfu_desktop.services.county import copies
from banfu_desktop.services.county.founding import made_whole
from banfu_desktop.services.county.second_place import kept_in
from banfu_desktop.services.keeping.county_folder import is_county


def bring_back(place: Path, folder: Path, typed: str, now: datetime) -> Path:
    """Make a county's folder out of its second place, with the newest copy that is whole; gives that copy.

    Args:
        typed: the recovery key of the county's data.

    Raises:
        UserError: not the recovery key, no copy there, or the folder holds something.
        MachineError: what lies there is damaged, no room, not writable; the folder is as it was.
    """
    if is_county(folder) or (folder / OFFICE_FILE).exists():
        raise UserError(f"“{folder}”里已有数据，不能恢复到这里", "请先点“更改…”选一个空的文件夹，再选备份")
    with translated():
        key = keys.unlock_with_recovery(place, typed)
        told = kept_in(place, key)
        found = sorted((place / BACKUPS_FOLDER).glob("county-*.db"), reverse=True)
    with made_whole(folder) as made, translated():
        (made / BACKUPS_FOLDER).mkdir(exist_ok=True)
        for path in found:
            shutil.copyfile(path, made / BACKUPS_FOLDER / path.name)
        for name, text in told.items():
            write_durably(made / name, text.encode())
        keys.write_keys(made, keys.read_keys(place))
        keys.add_machine_slot(made, key, this_machine())
        return _restored(made, [made / BACKUPS_FOLDER / path.name for path in found], now)


def _restored(folder: Path, found: list[Path], now: datetime) -> Path:
    trouble: Exception = UserError("第二处没有备份", "请换另一个U盘上的备份")
    for copy in found:
        try:
            copies.restore(folder, copy, now)
        except (DamagedError, UserError) as error:
            trouble = error
            continue
        return copy
    raise trouble
