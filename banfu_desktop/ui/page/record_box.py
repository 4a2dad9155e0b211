"""A few fields of a table in a box: asked for a deed that has more to say than one text (a signature)."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.scrolled import Scrolled, fit_height
from banfu_desktop.ui.page.tab_order import follow_the_eye


class RecordBox(QDialog):
    """Accepted when every field can be read; `values` are what stands in them then.

    Args:
        sentence: what will be done, above the fields.
        confirm: the text of the button that does it.
        proposals: by field, a value with its words; a click puts it there, nothing else does.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        title: str,
        table: Table,
        start: Mapping[str, Any],
        *,
        sentence: str = "",
        confirm: str = "保存",
        offers: Mapping[str, Offer] | None = None,
        proposals: Mapping[str, tuple[str, Any]] | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, f"box-{table.name}", title)
        self.setWindowTitle(title)
        self.start, self.values = start, dict(start)
        given = offers or {}
        self.boxes = {
            field.name: FieldBox(field, look, given.get(field.name), None) for field in table.editable
        }
        self.put(start)
        explanation = label(sentence, "secondary", name="sentence", wrap=True)
        explanation.setVisible(bool(sentence))
        px = look.px
        fields = [
            part for name, box in self.boxes.items() for part in (box, *self._proposal(name, proposals or {}))
        ]
        self._fields = Scrolled(fields, px(12), table.name)
        content = column(
            label(title, "heading", wrap=True),
            explanation,
            self._fields,
            self._buttons(confirm),
            spacing=px(12),
        )
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.setMinimumWidth(px(440))
        self.resize(px(440), content.totalHeightForWidth(px(440)))
        follow_the_eye(self)
        first = next((box for name, box in self.boxes.items() if start.get(name) is None), None)
        if first is not None:
            first.editor.setFocus()

    def _proposal(self, name: str, proposals: Mapping[str, tuple[str, Any]]) -> list[QWidget]:
        """A quiet button below a field that fills it in."""
        if name not in proposals:
            return []
        words, value = proposals[name]
        fill = button(words, f"propose-{name}", look="link-small", tip="填入这个数")
        fill.clicked.connect(lambda: self.boxes[name].show_value(value, sealed=False))
        holder = QWidget()
        holder.setLayout(row(fill, None))
        return [holder]

    def _buttons(self, confirm: str) -> QWidget:
        cancel, done = button("取消", "cancel"), button(confirm, "confirm", look="primary")
        cancel.clicked.connect(self.reject)
        done.clicked.connect(self.submit)
        done.setDefault(True)
        holder = QWidget()
        holder.setLayout(row(None, cancel, done))
        return holder

    def put(self, values: Mapping[str, Any]) -> None:
        """Have these stand in the fields."""
        for name, box in self.boxes.items():
            box.show_value(values.get(name), sealed=False)

    def submit(self) -> None:
        """Read every field; what cannot be read is said below it."""
        problems = {name: box.check() for name, box in self.boxes.items()}
        for name, problem in problems.items():
            self.boxes[name].say(problem)
        wrong = [name for name, problem in problems.items() if problem is not None and not problem.warning]
        fit_height(self)
        if wrong:
            self.boxes[wrong[0]].editor.setFocus()
            self._fields.ensureWidgetVisible(self.boxes[wrong[0]])
            return
        self.values = {name: box.editor.read() for name, box in self.boxes.items()}
        self.accept()
