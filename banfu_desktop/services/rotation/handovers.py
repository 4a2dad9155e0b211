"""Hand-over lists (二): what every room says is open, ticked by both sides, sealed before a witness."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.rotation import Handover, HandoverLine, HandoverTick
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.printing.forms.v3.handover_list import HandoverList, Line
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import CLAUSE, HandoverItem, Section, handover_item
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services import rooms
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.rotation import snapshots
from banfu_desktop.services.rotation.snapshots import SealedList

ROOM = "rotation"
_OWN_LINE = "line"


@dataclass(frozen=True)
class TickedItem:
    """An item of a list and both ticks; attribute names are those of tables.rotation.HANDOVER_ITEMS.

    `line_id` is that of a line of the clerk's own; `changed` says that somebody had ticked other words.
    """

    key: str
    section: Section
    kind: str
    text: str
    given: bool
    taken: bool
    line_id: int | None = None
    changed: bool = False

    @property
    def done(self) -> bool:
        """Whether both have ticked it."""
        return self.given and self.taken


@dataclass(frozen=True)
class HandoverRow:
    """A hand-over list; attribute names are those of tables.rotation.HANDOVERS."""

    id: int
    bundle_id: int
    posting_id: int
    name: str
    initials: str
    organisation: str
    role: TeamRole
    until: date | None
    whole: bool
    drawn_on: date
    receiver: str | None
    witness: str | None
    remark: str | None
    sealed_at: datetime | None
    check_code: str | None
    items: tuple[TickedItem, ...]

    @property
    def sealed_on(self) -> date | None:
        """The day it was sealed."""
        return self.sealed_at.date() if self.sealed_at else None

    @property
    def done(self) -> int:
        """How many items both have ticked."""
        return sum(item.done for item in self.items)

    @property
    def ticked(self) -> str:
        """18/27."""
        return f"{self.done}/{len(self.items)}"


def items(session: Session, posting_id: int, today: date, *, whole: bool) -> list[HandoverItem]:
    """What the rooms say a leaver hands over, by section: the leader's own and, with `whole`, the team's."""
    asked = [None, posting_id] if whole else [posting_id]
    found: dict[str, HandoverItem] = {}
    for offered in rooms.offered("handover"):
        for whose in asked:
            for item in offered(session, whose, today):
                found.setdefault(item.key, item)
    order = list(Section)
    return sorted(found.values(), key=lambda item: order.index(item.section))


def listing(session: Session, today: date, posting_ids: Collection[int] | None = None) -> list[HandoverRow]:
    """Every list (of some postings), those not sealed yet first, the latest before the others."""
    statement = sa.select(Handover).order_by(Handover.sealed_at.is_not(None), Handover.id.desc())
    if posting_ids is not None:
        statement = statement.where(Handover.posting_id.in_(posting_ids))
    return [_row(session, record, today) for record in session.scalars(statement)]


def one(session: Session, handover_id: int, today: date) -> HandoverRow:
    """One list.

    Raises:
        UserError: it is no longer there.
    """
    record = session.get(Handover, handover_id)
    if record is None:
        raise UserError("这份交接清单已不在了", "请刷新后再看")
    return _row(session, record, today)


def of_posting(session: Session, posting_id: int, today: date) -> HandoverRow | None:
    """The latest list of a posting, the one not sealed before those that are."""
    latest = (
        sa.select(Handover)
        .filter_by(posting_id=posting_id)
        .order_by(Handover.sealed_at.is_not(None), Handover.id.desc())
    )
    record = session.scalars(latest.limit(1)).first()
    return None if record is None else _row(session, record, today)


def _row(session: Session, record: Handover, today: date) -> HandoverRow:
    member = members.one(session, record.posting_id)
    return HandoverRow(
        id=record.id,
        bundle_id=record.bundle_id,
        posting_id=record.posting_id,
        name=member.name,
        initials=member.initials,
        organisation=member.organisation,
        role=member.role,
        until=member.left_on or member.planned_until,
        whole=record.whole,
        drawn_on=record.drawn_on,
        receiver=record.receiver,
        witness=record.witness,
        remark=record.remark,
        sealed_at=record.sealed_at,
        check_code=record.check_code,
        items=_sealed_items(record) if record.snapshot else tuple(_items(session, record, today)),
    )


def _sealed_items(record: Handover) -> tuple[TickedItem, ...]:
    """The items as sealed."""
    paper = snapshots.load(record.snapshot or "").paper
    return tuple(
        TickedItem(f"sealed {number}", line.section, line.kind, line.text, line.given, line.taken)
        for number, line in enumerate(paper.lines)
    )


def _ticks(session: Session, handover_id: int) -> dict[str, HandoverTick]:
    rows = session.scalars(sa.select(HandoverTick).filter_by(handover_id=handover_id))
    return {row.item: row for row in rows}


def _items(session: Session, record: Handover, today: date) -> list[TickedItem]:
    """What the rooms and the clerk say now, with what both have ticked of these very words."""
    ticks = {
        row.item: row for row in session.scalars(sa.select(HandoverTick).filter_by(handover_id=record.id))
    }
    lines = list(session.scalars(sa.select(HandoverLine).filter_by(handover_id=record.id)))
    own = {
        f"{_OWN_LINE} {line.id}": (
            handover_item(line.section, line.kind, line.text, _OWN_LINE, line.id), line.id
        )
        for line in lines
    }  # fmt: skip
    said = [(item, None) for item in items(session, record.posting_id, today, whole=record.whole)]
    order = list(Section)
    found = []
    for item, line_id in sorted((*said, *own.values()), key=lambda pair: order.index(pair[0].section)):
        tick = ticks.get(item.key)
        holds = tick is not None and tick.words == item.text
        found.append(
            TickedItem(
                item.key, item.section, item.kind, item.text,
                holds and tick is not None and tick.given,
                holds and tick is not None and tick.taken,
                line_id, tick is not None and not holds,
            )
        )  # fmt: skip
    return found


def draw_up(session: Session, posting_id: int, today: date, *, whole: bool | None = None) -> int:
    """Draw up the list of somebody who leaves; of the leader it covers the whole team. Returns its id.

    Raises:
        UserError: there is one that is not sealed yet.
    """
    member = members.one(session, posting_id)
    if session.scalar(sa.select(Handover.id).filter_by(posting_id=posting_id, snapshot=None)) is not None:
        raise UserError(f"{member.name}已有一份没有封存的交接清单", "请在这一份上核对")
    leads = member.role is TeamRole.LEADER
    record = Handover(
        bundle_id=bundles.new_bundle(session, ROOM, f"{member.name}交接清单"),
        posting_id=posting_id,
        whole=leads if whole is None else whole or leads,
        drawn_on=today,
    )
    session.add(record)
    session.flush()
    return record.id


def _open(session: Session, handover_id: int) -> Handover:
    record = session.get_one(Handover, handover_id)
    if record.snapshot is not None:
        raise UserError("这份交接清单已经封存，不能改动", "有遗漏的，请另拟一份", CLAUSE)
    return record


def save(session: Session, handover_id: int, values: Mapping[str, Any]) -> None:
    """Write down who takes over, before whom, and whether the team's matters stand on it.

    Args:
        values: of tables.rotation.HANDOVERS; only what changes.

    Raises:
        UserError: it is sealed.
    """
    record = _open(session, handover_id)
    for name in ("receiver", "witness", "remark"):
        if name in values:
            setattr(record, name, values[name])
    if "whole" in values:
        leads = members.one(session, record.posting_id).role is TeamRole.LEADER
        record.whole = leads or bool(values["whole"])
    session.flush()


def tick(
    session: Session, handover_id: int, keys: Collection[str], side: str, today: date, *, on: bool = True
) -> int:
    """Tick items on one side (`given`, `taken`), or take the tick back. Returns how many it was.

    Raises:
        UserError: it is sealed, or an item is no longer open.
    """
    record = _open(session, handover_id)
    listed = {item.key: item for item in _items(session, record, today)}
    stored = {
        row.item: row for row in session.scalars(sa.select(HandoverTick).filter_by(handover_id=handover_id))
    }
    for key in keys:
        item = listed.get(key)
        if item is None:
            raise UserError("这一项已经办结，不在清单上了", "请刷新后再核对")
        both = {"given": item.given, "taken": item.taken, side: on}
        row = stored.get(key)
        if not any(both.values()):
            if row is not None:
                session.delete(row)
            continue
        row = row or HandoverTick(handover_id=handover_id, item=key)
        row.words, row.given, row.taken = item.text, both["given"], both["taken"]
        session.add(row)
    session.flush()
    return len(keys)


def add_line(session: Session, handover_id: int, values: Mapping[str, Any]) -> int:
    """Add a line of the clerk's own: a seal, a key, an account, a promise. Returns its id.

    Raises:
        UserError: the list is sealed, nothing is said, or it holds a number of a household.
    """
    _open(session, handover_id)
    if not (values.get("text") or "").strip():
        raise UserError("没有写明事项", "请填写要交接的事项")
    refuse_personal((values["text"],))
    line = HandoverLine(
        handover_id=handover_id,
        section=values["section"],
        kind=(values.get("kind") or values["section"].label).strip(),
        text=values["text"].strip(),
    )
    session.add(line)
    session.flush()
    return line.id


def remove_line(session: Session, line_id: int) -> None:
    """Take a line of the clerk's own off the list.

    Raises:
        UserError: the list is sealed.
    """
    line = session.get_one(HandoverLine, line_id)
    _open(session, line.handover_id)
    session.execute(
        sa.delete(HandoverTick).filter_by(handover_id=line.handover_id, item=f"{_OWN_LINE} {line_id}")
    )
    session.delete(line)


def remove(session: Session, handover_id: int) -> None:
    """Remove a list that was drawn up by mistake.

    Raises:
        UserError: it is sealed, or has papers.
    """
    record = _open(session, handover_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这份交接清单有附件，不能删除", "请先移出附件")
    for model in (HandoverTick, HandoverLine):
        session.execute(sa.delete(model).filter_by(handover_id=handover_id))
    bundle_id = record.bundle_id
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, bundle_id)


def open_items(row: HandoverRow) -> list[str]:
    """What not both have ticked yet, in words, for the question before sealing."""
    return [f"{item.section.label}：{item.text}" for item in row.items if not item.done]


def seal(session: Session, handover_id: int, by: str, now: datetime) -> str:
    """Seal a list as it stands, open items and all. Returns its check code.

    Raises:
        UserError: it is sealed already, or nobody takes over or is present.
    """
    record = _open(session, handover_id)
    if not (record.receiver and record.witness):
        lacking = "接交人" if not record.receiver else "监交人"
        raise UserError(f"没有写明{lacking}", "交接要有接交人和监交人，请先填写", CLAUSE)
    snapshot = snapshots.dump(SealedList(_present(session, record, now.date())))
    record.audit_head = chain_head(session)
    record.sealed_at, record.sealed_by = now, by
    record.check_code, record.snapshot = check_code(snapshot), snapshot
    session.flush()
    bundles.seal(session, record.bundle_id)
    return record.check_code


def paper(session: Session, handover_id: int, now: datetime) -> tuple[HandoverList, int]:
    """A list as its paper says it, word for word as sealed, and the layout it is printed in."""
    record = session.get_one(Handover, handover_id)
    if record.snapshot is None or record.sealed_at is None:
        draft = replace(_present(session, record, now.date()), imprint=imprint(session, now, draft=True))
        return draft, snapshots.LAYOUT
    sealed = snapshots.load(record.snapshot)
    mark = Imprint(
        "", record.check_code or "", paper_key.chain_code(record.audit_head or ""),
        sealed_at=clock(record.sealed_at),
    )  # fmt: skip
    return replace(sealed.paper, imprint=mark), sealed.layout


def _present(session: Session, record: Handover, today: date) -> HandoverList:
    member = members.one(session, record.posting_id)
    return HandoverList(
        team=office.current(session).team,
        name=member.name,
        organisation=member.organisation,
        role=member.role.label,
        receiver=record.receiver or "",
        witness=record.witness or "",
        whole=record.whole,
        drawn_on=record.drawn_on,
        until=member.left_on or member.planned_until,
        remark=record.remark or "",
        lines=tuple(
            Line(item.section, item.kind, item.text, item.given, item.taken)
            for item in _items(session, record, today)
        ),
    )
