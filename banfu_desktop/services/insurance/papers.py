"""The paper of accident insurance: 意外险参保情况表 (form 18)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import insurance_sheet
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.insurance import insurance, standing
from banfu_desktop.services.insurance.insurance import CoverageRow, CoverRow, PolicyRow
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint


def sheet(session: Session, year: int, unit: str | None, now: datetime, today: date) -> tuple[Document, ...]:
    """Everybody posted in a year with the policies of that year, or those of one posting unit.

    Raises:
        UserError: nobody was posted in the year, or nobody from this unit.
    """
    window = Period(date(year, 1, 1), date(year, 12, 31))
    rows = standing.standing(session, today, window)
    units = list(dict.fromkeys(row.organisation for row in rows))
    if not rows:
        raise UserError(f"{year}年没有在岗人员", "请核对年度和任职起止")
    if unit is not None and unit not in units:
        raise UserError(f"{year}年没有“{unit}”选派的人员", f"可选：{'、'.join(units)}")
    policies = {row.id: row for row in insurance.policies(session, today)}
    parts = insurance.parts(session)
    people = tuple(_person(row, policies, parts, window) for row in rows if unit in (None, row.organisation))
    team = office.current(session).team
    as_of = min(today, window.end or today)
    data = insurance_sheet.Insurance(team, year, as_of, people, unit or "", imprint(session, now))
    return insurance_sheet.build(data)


def _person(
    row: CoverageRow, policies: dict[int, PolicyRow], parts: dict[tuple[int, int], int], window: Period
) -> insurance_sheet.Person:
    return insurance_sheet.Person(
        name=row.name,
        organisation=row.organisation,
        policies=tuple(
            _policy(policies[cover.policy_id], cover, parts[cover.policy_id, row.person_id])
            for cover in row.covers
            if cover.period.common(window) is not None
        ),
        gap_days=row.gap_days,
        overlap_days=row.overlap_days,
    )


def _policy(policy: PolicyRow, cover: CoverRow, share_fen: int) -> insurance_sheet.Policy:
    return insurance_sheet.Policy(
        insurer=policy.insurer,
        number=cover.number,
        period=cover.period,
        premium_fen=policy.premium_fen,
        people=policy.people + len(policy.left),
        insured_fen=policy.insured_fen,
        share_fen=share_fen,
        payer=policy.payer,
    )
