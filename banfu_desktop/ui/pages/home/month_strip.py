"""The month in seven steps: which are done, which is next, and the one green button that goes there."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from banfu_desktop.rules.month_steps import MonthStrip, Step
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row

_MARK = 22
_DONE = "本月各步都已办完"


class StepButton(QAbstractButton):
    """One step: its mark, its name, how far it is; wires lead to its neighbours."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._look, self.number = look, number
        self._step: Step | None = None
        self._state, self._wires = "later", ("", "")
        self.setObjectName(f"step-{number}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step, state: str, wires: tuple[str, str]) -> None:
        """Show a step as done, now or later; a wire is done, later or empty (none)."""
        self._step, self._state, self._wires = step, state, wires
        left = "" if step.done else f"：{step.left}"
        said = f"第{self.number}步 {step.name.value}，{step.count or ('已办' if step.done else '未办')}"
        self.setAccessibleName(said)
        self.setToolTip(f"{step.name.value}{left}（Alt+{self.number}）")
        self.update()

    def sizeHint(self) -> QSize:
        """A mark, a name and a count below each other."""
        px = self._look.px
        return QSize(px(96), px(_MARK) + px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        if self._step is None:
            return
        px, painter = self._look.px, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, middle = px(_MARK), self.width() / 2
        mark = QRectF(middle - size / 2, 1, size, size)
        self._paint_wires(painter, mark)
        self._paint_mark(painter, mark)
        now = self._state == "now"
        self._write(
            painter, self._step.name.value, px(14), size + px(4), self._colour(), bold=self._state != "later"
        )
        count = tokens.ACCENT if now else tokens.SECONDARY
        self._write(painter, self._step.count, px(12), size + px(25), count, bold=now)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 0, -2, -1), 6, 6)

    def _colour(self) -> str:
        return {"done": tokens.TEXT, "now": tokens.ACCENT, "later": tokens.SECONDARY}[self._state]

    def _paint_wires(self, painter: QPainter, mark: QRectF) -> None:
        gap, y = self._look.px(8), mark.center().y()
        ends = ((0.0, mark.left() - gap), (mark.right() + gap, float(self.width())))
        for wire, (start, end) in zip(self._wires, ends, strict=True):
            if wire:
                painter.setPen(QPen(QColor(tokens.ACCENT if wire == "done" else tokens.LINE), 2))
                painter.drawLine(QPointF(start, y), QPointF(end, y))

    def _paint_mark(self, painter: QPainter, mark: QRectF) -> None:
        done = self._state == "done"
        edge = tokens.FRAME if self._state == "later" else tokens.ACCENT
        painter.setPen(QPen(QColor(edge), 2 if self._state == "now" else 1))
        painter.setBrush(QColor(tokens.ACCENT if done else tokens.CARD))
        painter.drawEllipse(mark.adjusted(1, 1, -1, -1))
        if done:
            painter.setPen(QPen(QColor(tokens.CARD), 2))
            side = mark.width()
            points = [(0.30, 0.52), (0.44, 0.66), (0.71, 0.37)]
            painter.drawPolyline([QPointF(mark.x() + x * side, mark.y() + y * side) for x, y in points])
        else:
            font = QFont(self.font())
            font.setPixelSize(self._look.px(12))
            painter.setFont(font)
            painter.setPen(QColor(self._colour()))
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, str(self.number))

    def _write(self, painter: QPainter, text: str, size: int, top: int, colour: str, *, bold: bool) -> None:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = QRectF(0, top, self.width(), size * 1.6)
        said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, said)


class MonthStripCard(QFrame):
    """The card of the strip; `go` goes where a step is done."""

    def __init__(self, look: Look, go: Callable[[Step], object]) -> None:
        super().__init__()
        named(self, "month-strip", "本月进度", look="card")
        px = look.px
        self._look, self._go = look, go
        self._strip: MonthStrip | None = None
        self._month = label("", "heading", name="strip-month")
        self._next = label("", "secondary", name="strip-next")
        self._deed = button("", "next-step", look="primary")
        self._deed.clicked.connect(self._go_next)
        self._places = QHBoxLayout()
        self._places.setSpacing(0)
        self._steps: list[StepButton] = []
        head = row(self._month, self._next, None, self._deed, spacing=px(12))
        content = column(head, self._places, spacing=px(6))
        content.setContentsMargins(px(16), px(12), px(16), px(8))
        self.setLayout(content)

    def show_strip(self, strip: MonthStrip | None) -> None:
        """Show a month's steps; without a team there are none."""
        self._strip = strip
        self.setVisible(strip is not None)
        if strip is None:
            return
        for number in range(len(self._steps), len(strip.steps)):
            self._add(number)
        after = strip.next
        self._month.setText(strip.month.label)
        self._next.setText(f"下一步：{after.left}" if after is not None else _DONE)
        self._deed.setVisible(after is not None)
        if after is not None:
            self._deed.setText(after.button)
            self._deed.setAccessibleName(f"{after.button}：{after.left}")
        last = len(strip.steps) - 1
        for number, (shown, step) in enumerate(zip(self._steps, strip.steps, strict=True)):
            state = "done" if step.done else "now" if step is after else "later"
            before = "" if number == 0 else "done" if strip.steps[number - 1].done and step.done else "later"
            behind = (
                "" if number == last else "done" if step.done and strip.steps[number + 1].done else "later"
            )
            shown.show_step(step, state, (before, behind))

    def go_to(self, number: int) -> None:
        """Go where the step of a number is done, the first being 1."""
        if self._strip is not None and number <= len(self._strip.steps):
            self._go(self._strip.steps[number - 1])

    @property
    def start(self) -> QWidget | None:
        """What takes the keyboard when the page has nothing else: the green button."""
        return self._deed if self._strip is not None and self._strip.next is not None else None

    def _add(self, number: int) -> None:
        made = StepButton(self._look, number + 1)
        made.clicked.connect(lambda: self.go_to(number + 1))
        self._steps.append(made)
        self._places.addWidget(made)

    def _go_next(self) -> None:
        if self._strip is not None and self._strip.next is not None:
            self._go(self._strip.next)
