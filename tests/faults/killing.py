"""Something done by a copy of the test's own process, which kills itself before its so-manieth statement."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from sqlalchemy import event

Work = Callable[[Callable[[], None]], object]
"""Given what begins the counting, to be called when all is ready."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of itself, which needs fork")


def done_until(statement: int, work: Work, *, files: bool = False) -> tuple[int, bool]:
    """Do it in another process (0 kills nobody); gives the statements it came to and if it was killed.

    Args:
        files: whether a file that is begun, renamed or removed counts as well.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _do_and_die(statement, work, writing, files=files)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        came_to = len(said.read())
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return came_to, os.WIFSIGNALED(status)


def _do_and_die(statement: int, work: Work, writing: int, *, files: bool) -> NoReturn:
    came_to, code = 0, 1

    def step(*_: object) -> None:
        nonlocal came_to
        came_to += 1
        os.write(writing, b".")
        if came_to == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def changes_files(name: str, arguments: tuple[Any, ...]) -> None:
        flags = arguments[2] if name == "open" else 0
        if name in ("os.rename", "os.remove") or (
            isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        ):
            step()

    def begin() -> None:
        if files:
            sys.addaudithook(changes_files)
        event.listen(sa.Engine, "before_cursor_execute", step)
        event.listen(sa.Engine, "commit", step)

    try:
        work(begin)
        code = 0
    finally:
        os._exit(code)
