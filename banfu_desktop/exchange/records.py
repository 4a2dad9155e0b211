"""The records of one sheet: which rows are some, what each cell says, and what could not be read of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from banfu_desktop.exchange.cells import FormulaError, Raw, column_letters
from banfu_desktop.exchange.headings import Header, compact, plain
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.dates import Month, MonthOnlyError
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, Changed, Choice, LeftOut, Question
from banfu_desktop.rules.words import UnknownWordError
from banfu_desktop.tables.spec import Field, Kind, Table, clean

Cells = Mapping[int, Raw]

LEAVE, TAKE = "leave", "take"
COUNTERS = frozenset({"序号", "编号", "no", "序"})
"""Headings over numbers that only count the rows."""
_TOTAL = re.compile(r"(本页|本月|本年|全镇)?(合计|小计|总计|累计)[\d人元:.,()]*")
_COUNTED = re.compile(r"(?:合计|总计|小计)?[:(]?(\d{1,5})人?\)?")
_SIGN_OFF = re.compile(r"(制表|填表|填报|审核|审批|复核|经办|联系|(单位|部门)?负责)[^:]{0,8}:.*")
_NOTES = re.compile(r"(填表|填报)?(说明|注意事项|备注|注)(:.*)?")
_NOTE_ON_DATE = re.compile(r"[（(][^（）()]*[)）]\s*$")
_LONG_NUMBER = re.compile(r"\d{11}")
_SHOWN = 60
_TIME = re.compile(
    r"(?<=\d)\s*[日号]?(?:\s*(?:星期|周)[一二三四五六日天])?"
    r"(?:[T\s]+\d{1,2}[:：.时]\d{1,2}(?:[:：.分]\d{1,2}(?:\.\d+)?秒?)?分?|\s+\d{4}(?:\d{2})?)?$"
)
"""What stands behind a day: its weekday, the time."""


@dataclass(frozen=True)
class ReadRow:
    """One record: the row number Excel shows, and its values by field name.

    A column that the sheet does not have is not among the values, nor is a cell that was left out; an empty
    cell is, as None.
    """

    row: int
    values: Mapping[str, Any]
    sheet: str = ""


@dataclass(frozen=True)
class Manner:
    """How a door reads its sheets, where doors differ.

    Attributes:
        tidy: what is done to every cell before it is read.
        passes: the texts of a row → why it is no record; empty when it may be one.
        surely: whether a row (raw cells by field name) is a record whatever its texts look like.
        strict: optional fields besides amounts whose bad cells stop the import all the same.
        who: the field that names a record in a sentence.
        hidden: what stands for hidden rows when nobody answers; empty: the import waits.
        counts: whether a row 合计 states how many records there are.
        table_for: the table to read a sheet with, as its heading line says; None: the door's own.
        keyed: whether a record that comes twice is a problem.
        fills: fields whose empty cells are filled from a further column of the same meaning.
        totals: whether rows of totals are rows like others, for the door to look at.
        prepare: what is done to a sheet and its heading line before its records are read.
    """

    tidy: Callable[[Raw], Raw] | None = None
    passes: Callable[[Sequence[str]], str] | None = None
    surely: Callable[[Mapping[str, Raw]], bool] | None = None
    strict: frozenset[str] = frozenset()
    who: str = "name"
    hidden: str = LEAVE
    counts: bool = False
    table_for: Callable[[Header], Table] | None = None
    keyed: bool = True
    fills: frozenset[str] = frozenset()
    totals: bool = False
    prepare: Callable[[RawSheet, Header], tuple[RawSheet, Header]] | None = None


@dataclass
class Found:
    """What reading comes upon, sheet after sheet."""

    asking: Asking
    rows: list[ReadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    firsts: dict[tuple[Any, ...], tuple[str, int]] = field(default_factory=dict)


def read_records(
    sheet: RawSheet, header: Header, table: Table, manner: Manner, findings: Found, sheet_label: str
) -> None:
    """Read the rows below a heading line into the findings; the label is the sheet's name among several."""
    part = replace(table, fields=tuple(table[name] for name in header.columns))
    reader = _Reader(part, header, manner, findings, sheet.name, sheet_label)
    count = 0
    for number, cells in _sort_out(sheet, header, manner, findings):
        count += 1
        values = reader.read(number, cells)
        if manner.keyed:
            findings.problems += _repetition(part, number, values, findings.firsts, sheet_label, header)
        findings.rows.append(ReadRow(number, values, sheet.name))
    if manner.counts:
        _compare_counts(sheet, count, findings, sheet_label)


class _Reader:
    """Reads record after record of one sheet."""

    def __init__(
        self, part: Table, header: Header, manner: Manner, findings: Found, sheet: str, sheet_label: str
    ) -> None:
        self._part, self._columns, self._manner = part, header.columns, manner
        self._found, self._sheet, self._said = findings, sheet, sheet_label
        self._who = header.columns.get(manner.who)

    def read(self, number: int, cells: Cells) -> dict[str, Any]:
        """The values of one record; what is wrong with it goes to where problems are collected."""
        values: dict[str, Any] = {}
        for our_field in self._part.fields:
            raw = cells.get(self._columns[our_field.name])
            try:
                value = our_field.read(raw)
            except UserError as refusal:
                self._refused(number, cells, our_field, raw, refusal, values)
            else:
                values[our_field.name] = value
                if isinstance(raw, str) and isinstance(value, str) and raw.strip() != value:
                    self._note_change(number, our_field, raw, value)
        return values

    def _note_change(self, number: int, field: Field, raw: str, value: str) -> None:
        if field.kind in (Kind.TEXT, Kind.NOTE) and not field.kind.secret:
            before = raw.strip().replace("\n", "⏎")
            self._found.changed.append(Changed(self._sheet, number, field.label, before, value))

    def _refused(
        self, number: int, cells: Cells, field: Field, raw: Raw | None, refusal: UserError,
        values: dict[str, Any],
    ) -> None:  # fmt: skip
        """A cell that cannot be read: asked about, left out and said, or a problem that stops the import."""
        if isinstance(refusal, FormulaError):
            self._formula(number, cells, field, refusal, values)
        elif isinstance(refusal, UnknownWordError):
            self._unknown_word(number, cells, field, refusal, values)
        elif isinstance(refusal, MonthOnlyError):
            self._month_only(number, cells, field, refusal, values)
        elif field.kind is Kind.DATE and isinstance(raw, str) and _NOTE_ON_DATE.search(raw):
            self._dated_with_note(number, cells, field, raw, values)
        elif field.kind is Kind.DATE and isinstance(raw, str) and (day := without_time(raw)) != raw.strip():
            self._again(number, cells, field, day, values)
        else:
            self._bad(number, cells, field, refusal, raw)

    def _again(self, number: int, cells: Cells, field: Field, raw: Raw, values: dict[str, Any]) -> None:
        try:
            values[field.name] = field.read(raw)
        except UserError as refusal:
            self._refused(number, cells, field, raw, refusal, values)

    def _formula(
        self, number: int, cells: Cells, field: Field, refusal: FormulaError, values: dict[str, Any]
    ) -> None:
        if refusal.stored is None:
            self._bad(number, cells, field, UserError(refusal.what, refusal.advice), None)
            return
        answer = self._found.asking.ask(_FORMULAS)
        if answer == TAKE:
            self._again(number, cells, field, refusal.stored, values)
        else:
            advice = f"{refusal.advice}；或同意取上次保存的结果（formulas=take）"
            self._bad(number, cells, field, UserError(refusal.what, advice), None)

    def _unknown_word(
        self, number: int, cells: Cells, field: Field, refusal: UnknownWordError, values: dict[str, Any]
    ) -> None:
        words = field.words
        if words is None:
            return
        choices = tuple(Choice(word.value, word.label) for word in words)
        if not field.required:
            choices += (Choice("-", "不填"),)
        answer = self._found.asking.ask(
            Question(
                f"word.{field.name}.{refusal.text}",
                f"{field.label}“{refusal.text}”（{self._name(cells) or f'第{number}行'}等）是哪一种？",
                choices,
                proposal=refusal.proposal,
                why="字面相近" if refusal.proposal else "",
                otherwise="" if field.required else "-",
                rows=(number,),
            )
        )
        if answer == "-":
            self._left(number, cells, field, f"“{refusal.text}”不在可选项中", refusal.advice, refusal.text)
        elif answer:
            values[field.name] = words.parse(answer)

    def _month_only(
        self, number: int, cells: Cells, field: Field, refusal: MonthOnlyError, values: dict[str, Any]
    ) -> None:
        month = refusal.month
        answer = self._found.asking.ask(
            Question(
                f"day.{field.name}.{month}",
                f"{field.label}只写了{month.label}（{self._name(cells) or f'第{number}行'}等），是哪一天？",
                otherwise="" if field.required else "-",
                rows=(number,),
                typed="YYYY-MM-DD",
            )
        )
        if answer == "-":
            self._left(number, cells, field, f"只有年月（{month}），没有日", "请写成 2026-10-05", str(month))
        elif answer:
            self._again(number, cells, field, answer, values)
            day = values.get(field.name)
            if day is not None and Month.of(day) != month:
                values.pop(field.name)
                contradiction = UserError(f"回答的{day}不在{month.label}", "请核对")
                self._bad(number, cells, field, contradiction, None)

    def _dated_with_note(
        self, number: int, cells: Cells, field: Field, raw: str, values: dict[str, Any]
    ) -> None:
        day = _NOTE_ON_DATE.sub("", raw).strip()
        self._again(number, cells, field, day, values)
        if field.name in values:
            self._found.changed.append(Changed(self._sheet, number, field.label, raw.strip(), day))

    def _bad(self, number: int, cells: Cells, field: Field, refusal: UserError, raw: Raw | None) -> None:
        shown = "" if field.kind.secret or raw is None or isinstance(raw, UserError) else clean(str(raw))[:40]
        if field.required or field.kind is Kind.MONEY or field.name in self._manner.strict:
            self._found.problems.append(
                Problem(
                    number, self._place(field), refusal.what, refusal.advice, shown, sheet=self._said,
                    name=self._name(cells),
                )
            )  # fmt: skip
        else:
            self._left(number, cells, field, refusal.what, refusal.advice, shown)

    def _left(self, number: int, cells: Cells, field: Field, why: str, advice: str, shown: str) -> None:
        """An optional cell that cannot be read is no reason to refuse the record: it is left out and said."""
        self._found.warnings.append(
            Problem(
                number, self._place(field), f"{why}，这一格没有读", advice, shown, warning=True,
                sheet=self._said, name=self._name(cells),
            )
        )  # fmt: skip

    def _place(self, field: Field) -> str:
        return place(self._columns[field.name], field.label)

    def _name(self, cells: Cells) -> str:
        raw = cells.get(self._who) if self._who is not None else None
        return "".join(clean(str(raw)[:30]).split()) if isinstance(raw, str) else ""


_FORMULAS = Question(
    "formulas",
    "表里有公式，本程序不计算公式。要不要取它们上次保存的结果？",
    (Choice(TAKE, "取上次保存的结果"), Choice(LEAVE, "不取")),
)
_HIDDEN = Question(
    "hidden-rows",
    "表里有隐藏的行（筛选掉或折叠的），要不要读进来？",
    (Choice("read", "读进来"), Choice(LEAVE, "不读")),
)


def shown(raw: Raw, known: Field | None = None) -> str:
    """A cell as a sentence may show it: digits long enough to be somebody's number are masked."""
    text = clean(str(raw)[:_SHOWN]).removesuffix(" 00:00:00")
    digits = "".join(text.split())
    if (known is not None and known.kind.secret) or _LONG_NUMBER.search(digits):
        return f"{digits[:4]}**{digits[-4:]}"
    return text


def without_time(text: str) -> str:
    """A day without the weekday and the time of day behind it."""
    return _TIME.sub("", text.strip())


def place(column: int, label: str) -> str:
    """A column as a problem names it: E列 身份证号."""
    return f"{column_letters(column)}列 {label}"


def _sort_out(
    sheet: RawSheet, header: Header, manner: Manner, findings: Found
) -> Iterator[tuple[int, Cells]]:
    """The rows that are records; every other row with something in it is named."""
    titles = {column: plain(sheet.rows[header.row].get(column)) for column in header.columns.values()}
    counters = {heading.column for heading in header.headings if COUNTERS.intersection(heading.keys)}
    for number in sorted(row for row in sheet.rows if row < header.first):
        findings.left_out.append(LeftOut(sheet.name, number, _first_words(sheet.rows[number]), "在表头以上"))
    in_notes = False
    for number in sorted(row for row in sheet.rows if row > header.row):
        cells = sheet.rows[number]
        if manner.tidy is not None:
            cells = {column: value for column, raw in cells.items() if (value := manner.tidy(raw)) != ""}
        by_column = {column: text for column, raw in cells.items() if (text := compact(raw))}
        cells = {column: cells[column] for column in by_column}
        texts = [by_column[column] for column in sorted(by_column)]
        if all(column in counters and text.isdecimal() for column, text in by_column.items()):
            continue
        why = _why_no_record(texts, manner)
        if not why and any(
            _TOTAL.fullmatch(text) for column, text in by_column.items() if column not in titles
        ):
            why = "合计行"
        if all(column in by_column and plain(cells[column]) == title for column, title in titles.items()):
            why = "重复的表头"
        elif why and manner.surely is not None and manner.surely(_by_field(cells, header)):
            why = ""
        if in_notes and len(texts) == 1:
            why = "填表说明"
        in_notes = in_notes or why == "填表说明"
        if not why and not by_column.keys() & titles.keys():
            why = "认得的列都是空的"
        if not why and number in sheet.hidden_rows:
            answer = findings.asking.ask(replace(_HIDDEN, otherwise=manner.hidden))
            why = "" if answer == "read" else "隐藏的行"
        if why:
            question = _HIDDEN.key if why == "隐藏的行" else ""
            findings.left_out.append(LeftOut(sheet.name, number, _first_words(cells), why, question))
        else:
            yield number, cells


def _by_field(cells: Cells, header: Header) -> dict[str, Raw]:
    return {name: cells[column] for name, column in header.columns.items() if column in cells}


def _first_words(cells: Cells) -> str:
    texts = [shown(cells[column]) for column in sorted(cells) if not isinstance(cells[column], UserError)]
    line = " ".join(text for text in texts if text)
    return line if len(line) <= 24 else f"{line[:23]}…"


def _why_no_record(texts: Sequence[str], manner: Manner) -> str:
    if manner.passes is not None and (why := manner.passes(texts)):
        return why
    if not manner.totals and any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return "合计行"
    if texts and _NOTES.fullmatch(texts[0]):
        return "填表说明"
    return "签字栏" if texts and _SIGN_OFF.fullmatch(texts[0]) else ""


def _repetition(
    part: Table, number: int, values: Mapping[str, Any], firsts: dict[tuple[Any, ...], tuple[str, int]],
    sheet_label: str, header: Header,
) -> tuple[Problem, ...]:  # fmt: skip
    """The same record a second time, told by the table's key; a key with a gap tells nothing."""
    if any(name not in header.columns for name in part.key):
        return ()
    key = tuple(values.get(name) for name in part.key)
    if not key or None in key:
        return ()
    first = firsts.setdefault(key, (sheet_label, number))
    if first == (sheet_label, number):
        return ()
    labels = "、".join(part[name].label for name in part.key)
    where = f"“{first[0]}”第{first[1]}行" if first[0] != sheet_label else f"第{first[1]}行"
    label = place(header.columns[part.key[0]], part[part.key[0]].label)
    advice = f"{labels}相同，请删去多余的一行或更正"
    name = str(values.get("name") or "")
    return (Problem(number, label, f"与{where}重复", advice, sheet=sheet_label, name=name),)


def _compare_counts(sheet: RawSheet, count: int, findings: Found, sheet_label: str) -> None:
    """A row 合计 that says how many there are is held against what was read."""
    for left in findings.left_out:
        if left.sheet != sheet.name or left.row is None or left.why != "合计行":
            continue
        cells = sheet.rows[left.row]
        for column in sorted(cells)[:4]:
            match = _COUNTED.fullmatch(compact(cells[column]))
            if match is not None and int(match[1]) != count:
                text = f"合计写着{match[1]}，读了{count}行"
                findings.warnings.append(
                    Problem(left.row, "合计", text, "请核对有没有漏行", warning=True, sheet=sheet_label)
                )
                break
