"""The timeline: a lane for each unit and role, sixteen quarters, today's line, gaps in red (二)."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from banfu_desktop.rules.rotation import QUARTERS_SHOWN, Lane, Quarter, Stay, window
from banfu_desktop.services.rotation.rotation import Timeline
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import named

_UNIT, _ROLE, _ROW, _HEAD = 126, 92, 28, 52
"""Widths of unit and role, the height of a lane and of the two lines of the header."""
_LEAST_QUARTER = 40
_HERE, _PAST, _DUE = "#CFE5DC", "#E8ECEB", "#FFE9B0"
_DUE_TEXT, _GAP, _GAP_LINES, _GAP_EDGE = "#7A5100", "#FDECEA", "#F0B4AE", "#D9483B"
_DASHED, _HAIR, _CROWD = "#2B6E5B", "#EEF1F4", "#FFFAEB"
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class TimelineView(QWidget):
    """Draws the lanes. `chosen` carries the posting of the stay clicked, or walked to with the arrow keys."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "timeline", "轮换时间轴")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look = look
        self._line: Timeline | None = None
        self._marked: int | None = None
        self._places: list[tuple[QRect, int]] = []

    def show_timeline(self, line: Timeline, marked: int | None) -> None:
        """Show a day's; the lane of the posting `marked` stands out."""
        self._line, self._marked = line, marked
        self.setAccessibleDescription("；".join(_told(lane) for lane in line.lanes))
        self.updateGeometry()
        self.update()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes shown."""
        return () if self._line is None else self._line.lanes

    def mark(self, posting_id: int | None) -> None:
        """Let a posting's lane stand out."""
        self._marked = posting_id
        self.update()

    def sizeHint(self) -> QSize:
        """Every lane whole."""
        px = self._look.px
        wide = px(_UNIT + _ROLE + _LEAST_QUARTER * QUARTERS_SHOWN)
        return QSize(wide, px(_HEAD) + px(_ROW) * max(1, len(self.lanes)) + px(4))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    # Where a day lies.

    def _left(self) -> int:
        return self._look.px(_UNIT + _ROLE)

    def _x(self, day: date) -> float:
        """The pixel at which a day begins; quarters are equally wide."""
        assert self._line is not None
        first = Quarter.of(window(self._line.today).start)
        quarter = Quarter.of(day)
        number = (quarter.year - first.year) * 4 + quarter.number - first.number
        part = (day - quarter.first).days / ((quarter.last - quarter.first).days + 1)
        whole = self.width() - self._left()
        return self._left() + min(max(number + part, 0), QUARTERS_SHOWN) * whole / QUARTERS_SHOWN

    def _span(self, start: date, end: date | None, top: int) -> QRectF:
        shown = None if self._line is None else window(self._line.today).end
        last = end or shown or start
        left, right = self._x(start), self._x(last + timedelta(days=1))
        return QRectF(left + 1, top + self._look.px(5), max(right - left - 2, 6), self._look.px(_ROW - 10))

    # How it is drawn.

    def paintEvent(self, event: QPaintEvent) -> None:
        """All of it: a team has some twelve lanes."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.CARD))
        if self._line is not None:
            self._places = []
            self._paint_quarters(painter, self._line)
            for number, lane in enumerate(self._line.lanes):
                self._paint_lane(
                    painter, self._line, lane, self._look.px(_HEAD) + number * self._look.px(_ROW)
                )
            self._paint_today(painter, self._line.today)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_quarters(self, painter: QPainter, line: Timeline) -> None:
        px, first = self._look.px, Quarter.of(window(line.today).start)
        crowded = {quarter for quarter, _, _ in line.crowded}
        head = px(_HEAD)
        painter.setPen(QColor(tokens.SECONDARY))
        painter.setFont(self._font(13))
        painter.drawText(QRect(px(12), 0, px(_UNIT), head), _MIDDLE, "派出单位")
        painter.drawText(QRect(px(_UNIT), 0, px(_ROLE), head), _MIDDLE, "岗位")
        for number in range(QUARTERS_SHOWN):
            quarter = first.shift(number)
            left, right = round(self._x(quarter.first)), round(self._x(quarter.last + timedelta(days=1)))
            cell = QRect(left, head // 2, right - left, head // 2)
            if quarter in crowded:
                painter.fillRect(QRect(left, 0, right - left, self.height()), QColor(_CROWD))
            now = quarter == Quarter.of(line.today)
            painter.setFont(self._font(12, bold=now or quarter in crowded))
            amber = QColor(tokens.AMBER if quarter in crowded else tokens.ACCENT if now else tokens.SECONDARY)
            painter.setPen(amber)
            painter.drawText(cell, _CENTRE, quarter.label)
            year_begins = quarter.number == 1
            painter.setPen(QColor(tokens.LINE if year_begins else _HAIR))
            painter.drawLine(left, 0 if year_begins else head // 2, left, self.height())
            if year_begins or number == 0:
                until = round(self._x(date(quarter.year, 12, 31)))
                painter.setFont(self._font(13, bold=True))
                painter.setPen(QColor(tokens.TEXT))
                painter.drawText(
                    QRect(left, 0, max(until - left, px(44)), head // 2), _CENTRE, f"{quarter.year}年"
                )
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(0, head, self.width(), head)

    def _paint_lane(self, painter: QPainter, line: Timeline, lane: Lane, top: int) -> None:
        px, marked = self._look.px, any(stay.posting_id == self._marked for stay in lane.stays)
        left = self._left()
        if marked:
            painter.fillRect(QRect(0, top, left, px(_ROW)), QColor(tokens.ACCENT_GROUND))
        painter.setFont(self._font(13, bold=marked))
        painter.setPen(QColor(tokens.TEXT))
        self._words(painter, QRect(px(12), top, px(_UNIT - 16), px(_ROW)), lane.unit)
        painter.setPen(QColor(tokens.SECONDARY))
        painter.setFont(self._font(12))
        self._words(painter, QRect(px(_UNIT), top, px(_ROLE - 6), px(_ROW)), lane.role.label)
        shown = window(line.today)
        for gap in lane.gaps:
            self._paint_gap(painter, line, lane, gap.start, gap.end, top)
        for stay in lane.stays:
            if stay.until is None or stay.until >= shown.start:
                self._paint_stay(painter, line, stay, top)
        painter.setPen(QColor(_HAIR))
        painter.drawLine(0, top + px(_ROW), self.width(), top + px(_ROW))

    def _paint_stay(self, painter: QPainter, line: Timeline, stay: Stay, top: int) -> None:
        today = line.today
        box = self._span(stay.start, stay.until, top)
        near = stay.until is not None and (stay.until - today).days <= line.amber_days
        coming = stay.start > today
        ground = _PAST if stay.left else _DUE if near and not coming else _HERE
        ink = tokens.SECONDARY if stay.left else _DUE_TEXT if near and not coming else tokens.TEXT
        self._paint_box(painter, box, ground, dashed=coming)
        self._places.append((box.toRect(), stay.posting_id))
        words = QRect(box.toRect().adjusted(self._look.px(6), 0, -2, 0))
        now = self._x(today)
        if words.left() - 4 < now < words.left() + self._look.px(48) and words.right() > now + self._look.px(
            50
        ):
            words.setLeft(round(now) + self._look.px(6))  # the line of today never crosses a name
        painter.setFont(self._font(12))
        painter.setPen(QColor(ink))
        self._words(painter, words, f"{stay.name}（待到岗）" if coming else stay.name)
        after = line.coming.get(stay.posting_id)
        if after is not None and stay.until is not None and not stay.left:
            name, arrives_on = after
            start = arrives_on or stay.until + timedelta(days=1)
            if start <= (window(today).end or start):
                following = self._span(start, None, top)
                self._paint_box(painter, following, tokens.CARD, dashed=True)
                painter.setPen(QColor(_DASHED))
                self._words(
                    painter, following.toRect().adjusted(self._look.px(6), 0, -2, 0), f"{name}（待到岗）"
                )

    def _paint_box(self, painter: QPainter, box: QRectF, ground: str, *, dashed: bool = False) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.CARD if dashed else ground))
        painter.setPen(QPen(QColor(_DASHED), 1, Qt.PenStyle.DashLine) if dashed else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_gap(
        self, painter: QPainter, line: Timeline, lane: Lane, start: date, end: date | None, top: int
    ) -> None:
        """Red hatched; a past one says its days beside, one to come that nobody is named."""
        if end is None or self._is_followed(line, lane, start):
            return
        box = self._span(start, end, top)
        painter.setBrush(QColor(_GAP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(QBrush(QColor(_GAP_LINES), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(_GAP_EDGE), 1))
        painter.drawRoundedRect(box, 3, 3)
        days = (end - start).days + 1
        said = f"空岗 {days} 天" if end < line.today else "未派"
        painter.setFont(self._font(12))
        painter.setPen(QColor(Tone.RED.text))
        room = box.toRect().adjusted(self._look.px(6), 0, -2, 0)
        if painter.fontMetrics().horizontalAdvance(said) <= room.width():
            painter.drawText(room, _MIDDLE, said)

    def _is_followed(self, line: Timeline, lane: Lane, start: date) -> bool:
        """Whether somebody is decided who comes after the stay before a gap."""
        before = [stay for stay in lane.stays if stay.until is not None and stay.until < start]
        return bool(before) and before[-1].posting_id in line.coming and not before[-1].left

    def _paint_today(self, painter: QPainter, today: date) -> None:
        place, head = round(self._x(today)), self._look.px(_HEAD)
        painter.setPen(QPen(QColor(tokens.ACCENT), 1))
        painter.drawLine(place, head, place, self.height())
        painter.setBrush(QColor(tokens.ACCENT))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawEllipse(QPoint(place, head), self._look.px(3), self._look.px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _words(self, painter: QPainter, room: QRect, text: str) -> None:
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, elided)

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._look.px(size))
        font.setBold(bold)
        return font

    # How it is used.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the stay clicked, else the lane's latest."""
        place = event.position().toPoint()
        for box, posting_id in self._places:
            if box.contains(place):
                self._choose(posting_id)
                return
        number = (place.y() - self._look.px(_HEAD)) // self._look.px(_ROW)
        if 0 <= number < len(self.lanes):
            self._choose(_present(self.lanes[number]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the lanes."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self.lanes:
            super().keyPressEvent(event)
            return
        here = [
            n for n, lane in enumerate(self.lanes) if any(s.posting_id == self._marked for s in lane.stays)
        ]
        number = (here[0] + step if here else 0) % len(self.lanes)
        self._choose(_present(self.lanes[number]))

    def _choose(self, posting_id: int) -> None:
        self.mark(posting_id)
        self.chosen.emit(posting_id)


def _present(lane: Lane) -> int:
    """The stay of a lane that is under way, else its last."""
    return next((stay for stay in reversed(lane.stays) if not stay.left), lane.stays[-1]).posting_id


def _told(lane: Lane) -> str:
    """A lane in words, for a screen reader."""
    stays = "，".join(f"{stay.name} {stay.start}至{stay.until or '未定'}" for stay in lane.stays)
    gaps = f"，空岗 {len(lane.gaps)} 处" if lane.gaps else ""
    return f"{lane.unit}{lane.role.label}：{stays}{gaps}"


def scrolling(view: TimelineView) -> QScrollArea:
    """The timeline, scrolling where the window is too low or too narrow for it."""
    area = named(QScrollArea(), "timeline-scroll", "轮换时间轴")
    area.setWidget(view)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.StyledPanel)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
