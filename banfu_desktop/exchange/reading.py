"""A clerk's own sheets read against a table: file, sheets, heading line, rows; nothing dropped unsaid."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from banfu_desktop.exchange.cells import Raw, column_letters
from banfu_desktop.exchange.headings import (
    Dictionary,
    Header,
    Heading,
    find_header,
    heading_of,
    is_likely,
    named_column,
)
from banfu_desktop.exchange.records import COUNTERS, LEAVE, Found, Manner, ReadRow, place, read_records, shown
from banfu_desktop.exchange.source import Source, read_source
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import (
    Asking,
    Changed,
    Choice,
    ColumnRead,
    File,
    LeftOut,
    Options,
    Question,
    SheetRead,
)
from banfu_desktop.tables.spec import Field, Kind, Table, clean

_SAMPLES, _LONGEST_SAMPLE = 3, 12
_EXPLAINING = "填表说明"
_PLAIN = Manner()


@dataclass(frozen=True)
class Reading:
    """What a file held. Where there are problems, the rows lack the values that could not be read."""

    name: str
    sha256: str
    sheets: tuple[SheetRead, ...]
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    changed: tuple[Changed, ...]

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """The headings of columns that are not taken in."""
        headings = (one.heading for sheet in self.sheets for one in sheet.columns if not one.field)
        return tuple(dict.fromkeys(heading for heading in headings if heading))

    @property
    def has(self) -> frozenset[str]:
        """The fields that any sheet has a column for."""
        return frozenset(one.field for sheet in self.sheets for one in sheet.columns if one.field)


def read(
    path: File,
    table: Table,
    asking: Asking | None = None,
    options: Options | None = None,
    manner: Manner = _PLAIN,
) -> Reading:
    """Read the sheets of a file whose heading line names the table's fields, in whatever order.

    Problems are those of single cells, missing or doubled columns, and records that come twice; whether
    records agree with each other and with the office is for the services to say.

    Raises:
        UserError: the file cannot be read (see exchange.source), a sheet or column that was named is not
            there, or no row in it is such a heading line.
        MachineError: the disk cannot be read.
    """
    given = options or Options()
    return read_sheets_of(read_source(path), table, asking or Asking(given.answers), given, manner)


def read_sheets_of(
    source: Source, table: Table, asking: Asking, options: Options, manner: Manner = _PLAIN
) -> Reading:
    """The same for a file that was opened already."""
    found = Found(asking)
    chosen = _choose(source, table, options, found)
    read_in = []
    for raw_sheet, raw_header in chosen:
        sheet, header = raw_sheet, raw_header
        if manner.prepare is not None:
            sheet, header = manner.prepare(sheet, header)
        said = clean(sheet.name) if len(chosen) > 1 else ""
        own = table if manner.table_for is None else manner.table_for(header)
        found.left_out += _left_columns(sheet, header)
        found.problems += _header_problems(sheet, header, own, table, asking, said)
        before = len(found.rows)
        read_records(sheet, header, own, manner, found, said)
        rows = [one.row for one in found.rows[before:]]
        read_in.append(
            SheetRead(
                clean(sheet.name),
                header.row,
                header.line,
                tuple(_columns(sheet, header, table, options)),
                min(rows, default=None),
                max(rows, default=None),
            )
        )
    return Reading(
        source.name, source.sha256, tuple(read_in), tuple(found.rows), tuple(found.problems),
        tuple(found.warnings), tuple(found.left_out), tuple(found.changed),
    )  # fmt: skip


def _choose(source: Source, table: Table, options: Options, found: Found) -> list[tuple[RawSheet, Header]]:
    """The sheets to read: those named, else the best with all of its shape; the others are said."""
    words = Dictionary(table)
    headed: list[tuple[RawSheet, Header]] = []
    for sheet in source.sheets:
        header = find_header(sheet, words)
        if header is not None:
            headed.append((sheet, _mapped(sheet, header, table, options, found.asking)))
        elif sheet.rows and clean(sheet.name) != _EXPLAINING and len(source.sheets) > 1:
            found.left_out.append(LeftOut(sheet.name, None, f"{len(sheet.rows)}行", "没有找到表头"))
    found.left_out += [LeftOut(name, None, "", "隐藏的工作表，要读请先取消隐藏") for name in source.hidden]
    if options.sheets:
        return _named(headed, options.sheets, found, source)
    if not headed:
        labels = "、".join(one.label for one in table.editable if one.required)
        raise UserError("没有找到表头", f"表里要有一行写着各栏名称，至少有：{labels}；也可先下载模板再填")
    best = max(headed, key=lambda one: len(one[1].columns))
    chosen = []
    for sheet, header in headed:
        if header.line == best[1].line or _asked_for(sheet, header, found):
            chosen.append((sheet, header))
    return chosen


def _named(
    headed: Sequence[tuple[RawSheet, Header]], names: Sequence[str], found: Found, source: Source
) -> list[tuple[RawSheet, Header]]:
    there = {clean(sheet.name): (sheet, header) for sheet, header in headed}
    for name in names:
        if name not in there:
            can = "、".join(there) or "没有可读的工作表"
            known = name in {clean(sheet.name) for sheet in source.sheets}
            what = f"工作表“{name}”里没有找到表头" if known else f"没有工作表“{name}”"
            raise UserError(what, f"可读的工作表：{can}")
    found.left_out += [
        LeftOut(sheet.name, None, "", "没有选这张工作表")
        for name, (sheet, _) in there.items()
        if name not in names
    ]
    return [there[name] for name in dict.fromkeys(names)]


def _asked_for(sheet: RawSheet, header: Header, found: Found) -> bool:
    """Whether a sheet of another shape is to be read as well; nobody saying so, it is named as left out."""
    name, count = clean(sheet.name), sum(row > header.row for row in sheet.rows)
    question = Question(
        f"sheet.{name}",
        f"工作表“{name}”另有{count}行，表头与所读的不同，要不要也读进来？",
        (Choice("read", "读进来"), Choice(LEAVE, "不读")),
        otherwise=LEAVE,
    )
    if count == 0:
        return False
    if found.asking.ask(question) == "read":
        return True
    found.left_out.append(LeftOut(name, None, f"{count}行", "表头与所读的工作表不同", question.key))
    return False


def _mapped(sheet: RawSheet, header: Header, table: Table, options: Options, asking: Asking) -> Header:
    """The heading line with what the clerk said of its columns, now or at an earlier import."""
    said: dict[str, str] = dict(options.remembered.get(header.line, {}))
    for ours, theirs in options.columns.items():
        said[_our_field(table, ours).name] = theirs
    for name, answer in _column_answers(options.answers):
        said[name] = answer
        asking.taken(f"column.{name}")
    if not said:
        return header
    columns = dict(header.columns)
    for name, theirs in said.items():
        if not any(one.name == name for one in table.editable):
            continue
        if not theirs or theirs == "-":
            columns.pop(name, None)
            continue
        column = named_column(header, theirs)
        if column is None:
            if name in options.remembered.get(header.line, {}) and name not in options.columns:
                continue
            shown = "、".join(heading.shown for heading in header.headings)
            raise UserError(f"工作表“{clean(sheet.name)}”没有“{theirs}”这一列", f"表里的列：{shown}")
        for other in [key for key, number in columns.items() if number == column]:
            del columns[other]
        columns[name] = column
    extra = tuple((column, name) for column, name in header.extra if column not in columns.values())
    chosen = frozenset(column for column, name in extra if name in said)
    return replace(header, columns=columns, extra=extra, equal=header.equal - chosen)


def _our_field(table: Table, said: str) -> Field:
    for one in table.editable:
        if said in (one.label, one.name):
            return one
    raise UserError(f"没有“{said}”这一栏", f"我们的栏：{'、'.join(one.label for one in table.editable)}")


def _column_answers(answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, answer in answers.items():
        if key.startswith("column."):
            yield key.removeprefix("column."), answer


def _header_problems(
    sheet: RawSheet, header: Header, own: Table, table: Table, asking: Asking, said: str
) -> Iterator[Problem]:
    """Columns of the same words with different cells, and needed columns that nobody found; each is asked."""
    for column, name in header.extra:
        if column in header.equal and not _same_cells(sheet, header, column, header.columns[name]):
            first = column_letters(header.columns[name])
            _ask_column(sheet, header, table[name], (header.columns[name], column), asking)
            yield Problem(
                header.row, place(column, table[name].label), f"与{first}列是同一栏",
                f"请只留一列，或答 column.{name}=列", sheet=said,
            )  # fmt: skip
    for one in table.editable:
        if not one.required or one.name in header.columns:
            continue
        free = [heading.column for heading in header.headings if heading.column not in _taken(header)]
        if own[one.name].required:
            _ask_column(sheet, header, one, free, asking)
            advice = f"请加上这一列，标题写“{one.label}”；或指明是哪一列（--map {one.label}=他们的栏）"
            yield Problem(header.row, one.label, "表里没有这一列", advice, sheet=said)
        elif one.kind is Kind.IDENTITY:
            _ask_column(sheet, header, one, free, asking, only_likely=True)


def _left_columns(sheet: RawSheet, header: Header) -> Iterator[LeftOut]:
    """Further columns of a meaning that has its column: the better one was taken, and this is said."""
    for column, name in header.extra:
        if column not in header.equal or _same_cells(sheet, header, column, header.columns[name]):
            taken = heading_of(header, header.columns[name])
            why = f"与{column_letters(header.columns[name])}列“{taken}”是同一意思，读的是后者"
            yield LeftOut(sheet.name, header.row, heading_of(header, column), why)


def _taken(header: Header) -> set[int]:
    return set(header.columns.values())


def _ask_column(
    sheet: RawSheet, header: Header, wanted: Field, columns: Sequence[int], asking: Asking,
    *, only_likely: bool = False,
) -> None:  # fmt: skip
    """Which of the columns is ours; where the import can do without it, only if one of them looks like it."""
    choices, likely = [], ""
    for column in columns:
        samples = "、".join(_samples(sheet, header, column, wanted))
        choices.append(Choice(column_letters(column), f"{heading_of(header, column)}：{samples}"[:60]))
        heading = next((one for one in header.headings if one.column == column), Heading(column, "", ()))
        if not likely and is_likely(wanted, heading, _below(sheet, header, column)):
            likely = column_letters(column)
    if choices and (likely or not only_likely):
        question = Question(
            f"column.{wanted.name}", f"“{wanted.label}”是哪一列？", tuple(choices), likely, "字面或内容相近"
        )
        stands = "" if only_likely else "-"
        asking.ask(replace(question, otherwise=stands, choices=(*choices, Choice("-", "没有这一列"))))


def _below(sheet: RawSheet, header: Header, column: int) -> list[Raw]:
    found: list[Raw] = []
    for row in sorted(row for row in sheet.rows if row > header.row):
        value = sheet.rows[row].get(column)
        if value is not None and value != "" and not isinstance(value, UserError):
            found.append(value)
            if len(found) == _SAMPLES:
                break
    return found


def _same_cells(sheet: RawSheet, header: Header, one: int, other: int) -> bool:
    rows = (cells for row, cells in sheet.rows.items() if row > header.row)
    return all(cells.get(one) == cells.get(other) or cells.get(one) is None for cells in rows)


def _samples(sheet: RawSheet, header: Header, column: int, known: Field | None) -> tuple[str, ...]:
    texts = (shown(value, known) for value in _below(sheet, header, column))
    return tuple(
        text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…" for text in texts
    )


def _columns(sheet: RawSheet, header: Header, table: Table, options: Options) -> Iterable[ColumnRead]:
    by_column = {column: name for name, column in header.columns.items()}
    told = {_our_field(table, ours).name for ours in options.columns}
    told |= {name for name, _ in _column_answers(options.answers)}
    remembered = options.remembered.get(header.line, {})
    for heading in header.headings:
        name = by_column.get(heading.column, "")
        known = table[name] if name else None
        if not name and (not heading.keys or COUNTERS.intersection(heading.keys)):
            continue
        how = "" if known is None else "指定" if name in told else "记住" if name in remembered else "认得"
        label = known.label if known is not None else ""
        samples = _samples(sheet, header, heading.column, known)
        yield ColumnRead(heading.column, clean(heading.shown), name, label, how, samples)
