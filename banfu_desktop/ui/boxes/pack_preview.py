"""The first page of each paper of a unit, small, made in the background; a click shows the paper large."""

from collections.abc import Mapping, Sequence

import shiboken6
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from banfu_desktop.services.hall.pack import Line
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import column, label, named, restyle
from banfu_desktop.ui.tasks import Tasks

_WIDE, _HIGH = 148, 112
"""Pixels a page may take, at standard size."""
_COLUMNS = 2
_GAP = 12


class Thumbnail(QWidget):
    """A page, grey until it is drawn, and what it is under it. `pressed` when it is clicked."""

    pressed = Signal()

    def __init__(self, look: Look, says: str) -> None:
        super().__init__()
        named(self, "thumbnail", says)
        self._look, self._image, self.chosen = look, QImage(), False
        self.setFixedSize(look.px(_WIDE), look.px(_HIGH))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("点开看大图")

    def show_page(self, image: QImage) -> None:
        """The page is drawn."""
        self._image = image
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether the page is there."""
        return not self._image.isNull()

    def choose(self, *, on: bool) -> None:
        """Whether this is the paper in focus."""
        self.chosen = on
        self.update()

    def _page(self) -> QRect:
        """Where the page lies: as large as fits, upright until it is known to lie across."""
        room = self.rect().adjusted(2, 2, -2, -2)
        shape = QSize(210, 297) if self._image.isNull() else self._image.size()
        size = shape.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(room.center().x() - size.width() // 2, room.top(), size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page in a hair line, green where it is in focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = self._page()
        if self._image.isNull():
            painter.fillRect(page, QColor(tokens.GROUND))
        else:
            painter.drawImage(page, self._image)
        marked = self.chosen or self.hasFocus()
        painter.setPen(QPen(QColor(tokens.ACCENT if marked else tokens.FRAME), 2 if marked else 1))
        painter.drawRect(page)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows it large."""
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter as well."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class PackPreview(QScrollArea):
    """The papers of one unit. `opened` carries the one that was clicked."""

    opened = Signal(object)

    def __init__(self, look: Look, tasks: Tasks, ratio: float = 1.0) -> None:
        super().__init__()
        named(self, "pack-preview", "预览")
        self._look, self._tasks, self._ratio = look, tasks, ratio
        self._drawn: dict[tuple[str, str], QImage] = {}
        self._shown: dict[tuple[str, str], Thumbnail] = {}
        self._captions: dict[tuple[str, str], QWidget] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_papers(self, lines: Sequence[Line], copies: Mapping[tuple[str, str], int]) -> None:
        """Show the papers of a unit; those not drawn yet come one by one."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._look.px(_GAP))
        grid.setVerticalSpacing(self._look.px(_GAP))
        self._shown, self._captions = {}, {}
        for number, line in enumerate(lines):
            says = line.label.removeprefix("工作补助") + (
                f" · {copies[line.key]} 份" if copies[line.key] > 1 else ""
            )
            page = Thumbnail(self._look, f"{line.paper.unit}{line.label}，点开看大图")
            page.pressed.connect(lambda line=line: self.opened.emit(line))
            caption = label(says, "secondary", name="caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._shown[line.key], self._captions[line.key] = page, caption
            cell = column(page, caption, spacing=self._look.px(4))
            grid.addLayout(cell, number // _COLUMNS, number % _COLUMNS)
            self._draw(line, page)
        grid.setRowStretch(grid.rowCount(), 1)
        grid.setColumnStretch(_COLUMNS, 1)
        inside = named(QWidget(), "pack-pages", "各张纸的第一页", look="plain")
        inside.setLayout(grid)
        self.setWidget(inside)

    def choose(self, line: Line | None) -> None:
        """Mark the paper in focus, and bring it into sight."""
        for key, page in self._shown.items():
            on = line is not None and key == line.key
            page.choose(on=on)
            restyle(self._captions[key], look="chosen" if on else "secondary")
            if on:
                self.ensureWidgetVisible(page)

    def _draw(self, line: Line, page: Thumbnail) -> None:
        if line.key in self._drawn:
            page.show_page(self._drawn[line.key])
            return
        wide = round(self._look.px(_WIDE) * self._ratio * 1.5)

        def arrived(image: QImage) -> None:
            self._drawn[line.key] = image
            if shiboken6.isValid(page):
                page.show_page(image)

        self._tasks.aside(lambda: first_page(line, wide), arrived, _quietly)


def first_page(line: Line, wide: int) -> QImage:
    """The first page of a paper so many pixels wide; on a worker."""
    from banfu_desktop.printing.engine.render import render
    from banfu_desktop.printing.preview import page_image, page_size

    pdf = render(line.documents[:1])
    width, height = page_size(pdf, 0)
    drawn = page_image(pdf, 0, wide / max(width, height))
    made = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32)
    return made.copy()  # the bytes go, the picture stays


def _quietly(_error: Exception) -> bool:
    """A page that cannot be drawn stays grey: printing it will say why."""
    return True
