"""The rows of an office's own ledger as vouchers; its openings and totals are checked, not taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.funds import Allowed, first_negative
from banfu_desktop.rules.funds_ledgers import day_of, is_of_page, is_of_year, kind_of_row, voucher_number
from banfu_desktop.rules.imports import Asking, Choice, Question
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds.rows import CategoryRow

if TYPE_CHECKING:
    from banfu_desktop.exchange.reading import Reading
    from banfu_desktop.exchange.records import ReadRow

_CATEGORY = "科目/用途"
_NEGATIVE_SIDE = "贷"


@dataclass(frozen=True)
class PlannedVoucher:
    """A row of the file as it will be posted, or that is there already (`known`).

    `key` counts what is posted; `reverses` is the key of what it takes back. A partial red is two: the whole
    taken back, and what remains of it booked anew.
    """

    key: int
    row: int
    dated: date
    summary: str
    category: CategoryRow
    amount_fen: int
    payee: str | None
    handler: str | None
    leader: str | None
    remark: str | None
    reverses: int | None = None
    known: bool = False
    sheet: str = ""

    @property
    def deed(self) -> str:
        """新增 or 已有."""
        return "已有" if self.known else "新增"

    def told(self) -> dict[str, Any]:
        """The voucher for another program, the amount in fen."""
        return {
            "row": self.row, "sheet": self.sheet, "deed": self.deed, "on": str(self.dated),
            "summary": self.summary, "category": self.category.name, "payee": self.payee,
            "amount_fen": self.category.flow.sign * self.amount_fen, "reverses": self.reverses,
        }  # fmt: skip


@dataclass(frozen=True)
class Categories:
    """The office's categories, and which of them the words of earlier files stood for (word → name)."""

    known: Sequence[CategoryRow]
    words: Mapping[str, str]


def category_key(word: str) -> str:
    """The key of the question which category a word or a summary goes to."""
    return f"category.{word}"


@dataclass
class _Sums:
    """What the rows add up to since the last total: in and out, in fen."""

    came: int = 0
    went: int = 0

    def add(self, came: int, went: int) -> None:
        self.came += came
        self.went += went


class LedgerRows:
    """Goes through the file once: rows as they will be posted, problems, and the balance that runs on.

    Args:
        opening_fen: what the year began with, as the book has it.
        booked_fen: the book's balance after what was imported of the year before, None for the first part.
    """

    def __init__(
        self, reading: "Reading", year: int, categories: Categories, asking: Asking,
        opening_fen: int, booked_fen: int | None,
    ) -> None:  # fmt: skip
        self.rows: list[PlannedVoucher] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = list(reading.warnings)
        self.opening_fen = opening_fen
        self.balance_fen = opening_fen if booked_fen is None else booked_fen
        self._first_part = booked_fen is None
        self._year, self._asking = year, asking
        self._categories = {row.name: row for row in categories.known}
        self._remembered = categories.words
        self.words: dict[str, None] = {}
        self._several = len(reading.sheets) > 1
        self._months: dict[int, _Sums] = {}
        self._all = _Sums()
        self._above: tuple[str, str] = ("", "")
        self._sheet = ""
        kinds = [kind_of_row(_text(row)) for row in reading.rows]
        passed = {
            (row.sheet if self._several else "", row.row)
            for row, kind in zip(reading.rows, kinds, strict=True)
            if kind
        }
        self.problems += [
            problem for problem in reading.problems if (problem.sheet, problem.row) not in passed
        ]
        broken = {(problem.sheet, problem.row) for problem in self.problems}
        for row, kind in zip(reading.rows, kinds, strict=True):
            self._sheet = row.sheet if self._several else ""
            if kind:
                self._check(kind, row)
            elif (self._sheet, row.row) not in broken:
                self._take(row)
        if not self.problems:
            self._refuse_negative_days()

    # Openings and totals.

    def _check(self, kind: str, row: "ReadRow") -> None:
        values = row.values
        stated = _balance(values)
        if kind == "opening" and not self.rows and self._first_part:
            came, went = values.get("in_fen") or 0, values.get("out_fen") or 0
            self.opening_fen = self.balance_fen = stated if stated is not None else came - went
        elif kind == "carry" and not self.rows and self._first_part and stated is not None:
            self.opening_fen = self.balance_fen = stated
        elif stated is not None and stated != self.balance_fen and not self._of_paper(kind, values):
            text = f"“{_text(row)}”的余额{yuan(stated)}，按前面各行应为{yuan(self.balance_fen)}"
            self._problem(row.row, "余额", text, "请核对前面是否漏行")
        if kind == "total":
            self._compare(row)

    def _of_paper(self, kind: str, values: Mapping[str, Any]) -> bool:
        """A total's balance column is sometimes used for the difference of the month; only its sums count."""
        return kind == "total" and (values.get("in_fen") is not None or values.get("out_fen") is not None)

    def _compare(self, row: "ReadRow") -> None:
        """A total of the month or the year is held against what was read."""
        row_text = _text(row)
        if is_of_page(row_text) or not self.rows:
            return
        sums = self._all if is_of_year(row_text) else self._months.get(self._month_of(row), _Sums())
        for name, label, added in (("in_fen", "收入", sums.came), ("out_fen", "支出", sums.went)):
            stated = row.values.get(name)
            if stated is not None and stated != added and not self._with_opening(name, stated, added):
                text = f"“{row_text}”的{label}{yuan(stated)}，逐行相加是{yuan(added)}"
                self.warnings.append(
                    Problem(row.row, label, text, "请核对有没有漏行", warning=True, sheet=self._sheet)
                )

    def _with_opening(self, name: str, stated: int, added: int) -> bool:
        return name == "in_fen" and stated == added + self.opening_fen

    def _month_of(self, row: "ReadRow") -> int:
        dated = row.values.get("dated")
        return dated.month if dated else self.rows[-1].dated.month

    # Vouchers.

    def _take(self, row: "ReadRow") -> None:
        values = row.values
        dated = values.get("dated") or self._day(row)
        if dated is None:
            return
        if dated.year != self._year:
            self._problem(row.row, "日期", f"不在{self._year}年", "请核对日期，或选择另一年度")
        came, went = values.get("in_fen") or 0, values.get("out_fen") or 0
        if bool(came) == bool(went):
            self._problem(row.row, "收入", "收入和支出应只填一栏", "请核对金额")
            return
        self.balance_fen += came - went
        self._all.add(came, went)
        self._months.setdefault(dated.month, _Sums()).add(came, went)
        stated = _balance(values)
        if stated is not None and stated != self.balance_fen:
            text = f"应为 {yuan(self.balance_fen)}"
            self._problem(row.row, "余额", text, "请核对本行金额，或前面是否漏行", stated)
            self.balance_fen = stated
        category = self._category(row, came)
        if category is not None:
            self._plan(row, dated, category, came or went)

    def _day(self, row: "ReadRow") -> date | None:
        """The day of 月 and 日; an empty cell says the same as above."""
        month, day = (row.values.get(name) or "" for name in ("month", "day"))
        month, day = month or self._above[0], day or (self._above[1] if not month else "")
        self._above = (month, day)
        dated = day_of(self._year, month, day)
        if dated is None:
            self._problem(row.row, "月、日", f"“{month}月{day}日”不是日期", "请核对这一行的月和日")
        return dated

    def _category(self, row: "ReadRow", came: int) -> CategoryRow | None:
        name = row.values.get("category") or ""
        category = self._categories.get(name)
        if category is None:
            category = self._asked(row, name, came)
            if category is None:
                return None
        if (category.flow.sign > 0) != bool(came):
            text = f"“{category.name}”是{category.flow.label}科目"
            self._problem(row.row, _CATEGORY, text, "请核对收入、支出填在哪一栏")
            return None
        if category.allowed is not Allowed.YES:
            verdict = f"“{category.name}”{category.allowed.label}（{category.clause}）"
            self.warnings.append(
                Problem(row.row, _CATEGORY, verdict, category.note, warning=True, sheet=self._sheet)
            )
        return category

    def _asked(self, row: "ReadRow", name: str, came: int) -> CategoryRow | None:
        """A row without a category of ours: one answer for all rows of one word, or of one summary."""
        fitting = [
            category
            for category in self._categories.values()
            if (category.flow.sign > 0) == bool(came) and not category.retired
        ]
        word = name or _text(row)
        like = next((category.name for category in fitting if _alike(category.name, word)), "")
        before = self._remembered.get(name, "") if name else ""
        kept = before if any(category.name == before for category in fitting) else ""
        question = Question(
            category_key(word),
            f"第{row.row}行 {'科目' if name else '摘要'}“{word}”记到哪个科目？",
            tuple(Choice(category.name, category.name) for category in fitting),
            proposal=kept or like,
            why="上次这样对应" if kept else "字面相近",
            otherwise=kept,
            pressing=bool(kept),
            rows=(row.row,),
        )
        answer = self._asking.ask(question)
        if name and name not in self.words:
            self.words[name] = None
            if kept and answer == kept:
                text = f"“{name}”按上次的对应记到“{kept}”"
                self.warnings.append(
                    Problem(row.row, _CATEGORY, text, "不对的请改答", warning=True, sheet=self._sheet)
                )
        if not answer and name:
            advice = f"请先在科目表中新增，或改成已有的科目，或答 {question.key}=科目"
            self._problem(row.row, _CATEGORY, f"没有“{name}”这个科目", advice)
        return self._categories[answer] if answer else None

    def _plan(self, row: "ReadRow", dated: date, category: CategoryRow, fen: int) -> None:
        values = row.values
        planned = PlannedVoucher(
            key=len(self.rows) + 1,
            row=row.row,
            dated=dated,
            summary=values["summary"],
            category=category,
            amount_fen=fen,
            payee=values.get("payee"),
            handler=values.get("handler"),
            leader=values.get("signers"),
            remark=_remark(values, len(self.rows) + 1),
            sheet=row.sheet,
        )
        self.rows += self._tied(planned) if fen < 0 else [planned]

    def _tied(self, red: PlannedVoucher) -> list[PlannedVoucher]:
        """A red row takes back the latest row of its category and amount; of a larger one, a part of it."""
        taken = {row.reverses for row in self.rows}
        free = [
            row
            for row in reversed(self.rows)
            if row.category.id == red.category.id and row.amount_fen > 0 and row.key not in taken
        ]
        whole = next((row for row in free if row.amount_fen == -red.amount_fen), None)
        if whole is not None:
            return [replace(red, reverses=whole.key)]
        larger = [row for row in free if row.amount_fen > -red.amount_fen]
        original = larger[0] if len(larger) == 1 else self._chosen(red, larger)
        if original is None:
            return []
        rest = original.amount_fen + red.amount_fen
        text = f"第{red.row}行红字冲回第{original.row}行的一部分，按全额冲销、再记余下的{yuan(rest)}"
        self.warnings.append(Problem(red.row, "摘要", text, warning=True, sheet=self._sheet))
        back = replace(red, amount_fen=-original.amount_fen, reverses=original.key)
        again = replace(
            original, key=red.key + 1, row=red.row, dated=red.dated, amount_fen=rest, sheet=red.sheet
        )
        return [back, replace(again, remark=f"冲销一部分后余下的金额，原在第{original.row}行")]

    def _chosen(self, red: PlannedVoucher, larger: Sequence[PlannedVoucher]) -> PlannedVoucher | None:
        if not larger:
            advice = "同科目、金额不少于它的凭证应在它之前"
            self._problem(red.row, "摘要", "红字金额找不到被冲销的凭证", advice)
            return None
        question = Question(
            f"red.{red.row}",
            f"第{red.row}行红字 {yuan(red.amount_fen)}（{red.summary}）冲的是哪一行？",
            tuple(
                Choice(str(row.row), f"第{row.row}行 {row.summary} {yuan(row.amount_fen)}") for row in larger
            ),
            rows=(red.row,),
        )
        answer = self._asking.ask(question)
        return next((row for row in larger if str(row.row) == answer), None)

    def _refuse_negative_days(self) -> None:
        nets: dict[date, int] = {}
        for row in sorted(self.rows, key=lambda row: row.dated):
            nets[row.dated] = nets.get(row.dated, 0) + row.category.flow.sign * row.amount_fen
        overdraft = first_negative(self.opening_fen, nets.items())
        if overdraft is not None and self._first_part:
            day, balance = overdraft
            last = max(row.row for row in self.rows if row.dated == day)
            self._problem(last, "余额", f"{day}的余额为负：{yuan(balance)}", "请核对日期和金额")

    def _problem(self, row: int, column: str, what: str, advice: str, value: int | None = None) -> None:
        shown = "" if value is None else yuan(value)
        self.problems.append(Problem(row, column, what, advice, shown, sheet=self._sheet))


def _text(row: "ReadRow") -> str:
    """The word a row has for itself: its summary, else whatever short text it begins with."""
    summary = row.values.get("summary")
    texts: Iterator[str] = (
        str(row.values[name]) for name in ("category", "word", "number", "month") if row.values.get(name)
    )
    if summary:
        return str(summary)
    return next((text for text in texts if kind_of_row(text)), "")


def _balance(values: Mapping[str, Any]) -> int | None:
    """What a row says the balance is; on the other side (贷) it is less than nothing."""
    stated: int | None = values.get("balance_fen")
    side = "".join(str(values.get("side") or "").split())
    return -stated if stated is not None and side == _NEGATIVE_SIDE else stated


def _alike(category: str, text: str) -> bool:
    """Whether two characters in a row of a category's name stand in a text: 宣传印刷 and 印宣传单."""
    return any(category[place : place + 2] in text for place in range(len(category) - 1))


def _remark(values: Mapping[str, Any], ours: int) -> str | None:
    """The number it had in the office's own ledger, where it is another, and its invoices."""
    old_number = f"{values.get('word') or ''}{values.get('number') or ''}"
    other = old_number and (voucher_number(old_number) != ours or not old_number.isdecimal())
    invoices = values.get("invoice_numbers")
    parts = (f"原凭证号{old_number}" if other else "", f"发票{invoices}" if invoices else "")
    return "；".join(part for part in parts if part)[:100] or None
