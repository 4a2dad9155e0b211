"""Personal numbers past their retention period: who they are of, and their erasure with its certificate.

Erased are identity number, bank account, phone and what else the clerk typed of them, in the record, in the
attachments that are no vouchers, and in the audit trail. Sealed pay sheets and paid claims are accounting
records with periods of their own; they stay word for word.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.erasable import erasable
from banfu_desktop.db.models.attachments import Attachment, Bundle, Content
from banfu_desktop.db.models.attendance import Leave
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.models.retention import ErasedEntry, ErasedPerson, Erasure
from banfu_desktop.rules.dates import add_months
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.identity import ERASED, erased_identity, is_erased
from banfu_desktop.rules.reimbursements import ClaimState
from banfu_desktop.rules.trail import BOTH, SIDES, is_tag
from banfu_desktop.services.office import settings

SETTING = "retention_years"
_NUMBERS = ("identity_no", "card_no", "phone")
_BESIDE = ("bank", "card_holder", "proxy_reason")
_SNAPSHOTS = ("subsidy_months", "subsidy_sheets", "claims", "log_months", "handovers", "erased_entries")
"""Tables whose entries hold what was sealed; they stay."""
_ENDED = (ClaimState.PAID, ClaimState.REFUSED)
_ENTRY = "SELECT table_name, row_id, before, after FROM audit WHERE id = ?"
_LAST = "SELECT after FROM audit WHERE table_name = ? AND row_id = ? ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True)
class Expired:
    """Somebody gone for longer than the period; `waits` says what must be settled first, or is empty."""

    person_id: int
    name: str
    organisation: str
    left_on: date
    numbers: int
    attachments: int
    kept_attachments: int
    waits: str


@dataclass(frozen=True)
class Overview:
    """What can be erased on a day: the period in years, the day before which they left, and who."""

    years: int
    gone_before: date
    people: tuple[Expired, ...]

    @property
    def ready(self) -> tuple[Expired, ...]:
        """Those who can be erased now."""
        return tuple(row for row in self.people if not row.waits)


@dataclass(frozen=True)
class Certificate:
    """What was erased in one go; `entries` are those of the audit trail."""

    number: int
    erased_on: date
    erased_by: str
    years: int
    gone_before: date
    people: tuple[tuple[Expired, int], ...]


def overview(session: Session, today: date) -> Overview:
    """Everybody gone longer than the period whose numbers are still here, the longest gone first."""
    years = int(settings.value_on(session, SETTING, today))
    gone_before = add_months(today, -12 * years)
    if not years:
        return Overview(0, gone_before, ())
    last = sa.func.max(sa.func.coalesce(Posting.left_on, date.max)).label("last")
    gone = sa.select(Person, last).join(Posting, Posting.person_id == Person.id).group_by(Person.id)
    people = [
        _expired(session, person, date.fromisoformat(str(left_on)))
        for person, left_on in session.execute(gone.having(last < gone_before).order_by(last))
        if not is_erased(person.identity_no)
    ]
    return Overview(years, gone_before, tuple(people))


def ends(session: Session, _today: date, years: int) -> Iterator[tuple[date, str]]:
    """When the period of everybody ends who has left and whose numbers are still here."""
    last = sa.func.max(sa.func.coalesce(Posting.left_on, date.max)).label("last")
    gone = sa.select(Person, last).join(Posting, Posting.person_id == Person.id).group_by(Person.id)
    for person, left_on in session.execute(gone.having(last < date.max)) if years else ():
        if not is_erased(person.identity_no):
            yield add_months(date.fromisoformat(str(left_on)), 12 * years), person.name


def erase(session: Session, today: date, by: str) -> int:
    """Erase the numbers of everybody who is ready, in this one deed. Returns the certificate's number.

    Raises:
        UserError: nobody's period has ended.
    """
    due = overview(session, today)
    if not due.ready:
        waiting = "；".join(f"{row.name}{row.waits}" for row in due.people)
        raise UserError("没有到期可以销毁的个人信息", waiting or "离岗满保存年数以后才到期")
    row = Erasure(erased_on=today, erased_by=by, years=due.years, gone_before=due.gone_before)
    session.add(row)
    session.flush()
    for person in due.ready:
        entries = _erase(session, row.id, session.get_one(Person, person.person_id))
        session.add(
            ErasedPerson(
                erasure_id=row.id,
                person_id=person.person_id,
                left_on=person.left_on,
                numbers=person.numbers,
                attachments=person.attachments,
                kept_attachments=person.kept_attachments,
                entries=entries,
            )
        )
    session.flush()
    return row.id


def certificates(session: Session) -> list[Certificate]:
    """Every erasure, the latest first."""
    return [
        Certificate(
            row.id, row.erased_on, row.erased_by, row.years, row.gone_before, tuple(_erased(session, row.id))
        )
        for row in session.scalars(sa.select(Erasure).order_by(Erasure.id.desc()))
    ]


def _erased(session: Session, erasure: int) -> Iterator[tuple[Expired, int]]:
    rows = session.execute(
        sa.select(ErasedPerson, Person)
        .join(Person, Person.id == ErasedPerson.person_id)
        .where(ErasedPerson.erasure_id == erasure)
        .order_by(ErasedPerson.id)
    )
    for row, person in rows:
        yield (
            Expired(
                person.id, person.name, _unit(session, person.id), row.left_on, row.numbers,
                row.attachments, row.kept_attachments, "",
            ),
            row.entries,
        )  # fmt: skip


def _expired(session: Session, person: Person, left_on: date) -> Expired:
    bundles = _bundles(session, person.id)
    open_claims = [state for state, _, _ in bundles if state not in _ENDED]
    numbers = sum(bool(getattr(person, name)) for name in _NUMBERS) + len(_contacts(session, person.id))
    return Expired(
        person.id,
        person.name,
        _unit(session, person.id),
        left_on,
        numbers,
        sum(count for _, sealed, count in bundles if not sealed),
        sum(count for _, sealed, count in bundles if sealed),
        f"还有{len(open_claims)}笔报销没有付款" if open_claims else "",
    )


def _bundles(session: Session, person: int) -> list[tuple[ClaimState, bool, int]]:
    """Of every claim of a person: its state, whether its papers are sealed, how many attachments."""
    rows = session.execute(
        sa.select(Claim.state, Bundle.sealed, sa.func.count(Attachment.id))
        .join(Posting, Posting.id == Claim.posting_id)
        .join(Bundle, Bundle.id == Claim.bundle_id)
        .outerjoin(Attachment, Attachment.bundle_id == Bundle.id)
        .where(Posting.person_id == person)
        .group_by(Claim.id)
    )
    return [(state, sealed, count) for state, sealed, count in rows]


def _contacts(session: Session, person: int) -> list[Leave]:
    leaves = sa.select(Leave).join(Posting, Posting.id == Leave.posting_id).where(Posting.person_id == person)
    return [leave for leave in session.scalars(leaves) if leave.contact]


def _unit(session: Session, person: int) -> str:
    unit = (
        sa.select(Organisation.name)
        .join(Posting, Posting.organisation_id == Organisation.id)
        .where(Posting.person_id == person)
        .order_by(Posting.arrived_on.desc())
        .limit(1)
    )
    return session.scalar(unit) or ""


def _erase(session: Session, erasure: int, person: Person) -> int:
    """Erase one person's numbers; returns how many entries of the trail held any."""
    secrets = _secrets(session, person)
    for leave in _contacts(session, person.id):
        leave.contact = None
    for posting in session.scalars(sa.select(Posting).filter_by(person_id=person.id)):
        posting.remark = _cleared(posting.remark, secrets)
        for leave in session.scalars(sa.select(Leave).filter_by(posting_id=posting.id)):
            leave.reason = _cleared(leave.reason, secrets)
            leave.destination = _cleared(leave.destination, secrets)
            leave.handover = _cleared(leave.handover, secrets)
    person.identity_no = erased_identity(person.id)
    person.phone = person.card_no = person.bank = person.card_holder = person.proxy_reason = None
    _drop_attachments(session, person.id)
    session.flush()
    return sum(
        _erase_entry(session, erasure, entry, person.id, secrets)
        for entry in _entries(session, person.id, secrets)
    )


def _cleared(text: str | None, secrets: frozenset[str]) -> str | None:
    for secret in secrets:
        text = text.replace(secret, ERASED) if text else text
    return text


def _secrets(session: Session, person: Person) -> frozenset[str]:
    """Every number this person ever had here; not one that somebody else still has."""
    numbers = {getattr(person, name) for name in _NUMBERS}
    numbers |= {leave.contact for leave in _contacts(session, person.id)}
    past = session.connection().exec_driver_sql(
        "SELECT before, after FROM audit WHERE table_name = 'people' AND row_id = ?", (person.id,)
    )
    for texts in past:
        for text in texts:
            numbers |= {json.loads(text).get(name) for name in _NUMBERS} if text else set()
    others = sa.select(Person).where(Person.id != person.id)
    used = {getattr(other, name) for other in session.scalars(others) for name in _NUMBERS}
    return frozenset(number for number in numbers if number and len(number) >= 5) - used - {ERASED}


def _drop_attachments(session: Session, person: int) -> None:
    """Those of claims that were refused: no vouchers. What they alone contained goes with them."""
    rows = session.scalars(
        sa.select(Attachment)
        .join(Bundle, Bundle.id == Attachment.bundle_id)
        .join(Claim, Claim.bundle_id == Bundle.id)
        .join(Posting, Posting.id == Claim.posting_id)
        .where(Posting.person_id == person, Bundle.sealed.is_(False))
    ).all()
    contents = {row.content_id for row in rows}
    for row in rows:
        session.delete(row)
    session.flush()
    for content in contents:
        if session.scalar(sa.select(sa.func.count(Attachment.id)).filter_by(content_id=content)) == 0:
            session.delete(session.get_one(Content, content))


def _entries(session: Session, person: int, secrets: frozenset[str]) -> list[int]:
    """Entries of the trail that hold a number of this person, but for what was sealed."""
    held = " OR ".join("instr(coalesce(before, '') || coalesce(after, ''), ?)" for _ in secrets) or "0"
    kept = ", ".join(f"'{name}'" for name in _SNAPSHOTS)
    return list(
        session.connection()
        .exec_driver_sql(
            f"SELECT id FROM audit WHERE (table_name = 'people' AND row_id = ?)"
            f" OR (table_name NOT IN ({kept}) AND ({held})) ORDER BY id",
            (person, *sorted(secrets)),
        )
        .scalars()
    )


def _erase_entry(session: Session, erasure: int, entry: int, person: int, secrets: frozenset[str]) -> bool:
    """List an entry for the trail to erase as this deed is closed; False where there is nothing to erase.

    An entry stays whose record still holds the number: it is a voucher, and the trail must go on proving it.
    """
    table, row_id, *texts = session.connection().exec_driver_sql(_ENTRY, (entry,)).one()
    is_person = (table, row_id) == ("people", person)
    sides = [
        side
        for side, text in zip(SIDES, texts, strict=True)
        if _holds(table, text, secrets, is_person=is_person)
    ]
    last = session.connection().exec_driver_sql(_LAST, (table, row_id)).scalar()
    if not sides or _holds(table, last, secrets, is_person=is_person):
        return False
    session.add(ErasedEntry(entry=entry, erasure_id=erasure, sides=sides[0] if len(sides) == 1 else BOTH))
    return True


def _holds(table: str, text: str | None, secrets: frozenset[str], *, is_person: bool) -> bool:
    """Whether a row, as the trail says it, holds a number of the person's.

    Args:
        is_person: the row is the person's record, where what stands beside the numbers counts as well.
    """
    row: dict[str, Any] = json.loads(text or "{}")
    values = (str(row[column]) for column in erasable().get(table, ()) if row.get(column) is not None)
    kept = [value for value in values if not is_tag(value)]
    if is_person:
        return any(not value.startswith(ERASED) for value in kept)
    return any(secret in value for value in kept for secret in secrets)
