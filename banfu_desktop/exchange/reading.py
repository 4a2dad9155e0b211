"""A clerk's own sheet read against a table: the header found, every bad cell named, nothing guessed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from banfu_desktop.exchange.cells import Raw, column_letters
from banfu_desktop.exchange.workbook import RawSheet, read_sheets
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.text import half_width
from banfu_desktop.tables.spec import Field, Table, clean

Cells = Mapping[int, Raw]

_HEADER_WITHIN = 50
_BEGINNING = 100
_COUNTERS = {"序号", "编号"}
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"(本页|本月|本年|全镇)?(合计|小计|总计|累计)[\d人元:.,()]*")
_SIGN_OFF = re.compile(r"(制表|填表|填报|审核|审批|复核|经办|联系|(单位|部门)?负责)[^:]{0,8}:.*")
_NOTES = re.compile(r"(填表|填报)?(说明|注意事项|备注|注)(:.*)?")


@dataclass(frozen=True)
class ReadRow:
    """One record: the row number Excel shows, and its values by field name.

    A column that the sheet does not have is not among the values; an empty cell is, as None.
    """

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Skipped:
    """A row that is no record, and why it was left out."""

    row: int
    why: str


@dataclass(frozen=True)
class Sheet:
    """What a sheet held. Where there are problems, the rows lack the values that could not be read.

    `other_sheets` names visible sheets that have such a header too and were not read.
    """

    name: str
    header_row: int
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    ignored_columns: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    """A row that names columns: field name → column number, doubled columns apart."""

    row: int
    columns: Mapping[str, int]
    doubled: Sequence[tuple[int, str]] = ()
    unknown: Sequence[str] = ()


def read_sheet(path: Path, table: Table) -> Sheet:
    """Read the sheet of a workbook whose header names the table's fields, in whatever order.

    Problems are those of single cells, missing or doubled columns, and records that come twice; whether
    records agree with each other and with the office is for the services to say.

    Raises:
        UserError: the file cannot be read (see exchange.archive), or no row in it is such a header.
        MachineError: the disk cannot be read.
    """
    return pick_sheet(read_sheets(path), table)


def pick_sheet(sheets: Iterable[RawSheet], table: Table) -> Sheet:
    """Read the one of several sheets whose header names the most fields, wherever they came from.

    Raises:
        UserError: no row in any of them is such a header.
    """
    best: tuple[_Header, RawSheet] | None = None
    others = []
    for sheet in sheets:
        header = _find_header(sheet, table)
        if header is None:
            continue
        if best is None or len(header.columns) > len(best[0].columns):
            others += [best[1].name] if best else []
            best = header, sheet
        else:
            others.append(sheet.name)
    if best is None:
        labels = "、".join(field.label for field in table.editable if field.required)
        raise UserError("没有找到表头", f"表里要有一行写着各栏名称，至少有：{labels}；也可先下载模板再填")
    return replace(_read(best[1], best[0], table), other_sheets=tuple(others))


def _read(sheet: RawSheet, header: _Header, table: Table) -> Sheet:
    part = replace(table, fields=tuple(table[name] for name in header.columns))
    places = {part[name].label: column for name, column in header.columns.items()}
    records, skipped = _sort_out(sheet, header)
    rows, problems = [], list(_header_problems(header, table))
    firsts: dict[tuple[Any, ...], int] = {}
    for number, cells in records:
        raw = {name: cells.get(column) for name, column in header.columns.items()}
        values, found = part.read_row(number, raw)
        found += _repetition(part, number, values, firsts)
        problems += [replace(one, column=_place(places[one.column], one.column)) for one in found]
        rows.append(ReadRow(number, values))
    return Sheet(
        clean(sheet.name), header.row, tuple(rows), tuple(problems), tuple(skipped), tuple(header.unknown)
    )


def _find_header(sheet: RawSheet, table: Table) -> _Header | None:
    """The row near the top that names the most fields; the first of several."""
    first_rows = sorted(sheet.rows)[:_HEADER_WITHIN]
    headers = [_header_in(row, sheet.rows[row], table.editable) for row in first_rows]
    best = max(headers, key=lambda header: len(header.columns), default=None)
    enough = min(2, len(table.editable))
    return best if best is not None and len(best.columns) >= enough else None


def _header_in(row: int, cells: Cells, fields: Sequence[Field]) -> _Header:
    """Match cells with labels first, so that a synonym never takes a field that its own label names."""
    texts = {column: _plain(cells[column]) for column in sorted(cells)}
    labels = {_plain(field.label): field for field in fields}
    synonyms = {_plain(other): field for field in fields for other in field.synonyms} | labels
    columns: dict[str, int] = {}
    doubled: list[tuple[int, str]] = []
    named = {labels[text].name for text in texts.values() if text in labels}
    unknown = []
    for column, text in texts.items():
        field = synonyms.get(text)
        if field is None or (text not in labels and field.name in named):
            unknown += [clean(str(cells[column]))] if text and text not in _COUNTERS else []
        elif field.name in columns:
            doubled.append((column, field.name))
        else:
            columns[field.name] = column
    return _Header(row, columns, doubled, unknown)


def _header_problems(header: _Header, table: Table) -> Iterator[Problem]:
    for column, name in header.doubled:
        first = column_letters(header.columns[name])
        place = _place(column, table[name].label)
        yield Problem(header.row, place, f"与{first}列是同一栏", "请只留一列，或改掉其中一列的表头")
    for field in table.editable:
        if field.required and field.name not in header.columns:
            yield Problem(header.row, field.label, "表里没有这一列", f"请加上这一列，表头写“{field.label}”")


def _sort_out(sheet: RawSheet, header: _Header) -> tuple[list[tuple[int, Cells]], list[Skipped]]:
    """Rows below the header: records, and what is none; rows empty in every known column are passed over."""
    records: list[tuple[int, Cells]] = []
    skipped: list[Skipped] = []
    titles = {column: _plain(sheet.rows[header.row][column]) for column in header.columns.values()}
    in_notes = False
    for number in sorted(row for row in sheet.rows if row > header.row):
        cells = sheet.rows[number]
        texts = [text for column in sorted(cells) if (text := _compact(cells[column]))]
        why = _why_no_record(texts)
        if all(_plain(cells.get(column)) == title for column, title in titles.items()):
            why = "重复的表头"
        if in_notes and len(texts) == 1:
            why = "填表说明"
        in_notes = in_notes or why == "填表说明"
        if why:
            skipped.append(Skipped(number, why))
        elif any(_compact(cells[column]) for column in titles if column in cells):
            records.append((number, cells))
    return records, skipped


def _why_no_record(texts: Sequence[str]) -> str:
    if any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return "合计行"
    if texts and _NOTES.fullmatch(texts[0]):
        return "填表说明"
    return "签字栏" if texts and _SIGN_OFF.fullmatch(texts[0]) else ""


def _repetition(
    part: Table, number: int, values: Mapping[str, Any], firsts: dict[tuple[Any, ...], int]
) -> tuple[Problem, ...]:
    """The same record a second time, told by the table's key; a key with a gap tells nothing."""
    key = tuple(values.get(name) for name in part.key)
    if not key or None in key:
        return ()
    first = firsts.setdefault(key, number)
    if first == number:
        return ()
    labels = "、".join(part[name].label for name in part.key)
    advice = f"{labels}相同，请删去多余的一行或更正"
    return (Problem(number, part[part.key[0]].label, f"与第{first}行重复", advice),)


def _place(column: int, label: str) -> str:
    return f"{column_letters(column)}列 {label}"


def _compact(raw: Raw | None) -> str:
    """How a cell's text begins, without spaces, half-width; a cell that cannot be read counts as filled."""
    return "".join(half_width(clean(str(raw)[:_BEGINNING])).split()) if raw is not None else ""


def _plain(raw: Raw | None) -> str:
    """A header without what clerks add to it: spaces, line breaks, stars, units in brackets."""
    return re.sub(r"[*:]", "", _IN_BRACKETS.sub("", _compact(raw))).casefold()
