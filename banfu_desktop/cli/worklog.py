"""Commands of the work log: an entry, a month, what is open, the leader's sign-off."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments, imports
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.dates import Month

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.worklog.worklog import EntryRow


def add(run: Run) -> None:
    """Write an entry of one or several people; says its key."""
    from banfu_desktop.rules.worklog import Duty, LogKind
    from banfu_desktop.services.documents import plans
    from banfu_desktop.services.worklog import matters, worklog
    from banfu_desktop.tables.worklog import ENTRIES

    args = run.args
    day = args.on or run.today
    texts = ("village", "with_whom", "result", "next_step", "tags")
    values = {
        "day": day,
        "duty": Duty.parse(args.duty),
        "kind": LogKind.parse(args.kind),
        "half": ENTRIES["half"].read(args.half),
        "content": ENTRIES["content"].read(args.content),
        "households": args.households,
        "next_due": args.due,
        **{name: ENTRIES[name].read(getattr(args, name)) for name in texts},
    }
    with run.deed(f"登记工作日志 {args.names[0]}") as session:
        people = _postings(session, args.names, day)
        entry_id = worklog.save(session, {**values, "posting_ids": people}, run.now)
        if args.item:
            plans.work_on(session, plans.open_item(session, args.item).id, [entry_id])
        if args.closes:
            matters.close(session, args.closes, entry_id)
        row = worklog.one(session, entry_id)
    say(f"{entry_id}　{_words(row)}{'　补记' if row.late else ''}")


def _postings(session: "Session", names: list[str], day: Any) -> list[int]:
    from banfu_desktop.services.members import members

    return [members.the_one_named(session, name, day).id for name in names]


def show(run: Run) -> None:
    """A month's entries, or the open matters."""
    from banfu_desktop.services.worklog import matters, months, week, worklog

    args = run.args
    month = args.month or Month.of(run.today)
    with run.read() as session:
        if args.open:
            open_ones = matters.listing(session, run.today)
            if args.json:
                say_json([{**_json(row.entry), "age": row.age, "urgency": row.urgency} for row in open_ones])
                return
            for matter in open_ones:
                entry = matter.entry
                due = f"　期限 {entry.next_due}" if entry.next_due else ""
                say(f"{entry.id}　{matter.age} 天　{entry.people}　{entry.next_step}{due}")
            say(f"未了事项 {len(open_ones)} 项")
            return
        rows = [
            row for row in worklog.listing(session, month.period) if not args.name or args.name in row.names
        ]
        signed = months.signed(session, month)
        lacking = week.missing(session, month.period, min(run.today, month.shift(1).first))
        signature = None if signed is None else {"by": signed.signed_by, "on": str(signed.signed_on),
                                                 "check_code": signed.check_code}  # fmt: skip
        missing = {row.name: [str(day) for day in days] for row, days in lacking}
    if args.json:
        say_json({"month": str(month), "signed": signature, "entries": [_json(row) for row in rows],
                  "missing": missing})  # fmt: skip
        return
    for row in rows:
        say(f"{row.id}　{row.day}　{row.people}　{_words(row)}{'　补记' if row.late else ''}")
    state = f"已由{signature['by']}签阅" if signature else "未签阅"
    gaps = sum(map(len, missing.values()))
    say(f"{month.label} {len(rows)} 条，{state}{f'，未记 {gaps} 人天' if gaps else ''}")


def sign(run: Run) -> None:
    """Write down that the leader has signed a month's log off."""
    from banfu_desktop.services.worklog import months

    args = run.args
    with run.risky_deed(f"签阅{args.month.label}工作日志") as session:
        code = months.sign(session, args.month, args.by, args.opinion or "", "命令行", run.now)
    say(f"{args.month.label}工作日志已签阅封存，校验码 {code}")


def bring_in(run: Run) -> None:
    """Entries from a spreadsheet."""
    from banfu_desktop.services.worklog import importing

    imports.take_in(
        run,
        "工作日志",
        lambda session: importing.look(session, run.args.file, run.today, imports.options(run)),
        importing.carry_out,
        changes=lambda plan: any(row.deed != "不变" for row in plan.rows),
    )


def _words(row: "EntryRow") -> str:
    visited = f"{row.households}户" if row.households else ""
    parts = (row.duty.clause, row.kind.label, row.village or "", visited, row.content)
    return "　".join(part for part in parts if part)


def _json(row: "EntryRow") -> dict[str, object]:
    texts = ("village", "households", "content", "with_whom", "result", "next_step", "tags", "late", "signed")
    return {
        "id": row.id, "day": str(row.day), "people": list(row.names), "half": row.half.value,
        "duty": row.duty.value, "clause": row.duty.clause, "kind": row.kind.value,
        **{name: getattr(row, name) for name in texts},
        "next_due": str(row.next_due) if row.next_due else None,
        "matter": row.matter.value if row.matter else None, "project": row.project or None,
        "plan_items": [task for _, task in row.items],
    }  # fmt: skip


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    log = arguments.group(commands, "log", "工作日志")
    added = arguments.add(log, "add", add, "登记一条日志")
    added.add_argument("names", nargs="+", metavar="姓名", help="一起做的写全")
    added.add_argument("--duty", required=True, metavar="职责", help="三(一)到三(八)，可写 1 到 8")
    added.add_argument("--kind", required=True, metavar="方式", help="走访、会议、项目……")
    added.add_argument("--content", required=True, metavar="内容", help="做了什么；不写户主姓名、证号、病情")
    added.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，默认今天")
    added.add_argument("--half", metavar="时段", help="全天、上午或下午")
    added.add_argument("--village", metavar="村")
    added.add_argument("--households", type=int, metavar="户数", help="走访的户数")
    added.add_argument("--with", dest="with_whom", metavar="对象", help="和谁一起，如 村两委")
    added.add_argument("--result", metavar="结果")
    added.add_argument("--next", dest="next_step", metavar="下一步", help="没办完的事，列入未了事项")
    added.add_argument("--due", type=arguments.moment, metavar="YYYY-MM-DD", help="下一步的期限")
    added.add_argument("--tags", metavar="标签")
    added.add_argument("--item", metavar="任务", help="做的是哪一项计划任务")
    added.add_argument(
        "--closes", type=int, action="append", metavar="编号", help="这一条销哪一项未了事项的号"
    )
    shown = arguments.add(log, "show", show, "看一个月的日志，或未了事项")
    shown.add_argument("month", nargs="?", type=arguments.month, metavar="月份")
    shown.add_argument("--name", metavar="姓名", help="只看一个人的")
    shown.add_argument("--open", action="store_true", help="看未了事项")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
    signed = arguments.add(log, "sign", sign, "登记队长签阅，封存一个月的日志")
    arguments.monthly(signed, in_json=False)
    signed.add_argument("--by", required=True, metavar="姓名", help="签阅人，一般为队长")
    signed.add_argument("--opinion", metavar="意见", help="签阅意见")
    read = arguments.add(log, "import", bring_in, "从 Excel 导入日志")
    read.add_argument("file", type=arguments.path, metavar="文件")
    imports.declare_options(read)
