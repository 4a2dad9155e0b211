"""The county's check: its deeds form one chain, its ledger agrees with them, its sums with the facts."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.models.desk import ReceiptRow, TrailRow
from banfu_desktop.roll_up.models.facts import SheetFact, SumFact
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county.desk import CountyDesk


@dataclass(frozen=True)
class CountyCheck:
    """What holds and what does not, a sentence each."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def check(desk: CountyDesk) -> CountyCheck:
    """Look at everything; nothing is changed.

    Raises:
        MachineError: the database cannot be read.
    """
    good: list[str] = []
    bad: list[str] = []
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
    return CountyCheck(tuple(good), tuple(bad))


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
