"""Who stands under 六(四), under which rule, and where the 2,000 stands for one of them all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.models.subsidies import (
    SubsidyLine,
    SubsidyOneOff,
    SubsidyRepayment,
    SubsidySheet,
)
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimState
from banfu_desktop.rules.words import Category, TeamRole
from banfu_desktop.services.allowance import own_rules
from banfu_desktop.services.allowance.own_rules import OwnRuleRow
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow

UNTOLD = "还没有登记"


@dataclass(frozen=True)
class OtherRow:
    """Somebody under 六(四); attribute names are those of tables.allowance.OTHERS.

    `rule` is 还没有登记 where the office was told of none; `paid` says where the 2,000 stands for him all the
    same, empty where nowhere; `claims` counts the claims that stand.
    """

    id: int
    person_id: int
    posting_id: int
    name: str
    initials: str
    category: Category
    organisation: str
    role: TeamRole
    arrived_on: date
    left_on: date | None
    told: OwnRuleRow | None
    paid: str
    claims: int

    @property
    def rule(self) -> str:
        """The paper with its number."""
        if self.told is None:
            return UNTOLD
        return f"{self.told.rule}（{self.told.number}）" if self.told.number else self.told.rule

    @property
    def payer(self) -> str | None:
        """Who pays by that rule."""
        return None if self.told is None else self.told.payer

    @property
    def amount(self) -> str | None:
        """What the paper says of amounts, word for word."""
        return None if self.told is None else self.told.amount

    @property
    def warning(self) -> str:
        """What is to be looked at: an amount where none should be, claims nobody knows who pays."""
        unknown = f"有 {self.claims} 张报销单，应由谁报销还没有登记" if self.claims and not self.told else ""
        return "；".join(filter(None, (self.paid, unknown)))


def listing(session: Session, today: date) -> list[OtherRow]:
    """Everybody at the post, to come, or with an amount on a sheet, by category."""
    told, paid = own_rules.listing(session), on_sheets(session)
    added, claims = with_one_offs(session), _claims(session)
    rows = [
        _row(
            member,
            told,
            _said(paid.get(member.id, 0), added.get(member.person_id, 0)),
            claims.get(member.id, 0),
            today,
        )
        for member in members.listing(session)
        if member.category is not Category.CADRE
        and (member.left_on is None or member.left_on >= today or member.id in paid)
    ]
    return sorted(rows, key=lambda row: own_rules.OTHERS.index(row.category))


def _said(paid_fen: int, one_off_fen: int) -> str:
    said = []
    if paid_fen > 0:
        said.append(f"已封存的发放表上有 {yuan(paid_fen)} 元")
    if one_off_fen > 0:
        said.append(f"一次性补发有 {yuan(one_off_fen)} 元")
    return f"{'，'.join(said)}，六(四)人员不在工作补助表上" if said else ""


def _claims(session: Session) -> dict[int, int]:
    """The claims that stand, by posting."""
    statement = sa.select(Claim.posting_id, sa.func.count()).where(Claim.state != ClaimState.REFUSED)
    return {key: count for key, count in session.execute(statement.group_by(Claim.posting_id))}  # noqa: C416


def _row(member: MemberRow, told: Sequence[OwnRuleRow], paid: str, claims: int, today: date) -> OtherRow:
    day = max(min(today, member.left_on or today), member.arrived_on)
    return OtherRow(
        id=member.id,
        person_id=member.person_id,
        posting_id=member.id,
        name=member.name,
        initials=member.initials,
        category=member.category,
        organisation=member.organisation,
        role=member.role,
        arrived_on=member.arrived_on,
        left_on=member.left_on,
        told=own_rules.in_force(told, member.category, day),
        paid=paid,
        claims=claims,
    )


def on_sheets(session: Session) -> dict[int, int]:
    """What sheets in force hold for postings under 六(四), in fen, less what was given back; none at zero."""
    in_force = (
        sa.select(SubsidyLine.posting_id, SubsidyLine.person_id, sa.func.sum(SubsidyLine.net_fen))
        .join(SubsidySheet, SubsidySheet.id == SubsidyLine.sheet_id)
        .join(Posting, Posting.id == SubsidyLine.posting_id)
        .where(SubsidySheet.voided_at.is_(None), SubsidyLine.waived_on.is_(None))
        .where(Posting.category != Category.CADRE)
        .group_by(SubsidyLine.posting_id, SubsidyLine.person_id)
    )
    returned = dict(
        session.execute(
            sa.select(SubsidyRepayment.person_id, sa.func.sum(SubsidyRepayment.amount_fen)).group_by(
                SubsidyRepayment.person_id
            )
        ).all()
    )
    sums = {posting: fen - returned.get(person, 0) for posting, person, fen in session.execute(in_force)}
    return {posting: fen for posting, fen in sums.items() if fen > 0}


def with_one_offs(session: Session) -> dict[int, int]:
    """One-off lines of people who were never posted as 驻镇干部 up to their month, in fen by person."""
    found: dict[int, int] = {}
    for row in session.scalars(sa.select(SubsidyOneOff)):
        posted = sa.select(Posting.id).where(
            Posting.person_id == row.person_id,
            Posting.category == Category.CADRE,
            Posting.arrived_on <= row.month.last,
        )
        if session.scalar(posted.limit(1)) is None:
            found[row.person_id] = found.get(row.person_id, 0) + row.amount_fen
    return {person: fen for person, fen in found.items() if fen > 0}


def in_month(session: Session, month: Month) -> dict[tuple[str, str], str]:
    """Under which rule those posted in a month stand, by name and unit, for the list of who is not paid."""
    told = own_rules.listing(session)
    found = {}
    for member in members.listing(session, month.period):
        if member.category is not Category.CADRE:
            common = member.period.common(month.period) or Period(month.first, month.last)
            rule = own_rules.in_force(told, member.category, common.end or month.last)
            found[member.name, member.organisation] = (
                f"执行的规定{UNTOLD}" if rule is None else f"执行{rule.words}"
            )
    return found
