"""The boxes behind the door of dialogs.py; imported when the first one is needed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.ui.look.look import drawn, dress
from banfu_desktop.ui.look.widgets import Prose, allow, button, card, column, label, named, row
from banfu_desktop.ui.page.tab_order import follow_the_eye


def _prepare(dialog: QDialog, name: str, title: str, content: QLayout, width: int = 440) -> None:
    named(dialog, name, title)
    dialog.setWindowTitle(title)
    width, side, top = drawn(width), drawn(24), drawn(20)
    dialog.setMinimumWidth(width)
    content.setContentsMargins(side, top, side, top)
    content.setSpacing(drawn(content.spacing()))
    dialog.setLayout(content)
    follow_the_eye(dialog)
    if dialog.parentWidget() is None:
        dress(dialog)
    for shown in dialog.findChildren(Prose):
        shown.ensurePolished()  # its letters are known then, and the height they need
        banner = 0 if shown.parentWidget() is dialog else 2 * drawn(_BANNER)
        shown.keep_company(width - 2 * side - banner)
    dialog.resize(width, content.totalHeightForWidth(width))


def _text(text: str, name: str) -> QLabel:
    shown = label(text, name=name, wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown


_EMPTY = "请先填写"
_BANNER = 12
"""Room round a text on a ground of its own."""


class Box(QDialog):
    """A heading, a few sentences and a button for each way on; Esc is none of them.

    Args:
        options: the first is the filled one.
        proposed: the one Enter presses; empty: the first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        options: Sequence[str],
        *,
        look: str = "primary",
        banner: str = "",
        proposed: str = "",
    ) -> None:
        super().__init__(parent)
        self.chosen = ""
        shown: QWidget = _text(text, "box-text")
        if banner:
            shown = card(column(shown), "box-banner", text, look=banner, margin=drawn(_BANNER))
        buttons = [self._option(option, look if option == options[0] else "") for option in options]
        start = buttons[options.index(proposed)] if proposed else buttons[0]
        start.setDefault(True)
        content = column(
            label(title, "heading", wrap=True), shown, 8, row(None, *reversed(buttons)), spacing=12
        )
        _prepare(self, "box", title, content)
        start.setFocus()

    def _option(self, text: str, look: str) -> QPushButton:
        made = button(text, f"choose-{text}", look=look)
        made.clicked.connect(lambda: self._choose(text))
        return made

    def _choose(self, text: str) -> None:
        self.chosen = text
        self.accept()


class TextBox(QDialog):
    """Asks for one line of text; what `check` refuses is said below it, and the box stays open."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        value: str,
        confirm: str,
        required: bool,
        check: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._said = label("", "field-error", name="text-said", wrap=True)
        self._said.hide()
        self._edit = named(QLineEdit(value), "text", text)
        self._confirm = button(confirm, "confirm", look="primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self._take)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        if required:
            self._edit.textChanged.connect(lambda text: allow(self._confirm, "" if text.strip() else _EMPTY))
            allow(self._confirm, "" if value.strip() else _EMPTY)
        parts = (label(title, "heading", wrap=True), _text(text, "box-text"), self._edit, self._said)
        content = column(*parts, 8, row(None, cancel, self._confirm), spacing=12)
        _prepare(self, "text-box", title, content)

    @property
    def text(self) -> str:
        """What was typed."""
        return self._edit.text().strip()

    def _take(self) -> None:
        try:
            self._check(self.text)
        except UserError as refusal:
            self._said.setText(str(refusal))
            self._said.setAccessibleName(str(refusal))
            self._said.show()
            self.adjustSize()
            self._edit.setFocus()
            self._edit.selectAll()
            return
        self.accept()


class ProblemsBox(QDialog):
    """A list of every problem: to read, to copy, to save as a text file."""

    def __init__(
        self, parent: QWidget | None, error: ProblemsError, save_file: Callable[..., Path | None]
    ) -> None:
        super().__init__(parent)
        self._save_file = save_file
        self._lines = [str(problem) for problem in error.problems]
        shown = named(QListWidget(), "problem-list", "问题清单")
        shown.addItems(self._lines)
        shown.setWordWrap(True)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setMinimumHeight(320)
        close = button("知道了", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        copy, save = button("复制", "copy"), button("另存为…", "save")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        save.clicked.connect(self._save)
        heading = label(error.what, "heading", wrap=True)
        advice = label(
            error.advice or "下面每一处都要改好，再做一次。没有改动任何数据。", "secondary", wrap=True
        )
        _prepare(
            self, "problems", error.what, column(heading, advice, shown, row(copy, save, None, close)), 640
        )

    def text(self) -> str:
        """One problem a line."""
        return "\n".join(self._lines)

    def _save(self) -> None:
        path = self._save_file("保存问题清单", "问题清单.txt", "文本文件 (*.txt)")
        if path is not None:
            path.write_text(self.text() + "\n", "utf-8-sig")


class BugBox(QDialog):
    """Says that the mistake is ours, that the data are safe, and lets the details be copied."""

    def __init__(self, parent: QWidget | None, details: str) -> None:
        super().__init__(parent)
        shown = named(QPlainTextEdit(details), "details", "错误详情")
        shown.setReadOnly(True)
        shown.setMinimumHeight(160)
        close = button("继续使用", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        copy = button("复制详情", "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        explanation = "这是程序的错误，不是您的操作有误。已保存的数据完好，刚才这一步没有完成。"
        advice = "请复制下面的详情发给维护人员（其中不含任何人员信息），然后重试；仍不行时请关闭程序再打开。"
        parts = (
            label("程序出错了", "heading"),
            _text(explanation, "box-text"),
            label(advice, "secondary", wrap=True),
        )
        _prepare(self, "bug", "程序出错了", column(*parts, shown, row(copy, None, close), spacing=12), 560)


class ProgressView(QDialog):
    """How far long work has come, with 取消."""

    def __init__(self, parent: QWidget | None, title: str, cancel: Callable[[], object]) -> None:
        super().__init__(parent)
        self._cancel = cancel
        self._bar = named(QProgressBar(), "bar", "进度")
        self._bar.setTextVisible(False)
        self._text = label("", "secondary", name="progress-text")
        self._button = button("取消", "cancel")
        self._button.clicked.connect(self.reject)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        parts = (label(f"{title}…", "heading", wrap=True), self._bar, self._text, row(None, self._button))
        _prepare(self, "progress", title, column(*parts, spacing=12), 400)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """So many of so many; a total of 0 means it is not known."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(text)

    def reject(self) -> None:
        """取消 or Esc: ask the work to stop; the box closes when it has."""
        self._button.setEnabled(False)
        self._text.setText("正在停止…")
        self._cancel()

    def close(self) -> bool:
        """The work is over."""
        self.accept()
        self.deleteLater()
        return True
