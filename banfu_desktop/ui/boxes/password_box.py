"""Asks for a new password, twice, for the present one where there is one, and for whom where that is open."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QLineEdit, QWidget

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.passwords import SHORTEST, refuse_weak
from banfu_desktop.rules.persons import checked_name
from banfu_desktop.rules.roles import Role
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, allow, button, column, label, named, row
from banfu_desktop.ui.page.password_edit import PasswordEdit

NAME, ROLE, PRESENT, NEW, AGAIN = "name", "role", "present", "new", "again"
_EMPTY = "请先填满"
_LABELS = {
    NAME: "姓名",
    ROLE: "角色",
    PRESENT: "现在的密码",
    NEW: f"新密码（至少{SHORTEST}个字符）",
    AGAIN: "再输入一次新密码",
}
_ABREAST = 3
"""More fields than these stand two abreast."""
_OTHER = "两次输入的新密码不一样。"


class PasswordBox(QDialog):
    """Accepted when all that was asked for is typed, and the new password will do.

    Args:
        title: what it is for (设置密码).
        about: what the clerk should know first.
        asked: which of NAME, ROLE, PRESENT, NEW and AGAIN.
        near: what the office and its people are called, asked for when a password is judged.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        about: str,
        asked: Sequence[str],
        parent: QWidget | None = None,
        near: Callable[[], Collection[str]] = tuple,
    ) -> None:
        super().__init__(parent)
        self._near = near
        named(self, "password-box", title)
        self.setWindowTitle(title)
        self._look = look
        self._edits = {name: self._edit(name) for name in asked if name != ROLE}
        self._roles = {ROLE: _roles()} if ROLE in asked else {}
        self._said = label("", "field-error", name="password-said", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setMinimumHeight(look.px(40))
        px = look.px
        fields = self._lay_fields(look, asked)
        self._confirm = button(title, "confirm", look="primary")
        self._confirm.setDefault(True)
        allow(self._confirm, _EMPTY)
        self._confirm.clicked.connect(self._check)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        if NEW in self._edits:
            fields += self._offer(look)
        shown = label(about, "secondary", name="about", wrap=True)
        content = column(
            label(title, "heading", wrap=True),
            shown,
            px(4),
            *fields,
            self._said,
            row(None, cancel, self._confirm),
        )
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        width = px(440 if len(asked) <= _ABREAST else 560)
        self.setFixedSize(width, content.totalHeightForWidth(width))

    def _lay_fields(self, look: Look, asked: Sequence[str]) -> "list[QWidget | QLayout | int]":
        """One below the other; many stand two abreast, else a low screen would cut the box off."""
        fields: list[QWidget | QLayout | int] = []
        cells: list[QLayout] = []
        for name in asked:
            edit: QWidget = self._roles[name] if name in self._roles else self._edits[name]
            told = label(_LABELS[name], name=f"{name}-label")
            told.setBuddy(edit)
            if len(asked) <= _ABREAST:
                fields += [told, edit, look.px(4)]
            else:
                cells.append(column(told, edit))
        for left, right in zip(cells[::2], cells[1::2], strict=True):
            pair = row(left, right, spacing=look.px(16))
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
            fields += [pair, look.px(4)]
        return fields

    def _offer(self, look: Look) -> list[QWidget | int]:
        """What thinks of a password for whoever cannot: shown, to be typed by hand and so remembered."""
        self._phrase = label("", name="phrase", wrap=True)
        self._phrase.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._phrase.setMinimumHeight(look.px(66))
        self._phrase.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        think = button("想一个好记的口令", "think")
        think.setAutoDefault(False)
        think.clicked.connect(self._think)
        return [think, self._phrase]

    def _think(self) -> None:
        from banfu_desktop.services.keeping import unlocking

        words, typed = unlocking.think_of_phrase()
        self._phrase.setText(f"记住这五个词：{words}\n照拼音输入：{typed}")
        self._edits[NEW].setFocus()

    def typed(self, name: str) -> str:
        """What was typed."""
        return self._roles[name].currentText() if name in self._roles else self._edits[name].text()

    def forget(self) -> None:
        """Clear what was typed."""
        for edit in self._edits.values():
            edit.clear()

    def _edit(self, name: str) -> QLineEdit:
        if name == NAME:
            edit: QLineEdit = named(QLineEdit(), name, _LABELS[name])
        else:
            edit = PasswordEdit(self._look, name, _LABELS[name])
        edit.textChanged.connect(self._refresh)
        return edit

    def _refresh(self) -> None:
        self._said.setText("")
        allow(self._confirm, "" if all(edit.text() for edit in self._edits.values()) else _EMPTY)

    def _check(self) -> None:
        try:
            if NAME in self._edits:
                checked_name(self.typed(NAME))
        except UserError as refusal:
            self._said.setText(str(refusal))
            self._edits[NAME].setFocus()
            return
        try:
            if NEW in self._edits:
                name = (self.typed(NAME),) if NAME in self._edits else ()
                refuse_weak(self.typed(NEW), (*self._near(), *name))
        except UserError as refusal:
            self._said.setText(str(refusal))
            self._edits[NEW].setFocus()
            return
        if AGAIN in self._edits and self.typed(AGAIN) != self.typed(NEW):
            self._said.setText(_OTHER)
            self._edits[AGAIN].setFocus()
            return
        self.accept()


def _roles() -> Combo:
    """A drop-down of the roles, the commonest first."""
    box = named(Combo(), ROLE, _LABELS[ROLE])
    box.addItems([role.label for role in (Role.CLERK, Role.REVIEWER, Role.VISITOR)])
    return box
