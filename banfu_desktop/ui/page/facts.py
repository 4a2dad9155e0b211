"""What a record's panel explains above its fields: a sentence, its clause, a way on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from banfu_desktop.ui.look.widgets import button, clause_chip, column, label, named, row

if TYPE_CHECKING:
    from banfu_desktop.rules.roles import Act


@dataclass(frozen=True)
class Fact:
    """A line the form shows above its fields: how an amount came about, and the clause it rests on.

    `look` is a text look of the style sheet (secondary, field-warning, field-error); `action` is the text of
    a small button that calls `run`; `act` is what that comes to, None changing nothing, and `refusal` says
    who may, where whoever is at work may not.
    """

    text: str
    clause: str = ""
    look: str = ""
    action: str = ""
    run: Callable[[], object] = lambda: None
    act: "Act | None" = None
    refusal: str = ""

    def greyed(self, why: str) -> "Fact":
        """The same with its button greyed, for a reason."""
        return replace(self, refusal=f"{self.action}（{why}）")


def fact_line(fact: Fact, room: int, spacing: int) -> QWidget:
    """A fact on one line; what does not fit stands over the whole width, its clause and its way on below.

    Args:
        room: how wide the line is, in pixels.
        spacing: between its parts, in pixels.
    """
    line = named(QWidget(), "fact", fact.text)
    text = label(fact.text, fact.look, name="fact-text", wrap=True)
    beside = _beside(fact, spacing)
    taken = beside.sizeHint().width() + spacing if beside.count() else 0
    fits = text.fontMetrics().horizontalAdvance(fact.text) + taken <= room
    if fits or not beside.count():
        parts = row(text, beside, spacing=spacing)
        parts.setStretch(0, 1)
        line.setLayout(parts)
    else:
        line.setLayout(column(text, row(None, beside, spacing=0), spacing=spacing // 4))
    return line


def _beside(fact: Fact, spacing: int) -> QHBoxLayout:
    """The clause and the button."""
    parts = row(spacing=spacing)
    if fact.clause:
        parts.addWidget(clause_chip(fact.clause))
    if fact.action:
        tip = fact.refusal or f"{fact.action}　{fact.text}"
        act = button(fact.action, "fact-action", look="link", tip=tip)
        act.setEnabled(not fact.refusal)
        act.clicked.connect(lambda _=False: fact.run())
        parts.addWidget(act)
    return parts
