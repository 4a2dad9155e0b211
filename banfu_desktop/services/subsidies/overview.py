"""A month as the window shows it: its sheets, what is to be decided, what changed since the month before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.policy import SubsidyPolicy
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.services.attendance import leaves
from banfu_desktop.services.subsidies import receivables, sealed, sealing, subsidies, supplements
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import Difference, Drafting
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet


class Question(Enum):
    """What kind of answer a sheet waits for."""

    HELD = "a line of the month itself: 旷工, a long leave, a ruling overtaken by facts"
    DIFFERENCE = "a difference of an earlier month that nobody has decided"
    UNIT = "the level of a unit that nobody has confirmed"


@dataclass(frozen=True)
class Asked:
    """What is to be decided before a payer's sheet can be sealed.

    `about` is the month to decide, `gross_fen` what is due for it before any deduction (None: not known),
    `by_day` what the absence comes to by the day, in fen and in words, `unit_id` the unit to confirm.
    """

    question: Question
    person_id: int
    name: str
    payer_id: int
    payer: str
    about: Month
    reason: str
    gross_fen: int | None
    by_day: tuple[int, str] = (0, "")
    unit_id: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class LinePaid:
    """Where the payment of a person's lines on a sealed sheet stands."""

    paid_on: date | None
    reference: str
    waived: str


@dataclass(frozen=True)
class Change:
    """Somebody whose 实发 differs from last month's, in fen; None: not on that month's sheets."""

    person_id: int
    name: str
    before_fen: int | None
    now_fen: int | None
    why: str


@dataclass(frozen=True)
class OpenLeave:
    """A leave that has ended and was not reported back (销假)."""

    name: str
    kind: str
    start_on: date
    end_on: date


@dataclass(frozen=True)
class MonthView:
    """A month as the page shows it; `sheets` is None while it was never made.

    Attributes:
        extra: 补发表 that belong to the month: sealed in it, or open for it.
        rulings: by person and payer.
        refusals: why a draft cannot be sealed, by payer; empty where it can.
        is_over: whether no working day of the month lies ahead.
        uncollected: old negative lines nobody has answered for yet, of the whole office.
        unmakeable: why a month that was never made cannot be; empty where it can.
        compared: whether the month before was made here, so that no `changes` means that nothing changed.
    """

    sheets: MonthSheets | None
    policy: SubsidyPolicy
    extra: tuple[PayerSheet, ...] = ()
    rulings: Mapping[tuple[int, int], Ruling] = field(default_factory=dict)
    changed: Sequence[Difference] = ()
    asked: tuple[Asked, ...] = ()
    refusals: Mapping[int, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    open_leaves: tuple[OpenLeave, ...] = ()
    paid: Mapping[tuple[int, int], LinePaid] = field(default_factory=dict)
    is_over: bool = True
    uncollected: tuple[receivables.UncollectedRow, ...] = ()
    unmakeable: str = ""
    compared: bool = True

    @property
    def all_sheets(self) -> tuple[PayerSheet, ...]:
        """The month's sheets, then its 补发表."""
        return (*(self.sheets.sheets if self.sheets else ()), *self.extra)

    @property
    def sealable(self) -> tuple[PayerSheet, ...]:
        """Drafts of the month that nothing keeps from being sealed."""
        own = self.sheets.sheets if self.sheets else ()
        return tuple(sheet for sheet in own if sheet.is_draft and not self.refusals.get(sheet.payer_id))


def of_month(session: Session, month: Month, today: date) -> MonthView:
    """Everything the page shows of a month."""
    account = of_moment(session)
    policy = account.records.policy(month)
    if month not in account.opened:
        refusal = subsidies.refusal_to_make(session, month, today)
        return MonthView(None, policy, unmakeable=str(refusal or ""))
    shown = subsidies.shown(session, account, month)
    drafting = Drafting(account)
    drafts = [sheet for sheet in shown.sheets if sheet.is_draft]
    extra = supplements_of(session, account, month)
    done = [sheet for sheet in (*shown.sheets, *extra) if not sheet.is_draft]
    return MonthView(
        sheets=shown,
        policy=policy,
        extra=extra,
        rulings=account.records.rulings(month),
        changed=drafting.differences(month) if done else (),
        asked=tuple(_asked(account, drafting, shown, drafts)),
        refusals={sheet.payer_id: sealing.refusal(account, sheet, month) for sheet in drafts},
        changes=tuple(_changes(session, account, month, shown)) if drafts else (),
        open_leaves=tuple(_open_leaves(session, month, today)) if drafts else (),
        paid=line_payments(session, [sheet.sheet_id for sheet in done if sheet.sheet_id is not None]),
        is_over=account.records.calendar[month].is_over(today),
        uncollected=tuple(receivables.uncollected(session)),
        compared=month.shift(-1) in account.opened,
    )


def supplements_of(session: Session, account: Account, month: Month) -> tuple[PayerSheet, ...]:
    """补发表 that stand beside a month's sheets: sealed in it, or open with it as their last month."""
    rows = [
        row
        for row in sealed.rows(session, month)
        if row.kind is SheetKind.SUPPLEMENT and row.voided_at is None
    ]
    done = sealed.read(session, rows)
    return (*done, *(sheet for sheet in supplements.open_ones(account) if max(sheet.months) == month))


def _asked(
    account: Account, drafting: Drafting, shown: MonthSheets, drafts: Sequence[PayerSheet]
) -> Iterator[Asked]:
    """What holds the month's drafts, and what is undecided of the month where it is sealed."""
    seen = set()
    for sheet in drafts:
        for row in sheet.held:
            seen.add((row.person_id, sheet.payer_id, row.about))
            reason = row.reason.removeprefix(f"{row.about.label}：")
            yield _question(account, drafting, row.person_id, sheet.payer_id, row.about, reason, shown.month)
    for undecided in shown.undecided:
        key = (undecided.person_id, undecided.payer_id, undecided.month)
        if key not in seen and undecided.month == shown.month:
            yield _question(account, drafting, *key, undecided.reason, None)


def _question(
    account: Account,
    drafting: Drafting,
    person_id: int,
    payer_id: int,
    about: Month,
    reason: str,
    month: Month | None,
) -> Asked:
    records = account.records
    owed = next((row for row in records.owed(about, [person_id]) if row.payer_id == payer_id), None)
    unit = next(
        (
            row
            for row in records.people[person_id]
            if row.period.common(about.period) is not None
            and not records.levels.confirmed(row.organisation_id)
        ),
        None,
    )
    due = owed.due if owed is not None else None
    kind = Question.HELD if about == month else Question.DIFFERENCE
    return Asked(
        question=Question.UNIT if unit is not None else kind,
        person_id=person_id,
        name=records.people[person_id][0].name,
        payer_id=payer_id,
        payer=drafting.names(about)[payer_id],
        about=about,
        reason=reason,
        gross_fen=due.gross_fen if due else None,
        by_day=due.by_day if due else (0, ""),
        unit_id=None if unit is None else records.levels.root(unit.organisation_id),
        unit="" if unit is None else unit.organisation,
    )


def _changes(session: Session, account: Account, month: Month, shown: MonthSheets) -> Iterator[Change]:
    """Who is new, who is gone, and whose amount is another than last month; carried lines not counted."""
    before_month = month.shift(-1)
    if before_month not in account.opened:
        return
    before = _own(subsidies.shown(session, account, before_month))
    now = _own(shown)
    for person_id in (*now, *(person for person in before if person not in now)):
        was, is_ = before.get(person_id), now.get(person_id)
        if (was and was[1]) != (is_ and is_[1]):
            name = (is_ or was or ("", 0, ""))[0]
            said = (
                (is_[2] or (f"上月{was[2]}" if was and was[2] else "")) if is_ else _gone(account, person_id)
            )
            yield Change(person_id, name, was[1] if was else None, is_[1] if is_ else None, said)


def _own(shown: MonthSheets) -> dict[int, tuple[str, int, str]]:
    """Name, 实发 of the month itself and its reason, by person."""
    found: dict[int, tuple[str, int, str]] = {}
    for line in shown.lines:
        if not line.is_difference and not line.is_one_off:
            _, fen, why = found.get(line.person_id, ("", 0, ""))
            found[line.person_id] = (line.name, fen + line.net_fen, why or line.reason)
    return found


def _gone(account: Account, person_id: int) -> str:
    last = account.records.people.get(person_id, [])[-1:]
    left = last[0].left_on if last else None
    return f"{left.month}月{left.day}日离岗" if left is not None else ""


def _open_leaves(session: Session, month: Month, today: date) -> Iterator[OpenLeave]:
    for row in leaves.leaves(session, month.period):
        if row.returned_on is None and row.end_on < today:
            yield OpenLeave(row.name, row.state.label, row.start_on, row.end_on)


def waived_fen(sheets: Iterable[PayerSheet], paid: Mapping[tuple[int, int], LinePaid]) -> int:
    """What of sealed sheets is not going to be paid any more (不再发放), in fen."""
    return sum(
        line.net_fen
        for sheet in sheets
        if sheet.sheet_id is not None
        for line in sheet.lines
        if (own := paid.get((sheet.sheet_id, line.person_id))) and own.waived
    )


def line_payments(session: Session, sheet_ids: Sequence[int]) -> dict[tuple[int, int], LinePaid]:
    own = SubsidyLine
    columns = sa.select(
        own.sheet_id, own.person_id, own.paid_on, own.paid_reference, own.waived_on, own.waived_reason
    ).where(own.sheet_id.in_(sheet_ids))
    return {
        (sheet_id, person_id): LinePaid(paid_on, reference or "", (reason or "") if waived_on else "")
        for sheet_id, person_id, paid_on, reference, waived_on, reason in session.execute(columns)
    }
