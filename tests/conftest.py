"""What every test stands on: a home of its own, a window system without a screen, and nothing left behind."""

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from banfu_desktop import clock

if TYPE_CHECKING:
    from banfu_desktop.db.store import Database
    from tests.a_server import Server

MOMENT = datetime(2026, 11, 2, 9)
"""What the system's clock says in tests: deeds are dated so, unless an office is for practice."""
_PATIENCE = 2.0  # seconds that a thread gets to end after its test
_MEMORY, _ROOM = Path("/dev/shm"), 4 * 2**30
"""Files that live in memory, and how many bytes must be free there for the tests to write theirs into it."""

_CACHED: dict[ModuleType, list[Any]] = {}
"""The cached functions of every module of the package that was seen."""

FIGURES = pytest.StashKey[Counter[str]]()
Count = Callable[[str, int], None]
FullDisk = Callable[[Path], None]

settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Set before anything looks: no real home, session bus or screen; one language, time zone and moment."""
    config.stash[FIGURES] = Counter()
    _write_into_memory()
    gc.set_threshold(20_000)  # before every test everything is collected anyway
    home = tempfile.TemporaryDirectory(prefix="banfu-test-home-")
    config.add_cleanup(home.cleanup)
    folders = {"HOME": "", "USERPROFILE": "", "APPDATA": "roaming", "LOCALAPPDATA": "local"}
    folders |= {f"XDG_{kind}_HOME": kind.lower() for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    for name, folder in {**folders, "XDG_RUNTIME_DIR": "run"}.items():
        path = Path(home.name, folder)
        path.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(path)
    Path(home.name, "state").rmdir()
    Path(home.name, "state").touch()  # nothing is kept in mind of offices, unless a test wants it
    os.environ |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "PYTHONUTF8": "1"}
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(time, "tzset"):
        time.tzset()
    clock.now = lambda: MOMENT  # of this process; programs that a test starts have the real one


def _write_into_memory() -> None:
    """Temporary files go where syncing costs nothing, unless TMPDIR says otherwise.

    A deed syncs its file ten times over, and no test pulls the plug: those of a power cut lay a disk of
    their own between, and a kill leaves what was written whether it was synced or not.
    """
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # asked again, with the variable set


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What the long runs have counted: cuts, kills, damaged files, executions."""
    for name, number in sorted(config.stash[FIGURES].items()):
        terminalreporter.write_line(f"{number:>9,}  {name}")


@pytest.fixture
def system_clock() -> Iterator[Callable[[datetime], None]]:
    """Sets the system's clock for a test: system_clock(datetime(2026, 12, 1, 9))."""
    before = clock.now

    def at(moment: datetime) -> None:
        clock.now = lambda: moment

    yield at
    clock.now = before


@pytest.fixture
def remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This computer keeps in mind what it has seen of offices; gives the folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    return tmp_path / "state" / "banfu-desktop" / "seen"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    """Takes an office's disk for full: there is no room for the side files that SQLite wants to work with."""

    def fill(office: Path) -> None:
        (office / "office.db-shm").unlink(missing_ok=True)
        (office / "office.db-shm").symlink_to(office / "nowhere")  # which SQLite does not follow
        full = shutil.disk_usage(office)._replace(free=0)
        monkeypatch.setattr("banfu_desktop.db.full_disk.disk_usage", lambda folder: full)

    return fill


@pytest.fixture
def count(pytestconfig: pytest.Config) -> Count:
    """Adds to a figure that the end of the run shows: count("power cuts, 0 deeds lost", 20)."""

    def add(name: str, number: int) -> None:
        pytestconfig.stash[FIGURES][name] += number

    return add


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test ends its threads, closes its windows and stops its timers; otherwise it fails by name.

    What was there before it is set aside, so that looking through what it made takes no time.
    """
    gc.collect()
    gc.freeze()
    before = set(threading.enumerate())
    yield
    left = _threads_left(before)
    if "qapp" in request.fixturenames:
        left += _qt_left()
    assert not left, f"left behind: {left}"


@pytest.fixture(autouse=True)
def patches_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a patched test computes or loads serves no other: caches are emptied, no module keeps a patch."""
    if "monkeypatch" not in request.fixturenames:
        yield
        return
    before = set(sys.modules)
    _empty_caches()
    yield
    _empty_caches()
    kept = patches_kept(set(sys.modules) - before)
    assert not kept, f"loaded under a patch, which they keep: {kept}"


def patches_kept(modules: set[str]) -> list[str]:
    """Names under which modules of the package hold a function or class that a test has made."""
    return sorted(
        f"{module}.{name}"
        for module in modules
        if module.startswith("banfu_desktop.")
        for name, thing in vars(sys.modules[module]).items()
        if str(getattr(thing, "__module__", "")).startswith("tests.")
    )


def _empty_caches() -> None:
    """Forget what the package's cached functions have answered."""
    for name, module in list(sys.modules.items()):
        if name.startswith("banfu_desktop."):
            if module not in _CACHED:
                _CACHED[module] = [thing for thing in vars(module).values() if hasattr(thing, "cache_clear")]
            for thing in _CACHED[module]:
                thing.cache_clear()


def _threads_left(before: set[threading.Thread]) -> list[str]:
    """Threads of Python that the test began; those of Qt's pools are counted with their pools."""
    until = time.monotonic() + _PATIENCE
    left = []
    for thread in set(threading.enumerate()) - before:
        if not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                left.append(f"thread {thread.name}")
    return left


def _qt_left() -> list[str]:
    """Windows, running timers, threads and pools; each is put away so that the next test starts clean."""
    from PySide6.QtCore import QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication

    QThreadPool.globalInstance().waitForDone(int(_PATIENCE * 1000))
    _settle()
    if QApplication.topLevelWidgets():
        gc.collect()
        _settle()
    left = []
    for widget in QApplication.topLevelWidgets():
        left.append(f"window {widget.objectName() or type(widget).__name__}")
        widget.close()
        widget.deleteLater()
    for thing in _living_qt_objects():
        if isinstance(thing, QTimer):
            left.append(f"timer {thing.objectName() or thing.interval()}")
            thing.stop()
        else:
            left.append(f"{type(thing).__name__} still at work")
    _settle()
    return left


def _living_qt_objects() -> list[object]:
    """Running timers, running threads and pools that still work after a pause."""
    import shiboken6
    from PySide6.QtCore import QThread, QThreadPool, QTimer

    def is_busy(thing: object) -> bool:
        if isinstance(thing, QTimer):
            return thing.isActive()
        if isinstance(thing, QThread):
            return thing.isRunning() and thing is not QThread.currentThread()
        return isinstance(thing, QThreadPool) and not thing.waitForDone(int(_PATIENCE * 1000))

    there = gc.get_objects()
    kinds = {kind for kind in set(map(type, there)) if issubclass(kind, (QTimer, QThread, QThreadPool))}
    return [thing for thing in there if type(thing) in kinds and shiboken6.isValid(thing) and is_busy(thing)]


def _settle() -> None:
    """Let Qt carry out what it has put off, deletions included."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Server"]:
    """A PostgreSQL server of this run's own, started when a test first asks for it."""
    from tests import a_server

    with a_server.started() as server:
        yield server


@pytest.fixture(scope="session")
def empty_and_key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of an empty office and its recovery key; made once."""
    from banfu_desktop.db.store import Database

    folder = tmp_path_factory.mktemp("empty") / "office"
    made, key = Database.create(folder)
    made.close()
    return folder, key


@pytest.fixture(scope="session")
def empty_office(empty_and_key: tuple[Path, str]) -> Path:
    """The folder of the empty office; tests work on copies of it."""
    return empty_and_key[0]


@pytest.fixture(scope="session")
def recovery_key(empty_and_key: tuple[Path, str]) -> str:
    """The recovery key of the empty office and of everything that is made of a copy of it."""
    return empty_and_key[1]


@pytest.fixture(scope="session")
def demonstrated(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demonstration office of 梅坑镇, its months up to September 2026 paid; made once."""
    from banfu_desktop.db.store import Database
    from banfu_desktop.rules.dates import Month
    from banfu_desktop.services.program import demonstration

    folder = shutil.copytree(empty_office, tmp_path_factory.mktemp("demonstrated") / "office")
    opened = Database.open(folder)
    demonstration.build(opened, sealed_to=Month(2026, 9))
    opened.close()
    return folder


@pytest.fixture(scope="session")
def full_office(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that office, something in every room of it, and the files that came from."""
    from banfu_desktop.db.store import Database
    from tests import a_full_office

    folder = tmp_path_factory.mktemp("full")
    opened = Database.open(shutil.copytree(demonstrated, folder / "office"))
    a_full_office.enter(opened, folder)
    opened.close()
    return folder


@pytest.fixture
def database(empty_office: Path, tmp_path: Path) -> Iterator["Database"]:
    """An empty office, open."""
    from banfu_desktop.db.store import Database

    opened = Database.open(shutil.copytree(empty_office, tmp_path / "office"))
    yield opened
    opened.close()
