"""A layout once sealed under stays: its forms give the same bytes, whatever becomes of the engine."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib import import_module
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.engine.sheet_xlsx import workbook
from banfu_desktop.printing.engine.style import Style
from tests import marks
from tests.printing.a_form import frozen

FROZEN = list(frozen())
MARKS = Path(__file__).parents[2] / "data" / "layouts.txt"
LONG = 40
"""How many times a sample's rows are repeated, so that pages break."""
TO_DO = (
    "what was sealed in {0} would be printed otherwise. Leave {0} as it was: a new look is a new layout, "
    "a new measure of the engine a field of Style that forms/{0}/style.py gives its old value"
)


def samples(module: Any) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """A form as its sample has it, over several pages, and with everything a watermark says."""
    yield "sample", module.build(module.SAMPLE)
    rows = next(
        name for name in ("lines", "payers", "transfers", "people", "text") if hasattr(module.SAMPLE, name)
    )
    many = tuple(chain.from_iterable(repeat(getattr(module.SAMPLE, rows), LONG)))
    undecided = {"approved": None} if hasattr(module.SAMPLE, "approved") else {}
    yield "long", module.build(replace(module.SAMPLE, **{rows: many}, **undecided))
    if hasattr(module.SAMPLE, "imprint"):
        imprint = replace(module.SAMPLE.imprint, draft=True, full=True, chain_code="7K2M-9QXT-4HVB-R8ND")
        yield "marked", module.build(replace(module.SAMPLE, imprint=imprint))


def lines(layout: str, name: str, module: Any) -> list[str]:
    """As the file of marks says it."""
    return [
        f"{layout} {name} {kind} {marks.of_pdf(render(made))} {marks.of_workbook(workbook(made))}"
        for kind, made in samples(module)
    ]


@pytest.mark.parametrize(("layout", "name", "module"), FROZEN, ids=[f"{one[0]}-{one[1]}" for one in FROZEN])
def test_a_frozen_form_gives_the_bytes_it_gave(layout: str, name: str, module: Any) -> None:
    wanted = [line for line in MARKS.read_text("utf-8").splitlines() if line.startswith(f"{layout} {name} ")]
    assert lines(layout, name, module) == wanted, TO_DO.format(layout)


def test_no_form_has_left_a_frozen_layout() -> None:
    there = {(layout, name) for layout, name, _ in FROZEN}
    assert there == {tuple(line.split(" ")[:2]) for line in MARKS.read_text("utf-8").splitlines()}


@pytest.mark.parametrize("layout", sorted({layout for layout, _, _ in FROZEN}))
def test_the_style_of_a_frozen_layout_names_every_measure(layout: str) -> None:
    style = import_module(f"banfu_desktop.printing.forms.{layout}.style")
    (call,) = [node for node in ast.walk(ast.parse(inspect.getsource(style))) if isinstance(node, ast.Call)]
    assert {keyword.arg for keyword in call.keywords} == {field.name for field in fields(Style)}


@pytest.mark.parametrize(("layout", "name", "module"), FROZEN, ids=[f"{one[0]}-{one[1]}" for one in FROZEN])
def test_a_frozen_form_is_laid_out_in_the_style_of_its_layout(layout: str, name: str, module: Any) -> None:
    style = import_module(f"banfu_desktop.printing.forms.{layout}.style").STYLE
    assert all(document.style is style for _, made in samples(module) for document in made)
