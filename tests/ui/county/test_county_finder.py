"""Ctrl+K in a county's window: towns, people, questions, findings, tables, commands; and it leads there."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from banfu_desktop import app
from banfu_desktop.services.county.open_county import OpenCounty
from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.frame.county_shell import CountyShell
from banfu_desktop.ui.registry import COUNTY_ROOMS

TODAY = date(2026, 11, 2)


def found(county: OpenCounty, text: str) -> list[Found]:
    with county.read() as session:
        return list(app.search_county(session, text, TODAY))


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("梅坑", "镇（街）", "梅坑镇"),
        ("mkz", "镇（街）", "梅坑镇"),
        ("邓小红", "镇（街）", "沙田镇"),
        ("钟", "人员", "钟**"),
        ("县司法局", "人员", "潘**"),
        ("罗**意外险", "问题", "罗**意外险何时补办"),
        ("未参保", "待办", "罗**自 2026-01-05 起未参保"),
        ("同一张发票", "待办", "同一张发票用了两次"),
        ("花名册", "表册", "驻镇人员花名册"),
        ("hmc", "表册", "驻镇人员花名册"),
    ],
)
def test_everything_is_found_by_a_part_or_by_its_initials(
    county: OpenCounty, typed: str, kind: str, label: str
) -> None:
    assert (kind, label) in {(hit.kind, hit.label) for hit in found(county, typed)}


def test_no_more_than_a_handful_of_a_kind_and_nothing_for_nothing(county: OpenCounty) -> None:
    hits = found(county, "镇")
    assert max(sum(hit.kind == kind for hit in hits) for kind in {hit.kind for hit in hits}) <= 8
    assert found(county, "  ") == []
    assert found(county, "没有这样的字") == []


def test_what_is_found_is_shown_selected_on_its_page(
    shell: CountyShell, ctx: Context, county: OpenCounty
) -> None:
    for typed, kind in (
        ("梅坑", "镇（街）"), ("钟", "人员"), ("意外险何时", "问题"), ("同一张发票", "待办"),
        ("未参保", "待办"), ("花名册", "表册"),
    ):  # fmt: skip
        hit = next(each for each in found(county, typed) if each.kind == kind)
        page: Any = shell.show_room(hit.room, hit.key)
        ctx.tasks.wait()
        view = page._own if hit.room == "findings" and not page.is_list() else page
        chosen = view.selected()
        assert [getattr(row, getattr(page, "key", "id")) for row in chosen] == [hit.key], typed


def test_the_finder_lists_every_command_of_every_page_and_speaks_of_a_county(
    shell: CountyShell, ctx: Context, qtbot: QtBot
) -> None:
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = shell._finder
    assert finder is not None
    qtbot.waitUntil(lambda: len(finder._made) == len(COUNTY_ROOMS), timeout=10_000)
    line = shell.findChild(QLineEdit, "palette-text")
    assert line is not None
    assert "凭证" not in line.placeholderText()
    offered = {entry.name for entry in finder._entries()}
    finder.hide()
    wanted = {
        f"{room.name}.{command.name}"
        for room in COUNTY_ROOMS
        for command in shell.page_of(room.name).commands_here
        if command.name not in ("copy_rows", "search_list")
    }
    assert len(wanted) > 25
    assert wanted - offered == set()


def test_words_that_are_found_nowhere_are_looked_for_in_the_trail(shell: CountyShell, ctx: Context) -> None:
    page: Any = shell.show_room("trail", "提问")
    ctx.tasks.wait()
    assert {row.name for row in page.shown} == {"向镇里提问"}
