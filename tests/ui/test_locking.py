"""The lock over the real window: nothing to be seen, nothing open, no key, until a password opens it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db import attempts, passwords
from banfu_desktop.db.store import Database
from banfu_desktop.services.keeping import copies, remembered, unlocking
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.locking import IDLE, idle_minutes
from banfu_desktop.ui.frame.unlock_page import UnlockPage
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.pages.members.page import MembersPage
from tests.ui.conftest import FakeDialogs

NOW = datetime(2026, 11, 2, 9, 0)
GOOD, WRONG = "guihua-bayue-kai", "guihua-jiuyue-kai"
CHEAP = {"passes": 1, "memory": 8192}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds since the computer's start; guesses are cheap."""
    seconds = [1000.0]
    monkeypatch.setattr(attempts, "since_start", lambda: seconds[0])
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)
    return seconds


@pytest.fixture(scope="session")
def with_a_password(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration office with a password, made once."""
    folder = shutil.copytree(demonstrated, tmp_path_factory.mktemp("locked") / "data")
    database = Database.open(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", CHEAP)
        unlocking.set_password(database, GOOD, "经办", NOW)
    database.close()
    return folder


@pytest.fixture
def folder(with_a_password: Path, tmp_path: Path, clock: list[float]) -> Path:
    """A copy of it."""
    assert clock
    return shutil.copytree(with_a_password, tmp_path / "data")


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


def opened(qapp: QApplication, folder: Path, dialogs: FakeDialogs, tmp_path: Path) -> Window:
    look, reporter = Look(paths.resources()), Reporter(dialogs, "test")
    speak_chinese(qapp)
    look.apply(qapp)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(OpenOffice(folder), look, dialogs, reporter, settings, lambda: NOW)
    made.shell.resize(1366, 768)
    made.shell.show()
    return made


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[Window]:
    """The window at its start, locked."""
    made = opened(qapp, folder, dialogs, tmp_path)
    qtbot.addWidget(made.shell)
    qtbot.waitUntil(lambda: made.shell.isActiveWindow())
    made.context.tasks.wait()
    yield made
    made.context.tasks.wait()
    made.shell.close()
    made.close()


def type_in(window: Window, password: str) -> None:
    page = window.lock.page
    assert page is not None
    edit = page.findChild(QLineEdit, "password")
    assert edit is not None
    QTest.keyClicks(edit, password)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    window.context.tasks.wait()
    QApplication.processEvents()
    window.context.tasks.wait()


@pytest.fixture
def unlocked(window: Window) -> Window:
    """The same, opened with the password."""
    type_in(window, GOOD)
    assert window.lock.page is None
    return window


def lock(window: Window) -> None:
    QTest.keyClick(window.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window.context.tasks.wait()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def said(window: Window) -> str:
    page = window.lock.page
    assert page is not None
    label = page.findChild(QLabel, "unlock-said")
    assert label is not None
    return label.text()


def in_sight(window: Window) -> set[str]:
    """Every text to be seen."""
    labels = [label.text() for label in window.shell.findChildren(QLabel) if label.isVisible()]
    buttons = [one.text() for one in window.shell.findChildren(QPushButton) if one.isVisible()]
    return {shown for shown in (*labels, *buttons) if shown}


def deeds(window: Window) -> list[tuple[str, str]]:
    found: list[list[tuple[str, str]]] = []
    query = "SELECT kind, what FROM disclosures WHERE kind LIKE '%login' ORDER BY id"
    window.context.tasks.read(
        lambda session: [(kind, what) for kind, what in session.execute(text(query))], found.append
    )
    window.context.tasks.wait()
    return found[0]


def test_at_the_start_nothing_of_the_office_is_to_be_seen(window: Window) -> None:
    assert in_sight(window) == {
        "驻镇帮扶",
        "办公数据已锁定，输入密码后继续。",
        "密码",
        "忘记密码，用恢复卡打开…",
        "解锁",
    }
    assert window.shell.page is None
    assert window.shell.windowTitle() == "驻镇帮扶"


def test_keys_and_the_finder_do_nothing_while_locked(window: Window, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_K, Qt.Key.Key_Z, Qt.Key.Key_2, Qt.Key.Key_L):
        qtbot.keyClick(window.shell, key, Qt.KeyboardModifier.ControlModifier)
    window.context.go("members")
    window.context.say("罗海涛：已保存")
    window.context.tasks.wait()
    assert window.shell.page is None
    assert not any("罗海涛" in shown for shown in in_sight(window))


def test_the_password_opens_and_the_login_is_on_record(unlocked: Window) -> None:
    assert unlocked.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"
    assert unlocked.shell.page is not None
    assert unlocked.shell.page.room == "home"
    assert deeds(unlocked) == [("login", "用密码打开")]


def test_a_wrong_one_is_said_and_the_field_is_ready_again(window: Window, clock: list[float]) -> None:
    type_in(window, WRONG)
    assert "密码不对" in said(window)
    page = window.lock.page
    assert page is not None
    edit = page.findChild(QLineEdit, "password")
    assert edit is not None
    assert edit.isEnabled()
    assert edit.selectedText() == edit.text() != ""
    for _ in range(2):
        type_in(window, WRONG)
    assert said(window) == "密码连续输错，请等 5 秒再输入。"
    assert not edit.isEnabled()
    clock[0] += 5
    page._tick()
    assert edit.isEnabled()
    type_in(window, GOOD)
    assert window.lock.page is None
    assert [kind for kind, _ in deeds(window)] == ["refused_login", "login"]


def test_ctrl_l_closes_drops_and_covers(unlocked: Window, folder: Path) -> None:
    unlocked.shell.show_room("members")
    unlocked.context.tasks.wait()
    lock(unlocked)
    assert unlocked.lock.page is not None
    assert unlocked.shell.page is None
    assert unlocked.shell.findChildren(MembersPage) == []
    assert in_sight(unlocked) <= {
        "梅坑镇驻镇帮扶（练习）",
        "办公数据已锁定，输入密码后继续。",
        "密码",
        "忘记密码，用恢复卡打开…",
        "解锁",
    }
    database = Database.open(folder, unlocked=unlocking.unlock(folder, GOOD, NOW))  # it is nobody's now
    database.close()


def test_unlocking_comes_back_to_the_same_page(unlocked: Window) -> None:
    unlocked.shell.show_room("members")
    unlocked.context.tasks.wait()
    lock(unlocked)
    type_in(unlocked, GOOD)
    page = unlocked.shell.page
    assert isinstance(page, MembersPage)
    assert page.filled
    assert len(page.rows) > 0


def test_the_key_is_wiped(unlocked: Window) -> None:
    office = unlocked._office
    assert office.unlocked is not None
    key = office.unlocked.key
    assert key != bytes(32)
    lock(unlocked)
    assert key == bytes(32)
    assert office.unlocked is None


def test_what_was_done_before_the_lock_cannot_be_taken_back(
    unlocked: Window, dialogs: FakeDialogs, system_clock: Callable[[datetime], None]
) -> None:
    unlocked.shell.show_room("members")
    unlocked.context.tasks.wait()
    assert unlocked._began == NOW
    system_clock(NOW.replace(hour=10))
    lock(unlocked)
    type_in(unlocked, GOOD)
    assert unlocked._began == NOW.replace(hour=10)
    assert dialogs.asked == []


def edit_something(window: Window) -> MembersPage:
    page = window.shell.show_room("members")
    assert isinstance(page, MembersPage)
    window.context.tasks.wait()
    page.open_record(page.rows[0])
    window.context.tasks.wait()
    page._desk.form._dirty = True  # as after a key in a field
    assert page.unsaved
    return page


def test_something_unsaved_is_asked_about(unlocked: Window, dialogs: FakeDialogs) -> None:
    edit_something(unlocked)
    dialogs.answers = ["继续编辑"]
    lock(unlocked)
    assert unlocked.lock.page is None
    dialogs.answers = ["放弃改动"]
    lock(unlocked)
    assert unlocked.lock.page is not None
    assert [asked[1] for asked in dialogs.asked] == ["保存改动？", "保存改动？"]


def test_when_idle_something_unsaved_stays_covered(unlocked: Window, dialogs: FakeDialogs) -> None:
    page = edit_something(unlocked)
    unlocked.lock.lock_idle()
    unlocked.context.tasks.wait()
    assert dialogs.asked == []
    assert unlocked.lock.page is not None
    assert not page.isVisible()
    dialogs.answers = [False]
    unlocked.shell.close()
    assert unlocked.shell.isVisible()
    assert "还没有保存" in dialogs.asked[0][2]
    type_in(unlocked, GOOD)
    assert unlocked.shell.page is page
    assert page.unsaved
    dialogs.answers = ["放弃改动"]
    unlocked.shell.show_room("home")


def test_when_idle_a_dialog_is_put_away_and_that_is_said_to_whoever_unlocks(
    unlocked: Window, dialogs: FakeDialogs
) -> None:
    box = QDialog(unlocked.shell)
    box.setWindowTitle("恢复卡")
    box.setModal(True)
    box.open()
    unlocked.lock.lock_idle()
    unlocked.context.tasks.wait()
    assert not box.isVisible()
    assert unlocked.lock.page is not None
    assert dialogs.asked == []
    type_in(unlocked, GOOD)
    (told,) = dialogs.asked
    assert told[0] == "tell"
    assert "“恢复卡”没有办完" in told[2]
    dialogs.asked.clear()
    unlocked.lock.lock_idle()
    unlocked.context.tasks.wait()
    type_in(unlocked, GOOD)
    assert dialogs.asked == [], "it is said once"


def test_idle_minutes_lock_and_a_key_puts_it_off(unlocked: Window, qtbot: QtBot) -> None:
    idle = unlocked.lock._idle
    assert idle is not None
    assert idle._timer.interval() == 10 * 60_000
    unlocked.context.settings.setValue(IDLE, "5")
    unlocked.context.signals.habits.emit()
    assert idle._timer.interval() == 5 * 60_000
    idle._timer.setInterval(10_000)
    idle._timer.stop()
    QTest.keyClick(unlocked.shell.windowHandle(), Qt.Key.Key_Shift)
    assert idle._timer.isActive()
    idle.begin(1, unlocked.lock.lock_idle)
    qtbot.waitUntil(lambda: unlocked.lock.page is not None)
    unlocked.context.tasks.wait()


def test_only_minutes_that_can_be_chosen_count(window: Window) -> None:
    for kept, minutes in (("0", 0), ("30", 30), ("7", 10), ("x", 10)):
        window.context.settings.setValue(IDLE, kept)
        assert idle_minutes(window.context) == minutes


def test_what_is_under_way_is_finished_first(unlocked: Window, qtbot: QtBot) -> None:
    done: list[str] = []
    unlocked.context.tasks.write("测试", lambda session: "x", done.append)
    QTest.keyClick(unlocked.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert unlocked.lock.page is not None
    qtbot.waitUntil(lambda: unlocked._office.unlocked is None, timeout=20_000)
    unlocked.context.tasks.wait()
    assert done == ["x"]
    assert unlocked._office.unlocked is None


def test_the_home_page_is_remembered_for_the_password_only(
    unlocked: Window, folder: Path, qapp: QApplication, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    unlocked.shell.close()
    unlocked.close()
    assert (folder / remembered.FILE).exists()
    assert remembered.recall(folder) is None
    again = opened(qapp, folder, dialogs, tmp_path)
    office = again._office
    assert again.context.recall() is None
    office.unlock(GOOD, None, NOW)
    assert again.context.recall() is not None
    again.context.tasks.wait()
    again.shell.close()
    again.close()
    again.shell.deleteLater()


def test_a_forgotten_password_is_got_over_with_the_recovery_card(
    window: Window, dialogs: FakeDialogs, recovery_key: str
) -> None:
    page = window.lock.page
    assert page is not None
    button = page.findChild(QPushButton, "forgotten")
    assert button is not None
    dialogs.answers = ["0" * 32]
    button.click()
    window.context.tasks.wait()
    assert "恢复密钥不对" in said(window)
    dialogs.answers = [recovery_key]
    button.click()
    window.context.tasks.wait()
    QApplication.processEvents()
    window.context.tasks.wait()
    assert window.lock.page is None
    assert window.shell.page is not None
    assert window.shell.page.room == "settings"
    refused, login = deeds(window)
    assert refused[0] == "refused_login"
    assert "恢复密钥输错1次" in refused[1]
    assert login == ("login", "用恢复卡打开")


def test_a_password_found_only_on_opening_is_asked_for(
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    (folder / "keys.json").write_text("{", "utf-8")  # the twin is whole
    made = opened(qapp, folder, dialogs, tmp_path)
    qtbot.addWidget(made.shell)
    qtbot.waitUntil(lambda: made.lock.page is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not made.context.tasks.busy)
    assert dialogs.asked == []
    type_in(made, GOOD)
    assert made.lock.page is None
    made.context.tasks.wait()
    made.shell.close()
    made.close()


def test_a_new_computer_wants_the_recovery_card_once_and_then_the_password(
    window: Window, dialogs: FakeDialogs, recovery_key: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    type_in(window, GOOD)
    assert "请输入恢复卡上的恢复密钥" in said(window)
    recover(window, dialogs, recovery_key)
    assert window.lock.page is None
    lock(window)
    type_in(window, GOOD)
    assert window.lock.page is None


def test_a_backup_folder_and_the_card_are_enough_on_a_new_computer(
    window: Window, dialogs: FakeDialogs, recovery_key: str, folder: Path,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    opened_before = Database.open(folder, recovery=recovery_key)
    copies.backup_now(opened_before, NOW)
    opened_before.close()
    (folder / "office.db").unlink()
    (folder / "keys.json").unlink()
    recover(window, dialogs, recovery_key)
    assert [asked[:2] for asked in dialogs.asked if asked[0] == "run"] == [("run", "rescue")]
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def recover(window: Window, dialogs: FakeDialogs, key: str) -> None:
    page = window.lock.page
    assert page is not None
    button = page.findChild(QPushButton, "forgotten")
    assert button is not None
    dialogs.answers = [key]
    button.click()
    for _ in range(3):
        window.context.tasks.wait()
        QApplication.processEvents()


def test_without_a_password_there_is_nothing_to_lock(
    qapp: QApplication, qtbot: QtBot, demonstrated: Path, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    made = opened(qapp, shutil.copytree(demonstrated, tmp_path / "open"), dialogs, tmp_path)
    qtbot.addWidget(made.shell)
    qtbot.waitUntil(lambda: made.shell.page is not None)
    made.context.tasks.wait()
    lock(made)
    assert made.lock.page is None
    assert [asked[:2] for asked in dialogs.asked] == [("tell", "还没有设置密码")]
    made.shell.close()
    made.close()


def test_the_lock_asks_before_any_database_is_loaded() -> None:
    import subprocess
    import sys

    code = (
        "import sys; import banfu_desktop.services.program.open_office;"
        "import banfu_desktop.ui.frame.locking;"
        "late = ('sqlalchemy', 'sqlcipher3', 'alembic', 'nacl', 'banfu_desktop.rules.words');"
        "print([name for name in late if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_page_has_names_for_all(window: Window) -> None:
    page = window.shell.findChild(UnlockPage)
    assert page is not None
    named = [w for w in page.findChildren(QWidget) if isinstance(w, QLineEdit | QPushButton)]
    assert all(widget.objectName() and widget.accessibleName() for widget in named)
