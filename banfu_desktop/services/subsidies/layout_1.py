"""Layout 1 of a month's papers: what each cell of the sheet, the summary and the bank list says.

Frozen like the forms it fills (`printing/forms/v1`): months were sealed under it.
"""

from collections import defaultdict
from collections.abc import Sequence

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v1 import bank_list, subsidy_sheet, subsidy_summary
from banfu_desktop.rules.identity import mask_card
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine

Documents = tuple[Document, ...]
_NOTES_SHOWN = 4
"""So many corrections are named beside a payer's sums; more would grow beyond a page."""


def sheet(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 1 of one payer."""
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


def summary(shown: MonthSheets, imprint: Imprint) -> Documents:
    """Form 1, the town's summary."""
    refused = tuple(
        subsidy_summary.RefusedRow(row.name, row.organisation, row.clause, row.reason)
        for row in shown.not_entitled
    )
    payers = tuple(_payer(sheet) for sheet in shown.sheets)
    return subsidy_summary.build(subsidy_summary.Summary(shown.team, shown.month, payers, refused, imprint))


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


def bank(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 2 of one payer."""
    return bank_list.build(bank_list.BankList(sheet.payer, shown.month, _transfers(sheet, full=imprint.full)))


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
