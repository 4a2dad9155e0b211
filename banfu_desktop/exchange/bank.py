"""Bank statements as Chinese banks give them out: their own headings and order, every direction proven."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from banfu_desktop.exchange.bank_sheet import MANNER, is_signed, opening_of
from banfu_desktop.exchange.reading import Reading, read_sheets_of
from banfu_desktop.exchange.records import ReadRow
from banfu_desktop.exchange.source import Source, read_source
from banfu_desktop.rules.bank import Direction
from banfu_desktop.rules.bank_directions import Line, Settled, settle
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.imports import Asking, Choice, LeftOut, Options, Question
from banfu_desktop.rules.money import yuan
from banfu_desktop.tables.bank import STATEMENT

_IN_OUT = (Choice("in", "收入"), Choice("out", "支出"))
_MINUS = Question(
    "minus",
    "收入、支出栏里有负数，余额又证明不了。负数是什么意思？",
    (Choice("sign", "只是写法，方向看所在的栏"), Choice("reversal", "冲回，方向与所在的栏相反")),
)
_SHOWN = 3


@dataclass(frozen=True)
class Movement:
    """One line of a statement: `row` as Excel shows it, amounts in fen, one of in and out is 0."""

    row: int
    dated: date
    in_fen: int
    out_fen: int
    balance_fen: int | None
    party: str | None
    summary: str | None
    sheet: str = ""

    @property
    def net_fen(self) -> int:
        """What it does to the balance."""
        return self.in_fen - self.out_fen


@dataclass(frozen=True)
class Statement:
    """A statement in the order of time. Where there are problems or open questions the movements are none.

    `warnings` say where the bank's balances do not follow from each other (a line is missing), and what was
    proven by the balances alone.
    """

    sha256: str
    movements: tuple[Movement, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    reading: Reading

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """Columns that are not used."""
        return self.reading.ignored_columns


def read_statement(path: Path, asking: Asking | None = None, options: Options | None = None) -> Statement:
    """Read a statement, .xlsx, .xls, .csv or a page of HTML; what is not proven is asked.

    Raises:
        UserError: not such a file, too large, or no heading line in it.
        MachineError: the disk cannot be read.
    """
    source = read_source(path)
    given = options or Options()
    questions = asking or Asking(given.answers)
    reading = read_sheets_of(source, STATEMENT, questions, given, MANNER)
    return _Taking(source, reading, questions).statement()


@dataclass(frozen=True)
class _Said:
    """What one row says of itself: its line as far as it goes, and why its direction is in doubt."""

    read: ReadRow
    line: Line
    doubt: str


class _Taking:
    """Turns the rows of a reading into movements: amounts, doubts, order, and what nothing proves."""

    def __init__(self, source: Source, reading: Reading, asking: Asking) -> None:
        self._source, self._reading, self._asking = source, reading, asking
        self._problems: list[Problem] = list(reading.problems)
        self._warnings: list[Problem] = list(reading.warnings)
        self._left: list[LeftOut] = list(reading.left_out)
        self._several = len(reading.sheets) > 1

    def statement(self) -> Statement:
        """The statement, or what is wrong and open."""
        wrong = {(problem.sheet if self._several else "", problem.row) for problem in self._problems}
        read = [
            row for row in self._reading.rows if (row.sheet if self._several else "", row.row) not in wrong
        ]
        rows = self._without_doubles(read)
        signed = is_signed(self._source, self._reading)
        agreeing = signed and self._words_agree(rows)
        read_lines = [
            read_line
            for place, row in enumerate(rows)
            if (read_line := self._said(place, row, signed, agreeing))
        ]
        movements: list[Movement] = []
        if not self._problems and read_lines:
            settled = self._settled(read_lines)
            if settled is not None:
                movements = [_movement(*pair) for pair in _together(read_lines, settled)]
                self._warnings += self._remarks(settled, read_lines, movements)
        reading = replace(self._reading, left_out=tuple(self._left))
        return Statement(
            self._reading.sha256, tuple(movements), tuple(self._problems), tuple(self._warnings), reading
        )

    def _without_doubles(self, rows: Sequence[ReadRow]) -> list[ReadRow]:
        """Rows of several sheets that are the same line (day, amounts, balance) are one, and said."""
        if not self._several:
            return list(rows)
        taken: Counter[tuple[Any, ...]] = Counter()
        kept, by_sheet = [], {sheet.name: Counter[tuple[Any, ...]]() for sheet in self._reading.sheets}
        for row in rows:
            names = ("dated", "in_fen", "out_fen", "amount_fen", "balance_fen")
            key = tuple(row.values.get(name) for name in names)
            here = by_sheet.setdefault(row.sheet, Counter())
            here[key] += 1
            if row.values.get("balance_fen") is not None and here[key] <= taken[key]:
                day = str(row.values.get("dated"))
                self._left.append(LeftOut(row.sheet, row.row, day, "别的工作表里已有这一行"))
                continue
            taken[key] += 1
            kept.append(row)
        return kept

    def _words_agree(self, rows: Sequence[ReadRow]) -> bool:
        """Whether every amount below 0 has a word for money out, and no other one has."""
        signs = [
            (row.values["amount_fen"] < 0, row.values.get("direction"))
            for row in rows
            if row.values.get("amount_fen") and row.values.get("direction") is not None
        ]
        return all((word is Direction.OUT) is below for below, word in signs)

    def _said(self, place: int, read: ReadRow, signed: bool, agreeing: bool) -> _Said | None:
        values = read.values
        came, went, amount = (values.get(name) for name in ("in_fen", "out_fen", "amount_fen"))
        if came and went:
            self._wrong(read, "收入和支出都有金额")
            return None
        if not came and not went and not amount:
            if came is None and went is None and amount is None:
                self._wrong(read, "没有金额")
                return None
            self._left.append(
                LeftOut(read.sheet, read.row, str(values.get("dated") or ""), "金额为 0，没有动账")
            )
            return None
        if values.get("dated") is None:
            return None  # named when the sheet was read
        sign, size, doubt = _direction(values, signed, agreeing)
        moment = "".join(ch for ch in values.get("clock") or "" if ch.isdigit())
        line = Line(place, values["dated"], size, sign, values.get("balance_fen"), moment)
        return _Said(read, line, doubt)

    def _wrong(self, read: ReadRow, why: str) -> None:
        sheet = read.sheet if self._several else ""
        self._problems.append(Problem(read.row, "金额", why, "请核对这一行；收入和支出只填一个", sheet=sheet))

    # What nothing in the row itself proves.

    def _settled(self, read_lines: Sequence[_Said]) -> Settled | None:
        """The lines in order; None while a question about their direction is open."""
        opening = opening_of(self._source, self._reading)
        lines = [read_line.line for read_line in read_lines]
        may_turn = self._has_two_faced_headings()
        settled = settle(lines, opening, may_turn=may_turn)
        if settled.contradicted:
            return self._contradicted(lines, opening)
        if settled.unproven:
            answered = self._answered(read_lines, settled.unproven)
            if answered is None:
                return None
            settled = settle(answered, opening, may_turn=may_turn)
            if settled.contradicted:
                return self._contradicted(answered, opening)
        return None if settled.unproven else settled

    def _has_two_faced_headings(self) -> bool:
        """Whether direction is said in words that mean the opposite in an office's own journal (借, 贷)."""
        return any(
            column.field in ("in_fen", "out_fen", "direction") and {"借", "贷"}.intersection(column.heading)
            for sheet in self._reading.sheets
            for column in sheet.columns
        )

    def _contradicted(self, lines: Sequence[Line], opening: int | None) -> Settled | None:
        question = Question(
            "direction",
            "按标题认的收入、支出与余额多数对不上，反过来更对得上。以哪个为准？",
            (Choice("heading", "以标题为准"), Choice("turned", "反过来：标题的收入是支出")),
        )
        answer = self._asking.ask(question)
        if answer == "turned":
            lines = [replace(line, sign=-line.sign) for line in lines]
        if not answer:
            return None
        settled = settle(lines, opening, may_turn=False)
        return None if settled.unproven else Settled(settled.lines, breaks=settled.breaks)

    def _answered(self, read_lines: Sequence[_Said], unproven: Sequence[int]) -> list[Line] | None:
        """The lines with the directions the clerk gives to those in doubt; None while he has not."""
        open_places = set(unproven)
        doubtful = [read_line for read_line in read_lines if read_line.line.place in open_places]
        answers: dict[str, str] = {}
        for doubt in dict.fromkeys(read_line.doubt for read_line in doubtful):
            rows = [read_line for read_line in doubtful if read_line.doubt == doubt]
            answers[doubt] = self._asking.ask(self._question(doubt, rows))
        if not all(answers.values()):
            return None
        return [
            _decided(read_line, answers[read_line.doubt])
            if read_line.line.place in open_places
            else read_line.line
            for read_line in read_lines
        ]

    def _question(self, doubt: str, rows: Sequence[_Said]) -> Question:
        numbers = tuple(row.read.row for row in rows)
        if doubt == "minus":
            return Question(_MINUS.key, _MINUS.sentence, _MINUS.choices, rows=numbers)
        shown = "、".join(
            f"第{row.read.row}行 {row.line.dated} {yuan(row.line.size_fen)}" for row in rows[:_SHOWN]
        )
        more = f"等{len(rows)}笔" if len(rows) > _SHOWN else ""
        if len(rows) == 1 and len(self._reading.rows) > 1:
            why = "它前面没有余额可以核对"
            return Question("direction.first", f"{shown} 是收入还是支出？{why}", _IN_OUT, rows=numbers)
        sentence = (
            f"{shown}{more}：标题、正负号和余额都证明不了是收入还是支出。哪一列写着收支方向"
            "（--map 借贷标志=那一列）？没有这样的列，这些都是："
        )
        return Question("direction", sentence, _IN_OUT, rows=numbers)

    def _remarks(
        self, settled: Settled, read_lines: Sequence[_Said], movements: Sequence[Movement]
    ) -> Iterator[Problem]:
        if settled.turned:
            text = "借方、贷方按余额核对，与银行通常的写法相反：借方是收入，贷方是支出"
            yield Problem(None, "收支方向", text, "请抽看几笔", warning=True)
        if settled.by_balance:
            rows = {read_line.line.place: read_line.read.row for read_line in read_lines}
            shown = "、".join(str(rows[place]) for place in settled.by_balance[:_SHOWN])
            more = "等" if len(settled.by_balance) > _SHOWN else ""
            text = f"第{shown}{more}行的收支方向由余额核对得出（{len(settled.by_balance)}笔）"
            yield Problem(None, "收支方向", text, warning=True)
        yield from breaks(movements, several=self._several)


def _direction(values: Mapping[str, Any], signed: bool, agreeing: bool) -> tuple[int, int, str]:
    """The sign a row proves by itself (0: none), the size of what moved in fen, and why it is in doubt."""
    came, went, amount = (values.get(name) for name in ("in_fen", "out_fen", "amount_fen"))
    word = values.get("direction")
    if came or went:
        fen, sign = (int(came), 1) if came else (int(went or 0), -1)
        return (sign, fen, "") if fen > 0 else (0, -fen, "minus")
    fen = int(amount or 0)
    if word is not None:
        sign = 1 if word is Direction.IN else -1
        if fen > 0 or (signed and agreeing):
            return sign, abs(fen), ""
        return 0, abs(fen), "minus"
    if signed:
        return (1 if fen > 0 else -1), abs(fen), ""
    return 0, abs(fen), "direction"


def _decided(read_line: _Said, answer: str) -> Line:
    """A line with the direction an answer gives it."""
    if read_line.doubt != "minus":
        return replace(read_line.line, sign=1 if answer == "in" else -1)
    values = read_line.read.values
    column = 1 if values.get("in_fen") or values.get("direction") is Direction.IN else -1
    return replace(read_line.line, sign=column if answer == "sign" else -column)


def _together(read_lines: Sequence[_Said], settled: Settled) -> Iterator[tuple[_Said, Line]]:
    by_place = {read_line.line.place: read_line for read_line in read_lines}
    for line in settled.lines:
        yield by_place[line.place], line


def _movement(read_line: _Said, line: Line) -> Movement:
    values = read_line.read.values
    party = values.get("party") or values.get("payer" if line.sign > 0 else "payee")
    net = line.net_fen
    return Movement(
        read_line.read.row, line.dated, max(net, 0), max(-net, 0), line.balance_fen, party,
        values.get("summary"), read_line.read.sheet,
    )  # fmt: skip


def breaks(movements: Sequence[Movement], *, several: bool = False) -> Iterator[Problem]:
    """Where a balance does not follow from the one before."""
    before: int | None = None
    for movement in movements:
        if movement.balance_fen is not None:
            if before is not None and before + movement.net_fen != movement.balance_fen:
                text = (
                    f"余额{yuan(movement.balance_fen)}接不上，按上一行应为{yuan(before + movement.net_fen)}"
                )
                advice, sheet = "可能缺行，请核对流水是否完整", movement.sheet if several else ""
                yield Problem(movement.row, "余额", text, advice, warning=True, sheet=sheet)
            before = movement.balance_fen
        elif before is not None:
            before += movement.net_fen
