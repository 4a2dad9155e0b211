"""One field of a record panel: label, clause chip, editor, and the sentence below it when it is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules import identity
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import clause_chip, clause_sentence, column, label, named, restyle, row
from banfu_desktop.ui.page.choices import editor_of_choice
from banfu_desktop.ui.page.editors import (
    DateEditor,
    Editor,
    FlagEditor,
    LineEditor,
    NoteEditor,
    Offer,
    SecretEditor,
)

Reveal = Callable[[str, Callable[[str], object]], object]
"""Asked for a full secret: (field name, what to call with it); audits it."""

_EDITORS: Mapping[Kind, Callable[[Field, Look], Editor]] = {
    Kind.NOTE: NoteEditor,
    Kind.DATE: DateEditor,
    Kind.FLAG: FlagEditor,
}
_WARNINGS: Mapping[Kind, Callable[[str], str]] = {
    Kind.CARD: identity.card_warning,
    Kind.PHONE: identity.mobile_warning,
}


class FieldBox(QWidget):
    """A field's label, chip, editor and the sentence below it."""

    def __init__(self, field: Field, look: Look, offer: Offer | None, reveal: Reveal | None) -> None:
        super().__init__()
        self.field = field
        named(self, f"field-{field.name}", field.label)
        self.editor = make_editor(field, look, offer, reveal)
        name = label(field.label, "field-label", name=f"label-{field.name}")
        name.setMinimumHeight(look.px(20))
        name.setBuddy(self.editor.entry)
        self._name, self._sealed_text = name, label(field.label, name=f"sealed-{field.name}", wrap=True)
        self._sealed_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sealed_text.hide()
        self._said = label("", "field-error", name=f"trouble-{field.name}", wrap=True)
        self._said.hide()
        head = row(name, spacing=look.px(4))
        if field.clause:
            head.addWidget(clause_chip(field.clause))
        head.addStretch(1)
        self._head = head
        self.setLayout(column(head, self.editor, self._sealed_text, self._said, spacing=look.px(4)))
        self.setToolTip(self.help)
        self.editor.entry.setAccessibleDescription(self.help)

    @property
    def head_width(self) -> int:
        """What the label and the chip need, in pixels."""
        return self._head.sizeHint().width()

    @property
    def help(self) -> str:
        """The field's help with its clause and whether it must be filled in."""
        clause = clause_sentence(self.field.clause)
        must = "必填" if self.field.required else ""
        return "。".join(part for part in (self.field.help.rstrip("。"), clause, must) if part)

    def show_value(self, value: Any, *, sealed: bool, words: str = "") -> None:
        """A value to edit, or as plain text; a sealed secret keeps its editor for the eye.

        Args:
            words: how a record referred to is called, should the drop-down not offer it.
        """
        plain = sealed and not (self.field.kind.secret and value)
        self.editor.show_reference(value, words)
        self.editor.seal(sealed)
        self.editor.setVisible(not plain)
        self._sealed_text.setText(self.editor.words or "—")
        self._sealed_text.setAccessibleName(f"{self.field.label} {self.editor.words}")
        self._sealed_text.setVisible(plain)
        restyle(self._sealed_text, look="red" if self.field.red and (value or 0) < 0 else "")
        self._name.setText(self.field.label + (" *" if self.field.required and not sealed else ""))
        self.say(None)

    def say(self, problem: Problem | None) -> None:
        """Show a problem under the field, or that there is none."""
        kind = "" if problem is None else "warning" if problem.warning else "error"
        self.editor.show_trouble(kind)
        restyle(self._said, look=f"field-{kind or 'error'}")
        text = "" if problem is None else "，".join(part for part in (problem.reason, problem.advice) if part)
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self._said.setVisible(bool(text))

    @property
    def trouble(self) -> str:
        """The sentence under the field."""
        return self._said.text()

    def check(self) -> Problem | None:
        """What is wrong with the field by itself, or what may be wrong with it."""
        if not self.editor.touched:
            return None
        try:
            value = self.editor.read()
        except UserError as refusal:
            return Problem(None, self.field.label, refusal.what, refusal.advice)
        warning = _WARNINGS.get(self.field.kind)
        doubt = warning(value) if warning and value else ""
        return Problem(None, self.field.label, doubt, warning=True) if doubt else None


def make_editor(field: Field, look: Look, offer: Offer | None, reveal: Reveal | None) -> Editor:
    """The editor for a field; `offer` makes a drop-down of any kind of field."""
    choice = editor_of_choice(field, look, offer)
    if choice is not None:
        return choice
    if field.kind.secret:
        return SecretEditor(field, look, reveal)
    return _EDITORS.get(field.kind, LineEditor)(field, look)
