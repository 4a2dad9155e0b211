"""The office itself: its town, its organisations, its settings by effective date, what it disclosed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, MonthType, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import TownKind, UnitLevel


class Office(Base):
    """The one office this database belongs to.

    `office_id` names it for good, whatever its town is called: 32 hex digits. `verify_key` is the public half
    of its signing key in hex; that key itself is in keys.json (db/town_seed.py). `kind_of_use` is real or
    demo. `county_key` is the county's age recipient, from its county file where there is one.
    """

    __tablename__ = "office"
    __table_args__ = table_args(sa.CheckConstraint("id = 1", name="single"))
    id: Mapped[Id]
    town: Mapped[str]
    county: Mapped[str]
    kind: Mapped[TownKind] = mapped_column(WordType(TownKind))
    document_no: Mapped[str]
    county_key: Mapped[str | None]
    package_no: Mapped[int] = mapped_column(default=0)
    office_id: Mapped[str] = mapped_column(server_default="")
    kind_of_use: Mapped[str] = mapped_column(server_default="real")
    verify_key: Mapped[str] = mapped_column(server_default="")
    subsidies_from: Mapped[Month | None] = mapped_column(MonthType)


class Organisation(Base):
    """A unit that posts people, pays or is paired; its present name (earlier ones in FormerName).

    `level` is a proposal until ConfirmedLevel holds what somebody confirmed. `same_as_id` points to the
    unit this one is another name of: accounts and orders are kept by that one.
    """

    __tablename__ = "organisations"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    initials: Mapped[str] = mapped_column(default="")
    level: Mapped[UnitLevel] = mapped_column(WordType(UnitLevel))
    same_as_id: Mapped[int | None]


class ConfirmedLevel(Base):
    """A unit's level from a day on, as somebody confirmed it; 1900-01-01 is from the beginning."""

    __tablename__ = "unit_levels"
    __table_args__ = table_args(sa.UniqueConstraint("organisation_id", "effective_from"))
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"))
    level: Mapped[UnitLevel] = mapped_column(WordType(UnitLevel))
    effective_from: Mapped[date]


class FormerName(Base):
    """A name an organisation bore up to and including a day (units are renamed and merged)."""

    __tablename__ = "former_names"
    __table_args__ = table_args(sa.UniqueConstraint("organisation_id", "until"))
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"))
    name: Mapped[str]
    until: Mapped[date]


class HeadingMap(Base):
    """What the clerk said of a heading line of a door (roster …): `columns` is JSON, field → heading."""

    __tablename__ = "heading_maps"
    __table_args__ = table_args(sa.UniqueConstraint("door", "line"))
    id: Mapped[Id]
    door: Mapped[str]
    line: Mapped[str]
    columns: Mapped[str]


class QuietReminder(Base):
    """A reminder the home page does not say: before a day, or for a reason; `subject` is rules.home.Due's."""

    __tablename__ = "quiet_reminders"
    __table_args__ = table_args(
        sa.CheckConstraint("(until IS NULL) = (reason IS NOT NULL)", name="day_or_reason")
    )
    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(unique=True)
    until: Mapped[date | None]
    reason: Mapped[str | None]


class Setting(Base):
    """A choice the notice leaves open, in force from a day on; its declaration reads the value's text."""

    __tablename__ = "settings"
    __table_args__ = table_args(sa.UniqueConstraint("name", "effective_from"))
    id: Mapped[Id]
    name: Mapped[str]
    value: Mapped[str]
    effective_from: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


class CalendarDay(Base):
    """A day whose being worked or free differs from the calendar the program knows."""

    __tablename__ = "calendar_days"
    id: Mapped[Id]
    day: Mapped[date] = mapped_column(unique=True)
    is_off: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")


class CalendarYear(Base):
    """A year whose public holidays were brought in, as CalendarDay rows; the program ships none for it."""

    __tablename__ = "calendar_years"
    id: Mapped[Id]
    year: Mapped[int] = mapped_column(unique=True)
    source: Mapped[str]


class Restore(Base):
    """A copy that took the office's place, or the office taken as it stood (no copy), on this computer.

    Attributes:
        copy: the copy's file name; empty where there was none.
        kept, kept_head: the number of the last entry that was kept, and its link in hex.
        lost, lost_head: how many entries were lost by it, and the last link that had been seen, in hex.
        generation: of the data from then on.
    """

    __tablename__ = "restores"
    id: Mapped[Id]
    copy: Mapped[str]
    kept: Mapped[int]
    kept_head: Mapped[str]
    lost: Mapped[int]
    lost_head: Mapped[str]
    generation: Mapped[int]


class Disclosure(Base):
    """A revealed value, a full print, an export or a package: who saw what is in the audit trail."""

    __tablename__ = "disclosures"
    id: Mapped[Id]
    kind: Mapped[str]
    what: Mapped[str]
    at: Mapped[datetime]
