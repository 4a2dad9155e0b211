"""The county's check: its file is whole, its deeds form one chain, ledger, sums and kept packages agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import format_of, glance
from banfu_desktop.db.integrity import check_file
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.models.desk import ReceiptRow, TownRow, TrailRow
from banfu_desktop.roll_up.models.facts import SheetFact, SumFact
from banfu_desktop.roll_up.store import DATABASE_FILE
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import copies
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import KEPT_FOLDER
from banfu_desktop.services.keeping.package import SUFFIX


@dataclass(frozen=True)
class CountyCheck:
    """What holds, what does not, and what somebody should see to; a sentence each."""

    good: tuple[str, ...]
    bad: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def check(desk: CountyDesk) -> CountyCheck:
    """Look at everything; nothing is changed.

    Raises:
        MachineError: the database cannot be read.
    """
    good: list[str] = []
    bad: list[str] = []
    if desk.roll_up.embedded:
        wrong = check_file(desk.roll_up.engine, thorough=True)
        bad += [f"{DATABASE_FILE}：{each}" for each in wrong]
        if wrong:
            return CountyCheck(tuple(good), tuple(bad))
        good.append(f"{DATABASE_FILE}每一页都与写下时一样")
    with desk.roll_up.read() as session:
        number = len(deeds.listing(session, 1 << 30))
        place = deeds.broken_at(session)
        if place:
            bad.append(f"县里的留痕从第{place}条起与写下时不同")
        else:
            good.append(f"县里的留痕{number}条，逐条接得上")
        lost = _towns_without_their_package(session)
        if lost:
            bad.append(f"{lost}个镇登记的最后一份上报包不在收件登记里")
        apart = _sums_apart(session)
        if apart:
            bad.append(f"{apart}处补助合计与发放表不符")
        if not lost and not apart:
            good.append("收件登记和补助合计与各镇的发放表一致")
        last = _last_packages(session)
    whole, damaged, missing = _kept(desk, last)
    if damaged:
        bad.append(f"收下的上报包被改动或损坏：{'、'.join(damaged)}")
    good.append(f"各镇最后一份上报包有{whole}份在“{KEPT_FOLDER}”里，签名都对")
    return CountyCheck(tuple(good), tuple(bad), (*_of_missing(missing), _of_copies(desk)))


def _last_packages(session: Session) -> dict[str, str]:
    """The digest of the last package taken of each town, by its name."""
    rows = sa.select(TownRow.name, TrailRow.digest).join(TrailRow, TrailRow.town_id == TownRow.town_id)
    return {name: digest for name, digest in session.execute(rows.order_by(TownRow.town_id)) if digest}


def _kept(desk: CountyDesk, last: Mapping[str, str]) -> tuple[int, list[str], list[str]]:
    """How many of the last packages lie here whole, which towns' are damaged, which are not here."""
    there = {path.stem.rpartition("-")[2]: path for path in (desk.folder / KEPT_FOLDER).glob(f"*/*{SUFFIX}")}
    damaged, missing = [], []
    for town, digest in last.items():
        path = there.get(digest[:16])
        if path is None:
            missing.append(town)
        elif not _is_signed(desk, path, digest):
            damaged.append(f"{town}（{path.name}）")
    return len(last) - len(damaged) - len(missing), damaged, missing


def _is_signed(desk: CountyDesk, path: Path, digest: str) -> bool:
    """Whether a kept package is the one received, by its cover; of an older format, that it is here."""
    try:
        return format_of(path) == 1 or glance(path, desk.reader).digest == digest
    except (PackageError, OSError):
        return False


def _of_missing(towns: list[str]) -> list[str]:
    if not towns:
        return []
    named = "、".join(towns[:5]) + (f"等{len(towns)}个镇" if len(towns) > 5 else "")
    return [f"{named}的最后一份上报包不在这个文件夹里；它也是镇里的备份，请从收件的地方补存一份"]


def _of_copies(desk: CountyDesk) -> str:
    if not desk.roll_up.embedded:
        return copies.ON_A_SERVER
    rows = [row for row in copies.listing(desk.folder) if row.verified]
    return f"本机备份{len(rows)}份，最后一份 {rows[0].made_at:%Y-%m-%d %H:%M}" if rows else "还没有本机备份"


def _towns_without_their_package(session: Session) -> int:
    """Towns whose last package the ledger does not know."""
    known = sa.select(ReceiptRow.digest).where(ReceiptRow.handling == Handling.TAKEN.value)
    rows = sa.select(sa.func.count()).select_from(TrailRow)
    return session.scalar(rows.where(TrailRow.digest.not_in(known), TrailRow.heads != b"")) or 0


def _sums_apart(session: Session) -> int:
    """Towns, months and payers whose kept sum is not that of the sheets."""
    in_force = (
        sa.select(SheetFact.town_id, SheetFact.month, SheetFact.payer, sa.func.sum(SheetFact.net_fen))
        .where(SheetFact.state != "voided")
        .group_by(SheetFact.town_id, SheetFact.month, SheetFact.payer)
    )
    by_sheet = {tuple(place): int(net) for *place, net in session.execute(in_force)}
    own = SumFact
    kept = {
        tuple(place): int(net)
        for *place, net in session.execute(sa.select(own.town_id, own.month, own.payer, own.net_fen))
        if net
    }
    return sum(by_sheet.get(place, 0) != kept.get(place, 0) for place in by_sheet.keys() | kept.keys())
