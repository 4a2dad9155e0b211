"""A PDF onto a printer that takes no PDF: each page as a picture in its true size, in the printer's dots.

A page in black and white goes as black dots alone, without grey edges, which a printer would break up;
pale grey (a watermark) becomes a pattern of dots. A page with pictures or colour keeps both.
"""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from banfu_desktop.printing.orders import Order, lies_across
from banfu_desktop.printing.preview import dotted_page, is_plain, page_count, page_image, page_size
from banfu_desktop.rules.errors import MachineError

_POINTS = 72
_SIZES = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}
_FINEST = 600
"""Dots an inch: a page of A4 takes 35 MB on its way, and a finer printer's dots are a multiple of these."""
_FINEST_IN_COLOUR = 400
_NOT_THERE = MachineError("打印机没有响应", "什么都没有打印", "请检查打印机是否开机、有纸，或先存为 PDF")


def printer_for(order: Order) -> QPrinter:
    """The printer of an order, set up with its copies and sides."""
    printer = QPrinter(QPrinterInfo.printerInfo(order.printer), QPrinter.PrinterMode.HighResolution)
    printer.setDocName(order.title)
    printer.setCopyCount(order.copies)
    printer.setCollateCopies(True)
    one, both = QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexLongSide
    printer.setDuplex(both if order.duplex else one)
    return printer


def print_pdf(
    pdf: bytes,
    order: Order,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    printer: QPrinter | None = None,
) -> int:
    """Print a document, or the pages ordered. Gives how many pages.

    Args:
        printer: prints instead of the one the order names.

    Raises:
        MachineError: the printer does not answer.
    """
    printer = printer or printer_for(order)
    pages = order.chosen(page_count(pdf))
    if not pages:
        return 0
    printer.setFullPage(True)
    printer.setPageLayout(_layout(order, *page_size(pdf, pages[0])))
    painter = QPainter()
    if not painter.begin(printer):
        raise _NOT_THERE
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for number, page in enumerate(pages):
            progress(number, len(pages), f"第 {number + 1} 页，共 {len(pages)} 页")
            if number:
                printer.setPageLayout(_layout(order, *page_size(pdf, page)))
                if not printer.newPage():
                    raise MachineError("打印中断", advice="请检查打印机，再从没有打印的那一页打起")
            _draw(painter, printer, pdf, page)
    finally:
        painter.end()
    return len(pages)


def _layout(order: Order, width: float, height: float) -> QPageLayout:
    """The paper of the order, turned where a page of so many points needs it."""
    across, upright = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
    turned = across if lies_across(width, height, order.size) else upright
    layout = QPageLayout(QPageSize(_SIZES[order.size]), turned, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _draw(painter: QPainter, printer: QPrinter, pdf: bytes, page: int) -> None:
    width, height = page_size(pdf, page)
    scale = printer.resolution() / _POINTS
    painter.drawImage(QRectF(0, 0, width * scale, height * scale), picture(pdf, page, printer.resolution()))


def picture(pdf: bytes, page: int, resolution: int) -> QImage:
    """A page (counted from 0) as a printer of so many dots an inch is given it."""
    if not is_plain(pdf, page):
        drawn = page_image(pdf, page, min(resolution, _FINEST_IN_COLOUR) / _POINTS)
        made = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32)
        return made.copy()  # the bytes go, the picture stays
    dots = resolution // ceil(resolution / _FINEST)
    drawn = dotted_page(pdf, page, dots / _POINTS)
    grey = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width, QImage.Format.Format_Grayscale8)
    return grey.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.OrderedDither)
