"""Lays out a Ledger: rows with red lines below sums, and what is carried from page to page."""

from dataclasses import replace
from itertools import accumulate

from banfu_desktop.printing.engine.blocks import Cell, Ledger, LedgerRow, Row
from banfu_desktop.printing.engine.pieces import Piece, Rule
from banfu_desktop.printing.engine.style import Style
from banfu_desktop.printing.engine.table import Table

_ONWARD, _BROUGHT = "过次页", "承前页"
_RED_WEIGHT, _APART = 0.9, 2.0


class LedgerTable(Table):
    """A Ledger at a given width (points); 承前页 and 过次页 carry income, expense and balance so far."""

    def __init__(self, ledger: Ledger, width: float, style: Style) -> None:
        super().__init__(ledger.grid, width, style)
        self._ledger = ledger
        entries = [_amounts(ledger, row) for row in ledger.rows]
        self._so_far = tuple(accumulate(entries, _add, initial=(0, 0)))
        self.rows = (
            tuple(_ruled(piece, row.lines, width) for piece, row in zip(self.rows, ledger.rows, strict=False))
            or self.rows
        )

    @property
    def subtotal_height(self) -> float:
        """Room 过次页 needs."""
        return self._row(self._carried(_ONWARD, 0)).height

    def brought(self, start: int) -> Row | None:
        """承前页, on every page but the first."""
        return self._carried(_BROUGHT, start) if start else None

    def onward(self, stop: int) -> Row | None:
        """过次页, on every page but the last."""
        return self._carried(_ONWARD, stop) if stop < len(self._ledger.rows) else None

    def subtotal(self, start: int, stop: int) -> Piece | None:
        """过次页, laid out."""
        row = self.onward(stop)
        return None if row is None else self._row(row)

    def _carried(self, word: str, stop: int) -> Row:
        came, went = self._so_far[min(stop, len(self._so_far) - 1)]
        cells: list[Cell] = [None] * len(self._ledger.columns)
        cells[self._ledger.said] = word
        amounts = (came, went, self._ledger.opening + came - went)
        for index, fen in zip(self._ledger.amounts, amounts, strict=True):
            cells[index] = fen
        return tuple(cells)


def _amounts(ledger: Ledger, row: LedgerRow) -> tuple[int, int]:
    """What an entry adds to income and expense; a sum adds nothing."""
    came, went = (row.cells[index] for index in ledger.amounts[:2])
    if not row.entry:
        return 0, 0
    return (came if isinstance(came, int) else 0), (went if isinstance(went, int) else 0)


def _add(before: tuple[int, int], added: tuple[int, int]) -> tuple[int, int]:
    return before[0] + added[0], before[1] + added[1]


def _ruled(piece: Piece, lines: int, width: float) -> Piece:
    """Red lines along the foot of a row."""
    if not lines:
        return piece
    heights = (piece.height - number * _APART for number in range(lines))
    red = tuple(Rule(0, y, width, y, _RED_WEIGHT, red=True) for y in heights)
    return replace(piece, rules=(*piece.rules, *red))
