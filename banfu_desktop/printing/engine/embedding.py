"""A TrueType font as ReportLab embeds it: read fast, and with a text map that is right beyond the BMP."""

from collections.abc import Iterator, Sequence
from struct import unpack_from
from typing import Any, Literal
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFont, TTFontFace

_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""
_FOOT = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
_MOST = 100
"""How many pairs the PDF reference allows in one bfchar section."""


class _Face(TTFontFace):
    """A TTFontFace whose character tables are read whole; ReportLab reads 30,000 glyphs one by one."""

    def extractInfo(self, charInfo: Literal[0, 1] | bool = 1) -> None:  # noqa: N802, N803 (ReportLab's names)
        """Read the general part as ReportLab does, then the tables; an unusual font is left to ReportLab."""
        super().extractInfo(charInfo=0)
        start = self._full_character_map()
        if start is None or not charInfo:
            super().extractInfo(charInfo)
            return
        self._read_metrics()
        self._read_places()
        self._read_characters(start)

    def _table(self, tag: str) -> bytes:
        face: Any = self
        return bytes(face.get_table(tag))

    def _full_character_map(self) -> int | None:
        """Where in the cmap table the segmented 32-bit map (format 12) of Unicode begins, if there is one."""
        table = self._table("cmap")
        for number in range(unpack_from(">H", table, 2)[0]):
            platform, encoding, start = unpack_from(">HHL", table, 4 + 8 * number)
            if (platform, encoding) in ((3, 10), (0, 4), (0, 6)) and unpack_from(">H", table, start)[0] == 12:
                return int(start)
        return None

    def _read_metrics(self) -> None:
        count = unpack_from(">H", self._table("hhea"), 34)[0]
        table = self._table("hmtx")
        pairs = unpack_from(f">{2 * count}H", table)
        bearings = unpack_from(f">{self.numGlyphs - count}H", table, 4 * count)
        self.hmetrics = [
            *zip(pairs[::2], pairs[1::2], strict=True),
            *((pairs[-2], side) for side in bearings),
        ]

    def _read_places(self) -> None:
        long = unpack_from(">H", self._table("head"), 50)[0]
        places = unpack_from(f">{self.numGlyphs + 1}{'L' if long else 'H'}", self._table("loca"))
        self.glyphPos = list(places) if long else [2 * place for place in places]

    def _read_characters(self, start: int) -> None:
        table = self._table("cmap")
        count = unpack_from(">L", table, start + 12)[0]
        numbers = unpack_from(f">{3 * count}L", table, start + 16)
        glyphs: dict[int, int] = {}
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        scale = 1000 / unpack_from(">H", self._table("head"), 18)[0]
        self.charToGlyph = glyphs
        self.charWidths = {code: self.hmetrics[glyph][0] * scale for code, glyph in glyphs.items()}
        self.defaultWidth = self.hmetrics[0][0] * scale


class EmbeddedFont(TTFont):
    """A TTFont whose ToUnicode map is written in UTF-16BE, so that 𬱖 copies and searches as itself.

    ReportLab writes the code point in hexadecimal, which readers take for something else above U+FFFF.
    """

    def __init__(self, name: str, path: str) -> None:
        self.fontName = name
        self.face = _Face(path)
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = False
        self.shapable = False

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for a character."""
        return bool(self.face.charToGlyph.get(ord(character)))

    def advance(self, character: str) -> float:
        """A character's width at a size of one point."""
        return float(self.face.charWidths.get(ord(character), self.face.defaultWidth)) / 1000

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """A text by subset, as ReportLab does; at once where all its characters are known in the first."""
        state: Any = self.state.get(doc)
        if state is not None and text:
            try:
                return [(0, bytes(map(state.assignments.__getitem__, map(ord, text))))]
            except (KeyError, ValueError):
                pass
        split: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
        return split

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (ReportLab's own name)
        """Write the font's subsets into the document, then put each subset's text map right."""
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, codes in zip(names, subsets, strict=True):
            doc.idToObject[fonts[name].ToUnicode.name].content = _to_unicode(codes)


def _to_unicode(codes: Sequence[int]) -> str:
    return "\n".join([_HEAD, *_sections(codes), _FOOT])


def _sections(codes: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(codes), _MOST):
        part = codes[start : start + _MOST]
        yield f"{len(part)} beginbfchar"
        for index, code in enumerate(part, start):
            yield f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        yield "endbfchar"
