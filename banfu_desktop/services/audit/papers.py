"""The papers of the audit trail: 审计封条, and 销毁证明 for what was erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.models.office import Disclosure, Office
from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import audit_seal, destruction
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import How
from banfu_desktop.services.audit import proof, retention, seals, turned_clock
from banfu_desktop.services.office import alone, office

_ACTORS = "SELECT actor, count(DISTINCT deed), max(id) FROM audit GROUP BY actor ORDER BY 2 DESC LIMIT 8"
_NO_SEAL = "不能打印封条。请保留现有文件，联系维护人员核查"
_GIVEN = "SELECT name FROM persons WHERE left_on IS NULL AND how <> ? ORDER BY id"
_SPAN = "SELECT count(*), count(DISTINCT deed), min(id), max(id) FROM audit"


def seal(session: Session, now: datetime) -> tuple[Document, ...]:
    """The 审计封条 of this moment.

    Raises:
        UserError: the trail is broken, or rows are not what it says; a seal on it would only hide that.
    """
    report = verify_chain(session)
    if broken := seals.breach(session, report):
        raise UserError(f"留痕{broken}", _NO_SEAL)
    if wrong := proof.doubt(session):
        raise UserError(wrong, _NO_SEAL)
    connection = session.connection()
    entries, deeds, first, last = connection.exec_driver_sql(_SPAN).one()
    in_force = sa.select(SubsidySheet.month, sa.func.min(SubsidySheet.check_code), sa.func.count())
    months = session.execute(
        in_force.where(SubsidySheet.voided_at.is_(None))
        .group_by(SubsidySheet.month)
        .order_by(SubsidySheet.month.desc())
    ).all()
    data = audit_seal.Seal(
        team=office.current(session).team,
        fingerprint=fingerprint(bytes.fromhex(session.get_one(Office, 1).verify_key)),
        code=paper_key.chain_code(report.head_hex),
        entries=entries,
        deeds=deeds,
        first=_at(connection, first),
        last=_at(connection, last),
        disclosures=session.scalar(sa.select(sa.func.count(Disclosure.id))) or 0,
        sealed_months=len(months),
        latest_month=f"{months[0][0].label}（{months[0][2]}张表，首张校验码 {months[0][1]}）"
        if months
        else "",
        actors=tuple(
            audit_seal.Actor(name or "（程序以外）", number, _at(connection, newest))
            for name, number, newest in connection.exec_driver_sql(_ACTORS).all()
        ),
        imprint=Imprint(clock(now)),
        notes=tuple(_notes(session)),
    )
    return audit_seal.build(data)


def _notes(session: Session) -> Iterator[str]:
    """What is proper and yet should be known: somebody else's password, one alone, a clock set back."""
    names = session.connection().exec_driver_sql(_GIVEN, (How.OWN.value,)).scalars().all()
    if names:
        yield f"{'、'.join(names)}的密码是他人设置的，还没有改成自己的，所办的事算设置人办的。"
    if rows := alone.listing(session):
        yield f"参与编制又自己审核的共{len(rows)}处，最近一处是{rows[-1].on}的“{rows[-1].name}”。"
    turned, _ = turned_clock.verify(session)
    yield from (f"{told}。" for told in turned)


def destructions(session: Session, now: datetime, number: int | None = None) -> tuple[Document, ...]:
    """The 销毁证明 of one erasure, or of every one, the latest first."""
    team, code = office.current(session).team, seals.head_code(session)
    certificates = [row for row in retention.certificates(session) if number in (None, row.number)]
    return tuple(
        document
        for row in certificates
        for document in destruction.build(
            destruction.Destruction(
                team=team,
                number=row.number,
                erased_on=row.erased_on,
                erased_by=row.erased_by,
                years=row.years,
                gone_before=row.gone_before,
                lines=tuple(_erased(person, entries) for person, entries in row.people),
                imprint=Imprint(clock(now), chain_code=code),
            )
        )
    )


def destruction_of(session: Session, number: int, now: datetime) -> Paper:
    """The 销毁证明 of one erasure."""
    documents = destructions(session, now, number)
    return Paper(documents[0].name, documents, ("pdf",))


def _erased(person: retention.Expired, entries: int) -> destruction.Line:
    return destruction.Line(
        person.name,
        person.organisation,
        person.left_on,
        person.numbers,
        person.attachments,
        entries,
        person.kept_attachments,
    )


def _at(connection: sa.Connection, entry: Any) -> str:
    """When an entry was written: by its number, since a clock may have been set back."""
    moment = connection.exec_driver_sql("SELECT at FROM audit WHERE id = ?", (entry,)).scalar()
    return to_the_minute(moment or "")
