"""销假 in the window: the first day back, and what the days since the planned return were."""

from datetime import date
from functools import partial

from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.attendance import LeaveRow
from banfu_desktop.services.attendance.leaves import GapError
from banfu_desktop.ui.context import Context


def ask_return(ctx: Context, row: LeaveRow) -> None:
    """Ask for the first day back at the post and store it; a working day is proposed, never a rest day."""
    if row.returned_on is not None or row.due_back <= ctx.today:
        _ask(ctx, row, row.returned_on or row.due_back)
    else:  # back early
        ctx.days.rest_days(Month.of(ctx.today), lambda calendar: _ask(ctx, row, _latest(calendar, ctx, row)))


def _latest(calendar: MonthCalendar, ctx: Context, row: LeaveRow) -> date:
    """The latest working day of the month up to today; where the leave began after it, when it is over."""
    days = [day for day in Period(calendar.month.first, ctx.today).days() if day not in calendar.free]
    return days[-1] if days and days[-1] > row.start_on else row.due_back


def _ask(ctx: Context, row: LeaveRow, proposed: date) -> None:
    text = f"{row.name}{row.state.label} {row.start_on} 至 {row.end_on}。\n回到岗位的第一天："
    try:
        day = ctx.days.ask("销假", text, proposed, confirm="销假")
    except UserError as refusal:
        ctx.dialogs.refuse(refusal)
        return
    if day is not None:
        _store(ctx, row, day)


def _store(ctx: Context, row: LeaveRow, day: date, between: DayState | None = None) -> None:
    def ask_between(error: Exception) -> bool:
        if not isinstance(error, GapError):
            return False
        ways = {
            "先不销假": None,
            f"续{row.state.label}": row.state,
            "记为旷工": DayState.ABSENT,
            "都在岗": DayState.PRESENT,
        }
        chosen = ways.get(ctx.dialogs.choose("销假", f"{error.what}。这几天算什么？", list(ways)))
        if chosen is not None:
            _store(ctx, row, day, chosen)
        return True

    work = partial(attendance.report_back, leave_id=row.id, returned_on=day, between=between)
    ctx.tasks.write(f"销假 {row.name}", work, None, ask_between)
