"""Outline icons drawn from SVG in any colour and size; imported after the first paint."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


def make_icon(file: Path, side: int, colour: str, disabled: str, checked: str = "") -> QIcon:
    """An icon of so many pixels in three colours: usual, disabled, and on a button pressed down (or none)."""
    icon = QIcon(_draw(file, side, colour))
    icon.addPixmap(_draw(file, side, disabled), QIcon.Mode.Disabled)
    if checked:
        icon.addPixmap(_draw(file, side, checked), state=QIcon.State.On)
    return icon


def _draw(file: Path, side: int, colour: str) -> QPixmap:
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap.fromImage(_image(file, round(side * ratio), colour))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _image(file: Path, pixels: int, colour: str) -> QImage:
    """An image, since a pixmap must not outlive the application."""
    source = _source(file).replace("currentColor", colour).encode()
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return image


@cache
def _source(file: Path) -> str:
    """The SVG with lines as thin as our text's."""
    return file.read_text("utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')
