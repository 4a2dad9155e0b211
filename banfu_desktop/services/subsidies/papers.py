"""The papers of a month's subsidy: pay sheets, summary, bank list, differences, the year (forms 1 to 3).

A sealed month prints from its snapshot alone, in the layout it was sealed under, and bears the time of its
sealing, so that a reprint is the same bytes whatever has changed since.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import differences as difference_list
from banfu_desktop.printing.forms import subsidy_year
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import EARLIEST, LATEST, Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import of_layout
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import differences, layout_1, subsidies
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet

Documents = tuple[Document, ...]


class Layout(Protocol):
    """How a month's papers look: a module that lays out sheets read in whatever format."""

    def sheet(self, shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
        """The sheet of one payer."""

    def summary(self, shown: MonthSheets, imprint: Imprint) -> Documents:
        """The town summary."""

    def bank(self, month: Month, sheet: PayerSheet, *, full: bool) -> Documents:
        """The bank list of one payer."""


_LAYOUTS: Mapping[int, Layout] = {1: layout_1}
"""By number; a draft is printed in the newest, what is sealed in its own for good."""


def sheets(session: Session, month: Month, payer: str | None, now: datetime, *, full: bool) -> Documents:
    """The sheet of one payer, or every payer's followed by the town summary.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    shown = subsidies.show(session, month)
    imprint = _imprint(shown, now, full=full)
    layout, chosen = of_layout(_LAYOUTS, shown.layout), _chosen(shown, payer)
    documents = [document for sheet in chosen for document in layout.sheet(shown, sheet, imprint)]
    if payer is None:
        documents += layout.summary(shown, _imprint(shown, now))
    return tuple(documents)


def summary(session: Session, month: Month, now: datetime) -> Documents:
    """The town summary.

    Raises:
        UserError: the month was never made.
    """
    shown = subsidies.show(session, month)
    return of_layout(_LAYOUTS, shown.layout).summary(shown, _imprint(shown, now))


def bank_lists(session: Session, month: Month, payer: str | None, *, full: bool) -> Documents:
    """One list a payer; account numbers only end in their last 4 digits unless full.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    shown = subsidies.show(session, month)
    layout = of_layout(_LAYOUTS, shown.layout)
    lists = (layout.bank(month, sheet, full=full) for sheet in _chosen(shown, payer))
    return tuple(document for documents in lists for document in documents)


def corrections(session: Session, month: Month, payer: str | None, now: datetime) -> Documents:
    """Every 补发 and 扣回 about a month, and those its own sheets carry; one list a payer.

    Raises:
        UserError: the month was never made, or this payer has no difference.
    """
    shown = subsidies.show(session, month)
    lines = _carried(session, month)
    if shown.state is MonthState.DRAFT:
        carries = any(line.is_difference for line in shown.lines)
        open_ones, where = (
            differences.outstanding(session, month) if carries else [],
            f"列入{month.label}发放表",
        )
    else:
        open_ones, where = differences.of_month(session, month), "尚未列入发放表"
    for row in open_ones:
        reason = f"{row.reason}（{where}）"
        line = difference_list.Line(row.name, row.month, row.paid_fen, row.due_fen, reason)
        lines[row.payer].append(line)
    wanted = _named(lines, payer, f"{month.label}没有“{payer}”的补发扣回") or ("",)
    imprint = Imprint(clock(now), draft=shown.state is MonthState.DRAFT)
    return tuple(
        document
        for name in wanted
        for document in difference_list.build(
            difference_list.Differences(name, shown.team, month, tuple(lines.get(name, ())), imprint)
        )
    )


def year(session: Session, number: int, now: datetime) -> Documents:
    """The yearly view of the team.

    Raises:
        UserError: not a year, or one without any subsidy.
    """
    rows = subsidies.year(session, number) if EARLIEST.year <= number <= LATEST.year else []
    if not rows:
        raise UserError(f"{number}年没有工作补助记录", "请核对年度")
    lines = (subsidy_year.Line(row.name, row.organisation, row.nets_fen, row.township_from) for row in rows)
    team = office.current(session).team
    return subsidy_year.build(subsidy_year.Year(team, number, tuple(lines), Imprint(clock(now))))


def _imprint(shown: MonthSheets, now: datetime, *, full: bool = False) -> Imprint:
    at = shown.sealed_at or now
    draft, chain = shown.state is MonthState.DRAFT, paper_key.chain_code(shown.audit_head)
    return Imprint(clock(at), shown.check_code, chain, draft=draft, full=full)


def _chosen(shown: MonthSheets, payer: str | None) -> Sequence[PayerSheet]:
    by_name = {sheet.payer: sheet for sheet in shown.sheets}
    names = _named(by_name, payer, f"{shown.month.label}没有“{payer}”的发放表")
    return [by_name[name] for name in names]


def _named(there: Iterable[str], wanted: str | None, lacking: str) -> tuple[str, ...]:
    """All names, or the wanted one alone."""
    names = tuple(there)
    if wanted is None:
        return names
    if wanted not in names:
        raise UserError(lacking, f"可选：{'、'.join(names)}" if names else "")
    return (wanted,)


def _carried(session: Session, month: Month) -> defaultdict[str, list[difference_list.Line]]:
    """By payer, the differences sealed sheets carry that are about the month or stand on its own sheets."""
    found: defaultdict[str, list[difference_list.Line]] = defaultdict(list)
    paid: defaultdict[tuple[int, int, Month], int] = defaultdict(int)
    sealed = [row.month for row in subsidies.months(session) if row.state is not MonthState.DRAFT]
    for carrier in sorted(sealed):
        for line in subsidies.show(session, carrier).lines:
            key = (line.person_id, line.payer_id, line.about)
            before, after = paid[key], paid[key] + line.net_fen
            paid[key] = after
            if line.is_difference and month in (line.about, carrier):
                reason = f"{line.reason}（列入{carrier.label}发放表）"
                found[line.payer].append(difference_list.Line(line.name, line.about, before, after, reason))
    return found
