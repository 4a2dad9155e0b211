"""待补全: the people of a roster without identity numbers, to be completed one by one or put away."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.services.members.drafts import DraftRow
from banfu_desktop.tables.members import DRAFTS
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView

_SENTENCE = "这些人来自没有身份证号的花名册，不进任何表册、考勤和补助。补全必填的几项后就是成员。"


class DraftsBox(QDialog):
    """Accepted when `chosen` is to be completed or, with `removing`, put away."""

    def __init__(self, parent: QWidget | None, look: Look, drafts: Sequence[DraftRow]) -> None:
        super().__init__(parent)
        named(self, "box-drafts", DRAFTS.label)
        self.setWindowTitle(DRAFTS.label)
        self.removing = False
        self._model = TableModel(DRAFTS.listed)
        self._model.set_rows(drafts)
        self._view = TableView(self._model, look, DRAFTS.label)
        self._view.select_lines([0] if drafts else [])
        self._view.escaped.connect(self.reject)
        self._view.opened.connect(lambda _: self._finish(removing=False))
        complete, remove = button("补全…", "complete", look="primary"), button("不要了", "remove")
        close = button("关闭", "close")
        complete.clicked.connect(lambda: self._finish(removing=False))
        remove.clicked.connect(lambda: self._finish(removing=True))
        close.clicked.connect(self.reject)
        complete.setDefault(True)
        px = look.px
        content = column(
            label(DRAFTS.title, "heading"), label(_SENTENCE, "secondary", name="sentence", wrap=True),
            self._view, row(remove, None, close, complete), spacing=px(12),
        )  # fmt: skip
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(px(820), px(420))

    @property
    def chosen(self) -> DraftRow | None:
        """The marked draft."""
        lines = self._view.selected_lines()
        return self._model.row(lines[0]) if lines else None

    def _finish(self, *, removing: bool) -> None:
        if self.chosen is not None:
            self.removing = removing
            self.accept()
