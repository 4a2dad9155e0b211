"""Sums of the subsidy over all towns: by town and month, by payer and month, and what lies under one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.roll_up import queries
from banfu_desktop.roll_up.models.facts import ReceivableFact, SumFact
from banfu_desktop.rules.dates import Month


@dataclass(frozen=True)
class Crosstab:
    """Net sums in fen: labels × months, with the sums of both.

    Attributes:
        cells: one tuple a label, in the order of the months; None where there is no sheet.
    """

    labels: tuple[str, ...]
    months: tuple[Month, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def of_labels(self) -> tuple[int, ...]:
        """What each row comes to."""
        return tuple(sum(cell or 0 for cell in row) for row in self.cells)

    @property
    def of_months(self) -> tuple[int, ...]:
        """What each column comes to."""
        return tuple(sum(row[place] or 0 for row in self.cells) for place in range(len(self.months)))

    @property
    def whole(self) -> int:
        """Everything."""
        return sum(self.of_labels)


@dataclass(frozen=True)
class PayerMonth:
    """What a payer's sheets of a month come to in a town; in fen, 补发 and 扣回 never one sum.

    Attributes:
        codes: the sheets' numbers and check codes, to hold them against the paper.
    """

    town: str
    month: str
    payer: str
    sheets: int
    people: int
    gross_fen: int
    deducted_fen: int
    added_fen: int
    taken_fen: int
    net_fen: int
    paid_fen: int
    waived_fen: int
    unpaid_fen: int
    codes: str


@dataclass(frozen=True)
class Owed:
    """What somebody owes a payer back, in fen; the name is masked."""

    town: str
    name: str
    payer: str
    months: str
    owed_fen: int
    repaid_fen: int
    open_fen: int
    since: str


def by_town(session: Session, first: Month, last: Month) -> Crosstab:
    """Net sums by town and month."""
    return _crosstab(queries.net_by_town(session, str(first), str(last)), first, last)


def by_payer(session: Session, first: Month, last: Month) -> Crosstab:
    """Net sums by payer and month: what each unit pays in all towns."""
    return _crosstab(queries.net_by_payer(session, str(first), str(last)), first, last)


def lines(session: Session, first: Month, last: Month, town_id: int | None = None) -> list[PayerMonth]:
    """Town × payer × month, with the codes of the sheets it is made of."""
    codes = _codes(session, str(first), str(last), town_id)
    return [
        _payer_month(town, row, codes.get((row.town_id, row.month, row.payer), ""))
        for town, row in queries.sums(session, str(first), str(last), town_id)
    ]


def receivables(session: Session, town_id: int | None = None) -> list[Owed]:
    """What is to be collected, everywhere or in a town."""
    return [
        Owed(
            town, row.name, row.payer, row.months, row.owed_fen, row.repaid_fen, row.open_fen, row.since or ""
        )
        for town, row in queries.facts(session, ReceivableFact, town_id)
    ]


def _payer_month(town: str, row: SumFact, codes: str) -> PayerMonth:
    names = (
        "month", "payer", "sheets", "people", "gross_fen", "deducted_fen", "added_fen", "taken_fen",
        "net_fen", "paid_fen", "waived_fen", "unpaid_fen",
    )  # fmt: skip
    return PayerMonth(town=town, codes=codes, **{name: getattr(row, name) for name in names})


def _codes(session: Session, first: str, last: str, town_id: int | None) -> dict[tuple[int, str, str], str]:
    found: dict[tuple[int, str, str], list[str]] = {}
    for town, month, payer, number, code in queries.codes(session, first, last, town_id):
        found.setdefault((town, month, payer), []).append(f"{number} {code}".strip())
    return {place: "、".join(said) for place, said in found.items()}


def _crosstab(rows: Iterable[tuple[str, str, int]], first: Month, last: Month) -> Crosstab:
    found: dict[str, dict[str, int]] = {}
    for label, month, net in rows:
        found.setdefault(label, {})[month] = net
    months = [first]
    while months[-1] < last:
        months.append(months[-1].shift(1))
    cells = tuple(tuple(row.get(str(month)) for month in months) for row in found.values())
    return Crosstab(tuple(found), tuple(months), cells)
