"""The county's folder: its keys, its list of towns, and the county file that it hands to them.

county.key opens the reports of packages, county.pub is its public half; county.json holds what signs feedback
and county files, the key of the tags, and the list. The rescue key is shown once and is in none of them.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from banfu_desktop.backup.county_file import (
    CalendarEntry,
    CountyFile,
    PreviousKey,
    TownEntry,
    next_key_statement,
    twice,
)
from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.identity import (
    Reader,
    check_recipient,
    new_county_secret,
    verify_key_of,
)
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.keeping.county_folder import COUNTY_FILE as COUNTY_FILE
from banfu_desktop.services.keeping.county_folder import SECRET_FILE as SECRET_FILE
from banfu_desktop.services.keeping.county_folder import is_county as is_county

PUBLIC_FILE = "county.pub"
_KEY_BYTES = 32
_NAMES = (
    "format", "county", "code", "document_no", "practice", "sign_seed", "tag_key", "rescue_key", "towns",
    "calendar", "previous",
)  # fmt: skip
_FORMAT = 3
_TOLD = ("county", "code", "document_no", "practice", "database")
_DATABASE, _LONGEST_ADDRESS = "database", 500
_DAMAGED = (f"县里的登记 {COUNTY_FILE} 已损坏", "请从县里保存的备份中取回")


@dataclass(frozen=True)
class County:
    """A county as its own folder has it.

    Attributes:
        sign_seed: Ed25519; signs feedback and county files.
        rescue_key: the age recipient whose secret lies on paper in a safe; empty where there is none.
        practice: whether it takes practice packages, and no others.
        database: the address of the PostgreSQL server that holds its facts; empty: they are in the folder.
    """

    county: str
    code: str
    document_no: str
    sign_seed: bytes = field(repr=False)
    tag_key: bytes = field(repr=False)
    rescue_key: str = ""
    practice: bool = False
    towns: tuple[TownEntry, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    previous: PreviousKey | None = None
    database: str = ""

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The county of a folder; None where only a key pair was made there.

        Raises:
            UserError: damaged.
            MachineError: it cannot be read.
        """
        path = folder / COUNTY_FILE
        if not path.exists():
            return None
        with translated():
            content = path.read_bytes()
        try:
            return cls._parse(Record(json.loads(content), "county_file"))
        except (RecursionError, ValueError, TypeError, AttributeError, PackageError):
            raise UserError(*_DAMAGED) from None

    def write(self, folder: Path) -> None:
        """Keep it.

        Raises:
            MachineError: not writable, disk full.
        """
        with translated():
            write_durably(folder / COUNTY_FILE, canonical(self._record()))

    def file(self, folder: Path) -> CountyFile:
        """What it hands to its towns."""
        with translated():
            desk_key = Reader.of_county((folder / SECRET_FILE).read_text("utf-8", "replace")).public
        return CountyFile(
            self.county,
            self.code,
            desk_key,
            verify_key_of(self.sign_seed),
            self.rescue_key,
            self.tag_key,
            self.document_no,
            self.towns,
            self.calendar,
            self.previous,
        )

    def _record(self) -> Mapping[str, Any]:
        before = self.previous
        return {
            "format": _FORMAT,
            **{name: getattr(self, name) for name in _TOLD},
            "sign_seed": self.sign_seed.hex(),
            "tag_key": self.tag_key.hex(),
            "rescue_key": self.rescue_key,
            "towns": [{**vars(town), "units": list(town.units)} for town in self.towns],
            "calendar": [{**vars(entry), "day": entry.day.isoformat()} for entry in self.calendar],
            "previous": before and {"sign_key": before.sign_key.hex(), "signature": before.signature.hex()},
        }

    @classmethod
    def _parse(cls, record: Record) -> Self:
        made = record.number("format", least=1)
        if made > _FORMAT:
            raise UserError(f"县里的登记 {COUNTY_FILE} 由新版程序写成", "请安装新版程序")
        record.only(*_NAMES, *([_DATABASE] if made == _FORMAT else ()))
        before = record.inner("previous") if record.has("previous") else None
        return cls(
            record.text("county"),
            record.text("code", empty=True),
            record.text("document_no", empty=True),
            record.hex("sign_seed"),
            record.hex("tag_key"),
            record.text("rescue_key", empty=True),
            record.flag("practice"),
            tuple(TownEntry.of_record(town) for town in record.inners("towns")),
            tuple(CalendarEntry.of_record(entry) for entry in record.inners("calendar")),
            PreviousKey.of_record(before) if before else None,
            record.text(_DATABASE, empty=True, most=_LONGEST_ADDRESS) if made == _FORMAT else "",
        )


def keygen(folder: Path) -> str:
    """Make the county's key pair: county.key stays secret, county.pub goes to the towns. Gives its text.

    Raises:
        UserError: the folder holds a county's key already.
        MachineError: not writable, disk full.
    """
    if (folder / SECRET_FILE).exists():
        raise UserError("这个文件夹里已有县密钥", "请换一个文件夹，已有的密钥不能覆盖")
    secret = new_county_secret()
    public = Reader.of_county(secret).public
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PUBLIC_FILE).write_text(public + "\n", "utf-8")
        write_durably(folder / SECRET_FILE, f"{secret}\n".encode())  # last: this file makes it a county
    return public


def found(
    folder: Path,
    name: str,
    code: str = "",
    document_no: str = "",
    *,
    practice: bool = False,
    database: str = "",
    towns: tuple[TownEntry, ...] = (),
) -> str:
    """Make a folder the county's; a key pair that is there already stays. Gives the rescue key as printed.

    Args:
        database: the address of the server that holds its facts, checked; empty: they stay in the folder.

    Raises:
        UserError: it is a county's already, or no name was given.
        MachineError: not writable, disk full.
    """
    if (folder / COUNTY_FILE).exists():
        raise UserError("这个文件夹里已有县里的登记", "直接使用它；要另建请换一个文件夹")
    if not name.strip():
        raise UserError("没有写明县名", "请写明县名，例如 新丰县")
    if not (folder / SECRET_FILE).exists():
        keygen(folder)
    rescue = secrets.token_bytes(paper_key.KEY_BYTES)
    county = County(
        name.strip(),
        code,
        document_no,
        secrets.token_bytes(_KEY_BYTES),
        secrets.token_bytes(_KEY_BYTES),
        Reader.of_rescue(rescue).public,
        practice,
        towns,
        database=database,
    )
    county.write(folder)
    return paper_key.show(rescue)


def of(folder: Path) -> County:
    """The county of a folder.

    Raises:
        UserError: none here yet, or damaged.
    """
    county = County.read(folder)
    if county is None:
        raise UserError("这个文件夹里还没有县里的登记", "请先用 county init 建立，原来的县密钥可以留用")
    return county


def set_towns(folder: Path, towns: tuple[TownEntry, ...]) -> County:
    """Put another list of towns in the place of the present one.

    Raises:
        UserError: a name or code stands twice.
    """
    if again := twice(towns):
        raise UserError(f"名单里“{again}”出现了两次", "请核对名单")
    county = replace(of(folder), towns=towns)
    county.write(folder)
    return county


def set_calendar(folder: Path, calendar: Sequence[CalendarEntry]) -> County:
    """Put other days into the calendar of the county file, in their order.

    Raises:
        UserError: no county here.
    """
    county = replace(of(folder), calendar=tuple(sorted(calendar, key=lambda entry: entry.day)))
    county.write(folder)
    return county


def new_sign_key(folder: Path) -> County:
    """Sign with a new key from now on, for which the old one signs.

    Raises:
        UserError: no county here.
    """
    from nacl.signing import SigningKey

    before, seed = of(folder), secrets.token_bytes(_KEY_BYTES)
    signature = SigningKey(before.sign_seed).sign(next_key_statement(verify_key_of(seed))).signature
    previous = PreviousKey(verify_key_of(before.sign_seed), signature)
    county = replace(before, sign_seed=seed, previous=previous)
    county.write(folder)
    return county


def new_rescue(folder: Path) -> str:
    """Another rescue key, as printed; packages made before its county file reached their towns need the old.

    Raises:
        UserError: no county here.
    """
    rescue = secrets.token_bytes(paper_key.KEY_BYTES)
    replace(of(folder), rescue_key=Reader.of_rescue(rescue).public).write(folder)
    return paper_key.show(rescue)


def write_file(folder: Path, path: Path) -> CountyFile:
    """Write the county file for the towns; gives it, for its fingerprint.

    Raises:
        UserError: no county here.
        MachineError: not writable, disk full.
    """
    county = of(folder)
    file = county.file(folder)
    with translated():
        write_durably(path, file.to_bytes(county.sign_seed))
    return file


def save_public(folder: Path, path: Path) -> None:
    """Write the county's public key where somebody can take it from.

    Raises:
        UserError: no county's key here, or it is damaged.
        MachineError: not writable, disk full.
    """
    public = reader_of(folder).public
    with translated():
        write_durably(path, f"{public}\n".encode())


def read_public_key(path: Path) -> str:
    """The county's public key from the file it handed out.

    Raises:
        UserError: no such file, or not a public key.
    """
    if not path.is_file():
        raise UserError(f"找不到县公钥文件 {path.name}", "请核对文件名和位置")
    with translated():
        return check_recipient(path.read_text("utf-8", "replace")[:1000])


def reader_of(folder: Path) -> Reader:
    """The county as a reader.

    Raises:
        UserError: no county's key here, or it is damaged.
    """
    if not (folder / SECRET_FILE).is_file() and (folder / COUNTY_FILE).is_file():
        raise UserError(
            f"县密钥 {SECRET_FILE} 不见了，上报包打不开",
            "请从另存的县里文件夹取回它；没有的，在第一次打开的窗口点“更改…”，从U盘上的备份恢复到另一个文件夹",
        )
    if not (folder / SECRET_FILE).is_file():
        raise UserError("这个文件夹里没有县密钥", "请先用 county init 建立，或选择县密钥所在的文件夹")
    with translated():
        return Reader.of_county((folder / SECRET_FILE).read_text("utf-8", "replace"))
