"""Whether the window of an installed program opens: found and closed by a watcher, without a screen."""

import os
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontInfo, QImageReader
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QWidget

from banfu_desktop import paths
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.registry import ROOMS

_PATIENCE_S = 90.0
_FORMATS = {"jpeg", "png"}


def without_screen() -> None:
    """Let Qt draw into memory, unless somebody has chosen otherwise; to be called before it is first used."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Watcher:
    """Waits for the window on an office, looks at it and closes it; whatever else opens is closed and noted.

    Attributes:
        trouble: what was wrong, in Chinese; empty when nothing was.
        found: what was seen.
    """

    def __init__(self, town: str) -> None:
        self._town = town
        self.trouble, self.found = "没有打开窗口", ""
        self._app = QApplication.instance() or QApplication(["banfu-desktop"])
        self._until = monotonic() + _PATIENCE_S
        self._timer = QTimer(self._app)
        self._timer.timeout.connect(self._look)
        self._timer.start(100)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _look(self) -> None:
        late = monotonic() > self._until
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                self._close(widget, f"弹出了“{widget.windowTitle()}”")
            elif isinstance(widget, Shell) and widget.isVisible() and (late or self._stands(widget)):
                self._close(widget, "窗口没有读到数据" if late else self._check(widget))

    def _stands(self, shell: Shell) -> bool:
        """Whether the office has been read and its first page is there."""
        return shell.page is not None and shell.windowTitle().startswith(self._town)

    def _check(self, shell: Shell) -> str:
        picture = shell.grab().toImage()
        across, down = range(0, picture.width(), 7), range(0, picture.height(), 7)
        colours = {picture.pixel(x, y) for x in across for y in down}
        for room in ROOMS:
            shell.show_room(room.name)
        self.found = f"“{shell.windowTitle()}”，{picture.width()}×{picture.height()}，{len(ROOMS)}个页面"
        return "" if len(colours) > 8 else "窗口是空白的"

    def _close(self, widget: QWidget, trouble: str) -> None:
        self.trouble = trouble
        if widget.close() and isinstance(widget, Shell):
            QTimer.singleShot(500, self._app.quit)  # Wine does not tell Qt that the last window has closed


def checks() -> tuple[tuple[str, Callable[[], str]], ...]:
    """What Qt must have brought along: Chinese texts, the font, pictures; each gives what is wrong."""
    return (("Qt中文译文", _speaks_chinese), ("窗口字体", _font), ("图标和图片", _pictures))


def _speaks_chinese() -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    text = box.button(QDialogButtonBox.StandardButton.Cancel).text()
    box.deleteLater()
    return "" if "取消" in text else f"按钮上写的是“{text}”"


def _font() -> str:
    family = QApplication.font().family()
    shown = QFontInfo(QFont(family)).family()
    return "" if shown == family else f"要的是“{family}”，得到的是“{shown}”"


def _pictures() -> str:
    icon = Look(paths.resources()).icon("house").pixmap(20, 20).toImage()
    empty = icon.isNull() or not any(
        icon.pixelColor(x, y).alpha() for x in range(icon.width()) for y in range(icon.height())
    )
    formats = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    missing = "、".join(sorted(_FORMATS - formats))
    return "画不出图标" if empty else f"读不了{missing}图片" if missing else ""
