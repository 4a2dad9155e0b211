"""银行对账: which line of the bank stands for which voucher, and what is left on both sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from banfu_desktop.rules.words import Word

BEFORE, AFTER = 7, 31
"""A bank's line is proposed for a voucher dated up to so many days after it, or so many before it."""
_SAME_NAME = 40
"""How much a name that agrees outweighs days apart."""


class Direction(Word):
    """What a bank calls the direction of money, from the account holder's side."""

    IN = (
        "in", "收入", "贷", "贷方", "收", "进", "C", "Cr", "转入", "存入", "+", "来账", "入账", "贷Cr",
        "收款", "汇入", "存", "入", "收方", "进账",
    )  # fmt: skip
    OUT = (
        "out", "支出", "借", "借方", "支", "付", "出", "D", "Dr", "转出", "支取", "-", "往账", "出账",
        "借Dr", "付款", "汇出", "取", "支付", "付方", "取出",
    )  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A line of the bank or a voucher of the book; `net_fen` is positive where money came in.

    `who` is the other party, `what` the summary, `number` the voucher's; `reverses` is the voucher that a
    red one takes back.
    """

    id: int
    dated: date
    net_fen: int
    who: str = ""
    what: str = ""
    number: str = ""
    reverses: int | None = None


@dataclass(frozen=True)
class Pair:
    """A line of the bank and the vouchers it stands for; together they are the same amount."""

    line: Entry
    vouchers: tuple[Entry, ...]


@dataclass(frozen=True)
class Reconciliation:
    """Both sides on a day, in fen: what agrees, and every difference.

    `gap_fen` is what the bank's own balances say beyond its opening and its lines (lines are missing then);
    `cancelled` are vouchers and the red ones that take them back, which no bank ever sees.
    """

    start: date
    until: date
    bank_opening_fen: int
    book_opening_fen: int
    bank_fen: int
    book_fen: int
    gap_fen: int
    pairs: tuple[Pair, ...]
    lines: tuple[Entry, ...]
    vouchers: tuple[Entry, ...]
    cancelled: tuple[Entry, ...]

    @property
    def difference_fen(self) -> int:
        """The bank's balance less the book's."""
        return self.bank_fen - self.book_fen

    @property
    def opening_fen(self) -> int:
        """What they differed by before the first line."""
        return self.bank_opening_fen - self.book_opening_fen

    @property
    def only_bank_fen(self) -> int:
        """What the bank alone has."""
        return sum(entry.net_fen for entry in self.lines)

    @property
    def only_book_fen(self) -> int:
        """What the book alone has."""
        return sum(entry.net_fen for entry in self.vouchers)

    @property
    def proven(self) -> bool:
        """Whether the differences add up to the difference; always, or a figure is wrong."""
        explained = self.opening_fen + self.only_bank_fen - self.only_book_fen + self.gap_fen
        return self.difference_fen == explained

    @property
    def agrees(self) -> bool:
        """Whether nothing is left to explain."""
        return not (self.lines or self.vouchers or self.opening_fen or self.gap_fen)


def alike(name: str, other: str) -> float:
    """How much two names have in common, 0 to 1; a name inside the other is the same name."""
    if not name or not other:
        return 0.0
    if name in other or other in name:
        return 1.0
    return SequenceMatcher(None, name, other, autojunk=False).ratio()


def propose(lines: Iterable[Entry], vouchers: Iterable[Entry]) -> list[tuple[int, int]]:
    """Pairs (line, voucher) of the same amount, close in time, the likeliest first; none stands in two."""
    by_amount: dict[int, list[Entry]] = {}
    for voucher in vouchers:
        by_amount.setdefault(voucher.net_fen, []).append(voucher)
    ranked = sorted(
        (_distance(line, voucher), line.id, voucher.id)
        for line in lines
        for voucher in by_amount.get(line.net_fen, ())
        if -BEFORE <= (line.dated - voucher.dated).days <= AFTER
    )
    taken_lines: set[int] = set()
    taken_vouchers: set[int] = set()
    pairs = []
    for _, line_id, voucher_id in ranked:
        if line_id not in taken_lines and voucher_id not in taken_vouchers:
            taken_lines.add(line_id)
            taken_vouchers.add(voucher_id)
            pairs.append((line_id, voucher_id))
    return pairs


def _distance(line: Entry, voucher: Entry) -> int:
    """Days apart, less what names and summaries have in common."""
    name = max(alike(line.who, voucher.who), alike(line.what, voucher.what) / 2)
    return abs((line.dated - voucher.dated).days) - round(_SAME_NAME * name)


def reconcile(
    lines: Sequence[Entry],
    vouchers: Sequence[Entry],
    matches: Mapping[int, int],
    *,
    book_opening_fen: int,
    bank_opening_fen: int | None,
    stated_fen: int | None,
    until: date,
    start: date | None = None,
) -> Reconciliation:
    """Hold the bank's lines against the book's vouchers, both from the first line's day on.

    Args:
        start: an earlier day on which both sides stood alike, and since when vouchers are looked at.
        matches: voucher → line. A match of which one end lies after `until` counts as none, on that day.
        bank_opening_fen: the bank's balance before its first line; None: the bank does not say, so the
            book's is taken.
        stated_fen: the bank's own balance after the last line; None: it does not say.
    """
    start = start or min((line.dated for line in lines), default=until)
    shown = [line for line in lines if line.dated <= until]
    booked = [entry for entry in vouchers if start <= entry.dated <= until]
    pairs = _pairs(shown, booked, matches)
    in_pairs = {voucher.id for pair in pairs for voucher in pair.vouchers}
    free = [entry for entry in booked if entry.id not in in_pairs]
    cancelled = _cancelled(free)
    gone = {entry.id for entry in cancelled}
    matched = {pair.line.id for pair in pairs}
    opening = book_opening_fen if bank_opening_fen is None else bank_opening_fen
    added = opening + sum(line.net_fen for line in shown)
    return Reconciliation(
        start=start,
        until=until,
        bank_opening_fen=opening,
        book_opening_fen=book_opening_fen,
        bank_fen=added if stated_fen is None else stated_fen,
        book_fen=book_opening_fen + sum(entry.net_fen for entry in booked),
        gap_fen=0 if stated_fen is None else stated_fen - added,
        pairs=tuple(pairs),
        lines=tuple(line for line in shown if line.id not in matched),
        vouchers=tuple(entry for entry in free if entry.id not in gone),
        cancelled=tuple(cancelled),
    )


def _pairs(lines: Iterable[Entry], vouchers: Iterable[Entry], matches: Mapping[int, int]) -> list[Pair]:
    """The matches all of whose ends are there."""
    by_line: dict[int, list[Entry]] = {}
    for voucher in vouchers:
        if voucher.id in matches:
            by_line.setdefault(matches[voucher.id], []).append(voucher)
    counts: dict[int, int] = {}
    for line_id in matches.values():
        counts[line_id] = counts.get(line_id, 0) + 1
    return [
        Pair(line, tuple(by_line[line.id]))
        for line in lines
        if line.id in by_line and len(by_line[line.id]) == counts[line.id]
    ]


def _cancelled(free: Sequence[Entry]) -> list[Entry]:
    """Vouchers and what takes them back, where both are there."""
    by_id = {entry.id: entry for entry in free}
    pairs = [(by_id[entry.reverses], entry) for entry in free if entry.reverses in by_id and entry.reverses]
    return [entry for pair in pairs for entry in pair]
