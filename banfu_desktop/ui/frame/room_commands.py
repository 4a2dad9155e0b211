"""The command that goes to each room, with its key."""

from collections.abc import Callable, Iterable
from functools import partial

from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.registry import Room, keys_of


def room_commands(rooms: Iterable[Room], go: Callable[[str], object]) -> tuple[Command, ...]:
    """打开… of every room; the first nine have Ctrl+1 to Ctrl+9."""
    shown = tuple(rooms)
    numbered = keys_of(shown)
    return tuple(
        Command(f"go_{room.name}", room.title, partial(go, room.name), act=None, help=f"打开{room.title}",
                icon=room.icon, keys=numbered.get(room.name, ""), place=Place.KEYS)
        for room in shown
    )  # fmt: skip
