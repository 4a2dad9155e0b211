"""The camera of the tour: the window, or a dialog over it, as a small PNG."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.boxes.pack_preview import Thumbnail
from banfu_desktop.ui.look.look import GROUND, dress
from banfu_desktop.ui.preview.paper_view import PagesView

_COLOURS, _REGION = 160, 0xF0F0F0
_FRAME = 40
"""What a box's frame takes of the height."""
_VEIL, _EDGE = QColor(29, 39, 51, 90), QColor("#C6CED6")


class Camera(Dialogs):
    """Takes the window, or a dialog over it; a dialog is then answered by the button named in `press`.

    Without a window a dialog stands on the plain ground.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.name = ""
        self.press = ""
        self.file: Path | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, dialog: QDialog) -> bool:
        """A picture instead of a clerk."""
        room = QGuiApplication.primaryScreen().availableSize() - QSize(0, _FRAME)
        dialog.resize(dialog.size().boundedTo(room))
        dress(dialog)
        dialog.show()
        with suppress(TimeoutError):  # a paper that is refused has no pages, but a sentence
            settle(lambda: not (pages := dialog.findChildren(PagesView)) or pages[0].pages > 0, limit=6)
        settle(lambda: all(page.is_drawn for page in dialog.findChildren(Thumbnail)))
        if self.name:
            self.take(self.name, dialog)
        button = dialog.findChild(QPushButton, self.press)
        if button is None:
            dialog.reject()
        else:
            button.click()
        self.name = self.press = ""
        accepted = dialog.result() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return accepted

    def open_file(self, title: str, filters: str = "") -> Path | None:
        """The file laid ready."""
        return self.file

    def open_files(self, title: str, filters: str = "") -> list[Path]:
        """The same."""
        return [] if self.file is None else [self.file]

    def save_file(self, title: str, suggested: str, filters: str = "") -> Path | None:
        """Nothing is saved on the way."""
        return None

    def save_pdf(self, title: str, suggested: str) -> tuple[Path | None, bool]:
        """Nor printed into a file."""
        return None, False

    def open_folder(self, title: str) -> Path | None:
        """Nor put anywhere."""
        return None

    def take(self, name: str, dialog: QDialog | None = None) -> None:
        """Save what is to be seen; a dialog stands in the middle of the veiled window."""
        screen = QGuiApplication.primaryScreen()
        picture = QPixmap(screen.size() * screen.devicePixelRatio())
        picture.fill(QColor(GROUND))
        if self.window is not None:
            picture = _grabbed(self.window)
        if dialog is not None:
            _lay_over(picture, _grabbed(dialog))
        save(picture.toImage(), self._folder / f"{name}.png")


def _grabbed(widget: QWidget) -> QPixmap:
    """What is seen of a widget, in dots."""
    picture = widget.grab()
    picture.setDevicePixelRatio(1)
    return picture


def _lay_over(picture: QPixmap, dialog: QPixmap) -> None:
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), _VEIL)
    place = QPoint((picture.width() - dialog.width()) // 2, (picture.height() - dialog.height()) // 2)
    painter.drawPixmap(place, dialog)
    painter.setPen(_EDGE)
    painter.drawRect(place.x() - 1, place.y() - 1, dialog.width() + 1, dialog.height() + 1)
    painter.end()


def save(image: QImage, path: Path) -> None:
    """Write a picture for the manual: few colours, the smallest PNG.

    Raises:
        OSError: it cannot be written.
    """
    writer = QImageWriter(str(path))
    writer.setQuality(0)  # the smallest file
    if not writer.write(small(image.convertToFormat(QImage.Format.Format_RGB32))):
        raise OSError(writer.errorString())


def small(image: QImage) -> QImage:
    """The same picture in few colours, a third of the file: text stays crisp, and rare hues keep a place.

    Every region of the colour space that occurs is there by its most frequent colour, then come the most
    frequent of all.
    """
    found = Counter(memoryview(image.constBits()).cast("I"))
    counted = [colour | 0xFF000000 for colour, _ in found.most_common()]
    hues: dict[int, int] = {}
    for colour in counted:
        hues.setdefault(colour & _REGION, colour)
    table = list(dict.fromkeys([*hues.values(), *counted]))[:_COLOURS]
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return image.convertToFormat(QImage.Format.Format_Indexed8, table, plain)


def settle(ready: Callable[[], bool] = lambda: True, seconds: float = 0.25, limit: float = 60) -> None:
    """Let Qt work until something is so, and a little longer.

    Raises:
        TimeoutError: it never came to be.
    """
    until, tick = monotonic() + limit, QTimer(interval=5)
    tick.start()  # for what comes about without an event
    kinds = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not ready():
        if monotonic() > until:
            raise TimeoutError("the window did not come to rest")
        QCoreApplication.processEvents(kinds)
    end = monotonic() + seconds
    while monotonic() < end:
        QCoreApplication.processEvents(kinds)
