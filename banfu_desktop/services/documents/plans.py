"""Items of plans 五(二): what is to be done by whom and by when, and the log entries that were work on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import PlanEntry, PlanItem, RegisteredDocument
from banfu_desktop.db.models.worklog import LogEntry
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules.documents import Direction, DocKind, ItemState
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.documents import documents
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.worklog import worklog
from banfu_desktop.tables.documents import PLAN_ITEM_FORM

_FIELDS = stored(PlanItem, of=PLAN_ITEM_FORM)
_TEXTS = ("task", "measure", "target", "actual")


@dataclass(frozen=True)
class ItemRow:
    """An item; attribute names are those of tables.documents.PLAN_ITEMS.

    `entries` counts the log entries that were work on it, `last_entry` is the day of the latest.
    """

    id: int
    document_id: int
    plan: str
    year: int
    task: str
    initials: str
    measure: str | None
    owner: str | None
    due: date | None
    target: str | None
    actual: str | None
    state: ItemState
    done_on: date | None
    entries: int
    last_entry: date | None

    def late(self, today: date) -> bool:
        """Whether it should have been done."""
        return self.state.open and self.due is not None and self.due < today


def listing(session: Session, year: int | None = None) -> list[ItemRow]:
    """Every item (of the plans of a year), those of a plan by their dates."""
    worked = (
        sa.select(
            PlanEntry.item_id, sa.func.count().label("entries"), sa.func.max(LogEntry.day).label("last")
        )
        .join(LogEntry, LogEntry.id == PlanEntry.entry_id)
        .group_by(PlanEntry.item_id)
        .subquery()
    )
    about = sa.func.coalesce(RegisteredDocument.period_start, RegisteredDocument.dated)
    statement = (
        sa.select(PlanItem, RegisteredDocument.title, about, worked.c.entries, worked.c.last)
        .join(RegisteredDocument, RegisteredDocument.id == PlanItem.document_id)
        .outerjoin(worked, worked.c.item_id == PlanItem.id)
        .order_by(about.desc(), PlanItem.document_id, PlanItem.due.is_(None), PlanItem.due, PlanItem.id)
    )
    rows = [
        row_of(ItemRow, item, plan=title, year=day.year, entries=entries or 0, last_entry=last)
        for item, title, day, entries, last in session.execute(statement)
    ]
    return [row for row in rows if year in (None, row.year)]


def one(session: Session, item_id: int) -> ItemRow:
    """One item.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == item_id), None)
    if found is None:
        raise UserError("这项任务已不在了", "请刷新后再看")
    return found


def plans(session: Session) -> list[DocumentRow]:
    """The documents that have items: plans, the latest first."""
    return [row for row in documents.listing(session) if row.kind.is_plan]


def plan_titled(session: Session, text: str) -> DocumentRow:
    """The plan of a title, or of a part only one has.

    Raises:
        UserError: none or several, or the document is no plan.
    """
    row = documents.titled(session, text)
    if not row.kind.is_plan:
        raise UserError(f"“{row.title}”是{row.kind.label}，没有任务", "任务属于五年规划或年度计划")
    return row


def add_plan(session: Session, title: str, kind: DocKind, year: int, today: date, **values: Any) -> int:
    """Enter a plan of a year (年度计划), or of five from one on (五年规划). Returns the document's id.

    Args:
        values: further fields of tables.documents.DOCUMENT_FORM (dated, drafter).

    Raises:
        UserError: it is no kind of plan, or see documents.save.
    """
    if not kind.is_plan:
        raise UserError(f"{kind.label}不是规划或计划", "类别请填 年度计划 或 五年规划")
    last = year if kind is DocKind.PLAN_YEAR else year + 4
    whole = {
        "direction": Direction.OWN, "kind": kind, "title": title, "dated": today,
        "period_start": date(year, 1, 1), "period_end": date(last, 12, 31), **values,
    }  # fmt: skip
    return documents.save(session, whole, today)


def save(session: Session, values: Mapping[str, Any], today: date, item_id: int | None = None) -> int:
    """Enter an item of a plan, or correct one. Returns its id.

    Args:
        values: of tables.documents.PLAN_ITEM_FORM; of an existing item only what changes.

    Raises:
        UserError: it belongs to no plan, a number of a household, or its day of completion cannot be.
    """
    record = session.get(PlanItem, item_id) if item_id is not None else PlanItem()
    if record is None:
        raise UserError("这项任务已不在了", "请刷新后再看")
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    merged["state"] = merged["state"] or ItemState.WAITING
    plan = documents.one(session, merged["document_id"])
    if not plan.kind.is_plan:
        raise UserError(f"“{plan.title}”是{plan.kind.label}，没有任务", "任务属于五年规划或年度计划")
    if merged["state"] is ItemState.DONE:
        merged["done_on"] = merged["done_on"] or today
    elif merged["done_on"] is not None and "done_on" in values and values["done_on"] is not None:
        raise UserError("填了完成日期，状态不是已完成", "请核对状态或日期")
    else:
        merged["done_on"] = None
    if merged["done_on"] is not None and merged["done_on"] > today:
        raise UserError(f"完成日期{merged['done_on']}还没有到", "请在完成以后登记")
    refuse_personal(merged[name] for name in _TEXTS)
    for name, value in merged.items():
        setattr(record, name, value)
    record.initials = spell(record.task).initials
    session.add(record)
    session.flush()
    return record.id


def remove(session: Session, item_id: int) -> None:
    """Remove an item; that log entries were work on it goes with it.

    Raises:
        UserError: it is no longer there.
    """
    one(session, item_id)
    session.execute(sa.delete(PlanEntry).filter_by(item_id=item_id))
    session.delete(session.get_one(PlanItem, item_id))
    session.flush()


def work_on(session: Session, item_id: int, entry_ids: Iterable[int]) -> int:
    """Say that log entries were work on an item; one that waited is under way. Returns how many are new.

    Raises:
        UserError: the item or an entry is no longer there.
    """
    item = session.get_one(PlanItem, one(session, item_id).id)
    known = set(session.scalars(sa.select(PlanEntry.entry_id).filter_by(item_id=item_id)))
    fresh = [entry for entry in dict.fromkeys(entry_ids) if entry not in known]
    for entry_id in fresh:
        worklog.one(session, entry_id)
        session.add(PlanEntry(item_id=item_id, entry_id=entry_id))
    if fresh and item.state is ItemState.WAITING:
        item.state = ItemState.UNDER_WAY
    session.flush()
    return len(fresh)


def open_item(session: Session, task: str) -> ItemRow:
    """The open item of a task, or of a part only one has.

    Raises:
        UserError: none or several.
    """
    rows = [row for row in listing(session) if row.state.open]
    found = [row for row in rows if row.task == task] or [row for row in rows if task in row.task]
    if len(found) != 1:
        known = "、".join(row.task for row in found or rows) or "还没有"
        how = "有几项" if found else "没有"
        raise UserError(f"{how}“{task}”这样的计划任务", f"请写明是哪一项：{known}")
    return found[0]


def belongs(session: Session, entry_id: int, item_id: int | None) -> None:
    """Say which item a log entry was work on, as its own form does; of several the first is changed.

    Raises:
        UserError: the item is no longer there.
    """
    of_entry = sa.select(PlanEntry).filter_by(entry_id=entry_id).order_by(PlanEntry.id)
    first = session.scalars(of_entry).first()
    if item_id == (None if first is None else first.item_id):
        return
    if first is not None:
        session.delete(first)
        session.flush()
    if item_id is not None:
        work_on(session, item_id, [entry_id])


def entries_of(session: Session, item_id: int) -> list[int]:
    """The log entries that were work on an item, by id."""
    return list(session.scalars(sa.select(PlanEntry.entry_id).filter_by(item_id=item_id)))
