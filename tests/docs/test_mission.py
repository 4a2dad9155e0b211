"""The table of clauses in the manual: every clause once, its rooms are there, every form is told."""

import re

from banfu_desktop.services.hall.papers import forms
from banfu_desktop.ui.registry import ROOMS
from tests.docs.test_manual import written

CLAUSES = [
    "一", "二", "二(一)", "二(二)", "二(三)", "三(一)–(八)", "三(六)", "四(一)", "四(二)", "四(三)", "四(四)",
    "四(五)", "四(六)", "四(七)", "四(八)", "五(一)", "五(二)", "六(一)", "六(二)", "六(三)", "六(四)", "七",
]  # fmt: skip
"""The clauses of the notice, in its order."""
NONE_YET = "还没有"
OF_THE_PROGRAM = {"首页", "个人页", "备份上报", "操作留痕", "设置", "时限"}
"""Rooms that serve every clause."""
UNASKED = {31, 32, 33, 34}
"""Forms no clause asks for: those that say what is owed."""


def lines() -> list[tuple[str, list[str], str]]:
    """Clause, rooms and forms of every line."""
    rows = [line.strip("|").split("|") for line in written("mission").splitlines()[2:]]
    return [(row[0].strip(), row[2].strip().split("、"), row[3].strip()) for row in rows]


def numbers(text: str) -> list[int]:
    """The numbers of forms in a cell."""
    return [int(number) for number in re.findall(r"\d+", text)]


def test_every_clause_of_the_notice_has_its_line_in_order() -> None:
    assert [clause for clause, _, _ in lines()] == CLAUSES


def test_every_room_of_the_table_is_a_room_and_every_room_is_in_the_table() -> None:
    named = {room for _, rooms, _ in lines() for room in rooms} - {NONE_YET}
    assert named == {room.title for room in ROOMS} - OF_THE_PROGRAM


def test_every_form_of_the_table_is_there_and_every_numbered_form_is_in_the_table() -> None:
    there = {form.number for form in forms().values() if form.number is not None}
    told = {number for _, _, cell in lines() for number in numbers(cell)}
    assert told == there - UNASKED


def test_what_has_no_room_yet_says_so() -> None:
    assert [clause for clause, rooms, _ in lines() if rooms == [NONE_YET]] == []
