"""Commands of the allowance room: letters about 乡镇工作补贴 (六(一)), rules of the others (六(四))."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.allowance.letters import AllowanceRow
    from banfu_desktop.services.allowance.others import OtherRow
    from banfu_desktop.services.allowance.own_rules import OwnRuleRow


def _posting(session: "Session", name: str, run: Run) -> int:
    """The posting of the one person with a name; of several the one where most is left to do.

    Raises:
        UserError: nobody, or several people, have the name.
    """
    from banfu_desktop.services.allowance import letters
    from banfu_desktop.services.members import members

    postings = members.named(session, name)
    people = {row.person_id for row in postings}
    if len(people) > 1:
        raise UserError(f"有{len(people)}位成员叫“{name}”", "请在窗口的补贴待遇中登记")
    listed = (row.id for row in letters.listing(session, run.today) if row.person_id in people)
    return next(listed, postings[-1].id)


def add(run: Run) -> None:
    """Write down that the letters about people, or to a unit, were sent."""
    from banfu_desktop.rules.allowance import LetterState
    from banfu_desktop.services.allowance import letters
    from banfu_desktop.tables.allowance import ALLOWANCES

    args = run.args
    if bool(args.names) == bool(args.unit):
        raise UserError("没有写明告知了谁的单位", "请写姓名，可写几个；或用 --unit 写派出单位")
    with run.deed(f"登记乡镇工作补贴告知 {args.unit or '、'.join(args.names)}") as session:
        if args.unit:
            rows = letters.listing(session, run.today)
            keys = [
                row.id for row in rows
                if row.organisation == args.unit and row.state is LetterState.UNTOLD
            ]  # fmt: skip
            if not keys:
                raise UserError(f"{args.unit}没有要告知的人", "请用 allowance show 核对单位名称和状态")
        else:
            keys = [_posting(session, name, run) for name in args.names]
        letters.send(session, keys, args.on or run.today, ALLOWANCES["number"].read(args.number), run.today)
        told = [letters.one(session, key, run.today) for key in keys]
    for row in told:
        say(_words(row))


def confirm(run: Run) -> None:
    """Write down what a unit answered."""
    from banfu_desktop.services.allowance import letters
    from banfu_desktop.tables.allowance import ALLOWANCES

    args = run.args
    given = {
        "confirmed_on": args.on, "paid_from": args.paid_from, "stopped_on": args.stopped,
        "reply": ALLOWANCES["reply"].read(args.reply),
        "amount_fen": None if args.amount is None else parse_yuan(args.amount),
    }  # fmt: skip
    values = {name: value for name, value in given.items() if value is not None}
    with run.deed(f"登记乡镇工作补贴答复 {args.name}") as session:
        key = _posting(session, args.name, run)
        if letters.one(session, key, run.today).confirmed_on is None:
            values.setdefault("confirmed_on", run.today)
        letters.save(session, key, values, run.today)
        row = letters.one(session, key, run.today)
    say(_words(row))


def remove(run: Run) -> None:
    """Remove a letter written down by mistake."""
    from banfu_desktop.services.allowance import letters

    with run.deed(f"撤回乡镇工作补贴告知 {run.args.name}") as session:
        letters.remove(session, _posting(session, run.args.name, run), run.today)
    say(f"已撤回{run.args.name}的告知")


def show(run: Run) -> None:
    """Everybody's six months and letters."""
    from banfu_desktop.services.allowance import letters

    with run.read() as session:
        rows = letters.listing(session, run.today)
    if run.args.json:
        say_json([_json(row) for row in rows])
        return
    for row in rows:
        say(_words(row))
    say(f"{len(rows)} 人")


def _words(row: "AllowanceRow") -> str:
    amount = "" if row.amount_fen is None else f"每月{yuan(row.amount_fen)}元"
    parts = (
        row.name, row.organisation, f"{row.eligible_on}满六个月", row.state.label,
        f"{row.sent_on}送出" if row.sent_on else "", row.number or "",
        f"{row.confirmed_on}答复" if row.confirmed_on else "",
        f"{row.paid_from}起发" if row.paid_from else "", amount, row.reply or "",
        f"{row.stopped_on}停发" if row.stopped_on else "", row.changed,
    )  # fmt: skip
    return "　".join(part for part in parts if part)


def _json(row: "AllowanceRow") -> dict[str, object]:
    days = ("arrived_on", "eligible_on", "left_on", "sent_on", "confirmed_on", "paid_from", "stopped_on")
    return {
        "name": row.name,
        "unit": row.organisation,
        "state": row.state.value,
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
        "number": row.number,
        "amount_fen": row.amount_fen,
        "reply": row.reply,
        "changed": row.changed or None,
    }


def rule_add(run: Run) -> None:
    """Write down under which rule a category stands, or correct the one of that day."""
    from banfu_desktop.rules.words import Category
    from banfu_desktop.services.allowance import own_rules
    from banfu_desktop.tables.allowance import OWN_RULES

    args = run.args
    category, start = Category.parse(args.category), args.on or run.today
    texts = {name: getattr(args, name) for name in ("rule", "number", "payer", "amount")}
    read = {name: OWN_RULES[name].read(text) for name, text in texts.items() if text is not None}
    values = {**read, "category": category, "start_on": start}
    if args.until is not None:
        values["end_on"] = args.until
    with run.deed(f"登记执行规定 {category.label}") as session:
        same = next(
            (
                row.id
                for row in own_rules.listing(session)
                if (row.category, row.start_on) == (category, start)
            ),
            None,
        )
        key = own_rules.save(session, values, same)
        row = next(row for row in own_rules.listing(session) if row.id == key)
    say(_rule_words(row))


def rule_show(run: Run) -> None:
    """Who stands under 六(四), and the rules told."""
    from banfu_desktop.services.allowance import others, own_rules

    with run.read() as session:
        rules, people = own_rules.listing(session), others.listing(session, run.today)
    if run.args.json:
        say_json({"rules": [_rule(row) for row in rules], "people": [_other(row) for row in people]})
        return
    for rule in rules:
        say(_rule_words(rule))
    for row in people:
        parts = (row.name, row.organisation, row.category.label, row.told.words if row.told else row.rule)
        say("　".join((*parts, row.warning) if row.warning else parts))
    say(f"{len(rules)} 条规定，{len(people)} 人")


def _rule_words(row: "OwnRuleRow") -> str:
    until = f"至{row.end_on}" if row.end_on else "起"
    return "　".join(filter(None, (row.category.label, row.words, f"{row.start_on}{until}", row.amount)))


def _rule(row: "OwnRuleRow") -> dict[str, object]:
    return {
        "category": row.category.value,
        "rule": row.rule,
        "number": row.number,
        "payer": row.payer,
        "amount": row.amount,
        "from": str(row.start_on),
        "until": str(row.end_on) if row.end_on else None,
    }


def _other(row: "OtherRow") -> dict[str, object]:
    return {
        "name": row.name,
        "unit": row.organisation,
        "category": row.category.value,
        "rule": row.rule if row.told else None,
        "payer": row.payer,
        "amount": row.amount,
        "warning": row.warning or None,
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    letters = arguments.group(commands, "allowance", "乡镇工作补贴告知单和答复")
    added = arguments.add(letters, "add", add, "登记告知单已送派出单位")
    added.add_argument("names", nargs="*", metavar="姓名", help="可写几个")
    added.add_argument("--unit", metavar="单位", help="这个单位所有未告知的人")
    added.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="送出日期，默认今天")
    added.add_argument("--number", metavar="文号")
    confirmed = arguments.add(letters, "confirm", confirm, "登记派出单位的答复")
    confirmed.add_argument("name", metavar="姓名")
    for name, text in (
        ("--on", "收到答复的日期，默认今天"),
        ("--paid-from", "单位从哪天起发；不发的不写"),
        ("--stopped", "单位停发的日期"),
    ):
        confirmed.add_argument(name, type=arguments.moment, metavar="YYYY-MM-DD", help=text)
    confirmed.add_argument("--amount", metavar="元", help="单位写明的月标准")
    confirmed.add_argument("--reply", metavar="文字", help="单位的原话；不发的写明原因")
    removed = arguments.add(letters, "remove", remove, "撤回登记错了的告知")
    removed.add_argument("name", metavar="姓名")
    shown = arguments.add(letters, "show", show, "看谁满六个月、告知和答复")
    ruled = arguments.group(commands, "own-rule", "其他人员（六(四)）执行的规定")
    told = arguments.add(ruled, "add", rule_add, "登记一类人员执行的规定")
    told.add_argument("category", metavar="人员类别")
    told.add_argument("rule", metavar="规定名称")
    told.add_argument("--number", metavar="文号")
    told.add_argument("--payer", metavar="单位", help="由谁负担")
    told.add_argument("--amount", metavar="文字", help="文件写明的标准，照原文")
    told.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="起始日期，默认今天")
    told.add_argument("--until", type=arguments.moment, metavar="YYYY-MM-DD", help="截止日期")
    listed = arguments.add(ruled, "show", rule_show, "看各类人员执行的规定")
    for command in (shown, listed):
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")
