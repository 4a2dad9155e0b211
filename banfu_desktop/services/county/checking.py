"""The county's check: its file is whole, its deeds form one chain, ledger, sums and kept packages agree."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import format_of, glance
from banfu_desktop.backup.report_manifest import ReportManifest, sheets_in_order
from banfu_desktop.db.integrity import check_file
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.models.desk import DeedRow, ReceiptRow, TownRow, TrailRow
from banfu_desktop.roll_up.models.facts import SheetFact, SumFact
from banfu_desktop.roll_up.store import DATABASE_FILE, OWN_COUNTY
from banfu_desktop.rules.reception import Handling, Sheet
from banfu_desktop.services.county import copies, register
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.inbox import KEPT_FOLDER
from banfu_desktop.services.keeping.package import SUFFIX

_OF_PACKAGES = frozenset({"收下上报包", "留存旧上报包", "上报包待确认", "退回上报包"})
"""Deeds by which a package comes onto the ledger."""


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
        done = deeds.listing(session, 1 << 30)
        place = deeds.broken_at(session)
        if place:
            bad.append(f"县里的留痕从第{place}条起与写下时不同")
        else:
            good.append(f"县里的留痕{len(done)}条，逐条接得上")
        lost = _towns_without_their_package(session)
        if lost:
            bad.append(f"{lost}个镇登记的最后一份上报包不在收件登记里")
        gone = _without_a_row(session, done)
        if gone:
            bad.append(f"{gone}份上报包在县里的留痕里办过，收件登记里却没有")
        apart = _sums_apart(session)
        if apart:
            bad.append(f"{apart}处补助合计与发放表不符")
        if not (lost or gone or apart):
            good.append("收件登记和补助合计与各镇的发放表一致")
        last = _last_packages(session)
    whole, damaged, missing, other = _kept(desk, last)
    if damaged:
        bad.append(f"收下的上报包被改动或损坏：{'、'.join(damaged)}")
    if other:
        bad.append(f"县里登记的与收下的最后一份上报包不符：{'、'.join(other)}")
    good.append(f"各镇最后一份上报包有{whole}份在“{KEPT_FOLDER}”里，签名都对")
    return CountyCheck(tuple(good), tuple(bad), (*_of_missing(missing), _of_copies(desk)))


@dataclass(frozen=True)
class _Last:
    """What the county has on record of the last package it took of a town."""

    digest: str
    verify_key: str
    head: bytes
    sheets: tuple[Sheet, ...]

    def apart(self, manifest: ReportManifest) -> str:
        """What of it is not as the package itself says, in words; empty if nothing is."""
        same = {
            "签名公钥": manifest.sender.verify_key.hex() == self.verify_key,
            "留痕": manifest.trail.head == self.head,
            "发放表": sheets_in_order(manifest.sheets) == sheets_in_order(self.sheets),
        }
        return "、".join(what for what, holds in same.items() if not holds)


def _last_packages(session: Session) -> dict[str, _Last]:
    """The last package taken of each town, by its name."""
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    facts = sa.select(TownRow.name, SheetFact).join(SheetFact, SheetFact.town_id == TownRow.town_id)
    for town, fact in session.execute(facts):
        sheets[town].append(Sheet(**{each.name: getattr(fact, each.name) for each in fields(Sheet)}))
    return {
        name: _Last(
            known.known.digest,
            known.known.verify_key,
            known.known.heads[-1] if known.known.heads else b"",
            tuple(sheets[name]),
        )
        for name, known in register.read(session).towns.items()
        if known.known.digest
    }


def _kept(desk: CountyDesk, last: Mapping[str, _Last]) -> tuple[int, list[str], list[str], list[str]]:
    """How many of the last packages lie here whole; which are damaged, not here, not what is on record."""
    there = {path.stem.rpartition("-")[2]: path for path in (desk.folder / KEPT_FOLDER).glob(f"*/*{SUFFIX}")}
    damaged, missing, other = [], [], []
    for town, known in last.items():
        path = there.get(known.digest[:16])
        if path is None:
            missing.append(town)
            continue
        try:
            manifest = None if format_of(path) == 1 else glance(path, desk.reader)
        except (PackageError, OSError):
            damaged.append(f"{town}（{path.name}）")
            continue
        if manifest is not None and manifest.digest != known.digest:
            damaged.append(f"{town}（{path.name}）")
        elif manifest is not None and (what := known.apart(manifest)):
            other.append(f"{town}（{what}）")
    return len(last) - len(damaged) - len(missing), damaged, missing, other


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


def _without_a_row(session: Session, done: Sequence[DeedRow]) -> int:
    """Packages that a deed tells of and the ledger, to which rows are only added, does not."""
    told = {json.loads(deed.what).get("digest") for deed in done if deed.name in _OF_PACKAGES} - {None}
    return len(told - set(session.scalars(sa.select(ReceiptRow.digest))))


def _sums_apart(session: Session) -> int:
    """Towns, months and payers whose kept sum is not that of the sheets; other counties report sums alone."""
    ours = sa.select(TownRow.town_id).where(TownRow.county_id == OWN_COUNTY)
    in_force = (
        sa.select(SheetFact.town_id, SheetFact.month, SheetFact.payer, sa.func.sum(SheetFact.net_fen))
        .where(SheetFact.state != "voided", SheetFact.town_id.in_(ours))
        .group_by(SheetFact.town_id, SheetFact.month, SheetFact.payer)
    )
    by_sheet = {tuple(place): int(net) for *place, net in session.execute(in_force)}
    own = SumFact
    sums = sa.select(own.town_id, own.month, own.payer, own.net_fen).where(own.town_id.in_(ours))
    kept = {tuple(place): int(net) for *place, net in session.execute(sums) if net}
    return sum(by_sheet.get(place, 0) != kept.get(place, 0) for place in by_sheet.keys() | kept.keys())
