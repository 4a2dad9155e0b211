"""Commendations (六(三)) and the register of 四(八), of somebody or of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import Commendation, Exemption
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import ExemptionKind
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.tables.assessment import COMMENDATIONS, EXEMPTIONS

ROOM = "assessment"
TEAM = "工作队"
"""Who a commendation is of that names nobody."""


@dataclass(frozen=True)
class CommendationRow:
    """A commendation; attribute names are those of tables.assessment.COMMENDATIONS."""

    id: int
    bundle_id: int
    posting_id: int | None
    name: str
    initials: str
    organisation: str
    title: str
    granted_by: str
    granted_on: date
    document_no: str | None
    remark: str | None


@dataclass(frozen=True)
class ExemptionRow:
    """A matter of 四(八); attribute names are those of tables.assessment.EXEMPTIONS."""

    id: int
    bundle_id: int
    kind: ExemptionKind
    posting_id: int | None
    name: str
    initials: str
    raised_on: date
    matter: str
    decided_by: str | None
    decided_on: date | None
    outcome: str | None
    document_no: str | None


def commendations(session: Session) -> list[CommendationRow]:
    """Every commendation, the latest first."""
    known = {row.id: row for row in members.listing(session)}
    records = session.scalars(
        sa.select(Commendation).order_by(Commendation.granted_on.desc(), Commendation.id.desc())
    )
    found = []
    for record in records:
        member = known.get(record.posting_id) if record.posting_id is not None else None
        about = (member.name, member.initials, member.organisation) if member else (TEAM, "gzd", "")
        name, initials, unit = about
        found.append(row_of(CommendationRow, record, name=name, initials=initials, organisation=unit))
    return found


def exemptions(session: Session) -> list[ExemptionRow]:
    """Every matter of 四(八), the latest first."""
    known = {row.id: row for row in members.listing(session)}
    records = session.scalars(sa.select(Exemption).order_by(Exemption.raised_on.desc(), Exemption.id.desc()))
    found = []
    for record in records:
        member = known.get(record.posting_id) if record.posting_id is not None else None
        name, initials = (member.name, member.initials) if member else (TEAM, "gzd")
        found.append(row_of(ExemptionRow, record, name=name, initials=initials))
    return found


def commend(
    session: Session, values: Mapping[str, Any], today: date, commendation_id: int | None = None
) -> int:
    """Write a commendation down, or correct it. Returns its id.

    Args:
        values: of tables.assessment.COMMENDATIONS; of an existing one only what changes.

    Raises:
        UserError: granted in the future.
    """
    record = session.get(Commendation, commendation_id) if commendation_id is not None else None
    names = stored(Commendation, of=COMMENDATIONS)
    merged = {name: values.get(name, getattr(record, name, None)) for name in names}
    rules.refuse_future(merged["granted_on"], "授予日期", today)
    if record is None:
        record = Commendation(bundle_id=bundles.new_bundle(session, ROOM, f"表彰“{merged['title']}”"))
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    return record.id


def raise_matter(
    session: Session, values: Mapping[str, Any], today: date, exemption_id: int | None = None
) -> int:
    """Write a matter of 四(八) down, or what became of it. Returns its id.

    Args:
        values: of tables.assessment.EXEMPTIONS; of an existing one only what changes.

    Raises:
        UserError: days to come or out of order, a number of a household, an outcome that nobody decided.
    """
    record = session.get(Exemption, exemption_id) if exemption_id is not None else None
    merged = {
        name: values.get(name, getattr(record, name, None)) for name in stored(Exemption, of=EXEMPTIONS)
    }
    rules.refuse_future(merged["raised_on"], "提出日期", today)
    rules.refuse_future(merged["decided_on"], "认定日期", today)
    refuse_personal((merged["matter"], merged["outcome"]))
    if merged["decided_on"] is not None and merged["decided_on"] < merged["raised_on"]:
        raise UserError(f"认定日期{merged['decided_on']}早于提出日期{merged['raised_on']}", "请核对日期")
    if merged["outcome"] and not merged["decided_by"]:
        raise UserError("没有写明认定单位", "结论由有权的单位认定，请填写是哪个单位", rules.EXEMPTION_CLAUSE)
    record = record or Exemption(bundle_id=bundles.new_bundle(session, ROOM, f"{merged['kind'].label}事项"))
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    return record.id


def remove_commendation(session: Session, commendation_id: int) -> None:
    """Remove a commendation written by mistake.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(Commendation, commendation_id)
    _refuse_papers(session, record.bundle_id)
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, record.bundle_id)


def remove_exemption(session: Session, exemption_id: int) -> None:
    """Remove a matter written by mistake.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(Exemption, exemption_id)
    _refuse_papers(session, record.bundle_id)
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, record.bundle_id)


def _refuse_papers(session: Session, bundle_id: int) -> None:
    if bundles.listing(session, bundle_id):
        raise UserError("这一条有附件，不能删除", "请先移出附件")
