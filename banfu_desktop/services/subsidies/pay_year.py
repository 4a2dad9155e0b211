"""What a year's sheets come to by month, as bars: by payer for the office, by payer and 补发 for a person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.timelines import Bars, Part, Timeline, year_window
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet

_MOST_PAYERS = 9
"""So many colours can be told apart; what smaller payers pay beyond them is told together."""


class Paid(NamedTuple):
    """A line of a sheet: the month whose sheet it stands on, the month it is about, and fen."""

    payer_id: int
    month: Month
    about: Month
    fen: int
    is_draft: bool


def lines(session: Session, account: Account, year: int, person_id: int | None = None) -> tuple[Paid, ...]:
    """Every line on the sheets of a year (of one person), sealed ones in force and drafts as they stand."""
    return (*_sealed(session, account, year, person_id), *_drafted(account, year, person_id))


def _sealed(session: Session, account: Account, year: int, person_id: int | None) -> Iterator[Paid]:
    own, root = SubsidyLine, account.records.levels.root
    statement = (
        sa.select(own.payer_id, SubsidySheet.month, own.about, own.net_fen)
        .join(SubsidySheet, SubsidySheet.id == own.sheet_id)
        .where(
            SubsidySheet.voided_at.is_(None),
            own.waived_on.is_(None),
            SubsidySheet.month.between(Month(year, 1), Month(year, 12)),
        )
        .order_by(SubsidySheet.month, own.id)
    )
    if person_id is not None:
        statement = statement.where(own.person_id == person_id)
    for payer, month, about, fen in session.execute(statement):
        yield Paid(root(payer), month, about, fen, is_draft=False)


def _drafted(account: Account, year: int, person_id: int | None) -> Iterator[Paid]:
    drafting, made = Drafting(account), set(account.opened)
    for payer, month in account.drafts:
        if month in made and month.year == year and (sheet := drafting.sheet(payer, month)):
            yield from _of_sheet(sheet, month, person_id)
    for request in account.requests:
        if (month := max(request.months)).year == year:
            yield from _of_sheet(drafting.supplement(request), month, person_id)


def _of_sheet(sheet: PayerSheet, month: Month, person_id: int | None) -> Iterator[Paid]:
    for line in sheet.lines:
        if person_id in (None, line.person_id):
            yield Paid(line.payer_id, month, line.about, line.net_fen, is_draft=True)


def by_payer(session: Session, year: int) -> Timeline:
    """The year's bars by payer, under the names the payers have at its end."""
    account = of_moment(session)
    paid = lines(session, account, year)
    names = account.records.names.on(Month(year, 12).last)
    own = _own_series(paid)
    rest = f"其余 {len({line.payer_id for line in paid}) - len(own)} 个单位"
    bars = bars_of(paid, {line: names[line.payer_id] if line.payer_id in own else rest for line in paid})
    title = f"{year}年各单位实发，合计 {yuan(bars.total_fen)} 元"
    return Timeline(title, year_window(year), bars=bars)


def _own_series(paid: Sequence[Paid]) -> set[int]:
    """Payers told by name: all where there are few, else those that pay most."""
    sums: dict[int, int] = {}
    for line in paid:
        sums[line.payer_id] = sums.get(line.payer_id, 0) + line.fen
    if len(sums) <= _MOST_PAYERS:
        return set(sums)
    return set(sorted(sums, key=lambda payer: -sums[payer])[: _MOST_PAYERS - 1])


def of_person(session: Session, account: Account, year: int, person_id: int) -> Bars | None:
    """A person's bars: a payer each, and what is made up for or taken back named by the month it is for."""
    paid = lines(session, account, year, person_id)
    names = account.records.names.on(Month(year, 12).last)
    series = {line: _series(line, names[line.payer_id]) for line in paid}
    return bars_of(paid, series) if paid else None


def _series(line: Paid, payer: str) -> str:
    if line.about == line.month:
        return f"{payer}发"
    word = "补发" if line.fen > 0 else "扣回"
    about = f"{line.about.number}月" if line.about.year == line.month.year else line.about.label
    return f"{payer}{word}{about}"


def bars_of(paid: Sequence[Paid], series: dict[Paid, str]) -> Bars:
    """Lines as bars: those of one series and month are one part; months' own series come first."""
    own = [series[line] for line in paid if line.about == line.month]
    names = tuple(dict.fromkeys((*own, *series.values())))
    months = tuple(
        tuple(_parts((line for line in paid if line.month.number == number), series, names))
        for number in range(1, 13)
    )
    return Bars("实发", names, months)


def _parts(paid: Iterable[Paid], series: dict[Paid, str], names: Sequence[str]) -> Iterator[Part]:
    sums: dict[tuple[int, bool], int] = {}
    for line in paid:
        key = names.index(series[line]), line.is_draft
        sums[key] = sums.get(key, 0) + line.fen
    for (place, is_draft), fen in sorted(sums.items()):
        if fen:
            yield Part(place, fen, is_draft)
