"""A file taken in: read, looked at row by row, then carried out whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.boxes.dialogs import XLSX
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.tasks import Session

P = TypeVar("P")


@dataclass(frozen=True)
class Planned:
    """What importing will do, in words.

    Attributes:
        heading: the plan in one line.
        sentence: where it comes from, and what of it is not used.
        rows: one object a line of the file, with an attribute for each of the columns.
        confirm: what the button says; empty when there is nothing to import.
        tones: the chips of the column `deed`.
    """

    heading: str
    sentence: str
    columns: Sequence[Field]
    rows: Sequence[object]
    confirm: str
    warnings: Sequence[Problem]
    tones: Mapping[str, Tone] = field(default_factory=dict)


class ImportBox(QDialog):
    """Accepted when the clerk wants it carried out."""

    def __init__(self, title: str, planned: Planned, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "import-box", title)
        self.setWindowTitle(title)
        px = look.px
        heading = label(planned.heading, "heading", name="plan", wrap=True)
        sentence = label(planned.sentence, "secondary", name="plan-file", wrap=True)
        model = TableModel(planned.columns, {"deed": planned.tones.get})
        model.set_rows(planned.rows)
        view = named(TableView(model, look, "导入内容"), "plan-rows", "导入内容")
        layout = column(heading, sentence, view, spacing=px(12))
        for part in _warnings(planned.warnings, px(132)):
            layout.addWidget(part)
        layout.addLayout(row(None, *self._buttons(planned.confirm)))
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(900), px(620))

    def _buttons(self, said: str) -> Sequence[QPushButton]:
        """With nothing to import there is nothing to confirm."""
        if not said:
            close = button("知道了", "close", look="primary")
            close.clicked.connect(self.reject)
            return (_first(close),)
        cancel, confirm = button("取消", "cancel"), button(said, "confirm", look="primary")
        cancel.clicked.connect(self.reject)
        confirm.clicked.connect(self.accept)
        return (cancel, _first(confirm))


def _first(pressed: QPushButton) -> QPushButton:
    pressed.setDefault(True)
    pressed.setFocus()
    return pressed


def _warnings(warnings: Sequence[Problem], height: int) -> Sequence[QWidget]:
    if not warnings:
        return ()
    shown = named(QListWidget(), "plan-warnings", "需要留意")
    shown.addItems([str(warning) for warning in warnings])
    shown.setWordWrap(True)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setFixedHeight(height)
    return (label(f"需要留意的 {len(warnings)} 处，不影响导入", "strong"), shown)


def import_file(
    ctx: Context,
    title: str,
    plan: Callable[[Session, Path], P],
    show: Callable[[P, str], Planned],
    carry_out: Callable[[Session, P], object],
    *,
    filters: str = XLSX,
    undo: bool = True,
) -> None:
    """Ask for a file, plan, show the plan, and carry it out as one deed of that title.

    Args:
        plan: reads the file in the background; raises ProblemsError for bad cells, and nothing is taken.
        show: the plan and the file's name in words.
        undo: whether Ctrl+Z takes the whole import back.
    """
    path = ctx.dialogs.open_file(title, filters)
    if path is None:
        return

    def confirm(made: P) -> None:
        if ctx.dialogs.run(ImportBox(title, show(made, path.name), ctx.look, ctx.dialogs.window)):
            ctx.tasks.long_write(
                title,
                lambda session, progress: carry_out(session, made),
                said=f"{title}：{made}",
                undo=undo,
                risky=True,
            )

    ctx.tasks.long_read(f"读取：{path.name}", lambda session, progress: plan(session, path), confirm)
