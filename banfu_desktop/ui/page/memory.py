"""What a list remembers of itself on this computer: columns (width, order, hidden), sorting, filters.

Nothing of the office is kept: a filter is remembered by its place among words that the program itself has,
never a unit's or a person's name; the settings file lies unencrypted beside the program's own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter

_LISTS, _SPLITTERS = "lists", "splitters"


@dataclass(frozen=True)
class Arrangement:
    """How the clerk has arranged a list, by the names of its columns.

    Attributes:
        widths: pixels at standard size of the columns whose width was drawn by hand.
        order: the columns from left to right; empty where they stand as declared.
        hidden: columns put out of sight.
        sort: (column, whether downwards); None as the rows come.
        filters: field → the word's code.
    """

    widths: Mapping[str, int] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    sort: tuple[str, bool] | None = None
    filters: Mapping[str, str] = field(default_factory=dict)


class Memory:
    """Keeps the arrangement of one list in the settings of this computer.

    Args:
        place: what tells it from other lists (funds).
    """

    def __init__(self, settings: QSettings, place: str) -> None:
        self._settings, self._key = settings, f"{_LISTS}/{place}"
        self.arrangement = _read(str(settings.value(self._key, "")))

    def keep(self, arrangement: Arrangement) -> None:
        """Remember it; nothing is written where nothing has changed."""
        if arrangement != self.arrangement:
            self.arrangement = arrangement
            self._settings.setValue(self._key, _written(arrangement))


def _read(text: str) -> Arrangement:
    """What was kept; as declared where it cannot be read."""
    try:
        kept: dict[str, Any] = json.loads(text) if text else {}
        sort = kept.get("sort")
        return Arrangement(
            {str(name): max(16, min(2000, int(width))) for name, width in kept.get("widths", {}).items()},
            tuple(map(str, kept.get("order", ()))),
            tuple(map(str, kept.get("hidden", ()))),
            (str(sort[0]), bool(sort[1])) if sort else None,
            {str(name): str(code) for name, code in kept.get("filters", {}).items()},
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return Arrangement()


def _written(arrangement: Arrangement) -> str:
    return json.dumps(
        {
            "widths": dict(arrangement.widths),
            "order": arrangement.order,
            "hidden": arrangement.hidden,
            "sort": arrangement.sort,
            "filters": dict(arrangement.filters),
        }
    )


def remember_splitter(splitter: QSplitter, settings: QSettings) -> None:
    """Give a splitter the place it was left at, and keep where it is put, by its objectName."""
    key = f"{_SPLITTERS}/{splitter.objectName()}"
    kept = settings.value(key)
    if isinstance(kept, QByteArray):
        splitter.restoreState(kept)
    splitter.splitterMoved.connect(lambda *_: settings.setValue(key, splitter.saveState()))
