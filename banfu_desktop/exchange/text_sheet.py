"""A table that is no workbook, as a sheet: CSV in UTF-8, GBK or UTF-16, and a page of HTML named .xls."""

import csv
import io
import re
from html.parser import HTMLParser

from banfu_desktop.exchange.cells import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Raw
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.errors import UserError

_HEAD = 4096
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|table|meta|head)\b", re.IGNORECASE)
_NO_TEXT = ("文件不是文本表格", "请用 Excel（.xlsx、.xls）或 CSV 格式的文件")


def text_sheet(content: bytes, name: str) -> RawSheet:
    """The one sheet of a text file.

    Raises:
        UserError: no text, or more rows and cells than we take.
    """
    text = _text(content)
    return RawSheet(name, _html_rows(text) if _HTML.match(text) else _csv_rows(text))


def pasted_sheet(text: str, name: str) -> RawSheet:
    """Rows copied in a spreadsheet: cells apart by tabs, a cell of several lines in quotation marks.

    Raises:
        UserError: more rows and cells than we take.
    """
    return RawSheet(name, _csv_rows(text, "\t"))


def _text(content: bytes) -> str:
    """What is neither UTF-16 with its mark nor UTF-8 is GBK."""
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for attempt in (coding, "gb18030"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UserError(*_NO_TEXT)


def _csv_rows(text: str, separator: str = "") -> dict[int, dict[int, Raw]]:
    separator = separator or max(",\t;|", key=text[:_HEAD].count)
    rows: dict[int, dict[int, Raw]] = {}
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=separator)  # a lone CR ends a line as well
    count = 0
    try:
        for number, cells in enumerate(lines, 1):
            filled: dict[int, Raw] = {column: cell for column, cell in enumerate(cells, 1) if cell.strip()}
            if not filled:
                continue
            count += len(filled)
            _refuse_excess(number, max(filled), count)
            rows[number] = filled
    except csv.Error:
        raise UserError(f"文件第{lines.line_num}行读不懂", "请重新下载或另存为 .xlsx 后再导入") from None
    return rows


def _refuse_excess(row: int, column: int, count: int) -> None:
    if row > MOST_ROWS:
        raise UserError(f"文件超过{MOST_ROWS}行", "请分段下载或分成几个文件后再导入")
    if column > MOST_COLUMNS or count > MOST_CELLS:
        raise UserError("表里的内容太多", "请只保留要导入的列，另存后再导入")


def _html_rows(text: str) -> dict[int, dict[int, Raw]]:
    table = _Table()
    table.feed(text)
    table.close()
    return {number: cells for number, cells in enumerate(table.rows, 1) if cells}


class _Table(HTMLParser):
    """The cells of every table of a page, row after row; nothing is fetched, no script is run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[dict[int, Raw]] = []
        self._column, self._count, self._inside = 0, 0, False
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append({})
            self._column = 0
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            self._column += 1
            self._inside = True
            self._wide = dict(attrs).get("colspan") or "1"
        elif tag == "br" and self._inside:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._pieces.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if not self._inside:
            return
        text = "".join(self._pieces).strip()
        if text:
            self._count += 1
            _refuse_excess(len(self.rows), self._column, self._count)
            self.rows[-1][self._column] = text
        self._column += int(self._wide) - 1 if self._wide.isdecimal() and len(self._wide) < 4 else 0
        self._pieces, self._inside = [], False
