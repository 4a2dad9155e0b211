"""The first view: the timeline over the hand-over desk, and what is counted in its foot (二)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from banfu_desktop.services.rotation import handovers, rotation
from banfu_desktop.services.rotation.drawing import drawn
from banfu_desktop.services.rotation.handovers import HandoverRow
from banfu_desktop.services.rotation.rotation import PlaceRow, Timeline
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.timeline_view import TimelineView
from banfu_desktop.ui.look.widgets import column, label, named, row
from banfu_desktop.ui.pages.rotation.desk import HandoverDesk
from banfu_desktop.ui.tasks import Session

_RULE = "↑↓ 选岗位，空格键勾选"


_TALL, _LOW = 372, 280
"""Heights of timeline and desk at standard size, as long as there is the room."""


@dataclass(frozen=True)
class DeskData:
    """The timeline, everybody, and the list of the one marked."""

    timeline: Timeline
    places: Sequence[PlaceRow]
    handover: HandoverRow | None


def read_desk(session: Session, today: date, marked: int | None) -> DeskData:
    """What the view shows; `marked` is the posting chosen."""
    shown = None if marked is None else handovers.of_posting(session, marked, today)
    return DeskData(rotation.timeline(session, today), rotation.listing(session, today), shown)


class DeskView(QWidget):
    """The parts of the view; the page connects them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "rotation-view", "时间轴和交接清单")
        self.timeline = TimelineView(look, "rotation-timeline", "轮换时间轴")
        self.desk = HandoverDesk(look)
        split = named(QSplitter(Qt.Orientation.Vertical), "rotation-split", "时间轴和交接清单")
        split.addWidget(self.timeline)
        split.addWidget(self.desk)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.px(8))
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([look.px(_TALL), look.px(_LOW)])
        split.splitterMoved.connect(lambda *_: self._drawn_by_hand())
        self._look, self._split, self._by_hand = look, split, False
        self._said = label("", "secondary", name="rotation-foot")
        self.setLayout(column(split, row(self._said, None, label(_RULE, "secondary"))))
        self.setFocusProxy(self.timeline)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All lanes are seen where the desk still has its room; the clerk's own line stays."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room, low = self._split.height() - self._split.handleWidth(), self._look.px(_LOW)
        if not self._by_hand and room > low:
            tall = max(room // 2, min(self.timeline.sizeHint().height(), room - low))
            self._split.setSizes([tall, room - tall])

    def _drawn_by_hand(self) -> None:
        self._by_hand = True

    def show_data(self, data: DeskData, marked: int | None) -> None:
        """Show what was read."""
        place = next((one for one in data.places if one.id == marked), None)
        self.timeline.show_timeline(drawn(data.timeline))
        self._share()
        if marked is not None and self.timeline.lane is None:
            self.timeline.select(marked)
        self.desk.show_list(place, data.handover)
        here = [one for one in data.places if one.left_on is None]
        crowds = [f"{quarter.said} {leaving} 人同时离岗" for quarter, leaving, _ in data.timeline.crowded]
        text = "　".join((f"{len(here)} 人在岗", f"{len(data.timeline.lanes)} 个岗位", *crowds[:1]))
        self._said.setText(text)
        self._said.setAccessibleName(text)
