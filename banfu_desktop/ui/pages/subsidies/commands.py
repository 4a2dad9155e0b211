"""What can be done on the page of subsidies, as commands: buttons, menus, keys and the palette read them here."""

from typing import TYPE_CHECKING

from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.pages.subsidies.sheet_rows import SheetRow, ShownLine
from banfu_desktop.ui.preview.preview import save_workbook

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.subsidies.doing import Doing
    from banfu_desktop.ui.pages.subsidies.page import SubsidiesPage


def commands_of(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    """In the order of buttons and menus."""
    return (
        *_steps(page, doing),
        *_papers(page, doing),
        *_of_a_row(doing),
        *_account(page, doing),
        *_rare(doing),
    )


def _steps(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    def unmade() -> bool:
        return doing.view is not None and doing.view.sheets is None

    return (
        Command("make_month", "编制本月", doing.make, "按任职和考勤算出本月发放表", "plus", place=Place.PRIMARY,
                enabled=lambda: page.month.first <= page.ctx.today, shown=unmade, clause="六(一)"),
        Command("pay_month", "登记发放…", doing.pay, "登记哪一天发放了哪些单位的表", "banknote", place=Place.PRIMARY,
                shown=lambda: doing.has_unpaid() and not doing.has_drafts()),
        Command("pay_sheets", "登记发放…", doing.pay, "登记哪一天发放了哪些单位的表", "banknote", place=Place.BAR,
                shown=lambda: doing.has_unpaid() and doing.has_drafts()),
        Command("check_month", "封存前核对", page.check_month, "封存前要处理的、与上月比较", "list", place=Place.BAR,
                shown=doing.has_drafts),
        Command("seal_month", "封存本月…", doing.seal, "封存所有可以封存的表，其余的说明原因", "stamp",
                enabled=lambda: bool(doing.view and doing.view.sealable), shown=doing.has_drafts),
        Command("see_differences", "看差异", doing.see_differences, "封存以后的更正带来的补发、扣回和待决定",
                "list", place=Place.BAR, shown=lambda: bool(doing.view and doing.view.changed)),
        Command("answer_uncollected", "回答扣回…", doing.answer, "升级前的扣回，收回了没有", "circle-question-mark",
                place=Place.BAR, shown=lambda: bool(doing.view and doing.view.uncollected)),
    )  # fmt: skip


def _papers(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    made = doing.is_made
    return (
        Command("print_sheets", "打印发放表…", doing.print_sheets, "打印发放表，每个发放单位一张", "printer", "Ctrl+P",
                Place.BAR, shown=made),
        Command("print_summary", "打印全镇汇总表…", lambda: doing.print_form("subsidy-summary"),
                "各发放单位合计、各表编号和状态、不发放人员", "printer", shown=made),
        Command("bank_list", "银行代发清单…", lambda: save_workbook(page.ctx, "bank-list", page.month),
                "每个发放单位一张的 Excel 表，交银行代发", "file-spreadsheet", shown=made),
        Command("print_differences", "打印补发扣回明细…", lambda: doing.print_form("differences"),
                "与本月有关的补发和扣回", "printer", shown=made),
        Command("print_year", "打印年度表…", doing.print_year, "全年各月实发和合计", "printer", "", Place.BAR,
                shown=page.is_yearly),
        Command("export_lines", "导出 Excel…", lambda: export_list(page.ctx, "subsidies"), "导出各月的发放明细",
                "download"),
    )  # fmt: skip


def _of_a_row(doing: "Doing") -> tuple[Command, ...]:
    def states(*wanted: SheetState) -> bool:
        sheet = doing.sheet()
        return sheet is not None and sheet.state in wanted

    def can_seal() -> bool:
        sheet, view = doing.sheet(), doing.view
        return bool(
            sheet and view and sheet.is_draft and not sheet.held and not view.refusals.get(sheet.payer_id)
        )

    def unpaid_line() -> bool:
        paid = doing.paid_of(doing.chosen())
        return paid is not None and paid.paid_on is None and not paid.waived

    def paid() -> bool:
        row, line = doing.chosen(), doing.paid_of(doing.chosen())
        if isinstance(row, SheetRow):
            return states(SheetState.PART_PAID, SheetState.PAID)
        return line is not None and line.paid_on is not None

    def asked_on_draft() -> bool:
        row = doing.chosen()
        return row is not None and doing.is_draft_line(row) and doing.asked_of(row) is not None

    def open_supplement() -> bool:
        sheet = doing.sheet()
        return sheet is not None and sheet.is_draft and sheet.kind is SheetKind.SUPPLEMENT

    one = Rows.ONE
    return (
        Command("seal_sheet", "封存这张表…", doing.seal_sheet, "只封存这个单位的表", "stamp", rows=one, enabled=can_seal),
        Command("pay_sheet", "登记这张表发放…", doing.pay, "登记这张表哪一天发放、凭证号、有没有人没到账", "banknote",
                rows=one, enabled=lambda: states(SheetState.SEALED, SheetState.PART_PAID)),
        Command("correct_payment", "更正发放日期…", doing.correct, "登记错了的发放日期或凭证号，写明原因更正", "pencil",
                rows=one, enabled=paid),
        Command("void_sheet", "作废重封…", doing.void_sheet,
                "没有发放的表写明原因作废，改正后封存为新版", "undo-2", rows=one,
                enabled=lambda: states(SheetState.SEALED)),
        Command("waive_line", "不再发放…", doing.waive, "这个人的这一笔不再发放，写明原因", "user-minus",
                rows=one, enabled=unpaid_line),
        Command("decide_line", "决定扣不扣…", doing.decide, "旷工、长假和封存后的更正，由经办人决定", "signature",
                rows=one, enabled=lambda: doing.asked_of(doing.chosen()) is not None, clause="本单位自定"),
        Command("defer_line", "暂缓…", doing.defer, "这一行不列入这张表，其他人照常封存", "clock", rows=one,
                enabled=asked_on_draft),
        Command("withdraw_ruling", "取消扣减", doing.withdraw, "取消经办人填写的扣减，按设置计算", "undo-2", rows=one,
                enabled=doing.is_ruled),
        Command("remove_one_off", "删除一次性补扣", doing.remove_one_off, "登记错了的一次性补扣", "trash-2", rows=one,
                enabled=lambda: isinstance(row := doing.chosen(), ShownLine) and row.is_one_off
                and doing.is_draft_line(row)),
        Command("discard_supplement", "取消补发表…", doing.discard_supplement,
                "没有封存的补发表", "trash-2", rows=one, enabled=open_supplement),
    )  # fmt: skip


def _account(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    return (
        Command("see_unpaid", "未发放清单…", doing.accounts.see_unpaid, "已封存、没有发放的人和天数", "list"),
        Command("see_receivables", "应收回…", doing.accounts.see_receivables, "多发了、从以后的表里扣不到的，登记收回",
                "wallet"),
        Command("see_supplements", "补发表…", lambda: doing.accounts.see_supplements(page.visit),
                "不等下个月，单独补发以前月份", "plus"),
        Command("add_one_off", "一次性补扣…", doing.add_one_off, "补发启用前月份等，写明原因、文号和批准人",
                "plus", shown=doing.has_drafts),
    )  # fmt: skip


def _rare(doing: "Doing") -> tuple[Command, ...]:
    def only_drafts() -> bool:
        there = doing.view.all_sheets if doing.view else ()
        return doing.is_made() and all(sheet.is_draft and not sheet.voided for sheet in there)

    return (
        Command("see_not_entitled", "不发放人员…", doing.see_not_entitled, "在镇但不在发放表上的人员和依据", "users",
                shown=doing.is_made),
        Command("start_of_use", "启用月份…", lambda: doing.accounts.start_of_use(None),
                "从哪个月起在这里编制；以前的月份已在纸上发放", "calendar"),
        Command("discard_month", "取消编制…", doing.discard, "删除这张草稿表，考勤和扣减保留", "trash-2",
                shown=only_drafts),
    )  # fmt: skip
