"""Beside the report: its outline with what waits to be written, the sources of a section, the recipients."""

from collections.abc import Collection, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QWidget,
)

from banfu_desktop.rules import documents_text
from banfu_desktop.rules.documents_draft import Source
from banfu_desktop.rules.documents_text import Section, Text
from banfu_desktop.services.documents.documents import RecipientRow
from banfu_desktop.services.documents.reports import Difference, ReportView
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, button, card, column, elided, emptied, label, named, row

_WIDE, _LEAST, _NARROW = 344, 240, 216
_SHOWN = 8
"""So many lines a card shows at first."""
_PAGE = 22 * 28
"""Characters of a page."""
_PLACE = Qt.ItemDataRole.UserRole


class Outline(QFrame):
    """Sections with their characters; `chosen` tells the paragraph one begins at."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "outline", "提纲", look="card")
        px = look.px
        self._list = named(QListWidget(), "sections", "提纲", look="bare")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_PLACE)))
        self._list.itemActivated.connect(lambda item: self.chosen.emit(item.data(_PLACE)))
        self._foot = label("", "secondary", name="outline-foot", wrap=True)
        layout = column(label("提纲", "heading"), self._list, self._foot, spacing=px(8))
        layout.setStretch(1, 1)
        layout.setContentsMargins(px(12), px(12), px(12), px(12))
        self.setLayout(layout)
        self.setFixedWidth(px(_NARROW))

    def show_text(self, text: Text, *, sealed: bool) -> None:
        """The sections of a text, those that wait with a word."""
        sections, at = documents_text.sections(text), self._list.currentRow()
        self._list.clear()
        for section in sections:
            self._list.addItem(_line(section, sealed=sealed))
        if 0 <= at < len(sections):
            self._list.setCurrentRow(at)
        short = sum(one.short for one in sections)
        whole = documents_text.characters(text)
        pages = max(1, round(whole / _PAGE + 0.7))
        waits = "" if sealed or not short else f"　待补 {short} 段"
        self._foot.setText(f"全文 {whole:,} 字　约 {pages} 页{waits}")

    def show_place(self, section: Section | None) -> None:
        """Mark the section the cursor is in."""
        for number in range(self._list.count()):
            item = self._list.item(number)
            if section is not None and item.data(_PLACE) == section.index:
                self._list.setCurrentRow(number)


def _line(section: Section, *, sealed: bool) -> QListWidgetItem:
    indent = "" if section.level == 1 else "  "
    waits = section.short and not sealed
    count = "" if section.parent else "待补" if waits else str(section.characters)
    item = QListWidgetItem(f"{indent}{section.title}  {count}")
    if waits:
        item.setForeground(QColor(Tone.AMBER.text))
    item.setData(_PLACE, section.index)
    item.setToolTip(f"{section.title}　{section.characters} 字")
    return item


class Cards(QScrollArea):
    """Sources, recipients and differences, scrolling where the window is low.

    `ticked` tells a source's key and whether it is to be told.
    """

    ticked = Signal(str, bool)
    sending = Signal()
    receiving = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "report-cards", "出处和报送对象")
        self._look, px = look, look.px
        self._all = False
        self._sources, self._recipients, self._differences = (column(spacing=px(4)) for _ in range(3))
        self._chosen, self._count, self._changed = Chip(), Chip(), Chip()
        send = button("登记报送", "send-report", look="link", tip="登记已经报送给谁")
        send.clicked.connect(self.sending)
        receive = button("登记回执", "receive-report", look="link", tip="登记对方的回执")
        receive.clicked.connect(self.receiving)
        self._sends = (send, receive)
        heads = (
            (row(label("本段出处", "heading"), self._chosen, None), self._sources,
             "sources-card", "本段出处"),
            (row(label("差异", "heading"), self._changed, None), self._differences,
             "differences-card", "差异"),
            (row(label("报送对象", "heading"), self._count, None, send, receive), self._recipients,
             "recipients-card", "报送对象"),
        )  # fmt: skip
        cards = [card(column(head, body, spacing=px(8)), name, says, margin=px(14))
                 for head, body, name, says in heads]  # fmt: skip
        self._source_card, self._difference_card, _ = cards
        content = named(QWidget(), "cards", "出处和报送对象")
        content.setLayout(column(*cards, None, spacing=px(12)))
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.least, self.most = px(_LEAST), min(px(_WIDE), 400)
        self.setFixedWidth(self.most)

    def show_sources(self, sources: Sequence[Source], told: Collection[str], *, sealed: bool) -> None:
        """What the section could tell, ticked where it does."""
        emptied(self._sources)
        self._source_card.setVisible(bool(sources))
        self._chosen.show_chip(
            f"{len(sources)} 条选 {sum(one.key in told for one in sources)} 条" if sources else "", Tone.GREEN
        )
        most = len(sources) if self._all else _SHOWN
        for source in _those_told_first(sources, told)[:most]:
            box = named(QCheckBox(), f"source-{source.key.replace(' ', '-')}", source.sentence)
            box.setText(f"{source.day:%m-%d} {source.who[:4]} {elided(source.said, 10)}")
            box.setToolTip(source.sentence + (f"\n（{source.why}）" if source.why else ""))
            box.setChecked(source.key in told)
            box.setEnabled(not sealed)
            box.clicked.connect(lambda on, key=source.key: self.ticked.emit(key, on))
            self._sources.addWidget(box)
        rest = len(sources) - most
        if rest > 0:
            more = button(f"还有 {rest} 条，全部列出", "all-sources", look="link-small")
            more.clicked.connect(lambda: self._show_all(sources, told, sealed=sealed))
            self._sources.addWidget(more)
        if sources and not sealed:
            said = "勾选后并入本段末尾，取消只去掉这一句，不改日志"
            self._sources.addWidget(label(said, "secondary", wrap=True))

    def _show_all(self, sources: Sequence[Source], told: Collection[str], *, sealed: bool) -> None:
        self._all = True
        self.show_sources(sources, told, sealed=sealed)
        self._all = False

    def show_differences(self, differences: Sequence[Difference], *, sealed: bool) -> None:
        """Of a draft what a refresh would change, of an issued report what later facts changed."""
        emptied(self._differences)
        self._difference_card.setVisible(bool(differences))
        tone = Tone.AMBER if differences else Tone.GREY
        self._changed.show_chip(f"{len(differences)} 个数字" if differences else "", tone)
        for one in differences[:_SHOWN]:
            text = f"{one.label}　{one.before} → {one.after}"
            self._differences.addWidget(label(text, name=f"difference-{one.name}", wrap=True))
        if differences:
            said = (
                "签发以后事实有了变化；签发的报告不变，要更正请另起草一版"
                if sealed
                else "点“刷新数字”更新，自己写的话不动"
            )
            self._differences.addWidget(label(said, "secondary", wrap=True))

    def show_recipients(self, view: ReportView, today: date) -> None:
        """The town and the units, with what was sent and received."""
        emptied(self._recipients)
        self._count.show_chip(f"{len(view.recipients)} 家", Tone.GREY)
        for shown in self._sends:
            shown.setVisible(view.issued)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        stored = {one.name: one for one in view.document.recipients}
        for line, one in enumerate(view.recipients):
            name = label(one.name + (f"（{one.why}）" if one.why else ""), wrap=True, name="recipient")
            grid.addWidget(name, line, 0)
            grid.addWidget(_standing(stored.get(one.name)), line, 1)
        self._recipients.addLayout(grid)


def _those_told_first(sources: Sequence[Source], told: Collection[str]) -> list[Source]:
    """Those that are told, then those that had a result, the latest first."""
    return sorted(sources, key=lambda one: (one.key not in told, bool(one.why)))


def _standing(stored: RecipientRow | None) -> Chip:
    if stored is None:
        return Chip("签发后送", Tone.GREY)
    if stored.sent_on is None:
        return Chip("未送", Tone.AMBER)
    if stored.received_on is None:
        return Chip(f"{stored.sent_on:%m-%d} 待回执", Tone.BLUE)
    return Chip(f"已收 {stored.received_on:%m-%d}", Tone.GREEN)
