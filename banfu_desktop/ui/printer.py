"""A PDF on a printer, page by page at 100 %: what was previewed is what comes out."""

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from banfu_desktop.printing import preview

_DOTS_PER_INCH = 300
"""Enough for 8-point Song on a laser printer; an A4 page is then 35 MB in memory, one at a time."""


def page_picture(pdf: bytes, page: int, scale: float) -> QImage:
    """A page (counted from 0) as a picture; a scale of 1 is 72 dots an inch."""
    drawn = preview.page_image(pdf, page, scale)
    shown = QImage(drawn.pixels, drawn.width, drawn.height, 4 * drawn.width, QImage.Format.Format_RGB32)
    return shown.copy()


def page_layout(pdf: bytes, page: int) -> QPageLayout:
    """The paper a page wants: its own size, no margins, since the margins are in the page."""
    width, height = preview.page_size(pdf, page)
    landscape = width > height
    size = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
    turned = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turned, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)


def print_pdf(pdf: bytes, printer: QPrinter) -> bool:
    """Print the pages the clerk chose in the printer's dialog; False when the printer refuses."""
    pages = range(preview.page_count(pdf))
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        pages = pages[printer.fromPage() - 1 : printer.toPage()]
    printer.setFullPage(True)
    painter = QPainter()
    for number, page in enumerate(pages):
        printer.setPageLayout(page_layout(pdf, page))
        started = printer.newPage() if number else painter.begin(printer)
        if not started:
            return False
        _draw(painter, printer, pdf, page)
    return painter.end() if painter.isActive() else False


def _draw(painter: QPainter, printer: QPrinter, pdf: bytes, page: int) -> None:
    """The page over the whole paper; printable margins do not shrink it."""
    picture = page_picture(pdf, page, _DOTS_PER_INCH / 72)
    paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    painter.drawImage(QRectF(QPointF(0, 0), paper.size()), picture, QRectF(picture.rect()))
