"""Which column of a file is which of ours, and which of its words: remembered once the clerk said so."""

import json
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import HeadingMap
from banfu_desktop.rules.imports import ImportPlan, Options

_WORDS = "科目"
"""The line under which words are kept; they have a door of their own, so no heading line is meant."""


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


def words(session: Session, door: str) -> Mapping[str, str]:
    """What the words of earlier files (科目) stand for here, as the clerk said."""
    stored = session.scalar(sa.select(HeadingMap).filter_by(door=door, line=_WORDS))
    return {} if stored is None else json.loads(stored.columns)


def remember_words(session: Session, door: str, said: Mapping[str, str]) -> None:
    """Keep what the clerk said that words of a file stand for, beside what was said before."""
    _keep(session, door, _WORDS, {**words(session, door), **said})


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
