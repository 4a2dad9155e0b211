"""What the pages of the month owe every clerk: names for screen readers, whole texts, no flashing windows."""

from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import NOW
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit

MINE, OPENS_AT = ("home", "attendance", "subsidies"), "pairings"


class Watch(QObject):
    """Notes every window that is shown."""

    shown: ClassVar[list[str]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName() or type(watched).__name__)
        return False


@pytest.fixture
def month(deed: DoDeed[None]) -> None:
    """October's draft stands."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))


def _views(page: Page) -> list[str]:
    """The page's views, by the names on its switch."""
    switch = page.findChild(QWidget, "switch")
    buttons = [] if switch is None else switch.findChildren(QAbstractButton)
    return [button.text() for button in buttons] or [""]


def _show(page: Page, view: str, ctx: Context) -> None:
    button = page.findChild(QAbstractButton, f"view-{view}") if view else None
    if button is not None:
        button.click()
    ctx.tasks.wait()
    QApplication.processEvents()


def _cut(page: Page) -> list[str]:
    """Texts that are wider than the widget that says them."""
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisible()]
    cut = [
        label.text()
        for label in labels
        if label.text() and label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]
    return cut + [
        button.text() for button in buttons if button.width() < button.minimumSizeHint().width() - 1
    ]


@pytest.mark.parametrize("room", MINE)
def test_every_widget_that_takes_the_focus_has_a_name(
    visit: Visit, month: None, ctx: Context, room: str
) -> None:
    page = visit(room, None if room == "home" else OCTOBER)
    for view in _views(page):
        _show(page, view, ctx)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in page.findChildren(QWidget)
        if widget.window() is page.window()  # a drop-down's list is Qt's own
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.objectName() and widget.accessibleName())
    ]
    assert nameless == []


@pytest.mark.parametrize("room", MINE)
def test_no_text_is_cut(visit: Visit, shell: Shell, month: None, ctx: Context, room: str) -> None:
    for size in ((1366, 768), (1920, 1080), (960, 540)):
        shell.resize(*size)
        page = visit(room, None if room == "home" else OCTOBER)
        for view in _views(page):
            _show(page, view, ctx)
            assert _cut(page) == [], size
            assert page.width() <= size[0]


@pytest.mark.parametrize("room", MINE)
def test_no_text_is_cut_at_the_largest_scale(
    visit: Visit, shell: Shell, qapp: QApplication, month: None, ctx: Context, room: str
) -> None:
    ctx.look.scale = Scale.HUGE
    ctx.look.apply(qapp)
    page = visit(room, None if room == "home" else OCTOBER)
    for view in _views(page):
        _show(page, view, ctx)
        assert _cut(page) == []


@pytest.mark.parametrize("room", MINE)
def test_no_part_of_a_page_flashes_up_as_a_window(
    visit: Visit, qapp: QApplication, month: None, ctx: Context, room: str
) -> None:
    watch = Watch()
    qapp.installEventFilter(watch)
    page = next(known for known in ROOMS if known.name == room).load()(ctx)
    work = page.query()
    assert work is not None
    ctx.tasks.read(work, page.fill)
    ctx.tasks.wait()
    QApplication.processEvents()
    qapp.removeEventFilter(watch)
    page.deleteLater()
    assert watch.shown == []
