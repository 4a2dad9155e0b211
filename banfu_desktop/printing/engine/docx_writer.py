"""An official paper as a docx, edited in WPS or Word: the same text on the same GB/T 9704 page."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine.blocks import Document, Prose
from banfu_desktop.printing.engine.fonts import visible
from banfu_desktop.printing.engine.style import MM
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from docx.document import Document as Docx

_TWIPS = 20
_CHARACTER = 15.75
"""A character of the grid in points: 16 set a quarter of a point tighter."""
_TIGHTER = -5
"""In twentieths of a point. Word's own character grid makes LibreOffice and WPS set far fewer to a line."""
_LINE_PITCH = 579
_NUMBER_FONT, _NUMBER_SIZE, _NUMBER_INSET = "宋体", 14, 280
_ALIGN = {"justify": "both", "left": "left", "center": "center", "right": "right"}
_STAMP = (2000, 1, 1, 0, 0, 0)


def docx(document: Document) -> bytes:
    """The paper as a docx whose bytes depend on nothing but the paper.

    Raises:
        UserError: the paper is no running text: only official papers are.
    """
    import docx as library

    blocks = [block for block in document.blocks if isinstance(block, Prose)]
    if len(blocks) != len(document.blocks) or not blocks:
        raise UserError(f"{document.name}没有 docx 格式", "请保存为 PDF 或 Excel")
    made = library.Document()
    _page(made, document)
    _defaults(made, next(block.word for block in blocks if block.grid))
    for block in blocks:
        _paragraph(made, block)
    for footer, side in (
        (made.sections[0].footer, "right"),
        (made.sections[0].even_page_footer, "left"),
    ):
        _number(footer, side)
    made.settings.odd_and_even_pages_header_footer = True
    _describe(made, document)
    buffer = BytesIO()
    made.save(buffer)
    return _same_bytes(buffer.getvalue())


def _element(tag: str, **attributes: object) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _page(made: "Docx", document: Document) -> None:
    """A4 with the margins of the style; the grid has lines only, see _TIGHTER."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section, style = made.sections[0], document.style
    above, below = (round(margin / MM) for margin in style.margins_a4)
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(above), Mm(below)
    section.left_margin, section.right_margin = Mm(round(style.left / MM)), Mm(round(style.right / MM))
    section.footer_distance = Mm(below - 12)
    properties: Any = section._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(_element("docGrid", type="lines", linePitch=_LINE_PITCH))


def _defaults(made: "Docx", font: str) -> None:
    """What every run and paragraph is set in; widows are left as offices have them."""
    from docx.oxml.ns import qn

    styles: Any = made.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    for child in list(defaults):
        defaults.remove(child)
    run = _element("rPr")
    run.append(_fonts(font))
    run.append(_element("spacing", val=_TIGHTER))
    run.append(_element("sz", val=32))
    run.append(_element("szCs", val=32))
    run.append(_element("lang", val="zh-CN", eastAsia="zh-CN"))
    paragraph = _element("pPr")
    paragraph.append(_element("widowControl", val=0))
    for tag, child in (("rPrDefault", run), ("pPrDefault", paragraph)):
        whole = _element(tag)
        whole.append(child)
        defaults.append(whole)
    normal: Any = made.styles["Normal"].element
    for child in (*normal.findall(qn("w:rPr")), *normal.findall(qn("w:pPr"))):
        normal.remove(child)


def _fonts(name: str) -> Any:
    return _element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def _paragraph(made: "Docx", block: Prose) -> None:
    paragraph: Any = made.add_paragraph()._p
    properties = paragraph.get_or_add_pPr()
    for child in _paragraph_properties(block):
        properties.append(child)
    if block.text:
        run = _element("r")
        run.append(_run_properties(block.word, block.size, tight=bool(block.grid)))
        text = _element("t")
        text.text = visible(block.text)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
        paragraph.append(run)


def _paragraph_properties(block: Prose) -> Iterator[Any]:
    """In the order the format asks for."""
    if block.keep:
        yield _element("keepNext")
    for tag in ("autoSpaceDE", "autoSpaceDN"):  # figures stand as close in WPS as on the PDF
        yield _element(tag, val=0)
    if not block.grid:
        yield _element("snapToGrid", val=0)
        yield _element("spacing", line=round(block.pitch * _TWIPS), lineRule="exact")
    if block.align == "justify" and block.indent:
        chars, twips = round(block.indent * 100), round(block.indent * _CHARACTER * _TWIPS)
        yield _element("ind", firstLineChars=chars, firstLine=twips)
    if block.align == "right" and block.right:
        chars, twips = round(block.right * 100), round(block.right * _CHARACTER * _TWIPS)
        yield _element("ind", rightChars=chars, right=twips)
    yield _element("jc", val=_ALIGN[block.align])


def _run_properties(font: str, size: float, *, tight: bool) -> Any:
    made = _element("rPr")
    made.append(_fonts(font))
    made.append(_element("spacing", val=_TIGHTER if tight else 0))
    made.append(_element("sz", val=round(size * 2)))
    made.append(_element("szCs", val=round(size * 2)))
    return made


def _number(footer: Any, side: str) -> None:
    """The page number between dashes at the outer edge."""
    paragraph = footer.paragraphs[0]._p
    properties = paragraph.get_or_add_pPr()
    for child in list(properties):
        properties.remove(child)
    properties.append(_element("snapToGrid", val=0))
    properties.append(_element("ind", **{side: _NUMBER_INSET}))
    properties.append(_element("jc", val=side))
    for kind, text in (
        ("t", "— "), ("begin", ""), ("instrText", " PAGE "), ("separate", ""), ("t", "1"), ("end", ""),
        ("t", " —"),
    ):  # fmt: skip
        run = _element("r")
        run.append(_run_properties(_NUMBER_FONT, _NUMBER_SIZE, tight=False))
        if text:
            child = _element(kind)
            child.text = text
            child.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            child = _element("fldChar", fldCharType=kind)
        run.append(child)
        paragraph.append(run)


def _describe(made: "Docx", document: Document) -> None:
    """Title and time; nothing of the library's template stays, its picture least of all."""
    relations = made.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]
    told = made.core_properties
    told.title, told.author, told.comments, told.language = document.name, "", "", "zh-CN"
    told.last_modified_by, told.revision = "", 1
    stamp = document.sealed_at or document.printed_at
    at = datetime.strptime(stamp, "%Y-%m-%d %H:%M") if stamp else datetime(*_STAMP)
    told.created = told.modified = at


def _same_bytes(content: bytes) -> bytes:
    """The package packed anew, without the moment it was packed at."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(
                zipfile.ZipInfo(name, _STAMP), before.read(name), compress_type=zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()
