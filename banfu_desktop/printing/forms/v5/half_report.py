"""Form 19, 半年工作报告 in layout 5: as in layout 4, its last lines of text on the page of the seal."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import Document, Prose
from banfu_desktop.printing.forms.v4 import half_report
from banfu_desktop.printing.forms.v4.half_report import SAMPLE, HalfReportPaper
from banfu_desktop.printing.forms.v5.style import STYLE

__all__ = ["SAMPLE", "HalfReportPaper", "build"]
_BELOW_THE_TEXT = 4
"""Blocks below the last paragraph: two blank lines, the team's name, the date."""


def build(data: HalfReportPaper) -> tuple[Document, ...]:
    """The paper."""
    (document,) = half_report.build(data)
    above, (last, *below) = (
        document.blocks[: -_BELOW_THE_TEXT - 1],
        document.blocks[-_BELOW_THE_TEXT - 1 :],
    )
    assert isinstance(last, Prose)
    return (replace(document, blocks=(*above, replace(last, keep=True), *below), style=STYLE),)
