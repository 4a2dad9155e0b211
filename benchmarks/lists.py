"""A list of 10,000 rows, opened and filtered, and whether a row costs more among ten times as many."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import cycle, islice
from typing import Any, ClassVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLineEdit

from banfu_desktop import paths
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import Tasks
from benchmarks.measure import BUILD, Figure, Job, Line, at_most, in_turn, ms, timed
from benchmarks.office import person

_ROWS, _MANY = 10_000, 100_000
_INITIALS = [f"{a}{b} {a}en{b}ia" for a in "clzhlz" for b in "jybdw"]
_AT_ONCE, _STEADY = at_most(100), at_most(1.3)


class RosterPage(ListPage):
    """The roster, read only."""

    room, title, table, row_class = "members", "成员任职", MEMBERS, MemberRow
    filters = ("category", "role")
    editable: ClassVar[bool] = False


def figures() -> Iterator[Line]:
    """Milliseconds at 10,000 rows, a bare loop as their floor, and a row's cost at 100,000."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _application()
    small, large = _people(_ROWS), _people(_MANY)
    few, many = _shown(), _shown()
    open_few, filter_few, floor, open_many, filter_many = in_turn(
        _opening(few, small),
        _filtering(few),
        timed(lambda: _bare_loop(small)),
        _opening(many, large),
        _filtering(many),
        runs=5,
    )
    few.close()
    many.close()
    app.processEvents()
    against = f"{{}} / {ms(floor)} of putting each cell into words once"
    for deed, few_seconds, many_seconds in (
        ("open", open_few, open_many),
        ("filter", filter_few, filter_many),
    ):
        said = against.format(ms(few_seconds))
        yield Figure(f"a list of 10,000 rows: {deed}", few_seconds * 1000, said, _AT_ONCE, " ms")
        growth = f"{ms(many_seconds)} / 10 x {ms(few_seconds)}"
        yield Figure(f"a row's cost at 100,000: {deed}", many_seconds / few_seconds / 10, growth, _STEADY)


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(["benchmarks"])
    assert isinstance(app, QApplication)
    return app


def _shown() -> RosterPage:
    """The page at the size it has in the window, painted."""
    look, signals, dialogs = Look(paths.resources()), Signals(), Dialogs()
    look.apply(_application())
    settings = QSettings(str(BUILD / "window.ini"), QSettings.Format.IniFormat)
    now = datetime(2026, 11, 2, 9).replace
    tasks = Tasks(_no_store, "", now, signals, dialogs, lambda error: None)
    page = RosterPage(Context(tasks, dialogs, signals, look, settings, now, lambda *_: (), lambda _: None))
    page.resize(1160, 768)
    page.show()
    QApplication.processEvents()
    return page


def _no_store() -> Any:
    raise AssertionError("rows are given, none are read")


def _opening(page: RosterPage, rows: Sequence[Any]) -> Job:
    def show() -> None:
        page.show_rows(rows)
        QApplication.processEvents()

    return timed(show)


def _filtering(page: RosterPage) -> Job:
    """The first keystroke after the rows came, the slowest of all."""
    search = page.findChild(QLineEdit, "search")
    assert search is not None

    def type_in() -> None:
        search.setText("cj")
        QApplication.processEvents()

    def job() -> float:
        seconds = timed(type_in)()
        search.clear()
        return seconds

    return job


def _bare_loop(rows: Sequence[Any]) -> list[str]:
    return [field.show(getattr(row, field.name)) for row in rows for field in MEMBERS.listed]


def _people(count: int) -> list[MemberRow]:
    """Rows as the service gives them; 200 people again and again, told apart by their id."""
    nothing: dict[str, Any] = {field.name: None for field in fields(MemberRow)}
    some = [{**nothing, **person(n), "initials": _INITIALS[n % 30]} for n in range(200)]
    return [MemberRow(**{**given, "id": n}) for n, given in enumerate(islice(cycle(some), count))]
