"""Whatever the rows and the paper: every row once and in order, nothing below the frame, no empty page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Paragraph, Signatures, Title
from banfu_desktop.printing.engine.columns import edges
from banfu_desktop.printing.engine.pages import frame, paginate
from banfu_desktop.printing.engine.style import NEWEST

COLUMNS = (Column("序号", 10), Column("备注", 30, "left"), Column("实发", 20, money=True, summed=True))


@given(
    notes=st.lists(st.sampled_from([0, 1, 5, 30, 60, 90]), max_size=25),
    lines_above=st.integers(0, 20),
    stamp=st.booleans(),
    capital_of=st.sampled_from([None, 2]),
    row_height=st.sampled_from([6.0, 8.0, 10.0, 20.0]),
    landscape=st.booleans(),
    paper=st.sampled_from(["A4", "A5"]),
)
def test_rows_fall_on_pages(notes, lines_above, stamp, capital_of, row_height, landscape, paper):
    rows = tuple((str(number), "甲" * length, number) for number, length in enumerate(notes))
    grid = Grid(COLUMNS, rows, capital_of=capital_of, row_height=row_height)
    above = (Paragraph("文"),) * lines_above
    blocks = (*above, Title("补助发放表"), grid, Signatures(("单位负责人", "制表人"), stamp=stamp))
    document = Document("试印", blocks, landscape=landscape, paper=paper)
    pages = paginate(document)

    assert all(page for page in pages)
    assert all(at.y + at.piece.height <= frame(document).height + 1e-6 for page in pages for at in page)
    firsts = [at.piece.texts[0].text for page in pages for at in page if at.piece.texts]
    assert [text for text in firsts if text.isdigit()] == [row[0] for row in rows]


def test_a_column_is_as_wide_as_the_widest_of_equally_long_figures() -> None:
    """Whichever of them a set names first: another start of the program prints the same bytes."""
    columns = (Column("甲", 10), Column("乙", 10, money=True), Column("丙", 10, align="left"))

    def widths(*fen: int) -> list[float]:
        grid = Grid(columns, tuple(("甲", amount, "说明") for amount in fen))
        return edges(grid, 400.0, NEWEST)

    narrow, wide = 111_111, 444_444
    assert widths(narrow) != widths(wide)
    for ending in range(12):  # a dozen of pairs, so that luck cannot hide it
        assert widths(narrow, wide + ending) == widths(wide + ending)


@pytest.mark.parametrize(("paper", "landscape"), [("A4", False), ("A4", True), ("A5", False), ("A5", True)])
def test_the_frame_keeps_25_mm_for_binding_and_15_on_the_other_side(paper, landscape):
    paper_frame = frame(Document("试印", (), paper=paper, landscape=landscape))

    assert paper_frame.left * 25.4 / 72 == pytest.approx(25)
    assert (paper_frame.paper_width - paper_frame.left - paper_frame.width) * 25.4 / 72 == pytest.approx(15)
