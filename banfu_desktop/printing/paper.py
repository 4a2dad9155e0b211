"""A paper: documents under one name, with what is enclosed, as PDF or workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from banfu_desktop.printing.catalogue import Output
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.printing.enclosures import Sheet


@dataclass(frozen=True)
class Enclosed:
    """Attachments made ready for paper, and what the foot of their pages says."""

    sheets: "tuple[Sheet, ...]"
    label: str
    check_code: str = ""


@dataclass(frozen=True)
class Paper:
    """Something to print; `name` suits a file (2026年10月驻镇帮扶工作补助发放表（县司法局）).

    `enclosed` are attachments behind the documents; with `two_up` A5 pages come two on an A4. `note` is what
    the preview says of it.
    """

    name: str
    documents: tuple[Document, ...]
    outputs: tuple[Output, ...] = ("pdf", "xlsx")
    enclosed: Enclosed | None = None
    two_up: bool = False
    note: str = ""


def moved(paper: Paper, offset_mm: tuple[float, float]) -> Paper:
    """The same paper, everything so many mm to the right and down."""
    documents = tuple(replace(document, offset_mm=offset_mm) for document in paper.documents)
    return replace(paper, documents=documents)


def pdf(paper: Paper, *, archival: bool = False) -> bytes:
    """The paper as a PDF: the bytes that are previewed, saved and printed.

    Args:
        archival: whether it keeps the rules of PDF/A-2u, for the archive.

    Raises:
        UserError: the form is a workbook only, nothing to print, a character no font has, or attachments
            that nobody can vouch for in an archive.
    """
    from banfu_desktop.printing.engine.render import render

    if "pdf" not in paper.outputs:
        raise UserError(f"{paper.name}只有 Excel 格式", "请保存为 .xlsx 文件")
    enclosed = paper.enclosed
    if enclosed is None or not enclosed.sheets:
        return render(within(paper, "pdf"), paper.name, archival=archival, two_up=paper.two_up)
    if archival:
        raise UserError(f"{paper.name}带有附件，不能存为存档格式（PDF/A）", "请存为普通 PDF，附件另存")
    from banfu_desktop.printing.enclosures import Imprint, append

    imprint = Imprint(enclosed.label, enclosed.check_code)
    documents = within(paper, "pdf")
    before = render(documents, paper.name, two_up=paper.two_up) if documents else b""
    return append(before, enclosed.sheets, imprint)


def xlsx(paper: Paper) -> bytes:
    """The paper as a workbook, a sheet for each document.

    Raises:
        UserError: running text, which has no cells.
    """
    from banfu_desktop.printing.engine.sheet_xlsx import workbook

    if "docx" in paper.outputs:
        raise UserError(f"{paper.name}没有 Excel 格式", "请保存为 .pdf 或 .docx 文件")

    return workbook(within(paper, "xlsx"))


def docx(paper: Paper) -> bytes:
    """An official paper as a docx, its text that of the PDF.

    Raises:
        UserError: the paper has no such form.
    """
    from banfu_desktop.printing.engine.docx_writer import docx as written

    if "docx" not in paper.outputs:
        raise UserError(f"{paper.name}没有 docx 格式", "请保存为 .pdf 或 .xlsx 文件")
    return written(paper.documents[0])


def within(paper: Paper, output: Output) -> tuple[Document, ...]:
    """The documents that belong into a kind of file, as A5 where they can be and two are to share an A4."""
    documents = tuple(document for document in paper.documents if document.only in ("", output))
    return tuple(map(_halved, documents)) if paper.two_up and output == "pdf" else documents


def _halved(document: Document) -> Document:
    """A document as an A5, where it says how and one page holds it."""
    from banfu_desktop.printing.engine.pages import paginate

    if not document.half:
        return document
    small = replace(document, blocks=document.half, paper="A5", landscape=True, half=())
    return small if len(paginate(small)) == 1 else document


KINDS: Mapping[str, Callable[[Paper], bytes]] = {".pdf": pdf, ".xlsx": xlsx, ".docx": docx}
"""What a paper can be saved as."""
