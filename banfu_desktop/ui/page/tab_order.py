"""Tab goes as the eye does: through layouts from left to right and from top to bottom."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QSplitter, QWidget

from banfu_desktop.ui.page.views import Holder


def follow_the_eye(root: QWidget) -> None:
    """Put the widgets of a page or a box into the order in which they are laid out."""
    for before, after in pairwise(_stops(root)):
        QWidget.setTabOrder(before, after)


def tab_on(window: QWidget, *, forward: bool) -> bool:
    """Put the focus where the eye goes next (or came from) in a window; whether there is such a place.

    Qt's own chain is that of making: the line inside a drop-down stands elsewhere in it than the drop-down.
    """
    stops = [stop for stop in _stops(window, seen=True) if stop.isEnabled()]
    now = QApplication.focusWidget()
    here = next((n for n, stop in enumerate(stops) if now is not None and _is_in(now, stop)), None)
    if not stops:
        return False
    start = -1 if forward else 0
    target = stops[((start if here is None else here) + (1 if forward else -1)) % len(stops)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    place = target.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(target)
        place = place.parentWidget()
    return True


def _is_in(now: QWidget, stop: QWidget) -> bool:
    return now is stop or stop.isAncestorOf(now)


def first_stop(root: QWidget) -> QWidget | None:
    """Where Tab stops first in a page or a part of it, of what can be seen and used."""
    proxy = root.focusProxy()
    if proxy is not None:
        return proxy
    return next((stop for stop in _stops(root) if stop.isEnabled() and stop.isVisibleTo(root)), None)


def _stops(widget: QWidget | None, *, seen: bool = False) -> Iterator[QWidget]:
    """The widgets that Tab stops at, in order; of those to be `seen` no hidden page is gone through."""
    if widget is None or (seen and not widget.isVisible()):
        return
    layout = widget.layout()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    elif isinstance(widget, QScrollArea):
        yield from _stops(widget.widget(), seen=seen)
    elif isinstance(widget, QSplitter):
        for number in range(widget.count()):
            yield from _stops(widget.widget(number), seen=seen)
    elif isinstance(widget, Holder):
        yield from _stops(widget.held, seen=seen)
    elif layout is not None:
        yield from _inside(layout, seen=seen)


def _inside(layout: QLayout, *, seen: bool) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner, widget = (None, None) if item is None else (item.layout(), item.widget())
        if widget is not None:
            yield from _stops(widget, seen=seen)
        elif inner is not None:
            yield from _inside(inner, seen=seen)
