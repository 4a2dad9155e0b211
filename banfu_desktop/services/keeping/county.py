"""The county's desk: its key pair, and the register of the towns whose packages it receives."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from banfu_desktop.backup.identity import (
    Reader,
    check_recipient,
    fingerprint,
    new_county_secret,
)
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.keeping.package import Desk

SECRET_FILE, PUBLIC_FILE, REGISTER_FILE = "county.key", "county.pub", "towns.json"
_FORMAT = 1


@dataclass(frozen=True)
class Town:
    """What the register holds of a town.

    Attributes:
        verify_key: hex; pinned with the first package, every later one must be signed with it.
        number: of the last package received.
        manifest_sha256: of that package, so that the very same one can still be restored.
        first_at, last_at: when the first and the last package came, local time.
    """

    verify_key: str
    number: int
    manifest_sha256: str
    first_at: str
    last_at: str

    @property
    def fingerprint(self) -> str:
        """Of the town's key, as on its transfer sheets."""
        return fingerprint(bytes.fromhex(self.verify_key))


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


def read_public_key(path: Path) -> str:
    """The county's public key from the file it handed out.

    Raises:
        UserError: no such file, or not a public key.
    """
    if not path.is_file():
        raise UserError(f"找不到县公钥文件 {path.name}", "请核对文件名和位置")
    with translated():
        return check_recipient(path.read_text("utf-8", "replace")[:1000])


def desk(folder: Path, now: datetime, *, again: bool = False) -> Desk:
    """The county's desk, which pins each town's key at its first package and refuses what it had before.

    Args:
        folder: with the county's key and its register.
        now: when packages arrive.
        again: take the last package received once more (to restore it after it was verified).

    Raises:
        UserError: no county's key here, or it is damaged.
    """
    if not (folder / SECRET_FILE).is_file():
        raise UserError("这个文件夹里没有县密钥", "请先用 county keygen 建立，或选择县密钥所在的文件夹")
    with translated():
        reader = Reader.of_county((folder / SECRET_FILE).read_text("utf-8", "replace"))

    def judge(manifest: Manifest) -> None:
        known = register(folder).get(manifest.sender.town)
        if known is not None:
            _refuse_stranger(known, manifest)
            _refuse_replay(known, manifest, again=again)

    def receive(manifest: Manifest) -> bool:
        judge(manifest)
        towns = register(folder)
        known = towns.get(manifest.sender.town)
        _write(folder, towns | {manifest.sender.town: _entered(known, manifest, now)})
        return known is not None

    return Desk(reader, judge, receive)


def register(folder: Path) -> dict[str, Town]:
    """The towns of a county's register, by name.

    Raises:
        UserError: the register is damaged, or of a newer program.
    """
    path = folder / REGISTER_FILE
    if not path.exists():
        return {}
    try:
        with translated():
            record = json.loads(path.read_text("utf-8"))
        if record["format"] > _FORMAT:
            raise UserError(f"登记簿 {REGISTER_FILE} 由新版程序写成", "请安装新版程序")
        return {name: _town(entry) for name, entry in record["towns"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(f"登记簿 {REGISTER_FILE} 已损坏", "请从县里保存的备份中取回") from None


def _town(entry: dict[str, Any]) -> Town:
    town = Town(**entry)
    if len(bytes.fromhex(town.verify_key)) != 32 or not isinstance(town.number, int):
        raise ValueError("not a town")
    return town


def _refuse_stranger(known: Town, manifest: Manifest) -> None:
    if manifest.sender.verify_key.hex() != known.verify_key:
        digest = fingerprint(manifest.sender.verify_key)
        raise PackageError("signer", town=manifest.sender.town, fingerprint=digest)


def _refuse_replay(known: Town, manifest: Manifest, *, again: bool) -> None:
    same = manifest.number == known.number and _digest(manifest) == known.manifest_sha256
    if manifest.number <= known.number and not (again and same):
        town, number = manifest.sender.town, manifest.number
        raise PackageError("replayed", town=town, number=number, last=known.number)


def _entered(known: Town | None, manifest: Manifest, now: datetime) -> Town:
    at = now.isoformat(timespec="seconds")
    first_at = known.first_at if known else at
    return Town(manifest.sender.verify_key.hex(), manifest.number, _digest(manifest), first_at, at)


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(manifest.to_bytes()).hexdigest()


def _write(folder: Path, towns: dict[str, Town]) -> None:
    record = {"format": _FORMAT, "towns": {name: asdict(town) for name, town in towns.items()}}
    with translated():
        write_durably(folder / REGISTER_FILE, json.dumps(record, ensure_ascii=False, indent=1).encode())
