"""What is due in the work log, for the home page: gaps, open matters, months to sign off (三(一)–(八))."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogEntry
from banfu_desktop.rules import limits
from banfu_desktop.rules import worklog as rules
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.worklog import LogKind
from banfu_desktop.services.door import Limit
from banfu_desktop.services.office import settings
from banfu_desktop.services.worklog import matters, months, week

_OWN, _ROOM = "本单位自定", "worklog"
_LATE_IN_HALF = 5
"""The month of a half-year from which a duty without a line is worth a word."""


def due(session: Session, today: date) -> list[Due]:
    """What the home page says; an office that keeps no log is asked for nothing."""
    if session.scalar(sa.select(LogEntry.id).limit(1)) is None:
        return []
    choices = settings.Choices(session)
    return [
        *_matters(session, today),
        *(_gaps(session, today) if choices.value("log_gaps", today) else ()),
        *_to_sign(session, today, choices.value("log_sign_days", today)),
        *(_duties(session, today) if choices.value("log_duty_gap", today) else ()),
        *(_visits(session, today) if choices.value("log_visit_gap", today) else ()),
    ]


def _matters(session: Session, today: date) -> Iterator[Due]:
    for row in matters.listing(session, today):
        if row.urgency == "red":
            entry = row.entry
            since = f"{entry.day}起 {row.age} 天"
            yield Due(
                f"未了事项“{entry.next_step}”（{entry.recorder}，{since}）还没有销号", _OWN, "red", "去销号",
                _ROOM, entry.id, until=entry.next_due,
                group="{} 项未了事项已到期或拖得太久", name=f"{entry.next_step}（{entry.recorder}）",
                limit="next-step",
            )  # fmt: skip


def _gaps(session: Session, today: date) -> Iterator[Due]:
    missing = week.first_missing(session, today)
    days = sum(len(dates) for _, dates in missing)
    if days:
        names = "、".join(row.name for row, _ in missing[:3]) + ("等" if len(missing) > 3 else "")
        day = min(min(dates) for _, dates in missing)
        yield Due(
            f"过去七天有 {days} 人天没有记工作日志（{names}）", _OWN, "amber", "去补记", _ROOM, f"day {day}"
        )


def _to_sign(session: Session, today: date, days: int) -> Iterator[Due]:
    """Months over whose time to be signed off has come; the last twelve are looked at."""
    this = Month.of(today)
    if not days:
        return
    for row in months.listing(session):
        if row.signed_on is not None or row.month >= this or row.month < this.shift(-12):
            continue
        late = row.month < this.shift(-1) or today.day > days
        until = limits.day_of_month(days, row.month.shift(1).first)
        text = f"{row.month.label}工作日志 {row.count} 条待队长签阅，应在{until}前签阅"
        yield Due(text, _OWN, "amber" if late else "grey", "去签阅", _ROOM, row.month, until=until,
                  limit="log-sign")  # fmt: skip


def _duties(session: Session, today: date) -> Iterator[Due]:
    numbers = [month.number for month in rules.months_of_half(today)]
    if numbers.index(today.month) + 1 < _LATE_IN_HALF:
        return
    rows = week.duty_months(session, today.year)
    empty = [row for row in rows if not any(row.months[number - 1] for number in numbers)]
    if empty:
        said = "、".join(f"{row.clause}{row.duty}" for row in empty)
        text = f"{today.year}年{rules.half_label(today)}还没有{said}的工作日志"
        yield Due(text, rules.CLAUSE, "grey", "去看统计", _ROOM, "duties", limit="log-duties")


def _visits(session: Session, today: date) -> Iterator[Due]:
    """From the 20th on: nobody visited a household this month."""
    month = Month.of(today)
    visits = sa.select(LogEntry.id).where(
        LogEntry.day.between(month.first, month.last), LogEntry.kind == LogKind.VISIT
    )
    if today.day >= 20 and session.scalar(visits.limit(1)) is None:
        yield Due(f"{month.label}还没有入户走访的记录", _OWN, "grey", "去登记", _ROOM, f"day {today}",
                  limit="household-visit")  # fmt: skip


def _steps(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in matters.listing(session, today):
        if row.entry.next_due is not None:
            yield row.entry.next_due, f"{row.entry.next_step}（{row.entry.recorder}）"


LIMITS = {
    "log-sign": Limit("工作日志签阅", _OWN, "次月 {} 日前签阅上月日志", "工作队队长", "log_sign_days",
                      limits.day_of_month),
    "next-step": Limit("未了事项", rules.CLAUSE, "日志里写明的下一步期限", "记日志的人", recorded=_steps),
    "log-duties": Limit("八项职责都有日志", rules.CLAUSE, "半年结束前", "工作队", "log_duty_gap",
                        limits.half_end),
    "household-visit": Limit("入户走访", rules.CLAUSE, "每月月底前", "工作队", "log_visit_gap",
                             limits.month_end),
}  # fmt: skip
"""The time limits of the work log."""
