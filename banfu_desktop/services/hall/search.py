"""Find anything by name, number or pinyin initials, for the palette: people first, then room by room."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.assets import assets
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.due import key
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.services.subsidies import subsidies

_MOST = 12


@dataclass(frozen=True)
class Hit:
    """Something found: what to show, a hint beside it, the room and the row it leads to."""

    label: str
    hint: str
    room: str
    key: object


def find(session: Session, text: str, limit: int = _MOST) -> list[Hit]:
    """The first hits of every room in turn; an empty text finds nothing."""
    wanted = text.strip().casefold()
    found = chain.from_iterable(finder(session, wanted) for finder in _FINDERS)
    return list(islice(found, limit)) if wanted else []


def _people(session: Session, wanted: str) -> Iterator[Hit]:
    for row in members.listing(session):
        if wanted in row.name or wanted in row.initials:
            yield Hit(row.name, f"{row.organisation} · {row.role.label}", "members", row.id)


def _units(session: Session, wanted: str) -> Iterator[Hit]:
    for unit in office.organisations(session):
        if wanted in unit.name or wanted in unit.initials:
            yield Hit(unit.name, unit.level.label, "office", unit.id)


def _months(session: Session, wanted: str) -> Iterator[Hit]:
    found = [month for month in subsidies.opened(session) if wanted in month.label or wanted in str(month)]
    states = {row.month: row.state for row in subsidies.months(session)} if found else {}
    for month in found:
        yield Hit(f"工作补助 {month.label}", states[month].label, "subsidies", month)


def _claims(session: Session, wanted: str) -> Iterator[Hit]:
    for row in reimbursements.listing(session):
        if any(wanted in text for text in (row.name, row.initials, row.number, (row.title or "").casefold())):
            label = f"报销单 {row.number or '草稿'} {row.name}"
            yield Hit(label, f"{row.kind.label} · {row.state.label}", "reimbursements", row.id)


def _vouchers(session: Session, wanted: str) -> Iterator[Hit]:
    for row in funds.found(session, wanted, _MOST):
        place = key(row.book_id, Month.of(row.dated), row.id)
        yield Hit(row.summary, f"{row.dated} {yuan(row.amount_fen)} 元", "funds", place)


def _projects(session: Session, wanted: str) -> Iterator[Hit]:
    for row in projects.listing(session):
        if wanted in row.name.casefold() or wanted in row.initials:
            yield Hit(row.name, f"双签项目 · {row.stage.label}", "projects", row.id)


def _assets(session: Session, wanted: str) -> Iterator[Hit]:
    for row in assets.listing(session):
        if wanted in row.item.casefold() or wanted in row.initials:
            yield Hit(row.item, f"资产 · {row.place}", "assets", row.id)


def _policies(session: Session, wanted: str) -> Iterator[Hit]:
    for row in insurance.policies(session, date.max):
        if wanted in row.number.casefold() or wanted in row.insurer:
            yield Hit(f"保单 {row.number}", f"{row.insurer} · {row.people} 人", "insurance", row.id)


_FINDERS: tuple[Callable[[Session, str], Iterator[Hit]], ...] = (
    _people, _units, _months, _policies, _claims, _vouchers, _projects, _assets,
)  # fmt: skip
