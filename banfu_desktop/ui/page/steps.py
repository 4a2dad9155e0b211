"""The steps of a month as buttons: large on the home page, in one line above the pages a month is done on."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.month_steps import MonthStrip, Step, StepName
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import named
from banfu_desktop.ui.page.ways import Errand

_MARK, _SMALL_MARK = 22, 18
_COLOURS = {"done": tokens.TEXT, "now": tokens.ACCENT, "later": tokens.SECONDARY}


class StepButton(QAbstractButton):
    """One step: its mark, its name, how far it is; large ones are wired to their neighbours."""

    def __init__(self, look: Look, number: int, *, small: bool) -> None:
        super().__init__()
        self._look, self.number, self._small = look, number, small
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
        self.setToolTip(f"{step.name.value}{left}（首页按 Alt+{self.number}）")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Mark, name and count below each other; or beside, as wide as they are, so that none is cut."""
        px = self._look.px
        if not self._small or self._step is None:
            return QSize(px(96), px(28)) if self._small else QSize(px(96), px(_MARK) + px(44))
        name = self._font(px(14), is_bold=True).horizontalAdvance(self._step.name.value)
        count = self._font(px(12), is_bold=True).horizontalAdvance(self._step.count)
        return QSize(px(4) + px(_SMALL_MARK) + px(12) + name + count + px(16), px(28))

    def _font(self, size: int, *, is_bold: bool) -> QFontMetrics:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(is_bold)
        return QFontMetrics(font)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        if self._step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._small:
            self._paint_line(painter, self._step)
        else:
            self._paint_column(painter, self._step)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 1, -2, -1), 6, 6)

    def _paint_column(self, painter: QPainter, step: Step) -> None:
        px, middle = self._look.px, self.width() / 2
        size = px(_MARK)
        mark = QRectF(middle - size / 2, 1, size, size)
        self._paint_wires(painter, mark)
        self._paint_mark(painter, mark)
        above, below = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignHCenter
        name = QRectF(0, size + px(4), self.width(), px(22))
        self._write(
            painter, step.name.value, px(14), name, above | below, _COLOURS[self._state], self._is_bold
        )
        count = QRectF(0, size + px(25), self.width(), px(19))
        self._write(
            painter, step.count, px(12), count, above | below, self._count_colour, self._state == "now"
        )

    def _paint_line(self, painter: QPainter, step: Step) -> None:
        px = self._look.px
        size, middle = px(_SMALL_MARK), self.height() / 2
        self._paint_mark(painter, QRectF(px(4), middle - size / 2, size, size))
        left = px(4) + size + px(6)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        room = QRectF(left, 0, self.width() - left, self.height())
        written = self._write(
            painter, step.name.value, px(14), room, side, _COLOURS[self._state], self._is_bold
        )
        room.setLeft(left + written + px(6))
        self._write(painter, step.count, px(12), room, side, self._count_colour, self._state == "now")

    @property
    def _is_bold(self) -> bool:
        return self._state != "later"

    @property
    def _count_colour(self) -> str:
        return tokens.ACCENT if self._state == "now" else tokens.SECONDARY

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
            painter.setPen(QColor(_COLOURS[self._state]))
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, str(self.number))

    def _write(
        self,
        painter: QPainter,
        text: str,
        size: int,
        room: QRectF,
        align: Qt.AlignmentFlag,
        colour: str,
        bold: bool,
    ) -> int:
        """Write a text as far as there is room; gives its width in pixels."""
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, align, said)
        return painter.fontMetrics().horizontalAdvance(said)


_DEEDS = {
    StepName.MAKE: ("make_month",),
    StepName.PAY: ("pay_month", "pay_sheets"),
    StepName.REPORT: ("export_package",),
}
"""Steps that are one deed: whoever goes there begins it. 核对 and 封存 are looked at first."""


def take(ctx: Context, step: Step, month: Month) -> None:
    """Go where a step of a month is done and begin it there; 打印 is done in its own box."""
    if step.name is StepName.PRINT:
        from banfu_desktop.ui.boxes.pack_box import open_pack

        open_pack(ctx, month)
    elif step.name in _DEEDS and not step.done:
        ctx.go(step.room, Errand(_DEEDS[step.name], step.key))
    else:
        ctx.go(step.room, step.key)


class Steps(QWidget):
    """A month's steps side by side."""

    def __init__(self, ctx: Context, *, small: bool = False) -> None:
        super().__init__()
        named(self, "steps", "本月进度")
        self._ctx, self._look, self._small = ctx, ctx.look, small
        self._strip: MonthStrip | None = None
        self._made: list[StepButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_strip(self, strip: MonthStrip) -> None:
        """Show a month's steps."""
        self._strip = strip
        for number in range(len(self._made), len(strip.steps)):
            self._add(number + 1)
        after, last = strip.next, len(strip.steps) - 1
        wires = [
            "done" if a.done and b.done else "later"
            for a, b in zip(strip.steps, strip.steps[1:], strict=False)
        ]
        for number, (shown, step) in enumerate(zip(self._made, strip.steps, strict=True)):
            state = "done" if step.done else "now" if step is after else "later"
            before, behind = "" if number == 0 else wires[number - 1], "" if number == last else wires[number]
            shown.show_step(step, state, (before, behind))

    def go_to(self, number: int) -> None:
        """Go where the step of a number is done, the first being 1."""
        if self._strip is not None and number <= len(self._strip.steps):
            take(self._ctx, self._strip.steps[number - 1], self._strip.month)

    def _add(self, number: int) -> None:
        made = StepButton(self._look, number, small=self._small)
        made.clicked.connect(lambda: self.go_to(number))
        self._made.append(made)
        self._layout.addWidget(made)
