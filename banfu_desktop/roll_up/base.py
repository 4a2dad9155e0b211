"""What every table of the wing shares: columns that mean the same on SQLCipher and on PostgreSQL.

Money is whole fen, a truth value 0 or 1, a day 2026-10-05, a month 2026-10, so that one SELECT reads both
engines alike; texts sort by code point on either.
"""

from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
BYTES = sa.LargeBinary()


class Base(DeclarativeBase):
    """The tables of a county; STRICT where the engine knows it, every constraint named."""

    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 (a tuple in subclasses, so not a ClassVar)
    type_annotation_map = {str: TEXT, int: WHOLE, bytes: BYTES}  # noqa: RUF012 (SQLAlchemy reads it so)
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


TownId = Annotated[int, mapped_column(sa.ForeignKey("towns.town_id"), primary_key=True, autoincrement=False)]
"""Of which town a row is: first in every key, so that the tables can be distributed by town."""
No = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
"""The town's own number, or the row's place in its report."""
Fen = int
"""Whole fen."""
