"""The command that goes to each room, with its key."""

from collections.abc import Callable, Iterable
from functools import partial

from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.registry import Room


def room_commands(rooms: Iterable[Room], go: Callable[[str], object]) -> tuple[Command, ...]:
    """打开… of every room; the first nine have Ctrl+1 to Ctrl+9."""
    return tuple(
        Command(f"go_{room.name}", room.title, partial(go, room.name), act=None, help=f"打开{room.title}",
                icon=room.icon, keys=f"Ctrl+{number}" if number < 10 else "", place=Place.KEYS)
        for number, room in enumerate(rooms, 1)
    )  # fmt: skip
