"""Find anything by name or pinyin initials: people, units and months, for the palette."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.services import members, office, reimbursements, subsidies


@dataclass(frozen=True)
class Hit:
    """Something found: what to show, a hint beside it, the room and the row it leads to."""

    label: str
    hint: str
    room: str
    key: object


def find(session: Session, text: str, limit: int = 12) -> list[Hit]:
    """People first, then units, then months; an empty text finds nothing."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    hits = [
        Hit(row.name, f"{row.organisation} · {row.role.label}", "members", row.id)
        for row in members.listing(session)
        if wanted in row.name or wanted in row.initials
    ]
    hits += [
        Hit(unit.name, unit.level.label, "office", unit.id)
        for unit in office.organisations(session)
        if wanted in unit.name or wanted in unit.initials
    ]
    hits += [
        Hit(f"工作补助 {row.month.label}", row.state.label, "subsidies", row.month)
        for row in subsidies.months(session)
        if wanted in row.month.label or wanted in str(row.month)
    ]
    hits += [
        Hit(f"报销单 {row.number or '草稿'} {row.name}", f"{row.kind.label} · {row.state.label}",
            "reimbursements", row.id)
        for row in reimbursements.listing(session)
        if wanted in row.name or wanted in row.initials or wanted in row.number or wanted in (row.title or "")
    ]  # fmt: skip
    return hits[:limit]
