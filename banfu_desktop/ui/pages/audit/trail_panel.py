"""What one deed of the audit trail changed, beside the list of deeds: record by record, before and after."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from banfu_desktop.services.audit.history import DeedRow
from banfu_desktop.services.audit.trail import Change, Detail, RecordChange
from banfu_desktop.ui.look.look import SECONDARY, Look, Tone
from banfu_desktop.ui.look.widgets import Chip, column, icon_button, label, named, row

_TONES = {"新增": Tone.GREEN, "修改": Tone.AMBER, "删除": Tone.RED}
_RECORDS = 60
"""So many records are told; a whole import is better read in the exported table."""


class TrailPanel(QFrame):
    """Read only. `closed`: the clerk is done with it."""

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "trail-panel", "改动前后", look="card")
        self._look, px = look, look.px
        self.setFixedWidth(px(392))
        self._title = label("", "heading", name="trail-title", wrap=True)
        self._hint = label("", "secondary", name="trail-hint", wrap=True)
        close = icon_button(look.icon("x", SECONDARY), "trail-close", "关闭（Esc）", px(16))
        close.clicked.connect(self.closed)
        head = row(self._title, close)
        head.setStretch(0, 1)
        head.setAlignment(close, Qt.AlignmentFlag.AlignTop)
        self._area = named(QScrollArea(), "trail-scroll", "改动前后")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = column(head, self._hint, self._area, spacing=px(8))
        layout.setContentsMargins(px(16), px(12), px(6), px(12))
        self.setLayout(layout)
        self.hide()

    def show_deed(self, deed: DeedRow, detail: Detail) -> None:
        """A deed and what it changed."""
        self._title.setText(deed.name)
        self._hint.setText(f"{deed.time}　{deed.actor}　第{deed.id}条起，共{deed.changes}条")
        content = named(QWidget(), "trail-records", "改动前后", look="plain")
        lines: list[QWidget | QVBoxLayout | None] = [
            self._record(record) for record in detail.records[:_RECORDS]
        ]
        if more := max(0, len(detail.records) - _RECORDS) + detail.more:
            text = f"还有{more}条没有列出，请用“导出明细…”查看全部。"
            lines.append(label(text, "secondary", name="trail-more", wrap=True))
        if not lines:
            lines.append(label("这一步只更新了程序自用的合计。", "secondary", name="trail-none", wrap=True))
        layout = column(*lines, None, spacing=self._look.px(16))
        layout.setContentsMargins(0, 0, self._look.px(10), 0)
        content.setLayout(layout)
        self._area.setWidget(content)
        self.show()

    def _record(self, record: RecordChange) -> QVBoxLayout:
        px = self._look.px
        chip = Chip(record.op, _TONES[record.op])
        head = row(chip, label(record.record, "strong", name="trail-record", wrap=True), spacing=px(8))
        head.setStretch(1, 1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        grid.setColumnMinimumWidth(0, px(104))
        grid.setColumnStretch(1, 1)
        for line, change in enumerate(
            changed for changed in record.changes if changed.before or changed.after
        ):
            grid.addWidget(_quiet(change.label), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_value(change, record.op), line, 1)
        return column(head, grid, spacing=px(6))


def _quiet(text: str) -> QLabel:
    return label(text, "field-label", name="trail-label", wrap=True)


def _value(change: Change, op: str) -> QLabel:
    """钟立新 → 钟立心 for a change; one value alone for what came or went."""
    if op == "修改":
        text = f"{change.before or '（空）'}  →  {change.after or '（空）'}"
    else:
        text = change.after or change.before
    shown = label(text, name="trail-value", wrap=True)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown
