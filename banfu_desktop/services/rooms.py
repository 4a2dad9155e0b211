"""The rooms of the program, by name, and what their doors offer to the halls.

A room is a folder beside this file. Its `door.py` holds plain constants and functions; the halls (home,
lists, papers, search, trail, undo, the command line) go through the doors and name no room. What a door may
offer stands in `services/door.py`. Doors are imported when a hall first asks, never before the first paint.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

ROOMS: tuple[str, ...] = (
    "subsidies", "members", "attendance", "worklog", "documents", "assessment", "rotation", "funds",
    "projects", "mobilised", "assets", "bank", "reimbursements", "exams", "insurance", "allowance",
    "pairings", "office", "persons", "attachments", "audit",
)  # fmt: skip
"""In the order in which home, palette, lists and the audit trail name them."""
_HERE = __name__.rpartition(".")[0]


def doors() -> Iterator[ModuleType]:
    """The door of every room."""
    return (import_module(f"{_HERE}.{room}.door") for room in ROOMS)


def offered(name: str) -> Iterator[Any]:
    """What the doors offer under a name (`LISTS`, `due`); a room without it offers nothing."""
    return (getattr(door, name) for door in doors() if hasattr(door, name))


def merged(name: str) -> Mapping[Any, Any]:
    """The mappings of one name as a single one, in the order of the rooms.

    Raises:
        ValueError: two rooms use the same key.
    """
    return _merged(name, ROOMS)


@cache
def _merged(name: str, _rooms: tuple[str, ...]) -> Mapping[Any, Any]:
    whole: dict[Any, Any] = {}
    for part in offered(name):
        if twice := whole.keys() & part.keys():
            raise ValueError(f"two doors offer {name} {sorted(map(str, twice))}")
        whole |= part
    return MappingProxyType(whole)
