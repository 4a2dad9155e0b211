"""Which column of a file is which of ours: remembered for a heading line once the clerk said so."""

import json
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import HeadingMap
from banfu_desktop.rules.imports import ImportPlan, Options


def with_remembered(session: Session, door: str, options: Options | None) -> Options:
    """The options of an import, with what was said at earlier imports of such files."""
    rows = session.scalars(sa.select(HeadingMap).filter_by(door=door))
    remembered = {row.line: json.loads(row.columns) for row in rows}
    return replace(options or Options(), remembered=remembered)


def remember(session: Session, plan: ImportPlan) -> None:
    """Keep the clerk's word on the columns of a plan's sheets, where there is any and it is to be kept."""
    if not plan.pinned.remember:
        return
    for sheet in plan.sheets:
        headings = {
            column.field: column.heading for column in sheet.columns if column.how in ("指定", "记住")
        }
        left = {
            name: "" for name in plan.pinned.columns if name not in headings and not plan.pinned.columns[name]
        }
        _keep(session, plan.door, sheet.heading_line, {**headings, **left})


def _keep(session: Session, door: str, line: str, columns: Mapping[str, str]) -> None:
    stored = session.scalar(sa.select(HeadingMap).filter_by(door=door, line=line))
    if stored is None and columns:
        session.add(HeadingMap(door=door, line=line, columns=_text(columns)))
    elif stored is not None and not columns:
        session.delete(stored)
    elif stored is not None and stored.columns != _text(columns):
        stored.columns = _text(columns)


def _text(columns: Mapping[str, str]) -> str:
    return json.dumps(columns, ensure_ascii=False, sort_keys=True)
