"""The pages over a real office: the demonstration office of 梅坑镇, its months up to September 2026 paid."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.audit import history
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import NOW, FakeDialogs, make_context, window_of

T = TypeVar("T")
OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)
DoDeed = Callable[[Callable[[Any], T]], T]
Visit = Callable[..., Any]


@pytest.fixture
def kept(demonstrated: Path) -> Path:
    """The folder of the office that the pages show a copy of."""
    return demonstrated


@pytest.fixture
def office(kept: Path, tmp_path: Path) -> Iterator[Database]:
    """The office, open."""
    shutil.copytree(kept, tmp_path / "office")
    database = Database.open(tmp_path / "office")
    yield database
    database.close()


@pytest.fixture
def deed(office: Database) -> DoDeed[Any]:
    """Do something in the office past the window, as one deed."""

    def work(change: Callable[[Any], T]) -> T:
        with office.write(Deed("测试", "测试员", datetime(2026, 11, 2, 8, 0))) as session:
            return change(session)

    return work


@pytest.fixture
def ctx(
    qapp: QApplication,
    office: Database,
    dialogs: FakeDialogs,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Context]:
    """The world of a page, over the real office; the window opens in the room the tests are about.

    That is the one the module's name begins with, or its OPENS_AT: home, the last resort, takes the longest.
    """
    stem = request.path.stem.removeprefix("test_")
    named = next((room.name for room in ROOMS if stem.startswith(room.name)), stem)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("window/room", getattr(request.module, "OPENS_AT", named))
    made = make_context(qapp, office, dialogs, settings)  # type: ignore[arg-type]  # a real store, not the fake
    made.undo = lambda session: history.undo(session, NOW)
    made.redo = lambda session: history.redo(session, NOW)
    made.database = lambda: office
    yield made
    made.tasks.wait()
    made.tasks.close()


@pytest.fixture
def shell(qtbot: QtBot, ctx: Context) -> Iterator[Shell]:
    """The window at 1366×768 with all its rooms, shown and at rest."""
    with window_of(ctx, ROOMS, qtbot) as window:
        yield window


@pytest.fixture
def visit(shell: Shell, ctx: Context) -> Visit:
    """Go to a room and wait until it has been read."""

    def go(room: str, where: object = None) -> Page:
        page = shell.show_room(room, where)
        ctx.tasks.wait()
        assert page is not None
        return page

    return go
