"""The papers of a month's subsidy: pay sheets, summary, bank list, differences, the year (forms 1 to 3).

A sealed month prints from its snapshot alone and bears the time of its sealing, so that a reprint is the same
bytes whatever has changed since.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import bank_list, subsidy_sheet, subsidy_summary, subsidy_year
from banfu_desktop.printing.forms import differences as difference_list
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import EARLIEST, LATEST, Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.identity import mask_card
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import differences, subsidies
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine

Documents = tuple[Document, ...]
_NOTES_SHOWN = 4
"""So many corrections are named beside a payer's sums; more would grow beyond a page."""


def sheets(session: Session, month: Month, payer: str | None, now: datetime, *, full: bool) -> Documents:
    """The sheet of one payer, or every payer's followed by the town summary.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    shown = subsidies.show(session, month)
    imprint = _imprint(shown, now, full=full)
    chosen = _chosen(shown, payer)
    documents = [document for sheet in chosen for document in _sheet(shown, sheet, imprint)]
    if payer is None:
        documents += _summary(shown, now)
    return tuple(documents)


def summary(session: Session, month: Month, now: datetime) -> Documents:
    """The town summary.

    Raises:
        UserError: the month was never made.
    """
    return _summary(subsidies.show(session, month), now)


def bank_lists(session: Session, month: Month, payer: str | None, *, full: bool) -> Documents:
    """One list a payer; account numbers only end in their last 4 digits unless full.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    shown = subsidies.show(session, month)
    lists = (
        bank_list.build(bank_list.BankList(sheet.payer, month, _transfers(sheet, full=full)))
        for sheet in _chosen(shown, payer)
    )
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


def _sheet(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    lines = tuple(_line(line, full=imprint.full) for line in sheet.lines)
    return subsidy_sheet.build(
        subsidy_sheet.Sheet(sheet.payer, shown.team, shown.month, shown.document_no, lines, imprint)
    )


def _line(line: SheetLine, *, full: bool) -> subsidy_sheet.Line:
    """A line as printed; a difference has no days and no rate of its own."""
    own = not line.is_difference
    holder = f"户名：{line.card_holder}" if line.card_holder not in ("", line.name) else ""
    whole = "\n".join(part for part in (line.bank, line.card_no) if part)
    return subsidy_sheet.Line(
        name=line.name,
        organisation=line.organisation,
        role=line.role,
        about=line.about,
        days_posted=line.days_posted if own else None,
        days_present=line.days_present if own else None,
        days_leave=line.leave_days if own else None,
        rate_fen=line.rate_fen if own else None,
        gross_fen=line.gross_fen,
        deducted_fen=line.deducted_fen,
        net_fen=line.net_fen,
        account=whole if full else line.card_no[-4:],
        remark="；".join(part for part in (line.reason, line.held, holder) if part),
    )


def _summary(shown: MonthSheets, now: datetime) -> Documents:
    refused = tuple(
        subsidy_summary.RefusedRow(row.name, row.organisation, row.clause, row.reason)
        for row in shown.not_entitled
    )
    payers = tuple(_payer(sheet) for sheet in shown.sheets)
    return subsidy_summary.build(
        subsidy_summary.Summary(shown.team, shown.month, payers, refused, _imprint(shown, now))
    )


def _payer(sheet: PayerSheet) -> subsidy_summary.PayerRow:
    """A payer's sums; what was carried from earlier months stands in a column of its own."""
    carried = [line for line in sheet.lines if line.is_difference]
    difference = sum(line.net_fen for line in carried)
    notes = [
        f"{'补发' if line.net_fen > 0 else '扣回'}{line.name}{line.about.label}{yuan(abs(line.net_fen))}"
        for line in carried
    ]
    if len(notes) > _NOTES_SHOWN:
        notes = [f"补发扣回{len(notes)}笔，见补发扣回明细"]
    return subsidy_summary.PayerRow(
        payer=sheet.payer,
        people=len({line.person_id for line in sheet.lines}),
        gross_fen=sheet.gross_fen - difference,
        deducted_fen=sheet.deducted_fen,
        difference_fen=difference,
        net_fen=sheet.net_fen,
        remark="；".join(notes),
    )


def _transfers(sheet: PayerSheet, *, full: bool) -> tuple[bank_list.Transfer, ...]:
    """One transfer a person, with what was carried from earlier months in it."""
    own: defaultdict[int, list[SheetLine]] = defaultdict(list)
    for line in sheet.lines:
        own[line.person_id].append(line)
    return tuple(_transfer(lines, full=full) for lines in own.values())


def _transfer(lines: Sequence[SheetLine], *, full: bool) -> bank_list.Transfer:
    known = next((line for line in lines if line.card_no), lines[0])
    account = known.card_no if full or not known.card_no else mask_card(known.card_no)
    net_fen = sum(line.net_fen for line in lines)
    return bank_list.Transfer(known.name, known.card_holder or known.name, account, known.bank, net_fen)


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
