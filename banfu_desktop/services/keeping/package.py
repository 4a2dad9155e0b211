"""The county package: exported, verified, restored into a new office.

What a killed export leaves beside the office is called *.work; safekeeping clears it away at the next start.
"""

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from banfu_desktop import __version__
from banfu_desktop.backup import package
from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import check_copy, compare_contents, read_copy
from banfu_desktop.backup.identity import (
    CODE_PAPER,
    Reader,
    check_recipient,
    fingerprint,
    verify_key_of,
)
from banfu_desktop.backup.manifest import Addressee, Copy, Manifest, Sender
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.schema import refuse_foreign_file
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database, Deed
from banfu_desktop.db.troubles import translated
from banfu_desktop.db.upgrade import schema_version, schemas
from banfu_desktop.db.wrapping import KEY_BYTES
from banfu_desktop.files import sync_folder
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.office import office

SUFFIX = ".bfb"
_WORK_COPY = "package.work"
_FULL = (errno.ENOSPC, errno.EDQUOT)
Progress = Callable[[int, int, str], object]
"""Told what is done, of how much, and what is being done; may raise to cancel."""


@dataclass(frozen=True)
class Desk:
    """Where a package arrives: the key that opens it, and what is known of its sender.

    Attributes:
        reader: the key.
        judge: refuses a sender or number it does not accept.
        receive: told of a package that has passed every check; gives whether its sender was known before.
    """

    reader: Reader
    judge: Callable[[Manifest], object]
    receive: Callable[[Manifest], bool]


@dataclass(frozen=True)
class PackageReport:
    """A package that has passed every check.

    Attributes:
        fingerprint: of the sender's key, to be compared with the transfer sheet unless `sender_known`.
        addressee: who can open it besides the sender, in Chinese.
        size: of the file, in bytes.
        contents: rows and SHA-256 of every table, net sums of the sealed months in fen, audit head.
    """

    path: Path
    town: str
    county: str
    document_no: str
    number: int
    made_at: datetime
    program: str
    schema: int
    fingerprint: str
    sender_known: bool
    addressee: str
    size: int
    contents: Contents


@dataclass(frozen=True)
class Exported:
    """A package written and read back; `code` opens it when the county has no key, and is kept nowhere."""

    package: PackageReport
    code: str | None


@dataclass(frozen=True)
class Restored:
    """An office made of a package, under keys of its own; every table equals the manifest's."""

    package: PackageReport
    folder: Path
    recovery: str


def own_desk(database: Database) -> Desk:
    """The office looking at its own packages."""
    with database.read() as session:
        office.current(session)
        signing_key = session.get_one(Office, 1).signing_key
    mine = verify_key_of(signing_key)

    def judge(manifest: Manifest) -> None:
        if manifest.sender.verify_key != mine:
            raise PackageError("signer", town="本单位", fingerprint=fingerprint(manifest.sender.verify_key))

    return Desk(Reader.of_office(signing_key), judge, lambda manifest: True)


def code_desk(code: str) -> Desk:
    """Whoever typed a transfer code; the sender is for them to compare with the transfer sheet.

    Raises:
        UserError: not a transfer code.
    """
    reader = Reader.of_code(paper_key.read(code, CODE_PAPER))
    return Desk(reader, lambda manifest: None, lambda manifest: False)


def suggested_name(database: Database, now: datetime) -> str:
    """A file name for the next package: 梅坑镇-上报包-007-20261102.bfb."""
    with database.read() as session:
        row = office.current(session)
    return f"{row.town}-上报包-{row.package_no + 1:03}-{now:%Y%m%d}{SUFFIX}"


def export_package(
    database: Database,
    path: Path,
    now: datetime,
    actor: str,
    progress: Progress = lambda done, total, text: None,
) -> Exported:
    """Write a package for the county, or for a fresh transfer code where the county has no key yet.

    The number is used up and the disclosure recorded first, so that the package holds both and a restored
    office goes on counting after it.

    Raises:
        UserError: no such folder, something else has that name, or the county's key is not one.
        MachineError: no room, not writable, or the medium does not give back what was written. In every case
            nothing is left behind, and an older package of that name stays.
    """
    _refuse_target(path, database)
    with database.read() as session:
        office.current(session)
        county_key = session.get_one(Office, 1).county_key
    addressee, code = _addressee(county_key)
    with database.write(Deed("导出上报包", actor, now)) as session:
        row = session.get_one(Office, 1)
        row.package_no += 1
        number, signing_key = row.package_no, row.signing_key
        reader = Reader.of_office(signing_key)
        sender = Sender(row.town, row.county, row.document_no, verify_key_of(signing_key), reader.public)
        kind, how = (Disclosed.CODED_PACKAGE, "（用传递码）") if code else (Disclosed.PACKAGE, "")
        office.disclose(session, kind, f"第{number}号上报包，写入{path.name}{how}", now)
    work = database.folder / _WORK_COPY
    try:
        progress(0, 1, "正在复制数据")
        copy, contents = _work_copy(database, work)
        manifest = Manifest(number, now, __version__, sender, addressee, copy, contents)
        with _medium(path):
            package.write_package(path, manifest, work, signing_key, reader, _say(progress, "正在写入上报包"))
            sync_folder(path.parent)
    finally:
        work.unlink(missing_ok=True)
    return Exported(_report(path, manifest, known=True), code)


def verify_package(
    path: Path, desk: Desk, progress: Progress = lambda done, total, text: None
) -> PackageReport:
    """Check a package down to every row, and receive it at the desk.

    Raises:
        PackageError: the check that failed.
        MachineError: no room for the copy that is checked, or the file cannot be read.
    """
    with translated(), tempfile.TemporaryDirectory(prefix="banfu-") as folder:
        manifest = _take_out(path, desk, Path(folder) / DATABASE_FILE, progress)
    return _report(path, manifest, known=desk.receive(manifest))


def restore_package(
    path: Path, into: Path, desk: Desk, progress: Progress = lambda done, total, text: None
) -> Restored:
    """Make an office of a package, in a folder that is new or empty, and receive the package at the desk.

    Everything happens beside the folder; it comes into being by one rename at the end.

    Raises:
        PackageError: the check that failed.
        UserError: the folder is not empty, or lies on the network.
        MachineError: no room, not writable.
    """
    target = into.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"“{target.name}”里已有内容", "请选择一个新文件夹或空文件夹来恢复")
    staging = _nearest(target.parent) / f".{target.name}.restoring"
    with translated():
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            copy = staging / _WORK_COPY
            manifest = _take_out(path, desk, copy, progress)
            progress(0, 1, "正在建立办公数据")
            recovery = _make_office(staging / "office", copy, manifest)
            copy.unlink()
            known = desk.receive(manifest)  # a register that cannot be written leaves no office behind
            _move_in(staging / "office", target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Restored(_report(path, manifest, known=known), target, recovery)


def _refuse_target(path: Path, database: Database) -> None:
    """Everything that can be seen beforehand, so that no number is used up for nothing."""
    if not path.parent.is_dir():
        raise UserError(f"找不到文件夹“{path.parent}”", "请确认U盘已插好，或换一个位置")
    with _medium(path):
        if path.exists() and not package.is_package(path):
            raise UserError(f"“{path.name}”已存在，而且不是上报包", "请换一个文件名")
        if shutil.disk_usage(path.parent).free < (database.folder / DATABASE_FILE).stat().st_size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def _addressee(county_key: str | None) -> tuple[Addressee, str | None]:
    if county_key:
        return Addressee("county", check_recipient(county_key)), None
    code = secrets.token_bytes(paper_key.KEY_BYTES)
    return Addressee("code", Reader.of_code(code).public), paper_key.show(code)


def _work_copy(database: Database, work: Path) -> tuple[Copy, Contents]:
    """A copy under a key of its own, and what it holds."""
    key = secrets.token_bytes(KEY_BYTES)
    write_copy(database.engine, work, key)
    _refuse_planted(work, key)
    contents, version, schema = read_copy(work, key)
    with work.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Copy(version, schema, work.stat().st_size, digest, key), contents


def _refuse_planted(copy: Path, key: bytes) -> None:
    """What somebody planted while the office was open does not travel either.

    Raises:
        ForeignSchemaError: tables, indexes, views or triggers are not this program's.
    """
    engine = open_engine(copy, key, readonly=True)
    try:
        refuse_foreign_file(engine, DATABASE_FILE)
    finally:
        engine.dispose()


@contextmanager
def _medium(path: Path) -> Iterator[None]:
    """Trouble with the stick, said so that nobody fears for the office's data."""
    safe = "上报包没有写成，办公数据完好"
    try:
        yield
    except package.ReadBackError as error:
        raise MachineError(f"写到“{path.parent}”的内容读回来不一致", safe, "请换一个U盘再导出") from error
    except OSError as error:
        if error.errno in _FULL:
            raise MachineError(f"“{path.parent}”的空间不够", safe, "请腾出空间，或换一个U盘") from error
        raise MachineError(
            f"写不进“{path.parent}”", safe, "请检查U盘是否写保护、是否松动，或换一个位置"
        ) from error


def _take_out(path: Path, desk: Desk, copy: Path, progress: Progress) -> Manifest:
    """The proven database copy of a package, still encrypted, and its manifest."""

    def judge(manifest: Manifest) -> None:
        desk.judge(manifest)
        if manifest.copy.schema > schema_version():
            raise PackageError("newer_schema")

    with copy.open("wb") as file:
        manifest = package.read_package(path, desk.reader, judge, file, _say(progress, "正在解开上报包"))
    check_copy(copy, manifest, schemas(), lambda name: progress(0, 1, f"正在核对：{name}"))
    return manifest


def _make_office(folder: Path, copy: Path, manifest: Manifest) -> str:
    """The office under keys of its own, proven to hold what the manifest says; gives its recovery key."""
    database, recovery = Database.create_from(folder, copy, manifest.copy.key)
    database.close()
    version = manifest.copy.schema
    before_upgrade = folder / BACKUPS_FOLDER / f"before-upgrade-from-{version}.db"
    restored = folder / DATABASE_FILE if version == schema_version() else before_upgrade
    compare_contents(read_copy(restored, database.data_key)[0], manifest.contents)
    return recovery


def _move_in(made: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rmdir()  # a rename replaces an empty folder on some systems only
    made.rename(target)
    sync_folder(target.parent)


def _nearest(folder: Path) -> Path:
    """The folder itself or the nearest one above that exists."""
    return folder if folder.is_dir() else _nearest(folder.parent)


def _report(path: Path, manifest: Manifest, *, known: bool) -> PackageReport:
    sender = manifest.sender
    return PackageReport(
        path=path,
        town=sender.town,
        county=sender.county,
        document_no=sender.document_no,
        number=manifest.number,
        made_at=manifest.made_at,
        program=manifest.program,
        schema=manifest.copy.schema,
        fingerprint=fingerprint(sender.verify_key),
        sender_known=known,
        addressee=sender.county if manifest.addressee.kind == "county" else "持有传递码的人",
        size=path.stat().st_size,
        contents=manifest.contents,
    )


def _say(progress: Progress, text: str) -> package.Progress:
    return lambda done, total: progress(done, total, text)
