"""The hand-over desk: how far a change is, and the list of what is handed over, ticked by both sides (二)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from banfu_desktop.rules.rotation import Section, Stage
from banfu_desktop.services.rotation.handovers import HandoverRow, TickedItem
from banfu_desktop.services.rotation.rotation import PlaceRow
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, card, column, label, named, row

_KEY = Qt.ItemDataRole.UserRole
_GIVEN, _TAKEN = 2, 3
_SIDES = {_GIVEN: "given", _TAKEN: "taken"}


class StageLine(QWidget):
    """The steps of a change, the one reached in bold."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "stages", "轮换进度")
        self._chips = {stage: Chip(stage.label) for stage in Stage}
        self.setLayout(row(*self._chips.values(), None, spacing=look.px(6)))

    def show_stage(self, stage: Stage | None) -> None:
        """Steps behind are green, the present one blue, those ahead grey."""
        order = list(Stage)
        reached = -1 if stage is None else order.index(stage)
        for number, one in enumerate(order):
            tone = Tone.GREEN if number < reached else Tone.BLUE if number == reached else Tone.GREY
            self._chips[one].show_chip(f"✓ {one.label}" if number < reached else one.label, tone)
        said = "没有开始" if stage is None else stage.label
        self.setAccessibleDescription(f"现在：{said}")


class HandoverDesk(QFrame):
    """The list of one leaver. `ticked` carries keys, the side and on or off; `turned` another line chosen."""

    ticked = Signal(list, str, bool)
    turned = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "handover-desk", "交接清单", look="plain")
        px = look.px
        self._row: HandoverRow | None = None
        self._section, self._filling = Section.BASICS, False
        self._title = label("", "heading", name="desk-title")
        self._count = Chip()
        self._who = label("", "secondary", name="desk-who")
        self.stages = StageLine(look)
        self._said = label("", "secondary", name="desk-said", wrap=True)
        self.sections = named(QListWidget(), "sections", "清单的部分")
        self.sections.setFixedWidth(px(168))
        for section in Section:
            self.sections.addItem(section.label)
        self.sections.currentRowChanged.connect(self._turn)
        self.items = self._table(look)
        body = row(self.sections, self.items, spacing=px(12))
        body.setStretch(1, 1)
        head = row(self._title, self._count, None, self._who)
        content = column(head, self.stages, self._said, body, spacing=px(8))
        content.setStretch(3, 1)
        frame = card(content, "desk-card", "交接清单", margin=px(14))
        self.setLayout(column(frame))
        self.show_list(None, None)

    def _table(self, look: Look) -> QTableWidget:
        table = named(QTableWidget(0, 4), "handover-items", "交接事项")
        table.setHorizontalHeaderLabels(["类别", "事项", "移交", "接收"])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(30))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for place, width in ((0, 96), (_GIVEN, 64), (_TAKEN, 64)):
            table.setColumnWidth(place, look.px(width))
        table.itemChanged.connect(self._changed)
        table.itemSelectionChanged.connect(self.turned)
        return table

    # What is shown.

    def show_list(self, place: PlaceRow | None, handover: HandoverRow | None) -> None:
        """Show somebody's change and list; neither: says how to begin."""
        self._row = handover
        name = place.name if place is not None else handover.name if handover is not None else ""
        self._title.setText(f"{name}　交接清单" if name else "交接清单")
        self.stages.setVisible(place is not None)
        self.stages.show_stage(place.stage if place is not None else None)
        whole = handover is not None
        self.sections.setVisible(whole)
        self.items.setVisible(whole)
        self._said.setVisible(not whole)
        told = f"{name}还没有交接清单，按“拟定清单”从各项业务生成。" if name else "在时间轴上选一个人。"
        self._said.setText(told)
        self._count.show_chip(handover.ticked if handover else "", self._tone(handover))
        self._who.setText(_who(handover))
        self._fill_sections()
        self._fill_items()

    @staticmethod
    def _tone(handover: HandoverRow | None) -> Tone:
        if handover is None or handover.sealed_at is not None:
            return Tone.GREY
        return Tone.GREEN if handover.done == len(handover.items) else Tone.AMBER

    def _of(self, section: Section) -> list[TickedItem]:
        return [item for item in (self._row.items if self._row else ()) if item.section is section]

    def _fill_sections(self) -> None:
        self._filling = True
        for number in range(self.sections.count()):
            section = tuple(Section)[number]
            own = self._of(section)
            done = sum(item.done for item in own)
            mark = "✓ " if own and done == len(own) else "　 "
            self.sections.item(number).setText(f"{mark}{section.label}　{done}/{len(own)}")
        self.sections.setCurrentRow(list(Section).index(self._section))
        self._filling = False

    def _fill_items(self) -> None:
        kept = self._chosen_keys()
        own = self._of(self._section)
        self._filling = True
        self.items.setRowCount(len(own))
        sealed = self._row is not None and self._row.sealed_at is not None
        for line, item in enumerate(own):
            self._fill_line(line, item, sealed=sealed)
        self._filling = False
        for line, item in enumerate(own):
            if item.key in kept:
                self.items.selectRow(line)
                break

    def _fill_line(self, line: int, item: TickedItem, *, sealed: bool) -> None:
        text = f"{item.text}（内容有变化，请重新核对）" if item.changed else item.text
        for place, words in ((0, item.kind), (1, text)):
            cell = QTableWidgetItem(words)
            cell.setData(_KEY, item.key)
            cell.setToolTip(words)
            cell.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.items.setItem(line, place, cell)
        for place, on in ((_GIVEN, item.given), (_TAKEN, item.taken)):
            cell = QTableWidgetItem()
            cell.setData(_KEY, item.key)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            cell.setFlags(flags if sealed else flags | Qt.ItemFlag.ItemIsUserCheckable)
            cell.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.items.setItem(line, place, cell)

    # How it is used.

    @property
    def handover(self) -> HandoverRow | None:
        """The list shown."""
        return self._row

    @property
    def open_keys(self) -> dict[str, list[str]]:
        """Of the section shown the items that a side has not ticked."""
        own = self._of(self._section)
        return {side: [item.key for item in own if not getattr(item, side)] for side in ("given", "taken")}

    @property
    def own_line(self) -> int | None:
        """The line of the clerk's own that is chosen."""
        chosen = self._chosen_keys()
        lines = [item.line_id for item in self._of(self._section) if item.key in chosen]
        return lines[0] if len(lines) == 1 else None

    @property
    def section(self) -> Section:
        """The section shown."""
        return self._section

    def show_section(self, section: Section) -> None:
        """Turn to a section."""
        self.sections.setCurrentRow(list(Section).index(section))

    def _chosen_keys(self) -> set[str]:
        return {cell.data(_KEY) for cell in self.items.selectedItems()}

    def _turn(self, number: int) -> None:
        if not self._filling and number >= 0:
            self._section = tuple(Section)[number]
            self._fill_items()
            self.turned.emit()

    def _changed(self, cell: QTableWidgetItem) -> None:
        if not self._filling and cell.column() in _SIDES:
            on = cell.checkState() is Qt.CheckState.Checked
            self.ticked.emit([cell.data(_KEY)], _SIDES[cell.column()], on)


def _who(handover: HandoverRow | None) -> str:
    if handover is None:
        return ""
    if handover.sealed_on is not None:
        return f"已封存 {handover.sealed_on}　校验码 {handover.check_code}"
    scope = "含全队事项　" if handover.whole else ""
    return f"{scope}接任 {handover.receiver or '—'}　监交 {handover.witness or '—'}"
