"""What a claim is handed in with: written in the newest format, read in every format there ever was.

From now on no change to what a snapshot holds without a new format: `dump` writes it under a new number,
`_READERS` gains a reader, and those before it stay. What ClaimPaper gains has a value in each older reader.
Format 1 was printed in layout 1; from format 2 on a snapshot says its layout.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.rules import snapshots
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.rules.snapshots import Content

_FORMAT = 3
_LATER = ("imprint", "approved")
"""What is only known after a claim was handed in."""
_PAPER_1 = (
    "number", "team", "unit", "department", "name", "post", "title", "papers", "host_meal_days",
    "host_ride_days", "reverses",
)  # fmt: skip
_LINE_1 = (
    "place", "to_place", "item", "note", "total_fen", "insured_fen", "fare_fen", "local_fen", "lodging_fen",
    "meal_days", "meal_fen", "other_fen", "amount_fen", "papers", "remark",
)  # fmt: skip


def dump(paper: ClaimPaper) -> str:
    """What a claim's papers say, as canonical JSON."""
    content = {name: value for name, value in asdict(paper).items() if name not in _LATER}
    return snapshots.canonical(content | {"format": _FORMAT})


def load(snapshot: str) -> ClaimPaper:
    """What a claim's papers said when it was handed in.

    Raises:
        UserError: a newer program handed it in.
    """
    return snapshots.read(snapshot, _READERS)


def _read_1(content: Content) -> ClaimPaper:
    return _paper_1(content, layout=1)


def _read_2(content: Content) -> ClaimPaper:
    """Format 1, and the layout."""
    return _paper_1(content, content["layout"])


def _read_3(content: Content) -> ClaimPaper:
    """Format 2, and what it is paid out of."""
    return replace(_read_2(content), source=content["source"])


def _paper_1(content: Content, layout: int) -> ClaimPaper:
    values: dict[str, Any] = {name: content[name] for name in _PAPER_1}
    return ClaimPaper(
        **values,
        kind=ClaimKind(content["kind"]),  # type: ignore[call-arg]  # looked up by its code
        filled_on=date.fromisoformat(content["filled_on"]),
        lines=tuple(_line_1(line) for line in content["lines"]),
        layout=layout,
    )


def _line_1(line: Content) -> Line:
    values: dict[str, Any] = {name: line[name] for name in _LINE_1}
    return Line(
        **values,
        day=_day(line["day"]),
        until=_day(line["until"]),
        vehicle=line["vehicle"] and Vehicle(line["vehicle"]),  # type: ignore[call-arg]
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_READERS = {1: _read_1, 2: _read_2, 3: _read_3}
