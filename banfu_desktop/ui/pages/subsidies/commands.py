"""The commands of the subsidies page: the steps of a month, what is rarely needed, and the papers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.pages.subsidies import deeds
from banfu_desktop.ui.pages.subsidies.words import MonthView
from banfu_desktop.ui.preview.preview import preview_form, save_workbook

if TYPE_CHECKING:
    from banfu_desktop.services.subsidies.sheets import SheetLine
    from banfu_desktop.ui.pages.subsidies.page import SubsidiesPage

_PAY_HELP = "登记哪个单位、哪一天、凭什么发放的"


def _when(page: "SubsidiesPage", holds: Callable[[MonthView], bool]) -> Callable[[], bool]:
    """Asked of the month shown; a year has none."""
    return lambda: page.month_view is not None and holds(page.month_view)


def _of_line(page: "SubsidiesPage", holds: Callable[[MonthView, "SheetLine"], bool]) -> Callable[[], bool]:
    """Asked of the one line marked."""
    return lambda: (
        page.month_view is not None and all(holds(page.month_view, line) for line in page.selected())
    )


def steps(page: "SubsidiesPage") -> tuple[Command, ...]:
    """Make, seal, pay."""
    return (*_make_and_seal(page), *_pay(page))


def _make_and_seal(page: "SubsidiesPage") -> tuple[Command, ...]:

    return (
        Command(
            "make_month",
            "编制本月",
            page.make,
            act=Act.ENTER,
            help="按任职和考勤算出本月发放表",
            icon="plus",
            place=Place.PRIMARY,
            enabled=lambda: page.month.first <= page.ctx.today,
            shown=_when(page, lambda view: view.sheets is None),
            clause="六(一)",
        ),
        Command(
            "seal_month",
            "封存本月",
            page.seal,
            act=Act.SEAL,
            help="冻结能封存的发放表，先列出张数和金额",
            icon="lock",
            place=Place.PRIMARY,
            enabled=lambda: bool(page.rows),
            shown=_when(page, lambda view: view.has_drafts),
        ),
    )


def _pay(page: "SubsidiesPage") -> tuple[Command, ...]:
    def pay() -> None:
        deeds.pay(page.ctx, page, page.month_view)

    return (
        Command(
            "pay_month",
            "登记发放",
            pay,
            act=Act.ENTER,
            help=_PAY_HELP,
            icon="banknote",
            place=Place.PRIMARY,
            shown=_when(page, lambda view: view.has_unpaid and not view.has_drafts),
        ),
        Command(
            "pay_part",
            "登记发放…",
            pay,
            act=Act.ENTER,
            help=_PAY_HELP,
            icon="banknote",
            place=Place.BAR,
            shown=_when(page, lambda view: view.has_unpaid and view.has_drafts),
        ),
        Command(
            "see_differences",
            "看差异",
            page.see_differences,
            act=None,
            help="封存以后的更正带来的补发和扣回",
            icon="list",
            place=Place.BAR,
            shown=_when(page, lambda view: bool(view.changed)),
        ),
    )


def rarely(page: "SubsidiesPage") -> tuple[Command, ...]:
    """Decisions about lines and sheets, the account, and what goes wrong."""
    return (*_of_lines(page), *_of_sheets(page), *_account(page), *_of_the_month(page))


def _of_lines(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx = page.ctx
    return (
        Command(
            "withdraw_ruling",
            "取消扣减",
            page.withdraw,
            act=Act.ENTER,
            help="取消经办人填写的扣减，按设置计算",
            icon="undo-2",
            rows=Rows.ONE,
            enabled=_of_line(page, MonthView.is_ruled),
            shown=_when(page, lambda view: view.has_drafts),
        ),
        Command(
            "defer_line",
            "暂缓…",
            lambda: deeds.defer(ctx, page.month, page.month_view, page.selected()[0]),
            act=Act.SEAL,
            help="待处理的一行不列入本月的表，下一张表再问",
            icon="clock",
            rows=Rows.ONE,
            enabled=_of_line(page, MonthView.is_held),
            shown=_when(page, lambda view: view.has_drafts),
        ),
    )


def _of_sheets(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx = page.ctx

    def chosen(deed: Callable[..., object]) -> Callable[[], object]:
        return lambda: deed(ctx, page.month, page.selected()[0])

    return (
        Command(
            "void_sheet",
            "作废重封…",
            chosen(deeds.void),
            act=Act.SEAL,
            help="作废没有发放的一张表，改正后封存新的一版",
            icon="trash-2",
            rows=Rows.ONE,
            enabled=_of_line(page, lambda view, line: view.stands(line, SheetState.SEALED)),
        ),
        Command(
            "waive_line",
            "不再发放…",
            chosen(deeds.waive),
            act=Act.SEAL,
            help="已封存、退回来的金额不再发放",
            icon="trash-2",
            rows=Rows.ONE,
            enabled=_of_line(
                page, lambda view, line: view.stands(line, SheetState.SEALED, SheetState.PART_PAID)
            ),
        ),
    )


def _account(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx = page.ctx
    return (
        Command(
            "see_unpaid",
            "未发放清单…",
            lambda: deeds.see_unpaid(ctx, page),
            act=None,
            help="已封存没有发放的人和天数",
            icon="list",
        ),
        Command(
            "see_receivables",
            "应收回…",
            lambda: deeds.see_receivables(ctx, page),
            act=None,
            help="多领的补助，登记收回",
            icon="banknote",
        ),
        Command(
            "answer_old",
            "升级前的扣回…",
            lambda: deeds.answer_old(ctx),
            act=Act.ENTER,
            help="旧版本没有抵扣完的扣回收回了没有",
            icon="list",
            shown=_when(page, lambda view: view.asked),
        ),
    )


def _of_the_month(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx = page.ctx
    return (
        Command(
            "make_supplement",
            "编制补发表…",
            lambda: deeds.supplement(ctx, page.month),
            act=Act.ENTER,
            help="本月要补发的差额单独编成补发表",
            icon="plus",
            shown=_when(page, lambda view: view.makes_up),
        ),
        Command(
            "seal_supplement",
            "封存补发表…",
            lambda: deeds.seal_supplement(ctx, page.month_view),
            act=Act.SEAL,
            help="封存还没有封存的补发表",
            icon="lock",
            shown=_when(page, lambda view: bool(view.supplements)),
        ),
        Command(
            "see_not_entitled",
            "不发放人员…",
            page.see_not_entitled,
            act=None,
            help="在镇但不在发放表上的人员和依据",
            icon="users",
            shown=_when(page, lambda view: view.is_made),
        ),
        Command(
            "discard_month",
            "取消编制…",
            page.discard,
            act=Act.ENTER,
            help="删除这张草稿表，考勤和扣减保留",
            icon="trash-2",
            shown=_when(page, lambda view: view.is_draft),
        ),
    )


def papers(page: "SubsidiesPage") -> tuple[Command, ...]:
    """What the page prints and exports."""
    return (*_papers_of_the_month(page), *_lists(page))


def _papers_of_the_month(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx, made = page.ctx, _when(page, lambda view: view.is_made)

    def form(name: str) -> Callable[[], object]:
        return lambda: preview_form(ctx, name, month=page.month)

    return (
        Command(
            "print_sheets",
            "打印发放表…",
            page.print_sheets,
            act=None,
            help="打印发放表，每个发放单位一张",
            icon="printer",
            keys="Ctrl+P",
            place=Place.BAR,
            shown=made,
        ),
        Command(
            "print_summary",
            "打印全镇汇总表…",
            form("subsidy-summary"),
            act=None,
            help="各发放单位合计和不发放人员",
            icon="printer",
            shown=made,
        ),
        Command(
            "bank_list",
            "银行代发清单…",
            lambda: save_workbook(ctx, "bank-list", page.month),
            act=Act.ENTER,
            help="每个发放单位一张的 Excel 表，交银行代发",
            icon="file-spreadsheet",
            shown=made,
        ),
        Command(
            "print_differences",
            "打印补发扣回明细…",
            form("differences"),
            act=None,
            help="与本月有关的补发和扣回",
            icon="printer",
            shown=made,
        ),
    )


def _lists(page: "SubsidiesPage") -> tuple[Command, ...]:
    ctx = page.ctx
    return (
        Command(
            "print_year",
            "打印年度表…",
            lambda: preview_form(ctx, "subsidy-year", year=page.month.year),
            act=None,
            help="全年各月实发和合计",
            icon="printer",
            place=Place.BAR,
            shown=page.is_yearly,
        ),
        Command(
            "export_lines",
            "导出 Excel…",
            lambda: export_list(ctx, "subsidies"),
            act=None,
            help="导出各月的发放明细",
            icon="download",
        ),
    )
