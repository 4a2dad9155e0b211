"""The paper of accident insurance: 意外险参保情况表 (form 18)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import insurance_settlement, insurance_sheet, insured_list, settlement_parts
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.identity import ERASED, birth_date, is_erased, mask_identity
from banfu_desktop.services.insurance import insurance, standing
from banfu_desktop.services.insurance.insurance import CoverageRow, CoverRow, PolicyRow
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint, wanted_units

Documents = tuple[Document, ...]


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


def settlements(session: Session, year: int, payer: str | None, now: datetime, today: date) -> Documents:
    """What each unit bears of the policies that begin in a year, or the one named: each person's part.

    Raises:
        UserError: no policy begins in the year, or this unit bears none.
    """
    by_payer: dict[str, list[settlement_parts.Line]] = {}
    parts, people = insurance.parts(session), insurance.postings(session)
    policies = {row.id: row for row in insurance.policies(session, today) if row.start_on.year == year}
    for cover in insurance.covers(session):
        if (policy := policies.get(cover.policy_id)) is None:
            continue
        last = people[cover.person_id][-1]
        days = f"{dotted(cover.period.start)}\n{dotted(cover.period.end)}"
        line = settlement_parts.Line(
            last.name, last.organisation, days, policy.number, parts[policy.id, cover.person_id]
        )
        by_payer.setdefault(policy.payer, []).append(line)
    chosen = wanted_units(by_payer, payer, f"{year}年没有起保的保单", "请先登记保单和参保人员")
    team, foot = office.current(session).team, imprint(session, now)
    return tuple(
        document
        for unit in chosen
        for document in insurance_settlement.build(
            settlement_parts.Settlement(team, unit, year, tuple(by_payer[unit]), foot)
        )
    )


def name_lists(session: Session, year: int, now: datetime, today: date, *, full: bool) -> Documents:
    """The people of every policy in force in a year, for its insurer; numbers masked unless full.

    Raises:
        UserError: no policy of the year covers anybody.
    """
    window = Period(date(year, 1, 1), date(year, 12, 31))
    people, foot = insurance.postings(session), imprint(session, now, full=full)
    by_policy: dict[int, list[insured_list.Insured]] = {}
    policies = {row.id: row for row in insurance.policies(session, today) if row.period.common(window)}
    for cover in insurance.covers(session):
        if cover.policy_id in policies:
            insured_fen = policies[cover.policy_id].insured_fen
            one = _insured(people[cover.person_id][-1], cover, insured_fen, full=full)
            by_policy.setdefault(cover.policy_id, []).append(one)
    if not by_policy:
        raise UserError(f"{year}年没有参保人员", "请先登记保单和参保人员")
    team = office.current(session).team
    return tuple(
        document
        for key, names in by_policy.items()
        for document in insured_list.build(
            insured_list.InsuredList(
                team, policies[key].insurer, policies[key].number, policies[key].payer, tuple(names), foot
            )
        )
    )


def _insured(member: MemberRow, cover: CoverRow, insured_fen: int, *, full: bool) -> insured_list.Insured:
    """A person as the insurer needs him; the day of birth is part of the number and masked with it."""
    number, gone = member.identity_no, is_erased(member.identity_no)
    shown = ERASED if gone else number if full else mask_identity(number)
    born = birth_date(number) if full and not gone else None
    end = cover.period.end or cover.period.start
    return insured_list.Insured(
        member.name, member.sex.label, shown, born, cover.period.start, end, insured_fen
    )
