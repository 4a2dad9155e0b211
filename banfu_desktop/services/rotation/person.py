"""What rotation tells of a person: how far the change of post is, the hand-over list, filings, relations."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.rotation import Direction, FilingState, Stage
from banfu_desktop.services.door import PersonPart, PersonWish, Way
from banfu_desktop.services.rotation import filings, handovers, relations, rotation
from banfu_desktop.services.rotation.rotation import PlaceRow

_ROOM = "rotation"


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Of the postings that rotation still deals with."""
    places = [row for row in rotation.listing(session, wish.today) if row.id in wish.posting_ids]
    return PersonPart(
        steps=tuple(step for row in places for step in _steps(row)),
        ways=(
            *(_change(row) for row in places if row.stage is not None or row.batch),
            *_lists(session, wish),
            *_filed(session, wish),
            *_moved(session, wish),
        ),
    )


def _steps(row: PlaceRow) -> Iterator[Due]:
    if row.stage is Stage.HANDING:
        until = f"，{row.until}离岗" if row.until else ""
        yield Due(f"正在交接{until}", rules.CLAUSE, "amber", "去交接", _ROOM, row.id, until=row.until,
                  limit="handover")  # fmt: skip
    elif row.stage is Stage.LEFT and row.handing_on is not None and row.handed_on is None:
        text = f"已于{row.left_on}离岗，交接清单还没有封存"
        yield Due(text, rules.CLAUSE, "red", "去交接", _ROOM, row.id, until=row.left_on, limit="handover")


def _change(row: PlaceRow) -> Way:
    """The batch, how far the change is, and who follows."""
    stage = row.stage.label if row.stage is not None else row.batch
    parts = (row.batch if row.stage is not None else "", f"{row.until}期满" if row.until else "",
             f"接任 {row.successor}" if row.successor else "")  # fmt: skip
    return Way("轮换", stage, "，".join(filter(None, parts)), _ROOM, row.id, row.stage is Stage.HANDING)


def _lists(session: Session, wish: PersonWish) -> Iterator[Way]:
    for row in handovers.listing(session, wish.today, wish.posting_ids):
        count = "已封存" if row.sealed_on else row.ticked
        note = f"{row.sealed_on or row.drawn_on} 接交 {row.receiver or '未写'}"
        yield Way("交接清单", count, note, _ROOM, row.posting_id, row.sealed_on is None)


def _filed(session: Session, wish: PersonWish) -> Iterator[Way]:
    rows = [row for row in filings.listing(session, wish.today) if row.posting_id in wish.posting_ids]
    wanted = [row for row in rows if row.wanted]
    if wanted:
        done = sum(row.state in (FilingState.CONFIRMED, FilingState.ROSTER) for row in wanted)
        note = "，".join(f"{row.body}{row.state.label}" for row in wanted)
        urgent = any(row.state is FilingState.MISSING for row in wanted)
        yield Way("第一书记备案", f"{done}/{len(wanted)}", note, _ROOM, f"filing {wanted[0].key}", urgent)


def _moved(session: Session, wish: PersonWish) -> Iterator[Way]:
    """Moves back; who has moved in the roster says."""
    for row in relations.listing(session, wish.today):
        if row.posting_id in wish.posting_ids and row.direction is Direction.OUT:
            note = "，".join(filter(None, (row.branch, f"{row.moved_on}" if row.moved_on else "")))
            urgent = row.moved_on is None
            yield Way("组织关系转回", row.state, note, _ROOM, f"relation {row.key}", urgent)
