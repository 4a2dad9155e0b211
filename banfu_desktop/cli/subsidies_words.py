"""What the command line says of sheets, to people and to programs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from banfu_desktop.cli.run import say
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import SheetState, version_words

if TYPE_CHECKING:
    from banfu_desktop.services.subsidies.overview import LinePaid
    from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine

Payments = Mapping[tuple[int, int], "LinePaid"]
"""Where each person's lines on a sealed sheet stand, by sheet and person."""
_NOBODY: Payments = {}
_LINE = ("name", "days_posted", "days_present", "gross_fen", "deducted_fen", "net_fen", "reason")


def month_json(sheets: "MonthSheets", paid: "Payments", receivable_fen: int) -> dict[str, object]:
    """A month, or one payer's part of it; `net_fen` without what is waived (不再发放), which stands apart."""
    from banfu_desktop.services.subsidies.overview import waived_fen

    waived = waived_fen(sheets.sheets, paid)
    return {
        "month": str(sheets.month),
        "state": sheets.state.value,
        "payers": [sheet_json(sheet) for sheet in sheets.sheets],
        "net_fen": sheets.net_fen - waived,
        "waived_fen": waived,
        "not_entitled": [
            {"name": row.name, "clause": row.clause, "reason": row.reason} for row in sheets.not_entitled
        ],
        "undecided": [
            {"name": row.name, "payer": row.payer, "month": str(row.month), "reason": row.reason}
            for row in sheets.undecided
        ],
        "receivable_fen": receivable_fen,
    }


def sheet_json(sheet: "PayerSheet") -> dict[str, object]:
    """One payer's sheet, in force or draft."""
    return {
        "payer": sheet.payer,
        "kind": sheet.kind.value,
        "number": sheet.number or None,
        "state": sheet.state.value,
        "version": sheet.version,
        "check_code": sheet.check_code or None,
        "sealed_at": sheet.sealed_at.isoformat() if sheet.sealed_at else None,
        "paid_on": str(sheet.paid_on) if sheet.paid_on else None,
        "held": [{"name": row.name, "reason": row.reason} for row in sheet.held],
        "lines": [_line_json(line) for line in sheet.lines],
        "net_fen": sheet.net_fen,
        "voided": [
            {"number": row.number or None, "version": row.version, "check_code": row.check_code,
             "reason": row.reason}
            for row in sheet.voided
        ],
    }  # fmt: skip


def _line_json(line: "SheetLine") -> dict[str, object]:
    days = {name: getattr(line, name) for name in ("work_days_due", "work_days_present", "duty_days")}
    return {name: getattr(line, name) for name in _LINE} | days


def say_sheets(sheets: "MonthSheets", paid: "Payments") -> None:
    """A month for people."""
    from banfu_desktop.services.subsidies.overview import waived_fen

    code = f"，校验码 {sheets.check_code}" if sheets.check_code else ""
    say(f"{sheets.month.label} {sheets.state.label}{code}")
    for sheet in sheets.sheets:
        say_sheet(sheet, paid)
    waived = waived_fen(sheets.sheets, paid)
    apart = f"（另有不再发放 {yuan(waived)} 元）" if waived else ""
    net = yuan(sheets.net_fen - waived)
    say(f"{len(sheets.sheets)}个单位、{sheets.people}人，实发合计 {net} 元{apart}")
    for row in sheets.undecided:
        say(f"待决定：{row.name} {row.month.label}（{row.payer}）{row.reason}")
    for refused in sheets.not_entitled:
        say(f"不发放：{refused.name}（{refused.clause}）{refused.reason}")


def _paid_words(sheet: "PayerSheet", paid: "LinePaid | None") -> str:
    if paid is None:
        return ""
    if paid.waived:
        return f"　不再发放：{paid.waived}"
    if sheet.state is SheetState.PART_PAID:
        return f"　{paid.paid_on}发放" if paid.paid_on else "　未发放"
    return ""


def say_sheet(sheet: "PayerSheet", paid: "Payments" = _NOBODY) -> None:
    """A sheet for people; beside each line whether it is 不再发放, or paid where not all are."""
    marks = (
        sheet.number,
        version_words(sheet.version, sheet.replaces),
        sheet.state.label,
        f"校验码 {sheet.check_code}" if sheet.check_code else "",
        f"{sheet.paid_on}发放" if sheet.paid_on else "",
    )
    say(f"{sheet.payer}　实发 {yuan(sheet.net_fen)}　{'，'.join(mark for mark in marks if mark)}")
    for line in sheet.lines:
        note = f"　{line.held or line.warning or line.reason}".rstrip()
        days = "" if line.is_difference or line.is_one_off else f"　{str(line.days).replace(' ', '')}天"
        own = None if sheet.sheet_id is None else paid.get((sheet.sheet_id, line.person_id))
        say(f"　{line.name}{days}　{yuan(line.net_fen)}{note}{_paid_words(sheet, own)}")
    for row in sheet.deferred:
        say(f"　未列入：{row.name} {row.about.label}（暂缓：{row.reason}）")
