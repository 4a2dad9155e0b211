"""The county package, written: the report for the county, the escrow for the recovery card.

What a killed export leaves beside the office is called *.work; safekeeping clears it away at the next start.
"""

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop import __version__
from banfu_desktop.backup import package
from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import read_copy
from banfu_desktop.backup.county_file import CountyFile
from banfu_desktop.backup.escrow import EscrowHeader, write_escrow
from banfu_desktop.backup.identity import Reader, check_recipient, mark_of, recipient_of
from banfu_desktop.backup.manifest import Copy
from banfu_desktop.backup.report import ReadBackError, Report, write_report
from banfu_desktop.backup.report_manifest import (
    Addressee,
    Escrow,
    Part,
    ReportManifest,
    Sender,
    Trail,
)
from banfu_desktop.db.audit import head_of
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.models.transfer import SentPackage
from banfu_desktop.db.schema import refuse_foreign_file
from banfu_desktop.db.slots import seal
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.db.wrapping import KEY_BYTES
from banfu_desktop.files import sync_folder
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.rules.trail import TrailError
from banfu_desktop.services.audit import proof
from banfu_desktop.services.keeping import report as reporting
from banfu_desktop.services.keeping import town as own
from banfu_desktop.services.keeping.package import (
    SUFFIX,
    PackageReport,
    Progress,
    Weighed,
    people_of,
    report_2,
    say,
)
from banfu_desktop.services.keeping.town import Town
from banfu_desktop.services.office import county_file, office, receipts, restores

_WORK_COPY, _WORK_ESCROW = "package.work", "escrow.work"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_BROKEN = ("留痕接不上，导出的上报包县里不会收", "请先检查数据，从没有问题的备份恢复，或联系维护人员核查")
NO_CARD = "恢复卡是旧式的，这个上报包没有备份部分、不能用来恢复：请重新打印恢复卡，再导出一次"
"""What is said of an export without an escrow."""
DOUBTFUL = "这份办公数据与留痕不符，上报的数字不可靠"
"""What is said of an export of rows or entries that are not what the program wrote."""


@dataclass(frozen=True)
class Exported:
    """A package written and read back.

    Attributes:
        code: the transfer code that opens its report when the county has no key; kept nowhere.
        warning: what the clerk must know of it; empty where nothing is amiss.
    """

    package: PackageReport
    code: str | None
    warning: str = ""


@dataclass(frozen=True)
class _Order:
    """What a package is to be.

    Attributes:
        card: the public key of the recovery card; None where it is of an older kind.
    """

    town: Town
    file: CountyFile | None
    addressee: Addressee
    number: int
    now: datetime
    card: bytes | None


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
    office goes on counting after it; that it was written is recorded once it was read back.

    Raises:
        UserError: no such folder, something else has that name, the county's key is not one, or the office
            has lost its signing key.
        MachineError: no room, not writable, or the medium does not give back what was written. In every case
            nothing is left behind, and an older package of that name stays.
    """
    _refuse_target(path, database)
    town, card = Town.of(database), own.card_public(database)
    with database.read() as session:
        file = county_file.in_force(session)
        addressee, code = _addressee(session.get_one(Office, 1).county_key)
        doubt = proof.doubt(session)
    with database.write(Deed("导出上报包", actor, now)) as session:
        row = session.get_one(Office, 1)
        row.package_no += 1
        number = row.package_no
        kind, how = (Disclosed.CODED_PACKAGE, "（用传递码）") if code else (Disclosed.PACKAGE, "")
        office.disclose(session, kind, f"第{number}号上报包，写入{path.name}{how}", now)
    order = _Order(town, file, addressee, number, now, card)
    copy, escrow = database.folder / _WORK_COPY, database.folder / _WORK_ESCROW
    try:
        progress(0, 1, "正在复制数据")
        report = _made(database, order, copy, escrow, progress)
        with _medium(path):
            sealed = escrow if report.manifest.escrow else None
            write_report(path, report, town.seed, town.readers[0], sealed, say(progress, "正在写入上报包"))
            sync_folder(path.parent)
    finally:
        copy.unlink(missing_ok=True)
        escrow.unlink(missing_ok=True)
    with database.write(Deed("登记上报包", actor, now)) as session:
        session.add(_sent(report.manifest))
    told = report_2(path, report.manifest, people_of(report), Weighed(known=True))
    return Exported(
        told, code, "。".join(filter(None, (doubt and f"{DOUBTFUL}：{doubt}", "" if card else NO_CARD)))
    )


def _made(database: Database, order: _Order, copy: Path, escrow: Path, progress: Progress) -> Report:
    """The report and, in a file of its own, the escrow, both of one copy of the database."""
    key = secrets.token_bytes(KEY_BYTES)
    write_copy(database.engine, copy, key)
    contents, version, schema = read_copy(copy, key)
    engine = open_engine(copy, key, readonly=True)
    try:
        refuse_foreign_file(engine, DATABASE_FILE)  # what was planted meanwhile does not travel either
        with Session(engine) as session:
            with copy.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            described = Copy(version, schema, copy.stat().st_size, digest, key)
            sealed = _escrow(order, copy, described, contents, escrow, progress)
            return _report(session, order, version, sealed)
    finally:
        engine.dispose()


def _escrow(
    order: _Order, copy: Path, described: Copy, contents: Contents, path: Path, progress: Progress
) -> Escrow | None:
    if order.card is None:
        return None
    rescue = order.file.rescue_key if order.file else ""
    seed = seal(order.card, order.town.seed)
    header = EscrowHeader(described, dict(contents.tables), contents.audit_head, seed)
    recipients = [recipient_of(order.card), *([rescue] if rescue else [])]
    size, sha256 = write_escrow(path, header, copy, recipients, say(progress, "正在加密备份部分"))
    return Escrow(size, sha256, mark_of(order.card), bool(rescue), seed)


def _report(session: Session, order: _Order, schema: int, escrow: Escrow | None) -> Report:
    row = session.get_one(Office, 1)
    file, connection = order.file, session.connection()
    since, since_head = receipts.since(session, file.sign_key.hex() if file else "")
    try:
        told = reporting.collect(session, order.now.date(), since, file.tag_key if file else None)
    except TrailError:
        raise UserError(*_BROKEN) from None
    body = told.body.to_bytes()
    manifest = ReportManifest(
        office=row.office_id,
        sender=Sender(
            row.town,
            file.code_of(row.town) if file else "",
            row.county,
            row.document_no,
            order.town.verify_key,
            order.town.readers[0].public,
        ),
        addressee=order.addressee,
        generation=restores.generation(session),
        number=order.number,
        previous=_previous(session),
        made_at=order.now,
        program=__version__,
        schema=schema,
        trail=Trail(since, since_head, since + len(told.body.links), head_of(connection)),
        sheets=told.sheets,
        kind_of_use=row.kind_of_use,
        body=Part(len(body), hashlib.sha256(body).hexdigest()),
        escrow=escrow,
        restores=tuple(restore for restore in restores.listing(session) if restore.entry > since),
        succession=own.successions(session),
    )
    if told.body.heads(manifest)[-1] != manifest.trail.head:
        raise UserError(*_BROKEN)  # no county would take it
    return Report(manifest, told.body)


def _previous(session: Session) -> str:
    """The digest of the package written before; empty before the first."""
    return session.scalar(sa.select(SentPackage.sha256).order_by(SentPackage.id.desc()).limit(1)) or ""


def _sent(manifest: ReportManifest) -> SentPackage:
    return SentPackage(
        generation=manifest.generation,
        number=manifest.number,
        sha256=manifest.digest,
        entries=manifest.trail.entries,
        head=manifest.trail.head.hex(),
        made_at=manifest.made_at,
        card=manifest.escrow.card if manifest.escrow else "",
    )


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


@contextmanager
def _medium(path: Path) -> Iterator[None]:
    """Trouble with the stick, said so that nobody fears for the office's data."""
    safe = "上报包没有写成，办公数据完好"
    try:
        yield
    except ReadBackError as error:
        raise MachineError(f"写到“{path.parent}”的内容读回来不一致", safe, "请换一个U盘再导出") from error
    except OSError as error:
        if error.errno in _FULL:
            raise MachineError(f"“{path.parent}”的空间不够", safe, "请腾出空间，或换一个U盘") from error
        raise MachineError(
            f"写不进“{path.parent}”", safe, "请检查U盘是否写保护、是否松动，或换一个位置"
        ) from error
