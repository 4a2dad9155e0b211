"""A real window over a store in memory, with dialogs that answer by themselves and note what was asked."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import MachineError, ProblemsError, UserError
from banfu_desktop.services.keeping import copies
from banfu_desktop.services.program import founding
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.shell import Shell, build
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.registry import FOOT, Room
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import Store, Tasks
from tests.ui.rooms.people.page import Person, seven

RESOURCES = Path(__file__).parents[2] / "resources"
NOW, COPIED_AT = datetime(2026, 11, 2, 9, 0), datetime(2026, 11, 1, 9, 0)
HERE = "tests.ui.rooms"
ROOMS = (
    Room("start", "首页", "house", module=HERE),
    Room("people", "人员名单", "users", "人员", module=HERE),
    Room("settings", "设置", "settings", FOOT, module=HERE),
)


@dataclass
class FakeSession:
    """What services get."""

    people: dict[int, Person]
    info: dict[str, Any] = field(default_factory=dict)


class FakeStore:
    """People in memory; a write that raises leaves nothing behind."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = {person.id: person for person in people}
        self.deeds: list[Any] = []
        self.broken: Exception | None = None

    @contextmanager
    def read(self) -> Iterator[FakeSession]:
        """A view."""
        if self.broken is not None:
            raise self.broken
        yield FakeSession(dict(self.people))

    @contextmanager
    def write(self, deed: Any) -> Iterator[FakeSession]:
        """All or nothing."""
        session = FakeSession(dict(self.people))
        yield session
        self.people = session.people
        self.deeds.append(deed)


class FakeProgress:
    """Stands in for the progress box."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, str]] = []
        self.closed = False

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Write it down."""
        self.told.append((done, total, text))

    def close(self) -> None:
        """The work is over."""
        self.closed = True


class FakeDialogs(Dialogs):
    """Answers from `answers` in order, then with the way on proposed; records every call in `asked`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Any, ...]] = []
        self.answers: list[Any] = []
        self.progresses: list[FakeProgress] = []
        self.cancel: Callable[[], object] | None = None

    def _answer(self, proposed: Any, *call: Any) -> Any:
        self.asked.append(call)
        return self.answers.pop(0) if self.answers else proposed

    def ask(
        self, title: str, text: str, confirm: str = "确定", *, danger: bool = False, final: bool = False
    ) -> bool:
        return bool(self._answer(True, "ask", title, text, confirm))

    def choose(self, title: str, text: str, options: Sequence[str]) -> str:
        return str(self._answer(options[0], "choose", title, text, *options))

    def tell(self, title: str, text: str) -> None:
        self._answer(None, "tell", title, text)

    def ask_text(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        confirm: str = "确定",
        required: bool = True,
        check: Callable[[str], object] = lambda _: None,
    ) -> str | None:
        answer: str | None = self._answer(value, "ask_text", title, text, value)
        return answer

    def open_file(self, title: str, filters: str = "") -> Path | None:
        answer: Path | None = self._answer(None, "open_file", title)
        return answer

    def open_files(self, title: str, filters: str = "") -> list[Path]:
        answer: list[Path] = self._answer([], "open_files", title)
        return answer

    def save_file(self, title: str, suggested: str, filters: str = "") -> Path | None:
        answer: Path | None = self._answer(None, "save_file", title, suggested)
        return answer

    def save_pdf(self, title: str, suggested: str) -> tuple[Path | None, bool]:
        answer = self._answer(None, "save_pdf", title, suggested)
        return answer if isinstance(answer, tuple) else (answer, False)

    def open_folder(self, title: str) -> Path | None:
        answer: Path | None = self._answer(None, "open_folder", title)
        return answer

    def run(self, dialog: QDialog) -> bool:
        answer = bool(self._answer(True, "run", dialog.objectName()))
        dialog.deleteLater()
        return answer

    def refuse(self, error: UserError) -> None:
        self._answer(None, "refuse", error)

    def problems(self, error: ProblemsError) -> None:
        self._answer(None, "problems", error)

    def trouble(self, error: MachineError) -> None:
        self._answer(None, "trouble", error)

    def bug(self, details: str) -> None:
        self._answer(None, "bug", details)

    def progress(self, title: str, cancel: Callable[[], object]) -> Any:
        self.asked.append(("progress", title))
        self.cancel = cancel
        self.progresses.append(FakeProgress())
        return self.progresses[-1]


def search_people(session: FakeSession, text: str) -> list[Found]:
    """What the real search does with names and initials."""
    hits = (p for p in session.people.values() if text in p.name or p.initials.startswith(text))
    return [Found(person.name, person.unit, "people", person.id) for person in hits]


def make_context(
    app: QApplication, store: Store | Callable[[], Store], dialogs: Dialogs, settings: QSettings
) -> Context:
    """Everything a window needs, put together as the app does; a store may also open when first needed."""
    look, signals, reporter = Look(RESOURCES), Signals(), Reporter(dialogs, "0.1.0")
    speak_chinese(app)
    look.apply(app)
    opener = store if callable(store) else lambda: store
    tasks = Tasks(opener, "测试员", lambda: NOW, signals, dialogs, reporter.report)
    return Context(
        tasks=tasks,
        dialogs=dialogs,
        signals=signals,
        look=look,
        settings=settings,
        now=lambda: NOW,
        search=search_people,
        undo=lambda session: "修改人员",
        town="梅坑镇",
    )


@pytest.fixture
def store() -> FakeStore:
    """Seven people."""
    return FakeStore(seven())


@pytest.fixture(scope="session")
def office_with_a_copy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of an office of 梅坑镇 with a copy beside it, and its recovery key; made once."""
    folder = tmp_path_factory.mktemp("copied") / "office"
    database, recovery = Database.create(folder)
    with database.write(Deed("建立办公室", "经办", COPIED_AT)) as session:
        founding.found(session, "梅坑镇", practice=True)
    copies.backup_now(database, COPIED_AT)
    database.close()
    return folder, recovery


@pytest.fixture
def folder(office_with_a_copy: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that office's folder."""
    return shutil.copytree(office_with_a_copy[0], tmp_path / "office")


def live_until(is_so: Callable[[], bool], seconds: float = 5.0) -> None:
    """Let events pass until something is so; looked at after each, while qtbot sleeps for 10 ms."""
    end, tick = time.monotonic() + seconds, QTimer(interval=10)
    tick.start()  # for what comes about without an event
    kinds = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        QCoreApplication.processEvents(kinds)
    tick.stop()


@contextmanager
def window_of(ctx: Context, rooms: Sequence[Room], qtbot: QtBot) -> Iterator[Shell]:
    """The window with these rooms at 1366×768, shown and at rest."""
    window = build(ctx, rooms)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    live_until(lambda: window.page is not None and window.isActiveWindow())
    ctx.tasks.wait()
    yield window
    ctx.tasks.wait()
    window.hide()
    window.deleteLater()


@pytest.fixture
def dialogs() -> Iterator[FakeDialogs]:
    """Dialogs that answer by themselves; a bug they are told of fails the test, its own callbacks' too."""
    made = FakeDialogs()
    yield made
    assert not [call for call in made.asked if call[0] == "bug"]


@pytest.fixture
def ctx(qapp: QApplication, store: FakeStore, dialogs: FakeDialogs, tmp_path: Path) -> Iterator[Context]:
    """The world of a page."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = make_context(qapp, store, dialogs, settings)
    yield made
    made.tasks.wait()
    made.tasks.close()


@pytest.fixture
def shell(qtbot: QtBot, ctx: Context) -> Iterator[Shell]:
    """The window at 1366×768, shown and at rest."""
    with window_of(ctx, ROOMS, qtbot) as window:
        yield window
