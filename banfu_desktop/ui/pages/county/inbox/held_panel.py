"""A package beside the inbox: how its trail stands, what that means, whom to ring, what to say, the deed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from banfu_desktop.rules.reception import History
from banfu_desktop.services.county.seeing import Seen
from banfu_desktop.ui.look.look import ACCENT, AMBER, CARD, SECONDARY, Look, Tone
from banfu_desktop.ui.look.widgets import button, named, row
from banfu_desktop.ui.pages.county.side_panel import SidePanel

Take = Callable[[Seen, str, str], object]
_MEANS = {
    "gap": "照收，漏的一号请镇里补拷；数据都在这一份里。",
    "branched": "留痕和县里已知的不同：拷回了旧文件、两台电脑各记各的，或者被改写过，由人定。",
    "restored": "镇里声明恢复过备份，请核对恢复以后缺的记录补全了没有。",
}


class Fork(QWidget):
    """Two trails that are one up to an entry: the county's above, this package's below."""

    def __init__(self, look: Look, common: int, known: int, own: int) -> None:
        super().__init__()
        self._look, self._common, self._known, self._own = look, common, known, own
        says = f"相同 {common} 条，县里 {known} 条，这一份 {own} 条"
        named(self, "fork", says)
        self.setToolTip(says)
        self.setFixedHeight(look.px(92))

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(self._look.px(300), self._look.px(92))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, its numbers in words."""
        px = self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle, right = px(10), self.width() * 0.58, self.width() - px(12)
        y, up, down = px(50), px(26), px(72)
        fork, high, low = QPointF(middle, y), QPointF(middle + px(26), up), QPointF(middle + px(26), down)
        for colour, bend, end in ((ACCENT, high, up), (AMBER, low, down)):
            painter.setPen(QPen(QColor(colour), px(2)))
            if colour == ACCENT:
                painter.drawLine(QPointF(left, y), fork)
            painter.drawLine(fork, bend)
            painter.drawLine(bend, QPointF(right, end))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(right, end), px(3), px(3))
        painter.setBrush(QColor(CARD))
        painter.drawEllipse(fork, px(4), px(4))
        painter.setPen(QColor(SECONDARY))
        painter.drawText(left, y - px(10), f"相同 {self._common} 条")
        painter.setPen(QColor(ACCENT))
        painter.drawText(QPointF(middle + px(34), up - px(8)), f"县里 {self._known} 条")
        painter.setPen(QColor(AMBER))
        painter.drawText(QPointF(middle + px(34), down + px(16)), f"这一份 {self._own} 条")
        painter.end()


class HeldPanel(SidePanel):
    """Nothing is decided beforehand: the reason is typed, and the fingerprint as it was heard."""

    def __init__(self, look: Look, take: Take) -> None:
        super().__init__(look, "所选的上报包")
        self._take = take
        self._seen: Seen | None = None

    def show_package(self, seen: Seen, verdict: str, state: str) -> None:
        """Another package; the same one keeps what was typed."""
        if self._seen is not None and self._seen == seen and self.isVisible():
            return
        self._seen = seen
        glanced = seen.glanced
        title = f"{glanced.town} 第{glanced.number}号" if glanced.town else glanced.path.name
        tone = Tone.GREEN if verdict == "可收" else Tone.AMBER
        lines: list[Any] = []
        if seen.verdict is not None and seen.verdict.history is History.BRANCHED:
            common = max(0, seen.verdict.from_entry - 1)
            lines.append(Fork(self.look, common, seen.known_entries, seen.entries))
            lines.append(
                self.text(
                    f"县里有 {max(0, seen.known_entries - common)} 条它没有，"
                    f"它有 {max(0, seen.entries - common)} 条县里没有。",
                    "secondary",
                )
            )
        lines.append(self.text(seen.sentence or state))
        lines += [self.text(_MEANS[word], "secondary") for word in seen.words.split("+") if word in _MEANS]
        if glanced.fingerprint and not seen.asks_who:  # who types it must have heard it
            lines += [self.heading("这份包的发件方核对码"), self.text(glanced.fingerprint)]
        if seen.call is not None and seen.call.town:
            lines += self._call(seen)
        foot = self._decide(seen, lines) if seen.waits else self._take_at_once(seen)
        self.show_content(title, verdict, tone, lines, foot)

    def _call(self, seen: Seen) -> list[Any]:
        call = seen.call
        assert call is not None
        who = f"{call.contact}　{call.phone}".strip() or "没有登记联系人，请在“上报情况”登记"
        copy = button("复制", "copy-say", look="link")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(call.say))
        head = row(self.heading("怎么说"), None, copy)
        return [self.heading("打给谁"), self.text(who), head, self.text(call.say)]

    def _take_at_once(self, seen: Seen) -> list[QWidget]:
        """What was held and goes on by now needs no reason."""
        if not seen.is_ready:
            return []
        take = button("收下这一份", "take-held")
        take.clicked.connect(lambda: self._take(seen, "", ""))
        return [take]

    def _decide(self, seen: Seen, lines: list[Any]) -> list[QWidget]:
        """What ends it: a reason, and the fingerprint where it is in doubt who sends."""
        reason = named(QLineEdit(), "take-reason", "理由：问了谁，答复是什么")
        reason.setPlaceholderText("问了谁，答复是什么")
        lines += [self.heading("理由 *"), reason]
        heard = named(QLineEdit(), "take-heard", "电话里听到的核对码") if seen.asks_who else None
        if heard is not None:
            heard.setPlaceholderText("照电话里听到的输入，4组")
            lines += [self.heading("听到的核对码 *"), heard]
        deed = "以这一份为准，收下" if "branched" in seen.words else "收下这一份"
        take = button(deed, "take-held")
        take.clicked.connect(lambda: self._take(seen, reason.text(), heard.text() if heard else ""))
        return [take]
