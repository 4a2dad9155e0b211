"""Attachments: kept once by content, inside the encrypted database, and so in every copy and package."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attachments import Attachment, Bundle, Content, ContentPiece
from banfu_desktop.db.replay import altered_contents
from banfu_desktop.db.rows import row_of
from banfu_desktop.rules.attachments import LARGEST_FILE, FileKind, kept_name, kind_of
from banfu_desktop.rules.errors import UserError

PIECE = 2**20
"""Bytes of a piece."""


@dataclass(frozen=True)
class BundleRow:
    """Whose papers these are, and whether they are closed."""

    id: int
    room: str
    label: str
    sealed: bool


@dataclass(frozen=True)
class AttachmentRow:
    """An attachment as lists show it; `size` in bytes."""

    id: int
    bundle_id: int
    name: str
    kind: FileKind
    size: int
    sha256: str
    added_at: datetime


def new_bundle(session: Session, room: str, label: str) -> int:
    """An empty bundle for a record of a room; `label` says which record. Returns its id."""
    row = Bundle(room=room, label=label)
    session.add(row)
    session.flush()
    return row.id


def bundle(session: Session, bundle_id: int) -> BundleRow | None:
    """A bundle as it stands; None when it went with its record."""
    row = session.get(Bundle, bundle_id)
    return None if row is None else row_of(BundleRow, row)


def label(session: Session, bundle_id: int, text: str) -> None:
    """Say anew which record a bundle belongs to."""
    session.get_one(Bundle, bundle_id).label = text


def seal(session: Session, bundle_id: int) -> None:
    """From now on nothing in a bundle changes or goes; a scan of the signed paper may still come."""
    session.get_one(Bundle, bundle_id).sealed = True


def remove_bundle(session: Session, bundle_id: int) -> None:
    """Remove a bundle with its attachments and invoices, together with the record it belongs to.

    Raises:
        UserError: it is sealed.
    """
    session.delete(_open(session, bundle_id))
    session.flush()


def listing(session: Session, bundle_id: int) -> list[AttachmentRow]:
    """The attachments of a bundle in their order."""
    statement = _joined().where(Attachment.bundle_id == bundle_id)
    rows = session.execute(statement.order_by(Attachment.position, Attachment.id))
    return [_row(row, content) for row, content in rows]


def find(session: Session, attachment_id: int) -> AttachmentRow:
    """One attachment.

    Raises:
        UserError: it is no longer there.
    """
    row = session.execute(_joined().where(Attachment.id == attachment_id)).first()
    if row is None:
        raise UserError("这个附件已不在了", "请刷新后再看")
    return _row(*row)


def _joined() -> sa.Select[Attachment, Content]:
    return sa.select(Attachment, Content).join(Content, Content.id == Attachment.content_id)


def _row(row: Attachment, content: Content) -> AttachmentRow:
    return row_of(AttachmentRow, row, size=content.size, sha256=content.sha256)


def counts(session: Session) -> dict[int, int]:
    """How many attachments each bundle has, by bundle id; those without are left out."""
    statement = sa.select(Attachment.bundle_id, sa.func.count()).group_by(Attachment.bundle_id)
    return {bundle: number for bundle, number in session.execute(statement)}  # noqa: C416 (typed rows)


def add(session: Session, bundle_id: int, name: str, content: bytes, now: datetime) -> int:
    """Put a file into a bundle. Returns its id; the same file once more gives the one that is there.

    Raises:
        UserError: empty, over LARGEST_FILE, or no kind of paper; nothing is kept then.
    """
    if not content:
        raise UserError(f"“{name}”是空文件", "请核对是否选对了文件")
    if len(content) > LARGEST_FILE:
        raise UserError(f"“{name}”超过{LARGEST_FILE // 2**20} MB", "请降低扫描分辨率，或分成几个文件")
    kind = kind_of(content)
    content_id = _keep(session, content)
    stored = session.scalar(sa.select(Attachment).filter_by(bundle_id=bundle_id, content_id=content_id))
    if stored is None:
        last = sa.select(sa.func.coalesce(sa.func.max(Attachment.position), 0)).filter_by(bundle_id=bundle_id)
        stored = Attachment(
            bundle_id=bundle_id,
            content_id=content_id,
            position=session.scalar(last) + 1,  # type: ignore[operator]  # coalesce gives a number
            name=kept_name(name, kind),
            kind=kind,
            added_at=now,
        )
        session.add(stored)
        session.flush()
    return stored.id


def content(session: Session, attachment_id: int) -> bytes:
    """The bytes of an attachment, as they came.

    Raises:
        UserError: it is no longer there.
    """
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise UserError("这个附件已不在了", "请刷新后再看")
    return b"".join(_pieces(session, row.content_id))


def _pieces(session: Session, content_id: int) -> Iterator[bytes]:
    statement = sa.select(ContentPiece.piece).filter_by(content_id=content_id).order_by(ContentPiece.position)
    yield from session.scalars(statement)


def remove(session: Session, attachment_id: int) -> None:
    """Take an attachment out of its bundle; the content goes with the next sweep, so this can be undone.

    Raises:
        UserError: the bundle is sealed.
    """
    row = session.get_one(Attachment, attachment_id)
    _open(session, row.bundle_id)
    session.delete(row)


def arrange(session: Session, bundle_id: int, order: list[int]) -> None:
    """Put the attachments of a bundle in the order of their ids given.

    Raises:
        UserError: the bundle is sealed.
    """
    _open(session, bundle_id)
    for position, attachment_id in enumerate(order, 1):
        session.get_one(Attachment, attachment_id).position = position


def sweep(session: Session, began: datetime) -> int:
    """Remove contents that no attachment holds any more. Returns how many.

    Done once, when the window has started at `began`: what was taken out since then stays, because an undo
    would look for it.
    """
    held, in_reach = sa.select(Attachment.content_id), _taken_out_since(session, began)
    loose = session.scalars(sa.select(Content).where(Content.id.not_in(held))).all()
    unheld = [content for content in loose if content.id not in in_reach]
    for content in unheld:
        session.delete(content)
    return len(unheld)


def _taken_out_since(session: Session, began: datetime) -> frozenset[int]:
    """Contents of the attachments removed since a moment, from the audit trail."""
    rows = session.connection().exec_driver_sql(
        "SELECT json_extract(before, '$.content_id') FROM audit"
        " WHERE table_name = 'attachments' AND op = 'D' AND at >= ?",
        (began.isoformat(timespec="seconds"),),
    )
    return frozenset(rows.scalars())


def _keep(session: Session, content: bytes) -> int:
    """The id of a content, stored if it is new."""
    digest = hashlib.sha256(content).hexdigest()
    known = session.scalar(sa.select(Content.id).filter_by(sha256=digest))
    if known is not None:
        return known
    row = Content(sha256=digest, size=len(content))
    session.add(row)
    session.flush()
    session.add_all(
        ContentPiece(content_id=row.id, position=number, piece=content[start : start + PIECE])
        for number, start in enumerate(range(0, len(content), PIECE))
    )
    session.flush()
    return row.id


def _open(session: Session, bundle_id: int) -> Bundle:
    row = session.get_one(Bundle, bundle_id)
    if row.sealed:
        raise UserError(f"{row.label}已封存，单据不能改动", "更正请另做冲销")
    return row


def altered(session: Session) -> Iterator[str]:
    """Every attachment whose bytes are not those that were put in, said in Chinese."""
    for content in altered_contents(session.connection()):
        names = session.scalars(sa.select(Attachment.name).filter_by(content_id=content).distinct())
        called = "、".join(names) or f"第{content}号"
        yield f"附件“{called}”的内容与登记的校验值不符，被换过或损坏"
