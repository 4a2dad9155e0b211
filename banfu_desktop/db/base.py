"""What every table shares: STRICT tables, named constraints, and column types for months and words."""

from datetime import date
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Word

W = TypeVar("W", bound=Word)
_STORED_AS_TEXT = (sa.String, sa.Text, sa.Date, sa.DateTime)
_STORED_AS_INTEGER = (sa.Boolean, sa.BigInteger, sa.Integer)


def _store(kinds: tuple[type[Any], ...], stored: str) -> None:
    """STRICT tables know INTEGER, TEXT, BLOB only; SQLAlchemy would write VARCHAR, DATE, BIGINT."""
    for kind in kinds:
        compiles(kind, "sqlite")(lambda element, compiler, **options: stored)


_store(_STORED_AS_TEXT, "TEXT")
_store(_STORED_AS_INTEGER, "INTEGER")


class MonthType(TypeDecorator[Month]):
    """A Month as TEXT 2026-10, so that it sorts and reads in any tool."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Month | None:
        return None if value is None else Month.parse(value)


class DayOrMonthType(TypeDecorator[date | Month]):
    """A day as TEXT 2026-10-05, or a month where only that is known as 2026-10."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: date | Month | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> date | Month | None:
        if value is None:
            return None
        return Month.parse(value) if len(value) == len("2026-10") else date.fromisoformat(value)


class WordType(TypeDecorator[W]):
    """A Word as its code."""

    impl = sa.String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: W | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> W | None:
        return None if value is None else self.words(value)  # type: ignore[call-arg]  # looked up by its code


class Base(DeclarativeBase):
    """The tables of an office; every one STRICT, every constraint named so that a migration can find it."""

    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 (a tuple in subclasses, so not a ClassVar)
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_args(*constraints: Any) -> tuple[Any, ...]:
    """Constraints of one table, with STRICT kept on."""
    return (*constraints, {"sqlite_strict": True})


Id = Annotated[int, mapped_column(primary_key=True)]
Fen = Annotated[int, mapped_column(sa.BigInteger)]
"""Whole fen; SQLite's NUMERIC is a float, so money never meets a converting type."""
