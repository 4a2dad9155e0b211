"""Persons in the window: the lock asks who is there; what he may not do is grey and says who may."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget

from banfu_desktop.app import Window
from banfu_desktop.db import passwords
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.roles import Act, Role
from banfu_desktop.services.keeping import appointing, unlocking
from banfu_desktop.services.office import settings
from banfu_desktop.ui.boxes.password_box import PasswordBox
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.pages.settings.page import SettingsPage
from banfu_desktop.ui.pages.subsidies.seal_box import SealBox
from banfu_desktop.ui.permits import permitted
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.test_locking import opened

WORDS = {Role.REVIEWER: "guihua-bayue-kai", Role.CLERK: "jinju-zhengyue", Role.VISITOR: "xiangmi-dashu"}
NAMES = {Role.REVIEWER: "陈立", Role.CLERK: "李明", Role.VISITOR: "王芳"}
As = Callable[[Role | None], Window]


CHEAP = {"passes": 1, "memory": 8192}


def appoint(database: Database) -> None:
    """A person of every role."""
    appointing.switch_on(database, NAMES[Role.REVIEWER], WORDS[Role.REVIEWER], "经办", NOW)
    for one in (Role.CLERK, Role.VISITOR):
        appointing.add(database, NAMES[one], one, WORDS[one], "经办", NOW)


@pytest.fixture(scope="session")
def with_persons(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration office with them, made once: the office's key is changed for each of them."""
    folder = shutil.copytree(demonstrated, tmp_path_factory.mktemp("persons") / "data")
    database = Database.open(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", CHEAP)
        appoint(database)
    database.close()
    return folder


@pytest.fixture
def folder(demonstrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)
    return shutil.copytree(demonstrated, tmp_path / "data")


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def as_(
    qapp: QApplication, folder: Path, with_persons: Path, dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[As]:
    """The window, opened by a person of a role, or without any."""
    made: list[Window] = []

    def open_(role: Role | None) -> Window:
        if role is not None and not unlocking.owners(folder):
            shutil.rmtree(folder)
            shutil.copytree(with_persons, folder)
        window = opened(qapp, folder, dialogs, tmp_path)
        made.append(window)
        settle(window)
        if role is not None:
            log_in(window, role)
        return window

    yield open_
    for window in made:
        window.context.tasks.wait()
        window.shell.close()
        window.close()
        window.shell.deleteLater()


def settle(window: Window) -> None:
    for _ in range(4):
        QApplication.processEvents()
        window.context.tasks.wait()


def log_in(window: Window, role: Role, word: str = "") -> None:
    page = window.lock.page
    assert page is not None
    whose, edit, button = (
        page.findChild(QComboBox, "whose"),
        page.findChild(QLineEdit, "password"),
        page.findChild(QPushButton, "unlock-button"),
    )
    assert whose is not None
    assert edit is not None
    assert button is not None
    whose.setCurrentIndex(whose.findText(f"{NAMES[role]}（{role.label}）"))
    edit.setText(word or WORDS[role])
    button.click()
    settle(window)


def command(window: Window, room: str, name: str) -> Command:
    page = window.shell.show_room(room)
    assert page is not None
    window.context.tasks.wait()
    return next(one for one in page.commands_here if one.name == name)


@pytest.mark.parametrize(
    ("role", "sealing", "making"),
    [(Role.CLERK, False, True), (Role.REVIEWER, True, True), (Role.VISITOR, False, False)],
)
def test_what_is_not_allowed_is_grey_and_says_who_may(
    as_: As, role: Role, sealing: bool, making: bool
) -> None:
    window = as_(role)
    assert window.lock.page is None
    assert window.context.tasks.actor == NAMES[role]
    status = window.shell.findChild(QLabel, "status")
    assert status is not None
    assert status.text() == f"{NAMES[role]}（{role.label}）"
    undo = next(one for one in window.shell.commands if one.name == "undo")
    assert undo.allowed() is making
    seal, make = command(window, "subsidies", "seal_month"), command(window, "subsidies", "make_month")
    assert ("（由“审核”办理）" in seal.help) is not sealing
    assert ("办理）" in make.help) is not making
    if not sealing:
        assert not seal.allowed(1)


def test_a_visitor_begins_without_a_word_of_trouble(as_: As, dialogs: FakeDialogs, folder: Path) -> None:
    window = as_(Role.VISITOR)
    for room in ("members", "attendance", "subsidies", "funds", "settings"):
        window.shell.show_room(room)
        settle(window)
    told = [asked for asked in dialogs.asked if asked[0] not in ("progress",)]
    assert [asked[1] for asked in told] == ["王芳，你的密码是别人设置的"]


class Clerk:
    """Types into boxes, and puts a new card off."""

    def __init__(self, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch) -> None:
        self.typed: dict[str, str] = {}
        self.role = ""
        self.cards = 0
        monkeypatch.setattr(dialogs, "run", self.run)

    def run(self, box: QDialog) -> bool:
        if isinstance(box, RecoveryCard):
            self.cards += 1
            return False
        assert isinstance(box, PasswordBox)
        for edit in box.findChildren(QLineEdit):
            edit.setText(self.typed[edit.objectName()])
        for roles in box.findChildren(QComboBox, "role"):
            roles.setCurrentIndex(roles.findText(self.role))
        confirm = box.findChild(QPushButton, "confirm")
        assert confirm is not None
        confirm.click()
        return box.result() == QDialog.DialogCode.Accepted


def press(window: Window, key: str, text: str, place: int = 0) -> None:
    page = window.shell.show_room("settings")
    assert isinstance(page, SettingsPage)
    window.context.tasks.wait()
    page.visit(key)
    QApplication.processEvents()
    form = page.findChild(QWidget, "form")
    assert form is not None
    buttons = [one for one in form.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    buttons[place].click()
    settle(window)


def facts(window: Window, key: str) -> str:
    page = window.shell.show_room("settings")
    assert isinstance(page, SettingsPage)
    window.context.tasks.wait()
    page.visit(key)
    QApplication.processEvents()
    form = page.findChild(QWidget, "form")
    assert form is not None
    return " ".join(one.text() for one in form.findChildren(QLabel) if one.isVisible())


def names(folder: Path) -> list[str]:
    return [owner.name for owner in unlocking.owners(folder)]


def test_persons_are_switched_on_managed_and_switched_off_in_the_settings(
    as_: As, dialogs: FakeDialogs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, clerk = as_(None), Clerk(dialogs, monkeypatch)
    word = WORDS[Role.REVIEWER]
    clerk.typed = {"name": NAMES[Role.REVIEWER], "new": word, "again": word}
    press(window, "persons", "启用人员…")
    assert names(folder) == ["陈立"]
    assert clerk.cards == 1, "the card of before opens nothing any more"
    assert window.lock.page is not None
    log_in(window, Role.REVIEWER)
    assert window.context.role() is Role.REVIEWER
    for role in (Role.VISITOR, Role.CLERK):
        clerk.typed = {"name": NAMES[role], "new": WORDS[role], "again": WORDS[role]}
        clerk.role = role.label
        press(window, "persons", "登记人员…")
    assert names(folder) == ["陈立", "王芳", "李明"]
    assert "李明，经办，他人设置，还没有改成自己的" in facts(window, "persons")
    dialogs.answers = ["改任角色…", "审核"]
    press(window, "persons", "办理…", 1)
    assert "李明，审核" in facts(window, "persons")
    dialogs.answers = ["重设密码…"]
    clerk.typed = {"new": "meihua-layue-xue", "again": "meihua-layue-xue"}
    press(window, "persons", "办理…", 1)
    assert unlocking.unlock(folder, "meihua-layue-xue", NOW, person=3).key
    dialogs.answers = ["办理离开…", True]
    press(window, "persons", "办理…", 0)
    assert names(folder) == ["陈立", "李明"]
    clerk.typed = {"present": WORDS[Role.REVIEWER]}
    press(window, "persons", "停用人员…")
    assert not unlocking.is_locked(folder)
    assert window.context.role() is None


def test_whoever_was_given_a_password_changes_it_himself(
    as_: As, dialogs: FakeDialogs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, clerk = as_(Role.CLERK), Clerk(dialogs, monkeypatch)
    assert window.shell.page is not None
    assert window.shell.page.room == "settings"
    clerk.typed = {"present": WORDS[Role.CLERK], "new": "meihua-layue-xue", "again": "meihua-layue-xue"}
    press(window, "password", "更改密码…")
    assert "本人设置" in facts(window, "password")
    assert "启用人员" not in facts(window, "persons")
    assert unlocking.unlock(folder, "meihua-layue-xue", NOW, person=2).key


def test_with_the_card_an_office_with_persons_lets_one_only_set_passwords(
    as_: As, dialogs: FakeDialogs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(folder)
    card = appointing.switch_on(database, "陈立", WORDS[Role.REVIEWER], "经办", NOW)
    database.close()
    window, clerk = as_(None), Clerk(dialogs, monkeypatch)
    dialogs.answers = [card]
    page = window.lock.page
    assert page is not None
    forgotten = page.findChild(QPushButton, "forgotten")
    assert forgotten is not None
    forgotten.click()
    settle(window)
    assert not command(window, "subsidies", "make_month").allowed(1)
    assert "用恢复卡打开" in facts(window, "password")
    clerk.typed = {"new": "meihua-layue-xue", "again": "meihua-layue-xue"}
    dialogs.answers = ["重设密码…"]
    press(window, "persons", "办理…")
    assert window.lock.page is not None
    assert unlocking.unlock(folder, "meihua-layue-xue", NOW, person=1).key


def give(window: Window, room: str, name: str) -> None:
    command(window, room, name).run()
    settle(window)


def test_whoever_made_a_sheet_seals_it_only_with_a_reason(
    as_: As, dialogs: FakeDialogs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(folder)
    with database.write(Deed("设置", "经办", NOW)) as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")
    appoint(database)
    database.close()
    window = as_(Role.REVIEWER)
    window.context.month = Month(2026, 10)
    give(window, "subsidies", "make_month")
    monkeypatch.setattr(dialogs, "run", lambda box: isinstance(box, SealBox))
    dialogs.answers = [None]
    give(window, "subsidies", "seal_month")
    title, text = next(asked for asked in dialogs.asked if asked[0] == "ask_text")[1:3]
    assert title == "参与了编制"
    assert "“陈立”参与了编制，不能再封存" in text
    assert sealed(window) == (0, 0)
    dialogs.answers = ["只有一人在岗"]
    give(window, "subsidies", "seal_month")
    number, alone = sealed(window)
    assert number == alone > 0


def sealed(window: Window) -> tuple[int, int]:
    """How many sheets are sealed, and how many of them say that one person made and sealed them."""
    assert window.context.database is not None
    with window.context.database().read() as session:
        row = session.execute(
            sa.text(
                "SELECT count(*), coalesce(sum(format = 3), 0) FROM subsidy_sheets WHERE month = '2026-10'"
            )
        ).one()
    return row[0], row[1]


def test_the_clerk_looks_over_what_the_reviewer_changed(
    as_: As, dialogs: FakeDialogs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, clerk = as_(Role.CLERK), Clerk(dialogs, monkeypatch)
    clerk.typed = {"present": WORDS[Role.CLERK], "new": "meihua-layue-xue", "again": "meihua-layue-xue"}
    press(window, "password", "更改密码…")
    assert window.context.lock is not None
    window.context.lock()
    settle(window)
    log_in(window, Role.REVIEWER)
    window.context.month = Month(2026, 10)
    give(window, "subsidies", "make_month")
    window.context.lock()
    settle(window)
    log_in(window, Role.CLERK, "meihua-layue-xue")
    dialogs.asked.clear()
    give(window, "subsidies", "vouch")
    told = next(asked for asked in dialogs.asked if asked[0] == "ask")
    assert told[1].startswith("核对 ")
    assert "陈立" in told[2]
    dialogs.asked.clear()
    give(window, "subsidies", "vouch")
    assert any("没有要你核对的改动" in str(asked) for asked in dialogs.asked)
    for room, command in (("funds", "vouch_vouchers"), ("worklog", "vouch_log")):
        dialogs.asked.clear()
        give(window, room, command)
        assert any("核对" in str(asked[1]) for asked in dialogs.asked), command


def test_after_the_recovery_card_a_new_password_is_set_without_the_old(
    as_: As,
    dialogs: FakeDialogs,
    folder: Path,
    recovery_key: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Database.open(folder)
    unlocking.set_password(database, WORDS[Role.CLERK], "经办", NOW)
    database.close()
    window, clerk = as_(None), Clerk(dialogs, monkeypatch)
    dialogs.answers = [recovery_key]
    page = window.lock.page
    assert page is not None
    forgotten = page.findChild(QPushButton, "forgotten")
    assert forgotten is not None
    forgotten.click()
    settle(window)
    word = WORDS[Role.REVIEWER]
    clerk.typed = {"new": word, "again": word}
    press(window, "password", "更改密码…")
    assert unlocking.unlock(folder, word, NOW).key


def test_a_command_that_is_not_allowed_is_grey_and_says_who_may() -> None:
    read = Command("print_roster", "打印花名册", lambda: None, act=None)
    assert permitted([read], lambda: Role.VISITOR) == (read,)
    one = Command("new_leave", "登记请假", lambda: None, act=Act.ENTER)
    assert permitted([one], lambda: None) == (one,)
    (grey,) = permitted([one], lambda: Role.VISITOR)
    assert not grey.allowed()
    assert grey.help == "登记请假（由“经办”、“审核”办理）"


def test_what_another_has_typed_is_asked_about_before_it_is_taken_over(as_: As, dialogs: FakeDialogs) -> None:
    """陈立 unlocks what 李明 left half typed: locked again it waits for 李明, else it goes or becomes his."""
    window = as_(Role.CLERK)
    dialogs.asked.clear()
    page = window.shell.show_room("assets")
    settle(window)
    assert isinstance(page, ListPage)
    page.new_record()
    field = page.findChild(QLineEdit, "item")
    assert field is not None
    QTest.keyClicks(field, "printer")
    assert page.unsaved
    window.lock.lock_idle()
    settle(window)
    dialogs.answers = ["重新锁屏，等他回来"]
    log_in(window, Role.REVIEWER)
    assert "李明（经办）有一处改动还没有保存" in dialogs.asked[-1][2]
    assert window.lock.page is not None
    assert not page.isVisible()
    dialogs.asked.clear()
    log_in(window, Role.CLERK)
    assert page.isVisible()
    assert page.unsaved
    assert dialogs.asked == []
    window.lock.lock_idle()
    settle(window)
    dialogs.answers = ["放弃改动"]
    log_in(window, Role.REVIEWER)
    assert window.lock.page is None
    assert not window.shell.holds_unsaved
    assert window.context.tasks.actor == NAMES[Role.REVIEWER]
