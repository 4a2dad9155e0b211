"""How the width of a list is shared out among its columns: what is read first, what gives way, what grows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from banfu_desktop.tables.spec import Field, Kind

SQUEEZE, STRETCH = 0.85, 1.4
"""How far a text column shrinks before others give way, grows before the widest takes the rest."""
_SHORT = 96
"""Pixels at standard size: so much of a text still says which it is."""


@dataclass(frozen=True)
class Wishes:
    """What a list says of its columns beside their fields; widths are in pixels.

    Attributes:
        needs: what each column needs to show its longest text and its heading whole; empty where unknown.
        chips: columns whose texts stand in chips, which are never cut short.
        blank: columns that say nothing in any row.
        drawn: columns whose width the clerk has drawn; where there are any, none gives way.
        hidden: columns the clerk has put out of sight.
        yielding: columns that give way before all others, the first of them first.
    """

    needs: Sequence[int] = ()
    chips: Collection[int] = ()
    blank: Collection[int] = ()
    drawn: Mapping[int, int] = field(default_factory=dict)
    hidden: Collection[int] = ()
    yielding: Sequence[int] = ()


def column_widths(
    fields: Sequence[Field], available: int, factor: float, wishes: Wishes | None = None
) -> list[int]:
    """Widths in pixels that fill `available` exactly where they can; 0 hides a column.

    Where room is scarce, columns shrink to what their texts need (long texts a little further), then some
    give way (the record panel shows them), but never the first column, an amount nor a number that names the
    row: where those alone are wider, the list scrolls. A text that would give way stands shorter if that
    fits. Where there is room, nothing is cut short while another column has more than it needs; then text
    columns grow up to STRETCH, and what is left over goes to the widest of them, the last of two alike.
    """
    known = wishes or Wishes()
    base = [known.drawn.get(n, round(field.width * factor)) for n, field in enumerate(fields)]
    needs = [base[n] if n in known.drawn else need for n, need in enumerate(known.needs or base)]
    roomy = [n for n, field in enumerate(fields) if _is_roomy(field) and n not in known.drawn]
    widths = [_least(n, base[n], needs[n], roomy, known) for n in range(len(fields))]
    for n in known.hidden:
        widths[n] = 0
    least = tuple(widths)
    gone = [] if known.drawn else _give_way(widths, available, _yielding(fields, known))
    for n in reversed(gone):  # the last to go first: it may fit now, or a shorter piece of it
        room = available - sum(widths)
        if n in known.blank:
            continue
        if least[n] <= room:
            widths[n] = least[n]
        elif n in roomy and n not in known.chips and room >= _SHORT * factor:
            widths[n] = room
    if sum(widths) > available:
        return widths
    shown = [n for n, width in enumerate(widths) if width]
    texts = [n for n in roomy if widths[n]]
    _satisfy(widths, {n: needs[n] for n in shown}, available)
    _raise(widths, {n: base[n] for n in shown}, available)
    _raise(widths, {n: int(base[n] * STRETCH) for n in texts}, available)
    widest = max(texts, key=lambda n: (fields[n].width, n), default=max(shown, default=0))
    widths[widest] += available - sum(widths)
    return widths


def _least(n: int, base: int, need: int, roomy: Sequence[int], wishes: Wishes) -> int:
    """The narrowest that a column is made before others give way."""
    if n in wishes.drawn:
        return base
    if n in wishes.chips or (wishes.needs and need <= base):
        return need
    return int(base * SQUEEZE) if n in roomy else base


def _yielding(fields: Sequence[Field], wishes: Wishes) -> Sequence[int]:
    """The columns that may give way, in order: blank ones, then from the last on, then chips.

    The first never does, nor a number that names the row, nor an amount that any row holds.
    """
    free = [
        n
        for n, field in enumerate(fields)
        if n and not field.whole and (field.kind is not Kind.MONEY or n in wishes.blank)
    ]
    others = [n for n in free if n not in wishes.yielding]
    return (
        *(n for n in wishes.yielding if n in free),
        *sorted(others, key=lambda n: (n not in wishes.blank, fields[n].kept, n in wishes.chips, -n)),
    )


def _give_way(widths: list[int], available: int, yielding: Sequence[int]) -> list[int]:
    """Put columns out of sight until the others fit. Returns which."""
    gone = []
    for n in yielding:
        if sum(widths) <= available:
            break
        if widths[n]:
            widths[n] = 0
            gone.append(n)
    return gone


def _satisfy(widths: list[int], needs: Mapping[int, int], available: int) -> None:
    """Widen columns to what they need, those that lack least first: as many texts as possible stand whole."""
    lacking = sorted((need - widths[n], n) for n, need in needs.items() if need > widths[n])
    for pixels, n in lacking:
        widths[n] += min(pixels, available - sum(widths))


def _raise(widths: list[int], goal: Mapping[int, int], available: int) -> None:
    """Widen columns towards a goal, each by the same share of what it lacks where not all of it is there."""
    lacking = {n: wide - widths[n] for n, wide in goal.items() if wide > widths[n]}
    share = min(1.0, (available - sum(widths)) / max(1, sum(lacking.values())))
    for n, pixels in lacking.items():
        widths[n] += int(pixels * share)


def _is_roomy(field: Field) -> bool:
    return field.kind in (Kind.TEXT, Kind.NOTE) and not field.whole and not field.right
