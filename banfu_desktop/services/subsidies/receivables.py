"""应收回: what somebody owes a payer and nothing covers, computed.

And what was paid back, the only part stored.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person
from banfu_desktop.db.models.subsidies import (
    SubsidyLine,
    SubsidyRepayment,
    SubsidySheet,
    SubsidyUncollected,
)
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_account import spread
from banfu_desktop.rules.subsidies_sheets import RepaymentWay
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.subsidies.account import Account


@dataclass(frozen=True)
class ReceivableRow:
    """What one person owes one payer; amounts in fen, attribute names are those of RECEIVABLES.

    `owed_fen` is what there was to give back of these months, `since` the day the oldest sheet was sealed.
    """

    person_id: int
    payer_id: int
    name: str
    payer: str
    months: tuple[Month, ...]
    owed_fen: int
    repaid_fen: int
    open_fen: int
    since: date | None
    days: int = 0

    @property
    def id(self) -> str:
        """Tells the rows apart."""
        return f"{self.person_id}/{self.payer_id}"

    @property
    def months_said(self) -> str:
        """The months as a list says them."""
        return "、".join(month.label for month in self.months)


@dataclass(frozen=True)
class Repayment:
    """What somebody gave back: fen, the day, how, and the paper that proves it."""

    amount_fen: int
    repaid_on: date
    way: RepaymentWay = RepaymentWay.TRANSFER
    paper: str = ""


@dataclass(frozen=True)
class UncollectedRow:
    """A negative line of an old sheet nobody's pay covered: was it collected? Amount in fen."""

    id: int
    person_id: int
    name: str
    payer: str
    month: Month
    about: Month
    amount_fen: int

    @property
    def question(self) -> str:
        """What the clerk is asked."""
        where = f"{self.name}{self.about.label}扣回（列在{self.month.label}表上）"
        return f"{where}：这笔{yuan(self.amount_fen)}元收回了吗？"


def listing(session: Session, today: date, account: Account | None = None) -> list[ReceivableRow]:
    """Everything to be collected, the oldest first."""
    account = account or Account(session)
    months: dict[tuple[int, int], dict[Month, int]] = defaultdict(dict)
    for key, fen in account.receivables.items():
        months[key.person_id, key.payer_id][key.month] = fen
    found = [_row(session, account, person, payer, owed, today) for (person, payer), owed in months.items()]
    return sorted(found, key=lambda row: (row.since or today, row.person_id))


def _row(
    session: Session, account: Account, person: int, payer: int, owed: dict[Month, int], today: date
) -> ReceivableRow:
    repaid = sum(
        fen
        for (one, at, number), fen in account.repaid_fen.items()
        if (one, at) == (person, payer) and any(_number(month) == number for month in owed)
    )
    since = _since(session, account, person, payer, owed)
    open_fen = sum(owed.values())
    return ReceivableRow(
        person_id=person,
        payer_id=payer,
        name=account.records.people[person][0].name,
        payer=account.records.names.on(max(owed).last)[payer],
        months=tuple(sorted(owed)),
        owed_fen=open_fen + repaid,
        repaid_fen=repaid,
        open_fen=open_fen,
        since=since,
        days=(today - since).days if since else 0,
    )


def _since(
    session: Session, account: Account, person: int, payer: int, months: Iterable[Month]
) -> date | None:
    """The day the payer's oldest sheet in force about these months was sealed."""
    own = SubsidyLine
    sealed = (
        sa.select(own.payer_id, SubsidySheet.sealed_at)
        .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
        .where(own.person_id == person, own.about.in_(list(months)), SubsidySheet.voided_at.is_(None))
    )
    root = account.records.levels.root
    return min((at.date() for one, at in session.execute(sealed) if root(one) == payer), default=None)


def _number(month: Month) -> int:
    return month.year * 12 + month.number - 1


def repay(
    session: Session, person_id: int, repayment: Repayment, today: date, payer: str | None = None
) -> list[SubsidyRepayment]:
    """Write down what somebody gave back, over the months owed, the oldest first.

    Raises:
        UserError: nothing is owed, more than is owed, several payers and none named, a day to come, or one
        before the oldest month owed.
    """
    if repayment.amount_fen <= 0:
        raise UserError("收回的金额应大于零", "请核对金额")
    if repayment.repaid_on > today:
        raise UserError(f"收回日期{repayment.repaid_on}还没有到", "请核对日期")
    own = [row for row in listing(session, today) if row.person_id == person_id]
    if payer is not None:
        unit = office.find_organisation(session, payer)
        root = levels.root_of(session, unit.id) if unit else None
        own = [row for row in own if row.payer_id == root]
    if not own:
        raise UserError("没有要收回的金额", "请用应收回清单核对姓名和单位")
    if len(own) > 1:
        raise UserError(f"他欠{'、'.join(row.payer for row in own)}", "请写明收回的是哪个单位的")
    (row,) = own
    owed = {
        key.month: fen
        for key, fen in Account(session).receivables.items()
        if (key.person_id, key.payer_id) == (person_id, row.payer_id)
    }
    if repayment.repaid_on < min(owed).first:
        raise UserError(
            f"收回日期{repayment.repaid_on}早于要收回的{min(owed).label}，那时还没有发放", "请核对日期"
        )
    if repayment.amount_fen > row.open_fen:
        raise UserError(f"应收回只有{yuan(row.open_fen)}", "请核对金额")
    made = [
        SubsidyRepayment(
            person_id=person_id,
            payer_id=row.payer_id,
            month=month,
            amount_fen=fen,
            repaid_on=repayment.repaid_on,
            way=repayment.way,
            paper=repayment.paper.strip(),
        )
        for month, fen in spread(repayment.amount_fen, owed).items()
    ]
    session.add_all(made)
    session.flush()
    return made


def uncollected(session: Session) -> list[UncollectedRow]:
    """Old negative lines not yet answered for."""
    statement = (
        sa.select(SubsidyUncollected, SubsidyLine, SubsidySheet, Person.name)
        .join(SubsidyLine, SubsidyLine.id == SubsidyUncollected.line_id)
        .join(SubsidySheet, SubsidySheet.id == SubsidyLine.sheet_id)
        .join(Person, Person.id == SubsidyLine.person_id)
        .where(SubsidyUncollected.is_owed.is_(None), SubsidySheet.voided_at.is_(None))
        .order_by(SubsidyUncollected.id)
    )
    names = office.Names(session)
    return [
        UncollectedRow(
            asked.id,
            line.person_id,
            name,
            names.on(sheet.month.last)[line.payer_id],
            sheet.month,
            line.about,
            asked.uncovered_fen,
        )
        for asked, line, sheet, name in session.execute(statement)
    ]


def answer_uncollected(
    session: Session,
    asked_id: int,
    today: date,
    *,
    owed: bool,
    collected_on: date | None = None,
    paper: str = "",
) -> None:
    """Say of an old negative line whether it was collected, or is owed still (应收回).

    Raises:
        UserError: collected, but no day given, or one to come.
    """
    row = session.get_one(SubsidyUncollected, asked_id)
    if not owed and collected_on is None:
        raise UserError("没有写明收回的日期", "请填写收回的日期和凭证；没有收回的选“应收回”")
    if not owed and collected_on is not None and collected_on > today:
        raise UserError(f"收回日期{collected_on}还没有到", "请核对日期")
    row.is_owed = owed
    row.collected_on, row.paper = (None, None) if owed else (collected_on, paper.strip() or None)
    session.flush()
