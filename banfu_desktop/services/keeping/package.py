"""The county package as it is received: by whom, what it holds; verified without writing anything."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from banfu_desktop.backup import package
from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import check_copy
from banfu_desktop.backup.identity import CODE_PAPER, Reader, fingerprint
from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import Report, format_of, read_report
from banfu_desktop.backup.report_manifest import DEMO, Escrow, ReportManifest
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.db.troubles import translated
from banfu_desktop.db.upgrade import schema_version, schemas
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.services.keeping.town import Town

SUFFIX = ".bfb"
Progress = Callable[[int, int, str], object]
"""Told what is done, of how much, and what is being done; may raise to cancel."""
_NEWEST = 2
T = TypeVar("T")


@dataclass(frozen=True)
class Weighed:
    """What a desk makes of a report: whether it knew the sender, and what it says of it."""

    known: bool
    sentence: str = ""


@dataclass(frozen=True)
class Desk:
    """Where a package arrives: the keys that may open it, and what is known of its sender.

    Attributes:
        judge: refuses a package of format 1 that it does not accept, else says whether it knew the sender.
        weigh: the same of format 2.
    """

    readers: tuple[Reader, ...]
    judge: Callable[[Manifest], bool]
    weigh: Callable[[Report], Weighed]


@dataclass(frozen=True)
class Holding:
    """What a package holds, in numbers: people, net sums in fen by month, entries of the trail."""

    people: int
    sealed_fen: Mapping[str, int]
    entries: int


@dataclass(frozen=True)
class PackageReport:
    """A package that has passed every check.

    Attributes:
        format: of the package.
        fingerprint: of the sender's key, to be compared with the transfer sheet unless `sender_known`.
        addressee: who can open it besides the sender, in Chinese.
        size: of the file, in bytes.
        audit_head: the trail's last link in hex.
        recovery: who can make an office of it again, in Chinese.
        verdict: what the desk says of it, in Chinese; empty where it says nothing.
        practice: whether it is of an office kept for practice.
        contents: of format 1: rows and SHA-256 of every table.
    """

    path: Path
    format: int
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
    holding: Holding
    audit_head: str
    recovery: str
    verdict: str = ""
    practice: bool = False
    contents: Contents | None = field(default=None, repr=False)


def own_desk(database: Database) -> Desk:
    """The office looking at its own packages.

    Raises:
        UserError: its keys are not what they should be.
    """
    town = Town.of(database)

    def refuse(verify_key: bytes) -> None:
        if verify_key.hex() not in town.verify_keys:
            raise PackageError("signer", town="本单位", fingerprint=fingerprint(verify_key))

    def judge(manifest: Manifest) -> bool:
        refuse(manifest.sender.verify_key)
        return True

    def weigh(report: Report) -> Weighed:
        refuse(report.manifest.sender.verify_key)
        return Weighed(known=True)

    return Desk(town.readers, judge, weigh)


def code_desk(code: str) -> Desk:
    """Whoever typed a transfer code; the sender is for them to compare with the transfer sheet.

    Raises:
        UserError: not a transfer code.
    """
    reader = Reader.of_code(paper_key.read(code, CODE_PAPER))
    return Desk((reader,), lambda manifest: False, lambda report: Weighed(known=False))


def verify_package(
    path: Path, desk: Desk, progress: Progress = lambda done, total, text: None
) -> PackageReport:
    """Check a package down to its last byte; nothing is written anywhere.

    Raises:
        PackageError: the check that failed.
        MachineError: no room for the copy that is checked, or the file cannot be read.
    """
    with translated():
        refuse_unreadable(path)
        if format_of(path) == _NEWEST:
            progress(0, 1, "正在核对正文和留痕")
            report = open_report(path, desk.readers)
            return report_2(path, report.manifest, people_of(report), desk.weigh(report))
        with tempfile.TemporaryDirectory(prefix="banfu-") as folder:
            manifest, known = take_out_1(path, desk, Path(folder) / DATABASE_FILE, progress)
        return report_1(path, manifest, known=known)


def refuse_unreadable(path: Path) -> None:
    """Refuse what is no package of a format that this program reads.

    Raises:
        PackageError: see there.
    """
    if not path.is_file():
        raise PackageError("missing", name=path.name)
    if format_of(path) > _NEWEST:
        raise PackageError("newer_format", name=path.name)
    if format_of(path) == 0:
        raise PackageError("not_a_package", name=path.name)


def open_report(path: Path, readers: tuple[Reader, ...]) -> Report:
    """The report of a package, by the first of some keys that fits.

    Raises:
        PackageError: none fits, or a check fails.
    """
    return _with_any(readers, lambda reader: read_report(path, reader))


def take_out_1(path: Path, desk: Desk, copy: Path, progress: Progress) -> tuple[Manifest, bool]:
    """The proven copy of a package of format 1, still encrypted; its manifest; is its sender known."""
    known = False

    def judge(manifest: Manifest) -> None:
        nonlocal known
        known = desk.judge(manifest)
        if manifest.copy.schema > schema_version():
            raise PackageError("newer_schema")

    def read(reader: Reader) -> Manifest:
        with copy.open("wb") as file:
            return package.read_package(path, reader, judge, file, say(progress, "正在解开上报包"))

    manifest = _with_any(desk.readers, read)
    check_copy(copy, manifest, schemas(), lambda name: progress(0, 1, f"正在核对：{name}"))
    return manifest, known


def _with_any(readers: tuple[Reader, ...], read: Callable[[Reader], T]) -> T:
    """What the first fitting key opens; where none does, the first key's refusal."""
    refusal: PackageError | None = None
    for reader in readers:
        try:
            return read(reader)
        except PackageError as error:
            if error.code != "not_ours":
                raise
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def report_1(path: Path, manifest: Manifest, *, known: bool) -> PackageReport:
    """A package of format 1, told."""
    sender, contents = manifest.sender, manifest.contents
    rows = {name: table.rows for name, table in contents.tables.items()}
    to_county = manifest.addressee.kind == "county"
    return PackageReport(
        path=path,
        format=1,
        town=sender.town,
        county=sender.county,
        document_no=sender.document_no,
        number=manifest.number,
        made_at=manifest.made_at,
        program=manifest.program,
        schema=manifest.copy.schema,
        fingerprint=fingerprint(sender.verify_key),
        sender_known=known,
        addressee=_addressee(sender.county, to_county=to_county),
        size=path.stat().st_size,
        holding=Holding(rows.get("people", 0), contents.sealed_fen, rows.get("audit", 0)),
        audit_head=contents.audit_head,
        recovery="能打开它的人都可以恢复",
        contents=contents,
    )


def report_2(path: Path, manifest: ReportManifest, people: int, weighed: Weighed) -> PackageReport:
    """A package of format 2, told."""
    sender = manifest.sender
    return PackageReport(
        path=path,
        format=2,
        town=sender.town,
        county=sender.county,
        document_no=sender.document_no,
        number=manifest.number,
        made_at=manifest.made_at,
        program=manifest.program,
        schema=manifest.schema,
        fingerprint=fingerprint(sender.verify_key),
        sender_known=weighed.known,
        addressee=_addressee(sender.county, to_county=manifest.addressee.kind == "county"),
        size=path.stat().st_size,
        holding=Holding(people, sealed_fen(manifest), manifest.trail.entries),
        audit_head=manifest.trail.head.hex(),
        recovery=_recovery(manifest.escrow),
        verdict=weighed.sentence,
        practice=manifest.kind_of_use == DEMO,
    )


def called(report: PackageReport) -> str:
    """Its town, and that it is for practice where it is."""
    return f"{report.town}（练习）" if report.practice else report.town


def sealed_fen(manifest: ReportManifest) -> dict[str, int]:
    """Net sums in fen of the sheets in force, by month."""
    sums: dict[str, int] = {}
    for sheet in manifest.sheets:
        if sheet.state != SheetState.VOIDED.value:
            sums[sheet.month] = sums.get(sheet.month, 0) + sheet.net_fen
    return sums


def people_of(report: Report) -> int:
    """How many people its roster tells of."""
    return len({row.get("person") for row in report.body.sections.get("roster", ())})


def _addressee(county: str, *, to_county: bool) -> str:
    return county if to_county else "持有传递码的人"


def _recovery(escrow: Escrow | None) -> str:
    if escrow is None:
        return "没有备份部分，不能用来恢复"
    rescue = "可以" if escrow.rescue else "不可以"
    return f"恢复卡（{card_words(escrow.card)}）可以打开，县里的救援钥匙{rescue}打开"


def card_words(mark: str) -> str:
    """Which card, as papers print it."""
    return paper_key.show(bytes.fromhex(mark))


def say(progress: Progress, text: str) -> package.Progress:
    """Progress of one part of the work, under its name."""
    return lambda done, total: progress(done, total, text)
