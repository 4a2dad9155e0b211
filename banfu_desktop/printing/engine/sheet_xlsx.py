"""The same documents as a workbook that prints on the same paper: one sheet each, money as numbers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Any

from banfu_desktop.files import workbook_bytes
from banfu_desktop.printing.engine import sheet_pages
from banfu_desktop.printing.engine.blocks import (
    Align,
    Block,
    Cell,
    Closing,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Ledger,
    Legend,
    Paragraph,
    PasteArea,
    Pictures,
    Prose,
    Row,
    Signatures,
    Title,
    sums,
)
from banfu_desktop.printing.engine.columns import edges as column_edges
from banfu_desktop.printing.engine.fonts import visible
from banfu_desktop.printing.engine.pages import Laid, Part, frame, laid_out
from banfu_desktop.printing.engine.sheet_writer import Look, SheetWriter, Value
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.printing.engine.table import in_capitals

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_PAPERS = {"A4": 9, "A5": 11}
_APART = "　" * 8
_TALLEST = 400.0
"""Excel has no row higher than 409 points."""


def workbook(documents: Sequence[Document]) -> bytes:
    """Lay documents out in an xlsx file, a sheet each; texts stay texts, whatever they begin with."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, document in enumerate(documents, 1):
        sheet = book.create_sheet(_sheet_name(book, document.name, number))
        if document.style.sheet_as_paper:
            _write_as_paper(sheet, laid_out(document))
            continue
        _set_up_page(sheet, document)
        writer = SheetWriter(sheet, _edges(document), document.style)
        for block in document.blocks:
            _write_block(writer, block)
    return workbook_bytes(book)


def _write_as_paper(sheet: "Worksheet", laid: Laid) -> None:
    """The blocks page by page: pages break where the paper does, and carry the sums it carries."""
    document = laid.document
    sheet_pages.set_up(sheet, document, len(laid.pages))
    writer = SheetWriter(sheet, _edges(document), document.style)
    tables = [block for block in document.blocks if isinstance(block, Grid | Ledger)]
    page = 0
    for number, block in enumerate(document.blocks):
        parts = [part for part in laid.parts if part.block == number]
        if isinstance(block, Grid | Ledger):
            page = _write_parts(writer, block, parts, page, repeated=len(tables) == 1)
            continue
        page = sheet_pages.turned(writer, page, laid.begins[number])
        before = writer.row
        _write_block(writer, block)
        sheet_pages.stretch(writer, before, sum(laid.heights[number]))
    if any(isinstance(table, Ledger) or table.summed for table in tables):
        sheet_pages.protect(sheet)


def _write_parts(
    writer: SheetWriter, block: Grid | Ledger, parts: Sequence[Part], page: int, *, repeated: bool
) -> int:
    """A table's pages one after the other; a sole table's heading is repeated by the sheet itself."""
    grid = block.grid if isinstance(block, Ledger) else block
    edges = _grid_edges(block, writer.width, writer.style)
    for number, part in enumerate(parts):
        page = sheet_pages.turned(writer, page, part.page)
        top = writer.row
        if number == 0 or not repeated:
            _write_header(writer, grid, edges)
            sheet_pages.stretch(writer, top, part.table.header.height)
        if repeated and number == 0:
            writer.sheet.print_title_rows = f"{top}:{writer.row - 1}"
        _write_part(writer, grid, edges, part)
    if not isinstance(block, Ledger):
        _write_totals(writer, grid, edges)
    return page


def _write_part(writer: SheetWriter, grid: Grid, edges: list[float], part: Part) -> None:
    """The rows of one page, between what is brought from the page before and what goes on to the next."""
    table = part.table
    if part.several and (brought := table.brought(part.start)) is not None:
        _write_row(writer, grid, edges, brought)
    for place, row in enumerate(table.cells[part.start : part.stop], part.start):
        _write_row(writer, grid, edges, row, table.rows[place].height)
    if not table.cells:
        writer.line(grid.empty_text, Look("center"), height=grid.row_height * MM)
    if part.several and (onward := table.onward(part.stop)) is not None:
        _write_row(writer, grid, edges, onward)
    elif part.several and grid.summed:
        _write_sums(writer, grid, edges, "本页小计", table.cells[part.start : part.stop])


def _sheet_name(book: "Workbook", name: str, number: int) -> str:
    """At most 31 characters, none of those Excel refuses, and none twice."""
    clear = "".join("-" if character in "[]:*?/\\\n" else character for character in visible(name))[:31]
    taken = {title.lower() for title in book.sheetnames}
    return f"{clear[:24]} ({number})" if clear.lower() in taken else clear


def _set_up_page(sheet: "Worksheet", document: Document) -> None:
    """Paper, margins (in inches), one page wide, the foot of the printed form."""
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    paper = frame(document)
    sheet.page_setup.paperSize = _PAPERS[document.paper]
    sheet.page_setup.orientation = "landscape" if document.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    right = paper.paper_width - paper.left - paper.width
    left, right, above, below = (side / 72 for side in (paper.left, right, paper.above, paper.below))
    sheet.page_margins = PageMargins(left, right, above, below, header=0.15, footer=0.3)
    sheet.sheet_view.showGridLines = False
    head_and_foot: Any = sheet.HeaderFooter
    foot = head_and_foot.oddFooter
    foot.center.text = "第 &P 页　共 &N 页"
    foot.left.text = _said("", document.foot_code)
    foot.right.text = _said("打印时间 ", document.printed_at)
    head_and_foot.oddHeader.center.text = _said("", document.watermark)


def _said(label: str, text: str) -> str | None:
    return label + visible(text).replace("&", "&&") if text else None


def _edges(document: Document) -> list[float]:
    """Where the sheet's columns begin and end, in mm: every border any block of the document has."""
    width = frame(document).width / MM
    places = {0.0, width}
    for block in document.blocks:
        if isinstance(block, Grid | Ledger):
            places.update(_grid_edges(block, width, document.style))
        if isinstance(block, Fields):
            for row in block.rows:
                edges = _scaled((field.share for field in row), width)
                places.update(edges, (_after_label(*pair, block.label_width) for pair in pairwise(edges)))
    if len(places) == 2:
        places.update(width * part / 6 for part in range(1, 6))
    ordered = sorted(places)
    return [0.0, *(place for before, place in pairwise(ordered) if place - before > 1)]


def _after_label(left: float, right: float, label: float) -> float:
    """Where a field's label ends: half of a narrow field is left for its value."""
    return left + min(label, (right - left) / 2)


def _grid_edges(table: Grid | Ledger, width: float, style: Style) -> list[float]:
    if isinstance(table, Ledger) or not style.fits_columns:
        return _scaled((column.width for column in table.columns), width)
    return [edge / MM for edge in column_edges(table, width * MM, style)]


def _scaled(parts: Iterable[float], width: float) -> list[float]:
    """Borders of parts that together fill a width, both ends included."""
    edges = list(accumulate(parts, initial=0.0))
    return [edge * width / edges[-1] for edge in edges]


def _write_block(writer: SheetWriter, block: Block) -> None:
    match block:
        case Title():
            writer.line(
                block.text,
                Look("center", writer.style.title, bold=True, boxed=False),
                writer.style.sheet_title_height,
            )
            if block.subtitle:
                writer.line(block.subtitle, Look("center", writer.style.subtitle, boxed=False))
        case Facts():
            _write_facts(writer, block)
        case Grid():
            _write_grid(writer, block)
        case Ledger():
            _write_grid(writer, block.grid)
        case Paragraph():
            writer.line(block.text, Look(block.align, block.size, block.bold, boxed=False))
        case Prose():
            writer.line(block.text, Look("left", boxed=False))
        case Fields():
            for row in block.rows:
                _write_fields(writer, row, block.label_width)
        case Signatures():
            _write_signatures(writer, block)
        case Closing():
            for text in (block.name, block.date):
                writer.line(f"{text}{_APART}", Look("right", writer.style.closing, boxed=False))
        case PasteArea():
            if writer.style.sheet_as_paper:
                sheet_pages.paste_area(writer, block)
            else:
                writer.line(block.text, Look("center"), height=min(block.height * MM, _TALLEST))
        case Legend():
            writer.line(block.text, Look(size=writer.style.legend, boxed=False))
        case Pictures():
            pass  # their figures stand in the tables


def _write_facts(writer: SheetWriter, block: Facts) -> None:
    """Left, middle and right each in their part; in one cell where the columns do not allow it."""
    borders = (0.0, writer.width * 0.4, writer.width * 0.7, writer.width)
    if len({writer.column(border) for border in borders}) < 4:
        texts = filter(None, (block.left, block.middle, block.right))
        writer.line(_APART.join(texts), Look(boxed=False), height=writer.style.sheet_facts_height)
        return
    writer.put(block.left, *borders[:2], Look("left", boxed=False))
    writer.put(block.middle, *borders[1:3], Look("center", boxed=False))
    writer.put(block.right, *borders[2:], Look("right", boxed=False))
    parts = zip((block.left, block.middle, block.right), pairwise(borders), strict=True)
    writer.next(
        max(
            writer.style.sheet_facts_height,
            *(writer.text_height(text, right - left) for text, (left, right) in parts),
        )
    )


def _write_signatures(writer: SheetWriter, block: Signatures) -> None:
    names = (name if "：" in name else f"{name}：" for name in block.names)
    writer.line(_APART.join(names), Look(boxed=False), height=writer.style.sheet_sign_height)
    if block.stamp:
        writer.line("（盖章）", Look("right", boxed=False), height=writer.style.sheet_stamp_height)


def _write_fields(writer: SheetWriter, row: tuple[Field, ...], label: float) -> None:
    edges = _scaled((field.share for field in row), writer.width)
    height = 0.0
    for field, (left, right) in zip(row, pairwise(edges), strict=True):
        text = "\n\n".join(filter(None, (field.note, field.value, field.foot)))
        align: Align = "right" if field.foot and not field.value else "left"
        middle = _after_label(left, right, label)
        writer.put(field.label, left, middle, Look("center"))
        writer.put(text, middle, right, Look(align, low=bool(field.foot), red_text=field.red))
        height = max(height, field.height * MM, writer.text_height(text, right - middle))
    writer.next(height)


def _write_grid(writer: SheetWriter, grid: Grid) -> None:
    edges = _grid_edges(grid, writer.width, writer.style)
    top = writer.row
    _write_header(writer, grid, edges)
    if not writer.sheet.print_title_rows:
        writer.sheet.print_title_rows = f"{top}:{writer.row - 1}"
    blanks = max(0, grid.minimum_rows - len(grid.rows))
    for row in (*grid.rows, *((None,) * len(grid.columns),) * blanks):
        _write_row(writer, grid, edges, row)
    if not grid.rows and not blanks:
        writer.line(grid.empty_text, Look("center"), height=grid.row_height * MM)
    _write_totals(writer, grid, edges)


def _write_header(writer: SheetWriter, grid: Grid, edges: list[float]) -> None:
    """Labels, over them the groups; a column of no group stands beside both."""
    look, grouped = Look("center", bold=True), any(column.group for column in grid.columns)
    for group, members in groupby(enumerate(grid.columns), lambda pair: pair[1].group):
        indexes = [index for index, _ in members]
        if group:
            writer.put(group, edges[indexes[0]], edges[indexes[-1] + 1], look)
            continue
        for index in indexes:
            writer.put(grid.columns[index].label, edges[index], edges[index + 1], look, rows=1 + grouped)
    if grouped:
        writer.next(writer.style.sheet_facts_height)
        for index, column in enumerate(grid.columns):
            if column.group:
                writer.put(column.label, edges[index], edges[index + 1], look)
    widths = [right - left for left, right in pairwise(edges)]
    above = writer.style.sheet_facts_height if grouped else 0.0
    heights = (
        writer.text_height(column.label, wide) - (0.0 if column.group else above)
        for column, wide in zip(grid.columns, widths, strict=True)
    )
    writer.next(max(writer.style.sheet_facts_height if grouped else writer.style.sheet_head_height, *heights))


def _write_row(
    writer: SheetWriter, grid: Grid, edges: list[float], row: Row, height: float | None = None
) -> None:
    on_paper, height = height is not None, height or grid.row_height * MM
    for cell, column, (left, right) in zip(row, grid.columns, pairwise(edges), strict=True):
        writer.put(_value(cell, column), left, right, Look(_align(column), grid.size, red=column.red))
        if isinstance(cell, str) and not on_paper:
            height = max(height, writer.text_height(cell, right - left, grid.size))
    writer.next(height)


def _write_totals(writer: SheetWriter, grid: Grid, edges: list[float]) -> None:
    if not grid.summed:
        return
    _write_sums(writer, grid, edges, "合　计", grid.rows)
    if grid.capital_of is not None:
        total = sums(grid, grid.rows)[grid.capital_of]
        writer.line(in_capitals(total), Look(), height=writer.style.sheet_total_height)


def _write_sums(writer: SheetWriter, grid: Grid, edges: list[float], word: str, rows: Iterable[Row]) -> None:
    """What some rows add up to, under a word."""
    totals, first = sums(grid, rows), grid.summed[0]
    writer.put(word, 0.0, edges[first], Look("center", bold=True))
    for index, column in enumerate(grid.columns[first:], first):
        value = _value(totals.get(index), column)
        writer.put(value, edges[index], edges[index + 1], Look(_align(column), bold=True))
    writer.next(writer.style.sheet_total_height)


def _align(column: Column) -> Align:
    return "right" if column.money else column.align


def _value(cell: Cell, column: Column) -> Value:
    """Fen as exact yuan in a money column, everything else as it is."""
    return Decimal(cell).scaleb(-2) if column.money and isinstance(cell, int) else cell
