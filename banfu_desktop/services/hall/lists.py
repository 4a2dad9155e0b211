"""Every list as an Excel file, by the name the command line uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services import rooms
from banfu_desktop.services.door import List
from banfu_desktop.services.office import office
from banfu_desktop.tables.spec import Table

_TEAM = "驻镇帮扶工作队"
"""What every team is called after its town's name; a list's own title may say it too."""


def lists() -> Mapping[str, List]:
    """Every list that a room offers."""
    return rooms.merged("LISTS")


@dataclass(frozen=True)
class Filled:
    """A list with its rows, ready to be written."""

    table: Table
    rows: Sequence[object]
    title: str
    revealed: bool
    totals: bool


def fill(session: Session, name: str, now: datetime, *, revealed: bool = False) -> Filled:
    """Read a list and record that it leaves the office; write it once the record is saved.

    Raises:
        UserError: no such list.
    """
    known = lists()
    if name not in known:
        raise UserError(f"没有名为“{name}”的清单", f"可选：{'、'.join(known)}")
    chosen = known[name]
    rows = chosen.read(session, now.date())
    own = (chosen.table.title or chosen.table.label).removeprefix(_TEAM)
    title = f"{office.current(session).team}{own}"
    how = "完整号码" if revealed else "隐藏号码"
    kind = Disclosed.FULL_EXPORT if revealed else Disclosed.EXPORT
    office.disclose(session, kind, f"{chosen.table.label}{len(rows)}行（{how}）", now)
    return Filled(chosen.table, rows, title, revealed, chosen.totals)


def write(filled: Filled, path: Path) -> None:
    """Write a list to Excel, secrets masked unless revealed.

    Raises:
        UserError: not an .xlsx file, or the place cannot be written.
        MachineError: the disk is full; an older file is untouched.
    """
    from banfu_desktop.exchange.writing import write_rows

    write_rows(
        path, filled.table, filled.rows, title=filled.title, revealed=filled.revealed, totals=filled.totals
    )


def export(session: Session, name: str, path: Path, now: datetime, *, revealed: bool = False) -> int:
    """Fill and write a list in one deed. Returns the rows.

    Raises:
        UserError: see fill and write.
        MachineError: see write.
    """
    filled = fill(session, name, now, revealed=revealed)
    write(filled, path)
    return len(filled.rows)
