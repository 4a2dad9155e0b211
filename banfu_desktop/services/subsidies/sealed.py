"""Sealed sheets as they stand in the records.

The snapshot word for word, with state, payment and versions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState, number_words, state_of
from banfu_desktop.services.office import levels
from banfu_desktop.services.subsidies.sheets import PayerSheet, Voided
from banfu_desktop.services.subsidies.snapshots import SealedWhole, load_sheet, load_whole

Payments = Sequence[tuple[int, date | None, bool]]
"""Of each line: 实发 in fen, the day it was paid, whether it is 不再发放."""


@dataclass(frozen=True)
class Paid:
    """Where a sheet's payment stands."""

    state: SheetState
    paid_on: date | None


def rows(session: Session, month: Month | None = None) -> list[SubsidySheet]:
    """Every sealed sheet (of a month), voided ones too, in the order they were sealed."""
    statement = sa.select(SubsidySheet).order_by(SubsidySheet.id)
    if month is not None:
        statement = statement.where(SubsidySheet.month == month)
    return list(session.scalars(statement))


def payments(session: Session, sheet_ids: Iterable[int]) -> dict[int, Paid]:
    """Where the payment of sheets stands."""
    lines: defaultdict[int, list[tuple[int, date | None, bool]]] = defaultdict(list)
    wanted = list(sheet_ids)
    own = SubsidyLine
    columns = sa.select(own.sheet_id, own.net_fen, own.paid_on, own.waived_on).where(own.sheet_id.in_(wanted))
    for sheet_id, net, paid_on, waived_on in session.execute(columns):
        lines[sheet_id].append((net, paid_on, waived_on is not None))
    voided = set(
        session.scalars(
            sa.select(SubsidySheet.id).where(SubsidySheet.id.in_(wanted), SubsidySheet.voided_at.is_not(None))
        )
    )
    return {sheet_id: _paid(lines[sheet_id], voided=sheet_id in voided) for sheet_id in wanted}


def _paid(lines: Payments, *, voided: bool) -> Paid:
    in_force = [(net, paid_on) for net, paid_on, waived in lines if not waived]
    state = state_of(((net, paid_on is not None) for net, paid_on in in_force), voided=voided)
    days = [paid_on for _, paid_on in in_force if paid_on is not None]
    return Paid(state, max(days, default=None) if state is SheetState.PAID else None)


def read(session: Session, sheets: Sequence[SubsidySheet]) -> list[PayerSheet]:
    """The sheets from their snapshots, each with its state now."""
    paid = payments(session, [row.id for row in sheets])
    wholes: dict[Month, SealedWhole] = {}
    found = []
    for row in sheets:
        if row.format == 1:
            if row.month not in wholes:
                wholes[row.month] = whole(session, row.month)
            shown = _of_whole(wholes[row.month], row)
        else:
            shown = load_sheet(row.snapshot or "").sheet
        own, code = paid[row.id], row.check_code or ""
        found.append(replace(shown, sheet_id=row.id, state=own.state, paid_on=own.paid_on, check_code=code))
    return found


def whole(session: Session, month: Month) -> SealedWhole:
    """A month sealed as a whole.

    Raises:
        UserError: it was not.
    """
    snapshot = session.scalar(sa.select(SubsidyMonth.snapshot).filter_by(month=month))
    if snapshot is None:
        raise UserError(f"{month.label}没有整月封存", "请按发放单位查看")
    return load_whole(snapshot)


def _of_whole(sealed: SealedWhole, row: SubsidySheet) -> PayerSheet:
    """A payer's part of a month sealed as a whole, under the month's code."""
    payer, lines = next(
        (payer, lines)
        for payer, lines in sealed.sheets
        if any(line.payer_id == row.payer_id for line in lines)
    )
    return PayerSheet(
        payer=payer,
        lines=tuple(line for line in lines if line.payer_id == row.payer_id),
        payer_id=row.payer_id,
        version=row.version,
        check_code=row.check_code or "",
        sealed_at=sealed.sealed_at,
        sealed_by=sealed.sealed_by,
        audit_head=sealed.audit_head,
        month=sealed.month,
        team=sealed.team,
        document_no=sealed.document_no,
        layout=1,
    )


def voided(session: Session, month: Month) -> dict[int, tuple[Voided, ...]]:
    """Voided sheets of a month by the unit that pays."""
    roots = levels.roots(session)
    found: defaultdict[int, list[Voided]] = defaultdict(list)
    for row in rows(session, month):
        if row.voided_at is not None and row.kind is SheetKind.MONTH:
            number = number_words(row.year, row.serial)
            found[roots.get(row.payer_id, row.payer_id)].append(
                Voided(row.id, number, row.version, row.check_code or "", row.void_reason or "")
            )
    return {payer: tuple(own) for payer, own in found.items()}


def by_number(session: Session, year: int, serial: int) -> SubsidySheet:
    """The sheet with a running number.

    Raises:
        UserError: there is none.
    """
    row = session.scalar(sa.select(SubsidySheet).filter_by(year=year, serial=serial))
    if row is None:
        raise UserError(f"没有{number_words(year, serial)}", "请核对发放表的编号")
    return row
