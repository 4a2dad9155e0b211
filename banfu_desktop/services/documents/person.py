"""What the documents tell of a person: what was drafted, and the items of plans to answer for.

A document and an item name their people in words, so somebody who shares a name with another is told so.
"""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.rules import documents as rules
from banfu_desktop.rules.home import Due
from banfu_desktop.services.documents import documents, plans
from banfu_desktop.services.documents.plans import ItemRow
from banfu_desktop.services.door import PersonPart, PersonWish, Way
from banfu_desktop.services.members import members

_ROOM = "documents"
_BETWEEN = re.compile(r"[\s、，,；;/]+")


def part(session: Session, wish: PersonWish) -> PersonPart:
    """By name: documents drafted, items of plans still open."""
    alike = {row.person_id for row in members.named(session, wish.name)} - {wish.person_id}
    doubt = "；名册有同名，请核对" if alike else ""
    written = [row for row in documents.listing(session) if _names(wish.name, row.drafter)]
    items = [row for row in plans.listing(session) if row.state.open and _names(wish.name, row.owner)]
    ways = []
    if written:
        note = f"最近 {written[0].dated} {written[0].title}{doubt}"
        ways.append(Way("起草的文件", f"{len(written)} 份", note, _ROOM, written[0].id))
    if items:
        late = sum(row.late(wish.today) for row in items)
        note = (f"{late} 项已过时限" if late else f"最近的时限 {_first(items)}") + doubt
        ways.append(Way("负责的任务", f"{len(items)} 项", note, _ROOM, f"item {items[0].id}", bool(late)))
    return PersonPart(steps=() if alike else tuple(_steps(items, wish)), ways=ways)


def _names(name: str, text: str | None) -> bool:
    return text is not None and name in _BETWEEN.split(text)


def _first(items: list[ItemRow]) -> str:
    days = [row.due for row in items if row.due is not None]
    return str(min(days)) if days else "未写"


def _steps(items: list[ItemRow], wish: PersonWish) -> Iterator[Due]:
    for row in items:
        if row.late(wish.today):
            text = f"计划任务“{row.task}”应在{row.due}前完成"
            yield Due(text, rules.PLANS_CLAUSE, "red", "去办理", _ROOM, f"item {row.id}", until=row.due,
                      limit="plan-item")  # fmt: skip
