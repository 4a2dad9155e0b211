"""Bank lines that stand for no voucher yet go on to whoever follows."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankLine, BankMatch
from banfu_desktop.db.models.funds import FundBook
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Every line that is not matched; they are the team's, nobody's own."""
    if posting_id is not None:
        return
    statement = (
        sa.select(BankLine, FundBook.name)
        .join(FundBook, FundBook.id == BankLine.book_id)
        .where(BankLine.id.not_in(sa.select(BankMatch.line_id)))
        .order_by(BankLine.dated, BankLine.id)
    )
    for line, book in session.execute(statement):
        way = "收入" if line.in_fen else "支出"
        said = " ".join(part for part in (line.party, line.summary) if part)
        text = f"{book} {line.dated} {way} {yuan(line.in_fen or line.out_fen)} 元 {said}，没有对上"
        yield handover_item(Section.MONEY, "银行流水", text, "bank", line.id)
