"""首页: what is due and where it is done, how the team stands, and whether the data are safe."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.home import Due, HomeView, Safety, TeamCount
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import Chip, button, card, column, label, named, row
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.pages.home.due_list import DueList
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_STALE_DAYS = 7
_UNCHECKED = Due("恢复卡印好以后还没有核对：印错一个字符就打不开数据", "", "amber", "去核对", "backup")
_REMINDER = Due("恢复卡还没有打印：没有它，换电脑以后打不开数据", "", "amber", "去打印", "backup")


class HomePage(Page):
    """A list of deeds, not of numbers."""

    room, title = "home", "首页"
    watches = EVERY_TABLE

    def __init__(self, ctx: Context) -> None:
        self._chain_read, self._recall = False, ctx.recall
        super().__init__(ctx)

    # What is shown.

    def build(self) -> QWidget:
        """待办 above; the team and the data below it."""
        look, px = self.ctx.look, self.ctx.look.px
        self._due = DueList(look, lambda due: self.ctx.go(due.room, due.key))
        self._number = Chip()
        self._nothing = self._quiet_line()
        todo = column(
            row(label("本月待办", "heading"), self._number, None), self._due, self._nothing, spacing=px(8)
        )
        self._team = QGridLayout()
        self._team.setHorizontalSpacing(px(32))
        self._team.setVerticalSpacing(px(8))
        self._team.setColumnStretch(0, 1)
        self._team.setColumnStretch(1, 1)
        team = card(
            column(self._head("队伍", "members", "成员任职"), self._team, None, spacing=px(12)),
            "team",
            "队伍",
        )
        cards = row(team, self._safety_card(), spacing=px(16))
        cards.setStretch(0, 3)
        cards.setStretch(1, 2)
        content = named(QWidget(), "home", self.title)
        layout = column(card(todo, "todo", "本月待办"), cards, spacing=px(16))
        layout.addStretch(1)
        content.setLayout(layout)
        return content

    def beside_title(self) -> Sequence[QWidget]:
        """The day it is."""
        day = self.ctx.today
        text = f"{day.year}年{day.month}月{day.day}日　星期{weekday(day)}"
        return (label(text, "secondary", name="today"),)

    def reload(self) -> None:
        """At the start show how the office was left, and read it anew once that is on the screen."""
        recall, self._recall = self._recall, None
        left = recall() if recall is not None else None
        if left is None:
            super().reload()
        else:
            self.show_data(left)
            QTimer.singleShot(0, super().reload)

    def query(self) -> Query:
        """Everything due today."""
        today, database = self.ctx.today, self.ctx.database

        def read(session: Session) -> HomeView:
            from banfu_desktop.services.hall import home

            return home.view(session, today, None if database is None else database().folder)

        return read

    def fill(self, data: HomeView) -> None:
        """The lines, the counts, the chips."""
        reminders = list(data.due)
        if data.safety is not None and data.safety.card_checked_on is None:
            reminder = _UNCHECKED if data.safety.card_printed_on else _REMINDER
            reminders = sorted([*reminders, reminder], key=_urgency)
        self._due.show_due(reminders)
        self._due.setVisible(bool(reminders))
        self._nothing.setVisible(not reminders)
        pressing = any(due.urgency != "grey" for due in reminders)
        self._number.show_chip(
            f"{len(reminders)} 项" if reminders else "", Tone.AMBER if pressing else Tone.GREY
        )
        self._show_team(data.team)
        self._show_safety(data.safety)
        if self.hasFocus():
            self._due.start()
        if self._asked and not self._chain_read:
            self._chain_read = True
            self.ctx.tasks.read(_read_chain, self._show_chain)

    def _quiet_line(self) -> QWidget:
        px = self.ctx.look.px
        sign = QLabel()
        sign.setPixmap(self.ctx.look.icon("circle-check", tokens.ACCENT).pixmap(px(20), px(20)))
        text = label("没有要办的事。各项工作有到期的，会列在这里。", name="nothing-due")
        line = named(QWidget(), "nothing", "没有要办的事")
        parts = row(sign, text, None, spacing=px(10))
        parts.setContentsMargins(0, px(8), 0, px(8))
        line.setLayout(parts)
        return line

    def _head(self, title: str, room: str, text: str) -> QHBoxLayout:
        """A card's title, and the way to its room."""
        see = button(text, f"see-{room}", look="link")
        see.clicked.connect(lambda: self.ctx.go(room))
        return row(label(title, "heading"), None, see)

    # The team.

    def _show_team(self, counts: Sequence[TeamCount]) -> None:
        while (item := self._team.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = -(-len(counts) // 2)
        for number, count in enumerate(counts):
            self._team.addWidget(self._count(count), number % rows, number // rows)

    def _count(self, count: TeamCount) -> QWidget:
        counted = f"{count.number} 人"
        shown: QLabel = label(counted)
        if count.wanted:
            counted = f"{count.number}（要求{count.wanted}）"
            shown = Chip(counted, Tone.GREEN if count.enough else Tone.AMBER)
        line = named(QWidget(), "team-line", f"{count.label} {counted}")
        line.setLayout(row(label(count.label, "secondary"), None, shown))
        line.setMinimumHeight(self.ctx.look.px(24))
        return line

    # The data.

    def _safety_card(self) -> QFrame:
        px = self.ctx.look.px
        self._chips = {name: Chip() for name in ("最近备份", "上报县里", "恢复卡", "操作留痕")}
        lines = [row(label(name, "secondary"), None, chip) for name, chip in self._chips.items()]
        head = self._head("数据安全", "backup", "备份上报")
        return card(column(head, *lines, None, spacing=px(12)), "safety", "数据安全")

    def _show_safety(self, safety: Safety | None) -> None:
        if safety is None:
            return
        copied = self._moment(safety.copied_at)
        fresh = safety.copied_at is not None and self._age(safety.copied_at) <= _STALE_DAYS
        self._chips["最近备份"].show_chip(
            f"{copied} 已校验" if copied else "还没有备份", Tone.GREEN if fresh else Tone.AMBER
        )
        sent = self._moment(safety.package_at)
        self._chips["上报县里"].show_chip(
            f"{sent} 第 {safety.package_no} 号" if sent else "还没有上报过", Tone.GREEN if sent else Tone.GREY
        )
        checked = safety.card_checked_on is not None
        on_paper = "已打印，未核对" if safety.card_printed_on else "未打印"
        self._chips["恢复卡"].show_chip(
            "已核对" if checked else on_paper, Tone.GREEN if checked else Tone.AMBER
        )

    def _show_chain(self, report: Any) -> None:
        whole = report.broken_at is None
        text = f"完整 {report.rows:,} 条" if whole else f"第 {report.broken_at:,} 条起不完整"
        self._chips["操作留痕"].show_chip(text, Tone.GREEN if whole else Tone.RED)

    def _age(self, moment: datetime) -> int:
        return (self.ctx.today - moment.date()).days

    def _moment(self, moment: datetime | None) -> str:
        """今天 09:12, 昨天 09:12, 10月9日."""
        if moment is None:
            return ""
        day = {0: "今天", 1: "昨天"}.get(self._age(moment))
        return f"{day} {moment:%H:%M}" if day else f"{moment.month}月{moment.day}日"


def _read_chain(session: Session) -> Any:
    from banfu_desktop.services.audit import history

    return history.verify(session)


def _urgency(due: Due) -> int:
    return ("red", "amber", "grey").index(due.urgency)
