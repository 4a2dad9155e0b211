"""A county's folder made, whole or not at all: its keys, its list of towns, its database on either engine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.backup.county_file import TownEntry, twice
from banfu_desktop.db.folder import refuse_unfit
from banfu_desktop.db.keys import OFFICE_FILE
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import clear, move_in
from banfu_desktop.roll_up import addresses, deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import CountyRow, DeedRow, TownRow
from banfu_desktop.roll_up.store import OWN_COUNTY
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county.desk import ACTOR, CountyDesk, at
from banfu_desktop.services.keeping import county as own

FOUNDED = "建立县里的登记"
LONGEST = 100
"""Characters of a county's name, code and document number."""


def found(
    folder: Path,
    name: str,
    code: str,
    document_no: str,
    *,
    practice: bool,
    database: str,
    towns: Sequence[TownEntry] = (),
) -> tuple[str, str]:
    """Make a folder the county's, with its database; gives the rescue key and the recovery key as printed.

    The recovery key is empty where the database is on a server. A key pair that is there already stays.

    Raises:
        UserError: no name, a text that is too long, a town that stands twice, the folder is a county's or an
            office's already, the address is no good, or another county is on the server.
        MachineError: not writable, or the server is out of reach; the folder is as it was then.
    """
    url = addresses.checked(database.strip())
    _refuse(folder, (name, code, document_no), towns)
    with made_whole(folder) as place:
        rescue = own.found(
            place, name, code, document_no, practice=practice, database=url, towns=tuple(towns)
        )
        with at(place) as desk:
            _name(desk, name.strip(), on_server=bool(url))
            return rescue, desk.roll_up.card


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Where a new county's folder is filled: under another name until all of it is there.

    A folder that holds something is filled as it is; what goes wrong takes away again what was put there.

    Raises:
        UserError: there is a file of that name, the path is too deep, or on the network.
        MachineError: not writable, disk full.
    """
    with translated():
        if folder.exists() and not folder.is_dir():
            raise UserError(f"“{folder.name}”是一个文件，不是文件夹", "请换一个文件夹")
        there = set(folder.iterdir()) if folder.is_dir() else set()
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = folder if there else folder.with_name(f".{folder.name}.work")
        if place != folder:
            clear(place)
            place.mkdir(mode=0o700)
    try:
        refuse_unfit(place)
        yield place
        if place != folder:
            with translated():
                move_in(place, folder)
    except BaseException:
        with translated():
            for added in set(place.iterdir()) - there:
                clear(added)
            if place != folder:
                clear(place)
        raise


def _refuse(folder: Path, texts: Sequence[str], towns: Sequence[TownEntry]) -> None:
    """Everything that can be refused before anything is written."""
    if not texts[0].strip():
        raise UserError("没有写明县名", "请写明县名，例如 新丰县")
    if any(len(text) > LONGEST or not text.isprintable() for text in texts):
        raise UserError("县名、代码或文号写得太长，或有看不见的字符", f"每项不超过{LONGEST}个字")
    if again := twice(tuple(towns)):
        raise UserError(f"名单里“{again}”出现了两次", "请核对名单")
    if (folder / own.COUNTY_FILE).exists():
        raise UserError("这个文件夹里已有县里的登记", "直接打开它；要另建请换一个文件夹")
    if (folder / OFFICE_FILE).exists():
        raise UserError("这个文件夹里是镇里的办公数据", "县里的登记请放在另一个文件夹里")


def _name(desk: CountyDesk, name: str, *, on_server: bool) -> None:
    """The database is this county's from now on; one on a server must not be another's already.

    Raises:
        UserError: something has been done there; another desk of that county copies its folder instead.
    """
    with desk.roll_up.write() as session:
        county = session.get_one(CountyRow, OWN_COUNTY)
        if on_server:
            _refuse_used(session, county.name)
            deeds.add(session, CountyDeed(FOUNDED, ACTOR, clock.now(), name))
        county.name = name


def _refuse_used(session: Session, name: str) -> None:
    done = sa.select(sa.func.count()).select_from(DeedRow)
    towns = sa.select(sa.func.count()).select_from(TownRow)
    if session.scalar(done) or (session.scalar(towns) or 0) > 1:
        raise UserError(
            f"这个数据库里已有{name}的数据",
            "另一个县请管理员另建一个空的数据库；同一个县的另一台电脑，请复制第一台的县里文件夹，不要另建",
        )
