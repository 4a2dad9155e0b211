"""Three kinds of error, told apart by type: a refusal, trouble with the machine, or our bug."""

import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion

from banfu_desktop.rules.errors import MachineError, ProblemsError, UserError
from banfu_desktop.ui.boxes.dialogs import Dialogs

_PACKAGE = "banfu_desktop"


class Reporter(QObject):
    """Says every error in the right way, from whatever thread it comes; the same bug only once.

    Args:
        dialogs: the door for boxes.
        version: the program's version, for the details of a bug.
    """

    _came = Signal(object)

    def __init__(self, dialogs: Dialogs, version: str = "") -> None:
        super().__init__()
        self._dialogs, self._version = dialogs, version
        self._told: set[str] = set()
        self._came.connect(self._say)

    def report(self, error: BaseException) -> None:
        """Say an error; on the GUI thread at once, from others as soon as the window gets to it."""
        if threading.current_thread() is threading.main_thread():
            self._say(error)
        else:
            self._came.emit(error)

    def install(self) -> None:
        """Also say what nobody caught, on any thread."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt) or error is None:
            sys.__excepthook__(kind, error or kind(), trace)
        else:
            self.report(error)

    def _say(self, error: BaseException) -> None:
        if isinstance(error, ProblemsError):
            self._dialogs.problems(error)
        elif isinstance(error, UserError):
            self._dialogs.refuse(error)
        elif isinstance(error, MachineError):
            self._dialogs.trouble(error)
        else:
            self._say_bug(error)

    def _say_bug(self, error: BaseException) -> None:
        details = bug_details(error, self._version)
        if details not in self._told:
            self._told.add(details)
            self._dialogs.bug(details)


def bug_details(error: BaseException, version: str) -> str:
    """What helps us and names nobody: types and places in the program, never texts or values."""
    import platform

    lines = [
        f"banfu-desktop {version}",
        f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.machine()}",
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__qualname__)
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def _place(frame: traceback.FrameSummary) -> str:
    """File and line without the folders of this computer, which may hold a person's name."""
    parts = Path(frame.filename).parts
    start = len(parts) - 1 - parts[::-1].index(_PACKAGE) if _PACKAGE in parts else len(parts) - 2
    return f"{'/'.join(parts[max(start, 0) :])}:{frame.lineno} {frame.name}"
