"""Find anything by name or pinyin initials: people, units and months, for the palette."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services import assets, funds, members, office, projects, subsidies
from banfu_desktop.services.funds_home import key


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
        Hit(
            row.summary,
            f"{row.dated} {yuan(row.amount_fen)} 元",
            "funds",
            key(row.book_id, Month.of(row.dated), row.id),
        )
        for row in funds.found(session, wanted, limit)
    ]
    hits += [
        Hit(row.name, f"双签项目 · {row.stage.label}", "projects", row.id)
        for row in projects.listing(session)
        if wanted in row.name.casefold() or wanted in row.initials
    ]
    hits += [
        Hit(row.item, f"资产 · {row.place}", "assets", row.id)
        for row in assets.listing(session)
        if wanted in row.item.casefold() or wanted in row.initials
    ]
    return hits[:limit]
