"""What importing a roster or exams will do, row by row, before anything is saved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QWidget

from banfu_desktop.services.exams_import import ExamPlan, PlannedExam
from banfu_desktop.services.roster import ImportPlan, PlannedRow
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look import Look, Tone
from banfu_desktop.ui.table_model import TableModel
from banfu_desktop.ui.table_view import TableView
from banfu_desktop.ui.widgets import button, column, label, named, row

Plan = ImportPlan | ExamPlan
Planned = PlannedRow | PlannedExam
_COLUMNS = (
    Field("row", "行", Kind.WHOLE, width=60),
    Field("deed", "结果", width=80),
    Field("name", "姓名", width=180),
    Field("said", "内容", width=400),
)
_TONES = {"新增": Tone.GREEN, "更新": Tone.BLUE, "不变": Tone.GREY}


class _Line:
    """A planned row in words."""

    def __init__(self, planned: Planned) -> None:
        self.row, self.deed, self.name = planned.row, planned.deed, planned.name
        self.said = "；".join(planned.changes) or ("新的任职" if planned.deed == "新增" else "与已登记的一致")


class RosterPreview(QDialog):
    """Accepted when the clerk wants the plan carried out."""

    def __init__(
        self, plan: Plan, file: str, look: Look, parent: QWidget | None = None, *, title: str = "导入花名册"
    ) -> None:
        super().__init__(parent)
        named(self, "roster-preview", title)
        self.setWindowTitle(title)
        px = look.px
        changing = plan.count("新增") + plan.count("更新")
        heading = label(str(plan) if changing else "没有要导入的内容", "heading", name="plan")
        sentence = label(_sentence(plan, file, changing), "secondary", name="plan-file", wrap=True)
        buttons = row(None, *self._buttons(changing))
        layout = column(heading, sentence, self._table(plan, look), spacing=px(12))
        for part in self._warnings(plan, px(132)):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(860), px(620))

    def _table(self, plan: Plan, look: Look) -> TableView:
        model = TableModel(_COLUMNS, {"deed": _TONES.get})
        model.set_rows([_Line(planned) for planned in plan.rows])
        view = TableView(model, look, "导入内容")
        view.setObjectName("plan-rows")
        return view

    def _warnings(self, plan: Plan, height: int) -> Sequence[QWidget]:
        if not plan.warnings:
            return ()
        shown = named(QListWidget(), "plan-warnings", "需要留意")
        shown.addItems([str(warning) for warning in plan.warnings])
        shown.setWordWrap(True)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setFixedHeight(height)
        return (label(f"需要留意的 {len(plan.warnings)} 处，不影响导入", "strong"), shown)

    def _buttons(self, changing: int) -> Sequence[QPushButton]:
        """With nothing to import there is nothing to confirm."""
        if not changing:
            close = button("知道了", "close", look="primary")
            close.setDefault(True)
            close.clicked.connect(self.reject)
            close.setFocus()
            return (close,)
        cancel, confirm = button("取消", "cancel"), button(f"导入 {changing} 人", "confirm", look="primary")
        cancel.clicked.connect(self.reject)
        confirm.clicked.connect(self.accept)
        confirm.setDefault(True)
        confirm.setFocus()
        return (cancel, confirm)


def _sentence(plan: Plan, file: str, changing: int) -> str:
    said = [f"来自“{file}”。"]
    if not changing:
        said.append(f"其中{len(plan.rows)}人与已登记的完全一致，导入不会改变任何内容。")
    if plan.ignored_columns:
        said.append(f"没有用到的列：{'、'.join(plan.ignored_columns)}。")
    return "".join(said)
