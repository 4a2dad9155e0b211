"""The guide of a clerk's first month: five steps, each pointing at the real button it speaks of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, float_above, label, named, row

if TYPE_CHECKING:
    from banfu_desktop.ui.frame.shell import Shell
    from banfu_desktop.ui.page.list_page import ListPage

_WIDTH, _APART = 360, 10
"""Width of the card, and how far it stands from what it points at."""


@dataclass(frozen=True)
class Step:
    """One step of the guide.

    Attributes:
        targets: objectNames of what it points at; the first that is to be seen.
        view: the view of the page that it speaks of, where the page has several.
    """

    title: str
    text: str
    room: str
    targets: tuple[str, ...]
    view: str = ""


STEPS = (
    Step(
        "先有人",
        "把花名册整张导入，或者用“登记成员”逐个登记。派出单位和到岗日期决定由谁发、发几天。",
        "members",
        ("button-import_roster", "button-new_member"),
        "名册",
    ),
    Step(
        "记考勤",
        "空着就是在岗，只记不在岗的日子：选中格子按一个字母，比如 N 是年休假。请假在“请假记录”里登记。",
        "attendance",
        ("month-grid", "message-button"),
        "考勤表",
    ),
    Step(
        "编制、核对、封存",
        "先编制本月，再看清与上月的比较和要处理的几处，最后封存：封存的表不能再改，更正会写成补发或扣回。",
        "subsidies",
        ("check-seal", "button-make_month", "message-button", "button-pay_month"),
        "月度",
    ),
    Step(
        "一次打印",
        "“本月打印…”把这个月要交的纸排好顺序，一次印完或存成文件。签字盖章、发了钱，再登记发放。",
        "subsidies",
        ("button-print_month", "more"),
        "月度",
    ),
    Step(
        "上报和备份",
        "“导出上报包…”给县里，也是一份备份。恢复卡一定要打印收好：换电脑全靠它。",
        "backup",
        ("button-export_package",),
    ),
)


def begin(shell: "Shell", ctx: Context) -> "Guide":
    """Show the first step over the window; a guide that stands there already is put away."""
    for shown in shell.findChildren(Guide):
        shown.end()
    guide = Guide(shell, ctx.look)
    ctx.signals.changed.connect(guide.look_again)
    return guide


def _list_page() -> "type[ListPage]":
    """The class of pages that have views; imported late, for the guide's window paints before any page."""
    from banfu_desktop.ui.page.list_page import ListPage

    return ListPage


class _Ring(QWidget):
    """A frame round what a step points at; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        named(self, "guide-ring", "")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three pixels of amber, so that it is no focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.AMBER), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)
        painter.end()


class Guide(QFrame):
    """Lies over the window until the clerk has seen the last step or closes it; the window stays usable."""

    def __init__(self, shell: "Shell", look: Look) -> None:
        super().__init__(shell)
        named(self, "guide", "五步引导", look="card")
        self._shell, self._look, self._number = shell, look, 0
        self._target: QWidget | None = None
        self._ring = _Ring(shell)
        self._title = label("", "strong", name="guide-title")
        self._text = label("", name="guide-text", wrap=True)
        self._back = button("上一步", "guide-back")
        self._on = button("下一步", "guide-next")
        close = button("结束引导", "guide-close", look="link", tip="Esc")
        for made, run in ((self._back, self.go_back), (self._on, self.go_on), (close, self.end)):
            made.clicked.connect(run)
        content = column(self._title, self._text, row(close, None, self._back, self._on), spacing=look.px(8))
        content.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self.setLayout(content)
        self.setFixedWidth(look.px(_WIDTH))
        float_above(self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._point)
        shell.installEventFilter(self)
        self.show()
        self._show_step()

    @property
    def target(self) -> QWidget | None:
        """What the step points at; None while it is not to be seen."""
        return self._target

    @property
    def number(self) -> int:
        """Which step is shown, from 1."""
        return self._number + 1

    def go_on(self) -> None:
        """To the next step; after the last one the guide is over."""
        if self._number + 1 == len(STEPS):
            self.end()
            return
        self._number += 1
        self._show_step()

    def go_back(self) -> None:
        """To the step before."""
        self._number = max(0, self._number - 1)
        self._show_step()

    def end(self) -> None:
        """Put the guide away."""
        self.hide()
        self.deleteLater()

    def look_again(self) -> None:
        """Something was read or turned: point anew once it stands."""
        self._soon.start()

    def _show_step(self) -> None:
        step = STEPS[self._number]
        said = f"第{self.number}步，共{len(STEPS)}步　{step.title}"
        self._title.setText(said)
        self._text.setText(step.text)
        self.setAccessibleName(f"{said}。{step.text}")
        self._back.setEnabled(self._number > 0)
        self._on.setText("完成" if self.number == len(STEPS) else "下一步")
        page = self._shell.show_room(step.room)
        if step.view and isinstance(page, _list_page()):
            page.show_view(step.view)
        layout = self.layout()
        assert layout is not None
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        self.raise_()
        self._on.setFocus(Qt.FocusReason.OtherFocusReason)
        self._point()

    def _point(self) -> None:
        """Lay the ring round the target, and the card beside it; nothing any more once it is put away."""
        if self.isHidden():
            return
        page, step = self._shell.page, STEPS[self._number]
        shown = None
        if page is not None and page.room == step.room:
            found = (page.findChild(QWidget, name) for name in step.targets)
            shown = next((one for one in found if one is not None and one.isVisible()), None)
        self._watch(shown)
        self._ring.setVisible(shown is not None)
        if shown is None:
            self.move((self._shell.width() - self.width()) // 2, self._shell.height() // 3)
        else:
            around = QRect(shown.mapTo(self._shell, QPoint(0, 0)), shown.size()).adjusted(-5, -5, 5, 5)
            self._ring.setGeometry(around)
            self.move(self._beside(around))
        self._ring.raise_()
        self.raise_()

    def _beside(self, around: QRect) -> QPoint:
        """Below the target, above it, or over its lower right corner; always within the window."""
        room, gap = self._shell.rect(), self._look.px(_APART)
        if around.bottom() + gap + self.height() < room.bottom():
            top = around.bottom() + gap
        elif around.top() - gap - self.height() > room.top():
            top = around.top() - gap - self.height()
        else:
            top = around.bottom() - self.height() - gap
        left = min(max(around.right() - self.width(), gap), room.width() - self.width() - gap)
        return QPoint(left, max(top, gap))

    def _watch(self, target: QWidget | None) -> None:
        """Notice when the target moves, hides or goes."""
        if target is self._target:
            return
        if self._target is not None:
            self._target.removeEventFilter(self)
            self._target.destroyed.disconnect(self._lost)
        self._target = target
        if target is not None:
            target.installEventFilter(self)
            target.destroyed.connect(self._lost)

    def _lost(self) -> None:
        self._target = None
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Put away, by the clerk or by what covers the window: nothing is pointed at any more."""
        super().hideEvent(event)
        if self.isHidden():
            self._shell.removeEventFilter(self)
            self._watch(None)
            self._soon.stop()
            self._ring.hide()
            self._ring.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it points at has moved."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self._soon.start()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends it."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)
