"""The program says one thing by one word, and by words that a clerk knows."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from banfu_desktop.db.base import Base
from banfu_desktop.services import rooms
from banfu_desktop.services.audit.trail import label_of
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.registry import ROOMS, Room

PROGRAM = Path(__file__).parents[2] / "banfu_desktop"
MANUAL = PROGRAM.parent / "docs" / "manual.md"
PLAIN = {
    "指纹": "核对码", "快照": "封存的内容", "哈希": "校验码", "Beancount": "纯文本账本",
    "不能这样做": "还没有办成", "未匹配": "未对上", "没对上": "未对上",
    "新建报销单": "登记报销单", "新增单位": "登记单位",
}  # fmt: skip
"""Words that no text uses, each with the one that it says instead."""
_HAN = re.compile("[\u4e00-\u9fff]")


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """The texts with Chinese in a file of the program, docstrings left out, with their lines."""
    tree = ast.parse(file.read_text("utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
            continue
        if _HAN.search(node.value):
            yield node.lineno, node.value


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str]]:
    """Every text of the program with its place; migrations are history, rules on words read others' files."""
    files = [one for one in sorted(PROGRAM.rglob("*.py")) if "migrations" not in one.parts]
    return [(f"{file.relative_to(PROGRAM)}:{line}", text) for file in files for line, text in texts(file)]


def test_no_text_uses_a_word_that_a_clerk_does_not_know(said: list[tuple[str, str]]) -> None:
    assert len(said) > 5000
    manual = [("manual.md", line) for line in MANUAL.read_text("utf-8").splitlines()]
    wrong = [(place, word) for place, text in (*said, *manual) for word in PLAIN if word in text]
    assert wrong == []


def test_a_vouchers_number_is_written_in_one_way() -> None:
    """012号, by `rules.funds.voucher_number`."""
    own = re.compile(r"number(:03d)?\)?\}号")
    rooms_of_money = ("funds", "assets", "mobilised", "bank", "projects")
    own_place = PROGRAM / "rules" / "funds.py"
    files = [
        one
        for one in PROGRAM.rglob("*.py")
        if one != own_place and set(rooms_of_money) & {*one.parts, one.stem}
    ]
    assert len(files) > 20
    assert [str(one) for one in files if one != own_place and own.search(one.read_text("utf-8"))] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_trail_calls_a_field_as_its_form_does(room: Room) -> None:
    page = room.load()
    if not issubclass(page, ListPage) or room.name not in rooms.ROOMS:
        return
    form = page.form_table(page)  # type: ignore[arg-type]  # no window is needed for it
    if form is None or page.room == "office":  # its form names a unit and what a rename says of it
        return
    columns = {table.name: set(table.columns.keys()) for table in Base.metadata.tables.values()}
    tracked = import_module(f"banfu_desktop.services.{page.room}.door").TABLES
    stored = max(tracked, key=lambda table: sum(one.name in columns[table] for one in form.fields))
    called = {one.label: label_of(stored, one.name) for one in form.fields if one.name in columns[stored]}
    assert {form: trail for form, trail in called.items() if form != trail} == {}
