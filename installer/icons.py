"""The program's icon in every size a desktop asks for, drawn from resources/app.svg at the build."""

import os
import struct
from pathlib import Path

from installer import stage

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO = (16, 24, 32, 48, 64, 256)
_GROUND, _WORDS = "#E3EFE9", "#1F5245"
_FONT = "NotoSansSC-Bold.ttf"


def png(size: int) -> bytes:
    """The icon as PNG; the same bytes each time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(stage.ROOT / "resources" / "app.svg")).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


def ico() -> bytes:
    """The icon as Windows keeps it: a directory of PNGs."""
    pictures = [png(size) for size in _ICO]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size, picture in zip(_ICO, pictures, strict=True):
        side = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures)


def bmp(width: int, height: int, words: str = "") -> bytes:
    """A picture for the set-up's pages, as Windows keeps it: the icon, and words below it on its colour."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
    from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["icons"])
    number = QFontDatabase.addApplicationFont(str(stage.ROOT / "resources" / "fonts" / _FONT))
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(QColor(_GROUND if words else "white"))
    side = width * 0.5 if words else height * 0.8
    place = QRectF((width - side) / 2, height * 0.22, side, side)
    if not words:
        place.moveTo(width - side - height * 0.1, height * 0.1)
    painter = QPainter(image)
    QSvgRenderer(str(stage.ROOT / "resources" / "app.svg")).render(painter, place)
    font = QFont(QFontDatabase.applicationFontFamilies(number)[0])
    font.setPixelSize(width // 11)
    painter.setFont(font)
    painter.setPen(QColor(_WORDS))
    below = QRectF(0, place.bottom() + width * 0.08, width, height)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")
    del application
    return bytes(content.data())


def into_theme(theme: Path, names: tuple[str, ...]) -> None:
    """Lay the icon into a hicolor theme under these names: `apps/x`, `mimetypes/y`."""
    drawn = {f"{size}x{size}": png(size) for size in SIZES}
    scalable = (stage.ROOT / "resources" / "app.svg").read_bytes()
    for name in names:
        for folder, content in (*drawn.items(), ("scalable", scalable)):
            path = theme / folder / f"{name}{'.svg' if folder == 'scalable' else '.png'}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
