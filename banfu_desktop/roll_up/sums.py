"""Sums of the subsidy by month and payer, from the sheets as printed and the lines that stand on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.rules.subsidies_sheets import SheetState

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something of a package that does not agree with itself."""

    kind: str
    text: str


@dataclass
class Findings:
    """What loading finds."""

    listed: list[Finding] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        """One more."""
        self.listed.append(Finding(kind, text))


@dataclass
class _Sum:
    """What a payer's sheets of a month come to, in fen."""

    sheets: int = 0
    people: set[int] = field(default_factory=set)
    gross: int = 0
    deducted: int = 0
    added: int = 0
    taken: int = 0
    net: int = 0
    paid: int = 0
    waived: int = 0
    on_lines: int = 0

    @property
    def unpaid(self) -> int:
        return self.net - self.paid - self.waived


def sums_of(sheets: Sequence[Sheet], lines: Sequence[Row], found: Findings) -> list[tuple[Any, ...]]:
    """Rows of `subsidy_sums` without town and number, by month and payer.

    The net sum is what the sheets in force print; where the lines come to something else, that is found.
    """
    sums: dict[tuple[str, str], _Sum] = {}
    for sheet in sheets:
        if sheet.state != SheetState.VOIDED.value:
            place = sums.setdefault((sheet.month, sheet.payer), _Sum())
            place.sheets += 1
            place.net += sheet.net_fen
    for line in lines:
        _add(sums.setdefault((str(line["month"]), str(line["payer"])), _Sum()), line)
    for (month, payer), place in sums.items():
        if place.on_lines != place.net:
            found.add(
                "sheet_lines",
                f"{month} {payer}：发放表合计 {yuan(place.net)} 元，逐人相加是 {yuan(place.on_lines)} 元",
            )
    return [
        (
            month, payer, each.sheets, len(each.people), each.gross, each.deducted, each.added, each.taken,
            each.net, each.paid, each.waived, each.unpaid,
        )
        for (month, payer), each in sorted(sums.items())
    ]  # fmt: skip


def _add(place: _Sum, line: Row) -> None:
    net = int(line["net_fen"])
    place.people.add(int(line["person"]))
    place.on_lines += net
    if line.get("difference") or line.get("one_off"):
        place.added += max(net, 0)
        place.taken += min(net, 0)
    else:
        place.gross += int(line["gross_fen"])
        place.deducted += int(line["deducted_fen"])
    if line.get("paid_on"):
        place.paid += net
    elif line.get("waived_on"):
        place.waived += net
