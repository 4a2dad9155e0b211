"""People ticked in a box: who did something together, who is in a batch, who was at a training."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row

_ID = Qt.ItemDataRole.UserRole


class PeopleBox(QDialog):
    """Ticks people; accepted with `chosen`, their keys, those known before first.

    Args:
        people: key and what is shown of each.
        known: those ticked at first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        title: str,
        sentence: str,
        people: Sequence[tuple[int, str]],
        known: Collection[int],
    ) -> None:
        super().__init__(parent)
        named(self, "people-box", title)
        self.setWindowTitle(title)
        self._known = tuple(known)
        self._list = named(QListWidget(), "people", "人员")
        for key, shown in people:
            item = QListWidgetItem(shown)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in known else Qt.CheckState.Unchecked)
            item.setData(_ID, key)
            self._list.addItem(item)
        px = look.px
        confirm, cancel = button("确定", "confirm", look="primary"), button("取消", "cancel")
        confirm.setDefault(True)
        confirm.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        said = label(f"{sentence}空格键勾选或取消。", "secondary", wrap=True)
        layout = column(
            label(title, "heading", wrap=True), said, self._list,
            row(None, cancel, confirm), spacing=px(12),
        )  # fmt: skip
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(400), px(520))
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @property
    def chosen(self) -> list[int]:
        """The keys ticked; those known before stay first, in their order."""
        items = [self._list.item(number) for number in range(self._list.count())]
        ticked = [item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked]
        return sorted(
            ticked, key=lambda key: self._known.index(key) if key in self._known else len(self._known)
        )
