"""A voucher begun from a line of the bank: a draft that the line stands for once it is posted."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankDraft, BankLine, BankMatch
from banfu_desktop.db.models.funds import FundCategory, FundVoucher, FundYear
from banfu_desktop.rules.bank import Entry
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.bank import bank
from banfu_desktop.services.bank.bank import BankView
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.funds.due import key


def open_line(session: Session, book_id: int, line_id: int) -> Entry:
    """A line of a book's account that stands for no voucher and waits for none.

    Raises:
        UserError: no such line in the book, one that is matched, or one that a draft was begun from.
    """
    line = session.get(BankLine, line_id)
    if line is None or line.book_id != book_id:
        raise UserError(f"这本账没有编号{line_id}的流水", "请用 bank show 核对编号，或刷新后再看")
    if session.scalar(sa.select(BankMatch.id).filter_by(line_id=line_id).limit(1)) is not None:
        raise UserError("这笔流水已经对上凭证", "需要改的请先取消对账")
    waiting = session.scalar(sa.select(BankDraft.voucher_id).filter_by(line_id=line_id))
    if waiting is not None:
        summary = funds.voucher(session, waiting).summary
        raise UserError(f"这笔流水已照此登记草稿“{summary}”", "请打开那张草稿记账，或先删除草稿")
    return bank.entry(line)


def proposed(view: BankView, line_id: int) -> Entry | None:
    """The posted voucher that a line is likely to stand for, so that it is not entered a second time."""
    wanted = next((voucher for line, voucher in view.proposals if line == line_id), None)
    return next((entry for entry in view.reconciliation.vouchers if entry.id == wanted), None)


def already(entry: Entry) -> str:
    """What is said of a voucher that a line is likely to stand for."""
    return f"账上已有一张可能就是这笔：{entry.dated} {entry.number} {entry.what} {yuan(entry.net_fen)} 元"


def start(line: Entry) -> dict[str, Any]:
    """What a voucher of a line begins with; what it was for (科目) no bank says, so that is asked."""
    return {
        "dated": line.dated, "amount_fen": abs(line.net_fen), "payee": line.who or None,
        "summary": line.what or None,
    }  # fmt: skip


def enter(session: Session, book_id: int, line_id: int, values: Mapping[str, Any]) -> int:
    """Write down the draft of a line's voucher. Returns the voucher's id.

    Args:
        values: of tables.funds.VOUCHER_FORM, the category among them; what is left out the line says.

    Raises:
        UserError: see open_line; no category, one that money goes the other way with, or see posting.save.
    """
    line = open_line(session, book_id, line_id)
    category = session.get(FundCategory, values.get("category_id") or 0)
    if category is None:
        raise UserError("没有选择科目", "银行流水不说明用途，请选科目")
    if (category.flow.sign > 0) != (line.net_fen > 0):
        way = "收入" if line.net_fen > 0 else "支出"
        raise UserError(
            f"“{category.name}”是{category.flow.label}科目，这笔流水是{way}",
            "请选方向相同的科目；退款请在工作经费中办理部分退款或红字冲销",
        )
    voucher_id = posting.save(session, book_id, {**start(line), **values})
    session.add(BankDraft(line_id=line_id, voucher_id=voucher_id))
    session.flush()
    return voucher_id


def posted(session: Session, voucher_id: int) -> None:
    """Match a voucher that has just been posted with the line it was begun from.

    A line of another amount, or matched otherwise by now, is left as it is: both sides stay in sight.
    """
    draft = session.scalar(sa.select(BankDraft).filter_by(voucher_id=voucher_id))
    if draft is None:
        return
    line_id = draft.line_id
    session.delete(draft)
    session.flush()
    line, voucher = session.get_one(BankLine, line_id), session.get_one(FundVoucher, voucher_id)
    alike = line.in_fen - line.out_fen == voucher.flow.sign * voucher.amount_fen
    if alike and session.get_one(FundYear, voucher.year_id).book_id == line.book_id:
        bank.match(session, line_id, (voucher_id,))


def awaited(session: Session, voucher_ids: Iterable[int]) -> dict[int, Entry]:
    """The line each of some drafts was begun from."""
    statement = (
        sa.select(BankDraft.voucher_id, BankLine)
        .join(BankLine, BankLine.id == BankDraft.line_id)
        .where(BankDraft.voucher_id.in_(list(voucher_ids)))
    )
    return {voucher: bank.entry(line) for voucher, line in session.execute(statement)}


def told(line: Entry, net_fen: int) -> str:
    """What is said of a draft of so many fen (an expense below zero) beside the line it was begun from."""
    said = f"照 {line.dated} 的银行流水（{yuan(line.net_fen)} 元）登记"
    if net_fen == line.net_fen:
        return f"{said}，记账后自动对上"
    return f"{said}，金额已不同，记账后请自己对账"


def place(session: Session, voucher_id: int) -> str:
    """Where the page of the books shows a voucher."""
    row = funds.voucher(session, voucher_id)
    return key(row.book_id, Month.of(row.dated), row.id)
