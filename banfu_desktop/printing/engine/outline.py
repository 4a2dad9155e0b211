"""What a PDF says of itself beside its pages: who made it and when, and a bookmark for each document."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase.pdfdoc import PDFDate, PDFDictionary, PDFInfo, PDFString

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_BEIJING = 8
"""Hours ahead of Greenwich, all over China."""


class _Info(PDFInfo):
    """The information of a PDF without what nobody filled in (no empty author, no subject “unspecified”)."""

    def format(self, document: Any) -> bytes:
        """As bytes of the PDF."""
        told = {"Title": self.title, "Creator": self.creator, "Producer": self.producer}
        entries: dict[str, Any] = {name: PDFString(text) for name, text in told.items()}
        entries["CreationDate"] = entries["ModDate"] = PDFDate(ts=document._timeStamp)
        written: bytes = PDFDictionary(entries).format(document)
        return written


def describe(canvas: "Canvas", times: Sequence[str]) -> None:
    """Say of a PDF when it was made, by the latest time its documents bear (2026-11-02 09:30).

    A sealed document bears the time of its sealing, so that its bytes repeat; without any the time stays
    the first moment of 2000.
    """
    document: Any = canvas._doc  # type: ignore[attr-defined]
    told = _Info()
    told.__dict__.update(document.info.__dict__)
    document.info = told
    canvas.setViewerPreference("DisplayDocTitle", "true")
    with suppress(ValueError):
        made = datetime.strptime(max(times), "%Y-%m-%d %H:%M")
        stamp = document._timeStamp
        stamp.YMDhms, stamp.dhh, stamp.dmm = made.timetuple()[:6], _BEIJING, 0


def mark(canvas: "Canvas", before: Sequence[str], path: Sequence[str]) -> None:
    """Bookmark the page about to be drawn: the part of its path that differs from the leaf's before.

    A leaf whose path is that of the one before is a further copy, and is not named again.
    """
    if not path or tuple(before) == tuple(path):
        return
    shared = 0
    while shared < min(len(before), len(path)) and before[shared] == path[shared]:
        shared += 1
    for level in range(min(shared, len(path) - 1), len(path)):
        key = f"{canvas.getPageNumber()}.{level}"  # ReportLab wants another for each bookmark
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(path[level], key, level)
    canvas.showOutline()
