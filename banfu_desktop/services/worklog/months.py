"""Months of the log signed off by the leader (签阅): what was signed is sealed, what comes later is 补记."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.attachments import Bundle
from banfu_desktop.db.models.worklog import LogEntry, LogMonth
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.printing.forms.v2.work_log import Line, LogPaper, PersonMonth
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month, Period, chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.worklog import CLAUSE
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.office import alone, office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.worklog import snapshots, week, worklog
from banfu_desktop.services.worklog.snapshots import SignedLog
from banfu_desktop.services.worklog.worklog import EntryRow

_SAYS_SEALED = 3
"""The first layout that says 封存时间; that before it calls it the time of printing, and stays so."""


@dataclass(frozen=True)
class MonthRow:
    """A month with entries; attribute names are those of tables.worklog.SIGNINGS.

    `signed_on` None: it waits. `late` counts what was written after the sign-off.
    """

    month: Month
    count: int
    late: int
    signed_by: str
    signed_on: date | None
    opinion: str | None
    check_code: str


def listing(session: Session) -> list[MonthRow]:
    """Every month with entries or a sign-off, the latest first."""
    number = sa.func.substr(sa.cast(LogEntry.day, sa.String), 1, 7)
    late = sa.func.sum(sa.cast(LogEntry.late, sa.Integer))
    counted = session.execute(sa.select(number, sa.func.count(), late).group_by(number))
    counts = {Month.parse(month): (count, later) for month, count, later in counted}
    signed = {row.month: row for row in session.scalars(sa.select(LogMonth))}
    rows = []
    for month in sorted(counts.keys() | signed.keys(), reverse=True):
        row, (count, later) = signed.get(month), counts.get(month, (0, 0))
        said = (
            ("", None, None, "")
            if row is None
            else (row.signed_by, row.signed_on, row.opinion, row.check_code)
        )
        rows.append(MonthRow(month, count, later, *said))
    return rows


def signed(session: Session, month: Month) -> LogMonth | None:
    """The sign-off of a month, if there is one."""
    return session.scalar(sa.select(LogMonth).filter_by(month=month))


def missing_days(session: Session, month: Month, today: date) -> int:
    """Person-days of a month without a line, up to today."""
    until = min(today, month.shift(1).first)
    return sum(len(days) for _, days in week.missing(session, month.period, until))


def refuse_sign(session: Session, month: Month, today: date) -> int:
    """Whether a month can be signed off on a day. Returns how many entries it has.

    Raises:
        UserError: it is not over, has no entry, or is signed off already.
    """
    row = signed(session, month)
    if row is not None:
        raise UserError(
            f"{month.label}的工作日志{row.signed_on}已由{row.signed_by}签阅",
            "需要补充的直接登记，程序标明“补记”",
        )
    if today < month.last:
        raise UserError(
            f"{month.label}还没有过完，不能签阅", f"请在{chinese_date(month.last)}以后签阅", CLAUSE
        )
    between = LogEntry.day.between(month.first, month.last)
    count = session.scalar(sa.select(sa.func.count(LogEntry.id)).where(between)) or 0
    if not count:
        raise UserError(f"{month.label}没有工作日志", "请核对月份，或先登记日志")
    return count


def sign(session: Session, month: Month, signed_by: str, opinion: str, by: str, now: datetime) -> str:
    """Write down that the leader has read and signed a month's log: it is sealed. Returns the check code.

    Args:
        signed_by: the leader's name; `by` is who is at work.

    Raises:
        UserError: no name, or see refuse_sign.
    """
    refuse_sign(session, month, now.date())
    if not signed_by.strip():
        raise UserError("没有写明签阅人", "请填写队长姓名")
    paper = replace(
        _present(session, month), signed_by=signed_by.strip(), signed_on=now.date(), opinion=opinion.strip()
    )
    snapshot = snapshots.dump(SignedLog(paper))
    row = LogMonth(
        month=month, signed_by=signed_by.strip(), signed_on=now.date(), opinion=opinion.strip() or None,
        sealed_at=now, sealed_by=by, audit_head=chain_head(session), check_code=check_code(snapshot),
        snapshot=snapshot,
    )  # fmt: skip
    of_month = sa.select(LogEntry.bundle_id).where(LogEntry.day.between(month.first, month.last))
    for bundle in session.scalars(sa.select(Bundle).where(Bundle.id.in_(of_month))):
        bundle.sealed = True
    session.add(row)
    session.flush()
    return row.check_code


def paper(session: Session, month: Month, now: datetime) -> tuple[LogPaper, int]:
    """A month's log as its paper says it, word for word as signed off, and the layout it is printed in."""
    row = signed(session, month)
    if row is None:
        return replace(_present(session, month), imprint=imprint(session, now)), snapshots.LAYOUT
    sealed = snapshots.load(row.snapshot)
    head, at = paper_key.chain_code(row.audit_head), clock(row.sealed_at)
    foot = Imprint("", row.check_code, head, sealed_at=at)
    if sealed.layout < _SAYS_SEALED:
        foot = Imprint(at, row.check_code, head)
    told = alone.of_log(session, row.id)
    opinion = f"{sealed.paper.opinion}（{told}）" if told else sealed.paper.opinion
    return replace(sealed.paper, imprint=foot, opinion=opinion), sealed.layout


def late_paper(session: Session, month: Month, now: datetime) -> LogPaper:
    """What was written after the sign-off of a month.

    Raises:
        UserError: it is not signed off, or nothing was.
    """
    row = signed(session, month)
    paper_ = _present(session, month, late=True)
    if row is None or not any(person.lines for person in paper_.people):
        raise UserError(f"{month.label}没有补记的日志", "签阅以后再登记的日志才是补记")
    return replace(paper_, signed_by=row.signed_by, signed_on=row.signed_on, imprint=imprint(session, now))


def _present(session: Session, month: Month, *, late: bool = False) -> LogPaper:
    """The month as it stands: everybody posted in it, with days and lines."""
    here = office.current(session)
    lines: dict[int, list[Line]] = {}
    for entry in worklog.listing(session, month.period):
        if entry.late is late:
            for posting_id, name in zip(entry.posting_ids, entry.names, strict=True):
                lines.setdefault(posting_id, []).append(_line(entry, name))
    grid = {row.posting_id: row for row in attendance.grid(session, month).rows}
    people = tuple(
        PersonMonth(
            name=row.name,
            organisation=row.organisation,
            role=row.role.label,
            due=str(grid[row.id].total.work_days_due),
            present=str(grid[row.id].total.work_days_present),
            away=_away(grid[row.id]),
            lines=tuple(lines.get(row.id, ())),
        )
        for row in members.listing(session, Period(month.first, month.last))
    )
    return LogPaper(here.town, here.team, month, people)


def _away(row: attendance.GridRow) -> str:
    """年休假 1.5 天、培训 2 天."""
    halves = row.total.own_halves
    return "、".join(
        f"{state.label} {row.total.own_days(state)} 天" for state, count in halves.items() if count
    )


def _line(entry: EntryRow, name: str) -> Line:
    companions = list(entry.names)
    companions.remove(name)
    return Line(
        entry.day, entry.half, entry.duty, entry.kind, entry.village or "", entry.households, entry.content,
        entry.with_whom or "", entry.result or "", entry.next_step or "", entry.next_due, entry.project,
        tuple(companions),
    )  # fmt: skip
