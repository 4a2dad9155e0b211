"""Invoices read from the files that carry them: shown to the clerk, taken over only when confirmed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from banfu_desktop.exchange import invoice_codes, invoice_ofd, invoice_text, invoice_xml
from banfu_desktop.rules.attachments import FileKind, kind_of
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.invoice_readings import InvoiceRead, Reading, together
from banfu_desktop.rules.invoices import numbered
from banfu_desktop.services import rooms
from banfu_desktop.services.attachments import invoices

if TYPE_CHECKING:
    from banfu_desktop.services.attachments.intake import Pasted

_MOST_FILES, _MOST_PAGES = 20, 3
"""Files inside a PDF that are looked at, and its pages."""
_SCAN_SCALE = 2.2
"""Times 72 dots an inch at which a page is drawn to find its code."""
_PICTURE_SIDE = 2600
"""Pixels within which a photograph is searched for a code; a larger one is made smaller first."""
_NOTHING = {
    FileKind.PDF: "PDF里没有发票数据，也没有认得的文字和二维码",
    FileKind.OFD: "OFD里没有读到发票",
    FileKind.XML: "XML里没有读到发票",
}
_NO_CODE = "图片里没有发票的二维码"
Tell = Callable[[int, int, str], object]
"""Told how far it is: files done, files in all, the name at hand."""


@dataclass(frozen=True)
class FileRead:
    """What came of reading one file: an invoice, or a sentence why there is none."""

    name: str
    invoice: InvoiceRead | None
    sentence: str = ""


@dataclass(frozen=True)
class Proposal:
    """An invoice the clerk may have written down: its files, what was read, and what stands against it.

    `place` says where it is written down already; `fault` why its number cannot be written down as it is.
    """

    files: tuple[str, ...]
    invoice: InvoiceRead
    place: str = ""
    fault: str = ""

    @property
    def clear(self) -> bool:
        """Whether nothing has to be looked at first."""
        return not (self.place or self.fault or self.invoice.conflicts)


def _untold(_done: int, _total: int, _text: str) -> None:
    """Nobody wants to know how far it is."""


def read_files(sources: "Sequence[Path | Pasted]", tell: Tell = _untold) -> list[FileRead]:
    """Read each file, one in memory at a time; a file that is no paper says so and stops no other."""
    from banfu_desktop.exchange.attachments import judge, receive

    read = []
    for number, source in enumerate(sources):
        tell(number, len(sources), source.name)
        try:
            received = receive(source) if isinstance(source, Path) else judge(source.name, source.content)
        except UserError as refusal:
            read.append(FileRead(source.name, None, str(refusal)))
            continue
        read.append(read_content(source.name, received.content))
    return read


def read_content(name: str, content: bytes) -> FileRead:
    """Read the bytes of one paper."""
    kind = kind_of(content)
    invoice = together(list(_readings(kind, content)))
    return FileRead(name, invoice, "" if invoice else f"{_NOTHING.get(kind, _NO_CODE)}，请照票面登记")


def _readings(kind: FileKind, content: bytes) -> Iterator[Reading]:
    readings: Sequence[Reading | None]
    if kind is FileKind.XML:
        readings = [invoice_xml.read(content)]
    elif kind is FileKind.OFD:
        readings = invoice_ofd.read(content)
    elif kind is FileKind.PDF:
        readings = _of_pdf(content)
    else:
        readings = [invoice_codes.read(_codes_of_picture(content, kind))]
    return (reading for reading in readings if reading is not None)


def _of_pdf(content: bytes) -> list[Reading | None]:
    """What is embedded, then the words of the first pages, then the code on the first."""
    from pypdfium2 import PdfiumError

    from banfu_desktop.printing.preview import embedded_files, page_count, page_text

    try:
        data = embedded_files(content, invoice_xml.LARGEST, _MOST_FILES)
        texts = (page_text(content, page) for page in range(min(page_count(content), _MOST_PAGES)))
        words = next((read for text in texts if (read := invoice_text.read(text)) is not None), None)
        return [*map(invoice_xml.read, data), words, invoice_codes.read(_codes_of_page(content))]
    except PdfiumError:
        return []


def _codes_of_page(content: bytes) -> list[str]:
    from PIL import Image

    from banfu_desktop.printing.preview import page_image, page_size

    scale = min(_SCAN_SCALE, _PICTURE_SIDE / max(*page_size(content, 0), 1.0))
    drawn = page_image(content, 0, scale)
    image = Image.frombuffer("RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX")
    return list(invoice_codes.codes_in(image))


def _codes_of_picture(content: bytes, kind: FileKind) -> list[str]:
    from banfu_desktop.printing.engine.pictures import UndrawableError, picture, shrunk

    try:
        with picture(content, kind) as image:
            return list(invoice_codes.codes_in(shrunk(image, (_PICTURE_SIDE, _PICTURE_SIDE))))
    except UndrawableError:
        return []


def proposals(session: Session, read: Sequence[FileRead]) -> list[Proposal]:
    """One proposal for each invoice read: files of one number are one, their readings put together."""
    groups: dict[str, list[FileRead]] = {}
    for file in read:
        if file.invoice is not None:
            number = file.invoice.value("number")
            groups.setdefault(number or f"file {file.name}", []).append(file)
    return [_proposal(session, files) for files in groups.values()]


def _proposal(session: Session, files: Sequence[FileRead]) -> Proposal:
    readings = [reading for file in files if file.invoice for reading in file.invoice.readings]
    invoice = together(readings)
    assert invoice is not None  # each file had one
    place = fault = ""
    try:
        code, number = numbered(invoice.kind, invoice.value("code"), invoice.value("number"))
        twin = invoices.elsewhere(session, code, number)
        place = "" if twin is None else twin.place
    except UserError as refusal:
        fault = str(refusal)
    return Proposal(tuple(file.name for file in files), invoice, place, fault)


def write_down(session: Session, bundle_id: int, proposal: Proposal, **corrected: object) -> int:
    """Write a confirmed proposal into a bundle, with what the clerk corrected. Returns the invoice's id.

    Raises:
        UserError: see invoices.save: numbered wrongly, written down already, or the bundle is sealed.
    """
    return invoices.save(session, bundle_id, {**proposal.invoice.values(), **corrected})


def take_journeys(session: Session, bundle_id: int, confirmed: Sequence[Proposal]) -> list[str]:
    """Offer the journeys of confirmed tickets to the record a bundle is of. Returns what is to be told."""
    trips = [proposal.invoice.trip for proposal in confirmed if proposal.invoice.trip is not None]
    if not trips:
        return []
    return [note for take in rooms.offered("journeys") for note in take(session, bundle_id, trips)]
