"""封存: the box before what cannot be undone; which sheets, how much, what is left out, why early."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QPushButton, QScrollArea, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.overview import MonthView
from banfu_desktop.services.subsidies.sheets import PayerSheet
from banfu_desktop.ui.look.look import LINE, Look
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, row
from banfu_desktop.ui.page.tab_order import follow_the_eye

_AFTER = "封存后不能改动；没有发放的可以作废重封，已发放的以后通过补发或扣回更正。"
_ROWS_SEEN = 8


class SealBox(QDialog):
    """Enter and Esc cancel; sealing takes a click, Tab and Enter, or Alt+F.

    Args:
        sheets: those that will be sealed.
        left: sentences about what is not among them.
        early: whether the month still has working days ahead; then `reason` must be given.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        title: str,
        sheets: Sequence[PayerSheet],
        left: Sequence[str],
        *,
        early: bool,
    ) -> None:
        super().__init__(parent)
        named(self, "seal-box", title)
        self.setWindowTitle(title)
        self._look = look
        self._reason = named(QLineEdit(), "early-reason", "提前封存的原因")
        self._reason.setPlaceholderText("本月还有工作日没有到，请写明提前封存的原因")
        self._reason.setMaxLength(100)
        self._reason.setVisible(early)
        self._seal = button(f"封存 {len(sheets)} 张(&F)", "confirm", look="primary")
        self._seal.setAccessibleName(f"封存 {len(sheets)} 张")
        self._seal.clicked.connect(self.accept)
        if early:
            why = "请先写明提前封存的原因"
            allow(self._seal, why)
            self._reason.textChanged.connect(lambda text: allow(self._seal, "" if text.strip() else why))
        cancel = button("取消", "cancel")
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self._lay_out(title, sheets, (*left, _AFTER), cancel)
        follow_the_eye(self)
        (self._reason if early else cancel).setFocus()

    def _lay_out(
        self, title: str, sheets: Sequence[PayerSheet], said: Sequence[str], cancel: QPushButton
    ) -> None:
        px = self._look.px
        people = len({line.person_id for sheet in sheets for line in sheet.lines})
        total = row(
            label(f"{len(sheets)} 个单位、{people} 人", "secondary", name="seal-size"),
            None,
            label(f"实发 {yuan(sum(sheet.net_fen for sheet in sheets))}", "strong", name="seal-sum"),
        )
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setStyleSheet(f"background: {LINE}; border: 0px;")
        texts = [label(text, "secondary", name="seal-said", wrap=True) for text in said]
        content = column(
            label(title, "heading"), self._list(sheets), rule, total, px(4), *texts, self._reason,
            row(None, cancel, self._seal), spacing=px(8),
        )  # fmt: skip
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.setFixedWidth(px(460))

    def _list(self, sheets: Sequence[PayerSheet]) -> QWidget:
        """A line a sheet; many scroll."""
        px = self._look.px
        lines = [
            row(
                label(sheet.payer), label(f"{sheet.people} 人", "secondary"), None, label(yuan(sheet.net_fen))
            )
            for sheet in sheets
        ]
        holder = named(QWidget(), "seal-sheets", "要封存的表", look="plain")
        inner = column(*lines, spacing=px(6))
        holder.setLayout(inner)
        if len(sheets) <= _ROWS_SEEN:
            return holder
        inner.setContentsMargins(0, 0, px(12), 0)
        scroll = named(QScrollArea(), "seal-scroll", "要封存的表")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        scroll.setFixedHeight(px(_ROWS_SEEN * 26))
        return scroll

    @property
    def reason(self) -> str:
        """Why it is sealed before the month is over."""
        return self._reason.text().strip()


def left_out(view: MonthView, sheets: Sequence[PayerSheet], month: Month) -> list[str]:
    """What the box says of drafts that are not among the sheets, and of what was left off those that are."""
    chosen = {sheet.payer_id for sheet in sheets}
    asking = {row.payer_id for row in view.asked}
    waiting = [
        f"{sheet.payer}（{_why(view, sheet, asking)}）"
        for sheet in (view.sheets.sheets if view.sheets else ())
        if sheet.is_draft and sheet.payer_id not in chosen and view.refusals.get(sheet.payer_id)
    ]
    others = [sheet.payer for sheet in view.sealable if sheet.payer_id not in chosen]
    said = [f"{'、'.join(waiting)}不在其中，处理以后单独封存。"] if waiting else []
    said += [f"{'、'.join(others)}这次不封存。"] if others else []
    deferred = [
        f"{left.name}{'' if left.about == month else left.about.label}"
        for sheet in sheets
        for left in sheet.deferred
    ]
    return said + ([f"{'、'.join(deferred)}暂缓，印在表下，下一张表再问。"] if deferred else [])


def _why(view: MonthView, sheet: PayerSheet, asking: set[int]) -> str:
    if sheet.payer_id in asking:
        names = dict.fromkeys(row.name for row in view.asked if row.payer_id == sheet.payer_id)
        return f"{'、'.join(names)}待定"
    return view.refusals[sheet.payer_id]
