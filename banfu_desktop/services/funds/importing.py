"""Last year's ledger from a file: planned whole, its balances proven, then posted whole or not at all.

A year may come in parts: the next file continues where what was imported ends, and rows that are there
already are known again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundImport, FundVoucher, FundYear
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.funds import Allowed, Flow
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.funds.ledger_rows import Categories, LedgerRows, PlannedVoucher, category_key
from banfu_desktop.services.office import headings
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.funds import LEDGER_FILE
from banfu_desktop.tables.spec import Table

if TYPE_CHECKING:
    from banfu_desktop.exchange.reading import Reading

DOOR, _WHAT = "ledger", "台账"
_CATEGORIES = "ledger-categories"
_IMPORTED = "导入旧台账"
_OPENING = "年初有余额的，第一行摘要写“上年结转”，只填余额；以后各行的余额可以不填，填了逐行核对"


@dataclass(frozen=True)
class About:
    """The book and year a ledger goes to, with its balance before and after, in fen.

    `words` are those of its column 科目 that are no categories of the office.
    """

    book_id: int
    year: int
    opening_fen: int
    closing_fen: int
    words: tuple[str, ...] = ()


def look(session: Session, book_id: int, year: int, path: Path, options: Options | None = None) -> ImportPlan:
    """Read a ledger and say what importing it will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a table that can be read, an empty one, taken in before, the year has vouchers of its
            own, or a wrong answer.
    """
    from banfu_desktop.exchange.funds_sheet import read_ledger, years_named

    given = headings.with_remembered(session, DOOR, options)
    asking = Asking(given.answers)
    reading = read_ledger(path, asking, given)
    stored = _fillable_year(session, book_id, year, reading.sha256, path.name)
    known = _imported(session, stored)
    booked = None if not known else funds.balance_on(session, book_id, date(year, 12, 31))
    categories = Categories(funds.categories(session), headings.words(session, _CATEGORIES))
    rows = LedgerRows(reading, year, categories, asking, stored.opening_fen, None)
    if known:
        rows = _continued(reading, year, categories, asking, stored, known, booked, rows)
    if not rows.rows and not rows.problems and not asking.questions:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有凭证", "请从表头的下一行起每张凭证填一行")
    asking.refuse_unasked()
    problems = [*rows.problems, *_other_year(years_named(reading), year)]
    about = About(book_id, year, rows.opening_fen, rows.balance_fen, tuple(rows.words))
    return ImportPlan(
        door=DOOR, file=path.name, sha256=reading.sha256, summary=_summary(about, rows.rows),
        rows=tuple(rows.rows), sheets=reading.sheets, left_out=reading.left_out, changed=reading.changed,
        questions=asking.questions, problems=tuple(problems), warnings=tuple(rows.warnings), about=about,
        pinned=given,
    )  # fmt: skip


def plan(session: Session, book_id: int, year: int, path: Path, options: Options | None = None) -> ImportPlan:
    """The same, refusing what could not be carried out.

    Raises:
        ProblemsError: every bad cell by row and column, or every open question.
        UserError: see look.
    """
    return look(session, book_id, year, path, options).ready(_WHAT)


def carry_out(session: Session, planned: ImportPlan, by: str, now: datetime) -> None:
    """Post every new row of a plan in the order of the file; the numbers are ours.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved then.
        UserError: the office changed since the plan was made; nothing is saved then.
    """
    planned.refuse_unready(_WHAT)
    about: About = planned.about
    year = _fillable_year(session, about.book_id, about.year, planned.sha256, planned.file)
    before = session.scalar(
        sa.select(FundYear.id).where(FundYear.book_id == year.book_id, FundYear.year < year.year)
    )
    if before is not None and year.opening_fen != about.opening_fen:
        raise UserError("文件的上年结转与账上不符", f"账上结转 {yuan(year.opening_fen)} 元，请核对")
    fresh = [row for row in planned.rows if not row.known]
    if len(fresh) == len(planned.rows):
        year.opening_fen = about.opening_fen
    session.flush()
    made: dict[int, int] = {}
    for row in fresh:
        made[row.key] = _post(session, year, row, made, by, now)
    session.add(
        FundImport(year_id=year.id, sha256=planned.sha256, name=planned.file, entries=len(fresh), at=now)
    )
    headings.remember(session, planned)
    answers = planned.pinned.answers
    said = {word: answers[key] for word in about.words if (key := category_key(word)) in answers}
    if said:
        headings.remember_words(session, _CATEGORIES, said)


def template(session: Session) -> Table:
    """The columns of an empty ledger to fill in, with the office's own categories named."""
    names = "、".join(row.name for row in funds.categories(session) if row.flow is not Flow.RETURNED)
    told = {"category": f"本单位的科目：{names}", "balance_fen": _OPENING}
    fields = (replace(field, help=told.get(field.name, field.help)) for field in LEDGER_FILE.fields)
    return replace(LEDGER_FILE, fields=tuple(fields))


def write_template(path: Path, table: Table) -> None:
    """Write an empty ledger.

    Raises:
        UserError: the place cannot be written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange import writing

    writing.write_template(path, table)


def _fillable_year(session: Session, book_id: int, year: int, digest: str, name: str) -> FundYear:
    """The year to fill: opened, nothing in it but what was imported, nothing closed."""
    if session.scalar(sa.select(FundImport.id).where(FundImport.sha256 == digest)):
        raise UserError(f"“{name}”已导入过", "没有改动任何内容；更正请用红字冲销")
    row = funds.year_row(session, book_id, year)
    voucher_ids = sa.select(FundVoucher.id).where(
        FundVoucher.year_id == row.id, FundVoucher.imported.is_(False)
    )
    if session.scalar(voucher_ids.limit(1)):
        raise UserError(f"{year}年已有凭证，不能再导入台账", "台账只能导入到没有凭证的年度")
    if row.closed_on or row.closed_to:
        raise UserError(f"{year}年已有结账的月份，不能再导入台账", "请导入到没有结账的年度")
    return row


def _imported(session: Session, year: FundYear) -> list[FundVoucher]:
    """What earlier files brought of the year, in order."""
    rows = sa.select(FundVoucher).where(FundVoucher.year_id == year.id, FundVoucher.imported.is_(True))
    return list(session.scalars(rows.order_by(FundVoucher.number)))


def _continued(
    reading: "Reading", year: int, categories: Categories, asking: Asking, stored: FundYear,
    known: list[FundVoucher], booked: int | None, whole: LedgerRows,
) -> LedgerRows:  # fmt: skip
    """The next part of a year: the rows that are there already are known again, the others come behind them.

    A file that begins with the year holds the earlier rows too; one that does not begins with the balance
    that the book has.
    """
    counts = Counter((row.dated, row.flow.sign * row.amount_fen, row.summary) for row in known)
    last = max(row.dated for row in known)
    marked: list[PlannedVoucher] = []
    for row in whole.rows:
        key = (row.dated, row.category.flow.sign * row.amount_fen, row.summary)
        is_known = counts[key] > 0
        counts[key] -= 1
        marked.append(replace(row, known=is_known))
    if any(row.known for row in marked):
        missing = [key for key, count in counts.items() if count > 0]
        if missing:
            day, fen, summary = min(missing)
            text = f"账上已导入的 {day} {summary} {yuan(fen)} 在这个文件里没有"
            whole.problems.append(Problem(None, "日期", text, "请核对是不是同一本台账"))
        whole.rows = marked
        return whole
    rows = LedgerRows(reading, year, categories, asking, stored.opening_fen, booked)
    early = [row for row in rows.rows if row.dated < last]
    if early:
        text = f"{early[0].dated}早于已导入的最后一天{last}"
        rows.problems.append(Problem(early[0].row, "日期", text, "请导入后面的月份，或整年的台账"))
    return rows


def _other_year(named: set[int], year: int) -> list[Problem]:
    """A ledger whose headings speak of another year only is not of this one."""
    if not named or year in named:
        return []
    years = "、".join(f"{number}年" for number in sorted(named))
    return [Problem(None, "年度", f"表里写的是{years}，不是{year}年", "请核对文件，或选择另一年度")]


def _summary(about: About, rows: list[PlannedVoucher]) -> str:
    ends = f"年初 {yuan(about.opening_fen)} 元，期末 {yuan(about.closing_fen)} 元"
    known = sum(row.known for row in rows)
    remark = f"（另有 {known} 张已导入过）" if known else ""
    return f"{about.year}年 {len(rows) - known} 张凭证{remark}，{ends}，余额逐行核对一致"


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
