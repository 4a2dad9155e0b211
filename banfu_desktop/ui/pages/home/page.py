"""首页: what is due and where it is done, how the team stands, and whether the data are safe."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.home import Due, HomeView, PutOff, Safety, TeamCount, in_order
from banfu_desktop.rules.month_steps import StepName
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Scale, Tone
from banfu_desktop.ui.look.widgets import Chip, button, card, column, label, named, row
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.pages.home.due_list import DueList
from banfu_desktop.ui.pages.home.month_strip import MonthStripCard
from banfu_desktop.ui.tasks import EVERY_TABLE, Query, Session

_STALE_DAYS = 7
_SHORT = {
    "驻村第一书记": "第一书记",
    "农村科技特派员": "特派员",
    "“三支一扶”人员": "三支一扶",
    "高校毕业生志愿者": "志愿者",
}
"""What the card calls them; its tooltip says it in full."""
_UNCHECKED = Due("恢复卡印好以后还没有核对：印错一个字符就打不开数据", "", "amber", "去核对", "backup")
_REMINDER = Due("恢复卡还没有打印：没有它，换电脑以后打不开数据", "", "amber", "去打印", "backup")


_LOW = 700
"""Pixels of a screen below which cards and list scroll together: a screen of 1080 at 200 % has 540."""


def _screen_height() -> int:
    return QGuiApplication.primaryScreen().size().height()


class HomePage(Page):
    """A list of deeds, not of numbers."""

    room, title = "home", "首页"
    watches = EVERY_TABLE

    def __init__(self, ctx: Context) -> None:
        self._chain: Any = None
        self._recall, self._is_of_last_time = ctx.recall, False
        super().__init__(ctx)

    # What is shown.

    def build(self) -> QWidget:
        """The month above, what is due below it, the team and the data at the foot."""
        px = self.ctx.look.px
        self._strip = MonthStripCard(self.ctx)
        self._due = DueList(
            self.ctx.look,
            go=lambda due: self.ctx.go(due.room, due.key),
            later=self._put_off,
            known=self._acknowledge,
            back=self._bring_back,
            whole=self._is_large,
        )
        self._nothing = self._quiet_line()
        self._first = self._first_line()
        self._first.hide()
        todo = card(column(self._due, self._nothing, spacing=0), "todo", "要办的事", margin=px(8))
        self._team = QHBoxLayout()
        self._team.setSpacing(px(6))
        self._posted = label("", "secondary", name="posted")
        team = row(self._way("队伍", "members"), self._posted, self._team, None, spacing=px(8))
        cards = card(team, "team", "队伍", margin=px(8)), self._safety_card()
        content = named(QWidget(), "home", self.title, look="plain")
        content.setLayout(column(self._first, self._strip, todo, *cards, None, spacing=px(12)))
        return content

    @property
    def _is_large(self) -> bool:
        """Everything is drawn so large, or the screen is so low, that the page scrolls as a whole."""
        return self.ctx.look.scale is not Scale.STANDARD or _screen_height() < _LOW

    def commands(self) -> Sequence[Command]:
        """The table of time limits, and a key for each step of the month."""
        return [
            Command("see_limits", "时限", lambda: self.ctx.go("limits"), act=None, icon="clock",
                    help="各项工作的条款、时限、谁办和下次到期", place=Place.BAR),
            *(Command(
                f"go_step_{number}", f"第{number}步 {step.value}", partial(self._go_to_step, number),
                act=None, help=f"到本月的{step.value}", keys=f"Alt+{number}", place=Place.KEYS,
            )
            for number, step in enumerate(StepName, 1)),
        ]  # fmt: skip

    def _go_to_step(self, number: int) -> None:
        self._strip.steps.go_to(number)

    def beside_title(self) -> Sequence[QWidget]:
        """The day it is."""
        day = self.ctx.today
        text = f"{day.year}年{day.month}月{day.day}日　星期{weekday(day)}"
        return (label(text, "secondary", name="today"),)

    def reload(self) -> None:
        """At the start show how the office was left; it is read anew once that is on the screen."""
        recall, self._recall = self._recall, None
        left = recall() if recall is not None else None
        self._is_of_last_time = left is not None
        if left is None:
            super().reload()
        else:
            self.show_data(left)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back begins with what is most urgent."""
        super().showEvent(event)
        self._due.verticalScrollBar().setValue(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice that what was left is on the screen: reading would have been in its way."""
        super().paintEvent(event)
        if self._is_of_last_time:
            self._is_of_last_time = False
            QTimer.singleShot(0, self, self.reload)

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
        today = self.ctx.today
        if data.safety is not None and data.safety.card_checked_on is None:
            reminder = _UNCHECKED if data.safety.card_printed_on else _REMINDER
            reminders = in_order([*reminders, reminder], today)
        self._strip.show_strip(data.strip)
        self._first.setVisible(data.strip is None)
        self._due.show_due(reminders, data.put_off, today)
        self._due.setVisible(bool(reminders or data.put_off))
        self._nothing.setVisible(not reminders)
        self._show_team(data.team)
        self._show_safety(data.safety)
        if self.hasFocus():
            self._due.start()
        if self._asked:
            self.ctx.tasks.read(_read_chain(self._chain), self._show_chain)

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

    def _first_line(self) -> QFrame:
        """Whoever has no team yet is offered the guide."""
        lead = button("五步引导", "start-guide", look="primary")
        lead.clicked.connect(lambda: self.ctx.guide())
        text = label("第一次用？从花名册到上报包，五步指给你看每一步按哪里。", name="first-time", wrap=True)
        line = row(text, lead, spacing=self.ctx.look.px(12))
        line.setStretch(0, 1)
        return card(line, "first-steps", "第一次用", margin=self.ctx.look.px(12))

    def _way(self, title: str, room: str) -> QPushButton:
        """A card's title, which is the way to its room."""
        see = button(f"{title} ›", f"see-{room}", look="link", tip=f"打开{title}")
        see.clicked.connect(lambda: self.ctx.go(room))
        return see

    # Putting off.

    def _put_off(self, due: Due, until: date | None) -> None:
        from banfu_desktop.services.office import putting_off
        from banfu_desktop.tables.office import LATER
        from banfu_desktop.ui.page.fields_box import FieldsBox

        today = self.ctx.today
        if until is None:
            box = FieldsBox(self.window(), self.ctx.look, LATER, due.text, {}, check=self._is_ahead)
            if not self.ctx.dialogs.run(box):
                return
            until = box.values["until"]
        day = until
        self.ctx.tasks.write(
            f"稍后提醒：{due.text}", lambda session: putting_off.put_off(session, due, day, today),
            notice=f"{day.month}月{day.day}日再提醒",
        )  # fmt: skip

    def _is_ahead(self, values: Mapping[str, Any]) -> Sequence[Problem]:
        if values["until"] > self.ctx.today:
            return ()
        return [Problem(None, "提醒日期", "不在今天以后", "请填今天以后的一天")]

    def _acknowledge(self, due: Due) -> None:
        from banfu_desktop.services.office import putting_off
        from banfu_desktop.tables.office import KNOWN
        from banfu_desktop.ui.page.fields_box import FieldsBox

        box = FieldsBox(self.window(), self.ctx.look, KNOWN, f"{due.text}。写明原因，以后不再提醒。", {})
        if self.ctx.dialogs.run(box):
            reason = box.values["reason"]
            self.ctx.tasks.write(
                f"已知悉：{due.text}", lambda session: putting_off.acknowledge(session, due, reason),
                notice="不再提醒；有新的会再提醒",
            )  # fmt: skip

    def _bring_back(self, put_off: PutOff) -> None:
        from banfu_desktop.services.office import putting_off

        self.ctx.tasks.write(
            f"恢复提醒：{put_off.text}", lambda session: putting_off.bring_back(session, [put_off.id]),
            notice="已恢复提醒",
        )  # fmt: skip

    # The team.

    def _show_team(self, counts: Sequence[TeamCount]) -> None:
        while (item := self._team.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        posted, *others = counts or [TeamCount("在岗", 0, "", True)]
        self._posted.setText(f"{posted.label} {posted.number}")
        for count in others:
            self._team.addWidget(self._count(count))
        self._team.addStretch(1)

    def _count(self, count: TeamCount) -> QWidget:
        said = f"{count.label} {count.number} 人" + (f"，要求{count.wanted}" if count.wanted else "")
        tone = (Tone.GREEN if count.enough else Tone.AMBER) if count.wanted else Tone.GREY
        chip = Chip(f"{count.number}" if count.enough else f"{count.number}（要求{count.wanted}）", tone)
        line = named(QWidget(), "team-line", said)
        line.setLayout(
            row(label(_SHORT.get(count.label, count.label), "secondary"), chip, spacing=self.ctx.look.px(4))
        )
        line.setToolTip(said)
        for shown in (line, *line.findChildren(QLabel)):
            shown.ensurePolished()  # so that its size is known before it is first painted
        return line

    # The data.

    def _safety_card(self) -> QFrame:
        px = self.ctx.look.px
        self._chips = {name: Chip() for name in ("备份", "上报", "恢复卡", "留痕")}
        lines = QHBoxLayout()
        lines.setSpacing(px(4))
        for name, chip in self._chips.items():
            lines.addWidget(label(name, "secondary"))
            lines.addWidget(chip)
            lines.addSpacing(px(8))
        lines.addStretch(1)
        content = row(self._way("数据安全", "backup"), lines, spacing=px(8))
        return card(content, "safety", "数据安全", margin=px(8))

    def _show_safety(self, safety: Safety | None) -> None:
        if safety is None:
            return
        copied = self._moment(safety.copied_at)
        fresh = safety.copied_at is not None and self._age(safety.copied_at) <= _STALE_DAYS
        self._chips["备份"].show_chip(copied or "还没有", Tone.GREEN if fresh else Tone.AMBER)
        sent = self._moment(safety.package_at)
        self._chips["上报"].show_chip(
            f"{sent} 第{safety.package_no}号" if sent else "还没有", Tone.GREEN if sent else Tone.GREY
        )
        checked = safety.card_checked_on is not None
        on_paper = "已打印，未核对" if safety.card_printed_on else "未打印"
        self._chips["恢复卡"].show_chip(
            "已核对" if checked else on_paper, Tone.GREEN if checked else Tone.AMBER
        )

    def _show_chain(self, report: Any) -> None:
        self._chain = report
        whole = report.broken_at is None
        text = f"完整 {report.rows:,} 条" if whole else f"第 {report.broken_at:,} 条起不完整"
        self._chips["留痕"].show_chip(text, Tone.GREEN if whole else Tone.RED)

    def _age(self, moment: datetime) -> int:
        return (self.ctx.today - moment.date()).days

    def _moment(self, moment: datetime | None) -> str:
        """今天 09:12, 昨天 09:12, 10月9日."""
        if moment is None:
            return ""
        day = {0: "今天", 1: "昨天"}.get(self._age(moment))
        return f"{day} {moment:%H:%M}" if day else f"{moment.month}月{moment.day}日"


def _read_chain(known: Any) -> Query:
    """The trail: all of it at first, then only what has come since."""

    def read(session: Session) -> Any:
        from banfu_desktop.services.audit import history

        return history.verify(session, known)

    return read
