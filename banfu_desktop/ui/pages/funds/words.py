"""A work-fund book as its page reads and explains it: the month, the year, what a voucher still lacks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banfu_desktop.rules.bank import Entry
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import (
    Allowed,
    Flow,
    VoucherState,
    invoices_differ,
    missing_signatures,
    percent,
)
from banfu_desktop.rules.funds_charts import Chart
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.bank import entering
from banfu_desktop.services.funds import funds, posting, reports
from banfu_desktop.services.funds.rows import BookRow, CategoryRow, VoucherRow, YearView
from banfu_desktop.services.projects import projects
from banfu_desktop.services.projects.rows import ProjectRow
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.tasks import Session

_LACKING = "还缺签字："
REMEMBERED = ("summary", "payee", "handler", "witnesses", "leader", "secretary")


@dataclass(frozen=True)
class FundsView:
    """What the page shows: the books, the one chosen, its year (None: not opened) and the month's vouchers.

    `double` says by voucher id whether a draft needs both signatures; `projects` are those that can be paid
    from, `project_names` all of them; `lines` says by voucher id from which line of the bank
    a draft was begun.
    """

    books: Sequence[BookRow]
    book: BookRow | None
    year: YearView | None
    rows: Sequence[VoucherRow]
    categories: Sequence[CategoryRow]
    remembered: Mapping[str, Sequence[str]]
    double: Mapping[int, bool]
    projects: Sequence[tuple[int, str]] = ()
    project_names: Mapping[int, str] = field(default_factory=dict)
    charts: Sequence[Chart] = ()
    lines: Mapping[int, Entry] = field(default_factory=dict)


def gives_way(view: FundsView, month: Month, ctx: Context) -> bool:
    """Whether a month nobody asked for is closed in its book already, so that the present one is shown."""
    closed = None if view.year is None else view.year.closed_to
    return not ctx.month_chosen and closed is not None and month <= closed < Month.of(ctx.today)


def read(
    session: Session, book_id: int | None, month: Month, yearly: bool, today: date, *, whole: bool = False
) -> FundsView:
    """Everything the page shows of a book in a month (`whole`: in its year), or what a year adds up to."""
    books = funds.books(session)
    book = next((row for row in books if row.id == book_id), books[0] if books else None)
    categories = funds.categories(session)
    if book is None or month.year not in book.years:
        return FundsView(books, book, None, (), categories, {}, {})
    year = funds.view(session, book.id, month.year)
    if yearly:
        drawn = reports.charts_of(session, year, today)
        return FundsView(books, book, year, (), categories, {}, {}, charts=drawn)
    rows = funds.vouchers(session, book.id, month.year, None if whole else month.period)
    remembered = {name: funds.remembered(session, name) for name in REMEMBERED}
    double = {
        row.id: posting.double_sign_on(session, row.dated, row.amount_fen)
        for row in rows
        if row.state is VoucherState.DRAFT
    }
    every = projects.listing(session)
    payable = [(project.id, _project(project)) for project in every if not project.stage.over]
    names = {project.id: project.name for project in every}
    return FundsView(
        books, book, year, rows, categories, remembered, double, payable, names,
        lines=entering.awaited(session, double),
    )  # fmt: skip


def _project(row: ProjectRow) -> str:
    """A project in a drop-down; one that nothing can be paid from yet says so."""
    return row.name if row.since else f"{row.name}（双签未完成）"


def about(
    row: VoucherRow, category: CategoryRow | None, double: bool, line: Entry | None = None,
    copy: Callable[[], object] = lambda: None,
) -> list[Fact]:  # fmt: skip
    """What there is to know of a voucher: its line of the bank, category, signatures, links, invoices.

    Args:
        copy: says a reversed voucher again in a draft.
    """
    facts: list[Fact] = []
    if line is not None:
        look = "secondary" if line.net_fen == row.net_fen else "field-warning"
        facts.append(Fact(entering.told(line, row.net_fen), "", look))
    if category is not None and category.allowed is not Allowed.YES:
        note = f"：{category.note}" if category.note else ""
        facts.append(Fact(f"{category.name}{category.allowed.label}{note}", category.clause, "field-warning"))
    if row.override_reason:
        facts.append(Fact(f"例外原因：{row.override_reason}", "七", "secondary"))
    if row.state is VoucherState.DRAFT and row.flow is Flow.EXPENSE:
        missing = missing_signatures(row.approval, double=double)
        if missing:
            facts.append(Fact(f"{_LACKING}{'、'.join(missing)}", "四(四)", "field-warning"))
    if row.reverses:
        facts.append(Fact(f"红字冲销 {row.reverses}"))
    if row.reversed_by:
        text = f"已由 {row.reversed_by} 红字冲销"
        facts.append(Fact(text, "", "field-warning", "照此重新登记", copy, Act.ENTER))
    if row.invoices:
        facts.append(Fact(f"发票 {row.invoice_numbers}", "", "secondary"))
    if differ := invoices_differ(row.amount_fen, row.invoiced_fen):
        facts.append(Fact(differ, "", "field-warning"))
    return facts


def sealed(row: VoucherRow) -> str:
    """Why a voucher cannot be edited, and how it is corrected; empty for a draft."""
    if row.state is not VoucherState.POSTED:
        return ""
    if row.reversed_by:
        return f"{row.said_number}凭证已记账，已由{row.reversed_by}冲销。要登记正确的，用“照此重新登记”。"
    return f"{row.said_number}凭证已记账，不能改动。更正请用红字冲销，再登记正确的凭证。"


def to_look_at(row: VoucherRow, category: CategoryRow | None) -> list[str]:
    """What the panel says of a draft that posting it does not refuse: to be read before it is for good."""
    found = [fact.text for fact in about(row, category, double=False) if fact.look == "field-warning"]
    found = [text for text in found if not text.startswith(_LACKING)]
    if row.flow is Flow.EXPENSE and not row.invoices and not row.attachments:
        found.append("没有登记发票，也没有附件")
    elif row.flow is Flow.EXPENSE and not row.invoices:
        found.append("没有登记发票")
    return found


def fresh(categories: Sequence[CategoryRow], month: Month, today: date, *, income: bool) -> dict[str, Any]:
    """What a new voucher starts with: today or the month's last day; of income the yearly allotment."""
    values: dict[str, Any] = {"dated": today if Month.of(today) == month else month.last}
    allotment = next((row for row in categories if row.flow is Flow.ALLOTMENT), None)
    if income and allotment is not None:
        values |= {"category_id": allotment.id, "summary": "拨入工作经费"}
    return values


def offered(categories: Sequence[CategoryRow], *, new: bool, income: bool) -> list[tuple[int, str]]:
    """The categories to choose from: of a new voucher those of what it was begun as, of a draft all.

    Else a voucher begun as an expense would become an income by its category alone.
    """
    return [
        (row.id, row.said)
        for row in categories
        if row.flow is not Flow.RETURNED and (not new or income == (row.flow is not Flow.EXPENSE))
    ]


def count(rows: Sequence[VoucherRow]) -> str:
    """How many vouchers."""
    return f"{len(rows)} 张"


def totals(rows: Sequence[VoucherRow], year: YearView | None) -> list[str]:
    """Income, expense, and what the book holds."""
    posted = [row for row in rows if row.number is not None]
    sums = (("收入", "in_fen"), ("支出", "out_fen"))
    parts = [f"{name} {yuan(sum(getattr(row, field) or 0 for row in posted))}" for name, field in sums]
    return [*parts, f"本年余额 {yuan(year.balance_fen)}"] if year else parts


def nothing(year: YearView | None) -> str:
    """What a month without vouchers says."""
    balance = f"本年余额 {yuan(year.balance_fen)} 元。" if year else ""
    return f"本月还没有凭证。{balance}"


def pace(view: YearView, today: date) -> str:
    """执行率 beside how much of the year has gone."""
    return f"执行率 {percent(view.execution)}，时间进度 {percent(view.gone(today))}"


def allotted(view: YearView) -> str:
    """What has come of what is to be allotted."""
    if not view.budget_fen:
        return "没有年度安排"
    missing = f"，未到 {yuan(view.missing_fen)}" if view.missing_fen else "，已到齐"
    return f"应拨 {yuan(view.budget_fen)}{missing}"


def closed(view: YearView) -> str:
    """How far it is closed."""
    if view.closed_on is not None and view.carried is not None:
        return f"{view.closed_on} 年结，{view.carried.label}"
    return f"已月结到{view.closed_to.label}" if view.closed_to else "还没有月结"
