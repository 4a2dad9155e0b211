"""A clerk's own sheets read against a table: file, sheets, heading line, rows; nothing dropped unsaid."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        headings = (column.heading for sheet in self.sheets for column in sheet.columns if not column.field)
        return tuple(dict.fromkeys(heading for heading in headings if heading))

    @property
    def has(self) -> frozenset[str]:
        """The fields that any sheet has a column for."""
        return frozenset(column.field for sheet in self.sheets for column in sheet.columns if column.field)


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
    findings = Found(asking)
    if source.remark:
        findings.warnings.append(Problem(None, "文件", source.remark, "请抽看几格", warning=True))
    chosen = _choose(source, table, options, findings)
    read_in = []
    for raw_sheet, raw_header in chosen:
        sheet, header = raw_sheet, raw_header
        if manner.prepare is not None:
            sheet, header = manner.prepare(sheet, header)
        sheet_label = clean(sheet.name) if len(chosen) > 1 else ""
        sheet_table = table if manner.table_for is None else manner.table_for(header)
        findings.left_out += _left_columns(sheet, header, manner)
        findings.problems += _header_problems(sheet, header, sheet_table, table, asking, sheet_label)
        before = len(findings.rows)
        read_records(sheet, header, sheet_table, manner, findings, sheet_label)
        rows = [row.row for row in findings.rows[before:]]
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
        source.name, source.sha256, tuple(read_in), tuple(findings.rows), tuple(findings.problems),
        tuple(findings.warnings), tuple(findings.left_out), tuple(findings.changed),
    )  # fmt: skip


def _choose(source: Source, table: Table, options: Options, findings: Found) -> list[tuple[RawSheet, Header]]:
    """The sheets to read: those named, else the best with all of its shape; the others are said."""
    find = _finder(table, options)
    headed: list[tuple[RawSheet, Header]] = []
    for sheet in source.sheets:
        header = find(sheet)
        if header is not None:
            headed.append((sheet, _mapped(header, table, options, findings.asking)))
        elif sheet.rows and clean(sheet.name) != _EXPLAINING and len(source.sheets) > 1:
            findings.left_out.append(LeftOut(sheet.name, None, f"{len(sheet.rows)}行", "没有找到表头"))
    findings.left_out += [LeftOut(name, None, "", "隐藏的工作表，要读请先取消隐藏") for name in source.hidden]
    _refuse_unknown_columns(headed, options)
    if options.sheets:
        return _named(headed, options.sheets, findings, source)
    if not headed:
        labels = "、".join(field.label for field in table.editable if field.required)
        raise UserError("没有找到表头", f"表里要有一行写着各栏名称，至少有：{labels}；也可先下载模板再填")
    best = max(headed, key=lambda pair: len(pair[1].columns))
    chosen = []
    for sheet, header in headed:
        if header.line == best[1].line or _asked_for(sheet, header, findings):
            chosen.append((sheet, header))
    return chosen


def _named(
    headed: Sequence[tuple[RawSheet, Header]], names: Sequence[str], findings: Found, source: Source
) -> list[tuple[RawSheet, Header]]:
    by_name = {clean(sheet.name): (sheet, header) for sheet, header in headed}
    for name in names:
        if name not in by_name:
            can = "、".join(by_name) or "没有可读的工作表"
            known = name in {clean(sheet.name) for sheet in source.sheets}
            what = f"工作表“{name}”里没有找到表头" if known else f"没有工作表“{name}”"
            raise UserError(what, f"可读的工作表：{can}")
    findings.left_out += [
        LeftOut(sheet.name, None, "", "没有选这张工作表")
        for name, (sheet, _) in by_name.items()
        if name not in names
    ]
    return [by_name[name] for name in dict.fromkeys(names)]


def _asked_for(sheet: RawSheet, header: Header, findings: Found) -> bool:
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
    if findings.asking.ask(question) == "read":
        return True
    findings.left_out.append(LeftOut(name, None, f"{count}行", "表头与所读的工作表不同", question.key))
    return False


def _mapped(header: Header, table: Table, options: Options, asking: Asking) -> Header:
    """The heading line with what the clerk said of its columns, now or at an earlier import."""
    mapping: dict[str, str] = dict(options.remembered.get(header.line, {}))
    for ours, theirs in options.columns.items():
        mapping[_our_field(table, ours).name] = theirs
    for name, answer in _column_answers(options.answers):
        mapping[name] = answer
        asking.taken(f"column.{name}")
    if not mapping:
        return header
    columns = dict(header.columns)
    for name, theirs in mapping.items():
        if not any(field.name == name for field in table.editable):
            continue
        if not theirs or theirs == "-":
            columns.pop(name, None)
            continue
        column = named_column(header, theirs)
        if column is None:
            continue  # of another sheet, or refused
        for other in [key for key, number in columns.items() if number == column]:
            del columns[other]
        columns[name] = column
    extra = tuple((column, name) for column, name in header.extra if column not in columns.values())
    chosen = frozenset(column for column, name in extra if name in mapping)
    return replace(header, columns=columns, extra=extra, equal=header.equal - chosen)


def _finder(table: Table, options: Options) -> Callable[[RawSheet], Header | None]:
    """Finds heading lines by the door's words and the clerk's; earlier ones count only on their own line."""
    now = {theirs: _our_field(table, ours).name for ours, theirs in options.columns.items() if theirs}
    earlier = {
        theirs: name for line in options.remembered.values() for name, theirs in line.items() if theirs
    }
    known = {field.name for field in table.editable}
    earlier = {theirs: name for theirs, name in earlier.items() if name in known} | now
    words, with_earlier = Dictionary(table, now), Dictionary(table, earlier)

    def find(sheet: RawSheet) -> Header | None:
        header = find_header(sheet, words)
        if earlier != now:
            remembered = find_header(sheet, with_earlier)
            if remembered is not None and remembered.line in options.remembered:
                return remembered
        return header

    return find


def _refuse_unknown_columns(headed: Sequence[tuple[RawSheet, Header]], options: Options) -> None:
    """A column that was named and is on no sheet is a slip of the pen."""
    for theirs in options.columns.values():
        if theirs and headed and all(named_column(header, theirs) is None for _, header in headed):
            there = dict.fromkeys(heading.shown for _, header in headed for heading in header.headings)
            raise UserError(f"表里没有“{theirs}”这一列", f"表里的列：{'、'.join(there)}")


def _our_field(table: Table, word: str) -> Field:
    for field in table.editable:
        if word in (field.label, field.name):
            return field
    raise UserError(f"没有“{word}”这一栏", f"我们的栏：{'、'.join(field.label for field in table.editable)}")


def _column_answers(answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, answer in answers.items():
        if key.startswith("column."):
            yield key.removeprefix("column."), answer


def _header_problems(
    sheet: RawSheet, header: Header, sheet_table: Table, table: Table, asking: Asking, sheet_label: str
) -> Iterator[Problem]:
    """Columns of the same words with different cells, and needed columns that nobody found; each is asked."""
    for column, name in header.extra:
        if column in header.equal and not _same_cells(sheet, header, column, header.columns[name]):
            first = column_letters(header.columns[name])
            _ask_column(sheet, header, table[name], (header.columns[name], column), asking)
            yield Problem(
                header.row, place(column, table[name].label), f"与{first}列是同一栏",
                f"请只留一列，或答 column.{name}=列", sheet=sheet_label,
            )  # fmt: skip
    for field in table.editable:
        if not field.required or field.name in header.columns:
            continue
        free = [heading.column for heading in header.headings if heading.column not in _taken(header)]
        if sheet_table[field.name].required:
            _ask_column(sheet, header, field, free, asking)
            advice = f"请加上这一列，标题写“{field.label}”；或指明是哪一列（--map {field.label}=他们的栏）"
            yield Problem(header.row, field.label, "表里没有这一列", advice, sheet=sheet_label)
        elif field.kind is Kind.IDENTITY:
            _ask_column(sheet, header, field, free, asking, only_likely=True)


def _left_columns(sheet: RawSheet, header: Header, manner: Manner) -> Iterator[LeftOut]:
    """Further columns of a meaning that has its column: the better one was taken, and this is said."""
    for column, name in header.extra:
        if column not in header.equal or _same_cells(sheet, header, column, header.columns[name]):
            taken = heading_of(header, header.columns[name])
            filled = "，后者空着的行才读它" if name in manner.fills else ""
            why = f"与{column_letters(header.columns[name])}列“{taken}”是同一意思，读的是后者{filled}"
            yield LeftOut(sheet.name, header.row, heading_of(header, column), why)


def _taken(header: Header) -> set[int]:
    return set(header.columns.values())


def _ask_column(
    sheet: RawSheet, header: Header, field: Field, columns: Sequence[int], asking: Asking,
    *, only_likely: bool = False,
) -> None:  # fmt: skip
    """Which of the columns is ours; where the import can do without it, only if one of them looks like it."""
    choices, likely = [], ""
    for column in columns:
        samples = "、".join(_samples(sheet, header, column, field))
        choices.append(Choice(column_letters(column), f"{heading_of(header, column)}：{samples}"[:60]))
        heading = next(
            (candidate for candidate in header.headings if candidate.column == column),
            Heading(column, "", ()),
        )
        if not likely and is_likely(field, heading, _below(sheet, header, column)):
            likely = column_letters(column)
    if choices and (likely or not only_likely):
        question = Question(
            f"column.{field.name}", f"“{field.label}”是哪一列？", tuple(choices), likely, "字面或内容相近"
        )
        stands = "" if only_likely else "-"
        asking.ask(replace(question, otherwise=stands, choices=(*choices, Choice("-", "没有这一列"))))


def _below(sheet: RawSheet, header: Header, column: int) -> list[Raw]:
    values: list[Raw] = []
    for row in sorted(row for row in sheet.rows if row > header.row):
        value = sheet.rows[row].get(column)
        if value is not None and value != "" and not isinstance(value, UserError):
            values.append(value)
            if len(values) == _SAMPLES:
                break
    return values


def _same_cells(sheet: RawSheet, header: Header, column: int, other: int) -> bool:
    rows = (cells for row, cells in sheet.rows.items() if row > header.row)
    return all(cells.get(column) == cells.get(other) or cells.get(column) is None for cells in rows)


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
