"""Beside a person's year: the next step, money that is open, and what lies in other rooms."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import Sum, Way
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, button, clause_chip, column, label, named, row

Go = Callable[[str, object], object]
_COLOURS = {"red": tokens.RED, "amber": tokens.AMBER, "grey": tokens.SECONDARY}
_MOST_OTHERS = 3


class WayRow(QAbstractButton):
    """A line that goes somewhere: a word, a quiet note that ends in … where it must, and what it comes to."""

    def __init__(self, look: Look, word: str, note: str, amount: str = "", *, tone: str = "") -> None:
        super().__init__()
        self._look, self._parts, self._tone = look, (word, note, amount), tone
        said = "，".join(part for part in (word, note, amount) if part)
        named(self, "way", said)
        self.setToolTip(said)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A line high."""
        return QSize(self._look.px(240), self._look.px(34))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Word and note from the left, the amount before the mark at the right."""
        painter, px = QPainter(self), self._look.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(px(8), 0, -px(8), 0)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT if self.hasFocus() else tokens.GROUND), 2))
            painter.setBrush(QColor(tokens.GROUND))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        mark = px(16)
        icon = self._look.icon("chevron-right", tokens.SECONDARY)
        icon.paint(painter, QRect(room.right() - mark + 1, room.center().y() - mark // 2 + 1, mark, mark))
        room.setRight(room.right() - mark - px(4))
        word, note, amount = self._parts
        colour = _COLOURS.get(self._tone, tokens.TEXT)
        right = self._write(painter, amount, room, colour, size=14, bold=bool(self._tone), right=True)
        room.setRight(room.right() - right - px(8))
        left = self._write(painter, word, room, tokens.TEXT if note else colour, size=14, bold=bool(amount))
        room.setLeft(room.left() + (left + px(10) if word else 0))
        quiet = colour if self._tone and not amount else tokens.SECONDARY
        self._write(painter, note, room, quiet, size=13)
        painter.end()

    def _write(
        self,
        painter: QPainter,
        text: str,
        room: QRect,
        colour: str,
        *,
        size: int,
        bold: bool = False,
        right: bool = False,
    ) -> int:
        """Write a text as far as there is room; gives its width."""
        font = QFont(self.font())
        font.setPixelSize(self._look.px(size))
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)


class StepCard(QFrame):
    """下一步: the most urgent thing as the one green button, the others below it."""

    def __init__(self, look: Look, go: Go) -> None:
        super().__init__()
        named(self, "person-step", "下一步", look="card")
        self._look, self._go = look, go
        px = look.px
        self._text = label("", "strong", name="step-text", wrap=True)
        self._clause = clause_chip("")
        self._day = Chip()
        self._deed = button("", "person-deed", look="primary")
        self._deed.clicked.connect(self._take)
        self._others = column(spacing=0)
        self._first: Due | None = None
        head = row(label("下一步", "secondary"), None, self._day, self._clause, spacing=px(6))
        content = column(head, self._text, row(self._deed, None), self._others, spacing=px(8))
        content.setContentsMargins(px(16), px(12), px(16), px(12))
        self.setLayout(content)

    def show_steps(self, steps: Sequence[Due]) -> None:
        """Show what is to be done, the most urgent first."""
        self._first = steps[0] if steps else None
        first = self._first
        self._text.setText("没有要办的事。" if first is None else f"{first.text}。")
        self._text.setAccessibleName(self._text.text())
        self._clause.show_chip("" if first is None else first.clause)
        day = "" if first is None or first.until is None else f"{first.until} 前"
        self._day.show_chip(day, Tone.RED if first is not None and first.urgency == "red" else Tone.AMBER)
        self._deed.setVisible(first is not None)
        if first is not None:
            self._deed.setText(first.button)
            self._deed.setAccessibleName(f"{first.button}：{first.text}")
        empty(self._others)
        for due in steps[1 : 1 + _MOST_OTHERS]:
            line = WayRow(self._look, "", due.text, tone="red" if due.urgency == "red" else "")
            line.clicked.connect(lambda _=False, due=due: self._go(due.room, due.key))
            self._others.addWidget(line)
        rest = len(steps) - 1 - _MOST_OTHERS
        if rest > 0:
            self._others.addWidget(label(f"另有 {rest} 件，首页上都有", "secondary"))

    def _take(self) -> None:
        if self._first is not None:
            self._go(self._first.room, self._first.key)


class Rows(QFrame):
    """A card of lines that go somewhere; without lines it is not to be seen."""

    def __init__(self, look: Look, go: Go, name: str, says: str) -> None:
        super().__init__()
        named(self, name, says, look="card")
        self._look, self._go = look, go
        self._lines = column(spacing=0)
        self._lines.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        self.setLayout(self._lines)

    def show_sums(self, sums: Sequence[Sum]) -> None:
        """Money that is open, each on its own line: a debt and a due are never one sum."""
        self._show(
            [
                (
                    WayRow(self._look, s.word, s.note, yuan(s.fen), tone="amber" if s.urgent else ""),
                    s.room,
                    s.key,
                )
                for s in sums
            ]
        )

    def show_ways(self, ways: Sequence[Way]) -> None:
        """What is counted elsewhere."""
        self._show(
            [
                (
                    WayRow(
                        self._look,
                        f"{w.word}　{w.count}".strip("　"),
                        w.note,
                        tone="amber" if w.urgent else "",
                    ),
                    w.room,
                    w.key,
                )
                for w in ways
            ]
        )

    def _show(self, lines: Sequence[tuple[WayRow, str, object]]) -> None:
        empty(self._lines)
        for line, room, key in lines:
            line.clicked.connect(lambda _=False, room=room, key=key: self._go(room, key))
            self._lines.addWidget(line)
        self.setVisible(bool(lines))


def empty(layout: QVBoxLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
