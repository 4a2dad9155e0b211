"""What is due, in bands; groups open in place; a line can be put off or let be from where it stands."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.home import Band, Due, PutOff
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, button, label, named, row
from banfu_desktop.ui.pages.home.due_line import DueLine

_LEAST = 3
_OTHER_DAY = "选一天…"


class DueList(QScrollArea):
    """As high as its lines where there is room; ↑ and ↓ go from line to line.

    Args:
        go: goes where a reminder is done.
        later: puts a reminder off until a day; None asks for the day.
        known: lets a reminder be, for a reason that is asked for.
        back: says reminders again that were put off.
        whole: whether all lines are shown and something around the list scrolls.
    """

    def __init__(
        self,
        look: Look,
        *,
        go: Callable[[Due], object],
        later: Callable[[Due, date | None], object],
        known: Callable[[Due], object],
        back: Callable[[PutOff], object],
        whole: bool = False,
    ) -> None:
        super().__init__()
        named(self, "due-list", "待办")
        self._look, self._go, self._later, self._known, self._back = look, go, later, known, back
        self._lines: list[DueLine] = []
        self._shown: list[QWidget] = []
        self._opened: set[str] = set()
        self._quiet_open, self._whole = False, whole
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(0, 0, look.px(2), 0)
        self._layout.setSpacing(0)
        content = named(QWidget(), "due-lines", "待办", look="plain")
        content.setLayout(self._layout)
        self._deeds = self._make_deeds(content)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_due(self, reminders: Sequence[Due], put_off: Sequence[PutOff], today: date) -> None:
        """Show these, band by band; the line with the keyboard keeps it, the list its place."""
        self._reminders, self._put_off, self._today = reminders, put_off, today
        kept = next((n for n, line in enumerate(self._lines) if line.hasFocus()), -1)
        if kept >= 0:  # else it would run down the old lines as they go, and the list after it
            self.viewport().setFocus(Qt.FocusReason.OtherFocusReason)
        place = self.verticalScrollBar().value()
        self._clear()
        for band in Band:
            own = [due for due in reminders if due.band(today) is band]
            if own:
                self._add(self._head(band, own))
                for due in own:
                    self._add_line(due)
        if put_off:
            self._add_quiet()
        self._layout.activate()
        if kept >= 0 and self._lines:
            self._lines[min(kept, len(self._lines) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(place)
        self._fit()
        self.updateGeometry()

    def start(self) -> None:
        """Put the keyboard on the first line."""
        if self._lines:
            self._lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # Lines.

    def _clear(self) -> None:
        self._deeds.hide()
        for widget in self._shown:
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self._lines = [], []

    def _add(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self._layout.addWidget(widget)
        widget.show()  # else it counts for nothing in the list's height until Qt shows it, a moment later

    def _head(self, band: Band, own: Sequence[Due]) -> QWidget:
        px = self._look.px
        pressing = any(due.urgency != "grey" for due in own) and band is Band.MONTH
        word = "类" if band is Band.RECORDS else "项"
        chip = Chip(f"{len(own)} {word}", Tone.AMBER if pressing else Tone.GREY)
        parts = row(label(band.value, "heading"), chip, None, spacing=px(8))
        if not self._shown:
            parts.addWidget(label("到期", "secondary"))
            parts.addSpacing(px(24))
        parts.setContentsMargins(px(8), px(4 if not self._shown else 8), px(8), px(4))
        head = named(QFrame(), "due-band", f"{band.value} {len(own)} {word}", look="due-band")
        head.setLayout(parts)
        return head

    def _add_line(self, due: Due, *, inside: bool = False) -> None:
        line = DueLine(self._look, due, self._today, inside=inside)
        line.chosen.connect(lambda: self._go(due))
        line.touched.connect(lambda: self._offer(line))
        line.turned.connect(lambda opened: self._turn(due, opened))
        line.asked.connect(lambda what: self._do(line, what))
        self._lines.append(line)
        self._add(line)
        if due.items and due.subject in self._opened:
            line.turn(True)
            for item in due.items:
                self._add_line(item, inside=True)

    def _turn(self, due: Due, opened: bool) -> None:
        """Open or close a group in place; inside one, ← goes back to its line."""
        group = next((line.due for line in self._lines if line.due is due and line.due.items), None)
        if group is None:
            return
        (self._opened.add if opened else self._opened.discard)(group.subject)
        self.show_due(self._reminders, self._put_off, self._today)

    # What can be done with the line under the pointer or the keyboard.

    def _make_deeds(self, content: QWidget) -> QWidget:
        deeds = named(QFrame(content), "due-deeds", "这一条", look="due-deeds")
        later = button("稍后提醒", "due-later", look="link-small", tip="推到以后的一天再提醒（S）")
        known = button("已知悉", "due-known", look="link-small", tip="写明原因，不再提醒（Y）")
        for made, what in ((later, "later"), (known, "known")):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, what=what: self._do(self._touched, what))
        deeds.setLayout(row(later, known, spacing=self._look.px(8)))
        deeds.hide()
        self._touched: DueLine | None = None
        self._known_button = known
        return deeds

    def _offer(self, line: DueLine) -> None:
        """Lay the two deeds over the line, left of its day."""
        self._touched = line
        self._known_button.setVisible(line.due.urgency != "red")
        self._deeds.adjustSize()
        right = line.x() + line.width() - self._look.px(150)
        self._deeds.move(right - self._deeds.width(), line.y() + (line.height() - self._deeds.height()) // 2)
        self._deeds.show()
        self._deeds.raise_()

    def _do(self, line: DueLine | None, what: str) -> None:
        if line is None:
            return
        if what == "later":
            self._ask_when(line)
        elif line.due.urgency != "red":
            self._known(line.due)

    def _ask_when(self, line: DueLine) -> None:
        """The days a reminder is usually put off to; an urgent one only to tomorrow."""
        menu = QMenu(self)
        for text, day in self._days(line.due):
            said = f"{text}\t{day.month}月{day.day}日 周{weekday(day)}"
            menu.addAction(said, partial(self._later, line.due, day))
        if line.due.urgency != "red":
            menu.addAction(_OTHER_DAY, partial(self._later, line.due, None))
        corner = line.mapToGlobal(line.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width() + self._look.px(90), 0))
        menu.setActiveAction(menu.actions()[0])

    def _days(self, due: Due) -> list[tuple[str, date]]:
        tomorrow = self._today + timedelta(days=1)
        if due.urgency == "red":
            return [("明天", tomorrow)]
        monday = self._today + timedelta(days=7 - self._today.weekday())
        return [("明天", tomorrow), ("后天", tomorrow + timedelta(days=1)), ("下周一", monday)]

    # What is put off.

    def _add_quiet(self) -> None:
        until = sum(row.until is not None for row in self._put_off)
        known = len(self._put_off) - until
        said = "　".join(
            f"{word} {number} 项" for word, number in (("稍后提醒", until), ("已知悉", known)) if number
        )
        turn = button(said + ("　▾" if self._quiet_open else "　▸"), "due-quiet", look="link-small")
        turn.clicked.connect(self._turn_quiet)
        foot = named(QFrame(), "due-foot", said, look="due-foot")
        px, parts = self._look.px, row(turn, None)
        parts.setContentsMargins(px(8), px(8), px(8), px(4))
        foot.setLayout(parts)
        self._add(foot)
        for row_ in self._put_off if self._quiet_open else ():
            self._add(self._quiet_line(row_))

    def _turn_quiet(self) -> None:
        self._quiet_open = not self._quiet_open
        self.show_due(self._reminders, self._put_off, self._today)

    def _quiet_line(self, put_off: PutOff) -> QWidget:
        px = self._look.px
        why = f"{put_off.until}再提醒" if put_off.until else f"已知悉：{put_off.reason}"
        back = button("恢复提醒", "due-back", look="link-small")
        back.clicked.connect(lambda: self._back(put_off))
        line = named(QWidget(), "quiet-line", f"{put_off.text}，{why}")
        parts = row(label(put_off.text, "secondary"), None, label(why, "small"), back, spacing=px(12))
        parts.setContentsMargins(px(34), px(2), px(8), px(2))
        line.setLayout(parts)
        return line

    # Size and keys.

    def _fit(self) -> None:
        """As a whole the list is as high as its lines come out at its width."""
        if self._whole:
            least = self._layout.minimumSize().height()  # what Qt gives a long text that may wrap
            self.setFixedHeight(max(self._layout.heightForWidth(self.viewport().width()), least, 1))

    def changeEvent(self, event: QEvent) -> None:
        """What lies over a line is laid there anew once everything is of another size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._deeds.hide()

    def event(self, event: QEvent) -> bool:
        """Be as high as the lines come out, at a new width and once new lines have got their font.

        In `resizeEvent` it would be too early: a list made lower there keeps a viewport of the height before.
        """
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break anew; what floats over one of them comes again when it is pointed at."""
        super().resizeEvent(event)
        self._deeds.hide()

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(super().sizeHint().width(), self._height(None))

    def minimumSizeHint(self) -> QSize:
        """A few lines; the others are scrolled to."""
        return QSize(super().minimumSizeHint().width(), self._height(_LEAST))

    def _height(self, number: int | None) -> int:
        return sum(max(w.sizeHint().height(), w.minimumHeight()) for w in self._shown[:number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From line to line."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        here = next((n for n, line in enumerate(self._lines) if line.hasFocus()), -1)
        if step and here >= 0:
            target = self._lines[min(max(here + step, 0), len(self._lines) - 1)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target)
        else:
            super().keyPressEvent(event)
