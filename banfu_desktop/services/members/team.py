"""The team as home counts it: at the post, by role and category, against 二(一)–二(三)."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.home import TeamCount
from banfu_desktop.rules.members import wanted
from banfu_desktop.rules.words import Category, TeamRole
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office


def counts(session: Session, today: date) -> list[TeamCount]:
    """The team today, each count with what the notice wants."""
    rows = members.listing(session, Period(today, today))
    county_run = office.current(session).kind.county_run
    missing = {row.verdict.check for row in members.checks(session, today) if row.posting_id is None}
    leaders = sum(row.role is TeamRole.LEADER for row in rows)
    firsts = sum(row.role is TeamRole.FIRST_SECRETARY for row in rows)
    counted = [
        TeamCount("在岗", len(rows), "", True),
        TeamCount("队长", leaders, "1人", "one_leader" not in missing),
    ]
    if county_run:
        counted.append(TeamCount("驻村第一书记", firsts, "2人", "first_secretaries" not in missing))
    for category in Category:
        if category is not Category.CADRE:
            number = sum(row.category is category for row in rows)
            enough = f"count_{category.value}" not in missing
            counted.append(TeamCount(category.label, number, wanted(category), enough))
    return counted
