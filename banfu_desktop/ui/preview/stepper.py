"""A number of copies between two small buttons: typed, or one more and one less."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from banfu_desktop.ui.look.look import SECONDARY, Look
from banfu_desktop.ui.look.widgets import icon_button, label, named, row

LEAST, MOST = 1, 99


class Stepper(QFrame):
    """How many copies; `changed` carries the new number."""

    changed = Signal(int)

    def __init__(self, look: Look, says: str, value: int = LEAST) -> None:
        super().__init__()
        named(self, "stepper", says, look="stepper")
        self._value = value
        self._edit = named(QLineEdit(str(value)), "copies", says)
        self._edit.setProperty("look", "stepped")
        self._edit.setValidator(QIntValidator(LEAST, MOST, self._edit))
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._edit.setFixedWidth(look.px(30))
        self._edit.textEdited.connect(self._typed)
        self._edit.editingFinished.connect(lambda: self._edit.setText(str(self._value)))
        buttons = []
        for name, icon, step, what in (("fewer", "minus", -1, "少一份"), ("more", "plus", 1, "多一份")):
            made = icon_button(look.icon(icon, SECONDARY), name, f"{what}：{says}", look.px(14))
            made.setFixedSize(QSize(look.px(26), look.px(24)))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, step=step: self.step(step))
            buttons.append(made)
        fewer, more = buttons
        layout = row(fewer, self._edit, label("份", name="copies-word"), more, spacing=0)
        layout.setContentsMargins(look.px(1), 0, look.px(1), 0)
        self.setLayout(layout)
        self.setFixedSize(look.px(104), look.px(28))

    @property
    def value(self) -> int:
        """How many."""
        return self._value

    def step(self, by: int) -> None:
        """So many more, or fewer."""
        self.put(self._value + by)

    def put(self, value: int) -> None:
        """Another number, kept between the least and the most."""
        wanted = min(max(value, LEAST), MOST)
        self._edit.setText(str(wanted))
        if wanted != self._value:
            self._value = wanted
            self.changed.emit(wanted)

    def _typed(self, text: str) -> None:
        if text.isdecimal() and int(text) >= LEAST and int(text) != self._value:
            self._value = int(text)
            self.changed.emit(self._value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ as well."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
