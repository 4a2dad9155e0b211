"""Nothing is cut and nothing is off the screen: every page, at every size of the window and of the letters.

With BANFU_SHOTS set to a folder, a picture of each is left there to be looked at.
"""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.services.program import demonstration
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.views import Views
from banfu_desktop.ui.pages.home.due_list import DueList
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import window_of
from tests.ui.measuring import DOUBLED, FRAME, LARGE, SIZES, SMALL, measured, too_wide, unseen


@pytest.mark.parametrize("scale", Scale)
def test_every_page_can_be_seen_whole(ctx: Context, qtbot: QtBot, scale: Scale) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = scale
    ctx.look.apply(application)
    faults = []
    with window_of(ctx, ROOMS, qtbot) as shell:
        for room in ROOMS:
            page = shell.show_room(room.name)
            ctx.tasks.wait()
            faults += measured(shell, room.title, scale)
            views = page._views._names if isinstance(page, ListPage) and page._views is not None else ()
            for view in (*views[1:], *views[:1]) if scale is Scale.HUGE else ():
                page.show_view(view)
                ctx.tasks.wait()
                if view != views[0]:
                    faults += measured(shell, f"{room.title} {view}", scale)
            if isinstance(page, ListPage) and page.rows and page.form_table() is not None:
                page.open_record(page.rows[0])
                ctx.tasks.wait()
                faults += measured(shell, f"{room.title}，右侧打开", scale)
                page.close_record()
        for screen in SIZES[scale]:  # what stands round every page, once
            shell.resize(screen - FRAME)
            QApplication.processEvents()
            faults += [f"{scale.label} {screen.width()}: {why}" for why in unseen(shell)]
    assert faults == []


def test_every_view_of_a_page_can_be_seen_whole_on_the_narrowest_screen(
    ctx: Context, qtbot: QtBot, office: Database
) -> None:
    """The first view of each is looked at above; its other ones may have more in their header."""
    demonstration.fill_rooms(office)
    faults, seen = [], 0
    with window_of(ctx, ROOMS, qtbot) as shell:
        shell.resize(DOUBLED - FRAME)
        for room in ROOMS:
            page = shell.show_room(room.name)
            views = getattr(page, "_views", None)
            for view in [] if not isinstance(views, Views) else list(views._names)[1:]:
                assert isinstance(page, ListPage)
                page.show_view(view)
                ctx.tasks.wait()
                for _ in range(8):  # what turns with its room asks for room once more
                    QApplication.processEvents()
                faults += [f"{room.title}，{view}: {why}" for why in (*unseen(shell, page), *too_wide(page))]
                seen += 1
    assert faults == []
    assert seen > 25


def test_the_home_list_stands_whole_in_a_window_made_wider_and_narrower(ctx: Context, qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = Scale.HUGE
    ctx.look.apply(application)
    faults = []
    with window_of(ctx, ROOMS, qtbot) as shell:
        page = shell.show_room("home")
        assert page is not None
        ctx.tasks.wait()
        for screen in (LARGE, QSize(1260, 800), SMALL, QSize(1210, 1060), QSize(1738, 814)):
            shell.resize(screen - FRAME)
            for _ in range(8):
                QApplication.processEvents()
            faults += [f"{screen.toTuple()}: {why}" for why in unseen(shell, page)]
    assert faults == []


def test_on_a_low_screen_the_home_list_is_whole_and_scrolls_with_the_page(
    ctx: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banfu_desktop.ui.pages.home.page._screen_height", lambda: DOUBLED.height())
    with window_of(ctx, ROOMS, qtbot) as shell:
        page = shell.show_room("home")
        assert page is not None
        ctx.tasks.wait()
        shell.resize(DOUBLED - FRAME)
        for _ in range(8):
            QApplication.processEvents()
        due = page.findChild(DueList)
        assert due.verticalScrollBar().maximum() == 0
        assert due.height() > page.height() // 2
        assert unseen(shell, page) == []
