"""What to do when the office's file is damaged or gone: put one of the copies beside it in its place."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.services.safekeeping import BackupRow
from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.look import Look
from banfu_desktop.ui.package_box import size_words
from banfu_desktop.ui.table_model import TableModel
from banfu_desktop.ui.table_view import TableView
from banfu_desktop.ui.widgets import button, card, column, label, named, row

_COLUMNS = (
    Field("made", "备份时间", width=180),
    Field("reason", "原因", width=160),
    Field("size", "大小", width=140),
)
_ABOUT = "可以恢复到下面的一份备份。这份备份之后登记的内容需要重新登记；现有的文件会先另存，不会丢掉。"


class _Line:
    """A copy in words."""

    def __init__(self, copy: BackupRow) -> None:
        self.copy = copy
        self.made, self.reason = f"{copy.made_at:%Y-%m-%d %H:%M}", copy.reason.label
        self.size = size_words(copy.size)


class Rescue(QDialog):
    """Accepted with a copy chosen.

    Args:
        trouble: why the office does not open, in sentences.
        copies: those that can take its place, newest first; at least one.
    """

    def __init__(
        self, look: Look, trouble: str, copies: Sequence[BackupRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        named(self, "rescue", "恢复办公数据")
        self.setWindowTitle("办公数据打不开")
        px = look.px
        self._model = TableModel(_COLUMNS)
        self._view = TableView(self._model, look, "备份")
        self._model.set_rows([_Line(copy) for copy in copies])
        self._view.selectRow(0)
        said = card(
            column(label(trouble, name="trouble", wrap=True)),
            "banner",
            trouble,
            look="banner-red",
            margin=px(12),
        )
        about = label(_ABOUT, "secondary", wrap=True)
        layout = column(
            label("办公数据打不开", "heading"), said, about, self._view, self._buttons(), spacing=px(12)
        )
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(600), px(460))

    @property
    def chosen(self) -> BackupRow:
        """The copy that is to take the office's place."""
        line: _Line = self._model.row(max(0, self._view.currentIndex().row()))
        return line.copy

    def _buttons(self) -> QWidget:
        leave, restore = button("关闭程序", "leave"), button("恢复这一份", "restore", look="primary")
        leave.clicked.connect(self.reject)
        restore.clicked.connect(self.accept)
        restore.setDefault(True)
        restore.setFocus()
        holder = named(QWidget(), "buttons", "选择")
        holder.setLayout(row(None, leave, restore))
        return holder
