"""Copies, packages and the recovery card in the window: told in numbers, and nothing lost on the way."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.app import OpenOffice
from banfu_desktop.db import keys
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database, Deed
from banfu_desktop.rules.words import Sex, TeamRole
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.county import receiving
from banfu_desktop.services.keeping import copies, county, package, recovery, unlocking
from banfu_desktop.services.members import members
from banfu_desktop.services.office import county_file, office
from banfu_desktop.ui.boxes.package_box import PackageBox
from banfu_desktop.ui.boxes.password_box import PRESENT, PasswordBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.pages.backup.page import BackupPage
from tests.ui.conftest import NOW, RESOURCES, FakeDialogs, make_context
from tests.ui.pages.conftest import Visit

PASSWORD = "五个词的口令很好记"
KEY = "NTK8-ZZMA-S2XH-Z9KS-F1ZR-FGVT-XNN4-GJRG"


class Reopening:
    """The office as the app holds it: it may be put away and opened anew."""

    def __init__(self, opened: OpenOffice) -> None:
        self._opened = opened

    def read(self) -> AbstractContextManager[Any]:
        """A view."""
        return self._opened.open().read()

    def write(self, deed: Deed) -> AbstractContextManager[Any]:
        """A deed."""
        return self._opened.open().write(deed)


@pytest.fixture
def opened(demonstrated: Path, tmp_path: Path) -> Iterator[OpenOffice]:
    shutil.copytree(demonstrated, tmp_path / "office")
    made = OpenOffice(tmp_path / "office")
    yield made
    made.close()


@pytest.fixture
def ctx(qapp: QApplication, opened: OpenOffice, dialogs: FakeDialogs, tmp_path: Path) -> Iterator[Context]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = make_context(qapp, Reopening(opened), dialogs, settings)  # type: ignore[arg-type]
    made.database, made.release = opened.open, opened.close
    yield made
    made.tasks.wait()
    made.tasks.close()


@pytest.fixture
def boxes(dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[QDialog]:
    """The boxes that were shown, kept to be looked at."""
    shown: list[QDialog] = []

    def run(dialog: QDialog) -> bool:
        dialog.setParent(None)
        qtbot.addWidget(dialog)
        shown.append(dialog)
        return bool(dialogs.answers.pop(0)) if dialogs.answers else True

    monkeypatch.setattr(dialogs, "run", run)
    return shown


@pytest.fixture
def page(visit: Visit) -> BackupPage:
    found: BackupPage = visit("backup")
    return found


def _press(page: BackupPage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def _said(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def _text(box: QDialog) -> str:
    return "\n".join(label.text() for label in box.findChildren(QLabel))


def _people(opened: OpenOffice) -> int:
    with opened.open().read() as session:
        return len(members.listing(session))


# Copies.


def test_a_copy_is_made_proven_and_listed(page: BackupPage, opened: OpenOffice) -> None:
    assert _said(page, "here-said") == "还没有备份"
    with opened.open().write(Deed("添加附件", "测试员", NOW)) as session:
        bundle = bundles.new_bundle(session, "reimbursements", "费用报销2026-001")
        bundles.add(session, bundle, "车票.pdf", b"%PDF-1.7\n" + bytes(90_000), NOW)
    _press(page, "back_up")
    assert [row.state for row in page.rows] == ["已校验"]
    assert _said(page, "here-said") == "2026-11-02 09:00:00"
    assert _said(page, "sums") == "附件只存一份 88 KB", "beside the copies, however many there are"


def test_a_restore_says_in_numbers_what_is_lost_and_keeps_the_present_office(
    page: BackupPage, opened: OpenOffice, dialogs: FakeDialogs
) -> None:
    _press(page, "back_up")
    with opened.open().write(Deed("登记成员", "测试员", NOW)) as session:
        one = members.listing(session)[0]
        kept = {field: getattr(one, field) for field in ("organisation", "category")}
        newcomer = {
            "name": "黎小燕",
            "sex": Sex.FEMALE,
            "role": TeamRole.MEMBER,
            "identity_no": "440233199003070022",
            "arrived_on": NOW.date(),
        }
        members.save(session, {**kept, **newcomer})
    before = _people(opened)
    page.visit(page.rows[0].file)
    _press(page, "restore_copy")
    question = next(call for call in dialogs.asked if call[0] == "ask")
    assert question[1] == "恢复到 2026-11-02 09:00:00？"
    assert "14 人，已封存 9 个月" in question[2]
    assert "现在的数据：15 人" in question[2]
    assert _people(opened) == before - 1
    assert {row.reason for row in page.rows} == {"手动备份", "恢复之前"}


def test_a_restore_thought_better_of_changes_nothing(
    page: BackupPage, opened: OpenOffice, dialogs: FakeDialogs
) -> None:
    _press(page, "back_up")
    before = _people(opened)
    page.visit(page.rows[0].file)
    dialogs.answers = [False]
    _press(page, "restore_copy")
    assert _people(opened) == before
    assert len(page.rows) == 1


def test_a_damaged_copy_is_refused_before_anything_is_asked(
    page: BackupPage, opened: OpenOffice, dialogs: FakeDialogs
) -> None:
    _press(page, "back_up")
    copy = page.rows[0].path
    content = bytearray(copy.read_bytes())
    for place in range(
        len(content) // 3, 2 * len(content) // 3, 4096
    ):  # a single page may be an index, unread
        content[place] ^= 255
    copy.write_bytes(content)
    page.visit(page.rows[0].file)
    _press(page, "restore_copy")
    assert dialogs.asked[-1][0] == "trouble"
    assert "已损坏" in str(dialogs.asked[-1][1])
    assert not [call for call in dialogs.asked if call[0] == "ask"]


def test_a_file_of_another_office_is_marked(page: BackupPage, tmp_path: Path, opened: OpenOffice) -> None:
    other, _ = Database.create(tmp_path / "other")
    strange = copies.backup_now(other, NOW - timedelta(days=1)).path
    other.close()
    folder = opened.folder / BACKUPS_FOLDER
    folder.mkdir(exist_ok=True)
    shutil.copy(strange, folder)
    page.reload()
    page.ctx.tasks.wait()
    assert [row.state for row in page.rows] == ["不是本单位的"]


# Packages.


def test_a_package_for_a_code_shows_the_code_once(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path
) -> None:
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    said = _text(boxes[-1])
    assert "第 1 号上报包已写好，并已读回校验" in said
    assert "14 人，已封存 9 个月、实发 106,451.64 元" in said
    assert boxes[-1].findChild(QPushButton, "print-sheet") is not None
    assert len(boxes[-1].findChildren(QLabel, "label-key-group")) == 8
    assert _said(page, "sent-said") == "第 1 号　2026-11-02 09:00"


def test_esc_does_not_lose_the_code_that_is_shown_once(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path
) -> None:
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    box = boxes[-1]
    box.show()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    box.close()
    assert box.isVisible()
    assert "传递码关上就看不到了" in _text(box)
    close = box.findChild(QPushButton, "close")
    assert close is not None
    assert close.text() == "已抄好，关闭"
    close.click()
    assert not box.isVisible()


def test_a_package_for_the_county_needs_no_code(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], opened: OpenOffice, tmp_path: Path
) -> None:
    county.found(tmp_path / "county", "新丰县", practice=True)
    public = county.read_public_key(tmp_path / "county" / "county.pub")
    with opened.open().write(Deed("登记县公钥", "测试员", NOW)) as session:
        office.change(session, county_key=public)
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    assert boxes[-1].findChild(QPushButton, "print-sheet") is None
    dialogs.answers = [tmp_path / "上报.bfb", "县里收到的", tmp_path / "county"]
    _press(page, "verify_package")
    assert "首次收到，请与传递单上的核对码核对" in _text(boxes[-1])


@pytest.fixture
def card(opened: OpenOffice) -> str:
    """What stands on the office's recovery card."""
    database = opened.open()
    return keys.new_recovery(database.folder, database.data_key)


def test_a_package_is_verified_and_restored_beside_the_office(
    page: BackupPage,
    dialogs: FakeDialogs,
    boxes: list[QDialog],
    opened: OpenOffice,
    tmp_path: Path,
    card: str,
) -> None:
    (tmp_path / "恢复").mkdir()
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    dialogs.answers = [tmp_path / "上报.bfb", "本单位导出的"]
    _press(page, "verify_package")
    assert boxes[-1].windowTitle().startswith("校验通过")
    dialogs.answers = [tmp_path / "上报.bfb", card, "恢复卡上的恢复密钥", tmp_path / "恢复"]
    _press(page, "restore_package")
    assert (tmp_path / "恢复" / DATABASE_FILE).is_file()
    assert "现在打开的办公数据没有改动" in dialogs.asked[-1][2]
    assert recovery.printed_on(tmp_path / "恢复") == NOW.date()
    assert recovery.printed_on(opened.folder) is None


def test_a_package_that_was_double_clicked_is_verified_or_restored(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path, card: str
) -> None:
    sent, into = tmp_path / "上报.bfb", tmp_path / "恢复"
    into.mkdir()
    dialogs.answers = [sent]
    _press(page, "export_package")
    dialogs.answers = ["只校验", "本单位导出的"]
    page.visit(sent)
    page.ctx.tasks.wait()
    assert boxes[-1].windowTitle().startswith("校验通过")
    dialogs.answers = ["校验并恢复到新文件夹…", card, "恢复卡上的恢复密钥", into]
    page.visit(sent)
    page.ctx.tasks.wait()
    assert (into / DATABASE_FILE).is_file()


def test_a_wrong_character_of_its_code_loses_neither_the_code_nor_the_package(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path
) -> None:
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    assert isinstance(boxes[-1], PackageBox)
    code = "-".join(label.text() for label in boxes[-1].findChildren(QLabel, "label-key-group"))
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    dialogs.asked.clear()
    dialogs.answers = [tmp_path / "上报.bfb", "有传递码", wrong, None, code]
    _press(page, "verify_package")
    assert [how for how, *_ in dialogs.asked] == ["open_file", "choose", "ask_text", "refuse", "ask_text"]
    assert dialogs.asked[-1][3] == wrong, "it stands there, to be mended"
    assert boxes[-1].windowTitle().startswith("校验通过")


def test_a_package_that_was_changed_is_refused(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path
) -> None:
    path = tmp_path / "上报.bfb"
    dialogs.answers = [path]
    _press(page, "export_package")
    path.write_bytes(path.read_bytes()[:-100])
    dialogs.answers = [path, "本单位导出的"]
    _press(page, "verify_package")
    assert dialogs.asked[-1][0] == "refuse"
    assert len(boxes) == 1


# The county.


def test_a_county_file_counts_once_its_fingerprint_is_typed_as_heard(
    page: BackupPage, dialogs: FakeDialogs, opened: OpenOffice, tmp_path: Path
) -> None:
    county.found(tmp_path / "county", "新丰县", practice=True)
    made = county.write_file(tmp_path / "county", tmp_path / "县.bfc")
    dialogs.answers = [tmp_path / "县.bfc", "ABCD-ABCD-ABCD-ABCD", None, None]
    _press(page, "import_county_file")
    assert dialogs.asked[-2][0] == "refuse"
    assert dialogs.asked[-1][3] == "ABCD-ABCD-ABCD-ABCD", "it stands there, to be mended"
    dialogs.answers = [tmp_path / "县.bfc", made.fingerprint]
    _press(page, "import_county_file")
    assert "县里的救援钥匙可以打开" in dialogs.asked[-1][2]
    assert made.fingerprint not in str(dialogs.asked)
    with opened.open().read() as session:
        assert county_file.in_force(session) == made


def test_a_receipt_comes_back_and_is_held_against_the_trail(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], opened: OpenOffice, tmp_path: Path
) -> None:
    folder, path = tmp_path / "county", tmp_path / "上报.bfb"
    county.found(folder, "新丰县", practice=True)
    made = county.write_file(folder, tmp_path / "县.bfc")
    dialogs.answers = [tmp_path / "县.bfc", made.fingerprint]
    _press(page, "import_county_file")
    dialogs.answers = [path]
    _press(page, "export_package")
    report = package.verify_package(path, receiving.desk(folder))
    receiving.take(folder, path, NOW, "问过了", report.fingerprint)
    receiving.feedback(folder, "梅坑镇", tmp_path / "回执.bff")
    dialogs.answers = [tmp_path / "回执.bff"]
    _press(page, "import_feedback")
    assert "收到第 1 号上报包" in dialogs.asked[-1][2]
    _press(page, "import_feedback")
    dialogs.answers = [tmp_path / "回执.bff"]
    _press(page, "import_feedback")
    assert dialogs.asked[-1][0] == "refuse"


def test_a_new_signing_key_is_refused_while_the_one_on_record_is_there(
    page: BackupPage, dialogs: FakeDialogs
) -> None:
    _press(page, "adopt_key")
    assert dialogs.asked[-1][0] == "refuse"


# The recovery card.


def test_the_card_is_on_paper_when_its_last_group_was_typed(
    page: BackupPage, boxes: list[QDialog], opened: OpenOffice
) -> None:
    assert _said(page, "card-said") == "还没有打印"
    _press(page, "print_card")
    assert isinstance(boxes[-1], RecoveryCard)
    assert recovery.checked_on(opened.folder) == recovery.printed_on(opened.folder) == NOW.date()
    assert _said(page, "card-said") == "2026-11-02 核对"


def test_a_card_printed_but_not_typed_back_is_checked_later(
    page: BackupPage, dialogs: FakeDialogs, opened: OpenOffice
) -> None:
    key = recovery.reissue(opened.open(), "经办", NOW)
    recovery.note_printed(opened.folder, NOW.date())
    page.reload()
    page.ctx.tasks.wait()
    assert _said(page, "card-said") == "2026-11-02 打印"
    wrong = ("0" if key[0] != "0" else "1") + key[1:]
    dialogs.answers = [wrong, None, None]
    _press(page, "check_card")
    _, error = dialogs.asked[-2]
    assert "第1组" in str(error)
    assert dialogs.asked[-1][3] == wrong, "all 32 characters stand there, to be mended"
    assert recovery.checked_on(opened.folder) is None
    dialogs.answers = [key]
    _press(page, "check_card")
    assert _said(page, "card-said") == "2026-11-02 核对"


def test_a_new_card_makes_the_old_one_void_only_on_demand(
    page: BackupPage, boxes: list[QDialog], dialogs: FakeDialogs, opened: OpenOffice
) -> None:
    recovery.note_printed(opened.folder, NOW.date())
    page.reload()
    page.ctx.tasks.wait()
    dialogs.answers = [False]
    _press(page, "print_card")
    assert "以前打印的恢复卡立即作废" in dialogs.asked[-1][2]
    assert not boxes


def test_a_key_copied_by_hand_is_not_made_void_without_a_word(
    page: BackupPage, boxes: list[QDialog], dialogs: FakeDialogs, opened: OpenOffice
) -> None:
    assert _said(page, "card-said") == "还没有打印"
    before = (opened.folder / "keys.json").read_bytes()
    dialogs.answers = [False]
    _press(page, "print_card")
    assert "手抄下来的那一把立即作废" in dialogs.asked[-1][2]
    assert not boxes
    assert (opened.folder / "keys.json").read_bytes() == before


def test_where_there_is_a_password_no_card_is_shown_without_it(
    page: BackupPage, boxes: list[QDialog], dialogs: FakeDialogs, opened: OpenOffice
) -> None:
    unlocking.set_password(opened.open(), PASSWORD, "经办", NOW)
    typed = ["不是密码", PASSWORD]

    def run(box: QDialog) -> bool:
        if isinstance(box, PasswordBox):
            line = box.findChild(QLineEdit, PRESENT)
            assert line is not None
            line.setText(typed.pop(0))
        else:
            boxes.append(box)
        return True

    dialogs.run = run  # type: ignore[method-assign]
    for shown in (0, 1):
        _press(page, "print_card")
        page.ctx.tasks.wait()
        assert len(boxes) == shown
    assert [type(error).__name__ for how, error, *_ in dialogs.asked if how == "refuse"] == [
        "WrongPasswordError"
    ]


@pytest.mark.parametrize(("typed", "right"), [("GJRG", True), ("gjrg ", True), ("GJR6", False), ("", False)])
def test_only_the_last_group_of_the_card_will_do(qtbot: QtBot, typed: str, right: bool) -> None:
    card = RecoveryCard(KEY, "梅坑镇", Look(RESOURCES), lambda: True)
    qtbot.addWidget(card)
    line, done = card.findChild(QLineEdit, "last-group"), card.findChild(QPushButton, "done")
    printing = card.findChild(QPushButton, "print-card")
    assert line is not None
    assert done is not None
    assert printing is not None
    line.setText(typed)
    assert not done.isEnabled(), "read off the screen it proves no paper"
    assert done.toolTip() == "请先打印恢复卡"
    printing.click()
    assert done.isEnabled() is right


def test_a_package_box_names_what_it_holds_for_a_screen_reader(
    page: BackupPage, dialogs: FakeDialogs, boxes: list[QDialog], tmp_path: Path
) -> None:
    dialogs.answers = [tmp_path / "上报.bfb"]
    _press(page, "export_package")
    assert isinstance(boxes[-1], PackageBox)
    assert all(label.accessibleName() for label in boxes[-1].findChildren(QLabel) if label.text())


def test_when_the_copy_was_made_is_local_time(page: BackupPage, opened: OpenOffice) -> None:
    copies.backup_now(opened.open(), datetime(2026, 11, 1, 23, 59, 58))
    page.reload()
    page.ctx.tasks.wait()
    assert page.rows[0].made == "2026-11-01 23:59:58"


def test_a_file_that_is_no_package_is_refused_before_its_code_is_asked_for(
    visit: Visit, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = visit("backup")
    stranger = tmp_path / "照片.bfb"
    stranger.write_bytes(b"\xff\xd8\xff\xe0 no package")
    for name in ("verify_package", "restore_package"):
        dialogs.asked.clear()
        dialogs.answers = [stranger]
        page.command_actions[name].trigger()
        assert [how for how, *_ in dialogs.asked] == ["open_file", "refuse"], name
        assert "不是上报包" in str(dialogs.asked[-1][1])
    dialogs.asked.clear()
    page.visit(stranger)
    assert [how for how, *_ in dialogs.asked] == ["refuse"]


def test_the_second_place_is_chosen_and_said(
    visit: Visit, dialogs: FakeDialogs, ctx: Context, tmp_path: Path
) -> None:
    page, stick = visit("backup"), tmp_path / "U盘"
    stick.mkdir()
    dialogs.answers = [stick]
    page.command_actions["second_place"].trigger()
    ctx.tasks.wait()
    assert len(list(stick.rglob("office-*.db"))) == 1
    ctx.tasks.wait()
    assert "另存到U盘：11月2日" in page.findChild(QLabel, "here-quiet").text()
    dialogs.answers = ["不再另存"]
    page.command_actions["second_place"].trigger()
    ctx.tasks.wait()
    ctx.tasks.wait()
    assert "另存" not in page.findChild(QLabel, "here-quiet").text()


def test_a_towns_window_loads_nothing_of_the_countys_wing() -> None:
    """It takes longer than the page itself, and a town never needs it."""
    program = (
        "import sys, banfu_desktop.ui.pages.backup.page;"
        "print([name for name in sys.modules if name.startswith(('banfu_desktop.roll_up', 'psycopg'))])"
    )
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert asked.stdout == "[]\n"
