"""What the clerk chose of a month pack: which papers in how many copies, remembered for the next month."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QSettings

from banfu_desktop.printing.orders import sheets_of
from banfu_desktop.services.hall.pack import Chosen, Group, Line, Pack

_KEPT = "pack/choices"
"""Where the settings keep them: unit and form, and copies, or 0 where it was not ticked."""


class Choice:
    """Ticks and copies of a pack's papers; a paper not met before has the copies its room proposes."""

    def __init__(self, pack: Pack, settings: QSettings) -> None:
        self.pack, self._settings = pack, settings
        kept = _kept(settings)
        self._copies: dict[tuple[str, str], int] = {}
        self._ticked: set[tuple[str, str]] = set()
        for line in pack.printable:
            before = kept.get(_name(line))
            self._copies[line.key] = before or line.paper.copies
            if before != 0:
                self._ticked.add(line.key)

    def is_ticked(self, line: Line) -> bool:
        """Whether a paper is to be printed."""
        return line.key in self._ticked

    def tick(self, line: Line, *, on: bool) -> None:
        """Take a paper in or leave it out; one that is missing stays out."""
        if not line.is_missing:
            (self._ticked.add if on else self._ticked.discard)(line.key)

    def toggle(self, group: Group) -> None:
        """Take all papers of a unit in, or, where they all are, leave them out."""
        there = [line for line in group.lines if not line.is_missing]
        whole = all(self.is_ticked(line) for line in there)
        for line in there:
            self.tick(line, on=not whole)

    def copies(self, line: Line) -> int:
        """How many copies are wanted of it."""
        return self._copies.get(line.key, line.paper.copies)

    def put_copies(self, line: Line, copies: int) -> None:
        """Want another number of copies."""
        self._copies[line.key] = copies

    def chosen(self, group: Group | None = None) -> list[Chosen]:
        """What is ticked, of one unit or of all."""
        lines = self.pack.lines if group is None else group.lines
        return [Chosen(line, self.copies(line)) for line in lines if self.is_ticked(line)]

    def pages(self, group: Group | None = None) -> int:
        """Pages of all copies of what is ticked."""
        return sum(one.line.pages * one.copies for one in self.chosen(group))

    def sheets(self, *, duplex: bool) -> int:
        """Sheets of paper it takes: every copy of every paper begins on its own."""
        return sum(sheets_of(one.line.pages, duplex=duplex) * one.copies for one in self.chosen())

    def remember(self) -> None:
        """Propose the same for the next month; what this month does not have keeps what it had."""
        now = {_name(line): self.copies(line) if self.is_ticked(line) else 0 for line in self.pack.printable}
        self._settings.setValue(_KEPT, json.dumps({**_kept(self._settings), **now}, ensure_ascii=False))


def _name(line: Line) -> str:
    return "|".join(line.key)


def _kept(settings: QSettings) -> Mapping[str, int]:
    """What is remembered; a text that is not ours is nothing."""
    try:
        found = json.loads(str(settings.value(_KEPT, "{}")))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: copies for name, copies in found.items() if isinstance(copies, int) and 0 <= copies <= 99}
