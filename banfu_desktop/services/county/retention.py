"""Packages that the county has kept long enough: wiped, with a certificate; a town's last package stays.

What is wiped are the files; what they told is in the database, and the ledger goes on naming them.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from banfu_desktop.db.troubles import translated
from banfu_desktop.files import sync_folder
from banfu_desktop.printing.engine.blocks import Column
from banfu_desktop.printing.forms import county_table
from banfu_desktop.printing.forms.county_table import CountyTable
from banfu_desktop.printing.forms.parts import clock
from banfu_desktop.printing.paper import Paper
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import ReceiptRow, TownRow, TrailRow
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import papers, settings
from banfu_desktop.services.county.desk import ACTOR, CountyDesk
from banfu_desktop.services.county.inbox import KEPT_FOLDER
from banfu_desktop.services.keeping.package import SUFFIX

_TITLE = "上报包销毁证明"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Expired:
    """A kept package whose time is over; size in bytes."""

    town: str
    number: int
    received_at: str
    digest: str
    path: Path
    size: int


def expired(desk: CountyDesk, today: date) -> list[Expired]:
    """Kept packages older than the county keeps them, oldest first."""
    with desk.roll_up.read() as session:
        months = int(settings.value(session, settings.KEEP_MONTHS, today))
        before = Month.of(today).shift(-months).first.isoformat()
        last = sa.select(TrailRow.digest)
        rows = (
            sa.select(TownRow.name, ReceiptRow.number, ReceiptRow.received_at, ReceiptRow.digest)
            .join(TownRow, TownRow.town_id == ReceiptRow.town_id)
            .where(ReceiptRow.received_at < before, ReceiptRow.digest.not_in(last))
            .order_by(ReceiptRow.received_at, ReceiptRow.town_id, ReceiptRow.no)
        )
        old = {digest: (town, number, at) for town, number, at, digest in session.execute(rows)}
    kept = {path.stem.rpartition("-")[2]: path for path in (desk.folder / KEPT_FOLDER).glob(f"*/*{SUFFIX}")}
    return [
        Expired(town, number, at, digest, kept[digest[:16]], kept[digest[:16]].stat().st_size)
        for digest, (town, number, at) in old.items()
        if digest[:16] in kept
    ]


def purge(desk: CountyDesk, path: Path, now: datetime, actor: str = ACTOR) -> int:
    """Wipe what has expired and write the certificate (.pdf or .xlsx); gives how many were wiped.

    The deed is on record first: what a kill leaves is found and wiped the next time. That there is room for
    the certificate is proven before anything is wiped; it names what was wiped in any case.

    Raises:
        MachineError: a file cannot be wiped; those before it are, and stand on the certificate.
    """
    found = expired(desk, now.date())
    part = path.with_name(f"{path.stem}.part{path.suffix}")
    papers.write(_certificate(desk.name, found, now), part)
    wiped: list[Expired] = []
    try:
        if found:
            what = {"packages": [{"town": each.town, "digest": each.digest} for each in found]}
            with desk.roll_up.write() as session:
                deeds.add(session, CountyDeed("销毁到期的上报包", actor, now, what=what))
        for each in found:
            with translated():
                _wipe(each.path)
            wiped.append(each)
    finally:
        if wiped:
            papers.write(_certificate(desk.name, wiped, now), path)
        part.unlink(missing_ok=True)
    return len(wiped)


def _wipe(path: Path) -> None:
    """Overwrite a file and remove it."""
    left = path.stat().st_size
    with path.open("rb+") as file:
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _certificate(county: str, found: list[Expired], now: datetime) -> Paper:
    columns = (
        Column("镇（街）", 34, "left"),
        Column("第几号", 20),
        Column("收到时间", 38),
        Column("大小（字节）", 28),
        Column("摘要（SHA-256）", 120, "left"),
    )
    rows = tuple(
        (each.town, f"第{each.number}号", each.received_at.replace("T", " "), str(each.size), each.digest)
        for each in found
    )
    legend = (
        "先覆盖再删除，已记入县里的操作留痕。固态硬盘、U盘不能保证旧内容全部覆盖，请同时按规定处理介质。"
        "各镇最后一份上报包不销毁：它也是镇里的备份。"
    )
    table = CountyTable(county, _TITLE, f"{now:%Y年%m月%d日}", "", columns, rows, legend, clock(now))
    return Paper(f"{county}{_TITLE}", county_table.build(table))
