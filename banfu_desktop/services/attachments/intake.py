"""What the papers panel and the command line do with files: taken in, looked at, saved again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.attachments import bundles, papers
from banfu_desktop.services.attachments.bundles import AttachmentRow
from banfu_desktop.services.office import office

if TYPE_CHECKING:
    from banfu_desktop.exchange.attachments import Received
    from banfu_desktop.printing.preview import PageImage

Tell = Callable[[int, int, str], object]
"""Told how far it is: files done, files in all, the name at hand."""


@dataclass(frozen=True)
class Pasted:
    """Bytes at hand that are to be kept under a name."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Intake:
    """What came of taking files in: how many are new, and a sentence for each that is worth one."""

    added: int
    notes: tuple[str, ...] = ()


def take_in(
    session: Session,
    bundle_id: int,
    sources: Sequence[Path | Pasted],
    now: datetime,
    tell: Tell = lambda done, total, text: None,
) -> Intake:
    """Put files into a bundle, one in memory at a time; those that are refused leave the others alone.

    Raises:
        UserError: there was one file only, and it is refused.
        MachineError: a file cannot be read; none is added then.
    """
    from banfu_desktop.exchange.attachments import quoted

    added, notes = 0, []
    for number, source in enumerate(sources):
        tell(number, len(sources), source.name)
        try:
            received = _received(source)
        except UserError as refusal:
            if len(sources) == 1:
                raise
            notes.append(str(refusal))
            continue
        new = _add(session, bundle_id, received, now)
        added += new
        notes += [] if new else [f"{quoted(source.name)}已在附件中，没有重复添加。"]
        notes += [f"{quoted(source.name)}：{received.remark}。"] if received.remark else []
    return Intake(added, tuple(notes))


def _received(source: Path | Pasted) -> "Received":
    from banfu_desktop.exchange.attachments import judge, receive

    return receive(source) if isinstance(source, Path) else judge(source.name, source.content)


def _add(session: Session, bundle_id: int, received: "Received", now: datetime) -> bool:
    """Whether it was not there yet."""
    before = {row.id for row in bundles.listing(session, bundle_id)}
    return bundles.add(session, bundle_id, received.name, received.content, now) not in before


def thumbnail(session: Session, row: AttachmentRow, side: int) -> "PageImage | None":
    """A small picture of an attachment within a square of `side` pixels; None where none can be made."""
    from banfu_desktop.printing.engine.pictures import thumbnail as small

    return small(bundles.content(session, row.id), row.kind, side)


def paper(session: Session, row: AttachmentRow) -> Paper:
    """An attachment as it looks on paper.

    Raises:
        UserError: it is no longer there.
    """
    stem = row.name.rpartition(".")[0] or row.name
    return Paper(stem, (), ("pdf",), papers.single(session, row.id))


def take_out(session: Session, attachment_id: int, path: Path, now: datetime) -> bytes:
    """Put on record that an attachment leaves the office as a file, and give its content.

    The file is written once the record is saved (exchange.saving.write_file): were the disk full then, there
    would be a file without its record.

    Raises:
        UserError: it is no longer there.
    """
    row = bundles.find(session, attachment_id)
    bundle = bundles.bundle(session, row.bundle_id)
    of = "" if bundle is None else f"（{bundle.label}）"
    office.disclose(session, Disclosed.ATTACHMENT, f"{row.name}{of}另存为{path.name}", now)
    return bundles.content(session, attachment_id)


def put_on_record(session: Session, paper: Paper, how: str, now: datetime) -> None:
    """Put on record that a paper leaves the office with attachments behind it; `how` is 打印 or 另存."""
    if paper.enclosed is not None and paper.enclosed.sheets:
        office.disclose(session, Disclosed.ATTACHMENT, f"{how}{paper.name}，含附件", now)
