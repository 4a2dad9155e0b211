"""The figures of a half-year report 四(五): counted from people, attendance, log, money and projects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import PlanItem, RegisteredDocument
from banfu_desktop.db.models.funds import FundBook, FundDay, FundVoucher, FundYear
from banfu_desktop.db.models.mobilised import Contribution, ContributionArrival, ProjectIdea
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.models.subsidies import SubsidyLine
from banfu_desktop.db.models.worklog import LogClosing, LogEntry
from banfu_desktop.rules.attendance import in_days, tally
from banfu_desktop.rules.dates import Month, Period, chinese_date
from banfu_desktop.rules.documents import DocKind, Figure, HalfYear, ItemState
from banfu_desktop.rules.funds import Flow, VoucherState
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import Stage
from banfu_desktop.rules.reimbursements import ClaimState
from banfu_desktop.rules.words import DayState, PoliticalStatus, TeamRole
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services import rooms
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.office.levels import roots
from banfu_desktop.services.projects import projects


def of_half(session: Session, half: HalfYear, until: date) -> dict[str, Figure]:
    """Every figure of a half-year up to a day, by name.

    Args:
        until: the last day counted; standings (who is posted, what is open) are those of that day.
    """
    span = Period(half.first, until)
    found: list[Figure] = []
    for part in (_people, _days, _log, _duties, _funds, _projects, _given, _support, _open):
        found.extend(part(session, span))
    return {figure.name: figure for figure in found}


def texts(figures: Mapping[str, Figure]) -> dict[str, str]:
    """How each figure is written, by name."""
    return {name: figure.text for name, figure in figures.items()}


def _end(span: Period) -> date:
    assert span.end is not None
    return span.end


def _count(name: str, label: str, number: int | float | None) -> Figure:
    return Figure(name, label, f"{number or 0:,}")


def _fen(name: str, label: str, fen: int | None) -> Figure:
    return Figure(name, label, yuan(fen or 0))


def _people(session: Session, span: Period) -> Iterator[Figure]:
    until = _end(span)
    during = members.listing(session, span)
    here = [row for row in during if until in row.period]
    party = [row for row in here if row.political is PoliticalStatus.MEMBER]
    moved = [row for row in party if row.relations_moved_on is not None and row.relations_moved_on <= until]
    yield Figure("as_of", "截至日期", chinese_date(until))
    yield _count("team", "在队人数", _persons(here))
    yield _count("leaders", "队长", _persons(row for row in here if row.role is TeamRole.LEADER))
    yield _count(
        "first_secretaries", "第一书记", _persons(row for row in here if row.role is TeamRole.FIRST_SECRETARY)
    )
    yield _count("units", "派出单位", len({row.organisation_id for row in here}))
    same = roots(session)
    during_units = {same.get(row.organisation_id, row.organisation_id) for row in during}
    yield _count("units_reported_to", "报送的派出单位", len(during_units))
    yield _count("arrived", "本期到岗", _persons(row for row in during if row.arrived_on in span))
    left = (row for row in during if row.left_on is not None and row.left_on in span)
    yield _count("left", "本期离岗", _persons(left))
    yield _count("party_members", "中共党员", _persons(party))
    yield _count("relations", "组织关系已转入", _persons(moved))


def _persons(rows: Iterable[members.MemberRow]) -> int:
    return len({row.person_id for row in rows})


def _days(session: Session, span: Period) -> Iterator[Figure]:
    until = _end(span)
    calendar, choices = RestDays(session), settings.Choices(session)
    states = attendance.states_between(session, span)
    due = present = 0
    own: Counter[DayState] = Counter()
    month = Month.of(span.start)
    while month.first <= until:
        for row in members.listing(session, month.period):
            days = tally(calendar[month], row.period, states.get(row.id, {}), choices.counting(month), until)
            due, present = due + days.due_halves, present + days.present_halves
            own.update(days.own_halves)
        month = month.shift(1)
    leave = sum(count for state, count in own.items() if state.is_leave)
    rate = f"{present * 100 / due:.1f}%" if due else "—"
    yield _count("days_due", "应在岗人天", in_days(due))
    yield _count("days_present", "在岗人天", in_days(present))
    yield _count("days_duty", "公务外出人天", in_days(own[DayState.DUTY]))
    yield _count("days_training", "培训人天", in_days(own[DayState.TRAINING]))
    yield _count("days_leave", "请假人天", in_days(leave))
    yield Figure("days_rate", "在岗率", rate)


def _log(session: Session, span: Period) -> Iterator[Figure]:
    of_span = LogEntry.day.between(span.start, _end(span))
    kinds = sa.select(LogEntry.kind, sa.func.count()).where(of_span).group_by(LogEntry.kind)
    counts = {kind: count for kind, count in session.execute(kinds)}  # noqa: C416 (typed rows)
    whole = sa.select(
        sa.func.count(),
        sa.func.sum(sa.func.coalesce(LogEntry.households, 0)),
        sa.func.count(sa.distinct(LogEntry.village)),
    ).where(of_span)
    entries, households, villages = session.execute(whole).one()
    yield _count("log_count", "日志条数", entries)
    yield _count("log_visits", "走访次数", counts.get(LogKind.VISIT))
    yield _count("log_households", "走访户次", households)
    yield _count("log_villages", "涉及的村", villages)
    yield _count("log_meetings", "会议次数", counts.get(LogKind.MEETING))
    yield _count("log_researches", "调研次数", counts.get(LogKind.RESEARCH))


def _duties(session: Session, span: Period) -> Iterator[Figure]:
    statement = (
        sa.select(
            LogEntry.duty,
            sa.func.count(),
            sa.func.sum(sa.func.coalesce(LogEntry.households, 0)),
            sa.func.count(sa.distinct(LogEntry.village)),
        )
        .where(LogEntry.day.between(span.start, _end(span)))
        .group_by(LogEntry.duty)
    )
    found = {duty: tuple(numbers) for duty, *numbers in session.execute(statement)}
    for duty in Duty:
        count, households, villages = found.get(duty, (0, 0, 0))
        yield _count(f"{duty.value}_count", f"{duty.label}次数", count)
        yield _count(f"{duty.value}_households", f"{duty.label}走访户次", households)
        yield _count(f"{duty.value}_villages", f"{duty.label}涉及的村", villages)


def _funds(session: Session, span: Period) -> Iterator[Figure]:
    posted = sa.and_(
        FundVoucher.state == VoucherState.POSTED, FundVoucher.dated.between(span.start, _end(span))
    )
    sums = sa.select(FundVoucher.flow, sa.func.sum(FundVoucher.amount_fen)).where(posted)
    by_flow = {flow: fen for flow, fen in session.execute(sums.group_by(FundVoucher.flow))}  # noqa: C416
    moved = (
        sa.select(FundDay.year_id, sa.func.sum(FundDay.in_fen - FundDay.out_fen).label("fen"))
        .where(FundDay.day <= _end(span))
        .group_by(FundDay.year_id)
        .subquery()
    )
    left = (
        sa.select(sa.func.sum(FundYear.opening_fen + sa.func.coalesce(moved.c.fen, 0)))
        .join(FundBook, FundBook.id == FundYear.book_id)
        .outerjoin(moved, moved.c.year_id == FundYear.id)
        .where(FundYear.year == span.start.year)
    )
    yield _fen("fund_in", "工作经费收入", by_flow.get(Flow.ALLOTMENT, 0) + by_flow.get(Flow.INCOME, 0))
    yield _fen("fund_out", "工作经费支出", by_flow.get(Flow.EXPENSE, 0))
    yield _fen("fund_left", "工作经费期末结余", session.scalar(left))


def _projects(session: Session, span: Period) -> Iterator[Figure]:
    until, rows = _end(span), projects.listing(session)
    signed = [row for row in rows if row.since is not None and row.since in span]
    done = [
        row
        for row in rows
        if row.stage is Stage.COMPLETED and row.ended_on is not None and row.ended_on in span
    ]
    under_way = [
        row
        for row in rows
        if row.since is not None and row.since <= until and (row.ended_on is None or row.ended_on > until)
    ]
    paid = sa.select(sa.func.sum(FundVoucher.amount_fen)).where(
        FundVoucher.state == VoucherState.POSTED,
        FundVoucher.flow == Flow.EXPENSE,
        FundVoucher.project_id > 0,
        FundVoucher.dated.between(span.start, until),
    )
    yield _count("projects_signed", "完成双签的项目", len(signed))
    yield _fen("projects_signed_fen", "双签金额", sum(row.rounds[0].amount_fen for row in signed))
    yield _fen("projects_paid", "项目支出", session.scalar(paid))
    yield _count("projects_done", "完工项目", len(done))
    yield _count("projects_open", "期末在办项目", len(under_way))


def _given(session: Session, span: Period) -> Iterator[Figure]:
    def within(column: sa.SQLColumnExpression[date | None]) -> sa.ColumnElement[bool]:
        return column.between(span.start, _end(span))

    promised = sa.select(sa.func.count(), sa.func.sum(Contribution.promised_fen))
    count, fen = session.execute(promised.where(within(Contribution.promised_on))).one()
    arrived = sa.select(sa.func.sum(ContributionArrival.amount_fen)).where(
        within(ContributionArrival.arrived_on)
    )
    yield _count("given_count", "社会帮扶新承诺笔数", count)
    yield _fen("given_promised", "社会帮扶新承诺金额", fen)
    yield _fen("given_arrived", "社会帮扶到位金额", session.scalar(arrived))
    ideas = sa.select(sa.func.count(ProjectIdea.id))
    yield _count("ideas_raised", "项目库新提出", session.scalar(ideas.where(within(ProjectIdea.raised_on))))
    yield _count("ideas_listed", "项目库入库", session.scalar(ideas.where(within(ProjectIdea.listed_on))))


def _support(session: Session, span: Period) -> Iterator[Figure]:
    until = _end(span)
    subsidies = sa.select(sa.func.sum(SubsidyLine.net_fen)).where(
        SubsidyLine.paid_on.between(span.start, until)
    )
    claims = sa.select(sa.func.count(), sa.func.sum(Claim.approved_fen)).where(
        Claim.state == ClaimState.PAID, Claim.paid_on.between(span.start, until)
    )
    count, fen = session.execute(claims).one()
    yield _fen("subsidy_paid", "发放工作补助", session.scalar(subsidies))
    for offered in rooms.offered("figures"):
        yield from offered(session, span)
    yield _count("claims_paid", "办结报销件数", count)
    yield _fen("claims_paid_fen", "办结报销金额", fen)


def open_on(day: date) -> sa.ColumnElement[bool]:
    """The condition that an entry's next step was not closed on a day."""
    closing = sa.orm.aliased(LogEntry)
    closed = (
        sa.select(LogClosing.entry_id)
        .join(closing, closing.id == LogClosing.closing_id)
        .where(closing.day <= day)
    )
    has_step = sa.func.coalesce(LogEntry.next_step, "") != ""
    return sa.and_(has_step, LogEntry.day <= day, LogEntry.id.not_in(closed))


def plans_of_year(year: int) -> sa.Select[int]:
    """The ids of the plans of a year: by the period they are for, else by their date."""
    about = sa.func.coalesce(RegisteredDocument.period_start, RegisteredDocument.dated)
    return sa.select(RegisteredDocument.id).where(
        RegisteredDocument.kind == DocKind.PLAN_YEAR,
        sa.func.substr(sa.cast(about, sa.String), 1, 4) == str(year),
    )


def _open(session: Session, span: Period) -> Iterator[Figure]:
    until = _end(span)
    matters = sa.select(sa.func.count(LogEntry.id)).where(open_on(until))
    items = sa.select(PlanItem.state, PlanItem.done_on).where(
        PlanItem.document_id.in_(plans_of_year(span.start.year))
    )
    rows = session.execute(items).all()
    yield _count("matters_open", "未了事项", session.scalar(matters))
    yield _count("plan_done", "计划任务已完成", sum(day is not None and day <= until for _, day in rows))
    yield _count(
        "plan_open",
        "计划任务在办",
        sum(state is not ItemState.DROPPED and (day is None or day > until) for state, day in rows),
    )
