"""Commands of the attendance room."""

from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.dates import parse_period
from banfu_desktop.rules.words import DayState


def set_days(run: Run) -> None:
    """Days of one person."""
    from banfu_desktop.services import attendance

    period, state = parse_period(run.args.period), DayState.parse(run.args.state)
    with run.deed(f"登记考勤 {run.args.name}") as session:
        changed = attendance.set_named(session, run.args.name, period, state)
    say(f"{run.args.name}：{state.label}，改动{changed}天")


def show_days(run: Run) -> None:
    """A month's attendance."""
    from banfu_desktop.services import attendance

    with run.read() as session:
        grid = attendance.grid(session, run.args.month)
    rows = [
        {
            "name": row.name,
            "days_posted": row.total.days_posted,
            "days_present": row.total.days_present,
            "days": {str(day): state.label for day, state in sorted(row.states.items())},
            "warning": row.warning,
        }
        for row in grid.rows
    ]
    if run.args.json:
        say_json({"month": str(grid.month), "rows": rows})
        return
    for row in rows:
        days = "、".join(f"{day[-2:]}日{state}" for day, state in row["days"].items())  # type: ignore[attr-defined]
        say(f"{row['name']}\t{row['days_present']}/{row['days_posted']}\t{days}\t{row['warning']}")
