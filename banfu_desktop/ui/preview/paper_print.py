"""A PDF onto a printer: each page as a picture in its true size, nothing scaled to fit."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from banfu_desktop.printing.preview import page_count, page_image, page_size
from banfu_desktop.rules.errors import MachineError

_POINTS = 72
_FINEST = 400  # dots an inch: finer is not seen on paper, and a page of A4 at 600 takes 140 MB


def print_pdf(
    pdf: bytes, printer: QPrinter, progress: Callable[[int, int, str], None] = lambda *_: None
) -> int:
    """Print a document, or the pages the clerk chose in the printer's dialog. Returns how many pages.

    Raises:
        MachineError: the printer does not answer.
    """
    pages = range(page_count(pdf))
    if printer.fromPage():
        pages = range(printer.fromPage() - 1, min(printer.toPage(), len(pages)))
    if not pages:
        return 0
    printer.setFullPage(True)
    printer.setPageLayout(_layout(*page_size(pdf, pages[0])))
    painter = QPainter()
    if not painter.begin(printer):
        raise MachineError("打印机没有响应", advice="请检查打印机是否开机、有纸，或先另存为 PDF")
    try:
        for number, page in enumerate(pages):
            progress(number, len(pages), f"第 {number + 1} 页，共 {len(pages)} 页")
            if number:
                printer.setPageLayout(_layout(*page_size(pdf, page)))
                if not printer.newPage():
                    raise MachineError("打印中断", advice="请检查打印机，再从没有打印的那一页打起")
            _draw(painter, printer, pdf, page)
    finally:
        painter.end()
    return len(pages)


def _layout(width: float, height: float) -> QPageLayout:
    """The paper of a page in points; a landscape page is a portrait paper turned."""
    paper = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    layout = QPageLayout(paper, turned, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _draw(painter: QPainter, printer: QPrinter, pdf: bytes, page: int) -> None:
    width, height = page_size(pdf, page)
    dots = min(printer.resolution(), _FINEST)
    drawn = page_image(pdf, page, dots / _POINTS)
    picture = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32)
    scale = printer.resolution() / _POINTS
    painter.drawImage(QRectF(0, 0, width * scale, height * scale), picture)
