"""An office's own ledger as rows: 月｜日 or a date, 凭证 字｜号, 借方｜贷方, on one sheet or several."""

from dataclasses import replace
from pathlib import Path

from banfu_desktop.exchange.amounts import plain_amount
from banfu_desktop.exchange.headings import Header
from banfu_desktop.exchange.reading import Reading, read
from banfu_desktop.exchange.records import Manner
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.funds_ledgers import DITTO, year_in
from banfu_desktop.rules.imports import Asking, Options
from banfu_desktop.tables.funds import LEDGER_SHEET
from banfu_desktop.tables.spec import Table

_MONEY = ("in_fen", "out_fen", "balance_fen")
_BY_PARTS = replace(
    LEDGER_SHEET,
    fields=tuple(replace(field, required=field.name == "summary") for field in LEDGER_SHEET.fields),
)


def read_ledger(path: Path, asking: Asking, options: Options) -> Reading:
    """Read the sheets of a ledger; openings and totals are rows like others.

    Raises:
        UserError: the file cannot be read, or no row in it is such a heading line.
        MachineError: the disk cannot be read.
    """
    return read(path, LEDGER_SHEET, asking, options, _MANNER)


def years_named(reading: Reading) -> set[int]:
    """The years that headings, titles and sheet names speak of."""
    texts = [column.heading for sheet in reading.sheets for column in sheet.columns]
    texts += [left.what for left in reading.left_out if left.why == "在表头以上"]
    texts += [f"{sheet.name}年" for sheet in reading.sheets if sheet.name.isdecimal()]
    texts += [sheet.name for sheet in reading.sheets]
    return {year for text in texts if (year := year_in(text)) is not None}


def _table_for(header: Header) -> Table:
    """Where month and day stand apart there is no date to ask for."""
    apart = "month" in header.columns and "day" in header.columns and "dated" not in header.columns
    return _BY_PARTS if apart else LEDGER_SHEET


def _prepare(sheet: RawSheet, header: Header) -> tuple[RawSheet, Header]:
    """Amounts as accountants write them; a mark for “as above” is an empty cell, which means the same."""
    money = {header.columns[name] for name in _MONEY if name in header.columns}
    rows = {}
    for number, cells in sheet.rows.items():
        if number > header.row:
            cells = {
                column: plain_amount(raw) if column in money else "" if str(raw).strip() in DITTO else raw
                for column, raw in cells.items()
            }
        rows[number] = cells
    return replace(sheet, rows=rows), header


_MANNER = Manner(
    strict=frozenset({"dated", "summary", "month", "day"}),
    who="summary",
    hidden="",
    keyed=False,
    totals=True,
    table_for=_table_for,
    prepare=_prepare,
)
