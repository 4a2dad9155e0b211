"""Batches of the team (二): three years each, rolling; which posting is in which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.rotation import RotationBatch, RotationPlace
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.rotation import BATCHES

_FIELDS = stored(RotationBatch, of=BATCHES)


@dataclass(frozen=True)
class BatchRow:
    """A batch; attribute names are those of tables.rotation.BATCHES; `posting_ids` are those in it."""

    id: int
    name: str
    start_on: date
    planned_end: date
    remark: str | None
    posting_ids: tuple[int, ...]
    state: str

    @property
    def count(self) -> int:
        """How many postings are in it."""
        return len(self.posting_ids)


def listing(session: Session, today: date) -> list[BatchRow]:
    """Every batch, the latest first."""
    places: dict[int, list[int]] = {}
    for row in session.scalars(sa.select(RotationPlace).order_by(RotationPlace.posting_id)):
        places.setdefault(row.batch_id, []).append(row.posting_id)
    records = session.scalars(sa.select(RotationBatch).order_by(RotationBatch.start_on.desc()))
    return [
        row_of(
            BatchRow,
            record,
            posting_ids=tuple(places.get(record.id, ())),
            state=_state(record.start_on, record.planned_end, today),
        )
        for record in records
    ]


def _state(start: date, end: date, today: date) -> str:
    if today < start:
        return "未开始"
    return "进行中" if today <= end else "已结束"


def save(session: Session, values: Mapping[str, Any], batch_id: int | None = None) -> int:
    """Write a batch down, or correct it. Returns its id.

    Args:
        values: of tables.rotation.BATCHES; of an existing one only what changes. Without a planned end it
            lasts three years.

    Raises:
        UserError: it ends before it begins, or its name is taken.
    """
    record = session.get(RotationBatch, batch_id) if batch_id is not None else None
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    merged["planned_end"] = merged["planned_end"] or rules.batch_end(merged["start_on"])
    rules.refuse_batch(merged["start_on"], merged["planned_end"])
    taken = session.scalar(sa.select(RotationBatch.id).filter_by(name=merged["name"]))
    if taken is not None and taken != batch_id:
        raise UserError(f"已有“{merged['name']}”", "请换一个名称，或修改原来的批次")
    record = record or RotationBatch()
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    return record.id


def named(session: Session, name: str) -> int:
    """The id of the batch of a name.

    Raises:
        UserError: there is none.
    """
    found = session.scalar(sa.select(RotationBatch.id).filter_by(name=name))
    if found is None:
        raise UserError(f"没有名为“{name}”的批次", "请先登记批次")
    return found


def choose(session: Session, batch_id: int, posting_ids: Collection[int]) -> None:
    """Say which postings are in a batch; those chosen leave the batch they were in."""
    for row in session.scalars(sa.select(RotationPlace)):
        moves = row.posting_id in posting_ids and row.batch_id != batch_id
        leaves = row.batch_id == batch_id and row.posting_id not in posting_ids
        if moves or leaves:
            session.delete(row)
    session.flush()
    here = set(session.scalars(sa.select(RotationPlace.posting_id).filter_by(batch_id=batch_id)))
    for posting_id in posting_ids:
        if posting_id not in here:
            session.add(RotationPlace(batch_id=batch_id, posting_id=posting_id))
    session.flush()


def remove(session: Session, batch_id: int) -> None:
    """Remove a batch; its postings stay."""
    session.execute(sa.delete(RotationPlace).filter_by(batch_id=batch_id))
    session.delete(session.get_one(RotationBatch, batch_id))
