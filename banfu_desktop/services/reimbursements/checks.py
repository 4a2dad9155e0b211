"""The checks on a claim, with the facts they need from postings, attendance, settings and invoices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.db.models.office import FormerName, Organisation
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules.attendance import whole_day
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.reimbursements_checks import (
    ClaimFacts,
    Elsewhere,
    InvoiceSeen,
    OwnRules,
    standing,
    verdicts,
)
from banfu_desktop.rules.subsidies import refusal
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import Category, DayState
from banfu_desktop.services.allowance import own_rules
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import levels, settings
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow

_LONGEST = 400
"""Days of lines that are looked up in the attendance; a date mistyped by years costs no more."""


@dataclass(frozen=True)
class ClaimCheck:
    """A verdict on a claim, and the reason a warning was accepted for."""

    verdict: Verdict
    accepted: str | None

    @property
    def open(self) -> bool:
        """Whether it keeps the claim from being handed in."""
        return self.accepted is None and self.verdict.severity is not Severity.REMINDER


def checks(session: Session, claim_id: int, today: date) -> list[ClaimCheck]:
    """Every verdict on a claim as it stands, errors first."""
    reasons = reimbursements.accepted(session, claim_id)
    findings = verdicts(facts(session, reimbursements.one(session, claim_id), today))
    return [ClaimCheck(verdict, _reason(verdict, reasons)) for verdict in findings]


def _reason(verdict: Verdict, reasons: Mapping[tuple[str, str], str]) -> str | None:
    return reasons.get((verdict.check, verdict.text)) if verdict.overridable else None


def open_verdicts(session: Session, claim_id: int, today: date) -> tuple[Verdict, ...]:
    """What keeps a claim from being handed in."""
    findings = (check.verdict for check in checks(session, claim_id, today))
    return standing(findings, reimbursements.accepted(session, claim_id))


def accept(session: Session, claim_id: int, check: str, reason: str, today: date) -> Verdict:
    """Accept a warning that stands on a claim, for a written reason. Returns it.

    Raises:
        UserError: there is no such verdict, it is an error, no reason was given, or the claim is no draft.
    """
    from banfu_desktop.rules.errors import UserError

    by_check = {row.verdict.check: row.verdict for row in checks(session, claim_id, today)}
    if check not in by_check:
        raise UserError(f"这张报销单没有“{check}”这条提醒", "请重新核对后再写原因")
    if not by_check[check].overridable:
        raise UserError(by_check[check].text, "这一条不能说明了事，须改正", by_check[check].clause)
    reimbursements.accept(session, claim_id, check, by_check[check].text, reason)
    return by_check[check]


def facts(session: Session, row: ClaimRow, today: date) -> ClaimFacts:
    """All that the checks look at, of one claim."""
    member = members.one(session, row.posting_id)
    days = [day for line in row.lines for day in (line.day, line.last_day) if day is not None]
    months = _months(days)
    choices = settings.Choices(session)
    invoice_rows = invoices.listing(session, row.bundle_id)
    return ClaimFacts(
        kind=row.kind,
        posting=member.period,
        covered=_is_covered(session, member, row.filled_on),
        lines=row.lines,
        states=_states(session, row.posting_id, days),
        free=frozenset(day for month in months for day in attendance.days_off(session, month)),
        elsewhere=_elsewhere(session, row),
        limits={month: choices.value("round_trips", month.first) for month in months},
        invoices=tuple(InvoiceSeen(invoice.facts, invoice.amount_fen) for invoice in invoice_rows),
        buyers=_buyers(session, row.unit_id),
        year=row.year or row.filled_on.year,
        today=today,
        own_rules=_own_rules(session, member, row.filled_on),
    )


def _own_rules(session: Session, member: MemberRow, day: date) -> OwnRules | None:
    """What 六(四) leaves to a rule of the claimant's own; None of 驻镇干部."""
    if member.category is Category.CADRE:
        return None
    rule = own_rules.on(session, member.category, day)
    return OwnRules(member.category.label, "" if rule is None else rule.words)


def _is_covered(session: Session, member: MemberRow, day: date) -> bool:
    """Whether the 2,000, and with it the meals, is due for somebody.

    An unconfirmed level is taken for 县直.
    """
    if not levels.is_confirmed(session, member.organisation_id):
        return member.category is Category.CADRE
    return refusal(member.category, levels.confirmed_level(session, member.organisation_id, day)) is None


def _months(days: Iterable[date]) -> list[Month]:
    """The months around some days; of dates far apart (one is mistyped) only those the days lie in."""
    months = sorted({Month.of(day) for day in days})
    if not months or months[-1].first - months[0].first > timedelta(days=_LONGEST):
        return months
    count = (months[-1].year - months[0].year) * 12 + months[-1].number - months[0].number
    return [months[0].shift(step) for step in range(count + 1)]


def _states(session: Session, posting_id: int, days: list[date]) -> Mapping[date, DayState]:
    """The days not spent at the post, a day before and after too: a leave begins or ends there."""
    if not days:
        return {}
    around = Period(min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    by_day = attendance.states_between(session, around).get(posting_id, {})
    return {day: whole_day(what) for day, what in by_day.items()}


def _elsewhere(session: Session, row: ClaimRow) -> tuple[Elsewhere, ...]:
    """The lines of the person's other claims, over all postings, that stand."""
    posting_ids = sa.select(Posting.id).where(Posting.person_id == row.person_id)
    others = reimbursements.listing(session, Claim.posting_id.in_(posting_ids), Claim.id != row.id)
    return tuple(
        Elsewhere(other.kind, line, other.number or "另一张报销草稿")
        for other in others
        if other.stands
        for line in other.lines
    )


def _buyers(session: Session, unit_id: int) -> frozenset[str]:
    former = session.scalars(sa.select(FormerName.name).filter_by(organisation_id=unit_id))
    return frozenset({session.get_one(Organisation, unit_id).name, *former})
