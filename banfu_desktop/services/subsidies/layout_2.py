"""Layout 2 of a month's papers: each payer's sheet with number and version, in the days the office counts.

Frozen like the forms it fills (`printing/forms/v2`): sheets are sealed under it.
"""

from collections import defaultdict
from collections.abc import Sequence

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v1.bank_list import Transfer
from banfu_desktop.printing.forms.v1.subsidy_summary import PayerRow, RefusedRow
from banfu_desktop.printing.forms.v2 import bank_list, subsidy_sheet, subsidy_summary
from banfu_desktop.printing.forms.v2.subsidy_sheet import Line
from banfu_desktop.rules.identity import mask_card
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState, version_words
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine

Documents = tuple[Document, ...]
_NOTES_SHOWN = 4
"""So many corrections are named beside a payer's sums; more would grow beyond a page."""


def sheet(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 1 of one payer, or a 补发表."""
    return subsidy_sheet.build(filled(shown, sheet, imprint))


def filled(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> subsidy_sheet.Sheet:
    """What the sheet of one payer, or a 补发表, says."""
    left = "；".join(f"{row.name}{row.about.label}（暂缓：{row.reason}）" for row in sheet.deferred)
    supplement = sheet.kind is SheetKind.SUPPLEMENT
    return subsidy_sheet.Sheet(
        payer=sheet.payer,
        team=shown.team,
        month=shown.month,
        document_no=shown.document_no,
        lines=tuple(_line(sheet, line, full=imprint.full) for line in sheet.lines),
        imprint=imprint,
        number=sheet.number or "封存时编号",
        version=version_words(sheet.version, sheet.replaces),
        as_of=f"在岗截至{sheet.as_of.month}月{sheet.as_of.day}日" if sheet.as_of else "",
        left_out=f"未列入：{left}" if left else "",
        bank=_sums(sheet),
        alone=sheet.alone,
        supplement="、".join(month.label for month in sheet.months) if supplement else "",
    )


def _line(sheet: PayerSheet, line: SheetLine, *, full: bool) -> Line:
    """A line as printed; a difference or one-off line has no days and no rate of its own."""
    own = not _is_carried(line)
    holder = f"户名：{line.card_holder}" if line.card_holder not in ("", line.name) else ""
    on_duty = f"值班{line.duty_days:g}天" if line.duty_days else ""
    whole = "\n".join(part for part in (line.bank, line.card_no) if part)
    posted, present, leave = _days(sheet, line) if own else ("", "", "")
    return Line(
        name=line.name,
        organisation=line.organisation,
        role=line.role,
        about=line.about,
        days_posted=posted,
        days_present=present,
        days_leave=leave,
        rate_fen=line.rate_fen if own else None,
        gross_fen=line.gross_fen if own else None,
        deducted_fen=line.deducted_fen if own else None,
        carried_fen=None if own else line.net_fen,
        net_fen=line.net_fen,
        account=whole if full else line.card_no[-4:],
        remark="；".join(part for part in (line.reason, on_duty, line.held, holder) if part),
    )


def _is_carried(line: SheetLine) -> bool:
    """Whether it stands under 补发扣回: of an earlier month, or one-off."""
    return line.is_difference or line.is_one_off


def _days(sheet: PayerSheet, line: SheetLine) -> tuple[str, str, str]:
    """应在岗, 在岗 and 请假 as the office counts them; 请假 is not known before the month is over."""
    due, present = line.work_days_due, line.work_days_present
    if due is None or present is None:
        return str(line.days_posted), str(line.days_present), str(line.leave_days)
    return f"{due:g}", f"{present:g}", "" if sheet.as_of is not None else f"{due - present:g}"


def _sums(sheet: PayerSheet) -> str:
    """How a sheet's total divides into the bank's transfers and what the bank cannot pay."""
    paid = transfers(sheet, full=True)
    left = sum(transfer.net_fen for transfer in paid if transfer.obstacle)
    names = "、".join(transfer.name for transfer in paid if transfer.obstacle)
    return (
        f"合计 {yuan(sheet.net_fen)}＝银行代发 {yuan(sheet.net_fen - left)}"
        f"＋未列入代发 {yuan(left)}{f'（{names}）' if names else ''}"
    )


def summary(shown: MonthSheets, imprint: Imprint) -> Documents:
    """Form 1, the town's summary: computed, never sealed."""
    return subsidy_summary.build(summed(shown, imprint))


def summed(shown: MonthSheets, imprint: Imprint) -> subsidy_summary.Summary:
    """What the town's summary says."""
    refused = tuple(
        RefusedRow(row.name, row.organisation, row.clause, row.reason) for row in shown.not_entitled
    )
    payers = tuple(_payer(sheet) for sheet in shown.sheets)
    listed = tuple(_listed(sheet) for sheet in shown.sheets)
    return subsidy_summary.Summary(shown.team, shown.month, payers, refused, imprint, listed)


def _listed(sheet: PayerSheet) -> subsidy_summary.SheetRow:
    state = "待处理" if sheet.held and sheet.state is SheetState.DRAFT else sheet.state.label
    return subsidy_summary.SheetRow(
        sheet.payer,
        sheet.number or ("—" if sheet.is_draft else "（升级前封存）"),
        f"第{sheet.version}版",
        state,
        sheet.check_code,
    )


def _payer(sheet: PayerSheet) -> PayerRow:
    """A payer's sums; what was carried from earlier months stands in a column of its own."""
    carried = [line for line in sheet.lines if _is_carried(line)]
    difference = sum(line.net_fen for line in carried)
    notes = [f"{_word(line)}{line.name}{line.about.label}{yuan(abs(line.net_fen))}" for line in carried]
    if len(notes) > _NOTES_SHOWN:
        notes = [f"补发扣回{len(notes)}笔，见补发扣回明细"]
    return PayerRow(
        payer=sheet.payer,
        people=len({line.person_id for line in sheet.lines}),
        gross_fen=sheet.gross_fen - difference,
        deducted_fen=sheet.deducted_fen,
        difference_fen=difference,
        net_fen=sheet.net_fen,
        remark="；".join(notes),
    )


def _word(line: SheetLine) -> str:
    if line.is_one_off:
        return "一次性补发" if line.net_fen > 0 else "一次性扣减"
    return "补发" if line.net_fen > 0 else "扣回"


def bank(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 2 of one payer."""
    paid = transfers(sheet, full=imprint.full)
    return bank_list.build(bank_list.BankList(sheet.payer, shown.month, paid, _sums(sheet)))


def transfers(sheet: PayerSheet, *, full: bool) -> tuple[Transfer, ...]:
    """One transfer a person, with what was carried from earlier months in it."""
    own: defaultdict[int, list[SheetLine]] = defaultdict(list)
    for line in sheet.lines:
        own[line.person_id].append(line)
    return tuple(_transfer(lines, full=full) for lines in own.values())


def _transfer(lines: Sequence[SheetLine], *, full: bool) -> Transfer:
    known = next((line for line in lines if line.card_no), lines[0])
    account = known.card_no if full or not known.card_no else mask_card(known.card_no)
    net_fen = sum(line.net_fen for line in lines)
    return Transfer(known.name, known.card_holder or known.name, account, known.bank, net_fen)
