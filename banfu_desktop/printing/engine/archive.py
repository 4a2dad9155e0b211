"""PDF/A-2u: what a PDF needs beside its pages to be kept for good (ISO 19005-2, level U).

ReportLab embeds the fonts and maps them to Unicode as it is; what it lacks is put in here: the metadata as
XMP, the colours the numbers of a page mean, and the end of line that has to stand before `endstream`.
"""

from struct import pack
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_COLOURS = "sRGB IEC61966-2.1"
_ROOM = " " * 1024
"""Left for whoever writes into the metadata, as XMP asks for."""
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 ><pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format
 ><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title
 ><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>{creator}</xmp:CreatorTool
 ><xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer
 ></rdf:Description></rdf:RDF></x:xmpmeta>
{room}
<?xpacket end="w"?>"""


class _Plain(PDFStream):
    """A stream that is left as it is: metadata must be readable without unpacking."""

    def format(self, document: Any) -> bytes:
        """As bytes of the PDF."""
        kept, document.defaultStreamFilters = document.defaultStreamFilters, None
        try:
            written: bytes = super().format(document)
            return written
        finally:
            document.defaultStreamFilters = kept


_as_reportlab_does = PDFStream.format


def _with_end_of_line(stream: Any, document: Any) -> bytes:
    """An archival PDF has an end of line before `endstream` (6.1.7.1); any other keeps its bytes."""
    written: bytes = _as_reportlab_does(stream, document)
    if not getattr(document, "archival", False):
        return written
    return written.removesuffix(b"endstream\n") + b"\nendstream\n"


setattr(PDFStream, "format", _with_end_of_line)  # noqa: B010 (a type checker allows it no other way)


def declare(canvas: "Canvas", title: str) -> None:
    """Make a PDF an archival one, once all its pages are drawn."""
    document: Any = canvas._doc  # type: ignore[attr-defined]
    document.archival = True
    catalog: Any = document.Catalog
    for names in ("__NoDefault__", "__Refs__"):  # ReportLab's catalogue knows no output intents
        setattr(catalog, names, [*getattr(catalog, names), "OutputIntents"])
    kinds = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    catalog.Metadata = document.Reference(_Plain(PDFDictionary(kinds), _metadata(document, title)))
    profile = PDFStream(PDFDictionary({"N": 3}), _colour_profile(), filters=[PDFZCompress])
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString(_COLOURS),
        "Info": PDFString(_COLOURS),
        "DestOutputProfile": document.Reference(profile),
    }
    catalog.OutputIntents = document.Reference(PDFArray([PDFDictionary(intent)]))


def _metadata(document: Any, title: str) -> bytes:
    """The same as the PDF's information says, as XMP."""
    stamp, told = document._timeStamp, document.info
    year, month, day, hour, minute, second = stamp.YMDhms
    zone = f"{stamp.dhh:+03}:{stamp.dmm:02}"
    made = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}"
    words = {"title": title, "creator": told.creator, "producer": told.producer}
    said = {name: escape(text) for name, text in words.items()}
    return _XMP.format(made=made, room=_ROOM, **said).encode("utf-8")


# The colour profile: sRGB as an ICC profile of version 2, computed, so that no file has to be shipped.

_WHITE = (0.9642, 1.0, 0.8249)
_RED, _GREEN, _BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)
_STEPS = 256


def _colour_profile() -> bytes:
    named = {
        b"desc": b"desc\0\0\0\0" + pack(">I", len(_COLOURS) + 1) + _COLOURS.encode() + b"\0" * 79,
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": _colour(_WHITE),
        b"rXYZ": _colour(_RED),
        b"gXYZ": _colour(_GREEN),
        b"bXYZ": _colour(_BLUE),
        b"rTRC": _curve(),
    }
    places, body, start = [], b"", 128 + 4 + 12 * (len(named) + 2)
    for name, content in named.items():
        padded = content + b"\0" * (-len(content) % 4)
        places.append(name + pack(">II", start + len(body), len(content)))
        body += padded
    places += [name + places[-1][4:] for name in (b"gTRC", b"bTRC")]  # all three share one curve
    head = pack(">I4xI4s4s4s6H4s28x", start + len(body), 0x02100000, b"mntr", b"RGB ", b"XYZ ",
                2000, 1, 1, 0, 0, 0, b"acsp")  # fmt: skip
    light = b"".join(_fixed(part) for part in _WHITE)
    return (head + light).ljust(128, b"\0") + pack(">I", len(places)) + b"".join(places) + body


def _fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))


def _colour(parts: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(part) for part in parts)


def _curve() -> bytes:
    values = (_linear(step / (_STEPS - 1)) for step in range(_STEPS))
    return b"curv\0\0\0\0" + pack(f">I{_STEPS}H", _STEPS, *(round(value * 65535) for value in values))


def _linear(value: float) -> float:
    """How much light a value of sRGB means."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
