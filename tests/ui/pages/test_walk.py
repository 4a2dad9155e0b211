"""Every page and box by the keyboard alone: every command is reached, the focus is seen, nothing is cut."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import NOW, FakeDialogs, window_of
from tests.ui.measuring import unseen
from tests.ui.pages.conftest import OCTOBER, DoDeed
from tests.ui.test_choices import lost_of_what_is_typed, turned_by_the_wheel

CONTROL = Qt.KeyboardModifier.ControlModifier
ROSTER = Path(__file__).parents[2] / "data" / "roster-meikeng.xlsx"
SCREEN = QSize(1366, 768 - 31 - 48)
"""What a small screen leaves inside the frame and above the task bar."""
MOST_STOPS = 120
OWN_KEYS = {"due-turn": "→ ←", "due-later": "S", "due-known": "Y"}
"""Buttons that Tab passes by, for keys of their own do the same at the line they stand on."""


class Looking(Dialogs):
    """Real boxes, looked at instead of answered: cut texts, and whether each shows where the keyboard is.

    And no wheel turns a drop-down in it, none loses what is typed, and Enter in a list presses its button.
    A file to take in is always the same roster, for whatever asks.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, list[str]] = {}
        self.turnable = self.lists = 0

    def run(self, dialog: QDialog) -> bool:
        name = f"{dialog.objectName()} “{dialog.windowTitle()}”"
        if name not in self.seen:
            dialog.resize(dialog.size().boundedTo(SCREEN))
            dialog.show()
            dialog.activateWindow()
            QApplication.processEvents()
            faults = unseen(dialog)
            if dialog.size().boundedTo(SCREEN) != dialog.size():
                faults.append(f"is {dialog.size().toTuple()}")
            grey = [
                one for one in dialog.findChildren(QPushButton) if one.isVisible() and not one.isEnabled()
            ]
            faults += [f"{one.text()} is grey and does not say why" for one in grey if not one.toolTip()]
            if isinstance(dialog, FieldsBox) and dialog.windowTitle().startswith("保存"):
                faults.append("its heading is the button's text, not what it is about")
            if not stops(dialog):
                faults.append("Tab stops nowhere")
            self.seen[name] = faults + self._careless(dialog)
        dialog.done(QDialog.DialogCode.Rejected)
        dialog.deleteLater()
        return False

    def _careless(self, dialog: QDialog) -> list[str]:
        """What the wheel turns, what is typed and lost, and lists in which Enter is dead."""
        turned, could = turned_by_the_wheel(dialog)
        lists = [one for one in dialog.findChildren(QAbstractItemView) if _has_rows(one)]
        self.turnable += could
        self.lists += len(lists)
        return turned + lost_of_what_is_typed(dialog) + [why for one in lists if (why := dead_enter(one))]

    def open_file(self, title: str, filters: str = "") -> Path | None:
        return ROSTER if title.startswith("导入") else None

    def open_files(self, title: str, filters: str = "") -> list[Path]:
        return []

    def save_file(self, title: str, suggested: str, filters: str = "") -> Path | None:
        return None

    def open_folder(self, title: str) -> Path | None:
        return None

    def progress(self, title: str, cancel: Any) -> Any:
        return FakeDialogs().progress(title, cancel)


def _has_rows(view: QAbstractItemView) -> bool:
    """Whether a list of a box itself can be worked by the keyboard, and has something in it."""
    seen = view.isVisible() and view.isEnabled() and view.focusPolicy() != Qt.FocusPolicy.NoFocus
    return seen and view.model() is not None and view.model().rowCount() > 0


def dead_enter(view: QAbstractItemView) -> str:
    """Why Enter in a list does not press the default button of its box; empty where it does."""
    box = view.window()
    button = next((one for one in box.findChildren(QPushButton) if one.isDefault() and one.isVisible()), None)
    if button is None:
        return "" if box.objectName() in OWN_ENTER else f"{view.objectName()}: no button is Enter's"
    if not button.isEnabled():
        return ""
    view.setFocus()
    button.blockSignals(True)  # it is pressed, and does nothing
    button.setCheckable(True)
    QTest.keyClick(view, Qt.Key.Key_Return)
    pressed = button.isChecked()
    button.setCheckable(False)
    button.blockSignals(False)
    return "" if pressed else f"{view.objectName()}: Enter does not press {button.text()}"


def stops(window: QWidget) -> list[QWidget]:
    """Where Tab goes in a window, once round, from what has the focus."""
    start = QApplication.focusWidget()
    if start is None or not window.isAncestorOf(start):
        QTest.keyClick(window, Qt.Key.Key_Tab)
    found: list[QWidget] = []
    for _ in range(MOST_STOPS):
        focused = QApplication.focusWidget()
        if focused is None or focused in found:
            break
        found.append(focused)
        window.focusNextChild()
    return found


def sits_still() -> None:
    """Put away whatever a command has opened that is no box."""
    for _ in range(5):
        popup = QApplication.activePopupWidget()
        if popup is None:
            return
        popup.close()


@pytest.fixture
def dialogs() -> Looking:
    """Boxes that are looked at."""
    return Looking()


@pytest.fixture
def month(deed: DoDeed[None]) -> None:
    """October's draft stands."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))


OWN_ENTER = {"pack-box": "goes to where a missing paper is made"}
"""Boxes whose list has something of its own to do on Enter."""
OUTSIDE = ("open_folder", "lock")
"""Commands that leave the program, or the window."""


@pytest.mark.parametrize("scale", [pytest.param(Scale.STANDARD, marks=pytest.mark.soak), Scale.HUGE])
def test_every_box_fits_a_small_screen(
    ctx: Context, dialogs: Looking, month: None, qtbot: QtBot, scale: Scale
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = scale
    ctx.look.apply(application)
    with window_of(ctx, ROOMS, qtbot) as shell:
        shell.resize(SCREEN)
        for room in ROOMS:
            for number in range(len(_page(shell, ctx, room.name).commands_here)):
                page = _page(shell, ctx, room.name)
                command = page.commands_here[number]
                if command.name not in OUTSIDE and command.allowed(page.selected_count()):
                    command.run()
                    ctx.tasks.wait()
                    sits_still()
            _page(shell, ctx, room.name)
    assert {name: faults for name, faults in dialogs.seen.items() if faults} == {}
    assert len(dialogs.seen) > 25, sorted(dialogs.seen)
    assert dialogs.turnable > 100
    assert dialogs.lists > 5


def _page(shell: Shell, ctx: Context, room: str) -> Page:
    """A page with its first row selected and no record open."""
    if isinstance(shell.page, ListPage) and shell.page._desk is not None:
        shell.page._desk.form.forget()
        shell.page.close_record()
    page = shell.show_room(room)
    ctx.tasks.wait()
    assert page is not None
    if isinstance(page, ListPage) and page.rows:
        page._view.select_lines([0])
    return page


def test_the_keyboard_alone_reaches_everything_and_the_focus_is_seen(
    shell: Shell, ctx: Context, month: None
) -> None:
    faults = []
    for room in ROOMS:
        faults += _keyboard_is_there(shell, ctx, room.name)
        page = _page(shell, ctx, room.name)
        if isinstance(page, ListPage) and page.rows and page.form_table() is not None:
            page.open_record(page.rows[0])
            ctx.tasks.wait()
        reached = stops(shell)
        groups = {one.group() for one in reached if isinstance(one, QAbstractButton) and one.group()}
        buttons = [
            button
            for button in page.findChildren(QAbstractButton)
            if _can_be_pressed(button) and button.group() not in groups  # arrows go through a switch
        ]
        faults += [
            f"{room.title}: {one.objectName()} is not reached" for one in buttons if one not in reached
        ]
        faults += [f"{room.title}: {one.objectName()} does not show the focus"
                   for one in reached if page.isAncestorOf(one) and not _is_seen(shell, one)]  # fmt: skip
        page.take_focus()
    assert faults == []


def _keyboard_is_there(shell: Shell, ctx: Context, room: str) -> list[str]:
    """What is wrong with where the keyboard stands after going to a room: in it, and at a list to find."""
    page = shell.show_room(room)
    ctx.tasks.wait()
    focused = QApplication.focusWidget()
    if page is None or focused is None or not page.isAncestorOf(focused):
        return [f"{room}: the keyboard is not there"]
    if not isinstance(page, ListPage) or focused is not page._view or not page.rows:
        return []
    faults = []
    if page._view.currentIndex().isValid() and not page._view.selected_lines():
        faults.append(f"{room}: a row looks chosen and is not")
    QTest.keyClicks(focused, "zx")
    if page._bar.isVisible() and page._bar.text != "zx":
        faults.append(f"{room}: what is typed is lost")
    page._bar.clear()
    page._view.setFocus()
    return faults


def _can_be_pressed(button: QAbstractButton) -> bool:
    """Whether a click does something that Tab must lead to; what stands inside a field has Alt+↓."""
    is_usable = button.isVisible() and button.isEnabled() and bool(button.text() or button.toolTip())
    by_keys = isinstance(button.parentWidget(), QLineEdit) or button.objectName() in OWN_KEYS
    return is_usable and not by_keys


def _is_seen(shell: Shell, widget: QWidget) -> bool:
    """Whether a widget looks different with the focus than without."""
    place = widget.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(widget)
        place = place.parentWidget()
    area = QRect(widget.mapTo(shell, widget.rect().topLeft()), widget.size()).adjusted(-3, -3, 3, 3)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_it = shell.grab(area).toImage()
    widget.clearFocus()
    without = shell.grab(area).toImage()
    return with_it != without


def test_every_command_of_every_page_is_in_the_finder(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    QTest.keyClick(shell, Qt.Key.Key_K, CONTROL)
    finder = shell._finder
    assert finder is not None
    qtbot.waitUntil(lambda: len(finder._made) == len(ROOMS), timeout=10_000)
    offered = {entry.name for entry in finder._entries()}
    finder.hide()
    missing = [
        f"{room.name}.{command.name}"
        for room in ROOMS
        for command in shell.page_of(room.name).commands_here
        if command.name not in ("copy_rows", "search_list")
        and (shell.page is None or room.name != shell.page.room or command.visible)
    ]
    assert [name for name in missing if name not in offered] == []
