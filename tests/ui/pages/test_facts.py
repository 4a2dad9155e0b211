"""Every way on that a record panel offers says what it comes to, so that it is greyed in time."""

import ast
from pathlib import Path
from typing import TypeGuard

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

import banfu_desktop.ui
from banfu_desktop.rules.roles import Act, Role
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.permits import permitted
from tests.ui.pages.conftest import Visit

UI = Path(banfu_desktop.ui.__file__).parent
_RUN, _ACT = 4, 5
CHANGES_NOTHING = {
    "去打印…",
    "打印…",
    "设置密码…",
    "更改密码…",
    "取消密码…",
    "启用角色…",
    "办理…",
    "看报告",
    "看任务",
    "预览打印",
}
"""Facts without an act: they show or print, or are about one's own password, or come before roles, or open
what can be done of which each asks by itself (whoever has the recovery card may only appoint)."""


def _is_fact(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fact"


def facts_with_a_way_on() -> list[tuple[str, ast.Call]]:
    found = []
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if _is_fact(node) and len(node.args) > _RUN:
                found.append((path.name, node))
    return found


def test_every_way_on_names_its_act() -> None:
    facts = facts_with_a_way_on()
    assert len(facts) > 20
    for name, node in facts:
        action = node.args[3]
        word = action.value if isinstance(action, ast.Constant) else ""
        assert len(node.args) > _ACT or word in CHANGES_NOTHING, f"{name}:{node.lineno}"


def test_a_fact_that_is_not_permitted_says_who_may() -> None:
    fact = Fact("未登记", "", "", "导入…", lambda: None, Act.SETTINGS)
    assert permitted([fact], lambda: Role.REVIEWER) == (fact,)
    assert permitted([fact], lambda: None) == (fact,)
    (greyed,) = permitted([fact], lambda: Role.CLERK)
    assert greyed.refusal == "导入…（由“审核”办理）"


@pytest.mark.parametrize(("role", "may"), [(Role.CLERK, False), (Role.REVIEWER, True)])
def test_the_county_key_is_not_offered_to_the_clerk(
    visit: Visit, ctx: Context, role: Role, may: bool
) -> None:
    """The panel of 设置 is no way round the menu."""
    ctx.role = lambda: role
    page = visit("settings")
    page.visit("county_key")
    QApplication.processEvents()
    (button,) = [b for b in page.findChildren(QPushButton, "fact-action") if b.text() == "导入…"]
    assert button.isEnabled() is may
    assert ("由“审核”办理" in button.toolTip()) is not may
