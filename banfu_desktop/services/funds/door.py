"""What the funds room offers the halls."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.finding import has_amount
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments import searching
from banfu_desktop.services.door import Documents, Hit, List, MonthPaper, Report, Tracked, Wish
from banfu_desktop.services.funds import due as reminders
from banfu_desktop.services.funds import exporting, funds, handing
from banfu_desktop.services.funds.rows import VoucherRow
from banfu_desktop.tables.funds import ADVANCES, BOOKS, CATEGORIES, VOUCHER_FORM, VOUCHERS

_MOST = 12
_BOOK, _VOUCHER = "工作经费账本", "工作经费凭证"
TABLES = {
    "fund_vouchers": Tracked(
        _VOUCHER,
        (VOUCHER_FORM, VOUCHERS),
        undoable=True,
        erasable=(
            "summary",
            "initials",
            "payee",
            "handler",
            "witnesses",
            "leader",
            "secretary",
            "override_reason",
            "remark",
        ),
    ),
    "fund_days": Tracked(_VOUCHER, quiet=True),
    "fund_sums": Tracked(_VOUCHER, quiet=True),
    "fund_books": Tracked(_BOOK, (BOOKS,), erasable=("remark",)),
    "fund_years": Tracked(_BOOK, (BOOKS,)),
    "fund_advances": Tracked("备用金", (ADVANCES,), undoable=True, erasable=("borrower", "purpose")),
    "fund_settlements": Tracked("备用金", (ADVANCES,), {"amount_fen": "核销金额"}, undoable=True),
    "fund_budgets": Tracked(_BOOK, (BOOKS,), undoable=True),
    "fund_imports": Tracked(_BOOK, (BOOKS,), erasable=("name",)),
    "fund_categories": Tracked("经费科目", (CATEGORIES,), undoable=True, erasable=("note",)),
}
LISTS = {"vouchers": List(VOUCHERS, exporting.posted_lines)}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _ledgers(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.funds import papers

    return papers.ledgers(session, wish.year, wish.payer, wish.now)


def _year(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.funds import reports

    made = reports.notices if wish.variant == "public" else reports.year
    return made(session, wish.year, wish.payer, wish.now, wish.today)


def _vouchers(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.funds import papers

    return papers.vouchers(session, wish.month, wish.payer, wish.now)


def _requests(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.funds import reports

    return reports.requests(session, wish.year, wish.payer, wish.now)


PAPERS = {
    Form("fund-ledger", "工作经费收支台账", 11, "year", per_payer=True): _ledgers,
    Form("fund-year", "工作经费年度收支情况表", 12, "year", per_payer=True, has_public=True): _year,
    Form("fund-voucher", "支出凭单", 13, "month", per_payer=True): _vouchers,
    Form("fund-request", "工作经费拨款申请函", 34, "year", per_payer=True): _requests,
}


def monthly(session: Session, month: Month, _today: date) -> Iterator[MonthPaper]:
    """The vouchers of the month."""
    from banfu_desktop.services.funds import papers

    return papers.monthly(session, month)


def find(session: Session, text: str) -> Iterator[Hit]:
    """Vouchers by summary, payee, number or amount, and by their invoices and files."""
    books = {book.id: book.name for book in funds.books(session)}

    def place(row: VoucherRow) -> str:
        return reminders.key(row.book_id, Month.of(row.dated), row.id)

    for row in funds.found(session, text, _MOST):
        number = voucher_number(row.number)
        hint = f"{books.get(row.book_id, '')} · {row.dated:%m-%d}"
        label, told = f"{number} {row.summary}", f"{hint} · {yuan(row.amount_fen)}"
        if text not in label.casefold() and has_amount(text, row.amount_fen):
            yield Hit(yuan(row.amount_fen), f"{label} · {hint}", "funds", place(row), "金额")
        else:
            yield Hit(label, told, "funds", place(row), "凭证")
    for paper in searching.papers(session, "funds", text):
        for row in funds.of_bundle(session, paper.bundle_id):
            yield Hit(paper.label, f"{paper.hint} · {row.summary}", "funds", place(row), paper.kind)


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The posted voucher, or the ledger or report of a closed year, that bears a check code."""
    from banfu_desktop.services.funds import codes

    return codes.sealed_by(session, code)


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What holds of the books, and what does not."""
    from banfu_desktop.services.funds import checking

    bad = checking.check(session)
    return ([] if bad else [f"工作经费已记账{checking.posted(session)}张凭证，余额逐日可核对"]), list(bad)


def report(session: Session, _today: date) -> Report:
    """The books by year and category."""
    from banfu_desktop.services.funds import reporting

    return reporting.report(session)
