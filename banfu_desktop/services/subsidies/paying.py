"""Payment, line by line: who was paid when and by which paper, what is still unpaid, and what is 不再发放."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import SheetKind, number_words
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import sealed


@dataclass(frozen=True)
class Payment:
    """What the clerk says of a payment: the day, the bank's or voucher's reference, and whom it reached.

    `people` None is everybody unpaid on the sheet.
    """

    paid_on: date
    reference: str = ""
    people: Collection[int] | None = None


@dataclass(frozen=True)
class UnpaidRow:
    """Somebody whose line is sealed and not paid.

    Attribute names are those of UNPAID. `since` is the sealing.
    """

    sheet_id: int
    person_id: int
    payer: str
    month: Month
    number: str
    name: str
    net_fen: int
    since: date
    days: int

    @property
    def id(self) -> str:
        """Tells the rows apart."""
        return f"{self.sheet_id}/{self.person_id}"


def pay(session: Session, sheets: Sequence[SubsidySheet], payment: Payment, today: date) -> int:
    """Record that lines of sealed sheets were paid. Returns how many people it was.

    Raises:
        UserError: nothing is unpaid, a day that cannot be, or somebody named is not on the sheets unpaid.
    """
    people: set[int] = set()
    for row in sheets:
        if row.voided_at is not None:
            raise UserError(f"{_words(row)}已经作废", "请登记新版的发放")
        refuse_day(row.month, payment.paid_on, today)
        lines = [line for line in _lines(session, row) if _is_meant(line, payment.people)]
        for line in lines:
            if line.paid_on is None and line.waived_on is None:
                line.paid_on, line.paid_reference = payment.paid_on, payment.reference or None
                people.add(line.person_id)
    missing = set(payment.people or ()) - people
    if missing or not people:
        raise UserError(*_why_nobody(session, sheets, missing))
    session.flush()
    return len(people)


def correct(
    session: Session, sheets: Sequence[SubsidySheet], payment: Payment, reason: str, today: date
) -> int:
    """Correct the day or reference of a payment, at any time, for a reason. Returns how many people it was.

    The reason stands in the reference beside it, so that the list shows it.

    Raises:
        UserError: no reason, nothing paid yet, or a day that cannot be.
    """
    if not reason.strip():
        raise UserError("没有写明更正的原因", "请写明原因")
    people = set()
    for row in sheets:
        refuse_day(row.month, payment.paid_on, today)
        for line in _lines(session, row):
            if line.paid_on is not None and _is_meant(line, payment.people):
                said = payment.reference or (line.paid_reference or "").partition("（更正：")[0]
                line.paid_on, line.paid_reference = payment.paid_on, f"{said}（更正：{reason.strip()}）"
                people.add(line.person_id)
    if not people:
        raise UserError("还没有登记发放", "请先登记发放")
    session.flush()
    return len(people)


def waive(session: Session, sheet_id: int, person_id: int, reason: str, today: date) -> None:
    """Mark somebody's unpaid lines of a sheet 不再发放: they leave the account, which says what is open then.

    All lines of the person on the sheet are meant: what was to be transferred was their sum.

    Raises:
        UserError: no reason, or nothing unpaid of the person's on the sheet.
    """
    if not reason.strip():
        raise UserError("没有写明不再发放的原因", "请写明原因")
    row = session.get_one(SubsidySheet, sheet_id)
    own = [line for line in _lines(session, row) if line.person_id == person_id]
    if row.voided_at is not None or not own or any(line.paid_on or line.waived_on for line in own):
        raise UserError("这一行没有可以停发的金额", "只有已封存、没有发放的行可以不再发放")
    for line in own:
        line.waived_on, line.waived_reason = today, reason.strip()
    session.flush()


def unpaid(session: Session, today: date) -> list[UnpaidRow]:
    """Everybody sealed and not paid, the oldest first."""
    own = SubsidyLine
    statement = (
        sa.select(SubsidySheet, own.person_id, Person.name, own.net_fen)
        .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
        .join(Person, Person.id == own.person_id)
        .where(SubsidySheet.voided_at.is_(None), own.paid_on.is_(None), own.waived_on.is_(None))
        .order_by(SubsidySheet.sealed_at, SubsidySheet.id, own.id)
    )
    sums: dict[tuple[int, int], list[tuple[SubsidySheet, str, int]]] = defaultdict(list)
    for row, person_id, name, net_fen in session.execute(statement):
        sums[row.id, person_id].append((row, name, net_fen))
    names = office.Names(session)
    found = []
    for (sheet_id, person_id), parts in sums.items():
        row, name, _ = parts[0]
        net_fen = sum(part for _, _, part in parts)
        if net_fen > 0:
            since = row.sealed_at.date()
            payer = names.on(row.month.last)[row.payer_id]
            number = number_words(row.year, row.serial)
            found.append(
                UnpaidRow(
                    sheet_id, person_id, payer, row.month, number, name, net_fen, since, (today - since).days
                )
            )
    return found


def payable(session: Session, month: Month) -> list[SubsidySheet]:
    """The sealed sheets of a month in force."""
    return [
        row for row in sealed.rows(session, month) if row.voided_at is None and row.kind is SheetKind.MONTH
    ]


def refuse_day(month: Month, paid_on: date, today: date) -> None:
    """Refuse a day on which a month cannot have been paid.

    Raises:
        UserError: it lies before the month or in the future.
    """
    if not month.first <= paid_on <= today:
        raise UserError(f"发放日期{paid_on}不合理", f"应在{month.first}至{today}之间")


def _lines(session: Session, row: SubsidySheet) -> Sequence[SubsidyLine]:
    return session.scalars(sa.select(SubsidyLine).filter_by(sheet_id=row.id).order_by(SubsidyLine.id)).all()


def _is_meant(line: SubsidyLine, people: Collection[int] | None) -> bool:
    return people is None or line.person_id in people


def _words(row: SubsidySheet) -> str:
    return number_words(row.year, row.serial) or f"{row.month.label}的表"


def _why_nobody(
    session: Session, sheets: Sequence[SubsidySheet], missing: Collection[int]
) -> tuple[str, str]:
    """Why a payment reached nobody, and what to do."""
    if missing:
        wanted = session.scalars(sa.select(Person.name).where(Person.id.in_(missing)))
        return f"{'、'.join(wanted)}没有待发放的行", "请核对姓名；要更正已登记的日期，请写明原因"
    paid = [one.paid_on for one in sealed.payments(session, [row.id for row in sheets]).values()]
    days = "、".join(sorted({str(day) for day in paid if day is not None}))
    if not sheets:
        return "本月还没有封存的表", "请先封存再登记发放"
    if not days:
        return f"{sheets[0].month.label}没有待发放的行，都已不再发放", "要补发的由差异列入以后的表"
    return f"{sheets[0].month.label}已登记发放（{days}）", "要更正日期，请写明原因"
