"""Beside the week: months the leader signs off, open matters by age, the duties of the half-year."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.worklog import CLAUSE, DutyCounts, few
from banfu_desktop.services.worklog.matters import MatterRow
from banfu_desktop.services.worklog.months import MonthRow
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import (
    Chip,
    button,
    card,
    clause_chip,
    column,
    elided,
    emptied,
    label,
    named,
    row,
)

_TONES = {"grey": Tone.GREY, "amber": Tone.AMBER, "red": Tone.RED}
_MOST_MATTERS = 8
WIDE = 344


class DutyBars(QWidget):
    """The eight duties as bars, in the order of the notice."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "duty-bars", "履职")
        self._look, self._counts = look, DutyCounts("", ())

    def show_counts(self, counts: DutyCounts) -> None:
        """Show a half-year's; a screen reader is told the numbers."""
        self._counts = counts
        said = "、".join(f"{name} {count}条" for name, count in counts.bars)
        self.setAccessibleName(f"{counts.title}：{said}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each duty."""
        return QSize(self._look.px(200), self._look.px(24) * max(8, len(self._counts.bars)))

    def minimumSizeHint(self) -> QSize:
        """All of them."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, number; one with strikingly few says so."""
        painter, px = QPainter(self), self._look.px
        font = self.font()
        font.setPixelSize(px(13))
        painter.setFont(font)
        step, wide, numbers = px(24), px(112), px(70)
        highest = max(1, self._counts.highest)
        for place, (name, count) in enumerate(self._counts.bars):
            line = QRect(0, place * step, self.width(), step)
            is_few = few(count, self._counts.total)
            painter.setPen(QColor(tokens.AMBER if is_few else tokens.TEXT))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), name)
            ground = QRect(wide, line.center().y() - px(5), self.width() - wide - numbers, px(10))
            painter.fillRect(ground, QColor("#EEF0F3"))
            long = round(ground.width() * count / highest)
            if count:
                bar = QRect(ground.left(), ground.top(), max(2, long), ground.height())
                painter.fillRect(bar, QColor(tokens.AMBER if is_few else tokens.ACCENT))
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(line, right, f"偏少 {count}" if is_few else str(count))
        painter.end()


class Cards(QScrollArea):
    """The three cards, scrolling where the window is low."""

    signing = Signal(object)
    closing = Signal()
    opened = Signal(int)
    counting = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "worklog-cards", "签阅、未了事项和履职")
        self._look, px = look, look.px
        self._months = column(spacing=px(6))
        self._matters = column(spacing=px(2))
        self._count = Chip()
        self._bars = DutyBars(look)
        self._bars_title = label("履职", "heading", name="bars-title")
        self._total = label("", "secondary", name="bars-total")
        close = button("销号", "close-matter", look="link", tip="办结的事项，用记办结情况的那一条销号")
        close.clicked.connect(self.closing)
        more = button("统计", "see-duties", look="link", tip="看全年各月的职责履行统计")
        more.clicked.connect(self.counting)
        content = named(QWidget(), "cards", "签阅、未了事项和履职")
        parts = (
            self._card(row(label("队长签阅", "heading"), None), self._months, "sign-card", "队长签阅"),
            self._card(
                row(label("未了事项", "heading"), self._count, None, close),
                self._matters, "matters-card", "未了事项",
            ),
            self._card(
                row(self._bars_title, clause_chip(CLAUSE), None, self._total, more),
                column(self._bars), "duties-card", "履职",
            ),
        )  # fmt: skip
        content.setLayout(column(*parts, None, spacing=px(12)))
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(min(px(WIDE), 400))

    def _card(self, head: QHBoxLayout, content: QVBoxLayout, name: str, says: str) -> QFrame:
        return card(column(head, content, spacing=self._look.px(8)), name, says, margin=self._look.px(14))

    def show_months(self, months: Sequence[MonthRow], missing: int, today: date) -> None:
        """The month under way and the two before it, those with something in them.

        Args:
            missing: person-days without a line in the latest month that waits.
        """
        emptied(self._months)
        waiting = True
        for month in [one for one in months if one.month <= Month.of(today)][:3]:
            said = label(f"{month.month.number}月　{month.count} 条", name="month-said")
            line = row(said)
            if month.signed_on is not None:
                line.addWidget(label(f"补记 {month.late} 条" if month.late else "", "secondary"))
                line.addStretch(1)
                line.addWidget(Chip(f"已签阅 {month.signed_on:%m-%d}", Tone.GREEN))
            else:
                gaps = f"未记 {missing} 人天" if missing and waiting else ""
                waiting = False
                line.addWidget(label(gaps, "secondary"))
                line.addStretch(1)
                self._add_signing(line, month, today)
            self._months.addLayout(line)
        if self._months.count() == 0:
            self._months.addWidget(label("还没有日志。", "secondary"))

    def _add_signing(self, line: QHBoxLayout, month: MonthRow, today: date) -> None:
        if month.month.last > today:
            line.addWidget(Chip("未到月末", Tone.GREY))
            return
        sign = button("去签阅…", f"sign-{month.month}", tip=f"登记队长签阅{month.month.label}日志")
        sign.clicked.connect(lambda: self.signing.emit(month.month))
        line.addWidget(sign)

    def show_matters(self, matters: Sequence[MatterRow]) -> None:
        """Open matters, the oldest first."""
        emptied(self._matters)
        self._count.show_chip(f"{len(matters)} 项" if matters else "", Tone.AMBER)
        for matter in matters[:_MOST_MATTERS]:
            entry = matter.entry
            text = button(elided(entry.next_step or "", 15), f"matter-{entry.id}", look="entry")
            text.setToolTip(f"{entry.next_step}\n{entry.day} {entry.people}：{entry.content}")
            text.clicked.connect(lambda _=False, key=entry.id: self.opened.emit(key))
            age = "今天" if matter.age == 0 else f"{matter.age} 天"
            who = label(elided(entry.recorder, 4), "secondary")
            line = row(text, who, Chip(age, _TONES[matter.urgency]))
            line.setStretch(0, 1)
            self._matters.addLayout(line)
        rest = len(matters) - _MOST_MATTERS
        if rest > 0:
            self._matters.addWidget(label(f"还有 {rest} 项，见月表", "secondary"))
        if not matters:
            self._matters.addWidget(
                label("没有未了事项。“下一步”还没有办的会列在这里。", "secondary", wrap=True)
            )

    def show_duties(self, counts: DutyCounts) -> None:
        """The half-year's duties."""
        self._bars_title.setText(counts.title[5:])
        self._total.setText(f"{counts.total:,} 条")
        self._bars.show_counts(counts)
