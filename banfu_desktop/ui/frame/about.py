"""关于: which version this is, and under whose licences its parts come."""

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from banfu_desktop.services.program import licences
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, button, column, label, named, row

_SAID = "不联网，数据全部加密保存在这台电脑上。本程序按 Apache-2.0 许可使用，所用的其他作品各按自己的许可。"


class About(QDialog):
    """The notice first; every licence text can be chosen and read."""

    def __init__(self, parent: QWidget | None, version: str, look: Look) -> None:
        super().__init__(parent)
        named(self, "about", "关于")
        self.setWindowTitle("关于")
        texts = [
            ("全部作品和许可", licences.notice()),
            *((part.name, part.text) for part in licences.listing()),
        ]
        self._texts = [text for _, text in texts]
        self._choice = named(Combo(), "licence", "许可全文")
        self._choice.addItems([name for name, _ in texts])
        self._text = named(QPlainTextEdit(), "licence-text", "许可全文")
        self._text.setReadOnly(True)
        self._choice.currentIndexChanged.connect(self._show)
        self._show(0)
        close = button("知道了", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = column(
            label(f"驻镇帮扶工作队办公助手 {version}", "heading", name="version"),
            label(_SAID, "secondary", wrap=True),
            self._choice,
            self._text,
            row(None, close),
            spacing=look.px(12),
        )
        layout.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self.setLayout(layout)
        self.resize(look.px(720), look.px(560))

    def _show(self, number: int) -> None:
        self._text.setPlainText(self._texts[number])
