"""The direction of money on a bank statement: proven by heading, sign or running balance, or not at all.

A line whose direction nothing proves is never given one. The balances also say in which order the lines
of one day came, which many banks turn round.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

_MOST_ROTATIONS = 8
"""Starts that are tried where a day's balances return to where they began."""
_ENOUGH_LINKS = 3
"""So many balances in a row must speak against the headings before they are believed instead."""


@dataclass(frozen=True)
class Line:
    """A line before it is settled.

    Attributes:
        place: its place in the file.
        moment: the time of day as written, where it is.
        size_fen: what moved, always above 0.
        sign: +1 money in, -1 money out, as heading, word or sign say; 0 where they do not.
        balance_fen: the account's balance after it, where the bank says so.
    """

    place: int
    dated: date
    size_fen: int
    sign: int
    balance_fen: int | None
    moment: str = ""

    @property
    def net_fen(self) -> int:
        """What it does to the balance; 0 while its direction is unknown."""
        return self.sign * self.size_fen


@dataclass(frozen=True)
class Settled:
    """The lines in the order of time, as far as they are proven.

    Attributes:
        unproven: places of lines whose direction nothing proves; their sign is 0.
        by_balance: places of lines whose direction the balances gave.
        breaks: how many balances do not follow from the one before.
        turned: the balances prove that the columns mean the opposite of what the door takes them for.
        contradicted: the balances speak against the headings, but not clearly enough to be believed.
    """

    lines: tuple[Line, ...]
    unproven: tuple[int, ...] = ()
    by_balance: tuple[int, ...] = ()
    breaks: int = 0
    turned: bool = False
    contradicted: bool = False


def settle(lines: Sequence[Line], opening_fen: int | None = None, *, may_turn: bool = True) -> Settled:
    """Put lines in the order of time, and give those without a direction the one their balances prove.

    Args:
        opening_fen: the balance before the first line, where the file says it.
        may_turn: whether the headings are words that mean the opposite elsewhere (借, 贷): then balances that
            all contradict them are believed.
    """
    as_said = _Chain(lines, opening_fen).best()
    if not as_said.breaks:
        return as_said
    reverse = _Chain([replace(line, sign=-line.sign) for line in lines], opening_fen).best()
    if reverse.breaks >= as_said.breaks:
        return as_said
    links = _links(lines, opening_fen)
    clear = not reverse.breaks and as_said.breaks >= links >= _ENOUGH_LINKS
    if clear and may_turn and not reverse.unproven:
        return replace(reverse, turned=True)
    return replace(as_said, contradicted=True)


def _links(lines: Sequence[Line], opening_fen: int | None) -> int:
    """How many balances can be held against the one before."""
    stated = sum(line.balance_fen is not None for line in lines)
    return stated - (opening_fen is None)


@dataclass(frozen=True)
class _Run:
    """One order of a day's lines: the balance it ends with, the breaks inside it, the signs it proves."""

    lines: tuple[Line, ...]
    first: Line
    closing_fen: int | None
    breaks: int
    signs: dict[int, int]


class _Chain:
    """The days in a row, each in every order that may be its own; the fewest breaks win."""

    def __init__(self, lines: Sequence[Line], opening_fen: int | None) -> None:
        self._lines, self._opening_fen = lines, opening_fen
        falling = len(lines) > 1 and lines[0].dated > lines[-1].dated
        by_day: defaultdict[date, list[Line]] = defaultdict(list)
        for line in lines:
            by_day[line.dated].append(line)
        self._days = [[_run(order) for order in _orders(by_day[day], falling)] for day in sorted(by_day)]

    def best(self) -> Settled:
        """The order of the fewest breaks; of equal ones the one the file itself suggests."""
        if not self._lines:
            return Settled(())
        costs, came_from = self._forward()
        back = self._backward()
        least = min(cost + after for cost, after in zip(costs[-1], back[-1], strict=True))
        path = self._path(costs[-1], came_from)
        signs = self._proven(costs, back, least)
        lines = [line for day, choice in zip(self._days, path, strict=True) for line in day[choice].lines]
        settled = tuple(
            replace(line, sign=signs.get(line.place, 0)) if not line.sign else line for line in lines
        )
        unproven = tuple(line.place for line in settled if not line.sign)
        return Settled(settled, unproven, tuple(sorted(signs)), least)

    def _forward(self) -> tuple[list[list[int]], list[list[int]]]:
        """For each day and order, the fewest breaks up to it, and the order of the day before it."""
        first = [_step(self._opening_fen, run)[0] + run.breaks for run in self._days[0]]
        costs, came_from = [first], [[0] * len(first)]
        for before, day in zip(self._days, self._days[1:], strict=False):
            row, origins = [], []
            for run in day:
                ways = [
                    cost + _step(earlier.closing_fen, run)[0]
                    for cost, earlier in zip(costs[-1], before, strict=True)
                ]
                best = min(range(len(ways)), key=ways.__getitem__)
                row.append(ways[best] + run.breaks)
                origins.append(best)
            costs.append(row)
            came_from.append(origins)
        return costs, came_from

    def _backward(self) -> list[list[int]]:
        """For each day and order, the fewest breaks that come after it."""
        after = [[0] * len(self._days[-1])]
        for day, later in zip(self._days[-2::-1], self._days[:0:-1], strict=False):
            costs = after[0]
            after.insert(
                0,
                [
                    min(
                        _step(run.closing_fen, next_run)[0] + next_run.breaks + cost
                        for next_run, cost in zip(later, costs, strict=True)
                    )
                    for run in day
                ],
            )
        return after

    def _path(self, last: Sequence[int], came_from: Sequence[Sequence[int]]) -> list[int]:
        choice = min(range(len(last)), key=last.__getitem__)
        path = [choice]
        for origins in came_from[:0:-1]:
            choice = origins[choice]
            path.insert(0, choice)
        return path

    def _proven(self, costs: list[list[int]], back: list[list[int]], least: int) -> dict[int, int]:
        """Signs that every order agrees on: of those without a break, else of all there are."""
        if all(line.sign for line in self._lines):
            return {}
        by_place: defaultdict[int, set[int]] = defaultdict(set)
        before: list[tuple[int, int | None]] = [(0, self._opening_fen)]
        for number, day in enumerate(self._days):
            for place, run in enumerate(day):
                for cost, closing in before:
                    extra, sign = _step(closing, run)
                    if least == 0 and cost + extra + run.breaks + back[number][place] > 0:
                        continue
                    for line in run.lines:
                        if not line.sign:
                            by_place[line.place].add(
                                sign if line is run.first else run.signs.get(line.place, 0)
                            )
            before = [(cost, run.closing_fen) for cost, run in zip(costs[number], day, strict=True)]
        return {
            place: signs.copy().pop()
            for place, signs in by_place.items()
            if len(signs) == 1 and 0 not in signs
        }


def _step(closing_fen: int | None, run: _Run) -> tuple[int, int]:
    """Whether a day's first balance breaks off from the one before (1 or 0), and the sign it proves."""
    return _link(closing_fen, run.first)


def _link(before_fen: int | None, line: Line) -> tuple[int, int]:
    if before_fen is None or line.balance_fen is None:
        return 0, 0
    moved = line.balance_fen - before_fen
    if line.sign:
        return int(moved != line.net_fen), line.sign
    return int(abs(moved) != line.size_fen), (0 if abs(moved) != line.size_fen else 1 if moved > 0 else -1)


def _run(order: Sequence[Line]) -> _Run:
    breaks, signs = 0, {}
    closing = order[0].balance_fen
    for line in order[1:]:
        broken, sign = _link(closing, line)
        breaks += broken
        if not line.sign and sign:
            signs[line.place] = sign
        closing = _after(closing, line)
    return _Run(tuple(order), order[0], closing, breaks, signs)


def _after(closing_fen: int | None, line: Line) -> int | None:
    """The balance after a line: the bank's own, else what it must be, else unknown."""
    if line.balance_fen is not None:
        return line.balance_fen
    return None if closing_fen is None or not line.sign else closing_fen + line.net_fen


def _orders(day: Sequence[Line], falling: bool) -> list[tuple[Line, ...]]:
    """The orders a day's lines may have come in, the likeliest first."""
    listed = tuple(day)
    if len(listed) == 1:
        return [listed]
    turned = listed[::-1]
    moments = [line.moment for line in listed]
    if all(moments) and len(set(moments)) == len(moments):
        by_time = tuple(sorted(listed, key=lambda line: line.moment))
        if by_time in (listed, turned):
            return [by_time]
        orders = [by_time, listed, turned]
    else:
        orders = [turned, listed] if falling else [listed, turned]
    known = all(line.sign and line.balance_fen is not None for line in listed)
    if known and all(_run(order).breaks for order in orders):
        orders += _by_balances(listed)
    return list(dict.fromkeys(orders))


def _by_balances(day: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Orders in which every balance follows from the one before, if there are any: a walk over all lines."""
    leaving: defaultdict[int, list[Line]] = defaultdict(list)
    surplus: defaultdict[int, int] = defaultdict(int)
    for line in day:
        before = (line.balance_fen or 0) - line.net_fen
        leaving[before].append(line)
        surplus[before] += 1
        surplus[line.balance_fen or 0] -= 1
    starts = [fen for fen, count in surplus.items() if count == 1]
    if not starts:
        starts = list(leaving)[:_MOST_ROTATIONS]
    walks = (_walk(leaving, start) for start in starts)
    return [walk for walk in walks if len(walk) == len(day)]


def _walk(leaving: dict[int, list[Line]], start: int) -> tuple[Line, ...]:
    """Hierholzer's walk over balances: a line leads from the balance before it to the one after it."""
    left = {fen: list(lines)[::-1] for fen, lines in leaving.items()}
    stack: list[tuple[int, Line | None]] = [(start, None)]
    walk: list[Line] = []
    while stack:
        fen, line = stack[-1]
        if left.get(fen):
            following = left[fen].pop()
            stack.append((following.balance_fen or 0, following))
        else:
            stack.pop()
            if line is not None:
                walk.append(line)
    return tuple(walk[::-1])
