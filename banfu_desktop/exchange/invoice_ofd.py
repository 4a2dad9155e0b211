"""An OFD invoice: the data attached to it, the values in its properties, and the words on its first page.

An OFD is a zip of XML parts. Nothing is unpacked to disk; a few small parts are read, each within limits.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from banfu_desktop.exchange import invoice_text, invoice_xml
from banfu_desktop.rules.invoice_readings import Reading, Source

_LARGEST_PART, _MOST_PARTS, _MOST_TEXTS = 4 * 2**20, 2000, 2000
_PROPERTIES = {
    "发票号码": "number",
    "发票代码": "code",
    "开票日期": "day",
    "合计金额": "net_fen",
    "合计税额": "tax_fen",
    "价税合计": "amount_fen",
    "销售方名称": "seller",
    "购买方名称": "buyer",
}
_READERS: Mapping[str, Callable[[str], Any]] = {
    "day": invoice_xml.day_of,
    **dict.fromkeys(("net_fen", "tax_fen", "amount_fen"), invoice_xml.fen_of),
}
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_PARTY_TOP, _PARTY_BOTTOM = 24.0, 52.0
"""Millimetres from the top between which an invoice names buyer (left) and seller (right)."""
_NAME = re.compile(r"[\u4e00-\u9fff（）()·]{4,}")


def read(content: bytes) -> list[Reading]:
    """Every reading of an OFD's bytes; none when it is damaged, locked or holds no invoice."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = [
                info.filename for info in parts.infolist()[:_MOST_PARTS] if info.file_size <= _LARGEST_PART
            ]
            readings = [invoice_xml.read(parts.read(name)) for name in names if _is_data(name)]
            shown = _own(parts, names)
    except _DAMAGE:
        return []
    return [reading for reading in (*readings, shown) if reading is not None]


def _is_data(name: str) -> bool:
    """An attached invoice or XBRL instance: Doc_0/Attachs/original_invoice.xml."""
    lower = name.lower()
    return "/attach" in lower and lower.endswith((".xml", ".xbrl"))


def _own(parts: zipfile.ZipFile, names: list[str]) -> Reading | None:
    """What properties and page say, the properties first."""
    properties: dict[str, str] = {}
    for name in names:
        if name == "OFD.xml":
            properties = dict(_properties(_tree(parts.read(name))))
    texts = [
        text
        for name in names
        if re.search(r"/Page_0/Content\.xml$|/Page_0\.xml$|Tpls/Tpl_0/Content\.xml$", name)
        for text in _texts(_tree(parts.read(name)))
    ]
    page = invoice_text.read("\n".join(text for *_, text in texts), Source.OFD)
    buyer, seller = _parties(texts)
    base = page or Reading(Source.OFD)
    base = replace(base, buyer=base.buyer or buyer, seller=base.seller or seller)
    given: dict[str, Any] = {}
    for label, field in _PROPERTIES.items():
        if value := properties.get(label):
            given[field] = _READERS.get(field, str)(value)
    reading = replace(base, **{name: value for name, value in given.items() if value is not None})
    return reading if reading.says_something else None


def _tree(content: bytes) -> Any:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as damage:
        raise ValueError("not XML that may be read") from damage


def _properties(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}CustomData") and element.text:
            yield element.get("Name", "").strip(), element.text.strip()


def _texts(root: Any) -> Iterator[tuple[float, float, str]]:
    """Left, top and words of every text on a page, in mm, by lines from the top."""
    texts: list[tuple[float, float, str]] = []
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}TextObject") and len(texts) < _MOST_TEXTS:
            words = "".join(
                code.text or "" for code in element if str(code.tag).endswith("}TextCode")
            ).strip()
            try:
                left, top, *_ = (float(part) for part in element.get("Boundary", "").split())
            except ValueError:
                continue
            if words:
                texts.append((round(top, 1), left, words))
    return iter([(left, top, words) for top, left, words in sorted(texts)])


def _parties(texts: list[tuple[float, float, str]]) -> tuple[str | None, str | None]:
    """Buyer and seller by their places: two names on one line of the upper part, the buyer's at the left."""
    names = [
        (top, left, words)
        for left, top, words in texts
        if _PARTY_TOP <= top <= _PARTY_BOTTOM
        and _NAME.fullmatch(words)
        and "票" not in words
        and "信息" not in words
    ]
    for top in sorted({top for top, *_ in names}):
        line = sorted((left, words) for at, left, words in names if at == top)
        if len(line) == 2:
            return line[0][1], line[1][1]
    return None, None
