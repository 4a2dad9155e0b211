"""What is due of the subsidies, for the home page."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month, add_months, closing_month
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.members import members
from banfu_desktop.services.subsidies import differences, subsidies


def due(session: Session, today: date) -> list[Due]:
    """The month to be made, months to be sealed and paid, and what sealed months owe."""
    month = closing_month(today)
    rows = {row.month: row for row in subsidies.months(session)}
    changed = differences.outstanding(session, Month.of(add_months(today, 1)))
    found = []
    if month not in rows and members.listing(session, month.period):
        found.append(Due(f"{month.label}补助发放表还没有编制", "六(一)", "red", "去编制", "subsidies", month))
    for row in sorted(rows.values(), key=lambda row: row.month):
        if row.state is MonthState.DRAFT:
            sheets = subsidies.show(session, row.month, changed)
            size = f"{len(sheets.sheets)} 个单位、{sheets.people} 人，实发 {yuan(sheets.net_fen)} 元"
            urgency = "red" if row.month < Month.of(today) else "amber"
            text = f"{row.month.label}补助表未封存：{size}"
            found.append(Due(text, "六(一)", urgency, "去核对", "subsidies", row.month))
        elif row.state is MonthState.SEALED:
            text = f"{row.month.label}补助表已封存，还没有登记发放"
            found.append(Due(text, "六(一)", "grey", "登记发放", "subsidies", row.month))
    if changed:
        total = yuan(sum(row.difference_fen for row in changed))
        text = f"已封存月份有{len(changed)}处差异，合计 {total} 元，将随下一张草稿表补发或扣回"
        found.append(Due(text, "六(一)", "amber", "看差异", "subsidies", changed[0].month))
    return found
