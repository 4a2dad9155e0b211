"""A setting decides something: what is declared is read where it counts, and the manual does not deny it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from banfu_desktop.tables.settings import SETTINGS, SUBSIDY_NAMES

PROGRAM = Path(__file__).parents[2] / "banfu_desktop"
MANUAL = PROGRAM.parent / "docs" / "manual.md"
UNUSED = re.compile("还没有用|没有用到|没有使用|未使用|未用到|先登记着")


def parts(*patterns: str) -> Iterator[ast.AST]:
    """Every expression in modules that name a setting; what stands in a dictionary only declares."""
    texts = (path.read_text("utf-8") for pattern in patterns for path in PROGRAM.glob(pattern))
    trees: list[ast.AST] = [ast.parse(text) for text in texts if any(name in text for name in SETTINGS)]
    while trees:
        node = trees.pop()
        yield node
        trees += [below for below in ast.iter_child_nodes(node) if not isinstance(below, ast.Dict)]


def is_of_a_policy(node: ast.Attribute) -> bool:
    """policy.rounding, self.policy(month).rounding"""
    return ast.unparse(node.value).split("(")[0].endswith("policy")


def test_every_setting_of_the_subsidy_is_read_off_a_policy() -> None:
    every = parts("rules/*.py", "services/subsidies/*.py")
    read = {node.attr for node in every if isinstance(node, ast.Attribute) and is_of_a_policy(node)}
    assert set(SUBSIDY_NAMES) - read == set()


def test_every_other_setting_is_asked_for_by_its_name() -> None:
    found = set[object]()
    for node in parts("rules/*.py", "services/*/*.py", "db/*.py"):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)  # a kind of leave, off `Counting`
        elif isinstance(node, ast.Constant):
            found.add(node.value)
    assert SETTINGS.keys() - set(SUBSIDY_NAMES) - found == set()


def test_the_manual_calls_no_setting_unused() -> None:
    lines = [line for line in MANUAL.read_text("utf-8").splitlines() if UNUSED.search(line)]
    assert [(one.label, line) for one in SETTINGS.values() for line in lines if one.label in line] == []
