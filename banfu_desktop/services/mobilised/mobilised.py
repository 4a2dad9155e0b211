"""社会帮扶 (七): contributions promised and arrived, by which channel, published or not, and their sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundBook, FundVoucher, FundYear
from banfu_desktop.db.models.mobilised import Contribution, ContributionArrival
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import mobilised as rules
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow, VoucherState, voucher_number
from banfu_desktop.rules.mobilised import Arrival, Channel, Help, KindSum
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.mobilised import CONTRIBUTION_FORM

ROOM = "mobilised"
_FIELDS = stored(Contribution, of=CONTRIBUTION_FORM)


@dataclass(frozen=True)
class ArrivalRow:
    """A part that arrived; `voucher` names the income voucher of the team's own book."""

    id: int
    contribution_id: int
    arrived_on: date
    amount_fen: int
    channel: Channel
    receipt: str | None
    voucher_id: int | None
    voucher: str


@dataclass(frozen=True)
class ContributionRow:
    """A contribution; attribute names are those of tables.mobilised.CONTRIBUTIONS."""

    id: int
    bundle_id: int
    kind: Help
    source: str
    initials: str
    purpose: str
    village: str | None
    goods: str | None
    promised_fen: int
    promised_on: date
    due_on: date | None
    published_on: date | None
    published_at: str | None
    remark: str | None
    ended_on: date | None
    ending: str | None
    arrivals: tuple[ArrivalRow, ...]

    @property
    def arrived_fen(self) -> int:
        """What has arrived, goods at their value."""
        return sum(row.amount_fen for row in self.arrivals)

    @property
    def left_fen(self) -> int:
        """Promised and not arrived; nothing once the rest will not come."""
        return 0 if self.ended_on else max(0, self.promised_fen - self.arrived_fen)

    @property
    def state(self) -> Arrival:
        """How much has arrived; what has no amount is there with its first arrival."""
        if self.arrivals and self.arrived_fen >= self.promised_fen:
            return Arrival.ARRIVED
        return rules.arrival_of(self.promised_fen, self.arrived_fen, self.ended_on)

    @property
    def last_arrived_on(self) -> date | None:
        """The day of the latest arrival."""
        return max((row.arrived_on for row in self.arrivals), default=None)

    @property
    def channels(self) -> str:
        """By which ways it arrived."""
        return "、".join(dict.fromkeys(row.channel.label for row in self.arrivals))

    @property
    def published(self) -> str:
        """Whether it was made public."""
        return f"{self.published_on}" if self.published_on else ""


def listing(session: Session) -> list[ContributionRow]:
    """Every contribution, the latest promise first."""
    arrivals: dict[int, list[ArrivalRow]] = {}
    for row in _arrivals(session):
        arrivals.setdefault(row.contribution_id, []).append(row)
    statement = sa.select(Contribution).order_by(Contribution.promised_on.desc(), Contribution.id.desc())
    return [
        row_of(ContributionRow, record, arrivals=tuple(arrivals.get(record.id, ())))
        for record in session.scalars(statement)
    ]


def _arrivals(session: Session) -> list[ArrivalRow]:
    statement = (
        sa.select(ContributionArrival, FundVoucher.number, FundYear.year, FundBook.name)
        .outerjoin(FundVoucher, FundVoucher.id == ContributionArrival.voucher_id)
        .outerjoin(FundYear, FundYear.id == FundVoucher.year_id)
        .outerjoin(FundBook, FundBook.id == FundYear.book_id)
        .order_by(ContributionArrival.arrived_on, ContributionArrival.id)
    )
    return [
        row_of(
            ArrivalRow,
            record,
            voucher=f"{book}{year}年{voucher_number(number)}" if number is not None else "",
        )
        for record, number, year, book in session.execute(statement)
    ]


def one(session: Session, contribution_id: int) -> ContributionRow:
    """One contribution.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == contribution_id), None)
    if found is None:
        raise UserError("这笔帮扶已不在了", "请刷新后再看")
    return found


def save(session: Session, values: Mapping[str, Any], today: date, contribution_id: int | None = None) -> int:
    """Write a promise, or correct one. Returns its id.

    Args:
        values: of tables.mobilised.CONTRIBUTION_FORM; of an existing one only what changes.

    Raises:
        UserError: promised or published in the future, due before the promise, published before anything
            was promised, or goods without saying what.
    """
    record = session.get(Contribution, contribution_id) if contribution_id is not None else None
    merged = refuse_values(values, today, record)
    label = f"社会帮扶“{merged['source']}”"
    if record is None:
        record = Contribution(bundle_id=bundles.new_bundle(session, ROOM, label))
    else:
        bundles.label(session, record.bundle_id, label)
    for name, value in merged.items():
        setattr(record, name, value)
    record.initials = spell(record.source).initials
    session.add(record)
    session.flush()
    return record.id


def refuse_values(values: Mapping[str, Any], today: date, stored_one: Any = None) -> dict[str, Any]:
    """The values of a contribution over those it has; refuses what cannot be.

    Raises:
        UserError: see save.
    """
    merged = {name: values.get(name, getattr(stored_one, name, None)) for name in _FIELDS}
    merged["promised_fen"] = merged["promised_fen"] or 0
    _check(merged, today)
    return merged


def _check(values: Mapping[str, Any], today: date) -> None:
    for name, said in (("promised_on", "承诺日期"), ("published_on", "公示日期")):
        if values[name] is not None and values[name] > today:
            raise UserError(f"{said}{values[name]}还没有到", "请核对日期")
    if values["due_on"] is not None and values["due_on"] < values["promised_on"]:
        raise UserError(f"应到位日期{values['due_on']}早于承诺日期{values['promised_on']}", "请核对日期")
    if values["kind"] in (Help.GOODS, Help.SERVICE) and not values["goods"]:
        raise UserError("没有写明物资或服务", "请写品名和数量，或服务内容和人次")
    if values["kind"].is_money_given and not values["promised_fen"]:
        raise UserError("没有填写承诺金额", "捐赠和单位投入请填金额，单位：元")


def arrive(session: Session, contribution_id: int, values: Mapping[str, Any], today: date) -> int:
    """Write down that a contribution, or a part of it, arrived. Returns the arrival's id.

    Args:
        values: of tables.mobilised.ARRIVALS.

    Raises:
        UserError: it is over, see rules.mobilised.refuse_arrival, or more than the voucher received.
    """
    row = one(session, contribution_id)
    if row.ended_on is not None:
        raise UserError(f"“{row.source}”的帮扶已登记不再到位", "请先撤回不再到位")
    rules.refuse_arrival(
        values["channel"], values.get("voucher_id"), values["arrived_on"], row.promised_on, today
    )
    if not values["amount_fen"] and row.kind is not Help.SERVICE:
        raise UserError("没有填写到位金额", "物资按估价填写，单位：元")
    if values.get("voucher_id") is not None:
        _refuse_over_voucher(session, values["voucher_id"], values["amount_fen"])
    arrival = ContributionArrival(contribution_id=contribution_id, **values)
    session.add(arrival)
    session.flush()
    return arrival.id


def _refuse_over_voucher(session: Session, voucher_id: int, amount_fen: int) -> None:
    voucher = next((row for row in income_vouchers(session) if row.id == voucher_id), None)
    if voucher is None:
        raise UserError("这张收入凭证不在了，或已被冲销", "请重新选择已记账的收入凭证")
    rules.refuse_over_voucher(voucher.amount_fen, voucher.taken_fen, amount_fen)


def remove_arrival(session: Session, contribution_id: int) -> None:
    """Take the latest arrival of a contribution back, written down by mistake.

    Raises:
        UserError: nothing arrived.
    """
    row = one(session, contribution_id)
    if not row.arrivals:
        raise UserError(f"“{row.source}”的帮扶还没有到位登记", "没有可以撤回的")
    session.delete(session.get_one(ContributionArrival, row.arrivals[-1].id))


def end(session: Session, contribution_id: int, ended_on: date, ending: str, today: date) -> None:
    """Write down that the rest of a promise will not come, and why.

    Raises:
        UserError: it has arrived, is over already, a day that cannot be, or no reason.
    """
    row = one(session, contribution_id)
    if row.state in (Arrival.ARRIVED, Arrival.ENDED):
        raise UserError(f"“{row.source}”的帮扶{row.state.label}", "请核对选的是哪一笔")
    if not row.promised_on <= ended_on <= today:
        raise UserError(f"日期{ended_on}不合理", f"应在{row.promised_on}至{today}之间")
    if not ending.strip():
        raise UserError("没有写明原因", "请写明为什么不再到位")
    record = session.get_one(Contribution, contribution_id)
    record.ended_on, record.ending = ended_on, ending.strip()


def reopen(session: Session, contribution_id: int) -> None:
    """Take back that the rest will not come.

    Raises:
        UserError: nobody said so.
    """
    record = session.get_one(Contribution, contribution_id)
    if record.ended_on is None:
        raise UserError("这笔帮扶没有登记不再到位", "没有可以撤回的")
    record.ended_on = record.ending = None


def remove(session: Session, contribution_id: int) -> None:
    """Remove a promise that should not have been written.

    Raises:
        UserError: something of it arrived.
    """
    row = one(session, contribution_id)
    if row.arrivals:
        raise UserError(f"“{row.source}”的帮扶已有到位登记", "请先撤回到位，或登记不再到位")
    session.delete(session.get_one(Contribution, contribution_id))
    session.flush()
    bundles.remove_bundle(session, row.bundle_id)


@dataclass(frozen=True)
class IncomeVoucher:
    """A posted income voucher no red one takes back, and how much of it arrivals point at, in fen."""

    id: int
    said: str
    amount_fen: int
    taken_fen: int


def income_vouchers(session: Session) -> list[IncomeVoucher]:
    """The vouchers an arrival may point at, the latest first."""
    red = sa.select(FundVoucher.reverses_id).where(FundVoucher.reverses_id.is_not(None))
    taken = (
        sa.select(ContributionArrival.voucher_id, sa.func.sum(ContributionArrival.amount_fen).label("fen"))
        .where(ContributionArrival.voucher_id.is_not(None))
        .group_by(ContributionArrival.voucher_id)
        .subquery()
    )
    statement = (
        sa.select(FundVoucher, FundYear.year, FundBook.name, taken.c.fen)
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .join(FundBook, FundBook.id == FundYear.book_id)
        .outerjoin(taken, taken.c.voucher_id == FundVoucher.id)
        .where(FundVoucher.state == VoucherState.POSTED, FundVoucher.flow == Flow.INCOME)
        .where(FundVoucher.reverses_id.is_(None), FundVoucher.id.not_in(red))
        .order_by(FundVoucher.dated.desc(), FundVoucher.id.desc())
        .limit(500)
    )
    return [
        IncomeVoucher(
            row.id, f"{book}{year}年{voucher_number(row.number)} {row.summary}", row.amount_fen, fen or 0
        )
        for row, year, book, fen in session.execute(statement)
    ]


@dataclass(frozen=True)
class YearSum:
    """A kind's sums of a year; attribute names are those of tables.mobilised.YEAR_SUMS."""

    year: int
    sums: KindSum

    def __getattr__(self, name: str) -> Any:
        """`by_charity` is what arrived by that channel."""
        if name.startswith("by_"):
            return next(fen for way, fen in self.sums.by_channel if way.value == name.removeprefix("by_"))
        raise AttributeError(name)

    @property
    def kind(self) -> str:
        """The kind's label."""
        return self.sums.kind.label

    @property
    def count(self) -> int:
        """How many."""
        return self.sums.count

    @property
    def promised_fen(self) -> int:
        """What was promised."""
        return self.sums.promised_fen

    @property
    def arrived_fen(self) -> int:
        """What arrived of it, whenever."""
        return self.sums.arrived_fen


def year_sums(session: Session, year: int) -> list[KindSum]:
    """What was promised in a year, by kind, with what arrived of it."""
    return rules.sum_up(
        (row.kind, row.promised_fen, row.arrived_fen, [(one.channel, one.amount_fen) for one in row.arrivals])
        for row in listing(session)
        if row.promised_on.year == year
    )


def all_sums(session: Session) -> list[YearSum]:
    """The sums of every year, the latest first."""
    years = sorted({row.promised_on.year for row in listing(session)}, reverse=True)
    return [YearSum(year, row) for year in years for row in year_sums(session, year)]
