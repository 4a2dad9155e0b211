"""Commands of the bank room: a statement taken in, proposals accepted, both sides shown."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments, imports
from banfu_desktop.cli.funds_said import out, say_voucher, voucher_json
from banfu_desktop.cli.run import ACTOR, Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.tables.funds import VOUCHER_FORM

if TYPE_CHECKING:
    from banfu_desktop.rules.bank import Entry
    from banfu_desktop.services.bank.bank import BankView
    from banfu_desktop.services.bank.importing import StatementRow


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = arguments.group(commands, "bank", "银行对账")
    reading = arguments.add(desk, "import", import_statement, "导入银行流水（.xlsx、.xls 或 .csv）")
    reading.add_argument("book", metavar="账本")
    reading.add_argument("file", type=arguments.path, metavar="FILE")
    imports.declare_options(reading)
    taking_out = arguments.add(desk, "remove-statement", remove_statement, "移除一份导入的银行流水")
    taking_out.add_argument("book", metavar="账本")
    taking_out.add_argument("statement", metavar="流水", help="show 里的序号，或文件名")
    entering = arguments.add(desk, "enter", enter_voucher, "照一笔没有对上的流水登记凭证、记账并对上")
    entering.add_argument("book", metavar="账本")
    entering.add_argument("line", type=int, metavar="编号", help="show 里流水的编号")
    for name, required, text in (
        ("--category", True, "科目；流水不说明用途，必须写明"),
        ("--summary", False, "摘要，不写照流水"),
        ("--payee", False, "收款人，不写照流水的对方户名"),
        ("--handler", False, "经办人"),
        ("--leader", False, "队长签字"),
        ("--secretary", False, "镇党委书记签字"),
        ("--reason", False, "科目不得列支时的例外原因"),
    ):
        entering.add_argument(name, required=required, metavar="…", help=text)
    entering.add_argument("--new", action="store_true", help="账上有相像的凭证，确实是另一笔")
    accept = arguments.add(desk, "match", accept_proposals, "把金额相同、日期相近的流水和凭证对上")
    show = arguments.add(desk, "show", show_reconciliation, "看对账结果和两边没有对上的")
    for command in (accept, show):
        command.add_argument("book", metavar="账本")
    show.add_argument(
        "--until", type=arguments.moment, metavar="YYYY-MM-DD", help="对到这一天，不写为流水最后一天"
    )
    for command in (show, entering):
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def import_statement(run: Run) -> None:
    """Take in a statement."""
    from banfu_desktop.services.bank import importing
    from banfu_desktop.services.funds import funds

    args, given = run.args, imports.options(run)
    imports.take_in(
        run,
        "银行流水",
        lambda session: importing.look(session, funds.named(session, args.book).id, args.file, given),
        lambda session, plan: importing.carry_out(session, plan, run.now),
        changes=lambda plan: plan.count("新增") > 0,
    )


def remove_statement(run: Run) -> None:
    """Take a statement out as a whole."""
    from banfu_desktop.services.bank import importing
    from banfu_desktop.services.funds import funds

    with run.risky_deed(f"移除银行流水 {run.args.statement}") as session:
        book = funds.named(session, run.args.book)
        statement = importing.statement_named(session, book.id, run.args.statement)
        next_step = importing.remove(session, statement.id)
    say(f"已移除{statement.name}的{statement.added}行")
    if next_step:
        say(f"提醒：{next_step}")


def accept_proposals(run: Run) -> None:
    """Match what is proposed."""
    from banfu_desktop.services.bank import bank
    from banfu_desktop.services.funds import funds

    with run.deed("银行对账") as session:
        view = bank.show(session, funds.named(session, run.args.book).id)
        count = bank.accept(session, view.proposals) if view is not None else 0
    say(f"已对上{count}笔")


def enter_voucher(run: Run) -> None:
    """The voucher of a line: entered, posted, and matched with it."""
    from banfu_desktop.services.bank import bank, entering
    from banfu_desktop.services.funds import funds, posting

    args = run.args
    given = {
        "summary": args.summary,
        "payee": args.payee,
        "handler": args.handler,
        "leader": args.leader,
        "secretary": args.secretary,
        "override_reason": args.reason,
    }
    values = {name: VOUCHER_FORM[name].read(text) for name, text in given.items() if text}
    with run.deed(f"照银行流水记账 {args.book}{args.line}") as session:
        book = funds.named(session, args.book)
        values["category_id"] = posting.category_named(session, args.category)
        view = bank.show(session, book.id)
        likely = None if view is None else entering.proposed(view, args.line)
        if likely is not None and not args.new:
            raise UserError(
                entering.already(likely), "是同一笔的请用 bank match 对上，确实是另一笔的加 --new"
            )
        made = entering.enter(session, book.id, args.line, values)
        posting.post(session, made, ACTOR, run.now)
        row = funds.voucher(session, made)
    out(run, voucher_json(row), lambda: say_voucher(row))


def show_reconciliation(run: Run) -> None:
    """Both sides of a book."""
    from banfu_desktop.services.bank import bank, importing
    from banfu_desktop.services.funds import funds

    args = run.args
    with run.read() as session:
        book = funds.named(session, args.book)
        view = bank.show(session, book.id, args.until)
        statements = importing.statements(session, book.id)
    if view is None:
        raise UserError(f"“{book.name}”还没有导入银行流水", "请先导入（bank import）")
    if args.json:
        say_json({"book": book.name, **_plain(view), "statements": [_statement(row) for row in statements]})
        return
    reconciliation = view.reconciliation
    say(f"{book.name}\t{reconciliation.start} 至 {reconciliation.until}")
    sides = f"银行 {yuan(reconciliation.bank_fen)}\t账面 {yuan(reconciliation.book_fen)}"
    say(f"{sides}\t相差 {yuan(reconciliation.difference_fen)}")
    for row in statements:
        say(f"流水{row.number}\t{row.name}\t{row.lines}行，其中新增{row.added}行")
    for side, entries in (("流水", reconciliation.lines), ("凭证", reconciliation.vouchers)):
        for entry in entries:
            number = f"\t编号{entry.id}" if side == "流水" else ""
            say(f"{side}未对上\t{entry.dated}\t{yuan(entry.net_fen)}\t{entry.who}\t{entry.what}{number}")


def _plain(view: "BankView") -> dict[str, Any]:
    reconciliation = view.reconciliation
    return {
        "from": str(reconciliation.start),
        "until": str(reconciliation.until),
        "bank_fen": reconciliation.bank_fen,
        "book_fen": reconciliation.book_fen,
        "difference_fen": reconciliation.difference_fen,
        "opening_difference_fen": reconciliation.opening_fen,
        "gap_fen": reconciliation.gap_fen,
        "matched": len(reconciliation.pairs),
        "only_bank": [_entry(entry) for entry in reconciliation.lines],
        "only_book": [_entry(entry) for entry in reconciliation.vouchers],
        "proposals": len(view.proposals),
        "proven": reconciliation.proven,
    }


def _statement(row: "StatementRow") -> dict[str, Any]:
    return {"number": row.number, "name": row.name, "lines": row.lines, "added": row.added}


def _entry(entry: "Entry") -> dict[str, Any]:
    return {
        "id": entry.id,
        "on": str(entry.dated),
        "amount_fen": entry.net_fen,
        "party": entry.who,
        "summary": entry.what,
        "number": entry.number,
    }
