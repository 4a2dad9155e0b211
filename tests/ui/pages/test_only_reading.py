"""只读 in an office where nothing is yet: what he may not do is not green, and says who may."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from banfu_desktop.rules.roles import Role, may
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.registry import ROOMS
from tests.ui.pages.conftest import Visit
from tests.ui.pages.test_one_green_button import green


@pytest.fixture
def kept(office_with_a_copy: tuple[Path, str]) -> Path:
    """A town, and nobody in it."""
    return office_with_a_copy[0]


def test_an_empty_office_offers_a_visitor_nothing_he_may_not_do(visit: Visit, ctx: Context) -> None:
    ctx.role = lambda: Role.VISITOR
    commands, offered, refused = set[str](), set[str](), set[str]()
    for room in ROOMS:
        page = visit(room.name)
        acts = {f"button-{one.name}": one.act for one in page.commands_here}
        commands |= {name for name in green(page) if name in acts and not may(Role.VISITOR, acts[name])}
        for button in page.findChildren(QPushButton, "message-button"):
            if button.isVisible():
                said = page.findChild(QLabel, "message-text")
                assert said is not None
                (offered if button.isEnabled() else refused).add(button.text())
                assert button.isEnabled() or said.text().endswith("：由“经办”、“审核”办理"), room.title
    assert commands == set()
    assert {text for text in offered if not text.startswith("去")} == set(), "a way elsewhere changes nothing"
    assert {"登记文件", "导入花名册…", "登记保单", "开账…"} <= refused
