"""Ways to read a form back."""

from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.engine.sheet_xlsx import workbook

Read = Callable[[Sequence[Document]], list[str]]


@pytest.fixture(scope="session")
def read(texts: Callable[[bytes], list[str]]) -> Read:
    """Print documents and read the pages' text back, line breaks inside cells taken out."""
    return lambda documents: [page.replace("\n", "") for page in texts(render(documents))]


@pytest.fixture(scope="session")
def sheets() -> Callable[[Sequence[Document]], list[Worksheet]]:
    """The sheets of the workbook the same documents make."""
    return lambda documents: load_workbook(BytesIO(workbook(documents))).worksheets
