"""A page reloads when anything it reads has changed: it watches every table its queries touch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QAbstractButton, QTableView

from banfu_desktop.db.store import Database
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.registry import ROOMS
from banfu_desktop.ui.tasks import EVERY_TABLE
from tests.ui.pages.conftest import OCTOBER, Visit

SQLITE_READ, SQLITE_OK = 20, 0
TRAIL = {"audit"}
"""Grows with every change of another table, so whoever watches those watches it."""
STAY_EMPTY = {
    "calendar_years", "erased_entries", "erased_people", "erasures", "restores", "fund_imports", "upgrades",
}  # fmt: skip


@pytest.fixture
def kept(full_office: Path) -> Path:
    """The office with something in every room."""
    return full_office / "office"


@pytest.fixture
def full(office: Database) -> None:
    """Every room has something to show, so that no page leaves out a query for want of rows."""
    with office.read() as session:
        tables = sa.inspect(office.engine).get_table_names()
        empty = {table for table in tables if not session.scalar(sa.text(f'SELECT count(*) FROM "{table}"'))}
    assert empty == STAY_EMPTY, "tests/a_full_office.py enters something into every table"


@pytest.fixture
def read(office: Database) -> Iterator[set[str]]:
    """The tables read since the set was last cleared, as SQLite names them when it prepares a statement."""
    tables: set[str] = set()

    def note(action: int, table: str | None, *_: Any) -> int:
        if action == SQLITE_READ and table is not None and not table.startswith("sqlite_"):
            tables.add(table)
        return SQLITE_OK

    def watch(connection: Any, *_: Any) -> None:
        connection.set_authorizer(note)  # anew each time: every statement is then prepared anew

    sa.event.listen(office.engine, "checkout", watch)
    yield tables
    sa.event.remove(office.engine, "checkout", watch)


def _show_all(page: Page, ctx: Context) -> None:
    """Every view of a page, and in each the record of the first row."""
    switch = page.findChild(Switch, "switch")
    for view in [] if switch is None else switch.findChildren(QAbstractButton):
        view.click()
        ctx.tasks.wait()
        _show_first_rows(page, ctx)
    _show_first_rows(page, ctx)


def _show_first_rows(page: Page, ctx: Context) -> None:
    for table in page.findChildren(QTableView):
        if table.isVisible() and table.model().rowCount():
            table.setCurrentIndex(table.model().index(0, 0))
            ctx.tasks.wait()


def test_every_page_watches_the_tables_it_reads(
    full: None, visit: Visit, ctx: Context, read: set[str]
) -> None:
    unwatched: dict[str, list[str]] = {}
    for room in ROOMS:
        read.clear()
        page = visit(room.name, OCTOBER)
        _show_all(page, ctx)
        assert read, f"{room.name} reads nothing"
        if page.watches != EVERY_TABLE:
            unwatched[room.name] = sorted(read - page.watches - TRAIL)
    assert {room: tables for room, tables in unwatched.items() if tables} == {}
