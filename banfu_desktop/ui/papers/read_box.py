"""Invoices read from the files just added: looked at, ticked, written down together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from banfu_desktop.rules.invoice_readings import Conflict, InvoiceRead
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments.reading import FileRead, Proposal
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Combo, allow, button, column, label, named, row

_HEADS = ("发票号码", "开票日期", "价税合计", "销售方", "购买方", "读自")
_WIDTHS = (210, 100, 96, 170, 150)
_LABELS = {
    "code": "发票代码", "number": "发票号码", "day": "开票日期", "amount_fen": "价税合计", "net_fen": "金额",
    "tax_fen": "税额", "seller": "销售方", "buyer": "购买方", "sum": "金额与税额之和",
}  # fmt: skip
_STORED = {"code": "code", "number": "number", "day": "issued_on", "amount_fen": "amount_fen",
           "seller": "seller", "buyer": "buyer"}  # fmt: skip
"""Which field of an invoice a compared value is written into; net and tax are looked at only."""
_NUMBER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Confirmed:
    """A proposal the clerk ticked, with the values chosen where sources disagree."""

    proposal: Proposal
    corrected: dict[str, Any]


class ReadBox(QDialog):
    """Accepted with `confirmed`: what is to be written down; what is already cannot be ticked."""

    def __init__(
        self, proposals: Sequence[Proposal], unread: Sequence[FileRead], look: Look, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        named(self, "invoices-read", "登记发票")
        self.setWindowTitle("登记发票")
        self._look = look
        self._proposals = sorted(proposals, key=lambda proposal: proposal.clear)
        self._chosen: dict[tuple[int, str], Any] = {}
        self._tree = self._make_tree()
        self._choices = QWidget()
        named(self._choices, "choices", "读数不同的地方")
        self._sum = label("", "strong", name="sum")
        self._confirm = button("登记", "confirm", look="primary")
        self._confirm.clicked.connect(self.accept)
        self._confirm.setDefault(True)
        for number, proposal in enumerate(self._proposals):
            self._add(number, proposal)
        for file in unread:
            self._add_unread(file)
        self._lay_out(len(unread))
        self._tree.itemChanged.connect(lambda *_: self._count())
        self._tree.currentItemChanged.connect(lambda *_: self._show_choices())
        if (first := self._tree.topLevelItem(0)) is not None:
            self._tree.setCurrentItem(first)
        self._count()
        self._tree.setFocus()

    @property
    def confirmed(self) -> list[Confirmed]:
        """The proposals ticked."""
        return [
            Confirmed(self._proposals[number], self._corrections(number))
            for number in range(len(self._proposals))
            if self._item(number).checkState(0) is Qt.CheckState.Checked
        ]

    # How it is put together.

    def _lay_out(self, unread: int) -> None:
        px = self._look.px
        to_see = sum(not proposal.clear for proposal in self._proposals)
        parts = [f"读到 {len(self._proposals)} 张票据"]
        parts += [f"{to_see} 张要看"] if to_see else []
        parts += [f"{unread} 个文件没有读到"] if unread else []
        hint = "文件都已放进附件。读到的请对照票面核对，打勾的登记成发票；↑ ↓ 逐张看，空格勾选。"
        cancel = button("暂不登记", "cancel")
        cancel.clicked.connect(self.reject)
        content = self._content = column(
            label("，".join(parts), "heading", name="read", wrap=True),
            label(hint, "secondary", name="hint", wrap=True),
            self._tree,
            self._choices,
            row(self._sum, None, cancel, self._confirm),
            spacing=px(12),
        )
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(px(980), px(600))

    def _make_tree(self) -> QTreeWidget:
        tree = named(QTreeWidget(), "invoices", "读到的票据")
        tree.setColumnCount(len(_HEADS))
        tree.setHeaderLabels(_HEADS)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(0)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for number, width in enumerate(_WIDTHS):
            tree.setColumnWidth(number, self._look.px(width))
        tree.header().setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        return tree

    def _add(self, number: int, proposal: Proposal) -> None:
        invoice = proposal.invoice
        sources = "、".join(dict.fromkeys(reading.source.label for reading in invoice.readings))
        amount = invoice.value("amount_fen")
        cells = (
            invoice.value("number") or "没有读到号码",
            str(invoice.value("day") or ""),
            "" if amount is None else yuan(amount),
            invoice.value("seller") or self._nobody(invoice),
            invoice.value("buyer") or "没有读到",
            sources,
        )
        item = QTreeWidgetItem(cells)
        item.setData(0, _NUMBER, number)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for place, text in enumerate(cells):
            item.setToolTip(place, text)
        allowed = not (proposal.place or proposal.fault)
        item.setCheckState(0, Qt.CheckState.Checked if allowed else Qt.CheckState.Unchecked)
        if not allowed:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        self._tree.addTopLevelItem(item)
        for text, colour in self._remarks(proposal):
            self._remark(item, text, colour)

    @staticmethod
    def _nobody(invoice: InvoiceRead) -> str:
        return "铁路电子客票" if invoice.trip else "没有读到"

    def _add_unread(self, file: FileRead) -> None:
        item = QTreeWidgetItem((file.name,))
        item.setData(0, _NUMBER, -1)
        item.setToolTip(0, file.name)
        self._tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        self._remark(item, file.sentence, tokens.RED)

    def _remarks(self, proposal: Proposal) -> list[tuple[str, str]]:
        remarks = [
            (_in_words(conflict, proposal.invoice), tokens.AMBER) for conflict in proposal.invoice.conflicts
        ]
        if trip := proposal.invoice.trip:
            way = "—".join(filter(None, (trip.origin, trip.destination)))
            journey = "　".join(filter(None, (str(trip.day or ""), trip.train, way, trip.traveller)))
            remarks.append((f"行程：{journey}", tokens.SECONDARY))
        if proposal.place:
            remarks.append((f"“{proposal.place}”里已有这一张，不再登记", tokens.AMBER))
        if proposal.fault:
            remarks.append((proposal.fault, tokens.RED))
        return remarks

    def _remark(self, item: QTreeWidgetItem, text: str, colour: str) -> None:
        line = QTreeWidgetItem((f"　　{text}",))
        line.setFlags(Qt.ItemFlag.ItemIsEnabled)
        line.setForeground(0, QBrush(QColor(colour)))
        line.setToolTip(0, text)
        item.addChild(line)
        line.setFirstColumnSpanned(True)
        item.setExpanded(True)

    # What is chosen.

    def _item(self, number: int) -> QTreeWidgetItem:
        items = (self._tree.topLevelItem(place) for place in range(self._tree.topLevelItemCount()))
        return next(item for item in items if item is not None and item.data(0, _NUMBER) == number)

    def _corrections(self, number: int) -> dict[str, Any]:
        return {
            _STORED[field]: value
            for (of, field), value in self._chosen.items()
            if of == number and field in _STORED
        }

    def _show_choices(self) -> None:
        """For the invoice at hand, a choice for each value in which its sources disagree."""
        old, item = self._choices, self._tree.currentItem()
        number = -1 if item is None else item.data(0, _NUMBER)
        self._choices = named(QWidget(), "choices", "读数不同的地方")
        conflicts = self._proposals[number].invoice.conflicts if number is not None and number >= 0 else ()
        parts: list[QWidget | None] = []
        for conflict in conflicts:
            if conflict.field in _STORED:
                parts += [QLabel(_LABELS[conflict.field]), self._choice(number, conflict)]
        self._choices.setLayout(row(*parts, None, spacing=self._look.px(8)))
        self._choices.setVisible(bool(parts))
        self._content.replaceWidget(old, self._choices)
        old.deleteLater()

    def _choice(self, number: int, conflict: Conflict) -> Combo:
        choice = named(Combo(), f"choice-{conflict.field}", _LABELS[conflict.field])
        for source, value in conflict.values:
            choice.addItem(f"{_shown(value)}（{source.label}）", value)
        stored = self._chosen.get((number, conflict.field), conflict.values[0][1])
        choice.setCurrentIndex(max(0, [value for _, value in conflict.values].index(stored)))
        choice.currentIndexChanged.connect(
            lambda _: self._choose(number, conflict.field, choice.currentData())
        )
        return choice

    def _choose(self, number: int, field: str, value: object) -> None:
        self._chosen[number, field] = value
        if field == "amount_fen" and isinstance(value, int):
            self._item(number).setText(2, yuan(value))
        self._count()

    def _count(self) -> None:
        ticked = self.confirmed
        amounts = [
            chosen.corrected.get("amount_fen", chosen.proposal.invoice.value("amount_fen")) or 0
            for chosen in ticked
        ]
        text = f"登记 {len(ticked)} 张，合计 {yuan(sum(amounts))} 元"
        self._sum.setText(text)
        self._sum.setAccessibleName(text)
        self._confirm.setText(f"登记 {len(ticked)} 张")
        self._confirm.setAccessibleName(self._confirm.text())
        allow(self._confirm, "" if ticked else "请先勾选要登记的发票")


def _in_words(conflict: Conflict, invoice: InvoiceRead) -> str:
    values = "，".join(f"{source.label} {_shown(value)}" for source, value in conflict.values)
    if conflict.field == "sum":
        return f"金额加税额不等于价税合计：{values}"
    return f"{_LABELS[conflict.field]}不一致：{values}；先按{invoice.source.label}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(map(_shown, value[:2])) + f" ≠ {_shown(value[2])}"
    return yuan(value) if isinstance(value, int) else str(value)
