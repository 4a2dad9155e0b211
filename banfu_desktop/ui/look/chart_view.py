"""A picture of printing.charts on the screen: the drawing that is printed, as SVG in the window's font."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from banfu_desktop.rules.funds_charts import BurnDown, Chart
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.worklog import DutyCounts
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, column, label, named, row

_WIDE, _HIGH = 456, 228
"""The least size of a picture, in pixels at the standard scale."""
POINT = 1.35
"""Pixels of a printed point on screen: its smallest letters are then as large as the window's."""


class ChartView(QWidget):
    """Shows one chart, drawn anew for the room it is given: its letters stay as large as the window's."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "chart", "图")
        self._look = look
        self._chart: Chart | DutyCounts | None = None
        self._renderer: QSvgRenderer | None = None
        self.setMinimumSize(look.px(_WIDE), look.px(_HIGH))

    def show_chart(self, chart: Chart | DutyCounts) -> None:
        """Draw a chart; a screen reader is told its words."""
        self._chart = chart
        self.setAccessibleName(said(chart))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it for the new room."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._chart is None:
            return
        from banfu_desktop.printing.engine.charts import svg

        point = self._look.px(100) / 100 * POINT
        drawn = svg(self._chart, self.width() / point, self.height() / point, self.font().family())
        self._renderer = QSvgRenderer(QByteArray(drawn))
        self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture on the ground it stands on."""
        if self._renderer is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._renderer.render(painter, QRectF(self.rect()))
            painter.end()


def said(chart: Chart | DutyCounts) -> str:
    """A chart in a sentence."""
    if isinstance(chart, DutyCounts):
        return f"{chart.title}：{'、'.join(f'{name} {count}条' for name, count in chart.bars)}"
    if isinstance(chart, BurnDown):
        now, even = yuan(chart.last[1]), yuan(chart.even_now_fen)
        return f"{chart.title}：结余 {now} 元，按时间进度应余 {even} 元"
    parts = "、".join(f"{name} {yuan(fen)}" for name, fen in chart.bars)
    return f"{chart.title}：{parts or '还没有支出'}"


LEGEND = "实线为每日结余，虚线为按全年均匀使用应有的结余。"
"""What stands beside every chart of a balance."""
_LEAST = 380
"""Height below which the charts of a box do not go, at standard size."""


class ChartBox(QDialog):
    """Several charts, two beside each other."""

    def __init__(self, parent: QWidget | None, look: Look, title: str, charts: Sequence[Chart]) -> None:
        super().__init__(parent)
        named(self, "box-charts", title)
        self.setWindowTitle(title)
        px = look.px
        views = []
        for chart in charts:
            view = ChartView(look)
            view.show_chart(chart)
            views.append(view)
        rows = [row(*views[start : start + 2], spacing=px(24)) for start in range(0, len(views), 2)]
        close = button("知道了", "close", look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        legend = label(LEGEND, "secondary")
        pictures = named(QWidget(), "chart-rows", title, look="plain")
        pictures.setLayout(column(*rows, spacing=px(16)))
        area = named(QScrollArea(), "chart-scroll", title)
        area.setWidgetResizable(True)
        area.setWidget(pictures)
        room = self.screen().availableSize() - QSize(px(96), px(200))
        whole = (pictures.minimumSizeHint() + QSize(px(12), px(12))).boundedTo(room)
        area.setMinimumSize(whole.boundedTo(QSize(whole.width(), px(_LEAST))))
        content = column(label(title, "heading"), area, row(legend, None, close), spacing=px(16))
        content.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(content)
        self.resize(self.sizeHint() + whole - area.minimumSize())
