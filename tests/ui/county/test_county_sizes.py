"""Nothing of the county's window is cut: every page and view, at every size of the window and the letters."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.county_shell import CountyShell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.registry import COUNTY_ROOMS
from tests.ui.county.conftest import Visit
from tests.ui.measuring import measured


@pytest.fixture(params=Scale, ids=lambda scale: scale.name)
def ctx(ctx: Context, request: pytest.FixtureRequest) -> Context:
    """With letters of a size."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = request.param
    ctx.look.apply(application)
    return ctx


def test_every_page_of_the_county_can_be_seen_whole(shell: CountyShell, ctx: Context, visit: Visit) -> None:
    faults = []
    for room in COUNTY_ROOMS:
        page: Any = visit(room.name)
        views = () if page._views is None else page._views._names
        for view in views or ("",):
            page.show_view(view)
            ctx.tasks.wait()
            faults += measured(shell, f"县 {room.title}{view}", ctx.look.scale)
        if room.name != "tables" and page.rows:  # there a row is a box of its own
            page.show_view(views[0] if views else "")
            page.open_record(page.rows[-1])
            ctx.tasks.wait()
            faults += measured(shell, f"县 {room.title}，右侧打开", ctx.look.scale)
            page.close_record()
    inbox = visit("inbox")
    inbox.command_actions["receive_all"].trigger()
    ctx.tasks.wait()
    for word in ("历史分叉", "新钥匙"):
        inbox.open_record(next(row for row in inbox.rows if row.verdict == word))
        ctx.tasks.wait()
        faults += measured(shell, f"县 收件箱，{word}", ctx.look.scale)
    assert faults == []
