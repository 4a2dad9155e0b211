"""Commands of what the county makes of the reports: findings, questions, tables, settings, its own trail."""

from typing import Any

from banfu_desktop.cli.arguments import add, moment, month, path
from banfu_desktop.cli.county_opening import ACTOR, declare_folder, declare_json, opened, reading
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import MachineError, UserError


def find(run: Run) -> None:
    """The towns' own findings, or what two towns share."""
    from banfu_desktop.services.county import findings

    with reading(run) as session:
        if run.args.cross:
            shared = findings.across(session)
            if run.args.json:
                say_json([{**vars(row), "kind": row.kind.value} for row in shared])
                return
            for row in shared:
                one = f"{row.first_town} {row.first_name} {row.first_about}"
                other = f"{row.second_town} {row.second_name} {row.second_about}"
                say(f"{row.kind.label}\t{one}\t{other}")
            return
        own = [*findings.against_itself(session), *findings.own(session)]
    if run.args.json:
        say_json([vars(row) for row in own])
        return
    for found in own:
        say("\t".join((found.town, found.urgency, found.text, found.clause, found.until)))


def ask(run: Run) -> None:
    """A question to a town."""
    from banfu_desktop.services.county import desk as desks
    from banfu_desktop.services.county import questions

    args = run.args
    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        number = questions.ask(
            desk, args.town, args.text, args.due, run.now, clause=args.clause, room=args.room,
            record=args.record, actor=ACTOR,
        )  # fmt: skip
    say(f"已记下给{args.town}的第{number}号问题，随下一份反馈（county feedback）发出")


def asked(run: Run) -> None:
    """Questions and how far they have come."""
    from banfu_desktop.services.county import questions

    with reading(run) as session:
        rows = questions.listing(session, run.args.town or "")
    if run.args.json:
        say_json([{**vars(row), "due_on": str(row.due_on), "state": row.state.value} for row in rows])
        return
    for row in rows:
        answer = f"答：{row.answer}" if row.answer else ""
        overdue = "（过期）" if row.overdue(run.today) else ""
        said = (row.town, str(row.no), f"{row.state.label}{overdue}", str(row.due_on), row.text, answer)
        say("\t".join(said))


def close(run: Run) -> None:
    """A question that is answered, or need not be any more."""
    from banfu_desktop.services.county import questions

    with opened(run) as desk:
        questions.close(desk, run.args.town, run.args.number, run.now, run.args.reason, ACTOR)
    say(f"{run.args.town}第{run.args.number}号问题已结，随下一份反馈告诉镇里")


def feedback(run: Run) -> None:
    """The receipt of a town's last package, and the county's questions."""
    from banfu_desktop.services.county import questions

    args = run.args
    with opened(run) as desk:
        receipt = questions.feedback(desk, args.town, args.file, run.now, tuple(args.line or ()), ACTOR)
    asked_ = f"，带{len(receipt.questions)}个问题" if receipt.questions else ""
    say(f"{args.town}第{receipt.number}号的回执已写好：{args.file}{asked_}，只有这个镇能打开")


def export(run: Run) -> None:
    """A table of the county as .xlsx or .pdf."""
    from banfu_desktop.rules.dates import Month
    from banfu_desktop.services.county import desk as desks
    from banfu_desktop.services.county import papers

    args = run.args
    last = args.to or Month.of(run.today).shift(-1)
    first = args.since or Month(last.year, 1)
    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        wish = papers.Wish(desk.name, first, last, run.today, run.now)
        with desk.roll_up.read() as session:
            paper = papers.make(session, args.table, wish)
    papers.write(paper, args.out)
    say(f"已写出：{args.out}")


def tables(_run: Run) -> None:
    """The tables there are."""
    from banfu_desktop.services.county import papers

    for name, table in papers.TABLES.items():
        say(f"{name}\t{table.title}")


def settings(run: Run) -> None:
    """The county's choices, or another one."""
    from banfu_desktop.services.county import settings as choices

    args = run.args
    with opened(run) as desk:
        if args.name is not None:
            if args.value is None:
                raise UserError("没有写明要改成什么", "例如 county set DIR due_day 8")
            choices.choose(desk, args.name, args.value, args.since or run.today, run.now, ACTOR)
        with desk.roll_up.read() as session:
            rows = choices.listing(session, run.today)
    for row in rows:
        since = f"{row.since}起" if row.since else "（默认，本单位自定）"
        say(f"{row.name}\t{row.label}\t{row.value}\t{since}")


def contact(run: Run) -> None:
    """Whom to ring in a town."""
    from banfu_desktop.services.county import calls
    from banfu_desktop.services.county import desk as desks

    args = run.args
    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        calls.set_contact(desk, args.town, args.name, args.phone, run.now, ACTOR)
    say(f"{args.town}的联系人：{args.name} {args.phone}")


def log(run: Run) -> None:
    """The county's own deeds, the newest first."""
    from banfu_desktop.roll_up import deeds

    with reading(run) as session:
        for row in deeds.listing(session):
            say("\t".join((str(row.no), row.at.replace("T", " "), row.actor, row.name, row.town, row.what)))


def report(run: Run) -> None:
    """The county's report for the province."""
    from banfu_desktop.services.county import desk as desks
    from banfu_desktop.services.county import province

    with opened(run) as desk:
        desks.renew_list(desk, run.now, ACTOR)
        made = province.write(desk, run.args.to, run.args.out, run.now, ACTOR)
    say(f"县级汇总第{made.number}号已写好：{run.args.out}，{len(made.towns)}个镇，里面没有人员信息")
    say(f"核对码 {made.fingerprint}（上级第一次收时打电话核对）")


def purge(run: Run) -> None:
    """Kept packages whose time is over: a list, or wiped with a certificate."""
    from banfu_desktop.services.county import retention

    with opened(run) as desk:
        found = retention.expired(desk, run.today)
        for each in found:
            say(f"{each.town}\t第{each.number}号\t{each.received_at.replace('T', ' ')}\t{each.path.name}")
        if run.args.out is None or not found:
            say(f"到期的上报包{len(found)}份" + ("，销毁请写明证明存到哪里" if found else "，不用销毁"))
            return
        wiped = retention.purge(desk, run.args.out, run.now, ACTOR)
    say(f"已销毁{wiped}份，证明：{run.args.out}")


def check(run: Run) -> None:
    """Whether the county's deeds and sums are as they were written.

    Raises:
        MachineError: they are not.
    """
    from banfu_desktop.services.county import checking

    with opened(run) as desk:
        report = checking.check(desk)
    for line in (*report.good, *report.remarks):
        say(line)
    if report.bad:
        raise MachineError(
            "；".join(report.bad), "检查没有改动任何数据", "请从县里的备份中取回，或联系维护人员"
        )


def declare(desk: Any) -> None:
    """The commands and their arguments."""
    finding = declare_json(declare_folder(add(desk, "find", find, "各镇自己的待办，或各镇之间的疑点")))
    finding.add_argument("--cross", action="store_true", help="各镇之间的：同一个人、同一账号、同一张发票")
    asking = declare_folder(add(desk, "ask", ask, "向一个镇提问"))
    asking.add_argument("town", metavar="镇")
    asking.add_argument("text", metavar="问题")
    asking.add_argument("--due", type=moment, required=True, metavar="YYYY-MM-DD", help="答复期限")
    asking.add_argument("--clause", default="", metavar="条款", help="依据，例如 六(一)")
    asking.add_argument("--room", default="", metavar="房间", help="问的是镇里哪个页面的事，例如 subsidies")
    asking.add_argument("--record", default="", metavar="记录", help="哪一条记录，例如 2026-10")
    listing = declare_json(declare_folder(add(desk, "questions", asked, "问过的问题和答复")))
    listing.add_argument("town", nargs="?", metavar="镇")
    closing = declare_folder(add(desk, "close", close, "采纳答复，问题结了"))
    closing.add_argument("town", metavar="镇")
    closing.add_argument("number", type=int, metavar="号")
    closing.add_argument("--reason", default="", metavar="理由", help="镇里没有答复而不再需要的，写明理由")
    answering = declare_folder(add(desk, "feedback", feedback, "写给一个镇的回执和问题"))
    answering.add_argument("town", metavar="镇")
    answering.add_argument("file", type=path, metavar="OUT.bff")
    answering.add_argument("--line", action="append", metavar="话", help="另外告诉镇里的一句话，可以写几次")
    writing = declare_folder(add(desk, "export", export, "导出县里的一张表"))
    writing.add_argument("table", metavar="TABLE", help="表名，见 county tables")
    writing.add_argument("out", type=path, metavar="OUT.xlsx|.pdf")
    writing.add_argument("--from", dest="since", type=month, metavar="月份", help="从哪个月，默认当年1月")
    writing.add_argument("--to", type=month, metavar="月份", help="到哪个月，默认上个月")
    add(desk, "tables", tables, "可以导出的表")
    choosing = declare_folder(add(desk, "set", settings, "看或改县里的设置"))
    choosing.add_argument("name", nargs="?", metavar="设置")
    choosing.add_argument("value", nargs="?", metavar="值")
    choosing.add_argument("--since", type=moment, metavar="YYYY-MM-DD", help="从哪天起，默认今天")
    ringing = declare_folder(add(desk, "contact", contact, "登记一个镇的联系人和电话"))
    ringing.add_argument("town", metavar="镇")
    ringing.add_argument("--name", required=True, metavar="姓名")
    ringing.add_argument("--phone", required=True, metavar="电话")
    upward = declare_folder(add(desk, "report", report, "写给上级的县级汇总（没有人员信息）"))
    upward.add_argument("out", type=path, metavar="OUT.bfr")
    upward.add_argument("--to", type=path, required=True, metavar="FILE", help="上级的公钥文件（county.pub）")
    wiping = declare_folder(add(desk, "purge", purge, "看或销毁到期的上报包"))
    wiping.add_argument("out", type=path, nargs="?", metavar="OUT.pdf", help="销毁证明存到哪里；不写只列出")
    declare_folder(add(desk, "log", log, "县里的操作留痕"))
    declare_folder(add(desk, "check", check, "检查县里的数据和留痕是否完好"))
