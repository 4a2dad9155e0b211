"""The period a page shows: ‹ 2026年10月 ›, a click or key back and on, a calendar of months behind it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget, QWidgetAction

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import MonthState, Word
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, column, icon_button, label, named, row

States = Mapping[Month, Word]
"""How far months have come."""
Ask = Callable[[Callable[[States], object]], object]
"""Asks for them; what is given is told a little later."""
_TONES = {"draft": Tone.GREY, "sealed": Tone.GREEN, "paid": Tone.BLUE}
_LEGEND = [(state.label, _TONES[state.value]) for state in MonthState]


class PeriodPicker(QWidget):
    """Chooses a month, or a year when `yearly` is set; `chosen` tells what the clerk chose.

    `ask` is how it learns what has become of the months, once its calendar is opened.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, month: Month) -> None:
        super().__init__()
        named(self, "period", "期间")
        self._look, self._month, self._yearly = look, month, False
        self.ask: Ask | None = None
        self._menu: MonthMenu | None = None
        self._back = icon_button(look.icon("chevron-left"), "period-back", "上一月（PgUp）", look.px(20))
        self._on = icon_button(look.icon("chevron-right"), "period-on", "下一月（PgDn）", look.px(20))
        self._name = named(QToolButton(), "period-name", "选择月份", look="flat")
        self._name.clicked.connect(self._open_months)
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self.setLayout(row(self._back, self._name, self._on, spacing=0))
        self._show()

    @property
    def month(self) -> Month:
        """The month shown; of a year, the month last shown in it."""
        return self._month

    def set_month(self, month: Month) -> None:
        """Show a month without telling anyone."""
        self._month = month
        self._show()

    def set_yearly(self, yearly: bool) -> None:
        """Step by whole years, or by months."""
        self._yearly = yearly
        self._show()

    def step(self, steps: int) -> None:
        """So many months (years) on, or back when negative."""
        self._choose(self._month.shift(steps * (12 if self._yearly else 1)))

    def _choose(self, month: Month) -> None:
        if month != self._month:
            self.set_month(month)
            self.chosen.emit(month)

    def _show(self) -> None:
        unit = "年" if self._yearly else "月"
        self._name.setText(f"{self._month.year}年" if self._yearly else self._month.label)
        for shown, text in ((self._back, f"上一{unit}（PgUp）"), (self._on, f"下一{unit}（PgDn）")):
            shown.setToolTip(text)
            shown.setAccessibleName(text)

    def _open_months(self) -> None:
        if self._yearly:
            return
        self._menu = MonthMenu(self, self._look, self._month, self._choose)
        self._menu.aboutToHide.connect(self._forget_menu)
        self._menu.popup(self._name.mapToGlobal(self._name.rect().bottomLeft()))
        if self.ask is not None:
            self.ask(self._show_states)

    def _show_states(self, states: States) -> None:
        """The answer comes a little later; the calendar may be gone by then."""
        if self._menu is not None:
            self._menu.show_states(states)

    def _forget_menu(self) -> None:
        self._menu = None


class MonthButton(QToolButton):
    """A month of the calendar; a dot below it says how far it has come, as its name and tooltip do."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        named(self, f"month-{number}", f"{number}月", look="flat")
        self.setText(f"{number}月")
        self.setCheckable(True)
        self.setMinimumWidth(look.px(56))
        self._look, self._number, self._tone = look, number, Tone.GREY
        self._state = ""

    def show_state(self, state: Word | None) -> None:
        """How far the month has come; None: nothing was made in it."""
        self._state = "" if state is None else state.label
        self._tone = Tone.GREY if state is None else _TONES.get(state.value, Tone.GREY)
        self.setAccessibleName(f"{self._number}月" + (f"，{self._state}" if self._state else ""))
        self.setToolTip(self._state)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and its dot."""
        super().paintEvent(event)
        if self._state:
            painter, size = QPainter(self), self._look.px(5)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._tone.text))
            painter.drawEllipse(
                (self.width() - size) // 2, self.height() - size - self._look.px(2), size, size
            )
            painter.end()


class MonthMenu(QMenu):
    """Twelve months of one year, with the years before and after."""

    def __init__(self, parent: QWidget, look: Look, month: Month, choose: Callable[[Month], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        named(self, "months", "选择月份")
        self._month, self._year, self._choose = month, month.year, choose
        self._look = look
        self._states: States = {}
        back = icon_button(look.icon("chevron-left"), "year-back", "上一年", look.px(20))
        on = icon_button(look.icon("chevron-right"), "year-on", "下一年", look.px(20))
        back.clicked.connect(lambda: self._turn(-1))
        on.clicked.connect(lambda: self._turn(1))
        self._title = label("", "strong", name="year")
        grid = QGridLayout()
        grid.setSpacing(4)
        self._months = [self._button(number, grid) for number in range(1, 13)]
        content = QWidget(self)
        layout = column(row(back, None, self._title, None, on), grid)
        layout.setContentsMargins(8, 8, 8, 8)
        content.setLayout(layout)
        self._legend = QWidget()
        self._legend.setLayout(row(*(Chip(word, tone) for word, tone in _LEGEND), None, spacing=4))
        self._legend.hide()
        layout.addWidget(self._legend)
        action = QWidgetAction(self)
        action.setDefaultWidget(content)
        self.addAction(action)
        self._turn(0)
        self._months[month.number - 1].setFocus()

    def show_states(self, states: States) -> None:
        """How far each month has come; what a dot means stands below."""
        self._states = states
        self._turn(0)
        self._legend.setVisible(bool(states))
        self.adjustSize()

    def _button(self, number: int, grid: QGridLayout) -> MonthButton:
        made = MonthButton(self._look, number)
        made.clicked.connect(lambda: self._take(number))
        grid.addWidget(made, (number - 1) // 4, (number - 1) % 4)
        return made

    def _turn(self, years: int) -> None:
        self._year += years
        self._title.setText(f"{self._year}年")
        for number, shown in enumerate(self._months, 1):
            shown.setChecked((self._year, number) == (self._month.year, self._month.number))
            shown.show_state(self._states.get(Month(self._year, number)))

    def _take(self, number: int) -> None:
        self.close()
        self._choose(Month(self._year, number))
