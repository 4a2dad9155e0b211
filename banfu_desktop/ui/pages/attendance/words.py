"""What the attendance page says of a month: its sums, its calendar, entries outside their postings."""

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance.attendance import MonthGrid, OutsideRow
from banfu_desktop.services.members.members import MemberRow


def who(row: MemberRow) -> str:
    """Somebody to choose: 罗海涛（县工信局，2026-10-31离岗）."""
    until = f"，{row.left_on}离岗" if row.left_on else ""
    return f"{row.name}（{row.organisation}{until}）"


def listed(row: OutsideRow) -> str:
    """Entries outside a posting, and the posting: 罗海涛（任职…）：2026-10-28 病假."""
    days = "、".join(f"{day} {what.label}" for day, what in sorted(row.states.items()))
    return f"{row.name}（任职{row.posting.start}至{row.posting.end or '今'}）：{days}"


def sums(grid: MonthGrid) -> str:
    """What the whole team adds up to: 在岗 161.5　值班 2　请假 22.5　旷工 1."""
    totals = [row.total for row in grid.rows]
    leave = [state for state in DayState if state.is_leave]
    sums = (
        ("在岗", sum(total.work_days_present for total in totals)),
        ("值班", sum(total.duty_days for total in totals)),
        ("请假", sum(total.own_days(*leave) for total in totals)),
        ("旷工", sum(total.own_days(DayState.ABSENT) for total in totals)),
    )
    return "　".join(f"{word} {days:g}" for word, days in sums)


def calendar_words(grid: MonthGrid) -> list[str]:
    """How many working days the month has, where it stands, and whether its holidays are known."""
    whole = grid.calendar.working()
    words = [f"应在岗{whole}个工作日"]
    if grid.until is not None:
        done = grid.calendar.working(Period(grid.month.first, max(grid.until, grid.month.first)))
        words = [f"截至{grid.until.month}月{grid.until.day}日，{whole}个工作日中的{done}个"]
    if not grid.calendar.known:
        words.append(f"{grid.month.year}年节假日未导入，按双休日")
    return words
