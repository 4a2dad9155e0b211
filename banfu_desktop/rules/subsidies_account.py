"""The one account of the subsidy: what is due, what sheets hold, what was paid back, and where the rest goes.

For a person, a payer and a month of which sheets are sealed: open = due − sheets + repaid. What is open and
positive is 补发; what is owed is 扣回 as far as the person's other lines on the payer's next open sheet
cover it, and 应收回 beyond. So at any moment sheets − repaid + 补发 − 扣回 − 应收回 = due. Nothing is ever
set off between people or between payers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan


class Key(NamedTuple):
    """What an amount belongs to: a person, a payer and the month it is for."""

    person_id: int
    payer_id: int
    month: Month


@dataclass(frozen=True)
class Standing:
    """How a key stands, in fen; `due_fen` is None while the line is held: then the difference is undecided.

    `sheets_fen` is what sealed sheets in force hold for it (lines marked 不再发放 not), `repaid_fen` what was
    given back.
    """

    key: Key
    due_fen: int | None
    sheets_fen: int
    repaid_fen: int = 0

    @property
    def open_fen(self) -> int:
        """Positive: still to be paid; negative: owed. An undecided key moves nothing."""
        if self.due_fen is None:
            return 0
        return self.due_fen - self.sheets_fen + self.repaid_fen


@dataclass(frozen=True)
class Settlement:
    """Where the open amounts of one payer go, in fen by key: all positive but `deducted`, which is negative.

    Attributes:
        made_up: 补发 on the payer's next open sheet.
        supplemented: 补发 on a 补发表 that is open for the month.
        waiting: 补发 with no open sheet to go on; a 补发表 takes it.
        deducted: 扣回 on the payer's next open sheet, never more than the person's other lines there.
        receivable: 应收回, what nothing of the person's covers.
    """

    made_up: Mapping[Key, int]
    supplemented: Mapping[Key, int]
    waiting: Mapping[Key, int]
    deducted: Mapping[Key, int]
    receivable: Mapping[Key, int]


def settle(
    standings: Iterable[Standing], own_lines: Mapping[int, int] | None, supplements: Collection[Month]
) -> Settlement:
    """Distribute what is open of one payer's keys.

    Args:
        standings: of one payer.
        own_lines: fen of each person's own lines on the payer's next open sheet; None without such a sheet.
        supplements: the months a 补发表 is open for: their 补发 goes there and nowhere else.
    """
    made_up: dict[Key, int] = {}
    supplemented: dict[Key, int] = {}
    waiting: dict[Key, int] = {}
    owed: list[Standing] = []
    for standing in standings:
        fen = standing.open_fen
        if fen < 0:
            owed.append(standing)
        elif fen > 0 and standing.key.month in supplements:
            supplemented[standing.key] = fen
        elif fen > 0:
            (waiting if own_lines is None else made_up)[standing.key] = fen
    covers: defaultdict[int, int] = defaultdict(int, own_lines or {})
    for key, fen in made_up.items():
        covers[key.person_id] += fen
    deducted, receivable = _take_back(owed, covers)
    return Settlement(made_up, supplemented, waiting, deducted, receivable)


def _take_back(
    owed: Iterable[Standing], covers: defaultdict[int, int]
) -> tuple[dict[Key, int], dict[Key, int]]:
    """Oldest month first, each debt as far as the person's own lines cover it."""
    deducted: dict[Key, int] = {}
    receivable: dict[Key, int] = {}
    for standing in sorted(owed, key=lambda standing: standing.key.month):
        key, debt = standing.key, -standing.open_fen
        taken = min(debt, max(covers[key.person_id], 0))
        covers[key.person_id] -= taken
        if taken:
            deducted[key] = -taken
        if debt > taken:
            receivable[key] = debt - taken
    return deducted, receivable


def spread(fen: int, owed: Mapping[Month, int]) -> dict[Month, int]:
    """A repayment over the months owed, oldest first; gives what each gets.

    Raises:
        ValueError: more than is owed.
    """
    given: dict[Month, int] = {}
    for month in sorted(owed):
        part = min(fen, owed[month])
        if part > 0:
            given[month] = part
            fen -= part
    if fen:
        raise ValueError("more than is owed")
    return given


def sums_said(amounts: Iterable[int | None]) -> str:
    """补发 and 扣回 each on its own, for a sum of both would hide them; None is one that is undecided."""
    found = list(amounts)
    parts = (
        ("补发", sum(fen for fen in found if fen and fen > 0)),
        ("扣回", -sum(fen for fen in found if fen and fen < 0)),
    )
    said = [f"{word} {yuan(fen)} 元" for word, fen in parts if fen]
    undecided = sum(fen is None for fen in found)
    if undecided:
        said.append(f"{undecided}处待决定")
    return "、".join(said) or "没有差额"
