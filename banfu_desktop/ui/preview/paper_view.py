"""The pages of a PDF on screen, drawn as they come into sight, as wide as the window or as one likes."""

from enum import Enum

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from banfu_desktop.printing.preview import page_count, page_image, page_size
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import named

SCREEN_DPI, POINTS = 96, 72
_DESK = "#E8EBEF"
_KEPT = 6  # page pictures kept; one of A4 at full width takes 6 MB
_SMALLEST, _LARGEST, _STEP = 0.25, 4.0, 1.25


class Fit(Enum):
    """How large the pages are drawn."""

    WIDTH = "适合页宽"
    PAGE = "整页"
    FULL = "100%"


class PagesView(QAbstractScrollArea):
    """Pages below each other. `paged` carries the number of the page in sight, from 1."""

    paged = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "pages", "页面")
        self._look = look
        self._pdf = b""
        self._sizes: list[tuple[float, float]] = []
        self._places: list[QRect] = []
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._fit: Fit | None = Fit.WIDTH
        self._zoom = 1.0
        self._page = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # What the dialog asks of it.

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in sight, from 1."""
        return self._page

    @property
    def zoom(self) -> float:
        """How large the pages are drawn; 1 is their size on paper."""
        return self._zoom

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document, from its first page on."""
        self._pdf, self._pictures = pdf, {}
        self._sizes = [page_size(pdf, number) for number in range(page_count(pdf))] if pdf else []
        self._lay_out()
        self.go(1)

    def fit(self, fit: Fit) -> None:
        """Draw the pages as wide as the window, as whole pages, or at their size on paper."""
        self._fit = None if fit is Fit.FULL else fit
        self._zoom = 1.0
        self._lay_out_again()

    def magnify(self, factor: float) -> None:
        """Larger or smaller by a factor."""
        self._fit = None
        self._zoom = min(max(self._zoom * factor, _SMALLEST), _LARGEST)
        self._lay_out_again()

    def go(self, page: int) -> None:
        """Show a page from its top."""
        if self._places:
            self._page = min(max(page, 1), self.pages)
            self.verticalScrollBar().setValue(self._places[self._page - 1].top() - self._gap())
            self._tell()

    # How the pages lie.

    def _gap(self) -> int:
        return self._look.px(16)

    def _lay_out_again(self) -> None:
        page = self._page
        self._lay_out()
        self.go(page)

    def _lay_out(self) -> None:
        """The pages' places in pixels of the whole desk."""
        gap, room = self._gap(), self.viewport().size()
        widest = max((width for width, _ in self._sizes), default=1.0)
        highest = max((height for _, height in self._sizes), default=1.0)
        if self._fit is not None:
            self._zoom = (room.width() - 2 * gap) / (widest * SCREEN_DPI / POINTS)
            if self._fit is Fit.PAGE:
                self._zoom = min(self._zoom, (room.height() - 2 * gap) / (highest * SCREEN_DPI / POINTS))
            self._zoom = min(max(self._zoom, _SMALLEST), _LARGEST)
        scale = self._zoom * SCREEN_DPI / POINTS
        desk = max(room.width(), round(widest * scale) + 2 * gap)
        top, self._places = gap, []
        for width, height in self._sizes:
            wide, high = round(width * scale), round(height * scale)
            self._places.append(QRect((desk - wide) // 2, top, wide, high))
            top += high + gap
        for bar, whole, seen in (
            (self.verticalScrollBar(), top, room.height()),
            (self.horizontalScrollBar(), desk, room.width()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(self._look.px(40))
        self.viewport().update()

    def _scrolled(self) -> None:
        """The page in sight is the one at the middle of the window."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        inside = [number for number, place in enumerate(self._places, 1) if place.top() <= middle]
        if inside and inside[-1] != self._page:
            self._page = inside[-1]
            self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        self.setAccessibleName(f"第 {self._page} 页，共 {self.pages} 页")
        self.paged.emit(self._page)

    def _picture(self, number: int, place: QRect) -> QImage:
        """A page as it is drawn on this screen."""
        key = (number, place.width())
        if key not in self._pictures:
            if len(self._pictures) >= _KEPT:
                del self._pictures[next(iter(self._pictures))]
            ratio = self.devicePixelRatioF()
            drawn = page_image(self._pdf, number, place.width() * ratio / self._sizes[number][0])
            bits = QImage(
                drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32
            )
            self._pictures[key] = bits.copy()  # the bytes go, the picture stays
            self._pictures[key].setDevicePixelRatio(ratio)
        return self._pictures[key]

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pages in sight, on the desk."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(_DESK))
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for number, place in enumerate(self._places):
            seen = place.translated(-left, -top)
            if seen.intersects(self.viewport().rect()):
                painter.fillRect(seen.adjusted(-1, -1, 1, 1), QColor(tokens.FRAME))
                painter.drawImage(
                    seen.topLeft(), self._picture(number, place)
                )  # scaled, it would lose hair lines
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages that fit go on fitting."""
        super().resizeEvent(event)
        self._lay_out_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page by page, line by line, larger and smaller."""
        bar = self.verticalScrollBar()
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        steps = {
            Qt.Key.Key_PageDown: lambda: self.go(self._page + 1),
            Qt.Key.Key_PageUp: lambda: self.go(self._page - 1),
            Qt.Key.Key_Home: lambda: self.go(1),
            Qt.Key.Key_End: lambda: self.go(self.pages),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + bar.singleStep()),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - bar.singleStep()),
        }
        zooms = {Qt.Key.Key_Plus: _STEP, Qt.Key.Key_Equal: _STEP, Qt.Key.Key_Minus: 1 / _STEP}
        key = Qt.Key(event.key())
        if held and key in zooms:
            self.magnify(zooms[key])
        elif key in steps:
            steps[key]()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel make the pages larger and smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.magnify(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        else:
            super().wheelEvent(event)
