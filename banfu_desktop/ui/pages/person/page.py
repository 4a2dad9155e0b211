"""个人页: who somebody is, the year on one axis, the next step, money that is open, what lies elsewhere."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.words import PostingState
from banfu_desktop.services.door import Small
from banfu_desktop.services.hall import person
from banfu_desktop.services.hall.person import PersonView
from banfu_desktop.services.members import members
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.timeline_view import TimelineView, drawn
from banfu_desktop.ui.look.widgets import card, column, icon_button, label, named, row
from banfu_desktop.ui.page.clipboard import ClipboardGuard
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.ways import TO_MEMBERS
from banfu_desktop.ui.pages.person import cards
from banfu_desktop.ui.pages.person.head import FactGrid, Shown
from banfu_desktop.ui.pages.person.small_list import SmallList
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_STATES = {PostingState.PRESENT: Tone.GREEN, PostingState.COMING: Tone.BLUE, PostingState.LEFT: Tone.GREY}
_WIDE, _SIDE = 1000, 344
"""Pixels at standard size from which the cards stand beside the year, and how wide they are."""
_POSTING = "posting "


class Body(QWidget):
    """The year and the lists, with the cards beside them, or below each other where there is little room."""

    def __init__(self, look: Look, year: QWidget, lists: QHBoxLayout, side: QWidget, ways: QWidget) -> None:
        super().__init__()
        named(self, "person-body", "全年")
        self._look, self._side, self._ways = look, side, ways
        px = look.px
        self._above, self._below = (
            QBoxLayout(QBoxLayout.Direction.LeftToRight),
            QBoxLayout(QBoxLayout.Direction.LeftToRight),
        )
        for layout, main, beside in ((self._above, year, side), (self._below, lists, ways)):
            layout.setSpacing(px(12))
            if isinstance(main, QWidget):
                layout.addWidget(main, 1)
            else:
                layout.addLayout(main, 1)
            layout.addWidget(beside)
        self.setLayout(column(self._above, self._below, None, spacing=px(12)))
        self._lists = lists
        self._is_wide: bool | None = None
        self._turn(is_wide=True)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the year alone."""
        return QSize(self._look.px(480), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        super().resizeEvent(event)
        self._turn(is_wide=self.width() >= self._look.px(_WIDE))

    def _turn(self, *, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        directions = QBoxLayout.Direction
        for layout in (self._above, self._below):
            layout.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._lists.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        for beside in (self._side, self._ways):
            beside.setMinimumWidth(self._look.px(_SIDE) if is_wide else 0)
            beside.setMaximumWidth(self._look.px(_SIDE) if is_wide else 16_777_215)


class PersonPage(Page):
    """One person."""

    room, title = "person", "个人页"
    watches = EVERY_TABLE
    _beside: Sequence[QWidget] = ()
    unmoved = frozenset({"disclosures", "audit"})  # a number just shown stays to be read
    monthly = True

    def __init__(self, ctx: Context) -> None:
        self._asked_for: int | str | None = None
        self._view: PersonView | None = None
        super().__init__(ctx)
        self.period.set_yearly(True)
        self._guard = ClipboardGuard(self)

    def commands(self) -> Sequence[Command]:
        """The deeds begin in the rooms they belong to, for this person."""
        one = Rows.ONE
        return (
            Command("person_leave", "登记请假…", self._leave, act=Act.ENTER, help="为这个人登记一次请假",
                    icon="calendar-check", place=Place.BAR, rows=one, enabled=self._is_posted,
                    why="不在岗的人不登记请假", clause="四(三)"),
            Command("person_posting", "任职资料…", self._posting, act=None, help="打开任职资料，更正或变更",
                    icon="users", place=Place.BAR, rows=one),
            Command("person_claim", "登记报销…", self._claim, act=Act.ENTER, help="为这个人登记一张报销单",
                    icon="receipt", rows=one, clause="六(二)"),
            Command("person_trail", "操作留痕", self._trail, act=None, help="谁在什么时候改过这个人的什么",
                    icon="history", rows=one),
            Command("person_before", "上一人", lambda: self._step(-1), act=None, help="名册中的上一个人",
                    keys="Alt+Up", place=Place.KEYS),
            Command("person_after", "下一人", lambda: self._step(1), act=None, help="名册中的下一个人",
                    keys="Alt+Down", place=Place.KEYS),
            Command("person_back", "回到名单", self._back, act=None, help="回到成员名单，停在这个人",
                    keys="Esc", place=Place.KEYS),
        )  # fmt: skip

    # What is shown.

    def beside_title(self) -> Sequence[QWidget]:
        """Back to the list, where the person stands in it, and the next one."""
        if self._beside:
            return self._beside
        look = self.ctx.look
        self._place = label("", "secondary", name="person-place")
        ways = (("chevron-left", "person-to-list", "回到名单（Esc）", self._back),
                ("chevron-up", "person-up", "上一人（Alt+↑）", lambda: self._step(-1)),
                ("chevron-down", "person-down", "下一人（Alt+↓）", lambda: self._step(1)))  # fmt: skip
        self._turns: list[QToolButton] = []
        for icon, name, says, run in ways:
            turn = icon_button(look.icon(icon), name, says, look.px(20))
            turn.clicked.connect(run)
            self._turns.append(turn)
        back, up, down = self._turns
        self._beside = (back, self._place, up, down)
        return self._beside

    def build(self) -> QWidget:
        """Head, year, cards, lists."""
        look, px = self.ctx.look, self.ctx.look.px
        self._facts = FactGrid(look)
        head = card(column(self._facts), "person-head", "基本情况", margin=px(12))
        self._year = TimelineView(look, "person-year", "全年", whole=True)
        self._year.opened.connect(self._open)
        self._step_card = cards.StepCard(look, self._go)
        self._sums = cards.Rows(look, self._go, "person-sums", "未结的钱")
        side = named(QWidget(), "person-side", "下一步和未结的钱", look="plain")
        side.setLayout(column(self._step_card, self._sums, None, spacing=px(12)))
        self._ways = cards.Rows(look, self._go, "person-ways", "其他资料")
        below = named(QWidget(), "person-elsewhere", "其他资料", look="plain")
        below.setLayout(column(self._ways, None, spacing=0))
        self._lists = QHBoxLayout()
        self._lists.setSpacing(px(12))
        body = Body(look, self._year, self._lists, side, below)
        keys = label("Alt+↑ ↓ 换人　PgUp PgDn 换年　Esc 回到名单", "secondary", name="person-keys")
        content = named(QWidget(), "person", self.title, look="plain")
        content.setLayout(column(head, body, row(None, keys), None, spacing=px(12)))
        return content

    def query(self) -> Query:
        """The person asked for, in the year shown."""
        asked, year, today = self._asked_for, self.month.year, self.ctx.today

        def read(session: Session) -> PersonView | None:
            key = (
                person.person_of(session, int(asked.removeprefix(_POSTING)))
                if isinstance(asked, str)
                else asked
            )
            return person.view(session, key, year, today)

        return drawn(read)

    def fill(self, data: Any) -> None:
        """Show somebody, or that there is nobody."""
        self._view = data
        if data is None:
            self.show_message("还没有成员。", TO_MEMBERS)
            self.show_title(self.title)
            self.show_state("")
            self._place.setText("")
            return
        view: PersonView = data
        self._asked_for = view.person_id
        self.show_title(view.name)
        self.show_state(view.state.label, _STATES[view.state])
        self._place.setText(f"成员 {view.place} / {len(view.everybody)}")
        for turn, step in zip(self._turns[1:], (-1, 1), strict=True):
            says = "上一人（Alt+↑）" if step < 0 else "下一人（Alt+↓）"
            turn.setEnabled(view.beside(step) is not None)
            turn.setToolTip(says if turn.isEnabled() else "名册里没有了")
        self._facts.show_facts(view.facts, self._reveal)
        self._year.show_timeline(view.year)
        self._step_card.show_steps(view.steps)
        self._sums.show_sums(view.sums)
        self._ways.show_ways(view.ways)
        self._show_lists(view.smalls)

    def _show_lists(self, smalls: Sequence[Small]) -> None:
        """Two columns of lists, the longer ones at the left."""
        while (item := self._lists.takeAt(0)) is not None:
            inner = item.layout()
            if inner is not None:
                cards.empty(inner)  # type: ignore[arg-type]
                inner.deleteLater()
        columns: list[QVBoxLayout] = [
            column(spacing=self.ctx.look.px(12)) for _ in range(min(2, len(smalls)))
        ]
        for number, small in enumerate(smalls):
            columns[number % len(columns)].addWidget(SmallList(self.ctx.look, small, self._go))
        for one in columns:
            one.addStretch(1)
            self._lists.addLayout(one, 1)

    # Where one goes.

    def visit(self, where: object) -> None:
        """A number is a person, `posting 3` whose posting it is."""
        if isinstance(where, int) or (isinstance(where, str) and where.startswith(_POSTING)):
            self._asked_for = where
            self.reload()
        else:
            super().visit(where)

    def _step(self, step: int) -> None:
        beside = None if self._view is None else self._view.beside(step)
        if beside is not None:
            self.visit(beside)

    def _back(self) -> None:
        self.ctx.go("members", None if self._view is None else f"row {self._view.posting_id}")

    def _go(self, room: str, key: object) -> None:
        self.ctx.go(room, key)

    def _open(self, key: object) -> None:
        room, where = key if isinstance(key, tuple) else ("members", key)
        self.ctx.go(room, where)

    def selected_count(self) -> int:
        """The person is what the commands are about."""
        return 0 if self._view is None else 1

    def start_of_work(self) -> QWidget | None:
        """The year, whose lanes go by the arrows."""
        return self._year if self._view is not None else super().start_of_work()

    # The deeds.

    def _is_posted(self) -> bool:
        return self._view is not None and self._view.state is PostingState.PRESENT

    def _leave(self) -> None:
        assert self._view is not None
        self.ctx.go("attendance", f"leave for {self._view.posting_id}")

    def _posting(self) -> None:
        assert self._view is not None
        self.ctx.go("members", self._view.posting_id)

    def _claim(self) -> None:
        assert self._view is not None
        self.ctx.go("reimbursements", f"claim for {self._view.posting_id}")

    def _trail(self) -> None:
        assert self._view is not None
        self.ctx.go("audit", self._view.name)

    def _reveal(self, name: str, show: Shown) -> None:
        """A number in full; the trail keeps who looked."""
        assert self._view is not None
        posting_id, now = self._view.posting_id, self.ctx.now()

        def shown(number: str) -> None:
            self._guard.know(number)
            show(number)

        self.ctx.tasks.write(
            f"查看完整{MEMBERS[name].label}",
            lambda session: members.reveal(session, posting_id, name, now),
            shown, notice=None, undo=False,
        )  # fmt: skip
