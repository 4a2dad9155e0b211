"""Commands of the work-fund room on a whole book: opening balance, years, name, end; partial refunds."""

from typing import Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.funds_said import out, say_voucher, say_year, voucher_json, year_json
from banfu_desktop.cli.run import ACTOR, Run, remind, say
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.money import parse_yuan
from banfu_desktop.tables.funds import BOOKS


def opening(run: Run) -> None:
    """What a year of a book began with, corrected."""
    from banfu_desktop.services.funds import book_life, funds

    args = run.args
    with run.deed(f"年初结转 {args.book}{args.year}年") as session:
        book = funds.named(session, args.book)
        book_life.set_opening(session, book.id, args.year, parse_yuan(args.amount))
        view = funds.view(session, book.id, args.year)
    out(run, year_json(view), lambda: say_year(view))


def open_year(run: Run) -> None:
    """A year of a book, later or earlier than those there."""
    from banfu_desktop.services.funds import book_life, funds

    args = run.args
    with run.deed(f"{args.book}{args.year}年开账") as session:
        book = funds.named(session, args.book)
        given = (parse_yuan(args.budget), parse_yuan(args.opening))
        book_life.open_year(session, book.id, args.year, *given)
        view = funds.view(session, book.id, args.year)
    out(run, year_json(view), lambda: say_year(view))


def rename(run: Run) -> None:
    """A book under another name."""
    from banfu_desktop.services.funds import books, funds

    args = run.args
    with run.deed(f"账本改名 {args.name}") as session:
        book = funds.named(session, args.book)
        books.save_book(session, book.id, {"name": BOOKS["name"].read(args.name)})
    out(run, {"book": args.name}, lambda: say(f"{book.name}改名为{args.name}"))


def finish(run: Run) -> None:
    """A book closed for good."""
    from banfu_desktop.services.funds import book_life, funds

    with run.risky_deed(f"关闭账本 {run.args.book}") as session:
        book = funds.named(session, run.args.book)
        book_life.close_book(session, book.id, run.args.on or run.today, run.today)
    out(run, {"book": book.name, "closed": True}, lambda: say(f"{book.name}已关闭"))


def refund(run: Run) -> None:
    """A part of an expense that came back."""
    from banfu_desktop.services.funds import advances, funds, posting

    args, on = run.args, run.args.on or run.today
    with run.deed(f"部分退款 {args.book}{voucher_number(args.number)}") as session:
        book = funds.named(session, args.book)
        voucher = funds.numbered(session, book.id, args.year or on.year, args.number)
        left = posting.refund(session, voucher.id, parse_yuan(args.amount), on, args.reason, ACTOR, run.now)
        row, reopened = funds.voucher(session, left), advances.reopened(session, voucher.id)
    out(run, voucher_json(row), lambda: say_voucher(row))
    if reopened:
        remind(f"{reopened}，请用新凭证核销，或登记退回")


def declare(fund: Any) -> None:
    """The commands and their arguments, in the group of the fund."""
    began = arguments.add(fund, "opening", opening, "更正年初结转，月结以前都可以")
    another = arguments.add(fund, "year", open_year, "给一本账开某一年度，先后都可以")
    called = arguments.add(fund, "rename", rename, "账本改名")
    ended = arguments.add(fund, "finish", finish, "关闭不再使用的账本")
    part = arguments.add(fund, "refund", refund, "部分退款：原凭证红字冲销，余下的重新记账")
    for command in (began, another, called, ended, part):
        command.add_argument("book", metavar="账本")
    for command in (began, another):
        command.add_argument("year", type=int, metavar="年度")
    began.add_argument("amount", metavar="金额")
    for name, text in (("--opening", "年初结转"), ("--budget", "本年应拨")):
        another.add_argument(name, default="0", metavar="金额", help=text)
    called.add_argument("name", metavar="新名称")
    part.add_argument("number", type=int, metavar="凭证号")
    part.add_argument("amount", metavar="退回金额")
    part.add_argument("--year", type=int, metavar="2026", help="凭证所在年度")
    part.add_argument("--reason", required=True, metavar="原因")
    for command in (ended, part):
        command.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，不写是今天")
