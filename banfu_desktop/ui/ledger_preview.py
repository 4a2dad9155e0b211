"""What importing a ledger will post, row by row, before anything is saved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QWidget

from banfu_desktop.services.funds_import import LedgerPlan, PlannedVoucher
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look import Look
from banfu_desktop.ui.table_model import TableModel
from banfu_desktop.ui.table_view import TableView
from banfu_desktop.ui.widgets import button, column, label, named, row

_COLUMNS = (
    Field("row", "行", Kind.WHOLE, width=56),
    Field("dated", "日期", Kind.DATE, width=100),
    Field("summary", "摘要", width=250),
    Field("category", "科目", width=120),
    Field("in_fen", "收入", Kind.MONEY, width=104),
    Field("out_fen", "支出", Kind.MONEY, width=104),
)


class _Line:
    """A planned voucher as the list says it."""

    def __init__(self, planned: PlannedVoucher) -> None:
        self.row, self.dated, self.summary = planned.row, planned.dated, planned.summary
        self.category = planned.category.name
        comes = planned.category.flow.sign > 0
        self.in_fen = planned.amount_fen if comes else None
        self.out_fen = None if comes else planned.amount_fen


class LedgerPreview(QDialog):
    """Accepted when the clerk wants the plan carried out."""

    def __init__(self, plan: LedgerPlan, book: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "ledger-preview", "导入台账")
        self.setWindowTitle("导入台账")
        px = look.px
        heading = label(str(plan), "heading", name="plan", wrap=True)
        sentence = label(_sentence(plan, book), "secondary", name="plan-file", wrap=True)
        cancel = button("取消", "cancel")
        confirm = button(f"导入 {len(plan.rows)} 张", "confirm", look="primary")
        cancel.clicked.connect(self.reject)
        confirm.clicked.connect(self.accept)
        confirm.setDefault(True)
        layout = column(heading, sentence, self._table(plan, look), spacing=px(12))
        for part in _warnings(plan, px(112)):
            layout.addWidget(part)
        layout.addLayout(row(None, cancel, confirm))
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(800), px(600))

    def _table(self, plan: LedgerPlan, look: Look) -> TableView:
        model = TableModel(_COLUMNS, {})
        model.set_rows([_Line(planned) for planned in plan.rows])
        view = TableView(model, look, "导入内容")
        view.setObjectName("plan-rows")
        return view


def _warnings(plan: LedgerPlan, height: int) -> Sequence[QWidget]:
    if not plan.warnings:
        return ()
    shown = named(QListWidget(), "plan-warnings", "需要留意")
    shown.addItems([str(warning) for warning in plan.warnings])
    shown.setWordWrap(True)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setFixedHeight(height)
    return (label(f"需要留意的 {len(plan.warnings)} 处，不影响导入", "strong"), shown)


def _sentence(plan: LedgerPlan, book: str) -> str:
    said = f"“{plan.name}”导入到“{book}”。导入后不能撤销，更正用红字冲销。"
    return said + (f"没有用到的列：{'、'.join(plan.ignored_columns)}。" if plan.ignored_columns else "")
