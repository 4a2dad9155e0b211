"""The sheets of an .xlsx file as plain values; formulas are not evaluated, links are not followed."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from banfu_desktop.exchange.archive import read_content, unpacked
from banfu_desktop.exchange.cells import MOST_CELLS, Raw, SheetReader, local, plain_text
from banfu_desktop.rules.errors import UserError

# Built-in date formats, those of Chinese Excel (27 to 36, 50 to 58) included.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')


@dataclass(frozen=True)
class RawSheet:
    """One visible sheet: row number → column number → value, both counted from 1, blank cells left out.

    `hidden_rows` are those nobody sees in Excel; `spans` are cells merged over several columns: row → pairs
    of first and last column.
    """

    name: str
    rows: dict[int, dict[int, Raw]]
    hidden_rows: frozenset[int] = frozenset()
    spans: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)


def read_sheets(path: Path) -> Iterator[RawSheet]:
    """Read the visible sheets one by one; a merged cell's value stands in each row the merge covers.

    Raises:
        UserError: not a readable .xlsx, or more cells than we take (see cells.py and archive.py).
        MachineError: the disk cannot be read.
    """
    yield from sheets_of(read_content(path), [])


def sheets_of(content: bytes, hidden: list[str]) -> Iterator[RawSheet]:
    """The same for the bytes of a file; the names of sheets nobody sees are added to `hidden`.

    Raises:
        UserError: see read_sheets.
    """
    with unpacked(content) as archive:
        book, links, strings, styles = _Book(), _Links(), _Strings(), _Styles()
        archive.parse("xl/workbook.xml", book)
        archive.parse("xl/_rels/workbook.xml.rels", links)
        for kind, handler in (("sharedStrings", strings), ("styles", styles)):
            for target in links.targets(kind):
                archive.parse(target, handler)
        worksheets, most = links.by_id("worksheet"), MOST_CELLS
        hidden += book.hidden
        for name, link in book.sheets:
            if link in worksheets:
                reader = SheetReader(strings.texts, styles.dates, most)
                archive.parse(worksheets[link], reader)
                most -= reader.count
                yield RawSheet(name, reader.rows, frozenset(reader.hidden_rows), reader.spans)


class _Book(ContentHandler):
    """workbook.xml: the visible sheets, each with the id of its link, and the names of the hidden ones."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hidden: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = local(name)
        if tag == "workbookPr" and attrs.get("date1904") in ("1", "true"):
            raise UserError(
                "文件使用1904日期系统，日期会差四年",
                "请在WPS选项里取消“使用1904日期系统”，核对日期后再导入",
            )
        if tag == "sheet" and attrs.get("state", "visible") != "visible":
            self.hidden.append(attrs.get("name", ""))
        elif tag == "sheet":
            link = next((value for key, value in attrs.items() if key.endswith(":id")), "")
            self.sheets.append((attrs.get("name", ""), link))


class _Links(ContentHandler):
    """workbook.xml.rels: which part is which; what lies outside the file is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._links: list[tuple[str, str, str]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        if local(name) == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/xl", attrs.get("Target", ""))).lstrip("/")
            self._links.append((attrs.get("Id", ""), kind, target))

    def by_id(self, kind: str) -> dict[str, str]:
        return {link: target for link, its_kind, target in self._links if its_kind == kind}

    def targets(self, kind: str) -> list[str]:
        return list(self.by_id(kind).values())[:1]


class _Strings(ContentHandler):
    """sharedStrings.xml: the texts that cells point at, without their phonetic guides."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._inside = self._phonetic = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = local(name)
        if tag == "rPh":
            self._phonetic = True
        elif tag == "t":
            self._inside = not self._phonetic

    def characters(self, content: str) -> None:
        if self._inside:
            self._pieces.append(content)

    def endElement(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._inside = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            if len(self.texts) == MOST_CELLS:
                raise ValueError("more texts than cells")
            self.texts.append(plain_text(self._pieces))
            self._pieces = []


class _Styles(ContentHandler):
    """styles.xml: for each cell format, whether its numbers are dates."""

    def __init__(self) -> None:
        super().__init__()
        self.dates: list[bool] = []
        self._codes: dict[str, str] = {}
        self._for_cells = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = local(name)
        if tag == "numFmt":
            self._codes.setdefault(attrs.get("numFmtId", ""), attrs.get("formatCode", ""))
        elif tag == "cellXfs":
            self._for_cells = True
        elif tag == "xf" and self._for_cells:
            self.dates.append(self._shows_date(attrs.get("numFmtId", "0")))

    def endElement(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._for_cells = False

    def _shows_date(self, number: str) -> bool:
        if number in self._codes:
            return not set("ymdhs").isdisjoint(_LITERAL.sub("", self._codes[number]).lower())
        return int(number) in _DATE_FORMATS
