"""Whom a policy covers: everybody who may be, ticked or not; arrows move, the space bar ticks."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from banfu_desktop.rules.dates import Period
from banfu_desktop.services.insurance.insurance import Candidate
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.look import SECONDARY, Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.tab_order import follow_the_eye

_FROM = Field(
    "newcomers_from",
    "新增人员起保日期",
    Kind.DATE,
    required=True,
    help="这次新勾选的人从哪一天起有保险；已在保单上的人不变",
)
_UNTIL = Field(
    "leavers_until",
    "移出人员最后参保日",
    Kind.DATE,
    required=True,
    help="这次取消勾选的人保到哪一天为止，以前的参保照旧；选错了人的，填保单起期的前一天",
)
_ID = Qt.ItemDataRole.UserRole
_KEYS = Qt.ItemDataRole.UserRole + 1
_THERE = Qt.ItemDataRole.UserRole + 2


class PeopleBox(QDialog):
    """Accepted with `chosen`, the people ticked, `newcomers_from`, the first day of those new to it, and
    `leavers_until`, the last day of those taken off.
    """

    def __init__(
        self,
        parent: QWidget | None,
        look: Look,
        policy: str,
        period: Period,
        people: Sequence[Candidate],
        proposed: date,
    ) -> None:
        super().__init__(parent)
        named(self, "people-box", "参保人员")
        self.setWindowTitle("参保人员")
        self.newcomers_from, self._period = proposed, period
        self.leavers_until = proposed if proposed > period.start else period.start - timedelta(days=1)
        self._covered = {person.person_id for person in people if person.covered}
        self._search = self._make_search(look)
        self._list = named(QListWidget(), "people", "参保人员")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for person in people:
            self._list.addItem(self._item(person))
        self._list.itemChanged.connect(lambda _: self._count())
        self._from = FieldBox(_FROM, look, None, None)
        self._from.show_value(proposed, sealed=False)
        self._until = FieldBox(_UNTIL, look, None, None)
        self._until.show_value(self.leavers_until, sealed=False)
        self._said = label("", "strong", name="chosen")
        self._build(look, policy)
        self._count()

    @property
    def chosen(self) -> list[int]:
        """The ids of the people ticked, whether or not the search shows them."""
        return [item.data(_ID) for item in self._items() if item.checkState() is Qt.CheckState.Checked]

    def _build(self, look: Look, policy: str) -> None:
        px = look.px
        end = self._period.end
        sentence = f"{policy}，{self._period.start}至{end}。勾选这张保单保的人，空格键勾选或取消。"
        every, none = button("全选在岗", "tick-all"), button("全不选", "tick-none")
        every.clicked.connect(lambda: self._tick(True))
        none.clicked.connect(lambda: self._tick(False))
        confirm, cancel = button("确定", "confirm", look="primary"), button("取消", "cancel")
        confirm.setDefault(True)
        confirm.clicked.connect(self._confirm)
        cancel.clicked.connect(self.reject)
        content = column(
            label("参保人员", "heading"),
            label(sentence, "secondary", name="sentence", wrap=True),
            row(self._search, every, none, spacing=px(8)),
            self._list,
            self._said,
            self._from,
            self._until,
            row(None, cancel, confirm),
            spacing=px(12),
        )
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(px(640), px(600))
        follow_the_eye(self)
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def _make_search(self, look: Look) -> QLineEdit:
        search = named(QLineEdit(), "search", "搜索")
        search.setPlaceholderText("姓名、单位或拼音首字母")
        search.setClearButtonEnabled(True)
        search.addAction(look.icon("search", SECONDARY), QLineEdit.ActionPosition.LeadingPosition)
        search.textChanged.connect(self._filter)
        return search

    def _item(self, person: Candidate) -> QListWidgetItem:
        absent = "（已离岗）" if person.gone else "" if person.eligible else "（保险期间不在岗）"
        item = QListWidgetItem(f"{person.name}　{person.organisation}　{person.posted}{absent}")
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if person.covered else Qt.CheckState.Unchecked)
        item.setData(_ID, person.person_id)
        item.setData(_THERE, person.eligible and not person.gone)
        item.setData(_KEYS, f"{person.name} {person.organisation} {person.initials}".casefold())
        item.setToolTip(item.text())
        return item

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(number) for number in range(self._list.count())]

    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip().casefold() not in item.data(_KEYS))

    def _tick(self, ticked: bool) -> None:
        """Those shown; whoever has left, or is not posted in the period, is only taken off, never ticked."""
        with QSignalBlocker(self._list):
            for item in self._items():
                if not item.isHidden() and (item.data(_THERE) or not ticked):
                    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._list.viewport().update()
        self._count()

    def _count(self) -> None:
        chosen = set(self.chosen)
        fresh, gone = len(chosen - self._covered), len(self._covered - chosen)
        parts = [f"参保 {len(chosen)} 人"]
        parts += [f"新增 {fresh} 人"] if fresh else []
        parts += [f"移出 {gone} 人"] if gone else []
        text = "，".join(parts)
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self._from.setVisible(fresh > 0)
        self._until.setVisible(gone > 0)

    def _confirm(self) -> None:
        for box in (self._from, self._until):
            problem = box.check()
            if problem is not None:
                box.say(problem)
                return
        self.newcomers_from, self.leavers_until = self._from.editor.read(), self._until.editor.read()
        self.accept()
