"""The sums beside the vouchers: kept in the transaction that posts, never read from the vouchers again."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundDay, FundSum, FundVoucher, FundYear
from banfu_desktop.rules.dates import Month, chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan

_BELOW_ZERO = sa.text(
    "SELECT day, balance FROM ("
    " SELECT day, :opening + sum(in_fen - out_fen) OVER (ORDER BY day) AS balance"
    " FROM fund_days WHERE year_id = :year) WHERE day >= :start AND balance < 0 ORDER BY day LIMIT 1"
)


def add(session: Session, voucher: FundVoucher) -> None:
    """Add a voucher just posted to the sums of its day and of its month and category."""
    day = _day(session, voucher.year_id, voucher.dated)
    if voucher.flow.sign > 0:
        day.in_fen += voucher.amount_fen
    else:
        day.out_fen += voucher.amount_fen
    day.entries += 1
    month = _sum(session, voucher.year_id, Month.of(voucher.dated), voucher.category_id)
    month.amount_fen += voucher.amount_fen
    month.entries += 1
    session.flush()


def _day(session: Session, year_id: int, day: date) -> FundDay:
    row = session.scalar(sa.select(FundDay).filter_by(year_id=year_id, day=day))
    if row is None:
        row = FundDay(year_id=year_id, day=day, in_fen=0, out_fen=0, entries=0)
        session.add(row)
    return row


def _sum(session: Session, year_id: int, month: Month, category_id: int) -> FundSum:
    key = {"year_id": year_id, "month": month, "category_id": category_id}
    row = session.scalar(sa.select(FundSum).filter_by(**key))
    if row is None:
        row = FundSum(**key, amount_fen=0, entries=0)
        session.add(row)
    return row


def refuse_below_zero(session: Session, year: FundYear, start: date) -> None:
    """No day from one on may end below zero.

    Raises:
        UserError: one would; the day and its balance are named.
    """
    parameters = {"opening": year.opening_fen, "year": year.id, "start": start.isoformat()}
    overdraft = session.execute(_BELOW_ZERO, parameters).first()
    if overdraft is not None:
        day = chinese_date(date.fromisoformat(overdraft.day))
        raise UserError(
            f"{day}的余额会变成 {yuan(overdraft.balance)} 元",
            "工作经费不能透支，请核对金额和日期，或先登记拨款（上年结余要先办理结转）",
            "七",
        )


def closing(session: Session, year: FundYear) -> int:
    """What a year of a book holds now, in fen."""
    total = sa.select(sa.func.coalesce(sa.func.sum(FundDay.in_fen - FundDay.out_fen), 0))
    return year.opening_fen + int(session.scalar(total.where(FundDay.year_id == year.id)) or 0)
