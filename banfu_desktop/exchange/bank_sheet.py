"""A bank statement's sheet before it is read: cells without padding, columns chosen by what they hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from banfu_desktop.exchange.amounts import plain_amount
from banfu_desktop.exchange.cells import Raw
from banfu_desktop.exchange.headings import Header, heading_of
from banfu_desktop.exchange.reading import Reading
from banfu_desktop.exchange.records import Manner, without_time
from banfu_desktop.exchange.source import Source
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.bank import Direction
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan
from banfu_desktop.tables.bank import STATEMENT
from banfu_desktop.tables.spec import clean

_NOTHING = {"-", "--", "---", "—", "——", "/", "无", "null", "none", "n/a"}
_OPENING = re.compile(r"(期初|上期|上日|上月|上年|承前|昨日)(页)?(余额|结余|结转).*")
_AROUND = re.compile(
    r"(期末|本期|当前|账户|可用|今日)(页)?余额.*|(.*(合计|总计|总笔数|总金额|总额|笔数)|小计)[:：]?.*"
    r"|(打印|制表|下载|查询|导出|生成)(日期|时间|人|柜员).*|(说明|注|备注|温馨提示|声明)[:：].*|以下空白|以上.*"
)
_CLOCK = re.compile(r"\d{1,2}[:：.]?\d{2}(?:[:：.]?\d{2})?(?:\.\d+)?")
_DATED = re.compile(r"\D*(\d{4}\D?\d{1,2}\D?\d{1,2})\D+(\d{1,2}[:：.]?\d{2}(?:[:：.]?\d{2})?).*")
_DIRECTION_HEAD = re.compile(r"类型|方向|标志|标识|标记|借|贷|收|支|来往")
_NUMBER_BEHIND = re.compile(r"(?<=\D)[\s/]*\d{4,}\*{0,6}\d*$")
_LOOKED_AT = 200
_MONEY = ("in_fen", "out_fen", "amount_fen", "balance_fen")


def _tidy(raw: Raw) -> Raw:
    """A cell without ="…", an apostrophe, or a dash that means nothing."""
    if not isinstance(raw, str):
        return raw
    text = raw.strip().strip("\ufeff").lstrip("'‘’").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return "" if text.casefold() in _NOTHING else text


def _passes(texts: Sequence[str]) -> str:
    first = texts[0]
    if len(first) >= 80:
        return ""
    if _OPENING.fullmatch(first) or (len(texts) > 1 and _OPENING.fullmatch(texts[1])):
        return "期初余额"
    return "余额、合计或说明" if _AROUND.fullmatch(first) else ""


def _surely(cells: Mapping[str, Raw]) -> bool:
    """A row with a day and an amount that moved is a line, whatever its words look like."""
    came, went, amount = (_fen(cells.get(name)) for name in ("in_fen", "out_fen", "amount_fen"))
    moved = bool(came) != bool(went) if (came or went) else bool(amount)
    return moved and _is_day(cells.get("dated"))


def _is_day(raw: Raw | None) -> bool:
    if isinstance(raw, datetime):
        return True
    try:
        STATEMENT["dated"].read(without_time(raw) if isinstance(raw, str) else raw)
    except UserError:
        return False
    return raw is not None


def _fen(raw: Raw | None) -> int | None:
    try:
        value: int | None = STATEMENT["in_fen"].read(plain_amount(_tidy(raw)) if raw is not None else None)
    except UserError:
        return None
    return value


def _values(sheet: RawSheet, header: Header, column: int) -> list[Raw]:
    """The first cells of a column below the heading line, tidied."""
    values: list[Raw] = []
    for row in sorted(sheet.rows):
        if row > header.row and column in sheet.rows[row]:
            value = _tidy(sheet.rows[row][column])
            if value != "":
                values.append(value)
        if len(values) == _LOOKED_AT:
            break
    return values


def _prepare(sheet: RawSheet, header: Header) -> tuple[RawSheet, Header]:
    """Choose day, time and direction by what columns hold; fill an empty summary from the next best."""
    columns, extra = dict(header.columns), list(header.extra)
    _choose_day(sheet, header, columns, extra)
    _choose_direction(sheet, header, columns)
    rows = dict(sheet.rows)
    behind = [column for column, name in extra if name == "summary"]
    party = columns.get("party")
    info = party is not None and heading_of(header, party) in ("对手信息", "对方信息")
    for number, cells in sheet.rows.items():
        if number > header.row:
            rows[number] = _filled(cells, columns, behind, info)
    named = replace(header, columns=columns, extra=tuple(extra))
    return replace(sheet, rows=rows), named


def _choose_day(
    sheet: RawSheet, header: Header, columns: dict[str, int], extra: list[tuple[int, str]]
) -> None:
    """The best-named column that holds days; one that holds times of day is the time."""
    if "dated" not in columns:
        return
    candidates = [columns["dated"], *(column for column, name in extra if name == "dated")]
    holding = [column for column in candidates if any(map(_is_day, _values(sheet, header, column)))]
    if not holding:
        return
    day = holding[0]
    times = [
        column
        for column in candidates
        if column != day
        and all(_CLOCK.fullmatch(str(value)) for value in _values(sheet, header, column))
        and _values(sheet, header, column)
    ]
    columns["dated"] = day
    extra[:] = [(column, name) for column, name in extra if name != "dated"]
    extra += [(column, "dated") for column in candidates if column != day and column not in times]
    if times:
        columns["clock"] = times[0]
    elif any(
        isinstance(value, datetime) or _DATED.fullmatch(str(value)) for value in _values(sheet, header, day)
    ):
        columns["clock"] = -day


def _choose_direction(sheet: RawSheet, header: Header, columns: dict[str, int]) -> None:
    """A column nobody named, with a heading that speaks of direction and nothing but its words in it."""
    if "direction" in columns or "in_fen" in columns or "out_fen" in columns:
        return
    for heading in header.headings:
        if heading.column in columns.values() or not _DIRECTION_HEAD.search(heading.shown):
            continue
        values = _values(sheet, header, heading.column)
        if values and all(_is_direction(value) for value in values):
            columns["direction"] = heading.column
            return


def _is_direction(raw: Raw) -> bool:
    try:
        Direction.parse(str(raw))
    except UserError:
        return False
    return True


def _filled(
    cells: Mapping[int, Raw], columns: Mapping[str, int], behind: Sequence[int], info: bool
) -> dict[int, Raw]:
    row = dict(cells)
    for name in _MONEY:
        if name in columns and columns[name] in row:
            row[columns[name]] = plain_amount(_tidy(row[columns[name]]))
    summary = columns.get("summary")
    if summary is not None and behind and _tidy(row.get(summary, "")) == "":
        text = next((value for column in behind if (value := _tidy(row.get(column, ""))) != ""), "")
        row[summary] = text
    clock = columns.get("clock")
    if clock is not None:
        moment = row.get(clock if clock > 0 else -clock)
        row[clock] = _clock(moment)
    party = columns.get("party")
    if info and party is not None and isinstance(row.get(party), str):
        row[party] = _NUMBER_BEHIND.sub("", str(row[party]).strip()).strip()
    return row


def _clock(raw: Raw | None) -> str:
    """The time of day as six digits, so that texts sort as times do."""
    if isinstance(raw, datetime):
        return f"{raw:%H%M%S}" if (raw.hour, raw.minute, raw.second) != (0, 0, 0) else ""
    text = str(raw or "").strip()
    match = _DATED.fullmatch(text)
    time = match[2] if match else text
    if not _CLOCK.fullmatch(time):
        return ""
    parts = re.split(r"[:：.]", time.split(".")[0] if ":" in time else time)
    digits = (
        "".join(part.zfill(2) for part in parts) if len(parts) > 1 else time.zfill(6 if len(time) > 4 else 4)
    )
    return digits.ljust(6, "0")[:6]


def is_signed(source: Source, reading: Reading) -> bool:
    """Whether the one column of amounts tells in from out: some amount is below 0 or has a plus before it."""
    for sheet, column, first in _read_columns(source, reading, "amount_fen"):
        for row, cells in sheet.rows.items():
            raw = cells.get(column) if row > first else None
            if raw is None or isinstance(raw, UserError):
                continue
            fen = _fen(raw)
            if fen is not None and (fen < 0 or (isinstance(raw, str) and str(_tidy(raw))[:1] in ("+", "＋"))):
                return True
    return False


def opening_of(source: Source, reading: Reading) -> int | None:
    """The balance before the first line in fen, where the file has a row for it."""
    for left in reading.left_out:
        if left.why != "期初余额" or left.row is None:
            continue
        for sheet, column, _ in _read_columns(source, reading, "balance_fen"):
            if sheet.name == left.sheet:
                cells = sheet.rows[left.row]
                stated = _fen(cells.get(column))
                if stated is None:
                    figures = [fen for key in sorted(cells) if (fen := _figure(cells[key])) is not None]
                    stated = figures[-1] if len(figures) == 1 else None
                if stated is not None:
                    return stated
    return None


def _figure(raw: Raw) -> int | None:
    """The one amount in a text such as 期初余额：800.00."""
    if not isinstance(raw, str):
        return _fen(raw)
    try:
        return parse_yuan(clean(raw).rpartition("：")[2].rpartition(":")[2])
    except UserError:
        return None


def _read_columns(source: Source, reading: Reading, name: str) -> list[tuple[RawSheet, int, int]]:
    by_name = {clean(sheet.name): sheet for sheet in source.sheets}
    return [
        (by_name[sheet_read.name], column.number, sheet_read.header_row)
        for sheet_read in reading.sheets
        for column in sheet_read.columns
        if column.field == name
    ]


MANNER = Manner(
    tidy=_tidy,
    passes=_passes,
    surely=_surely,
    strict=frozenset((*_MONEY, "dated")),
    who="party",
    hidden="",
    keyed=False,
    fills=frozenset({"summary"}),
    prepare=_prepare,
)
"""How statements are read."""
