"""The clerk's manual inside the program: chapter by chapter, searched word by word, without a network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QSplitter, QTextBrowser, QTextEdit, QWidget

from banfu_desktop.ui.look.look import ACCENT_GROUND, SECONDARY, Look
from banfu_desktop.ui.look.widgets import column, label, named, row
from banfu_desktop.ui.page.memory import remember_splitter

_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_PICTURE = re.compile(r"^[ \t]*!\[[^\]]*\]\([^)]*\)\n?", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_OPENING = "目录"
_LINE_HEIGHT = 130
"""Hundredths of a letter's height."""


@dataclass(frozen=True)
class Chapter:
    """A chapter of the manual: its heading and its text in Markdown, heading included."""

    title: str
    text: str

    def count(self, words: Sequence[str]) -> int:
        """How often the words stand in it; 0 unless each of them does."""
        text = self.text.casefold()
        times = [text.count(word) for word in words]
        return sum(times) if all(times) else 0


def chapters(path: Path) -> list[Chapter]:
    """The manual's chapters; pictures, which the program does not carry, are left out."""
    text = _COMMENT.sub("", _PICTURE.sub("", path.read_text("utf-8")))
    starts = [found.start() for found in _HEADING.finditer(text)]
    titles = [found[1].strip() for found in _HEADING.finditer(text)]
    ends = [*starts[1:], len(text)]
    parts = [Chapter(title, text[a:b]) for title, a, b in zip(titles, starts, ends, strict=True)]
    return [Chapter(_OPENING, text[: starts[0]] if starts else text), *parts]


def slug(heading: str) -> str:
    """How a link names a heading: letters and digits only, blanks as hyphens."""
    kept = "".join(letter for letter in heading if letter.isalnum() or letter in " -_")
    return kept.strip().replace(" ", "-").casefold()


class Manual(QDialog):
    """Chapters at the left, the text at the right, a search line above; it stays open beside the work."""

    def __init__(self, parent: QWidget | None, look: Look, path: Path, settings: QSettings) -> None:
        super().__init__(parent)
        named(self, "manual", "使用手册")
        self.setWindowTitle("使用手册")
        self._look, self._chapters = look, chapters(path)
        px = look.px
        self.search = named(QLineEdit(), "manual-search", "在手册中查找")
        self.search.setPlaceholderText("在手册中查找")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(look.icon("search", SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._next)
        self._list = named(QListWidget(), "manual-chapters", "各章", look="bare")
        self._list.currentRowChanged.connect(lambda _: self._show())
        self._text = named(QTextBrowser(), "manual-text", "手册正文")
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(self._follow)
        self._text.document().setDocumentMargin(px(16))
        self._said = label("", "secondary", name="manual-said")
        parts = named(QSplitter(Qt.Orientation.Horizontal), "manual-parts", "各章和正文")
        parts.addWidget(self._list)
        parts.addWidget(self._text)
        parts.setStretchFactor(1, 1)
        parts.setSizes([px(220), px(640)])
        remember_splitter(parts, settings)
        layout = column(row(self.search, self._said, None), parts, spacing=px(12))
        layout.setStretch(1, 1)
        layout.setContentsMargins(px(16), px(16), px(16), px(16))
        self.setLayout(layout)
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        shortcut.activated.connect(self.search.setFocus)
        self._find()
        room = self.screen().availableSize()
        self.resize(min(px(920), room.width() - 16), min(px(640), room.height() - 48))

    @property
    def chapter(self) -> str:
        """The chapter shown."""
        if self._list.currentRow() < 0:
            return ""
        return str(self._list.currentItem().data(Qt.ItemDataRole.UserRole))

    def open_at(self, title: str) -> None:
        """Show a chapter, by its heading; an unknown one shows the contents."""
        self.search.clear()
        titles = [chapter.title for chapter in self._chapters]
        self._list.setCurrentRow(titles.index(title) if title in titles else 0)
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()

    @property
    def _words(self) -> list[str]:
        return self.search.text().casefold().split()

    def _find(self) -> None:
        """List the chapters that hold every word, with how often."""
        words, before = self._words, self.chapter
        self._list.clear()
        hits = [(chapter, chapter.count(words) if words else 0) for chapter in self._chapters]
        for chapter, times in hits:
            if times or not words:
                self._list.addItem(f"{chapter.title}　{times}处" if words else chapter.title)
                self._list.item(self._list.count() - 1).setData(Qt.ItemDataRole.UserRole, chapter.title)
        kept = [n for n in range(self._list.count())
                if self._list.item(n).data(Qt.ItemDataRole.UserRole) == before]  # fmt: skip
        self._list.setCurrentRow(kept[0] if kept else 0)
        total = sum(times for _, times in hits)
        self._said.setText("" if not words else f"共{total}处，Enter 看下一处" if total else "手册里没有")

    def _show(self) -> None:
        chapter = next((known for known in self._chapters if known.title == self.chapter), None)
        self._text.setMarkdown("" if chapter is None else chapter.text)
        self._air()
        self._mark()

    def _air(self) -> None:
        """Room between lines, paragraphs and parts: Markdown comes without any."""
        px, cursor = self._look.px, self._text.textCursor()
        block = self._text.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            form = cursor.blockFormat()
            if cursor.currentTable() is None and not form.hasProperty(QTextFormat.Property.BlockCodeFence):
                form.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                form.setTopMargin(px(14) if form.headingLevel() else 0)
                form.setBottomMargin(px(8) if cursor.currentList() is None else px(4))
                cursor.setBlockFormat(form)
            block = block.next()
        self._text.moveCursor(QTextCursor.MoveOperation.Start)

    def _mark(self) -> None:
        """Colour every hit and go to the first."""
        marks, document = [], self._text.document()
        form = QTextCharFormat()
        form.setBackground(QColor(ACCENT_GROUND))
        for word in self._words:
            cursor = document.find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, form
                marks.append(mark)
                cursor = document.find(word, cursor)
        self._text.setExtraSelections(marks)
        if self._words:
            self._text.find(self._words[0])

    def _next(self) -> None:
        """The next hit of this chapter, then the next chapter's first."""
        words = self._words
        if words and not self._text.find(words[0]):
            self._list.setCurrentRow((self._list.currentRow() + 1) % max(1, self._list.count()))
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            self._text.find(words[0])

    def _follow(self, link: QUrl) -> None:
        """A link inside the manual leads to its chapter, or to the one it is a part of."""
        wanted = link.fragment().casefold()
        for chapter in self._chapters:
            headings = re.findall(r"^#+ +(.+)$", chapter.text, re.MULTILINE)
            if wanted in map(slug, headings):
                self.open_at(chapter.title)
                return
