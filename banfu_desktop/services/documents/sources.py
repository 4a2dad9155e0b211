"""What the sections of a half-year report can tell: log entries by duty, open matters, plan items."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import PlanItem
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.documents_draft import ISSUES, NEXT, Source, sentence
from banfu_desktop.services.documents import figures
from banfu_desktop.services.worklog import worklog
from banfu_desktop.services.worklog.worklog import EntryRow


def of_half(session: Session, half: HalfYear, until: date) -> dict[str, list[Source]]:
    """The sources of every section, by what the section is about; the latest entry first."""
    found: dict[str, list[Source]] = {}
    entries = worklog.listing(session, Period(half.first, until))
    said: set[tuple[str, str]] = set()
    for entry in reversed(entries):
        found.setdefault(entry.duty.label, []).append(_entry(entry, said))
    found[ISSUES] = list(_matters(session, until))
    found[NEXT] = list(_items(session, half, until))
    return found


def _entry(entry: EntryRow, said: set[tuple[str, str]]) -> Source:
    """An entry is told at first when it had a result, and nothing like it is told already."""
    like = (entry.duty.value, entry.content)
    why = "没有写结果" if not entry.result else "与已选的相同" if like in said else ""
    if not why:
        said.add(like)
    who = entry.recorder + (f"等{len(entry.names)}人" if len(entry.names) > 1 else "")
    told = sentence(entry.day, entry.village, entry.content, entry.result)
    return Source(f"entry {entry.id}", entry.day, who, entry.content, told, entry.households, not why, why)


def _matters(session: Session, until: date) -> Iterator[Source]:
    for entry in worklog.listing(session, where=figures.open_on(until)):
        step = (entry.next_step or "").rstrip("。；，")
        told = f"{entry.content.rstrip('。；，')}，{step}，尚未办结。"
        yield Source(f"matter {entry.id}", entry.day, entry.recorder, step, told, chosen=True)


def _items(session: Session, half: HalfYear, until: date) -> Iterator[Source]:
    years = (figures.plans_of_year(half.year), figures.plans_of_year(half.year + half.number - 1))
    statement = (
        sa.select(PlanItem)
        .where(sa.or_(*(PlanItem.document_id.in_(plans) for plans in years)))
        .order_by(PlanItem.due.is_(None), PlanItem.due, PlanItem.id)
    )
    for item in session.scalars(statement):
        if not item.state.open and (item.done_on is None or item.done_on <= until):
            continue
        by = f"{item.due.month}月底前" if item.due is not None and item.due > until else ""
        target = f"，目标{item.target}" if item.target else ""
        day = item.due or until
        told = f"{by}{item.task.rstrip('。；，')}{target}。"
        yield Source(f"item {item.id}", day, item.owner or "", item.task, told, chosen=True)
