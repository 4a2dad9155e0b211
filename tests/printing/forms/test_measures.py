"""How small the type gets and how many pages a team of thirteen takes: a table that may only get better."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from banfu_desktop.printing.engine.blocks import Document, Fields
from banfu_desktop.printing.engine.layout import fields as boxed
from banfu_desktop.printing.engine.pages import frame, laid_out
from tests.printing.forms import people

TABLE = Path(__file__).parents[2] / "data" / "measures.txt"
THIRTEEN, MOST = 13, 16
LEAST = 10.0
"""Points that ordinary text has at least."""


def sizes(document: Document, *, headings: bool = True) -> Iterator[float]:
    """The size of every text in tables and boxes, but for small notes."""
    laid = laid_out(document)
    for part in laid.parts:
        heads = (part.table.header,) if headings else ()
        for piece in (*heads, *part.table.rows, *part.table.end):
            yield from (text.size for text in piece.texts)
    room = frame(document).width
    for block in document.blocks:
        if isinstance(block, Fields):
            for piece in boxed(block, room, document.style):
                yield from (text.size for text in piece.texts if text.size > document.style.note)


def measured(name: str, count: int) -> tuple[int, float]:
    """The most pages one of its documents takes, and the smallest type."""
    documents = people.ordinary(name, count)
    pages = max(len(laid_out(document).pages) for document in documents)
    return pages, min((size for one in documents for size in sizes(one)), default=0.0)


def line(name: str) -> str:
    """As the table says it: form, pages, smallest type."""
    pages, smallest = measured(name, THIRTEEN)
    return f"{name} {pages} {smallest:.2f}"


def test_no_form_got_more_pages_or_smaller_type_for_thirteen_people() -> None:
    before = {
        name: (int(pages), float(size))
        for name, pages, size in map(str.split, TABLE.read_text("utf-8").splitlines())
    }
    now = {name: measured(name, THIRTEEN) for name in people.everything()}
    said = "\n".join(line(name) for name in people.everything())
    assert now.keys() == before.keys(), f"the table would be:\n{said}"
    worse = {
        name: (now[name], was)
        for name, was in before.items()
        if now[name][0] > was[0] or now[name][1] < was[1] - 0.005
    }
    assert worse == {}


@pytest.mark.parametrize("name", people.TEAM)
@pytest.mark.parametrize("count", [THIRTEEN, MOST])
def test_a_team_stands_on_one_page(name: str, count: int) -> None:
    assert measured(name, count)[0] == 1


@pytest.mark.parametrize("name", people.everything())
def test_ordinary_text_of_thirteen_people_has_ten_points(name: str) -> None:
    documents = people.ordinary(name, THIRTEEN)
    found = [size for document in documents for size in sizes(document, headings=False)]
    assert min(found, default=LEAST) >= LEAST


@pytest.mark.parametrize("name", people.everything())
def test_long_names_units_and_reasons_are_printed_whole(name: str) -> None:
    counts = people.COUNTS if name in people.ROWS or name == "subsidy_year" else (8,)
    for document in (document for count in counts for document in people.hard(name, count)):
        laid = laid_out(document)
        assert all(at.y >= 0 for page in laid.pages for at in page)
        assert min(text.size for page in laid.pages for at in page for text in at.piece.texts) >= 6.0
