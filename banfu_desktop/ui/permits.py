"""Commands greyed in time for whoever is at work: what he may not do says who may.

The write door refuses it anyway (db/guard.py); here it only shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from banfu_desktop.rules.roles import Role, may, who_may
from banfu_desktop.ui.page.command import Command


def permitted(commands: Iterable[Command], role: Callable[[], Role | None]) -> tuple[Command, ...]:
    """The same commands, those greyed that the role may not give."""
    return tuple(_asking(command, role) for command in commands)


def _asking(command: Command, role: Callable[[], Role | None]) -> Command:
    act = command.act
    if act is None or may(role(), act):
        return command
    told = f"由{who_may(act)}办理"
    return replace(
        command, enabled=lambda: False, help=f"{command.help or command.text}（{told}）", why=lambda: told
    )
