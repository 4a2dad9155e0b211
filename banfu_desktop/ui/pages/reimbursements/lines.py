"""The lines of the claim that is open, under the list: written in place, stored at once, added up below."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimState, Line
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.tables.reimbursements import LINES
from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.line_grid import LineGrid
from banfu_desktop.ui.page.page_header import ShortLabel

_HOW = "Tab 下一格，回车换行，Ctrl+V 粘贴表格，Ctrl+D 同上一行，日期可写 10-23"


class ClaimLines(QFrame):
    """The grid, its sums, and how to use it. `edited` says that `grid.lines` is to be stored."""

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "claim-lines", "明细", look="plain")
        self.grid = LineGrid(look)
        self._claim_id: int | None = None
        self.grid.lines.edited.connect(self._changed)
        self.grid.typing.connect(lambda *cell: self._say_sums(self.grid.lines.as_typed(*cell)))
        self._title = label("明细", "strong", name="lines-title")
        self._how = ShortLabel("lines-how")
        self._remove = button("删除行", "remove-lines", look="link", tip="删除所选的明细行")
        self._remove.clicked.connect(self.grid.remove_selected)
        self._sums = label("", "secondary", name="lines-sums", wrap=True)
        self._total = label("", "strong", name="lines-total")
        head = row(self._title, self._how, None, self._remove, spacing=look.px(12))
        foot = row(self._sums, self._total, spacing=look.px(12))
        foot.setStretch(0, 1)
        self.setLayout(column(head, self.grid, foot, spacing=look.px(6)))
        self.setFixedHeight(look.px(252))
        self.hide()

    def show_claim(self, claim: ClaimRow | None) -> None:
        """Show a claim's lines; None shows nothing."""
        if claim is None:
            self._claim_id = None
            self.hide()
            return
        writable = claim.state is ClaimState.DRAFT
        if writable and self.grid.lines.unread and claim.id == self._claim_id:
            return  # read anew while it is written: what cannot be read yet stays
        self._claim_id = claim.id
        self._title.setText(LINES[claim.kind].label)
        self.grid.lines.show_lines(LINES[claim.kind], claim.lines, claim.filled_on, writable=writable)
        self._remove.setVisible(writable)
        self._say()
        self.show()

    def _changed(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        lines = self.grid.lines
        unread = f"有 {len(lines.unread)} 格看不懂，改正后才会保存" if lines.unread else ""
        self._how.setText(unread or (_HOW if lines.writable else ""))
        self._say_sums(lines.lines)

    def _say_sums(self, lines: Sequence[Line]) -> None:
        """What the lines come to; they follow while a cell is typed."""
        *parts, total = self._add_up(lines)
        self._sums.setText("　".join(parts))
        self._total.setText(total)
        self._total.setAccessibleName(total)

    def _add_up(self, lines: Sequence[Line]) -> list[str]:
        """What the money columns add up to, the claim's total last."""
        parts = [
            (field.label, sum(getattr(line, field.name) or 0 for line in lines))
            for field in self.grid.lines.fields
            if field.kind is Kind.MONEY and field.name not in ("amount_fen", "claimed_fen")
        ]
        total = sum(line.claimed_fen for line in lines)
        return [*(f"{label} {yuan(fen)}" for label, fen in parts if fen), f"申报合计 {yuan(total)}"]
