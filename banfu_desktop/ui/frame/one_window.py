"""One window for one folder: a second start has the first window shown and ends.

The first window locks a mark in this computer's own settings folder; a second start finds it locked, leaves
a wish beside it and waits until that is taken. A mark that a crash has left names a process that is gone,
one torn by a power cut names none: neither costs the next start anything. No socket is opened, which some
offices' guards would ask about.
"""

import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject

from banfu_desktop import paths

_PATIENCE, _ASK_EVERY = 2.0, 0.02
"""Seconds a second start waits for the first window, and between two looks."""


def _files(folder: Path) -> tuple[Path, Path]:
    """The mark of a folder's window, and the wish to see it."""
    place = str(folder.resolve()).encode()
    name = f"{zlib.crc32(place):08x}{zlib.adler32(place):08x}"  # hashlib takes longer to load than to use
    return paths.config() / f"window-{name}", paths.config() / f"show-{name}"


def _lock_of(mark: Path) -> QLockFile:
    """Held as long as the process is there, however long that is."""
    lock = QLockFile(str(mark))
    lock.setStaleLockTime(0)
    return lock


def shown_by_another(folder: Path, package: Path | None = None) -> bool:
    """Whether a window on this folder is there already and has taken the wish to be shown.

    Args:
        package: a package that the window is to ask about.
    """
    mark, wish = _files(folder)
    if not mark.exists():
        return False
    lock = _lock_of(mark)
    if lock.tryLock(0):  # whoever left it is gone
        lock.unlock()
        return False
    try:
        process, *_ = lock.getLockInfo()
        if not process:
            mark.unlink(missing_ok=True)
            return False
        _let_it_come_forward()
        unwritten = wish.with_name(f"{wish.name}.new")  # it appears whole: the window looks at once
        unwritten.write_text(str(package.resolve()) if package else "", "utf-8")
        unwritten.replace(wish)
        until = time.monotonic() + _PATIENCE
        while wish.exists() and time.monotonic() < until:
            time.sleep(_ASK_EVERY)
        taken = not wish.exists()
        wish.unlink(missing_ok=True)
    except OSError:
        return False
    return taken


def _let_it_come_forward() -> None:
    """Windows lets only the program that was just started say who may come to the front."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)


class OneWindow(QObject):
    """Waits for the wish of a second start, from the moment it is made until `close`.

    Args:
        show: brings the window to the front; gets the package the second start was given, if any.
    """

    def __init__(self, folder: Path, show: Callable[[Path | None], object], parent: QObject) -> None:
        super().__init__(parent)
        self._mark, self._wish = _files(folder)
        self._show, self._lock = show, _lock_of(self._mark)
        try:
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._wish.unlink(missing_ok=True)
        except OSError:  # a second start finds the folder taken then, and says so
            return
        if not self._lock.tryLock(0):
            return
        self._watcher = QFileSystemWatcher([str(self._mark.parent)], self)
        self._watcher.directoryChanged.connect(lambda _: self._look())

    def close(self) -> None:
        """The window is gone."""
        self._lock.unlock()

    def _look(self) -> None:
        if not self._wish.exists():
            return
        try:
            said = self._wish.read_text("utf-8")
            self._wish.unlink()
        except OSError:
            return
        self._show(Path(said) if said else None)
