"""What of a window cannot be seen: cut texts, what is out of sight for good, squeezed columns."""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)

from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.page.page_header import ShortLabel
from banfu_desktop.ui.page.table_model import TONE
from banfu_desktop.ui.page.table_view import TableView

SMALL, LARGE, DOUBLED = QSize(1366, 768), QSize(1920, 1080), QSize(960, 540)
"""DOUBLED is what a screen of 1920×1080 leaves at 200 %."""
FRAME = QSize(0, 31 + 48)
"""What the window's frame and the task bar take of a screen."""
SIZES = {
    Scale.STANDARD: (SMALL, LARGE, DOUBLED),
    Scale.LARGE: (SMALL,),
    Scale.HUGE: (SMALL, LARGE),
}
PICTURES = os.environ.get("BANFU_SHOTS", "")
_SLACK, _LOWEST = 2, 60
_HEADING, _TEXT = 13, 14
"""Pixels of letters at standard size."""
_SPARE, _ROWS = 80, 200
"""So many pixels may be left beside a text that is cut; so many rows are looked at."""
_LOOKED_AT = (QLabel, QAbstractButton, QLineEdit, QComboBox, QTableView)


def measured(shell: Shell, what: str, scale: Scale) -> list[str]:
    """What cannot be seen of the page shown, at each size that goes with a scale."""
    faults = []
    for screen in SIZES[scale]:
        case = f"{what} {scale.label} {screen.width()}×{screen.height()}"
        shell.resize(screen - FRAME)
        for _ in range(8):  # what turns with its room asks for room once more
            QApplication.processEvents()
        faults += [f"{case}: {why}" for why in unseen(shell, shell.page)]
        faults += [f"{case}: {why}" for why in too_wide(shell.page)]
        if shell.size() != screen - FRAME:
            faults.append(f"{case}: the window is {shell.size().toTuple()}")
        if PICTURES:
            shell.grab().save(str(Path(PICTURES, f"{case.replace('，', '-').replace(' ', '-')}.png")))
    return faults


def too_wide(page: QWidget | None) -> list[str]:
    """That a page has to be scrolled sideways, where it has."""
    whole = None if page is None else page.findChild(QScrollArea, "page-scroll")
    return ["the page is wider than its room"] if whole and whole.horizontalScrollBar().maximum() else []


def unseen(window: QWidget, part: QWidget | None = None) -> list[str]:
    """What a clerk in front of this window could not read or reach, each in a few words.

    Args:
        part: what of it is looked at; all of it where nothing is named.
    """
    found = []
    for widget in (part or window).findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, _LOOKED_AT) and widget.window() is window:
            found += [f"{widget.objectName() or type(widget).__name__}: {why}" for why in _faults(widget)]
    return found


def _faults(widget: QWidget) -> Iterator[str]:
    if _hidden_part(widget) is not None:
        yield f"outside {_hidden_part(widget)}"
    if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ShortLabel):
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
                yield f"cut in height “{widget.text()[:20]}”"
        elif widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"cut “{widget.text()[:20]}” {widget.sizeHint().width()} > {widget.width()}"
    elif isinstance(widget, QPushButton | QToolButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"cut “{widget.text()}” {widget.sizeHint().width()} > {widget.width()}"
    elif (
        isinstance(widget, QLineEdit | QComboBox)
        and widget.height() < widget.minimumSizeHint().height() - _SLACK
    ):
        yield f"squeezed to {widget.height()}"
    if isinstance(widget, TableView):
        yield from _cut_columns(widget)


def _hidden_part(widget: QWidget) -> str | None:
    """What a widget sticks out of and cannot be scrolled into; None where all of it can be seen."""
    rect, part = widget.rect(), widget
    while not part.isWindow() and (place := part.parentWidget()) is not None:
        rect = rect.translated(part.pos())
        area = place.parentWidget()
        if isinstance(area, QAbstractScrollArea) and place is area.viewport():
            if isinstance(area, QAbstractItemView):  # it scrolls by lines, to each of them
                rect, part = place.rect(), place
                continue
            reachable = place.rect().adjusted(
                -area.horizontalScrollBar().value(), -area.verticalScrollBar().value(),
                area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum(),
            )  # fmt: skip
            if not _around(reachable).contains(rect):
                return f"{area.objectName()}, which does not scroll there"
            if place.height() < min(_LOWEST, rect.height()):
                return f"{area.objectName()}, only {place.height()} px high"
            rect = place.rect()
        elif not _around(place.rect()).contains(rect):
            return (
                f"{place.objectName() or type(place).__name__} {rect.getRect()} in {place.size().toTuple()}"
            )
        part = place
    return None


def _around(rect: QRect) -> QRect:
    return rect.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)


def _cut_columns(view: TableView) -> Iterator[str]:
    """Amounts, numbers, states and headings that end in … or are hidden; texts cut while there is room."""
    model, is_shared = view.model(), type(view).fit_columns is TableView.fit_columns
    head = QFont(view.font())
    head.setPixelSize(round(_HEADING * QApplication.font().pixelSize() / _TEXT))
    spare, cut = 0, []
    for column, field in enumerate(view.fields):
        room = view.columnWidth(column) - 2 * view.padding + _SLACK
        cells = [model.index(line, column) for line in range(min(model.rowCount(), _ROWS))]
        if view.isColumnHidden(column):
            is_held = any(cell.data() for cell in cells)
            if (field.kind is Kind.MONEY and is_held) or (field.whole and is_shared):
                yield f"{field.label} is hidden"
            continue
        longest = max((str(cell.data() or "") for cell in cells), key=len, default="")
        needed = view.fontMetrics().horizontalAdvance(longest)
        heading = QFontMetrics(head).horizontalAdvance(field.label)
        if heading > room:
            yield f"the heading {field.label} is cut"
        is_chip = any(cell.data(TONE) is not None for cell in cells)
        if needed > room and (field.kind is Kind.MONEY or field.whole or is_chip):
            yield f"{field.label} “{longest}” is squeezed"
        elif needed > room:
            cut.append(f"{field.label} “{longest}”")
        spare += max(0, room - max(needed, heading) - _SLACK)
    if cut and spare > _SPARE and is_shared:
        yield f"{cut[0]} is cut while other columns have {spare} px they do not need"
