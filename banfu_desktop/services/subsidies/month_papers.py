"""What a month of subsidies puts on paper, payer by payer, and what is still missing and why (本月打印)."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.subsidies import overview
from banfu_desktop.services.subsidies.overview import MonthView
from banfu_desktop.services.subsidies.sheets import PayerSheet

_ROOM = "subsidies"
_SIGNED, _FOR_THE_BANK = 2, 2
"""Copies of a sheet: one for the payer, one for the town's file; of a bank list, for payer and bank."""


def monthly(session: Session, month: Month, today: date) -> Iterator[MonthPaper]:
    """The town's summary, then each payer's papers in the order of the month's sheets."""
    view = overview.of_month(session, month, today)
    if view.sheets is None:
        why = f"{month.label}的发放表还没有编制"
        yield MonthPaper("subsidy-summary", missing=why, way="去编制", room=_ROOM, key=month)
        return
    sheets = [sheet for sheet in view.all_sheets if sheet.lines or sheet.held or sheet.deferred]
    if any(not sheet.is_draft for sheet in sheets):
        drafts = sum(sheet.is_draft for sheet in sheets)
        note = f"{len(sheets)} 张 · {view.sheets.people} 人" + (f"，{drafts} 张未封存" if drafts else "")
        yield MonthPaper("subsidy-summary", note=note)
    elif sheets:
        why = "发放表还没有封存"
        yield MonthPaper("subsidy-summary", missing=why, way="去封存", room=_ROOM, key=month)
    for payer in dict.fromkeys(sheet.payer for sheet in sheets):
        yield from _of_payer(view, payer, [sheet for sheet in sheets if sheet.payer == payer], month)


def _of_payer(
    view: MonthView, payer: str, sheets: Sequence[PayerSheet], month: Month
) -> Iterator[MonthPaper]:
    """What one payer gets; its sheet of the month and a 补发表 come together."""
    done = [sheet for sheet in sheets if not sheet.is_draft]
    if not done:
        why, way = _missing(view, sheets[0])
        yield MonthPaper("subsidy-sheet", payer, payer, missing=why, way=way, room=_ROOM, key=month)
        return
    numbers = "、".join(sheet.number for sheet in done if sheet.number)
    open_too = f"另有 {len(sheets) - len(done)} 张未封存，印草稿" if len(sheets) > len(done) else ""
    note = "，".join(part for part in (numbers, open_too) if part)
    yield MonthPaper("subsidy-sheet", payer, payer, note, _SIGNED)
    lines = [line for sheet in done for line in sheet.lines]
    if payable := [line for line in lines if line.net_fen > 0]:
        yield MonthPaper("bank-list", payer, payer, f"{len(payable)} 笔", _FOR_THE_BANK)
    if carried := [line for line in lines if line.is_difference]:
        amounts = [f"{line.about.number}月 {_signed(line.net_fen)}" for line in carried[:2]]
        note = "，".join(amounts) + (f" 等 {len(carried)} 笔" if len(carried) > len(amounts) else "")
        yield MonthPaper("differences", payer, payer, note)


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{yuan(fen)}"


def _missing(view: MonthView, sheet: PayerSheet) -> tuple[str, str]:
    """Why a draft is not on paper yet, and what to do."""
    asked = [row for row in view.asked if row.payer_id == sheet.payer_id]
    if unit := next((row for row in asked if row.unit_id is not None), None):
        return f"{unit.unit}的层级待核实", "去核实"
    if asked:
        names = "、".join(dict.fromkeys(row.name for row in asked))
        return f"{names}暂缓，还没有决定", "去决定"
    if why := view.refusals.get(sheet.payer_id, ""):
        return why, "去看"
    return "还没有封存", "去封存"
