"""What is due of documents, for the home page: reports, receipts, plans, answers, agreements."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogEntry
from banfu_desktop.rules import documents as rules
from banfu_desktop.rules import limits
from banfu_desktop.rules.documents import Direction, DocKind, DocState, HalfYear
from banfu_desktop.rules.home import Due
from banfu_desktop.services.documents import documents, plans, reports
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.door import Limit
from banfu_desktop.services.members import members
from banfu_desktop.services.office.settings import Choices

_OWN, _ROOM, _TEAM = "本单位自定", "documents", "工作队"
_AHEAD = 30
"""So many days before it ends an agreement, or before it is due an answer, is worth a word."""


def due(session: Session, today: date) -> list[Due]:
    """What the home page says; an office that keeps neither documents nor a log is asked for nothing."""
    rows = documents.listing(session)
    if not rows and session.scalar(sa.select(LogEntry.id).limit(1)) is None:
        return []
    choices = Choices(session)
    return [
        *_report(session, today, choices),
        *_unsent(rows, today),
        *_receipts(rows, today, choices.value("receipt_days", today)),
        *_answers(rows, today),
        *_agreements(rows, today),
        *_plan(rows, today, choices.value("plan_due_month", today)),
        *_items(session, today),
        *_written(session, rows, today, choices),
    ]


def _report(session: Session, today: date, choices: Choices) -> Iterator[Due]:
    """The report of the half before, and of this one in its last ten days."""
    day = choices.value("report_due_day", today)
    if not day:
        return
    here = HalfYear.of(today)
    for half in (here.shift(-1), here):
        until = half.due(day)
        if half == here and today < half.last - timedelta(days=10):
            continue
        found = reports.versions(session, half)
        if any(reports.sealed(session, row.id) is not None for row in found):
            continue
        if not members.listing(session, half.period) or not _kept_log(session, half):
            continue
        way, said = ("去签发", "已起草，还没有签发") if found else ("去起草", "还没有起草")
        late = today > until
        text = f"{half.label}工作报告{said}，应在{until}前报镇党委和各派出单位"
        yield Due(text, rules.CLAUSE, "red" if late else "amber", way, _ROOM, f"report {half}", until=until,
                  limit="half-report")  # fmt: skip


def _kept_log(session: Session, half: HalfYear) -> bool:
    """Whether the office kept a log in a half-year: who began later is not asked for what was before."""
    within = LogEntry.day.between(half.first, half.last)
    return session.scalar(sa.select(LogEntry.id).where(within).limit(1)) is not None


def _unsent(rows: Sequence[DocumentRow], today: date) -> Iterator[Due]:
    for row in rows:
        waiting = [one.name for one in row.recipients if one.sent_on is None]
        if row.issued and waiting and row.dated < today:
            some = "、".join(waiting[:3]) + (f"等{len(waiting)}家" if len(waiting) > 3 else "")
            yield Due(
                f"{_called(row)}还没有报送{some}",
                row.kind.clause or _OWN,
                "amber",
                "去登记报送",
                _ROOM,
                row.id,
            )


def _called(row: DocumentRow) -> str:
    """A report by its half-year, any other document by its title."""
    if row.kind is DocKind.HALF_REPORT and row.period_start is not None:
        return f"{HalfYear.of(row.period_start).label}工作报告"
    return f"“{row.title}”"


def _receipts(rows: Sequence[DocumentRow], today: date, days: int) -> Iterator[Due]:
    for row in rows:
        late = [
            one.name
            for one in row.recipients
            if days and one.sent_on and not one.received_on and one.sent_on + timedelta(days) < today
        ]
        if late:
            some = "、".join(late[:3]) + (f"等{len(late)}家" if len(late) > 3 else "")
            text = f"{_called(row)}报送{some}超过 {days} 天，还没有回执"
            yield Due(text, _OWN, "grey", "去登记回执", _ROOM, row.id, limit="report-receipt")


def _answers(rows: Sequence[DocumentRow], today: date) -> Iterator[Due]:
    for row in rows:
        if row.state is DocState.WAITING and row.reply_due is not None:
            if row.reply_due > today + timedelta(days=_AHEAD):
                continue
            tone = "red" if row.reply_due < today else "amber"
            text = f"{row.party or '来文'}的“{row.title}”应在{row.reply_due}前办结"
            yield Due(text, _OWN, tone, "去办理", _ROOM, row.id, until=row.reply_due, limit="reply")


def _agreements(rows: Sequence[DocumentRow], today: date) -> Iterator[Due]:
    kept = [row for row in rows if row.kind is DocKind.AGREEMENT and row.period_end is not None]
    for row in kept:
        later = any(
            one.party == row.party and one.period_end and row.period_end and one.period_end > row.period_end
            for one in kept
        )
        assert row.period_end is not None
        if later or row.period_end > today + timedelta(days=_AHEAD):
            continue
        ended = row.period_end < today
        said = "已经到期" if ended else "将要到期"
        text = f"与{row.party or '对方'}的结对协议{said}（{row.period_end}）"
        yield Due(
            text, rules.PLANS_CLAUSE, "amber" if ended else "grey", "去续签", _ROOM, row.id,
            until=row.period_end, limit="agreement",
        )  # fmt: skip


def _plan(rows: Sequence[DocumentRow], today: date, month: int) -> Iterator[Due]:
    until = limits.month_of_year(month, date(today.year, 1, 1))
    if until is None:
        return
    known = any(
        row.kind is DocKind.PLAN_YEAR and (row.period_start or row.dated).year == today.year for row in rows
    )
    if not known and rows:
        late = today > until
        text = f"还没有登记{today.year}年度帮扶计划，应在{until}前"
        yield Due(
            text, rules.PLANS_CLAUSE, "amber" if late else "grey", "去登记", _ROOM, f"plan {today.year}",
            until=until, limit="year-plan",
        )  # fmt: skip


def _items(session: Session, today: date) -> Iterator[Due]:
    quarter = rules.quarter_of(today)
    half_gone = today >= quarter.start + timedelta(days=60)
    idle = []
    for row in plans.listing(session):
        if not row.state.open:
            continue
        if row.late(today):
            yield Due(
                f"计划任务“{row.task}”（{row.owner or '未写责任人'}）应在{row.due}前完成", _OWN, "red",
                "去办理", _ROOM, f"item {row.id}", until=row.due,
                group="{} 项计划任务已过时限", name=f"{row.task}（{row.owner or '未写责任人'}）",
                limit="plan-item",
            )  # fmt: skip
        elif (
            half_gone
            and row.year == today.year
            and (row.last_entry is None or row.last_entry < quarter.start)
        ):
            idle.append(row)
    if idle:
        some = "、".join(row.task[:12] for row in idle[:3])
        text = f"{len(idle)} 项计划任务本季度没有工作日志（{some}）"
        yield Due(text, _OWN, "grey", "去看任务", _ROOM, f"item {idle[0].id}")


def _written(session: Session, rows: Sequence[DocumentRow], today: date, choices: Choices) -> Iterator[Due]:
    """Situation reports a quarter, research a person a year, where a register is kept (四(六))."""
    if not rows:
        return
    quarter = rules.quarter_of(today)
    assert quarter.end is not None
    wanted = choices.value("situations_a_quarter", today)
    there = _outgoing(rows, DocKind.SITUATION, quarter.start)
    if there < wanted and today >= quarter.end - timedelta(days=15):
        text = f"本季度应有 {wanted} 篇情况反映，已登记 {there} 篇"
        yield Due(text, _OWN, "grey", "去登记", _ROOM, "situation", until=quarter.end, limit="situations")
    each = choices.value("researches_a_person", today)
    if each and today >= date(today.year, 11, 1):
        people = len({row.person_id for row in members.listing(session) if today in row.period})
        written = _outgoing(rows, DocKind.RESEARCH, date(today.year, 1, 1))
        if written < each * people:
            text = f"今年应有 {each * people} 篇调研报告（每人 {each} 篇），已登记 {written} 篇"
            yield Due(text, _OWN, "grey", "去登记", _ROOM, "research", until=limits.year_end(each, today),
                      limit="researches")  # fmt: skip


def _outgoing(rows: Sequence[DocumentRow], kind: DocKind, since: date) -> int:
    return sum(row.kind is kind and row.direction is not Direction.IN and row.dated >= since for row in rows)


def _replies(session: Session, _today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in documents.listing(session):
        if row.state is DocState.WAITING and row.reply_due is not None:
            yield row.reply_due, row.title


def _receipts_wanted(session: Session, _today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in documents.listing(session):
        for one in row.recipients:
            if one.sent_on and not one.received_on and (until := limits.days_after(days, one.sent_on)):
                yield until, f"{_called(row)}　{one.name}"


def _agreements_end(session: Session, _today: date, _: int) -> Iterator[tuple[date, str]]:
    kept = [row for row in documents.listing(session) if row.kind is DocKind.AGREEMENT]
    ends = {row.party: row.period_end for row in sorted(kept, key=lambda row: row.period_end or date.min)}
    yield from ((end, f"与{party or '对方'}的协议") for party, end in ends.items() if end is not None)


def _items_due(session: Session, _today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in plans.listing(session):
        if row.state.open and row.due is not None:
            yield row.due, f"{row.task}（{row.owner or '未写责任人'}）"


LIMITS = {
    "half-report": Limit("半年工作报告", rules.CLAUSE, "七月、次年一月 {} 日前报镇党委和各派出单位", _TEAM,
                         "report_due_day", limits.half_report),
    "report-receipt": Limit("报送回执", _OWN, "报送后 {} 天", "收件单位", "receipt_days",
                            recorded=_receipts_wanted),
    "reply": Limit("来文办理", _OWN, "按来文写明的期限", _TEAM, recorded=_replies),
    "year-plan": Limit("年度帮扶计划", rules.PLANS_CLAUSE, "{} 月底前", _TEAM, "plan_due_month",
                       limits.month_of_year),
    "plan-item": Limit("计划任务", rules.PLANS_CLAUSE, "按任务写明的时限", "任务的责任人",
                       recorded=_items_due),
    "agreement": Limit("结对协议续签", rules.PLANS_CLAUSE, "协议写明的终止日期前", _TEAM,
                       recorded=_agreements_end),
    "situations": Limit("情况反映", rules.RESEARCH_CLAUSE, "每季度 {} 篇", _TEAM, "situations_a_quarter",
                        limits.quarter_end),
    "researches": Limit("调研报告", rules.RESEARCH_CLAUSE, "每人每年 {} 篇", "每名队员",
                        "researches_a_person", limits.year_end),
}  # fmt: skip
"""The time limits of documents."""
