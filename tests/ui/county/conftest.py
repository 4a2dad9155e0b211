"""The county's window over the demonstration county: seven towns, September received, October waiting."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from banfu_desktop.services.county import demonstration
from banfu_desktop.services.county.open_county import OpenCounty
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.county_shell import CountyOpening, CountyShell
from tests.ui.conftest import FakeDialogs, live_until, make_context

Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def shown_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration county; made once."""
    folder = tmp_path_factory.mktemp("shown") / "演示县"
    demonstration.show(folder)
    return folder


@pytest.fixture
def place(shown_county: Path, tmp_path: Path) -> Path:
    """A copy of it: 县里 and 收件."""
    return shutil.copytree(shown_county, tmp_path / "县", dirs_exist_ok=True)


@pytest.fixture
def county(place: Path) -> Iterator[OpenCounty]:
    """The county's folder, as the window's tasks want it."""
    made = OpenCounty(place / "县里")
    yield made
    made.close()


@pytest.fixture
def inbox(place: Path) -> Path:
    """October's inbox."""
    return place / "收件" / demonstration.INBOX


@pytest.fixture
def ctx(
    qapp: QApplication, county: OpenCounty, inbox: Path, dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[Context]:
    """The world of a page of a county."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("county/inbox", str(inbox))
    made = make_context(qapp, county.open, dialogs, settings)  # type: ignore[arg-type]  # not the fake store
    made.town = ""
    made.database, made.release = lambda: county.desk, county.close
    yield made
    made.tasks.wait()
    made.tasks.close()


@pytest.fixture
def shell(qtbot: QtBot, ctx: Context, county: OpenCounty) -> Iterator[CountyShell]:
    """The window at 1366×768, shown and at rest."""
    window = CountyShell(ctx)
    opening = CountyOpening(county, ctx, window, lambda error: pytest.fail(str(error)))
    window.stands.connect(opening.begin)
    window.resize(1366, 768 - 31 - 48)
    window.show()
    window.activateWindow()
    live_until(lambda: window.page is not None and window.isActiveWindow())
    ctx.tasks.wait()
    yield window
    ctx.tasks.wait()
    window.hide()
    window.deleteLater()


@pytest.fixture
def visit(shell: CountyShell, ctx: Context) -> Visit:
    """Go to a room and wait until it has been read."""

    def go(room: str, where: object = None) -> Any:
        page = shell.show_room(room, where)
        ctx.tasks.wait()
        assert page is not None
        return page

    return go
