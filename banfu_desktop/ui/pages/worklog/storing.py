"""Keeps grid and lines of the week together: the marked day is shown, what is typed is stored at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from banfu_desktop.rules.worklog import LogLine
from banfu_desktop.services.documents import plans
from banfu_desktop.services.worklog import worklog
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.line_model import Values
from banfu_desktop.ui.pages.worklog.day_lines import Place
from banfu_desktop.ui.pages.worklog.week_view import WeekView
from banfu_desktop.ui.tasks import Session

_LATE = "已签阅封存，补记请按“登记日志”（Ctrl+N）"


class Storing:
    """Stores one change at a time, so that a line never becomes two entries; `reload` reads the page anew."""

    def __init__(self, ctx: Context, view: WeekView, reload: Callable[[], object]) -> None:
        self._ctx, self._view, self._reload = ctx, view, reload
        self._busy = self._again = self._moving = False
        view.grid.moved.connect(self._moved)
        view.grid.entered.connect(self._enter)
        view.lines.edited.connect(self._store)
        view.lines.grid.refused.connect(ctx.dialogs.problems)
        view.lines.grid.escaped.connect(view.grid.setFocus)

    def show_place(self) -> None:
        """Show the marked day's lines; what is being stored stays as it is typed."""
        place, cell = self._view.grid.place, self._view.grid.marked
        if place is None or cell is None or self._busy:
            return
        names = {row.posting_id: row.name for row in self._view.grid.cells.week.rows}
        lines = [entry.line for entry in cell.entries]
        self._view.lines.show_day(names[place[0]], place, lines, self._why_not(place))

    def _why_not(self, place: Place) -> str:
        """Why a day cannot be written; empty when it can."""
        cell, day = self._view.grid.marked, place[1]
        if cell is not None and not cell.posted:
            return "这一天不在任职期"
        if day > self._ctx.today:
            return "还没有到的日子不能记"
        if cell is not None and any(entry.signed or entry.late for entry in cell.entries):
            return f"{day.month}月{_LATE}"
        return ""

    def may_leave(self) -> bool:
        """Whether nothing half-written would be lost, or the clerk lets it go."""
        left = self._view.lines.unfinished
        if not left:
            return True
        return self._ctx.dialogs.ask("还有没写完的行", f"{left}。离开后这一行不保存。", "不要了", danger=True)

    def _moved(self) -> None:
        """Another day is marked: its lines; back where something half-written is not to be lost."""
        if self._moving:
            return
        place, kept = self._view.grid.place, self._view.lines.place
        if place != kept and kept is not None and not self.may_leave():
            self._moving = True
            self._view.grid.mark(*kept)
            self._moving = False
            return
        self._view.lines.place = None if place != kept else kept
        self.show_place()

    def _enter(self) -> None:
        if self._view.lines.grid.lines.writable:
            self._view.lines.grid.start()

    def _store(self) -> None:
        place, ready = self._view.lines.place, self._view.lines.ready()
        if place is None or ready is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy, now = True, self._ctx.now()
        lines, rows = ready
        posting_id, day = place
        self._ctx.tasks.write(
            f"登记工作日志 {day}",
            lambda session: worklog.set_lines(session, posting_id, day, lines, now),
            lambda ids: self._stored(lines, rows, ids),
            lambda error: self._not_stored(),
            notice=None,
        )

    def _stored(self, lines: Sequence[LogLine], rows: Sequence[Values], ids: Sequence[int]) -> None:
        self._busy = False
        self._view.lines.stored(lines, rows, ids)
        if self._again:
            self._again = False
            self._store()
        if not self._busy:
            self._reload()

    def _not_stored(self) -> bool:
        self._busy = self._again = False
        return False


def store_entry(session: Session, values: Mapping[str, Any], now: datetime, entry_id: int | None) -> int:
    """Store an entry, and which item of a plan it was work on. Returns its id.

    Raises:
        UserError: see worklog.save, plans.belongs.
    """
    key = worklog.save(session, values, now, entry_id)
    if "item_id" in values:
        plans.belongs(session, key, values["item_id"])
    return key
