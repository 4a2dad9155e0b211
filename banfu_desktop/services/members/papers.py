"""The paper of the members room: 花名册 (form 15)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import roster, sign_in
from banfu_desktop.rules.dates import Month, Period, chinese_date
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint


def roster_of(
    session: Session, month: Month | None, variant: Variant, now: datetime, today: date
) -> tuple[Document, ...]:
    """Everybody posted in the month; without one, everybody who has not left."""
    during = month.period if month else Period(today)
    period = month.label if month else f"截至{chinese_date(today)}"
    people = tuple(_person(row) for row in members.listing(session, during))
    team = office.current(session).team
    return roster.build(roster.Roster(team, period, people, variant, imprint(session, now)))


def _person(row: MemberRow) -> roster.Person:
    return roster.Person(
        name=row.name,
        sex=row.sex.label,
        nation=row.nation or "",
        identity_no=row.identity_no,
        education=row.education or "",
        political=row.political.label if row.political else "",
        party_joined_on=row.party_joined_on,
        organisation=row.organisation,
        unit_post=row.unit_post or "",
        rank=row.rank or "",
        role=row.role.label,
        village=row.village or "",
        town_post=row.town_post or "",
        arrived_on=row.arrived_on,
        planned_until=row.planned_until,
        relations_moved_on=row.relations_moved_on,
        filed_on=row.filed_on,
        phone=row.phone or "",
        remark=row.remark or "",
    )


def sign_in_sheet(session: Session, now: datetime, today: date) -> tuple[Document, ...]:
    """A 签到表 with everybody who is posted, and rows for others."""
    people = members.listing(session, Period(today, today))
    names = tuple((row.name, f"{row.organisation}{row.unit_post or ''}") for row in people)
    return sign_in.build(sign_in.SignIn(office.current(session).team, names, imprint(session, now)))
