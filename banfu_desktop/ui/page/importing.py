"""A file taken in: read, its columns and questions settled, looked at row by row, then carried out whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QListWidget, QPushButton, QStackedWidget, QWidget

from banfu_desktop.rules.imports import ImportPlan, Options, remarks
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, row
from banfu_desktop.ui.page.import_columns import ColumnsPage
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.tasks import Session

_MARGIN = 16
FILES = "表格 (*.xlsx *.xls *.et *.csv *.txt)"
"""What an import reads."""
Reader = Callable[[Session, Path, Options], ImportPlan]
Again = Callable[[Options, Callable[[ImportPlan], object]], object]
"""Reads the file once more with what was said of it, and hands over the plan."""


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
    tones: Mapping[str, Tone] = field(default_factory=dict)


Words = Callable[[ImportPlan, str], Planned]


class ImportBox(QDialog):
    """Accepted when the clerk wants `plan` carried out; stays open while the file is read again.

    Args:
        words: the plan and the file's name in words.
        again: reads the file once more; None where it cannot be (a test's own plan).
        table: the fields a column may be taken for; None: the columns are not for the clerk to assign.
        ask: asks whether to give up what was said.
    """

    def __init__(
        self,
        title: str,
        plan: ImportPlan,
        words: Words,
        look: Look,
        parent: QWidget | None = None,
        *,
        again: Again | None = None,
        table: Table | None = None,
        ask: Callable[[str, str, str], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "import-box", title)
        self.setWindowTitle(title)
        self.plan, self._words, self._look, self._again, self._ask = plan, words, look, again, ask
        px = look.px
        self.heading = label("", "heading", name="plan", wrap=True)
        self.sentence = label("", "secondary", name="plan-file", wrap=True)
        self.columns = ColumnsPage(look, table)
        self.columns.edited.connect(self._edited)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.columns)
        self._preview: QWidget = QWidget()
        self._stack.addWidget(self._preview)
        self._remember = named(QCheckBox("记住，下次同样的标题不再问"), "remember", "记住对好的列")
        self._remember.setChecked(True)
        self._remember.setVisible(table is not None)
        layout = column(self.heading, self.sentence, self._stack, self._foot(), spacing=px(12))
        layout.setStretch(2, 1)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        room = self.screen().availableSize()
        self.resize(min(px(1120), room.width() - _MARGIN), min(px(676), room.height() - _MARGIN))
        self.show_plan(plan, first=True)

    def _foot(self) -> QWidget:
        self._reread = button("重新读取", "reread", icon=self._look.icon("refresh-cw"))
        self._reread.setToolTip("表在WPS里改好存盘后按，已经对好的列和回答都留着")
        self._reread.setVisible(self._again is not None)
        self._reread.clicked.connect(lambda: self._read(preview=self._on_preview()))
        self._back, self._cancel = button("列和问题", "back"), button("取消", "cancel")
        self._back.clicked.connect(lambda: self._turn(preview=False))
        self._cancel.clicked.connect(self.reject)
        self._next = button("看预览", "next", look="primary")
        self._next.clicked.connect(lambda: self._read(preview=True))
        self._confirm = button("导入", "confirm", look="primary")
        self._confirm.clicked.connect(self.accept)
        foot = QWidget()
        foot.setLayout(
            row(self._reread, self._back, None, self._remember, self._cancel, self._next, self._confirm)
        )
        return foot

    # Plans.

    def options(self) -> Options:
        """What was said of the file so far."""
        return replace(
            self.plan.pinned,
            answers=dict(self.columns.answers),
            columns=dict(self.columns.columns),
            remember=self._remember.isChecked() and not self._remember.isHidden(),
        )

    def show_plan(self, plan: ImportPlan, *, first: bool = False, preview: bool = True) -> None:
        """Show a plan as it was read now: its preview, or what is still to be said."""
        self.plan = plan
        self.columns.show_plan(plan)
        self._put_preview(plan)
        waits = not self.columns.complete or bool(first and self._is_doubtful(plan))
        self._turn(preview=preview and not waits)

    def _is_doubtful(self, plan: ImportPlan) -> bool:
        return any(question.key.startswith("column.") or question.pressing for question in plan.questions)

    def _put_preview(self, plan: ImportPlan) -> None:
        old, self._preview = self._preview, _preview(plan, self._words(plan, plan.file), self._look)
        self._stack.removeWidget(old)
        old.setParent(None)
        old.deleteLater()
        self._stack.addWidget(self._preview)

    def _read(self, *, preview: bool) -> None:
        """Read the file again with what was said; the box stays open."""
        if self._again is None:
            self._turn(preview=preview)
            return
        self._again(self.options(), lambda plan: self.show_plan(plan, preview=preview))

    # The two sides.

    def _on_preview(self) -> bool:
        return self._stack.currentWidget() is self._preview

    def _turn(self, *, preview: bool) -> None:
        self._stack.setCurrentWidget(self._preview if preview else self.columns)
        planned = self._words(self.plan, self.plan.file)
        if preview:
            problems = len(self.plan.problems)
            wrong = f"有{problems}处需要更正，没有导入任何内容" if problems else planned.heading
            self.heading.setText(wrong)
            self.sentence.setText(planned.sentence)
        else:
            self.heading.setText("对一下列，回答几个问题")
            self.sentence.setText(_where(self.plan))
        ready = not self.plan.problems and not self.plan.open_questions
        self._back.setVisible(preview and self._again is not None)
        self._next.setVisible(not preview)
        self._remember.setVisible(not preview and self.columns.has_table)
        goes_on = preview and ready and bool(planned.confirm)
        self._confirm.setText(planned.confirm)
        self._confirm.setVisible(goes_on)
        self._cancel.setText("知道了" if preview and ready and not planned.confirm else "取消")
        _first(self._confirm if goes_on else self._cancel if preview else self._next)
        self._edited()

    def _edited(self) -> None:
        """看预览 waits until nothing needed is missing, and says what it waits for."""
        lacking, open_ = self.columns.lacking, self.columns.unanswered
        why = f"还没有对上：{'、'.join(lacking)}" if lacking else f"还有{len(open_)}问要回答" if open_ else ""
        allow(self._next, "" if self.columns.complete else why or "请先对上必填的列")

    def reject(self) -> None:
        """What was said of the file is given up only when the clerk says so."""
        touched = self.columns.touched and not self._on_preview()
        if touched and self._ask is not None and not self._ask("放弃导入", "对好的列和回答会丢掉。", "放弃"):
            return
        super().reject()


def _where(plan: ImportPlan) -> str:
    """Which file, sheet and rows it is about."""
    if not plan.sheets:
        return f"来自“{plan.file}”"
    sheet = plan.sheets[0]
    rows = f"，第{sheet.first_row}至{sheet.last_row}行是内容" if sheet.first_row is not None else ""
    more = f"，另有{len(plan.sheets) - 1}张同样的工作表" if len(plan.sheets) > 1 else ""
    return f"来自“{plan.file}”的工作表“{sheet.name}”，标题在第{sheet.header_row}行{rows}{more}"


def _preview(plan: ImportPlan, planned: Planned, look: Look) -> QWidget:
    """The rows as they will be taken in, what was not read and changed, and what is wrong or worth a look."""
    model = TableModel(planned.columns, {"deed": planned.tones.get})
    model.set_rows(planned.rows)
    view = named(TableView(model, look, "导入内容"), "plan-rows", "导入内容")
    parts: list[QWidget] = []
    if plan.problems:
        parts += _list(
            f"要更正的 {len(plan.problems)} 处", list(map(str, plan.problems)), "problem-list", look.px(220)
        )
    parts.append(view)
    notes = [*map(str, plan.warnings), *remarks(plan)]
    if notes:
        parts += _list(f"需要留意的 {len(notes)} 处，不影响导入", notes, "plan-warnings", look.px(132))
    holder = QWidget()
    holder.setLayout(column(*parts, spacing=look.px(8)))
    return holder


def _list(heading: str, lines: Sequence[str], name: str, height: int) -> list[QWidget]:
    shown = named(QListWidget(), name, heading)
    shown.addItems(list(lines))
    shown.setWordWrap(True)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setMaximumHeight(height)
    shown.setMinimumHeight(min(height, 72))
    return [label(heading, "strong"), shown]


def _first(pressed: QPushButton) -> QPushButton:
    pressed.setDefault(True)
    pressed.setFocus()
    return pressed


def import_file(
    ctx: Context,
    title: str,
    look: Reader,
    words: Words,
    carry_out: Callable[[Session, ImportPlan], object],
    *,
    table: Table | None = None,
    filters: str = FILES,
    undo: bool = True,
) -> None:
    """Ask for a file, read it, settle what is open, show the plan, and carry it out as one deed.

    Args:
        look: reads the file in the background with what was said of it.
        words: the plan and the file's name in words.
        table: the fields a column may be taken for.
        undo: whether Ctrl+Z takes the whole import back.
    """
    path = ctx.dialogs.open_file(title, filters)
    if path is not None:
        settle(
            ctx, title, path.name, lambda session, options: look(session, path, options), words, carry_out,
            table=table, undo=undo,
        )  # fmt: skip


def settle(
    ctx: Context,
    title: str,
    name: str,
    look: Callable[[Session, Options], ImportPlan],
    words: Words,
    carry_out: Callable[[Session, ImportPlan], object],
    *,
    table: Table | None = None,
    undo: bool = True,
) -> None:
    """The same for a file that was chosen already, or for rows that were pasted."""

    def again(options: Options, done: Callable[[ImportPlan], object]) -> None:
        ctx.tasks.long_read(f"读取：{name}", lambda session, progress: look(session, options), done)

    def confirm(plan: ImportPlan) -> None:
        box = ImportBox(
            title, plan, words, ctx.look, ctx.dialogs.window, again=again, table=table, ask=ctx.dialogs.ask
        )
        if ctx.dialogs.run(box):
            made = box.plan
            ctx.tasks.long_write(
                title,
                lambda session, progress: carry_out(session, made),
                notice=f"{title}：{made}",
                undo=undo,
                risky=True,
            )

    again(Options(), confirm)
