"""The list of keys, made from the commands themselves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.command import Command, key_text

EVERYWHERE = (
    ("Enter", "打开所选的一行"),
    ("Esc", "关闭右侧面板"),
    ("Ctrl+S", "保存正在编辑的内容"),
    ("上翻页 / 下翻页", "上一月 / 下一月"),
    ("直接打字", "在列表中查找"),
    ("Alt+↓", "打开日历或下拉选项，查看完整号码"),
)


class KeyList(QDialog):
    """Every command that has keys, in groups: (the group's name, its commands)."""

    def __init__(
        self, parent: QWidget | None, groups: Sequence[tuple[str, Sequence[Command]]], look: Look
    ) -> None:
        super().__init__(parent)
        named(self, "keys", "快捷键")
        self.setWindowTitle("快捷键")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(8))
        for title, commands in groups:
            self._add(title, [(key_text(c.keys), c.help or c.text) for c in commands if c.keys])
        self._add("列表和表单", EVERYWHERE)
        self._grid.setColumnStretch(1, 1)
        content = named(QWidget(), "key-lines", "快捷键", look="plain")
        self._grid.setContentsMargins(0, 0, look.px(12), 0)
        content.setLayout(self._grid)
        scroll = named(QScrollArea(), "key-scroll", "快捷键")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        close = button("知道了", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = column(label("快捷键", "heading"), scroll, row(None, close), spacing=look.px(12))
        layout.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self.setLayout(layout)
        self.resize(look.px(520), max(look.px(560), self.screen().availableSize().height() * 3 // 4))

    def _add(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        if lines:
            self._grid.addWidget(label(title, "strong"), self._grid.rowCount(), 0, 1, 2)
        for keys, text in lines:
            number = self._grid.rowCount()
            self._grid.addWidget(label(keys, "secondary"), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(text, wrap=True), number, 1)
