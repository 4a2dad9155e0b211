"""An office made of a county package, beside its folder, which comes into being by one rename.

A package of format 1 is restored by whoever can open it; of format 2 the escrow is, by the recovery card that
was good when it was written, or by the county's rescue key.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from banfu_desktop.backup import age
from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import check_copy, compare_contents, read_copy
from banfu_desktop.backup.escrow import EscrowHeader, read_escrow
from banfu_desktop.backup.identity import CARD_PAPER, Reader, verify_key_of
from banfu_desktop.backup.manifest import Copy
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, format_of, opened, read_report, read_sealed
from banfu_desktop.db.card import unsealed_by_card
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.seen import Forgetful
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database
from banfu_desktop.db.troubles import translated
from banfu_desktop.db.upgrade import schema_version, schemas
from banfu_desktop.files import move_in
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.keeping import seeing
from banfu_desktop.services.keeping.package import (
    Desk,
    PackageReport,
    Progress,
    Weighed,
    open_report,
    people_of,
    refuse_unreadable,
    report_1,
    report_2,
    say,
    sealed_fen,
    take_out_1,
)

_WORK_COPY = "package.work"
_OFFICE = "SELECT office_id, town, county, verify_key FROM office"


@dataclass(frozen=True)
class Restored:
    """An office made of a package, under keys of its own; every table equals what the package says.

    `signs` is whether it goes on signing as the same town; after a rescue by the county it does not.
    """

    package: PackageReport
    folder: Path
    recovery: str
    signs: bool = True


@dataclass(frozen=True)
class _Found:
    """What a package gave: the copy described, the seed if the card was at hand, and the package told."""

    copy: Copy
    contents: Contents
    seed: bytes | None
    told: PackageReport


def needs_card(path: Path) -> bool:
    """Whether a recovery card or the rescue key is asked for, rather than a transfer code.

    Raises:
        PackageError: no package that this program reads.
    """
    refuse_unreadable(path)
    return format_of(path) != 1


def restore_package(
    path: Path,
    into: Path,
    desk: Desk | None,
    progress: Progress = lambda done, total, text: None,
    *,
    key: str = "",
    actor: str = "经办",
) -> Restored:
    """Make an office of a package, in a folder that is new or empty; its trail tells of it.

    Args:
        desk: who opens a package of format 1, and the report of one of format 2 where the key is the rescue
            key; None where the card opens everything.
        key: of format 2: what stands on the recovery card, or the county's rescue key.

    Raises:
        PackageError: the check that failed.
        UserError: the folder is not empty, or lies on the network; the key is none.
        MachineError: no room, not writable.
    """
    target = into.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"“{target.name}”里已有内容", "请选择一个新文件夹或空文件夹来恢复")
    staging = _nearest(target.parent) / f".{target.name}.restoring"
    with translated():
        second = needs_card(path)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            copy = staging / _WORK_COPY
            if second:
                found = _take_out_2(path, desk, key, copy, progress)
            else:
                found = _take_out(path, desk, copy, progress)
            progress(0, 1, "正在建立办公数据")
            recovery = _make_office(staging / "office", copy, found, path.name, actor)
            copy.unlink()
            move_in(staging / "office", target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Restored(found.told, target, recovery, signs=not second or found.seed is not None)


def _take_out(path: Path, desk: Desk | None, copy: Path, progress: Progress) -> _Found:
    """The proven copy of a package of format 1."""
    if desk is None:
        raise UserError("这个上报包要用传递码打开", "请输入传递单上的传递码，或由县里打开")
    manifest, known = take_out_1(path, desk, copy, progress)
    return _Found(manifest.copy, manifest.contents, None, report_1(path, manifest, known=known))


def _take_out_2(path: Path, desk: Desk | None, key: str, copy: Path, progress: Progress) -> _Found:
    """The proven copy of a package of format 2."""
    if not key.strip():
        raise UserError("恢复这个上报包要用恢复卡", "请照恢复卡输入恢复密钥；卡丢了时，由县里用救援钥匙打开")
    code = paper_key.read(key, CARD_PAPER)
    reader = _reader_of(path, code)
    with opened(path) as file:
        read_sealed(file)
        with copy.open("wb") as target:
            header = read_escrow(file, reader, target, say(progress, "正在解开备份部分"))
    seed = unsealed_by_card(code, header.seed)
    report = _report(path, desk, seed)
    _refuse_other_seed(report, header, seed)
    contents = Contents(header.tables, sealed_fen(report.manifest), header.audit_head)
    if header.copy.schema > schema_version():
        raise PackageError("newer_schema")
    found = _Found(header.copy, contents, seed, _told(path, report, desk))
    check_copy(copy, found, schemas(), lambda name: progress(0, 1, f"正在核对：{name}"))
    _refuse_other_office(copy, header, report)
    return found


def _reader_of(path: Path, code: bytes) -> Reader:
    """Whether what was typed is the card's key or the county's rescue key: whichever opens the escrow."""
    with opened(path) as file:
        read_sealed(file)
        start = file.read(age.MAX_HEADER)
    if not start:
        raise PackageError("no_escrow")
    rescue = Reader.of_rescue(code)
    return rescue if age.opens(start, rescue) else Reader.of_card(code)


def _report(path: Path, desk: Desk | None, seed: bytes | None) -> Report:
    """The report that goes with an escrow: opened by the town's own key, else by the desk's."""
    if seed is not None:
        return read_report(path, Reader.of_office(seed))
    if desk is None:
        raise UserError(
            "用县里的救援钥匙恢复，要同时有县密钥", "请在县里的电脑上，选择县密钥所在的文件夹再恢复"
        )
    return open_report(path, desk.readers)


def _told(path: Path, report: Report, desk: Desk | None) -> PackageReport:
    weighed = Weighed(known=True) if desk is None else desk.weigh(report)
    return report_2(path, report.manifest, people_of(report), weighed)


def _refuse_other_seed(report: Report, header: EscrowHeader, seed: bytes | None) -> None:
    """Report and escrow must be of one package, and the card's seed the one that signed it."""
    escrow = report.manifest.escrow
    if escrow is None or escrow.seed != header.seed:
        raise PackageError("escrow_seed")
    if seed is not None and verify_key_of(seed) != report.manifest.sender.verify_key:
        raise PackageError("escrow_seed")
    if header.audit_head != report.manifest.trail.head.hex():
        raise PackageError("totals", part="留痕链")


def _refuse_other_office(copy: Path, header: EscrowHeader, report: Report) -> None:
    """The office inside is the one that the manifest names."""
    engine = open_engine(copy, header.copy.key, readonly=True)
    try:
        with engine.connect() as connection:
            row: Any = connection.execute(sa.text(_OFFICE)).one()
    finally:
        engine.dispose()
    sender = report.manifest.sender
    said = (report.manifest.office, sender.town, sender.county, sender.verify_key.hex())
    if tuple(row) != said:
        raise PackageError("totals", part="办公室")


def _make_office(folder: Path, copy: Path, found: _Found, package: str, actor: str) -> str:
    """The office under keys of its own, proven to hold what the package says; gives its recovery key.

    This computer goes on keeping in mind what it saw before: only where the office is opened does that end.
    """
    kept = seeing.last_entry_of(copy, found.copy.key)
    database, recovery = Database.create_from(folder, copy, found.copy.key, found.seed)
    unlocked = database.unlocked
    database.close()
    version = found.copy.schema
    before_upgrade = folder / BACKUPS_FOLDER / f"before-upgrade-from-{version}.db"
    restored = folder / DATABASE_FILE if version == schema_version() else before_upgrade
    compare_contents(read_copy(restored, unlocked.key)[0], found.contents)
    database = Database.open(folder, unlocked=unlocked, made=True)
    try:
        memory, database.memory = database.memory, Forgetful()
        seeing.record(database, package, kept, memory.seen, actor)
    finally:
        database.close()
    return recovery


def _nearest(folder: Path) -> Path:
    """The folder itself or the nearest one above that exists."""
    return folder if folder.is_dir() else _nearest(folder.parent)
