"""The papers of a month, unit by unit: ticked, in so many copies, with what is missing said in its place."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from banfu_desktop.services.hall.pack import TOWN, Group, Line
from banfu_desktop.ui.boxes.pack_choice import Choice
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import button, named, row
from banfu_desktop.ui.preview.stepper import Stepper

_OF = Qt.ItemDataRole.UserRole
NAME, COPIES, PAGES = range(3)
_MISSING = "缺"


class PackTree(QTreeWidget):
    """Groups and papers. `changed` when ticks or copies did, `at` carries the group and line in focus, `way`
    the missing line whose way was pressed."""

    changed = Signal()
    at = Signal(object, object)
    way = Signal(object)

    def __init__(self, look: Look, choice: Choice) -> None:
        super().__init__()
        named(self, "pack-tree", "本月要打印的纸张")
        self._look, self._choice = look, choice
        self._filling = False
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setItemDelegate(_Delegate(look, self))
        self.setIndentation(look.px(24))
        self.setUniformRowHeights(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for section, width in ((COPIES, 112), (PAGES, 84)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, look.px(width))
        self._steppers: dict[tuple[str, str], Stepper] = {}
        for group in choice.pack.groups:
            self._add(group)
        self.refresh()
        self.itemChanged.connect(self._ticked)
        self.itemExpanded.connect(lambda _: self.refresh())
        self.itemCollapsed.connect(lambda _: self.refresh())
        self.currentItemChanged.connect(lambda *_: self._tell_place())
        self.setCurrentItem(self._headings()[0])

    def _add(self, group: Group) -> None:
        heading = QTreeWidgetItem(self)
        heading.setData(NAME, _OF, group)
        heading.setFlags(heading.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        for line in group.lines:
            item = QTreeWidgetItem(heading)
            item.setData(NAME, _OF, line)
            item.setText(NAME, line.label)
            if line.is_missing:
                self._add_way(item, line)
                continue
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            stepper = Stepper(self._look, f"{group.name}{line.label}的份数", self._choice.copies(line))
            stepper.changed.connect(lambda copies, line=line: self._put_copies(line, copies))
            self._steppers[line.key] = stepper
            self.setItemWidget(item, COPIES, _centred(stepper))
        missing = any(line.is_missing for line in group.lines)
        heading.setExpanded(group.name == TOWN or missing)

    def _add_way(self, item: QTreeWidgetItem, line: Line) -> None:
        says = f"{_MISSING}：{line.label}，{line.paper.missing}"
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, says)
        item.setToolTip(NAME, line.paper.missing)
        if line.paper.way:
            go = button(line.paper.way, "way", look="link-small", tip=line.paper.missing)
            go.clicked.connect(lambda: self.way.emit(line))
            self.setItemWidget(item, PAGES, _centred(go))

    # What it shows.

    def refresh(self) -> None:
        """Ticks, copies and pages as they are chosen now."""
        self._filling = True
        for heading in self._headings():
            group: Group = heading.data(NAME, _OF)
            there = [line for line in group.lines if not line.is_missing]
            on = [line for line in there if self._choice.is_ticked(line)]
            whole = len(on) == len(group.lines)
            some = Qt.CheckState.PartiallyChecked if on else Qt.CheckState.Unchecked
            heading.setText(NAME, group.name)
            heading.setCheckState(NAME, Qt.CheckState.Checked if whole else some)
            heading.setText(PAGES, f"{self._choice.pages(group)} 页" if there else "")
            for item in _children(heading):
                self._refresh_line(item)
        self._filling = False
        self.viewport().update()

    def _refresh_line(self, item: QTreeWidgetItem) -> None:
        line: Line = item.data(NAME, _OF)
        if line.is_missing:
            return
        on, copies = self._choice.is_ticked(line), self._choice.copies(line)
        item.setCheckState(NAME, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        item.setText(PAGES, f"{line.pages * copies} 页")
        said = f"{line.label} {line.paper.note}，{copies} 份，{line.pages * copies} 页"
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, said)

    def summary(self, item: QTreeWidgetItem) -> str:
        """What stands small beside a name: of a folded unit its papers, of a paper its note."""
        of = item.data(NAME, _OF)
        if isinstance(of, Line):
            return of.paper.note
        if of.name == TOWN:
            return self._choice.pack.team
        if all(line.is_missing for line in of.lines):
            return f"没有可打印的：{of.lines[0].paper.missing}"
        if item.isExpanded():
            return ""
        return "、".join(
            one.line.label.removeprefix("工作补助") + (f" {one.copies} 份" if one.copies > 1 else "")
            for one in self._choice.chosen(of)
        )

    def _headings(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        return [heading for heading in found if heading is not None]

    # What the clerk does.

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != NAME:
            return
        of = item.data(NAME, _OF)
        if isinstance(of, Group):
            self._choice.toggle(of)
        else:
            self._choice.tick(of, on=item.checkState(NAME) == Qt.CheckState.Checked)
        self.refresh()
        self.changed.emit()

    def _put_copies(self, line: Line, copies: int) -> None:
        self._choice.put_copies(line, copies)
        self.refresh()
        self.changed.emit()

    def _tell_place(self) -> None:
        item: QTreeWidgetItem | None = self.currentItem()
        if item is None:
            return
        of = item.data(NAME, _OF)
        heading = item.parent()
        if heading is None:
            self.at.emit(of, None)
        else:
            self.at.emit(heading.data(NAME, _OF), of)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit sets the copies of the line in focus, + and − change them."""
        item: QTreeWidgetItem | None = self.currentItem()
        of = item.data(NAME, _OF) if item is not None else None
        stepper = self._steppers.get(of.key) if isinstance(of, Line) else None
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if stepper is not None and plain and text and text in "123456789+-−=":
            if text.isdecimal():
                stepper.put(int(text))
            else:
                stepper.step(1 if text in "+=" else -1)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(of, Line) and of.is_missing:
            self.way.emit(of)
            return
        super().keyPressEvent(event)


def _centred(widget: QWidget) -> QWidget:
    """A widget in the middle of its cell."""
    cell = named(QWidget(), "cell", widget.accessibleName(), look="plain")
    cell.setLayout(row(None, widget, None, spacing=0))
    return cell


def _children(heading: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (heading.child(number) for number in range(heading.childCount()))
    return [item for item in found if item is not None]


class _Delegate(QStyledItemDelegate):
    """Draws a name, what stands small beside it, and 缺 with its reason."""

    def __init__(self, look: Look, tree: PackTree) -> None:
        super().__init__(tree)
        self._look, self._tree = look, tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are of one height."""
        return QSize(super().sizeHint(option, index).width(), self._look.px(32))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        item = self._tree.itemFromIndex(index)
        style = self._tree.style()
        text, shown.text = shown.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, self._tree)
        shown.text = text
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, shown, self._tree)
        tick = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, self._tree)
        if tick.isValid():
            place.setLeft(tick.left() + self._look.px(28))
        if index.column() == NAME:
            self._paint_name(painter, place, item)
        elif text:
            colour = tokens.SECONDARY
            right = place.adjusted(0, 0, -self._look.px(10), 0)
            self._write(painter, right, text, colour, 13, aligned=Qt.AlignmentFlag.AlignRight)

    def _paint_name(self, painter: QPainter, place: QRect, item: QTreeWidgetItem) -> None:
        px, of = self._look.px, item.data(NAME, _OF)
        if isinstance(of, Line) and of.is_missing:
            self._paint_missing(painter, place, of)
            return
        bold = isinstance(of, Group)
        used = self._write(painter, place, item.text(NAME), tokens.TEXT, 14, bold=bold)
        rest = place.adjusted(used + px(10 if bold else 6), 0, -px(4), 0)
        self._write(painter, rest, self._tree.summary(item), tokens.SECONDARY, 13)

    def _paint_missing(self, painter: QPainter, place: QRect, line: Line) -> None:
        """A pale box where no tick can be, the name in grey, 缺 on amber, and why."""
        px, side = self._look.px, self._look.px(18)
        box = QRect(place.left() + px(3), place.center().y() - side // 2, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.LINE))
        painter.setBrush(QColor(tokens.GROUND))
        painter.drawRoundedRect(box, px(4), px(4))
        left = box.right() + px(7)
        used = self._write(
            painter, place.adjusted(left - place.left(), 0, 0, 0), line.label, tokens.FAINT, 14
        )
        chip = QRect(left + used + px(6), place.center().y() - px(10), px(28), px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Tone.AMBER.ground))
        painter.drawRoundedRect(chip, px(10), px(10))
        painter.restore()
        self._write(painter, chip, _MISSING, Tone.AMBER.text, 12, aligned=Qt.AlignmentFlag.AlignHCenter)
        rest = QRect(QPoint(chip.right() + px(8), place.top()), place.bottomRight())
        self._write(painter, rest, line.paper.missing, Tone.AMBER.text, 13)

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        colour: str,
        size: int,
        *,
        bold: bool = False,
        aligned: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        """Write one line, elided where it does not fit. Gives how wide it is."""
        font = QFont(self._tree.font())
        font.setPixelSize(self._look.px(size))
        font.setBold(bold)
        measured = QFontMetrics(font)
        shown = measured.elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0))
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, aligned | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
        return measured.horizontalAdvance(shown)
