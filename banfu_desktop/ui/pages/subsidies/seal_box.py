"""The box that asks before sheets are sealed: which, how much, and what is left out; Enter seals nothing."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.sheets import PayerSheet
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row

_SHOWN = 12
"""So many sheets are named one by one."""
FOR_GOOD = "封存后不能改动；发现错误，发放前可以作废重封，发放后通过补发或扣回更正。"


class SealBox(QDialog):
    """Asks whether to seal the sheets.

    Args:
        sheets: what will be sealed.
        left: why the others are not, a sentence each.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        month: Month,
        sheets: Sequence[PayerSheet],
        left: Sequence[str],
    ) -> None:
        super().__init__(parent)
        px = look.px
        title = f"封存 {month.label}"
        named(self, "box-seal", title)
        self.setWindowTitle(title)
        lines = [self._line(sheet) for sheet in sheets[:_SHOWN]]
        more = len(sheets) - _SHOWN
        if more > 0:
            lines.append(row(label(f"另有 {more} 张", "secondary"), None))
        people = sum(sheet.people for sheet in sheets)
        total = yuan(sum(sheet.net_fen for sheet in sheets))
        sums = row(
            label(f"{len(sheets)} 个单位、{people} 人", "secondary", name="seal-size"),
            None,
            label(f"实发 {total}", "strong", name="seal-total"),
        )
        said = label("\n".join((*left, FOR_GOOD)), "secondary", name="seal-left", wrap=True)
        cancel = button("取消", "cancel")
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        seal = button(f"封存 {len(sheets)} 张", "seal", look="primary")
        seal.setAutoDefault(False)
        seal.setShortcut(QKeySequence("Alt+F"))
        seal.clicked.connect(self.accept)
        content = column(label(title, "heading"), spacing=px(12))
        for line in lines:
            content.addLayout(line)
        content.addSpacing(px(4))
        content.addLayout(sums)
        content.addWidget(said)
        content.addLayout(row(None, cancel, seal))
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.setFixedWidth(px(460))
        cancel.setFocus()

    @staticmethod
    def _line(sheet: PayerSheet) -> QHBoxLayout:
        return row(
            label(sheet.payer), label(f"{sheet.people} 人", "secondary"), None, label(yuan(sheet.net_fen))
        )
