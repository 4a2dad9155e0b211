"""Style: sizes, spaces and lines that the engine lays every form out with, where it says none of its own.

A document carries its style. What is sealed keeps the style of its layout (`forms/v1/style.py` names every
value of layout 1); everything else is printed in the newest, which are the defaults here. What a re-design
changes in the engine becomes a field here first; the style of every frozen layout gets what was, by name.
"""

from dataclasses import dataclass
from typing import Literal

MM = 72 / 25.4
"""Points in a millimetre."""
Weight = float | Literal["thin", "thick"]
"""How wide a line is: in points, or as the style has inner and outer borders."""


@dataclass(frozen=True)
class Style:
    """All measures are in points; margins are above the text and below it.

    Attributes:
        left: room for binding.
        least_title: how small a long title gets before it takes a second line.
        closing: of who signs a letter, and its date.
        paragraph_leading: height of a line of running text, as a multiple of its size.
        room_to_sign: clear space behind a signer's name, `line_to_sign` high.
        stamp: side of the clear square for a stamp.
        inside: between the border of a boxed form's cell and its text; `foot_line` is its last line.
        pad: between the border of a table's cell and its text.
        sums: how high a row of sums is at least and at most, between them as the rows above.
        capitals: how high a line across a table is, that of the 大写 amount.
        foot_height: from the lower edge of the paper to the baseline of the foot.
        watermark_grey: 0 is black, 1 white.
        least: how small a cell's text gets before it takes a second line.
        tight_pad: what `pad` becomes where a table is too wide for it.
        note: small words in a cell that is signed by hand.
        plain_sums: totals too wide in bold are set as the rows are, before they get smaller.
        fits_columns: widths of a table's columns follow what stands in them.
        sheet_font: of a workbook's cells; the heights are those of its rows.
        sheet_as_paper: a workbook breaks pages where the paper does, with the same sums, and bears no code.
        bookmarks: whether a PDF has a bookmark for each document, its language and its true time.
        outer_numbers: the page number stands at the outer edge between dashes (GB/T 9704).
    """

    margins_a4: tuple[float, float] = (9.0 * MM, 12.0 * MM)
    margins_a5: tuple[float, float] = (11.0 * MM, 15.0 * MM)
    left: float = 25.0 * MM
    right: float = 15.0 * MM
    title: float = 22.0
    least_title: float = 16.0
    subtitle: float = 12.0
    below_title: float = 1.5 * MM
    below_subtitle: float = 3.0 * MM
    body: float = 10.5
    head: float = 10.0
    legend: float = 9.0
    closing: float = 12.0
    paragraph_leading: float = 1.7
    after_paragraph: float = 1.5 * MM
    line_to_sign: float = 10.0 * MM
    room_to_sign: float = 24.0 * MM
    stamp: float = 45.0 * MM
    inside: float = 2.0 * MM
    foot_line: float = 7.0 * MM
    pad: float = 1.0 * MM
    tight_pad: float = 0.5 * MM
    least: float = 10.0
    note: float = 8.0
    plain_sums: bool = True
    fits_columns: bool = True
    sums: tuple[float, float] = (7.0 * MM, 7.0 * MM)
    capitals: float = 7.5 * MM
    thin: float = 0.5
    thick: float = 1.1
    foot: float = 8.5
    foot_height: float = 9.0 * MM
    watermark: float = 40.0
    watermark_grey: float = 0.9
    sheet_font: str = "宋体"
    sheet_bold_font: str = "黑体"
    sheet_title_height: float = 36.0
    sheet_head_height: float = 24.0
    sheet_facts_height: float = 18.0
    sheet_total_height: float = 24.0
    sheet_sign_height: float = 34.0
    sheet_stamp_height: float = 33.0 * MM
    sheet_as_paper: bool = True
    bookmarks: bool = True
    outer_numbers: bool = False

    def weight(self, weight: Weight) -> float:
        """The width of a line in points."""
        if weight == "thin":
            return self.thin
        return self.thick if weight == "thick" else weight


NEWEST = Style()
"""What is not sealed is printed in this."""
