"""Commands of the attendance room."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, moment, month, monthly, path
from banfu_desktop.cli.arguments import year as whole_year
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.dates import parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half

if TYPE_CHECKING:
    from banfu_desktop.services.attendance.attendance import GridRow, LeaveRow
    from banfu_desktop.services.subsidies.reach import Reach


def set_days(run: Run) -> None:
    """Days of one person."""
    from banfu_desktop.services.attendance import attendance
    from banfu_desktop.services.subsidies import reach

    name, changed = run.args.name, 0
    period, state = parse_period(run.args.period), DayState.parse(run.args.state)
    half = Half.parse(run.args.half) if run.args.half else Half.WHOLE

    def enter() -> None:
        nonlocal changed
        changed = attendance.set_named(session, name, period, state, half)

    with run.deed(f"登记考勤 {name}") as session:
        reached = reach.of_deed(session, enter)
    state_label = state.label if half is Half.WHOLE else f"{half.label}{state.label}"
    say(f"{name}：{state_label}，改动{changed}天")
    _say_reach(reached)


def _say_reach(reached: "Reach") -> None:
    if reached.months:
        say(reached.sentence)


def show_days(run: Run) -> None:
    """A month's attendance."""
    from banfu_desktop.services.attendance import attendance

    with run.read() as session:
        grid = attendance.grid(session, run.args.month, run.today)
    if run.args.json:
        say_json(
            {
                "month": str(grid.month),
                "until": str(grid.until) if grid.until else None,
                "work_days": grid.calendar.working(),
                "rows": [_row_json(row) for row in grid.rows],
            }
        )
        return
    if grid.until:
        say(f"截至{grid.until}")
    for row in grid.rows:
        days = "、".join(f"{day:%d}日{what.label}" for day, what in sorted(row.states.items()))
        on_call = f"值班{row.total.duty_days}天\t" if row.total.duty_days else ""
        at_post = f"{row.total.work_days_present}/{row.total.work_days_due}"
        say(f"{row.name}\t{at_post}\t{on_call}{days}\t{row.warning}")


def _row_json(row: "GridRow") -> dict[str, object]:
    return {
        "name": row.name,
        "days_posted": row.total.days_posted,
        "days_present": row.total.days_present,
        "work_days_due": row.total.work_days_due,
        "work_days_present": row.total.work_days_present,
        "duty_days": row.total.duty_days,
        "days": {str(day): what.label for day, what in sorted(row.states.items())},
        "warning": row.warning,
    }


def show_outside(run: Run) -> None:
    """Entries outside every posting of their person, and their removal."""
    from banfu_desktop.services.attendance import attendance

    name = run.args.remove
    if name:
        with run.deed(f"清除任职以外的考勤 {name}") as session:
            stray = [row for row in attendance.outside(session) if row.name == name]
            if not stray:
                raise UserError(f"{name}没有任职以外的考勤", "请用 attendance outside 核对")
            removed = sum(attendance.remove_outside(session, row.posting_id) for row in stray)
        say(f"{name}：清除{removed}天")
        return
    with run.read() as session:
        rows = attendance.outside(session)
    if run.args.json:
        say_json(
            [
                {"name": row.name, "days": {str(day): what.label for day, what in row.states.items()}}
                for row in rows
            ]
        )
        return
    for row in rows:
        days = "、".join(f"{day}{what.label}" for day, what in sorted(row.states.items()))
        say(f"{row.name}\t任职{row.posting.start}至{row.posting.end or '今'}\t{days}")


def add_leave(run: Run) -> None:
    """A leave with its days in the grid."""
    from banfu_desktop.services.attendance import attendance
    from banfu_desktop.services.members import members
    from banfu_desktop.services.subsidies import reach

    args, period = run.args, parse_period(run.args.period)
    values = {
        "state": DayState.parse(args.kind),
        "start_on": period.start,
        "end_on": period.end,
        **{name: getattr(args, name) for name in ("reason", "destination", "contact", "handover")},
    }
    with run.deed(f"登记请假 {args.name}") as session:
        posting = members.the_one_named(session, args.name, period.start)
        reached = reach.of_deed(session, lambda: attendance.save_leave(session, posting.id, values))
    say(f"{args.name}：{values['state'].label} {period.start}至{period.end}，{period.length}天")
    _say_reach(reached)


def report_back(run: Run) -> None:
    """销假 of the leave that is open."""
    from banfu_desktop.services.attendance import attendance
    from banfu_desktop.services.subsidies import reach

    args = run.args
    with run.deed(f"销假 {args.name}") as session:
        leaves = [
            row
            for row in attendance.leaves(session)
            if row.name == args.name and row.returned_on is None and row.start_on < args.day
        ]
        if not leaves:
            raise UserError(f"{args.name}在{args.day}以前没有未销的请假", "请用 leave show 核对")
        between = DayState.parse(args.between) if args.between else None
        reached = reach.of_deed(
            session, lambda: attendance.report_back(session, leaves[0].id, args.day, between)
        )
    say(f"{args.name}：{leaves[0].state.label}已销假，{args.day}起在岗")
    _say_reach(reached)


def show_leaves(run: Run) -> None:
    """Leaves, latest first."""
    from banfu_desktop.services.attendance import attendance

    with run.read() as session:
        rows = attendance.leaves(session, run.args.month.period if run.args.month else None)
    if run.args.json:
        say_json([_leave_json(row) for row in rows])
        return
    for row in rows:
        back = f"{row.returned_on}销假" if row.returned_on else "未销假"
        say(
            f"{row.name}\t{row.state.label}\t{row.start_on}至{row.end_on}\t{row.days}天\t{back}\t{row.approver}"
        )


def _leave_json(row: "LeaveRow") -> dict[str, object]:
    return {
        "name": row.name,
        "kind": row.state.label,
        "start_on": str(row.start_on),
        "end_on": str(row.end_on),
        "days": row.days,
        "days_taken": row.taken,
        "reason": row.reason,
        "returned_on": str(row.returned_on) if row.returned_on else None,
        "approver": row.approver,
    }


def import_calendar(run: Run) -> None:
    """The holidays of a year, from a calendar file, the notice's text or a list."""
    from banfu_desktop.services.attendance import bringing_in

    args = run.args
    if args.dry_run:
        with run.read() as session:
            say(bringing_in.plan_file(session, args.file, args.year).said)
        return
    with run.deed(f"导入{args.year}年节假日") as session:
        planned = bringing_in.plan_file(session, args.file, args.year)
        bringing_in.carry_out(session, planned)
    say(planned.said)


def show_calendar(run: Run) -> None:
    """Working days of a year, month by month."""
    from banfu_desktop.rules.dates import Month
    from banfu_desktop.services.attendance.rest_days import RestDays

    with run.read() as session:
        rest_days = RestDays(session)
        months = [rest_days[Month(run.args.year, number)] for number in range(1, 13)]
    if run.args.json:
        days = {str(calendar.month): calendar.working() for calendar in months}
        say_json({"year": run.args.year, "known": months[0].known, "work_days": days})
        return
    if not months[0].known:
        say(f"{run.args.year}年节假日还没有导入，按双休日计")
    for calendar in months:
        say(f"{calendar.month.label}　{calendar.working()}个工作日")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    year = group(commands, "calendar", "节假日")
    bring = add(year, "import", import_calendar, "导入某年节假日（.ics、通知全文、CSV）")
    bring.add_argument("file", type=path, metavar="FILE")
    bring.add_argument("--year", type=whole_year, required=True, metavar="2027", help="哪一年")
    bring.add_argument("--dry-run", action="store_true", help="只看会怎样，不导入")
    seen = add(year, "show", show_calendar, "看某年各月的工作日数")
    seen.add_argument("year", type=whole_year, metavar="年度")
    seen.add_argument("--json", action="store_true", help="给其他程序用的格式")
    days = group(commands, "attendance", "考勤")
    enter = add(days, "set", set_days, "登记某人某段日子的考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument("state", metavar="状态", help="、".join(DayState.labels()))
    enter.add_argument("--half", metavar="上午|下午", help="只登记半天")
    monthly(add(days, "show", show_days, "看某月考勤"), in_json=True)
    stray = add(days, "outside", show_outside, "看任职以外的考勤，它们不计入")
    stray.add_argument("--remove", metavar="姓名", help="清除这个人任职以外的考勤")
    stray.add_argument("--json", action="store_true", help="给其他程序用的格式")
    _leave_commands(group(commands, "leave", "请假"))


def _leave_commands(leave: Any) -> None:
    enter = add(leave, "add", add_leave, "登记请假，并记入考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument(
        "kind", metavar="类别", help="、".join(state.label for state in DayState if state.is_leave)
    )
    for option, text in (
        ("reason", "事由"), ("destination", "去向"), ("contact", "联系电话"), ("handover", "交接人"),
    ):  # fmt: skip
        enter.add_argument(f"--{option}", metavar=text)
    back = add(leave, "back", report_back, "销假")
    back.add_argument("name", metavar="姓名")
    back.add_argument("day", type=moment, metavar="回岗日期", help="回到岗位的第一天")
    back.add_argument(
        "--between", metavar="状态", help="比批准的晚回来时，中间几个工作日算什么：事假等（续假）、旷工、在岗"
    )
    shown = add(leave, "show", show_leaves, "看请假")
    shown.add_argument("month", type=month, metavar="月份", nargs="?")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
