"""Commands of the subsidy room: months made and shown, sheets sealed, voided and paid, decisions."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from banfu_desktop.cli import subsidies_account
from banfu_desktop.cli.arguments import Job, Parser, add, group, moment, month, monthly
from banfu_desktop.cli.finding import person_named, unit_named
from banfu_desktop.cli.run import ACTOR, Run, remind, say, say_json
from banfu_desktop.cli.subsidies_words import Payments, month_json, say_sheet, say_sheets, sheet_json
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.subsidies_account import sums_said
from banfu_desktop.rules.subsidies_sheets import parse_number, parse_supplement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.db.models.subsidies import SubsidySheet
    from banfu_desktop.services.subsidies.sealing import Left
    from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet

Asked = Month | str
"""A month, or a sheet by its number: 2026年第037号, 补2026-3."""


def declare(rooms: Any) -> None:
    """The commands under `subsidy`."""
    money = group(rooms, "subsidy", "工作补助")
    for name, job, text, used in (
        ("make", make, "编制某月发放表", ()),
        ("show", show, "看某月或某号的发放表", ()),
        ("seal", seal, "封存某月能封存的表，或一张补发表", ("reason",)),
        ("void", void, "作废一张没有发放的表，以后重封", ("reason",)),
        ("pay", pay, "登记发放，或更正发放日期", ("on", "reason")),
        ("diff", diff, "看已封存月份的差异", ()),
    ):
        command = _sheets(add(money, name, _telling(job, used), text))
        if job is pay:
            command.add_argument("--name", action="append", metavar="姓名", help="只办这个人，可以写几次")
            command.add_argument("--reference", metavar="凭证号", default="", help="银行回单或凭证的编号")
    ruling = add(money, "rule", _telling(rule, ("reason",)), "由经办人决定某人某月的扣减")
    monthly(ruling, in_json=True)
    ruling.add_argument("name", metavar="姓名")
    ruling.add_argument("amount", metavar="扣减", nargs="?", help="元；不写是取消扣减，按设置计算")
    ruling.add_argument("--reason", metavar="原因", default="", help="扣或者不扣都要写明")
    ruling.add_argument("--payer", metavar="单位", help="当月由几个单位发放时写明")
    ruling.add_argument("--on", type=moment, metavar="日期", help="不用于这个命令")
    _left_off(money)
    _one_off(money)
    subsidies_account.declare(money)


def _sheets(command: Parser) -> Parser:
    """The options that every command about a month's sheets takes."""
    command.add_argument(
        "month", type=_asked, metavar="月份", help="2026-10，或编号：2026年第037号、补2026-3"
    )
    command.add_argument("--payer", metavar="单位", help="只办这个发放单位")
    command.add_argument("--on", type=moment, metavar="日期", help="发放的日期，默认今天")
    command.add_argument("--reason", metavar="原因", default="", help="作废、提前封存、更正日期的原因")
    command.add_argument("--json", action="store_true", help="给其他程序用的格式")
    return command


def _telling(job: Job, used: Collection[str]) -> Job:
    """A command that says of --on and --reason where it has no use for them, instead of passing over them."""

    def told(run: Run) -> object:
        for name in ("on", "reason"):
            if getattr(run.args, name) and name not in used:
                remind(f"--{name} 对这个命令没有用处，没有照它办理")
        return job(run)

    return told


def _left_off(money: Any) -> None:
    later = add(money, "defer", defer, "把待处理的一行留到以后（暂缓）")
    monthly(later, in_json=False)
    later.add_argument("name", metavar="姓名")
    later.add_argument("--about", type=month, metavar="月份", help="哪个月的差异；不写是本月这一行")
    later.add_argument("--payer", metavar="单位")
    later.add_argument("--reason", metavar="原因", default="")
    never = add(money, "waive", waive, "已封存的一行不再发放")
    never.add_argument("month", type=_asked, metavar="月份")
    never.add_argument("name", metavar="姓名")
    never.add_argument("--payer", metavar="单位")
    never.add_argument("--reason", metavar="原因", default="")


def _one_off(money: Any) -> None:
    once = add(money, "one-off", one_off, "登记一次性的补发或扣减")
    monthly(once, in_json=False)
    once.add_argument("name", metavar="姓名")
    once.add_argument("amount", metavar="金额", help="元；扣减写负数，前面加 --")
    once.add_argument("--payer", metavar="单位", required=True)
    once.add_argument("--reason", metavar="原因", required=True)
    once.add_argument("--paper", metavar="文号", required=True, help="依据的文件或单据")
    once.add_argument("--approved", metavar="批准人", required=True)


def _asked(text: str) -> Asked:
    if parse_supplement(text) or parse_number(text):
        return text
    return month(text)


def make(run: Run) -> None:
    """Open a month's drafts."""
    from banfu_desktop.services.subsidies import subsidies

    wanted = _month(run)
    with run.deed(f"编制{wanted.label}补助") as session:
        subsidies.make(session, wanted, run.now)
        standing = _standing(session, run)
    _say_standing(run, standing)


def _month(run: Run) -> Month:
    wanted: Asked = run.args.month
    if isinstance(wanted, str):
        raise UserError(f"“{wanted}”不是月份", "请写成 2026-10")
    return wanted


def show(run: Run) -> None:
    """A month's sheets, or one sheet by its number."""
    with run.read() as session:
        standing = _standing(session, run)
    _say_standing(run, standing)


class _Standing(NamedTuple):
    """What a command is about as it stands: a month or one sheet, 应收回 in fen, and who was paid."""

    what: "MonthSheets | PayerSheet"
    receivable_fen: int
    paid: "Payments"


def _standing(session: "Session", run: Run) -> _Standing:
    from banfu_desktop.services.subsidies import overview, receivables, subsidies
    from banfu_desktop.services.subsidies.account import Account

    asked: Asked = run.args.month
    if isinstance(asked, str):
        sheet = _numbered(session, asked)
        return _Standing(sheet, 0, overview.line_payments(session, [sheet.sheet_id or 0]))
    account = Account(session)
    sheets = subsidies.shown(session, account, asked)
    owed = sum(row.open_fen for row in receivables.listing(session, run.today, account))
    payer = unit_named(session, run.args.payer)
    if payer is not None:
        root = account.records.levels.root
        own = tuple(sheet for sheet in sheets.sheets if root(sheet.payer_id) == root(payer))
        sheets = replace(sheets, sheets=own)
    paid = overview.line_payments(session, [sheet.sheet_id for sheet in sheets.sheets if sheet.sheet_id])
    return _Standing(sheets, owed, paid)


def _say_standing(run: Run, standing: _Standing) -> None:
    from banfu_desktop.services.subsidies.sheets import PayerSheet

    what = standing.what
    if isinstance(what, PayerSheet):
        say_json(sheet_json(what)) if run.args.json else say_sheet(what, standing.paid)
    elif run.args.json:
        say_json(month_json(what, standing.paid, standing.receivable_fen))
    else:
        say_sheets(what, standing.paid)


def _numbered(session: "Session", text: str) -> "PayerSheet":
    from banfu_desktop.services.subsidies import sealed, supplements

    supplement = parse_supplement(text)
    if supplement:
        return supplements.show(session, *supplement)
    return sealed.read(session, [_by_number(session, text)])[0]


def _by_number(session: "Session", text: str) -> "SubsidySheet":
    """The sealed sheet of a number; of a 补发表 the one in force."""
    from banfu_desktop.services.subsidies import sealed, supplements

    number, supplement = parse_number(text), parse_supplement(text)
    if number:
        return sealed.by_number(session, *number)
    assert supplement is not None
    row = supplements.sealed_row(session, *supplement)
    if row is None:
        raise UserError(f"{text}还没有封存", "请先封存")
    return row


def _sealed_sheets(session: "Session", run: Run) -> "list[SubsidySheet]":
    """The sealed sheets a command is about."""
    from banfu_desktop.services.subsidies import paying, sealing

    asked: Asked = run.args.month
    if isinstance(asked, str):
        return [_by_number(session, asked)]
    if run.args.payer:
        return [sealing.sheet_of(session, asked, run.args.payer)]
    found = paying.payable(session, asked)
    if not found:
        raise UserError(f"{asked.label}还没有封存", "请先封存再登记发放")
    return found


def rule(run: Run) -> None:
    """What the clerk decides for one person: a deduction with its reason, or none any more."""
    from banfu_desktop.services.subsidies import rulings

    args = run.args
    with run.deed(f"登记扣减 {args.name}") as session:
        person, payer = person_named(session, args.name), unit_named(session, args.payer)
        if args.amount is None:
            rulings.withdraw_ruling(session, args.month, person, payer)
        else:
            rulings.rule(session, args.month, person, parse_yuan(args.amount), args.reason, payer)
        standing = _standing(session, run) if args.json else None
    if standing is not None:
        _say_standing(run, standing)
        return
    decided = "扣减按设置计算" if args.amount is None else f"扣减 {args.amount} 元"
    say(f"{args.month.label} {args.name}：{decided}")


def defer(run: Run) -> None:
    """Leave a held line or an undecided difference off the payer's next sheet."""
    from banfu_desktop.services.subsidies import rulings, subsidies

    args = run.args
    with run.deed(f"暂缓 {args.name}") as session:
        person, payer = person_named(session, args.name), unit_named(session, args.payer)
        about = args.about or args.month
        held = [
            sheet.payer_id
            for sheet in subsidies.show(session, args.month).sheets
            for row in sheet.held
            if (row.person_id, row.about) == (person, about) and payer in (None, sheet.payer_id)
        ]
        if not held:
            raise UserError(f"{args.name}在{args.month.label}没有待处理的行", "用 subsidy show 核对")
        rulings.defer(session, args.month, held[0], person, about, args.reason)
    say(f"{args.name} {about.label}暂缓，不列入{args.month.label}发放表")


def one_off(run: Run) -> None:
    """A one-off line on a month."""
    from banfu_desktop.services.subsidies import reach, rulings

    args = run.args
    with run.deed(f"登记一次性补扣 {args.name}") as session:
        entry = rulings.OneOffEntry(
            person_named(session, args.name),
            args.payer,
            parse_yuan(args.amount),
            args.reason,
            args.paper,
            args.approved,
        )
        reached = reach.of_deed(session, lambda: rulings.add_one_off(session, args.month, entry))
    say(f"{args.month.label} {args.name}：一次性 {args.amount} 元（{args.payer}）")
    if reached.months:
        say(reached.sentence)


def seal(run: Run) -> None:
    """Freeze what can be of a month, or a 补发表, behind a local copy."""
    from banfu_desktop.services.subsidies import subsidies, supplements

    args, asked = run.args, run.args.month
    label = asked.label if isinstance(asked, Month) else asked
    with run.risky_deed(f"封存{label}补助") as session:
        if isinstance(asked, str):
            number = parse_supplement(asked)
            if number is None:
                raise UserError(f"{asked}已经封存", "补发表请写 补2026-3")
            done: tuple[PayerSheet, ...] = (supplements.seal(session, *number, ACTOR, run.now),)
            left: tuple[Left, ...] = ()
        else:
            sealing = subsidies.seal(session, asked, ACTOR, run.now, payer=args.payer, reason=args.reason)
            done, left = sealing.sheets, sealing.left
    named = [{"payer": row.payer, "why": row.why} for row in left]
    if args.json:
        say_json({"sealed": [sheet_json(sheet) for sheet in done], "left": named})
        return
    for sheet in done:
        say_sheet(sheet)
    say(f"已封存 {len(done)} 张，实发合计 {yuan(sum(sheet.net_fen for sheet in done))} 元")
    for row in left:
        say(f"没有封存：{row.payer}（{row.why}）")


def void(run: Run) -> None:
    """Void a sealed sheet nothing of which is paid."""
    from banfu_desktop.services.subsidies import sealing

    with run.risky_deed("作废补助发放表") as session:
        rows = _sealed_sheets(session, run)
        if len(rows) > 1:
            raise UserError(f"{run.args.month.label}有{len(rows)}张已封存的表", "请用 --payer 写明作废哪一张")
        row = sealing.void(session, rows[0].id, ACTOR, run.args.reason, run.now)
        version = row.version
        standing = _standing(session, run) if run.args.json else None
    if standing is not None:
        _say_standing(run, standing)
        return
    say(f"已作废（第{version}版），原因：{run.args.reason}；旧表和校验码保留，可以重新封存")


def pay(run: Run) -> None:
    """Record who was paid and when; with a reason, correct the day of what was paid."""
    from banfu_desktop.services.subsidies import paying

    args = run.args
    day: date = args.on or run.today
    label = args.month.label if isinstance(args.month, Month) else args.month
    with run.deed(f"登记{label}补助发放") as session:
        rows = _sealed_sheets(session, run)
        people = {person_named(session, name) for name in args.name} if args.name else None
        payment = paying.Payment(day, args.reference, people)
        if args.reason:
            count = paying.correct(session, rows, payment, args.reason, run.today)
        else:
            count = paying.pay(session, rows, payment, run.today)
        standing = _standing(session, run) if args.json else None
    if standing is not None:
        _say_standing(run, standing)
        return
    deed = "已更正发放日期" if args.reason else "已登记发放"
    say(f"{label}{deed}，日期 {day}，{len(rows)}张表、{count}人次")


def waive(run: Run) -> None:
    """Mark somebody's sealed, unpaid lines 不再发放."""
    from banfu_desktop.services.subsidies import paying

    args = run.args
    with run.deed(f"不再发放 {args.name}") as session:
        person = person_named(session, args.name)
        mine = [
            row.id
            for row in _sealed_sheets(session, run)
            if any(
                one.person_id == person and one.sheet_id == row.id
                for one in paying.unpaid(session, run.today)
            )
        ]
        if not mine:
            raise UserError(f"{args.name}没有待发放的行", "用 subsidy unpaid 核对")
        for sheet_id in mine:
            paying.waive(session, sheet_id, person, args.reason, run.today)
    say(f"{args.name}：不再发放，原因：{args.reason}")


def diff(run: Run) -> None:
    """What facts changed since sealing make of a month."""
    from banfu_desktop.services.office import levels
    from banfu_desktop.services.subsidies import differences

    wanted = _month(run)
    with run.read() as session:
        payer = unit_named(session, run.args.payer)
        own = None if payer is None else levels.root_of(session, payer)
        rows = [row for row in differences.of_month(session, wanted) if own in (None, row.payer_id)]
    total = sum(row.difference_fen for row in rows)
    if run.args.json:
        names = ("name", "payer", "paid_fen", "due_fen", "difference_fen", "reason")
        records = [{name: getattr(row, name) for name in names} for row in rows]
        say_json({"month": str(wanted), "differences": records, "difference_fen": total})
        return
    for row in rows:
        if row.due_fen is None:
            say(f"待决定　{row.name}（{row.payer}）原实发 {yuan(row.paid_fen)}　{row.reason}")
            continue
        amounts = f"原实发 {yuan(row.paid_fen)}，应实发 {yuan(row.due_fen)}"
        say(f"{row.word} {yuan(abs(row.difference_fen))}　{row.name}（{row.payer}）{amounts}　{row.reason}")
    say(f"{wanted.label}差异{len(rows)}处：{sums_said(row.decided_fen for row in rows)}")
