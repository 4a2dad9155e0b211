"""Commands of the work-fund room: books opened, money in and out, reversals, closing, balances, export."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments, funds_advances, funds_books, imports
from banfu_desktop.cli.funds_said import out, say_voucher, say_year, voucher_json, year_json
from banfu_desktop.cli.run import ACTOR, Run, remind, say
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import BookKind, voucher_number
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.tables.funds import BOOKS, VOUCHER_FORM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.rules.imports import ImportPlan


def open_book(run: Run) -> None:
    """The three books of a county-run town, or one of another source."""
    from banfu_desktop.services.funds import books, funds

    args = run.args
    with run.deed("工作经费开账") as session:
        year = args.year or run.today.year
        if args.name is None:
            opened = books.open_standard(session, year)
        else:
            values = {
                "name": BOOKS["name"].read(args.name),
                "kind": BookKind.parse(args.kind),
                "source": BOOKS["source"].read(args.source or "县财政"),
                "village": BOOKS["village"].read(args.village),
                "year": year,
                "opening_fen": parse_yuan(args.opening),
                "budget_fen": parse_yuan(args.budget),
            }
            opened = [books.open_book(session, values)]
        views = [funds.view(session, book, year) for book in opened]

    def said() -> None:
        for view in views:
            say_year(view)

    out(run, [year_json(view) for view in views], said)


def allot(run: Run) -> None:
    """An allotment or other income, posted at once."""
    category = run.args.source or "年度拨款"
    _enter(run, category, run.args.summary or f"拨入{category}", about_year=run.args.for_year)


def post(run: Run) -> None:
    """An expense, posted at once."""
    args = run.args
    values = {
        "payee": args.payee,
        "handler": args.handler,
        "witnesses": args.witness,
        "leader": args.leader,
        "secretary": args.secretary,
        "override_reason": args.reason,
    }
    _enter(run, args.category, args.summary, **values)


def _enter(run: Run, category: str, summary: str, **values: object) -> None:
    from banfu_desktop.services.funds import funds, posting
    from banfu_desktop.services.projects import projects

    fen, day, project = (
        parse_yuan(run.args.amount),
        run.args.on or run.today,
        getattr(run.args, "project", None),
    )
    with run.deed(f"记账 {summary}") as session:
        book = funds.named(session, run.args.book)
        chosen = posting.category_named(session, category)
        texts = {"summary": summary, **values}
        given = {name: VOUCHER_FORM[name].read(value) for name, value in texts.items()}
        given |= {"dated": day, "amount_fen": fen, "category_id": chosen}
        if project:
            given["project_id"] = projects.named(session, project).id
        made = posting.save(session, book.id, given)
        _invoices(session, made, getattr(run.args, "invoice", None) or ())
        posting.post(session, made, ACTOR, run.now)
        row = funds.voucher(session, made)
    out(run, voucher_json(row), lambda: say_voucher(row))


def _invoices(session: "Session", voucher_id: int, numbers: tuple[str, ...]) -> None:
    from banfu_desktop.rules.invoices import InvoiceKind
    from banfu_desktop.services.attachments import invoices
    from banfu_desktop.services.funds import funds

    bundle = funds.voucher(session, voucher_id).bundle_id
    for number in numbers:
        invoices.save(session, bundle, {"kind": InvoiceKind.parse("数电票"), "number": number})


def reverse(run: Run) -> None:
    """A posted voucher reversed in red."""
    from banfu_desktop.services.funds import advances, funds, posting

    args, on = run.args, run.args.on or run.today
    with run.deed(f"红字冲销 {args.book}{voucher_number(args.number)}") as session:
        book = funds.named(session, args.book)
        voucher = funds.numbered(session, book.id, args.year or on.year, args.number)
        red = posting.reverse(session, voucher.id, on, args.reason, ACTOR, run.now)
        row, reopened = funds.voucher(session, red), advances.reopened(session, voucher.id)
    out(run, voucher_json(row), lambda: say_voucher(row))
    if reopened:
        remind(reopened)


def copy(run: Run) -> None:
    """A reversed voucher said again in a draft, which is signed and posted in the window."""
    from banfu_desktop.services.funds import drafts, funds

    args = run.args
    with run.deed(f"照{args.book}{voucher_number(args.number)}凭证重新登记") as session:
        book = funds.named(session, args.book)
        voucher = funds.numbered(session, book.id, args.year or run.today.year, args.number)
        copied = drafts.copy(session, voucher.id, run.today)
        row = funds.voucher(session, copied.id)
    out(run, voucher_json(row), lambda: say_voucher(row))
    for remark in ("已存为草稿，请在窗口中核对、签字后记账", *copied.left):
        remind(remark)


def close(run: Run) -> None:
    """The months of a book up to and including one."""
    from banfu_desktop.services.funds import books, funds

    with run.risky_deed(f"月结 {run.args.book}{run.args.month.label}") as session:
        book = funds.named(session, run.args.book)
        books.close_month(session, book.id, run.args.month, run.today)
        view = funds.view(session, book.id, run.args.month.year)
    out(run, year_json(view), lambda: say(f"{book.name}已结账到{run.args.month.label}"))


def carry(run: Run) -> None:
    """A year closed, its balance carried forward or taken back."""
    from banfu_desktop.services.bank import bank
    from banfu_desktop.services.funds import books, funds

    args = run.args
    with run.risky_deed(f"年结 {args.book}{args.year}年") as session:
        book = funds.named(session, args.book)
        before = funds.view(session, book.id, args.year)
        left, balance_fen = bank.open_at_years_end(session, before, run.today), before.balance_fen
        returned = balance_fen if args.take_back == "全部" else parse_yuan(args.take_back)
        opening = books.carry(session, book.id, args.year, returned, ACTOR, run.now)
        view = funds.view(session, book.id, args.year)
    ends = f"财政收回 {yuan(returned)} 元，{args.year + 1}年年初 {yuan(opening)} 元"
    out(run, year_json(view), lambda: say(f"{book.name}{args.year}年已年结：{ends}"))
    for remark in left:
        remind(remark)


def show(run: Run) -> None:
    """A year of a book, voucher by voucher."""
    from banfu_desktop.services.funds import funds

    with run.read() as session:
        book = funds.named(session, run.args.book)
        year = run.args.year or book.latest
        view, rows = funds.view(session, book.id, year), funds.vouchers(session, book.id, year)

    def said() -> None:
        say_year(view)
        for row in rows:
            say_voucher(row)

    out(run, year_json(view) | {"vouchers": [voucher_json(row) for row in rows]}, said)


def balance(run: Run) -> None:
    """What every book holds, at the end of a day where one is given."""
    from banfu_desktop.services.funds import funds

    day = run.args.on or run.today
    with run.read() as session:
        balances = [(book.name, funds.balance_on(session, book.id, day)) for book in funds.books(session)]
    if not balances:
        raise UserError("还没有工作经费账", "请先开账（fund open）")

    def said() -> None:
        for name, fen in balances:
            say(f"{name}　{yuan(fen)} 元")

    out(run, {"on": str(day), "books": [{"name": name, "balance_fen": fen} for name, fen in balances]}, said)


def export(run: Run) -> None:
    """A book, or a year of it, as Excel, CSV or a beancount file."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.funds import exporting as funds_export
    from banfu_desktop.services.funds import funds

    refuse_target(run.args.file, *funds_export.SUFFIXES)
    with run.deed("导出台账") as session:
        book = funds.named(session, run.args.book)
        outgoing = funds_export.put_on_record(session, book.id, run.args.year, run.now)
    funds_export.write(outgoing, run.args.file)
    say(f"已导出：{run.args.file}")


def take_in(run: Run) -> None:
    """Last year's ledger from Excel, whole or not at all."""
    from banfu_desktop.services.funds import funds
    from banfu_desktop.services.funds import importing as funds_import

    args, given = run.args, imports.options(run)

    def look(session: "Session") -> "ImportPlan":
        book = funds.named(session, args.book)
        return funds_import.look(session, book.id, args.year, args.file, given)

    imports.take_in(
        run,
        f"{args.year}年台账",
        look,
        lambda session, plan: funds_import.carry_out(session, plan, ACTOR, run.now),
        changes=lambda plan: plan.count("新增") > 0,
    )


def write_template(run: Run) -> None:
    """An empty ledger to fill in, with the office's categories."""
    from banfu_desktop.services.funds import importing as funds_import

    with run.read() as session:
        table = funds_import.template(session)
    funds_import.write_template(run.args.file, table)
    say(f"已写出模板：{run.args.file}")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    fund = arguments.group(commands, "fund", "工作经费")
    opening = arguments.add(fund, "open", open_book, "开账；不写名称时按通知开三本账")
    opening.add_argument("name", nargs="?", metavar="账本")
    for name, default, text in (
        ("--kind", "其他", "工作队、第一书记或其他"),
        ("--source", None, "资金来源"),
        ("--village", None, "村"),
        ("--opening", "0", "年初结转"),
        ("--budget", "0", "本年应拨"),
    ):
        opening.add_argument(name, default=default, metavar="…", help=text)
    opening.add_argument("--year", type=int, metavar="2026", help="年度")
    _moving(fund)
    _ending(fund)
    funds_books.declare(fund)
    funds_advances.declare(fund)
    exporting = arguments.add(fund, "export", export, "导出一本账（.xlsx、.csv、.beancount）")
    importing = arguments.add(fund, "import", take_in, "导入去年台账")
    for command in (exporting, importing):
        command.add_argument("book", metavar="账本")
    importing.add_argument("year", type=int, metavar="年度")
    exporting.add_argument("--year", type=int, metavar="2026", help="只导出这一年")
    blank = arguments.add(fund, "template", write_template, "写出空白台账模板，列出本单位的科目")
    for command in (exporting, importing, blank):
        command.add_argument("file", type=arguments.path, metavar="FILE")
    for command in fund.choices.values():
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")
    imports.declare_options(importing, in_json=False)


def _moving(fund: Any) -> None:
    """Money in and out."""
    came = arguments.add(fund, "allot", allot, "登记拨款或其他收入")
    went = arguments.add(fund, "post", post, "登记支出并记账")
    back = arguments.add(fund, "reverse", reverse, "红字冲销")
    again = arguments.add(fund, "copy", copy, "已冲销的凭证照原样另开一张草稿")
    for command in (back, again):
        command.add_argument("book", metavar="账本")
        command.add_argument("number", type=int, metavar="凭证号")
        command.add_argument("--year", type=int, metavar="2026", help="凭证所在年度")
    for command in (came, went):
        command.add_argument("book", metavar="账本")
        command.add_argument("amount", metavar="金额")
    came.add_argument("--source", metavar="科目", help="县财政、派出单位、社会捐赠、自筹；不写是年度拨款")
    came.add_argument("--summary", metavar="摘要")
    came.add_argument("--for-year", type=int, metavar="2026", help="拨款所属年度")
    for name, required, text in (
        ("--summary", True, "摘要"),
        ("--category", True, "科目"),
        ("--payee", False, "收款人"),
        ("--handler", False, "经办人"),
        ("--witness", False, "证明人"),
        ("--leader", False, "队长签字"),
        ("--secretary", False, "镇党委书记签字"),
        ("--project", False, "所属双签项目"),
        ("--reason", False, "科目不得列支时的例外原因"),
    ):
        went.add_argument(name, required=required, metavar="…", help=text)
    went.add_argument("--invoice", action="append", metavar="号码", help="数电票号码，可写多次")
    back.add_argument("--reason", required=True, metavar="原因")
    for command in (came, went, back):
        command.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，不写是今天")


def _ending(fund: Any) -> None:
    """Months and years closed, and what is there."""
    closing = arguments.add(fund, "close", close, "月结")
    carrying = arguments.add(fund, "carry", carry, "年结与结转")
    showing = arguments.add(fund, "show", show, "看一本账的一年")
    holding = arguments.add(fund, "balance", balance, "看各账余额")
    for command in (closing, carrying, showing):
        command.add_argument("book", metavar="账本")
    closing.add_argument("month", type=arguments.month, metavar="月份")
    carrying.add_argument("year", type=int, metavar="年度")
    carrying.add_argument(
        "--take-back", default="0", metavar="金额", help="财政收回的金额，或“全部”；其余结转下年"
    )
    showing.add_argument("--year", type=int, metavar="2026", help="年度，不写是最近一年")
    holding.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，不写是今天")
