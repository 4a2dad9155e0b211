"""A field for a password: an eye that shows it while it is pressed in, and a note while Caps Lock is on."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from banfu_desktop.ui.look.look import SECONDARY, Look
from banfu_desktop.ui.look.widgets import icon_button, label, named

CAPS = "大写锁定开着"


class PasswordEdit(QLineEdit):
    """A line of dots.

    Qt does not tell Caps Lock; it shows by a letter that is large without Shift or small with it.
    """

    def __init__(self, look: Look, name: str, accessible: str) -> None:
        super().__init__()
        named(self, name, accessible)
        self._look = look
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self._make_eye()
        self.caps = label(CAPS, "field-warning", name="caps-lock")
        self.caps.setParent(self)
        self.caps.hide()

    def _make_eye(self) -> QToolButton:
        eye = icon_button(QIcon(), "show-password", "显示密码", self._look.px(16))
        eye.setParent(self)
        eye.setCheckable(True)
        eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        eye.setCursor(Qt.CursorShape.ArrowCursor)
        eye.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        eye.toggled.connect(self._turn)
        return eye

    def _turn(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        said = "隐藏密码" if shown else "显示密码"
        self._eye.setIcon(self._look.icon("eye-off" if shown else "eye", SECONDARY))
        self._eye.setToolTip(said)
        self._eye.setAccessibleName(said)

    def hide_text(self) -> None:
        """Dots again."""
        self._eye.setChecked(False)

    def clear(self) -> None:
        """Nothing is left in sight."""
        super().clear()
        self.hide_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter tells whether Caps Lock is on; the key itself turns the note."""
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock and not self.caps.isHidden():
            self._say_caps(False)
        elif len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._say_caps(letter.isupper() != shifted)
        super().keyPressEvent(event)

    def _say_caps(self, on: bool) -> None:
        self.caps.setVisible(on)
        self._place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever leaves the field leaves no password in sight; a menu or another window is no leaving."""
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
                              Qt.FocusReason.MouseFocusReason):  # fmt: skip
            self.hide_text()
            self._say_caps(False)

    def changeEvent(self, event: QEvent) -> None:
        """The eye goes with the field."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._eye.setEnabled(self.isEnabled())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The eye stands at the right."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        px, high = self._look.px, self.height()
        if self._eye.icon().isNull():
            self._turn(False)
        side = max(high - px(8), px(20))
        self._eye.setGeometry(self.width() - side - px(4), (high - side) // 2, side, side)
        taken = side + px(6)
        if not self.caps.isHidden():
            wide = self.caps.sizeHint().width()
            self.caps.setGeometry(self.width() - taken - wide - px(4), 1, wide, high - 2)
            taken += wide + px(8)
        self.setTextMargins(0, 0, taken, 0)
