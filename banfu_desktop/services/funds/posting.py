"""Vouchers of the work-fund books (七): drafted, posted for good with the next number, reversed in red."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundBook, FundCategory, FundVoucher, FundYear
from banfu_desktop.db.rows import write
from banfu_desktop.rules.dates import Month, chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import (
    Allowed,
    Approval,
    Flow,
    Standing,
    VoucherState,
    amount_problem,
    category_verdict,
    missing_signatures,
    needs_double_sign,
    reversal_day,
    voucher_number,
)
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import refuse_same_person
from banfu_desktop.rules.verdicts import Verdict
from banfu_desktop.services import rooms
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.funds import sums
from banfu_desktop.services.funds.funds import year_row
from banfu_desktop.services.office.settings import Choices
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.funds import VOUCHER_FORM

ROOM = "funds"
_KEPT = (
    "summary", "payee", "handler", "witnesses", "leader", "leader_on", "secretary", "secretary_on",
    "override_reason", "about_year", "remark", "flow", "category_id", "project_id", "initials",
)  # fmt: skip
"""What a voucher keeps when a part of it came back."""
_CORRECT = "更正请用红字冲销，再登记正确的凭证"


def save(session: Session, book_id: int, values: Mapping[str, Any], voucher_id: int | None = None) -> int:
    """Write down a draft, or correct one. Returns its id.

    `values` holds names of tables.funds.VOUCHER_FORM; what is left out stays as it is.

    Raises:
        UserError: it is posted, its year is not opened or closed, no such category or project, or no amount.
    """
    row = _draft(session, voucher_id) if voucher_id is not None else _new(session, book_id, values)
    write(row, values, VOUCHER_FORM)
    _place(session, row, book_id)
    if row.project_id is not None:
        projects.show(session, row.project_id)
    _refuse_incomplete(row)
    row.initials = spell(f"{row.summary}{row.payee or ''}").initials
    session.add(row)
    session.flush()
    bundles.label(session, row.bundle_id, f"{_book_name(session, book_id)}{row.dated}草稿：{row.summary}")
    return row.id


def _refuse_incomplete(row: FundVoucher) -> None:
    if problem := amount_problem(row.amount_fen):
        raise UserError(problem, "请填写金额")
    if not (row.summary or "").strip():
        raise UserError("没有填写摘要", "请填写，如 印刷宣传单")
    if row.about_year is not None and not 2000 <= row.about_year <= 2199:
        raise UserError(f"所属年度{row.about_year}不合理", "请填写如 2026 的年度，留空为当年")


def _new(session: Session, book_id: int, values: Mapping[str, Any]) -> FundVoucher:
    closed_on = session.get_one(FundBook, book_id).closed_on
    if closed_on is not None:
        raise UserError(f"“{_book_name(session, book_id)}”已于{closed_on}关闭", "请记入别的账本")
    year_row(session, book_id, values["dated"].year)
    bundle = bundles.new_bundle(session, ROOM, f"{_book_name(session, book_id)}草稿")
    return FundVoucher(
        state=VoucherState.DRAFT, bundle_id=bundle, dated=values["dated"], amount_fen=0, imported=False
    )


def _place(session: Session, row: FundVoucher, book_id: int) -> None:
    """The year of the date, and the category with its flow."""
    year = year_row(session, book_id, row.dated.year)
    category = session.get(FundCategory, row.category_id) if row.category_id else None
    if category is None or category.retired:
        raise UserError("没有这个科目", "请从科目中选择，或在科目表中新增")
    if category.flow is Flow.RETURNED:
        raise UserError(f"“{category.name}”由年结登记", "请办理年结与结转，选择财政收回")
    if row.project_id is not None and category.flow is not Flow.EXPENSE:
        raise UserError(
            f"“{category.name}”不是支出科目，不能记到项目上", "请清空所属项目，或改选支出科目", "四(四)"
        )
    _refuse_closed(year, row.dated)
    row.year_id, row.flow = year.id, category.flow
    if category.flow is not Flow.ALLOTMENT:
        row.about_year = None
    elif row.about_year is None:
        row.about_year = row.dated.year


def category_named(session: Session, text: str) -> int:
    """The id of a category by its name.

    Raises:
        UserError: no such category; the advice lists those there are.
    """
    rows = session.scalars(
        sa.select(FundCategory).filter_by(retired=False).order_by(FundCategory.position)
    ).all()
    for row in rows:
        if row.name == text.strip():
            return row.id
    raise UserError(f"没有名为“{text}”的科目", "可选：" + "、".join(row.name for row in rows))


def remove(session: Session, voucher_id: int) -> None:
    """Remove a draft with its papers.

    Raises:
        UserError: it is posted.
    """
    row = _draft(session, voucher_id)
    bundle = row.bundle_id
    session.delete(row)
    session.flush()
    bundles.remove_bundle(session, bundle)


def post(session: Session, voucher_id: int, by: str, now: datetime) -> int:
    """Post a draft for good. Returns its number, the next one of its book and year.

    Rooms that wait for it (a line of the bank) are told through their doors.

    Raises:
        UserError: posted already, dated after today or into what is closed, a category that is refused
            without a reason, a signature missing, or a day's balance below zero.
    """
    row = _draft(session, voucher_id)
    year = session.get_one(FundYear, row.year_id)
    _refuse_posting(session, row, year, now.date())
    number = book_in(session, row, year, by, now)
    for told in rooms.offered("posted"):
        told(session, row.id)
    return number


def why_not(session: Session, voucher_ids: Iterable[int], today: date) -> list[tuple[int, UserError]]:
    """What would refuse to post drafts, before anybody is asked; a day ending below zero is not told."""
    found = []
    for voucher_id in voucher_ids:
        try:
            row = _draft(session, voucher_id)
            _refuse_posting(session, row, session.get_one(FundYear, row.year_id), today)
        except UserError as refusal:
            found.append((voucher_id, refusal))
    return found


def _refuse_posting(session: Session, row: FundVoucher, year: FundYear, today: date) -> None:
    if row.dated > today:
        raise UserError(f"凭证日期{row.dated}在今天以后", "请核对日期，到期再记账")
    _refuse_closed(year, row.dated)
    _refuse_category(session, row)
    _refuse_unsigned(session, row, today)
    if row.project_id is not None:
        projects.refuse_payment(
            session, row.project_id, row.amount_fen, row.dated, (row.override_reason or "").strip()
        )


def book_in(session: Session, row: FundVoucher, year: FundYear, by: str, now: datetime) -> int:
    """Give a voucher its number, seal its papers, add it to the sums, and prove every day's balance.

    For the services of this room, once they have judged the voucher.

    Raises:
        UserError: a day would end below zero.
    """
    last = session.scalar(sa.select(sa.func.max(FundVoucher.number)).filter_by(year_id=year.id))
    row.state, row.number, row.posted_at, row.posted_by = VoucherState.POSTED, (last or 0) + 1, now, by
    session.add(row)
    session.flush()
    place = f"{_book_name(session, year.book_id)}{year.year}年{voucher_number(row.number)}凭证"
    bundles.label(session, row.bundle_id, place)
    bundles.seal(session, row.bundle_id)
    sums.add(session, row)
    if row.flow.sign * row.amount_fen < 0:
        sums.refuse_below_zero(session, year, row.dated)
    return row.number or 0


def verdict_of(session: Session, category_id: int) -> Verdict | None:
    """What is to be said of a category, or None."""
    row = session.get_one(FundCategory, category_id)
    return category_verdict(row.name, row.allowed, row.clause, row.note)


def _refuse_category(session: Session, row: FundVoucher) -> None:
    category = session.get_one(FundCategory, row.category_id)
    verdict = category_verdict(category.name, category.allowed, category.clause, category.note)
    refused = category.allowed is Allowed.REFUSED and not (row.override_reason or "").strip()
    if refused and verdict is not None:
        raise UserError(verdict.text, "请改用别的科目；确需列支的，先填写例外原因", verdict.clause)


def double_sign_on(session: Session, day: date, amount_fen: int) -> bool:
    """Whether an expense of a day and amount needs both signatures, as the office has chosen (四(四))."""
    choices = Choices(session)
    above = choices.value("double_sign_above_fen", day)
    return needs_double_sign(choices.value("double_sign", day), above, amount_fen)


def _refuse_unsigned(session: Session, row: FundVoucher, today: date) -> None:
    """Signed by all who must, by two people where two must, and by nobody on a day to come."""
    if row.flow is not Flow.EXPENSE:
        return
    approval = Approval(row.leader or "", row.leader_on, row.secretary or "", row.secretary_on)
    double = double_sign_on(session, row.dated, row.amount_fen)
    missing = missing_signatures(approval, double=double)
    if missing:
        rule = "须镇党委书记和队长双签" if double else "须队长签字"
        raise UserError(f"支出{rule}，还缺{'、'.join(missing)}", "签字后填写姓名，再记账", "四(四)")
    if row.leader and row.secretary:
        refuse_same_person(row.leader, (row.secretary,))
    for word, day in (("队长", row.leader_on), ("镇党委书记", row.secretary_on)):
        if day is not None and day > today:
            raise UserError(f"{word}签字日期{day}还没有到", "请核对签字日期", "四(四)")


def reverse(session: Session, voucher_id: int, on: date, reason: str, by: str, now: datetime) -> int:
    """Reverse a posted voucher in red (红字冲销), once. Returns the id of the red voucher.

    It stands in the voucher's own book, on the day wanted; after the year's end on the old year's last day
    while that is open, else in the new year with the link. Its invoices may then stand elsewhere.

    Raises:
        UserError: not posted, reversed already or itself a reversal, no reason, a day that is closed, to
            come or before the voucher, or a day's balance below zero.
    """
    row = session.get_one(FundVoucher, voucher_id)
    _refuse_irreversible(session, row, on, reason, now.date())
    year = _year_of_reversal(session, row, on)
    bundle = bundles.new_bundle(session, ROOM, f"{_book_name(session, year[0].book_id)}红字冲销")
    old_year = session.get_one(FundYear, row.year_id)
    red = FundVoucher(
        year_id=year[0].id,
        dated=year[1],
        flow=row.flow,
        category_id=row.category_id,
        amount_fen=-row.amount_fen,
        summary=f"红字冲销{old_year.year}年{voucher_number(row.number)}：{reason.strip()}"[:200],
        payee=row.payee,
        handler=row.handler,
        about_year=row.about_year,
        bundle_id=bundle,
        reverses_id=row.id,
        imported=False,
    )
    red.initials = spell(red.summary).initials
    book_in(session, red, year[0], by, now)
    invoices.release(session, row.bundle_id)
    return red.id


def refund(
    session: Session, voucher_id: int, amount_fen: int, on: date, reason: str, by: str, now: datetime
) -> int:
    """Book that a part of an expense came back (部分退款). Returns the id of the voucher that stands now.

    In the books a partial red is two entries: the whole is reversed, and what remains is posted again on the
    same day, with the signatures it had and its invoices.

    Raises:
        UserError: not an expense, not a part of it, or see reverse.
    """
    row = session.get_one(FundVoucher, voucher_id)
    if row.flow is not Flow.EXPENSE:
        raise UserError("只有支出才有退款", "退回的拨款由年结登记")
    if not 0 < amount_fen < row.amount_fen:
        raise UserError(f"退款应大于零、小于原支出{yuan(row.amount_fen)}元", "全部退回的请用“红字冲销”")
    papers = invoices.listing(session, row.bundle_id)
    red = session.get_one(
        FundVoucher, reverse(session, voucher_id, on, f"部分退款{yuan(amount_fen)}元，{reason}", by, now)
    )
    year = session.get_one(FundYear, red.year_id)
    left = FundVoucher(
        **{name: getattr(row, name) for name in _KEPT},
        state=VoucherState.DRAFT,
        year_id=red.year_id,
        dated=red.dated,
        amount_fen=row.amount_fen - amount_fen,
        bundle_id=bundles.new_bundle(session, ROOM, f"{_book_name(session, year.book_id)}部分退款后"),
        imported=False,
    )
    session.add(left)
    session.flush()
    for paper in papers:
        invoices.copy(session, paper, left.bundle_id)
    book_in(session, left, year, by, now)
    return left.id


def _refuse_irreversible(session: Session, row: FundVoucher, on: date, reason: str, today: date) -> None:
    if row.state is not VoucherState.POSTED:
        raise UserError("这张凭证还没有记账", "草稿可以直接修改或删除")
    if row.reverses_id is not None:
        raise UserError("红字凭证不能再冲销", "请重新登记正确的凭证")
    if row.flow is Flow.RETURNED:
        raise UserError("财政收回由年结登记，不能冲销", "退还的款项请登记为收入")
    twin = session.scalar(sa.select(FundVoucher.number).filter_by(reverses_id=row.id))
    if twin is not None:
        raise UserError(f"这张凭证已由{voucher_number(twin)}红字凭证冲销", "一张凭证只能冲销一次")
    if not reason.strip():
        raise UserError("没有写明冲销原因", "请填写原因")
    if on > today:
        raise UserError(f"冲销日期{on}在今天以后", "请核对日期")


def _year_of_reversal(session: Session, row: FundVoucher, on: date) -> tuple[FundYear, date]:
    """The year and day a reversal is booked on."""
    old = session.get_one(FundYear, row.year_id)
    later = session.scalar(sa.select(FundYear).filter_by(book_id=old.book_id, year=on.year))
    day = reversal_day(on, row.dated, standing(old), None if later is None else standing(later))
    if day is None:
        if on < row.dated:
            raise UserError(f"冲销日期早于凭证日期{row.dated}", "请核对日期")
        raise UserError(f"{chinese_date(on)}所在的月份已结账或年度没有开账", "请改在未结账的日期冲销")
    return (old if day.year == old.year else later or old), day


def standing(year: FundYear) -> Standing:
    """How far a year is closed."""
    return Standing(year.year, year.closed_on is not None, year.closed_to)


def _refuse_closed(year: FundYear, day: date) -> None:
    if year.closed_on is not None:
        raise UserError(f"{year.year}年已年结", "请记入下一年度，写明原因")
    if not standing(year).takes(day):
        raise UserError(f"{Month.of(day).label}已月结，不能再记入", "请改用未结账月份的日期")


def _draft(session: Session, voucher_id: int) -> FundVoucher:
    row = session.get(FundVoucher, voucher_id)
    if row is None:
        raise UserError("这张凭证已不在了", "请刷新后再看")
    if row.state is not VoucherState.DRAFT:
        raise UserError(f"{voucher_number(row.number)}凭证已记账，不能改动", _CORRECT)
    return row


def _book_name(session: Session, book_id: int) -> str:
    return session.get_one(FundBook, book_id).name
