"""The office: its town, the organisations it deals with and their names over time."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import verify_key_of
from banfu_desktop.db.business_day import PRACTICE, REAL
from banfu_desktop.db.models.members import Posting
from banfu_desktop.db.models.office import Disclosure, FormerName, Office, Organisation
from banfu_desktop.db.rows import row_of
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.rules.units import proposed_level
from banfu_desktop.rules.words import TownKind, UnitLevel
from banfu_desktop.services import rooms
from banfu_desktop.services.office import levels
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.spec import clean

COUNTY = "新丰县"
DOCUMENT_NO = "新乡振组〔2021〕12号"


@dataclass(frozen=True)
class OfficeRow:
    """The office as pages and papers name it."""

    town: str
    county: str
    kind: TownKind
    document_no: str
    county_key: str | None
    package_no: int
    kind_of_use: str

    @property
    def is_practice(self) -> bool:
        """Whether the office is kept for practice."""
        return self.kind_of_use == PRACTICE

    @property
    def team(self) -> str:
        """The team's full name: 梅坑镇驻镇帮扶工作队."""
        return f"{self.town}驻镇帮扶工作队"


@dataclass(frozen=True)
class OrganisationRow:
    """A unit with its present name, earlier names and level; `level` is a proposal while it is not confirmed.

    `same_as` is the unit it is another name of.
    """

    id: int
    name: str
    initials: str
    level: UnitLevel
    former_names: str
    postings: int
    confirmed: bool = True
    same_as: str = ""


def found(
    session: Session, town: str, kind: TownKind, county_key: str | None = None, *, practice: bool = False
) -> None:
    """Write the office's own record into a new database, within a deed of it.

    Raises:
        UserError: the database already belongs to an office.
    """
    if session.get(Office, 1) is not None:
        raise UserError("这个数据文件夹已有一个办公室", "请换一个空文件夹")
    session.add(
        Office(
            id=1,
            town=town,
            county=COUNTY,
            kind=kind,
            document_no=DOCUMENT_NO,
            county_key=county_key,
            office_id=secrets.token_hex(16),
            kind_of_use=PRACTICE if practice else REAL,
            verify_key=_own_verify_key(session),
        )
    )


def current(session: Session) -> OfficeRow:
    """The office of this database.

    Raises:
        UserError: nobody has founded it yet.
    """
    office = session.get(Office, 1)
    if office is None:
        raise UserError("还没有建立办公室", "请先选择所在镇")
    return row_of(OfficeRow, office)


def _own_verify_key(session: Session) -> str:
    """The public half of the seed that lies in keys.json, in hex."""
    seed = session.info["seed"]()
    if seed is None:
        raise UserError("钥匙文件 keys.json 里没有签名钥匙", "请从 backups 文件夹取回完好的 keys.json")
    return verify_key_of(seed).hex()


def change(session: Session, *, document_no: str | None = None, county_key: str | None = None) -> None:
    """Change the document number or the county's public key; None leaves it."""
    office = session.get_one(Office, 1)
    office.document_no = document_no if document_no is not None else office.document_no
    office.county_key = county_key if county_key is not None else office.county_key


def organisations(session: Session) -> list[OrganisationRow]:
    """Every organisation by name."""
    former: dict[int, list[str]] = {}
    for row in session.scalars(sa.select(FormerName).order_by(FormerName.until)):
        former.setdefault(row.organisation_id, []).append(f"{row.name}（至{row.until}）")
    counted = sa.select(Posting.organisation_id, sa.func.count()).group_by(Posting.organisation_id)
    counts = {unit: number for unit, number in session.execute(counted)}  # noqa: C416 (typed rows)
    units = session.scalars(sa.select(Organisation).order_by(Organisation.id)).all()
    known, names = levels.Levels(session), {unit.id: unit.name for unit in units}
    return [
        row_of(
            OrganisationRow,
            unit,
            level=known.latest(unit.id) or unit.level,
            former_names="、".join(former.get(unit.id, ())),
            postings=counts.get(unit.id, 0),
            confirmed=known.confirmed(unit.id),
            same_as=names.get(known.roots.get(unit.id, 0), ""),
        )
        for unit in units
    ]


def find_organisation(session: Session, name: str) -> Organisation | None:
    """The organisation bearing this name now, or earlier."""
    unit = session.scalar(sa.select(Organisation).filter_by(name=name))
    if unit is not None:
        return unit
    former = session.scalar(
        sa.select(FormerName).filter_by(name=name).order_by(FormerName.until.desc()).limit(1)
    )
    return None if former is None else session.get_one(Organisation, former.organisation_id)


def organisation_named(session: Session, name: str, level: UnitLevel | None = None) -> Organisation:
    """Find an organisation by name, or add it.

    A level given is what somebody knows (annex 1, the clerk): it confirms a unit nobody confirmed yet.
    Without one a new unit has the level its name suggests, as a proposal to be confirmed.
    """
    unit = find_organisation(session, name)
    if unit is None:
        proposal, _ = proposed_level(name, COUNTY)
        unit = Organisation(name=name, initials=spell(name).initials, level=level or proposal)
        session.add(unit)
        session.flush()
    if level is not None and not levels.is_confirmed(session, unit.id):
        levels.confirm(session, unit.id, level)
    return unit


def former_names(session: Session) -> list[tuple[str, str]]:
    """Earlier names of units with the present ones, the latest first."""
    statement = (
        sa.select(FormerName.name, Organisation.name)
        .join(Organisation, Organisation.id == FormerName.organisation_id)
        .order_by(FormerName.until.desc())
    )
    return [(former, name) for former, name in session.execute(statement)]


def rename(session: Session, organisation_id: int, name: str, effective_from: date | None) -> None:
    """Give a unit a new name from a day on; papers of earlier months keep the earlier name.

    Without a day the name was always wrong (更正): no earlier name is kept.

    Raises:
        UserError: no name given, it is taken, or the unit has had another renaming since that day.
    """
    unit = session.get_one(Organisation, organisation_id)
    name = clean(name)
    if not name:
        raise UserError("没有填写单位名称", "请填写新名称")
    if name == unit.name:
        return
    taken = find_organisation(session, name)
    if taken is not None and taken.id != unit.id:
        raise UserError(f"已有名为“{name}”的单位", "请换一个名称")
    if effective_from is None:
        unit.name, unit.initials = name, spell(name).initials
        return
    until = date.fromordinal(effective_from.toordinal() - 1)
    last = session.scalar(sa.select(sa.func.max(FormerName.until)).filter_by(organisation_id=unit.id))
    if last is not None and last > until:
        raise UserError(f"{unit.name}在{last}以后已改过名", f"更名日期请填在{last}以后")
    if last != until:
        session.add(FormerName(organisation_id=unit.id, name=unit.name, until=until))
    unit.name, unit.initials = name, spell(name).initials


def start_subsidies(session: Session, month: Month, sealed: Iterable[Month]) -> None:
    """Say from which month on the office keeps its subsidies here; earlier ones were paid on paper (启用).

    Args:
        sealed: months of which a sheet is sealed.

    Raises:
        UserError: a sealed month would lie before the start.
    """
    before = sorted(other for other in sealed if other < month)
    if before:
        raise UserError(f"{before[0].label}已有封存的表", f"启用月份不能晚于{before[0].label}")
    session.get_one(Office, 1).subsidies_from = month


def subsidies_from(session: Session) -> Month | None:
    """The month the subsidies are kept here from, where the office said so."""
    return session.scalar(sa.select(Office.subsidies_from))


def remove_organisation(session: Session, organisation_id: int) -> None:
    """Remove a unit nobody was posted from.

    Raises:
        UserError: somebody was posted from it, it is paired, or it pays an exam or a policy.
    """
    for holds in rooms.offered("holds_unit"):
        if why := holds(session, organisation_id):
            raise UserError(f"这个单位{why}", "不能删除，可以改名")
    session.delete(session.get_one(Organisation, organisation_id))


class Names:
    """What organisations were called, read once; says it for any day."""

    def __init__(self, session: Session) -> None:
        self._now = {unit.id: unit.name for unit in session.scalars(sa.select(Organisation))}
        self._former = session.scalars(sa.select(FormerName).order_by(FormerName.until.desc())).all()

    def on(self, day: date) -> dict[int, str]:
        """Every organisation's name on a day, by id."""
        return self._now | {row.organisation_id: row.name for row in self._former if row.until >= day}


def names_on(session: Session, day: date) -> dict[int, str]:
    """Every organisation's name on a day, by id."""
    return Names(session).on(day)


def last_package_at(session: Session) -> datetime | None:
    """When the latest county package was written; None when none ever was."""
    kinds = (Disclosed.PACKAGE.value, Disclosed.CODED_PACKAGE.value)
    return session.scalar(sa.select(sa.func.max(Disclosure.at)).where(Disclosure.kind.in_(kinds)))


def disclose(session: Session, kind: Disclosed, what: str, now: datetime) -> None:
    """Record that personal data left its mask, or that somebody logged in: the audit keeps it."""
    session.add(Disclosure(kind=kind.value, what=what, at=now))
