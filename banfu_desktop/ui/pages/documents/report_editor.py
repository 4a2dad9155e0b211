"""The text of a half-year report as it is edited: figures are fields nobody types into, the rest is free."""

from collections.abc import Collection, Iterator

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit

from banfu_desktop.rules.documents_text import Paragraph, Part, Run, Text
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import named

_KEY, _PART = QTextFormat.Property.UserProperty + 1, QTextFormat.Property.UserProperty + 2
_CHARACTERS = 28
_SIZE, _LINE, _MARGIN, _BAR = 15, 27, 8, 14
"""Size of a character, height of a line, margin and room for the scroll bar, in pixels at standard size."""
_NOT_TYPED = "数字取自各房间，不能只改几位；要换成自己写的，先把整个数字删去"


class ReportEditor(QTextEdit):
    """Paragraphs of an official paper, 28 characters a line.

    `edited` tells that the clerk changed something, `moved` the place of the paragraph the cursor is in,
    `refused` why a change was taken back.
    """

    edited = Signal()
    moved = Signal(int)
    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "report-text", "半年报告正文")
        self._look, self._filling, self._changed = look, False, frozenset[str]()
        self._figures: dict[str, str] = {}
        self.dirty = self._refused = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        font = self.font()
        font.setPixelSize(look.px(_SIZE))
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(look.px(_MARGIN))
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        wide = _CHARACTERS * look.px(_SIZE) + 2 * look.px(_MARGIN) + 2
        self.setLineWrapColumnOrWidth(wide)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(wide + look.px(_BAR))
        self.textChanged.connect(self._look_at_change)
        self.cursorPositionChanged.connect(self._cursor_moved)

    # The text.

    def show_text(self, text: Text, changed: Collection[str], *, sealed: bool) -> None:
        """Show a report's text; `changed` names figures that have moved, which are tinted amber."""
        self._filling, self._changed = True, frozenset(changed)
        self._figures = {run.figure: run.text for line in text for run in line.runs if run.figure}
        place, bar = self.textCursor().position(), self.verticalScrollBar().value()
        self.document().setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for number, paragraph in enumerate(text):
            shape = self._block_format(paragraph.part)
            if number:
                cursor.insertBlock(shape)
            else:
                cursor.setBlockFormat(shape)
            for run in paragraph.runs:
                cursor.insertText(run.text, self._char_format(paragraph.part, run.key, sealed=sealed))
        self.document().setUndoRedoEnabled(True)
        self.setReadOnly(sealed)
        self.dirty, self._filling = False, False
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(bar)

    def text(self) -> Text:
        """The report's text as it stands."""
        return tuple(self._paragraph(block) for block in self._blocks())

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _paragraph(self, block: QTextBlock) -> Paragraph:
        stored = block.blockFormat().property(_PART)
        part = Part.parse(str(stored)) if stored else Part.BODY
        return Paragraph(part, tuple(Run(text, key) for _, text, key in _fragments(block)))

    @property
    def paragraph(self) -> int:
        """The place of the paragraph the cursor is in."""
        return self.textCursor().blockNumber()

    def go_to(self, paragraph: int) -> None:
        """Put the cursor into a paragraph and bring it into sight."""
        block = self.document().findBlockByNumber(paragraph)
        if block.isValid():
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            self.verticalScrollBar().setValue(
                self.verticalScrollBar().value() + self.cursorRect().top() - self._look.px(40)
            )
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # How it looks.

    def _block_format(self, part: Part) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setProperty(_PART, part.value)
        made.setLineHeight(self._look.px(_LINE), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        made.setTextIndent(0 if part is Part.TO else 2 * self._look.px(_SIZE))
        made.setAlignment(Qt.AlignmentFlag.AlignJustify)
        return made

    def _char_format(self, part: Part, key: str, *, sealed: bool = False) -> QTextCharFormat:
        made = QTextCharFormat()
        if part in (Part.HEAD, Part.SUBHEAD):
            made.setFontWeight(QFont.Weight.Bold)
        if key:
            made.setProperty(_KEY, key)
        figure = Run("", key).figure
        if figure and not sealed:
            tone = Tone.AMBER if figure in self._changed else Tone.GREEN
            made.setBackground(QColor(tone.ground))
            made.setForeground(QColor(tone.text))
            made.setToolTip("取自各房间的数字，点“刷新数字”更新")
        elif figure in self._changed:
            made.setBackground(QColor(Tone.AMBER.ground))
            made.setToolTip("签发以后事实有变化，见右边的差异；签发的报告不变")
        return made

    # What is typed.

    def event(self, event: QEvent) -> bool:
        """PgUp and PgDn scroll the text while it is edited; they do not turn to another half-year."""
        pages = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() in pages:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed over a selection is the clerk's own, whatever stood there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isReadOnly():
            self._new_paragraph()
        elif not event.text().isprintable() or not event.text() or self._drop_selection():
            super().keyPressEvent(event)

    def _new_paragraph(self) -> None:
        """What follows a heading, or the addressee, is body."""
        if not self._drop_selection():
            return
        cursor, here = self.textCursor(), self._paragraph(self.textCursor().block()).part
        after = here if not cursor.atBlockEnd() else Part.BODY
        cursor.insertBlock(self._block_format(after), self._char_format(after, ""))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """The same of what 输入法 brings."""
        if not event.commitString() or self._drop_selection():
            super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """The same of what is pasted or dropped."""
        if self._drop_selection():
            super().insertFromMimeData(source)

    def _drop_selection(self) -> bool:
        """Take the selection out before something comes in its place; False where that was refused."""
        cursor = self.textCursor()
        if self.isReadOnly() or not cursor.hasSelection():
            return True
        self._refused = False
        cursor.removeSelectedText()
        self._cursor_moved()
        return not self._refused

    def _look_at_change(self) -> None:
        """Take back what cut into a figure, however it came: keys, 输入法, paste, drag, cut."""
        if self._filling:
            return
        if any(not self._whole(block) for block in self._blocks()):
            self._filling = True
            self.undo()
            self._filling, self._refused = False, True
            self.refused.emit(_NOT_TYPED)
            return
        self.dirty = True
        self.edited.emit()

    def _whole(self, block: QTextBlock) -> bool:
        for _, text, key in _fragments(block):
            figure = Run("", key).figure
            if figure and text != self._figures.get(figure):
                return False
        return True

    def _cursor_moved(self) -> None:
        """At the edge of a figure or of a source's sentence what is typed is the clerk's own."""
        if self._filling:
            return
        cursor = self.textCursor()
        if not cursor.hasSelection():
            part = self._paragraph(cursor.block()).part
            here, inside = cursor.position() - cursor.block().position(), False
            for start, text, key in _fragments(cursor.block()):
                inside = inside or (bool(key) and start < here < start + len(text))
            if not inside:
                self.setCurrentCharFormat(self._char_format(part, ""))
        self.moved.emit(self.paragraph)


def _fragments(block: QTextBlock) -> Iterator[tuple[int, str, str]]:
    """The runs of a block: where each begins in it, its text and key; neighbours of one key are one."""
    found: list[tuple[int, str, str]] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        key = str(fragment.charFormat().property(_KEY) or "")
        start = fragment.position() - block.position()
        if found and found[-1][2] == key and found[-1][0] + len(found[-1][1]) == start:
            found[-1] = (found[-1][0], found[-1][1] + fragment.text(), key)
        else:
            found.append((start, fragment.text(), key))
        iterator += 1
    yield from found
