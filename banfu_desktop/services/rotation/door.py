"""What the rotation room offers the halls."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.rotation import Filing, Handover, RelationMove, RotationChange
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Tracked,
    Wish,
)
from banfu_desktop.services.members import members
from banfu_desktop.services.rotation import batches, filings, handing, handovers, relations, rotation
from banfu_desktop.services.rotation import due as reminders
from banfu_desktop.tables.rotation import (
    BATCHES,
    CHANGE_FORM,
    CHANGES_FILE,
    FILINGS,
    FILINGS_FILE,
    HANDOVER_ITEMS,
    HANDOVERS,
    PLACES,
    RELATIONS,
    RELATIONS_FILE,
)

TABLES = {
    "rotation_batches": Tracked("轮换批次", (BATCHES,), undoable=True, erasable=("remark",)),
    "rotation_places": Tracked("轮换批次", (PLACES,), undoable=True),
    "rotation_changes": Tracked(
        "轮换",
        (CHANGE_FORM,),
        undoable=True,
        erasable=("successor", "successor_unit", "rank", "agreed_by", "remark"),
    ),
    "handovers": Tracked(
        "交接清单", (HANDOVERS,), undoable=True, erasable=("receiver", "witness", "remark", "snapshot")
    ),
    "handover_ticks": Tracked(
        "交接核对",
        (HANDOVER_ITEMS,),
        {"item": "事项编号", "words": "事项", "handover_id": "交接清单"},
        undoable=True,
        erasable=("words",),
    ),
    "handover_lines": Tracked(
        "交接清单", (HANDOVER_ITEMS,), {"handover_id": "交接清单"}, undoable=True, erasable=("text",)
    ),
    "filings": Tracked("第一书记备案", (FILINGS,), undoable=True, erasable=("number", "remark")),
    "relation_moves": Tracked("组织关系", (RELATIONS,), undoable=True, erasable=("branch", "letter_no")),
}
LISTS = {
    "rotation": List(PLACES, rows_on=rotation.listing),
    "batches": List(BATCHES, rows_on=batches.listing),
    "handovers": List(HANDOVERS, rows_on=handovers.listing),
    "filings": List(FILINGS, rows_on=filings.listing),
    "relations": List(RELATIONS, rows_on=relations.listing),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _handover(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.rotation import papers

    return papers.every_handover(session, wish.now)


def _plan(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.rotation import papers

    return papers.plan(session, wish.now, wish.today)


def _filing_forms(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.rotation import papers

    return papers.filing_forms(session, wish.now, wish.today)


def _filing_letters(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.rotation import papers

    return papers.filing_letters(session, wish.now, wish.today)


def _relations(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.rotation import papers

    return papers.relations_list(session, wish.now, wish.today)


PAPERS = {
    Form("handover-list", "轮换交接清单", 22, "none"): _handover,
    Form("rotation-plan", "人员轮换计划表", None, "none"): _plan,
    Form("filing-form", "驻村第一书记备案表", 24, "none"): _filing_forms,
    Form("filing-letter", "驻村第一书记报备函", 24, "none"): _filing_letters,
    Form("relations-list", "党员组织关系登记表", 25, "none"): _relations,
}


def _reading_batches() -> Reading:
    from banfu_desktop.services.rotation import importing

    return importing.BATCH_READING


def _reading_changes() -> Reading:
    from banfu_desktop.services.rotation import importing

    return importing.CHANGE_READING


def _reading_filings() -> Reading:
    from banfu_desktop.services.rotation import importing

    return importing.FILING_READING


def _reading_relations() -> Reading:
    from banfu_desktop.services.rotation import importing

    return importing.RELATION_READING


IMPORTS = {
    "batches": Import("轮换批次", BATCHES, _reading_batches),
    "rotation": Import("轮换", CHANGES_FILE, _reading_changes),
    "filings": Import("备案", FILINGS_FILE, _reading_filings),
    "relations": Import("组织关系", RELATIONS_FILE, _reading_relations),
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Hand-over lists by who leaves and who follows."""
    for record in session.scalars(sa.select(Handover).order_by(Handover.id.desc())):
        member = members.one(session, record.posting_id)
        if any(text in words for words in (member.name, member.initials, record.receiver or "")):
            state = "已封存" if record.sealed_at else "核对中"
            yield Hit(f"{member.name} 交接清单", f"轮换交接 · {state}", "rotation", record.posting_id)


def person(session: Session, wish: PersonWish) -> PersonPart:
    """The change of post, the hand-over list, filings and relations."""
    from banfu_desktop.services.rotation import person as person_page

    return person_page.part(session, wish)


def holds(session: Session, posting_id: int) -> str:
    """A change, a list, a filing or a move belongs to its posting."""
    for model, word in (
        (Handover, "交接"), (Filing, "备案"), (RelationMove, "组织关系"), (RotationChange, "轮换"),
    ):  # fmt: skip
        if session.scalar(sa.select(model.id).filter_by(posting_id=posting_id).limit(1)) is not None:
            return word
    return ""


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The hand-over list that bears a check code, and the head of the chain it was sealed over."""
    row = session.scalar(sa.select(Handover).filter_by(check_code=code))
    if row is None or row.audit_head is None:
        return None
    return f"{members.one(session, row.posting_id).name}交接清单", row.audit_head


def verify(session: Session) -> tuple[list[str], list[str]]:
    """The lists sealed whose snapshot is not what was sealed; what holds is not said."""
    rows = session.scalars(sa.select(Handover).where(Handover.snapshot.is_not(None)).order_by(Handover.id))
    return [], [
        f"{members.one(session, row.posting_id).name}交接清单的校验码与封存的内容不符"
        for row in rows
        if check_code(row.snapshot or "") != row.check_code
    ]
