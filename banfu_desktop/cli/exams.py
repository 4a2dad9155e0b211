"""Commands of the exam room."""

from datetime import date
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from banfu_desktop.services.exams.exams import ExamRow


def plan(run: Run) -> None:
    """Plan a year's exams for everybody due who has none yet."""
    from banfu_desktop.services.exams import exams

    args = run.args
    if args.year > run.today.year + 1:
        raise UserError(f"{args.year}年还没有到", "体检最早在前一年安排，请核对年度")
    with run.deed(f"安排{args.year}年度体检") as session:
        added = exams.plan(session, args.year, args.date, args.place, args.group)
        due = sum(row.due for row in exams.listing(session, args.year, args.year))
        out = exams.left_out(session, args.year, args.date, run.today)
    say(f"{args.year}年度体检：应检 {due} 人，新安排 {added} 人")
    if out:
        when = f"{args.date}不在任职期" if args.date else "已离岗"
        say(f"没有安排：{'、'.join(row.name for row in out)}（{when}）")


def done(run: Run) -> None:
    """Enter people, or a whole group, as examined.

    Raises:
        UserError: neither names nor a group, nobody of that name or in that group, a day still to come.
    """
    from banfu_desktop.services.exams import exams

    args = run.args
    if args.date > run.today:
        raise UserError(f"体检日期{args.date}晚于今天", "请在体检以后登记")
    cost = None if args.cost is None else parse_yuan(args.cost)
    with run.deed(f"登记{args.year}年度体检") as session:
        rows = _wanted(exams.listing(session, args.year, args.year), args.year, args.names, args.group)
        changed = exams.mark_done(
            session, [row.key for row in rows], args.date, args.place, cost, asked=args.anyway
        )
    say(f"已登记体检 {changed} 人")


def _wanted(rows: list["ExamRow"], year: int, names: list[str], group: str | None) -> list["ExamRow"]:
    """The rows of some names, or of a group."""
    if not names and group is None:
        raise UserError("没有写明登记谁", "请写姓名，或用 --group 写明批次")
    chosen = [row for row in rows if group is not None and row.group_name == group]
    if group is not None and not chosen:
        raise UserError(f"{year}年没有批次“{group}”", "请核对批次，或用 exam show 查看")
    for name in names:
        same = [row for row in rows if row.name == name]
        if len(same) != 1:
            what = f"有{len(same)}位叫“{name}”" if same else f"没有叫“{name}”的应检人员"
            raise UserError(f"{year}年{what}", "请在窗口中登记" if same else "请核对姓名和年度")
        chosen += same
    return chosen


def show(run: Run) -> None:
    """A year's exams."""
    from banfu_desktop.services.exams import exams

    year = run.args.year
    with run.read() as session:
        rows = exams.listing(session, year, year)
    if run.args.json:
        say_json({"year": year, "exams": [_json(row) for row in rows]})
        return
    for row in rows:
        parts = (_day(row.done_on or row.planned_on), row.place or "", row.group_name or "", row.reason or "")
        cost = "" if row.cost_fen is None else f"{yuan(row.cost_fen)} 元"
        say("　".join(part for part in (row.name, row.organisation, row.state.label, *parts, cost) if part))
    settled = sum(row.state.settled for row in rows)
    total = yuan(sum(row.cost_fen or 0 for row in rows))
    say(f"{year}年应检 {len(rows)} 人，已登记结果 {settled} 人，费用合计 {total} 元")


def _json(row: "ExamRow") -> dict[str, object]:
    names = ("name", "organisation", "place", "group_name", "cost_fen", "payer", "reason")
    days = {name: _day(getattr(row, name)) or None for name in ("planned_on", "done_on")}
    return {"state": row.state.value, **{name: getattr(row, name) for name in names}, **days}


def _day(day: date | None) -> str:
    return str(day) if day else ""


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    checkups = arguments.group(commands, "exam", "年度体检")
    planning = arguments.add(checkups, "plan", plan, "安排某年度体检，已有的不动")
    finished = arguments.add(checkups, "done", done, "登记已体检")
    shown = arguments.add(checkups, "show", show, "看某年度体检")
    for command in (planning, finished, shown):
        command.add_argument("year", type=arguments.year, metavar="年度")
    finished.add_argument("names", nargs="*", metavar="姓名")
    for command, required in ((planning, False), (finished, True)):
        command.add_argument(
            "--date", type=arguments.moment, required=required, metavar="YYYY-MM-DD", help="日期"
        )
        command.add_argument("--place", metavar="机构", help="体检机构")
        command.add_argument("--group", metavar="批次", help="批次")
    finished.add_argument("--cost", metavar="元", help="每人费用")
    finished.add_argument("--anyway", action="store_true", help="体检日期在任职期以外，已经核对过")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
