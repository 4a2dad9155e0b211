"""The form beside a list, built from a table's fields: labels above, checks below, no frames when sealed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolTip, QVBoxLayout, QWidget

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.tables.spec import Kind, Table
from banfu_desktop.ui.boxes.dialogs import refusal_text
from banfu_desktop.ui.look.look import SECONDARY, Look
from banfu_desktop.ui.look.widgets import (
    button,
    card,
    column,
    icon_button,
    label,
    named,
    restyle,
    row,
)
from banfu_desktop.ui.page.choices import ChoiceEditor
from banfu_desktop.ui.page.editors import LineEditor, Offer
from banfu_desktop.ui.page.facts import Fact as Fact
from banfu_desktop.ui.page.facts import fact_line
from banfu_desktop.ui.page.field_box import FieldBox, Reveal

if TYPE_CHECKING:
    pass

Values = dict[str, Any]
Check = Callable[[Values], Sequence[Problem]]
_SHORT = (Kind.DATE, Kind.MONTH, Kind.MONEY, Kind.WHOLE, Kind.FLAG, Kind.CHOICE)
_BRIEF = 20
_MOST_FACTS = 40
"""So many are shown: each is a widget of some 100 kB, and nobody reads thousands."""
"""A text of so many characters at most needs no line of its own."""
WIDTH, _MARGIN, _BAR = 344, 16, 10
"""The panel's width, what is left free at its sides, and for the scroll bar, in pixels at standard size."""
_HALF = 140
"""Half a line of the panel, in pixels at standard size."""


class RecordForm(QFrame):
    """A record to look at and to edit.

    Sent: `submitted` with the checked values (a masked secret that nobody touched is not among them),
    `closed` when the clerk is done. Keys: Ctrl+S saves, Esc closes.

    Args:
        table: its editable fields make the form.
        offers: drop-downs for fields that are not words: name → [(value, label)].
        reveal: asked for a full secret: (field name, what to call with it); audits it.
        check: what the fields say only together; warnings are amber and do not keep from saving.
    """

    submitted = Signal(object)
    closed = Signal()

    def __init__(
        self,
        table: Table,
        look: Look,
        *,
        offers: Mapping[str, Offer] | None = None,
        reveal: Reveal | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__()
        named(self, "form", table.label, look="card")
        self._table, self._look, self._check = table, look, check
        self._offers: Mapping[str, Offer] = offers or {}
        self._dirty = self._proposed = self._sealed = False
        self._run_step: Callable[[], object] = lambda: None
        self._fields: Collection[str] = ()
        self.boxes = {
            field.name: FieldBox(field, look, self._offers.get(field.name), reveal)
            for field in table.editable
        }
        for box in self.boxes.values():
            box.editor.edited.connect(self._edited)
            box.editor.left.connect(lambda box=box: self._check_field(box))
        self._layout_all()
        for keys, run in (("Ctrl+S", self.submit), ("Esc", self.close_form)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # What a list page calls.

    @property
    def dirty(self) -> bool:
        """Whether closing would lose something the clerk has typed."""
        return self._dirty

    @property
    def pending(self) -> bool:
        """Whether something stands here that is not stored, typed or only proposed."""
        return self._dirty or self._proposed

    def show_record(
        self,
        title: str,
        hint: str,
        values: Mapping[str, Any],
        *,
        facts: Sequence[Fact] = (),
        sealed: str = "",
        readonly: bool = False,
        fields: Collection[str] | None = None,
    ) -> None:
        """Fill the form.

        Args:
            values: by field name; a reference's own name for its record goes under `Field.named_by`.
            sealed: the sentence that says why it cannot be edited and how to correct it.
            fields: the names of those to be seen; None shows all.
        """
        if title != self.windowTitle():
            self._area.verticalScrollBar().setValue(0)
        self.setWindowTitle(title)
        self._title.setText(title)
        self._hint.setText(hint)
        self._show_facts(facts)
        self._sealed = readonly or bool(sealed)
        self._say(sealed)
        self._fields = self.boxes.keys() if fields is None else fields
        for name, box in self.boxes.items():
            words = str(values.get(box.field.named_by) or "") if box.field.named_by else ""
            box.show_value(values.get(name), sealed=self._sealed, words=words)
            box.setVisible(name in self._fields)
        self._save.setVisible(not self._sealed and bool(self._fields))
        self._cancel.setText("关闭" if self._sealed or not self._fields else "取消")
        self._dirty = self._proposed = False
        self._turn_green()

    def forget(self) -> None:
        """What was typed does not matter any more: it is stored, or to be thrown away."""
        self._dirty = self._proposed = False
        self._turn_green()
        for box in self.boxes.values():
            box.editor.settle()

    def show_step(self, text: str, tip: str = "", run: Callable[[], object] = lambda: None) -> None:
        """Offer what comes next for this record as the green button; an empty text: nothing does."""
        self._step.setText(text)
        self._step.setAccessibleName(text or "下一步")
        self._step.setToolTip(tip)
        self._run_step = run
        self._turn_green()

    @property
    def has_green(self) -> bool:
        """Whether the one green button of the page stands here."""
        return bool(self._step.text()) or not self._save.isHidden()

    def _turn_green(self) -> None:
        """What was typed is stored first; with nothing to store the green button is what comes next."""
        is_next = bool(self._step.text()) and not self.pending
        self._step.setVisible(is_next)
        restyle(self._save, look="" if is_next else "primary")

    def set_busy(self, busy: bool) -> None:
        """While the values are being stored they cannot be handed on again."""
        self._save.setEnabled(not busy)

    def offer(self, name: str, offer: Offer) -> None:
        """Change what a drop-down offers, or what a text field suggests."""
        editor = self.boxes[name].editor
        if isinstance(editor, ChoiceEditor):
            editor.offer(offer)
        elif isinstance(editor, LineEditor):
            editor.suggest([text for _, text in offer])

    def propose(self, name: str, value: Any) -> None:
        """Put a value into a field to be looked at and stored, and go there; Esc lets it go unasked."""
        typed = self._dirty
        box = self.boxes[name]
        box.editor.show_value(value)
        self._dirty, self._proposed = typed, True
        self._turn_green()
        self._go_to(box)

    def start(self) -> None:
        """Put the cursor into the first field."""
        for box in self._seen():
            box.editor.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def values(self) -> tuple[Values, tuple[Problem, ...]]:
        """What stands in the form and every problem with it, warnings included."""
        values: Values = {}
        problems = []
        for box in self._seen():
            problem = box.check()
            if problem is not None:
                problems.append(problem)
            if box.editor.touched and (problem is None or problem.warning):
                values[box.field.name] = box.editor.read()
        if self._check is not None and not any(not problem.warning for problem in problems):
            problems += self._check(values)
        return values, tuple(problems)

    def _seen(self) -> list[FieldBox]:
        return [box for name, box in self.boxes.items() if name in self._fields]

    def submit(self) -> None:
        """Check everything; hand the values on when nothing is wrong, else go to the first wrong field."""
        if self._sealed or not self.boxes or not self._save.isEnabled():
            return
        values, problems = self.values()
        self._show_problems(problems)
        if not any(not problem.warning for problem in problems):
            self.submitted.emit(values)

    def refuse(self, error: Exception) -> bool:
        """Show a refusal of the service at its fields and above them; False when it is no refusal."""
        if isinstance(error, ProblemsError):
            self._show_problems(error.problems)
            labels = {box.field.label for box in self.boxes.values()}
            others = [str(problem) for problem in error.problems if problem.column not in labels]
            self._say("\n".join([error.what, *others]))
        elif isinstance(error, UserError):
            self._say(refusal_text(error))
        return isinstance(error, UserError)

    def close_form(self) -> None:
        """Ask to be closed; the list page asks back when something would be lost. A hint goes first."""
        if QToolTip.isVisible():
            QToolTip.hideText()
            return
        self.closed.emit()

    def show_help(self) -> bool:
        """Say what the focused field is for, below it; False when no field is focused or it has no help."""
        for box in self.boxes.values():
            if box.editor.entry.hasFocus() and box.help:
                QToolTip.showText(box.mapToGlobal(QPoint(0, box.height())), box.help, box)
                return True
        return False

    # How it works.

    def _layout_all(self) -> None:
        look, px = self._look, self._look.px
        self._title = label("", "heading", name="form-title")
        self._hint = label("", "secondary", name="form-hint")
        close = icon_button(look.icon("x", SECONDARY), "form-close", "关闭（Esc）", px(16))
        close.clicked.connect(self.close_form)
        self._banner_text = label("", name="form-banner-text", wrap=True)
        text = column(self._banner_text)
        self._banner = card(text, "form-banner", "提示", look="banner-amber", margin=px(8))
        self._banner.hide()
        self._facts = column(spacing=px(8))
        self._cancel = button("取消", "form-cancel")
        self._cancel.clicked.connect(self.close_form)
        self._save = button("保存", "form-save", look="primary", tip="Ctrl+S")
        self._save.clicked.connect(self.submit)
        self._step = named(button("", "form-step", look="primary"), "form-step", "下一步")
        self._step.hide()
        self._step.clicked.connect(lambda: self._run_step())
        head, banner = row(self._title, self._hint, None, close), row(self._banner)
        foot = row(None, self._cancel, self._save, self._step)
        for part in (head, banner, foot):
            part.setContentsMargins(0, 0, px(_BAR), 0)
        self._area = self._scroll()
        layout = column(head, banner, self._area, foot, spacing=px(12))
        layout.setContentsMargins(px(_MARGIN), px(12), px(_MARGIN - _BAR), px(12))
        self.setLayout(layout)

    def _scroll(self) -> QScrollArea:
        px = self._look.px
        fields = column(self._facts, *self._lines(), None, spacing=px(12))
        fields.setContentsMargins(0, 0, px(_BAR), 0)
        content = named(QWidget(), "form-fields", "字段", look="plain")
        content.setLayout(fields)
        scroll = named(QScrollArea(), "form-scroll", "字段")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        return scroll

    def _lines(self) -> list[QWidget | QHBoxLayout | QVBoxLayout | int | None]:
        """The fields in order under their headings, two short ones beside each other."""
        headings = dict(self._table.sections)
        lines: list[QWidget | QHBoxLayout | QVBoxLayout | int | None] = []
        waiting: FieldBox | None = None
        for name, box in self.boxes.items():
            short = self._is_short(box)
            if waiting is not None and (name in headings or not short):
                lines.append(waiting)
                waiting = None
            if name in headings:
                lines.append(label(headings[name], "section", name=f"section-{name}"))
            if not short:
                lines.append(box)
            elif waiting is None:
                waiting = box
            else:
                lines.append(self._pair(waiting, box))
                waiting = None
        return lines if waiting is None else [*lines, waiting]

    def _is_short(self, box: FieldBox) -> bool:
        """Whether half a line is enough for its values and its label."""
        field = box.field
        brief = field.kind in _SHORT or (field.kind is Kind.TEXT and field.longest <= _BRIEF)
        return brief and field.name not in self._offers and box.head_width <= self._look.px(_HALF)

    def _pair(self, left: FieldBox, right: FieldBox) -> QHBoxLayout:
        pair = row(spacing=self._look.px(12))
        for box in (left, right):
            pair.addWidget(box, 1, Qt.AlignmentFlag.AlignTop)
        return pair

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        room = self._look.px(WIDTH - 2 * _MARGIN - _BAR)
        rest = len(facts) - _MOST_FACTS
        more = [Fact(f"另有 {rest:,} 处没有列出，处理了上面的再看", look="secondary")] if rest > 0 else []
        for fact in (*facts[:_MOST_FACTS], *more):
            self._facts.addWidget(fact_line(fact, room, self._look.px(8)))

    def _say(self, text: str) -> None:
        self._banner_text.setText(text)
        self._banner.setAccessibleName(text)
        self._banner.setVisible(bool(text))

    def _edited(self) -> None:
        self._dirty = True
        self._turn_green()
        for box in self.boxes.values():
            if box.editor is self.sender() and box.trouble:
                box.say(box.check())

    def _check_field(self, box: FieldBox) -> None:
        """Say at once what is wrong with what was typed; that something is missing can wait until saving."""
        if not self._sealed:
            empty = box.editor.raw() in ("", None)
            box.say(None if empty else box.check())

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        by_field = {problem.column: problem for problem in reversed(problems)}
        for box in self.boxes.values():
            box.say(by_field.get(box.field.label))
        for box in self.boxes.values():
            problem = by_field.get(box.field.label)
            if problem is not None and not problem.warning:
                self._go_to(box)
                return

    def _go_to(self, box: FieldBox) -> None:
        box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        # what has just appeared below a field counts only once it was laid out
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._area.ensureWidgetVisible(box)
