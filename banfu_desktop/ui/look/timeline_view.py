"""A timeline in the window: the drawing that is printed, with a lane and a span at which the keyboard is."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from banfu_desktop.rules.timelines import Lane, Span, Timeline
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.chart_view import POINT
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import named
from banfu_desktop.ui.tasks import Query, Session

if TYPE_CHECKING:
    from banfu_desktop.printing.engine.timelines import Frame, Placed

_WIDE, _FEWEST, _MARGIN = 480, 3, 12
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TimelineView(QAbstractScrollArea):
    """Shows a timeline; its head stays where lanes scroll.

    ↑↓ go through the lanes, ←→ through the spans of one, Enter or a double click opens: `opened` carries the
    key of the span, or of its lane where it has none. `moved`: another lane is current.

    Args:
        whole: whether all lanes are to be seen without scrolling; the view then asks for their height.
    """

    opened = Signal(object)
    moved = Signal()

    def __init__(self, look: Look, name: str, accessible: str, *, whole: bool = False) -> None:
        super().__init__()
        named(self, name, accessible, look="timeline")
        self._look, self._called, self._whole = look, accessible, whole
        self._timeline: Timeline | None = None
        self._renderer: QSvgRenderer | None = None
        self._lane, self._span = -1, -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        margin = look.px(_MARGIN)
        self.setViewportMargins(margin, margin // 2, margin, 0)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._redraw())
        self.setMinimumWidth(look.px(_WIDE))

    # What a page uses.

    def show_timeline(self, timeline: Timeline) -> None:
        """Show a timeline; the lane of the same key stays current.

        Raises:
            UserError: a character in its words that no font has.
        """
        from banfu_desktop.printing.engine.charts import font_names

        font_names(timeline)
        key = None if self.lane is None else self.lane.key
        self._timeline, self._lane, self._span = timeline, -1, -1
        if key is not None:
            self._lane = next((n for n, lane in enumerate(timeline.lanes) if lane.key == key), -1)
        self.updateGeometry()
        self._measure()
        self._redraw()
        self._tell()

    @property
    def timeline(self) -> Timeline | None:
        """What is shown."""
        return self._timeline

    @property
    def lane(self) -> Lane | None:
        """The lane the keyboard is at."""
        if self._timeline is None or not 0 <= self._lane < len(self._timeline.lanes):
            return None
        return self._timeline.lanes[self._lane]

    @property
    def span(self) -> Span | None:
        """The span the keyboard is at."""
        shown = self._spans()
        return shown[self._span] if 0 <= self._span < len(shown) else None

    @property
    def person_here(self) -> object | None:
        """Whose lane the keyboard is at, where a lane leads to the page of a person."""
        match None if self.lane is None else self.lane.key:
            case ("person", person):
                return person
        return None

    def select(self, key: object) -> None:
        """Make the lane of a key the current one, and bring it into sight."""
        if self._timeline is not None:
            self._go(next((n for n, lane in enumerate(self._timeline.lanes) if lane.key == key), -1))

    # Measures.

    def sizeHint(self) -> QSize:
        """Room for all lanes."""
        return QSize(self._look.px(_WIDE), self._needed(None))

    def minimumSizeHint(self) -> QSize:
        """Room for some of them, or for all where none may be out of sight."""
        return QSize(self._look.px(_WIDE), self._needed(None if self._whole else _FEWEST))

    @property
    def _point(self) -> float:
        return self._look.px(100) / 100 * POINT

    def _needed(self, lanes: int | None) -> int:
        from banfu_desktop.printing.engine.timelines import height

        if self._timeline is None:
            return 0
        margins = self.viewportMargins()
        count = len(self._timeline.lanes) if lanes is None else min(lanes, len(self._timeline.lanes))
        wide = max(0, self.viewport().width()) / self._point
        points = height(self._timeline, count, wide)
        return round(points * self._point) + margins.top() + margins.bottom() + 3

    def _measure(self) -> None:
        """How many lanes have room, and how far one can scroll."""
        from banfu_desktop.printing.engine.timelines import LANE, height

        if self._timeline is None:
            return
        wide = self.viewport().width() / self._point
        left = self.viewport().height() / self._point - height(self._timeline, 0, wide)
        fit = max(1, int((left + 1) // LANE))
        bar = self.verticalScrollBar()
        bar.setPageStep(fit)
        bar.setSingleStep(1)
        bar.setRange(0, max(0, len(self._timeline.lanes) - fit))

    @property
    def _first(self) -> int:
        return self.verticalScrollBar().value()

    def _shown(self) -> Timeline | None:
        if self._timeline is None:
            return None
        return replace(self._timeline, seen=(self._first, self.verticalScrollBar().pageStep() + 1))

    def _frame(self) -> "Frame | None":
        from banfu_desktop.printing.engine.timelines import Frame

        shown = self._shown()
        if shown is None:
            return None
        return Frame(shown, self.viewport().width() / self._point, self._high(shown))

    def _high(self, shown: Timeline) -> float:
        """The height of the drawing: bars take what room there is."""
        from banfu_desktop.printing.engine.timelines import height

        room, wide = self.viewport().height() / self._point, self.viewport().width() / self._point
        needed = height(shown, wide=wide)
        return needed if shown.bars is None else max(room, needed)

    # Drawing.

    def _redraw(self) -> None:
        """It is drawn anew when it is painted next: a page being laid out takes its size many times over."""
        self._renderer = None
        self.viewport().update()

    def _drawn(self, frame: "Frame") -> QSvgRenderer:
        from banfu_desktop.printing.engine.charts import svg

        if self._renderer is None:
            made = svg(frame.timeline, frame.wide, frame.high, self.font().family())
            self._renderer = QSvgRenderer(QByteArray(made))
        return self._renderer

    def paintEvent(self, event: QPaintEvent) -> None:
        """The current lane's ground, the drawing, and a frame around the current span."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        if frame is None or frame.wide <= 0:
            painter.end()
            return
        row = self._row(frame)
        if row is not None:
            painter.fillRect(row, QColor(tokens.ACCENT_GROUND if self.hasFocus() else tokens.GROUND))
        width, height = frame.wide * self._point, frame.high * self._point
        self._drawn(frame).render(painter, QRectF(0, 0, width, height))
        placed = self._placed(frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            focus = row if placed is None or row is None else QRectF(
                placed.x * self._point, row.top() + 2, placed.across * self._point, row.height() - 4
            )  # fmt: skip
            if focus is not None:
                painter.drawRoundedRect(focus.adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _row(self, frame: "Frame") -> QRectF | None:
        from banfu_desktop.printing.engine.timelines import LANE

        place = self._lane - self._first
        if not 0 <= place < len(frame.timeline.lanes_seen):
            return None
        top = frame.high - frame.lanes_top + place * LANE
        return QRectF(0, top * self._point, frame.wide * self._point, LANE * self._point)

    def _placed(self, frame: "Frame") -> "Placed | None":
        lane = self.lane
        placed = [] if lane is None else frame.placed(lane)
        return placed[self._span] if 0 <= self._span < len(placed) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it for the new room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the legend may need another line
        self._measure()
        self._redraw()

    # Keys and pointer.

    def _spans(self) -> list[Span]:
        if self._timeline is None or self.lane is None:
            return []
        return [span for span, _ in self._timeline.shown(self.lane)]

    def _go(self, lane: int, span: int = -1) -> None:
        """Make a lane and a span of it current."""
        before = self._lane
        self._lane, self._span = lane, span
        bar = self.verticalScrollBar()
        if lane >= 0:
            bar.setValue(min(max(self._first, lane - bar.pageStep() + 1), lane))
        self.viewport().update()
        self._tell()
        if lane != before:
            self.moved.emit()

    def _tell(self) -> None:
        """What a screen reader says of where the keyboard is."""
        shown, said = self._timeline, ""
        if self.span is not None:
            said = self.span.sentence
        elif self.lane is not None and shown is not None:
            said = shown.sentence(self.lane)
        elif shown is not None and shown.bars is not None:
            said = "；".join(shown.sentences)
        self.setAccessibleName(f"{self._called}：{said}" if said else self._called)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through lanes and spans, open."""
        key, count = Qt.Key(event.key()), 0 if self._timeline is None else len(self._timeline.lanes)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not count:
            event.ignore()
        elif key in _STEPS:
            self._go(min(max(self._lane + _STEPS[key], 0), count - 1))
        elif key in _SIDES:
            self._go(max(self._lane, 0), self._beside(_SIDES[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lane is not None:
            self._open()
        else:
            event.ignore()

    def _beside(self, step: int) -> int:
        last = len(self._spans()) - 1
        return min(max(self._span + step, 0), last) if self._lane >= 0 else 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the first lane."""
        super().focusInEvent(event)
        if self.lane is None and self._timeline is not None and self._timeline.lanes:
            self._go(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark of the focus goes with it."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What is pressed becomes current."""
        lane, span = self._at(event.position().toPoint())
        if lane >= 0:
            self._go(lane, span)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing behind is meant."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        lane, span = self._at(event.position().toPoint())
        if lane >= 0:
            self._go(lane, span)
            self._open()

    def _open(self) -> None:
        assert self.lane is not None
        span = self.span
        key = self.lane.key if span is None or span.key is None else span.key
        if key is not None:
            self.opened.emit(key)

    def _at(self, place: QPoint) -> tuple[int, int]:
        """The lane and the span of it under a point; -1 where there is none."""
        frame = self._frame()
        if frame is None or self._timeline is None:
            return -1, -1
        at = frame.lane_at(frame.high - place.y() / self._point)
        if at < 0:
            return -1, -1
        lane, x = self._first + at, place.x() / self._point
        placed = frame.placed(self._timeline.lanes[lane])
        under = [n for n, one in enumerate(placed) if one.x - 1 <= x <= one.x + one.across + 1]
        return lane, under[-1] if under else -1

    def viewportEvent(self, event: QEvent) -> bool:
        """A span says all of itself when pointed at."""
        if event.type() == QEvent.Type.ToolTip and self._timeline is not None:
            help_ = cast("QHelpEvent", event)
            lane, span = self._at(help_.pos())
            if lane < 0:
                return super().viewportEvent(event)
            pointed = self._timeline.lanes[lane]
            shown = [one for one, _ in self._timeline.shown(pointed)]
            said = shown[span].sentence if span >= 0 else self._timeline.sentence(pointed)
            QToolTip.showText(help_.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)


def drawn(work: Query) -> Query:
    """A query whose answer is drawn: what draws is imported where it is read, for that takes longer."""

    def read(session: Session) -> Any:
        from banfu_desktop.printing.engine import charts

        charts.prepare()
        return work(session)

    return read
