"""Attachments on paper: behind a record's form, each on pages of its own, or one by itself to look at."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from banfu_desktop.printing.paper import Enclosed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attachments.bundles import AttachmentRow

if TYPE_CHECKING:
    from banfu_desktop.printing.enclosures import File


def of_bundle(session: Session, bundle_id: int, check_code: str = "") -> Enclosed:
    """All attachments of a bundle, in their order, to stand behind the form with a check code.

    Paper(name, documents, ("pdf",), of_bundle(session, claim.bundle_id, claim.check_code))

    Raises:
        UserError: the bundle is no longer there.
    """
    bundle = bundles.bundle(session, bundle_id)
    if bundle is None:
        raise UserError("这份单据已不在了", "请刷新后再看")
    return _ready(session, bundles.listing(session, bundle_id), bundle.label, check_code)


def single(session: Session, attachment_id: int) -> Enclosed:
    """One attachment, as it looks on paper.

    Raises:
        UserError: it is no longer there.
    """
    row = bundles.find(session, attachment_id)
    bundle = bundles.bundle(session, row.bundle_id)
    return _ready(session, [row], "" if bundle is None else bundle.label, "")


def _ready(session: Session, rows: list[AttachmentRow], label: str, check_code: str) -> Enclosed:
    from banfu_desktop.printing.enclosures import prepare

    return Enclosed(prepare([_file(session, row) for row in rows]), label, check_code)


def _file(session: Session, row: AttachmentRow) -> "File":
    from banfu_desktop.printing.enclosures import File

    return File(row.name, row.kind, lambda: bundles.content(session, row.id))
