"""Commands of the subsidy's account: what is to be collected, what is unpaid, 补发表."""

from typing import Any

from banfu_desktop.cli.arguments import add, group, moment, month
from banfu_desktop.cli.finding import person_named
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.cli.subsidies_words import say_sheet, sheet_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.subsidies_sheets import RepaymentWay, parse_supplement


def declare(money: Any) -> None:
    """The commands under `subsidy` that are about the account."""
    owed = group(money, "receivable", "应收回")
    shown = add(owed, "list", receivables, "列出应收回")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
    back = add(owed, "repay", repay, "登记收回")
    back.add_argument("name", metavar="姓名")
    back.add_argument("amount", metavar="金额", help="元")
    back.add_argument("--on", type=moment, metavar="日期", required=True)
    back.add_argument("--payer", metavar="单位", help="欠几个单位时写明")
    back.add_argument("--how", metavar="方式", default="转账", help="、".join(RepaymentWay.labels()))
    back.add_argument("--paper", metavar="凭证", default="")
    back.add_argument("--json", action="store_true", help="给其他程序用的格式")
    old = add(owed, "answer", answer, "回答升级前的扣回收回了没有")
    old.add_argument("number", type=int, metavar="序号", nargs="?", help="不写是列出要回答的")
    old.add_argument("--owed", action="store_true", help="没有收回，列为应收回")
    old.add_argument("--on", type=moment, metavar="日期", help="收回的日期")
    old.add_argument("--paper", metavar="凭证", default="")
    left = add(money, "unpaid", unpaid, "列出已封存未发放")
    left.add_argument("--json", action="store_true", help="给其他程序用的格式")
    made = add(money, "supplement", supplement, "编制补发表；写编号加 --discard 是取消")
    made.add_argument("months", metavar="月份", nargs="+", help="2026-09 2026-10，或 补2026-3")
    made.add_argument("--payer", metavar="单位")
    made.add_argument("--discard", action="store_true", help="取消一张没有封存的补发表")
    made.add_argument("--json", action="store_true", help="给其他程序用的格式")


def receivables(run: Run) -> None:
    """What is to be collected."""
    from banfu_desktop.services.subsidies import receivables as account

    with run.read() as session:
        rows = account.listing(session, run.today)
    total = sum(row.open_fen for row in rows)
    if run.args.json:
        found = [
            {
                "name": row.name, "payer": row.payer, "months": [str(one) for one in row.months],
                "owed_fen": row.owed_fen, "repaid_fen": row.repaid_fen, "open_fen": row.open_fen,
                "since": str(row.since) if row.since else None,
            }
            for row in rows
        ]  # fmt: skip
        say_json({"receivables": found, "open_fen": total})
        return
    for row in rows:
        say(
            f"{row.name}\t{row.payer}\t{row.months_said}\t应收回 {yuan(row.open_fen)}"
            f"\t已收回 {yuan(row.repaid_fen)}\t{row.days}天"
        )
    say(f"应收回{len(rows)}笔，合计 {yuan(total)} 元")


def repay(run: Run) -> None:
    """Write down what somebody gave back."""
    from banfu_desktop.services.subsidies import receivables as account

    args = run.args
    with run.deed(f"登记收回 {args.name}") as session:
        repayment = account.Repayment(
            parse_yuan(args.amount), args.on, RepaymentWay.parse(args.how), args.paper
        )
        made = account.repay(session, person_named(session, args.name), repayment, run.today, args.payer)
        parts = [(row.month, row.amount_fen) for row in made]
        left = sum(row.open_fen for row in account.listing(session, run.today) if row.name == args.name)
    if args.json:
        say_json({"repaid": [{"month": str(one), "fen": fen} for one, fen in parts], "open_fen": left})
        return
    told = "、".join(f"{one.label} {yuan(fen)}" for one, fen in parts)
    say(f"{args.name}收回 {args.amount} 元（{told}），还应收回 {yuan(left)} 元")


def answer(run: Run) -> None:
    """Say of an old negative line whether it was collected."""
    from banfu_desktop.services.subsidies import receivables as account

    args = run.args
    if args.number is None:
        with run.read() as session:
            rows = account.uncollected(session)
        for row in rows:
            say(f"{row.id}\t{row.payer}\t{row.question}")
        say(f"要回答的{len(rows)}笔")
        return
    with run.deed("回答扣回收回情况") as session:
        if args.number not in {row.id for row in account.uncollected(session)}:
            raise UserError(f"没有要回答的第{args.number}笔", "不写序号可以列出要回答的")
        account.answer_uncollected(
            session, args.number, run.today, owed=args.owed, collected_on=args.on, paper=args.paper
        )
    say("已列为应收回" if args.owed else f"已登记收回，日期 {args.on}")


def unpaid(run: Run) -> None:
    """Who is sealed and not paid."""
    from banfu_desktop.services.subsidies import paying

    with run.read() as session:
        rows = paying.unpaid(session, run.today)
    total = sum(row.net_fen for row in rows)
    if run.args.json:
        found = [
            {
                "payer": row.payer, "month": str(row.month), "number": row.number or None, "name": row.name,
                "net_fen": row.net_fen, "since": str(row.since),
            }
            for row in rows
        ]  # fmt: skip
        say_json({"unpaid": found, "net_fen": total})
        return
    for row in rows:
        say(f"{row.payer}\t{row.month.label}\t{row.number}\t{row.name}\t{yuan(row.net_fen)}\t{row.days}天")
    say(f"未发放{len(rows)}人次，合计 {yuan(total)} 元")


def supplement(run: Run) -> None:
    """Open a 补发表 for what was found out about sealed months, or give one up."""
    from banfu_desktop.services.subsidies import supplements

    args = run.args
    if args.discard:
        numbers = [parse_supplement(text) for text in args.months]
        with run.deed("取消补发表") as session:
            for text, number in zip(args.months, numbers, strict=True):
                if number is None:
                    raise UserError(f"“{text}”不是补发表的编号", "请写成 补2026-3")
                supplements.withdraw(session, *number)
        say(f"已取消：{'、'.join(args.months)}")
        return
    months = [month(text) for text in args.months]
    with run.deed("编制补发表") as session:
        sheets = supplements.ask(session, months, run.now, args.payer)
    if args.json:
        say_json([sheet_json(sheet) for sheet in sheets])
        return
    for sheet in sheets:
        say_sheet(sheet)
