"""Fields with a drop-down: a word, a text with others proposed, or a record of another list."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker
from PySide6.QtWidgets import QComboBox

from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, named
from banfu_desktop.ui.page.completer import ChoiceCompleter, Completer
from banfu_desktop.ui.page.editors import Editor, Offer, forget_typing

NOT_OFFERED = "（不在可选项中）"
"""How a record is shown that the drop-down does not offer and its row does not name."""


class ChoiceEditor(Editor):
    """A drop-down, used by mouse, arrows or typing a part of a label.

    A field of words takes only its words; any other takes what is typed, and the labels are proposals. What
    stands in it stays there whatever is offered later.
    """

    def __init__(self, field: Field, look: Look) -> None:
        self.combo = Combo()
        super().__init__(field, self.combo)
        self.combo.setEditable(True)
        line = self.combo.lineEdit()
        if line is not None:
            named(line, f"{field.name}-text", field.label)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setMaxVisibleItems(12)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(4)
        self._offered: dict[str, Any] = {}
        self.offer([(word, word.label) for word in field.words] if field.words else [])
        self.combo.editTextChanged.connect(lambda: self.edited.emit())
        self.combo.activated.connect(lambda: self.left.emit())

    def offer(self, offer: Offer) -> None:
        """Change what is proposed; a record chosen keeps its place under the label it has now."""
        offered = _distinct(offer)
        if list(offered.items()) == list(self._offered.items()):
            return
        text = self._text_among(offered)
        self._offered = offered
        line = self.combo.lineEdit()
        place = line.cursorPosition() if line is not None else 0
        with QSignalBlocker(self.combo):
            self.combo.clear()
            self.combo.addItems(list(offered))
            self._put(text)
        if line is not None:
            line.setCursorPosition(place)
        former = self.combo.completer()
        self.combo.setCompleter(ChoiceCompleter(list(offered), self.combo))
        if isinstance(former, Completer):  # the first one is the line's own, which it deletes itself
            former.deleteLater()

    def raw(self) -> object:
        """What stands there."""
        return self.combo.currentText().strip()

    def read(self) -> Any:
        """The value of a label that is offered, else what was typed, if the field takes that.

        Raises:
            UserError: the field does not take it.
        """
        text = self.combo.currentText().strip()
        return self._offered[text] if text in self._offered else self.field.read(text)

    @property
    def words(self) -> str:
        """The label chosen."""
        return self.combo.currentText()

    def show_value(self, value: Any) -> None:
        """The label of a value."""
        label = _label(self._offered, value)
        with QSignalBlocker(self.combo):
            self._put(self.field.show(value) if label is None else label)

    def tidy(self) -> None:
        """A part that fits only one word becomes that word; a text that may be anything stays as it is."""
        text = self.combo.currentText().strip()
        matches = [label for label in self._offered if text and text in label]
        if self._is_closed and text not in self._offered and len(matches) == 1:
            self.combo.setCurrentText(matches[0])

    def seal(self, sealed: bool) -> None:
        """No choosing."""
        line = self.combo.lineEdit()
        if line is not None:
            line.setReadOnly(sealed)
        self.combo.setEnabled(not sealed)
        super().seal(sealed)
        QCoreApplication.sendEvent(self.combo, QEvent(QEvent.Type.StyleChange))  # its line moves to its place

    def settle(self) -> None:
        """Forget how it was typed."""
        line = self.combo.lineEdit()
        if line is not None:
            forget_typing(line)

    @property
    def _is_closed(self) -> bool:
        """Whether only what is offered can stand here in the end."""
        return self.field.words is not None

    def _text_among(self, offered: dict[str, Any]) -> str:
        """What stands here once these are offered."""
        text = self.combo.currentText()
        label = _label(offered, self._offered[text]) if text in self._offered else None
        return text if label is None else label

    def _put(self, text: str) -> None:
        """A text, and where it stands in the list, so that arrows go on from there."""
        self.combo.setCurrentIndex(list(self._offered).index(text) if text in self._offered else -1)
        self.combo.setEditText(text)


class ReferenceEditor(ChoiceEditor):
    """A choice of one record: read is a label that is offered, or the record that stood here untouched."""

    def __init__(self, field: Field, look: Look) -> None:
        self._is_untouched, self._known_as = True, ""
        super().__init__(field, look)
        self.combo.editTextChanged.connect(self._touch)

    def read(self) -> Any:
        """The record's id; None for none.

        Raises:
            UserError: a text that names no record offered, or nothing where something is needed.
        """
        text = self.combo.currentText().strip()
        if self._is_untouched and self._value is not None:
            return self._value
        if text in self._offered and self._offered[text] is not None:
            return self._offered[text]
        return self.field.read(text)

    def show_value(self, value: Any) -> None:
        """The label of a record by its id."""
        self.show_reference(value, "")

    def show_reference(self, value: Any, words: str) -> None:
        """The label of a record; one no longer offered is shown as its row names it, never as a number."""
        self._value, self._known_as, self._is_untouched = value, words or NOT_OFFERED, True
        with QSignalBlocker(self.combo):
            self._put(self._text_among(self._offered))

    @property
    def _is_closed(self) -> bool:
        return True

    def _text_among(self, offered: dict[str, Any]) -> str:
        if not self._is_untouched:
            return super()._text_among(offered)
        label = _label(offered, self._value)
        return label if label is not None else "" if self._value is None else self._known_as

    def _touch(self) -> None:
        self._is_untouched = False


def editor_of_choice(field: Field, look: Look, offer: Offer | None) -> ChoiceEditor | None:
    """The drop-down of a field; None where it has none."""
    if offer is None and field.kind not in (Kind.CHOICE, Kind.REFERENCE):
        return None
    made = ReferenceEditor(field, look) if field.kind is Kind.REFERENCE else ChoiceEditor(field, look)
    if offer is not None:
        made.offer(offer)
    return made


def _label(offered: dict[str, Any], value: Any) -> str | None:
    return next((label for label, known in offered.items() if known == value), None)


def _distinct(offer: Offer) -> dict[str, Any]:
    """Labels and their values; what is named alike is numbered, for a label must lead to one record."""
    pairs = list(dict.fromkeys(offer))
    times = Counter(label for _, label in pairs)
    seen: Counter[str] = Counter()
    offered: dict[str, Any] = {}
    for value, label in pairs:
        seen[label] += 1
        offered[label if times[label] == 1 else f"{label}（{seen[label]}）"] = value
    return offered
