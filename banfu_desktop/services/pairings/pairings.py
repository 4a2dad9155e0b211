"""Annex 1 as the office keeps it: shipped as data, editable, with the units of each group (clause 一)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop import paths
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.pairings import Pairing, PairingUnit
from banfu_desktop.db.rows import row_of
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import PairingRole, TownKind, UnitLevel
from banfu_desktop.services.office.office import organisation_named

_NOTE_MARK = "由选派驻镇帮扶工作队成员单位选派"
_SEPARATORS = str.maketrans({"，": "、", "；": "、", ",": "、", ";": "、"})


@dataclass(frozen=True)
class PairingRow:
    """One town's row of the annex, units of a role joined by 、."""

    id: int
    position: int
    town: str
    kind: TownKind
    lead: str
    first_secretaries: str
    members: str
    finance_assistant: str
    other_staff: str


@dataclass(frozen=True)
class AnnexRow:
    """A row of the shipped annex as it stands."""

    town: str
    kind: TownKind
    lead: str
    first_secretaries: str
    members: str
    finance_assistant: str
    other_staff: str


def annex() -> list[AnnexRow]:
    """The seven rows of annex 1 as shipped."""
    with (paths.resources() / "samples" / "annex1.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            AnnexRow(row[1], TownKind.parse(row[2]), row[3], row[4], row[5], row[6], row[7])
            for row in list(csv.reader(file))[1:]
        ]


def town_kind(town: str) -> TownKind:
    """The kind of a town of the annex.

    Raises:
        UserError: the annex has no such town; the advice lists those it has.
    """
    for row in annex():
        if row.town == town:
            return row.kind
    raise UserError(f"附件1中没有“{town}”", "可选：" + "、".join(row.town for row in annex()), "一")


def load_annex(session: Session, rows: Sequence[AnnexRow] = ()) -> None:
    """Put the shipped annex, or another county's towns, into a new database.

    For a county-run town all units are 县直 by default.
    """
    for position, row in enumerate(rows or annex(), start=1):
        pairing = Pairing(position=position, town=row.town, kind=row.kind)
        session.add(pairing)
        session.flush()
        _fill(session, pairing, row)


def change(session: Session, pairing_id: int, row: AnnexRow) -> None:
    """Replace a town's row by what the clerk wrote; units are found by name or added.

    Raises:
        UserError: a unit is named twice in one role.
    """
    pairing = session.get_one(Pairing, pairing_id)
    session.execute(sa.delete(PairingUnit).where(PairingUnit.pairing_id == pairing_id))
    pairing.kind = row.kind
    _fill(session, pairing, row)


def _fill(session: Session, pairing: Pairing, row: AnnexRow) -> None:
    pairing.finance_assistant, pairing.other_staff = row.finance_assistant, row.other_staff
    noted = row.first_secretaries.startswith(_NOTE_MARK)
    pairing.first_secretary_note = row.first_secretaries if noted else ""
    named = (
        (PairingRole.LEAD, row.lead),
        (PairingRole.FIRST_SECRETARY, "" if noted else row.first_secretaries),
        (PairingRole.MEMBER, row.members),
    )
    level = UnitLevel.COUNTY if row.kind.county_run else None
    for role, text in named:
        units = [name.strip() for name in text.translate(_SEPARATORS).split("、") if name.strip()]
        if len(set(units)) < len(units):
            raise UserError(f"{role.label}中有重复的单位", "请删去重复的名称")
        for position, name in enumerate(units):
            unit = organisation_named(session, name, level)
            session.add(
                PairingUnit(pairing_id=pairing.id, organisation_id=unit.id, role=role, position=position)
            )


def listing(session: Session) -> list[PairingRow]:
    """The annex as the office keeps it now."""
    units: dict[tuple[int, PairingRole], list[str]] = {}
    joined = sa.select(PairingUnit, Organisation.name).join(Organisation).order_by(PairingUnit.position)
    for unit, name in session.execute(joined):
        units.setdefault((unit.pairing_id, unit.role), []).append(name)
    rows = []
    for pairing in session.scalars(sa.select(Pairing).order_by(Pairing.position)):
        lead, first, members = ("、".join(units.get((pairing.id, role), ())) for role in PairingRole)
        rows.append(
            row_of(
                PairingRow,
                pairing,
                lead=lead,
                first_secretaries=pairing.first_secretary_note or first,
                members=members,
            )
        )
    return rows


def units_of(session: Session, town: str) -> list[str]:
    """Names of the units paired with a town, lead first."""
    order = sa.case({role: place for place, role in enumerate(PairingRole)}, value=PairingUnit.role)
    return list(
        session.scalars(
            sa.select(Organisation.name)
            .join(PairingUnit)
            .join(Pairing)
            .where(Pairing.town == town)
            .order_by(order, PairingUnit.position)
        )
    )
