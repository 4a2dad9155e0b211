"""The papers behind a record: a bundle holds its attachments; what they contain is kept once, encrypted.

A record that has papers (a claim, a voucher, a project) points at its own bundle. Contents are cut into
pieces, so that neither a copy nor a check ever holds a whole scan in memory twice.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.attachments import FileKind


class Bundle(Base):
    """The papers of one record (单据夹).

    `room` and `label` say whose they are, for a refusal that names the place. Once `sealed`, nothing in it
    changes or goes; a scan of the signed paper may still come.
    """

    __tablename__ = "bundles"
    id: Mapped[Id]
    room: Mapped[str]
    label: Mapped[str]
    sealed: Mapped[bool] = mapped_column(default=False)


class Content(Base):
    """The bytes of a file, known by their SHA-256, however many attachments hold them."""

    __tablename__ = "contents"
    __table_args__ = table_args(
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_length"),
    )
    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]


class ContentPiece(Base):
    """One piece of a content, in order from 0."""

    __tablename__ = "content_pieces"
    __table_args__ = table_args(sa.UniqueConstraint("content_id", "position"))
    id: Mapped[Id]
    content_id: Mapped[int] = mapped_column(sa.ForeignKey("contents.id", ondelete="CASCADE"))
    position: Mapped[int]
    piece: Mapped[bytes]


class Attachment(Base):
    """A file in a bundle, under the name it came with."""

    __tablename__ = "attachments"
    __table_args__ = table_args(
        sa.UniqueConstraint("bundle_id", "content_id"), sa.CheckConstraint("length(name) > 0", name="named")
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id", ondelete="CASCADE"))
    content_id: Mapped[int] = mapped_column(sa.ForeignKey("contents.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    kind: Mapped[FileKind] = mapped_column(WordType(FileKind))
    added_at: Mapped[datetime]
