"""The rooms at the left, in groups, with the town above them and the finder's door."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from banfu_desktop.ui.look import ACCENT, SECONDARY, Look
from banfu_desktop.ui.registry import FOOT, Room
from banfu_desktop.ui.widgets import column, label, named


class Navigation(QFrame):
    """The rooms; ↑ and ↓ go through them. `chosen` carries a room's name, `finding` is the wish to search."""

    chosen = Signal(str)
    finding = Signal()

    def __init__(self, look: Look, rooms: Sequence[Room]) -> None:
        super().__init__()
        named(self, "navigation", "导航", look="navigation")
        self._look = look
        self._town = label("", "town", name="town")
        self._status = label("", "status", name="status", wrap=True)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons = {room.name: self._button(room, number) for number, room in enumerate(rooms, 1)}
        px = look.px
        layout = column(self._town, px(4), self._find_button(), px(4), spacing=px(2))
        layout.setContentsMargins(px(8), px(16), px(8), px(12))
        group = ""
        for room in rooms:
            if room.group == FOOT:
                continue
            if room.group != group:
                group = room.group
                layout.addWidget(label(group, "group", name=f"group-{group}"))
            layout.addWidget(self._buttons[room.name])
        layout.addStretch(1)
        layout.addWidget(self._status)
        for room in rooms:
            if room.group == FOOT:
                layout.addWidget(self._buttons[room.name])
        self.setLayout(layout)
        self.setFixedWidth(px(176))

    def show_room(self, name: str) -> None:
        """Mark the room the clerk is in."""
        self._buttons[name].setChecked(True)

    def set_town(self, town: str) -> None:
        """The office's name above the rooms."""
        self._town.setText(town)
        self._town.setAccessibleName(town)

    def set_status(self, text: str) -> None:
        """A quiet line below the rooms."""
        self._status.setText(text)
        self._status.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down through the rooms, Enter goes there."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        buttons = list(self._buttons.values())
        here = next((number for number, button in enumerate(buttons) if button.hasFocus()), -1)
        if here >= 0 and event.key() in steps:
            buttons[(here + steps[Qt.Key(event.key())]) % len(buttons)].setFocus(
                Qt.FocusReason.TabFocusReason
            )
        elif here >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[here].click()
        else:
            super().keyPressEvent(event)

    def _button(self, room: Room, number: int) -> QPushButton:
        button = named(QPushButton(room.title), f"room-{room.name}", room.title, look="room")
        button.setCheckable(True)
        button.setIcon(self._look.icon(room.icon, SECONDARY, checked=ACCENT))
        button.setIconSize(QSize(self._look.px(18), self._look.px(18)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(f"Ctrl+{number}" if number < 10 else "")
        button.clicked.connect(lambda: self.chosen.emit(room.name))
        self._group.addButton(button)
        return button

    def _find_button(self) -> QPushButton:
        button = named(QPushButton("查找　Ctrl+K"), "find", "查找人员、单位、命令", look="find")
        button.setIcon(self._look.icon("search", SECONDARY))
        button.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("查找人员、单位、命令，可用拼音首字母")
        button.clicked.connect(self.finding)
        return button
