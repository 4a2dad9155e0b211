"""The box in which the unit's approval is written down, line by line, with the reason for what it cut."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from banfu_desktop.rules.dates import parse_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.reimbursements import ClaimKind, Line
from banfu_desktop.services.reimbursements.deeds import Approval
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, restyle, row
from banfu_desktop.ui.page.tab_order import follow_the_eye


def line_words(kind: ClaimKind, line: Line) -> str:
    """A line in few words: 10-23 梅坑镇→县城."""
    day = f"{line.day:%m-%d}" if line.day else ""
    if kind is ClaimKind.TRAVEL:
        return f"{day} {line.place or ''}→{line.to_place or ''}"
    return f"{day} {line.place or line.item or ''}"


class ApprovalBox(QDialog):
    """What was claimed of each line and what was approved, first all of it."""

    def __init__(self, parent: QWidget | None, look: Look, claim: ClaimRow, today: date) -> None:
        super().__init__(parent)
        named(self, "approval-box", "登记审批")
        self.setWindowTitle("登记审批")
        self._claim = claim
        self._amounts = [self._amount(number, line) for number, line in enumerate(claim.lines, 1)]
        self._day = named(QLineEdit(str(today)), "approval-day", "审批日期")
        self._reason = named(QLineEdit(), "approval-reason", "核减原因")
        self._reason.setPlaceholderText("核定与申报不同时必填")
        self._said = label("", "secondary", name="approval-said")
        self._confirm = button("登记审批", "confirm", look="primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self.accept)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        for edit in (*self._amounts, self._day, self._reason):
            edit.textChanged.connect(self._look_at)
        about = f"{claim.said}　{claim.name}　{claim.kind.label}　{claim.unit}"
        fields = row(label("审批日期"), self._day, label("核减原因"), self._reason, spacing=look.px(8))
        content = column(
            label("登记审批", "heading"), label(about, "secondary"), self._scroll(look), fields, self._said,
            row(None, cancel, self._confirm), spacing=look.px(12),
        )  # fmt: skip
        content.setContentsMargins(24, 20, 24, 20)
        self.setLayout(content)
        follow_the_eye(self)
        self.resize(look.px(620), look.px(min(520, 250 + 40 * len(claim.lines))))
        self._look_at()

    @property
    def on(self) -> date:
        """The day of the decision."""
        return parse_date(self._day.text())

    @property
    def approval(self) -> Approval:
        """What was written down."""
        return Approval(self._read(), reason=self._reason.text().strip())

    def _read(self) -> Sequence[int]:
        return [parse_yuan(edit.text()) for edit in self._amounts]

    def _amount(self, number: int, line: Line) -> QLineEdit:
        edit = named(QLineEdit(yuan(line.claimed_fen)), f"approved-{number}", f"第{number}行核定金额")
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setFixedWidth(120)
        return edit

    def _scroll(self, look: Look) -> QScrollArea:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, look.px(10), 0)
        grid.setHorizontalSpacing(look.px(12))
        grid.setColumnStretch(0, 1)
        for column_number, text in enumerate(("明细", "申报", "核定")):
            side = Qt.AlignmentFlag.AlignRight if column_number else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(label(text, "secondary"), 0, column_number, side)
        for number, (line, edit) in enumerate(zip(self._claim.lines, self._amounts, strict=True), 1):
            grid.addWidget(label(line_words(self._claim.kind, line)), number, 0)
            grid.addWidget(label(yuan(line.claimed_fen)), number, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(edit, number, 2)
        grid.setRowStretch(len(self._amounts) + 1, 1)
        content = named(QWidget(), "approval-lines", "明细", look="plain")
        content.setLayout(grid)
        area = named(QScrollArea(), "approval-scroll", "明细")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area

    def _look_at(self) -> None:
        """Say what it comes to, and whether it can be written down."""
        good, total = True, 0
        for line, edit in zip(self._claim.lines, self._amounts, strict=True):
            fen = _fen(edit.text())
            wrong = fen is None or not 0 <= fen <= line.claimed_fen
            restyle(edit, trouble="error" if wrong else "")
            good, total = good and not wrong, total + (fen or 0)
        cut = self._claim.claimed_fen - total
        reasoned = not cut or bool(self._reason.text().strip())
        self._said.setText(
            f"核定 {yuan(total)} 元，核减 {yuan(cut)} 元" if good else "核定金额应在 0 和申报金额之间"
        )
        dated = "" if _day(self._day.text()) else "请填写审批日期"
        why = "核定金额应在 0 和申报金额之间" if not good else "" if reasoned else "有核减的，请填写核减原因"
        allow(self._confirm, why or dated)


def _fen(text: str) -> int | None:
    try:
        return parse_yuan(text)
    except UserError:
        return None


def _day(text: str) -> bool:
    try:
        parse_date(text)
    except UserError:
        return False
    return True
