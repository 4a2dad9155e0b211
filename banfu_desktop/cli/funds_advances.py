"""Commands of the work-fund room for money lent out of a book (备用金)."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.funds.advances import AdvanceRow

_SHOWN = ("book", "borrower", "purpose", "amount_fen", "settled_fen", "returned_fen", "open_fen")


def lend(run: Run) -> None:
    """Money lent out of a book."""
    from banfu_desktop.services.funds import advances, funds

    args = run.args
    values = {
        "borrower": args.borrower,
        "purpose": args.purpose,
        "amount_fen": parse_yuan(args.amount),
        "lent_on": args.on or run.today,
    }
    with run.deed(f"借出备用金 {args.borrower}") as session:
        book = funds.named(session, args.book)
        row = advances.one(session, advances.lend(session, book.id, values, run.today))
    _out(run, row)


def settle(run: Run) -> None:
    """An advance accounted for by a posted expense."""
    from banfu_desktop.services.funds import advances, funds

    args = run.args
    with run.deed(f"核销备用金 {args.borrower}") as session:
        row = _open_one(session, args.book, args.borrower)
        voucher = funds.numbered(session, row.book_id, args.year or run.today.year, args.number)
        advances.settle(session, row.id, voucher.id)
        row = advances.one(session, row.id)
    _out(run, row)


def give_back(run: Run) -> None:
    """What a borrower paid back."""
    from banfu_desktop.services.funds import advances

    args = run.args
    with run.deed(f"退回备用金 {args.borrower}") as session:
        row = _open_one(session, args.book, args.borrower)
        advances.give_back(session, row.id, parse_yuan(args.amount), args.on or run.today, run.today)
        row = advances.one(session, row.id)
    _out(run, row)


def show(run: Run) -> None:
    """Every advance."""
    from banfu_desktop.services.funds import advances

    with run.read() as session:
        rows = advances.listing(session)
    if run.args.json:
        say_json({"advances": [_json(row) for row in rows], "open_fen": sum(row.open_fen for row in rows)})
        return
    for row in rows:
        _say(row)
    say(f"未核销 {yuan(sum(row.open_fen for row in rows))} 元")


def _open_one(session: "Session", book: str, borrower: str) -> "AdvanceRow":
    """The advance of a person that is still out.

    Raises:
        UserError: none, or several.
    """
    from banfu_desktop.services.funds import advances, funds

    open_rows = [row for row in advances.listing(session, funds.named(session, book).id) if row.open_fen]
    matches = [row for row in open_rows if row.borrower == borrower]
    if len(matches) != 1:
        what = f"{borrower}有{len(matches)}笔未核销的备用金" if matches else f"{borrower}没有未核销的备用金"
        raise UserError(what, "请在窗口中选择" if matches else "请用 fund advances 核对")
    return matches[0]


def _out(run: Run, row: "AdvanceRow") -> None:
    say_json(_json(row)) if run.args.json else _say(row)


def _say(row: "AdvanceRow") -> None:
    say(
        f"{row.book}　{row.borrower}　{row.lent_on}借 {yuan(row.amount_fen)}　{row.purpose}　"
        f"核销 {yuan(row.settled_fen)}　退回 {yuan(row.returned_fen)}　未核销 {yuan(row.open_fen)}"
    )


def _json(row: "AdvanceRow") -> dict[str, object]:
    values = {name: getattr(row, name) for name in _SHOWN}
    returned_on = str(row.returned_on) if row.returned_on else None
    return {**values, "lent_on": str(row.lent_on), "returned_on": returned_on}


def declare(fund: Any) -> None:
    """The commands and their arguments, in the group of the fund."""
    lent = arguments.add(fund, "lend", lend, "借出备用金")
    settled = arguments.add(fund, "settle", settle, "用已记账的支出核销备用金")
    back = arguments.add(fund, "giveback", give_back, "登记备用金退回")
    arguments.add(fund, "advances", show, "看备用金")
    for command in (lent, settled, back):
        command.add_argument("book", metavar="账本")
        command.add_argument("borrower", metavar="借款人")
    settled.add_argument("number", type=int, metavar="凭证号")
    settled.add_argument("--year", type=int, metavar="2026", help="凭证所在年度")
    for command in (lent, back):
        command.add_argument("amount", metavar="金额")
        command.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，不写是今天")
    lent.add_argument("--purpose", required=True, metavar="用途")
