"""The work log of the demonstration office: a year of a team, its months signed off, a few matters open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.worklog import matters, months, worklog

_VILLAGES = ("利坑村", "大岭村", "梅坑村", "张田坑村")
_WORK = (
    (Duty.MONITORING, LogKind.VISIT, "走访监测对象，核对“三保障”和饮水，未发现新增风险", 4),
    (Duty.LIVELIHOOD, LogKind.PROJECT, "看茶园管护和采摘，登记用工和销路", None),
    (Duty.POLICY, LogKind.TEACHING, "在村文化广场宣讲惠农政策，发宣传单", None),
    (Duty.LIVELIHOOD, LogKind.RESEARCH, "到油茶基地查看长势，和合作社商量加工", None),
    (Duty.PARTY, LogKind.PARTY, "参加村党支部主题党日", None),
    (Duty.MONITORING, LogKind.VISIT, "走访监测户，帮助申报临时救助，材料交村委", 3),
    (Duty.FUNDS, LogKind.PROJECT, "查看帮扶项目进度，核对验收资料", None),
    (Duty.LIVELIHOOD, LogKind.LIAISON, "调解邻里用水纠纷，双方签了协议", None),
    (Duty.LIAISON, LogKind.LIAISON, "向派出单位汇报帮扶工作", None),
    (Duty.OTHER, LogKind.PAPERWORK, "整理帮扶档案", None),
    (Duty.MONITORING, LogKind.VISIT, "走访监测户，登记秋冬农产品滞销情况", 5),
    (Duty.OTHER, LogKind.DUTY, "防汛值守，巡查地质灾害点", None),
)
_PLANNING = (
    (date(2026, 3, 12), "开会讨论年度帮扶计划初稿"),
    (date(2026, 9, 17), "和镇里核对年度计划完成情况"),
)
_MATTERS = (
    (
        "潘秀云",
        date(2026, 9, 24),
        Duty.LIVELIHOOD,
        "文化广场照明改造第一次公示",
        "村民有异议，待二次公示",
        None,
    ),
    (
        "罗海涛",
        date(2026, 10, 12),
        Duty.MONITORING,
        "查看饮水管改造现场",
        "请施工单位报价",
        date(2026, 11, 20),
    ),
    ("曾国梁", date(2026, 10, 16), Duty.LIVELIHOOD, "茶园合作社贷款到期，商量续期", "收齐续期材料", None),
)
_CLOSED = (("罗海涛", date(2026, 7, 8), date(2026, 8, 5), "水渠三处损毁，报镇水利所", "镇水利所已派人修好"),)
_FIRST, _LAST, _SIGNED_TO = date(2026, 1, 8), date(2026, 10, 30), Month(2026, 9)
_LEADER = "钟立新"


def fill(database: Database, by: str) -> None:
    """Write the log week by week, and sign it off in the first days of each next month."""
    month = Month.of(_FIRST)
    while month <= Month.of(_LAST):
        with database.write(Deed(f"登记{month.label}工作日志", by, _at(month.last))) as session:
            _month(session, month)
        if month <= _SIGNED_TO:
            at = _at(month.shift(1).first + timedelta(days=2))
            with database.write(Deed(f"签阅{month.label}工作日志", by, at)) as session:
                months.sign(session, month, _LEADER, "属实", by, at)
        month = month.shift(1)


def _month(session: Session, month: Month) -> None:
    """Everybody's working days by a fixed pattern: one in three, in October nearly all."""
    states = attendance.states_between(session, month.period)
    free = attendance.RestDays(session)[month].free
    for number, posting in enumerate(members.listing(session, month.period)):
        away = states.get(posting.id, {})
        for day in month.period.days():
            if day in free or day in away or day not in posting.period or not _FIRST <= day <= _LAST:
                continue
            step = day.toordinal() + 3 * number
            if step % 9 == 0 if month != Month.of(_LAST) else step % 11 != 0:
                _write(session, posting, day, step)
    for name, day, values in _apart():
        if Month.of(day) == month:
            (who,) = members.named(session, name)
            worklog.save(session, {"day": day, "posting_ids": [who.id], **values}, _at(day))
    for name, opened, closed, content, ending in _CLOSED:
        if Month.of(closed) == month:
            _close(session, name, opened, closed, content, ending)


def _write(session: Session, posting: MemberRow, day: date, step: int) -> None:
    duty, kind, content, households = _WORK[(step + step // 9) * 7 % len(_WORK)]
    village = posting.village or _VILLAGES[step % len(_VILLAGES)]
    values = {
        "day": day, "posting_ids": [posting.id], "duty": duty, "kind": kind, "content": content,
        "village": village if kind is not LogKind.PAPERWORK else None,
        "households": None if households is None else households + step % 3,
    }  # fmt: skip
    worklog.save(session, values, _at(day))


def _apart() -> Iterator[tuple[str, date, dict[str, object]]]:
    """Entries that the pattern does not make: planning meetings, what is still open."""
    for day, content in _PLANNING:
        yield _LEADER, day, {"duty": Duty.PLANNING, "kind": LogKind.MEETING, "content": content}
    for name, day, duty, content, step, until in _MATTERS:
        yield name, day, {
            "duty": duty, "kind": LogKind.PROJECT, "content": content, "next_step": step, "next_due": until,
        }  # fmt: skip
    for name, day, _, content, _ in _CLOSED:
        said = {"content": content, "next_step": "跟踪修复情况"}
        yield name, day, {"duty": Duty.LIVELIHOOD, "kind": LogKind.RESEARCH, **said}


def _close(session: Session, name: str, opened: date, closed: date, content: str, ending: str) -> None:
    (who,) = members.named(session, name)
    (matter,) = (row for row in worklog.of_day(session, who.id, opened) if row.content == content)
    values = {"day": closed, "posting_ids": [who.id], "duty": Duty.LIVELIHOOD, "kind": LogKind.LIAISON}
    entry = worklog.save(session, {**values, "content": ending}, _at(closed))
    matters.close(session, [matter.id], entry)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(17))
