"""The whole command line: every part declares its own commands, the rooms in their order."""

from importlib import import_module
from importlib.util import find_spec

from banfu_desktop.cli.arguments import Parser
from banfu_desktop.cli.opening import opening
from banfu_desktop.services import rooms

_FIRST, _LAST = ("office", "lists"), ("papers", "backup", "county", "passwords", "retention")
_OFTEN = ("papers", "subsidies")
"""Asked first where one command is wanted; the order shows only in a list of all."""
_HERE = __name__.rpartition(".")[0]


def parser(command: str = "") -> Parser:
    """The whole command line, or as much of it as one command is declared in.

    To declare them all takes longer than to print a sheet. A room without a module here has no commands.
    """
    top = opening()
    commands = top.add_subparsers(metavar="命令", title="命令")
    names = (*_FIRST, *rooms.ROOMS, *_LAST)
    likely = [name for name in names if name in (command, f"{command}s")]
    for name in dict.fromkeys((*likely, *(_OFTEN if command else ()), *names)):
        if find_spec(f"{_HERE}.{name}") is not None:
            import_module(f"{_HERE}.{name}").declare(commands)
        if command in commands.choices:
            break
    return top
