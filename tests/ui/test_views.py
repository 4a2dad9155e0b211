"""The views of a page: one is shown, the switch says which, and nothing unsaved is left without asking."""

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import banfu_desktop
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.views import Views

NAMES = ("报销单", "未付清单", "年度汇总")


class Clerk:
    """Says whether what is shown may be left."""

    may_leave = True


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def views(ctx: Context, qtbot: QtBot, clerk: Clerk) -> Views:
    made = Views(ctx.look, {name: QLabel(name) for name in NAMES}, lambda: clerk.may_leave)
    qtbot.addWidget(made)
    qtbot.addWidget(made.switch)
    return made


def shown(views: Views) -> str:
    label = views.currentWidget()
    assert isinstance(label, QLabel)
    return label.text()


def test_the_first_is_shown_at_first_and_the_switch_names_them_all(views: Views) -> None:
    assert (views.current, shown(views)) == ("报销单", "报销单")
    assert views.switch.accessibleName() == "报销单、未付清单或年度汇总"


def test_another_is_shown_and_told_once(views: Views, qtbot: QtBot) -> None:
    told: list[str] = []
    views.turned.connect(lambda: told.append(views.current))
    for name in ("年度汇总", "年度汇总", "未付清单"):
        views.show_view(name)
    assert told == ["年度汇总", "未付清单"]
    assert (views.current, shown(views), views.switch.current) == ("未付清单",) * 3


def test_what_is_unsaved_keeps_its_view_and_nobody_is_told(views: Views, clerk: Clerk) -> None:
    told: list[str] = []
    views.turned.connect(lambda: told.append(views.current))
    clerk.may_leave = False
    views.show_view("年度汇总")
    assert (views.current, shown(views), views.switch.current) == ("报销单",) * 3
    assert told == []
    clerk.may_leave = True
    views.show_view("年度汇总")
    assert told == ["年度汇总"]


def test_no_page_sets_its_state_while_it_is_being_built() -> None:
    """What `build` of the frame asks must stand before: state is set ahead of `super().__init__`."""
    pages = Path(banfu_desktop.__file__).parent / "ui" / "pages"
    early = [
        f"{path.parent.name}.{function.name}: self.{target.attr}"
        for path in pages.glob("*/page.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and function.name == "build"
        for statement in _before_super(function)
        for target in ast.walk(statement)
        if isinstance(target, ast.Attribute)
        and isinstance(target.ctx, ast.Store)
        and isinstance(target.value, ast.Name)
        and target.value.id == "self"
    ]
    assert early == []


def _before_super(build: ast.FunctionDef) -> list[ast.stmt]:
    """The statements before the frame builds, in a page that has one build for it."""
    calls = [number for number, one in enumerate(build.body) if "super().build()" in ast.unparse(one)]
    return build.body[: calls[0]] if calls else []
