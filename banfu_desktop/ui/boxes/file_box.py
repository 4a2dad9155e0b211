"""Which file, which folder: the system's own box on Windows, on Linux Qt's with our words.

A Linux desktop's own box speaks the desktop's language, with Qt's words in between.
"""

import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, QFileInfo, QObject, QStandardPaths
from PySide6.QtWidgets import QComboBox, QFileDialog, QFileIconProvider, QWidget

from banfu_desktop.ui.look.look import dress

_LABELS = {
    QFileDialog.DialogLabel.LookIn: "位置：",
    QFileDialog.DialogLabel.FileName: "文件名：",
    QFileDialog.DialogLabel.FileType: "类型：",
    QFileDialog.DialogLabel.Reject: "取消",
}


class _StillWheel(QObject):
    """Keeps the mouse wheel from turning the drop-downs of Qt's own box."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to whatever is behind."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


class _Kinds(QFileIconProvider):
    """What a file or a folder is called, in Chinese."""

    def type(self, info: QFileInfo) -> str:
        """文件夹, or its ending in capitals."""
        return "文件夹" if info.isDir() else f"{info.suffix().upper()} 文件".strip()


@cache
def _kinds() -> _Kinds:
    """Kept, for a box does not keep it."""
    return _Kinds()


def asked(
    window: QWidget | None,
    title: str,
    filters: str,
    suggested: str = "",
    *,
    start: Path,
    saved: bool = False,
    many: bool = False,
) -> tuple[list[Path], str]:
    """The files chosen, and under which of the filters; none when the box was closed.

    Args:
        start: the folder shown first.
        suggested: what a file to write (`saved`) is called at first.
        many: whether several may be chosen.
    """
    box = file_box(window, title, filters, start)
    if saved:
        box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        box.setFileMode(QFileDialog.FileMode.AnyFile)
        box.setLabelText(QFileDialog.DialogLabel.Accept, "保存")
        box.selectFile(suggested)
    else:
        box.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    return _answer(box), box.selectedNameFilter()


def asked_folder(window: QWidget | None, title: str, *, start: Path) -> list[Path]:
    """The folder chosen, `start` shown first; none when the box was closed."""
    box = file_box(window, title, "", start)
    box.setFileMode(QFileDialog.FileMode.Directory)
    box.setOption(QFileDialog.Option.ShowDirsOnly)
    box.setLabelText(QFileDialog.DialogLabel.FileName, "文件夹：")
    box.setLabelText(QFileDialog.DialogLabel.Accept, "选择")
    return _answer(box)


def desktop() -> Path:
    """Where a clerk looks for files first: the desktop, or the home folder where there is none."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation))


def file_box(window: QWidget | None, title: str, filters: str, start: Path) -> QFileDialog:
    """The box, with all of its words Chinese; the home folder where `start` is gone (a stick pulled out)."""
    box = QFileDialog(window, title, str(start if start.is_dir() else Path.home()), filters)
    if sys.platform == "linux":
        box.setOption(QFileDialog.Option.DontUseNativeDialog)
        for which, text in _LABELS.items():
            box.setLabelText(which, text)
        box.setLabelText(QFileDialog.DialogLabel.Accept, "打开")
        box.setIconProvider(_kinds())
        still = _StillWheel(box)  # turned unseen, the kind of file would be another
        for combo in box.findChildren(QComboBox):
            combo.installEventFilter(still)
    if window is None:
        dress(box)
    return box


def _answer(box: QFileDialog) -> list[Path]:
    accepted = box.exec() == QFileDialog.DialogCode.Accepted
    box.deleteLater()
    return [Path(name) for name in box.selectedFiles()] if accepted else []
