"""Commands of the subsidy room."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, monthly
from banfu_desktop.cli.run import ACTOR, Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from banfu_desktop.services.subsidies.sheets import MonthSheets


def make(run: Run) -> None:
    """Open a month's draft."""
    from banfu_desktop.services.subsidies import subsidies

    with run.deed(f"编制{run.args.month.label}补助") as session:
        subsidies.make(session, run.args.month, run.now)
        sheets = subsidies.show(session, run.args.month)
    _say_sheets(sheets)


def show(run: Run) -> None:
    """A month's sheets."""
    from banfu_desktop.services.subsidies import subsidies

    with run.read() as session:
        sheets = subsidies.show(session, run.args.month)
    if run.args.json:
        say_json(_sheets_json(sheets))
    else:
        _say_sheets(sheets)


def _sheets_json(sheets: "MonthSheets") -> dict[str, object]:
    names = ("name", "days_posted", "days_present", "gross_fen", "deducted_fen", "net_fen", "reason")
    payers = [
        {
            "payer": sheet.payer,
            "lines": [{name: getattr(line, name) for name in names} for line in sheet.lines],
            "net_fen": sheet.net_fen,
        }
        for sheet in sheets.sheets
    ]
    refused = [{"name": row.name, "clause": row.clause, "reason": row.reason} for row in sheets.not_entitled]
    return {
        "month": str(sheets.month),
        "state": sheets.state.value,
        "payers": payers,
        "net_fen": sheets.net_fen,
        "not_entitled": refused,
    }


def _say_sheets(sheets: "MonthSheets") -> None:
    code = f"，校验码 {sheets.check_code}" if sheets.check_code else ""
    say(f"{sheets.month.label} {sheets.state.label}{code}")
    for sheet in sheets.sheets:
        say(f"{sheet.payer}　实发 {yuan(sheet.net_fen)}")
        for line in sheet.lines:
            note = f"　{line.held or line.warning or line.reason}".rstrip()
            days = "" if line.is_difference else f"　{line.days_present}/{line.days_in_month}天"
            say(f"　{line.name}{days}　{yuan(line.net_fen)}{note}")
    say(f"{len(sheets.sheets)}个单位、{sheets.people}人，实发合计 {yuan(sheets.net_fen)} 元")
    for row in sheets.not_entitled:
        say(f"不发放：{row.name}（{row.clause}）{row.reason}")


def rule(run: Run) -> None:
    """What the clerk decides for one person: a deduction with its reason, or none any more."""
    from banfu_desktop.services.members import members
    from banfu_desktop.services.subsidies import subsidies

    args = run.args
    with run.deed(f"登记扣减 {args.name}") as session:
        people = {row.person_id for row in members.named(session, args.name, args.month.period)}
        if len(people) > 1:
            raise UserError(f"有{len(people)}位成员叫“{args.name}”", "请在窗口中登记")
        (person,) = people
        if args.amount is None:
            subsidies.withdraw_ruling(session, args.month, person)
        else:
            subsidies.rule(session, args.month, person, parse_yuan(args.amount), args.reason)
    decided = "扣减按设置计算" if args.amount is None else f"扣减 {args.amount} 元"
    say(f"{args.month.label} {args.name}：{decided}")


def seal(run: Run) -> None:
    """Freeze a month, behind a local copy."""
    from banfu_desktop.services.subsidies import subsidies

    with run.risky_deed(f"封存{run.args.month.label}补助") as session:
        sheets = subsidies.seal(session, run.args.month, ACTOR, run.now)
    _say_sheets(sheets)


def pay(run: Run) -> None:
    """Record that a month was paid today."""
    from banfu_desktop.services.subsidies import subsidies

    with run.deed(f"登记{run.args.month.label}补助发放") as session:
        subsidies.pay(session, run.args.month, run.today, run.today)
    say(f"{run.args.month.label}已登记发放，日期 {run.today}")


def diff(run: Run) -> None:
    """What facts changed since sealing make of a month."""
    from banfu_desktop.services.subsidies import differences

    with run.read() as session:
        rows = differences.of_month(session, run.args.month)
    total = sum(row.difference_fen for row in rows)
    if run.args.json:
        names = ("name", "payer", "paid_fen", "due_fen", "difference_fen", "reason")
        found = [{name: getattr(row, name) for name in names} for row in rows]
        say_json({"month": str(run.args.month), "differences": found, "difference_fen": total})
        return
    for row in rows:
        amounts = f"原实发 {yuan(row.paid_fen)}，应实发 {yuan(row.due_fen)}"
        say(f"{row.word} {yuan(abs(row.difference_fen))}　{row.name}（{row.payer}）{amounts}　{row.reason}")
    say(f"{run.args.month.label}差异{len(rows)}处，合计 {yuan(total)} 元")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    money = group(commands, "subsidy", "工作补助")
    for name, job, text, in_json in (
        ("make", make, "编制某月发放表", False),
        ("show", show, "看某月发放表", True),
        ("seal", seal, "封存某月", False),
        ("pay", pay, "登记某月已发放", False),
        ("diff", diff, "看已封存月份的差异", True),
    ):
        monthly(add(money, name, job, text), in_json=in_json)
    ruling = add(money, "rule", rule, "由经办人决定某人某月的扣减")
    monthly(ruling, in_json=False)
    ruling.add_argument("name", metavar="姓名")
    ruling.add_argument("amount", metavar="扣减", nargs="?", help="元；不写是取消扣减，按设置计算")
    ruling.add_argument("--reason", metavar="原因", default="", help="有扣减时必须写明")
