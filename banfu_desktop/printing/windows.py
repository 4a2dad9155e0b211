"""Printing on Windows: pdfium draws each page into the printer, as lines and filled shapes, not as a picture.

`Device` is what a printer must be able to do; `_Printer` does it through Windows' own libraries by ctypes.
"""

import ctypes
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from banfu_desktop.printing.orders import Order, PaperSize, lies_across
from banfu_desktop.printing.preview import opened
from banfu_desktop.rules.errors import MachineError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_NOTHING = "什么都没有打印"
_BROKEN_OFF = MachineError(
    "打印中断", "前面的页可能已经印出", "请检查打印机是否开机、有纸，再从没有打印的那一页打起"
)
Told = Callable[[int, int, str], None]


class Device(Protocol):
    """A printer that takes pages one by one."""

    def begin(self, title: str) -> None:
        """Begin a job."""

    def begin_page(self, *, across: bool) -> None:
        """Begin a page, the paper upright or lying across."""

    def draw(self, page: "PdfPage") -> None:
        """Draw a page in its true size from the upper left corner of the paper."""

    def end_page(self) -> None:
        """The page is whole."""

    def end(self, *, whole: bool) -> None:
        """End the job; one that is not whole is thrown away."""


def is_there() -> bool:
    """Whether this computer's pdfium draws into a printer."""
    import pypdfium2.raw

    return os.name == "nt" and hasattr(pypdfium2.raw, "FPDF_RenderPage")


def send(pdf: bytes, order: Order, progress: Told = lambda *_: None, device: Device | None = None) -> None:
    """Print a PDF as ordered, copy after copy; each copy begins on a new sheet.

    Args:
        device: prints instead of the printer the order names.

    Raises:
        MachineError: the printer is not there or breaks off.
    """
    printer = device or _Printer(order.printer, order.size, duplex=order.duplex)
    with opened(pdf) as document:
        pages = order.chosen(len(document))
        printer.begin(order.title)
        whole = False
        try:
            for copy in range(order.copies):
                for number, page in enumerate(pages):
                    done, total = copy * len(pages) + number, order.copies * len(pages)
                    progress(done, total, f"第 {done + 1} 页，共 {total} 页")
                    _one(printer, document[page], order.size)
                if order.duplex and len(pages) % 2 and copy + 1 < order.copies:
                    printer.begin_page(across=False)  # the back of a copy's last sheet stays blank
                    printer.end_page()
            whole = True
        finally:
            printer.end(whole=whole)


def _one(printer: Device, page: "PdfPage", size: PaperSize) -> None:
    width, height = page.get_size()
    printer.begin_page(across=lies_across(width, height, size))
    printer.draw(page)
    printer.end_page()


# Windows itself.

_UPRIGHT, _ACROSS = 1, 2
_ONE_SIDE, _LONG_EDGE = 1, 2
_SIZES = {"A4": 9, "A5": 11}
_ORIENTATION, _PAPER, _COPIES, _DUPLEX = 0x1, 0x2, 0x100, 0x1000
_GIVE, _TAKE = 2, 8
_MEASURES = (88, 90, 112, 113)
"""Of a device: dots an inch across and down, dots it cannot reach at the left and above."""
_FOR_PRINTING = 0x800
_POINTS = 72


class DeviceMode(ctypes.Structure):
    """DEVMODEW: how a printer is set up, as far as we read it; a driver's own part follows in memory."""

    _fields_ = (
        ("device", ctypes.c_wchar * 32),
        *[(name, ctypes.c_ushort) for name in ("version", "driver", "size", "extra")],
        ("fields", ctypes.c_uint32),
        *[(name, ctypes.c_short) for name in ("orientation", "paper", "length", "width", "scale", "copies")],
        *[(name, ctypes.c_short) for name in ("source", "quality", "colour", "duplex")],
    )


class _Job(ctypes.Structure):
    """DOCINFOW: what the queue shows."""

    _fields_ = (
        ("size", ctypes.c_int),
        ("title", ctypes.c_wchar_p),
        ("output", ctypes.c_wchar_p),
        ("kind", ctypes.c_wchar_p),
        ("type", ctypes.c_uint32),
    )


class _Printer:
    """A printer of Windows, set up for a paper and one or both sides."""

    def __init__(self, name: str, size: PaperSize, *, duplex: bool) -> None:
        libraries: Any = ctypes  # whose stubs know Windows only on Windows
        self._name = name
        self._gdi = libraries.WinDLL("gdi32")
        self._spool = libraries.WinDLL("winspool.drv")
        self._gdi.CreateDCW.restype = ctypes.c_void_p
        self._gdi.ResetDCW.restype = ctypes.c_void_p
        self._mode = self._set_up(size, duplex=duplex)
        made = self._gdi.CreateDCW("WINSPOOL", name, None, self._mode)
        if not made:
            raise self._missing()
        self._dc = ctypes.c_void_p(made)

    def _missing(self) -> MachineError:
        advice = "请检查打印机是否开机、连好，或另选一台；也可以先存为 PDF"
        return MachineError(f"打印机“{self._name}”没有响应", _NOTHING, advice)

    def _set_up(self, size: PaperSize, *, duplex: bool) -> Any:
        """The printer's own settings with our paper and sides put in, as a block of memory."""
        handle = ctypes.c_void_p()
        if not self._spool.OpenPrinterW(self._name, ctypes.byref(handle), None):
            raise self._missing()
        try:
            room = self._spool.DocumentPropertiesW(None, handle, self._name, None, None, 0)
            if room <= 0:
                raise self._missing()
            block = ctypes.create_string_buffer(room)
            self._spool.DocumentPropertiesW(None, handle, self._name, block, None, _GIVE)
            mode = DeviceMode.from_buffer(block)
            mode.fields |= _ORIENTATION | _PAPER | _COPIES | _DUPLEX
            mode.orientation, mode.paper, mode.copies = _UPRIGHT, _SIZES[size], 1
            mode.duplex = _LONG_EDGE if duplex else _ONE_SIDE
            self._spool.DocumentPropertiesW(None, handle, self._name, block, block, _GIVE | _TAKE)
        finally:
            self._spool.ClosePrinter(handle)
        return block

    def begin(self, title: str) -> None:
        """Begin a job."""
        job = _Job(ctypes.sizeof(_Job), title, None, None, 0)
        if self._gdi.StartDocW(self._dc, ctypes.byref(job)) <= 0:
            self._gdi.DeleteDC(self._dc)
            raise self._missing()

    def begin_page(self, *, across: bool) -> None:
        """Begin a page; the paper is turned between two pages only."""
        mode = DeviceMode.from_buffer(self._mode)
        wanted = _ACROSS if across else _UPRIGHT
        if mode.orientation != wanted:
            mode.orientation = wanted
            if not self._gdi.ResetDCW(self._dc, self._mode):
                raise _BROKEN_OFF
        if self._gdi.StartPage(self._dc) <= 0:
            raise _BROKEN_OFF

    def draw(self, page: "PdfPage") -> None:
        """Draw a page from the corner of the paper, which lies outside what the printer reaches."""
        dots_x, dots_y, edge_x, edge_y = (self._gdi.GetDeviceCaps(self._dc, what) for what in _MEASURES)
        into(self._dc, page, (dots_x, dots_y), (edge_x, edge_y))

    def end_page(self) -> None:
        """The page is whole."""
        if self._gdi.EndPage(self._dc) <= 0:
            raise _BROKEN_OFF

    def end(self, *, whole: bool) -> None:
        """End the job, or throw it away."""
        (self._gdi.EndDoc if whole else self._gdi.AbortDoc)(self._dc)
        self._gdi.DeleteDC(self._dc)


def into(dc: Any, page: "PdfPage", dots: tuple[int, int], edge: tuple[int, int] = (0, 0)) -> None:
    """Draw a page in its true size into a device context of Windows.

    Args:
        dots: how many the device has on an inch, across and down.
        edge: how many of them lie left of and above where it can draw.
    """
    import pypdfium2.raw

    raw: Any = pypdfium2.raw
    width, height = (round(points * dot / _POINTS) for points, dot in zip(page.get_size(), dots, strict=True))
    raw.FPDF_RenderPage(dc, page.raw, -edge[0], -edge[1], width, height, 0, _FOR_PRINTING)
