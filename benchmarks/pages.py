"""Every page of the window among 300 people and 108 months: when it can be used, how the window beats."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from datetime import time as hour
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from banfu_desktop import __version__, paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from benchmarks.measure import BUILD, PATIENCE, Figure, Line, at_most, ms
from benchmarks.office import TODAY, of_many

_BEAT = 5
"""Milliseconds between two beats while nothing keeps the window."""
_LINGER = 0.3
"""Seconds that a page is looked at; what it still does then keeps the window too."""


class Heart:
    """Beats as long as the window is not kept; each beat notes how late it came (ms), by room."""

    def __init__(self) -> None:
        self.late: dict[str, list[float]] = {}
        self.room = ""
        self._last = time.perf_counter()
        self._timer = QTimer(interval=_BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """From now on."""
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """It has been looked at for long enough."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.setdefault(self.room, []).append(max(0.0, (now - self._last) * 1000 - _BEAT))
        self._last = now


def figures() -> Iterator[Line]:
    """The slowest page, and the beats of a walk through all of them."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(["benchmarks"])
    assert isinstance(app, QApplication)
    with TemporaryDirectory(dir=BUILD) as name:
        shutil.copytree(of_many(), Path(name, "office"))
        heart = Heart()
        taken = _walk(app, Path(name), heart)
    late = [beat for beats in heart.late.values() for beat in beats]
    slowest = max(taken, key=lambda room: taken[room])
    others = ", ".join(f"{room} {ms(seconds)}" for room, seconds in sorted(taken.items(), key=_slow)[:6])
    yield Figure("300 people, 108 months: slowest page", taken[slowest] * 1000, others, at_most(1000), " ms")
    beats = f"{len(late)} beats of a walk through {len(taken)} pages"
    worst = {room: max(beats) for room, beats in heart.late.items() if beats}
    latest = ", ".join(
        f"{room} {milliseconds:.0f}" for room, milliseconds in sorted(worst.items(), key=_slow)[:6]
    )
    yield Figure(
        "300 people, 108 months: beats, 95 of 100",
        quantiles(late, n=20)[-1],
        beats,
        at_most(100),
        " ms",
    )
    yield Figure("300 people, 108 months: latest beat", max(late), latest, at_most(250), " ms")


def _slow(item: tuple[str, float]) -> float:
    return -item[1]


def _walk(app: QApplication, folder: Path, heart: Heart) -> dict[str, float]:
    """Seconds until each page is there with its data, by room, in one window."""
    gc.disable()  # until the office is open, as every start does
    look, dialogs = Look(paths.resources()), Dialogs()
    speak_chinese(app)
    look.apply(app)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    now = datetime.combine(TODAY, hour(9))
    reporter = Reporter(dialogs, __version__)
    window = Window(OpenOffice(folder / "office"), look, dialogs, reporter, settings, lambda: now)
    shell = window.shell
    shell.resize(1366, 768)
    shell.show()
    _until(lambda: shell.page is not None and shell.page.filled)
    window.context.tasks.wait(PATIENCE)
    heart.begin()
    taken = {}
    for room in ROOMS:
        heart.room = room.name
        start = time.perf_counter()
        page = shell.show_room(room.name)
        _until(partial(_is_filled, page))
        shell.repaint()
        taken[room.name] = time.perf_counter() - start
        end = time.perf_counter() + _LINGER
        _until(partial(_is_over, end))
    heart.stop()
    window.context.tasks.wait(PATIENCE)
    shell.close()
    window.close()
    return taken


def _is_filled(page: Page | None) -> bool:
    return page is not None and page.filled


def _is_over(end: float) -> bool:
    return time.perf_counter() > end


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("the page did not come")
        QCoreApplication.processEvents()
        time.sleep(0.0005)
