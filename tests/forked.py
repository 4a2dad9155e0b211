"""Something done by a copy of the test's own process: it can be killed, and starts in no time."""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn, TextIO

_TROUBLE = 70


@dataclass
class Forked:
    """The copy at work; `stdout` is what it says."""

    pid: int
    stdout: TextIO
    _code: int | None = None

    def kill(self) -> None:
        """kill -9; afterwards it is gone, and what it held is free."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Its exit code, once it has ended; negative where a signal ended it."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code


@contextmanager
def forked(work: Callable[[], int | None]) -> Iterator[Forked]:
    """Do it in a copy of this process, whose end is waited for."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _do(work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        made = Forked(child, said)
        try:
            yield made
        finally:
            made.wait()


def done(work: Callable[[], int | None]) -> tuple[int, str]:
    """Do it so to its end; gives the exit code and what it said."""
    with forked(work) as process:
        said = process.stdout.read()
    return process.wait(), said


def _do(work: Callable[[], int | None], writing: int) -> NoReturn:
    code = _TROUBLE
    try:
        with os.fdopen(writing, "w", encoding="utf-8") as sys.stdout:
            try:
                code = work() or 0
            except BaseException:
                traceback.print_exc(file=sys.stdout)
    finally:
        os._exit(code)
