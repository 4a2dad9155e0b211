"""What taking in a bank statement will do, line by line, before anything is saved."""

from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.services.bank import Planned, StatementPlan
from banfu_desktop.tables.bank import STATEMENT
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look import Look, Tone
from banfu_desktop.ui.table_model import TableModel
from banfu_desktop.ui.table_view import TableView
from banfu_desktop.ui.widgets import button, column, label, named, row

_COLUMNS = (Field("row", "行", Kind.WHOLE, width=60), Field("deed", "结果", width=80), *STATEMENT.listed)
_TONES = {"新增": Tone.GREEN, "已有": Tone.GREY}


class _Line:
    """A planned line in words."""

    def __init__(self, planned: Planned) -> None:
        one = planned.movement
        self.row, self.deed = one.row, "已有" if planned.known else "新增"
        self.dated, self.balance_fen = one.dated, one.balance_fen
        self.in_fen, self.out_fen = one.in_fen or None, one.out_fen or None
        self.party, self.summary = one.party, one.summary


class BankPreview(QDialog):
    """Accepted when the clerk wants the statement taken in."""

    def __init__(self, plan: StatementPlan, book: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "bank-preview", "导入银行流水")
        self.setWindowTitle("导入银行流水")
        px, count = look.px, len(plan.fresh)
        model = TableModel(_COLUMNS, {"deed": _TONES.get})
        model.set_rows([_Line(planned) for planned in plan.lines])
        view = TableView(model, look, "流水内容")
        heading = label(str(plan) if count else "没有要导入的流水", "heading", name="plan")
        said = label(_sentence(plan, book), "secondary", name="plan-file", wrap=True)
        doubts = "\n".join(str(warning) for warning in plan.warnings[:5])
        warning = label(doubts, "field-warning", name="plan-warnings", wrap=True)
        warning.setVisible(bool(doubts))
        cancel = button("取消" if count else "知道了", "cancel", look="" if count else "primary")
        cancel.clicked.connect(self.reject)
        confirm = button(f"导入 {count} 行", "confirm", look="primary")
        confirm.clicked.connect(self.accept)
        confirm.setVisible(count > 0)
        confirm.setDefault(True)
        content = column(heading, said, view, warning, row(None, cancel, confirm), spacing=px(12))
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(px(940), px(600))


def _sentence(plan: StatementPlan, book: str) -> str:
    said = [f"来自“{plan.name}”，记入“{book}”的银行流水。"]
    if not plan.fresh:
        said.append("这些流水都已导入过，再导入不会改变任何内容。")
    if plan.ignored_columns:
        said.append(f"没有用到的列：{'、'.join(plan.ignored_columns)}。")
    return "".join(said)
