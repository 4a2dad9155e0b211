"""Invoices in the files just added: read in the background, confirmed, written down as one deed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.services.attachments.intake import Pasted
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.tasks import Session

if TYPE_CHECKING:
    from banfu_desktop.services.attachments.reading import FileRead, Proposal

_TITLE = "登记发票"


def read_invoices(ctx: Context, bundle_id: int, sources: Sequence[Path | Pasted]) -> None:
    """Look into files for invoices and, where there are any, ask which are to be written down in a bundle."""

    def read(session: Session, progress: Any) -> "tuple[list[Proposal], list[FileRead]]":
        from banfu_desktop.services.attachments import reading

        files = reading.read_files(sources, progress)
        return reading.proposals(session, files), [file for file in files if file.invoice is None]

    ctx.tasks.long_read("读取发票", read, lambda made: _confirm(ctx, bundle_id, *made))


def _confirm(ctx: Context, bundle_id: int, proposals: "list[Proposal]", unread: "list[FileRead]") -> None:
    from banfu_desktop.services.attachments import reading
    from banfu_desktop.ui.papers.read_box import ReadBox

    if not proposals:
        return
    box = ReadBox(proposals, unread, ctx.look, ctx.dialogs.window)
    if not ctx.dialogs.run(box):
        return
    confirmed = box.confirmed

    def write(session: Session) -> list[str]:
        for chosen in confirmed:
            reading.write_down(session, bundle_id, chosen.proposal, **chosen.corrected)
        return reading.take_journeys(session, bundle_id, [chosen.proposal for chosen in confirmed])

    def tell(notes: list[str]) -> None:
        if notes:
            ctx.dialogs.tell(_TITLE, "\n".join(notes))

    ctx.tasks.write(f"{_TITLE} {len(confirmed)} 张", write, tell)
