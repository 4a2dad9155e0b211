"""The papers of a month's subsidy: pay sheets, summary, bank list, differences, the year (forms 1 to 3).

A sealed sheet prints from its snapshot alone and bears the time of its sealing, so that a reprint is the same
bytes whatever has changed since.
"""

import re
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
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState, version_words
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import differences, sealed, subsidies, supplements
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine

Documents = tuple[Document, ...]
_NOTES_SHOWN = 4
"""So many corrections are named beside a payer's sums; more would grow beyond a page."""
_VERSION = re.compile(r"(.+?)第(\d+)版")


def sheets(session: Session, month: Month, payer: str | None, now: datetime, *, full: bool) -> Documents:
    """The sheet of one payer, or every payer's followed by the town summary.

    Args:
        payer: a unit, or a version of its sheet that was voided: 县司法局第1版.

    Raises:
        UserError: the month was never made, or this payer pays nothing in it.
    """
    account = Account(session)
    shown = subsidies.shown(session, account, month)
    chosen = _chosen(session, account, shown, payer)
    documents = [document for sheet in chosen for document in _sheet(shown, sheet, now, full=full)]
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
    account = Account(session)
    shown = subsidies.shown(session, account, month)
    lists = (
        bank_list.build(bank_list.BankList(sheet.payer, month, _transfers(sheet, full=full), _sums(sheet)))
        for sheet in _chosen(session, account, shown, payer)
    )
    return tuple(document for documents in lists for document in documents)


def corrections(session: Session, month: Month, payer: str | None, now: datetime) -> Documents:
    """Every 补发 and 扣回 about a month, and those its own sheets carry; one list a payer.

    Raises:
        UserError: the month was never made, or this payer has no difference.
    """
    account = Account(session)
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
    imprint = Imprint(clock(now), draft=is_draft)
    return tuple(
        document
        for name in wanted
        for document in difference_list.build(
            difference_list.Differences(name, shown.team, month, tuple(lines.get(name, ())), imprint)
        )
    )


def _open(shown: MonthSheets) -> set[int]:
    return {sheet.payer_id for sheet in shown.sheets if sheet.is_draft}


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


def _imprint(sheet: PayerSheet, now: datetime, *, full: bool = False) -> Imprint:
    at = sheet.sealed_at or now
    chain = paper_key.chain_code(sheet.audit_head)
    return Imprint(clock(at), sheet.check_code, chain, draft=sheet.is_draft, full=full)


def _chosen(
    session: Session, account: Account, shown: MonthSheets, payer: str | None
) -> Sequence[PayerSheet]:
    """The month's sheets and the 补发表 of that month, or those of one payer, or one that was voided."""
    extra = [sheet for sheet in supplements.sealed_ones(session) if _sealed_in(sheet) == shown.month]
    extra += [sheet for sheet in supplements.open_ones(account) if max(sheet.months) == shown.month]
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


def _sealed_in(sheet: PayerSheet) -> Month | None:
    return Month.of(sheet.sealed_at.date()) if sheet.sealed_at else None


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


def _sheet(shown: MonthSheets, sheet: PayerSheet, now: datetime, *, full: bool) -> Documents:
    imprint = _imprint(sheet, now, full=full)
    lines = tuple(_line(sheet, line, full=full) for line in sheet.lines)
    return subsidy_sheet.build(
        subsidy_sheet.Sheet(
            sheet.payer, shown.team, shown.month, shown.document_no, lines, imprint, _marks(sheet)
        )
    )


def _marks(sheet: PayerSheet) -> subsidy_sheet.Marks | None:
    """What a sheet of its own says of itself; one of a month sealed as a whole says nothing."""
    if sheet.format == 1:
        return None
    supplement = sheet.kind is SheetKind.SUPPLEMENT
    left = "；".join(f"{row.name}{row.about.label}（暂缓：{row.reason}）" for row in sheet.deferred)
    as_of = f"在岗截至{sheet.as_of.month}月{sheet.as_of.day}日" if sheet.as_of else ""
    return subsidy_sheet.Marks(
        number="封存时编号" if sheet.is_draft else sheet.number,
        version=version_words(sheet.version, sheet.replaces),
        as_of=as_of,
        left_out=f"未列入：{left}" if left else "",
        bank=_sums(sheet),
        supplement="、".join(month.label for month in sheet.months) if supplement else "",
    )


def _sums(sheet: PayerSheet) -> str:
    """How a sheet's total divides into the bank's transfers and what the bank cannot pay."""
    if sheet.format == 1:
        return ""
    transfers = _transfers(sheet, full=True)
    left = sum(transfer.net_fen for transfer in transfers if transfer.obstacle)
    names = "、".join(transfer.name for transfer in transfers if transfer.obstacle)
    return (
        f"发放表合计 {yuan(sheet.net_fen)} ＝ 银行代发 {yuan(sheet.net_fen - left)}"
        f" ＋ 未列入代发 {yuan(left)}{f'（{names}）' if names else ''}"
    )


def _line(sheet: PayerSheet, line: SheetLine, *, full: bool) -> subsidy_sheet.Line:
    """A line as printed; a difference has no days and no rate of its own."""
    own = not (line.is_difference or line.is_one_off)
    holder = f"户名：{line.card_holder}" if line.card_holder not in ("", line.name) else ""
    on_duty = f"值班{line.duty_days:g}天" if line.duty_days else ""
    whole = "\n".join(part for part in (line.bank, line.card_no) if part)
    posted, present, leave = _days(sheet, line)
    return subsidy_sheet.Line(
        name=line.name,
        organisation=line.organisation,
        role=line.role,
        about=line.about,
        days_posted=posted if own else None,
        days_present=present if own else None,
        days_leave=leave if own else None,
        rate_fen=line.rate_fen if own else None,
        gross_fen=line.gross_fen,
        deducted_fen=line.deducted_fen,
        net_fen=line.net_fen,
        account=whole if full else line.card_no[-4:],
        remark="；".join(part for part in (line.reason, on_duty, line.held, holder) if part),
    )


def _days(sheet: PayerSheet, line: SheetLine) -> tuple[str | int, str | int, str | int]:
    """应在岗, 在岗 and 请假 as the office counts them; of a month sealed as a whole in calendar days."""
    if line.work_days_due is None or line.work_days_present is None:
        return line.days_posted, line.days_present, line.leave_days
    due, present = f"{line.work_days_due:g}", f"{line.work_days_present:g}"
    if sheet.as_of is not None:
        return due, present, ""
    return due, present, f"{line.work_days_due - line.work_days_present:g}"


def _summary(shown: MonthSheets, now: datetime) -> Documents:
    refused = tuple(
        subsidy_summary.RefusedRow(row.name, row.organisation, row.clause, row.reason)
        for row in shown.not_entitled
    )
    payers = tuple(_payer(sheet) for sheet in shown.sheets)
    is_whole = shown.sealed_at is not None
    chain = paper_key.chain_code(shown.audit_head)
    is_draft = any(sheet.is_draft for sheet in shown.sheets)
    imprint = Imprint(clock(shown.sealed_at or now), shown.check_code, chain, draft=is_draft)
    listed = () if is_whole else tuple(_listed(sheet) for sheet in shown.sheets)
    return subsidy_summary.build(
        subsidy_summary.Summary(shown.team, shown.month, payers, refused, imprint, listed)
    )


def _listed(sheet: PayerSheet) -> subsidy_summary.SheetRow:
    state = "待处理" if sheet.held and sheet.state is SheetState.DRAFT else sheet.state.label
    return subsidy_summary.SheetRow(
        sheet.payer, sheet.number or ("—" if sheet.is_draft else "（升级前封存）"), f"第{sheet.version}版", state,
        sheet.check_code,
    )  # fmt: skip


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
