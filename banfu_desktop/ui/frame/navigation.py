"""The rooms at the left, in groups, with the town above them and the finder's door."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QToolButton, QWidget

from banfu_desktop.ui.look.look import ACCENT, SECONDARY, Look
from banfu_desktop.ui.look.widgets import column, label, named, restyle, row
from banfu_desktop.ui.registry import FOOT, Room, keys_of


class Navigation(QFrame):
    """The rooms; ↑ and ↓ go through them. `chosen` carries a room's name, `finding` is the wish to search,
    `locking` that to lock.

    It is drawn first of all, so what the eye does not miss at once (icons, and Qt's enums, which take longer
    to make than the window) comes with `dress`.
    """

    chosen = Signal(str)
    finding = Signal()
    locking = Signal()

    def __init__(self, look: Look, rooms: Sequence[Room]) -> None:
        super().__init__()
        named(self, "navigation", "导航", look="navigation")
        rooms, self._under = [room for room in rooms if not room.under], {r.name: r.under for r in rooms}
        self._look, self._rooms = look, rooms
        self._town = label("", "town", name="town")
        self._status = label("", "status", name="status", wrap=True)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._find = named(QPushButton("查找　Ctrl+K"), "find", "查找人员、单位、命令", look="find-bare")
        self._find.setToolTip("查找人员、单位、命令，可用拼音首字母")
        self._find.clicked.connect(self.finding)
        self._lock = named(QToolButton(), "lock-button", "锁屏", look="flat")
        self._lock.setToolTip("锁屏　Ctrl+L")
        self._lock.clicked.connect(self.locking)
        self._buttons = {room.name: self._button(room) for room in rooms}
        px = look.px
        find = row(self._find, self._lock, spacing=px(4))
        find.setStretch(0, 1)
        layout = column(self._town, px(2), find, px(2), spacing=px(1))
        layout.setContentsMargins(px(8), px(12), px(8), px(8))
        self._scroll = self._scrolling(rooms)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._status)
        for room in rooms:
            if room.group == FOOT:
                layout.addWidget(self._buttons[room.name])
        self.setLayout(layout)
        self.setFixedWidth(px(176))

    def _scrolling(self, rooms: Sequence[Room]) -> QScrollArea:
        """The rooms above the foot in their groups; they scroll where the window is low."""
        lines = column(spacing=self._look.px(1))
        group = ""
        for room in rooms:
            if room.group == FOOT:
                continue
            if room.group != group:
                group = room.group
                lines.addWidget(label(group, "group", name=f"group-{group}"))
            lines.addWidget(self._buttons[room.name])
        lines.addStretch(1)
        content = named(QWidget(), "rooms", "各页", look="plain")
        content.setLayout(lines)
        scroll = named(QScrollArea(), "rooms-scroll", "各页")
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        return scroll

    def dress(self) -> None:
        """Icons, each room's keys, and no focus by a click: the keyboard stays with the page."""
        from PySide6.QtCore import Qt

        from banfu_desktop.ui.page.initials import initials

        keys = keys_of(self._rooms)
        for room in self._rooms:
            self._buttons[room.name].setToolTip(keys.get(room.name) or f"Ctrl+G {initials(room.title)}")
        icons = {self._buttons[room.name]: room.icon for room in self._rooms} | {self._find: "search"}
        for button, icon in icons.items():
            restyle(button, look="find" if button is self._find else "room")
            button.setIconSize(QSize(self._look.px(18), self._look.px(18)))
            button.setIcon(self._look.icon(icon, SECONDARY, checked=ACCENT))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lock.setIcon(self._look.icon("lock", SECONDARY))
        self._lock.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_room(self, name: str) -> None:
        """Mark the room the clerk is in, or the one that it stands under."""
        lit = self._buttons[self._under.get(name) or name]
        lit.setChecked(True)
        self._scroll.ensureWidgetVisible(lit)

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
        from PySide6.QtCore import Qt

        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key, buttons = Qt.Key(event.key()), list(self._buttons.values())
        here = next((number for number, button in enumerate(buttons) if button.hasFocus()), -1)
        if here >= 0 and key in steps:
            target = buttons[(here + steps[key]) % len(buttons)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(target)
        elif here >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[here].click()
        else:
            super().keyPressEvent(event)

    def _button(self, room: Room) -> QPushButton:
        button = named(QPushButton(room.title), f"room-{room.name}", room.title, look="room-bare")
        button.setCheckable(True)
        button.clicked.connect(lambda: self.chosen.emit(room.name))
        self._group.addButton(button)
        return button
