"""What a hand-over list is sealed with: written in the newest format, read in every format there ever was.

No change to what a snapshot holds without a new format: `dump` writes it under a new number, `_READERS` gains
a reader, and those before it stay.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from banfu_desktop.printing.forms.v3.handover_list import HandoverList, Line
from banfu_desktop.rules import snapshots
from banfu_desktop.rules.rotation import Section
from banfu_desktop.rules.snapshots import Content

FORMAT, LAYOUT = 1, 3
_PAPER_1 = ("team", "name", "organisation", "role", "receiver", "witness", "whole", "remark")
_LINE_1 = ("kind", "text", "given", "taken")


@dataclass(frozen=True)
class SealedList:
    """A hand-over list as it was sealed."""

    paper: HandoverList
    layout: int = LAYOUT


def dump(sealed: SealedList) -> str:
    """What was sealed, as canonical JSON."""
    content = {name: value for name, value in asdict(sealed.paper).items() if name != "imprint"}
    return snapshots.canonical(content | {"format": FORMAT, "layout": sealed.layout})


def load(snapshot: str) -> SealedList:
    """What was sealed.

    Raises:
        UserError: a newer program sealed it.
    """
    return snapshots.read(snapshot, _READERS)


def _read_1(content: Content) -> SealedList:
    values: dict[str, Any] = {name: content[name] for name in _PAPER_1}
    paper = HandoverList(
        **values,
        drawn_on=date.fromisoformat(content["drawn_on"]),
        until=date.fromisoformat(content["until"]) if content["until"] else None,
        lines=tuple(_line_1(line) for line in content["lines"]),
    )
    return SealedList(paper, content["layout"])


def _line_1(content: Content) -> Line:
    values: dict[str, Any] = {name: content[name] for name in _LINE_1}
    return Line(section=Section(content["section"]), **values)  # type: ignore[call-arg]  # by its code


_READERS = {1: _read_1}
