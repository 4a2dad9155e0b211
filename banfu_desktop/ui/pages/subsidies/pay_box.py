"""登记发放: which sheets and whom of them a payment reached, on which day, by which paper."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.paying import UnpaidRow, refuse_day
from banfu_desktop.tables.subsidies_deeds import PAYMENT
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, row
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.tab_order import follow_the_eye

_KEY = Qt.ItemDataRole.UserRole
_SAID = (
    "勾选这一次实际发放的表和人员：一个单位一次发放登记一次；按季发放的，可以同时勾选几个月的表。"
    "没有到账的人不要勾，他留在未发放清单上。"
)


class PayBox(QDialog):
    """Accepted when a day can be read on which that can have been paid, and somebody is ticked.

    Args:
        rows: everybody unpaid.
        ticked: the sheets ticked at first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        rows: Sequence[UnpaidRow],
        ticked: Collection[int],
        values: Mapping[str, Any],
        today: date,
    ) -> None:
        super().__init__(parent)
        named(self, "pay-box", PAYMENT.label)
        self.setWindowTitle(PAYMENT.label)
        self._look, self._rows, self._today = look, rows, today
        self._boxes = {field.name: FieldBox(field, look, None, None) for field in PAYMENT.editable}
        for name, box in self._boxes.items():
            box.show_value(values.get(name), sealed=False)
        self._tree = self._make_tree(ticked)
        self._total = label("", "strong", name="pay-total")
        self._confirm = button(PAYMENT.label, "confirm", look="primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self.submit)
        self._all = named(QCheckBox("全部勾选"), "all", "全部表和人员都勾选")
        self._all.setTristate(True)
        self._all.clicked.connect(self._tick_all)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        px = look.px
        fields = row(*self._boxes.values(), spacing=px(12))
        content = column(
            label(PAYMENT.label, "heading"),
            label(_SAID, "secondary", name="sentence", wrap=True),
            self._all,
            self._tree,
            fields,
            row(self._total, None, cancel, self._confirm),
            spacing=px(12),
        )
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(px(600), px(520))
        follow_the_eye(self)
        self._tree.itemChanged.connect(lambda *_: self._count())
        self._count()
        self._tree.setFocus()

    def _make_tree(self, ticked: Collection[int]) -> QTreeWidget:
        tree = named(QTreeWidget(), "pay-tree", "要登记发放的表和人员")
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        headings: dict[int, QTreeWidgetItem] = {}
        for one in self._rows:
            if one.sheet_id not in headings:
                headings[one.sheet_id] = self._heading(tree, one)
            state = Qt.CheckState.Checked if one.sheet_id in ticked else Qt.CheckState.Unchecked
            item = QTreeWidgetItem(headings[one.sheet_id], [one.name, yuan(one.net_fen)])
            item.setData(0, _KEY, (one.sheet_id, one.person_id, one.net_fen))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setCheckState(0, state)
        for sheet_id, heading in headings.items():
            heading.setExpanded(sheet_id in ticked or len(headings) == 1)
        return tree

    def _heading(self, tree: QTreeWidget, one: UnpaidRow) -> QTreeWidgetItem:
        total = sum(row.net_fen for row in self._rows if row.sheet_id == one.sheet_id)
        words = f"{one.payer}　{one.month.label}　{one.number}".rstrip()
        heading = QTreeWidgetItem(tree, [words, yuan(total)])
        heading.setFlags(heading.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
        heading.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return heading

    @property
    def chosen(self) -> dict[int, tuple[int, ...]]:
        """The people ticked, by sheet."""
        found: dict[int, list[int]] = {}
        for sheet_id, person_id, _ in self._ticked():
            found.setdefault(sheet_id, []).append(person_id)
        return {sheet_id: tuple(people) for sheet_id, people in found.items()}

    @property
    def values(self) -> dict[str, Any]:
        """The day and the paper."""
        return {name: box.editor.read() for name, box in self._boxes.items()}

    @property
    def amount(self) -> str:
        """How much is ticked, in words."""
        ticked = self._ticked()
        sheets, fen = len({key[0] for key in ticked}), sum(key[2] for key in ticked)
        return f"{sheets} 张表、{len(ticked)} 人，{yuan(fen)} 元"

    def tick(self, sheet_id: int, people: Collection[int] | None = None) -> None:
        """Tick a sheet, or only some people of it."""
        for item in self._items():
            sheet, person, _ = item.data(0, _KEY)
            if sheet == sheet_id:
                wanted = people is None or person in people
                item.setCheckState(0, Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

    def _tick_all(self) -> None:
        """Everybody in, or, where all are, everybody out."""
        whole = len(self._ticked()) == len(self._items())
        for item in self._items():
            item.setCheckState(0, Qt.CheckState.Unchecked if whole else Qt.CheckState.Checked)

    def submit(self) -> None:
        """Read the day; what cannot be read or be is said below it and the box stays, with all its ticks."""
        problems = {name: box.check() for name, box in self._boxes.items()}
        if problems["paid_on"] is None:
            problems["paid_on"] = self._wrong_day()
        for name, box in self._boxes.items():
            box.say(problems[name])
        if not any(problem is not None and not problem.warning for problem in problems.values()):
            self.accept()

    def _wrong_day(self) -> Problem | None:
        ticked = {item[0] for item in self._ticked()}
        paid_on = self._boxes["paid_on"].editor.read()
        for month in {one.month for one in self._rows if one.sheet_id in ticked}:
            try:
                refuse_day(month, paid_on, self._today)
            except UserError as refusal:
                return Problem(None, PAYMENT["paid_on"].label, refusal.what, refusal.advice)
        return None

    def _items(self) -> list[QTreeWidgetItem]:
        headings = [self._tree.topLevelItem(number) for number in range(self._tree.topLevelItemCount())]
        children = (heading.child(n) for heading in headings if heading for n in range(heading.childCount()))
        return [child for child in children if child is not None]

    def _ticked(self) -> list[tuple[int, int, int]]:
        return [item.data(0, _KEY) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]

    def _count(self) -> None:
        self._total.setText(self.amount)
        number = len(self._ticked())
        some = Qt.CheckState.PartiallyChecked if number else Qt.CheckState.Unchecked
        self._all.setCheckState(Qt.CheckState.Checked if number == len(self._rows) else some)
        allow(self._confirm, "" if number else "请先勾选实际发放的表和人员")
