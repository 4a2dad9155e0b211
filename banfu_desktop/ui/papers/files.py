"""The attachments of a bundle, thumbnails with names: opened, removed and reordered by mouse or keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from banfu_desktop.rules.attachments import FileKind
from banfu_desktop.services.attachments.bundles import AttachmentRow
from banfu_desktop.ui.look.look import LINE, SECONDARY, Look
from banfu_desktop.ui.look.widgets import named

THUMBNAIL = 56
"""Side of a thumbnail in pixels at standard size."""
_KEY = Qt.ItemDataRole.UserRole
_MB, _KB = 2**20, 2**10


class Files(QListWidget):
    """`opened` and `removing` carry the id of an attachment, `arranged` all ids in their new order."""

    opened = Signal(int)
    removing = Signal(int)
    arranged = Signal(list)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "files", "附件", look="bare")
        self._look = look
        self.setIconSize(QSize(look.px(THUMBNAIL), look.px(THUMBNAIL)))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAcceptDrops(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(_KEY)))

    def show_rows(self, rows: Sequence[AttachmentRow], thumbnails: Mapping[str, QImage]) -> None:
        """Show attachments in their order; the one that was current stays current."""
        kept, line = self.current, self.currentRow()
        self.clear()
        for row in rows:
            self.addItem(self._item(row, thumbnails.get(row.sha256)))
        if rows:
            ids = [row.id for row in rows]
            self.setCurrentRow(ids.index(kept) if kept in ids else min(max(line, 0), len(ids) - 1))

    def show_thumbnail(self, row: AttachmentRow, picture: QImage) -> None:
        """Put a picture before an attachment as soon as there is one."""
        for line in range(self.count()):
            if self.item(line).data(_KEY) == row.id:
                self.item(line).setIcon(self._framed(picture))

    def seal(self, sealed: bool) -> None:
        """Whether the order is fixed."""
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.DropOnly if sealed else mode.InternalMove)

    @property
    def current(self) -> int | None:
        """The id of the attachment the keyboard is at."""
        line = self.currentRow()
        return None if line < 0 else int(self.item(line).data(_KEY))

    def _item(self, row: AttachmentRow, picture: QImage | None) -> QListWidgetItem:
        item = QListWidgetItem(f"{row.name}\n{row.kind.label}　{size_words(row.size)}")
        item.setData(_KEY, row.id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}，{row.kind.label}")
        item.setToolTip(row.name)
        item.setSizeHint(QSize(0, self._look.px(THUMBNAIL + 12)))
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setIcon(self._blank(row.kind) if picture is None else self._framed(picture))
        return item

    def _blank(self, kind: FileKind) -> QIcon:
        """A sheet of paper, until the picture is there, or for good where none can be made."""
        side = self._look.px(THUMBNAIL)
        sheet = QPixmap(side, side)
        sheet.fill(Qt.GlobalColor.transparent)
        return _laid(sheet, self._look.icon("file-text", SECONDARY).pixmap(self._look.px(28)))

    def _framed(self, picture: QImage) -> QIcon:
        side = self._look.px(THUMBNAIL)
        sheet = QPixmap(side, side)
        sheet.fill(Qt.GlobalColor.transparent)
        smooth = Qt.TransformationMode.SmoothTransformation
        fitted = picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        return _laid(sheet, QPixmap.fromImage(fitted))

    # What Qt asks for.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Alt with an arrow moves; Enter opens by itself."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Delete and self.current is not None:
            self.removing.emit(self.current)
        elif alt and key in steps:
            self._move(steps[key])
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files from outside are the panel's business."""
        event.ignore() if event.mimeData().hasUrls() else super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The same."""
        event.ignore() if event.mimeData().hasUrls() else super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """An attachment lies in another place now."""
        super().dropEvent(event)
        self._tell()

    def _move(self, step: int) -> None:
        line = self.currentRow()
        if 0 <= line + step < self.count() and self.dragDropMode() == self.DragDropMode.InternalMove:
            item = self.takeItem(line)
            self.insertItem(line + step, item)
            self.setCurrentItem(item)
            self._tell()

    def _tell(self) -> None:
        self.arranged.emit([self.item(line).data(_KEY) for line in range(self.count())])


def size_words(size: int) -> str:
    """Bytes as the clerk says them."""
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, size // _KB)} KB"


def _laid(sheet: QPixmap, picture: QPixmap) -> QIcon:
    """A picture in the middle of a sheet, with a hair line around it."""
    place = QPoint((sheet.width() - picture.width()) // 2, (sheet.height() - picture.height()) // 2)
    painter = QPainter(sheet)
    painter.drawPixmap(place, picture)
    painter.setPen(QColor(LINE))
    painter.drawRect(QRect(place, picture.size()).adjusted(0, 0, -1, -1))
    painter.end()
    return QIcon(sheet)
