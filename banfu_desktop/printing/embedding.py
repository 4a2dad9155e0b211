"""A TrueType font as ReportLab embeds it, with a text map that is right beyond the BMP."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

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


class EmbeddedFont(TTFont):
    """A TTFont whose ToUnicode map is written in UTF-16BE, so that 𬱖 copies and searches as itself.

    ReportLab writes the code point in hexadecimal, which readers take for something else above U+FFFF.
    """

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for a character."""
        return bool(self.face.charToGlyph.get(ord(character)))

    def advance(self, character: str) -> float:
        """A character's width at a size of one point."""
        return float(self.face.charWidths.get(ord(character), self.face.defaultWidth)) / 1000

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
