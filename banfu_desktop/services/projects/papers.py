"""The papers of funds and projects: yearly report and its notice (12), 双签审批单 (14), asset register."""

from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import asset_list, fund_year, project_approval
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.funds_charts import Chart, burn_down
from banfu_desktop.rules.projects import Signer
from banfu_desktop.services.assets import assets
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import YearView
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.projects import projects
from banfu_desktop.services.projects.projects import ProjectRow, RoundRow

Documents = tuple[Document, ...]


def year(
    session: Session, of: int, variant: Literal["file", "full", "public"], now: datetime, today: date
) -> Documents:
    """The yearly report of every book opened in a year, or its public notice.

    Raises:
        UserError: no book has that year.
    """
    found = books_of(session, of)
    if not found:
        raise UserError(f"{of}年没有开过账", "请先在工作经费中开账")
    days = settings.value_on(session, "notice_days", today)
    return fund_year.build(
        fund_year.Year(
            team=office.current(session).team,
            year=of,
            books=tuple(found),
            today=min(today, date(of, 12, 31)),
            imprint=Imprint(clock(now)),
            variant="public" if variant == "public" else "file",
            notice_from=today,
            notice_until=today + timedelta(days=days - 1),
            hotline=settings.value_on(session, "notice_hotline", today) or "",
        )
    )


def books_of(session: Session, of: int) -> list[fund_year.Book]:
    """Every book of a year as the report shows it."""
    views = [funds.view(session, book.id, of) for book in funds.books(session) if of in book.years]
    return [_book(session, view) for view in views]


def _book(session: Session, view: YearView) -> fund_year.Book:
    days = funds.balances(session, view.book.id, view.year)
    return fund_year.Book(
        name=view.book.name,
        opening_fen=view.opening_fen,
        budget_fen=max(view.opening_fen + view.budget_fen, view.available_fen),
        allotted_fen=view.total(Flow.ALLOTMENT),
        other_fen=view.total(Flow.INCOME),
        returned_fen=view.returned_fen,
        spent=tuple((row.name, row.amount_fen) for row in view.sums if _is_spent(row)),
        days=tuple((row.day, row.balance_fen) for row in days),
    )


def _is_spent(row: funds.CategorySum) -> bool:
    return row.flow is Flow.EXPENSE and row.amount_fen != 0


def approvals(session: Session, now: datetime) -> Documents:
    """The form of every project that waits for a signature; where none does, of all that are not over.

    Raises:
        UserError: there is no project.
    """
    rows = [row for row in projects.listing(session) if not row.stage.over]
    waiting = [row for row in rows if row.pending is not None] or rows
    if not waiting:
        raise UserError("没有待签的项目", "请先登记双签项目")
    return tuple(document for row in waiting for document in _approval(session, row, now))


def approval_of(session: Session, project_id: int, now: datetime) -> Documents:
    """The form of one project's latest round.

    Raises:
        UserError: it is no longer there.
    """
    return _approval(session, projects.show(session, project_id), now)


def _approval(session: Session, row: ProjectRow, now: datetime) -> Documents:
    latest = row.rounds[-1]
    return project_approval.build(
        project_approval.Approval(
            name=latest.name,
            source=latest.source,
            amount_fen=latest.amount_fen,
            earlier_fen=row.rounds[-2].amount_fen if len(row.rounds) > 1 else None,
            reason=latest.reason,
            proposed_on=latest.proposed_on,
            secretary=_signed(latest, Signer.SECRETARY),
            leader=_signed(latest, Signer.LEADER),
            paid_fen=row.paid_fen,
            team=office.current(session).team,
            imprint=Imprint(clock(now)),
        )
    )


def _signed(latest: RoundRow, signer: Signer) -> tuple[str, date] | None:
    signature = latest.signatures.get(signer)
    return None if signature is None else (signature.name, signature.signed_on)


def register(session: Session, now: datetime, today: date) -> Documents:
    """The asset register.

    Raises:
        UserError: no card was written yet.
    """
    rows = assets.listing(session)
    if not rows:
        raise UserError("还没有登记资产", "请先在资产登记中登记")
    cards = tuple(
        asset_list.Card(
            row.item, row.model or "", row.quantity, row.value_fen, row.acquired_on, row.place, row.keeper,
            row.voucher, row.project, _gone(row), row.remark or "",
        )
        for row in sorted(rows, key=lambda row: (row.acquired_on, row.id))
    )  # fmt: skip
    team, until = office.current(session).team, f"截至{chinese_date(today)}"
    return asset_list.build(asset_list.Register(team, until, cards, Imprint(clock(now))))


def _gone(row: assets.AssetRow) -> str:
    if row.disposed_on is None or row.disposal is None:
        return ""
    return f"{row.disposed_on:%Y.%m.%d} {row.disposal.label}：{row.disposal_reason}"


def charts(session: Session, of: int, today: date) -> list[Chart]:
    """The pictures of a year: each book's balance against the year, then spending by category."""
    found = books_of(session, of)
    burns: list[Chart] = [_burn(book, of, today) for book in found]
    return [*burns, fund_year.spending_of(tuple(found))] if found else []


def charts_of(session: Session, view: YearView, today: date) -> tuple[Chart, Chart]:
    """The same two pictures of one book's year."""
    book = _book(session, view)
    return _burn(book, view.year, today), fund_year.spending_of((book,))


def _burn(book: fund_year.Book, of: int, today: date) -> Chart:
    return burn_down(book.name, of, book.opening_fen, book.budget_fen, book.days, today)
