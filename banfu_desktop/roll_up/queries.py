"""What the county asks of its database: the same SELECTs on both engines, rows as the services take them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from banfu_desktop.roll_up.models.desk import NO_TOWN, MonthRow, ReceiptRow, TownKeyRow, TownRow, TrailRow
from banfu_desktop.roll_up.models.facts import InvoiceFact, LineFact, RosterFact, SheetFact, SumFact

_EVER = "9999-12-31"
_AT_ONCE = 400
"""So many tags of two towns are looked at in one SELECT."""


@dataclass(frozen=True)
class TownOf:
    """A town as tables name it."""

    town_id: int
    name: str
    kind: str
    contact: str
    phone: str


@dataclass(frozen=True)
class Reported:
    """A month that a town has reported, with the package's number; `received_at` is the county's time."""

    town_id: int
    month: str
    number: int
    received_at: str


@dataclass(frozen=True)
class Pair:
    """Two facts of two towns that agree in a tag: what, where, when on either side."""

    kind: str
    first_town: str
    first_name: str
    first_about: str
    second_town: str
    second_name: str
    second_about: str


def towns(session: Session, county_id: int | None = None) -> list[TownOf]:
    """The towns that are to report: those on the list; where there is none, those that ever did."""
    own = TownRow
    rows = sa.select(own.town_id, own.name, own.kind, own.contact, own.phone).where(own.town_id != NO_TOWN)
    if county_id is not None:
        rows = rows.where(own.county_id == county_id)
    listed = [TownOf(*row) for row in session.execute(rows.where(own.listed == 1).order_by(own.town_id))]
    if listed:
        return listed
    known = rows.where(own.town_id.in_(sa.select(TrailRow.town_id))).order_by(own.town_id)
    return [TownOf(*row) for row in session.execute(known)]


def months_reported(session: Session, first: str, last: str) -> list[Reported]:
    """Which months towns have reported, from a month to a month."""
    own, receipt = MonthRow, ReceiptRow
    rows = (
        sa.select(own.town_id, own.month, receipt.number, own.received_at)
        .join(receipt, sa.and_(receipt.town_id == own.town_id, receipt.no == own.receipt_no))
        .where(own.month >= first, own.month <= last)
        .order_by(own.town_id, own.month)
    )
    return [Reported(*row) for row in session.execute(rows)]


def first_month(session: Session) -> str:
    """The first month that any town has reported; empty where none has."""
    return session.scalar(sa.select(sa.func.min(MonthRow.month))) or ""


def waiting(session: Session) -> list[ReceiptRow]:
    """Packages that are held or were refused and that nothing newer of their town has made void, by town."""
    own, later = ReceiptRow, aliased(ReceiptRow)
    done = (
        sa.select(later.no)
        .where(
            later.town_id == own.town_id,
            later.handling == "taken",
            sa.or_(later.digest == own.digest, later.received_at > own.received_at),
        )
        .exists()
    )
    rows = sa.select(own).where(own.handling.in_(("held", "refused")), ~done)
    return list(session.scalars(rows.order_by(own.town_id, own.no)))


def receipts(session: Session, town_id: int | None = None, newest: int = 500) -> list[tuple[str, ReceiptRow]]:
    """The ledger, newest first, of one town or of all."""
    rows = sa.select(TownRow.name, ReceiptRow).join(TownRow, TownRow.town_id == ReceiptRow.town_id)
    if town_id is not None:
        rows = rows.where(ReceiptRow.town_id == town_id)
    ordered = rows.order_by(ReceiptRow.received_at.desc(), ReceiptRow.town_id, ReceiptRow.no.desc())
    return [(name, row) for name, row in session.execute(ordered.limit(newest))]


def last_taken(session: Session, town_id: int) -> ReceiptRow | None:
    """The last package that was taken of a town."""
    rows = sa.select(ReceiptRow).filter_by(town_id=town_id, handling="taken")
    return session.scalar(rows.order_by(ReceiptRow.no.desc()).limit(1))


def keys(session: Session, town_id: int) -> list[TownKeyRow]:
    """The keys under which a town has sent, the latest last."""
    return list(session.scalars(sa.select(TownKeyRow).filter_by(town_id=town_id).order_by(TownKeyRow.no)))


def sums(session: Session, first: str, last: str, town_id: int | None = None) -> list[tuple[str, SumFact]]:
    """What payers' sheets of a month come to in each town, from a month to a month."""
    rows = (
        sa.select(TownRow.name, SumFact)
        .join(TownRow, TownRow.town_id == SumFact.town_id)
        .where(SumFact.month >= first, SumFact.month <= last)
    )
    if town_id is not None:
        rows = rows.where(SumFact.town_id == town_id)
    return [(name, row) for name, row in session.execute(rows.order_by(SumFact.town_id, SumFact.no))]


def net_by_town(session: Session, first: str, last: str) -> list[tuple[str, str, int]]:
    """Net sums in fen by town and month."""
    rows = (
        sa.select(TownRow.name, SumFact.month, sa.func.sum(SumFact.net_fen))
        .join(TownRow, TownRow.town_id == SumFact.town_id)
        .where(SumFact.month >= first, SumFact.month <= last)
        .group_by(TownRow.town_id, TownRow.name, SumFact.month)
        .order_by(TownRow.town_id, SumFact.month)
    )
    return [(town, month, int(net)) for town, month, net in session.execute(rows)]


def net_by_payer(session: Session, first: str, last: str) -> list[tuple[str, str, int]]:
    """Net sums in fen by payer and month over all towns: what a unit of the county pays everywhere."""
    rows = (
        sa.select(SumFact.payer, SumFact.month, sa.func.sum(SumFact.net_fen))
        .where(SumFact.month >= first, SumFact.month <= last)
        .group_by(SumFact.payer, SumFact.month)
        .order_by(SumFact.payer, SumFact.month)
    )
    return [(payer, month, int(net)) for payer, month, net in session.execute(rows)]


def codes(
    session: Session, first: str, last: str, town_id: int | None = None
) -> Iterator[tuple[int, str, str, str, str]]:
    """Town, month, payer, number and check code of the sheets of some months that are not voided."""
    sheet = SheetFact
    rows = sa.select(sheet.town_id, sheet.month, sheet.payer, sheet.number, sheet.check_code)
    rows = rows.where(sheet.month >= first, sheet.month <= last, sheet.state != "voided")
    if town_id is not None:
        rows = rows.where(sheet.town_id == town_id)
    for row in session.execute(rows.order_by(sheet.town_id, sheet.no)):
        yield row[0], row[1], row[2], row[3], row[4] or ""


def facts(
    session: Session, model: type[Any], town_id: int | None = None, *, holding: str = ""
) -> list[tuple[str, Any]]:
    """The facts of one kind with their town's name, as the towns have told them.

    Rows of columns, not objects of the model: a province reads tens of thousands at once.

    Args:
        holding: only facts in one of whose texts this stands.
    """
    town = TownRow.name.label("of_town")
    rows = sa.select(town, *model.__table__.columns).join(TownRow, TownRow.town_id == model.town_id)
    if town_id is not None:
        rows = rows.where(model.town_id == town_id)
    if holding:
        texts = [column for column in model.__table__.columns if isinstance(column.type, sa.Text)]
        rows = rows.where(sa.or_(*(column.contains(holding, autoescape=True) for column in texts)))
    return [(row.of_town, row) for row in session.execute(rows.order_by(model.town_id, model.no))]


def same_person(session: Session) -> list[Pair]:
    """Whoever is posted in two towns on the same days."""
    one, other = aliased(RosterFact), aliased(RosterFact)
    overlap = sa.and_(
        one.arrived_on <= sa.func.coalesce(other.left_on, _EVER),
        other.arrived_on <= sa.func.coalesce(one.left_on, _EVER),
    )
    return _pairs(
        session, "same_person", one, other, "identity_tag", overlap,
        (one.name, _days(one)), (other.name, _days(other)),
    )  # fmt: skip


def paid_twice(session: Session) -> list[Pair]:
    """Whoever stands on sheets of two towns for one month."""
    one, other = aliased(LineFact), aliased(LineFact)
    ordinary = [column == 0 for line in (one, other) for column in (line.difference, line.one_off)]
    monthly = sa.and_(one.about == other.about, *ordinary)
    return _pairs(
        session, "paid_twice", one, other, "identity_tag", monthly,
        (one.name, _sheet(one)), (other.name, _sheet(other)),
    )  # fmt: skip


def same_account(session: Session) -> list[Pair]:
    """One bank account under two persons of two towns."""
    one, other = aliased(RosterFact), aliased(RosterFact)
    return _pairs(
        session, "same_account", one, other, "account_tag",
        one.identity_tag != other.identity_tag, (one.name, _days(one)), (other.name, _days(other)),
    )  # fmt: skip


def same_invoice(session: Session) -> list[Pair]:
    """One invoice in use in two towns."""
    one, other = aliased(InvoiceFact), aliased(InvoiceFact)
    return _pairs(
        session, "same_invoice", one, other, "invoice_tag", sa.true(),
        (one.kind, _invoice(one)), (other.kind, _invoice(other)),
    )  # fmt: skip


def _pairs(
    session: Session,
    kind: str,
    one: Any,
    other: Any,
    tag: str,
    also: sa.ColumnElement[bool],
    first: Sequence[Any],
    second: Sequence[Any],
) -> list[Pair]:
    """Facts of two towns with one tag, each pair once; what has no tag is never compared.

    The tags of two towns are found by themselves: joined as a whole, somebody's months would all be held
    against one another, and a planner without statistics takes minutes over it.
    """
    here, there = aliased(TownRow), aliased(TownRow)
    found: list[Any] = []
    ours, theirs = getattr(one, tag), getattr(other, tag)
    keys = (one.town_id, one.no, other.town_id, other.no)
    shared = _shared(session, one, ours)
    for begin in range(0, len(shared), _AT_ONCE):
        tags = shared[begin : begin + _AT_ONCE]
        rows = (
            sa.select(*keys, here.name, *first, there.name, *second)
            .select_from(one)
            .join(other, sa.and_(ours == theirs, one.town_id < other.town_id))
            .join(here, here.town_id == one.town_id)
            .join(there, there.town_id == other.town_id)
            .where(ours.in_(tags), theirs.in_(tags), also)
        )
        found += session.execute(rows).all()
    found.sort(key=lambda row: tuple(row[: len(keys)]))
    return [Pair(kind, *map(str, row[len(keys) :])) for row in found]


def _shared(session: Session, fact: Any, tag: Any) -> Sequence[str]:
    """The tags that stand in more towns than one; the table is read through once."""
    where = sa.select(fact.town_id, tag.label("tag")).distinct().where(tag.is_not(None))
    towns = where.with_hint(fact, "NOT INDEXED", "sqlite").subquery()
    return session.scalars(sa.select(towns.c.tag).group_by(towns.c.tag).having(sa.func.count() > 1)).all()


def _days(fact: Any) -> Any:
    """Unit and days of a posting: 县司法局 2026-01-05—2026-09-30."""
    until = sa.func.coalesce(fact.left_on, "今")
    return fact.unit + " " + sa.func.coalesce(fact.arrived_on, "") + "—" + until


def _sheet(fact: Any) -> Any:
    """Payer, month and number of a line's sheet."""
    return fact.payer + " " + sa.func.coalesce(fact.about, fact.month) + " " + fact.sheet


def _invoice(fact: Any) -> Any:
    return sa.func.coalesce(fact.issued_on, "")
