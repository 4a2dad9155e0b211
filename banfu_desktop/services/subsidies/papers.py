"""The papers of a month's subsidy: pay sheets, summary, bank list, differences, the year (forms 1 to 3).

A sealed sheet prints from its snapshot alone, in the layout it was sealed under, and bears the time of its
sealing, so that a reprint is the same bytes whatever has changed since.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.subsidies import (
    differences,
    layout_1,
    layout_2,
    layout_3,
    overview,
    sealed,
    subsidies,
)
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import LAYOUT, MonthSheets, PayerSheet

Documents = tuple[Document, ...]
_VERSION = re.compile(r"(.+?)第(\d+)版")


class Layout(Protocol):
    """How papers look: a module that lays out sheets read in whatever format."""

    def sheet(self, shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
        """The sheet of one payer."""

    def summary(self, shown: MonthSheets, imprint: Imprint) -> Documents:
        """The town summary."""

    def bank(self, shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
        """The bank list of one payer."""


_LAYOUTS: Mapping[int, Layout] = {1: layout_1, 2: layout_2, 3: layout_3}
"""By number; a draft is printed in the newest, what is sealed in its own for good."""
_SAYS_SEALED = 3
"""The first layout whose sealed papers say 封存时间."""


def sheets(session: Session, month: Month, payer: str | None, now: datetime, *, full: bool) -> Documents:
    """The sheet of one payer, or every payer's followed by the town summary.

    Args:
        payer: a unit, or a version of its sheet that was voided: 县司法局第1版.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    account = of_moment(session)
    shown = subsidies.shown(session, account, month)
    chosen = _chosen(session, account, shown, payer)
    counted = [_until_today(account, shown.month, sheet, now) for sheet in chosen]
    documents = [document for sheet in counted for document in _sheet(session, shown, sheet, now, full=full)]
    if payer is None:
        documents += _summary(session, shown, now)
    return tuple(documents)


def summary(session: Session, month: Month, now: datetime) -> Documents:
    """The town summary.

    Raises:
        UserError: the month was never made.
    """
    return _summary(session, subsidies.shown(session, of_moment(session), month), now)


def bank_lists(session: Session, month: Month, payer: str | None, now: datetime, *, full: bool) -> Documents:
    """One list a payer; account numbers only end in their last 4 digits unless full.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    account = of_moment(session)
    shown = subsidies.shown(session, account, month)
    return tuple(
        document
        for sheet in _chosen(session, account, shown, payer)
        for document in _bank(_as_sealed(shown, sheet), sheet, _imprint(session, sheet, now, full=full))
    )


def _bank(shown: MonthSheets, sheet: PayerSheet, foot: Imprint) -> Documents:
    """The workbook in the layout of the sheet; on paper the list is signed in the newest, which has one."""
    own = of_layout(_LAYOUTS, sheet.layout).bank(shown, sheet, foot)
    if sheet.layout == LAYOUT:
        return own
    _, signed = of_layout(_LAYOUTS, LAYOUT).bank(shown, sheet, foot)
    return (*(replace(document, only="xlsx") for document in own), replace(signed, only="pdf"))


def corrections(session: Session, month: Month, payer: str | None, now: datetime) -> Documents:
    """Every 补发 and 扣回 about a month, and those its own sheets carry; one list a payer.

    Raises:
        UserError: the month was never made, or this payer has no difference.
    """
    account = of_moment(session)
    shown = subsidies.shown(session, account, month)
    lines = _carried(session, account, month)
    is_draft = shown.state is MonthState.DRAFT
    carries = {line.about for line in shown.lines if line.is_difference and line.payer_id in _open(shown)}
    for row in differences.outstanding(session, account):
        if row.due_fen is None or row.month not in carries | {month}:
            continue
        where = f"列入{month.label}发放表" if row.month in carries else "尚未列入发放表"
        line = difference_list.Line(
            row.name, row.month, row.paid_fen, row.due_fen, f"{row.reason}（{where}）"
        )
        lines[row.payer].append(line)
    wanted = _named(lines, payer, f"{month.label}没有“{payer}”的补发扣回") or ("",)
    foot = imprint(session, now, draft=is_draft)
    return tuple(
        document
        for name in wanted
        for document in difference_list.build(
            difference_list.Differences(name, shown.team, month, tuple(lines.get(name, ())), foot)
        )
    )


def _open(shown: MonthSheets) -> set[int]:
    return {sheet.payer_id for sheet in shown.sheets if sheet.is_draft}


def year(session: Session, number: int, payer: str | None, now: datetime) -> Documents:
    """The year of each payer, followed by that of the team; or of one payer.

    Raises:
        UserError: not a year, one without any subsidy, or this payer paid nothing in it.
    """
    there = EARLIEST.year <= number <= LATEST.year
    payers = subsidies.year_by_payer(session, number) if there else {}
    if not payers:
        raise UserError(f"{number}年没有工作补助记录", "请核对年度")
    wanted = _named(payers, payer, f"{number}年没有“{payer}”的工作补助")
    years = tuple(
        subsidy_year.Payer(
            name,
            tuple(subsidy_year.Line(row.name, row.nets_fen, row.township_from) for row in payers[name]),
        )
        for name in wanted
    )
    team, foot = office.current(session).team, imprint(session, now)
    return subsidy_year.build(subsidy_year.Year(team, number, years, foot, whole=payer is None))


def _imprint(session: Session, sheet: PayerSheet, now: datetime, *, full: bool = False) -> Imprint:
    """A sealed sheet says when it was sealed over which head, a draft where the trail stands now.

    Sealed papers of the first two layouts call the time of their sealing that of printing, and stay so.
    """
    if sheet.sealed_at is None:
        return imprint(session, now, draft=True, full=full)
    head, at = paper_key.chain_code(sheet.audit_head), clock(sheet.sealed_at)
    if sheet.layout < _SAYS_SEALED:
        return Imprint(at, sheet.check_code, head, full=full)
    return Imprint("", sheet.check_code, head, full=full, sealed_at=at)


def _chosen(
    session: Session, account: Account, shown: MonthSheets, payer: str | None
) -> Sequence[PayerSheet]:
    """The month's sheets and the 补发表 of that month, or those of one payer, or one that was voided."""
    extra = overview.supplements_of(session, account, shown.month)
    everything = [*shown.sheets, *extra]
    if payer is None:
        return everything
    found = [sheet for sheet in everything if sheet.payer == payer]
    if not found:
        match = _VERSION.fullmatch(payer)
        found = _voided(session, shown, match[1], int(match[2])) if match else []
    if not found:
        names = dict.fromkeys(sheet.payer for sheet in everything)
        raise UserError(
            f"{shown.month.label}没有“{payer}”的发放表", f"可选：{'、'.join(names)}" if names else ""
        )
    return found


def _voided(session: Session, shown: MonthSheets, payer: str, version: int) -> list[PayerSheet]:
    """A version of a payer's sheet that was voided: its paper is still what it was."""
    rows = [row for row in sealed.rows(session, shown.month) if row.voided_at is not None]
    return [sheet for sheet in sealed.read(session, rows) if (sheet.payer, sheet.version) == (payer, version)]


def _named(there: Iterable[str], wanted: str | None, lacking: str) -> tuple[str, ...]:
    """All names, or the wanted one alone."""
    names = tuple(there)
    if wanted is None:
        return names
    if wanted not in names:
        raise UserError(lacking, f"可选：{'、'.join(names)}" if names else "")
    return (wanted,)


def _until_today(account: Account, month: Month, sheet: PayerSheet, now: datetime) -> PayerSheet:
    """A draft of a month under way counts 在岗 to today and says so: no paper certifies days to come."""
    if not sheet.is_draft or sheet.kind is not SheetKind.MONTH:
        return sheet
    if account.records.calendar[month].is_over(now.date()):
        return sheet
    return Drafting(account, now.date()).sheet(sheet.payer_id, month) or sheet


def _sheet(
    session: Session, shown: MonthSheets, sheet: PayerSheet, now: datetime, *, full: bool
) -> Documents:
    """One sheet; a sealed one says month, team and document number as they were."""
    foot = _imprint(session, sheet, now, full=full)
    return of_layout(_LAYOUTS, sheet.layout).sheet(_as_sealed(shown, sheet), sheet, foot)


def _as_sealed(shown: MonthSheets, sheet: PayerSheet) -> MonthSheets:
    if sheet.month is None:
        return shown
    return replace(shown, month=sheet.month, team=sheet.team, document_no=sheet.document_no)


def _summary(session: Session, shown: MonthSheets, now: datetime) -> Documents:
    """The summary of a month sealed as a whole as it was sealed; of any other, computed."""
    if shown.sealed_at is not None:
        head = paper_key.chain_code(shown.audit_head)
        foot = Imprint(clock(shown.sealed_at), shown.check_code, head)
        return of_layout(_LAYOUTS, 1).summary(shown, foot)
    is_draft = any(sheet.is_draft for sheet in shown.sheets)
    return of_layout(_LAYOUTS, LAYOUT).summary(shown, imprint(session, now, draft=is_draft))


def _carried(
    session: Session, account: Account, month: Month
) -> defaultdict[str, list[difference_list.Line]]:
    """By payer, the differences sealed sheets carry that are about the month or stand on its own sheets."""
    found: defaultdict[str, list[difference_list.Line]] = defaultdict(list)
    paid: defaultdict[tuple[int, int, Month], int] = defaultdict(int)
    in_force = [row for row in sealed.rows(session) if row.voided_at is None]
    for row, sheet in zip(in_force, sealed.read(session, in_force), strict=True):
        where = sheet.number if row.kind is SheetKind.SUPPLEMENT else f"{row.month.label}发放表"
        for line in sheet.lines:
            key = (line.person_id, account.records.levels.root(line.payer_id), line.about)
            before, after = paid[key], paid[key] + line.net_fen
            paid[key] = after
            if line.is_difference and month in (line.about, row.month):
                reason = f"{line.reason}（列入{where}）"
                found[line.payer].append(difference_list.Line(line.name, line.about, before, after, reason))
    return found
