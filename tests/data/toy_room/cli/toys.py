"""Commands of the toys room."""

from typing import Any

from banfu_desktop.cli.arguments import add
from banfu_desktop.cli.run import Run, say


def show(_run: Run) -> None:
    """The toys."""
    say("布偶")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    add(commands, "toy", show, "看玩具")
