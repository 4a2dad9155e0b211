"""The bank statement of the demonstration office: half of it matched, with interest nobody has booked."""

import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.money import yuan
from banfu_desktop.services.bank import bank, importing
from banfu_desktop.services.funds import funds

_AT = datetime(2026, 10, 31, 9)
_TODAY = _AT.date()


def fill(session: Session) -> None:
    """What the bank says of the first book, half matched, with interest that nobody booked yet."""
    book = funds.books(session)[0].id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "流水.csv")
        path.write_text(_lines(session, book), "utf-8")
        importing.carry_out(session, importing.plan(session, book, path), _AT)
    view = bank.show(session, book)
    if view is not None:
        bank.accept(session, view.proposals[:3])


def _lines(session: Session, book: int) -> str:
    lines, balance = ["交易日期,收入,支出,余额,对方户名,摘要"], 0
    for row in funds.vouchers(session, book, _TODAY.year):
        if row.number is not None and not (row.reverses or row.reversed_by):  # never paid, only booked
            balance += row.net_fen
            came, went = (_plain(abs(fen)) if fen else "" for fen in (row.in_fen, row.out_fen))
            lines.append(f"{row.dated},{came},{went},{_plain(balance)},{row.payee or ''},转账")
    last = lines[-1].split(",")[0]
    lines.append(f"{last},3.50,,{_plain(balance + 350)},农业银行,结息")
    return "\n".join(lines)


def _plain(fen: int) -> str:
    return yuan(fen).replace(",", "")
