"""The papers of mobilised capital: 台账, 年度汇总, public variant (form 27), 项目库申报汇总表 (form 28)."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import idea_list, raise_list, raise_year
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]


def register(session: Session, year: int, now: datetime, *, public: bool) -> Documents:
    """The contributions of a year; the public variant leaves out receipts and remarks.

    Raises:
        UserError: nothing was promised in it.
    """
    rows = [row for row in mobilised.listing(session) if row.promised_on.year == year]
    if not rows:
        raise UserError(f"{year}年没有社会帮扶", "请核对年度，或先登记")
    lines = tuple(_line(row) for row in sorted(rows, key=lambda row: (row.promised_on, row.id)))
    team = office.current(session).team
    return raise_list.build(raise_list.Register(team, year, lines, imprint(session, now), public=public))


def _line(row: mobilised.ContributionRow) -> raise_list.Line:
    receipts = "、".join(one.receipt or one.voucher for one in row.arrivals if one.receipt or one.voucher)
    return raise_list.Line(
        row.promised_on, row.kind, row.source, row.purpose, row.goods or "", row.village or "",
        row.promised_fen, row.arrived_fen, row.last_arrived_on, row.channels, receipts, row.published_on,
        row.state,
    )  # fmt: skip


def year(session: Session, year: int, now: datetime) -> Documents:
    """The sums of a year by kind and channel.

    Raises:
        UserError: nothing was promised in it.
    """
    sums = mobilised.year_sums(session, year)
    if not sums:
        raise UserError(f"{year}年没有社会帮扶", "请核对年度，或先登记")
    team = office.current(session).team
    return raise_year.build(raise_year.YearSums(team, year, tuple(sums), imprint(session, now)))


def library(session: Session, now: datetime) -> Documents:
    """The ideas that are open or have become projects.

    Raises:
        UserError: there is none.
    """
    rows = [row for row in ideas.listing(session) if row.dropped_on is None]
    if not rows:
        raise UserError("还没有项目建议", "请先在社会帮扶的项目库提出")
    lines = tuple(
        idea_list.Line(
            row.name, row.kind, row.village or "", row.estimate_fen, row.source_wanted, row.reason,
            row.discussed_on, row.published_on, row.submitted_on, row.listed_on, row.stage,
        )
        for row in sorted(rows, key=lambda row: (row.raised_on, row.id))
    )  # fmt: skip
    team = office.current(session).team
    return idea_list.build(idea_list.Library(team, now.date(), lines, imprint(session, now)))
