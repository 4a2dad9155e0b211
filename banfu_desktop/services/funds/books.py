"""Books of the work fund (七): opened, budgeted, closed by month and by year, the balance carried on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import (
    FundBook,
    FundBudget,
    FundCategory,
    FundVoucher,
    FundYear,
)
from banfu_desktop.db.rows import stored, write
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import BookKind, Carry, Flow, VoucherState, next_month_to_close
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.funds import advances, posting, sums
from banfu_desktop.services.funds.book_life import refuse_other_opening
from banfu_desktop.services.funds.funds import year_row
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.funds import BOOKS, CATEGORIES, FIRST_CATEGORIES

_CATEGORY = stored(FundCategory, of=CATEGORIES)
_VILLAGES = 2
"""How many villages of a county-run town have a county-posted first secretary (二(三), 七)."""


def open_book(session: Session, values: Mapping[str, Any]) -> int:
    """Open a book with its first year. Returns its id.

    `values` holds names of tables.funds.BOOKS; the opening balance is what the account held on 1 January.

    Raises:
        UserError: a book of that name, or no such year.
    """
    first_categories(session)
    year, opening = values["year"], values.get("opening_fen") or 0
    if not 2000 <= year <= 2199:
        raise UserError(f"{year}年不合理", "请核对年度")
    if opening < 0:
        raise UserError("年初结转不能是负数", "请核对金额")
    row = FundBook(position=_last_position(session) + 1)
    session.add(_fill(session, row, values))
    session.flush()
    session.add(_year(row.id, year, opening, values.get("budget_fen") or 0))
    session.flush()
    return row.id


def save_book(session: Session, book_id: int, values: Mapping[str, Any]) -> None:
    """Correct what a book is called and whose it is.

    Raises:
        UserError: another book of that name.
    """
    _fill(session, session.get_one(FundBook, book_id), values)
    session.flush()


def _fill(session: Session, row: FundBook, values: Mapping[str, Any]) -> FundBook:
    name = (values.get("name", row.name) or "").strip()
    if not name:
        raise UserError("没有填写账本名称", "请填写，如 工作队工作经费")
    if session.scalar(sa.select(FundBook.id).where(FundBook.name == name, FundBook.id != (row.id or 0))):
        raise UserError(f"已有名为“{name}”的账本", "请换一个名称，或在原账本中登记")
    write(row, values, BOOKS)
    row.name, row.initials = name, spell(name).initials
    return row


def _last_position(session: Session) -> int:
    return session.scalar(sa.select(sa.func.max(FundBook.position))) or 0


def _year(book_id: int, year: int, opening_fen: int, budget_fen: int) -> FundYear:
    return FundYear(book_id=book_id, year=year, opening_fen=opening_fen, budget_fen=budget_fen)


def standard_names(session: Session, year: int) -> list[str]:
    """What the three books of a county-run town would be called, the team's first."""
    return ["工作队工作经费", *(f"{name}第一书记工作经费" for name in _villages(session, year))]


def open_standard(session: Session, year: int, openings: Mapping[str, int] | None = None) -> list[int]:
    """Open the three books of a county-run town (七). Returns their ids.

    The amounts are settings; the villages are those of the first secretaries posted in the year.

    Args:
        openings: what each began with by its name (see standard_names), in fen; those not there with nothing.

    Raises:
        UserError: not a county-run town, or it has its books already.
    """
    if not office.current(session).kind.county_run:
        raise UserError("重点帮扶镇的经费来源不由通知规定", "请按实际来源逐本开账", "七")
    if session.scalar(sa.select(FundBook.id).filter_by(kind=BookKind.TEAM)):
        raise UserError("工作队经费账已开", "新年度请办理年结与结转，其他来源请另开一本账")
    day = date(year, 1, 1)
    team = settings.value_on(session, "fund_team_fen", day)
    village = settings.value_on(session, "fund_village_fen", day)
    common = {"source": "县财政", "year": year}
    names: list[tuple[str, BookKind, str | None, int]] = [("工作队工作经费", BookKind.TEAM, None, team)]
    names += [
        (f"{name}第一书记工作经费", BookKind.VILLAGE, name, village) for name in _villages(session, year)
    ]
    return [
        open_book(
            session,
            common
            | {"name": name, "kind": kind, "village": place, "budget_fen": fen}
            | {"opening_fen": (openings or {}).get(name, 0)},
        )
        for name, kind, place, fen in names
    ]


def _villages(session: Session, year: int) -> list[str]:
    """The villages of the first secretaries of a year; ordinals stand in for those not yet known."""
    rows = members.listing(session, Period(date(year, 1, 1), date(year, 12, 31)))
    known = dict.fromkeys(row.village for row in rows if row.role is TeamRole.FIRST_SECRETARY and row.village)
    names = [name for name in known if name][:_VILLAGES]
    return names + [f"驻村{number}" for number in range(len(names) + 1, _VILLAGES + 1)]


def set_due(session: Session, book_id: int, year: int, budget_fen: int) -> None:
    """Set what is to be allotted to a book for a year.

    Raises:
        UserError: the year is closed, or the amount is negative.
    """
    row = _open(session, book_id, year)
    if budget_fen < 0:
        raise UserError("本年应拨不能是负数", "请核对金额")
    row.budget_fen = budget_fen


def set_budget(session: Session, book_id: int, year: int, category_id: int, amount_fen: int | None) -> None:
    """Set what a year means to spend on a category; None takes it back.

    Raises:
        UserError: the year is closed, the amount is negative, or the category is none of expense.
    """
    year_id = _open(session, book_id, year).id
    if session.get_one(FundCategory, category_id).flow is not Flow.EXPENSE:
        raise UserError("只有支出科目有预算", "请选择支出科目")
    row = session.scalar(sa.select(FundBudget).filter_by(year_id=year_id, category_id=category_id))
    if amount_fen is None:
        if row is not None:
            session.delete(row)
        return
    if amount_fen < 0:
        raise UserError("预算不能是负数", "请核对金额")
    if row is None:
        row = FundBudget(year_id=year_id, category_id=category_id, amount_fen=amount_fen)
        session.add(row)
    row.amount_fen = amount_fen


def close_month(session: Session, book_id: int, month: Month, today: date) -> None:
    """Close the months of a book up to and including one; nothing is dated into them afterwards.

    Raises:
        UserError: closed already, not over yet, or drafts are left in it.
    """
    row = _open(session, book_id, month.year)
    following = next_month_to_close(posting.standing(row))
    if following is None or month < following:
        raise UserError(f"{month.label}已月结", "不用再结")
    if month.last >= today:
        raise UserError(f"{month.label}还没有过完", f"请在{month.shift(1).label}办理月结")
    _refuse_drafts(session, row, month.last)
    row.closed_to = month


def carry(session: Session, book_id: int, year: int, returned_fen: int, by: str, now: datetime) -> int:
    """Close a year and carry its balance: what is taken back is an entry, the rest opens the next year.

    The entry is dated the year's last day while December is open; else today or the last day of the year
    after, so that what was printed of the old year stays true. Returns what the next year opens with, in fen.

    Raises:
        UserError: closed already, not over, the year before not closed, drafts left, more taken back than
            there is or than is not lent (备用金), or no day left to date the entry on.
    """
    row = _open(session, book_id, year)
    last = date(year, 12, 31)
    if now.date() < last:
        raise UserError(f"{year}年还没有过完", f"请在{year}年12月31日以后办理年结")
    before = session.scalar(sa.select(FundYear).filter_by(book_id=book_id, year=year - 1))
    if before is not None and before.closed_on is None:
        raise UserError(f"{year - 1}年还没有年结", f"请先办理{year - 1}年的年结与结转")
    _refuse_drafts(session, row, last)
    balance_fen = sums.closing(session, row)
    if not 0 <= returned_fen <= balance_fen:
        raise UserError(f"账上只有 {yuan(balance_fen)} 元", "收回的金额请填写 0 至账上余额")
    lent_fen = advances.outstanding(session, book_id)
    if returned_fen > max(balance_fen - lent_fen, 0):
        raise UserError(
            f"账上 {yuan(balance_fen)} 元里有 {yuan(lent_fen)} 元备用金借出还没有核销，"
            f"最多收回 {yuan(max(balance_fen - lent_fen, 0))} 元",
            "请先核销或退回备用金，或少收回一些，其余结转下年",
        )
    following, in_old = _following(session, row), posting.standing(row).takes(last)
    day = last if in_old else min(now.date(), date(year + 1, 12, 31))
    if returned_fen and in_old:
        _take_back(session, row, day, year, returned_fen, by, now)
    elif returned_fen and not posting.standing(following).takes(day):
        raise UserError(f"{Month.of(day).label}已月结，财政收回没有可以登记的日期", "请选择结转下年")
    refuse_other_opening(following, balance_fen - returned_fen if in_old else balance_fen, year)
    _close(row, balance_fen, returned_fen, balance_fen - returned_fen if in_old else balance_fen, now.date())
    following.opening_fen = row.closing_fen or 0
    session.flush()
    if returned_fen and not in_old:
        _take_back(session, following, day, year, returned_fen, by, now)
    return following.opening_fen


def _close(row: FundYear, balance_fen: int, returned_fen: int, closing_fen: int, today: date) -> None:
    whole = Carry.RETURNED if returned_fen == balance_fen else Carry.SPLIT
    row.carried = whole if returned_fen else Carry.FORWARD
    row.closed_to, row.closed_on, row.closing_fen = Month(row.year, 12), today, closing_fen


def _following(session: Session, row: FundYear) -> FundYear:
    """The next year's row, opened with this year's sum to be allotted where it is not there yet."""
    next_year = session.scalar(sa.select(FundYear).filter_by(book_id=row.book_id, year=row.year + 1))
    if next_year is None:
        next_year = _year(row.book_id, row.year + 1, 0, row.budget_fen)
        session.add(next_year)
    return next_year


def _take_back(
    session: Session, row: FundYear, day: date, about: int, amount_fen: int, by: str, now: datetime
) -> None:
    """The entry of 财政收回."""
    category = session.scalar(sa.select(FundCategory).filter_by(flow=Flow.RETURNED))
    assert category is not None, "every book begins with the first categories"
    voucher = FundVoucher(
        year_id=row.id,
        dated=day,
        flow=Flow.RETURNED,
        category_id=category.id,
        amount_fen=amount_fen,
        summary=f"{about}年结余财政收回",
        initials=spell("年结余财政收回").initials,
        payee="县财政",
        bundle_id=bundles.new_bundle(session, posting.ROOM, f"{about}年结余财政收回"),
        imported=False,
    )
    posting.book_in(session, voucher, row, by, now)


def _open(session: Session, book_id: int, year: int) -> FundYear:
    row = year_row(session, book_id, year)
    if row.closed_on is not None:
        raise UserError(f"{year}年已年结", "年结以后不再改动")
    return row


def _refuse_drafts(session: Session, row: FundYear, until: date) -> None:
    left = sa.select(sa.func.count()).select_from(FundVoucher)
    conditions = (
        FundVoucher.year_id == row.id,
        FundVoucher.state == VoucherState.DRAFT,
        FundVoucher.dated <= until,
    )
    count = session.scalar(left.where(*conditions))
    if count:
        raise UserError(f"还有{count}张草稿没有记账", "请先记账或删除")


def discard_book(session: Session, book_id: int) -> None:
    """Remove a book opened by mistake.

    Raises:
        UserError: it has vouchers, or more than its first year.
    """
    years = session.scalars(sa.select(FundYear).filter_by(book_id=book_id)).all()
    ids = [row.id for row in years]
    if len(ids) > 1 or session.scalar(sa.select(FundVoucher.id).where(FundVoucher.year_id.in_(ids)).limit(1)):
        raise UserError("这本账已有凭证或结转", "不能删除；可以改名")
    for budget in session.scalars(sa.select(FundBudget).where(FundBudget.year_id.in_(ids))):
        session.delete(budget)
    for row in years:
        session.delete(row)
    session.flush()
    session.delete(session.get_one(FundBook, book_id))


def first_categories(session: Session) -> None:
    """Give an office that has none the categories of the notice."""
    if session.scalar(sa.select(FundCategory.id).limit(1)) is not None:
        return
    session.add_all(
        FundCategory(
            name=name,
            initials=spell(name).initials,
            flow=flow,
            allowed=allowed,
            clause=clause,
            note=note,
            position=number,
        )
        for number, (name, flow, allowed, clause, note) in enumerate(FIRST_CATEGORIES, 1)
    )
    session.flush()


def save_category(session: Session, values: Mapping[str, Any], category_id: int | None = None) -> int:
    """Write down a category, or correct one. Returns its id.

    Raises:
        UserError: a category of that name, another flow than its vouchers have, or the only 财政收回.
    """
    last = session.scalar(sa.select(sa.func.max(FundCategory.position))) or 0
    new = FundCategory(position=last + 1, clause="", note="", retired=False)
    row = session.get_one(FundCategory, category_id) if category_id is not None else new
    name = (values.get("name", row.name) or "").strip()
    twin = sa.select(FundCategory.id).where(FundCategory.name == name, FundCategory.id != (category_id or 0))
    if not name or session.scalar(twin):
        raise UserError(f"已有名为“{name}”的科目" if name else "没有填写科目名称", "请换一个名称")
    _refuse_other_flow(session, row, values)
    for field in _CATEGORY:
        if field in values:
            setattr(row, field, values[field] if field in ("flow", "allowed") else values[field] or "")
    row.name, row.initials, row.retired = name, spell(name).initials, bool(values.get("retired", row.retired))
    session.add(row)
    session.flush()
    return row.id


def _refuse_other_flow(session: Session, row: FundCategory, values: Mapping[str, Any]) -> None:
    flow = values.get("flow", row.flow)
    fixed = row.flow is Flow.RETURNED
    used = row.id and session.scalar(sa.select(FundVoucher.id).filter_by(category_id=row.id).limit(1))
    if (fixed or used) and flow is not row.flow:
        raise UserError(f"“{row.name}”已有凭证，性质不能改", "请停用它，另建一个科目")
    if not fixed and flow is Flow.RETURNED:
        raise UserError("财政收回只有一个科目", "由年结使用，不另建")
    if fixed and values.get("retired"):
        raise UserError("财政收回由年结使用", "不能停用")
