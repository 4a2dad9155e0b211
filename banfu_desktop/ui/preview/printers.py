"""The printers of this computer and the best way onto each: the PDF itself, else Windows, else pictures."""

from collections.abc import Callable

from banfu_desktop.printing import lp, windows
from banfu_desktop.printing.orders import Order, Printer
from banfu_desktop.printing.preview import page_count

Told = Callable[[int, int, str], None]


def listing() -> list[Printer]:
    """The printers there are, the proposed one first.

    Raises:
        MachineError: the printing service does not run.
    """
    found = lp.printers() if lp.is_there() else []
    return sorted(found or _of_qt(), key=lambda printer: not printer.is_default)


def send(pdf: bytes, order: Order, progress: Told = lambda *_: None) -> int:
    """Print a PDF as ordered. Gives how many pages a copy has.

    Raises:
        MachineError: the printer does not take it or does not answer.
    """
    pages = len(order.chosen(page_count(pdf)))
    if not pages:
        return 0
    progress(0, 0, f"正在送往打印机：{pages} 页")
    if lp.is_there():
        lp.send(pdf, order)
    elif windows.is_there():
        windows.send(pdf, order, progress)
    else:
        from banfu_desktop.ui.preview.paper_print import print_pdf

        print_pdf(pdf, order, progress)
    return pages


def _of_qt() -> list[Printer]:
    from PySide6.QtPrintSupport import QPrinterInfo

    default = QPrinterInfo.defaultPrinterName()
    names = [(info.printerName(), info.description()) for info in QPrinterInfo.availablePrinters()]
    return [Printer(name, said or name, name == default) for name, said in names]
