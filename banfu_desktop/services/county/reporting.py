"""Reporting: which towns have reported which months, in time or late, and whom to ring today.

A month is reported by the first package that was taken and made after it, since a report holds all that went
before. Days are those of the county's receipt: a town's own clock decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.roll_up import queries
from banfu_desktop.roll_up.models.desk import NO_TOWN, ReceiptRow
from banfu_desktop.roll_up.queries import Reported, TownOf
from banfu_desktop.roll_up.store import OWN_COUNTY
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.rules.words import Word
from banfu_desktop.services.county import calls, settings
from banfu_desktop.services.county.calls import Call

_RECENT = 62
"""For so many days somebody is to be rung about a package that is held or was sent back."""


class ReportState(Word):
    """How a town stands with a month; only the first two count as reported."""

    REPORTED = "reported", "已报"
    LATE = "late", "迟报"
    MISSING = "missing", "未报"
    HELD = "held", "待确认"
    REFUSED = "refused", "退回"
    NOT_DUE = "not_due", "未到期"
    BEFORE = "before", "—"

    @property
    def counts(self) -> bool:
        """Whether the month is reported."""
        return self in (ReportState.REPORTED, ReportState.LATE)


@dataclass(frozen=True)
class Cell:
    """A town and a month: how it stands, with which package, received when, and what is said of it."""

    state: ReportState
    number: int = 0
    received_at: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Rates:
    """Reports expected, come, come in time, as DHIS2 counts them; shares in tenths of a percent."""

    expected: int
    actual: int
    on_time: int

    @property
    def rate(self) -> int | None:
        """Of those expected, how many have come, in tenths of a percent; None where none is."""
        return self._share(self.actual)

    @property
    def on_time_rate(self) -> int | None:
        """Of those expected, how many have come in time."""
        return self._share(self.on_time)

    def _share(self, number: int) -> int | None:
        return (number * 1000 + self.expected // 2) // self.expected if self.expected else None


@dataclass(frozen=True)
class TownYear:
    """A town's year: a cell a month, and what it comes to."""

    town: str
    kind: str
    contact: str
    phone: str
    cells: tuple[Cell, ...]
    whole: Rates


@dataclass(frozen=True)
class ReportingYear:
    """Towns × months of a year.

    Attributes:
        months: the columns, in order.
        rates: a month's, for the foot; `whole` the year's.
        due: month → the day by which it is to be reported.
    """

    months: tuple[Month, ...]
    towns: tuple[TownYear, ...]
    rates: tuple[Rates, ...]
    whole: Rates
    due: Mapping[Month, date]


def year(session: Session, number: int, today: date) -> ReportingYear:
    """A year as it stands on a day."""
    return between(session, Month(number, 1), Month(number, 12), today)


def between(session: Session, first: Month, last: Month, today: date) -> ReportingYear:
    """Months as they stand on a day.

    Raises:
        UserError: more than ten years at once, or none.
    """
    months = _months(first, last)
    begins = settings.reports_from(session) or _first(session)
    due = {month: _due(session, month) for month in months}
    reported = {
        (row.town_id, row.month): row for row in queries.months_reported(session, str(first), str(last))
    }
    waiting = _by_place(queries.waiting(session))
    towns = tuple(
        _town_year(
            town,
            [
                _cell(
                    month,
                    reported.get((town.town_id, str(month))),
                    waiting.get((town.town_id, str(month))),
                    due[month],
                    begins,
                    today,
                )
                for month in months
            ],
        )
        for town in _towns(session)
    )
    rates = tuple(_rates(town.cells[place] for town in towns) for place in range(len(months)))
    whole = _rates(cell for town in towns for cell in town.cells)
    return ReportingYear(months, towns, rates, whole, due)


def to_ring(session: Session, today: date) -> list[Call]:
    """Whom to ring today: what is held or was sent back, nobody's packages last; then who is missing."""
    held: list[Call] = []
    waiting_towns = set()
    names = {town.town_id: town.name for town in _towns(session)}
    recent = (today - timedelta(days=_RECENT)).isoformat()
    for row in sorted(queries.waiting(session), key=lambda row: row.town_id == NO_TOWN):
        if row.received_at < recent or not calls.asks_the_town(row.words):
            continue
        town = names.get(row.town_id, "")
        waiting_towns.add(town)
        called = town or f"（{row.file}）"
        call = calls.call_for(session, town, row.words, row.number)
        held.append(Call(called, call.contact, call.phone, f"{_word(row)}：{call.say}"))
    this = Month.of(today)
    table = between(session, this.shift(-12), this.shift(-1), today)
    missing = [_missing(town, table) for town in table.towns if town.town not in waiting_towns]
    return [*held, *(call for call in missing if call is not None)]


def _towns(session: Session) -> list[TownOf]:
    """The county's own towns; at a province, which has none, those of its counties."""
    return queries.towns(session, OWN_COUNTY) or queries.towns(session)


def _missing(town: TownYear, table: ReportingYear) -> Call | None:
    months = [
        month
        for month, cell in zip(table.months, town.cells, strict=True)
        if cell.state is ReportState.MISSING
    ]
    if not months:
        return None
    said = "、".join(month.label for month in months[-3:])
    more = f"等{len(months)}个月" if len(months) > 3 else ""
    return Call(town.town, town.contact, town.phone, f"未报：{said}{more}。请今天导出上报包送来")


def _word(row: ReceiptRow) -> str:
    return "退回" if row.handling == ReportState.REFUSED.value else "待确认"


def _months(first: Month, last: Month) -> tuple[Month, ...]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].shift(1))
    if last < first or len(months) > 120:
        raise UserError("月份范围不对", "请从早到晚写，一次不超过十年")
    return tuple(months)


def _first(session: Session) -> Month | None:
    text = queries.first_month(session)
    return Month.parse(text) if text else None


def _due(session: Session, month: Month) -> date:
    following = month.shift(1)
    return following.first.replace(day=settings.due_day(session, following.first))


def _by_place(rows: Iterable[ReceiptRow]) -> dict[tuple[int, str], ReceiptRow]:
    return {(row.town_id, row.period): row for row in rows}


def _cell(
    month: Month,
    reported: Reported | None,
    waiting: ReceiptRow | None,
    due: date,
    begins: Month | None,
    today: date,
) -> Cell:
    if reported is not None:
        on_time = reported.received_at[:10] <= due.isoformat()
        state = ReportState.REPORTED if on_time else ReportState.LATE
        return Cell(state, reported.number, reported.received_at)
    if waiting is not None:
        held = waiting.handling == Handling.HELD.value
        state = ReportState.HELD if held else ReportState.REFUSED
        return Cell(state, waiting.number, waiting.received_at, waiting.sentence)
    if begins is None or month < begins:
        return Cell(ReportState.BEFORE)
    return Cell(ReportState.NOT_DUE if today <= due else ReportState.MISSING)


def _rates(cells: Iterable[Cell]) -> Rates:
    """Not yet due is not expected, unless it has come already."""
    asked = [cell.state for cell in cells if cell.state not in (ReportState.NOT_DUE, ReportState.BEFORE)]
    return Rates(len(asked), sum(s.counts for s in asked), sum(s is ReportState.REPORTED for s in asked))


def _town_year(town: TownOf, cells: Sequence[Cell]) -> TownYear:
    return TownYear(town.name, town.kind, town.contact, town.phone, tuple(cells), _rates(cells))
