"""A month of thirteen people is closed in the window in twelve actions, its paper and package included.

An action is a click, a command key or a field that is filled. The boxes are the real ones, pressed with
real mouse events; only the file box belongs to the system: taking the name it proposes counts as one.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QDialog, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.month_steps import StepName
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import package
from banfu_desktop.ui.boxes.dialogs import ANY_FILE, Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.steps import StepButton
from banfu_desktop.ui.registry import ROOMS
from tests.a_printer import FakeLp
from tests.ui.conftest import NOW, window_of
from tests.ui.pages.conftest import OCTOBER

DECEMBER = datetime(2026, 12, 2, 9)
MOST = 12


class Clerk(Dialogs):
    """Works in the window and its boxes with the mouse, and counts what she does."""

    def __init__(self) -> None:
        super().__init__()
        self.actions: list[str] = []
        self.answers: list[Callable[[QWidget], object]] = []
        self.folder = Path()
        self.saved: list[Path] = []

    def click(self, widget: QWidget, what: str) -> None:
        """Press something that is to be seen, in its middle."""
        assert widget.isVisible(), what
        assert widget.isEnabled(), what
        place = widget.rect().center()
        if isinstance(widget, QCheckBox):
            place = QPoint(8, place.y())
        self.actions.append(what)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def button(self, window: QWidget, name: str) -> None:
        """Press the button of a name."""
        found = [one for one in window.findChildren(QAbstractButton, name) if one.isVisible()]
        assert len(found) == 1, (name, found)
        self.click(found[0], f"{window.objectName()}: {found[0].text() or name}")

    def run(self, dialog: QDialog) -> bool:
        answer = self.answers.pop(0)
        QTimer.singleShot(0, dialog, lambda: answer(dialog))
        return super().run(dialog)

    def save_file(self, title: str, suggested: str, filters: str = ANY_FILE) -> Path | None:
        self.actions.append(f"{title}: 保存 {suggested}")
        self.saved.append(self.folder / suggested)
        return self.saved[-1]


@pytest.fixture
def dialogs() -> Clerk:
    return Clerk()


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLp:
    (tmp_path / "lp").mkdir()
    return FakeLp(tmp_path / "lp", monkeypatch)


@pytest.fixture
def clerk(dialogs: Clerk, tmp_path: Path) -> Clerk:
    dialogs.folder = tmp_path
    return dialogs


def close_month(shell: Shell, ctx: Context, clerk: Clerk, qtbot: QtBot) -> list[str]:
    """From home to the package; gives what was done."""
    clerk.actions = []

    def rest() -> None:
        ctx.tasks.wait()
        qtbot.waitUntil(lambda: not ctx.tasks.busy and QApplication.activeModalWidget() is None)
        QApplication.processEvents()
        ctx.tasks.wait()

    def step(name: StepName) -> None:
        number = list(StepName).index(name) + 1
        page = shell.page
        assert page is not None
        (shown,) = (one for one in page.findChildren(StepButton) if one.number == number and one.isVisible())
        clerk.click(shown, f"{page.room}: 第{number}步 {name.value}")
        rest()

    shell.show_room("home")
    rest()
    assert shell.page is not None
    clerk.button(shell.page, "next-step")
    rest()
    assert shell.page.room == "subsidies"
    clerk.answers = [lambda box: clerk.button(box, "confirm")]
    clerk.button(shell.page, "check-seal")
    rest()
    clerk.answers = [lambda box: clerk.button(box, "print")]
    step(StepName.PRINT)
    clerk.answers = [lambda box: (clerk.button(box, "all"), clerk.button(box, "confirm"))]
    step(StepName.PAY)
    clerk.answers = [lambda box: clerk.button(box, "close")]
    step(StepName.REPORT)
    return clerk.actions


def test_a_month_and_the_month_after_are_closed_in_twelve_actions(
    ctx: Context,
    office: Database,
    clerk: Clerk,
    printing: FakeLp,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A window for each month, as the clerk opens it in the first days of the next one."""
    counts = {}
    for number, (month, now) in enumerate(((OCTOBER, NOW), (OCTOBER.shift(1), DECEMBER)), 1):
        monkeypatch.setattr("tests.ui.conftest.NOW", now)
        with window_of(ctx, ROOMS, qtbot) as shell:
            done = close_month(shell, ctx, clerk, qtbot)
        counts[month.label] = len(done)
        print(month.label, *done, sep="\n  ")
        with office.read() as session:
            strip = home.month_strip(session, month, now.date())
        assert [step.name for step in strip.steps if not step.done] == []
        assert len(printing.sent) == number
        assert package.verify_package(clerk.saved[-1], package.own_desk(office)).number == number
        if month == OCTOBER:
            assert strip.steps[0].count == "13 人"
    assert all(count <= MOST for count in counts.values()), counts
