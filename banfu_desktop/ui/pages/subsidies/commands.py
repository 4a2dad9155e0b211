"""What can be done on the page of subsidies, as commands for buttons, menus, keys and the palette."""

from typing import TYPE_CHECKING

from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.ui.boxes.pack_box import open_pack
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.pages.subsidies.sheet_rows import SheetRow, ShownLine
from banfu_desktop.ui.preview.preview import save_workbook

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.subsidies.doing import Doing
    from banfu_desktop.ui.pages.subsidies.page import SubsidiesPage

_PAY = "登记哪一天、凭什么发放了哪些单位的表"


def commands_of(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    """In the order of buttons and menus."""
    return (
        *_steps(page, doing),
        *_papers(page, doing),
        *_of_a_sheet(doing),
        *_of_a_line(doing),
        *_account(page, doing),
        *_rare(doing),
    )


def _steps(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    def unmade() -> bool:
        return doing.view is not None and doing.view.sheets is None

    return (
        Command("make_month", "编制本月", doing.make, act=Act.ENTER, help="按任职和考勤算出本月发放表",
                icon="plus", place=Place.PRIMARY, enabled=lambda: page.month.first <= page.ctx.today,
                why="这个月还没有到",
                shown=unmade, clause="六(一)"),
        Command("pay_month", "登记发放…", doing.pay, act=Act.ENTER, help=_PAY, icon="banknote",
                place=Place.PRIMARY, shown=lambda: doing.has_unpaid() and not doing.has_drafts()),
        Command("pay_sheets", "登记发放…", doing.pay, act=Act.ENTER, help=_PAY, icon="banknote",
                place=Place.BAR, shown=lambda: doing.has_unpaid() and doing.has_drafts()),
        Command("check_month", "封存前核对", page.check_month, act=None,
                help="封存前要处理的，和与上月的比较", icon="list", place=Place.BAR,
                shown=doing.has_drafts),
        Command("seal_month", "封存本月…", doing.seal, act=Act.SEAL,
                help="封存所有可以封存的表，其余的说明原因", icon="stamp",
                enabled=lambda: bool(doing.view and doing.view.sealable),
                why="没有可以封存的表，请先看“封存前核对”", shown=doing.has_drafts),
        Command("vouch", "核对改动…", doing.vouch, act=Act.ENTER,
                help="“审核”自己改过的几处，由你核对以后他才能封存", icon="list", shown=doing.has_drafts),
        Command("see_differences", "看差异", doing.see_differences, act=None,
                help="封存以后的更正带来的补发、扣回和待决定", icon="list", place=Place.BAR,
                shown=lambda: bool(doing.view and doing.view.changed)),
        Command("answer_uncollected", "回答扣回…", doing.answer, act=Act.ENTER,
                help="升级前的扣回，收回了没有", icon="circle-question-mark", place=Place.BAR,
                shown=lambda: bool(doing.view and doing.view.uncollected)),
    )  # fmt: skip


def _papers(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    made = doing.is_made
    return (
        Command("print_sheets", "打印发放表…", doing.print_sheets, act=None,
                help="打印发放表，每个发放单位一张", icon="printer", keys="Ctrl+P", place=Place.BAR,
                shown=made),
        Command("print_month", "本月打印…", lambda: open_pack(page.ctx, page.month), act=None,
                help="本月要打印的全部纸张：勾选、份数、缺什么，一次打印或存成文件", icon="printer",
                keys="Ctrl+Shift+P"),
        Command("print_summary", "打印全镇汇总表…", lambda: doing.print_form("subsidy-summary"), act=None,
                help="各发放单位合计、各表编号和状态、不发放人员", icon="printer", shown=made),
        Command("bank_list", "银行代发清单…", lambda: save_workbook(page.ctx, "bank-list", page.month),
                act=Act.ENTER, help="每个发放单位一张的 Excel 表，交银行代发", icon="file-spreadsheet",
                shown=made),
        Command("print_differences", "打印补发扣回明细…", lambda: doing.print_form("differences"), act=None,
                help="与本月有关的补发和扣回", icon="printer", shown=made),
        Command("print_year", "打印年度表…", doing.print_year, act=None, help="全年各月实发和合计",
                icon="printer", place=Place.BAR, shown=page.is_yearly),
        Command("export_lines", "导出 Excel…", lambda: export_list(page.ctx, "subsidies"), act=None,
                help="导出各月的发放明细", icon="download"),
    )  # fmt: skip


def _of_a_sheet(doing: "Doing") -> tuple[Command, ...]:
    def states(*wanted: SheetState) -> bool:
        sheet = doing.sheet()
        return sheet is not None and sheet.state in wanted

    def can_seal() -> bool:
        sheet, view = doing.sheet(), doing.view
        return bool(
            sheet and view and sheet.is_draft and not sheet.held and not view.refusals.get(sheet.payer_id)
        )

    def paid() -> bool:
        row, line = doing.chosen(), doing.paid_of(doing.chosen())
        if isinstance(row, SheetRow):
            return states(SheetState.PART_PAID, SheetState.PAID)
        return line is not None and line.paid_on is not None

    def open_supplement() -> bool:
        sheet = doing.sheet()
        return sheet is not None and sheet.is_draft and sheet.kind is SheetKind.SUPPLEMENT

    one = Rows.ONE
    return (
        Command("seal_sheet", "封存这张表…", doing.seal_sheet, act=Act.SEAL, help="只封存这个单位的表",
                icon="stamp", rows=one, enabled=can_seal,
                why="只有没有暂缓、没有待核实的草稿表可以封存"),
        Command("pay_sheet", "登记这张表发放…", doing.pay, act=Act.ENTER, icon="banknote", rows=one,
                help="登记这张表哪一天发放、凭证号、有没有人没到账",
                enabled=lambda: states(SheetState.SEALED, SheetState.PART_PAID),
                why="只有已封存、还没有发完的表可以登记发放"),
        Command("correct_payment", "更正发放日期…", doing.correct, act=Act.ENTER, icon="pencil", rows=one,
                help="登记错了的发放日期或凭证号，写明原因更正", enabled=paid,
                why="只有已发放的可以更正"),
        Command("void_sheet", "作废重封…", doing.void_sheet, act=Act.SEAL, icon="undo-2", rows=one,
                help="没有发放的表写明原因作废，改正后封存为新版",
                enabled=lambda: states(SheetState.SEALED),
                why="只有已封存、还没有发放的表可以作废"),
        Command("discard_supplement", "取消补发表…", doing.discard_supplement, act=Act.ENTER,
                help="没有封存的补发表", icon="trash-2", rows=one, enabled=open_supplement,
                why="只有没有封存的补发表可以取消"),
    )  # fmt: skip


def _of_a_line(doing: "Doing") -> tuple[Command, ...]:
    def unpaid() -> bool:
        paid = doing.paid_of(doing.chosen())
        return paid is not None and paid.paid_on is None and not paid.waived

    def asked_on_draft() -> bool:
        row = doing.chosen()
        return row is not None and doing.is_draft_line(row) and doing.asked_of(row) is not None

    def one_off() -> bool:
        row = doing.chosen()
        return isinstance(row, ShownLine) and row.is_one_off and doing.is_draft_line(row)

    one = Rows.ONE
    return (
        Command("decide_line", "决定扣不扣…", doing.decide, act=Act.ENTER, icon="signature", rows=one,
                help="旷工、长假和封存后的更正，由经办人决定", clause="本单位自定",
                enabled=lambda: doing.asked_of(doing.chosen()) is not None,
                why="这一行没有要决定的"),
        Command("defer_line", "暂缓…", doing.defer, act=Act.SEAL, icon="clock", rows=one,
                help="这一行不列入这张表，其他人照常封存", enabled=asked_on_draft,
                why="只有草稿里待决定的行可以暂缓"),
        Command("withdraw_ruling", "取消扣减", doing.withdraw, act=Act.ENTER, icon="undo-2", rows=one,
                help="取消经办人填写的扣减，按设置计算", enabled=doing.is_ruled,
                why="这一行没有决定过扣减"),
        Command("waive_line", "不再发放…", doing.waive, act=Act.SEAL, icon="user-minus", rows=one,
                help="这个人的这一笔不再发放，写明原因", enabled=unpaid,
                why="只有已封存、还没有发放的可以不再发放"),
        Command("remove_one_off", "删除一次性补扣", doing.remove_one_off, act=Act.ENTER, icon="trash-2",
                rows=one, help="登记错了的一次性补扣", enabled=one_off,
                why="请先选一次性补扣的行"),
    )  # fmt: skip


def _account(page: "SubsidiesPage", doing: "Doing") -> tuple[Command, ...]:
    accounts = doing.accounts
    return (
        Command("see_unpaid", "未发放清单…", accounts.see_unpaid, act=None,
                help="已封存、没有发放的人和天数", icon="list"),
        Command("see_receivables", "应收回…", accounts.see_receivables, act=None, icon="wallet",
                help="多发了、从以后的表里扣不到的，登记收回"),
        Command("see_supplements", "补发表…", lambda: accounts.see_supplements(page.visit), act=None,
                icon="plus", help="不等下个月，单独补发以前月份"),
        Command("add_one_off", "一次性补扣…", doing.add_one_off, act=Act.ENTER, icon="plus",
                help="补发启用前月份等，写明原因、文号和批准人", shown=doing.has_drafts),
    )  # fmt: skip


def _rare(doing: "Doing") -> tuple[Command, ...]:
    def only_drafts() -> bool:
        there = doing.view.all_sheets if doing.view else ()
        return doing.is_made() and all(sheet.is_draft and not sheet.voided for sheet in there)

    return (
        Command("see_not_entitled", "不发放人员…", doing.see_not_entitled, act=None, icon="users",
                help="在镇但不在发放表上的人员和依据", shown=doing.is_made),
        Command("start_of_use", "启用月份…", doing.accounts.start_of_use, act=Act.SEAL,
                icon="calendar", help="从哪个月起在这里编制；以前的月份已在纸上发放"),
        Command("discard_month", "取消编制…", doing.discard, act=Act.ENTER, icon="trash-2",
                help="删除这张草稿表，考勤和扣减保留", shown=only_drafts),
    )  # fmt: skip
