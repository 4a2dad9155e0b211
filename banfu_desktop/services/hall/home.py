"""本月待办: what is due, why (clause), by when, and where it is done."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period, closing_month
from banfu_desktop.rules.home import Due, HomeView, Safety, TeamCount
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import retention
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import due as funds_home
from banfu_desktop.services.insurance import due as insurance_due
from banfu_desktop.services.keeping import copies, recovery
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.projects import due as projects_due
from banfu_desktop.services.reimbursements import due as reimbursements_due
from banfu_desktop.services.subsidies import due as subsidies_due


def view(session: Session, today: date, folder: Path | None) -> HomeView:
    """Everything the home page says; `folder` is the office's data folder."""
    safety = None if folder is None else _safety(session, folder)
    return HomeView(due(session, today), team(session, today), safety)


def due(session: Session, today: date) -> list[Due]:
    """Everything due today, most urgent first."""
    if not members.listing(session):
        return [Due("还没有成员：请导入花名册，或逐个登记", "一", "red", "导入花名册", "members")]
    found = [*subsidies_due.due(session, today), *_checks(session, today), *_attendance(session, today)]
    found += funds_home.due(session, today)
    found += projects_due.due(session)
    found += reimbursements_due.due(session, today)
    found += [*exams.due(session, today), *insurance_due.due(session, today)]
    found += _retention(session, today)
    order = ("red", "amber", "grey")
    return sorted(found, key=lambda item: order.index(item.urgency))


def _retention(session: Session, today: date) -> list[Due]:
    due = retention.overview(session, today)
    if not due.ready:
        return []
    text = f"{len(due.ready)}人离岗已满{due.years}年，个人信息到期，可以销毁"
    return [Due(text, "本单位自定", "grey", "去看看", "members")]


def _checks(session: Session, today: date) -> list[Due]:
    urgency = {Severity.ERROR: "red", Severity.WARNING: "grey", Severity.REMINDER: "amber"}
    return [
        Due(
            f"{row.name}：{row.verdict.text}",
            row.verdict.clause,
            urgency[row.verdict.severity],
            "去登记" if row.verdict.severity is Severity.REMINDER else "去看看",
            "members",
            row.posting_id,
        )
        for row in members.checks(session, today)
        if row.open
    ]


def _attendance(session: Session, today: date) -> list[Due]:
    month = closing_month(today)
    found = [
        Due(f"{row.name} {month.label}{row.warning}", "本单位自定", "amber", "去核对", "attendance", month)
        for row in attendance.grid(session, month).rows
        if row.warning
    ]
    at_post = {
        row.id for row in members.listing(session, Period(today, today))
    }  # others need not report back
    open_leaves = [
        row
        for row in attendance.leaves(session)
        if row.returned_on is None and row.end_on < today and row.posting_id in at_post
    ]
    found += [
        Due(
            f"{row.name}{row.state.label}已于{row.end_on}到期，还没有销假",
            "四(三)",
            "amber",
            "去销假",
            "attendance",
            row.id,
        )
        for row in open_leaves
    ]
    return found


def team(session: Session, today: date) -> list[TeamCount]:
    """The team today, by the counts of 二(一)–二(三)."""
    from banfu_desktop.rules.members import wanted
    from banfu_desktop.rules.words import Category, TeamRole

    rows = members.listing(session, Period(today, today))
    county_run = office.current(session).kind.county_run
    missing = {row.verdict.check for row in members.checks(session, today) if row.posting_id is None}
    leaders = sum(row.role is TeamRole.LEADER for row in rows)
    firsts = sum(row.role is TeamRole.FIRST_SECRETARY for row in rows)
    counts = [
        TeamCount("在岗", len(rows), "", True),
        TeamCount("队长", leaders, "1人", "one_leader" not in missing),
    ]
    if county_run:
        counts.append(TeamCount("驻村第一书记", firsts, "2人", "first_secretaries" not in missing))
    for category in Category:
        if category is not Category.CADRE:
            number = sum(row.category is category for row in rows)
            enough = f"count_{category.value}" not in missing
            counts.append(TeamCount(category.label, number, wanted(category), enough))
    return counts


def _safety(session: Session, folder: Path) -> Safety:
    proven = [row.made_at for row in copies.list_backups(folder) if row.verified]
    return Safety(
        copied_at=proven[0] if proven else None,
        package_no=office.current(session).package_no,
        package_at=office.last_package_at(session),
        card_printed_on=recovery.printed_on(folder),
        card_checked_on=recovery.checked_on(folder),
    )
