"""A few fields asked for in one box, each read and checked as in a record panel."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.page.scrolled import Scrolled, fit_height
from banfu_desktop.ui.page.tab_order import follow_the_eye

if TYPE_CHECKING:
    from banfu_desktop.ui.context import Context

Check = Callable[[Values], Sequence[Problem]]


def ask_fields(
    ctx: "Context", table: Table, sentence: str, values: Values, *, check: Check = lambda values: ()
) -> Values | None:
    """What was entered in a box with a table's fields; None when it was closed."""
    box = FieldsBox(ctx.dialogs.window, ctx.look, table, sentence, values, check=check)
    return box.values if ctx.dialogs.run(box) else None


class FieldsBox(QDialog):
    """Accepted when every field holds; `values` are then what was entered.

    Args:
        table: its editable fields are asked for; its label is the text of the button, and the heading too
            where it has no title.
        values: what they start with.
        check: what is wrong with the fields together (each problem names a field by its label).
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        table: Table,
        sentence: str,
        values: Values,
        *,
        offers: Mapping[str, Offer] | None = None,
        check: Check = lambda values: (),
    ) -> None:
        super().__init__(parent)
        title = table.title or table.label
        named(self, f"box-{table.name}", title)
        self.setWindowTitle(title)
        self.values: dict[str, Any] = {field.name: values.get(field.name) for field in table.editable}
        self.start = self.values
        self._check = check
        given = offers or {}
        self._boxes = [FieldBox(field, look, given.get(field.name), None) for field in table.editable]
        self.put(values)
        confirm = button(table.label, "confirm", look="primary")
        confirm.setDefault(True)
        confirm.clicked.connect(self._confirm)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        px = look.px
        explanation = label(sentence, "secondary", name="sentence", wrap=True)
        self._fields = Scrolled(self._boxes, px(12), table.name)
        content = column(label(title, "heading", wrap=True), explanation, self._fields, spacing=px(12))
        content.addLayout(row(None, cancel, confirm))
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.setMinimumWidth(px(420))
        self.resize(px(420), content.totalHeightForWidth(px(420)))
        follow_the_eye(self)
        self._boxes[0].editor.setFocus()

    def put(self, values: Values) -> None:
        """Have these stand in the fields."""
        for box in self._boxes:
            box.show_value(values.get(box.field.name), sealed=False)

    def _confirm(self) -> None:
        problems = {box: box.check() for box in self._boxes}
        if not any(problem and not problem.warning for problem in problems.values()):
            values = {box.field.name: box.editor.read() for box in self._boxes}
            by_label = {problem.column: problem for problem in self._check(values)}
            problems = {box: by_label.get(box.field.label) for box in self._boxes}
            if not by_label:
                self.values = values
                self.accept()
        for box, problem in problems.items():
            box.say(problem)
        wrong = [box for box, problem in problems.items() if problem is not None and not problem.warning]
        fit_height(self)
        if wrong:
            wrong[0].editor.setFocus()
            self._fields.ensureWidgetVisible(wrong[0])
