"""Last year's ledger from Excel: planned whole, its balances proven, then posted whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundImport, FundVoucher, FundYear
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.funds import Allowed, Flow, first_negative
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.funds.rows import CategoryRow
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.funds import LEDGER_FILE

if TYPE_CHECKING:
    from banfu_desktop.exchange.reading import Reading

_OPENINGS = ("上年结转", "年初结转", "年初余额", "上年结余")
_CARRIES = ("承前页", "过次页", "本月合计", "本年累计", "结转下年", "本页小计", "合计", "月计", "累计")
_IMPORTED = "导入旧台账"


@dataclass(frozen=True)
class PlannedVoucher:
    """A row of the file as it will be posted; `reverses` is the row of the file it takes back."""

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


@dataclass(frozen=True)
class LedgerPlan:
    """What importing a ledger will do: opening, vouchers in order, closing; nothing is saved yet."""

    book_id: int
    year: int
    name: str
    sha256: str
    opening_fen: int
    closing_fen: int
    rows: tuple[PlannedVoucher, ...]
    warnings: tuple[Problem, ...]
    ignored_columns: tuple[str, ...]

    def __str__(self) -> str:
        ends = f"年初 {yuan(self.opening_fen)} 元，期末 {yuan(self.closing_fen)} 元"
        return f"{self.year}年 {len(self.rows)} 张凭证，{ends}，余额逐行核对一致"


def plan(session: Session, book_id: int, year: int, path: Path) -> LedgerPlan:
    """Read a ledger and say what importing it will do.

    Raises:
        ProblemsError: every bad cell, by row and column; nothing can be imported.
        UserError: not a workbook that can be read, an empty one, taken in before, or the year has vouchers.
    """
    from banfu_desktop.exchange.reading import read

    sheet = read(path, LEDGER_FILE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    stored = _fresh_year(session, book_id, year, digest, path.name)
    reading = _Reading(session, sheet, year, stored.opening_fen)
    if not reading.rows and not reading.problems:
        raise UserError(f"“{sheet.sheets[0].name}”这张表里没有凭证", "请从表头的下一行起每张凭证填一行")
    if reading.problems:
        found = tuple(sorted(dict.fromkeys(reading.problems), key=lambda one: one.row or 0))
        raise ProblemsError(f"台账有{len(found)}处需要更正，没有导入任何内容", found, "请更正后重新导入")
    return LedgerPlan(
        book_id, year, path.name, digest, reading.opening_fen, reading.balance_fen, tuple(reading.rows),
        tuple(reading.warnings), sheet.ignored_columns,
    )  # fmt: skip


def _fresh_year(session: Session, book_id: int, year: int, digest: str, name: str) -> FundYear:
    """The year to fill: opened, nothing in it yet, nothing closed."""
    if session.scalar(sa.select(FundImport.id).where(FundImport.sha256 == digest)):
        raise UserError(f"“{name}”已导入过", "没有改动任何内容；更正请用红字冲销")
    row = funds.year_row(session, book_id, year)
    if session.scalar(sa.select(FundVoucher.id).where(FundVoucher.year_id == row.id).limit(1)):
        raise UserError(f"{year}年已有凭证，不能再导入台账", "台账只能导入到没有凭证的年度")
    if row.closed_on or row.closed_to:
        raise UserError(f"{year}年已有结账的月份，不能再导入台账", "请导入到没有结账的年度")
    return row


def carry_out(session: Session, planned: LedgerPlan, by: str, now: datetime) -> None:
    """Post every row of a plan in the order of the file; the numbers are ours.

    Raises:
        UserError: the office changed since the plan was made; nothing is saved then.
    """
    year = _fresh_year(session, planned.book_id, planned.year, planned.sha256, planned.name)
    before = session.scalar(
        sa.select(FundYear.id).where(FundYear.book_id == year.book_id, FundYear.year < year.year)
    )
    if before is not None and year.opening_fen != planned.opening_fen:
        raise UserError("文件的上年结转与账上不符", f"账上结转 {yuan(year.opening_fen)} 元，请核对")
    year.opening_fen = planned.opening_fen
    session.flush()
    made: dict[int, int] = {}
    for row in planned.rows:
        made[row.row] = _post(session, year, row, made, by, now)
    session.add(
        FundImport(
            year_id=year.id, sha256=planned.sha256, name=planned.name, entries=len(planned.rows), at=now
        )
    )


def _post(
    session: Session, year: FundYear, row: PlannedVoucher, made: Mapping[int, int], by: str, now: datetime
) -> int:
    refused = row.category.allowed is Allowed.REFUSED
    voucher = FundVoucher(
        year_id=year.id,
        dated=row.dated,
        flow=row.category.flow,
        category_id=row.category.id,
        amount_fen=row.amount_fen,
        summary=row.summary,
        initials=spell(row.summary).initials,
        payee=row.payee,
        handler=row.handler,
        leader=row.leader,
        remark=row.remark,
        override_reason=_IMPORTED if refused else None,
        about_year=year.year if row.category.flow is Flow.ALLOTMENT else None,
        bundle_id=bundles.new_bundle(session, posting.ROOM, f"{_IMPORTED}{row.dated}"),
        reverses_id=None if row.reverses is None else made[row.reverses],
        imported=True,
    )
    posting.book_in(session, voucher, year, by, now)
    return voucher.id


class _Reading:
    """Goes through the file once: rows as they will be posted, problems, and the balance that runs on."""

    def __init__(self, session: Session, sheet: "Reading", year: int, opening_fen: int) -> None:
        self.rows: list[PlannedVoucher] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.opening_fen = self.balance_fen = opening_fen
        self._year = year
        self._categories = {row.name: row for row in funds.categories(session)}
        passed = {one.row for one in sheet.rows if _word(one.values) in (*_OPENINGS, *_CARRIES)}
        self.problems += [one for one in sheet.problems if one.row not in passed]
        broken = {one.row for one in self.problems}
        for found in sheet.rows:
            if _word(found.values) in _OPENINGS:
                self._open(found.row, found.values)
            elif found.row not in passed and found.row not in broken:
                self._take(found.row, found.values)
        if not self.problems:
            self._refuse_negative_days()

    def _open(self, row: int, values: Mapping[str, Any]) -> None:
        if self.rows:
            self._problem(row, "摘要", "上年结转应在第一张凭证之前", "请移到表头的下一行")
        fen = next(
            (values.get(name) for name in ("balance_fen", "in_fen") if values.get(name) is not None), 0
        )
        self.opening_fen = self.balance_fen = fen or 0

    def _take(self, row: int, values: Mapping[str, Any]) -> None:
        came, went = values.get("in_fen") or 0, values.get("out_fen") or 0
        if values["dated"].year != self._year:
            self._problem(row, "日期", f"不在{self._year}年", "请核对日期，或选择另一年度")
        if bool(came) == bool(went):
            self._problem(row, "收入", "收入和支出应只填一栏", "请核对金额")
            return
        self.balance_fen += came - went
        stated = values.get("balance_fen")
        if stated is not None and stated != self.balance_fen:
            self._problem(
                row, "余额", f"应为 {yuan(self.balance_fen)}", "请核对本行金额，或前面是否漏行", stated
            )
            self.balance_fen = stated
        category = self._category(row, values, came)
        if category is not None:
            self._plan(row, values, category, came or went)

    def _category(self, row: int, values: Mapping[str, Any], came: int) -> CategoryRow | None:
        name = values.get("category") or ""
        category = self._categories.get(name)
        if category is None:
            self._problem(row, "科目/用途", f"没有“{name}”这个科目", "请先在科目表中新增，或改成已有的科目")
        elif (category.flow.sign > 0) != bool(came):
            self._problem(
                row, "科目/用途", f"“{name}”是{category.flow.label}科目", "请核对收入、支出填在哪一栏"
            )
            return None
        elif category.allowed is not Allowed.YES:
            said = f"“{name}”{category.allowed.label}（{category.clause}）"
            self.warnings.append(Problem(row, "科目/用途", said, category.note, warning=True))
        return category

    def _plan(self, row: int, values: Mapping[str, Any], category: CategoryRow, fen: int) -> None:
        number = values.get("number")
        planned = PlannedVoucher(
            row=row,
            dated=values["dated"],
            summary=values["summary"],
            category=category,
            amount_fen=fen,
            payee=values.get("payee"),
            handler=values.get("handler"),
            leader=values.get("signers"),
            remark=_remark(number, len(self.rows) + 1, values.get("invoice_numbers")),
        )
        if fen < 0:
            planned = self._tie(planned)
        self.rows.append(planned)

    def _tie(self, red: PlannedVoucher) -> PlannedVoucher:
        """A red row takes back the latest row of the same category and amount that nothing took back yet."""
        taken = {one.reverses for one in self.rows}
        for one in reversed(self.rows):
            same = one.category.id == red.category.id and one.amount_fen == -red.amount_fen
            if same and one.row not in taken:
                return replace(red, reverses=one.row)
        self._problem(red.row, "摘要", "红字金额找不到被冲销的凭证", "同科目、同金额的凭证应在它之前")
        return red

    def _refuse_negative_days(self) -> None:
        nets: dict[date, int] = {}
        for one in sorted(self.rows, key=lambda one: one.dated):
            nets[one.dated] = nets.get(one.dated, 0) + one.category.flow.sign * one.amount_fen
        found = first_negative(self.opening_fen, nets.items())
        if found is not None:
            day, balance = found
            last = max(one.row for one in self.rows if one.dated == day)
            self._problem(last, "余额", f"{day}的余额为负：{yuan(balance)}", "请核对日期和金额")

    def _problem(self, row: int, column: str, what: str, advice: str, value: int | None = None) -> None:
        shown = "" if value is None else yuan(value)
        self.problems.append(Problem(row, column, what, advice, shown))


def _word(values: Mapping[str, Any]) -> str:
    return "".join((values.get("summary") or "").split())


def _remark(number: int | None, ours: int, invoices: str | None) -> str | None:
    parts: Sequence[str] = (
        f"原凭证号{number}" if number is not None and number != ours else "",
        f"发票{invoices}" if invoices else "",
    )
    return "；".join(part for part in parts if part)[:100] or None
