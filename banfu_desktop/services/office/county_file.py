"""The county file in the town: brought in once its fingerprint was heard by telephone; the latest counts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.county_file import CountyFile
from banfu_desktop.db.models.office import CalendarDay, Office
from banfu_desktop.db.models.transfer import CountyFileRow
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import RefusedError, UserError

_ASK = "请打电话向县里问县文件的核对码，照听到的输入"


@dataclass(frozen=True)
class Imported:
    """What bringing in a county file came to, a sentence each."""

    county: str
    sentences: tuple[str, ...]


def in_force(session: Session) -> CountyFile | None:
    """The county file the office goes by; None where it has none."""
    row = session.scalar(sa.select(CountyFileRow).order_by(CountyFileRow.id.desc()).limit(1))
    return None if row is None else CountyFile.parse(bytes.fromhex(row.content))


def sign_keys(session: Session) -> frozenset[str]:
    """The signing keys (hex) of every county file that was ever brought in."""
    return frozenset(session.scalars(sa.select(CountyFileRow.sign_key)))


def look(path: Path) -> CountyFile:
    """A county file before it is brought in; whose it is, only the fingerprint says.

    Raises:
        PackageError: no county file, or anything amiss in it.
        MachineError: it cannot be read.
    """
    with translated():
        return CountyFile.read(path)


def needs_comparing(session: Session, file: CountyFile) -> bool:
    """Whether its fingerprint must be heard first: not for a newer file under the key that is in force."""
    now = in_force(session)
    return now is None or now.sign_key != file.sign_key


def bring_in(session: Session, file: CountyFile, heard: str, now: datetime) -> Imported:
    """Go by a county file from now on.

    Args:
        heard: its fingerprint as it was heard; not asked where needs_comparing says no.

    Raises:
        UserError: the fingerprint is another one, or the town is not on the county's list.
    """
    if needs_comparing(session, file):
        refuse_other(file, heard)
    office = session.get_one(Office, 1)
    if file.towns and all(town.name != office.town for town in file.towns):
        raise RefusedError(
            f"{file.county}的县文件里没有{office.town}", "请告诉县里，把本镇补进名单后重新下发"
        )
    sentences = [f"已登记{file.county}的县文件，上报包从此只有县里能打开正文"]
    if file.county != office.county:
        sentences.append(f"所属的县由{office.county}改为{file.county}")
    if file.document_no and file.document_no != office.document_no:
        sentences.append(f"县文件写的文号是{file.document_no}，与本单位的不同，请在设置中核对")
    rescue = "可以" if file.rescue_key else "不可以"
    sentences.append(f"以后的上报包里的备份部分，县里的救援钥匙{rescue}打开")
    sentences += _calendar(session, file)
    office.county, office.county_key = file.county, file.desk_key
    content = file.content.hex()
    session.add(
        CountyFileRow(county=file.county, sign_key=file.sign_key.hex(), content=content, imported_at=now)
    )
    return Imported(file.county, tuple(sentences))


def refuse_other(file: CountyFile, heard: str) -> None:
    """Refuse a county file whose fingerprint was not heard so.

    Raises:
        UserError: nothing was heard, or another fingerprint.
    """
    if not heard.strip():
        raise UserError("还没有核对县文件的核对码", _ASK)
    if paper_key.letters_of(heard) != paper_key.letters_of(file.fingerprint):
        raise RefusedError(
            "听到的核对码与这个县文件的不同，没有登记", "请再听一遍；还是不同时，不要使用这个文件"
        )


def _calendar(session: Session, file: CountyFile) -> list[str]:
    """Take over the county's days where the office has none of its own; say where they differ."""
    own = {row.day: row for row in session.scalars(sa.select(CalendarDay))}
    added = [entry for entry in file.calendar if entry.day not in own]
    for entry in added:
        session.add(CalendarDay(day=entry.day, is_off=entry.is_off, name=entry.name))
    other = [
        entry.day for entry in file.calendar if entry.day in own and own[entry.day].is_off != entry.is_off
    ]
    said = [f"县文件里的{len(added)}天调休已登记"] if added else []
    if other:
        days = "、".join(map(str, sorted(other)))
        said.append(f"{days}的调休与本单位登记的不同，仍按本单位的，请核对")
    return said
