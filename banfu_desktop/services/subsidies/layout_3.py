"""Layout 3 of a month's papers: the figures of layout 2 in readable type, the bank's list also on paper.

Frozen like the forms it fills (`printing/forms/v3`): sheets are sealed under it.
"""

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v3 import bank_list, subsidy_sheet, subsidy_summary
from banfu_desktop.services.subsidies.layout_2 import filled, summed, transfers
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet

Documents = tuple[Document, ...]


def sheet(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 1 of one payer, or a 补发表."""
    return subsidy_sheet.build(filled(shown, sheet, imprint))


def summary(shown: MonthSheets, imprint: Imprint) -> Documents:
    """Form 1, the town's summary: computed, never sealed."""
    return subsidy_summary.build(summed(shown, imprint))


def bank(shown: MonthSheets, sheet: PayerSheet, imprint: Imprint) -> Documents:
    """Form 2 of one payer."""
    paid = transfers(sheet, full=imprint.full)
    number = sheet.number or "封存时编号"
    data = bank_list.BankList(sheet.payer, shown.team, shown.month, number, paid, imprint)
    return bank_list.build(data)
