"""People and their postings: a replacement is a new posting, a rotation never rewrites history."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, DayOrMonthType, Id, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Category, PoliticalStatus, Sex, TeamRole


class Person(Base):
    """A person, recognised by the identity number; birth date and age are read from it, not stored."""

    __tablename__ = "people"
    __table_args__ = table_args(
        sa.CheckConstraint("length(identity_no) = 18", name="identity_length"),
        sa.CheckConstraint("length(name) > 0", name="named"),
    )
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    pinyin: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex] = mapped_column(WordType(Sex))
    nation: Mapped[str | None]
    education: Mapped[str | None]
    identity_no: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]
    political: Mapped[PoliticalStatus | None] = mapped_column(WordType(PoliticalStatus))
    party_joined_on: Mapped[date | Month | None] = mapped_column(DayOrMonthType())
    bank: Mapped[str | None]
    card_no: Mapped[str | None]
    card_holder: Mapped[str | None]
    proxy_reason: Mapped[str | None]


class Posting(Base):
    """A person's period in the team, from which unit, in which role."""

    __tablename__ = "postings"
    __table_args__ = table_args(
        sa.CheckConstraint("left_on IS NULL OR left_on >= arrived_on", name="leaves_after_arrival"),
        sa.CheckConstraint(
            "planned_until IS NULL OR planned_until >= arrived_on", name="planned_after_arrival"
        ),
        sa.UniqueConstraint("person_id", "arrived_on"),
    )
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    category: Mapped[Category] = mapped_column(WordType(Category))
    role: Mapped[TeamRole] = mapped_column(WordType(TeamRole))
    unit_post: Mapped[str | None]
    rank: Mapped[str | None]
    village: Mapped[str | None]
    town_post: Mapped[str | None]
    selected_on: Mapped[date | None]
    arrived_on: Mapped[date] = mapped_column(index=True)
    planned_until: Mapped[date | None]
    left_on: Mapped[date | None]
    relations_letter_until: Mapped[date | None]
    relations_moved_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    filed_village: Mapped[str | None]
    remark: Mapped[str | None]


class Override(Base):
    """A check of notice.md set aside for one posting, with the written reason."""

    __tablename__ = "overrides"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id", "check_name"),
        sa.CheckConstraint("length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id", ondelete="CASCADE"))
    check_name: Mapped[str]
    reason: Mapped[str]


class RosterDraft(Base):
    """Somebody of a roster without identity numbers: on no sheet, count, exam, paper or package of people.

    `given` is JSON, field → text, of what the roster says besides; `unit_said` is the unit as written there.
    """

    __tablename__ = "roster_drafts"
    __table_args__ = table_args(sa.CheckConstraint("length(name) > 0", name="named"))
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    initials: Mapped[str] = mapped_column(default="")
    unit_said: Mapped[str | None]
    identity_no: Mapped[str | None]
    phone: Mapped[str | None]
    card_no: Mapped[str | None]
    given: Mapped[str]
    source: Mapped[str]
    added_on: Mapped[date]
