"""What a changed fact makes of a sealed month: 补发 or 扣回, carried once by the next open month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.subsidies import drafts
from banfu_desktop.services.subsidies.sheets import SheetLine


@dataclass(frozen=True)
class Difference:
    """What a changed fact makes of a sealed month for one person and payer; amounts in fen.

    `paid_fen` is what sealed sheets hold for the month (differences carried since included).
    """

    month: Month
    person_id: int
    posting_id: int
    payer_id: int
    name: str
    payer: str
    organisation: str
    role: str
    rate_fen: int
    paid_fen: int
    due_fen: int
    reason: str
    bank: str
    card_no: str
    card_holder: str

    @property
    def difference_fen(self) -> int:
        """Positive: 补发; negative: 扣回."""
        return self.due_fen - self.paid_fen

    @property
    def word(self) -> str:
        """补发 or 扣回."""
        return "补发" if self.difference_fen > 0 else "扣回"

    def line(self) -> SheetLine:
        """The difference as a line on the sheet of the month that carries it."""
        return SheetLine(
            person_id=self.person_id,
            posting_id=self.posting_id,
            payer_id=self.payer_id,
            name=self.name,
            initials="",
            payer=self.payer,
            organisation=self.organisation,
            role=self.role,
            about=self.month,
            is_difference=True,
            days_in_month=self.month.days,
            days_posted=0,
            days_present=0,
            rate_fen=self.rate_fen,
            gross_fen=self.difference_fen,
            deducted_fen=0,
            net_fen=self.difference_fen,
            reason=f"{self.word}：{self.reason}",
            formula=f"应实发 {yuan(self.due_fen)} − 原实发 {yuan(self.paid_fen)}（{self.month.label}）",
            bank=self.bank,
            card_no=self.card_no,
            card_holder=self.card_holder,
        )


def of_month(session: Session, month: Month) -> list[Difference]:
    """Differences of a sealed month that no sealed sheet has carried yet.

    Raises:
        UserError: the month is not sealed.
    """
    state = session.scalar(sa.select(SubsidyMonth.state).filter_by(month=month))
    if state is None or state is MonthState.DRAFT:
        raise UserError(f"{month.label}还没有封存", "封存以后更正才有差异")
    return _found(session, [month])


def outstanding(session: Session, before: Month) -> list[Difference]:
    """Differences of every sealed month before the given one."""
    sealed = sa.select(SubsidyMonth.month).where(
        SubsidyMonth.state != MonthState.DRAFT, SubsidyMonth.month < before
    )
    return _found(session, sorted(session.scalars(sealed)))


def _found(session: Session, months: Sequence[Month]) -> list[Difference]:
    """Differences of sealed months, in their order; the records are read once for all of them."""
    if not months:
        return []
    records = drafts.Records(session, Period(months[0].first, months[-1].last))
    lines: defaultdict[Month, list[Any]] = defaultdict(list)
    columns = sa.select(
        SubsidyLine.about,
        SubsidyLine.person_id,
        SubsidyLine.payer_id,
        SubsidyLine.posting_id,
        SubsidyLine.net_fen,
    )
    between = SubsidyLine.about.between(months[0], months[-1])
    for line in session.execute(columns.where(between).order_by(SubsidyLine.id)):
        lines[line.about].append(line)
    rows = {row.id: row for row in members.listing(session)}
    return [row for month in months for row in _of(records, rows, month, lines[month])]


def _of(
    records: drafts.Records, rows: Mapping[int, MemberRow], month: Month, lines: Iterable[Any]
) -> list[Difference]:
    """Differences of one sealed month, given every posting and what sealed sheets hold for the month."""
    due = {(line.person_id, line.payer_id): line for line in records.amounts(month).lines}
    paid: defaultdict[tuple[int, int], int] = defaultdict(int)
    postings = {key: line.posting_id for key, line in due.items()}
    for line in lines:
        key = (line.person_id, line.payer_id)
        paid[key] += line.net_fen
        postings.setdefault(key, line.posting_id)
    payers = {line.person_id: line.payer for line in due.values()}
    facts = records.facts(month)
    found = []
    for key, posting_id in postings.items():
        now = due.get(key)
        due_fen = now.net_fen if now else 0
        if due_fen == paid[key]:
            continue
        row = rows[posting_id]
        gone = f"应由{payers[key[0]]}发放" if key[0] in payers else "当月不应发放"
        reason = (now.reason or "全月在岗") if now else gone
        found.append(
            Difference(
                month=month,
                person_id=key[0],
                posting_id=posting_id,
                payer_id=key[1],
                name=row.name,
                payer=facts.names[key[1]],
                organisation=row.organisation,
                role=row.role.label,
                rate_fen=facts.policy.rate_fen,
                paid_fen=paid[key],
                due_fen=due_fen,
                reason=f"{month.label}更正，{reason}",
                bank=row.bank or "",
                card_no=row.card_no or "",
                card_holder=row.card_holder or "",
            )
        )
    return found
