"""A page of the window shown off screen by itself; its rows are given by whoever times it."""

from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from banfu_desktop import paths
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import Tasks
from benchmarks.measure import BUILD

P = TypeVar("P", bound=Page)


def shown(kind: type[P], at: datetime) -> P:
    """The page at the size it has in the window, painted, at a moment."""
    look, signals, dialogs = Look(paths.resources()), Signals(), Dialogs()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    look.apply(app)
    settings = QSettings(str(BUILD / "window.ini"), QSettings.Format.IniFormat)
    now = at.replace
    tasks = Tasks(_no_store, "", now, signals, dialogs, lambda error: None)
    page = kind(Context(tasks, dialogs, signals, look, settings, now, lambda *_: (), lambda _: None))
    page.reload = lambda: None  # type: ignore[method-assign]  # rows are given, read and timed by the caller
    page.resize(1160, 768)
    page.show()
    QApplication.processEvents()
    return page


def _no_store() -> Any:
    raise AssertionError("rows are given, none are read")
