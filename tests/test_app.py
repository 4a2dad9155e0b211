"""The program assembled: the real window on a real office."""

import gc
import re
import shutil
import weakref
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import parse_period
from banfu_desktop.rules.errors import MachineError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import FakeDialogs

NOW = datetime(2026, 11, 2, 9, 0)


@pytest.fixture
def folder(demonstrated: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(demonstrated, tmp_path / "data")


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[Window]:
    """The window, shown at 1366×768 and at rest."""
    look, reporter = Look(paths.resources()), Reporter(dialogs, "test")
    speak_chinese(qapp)
    look.apply(qapp)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(OpenOffice(folder), look, dialogs, reporter, settings, lambda: NOW)
    qtbot.addWidget(made.shell)
    made.shell.resize(1366, 768)
    made.shell.show()
    qtbot.waitUntil(lambda: made.shell.page is not None, timeout=30_000)
    made.context.tasks.wait()
    yield made
    made.context.tasks.wait()
    made.shell.close()
    made.close()


def english(widget: QWidget) -> list[str]:
    """Visible texts of a page that hold Latin words a clerk does not use."""
    known = ("Ctrl", "Shift", "Excel", "PDF", "WPS", "KB", "MB", "office-", "F1", "Esc")
    legend = re.compile(r".+ [A-Z]")  # the key of a state of the day
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    latin = [text for text in shown if any("a" <= ch.lower() <= "z" for ch in text)]
    strange = [text for text in latin if not any(word in text for word in known)]
    return [text for text in strange if not legend.fullmatch(text)]


def nameless(window: Window) -> list[str]:
    """Widgets in sight that a screen reader could not name."""
    kinds = {"QPushButton", "QToolButton", "QLineEdit", "QComboBox", "QTableView", "QPlainTextEdit"}
    return [
        f"{widget.metaObject().className()} in {widget.parentWidget().objectName()}"
        for widget in window.shell.findChildren(QWidget)
        if widget.metaObject().className() in kinds
        and widget.isVisible()
        and not widget.objectName().startswith("qt_")
        and not (widget.objectName() and widget.accessibleName())
    ]


def test_every_room_opens_on_a_year_of_data_and_says_what_is_in_sight(
    window: Window, dialogs: FakeDialogs
) -> None:
    """In one window, room after room, as a clerk does; of pages dropped as by a lock nothing stays."""
    made = []
    for room in ROOMS:
        page = window.shell.show_room(room.name)
        window.context.tasks.wait()
        assert page is not None, room.name
        assert page.isVisible(), room.name
        assert page.room == room.name
        assert page.filled, room.name
        assert dialogs.asked == [], room.name
        assert english(page) == [], room.name
        assert nameless(window) == [], room.name
        made.append(weakref.ref(page))
    del page
    window.shell.drop_pages()
    window.context.tasks.wait()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [page for page in (ref() for ref in made) if page is not None] == []


def test_the_town_is_in_the_title(window: Window) -> None:
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def test_a_copy_was_made_at_the_start(window: Window, folder: Path) -> None:
    (copy,) = copies.list_backups(folder)
    assert (copy.reason, copy.verified) == (copies.Reason.START, True)


def test_ctrl_z_takes_back_the_last_edit(window: Window, qtbot: QtBot) -> None:
    period = parse_period("2026-10-05..2026-10-07")
    window.context.tasks.write(
        "登记考勤", lambda session: attendance.set_named(session, "罗海涛", period, DayState.SICK)
    )
    window.context.tasks.wait()
    qtbot.keyClick(window.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.context.tasks.wait()
    said: list[str] = []
    window.context.tasks.read(lambda session: history.deeds(session)[0].name, said.append)
    window.context.tasks.wait()
    assert said == [history.UNDO]


def test_nothing_to_take_back_is_only_a_notice(window: Window, dialogs: FakeDialogs, qtbot: QtBot) -> None:
    window._began += timedelta(hours=1)  # the office was filled within the same second
    told: list[str] = []
    window.context.signals.said.connect(lambda text, undo: told.append(text))
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        qtbot.keyClick(window.shell, key, Qt.KeyboardModifier.ControlModifier)
        window.context.tasks.wait()
    assert told == ["没有可以撤销的操作。", "没有可以重做的操作。"]
    assert dialogs.asked == []


def test_a_person_is_found_by_initials(window: Window) -> None:
    found: list[list[str]] = []
    window.context.tasks.read(
        lambda session: [hit.label for hit in window.context.search(session, "zlx")], found.append
    )
    window.context.tasks.wait()
    assert found == [["钟立新", "全县优秀共产党员"]]  # the person first, then what was given to him


def test_a_second_window_is_refused(
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    database = Database.open(folder)
    settings = QSettings(str(tmp_path / "second.ini"), QSettings.Format.IniFormat)
    second = Window(
        OpenOffice(folder), Look(paths.resources()), dialogs, Reporter(dialogs, "test"), settings, lambda: NOW
    )
    qtbot.addWidget(second.shell)
    try:
        second.shell.show()
        qtbot.waitUntil(lambda: bool(dialogs.asked))
        second.context.tasks.wait()
    finally:
        database.close()
    how, error = dialogs.asked[0]
    assert how == "trouble"
    assert isinstance(error, MachineError)
    assert second.exit_code == 3
    assert not second.shell.isVisible()
    second.shell.close()
    second.close()


def test_another_computer_asks_for_the_recovery_card(
    qapp: QApplication,
    qtbot: QtBot,
    demonstrated: Path,
    recovery_key: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(demonstrated, tmp_path / "data")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    dialogs = FakeDialogs()
    dialogs.answers = [recovery_key]
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(
        OpenOffice(tmp_path / "data"),
        Look(paths.resources()),
        dialogs,
        Reporter(dialogs, "test"),
        settings,
        lambda: NOW,
    )
    qtbot.addWidget(window.shell)
    window.shell.show()
    qtbot.waitUntil(lambda: window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）", timeout=10_000)
    window.context.tasks.wait()
    assert [asked[0] for asked in dialogs.asked if asked[0] != "progress"] == ["ask_text"]
    window.shell.close()
    window.close()


def test_a_deed_of_the_day_is_dated_by_the_clock(window: Window) -> None:
    window.context.tasks.write(
        "登记考勤",
        lambda session: attendance.set_named(session, "罗海涛", parse_period("2026-10-05"), DayState.SICK),
    )
    seen: list[str] = []
    window.context.tasks.wait()
    window.context.tasks.read(lambda session: history.deeds(session)[0].at, seen.append)
    window.context.tasks.wait()
    assert seen == ["2026-11-02T09:00:00"]
    assert window.context.today == date(2026, 11, 2)


def test_the_home_page_stands_before_the_office_is_open(
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path, window: Window
) -> None:
    window.shell.show_room("home")
    window.context.tasks.wait()
    QApplication.processEvents()
    left = [label.text() for label in window.shell.findChildren(QLabel, "due-text") if label.isVisible()]
    window.shell.close()
    window.close()
    office, may_open = OpenOffice(folder), Event()
    opened, office.open = office.open, lambda: may_open.wait() and opened()  # type: ignore[method-assign]
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    again = Window(office, window.context.look, dialogs, Reporter(dialogs, "test"), settings, lambda: NOW)
    qtbot.addWidget(again.shell)
    with qtbot.waitSignal(again.shell.stands, timeout=30_000):
        again.shell.show()
    assert again.shell.page is not None
    assert again.shell.page.filled
    shown = [label.text() for label in again.shell.findChildren(QLabel, "due-text") if label.isVisible()]
    may_open.set()
    again.context.tasks.wait()
    assert shown == left != []
    again.shell.close()
    again.close()
