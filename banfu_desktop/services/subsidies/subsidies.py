"""The monthly subsidy (六(一)): months made, shown sheet by sheet, and the year at a glance.

A draft is never stored: it is what the postings, the attendance, the settings and the clerk's rulings come
to now, so it cannot be stale. What is sealed is read word for word from its snapshot.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.rules.subsidies_township import township_eligible_on
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import sealed, supplements
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sealing import Left, Sealing, seal
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, Undecided, Voided

__all__ = [
    "Left",
    "MonthRow",
    "Sealing",
    "YearRow",
    "all_lines",
    "discard",
    "make",
    "months",
    "opened",
    "seal",
    "show",
    "shown",
    "year",
]


@dataclass(frozen=True)
class MonthRow:
    """A month that was made, for lists; `paid_on` is the last day, once all of it is paid."""

    month: Month
    state: MonthState
    check_code: str
    paid_on: date | None


@dataclass(frozen=True)
class YearRow:
    """One person's year: 实发 in fen by month (None: no line), and when 乡镇工作补贴 becomes due."""

    person_id: int
    name: str
    initials: str
    organisation: str
    nets_fen: tuple[int | None, ...]
    township_from: date | None

    @property
    def total_fen(self) -> int:
        """The year's total."""
        return sum(net or 0 for net in self.nets_fen)


def opened(session: Session) -> list[Month]:
    """Every month made, latest first."""
    return list(session.scalars(sa.select(SubsidyMonth.month).order_by(SubsidyMonth.month.desc())))


def months(session: Session, account: Account | None = None) -> list[MonthRow]:
    """Every month made and how far it has come, latest first."""
    account = account or Account(session)
    made = session.scalars(sa.select(SubsidyMonth).order_by(SubsidyMonth.month.desc())).all()
    by_month: defaultdict[Month, list[int]] = defaultdict(list)
    in_force = sa.select(SubsidySheet.id, SubsidySheet.month).where(
        SubsidySheet.voided_at.is_(None), SubsidySheet.kind == SheetKind.MONTH
    )
    for sheet_id, month in session.execute(in_force):
        by_month[month].append(sheet_id)
    paid = sealed.payments(session, [one for own in by_month.values() for one in own])
    drafted = {month for _, month in account.drafts}
    return [
        _month_row(row, [paid[one] for one in by_month[row.month]], is_draft=row.month in drafted)
        for row in made
    ]


def _month_row(row: SubsidyMonth, paid: Sequence[sealed.Paid], *, is_draft: bool) -> MonthRow:
    state = _state([own.state for own in paid], is_draft=is_draft)
    days = [own.paid_on for own in paid if own.paid_on is not None]
    paid_on = max(days, default=None) if state is MonthState.PAID else None
    return MonthRow(row.month, state, row.check_code or "", paid_on)


def _state(states: Sequence[SheetState], *, is_draft: bool) -> MonthState:
    if is_draft or not states:
        return MonthState.DRAFT
    return MonthState.PAID if all(state is SheetState.PAID for state in states) else MonthState.SEALED


def make(session: Session, month: Month, now: datetime) -> None:
    """Open a month's drafts; opening it again changes nothing.

    Raises:
        UserError: the month is yet to come, lies before the start of use, is sealed already, or nobody is
        to be paid in it.
    """
    refusal = refusal_to_make(session, month, now.date())
    if refusal is not None:
        raise refusal
    row = _month(session, month)
    if row is None:
        session.add(SubsidyMonth(month=month, made_at=now))
        session.flush()
        return
    state = next(made.state for made in months(session) if made.month == month)
    if state is not MonthState.DRAFT:
        raise UserError(f"{month.label}{state.label}", "更正请在本月登记补发或扣回")


def refusal_to_make(session: Session, month: Month, today: date) -> UserError | None:
    """Why a month that was never made cannot be; None where it can."""
    if month.first > today:
        return UserError(f"{month.label}还没有到", "请在当月或以后编制")
    start = office.subsidies_from(session)
    if start is not None and month < start:
        return UserError(
            f"{month.label}在启用月份{start.label}以前，已在纸上发放", "要在这里编制，请先把启用月份提前"
        )
    if _month(session, month) is None and not members.listing(session, month.period):
        return UserError(f"{month.label}没有在镇人员", "请核对月份，或先登记成员")
    return None


def show(session: Session, month: Month) -> MonthSheets:
    """A month's sheets: computed while draft, word for word from the snapshot once sealed.

    Raises:
        UserError: the month was never made.
    """
    return shown(session, Account(session), month)


def shown(session: Session, account: Account, month: Month) -> MonthSheets:
    """A month's sheets, from an account that was read already.

    Raises:
        UserError: the month was never made.
    """
    row = _made(session, month)
    own = office.current(session)
    drafting = Drafting(account)
    in_force = [
        sheet
        for sheet in sealed.rows(session, month)
        if sheet.voided_at is None and sheet.kind is SheetKind.MONTH
    ]
    sheets = sealed.read(session, in_force)
    drafts = [sheet for payer in drafting.payers(month) if (sheet := drafting.sheet(payer, month))]
    voided = sealed.voided(session, month)
    ordered = [
        _with_versions(sheet, voided.get(account.records.levels.root(sheet.payer_id), ()))
        for sheet in _in_order(sheets, drafts, account)
    ]
    state = _state([sheet.state for sheet in sheets], is_draft=bool(drafts))
    days = [sheet.paid_on for sheet in sheets if sheet.paid_on is not None]
    made = MonthSheets(
        month=month,
        state=state,
        town=own.town,
        team=own.team,
        document_no=own.document_no,
        made_at=row.made_at,
        sheets=tuple(ordered),
        not_entitled=account.records.not_entitled(month),
        paid_on=max(days, default=None) if state is MonthState.PAID else None,
        undecided=tuple(_undecided(account, drafting, month, drafts)),
    )
    if row.snapshot is None or drafts or any(own_voided for own_voided in voided.values()):
        return made
    old = sealed.whole(session, month)
    if len(old.sheets) != len(sheets):
        return made  # somebody's sheet came later, on its own
    return replace(
        made,
        town=old.town,
        team=old.team,
        document_no=old.document_no,
        not_entitled=old.not_entitled,
        sealed_at=old.sealed_at,
        sealed_by=old.sealed_by,
        audit_head=old.audit_head,
        check_code=row.check_code or "",
    )


def _with_versions(sheet: PayerSheet, voided: tuple[Voided, ...]) -> PayerSheet:
    """A sheet with those it comes after; a draft is the version after the last."""
    if sheet.is_draft and voided:
        last = max(voided, key=lambda row: row.version)
        return replace(sheet, voided=voided, version=last.version + 1, replaces=last.number)
    return replace(sheet, voided=voided)


def _in_order(
    sheets: Iterable[PayerSheet], drafts: Iterable[PayerSheet], account: Account
) -> list[PayerSheet]:
    """Sheets sealed as a whole as they were, then the others in the order of the roster."""
    order = {person: place for place, person in enumerate(account.records.people)}

    def place(sheet: PayerSheet) -> tuple[bool, int]:
        first = min((order.get(line.person_id, len(order)) for line in sheet.lines), default=len(order))
        return sheet.layout != 1, 0 if sheet.layout == 1 else first

    return sorted((*sheets, *drafts), key=place)


def _undecided(
    account: Account, drafting: Drafting, month: Month, drafts: Sequence[PayerSheet]
) -> Iterable[Undecided]:
    """Undecided differences about a month that is sealed, and those its drafts would carry."""
    carried = {key for sheet in drafts for key, _ in account.asks(sheet.payer_id, month)}
    for key, why in account.undecided.items():
        if key.month == month or key in carried:
            name = account.records.people[key.person_id][0].name
            payer = drafting.names(key.month)[key.payer_id]
            yield Undecided(key.person_id, name, key.payer_id, payer, key.month, why)


def all_lines(session: Session) -> list[object]:
    """The lines of every month made and of every 补发表, latest month first."""
    account = Account(session)
    lines = [line for month in opened(session) for line in shown(session, account, month).lines]
    sheets = [*supplements.open_ones(account), *supplements.sealed_ones(session)]
    return [*lines, *(line for sheet in sheets for line in sheet.lines)]


def discard(session: Session, month: Month) -> None:
    """Drop a month opened by mistake; facts and rulings stay.

    Raises:
        UserError: a sheet of it is or was sealed.
    """
    row = _made(session, month)
    if row.snapshot is not None or sealed.rows(session, month):
        raise UserError(f"{month.label}已有封存的表", "已封存的月份不能删除")
    session.delete(row)
    session.flush()


def year(session: Session, number: int) -> list[YearRow]:
    """Members × months of a year: sealed amounts with what was carried since, drafts as they stand."""
    account = Account(session)
    whole: _Nets = {}
    for (person_id, _), own in _nets(session, account, number).items():
        for month, net_fen in own.items():
            _add(whole, (person_id, 0), month, net_fen)
    return _year_rows(account, number, {person_id: own for (person_id, _), own in whole.items()})


def year_by_payer(session: Session, number: int) -> dict[str, list[YearRow]]:
    """The same for each payer, under the name it has at the end of the year."""
    account = Account(session)
    names = account.records.names.on(date(number, 12, 31))
    split: dict[int, dict[int, dict[int, int]]] = {}
    for (person_id, payer_id), own in _nets(session, account, number).items():
        split.setdefault(payer_id, {})[person_id] = own
    return {names[payer_id]: _year_rows(account, number, people) for payer_id, people in split.items()}


_Nets = dict[tuple[int, int], dict[int, int]]
"""实发 in fen by month, by person and payer."""


def _nets(session: Session, account: Account, number: int) -> _Nets:
    drafting, root = Drafting(account), account.records.levels.root
    nets: _Nets = {}
    own = SubsidyLine
    in_force = (
        sa.select(own.person_id, own.payer_id, own.about, own.net_fen)
        .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
        .where(
            SubsidySheet.voided_at.is_(None),
            own.waived_on.is_(None),
            own.about.between(Month(number, 1), Month(number, 12)),
        )
    )
    for person_id, payer_id, about, net_fen in session.execute(in_force):
        _add(nets, (person_id, root(payer_id)), about.number, net_fen)
    made = set(account.opened)
    drafts = [drafting.sheet(payer, month) for payer, month in account.drafts if month in made]
    drafts += [drafting.supplement(request) for request in account.requests]
    for sheet in filter(None, drafts):
        for line in sheet.lines:
            if line.about.year == number:
                _add(nets, (line.person_id, root(line.payer_id)), line.about.number, line.net_fen)
    return nets


def _add(nets: _Nets, key: tuple[int, int], month: int, net_fen: int) -> None:
    own = nets.setdefault(key, {})
    own[month] = own.get(month, 0) + net_fen


def _year_rows(account: Account, number: int, nets: dict[int, dict[int, int]]) -> list[YearRow]:
    """A row a person, in the order of the roster."""
    restarts = account.records.choices.value("township_gap_restarts", date(number, 12, 31))
    return [
        _year_row(rows, nets[person_id], gap_restarts=restarts)
        for person_id, rows in account.records.people.items()
        if person_id in nets
    ]


def _year_row(rows: Sequence[members.MemberRow], nets: dict[int, int], *, gap_restarts: bool) -> YearRow:
    last = max(rows, key=lambda row: row.arrived_on)
    return YearRow(
        person_id=last.person_id,
        name=last.name,
        initials=last.initials,
        organisation=last.organisation,
        nets_fen=tuple(nets.get(number) for number in range(1, 13)),
        township_from=township_eligible_on((row.period for row in rows), gap_restarts=gap_restarts),
    )


def _month(session: Session, month: Month) -> SubsidyMonth | None:
    return session.scalar(sa.select(SubsidyMonth).filter_by(month=month))


def _made(session: Session, month: Month) -> SubsidyMonth:
    row = _month(session, month)
    if row is None:
        raise UserError(f"{month.label}的发放表还没有编制", "请先编制本月发放表")
    return row
