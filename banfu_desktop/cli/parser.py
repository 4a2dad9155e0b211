"""The commands and their arguments, in Chinese."""

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from banfu_desktop.cli import attendance, backup, bank, funds, office, projects, reimbursements, subsidies
from banfu_desktop.cli.run import Run
from banfu_desktop.rules.dates import Month, parse_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind
from banfu_desktop.rules.words import DayState

USAGE = 2
Job = Callable[[Run], object]
_REASONS = (
    (r"the following arguments are required: (.+)", r"缺少{0}"),
    (r"unrecognized arguments: (.+)", r"多出了{0}"),
    (r"argument .+?: invalid choice: '(.*?)'.*", r"没有“{0}”这个命令"),
    (r"argument (.+?): expected one argument", r"{0}后面没有写内容"),
    (r"argument (.+?): invalid int value: '(.*)'", r"{0}“{1}”不是整数"),
    (r"argument (.+?): (.*[\u4e00-\u9fff].*)", r"{0} {1}"),
)
"""What argparse says, and how we say it; the last are our own sentences."""


class Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：")

    def error(self, message: str) -> NoReturn:
        """Say how it is called, and in Chinese what is wrong."""
        found = ((re.fullmatch(english, message), chinese) for english, chinese in _REASONS)
        reason = next((chinese.format(*match.groups()) for match, chinese in found if match), "")
        self.exit(
            USAGE,
            f"{self.format_usage()}参数不对{'：' if reason else ''}{reason.rstrip('。')}。"
            f"详见 {self.prog} --help\n",
        )


def _path(text: str) -> Path:
    """A file or folder; an empty text would silently be the folder one is in."""
    if not text:
        raise argparse.ArgumentTypeError("没有写明文件或文件夹")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("名称里有认不出的字符，请先改名") from None
    return Path(text)


def _moment(text: str) -> date:
    day: date = _argument(parse_date, text)
    return day


def _month(text: str) -> Month:
    month: Month = _argument(Month.parse, text)
    return month


def _argument(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except UserError as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="banfu-desktop", description="驻镇帮扶工作队办公助手。不带命令时打开窗口。")
    top.add_argument("--data", type=_path, metavar="DIR", help="数据文件夹")
    top.add_argument("--today", type=_moment, metavar="YYYY-MM-DD", help="把这一天当作今天")
    top.set_defaults(run=None)
    rooms = top.add_subparsers(metavar="命令", title="命令")
    _office_commands(rooms)
    _list_commands(rooms)
    _month_commands(rooms)
    funds.declare(rooms, _add, _group, _moment, _month, _path)
    projects.declare(rooms, _add, _group, _moment)
    bank.declare(rooms, _add, _group, _moment, _path)
    _claim_commands(rooms)
    _paper_commands(rooms)
    _backup_commands(rooms)
    return top


def _add(rooms: Any, name: str, job: Job, text: str) -> Parser:
    command: Parser = rooms.add_parser(name, help=text, description=text)
    command.set_defaults(run=job)
    return command


def _group(rooms: Any, name: str, text: str) -> Any:
    return rooms.add_parser(name, help=text, description=text).add_subparsers(
        metavar="命令", title="命令", required=True
    )


def _office_commands(rooms: Any) -> None:
    new = _add(rooms, "init", office.init, "新建办公数据")
    new.add_argument("--town", required=True, metavar="镇", help="附件1中的镇（街）")
    new.add_argument("--county-key", type=_path, metavar="FILE", help="县公钥文件")
    show = _add(rooms, "demo", office.demo, "生成演示办公室和它的表册")
    show.add_argument("folder", type=_path, metavar="DIR")
    _add(rooms, "check", office.check, "检查数据文件、留痕链、合计和引用是否完好")
    county = _group(rooms, "county", "县级操作")
    keygen = _add(county, "keygen", backup.keygen, "生成县级密钥对")
    keygen.add_argument("folder", type=_path, metavar="DIR")


def _list_commands(rooms: Any) -> None:
    reading = _group(rooms, "import", "从 Excel 导入")
    roster = _add(reading, "members", office.import_members, "导入花名册")
    roster.add_argument("file", type=_path, metavar="FILE.xlsx")
    roster.add_argument("--dry-run", action="store_true", help="只看会怎样，不导入")
    writing = _add(rooms, "export", office.export, "导出清单到 Excel")
    writing.add_argument(
        "list",
        metavar="清单",
        help="members、subsidies、leaves、claims、outstanding、claim-year、vouchers、projects、assets、bank、"
        "invoices、pairings、organisations、audit",
    )
    writing.add_argument("file", type=_path, metavar="FILE.xlsx")
    writing.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    blank = _group(rooms, "template", "写出空白模板")
    _add(blank, "members", office.template, "花名册模板").add_argument(
        "file", type=_path, metavar="FILE.xlsx"
    )


def _month_commands(rooms: Any) -> None:
    days = _group(rooms, "attendance", "考勤")
    enter = _add(days, "set", attendance.set_days, "登记某人某段日子的考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument("state", metavar="状态", help="、".join(DayState.labels()))
    _monthly(_add(days, "show", attendance.show_days, "看某月考勤"), in_json=True)
    _leave_commands(_group(rooms, "leave", "请假"))
    money = _group(rooms, "subsidy", "工作补助")
    for name, job, text, in_json in (
        ("make", subsidies.make, "编制某月发放表", False),
        ("show", subsidies.show, "看某月发放表", True),
        ("seal", subsidies.seal, "封存某月", False),
        ("pay", subsidies.pay, "登记某月已发放", False),
        ("diff", subsidies.diff, "看已封存月份的差异", True),
    ):
        _monthly(_add(money, name, job, text), in_json=in_json)
    ruling = _add(money, "rule", subsidies.rule, "由经办人决定某人某月的扣减")
    _monthly(ruling, in_json=False)
    ruling.add_argument("name", metavar="姓名")
    ruling.add_argument("amount", metavar="扣减", nargs="?", help="元；不写是取消扣减，按设置计算")
    ruling.add_argument("--reason", metavar="原因", default="", help="有扣减时必须写明")


def _leave_commands(leave: Any) -> None:
    enter = _add(leave, "add", attendance.add_leave, "登记请假，并记入考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument("kind", metavar="类别", help="年休假、病假、事假")
    for option, text in (
        ("reason", "事由"), ("destination", "去向"), ("contact", "联系电话"), ("handover", "交接人"),
    ):  # fmt: skip
        enter.add_argument(f"--{option}", metavar=text)
    back = _add(leave, "back", attendance.report_back, "销假")
    back.add_argument("name", metavar="姓名")
    back.add_argument("day", type=_moment, metavar="回岗日期", help="回到岗位的第一天")
    shown = _add(leave, "show", attendance.show_leaves, "看请假")
    shown.add_argument("month", type=_month, metavar="月份", nargs="?")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _monthly(command: Parser, *, in_json: bool) -> None:
    command.add_argument("month", type=_month, metavar="月份")
    if in_json:
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _claim_commands(rooms: Any) -> None:
    desk = _group(rooms, "claim", "费用报销")
    new = _add(desk, "add", reimbursements.add, "新建报销单")
    new.add_argument("name", metavar="姓名")
    new.add_argument("--kind", required=True, metavar="类别", help="、".join(ClaimKind.labels()))
    new.add_argument("--unit", metavar="单位", help="报销单位，不写是派出单位")
    new.add_argument("--title", metavar="事由")
    new.add_argument("--on", type=_moment, metavar="日期", help="填报日期")
    for command in (new, _claim(desk, "lines", reimbursements.rewrite, "重写草稿的明细")):
        pairs = "一行明细，如 出发日期=2026-10-23,城市间=25；可写多次"
        command.add_argument("--line", action="append", default=[], metavar="栏=内容", help=pairs)
        command.add_argument(
            "--lines", type=_path, metavar="FILE", help="明细文件，CSV 或 JSON，第一行是栏名"
        )
    show = _add(desk, "show", reimbursements.show, "看报销单，不写编号是全部")
    show.add_argument("claim", nargs="?", metavar="编号")
    show.add_argument("--outstanding", action="store_true", help="各单位未付的报销单和账龄")
    show.add_argument("--year", type=int, metavar="2026", help="某年按单位和成员汇总")
    show.add_argument("--json", action="store_true", help="给其他程序用的格式")
    _claim_papers(desk)
    _claim_steps(desk)


def _claim(desk: Any, name: str, job: Job, text: str) -> Parser:
    command = _add(desk, name, job, text)
    command.add_argument("claim", metavar="编号", help="如 2026-014；草稿写序号")
    return command


def _claim_papers(desk: Any) -> None:
    paper = _claim(desk, "invoice", reimbursements.invoice, "登记草稿的发票")
    paper.add_argument("number", metavar="发票号码")
    for option, text in (
        ("kind", "票据种类，不写是数电票"), ("code", "发票代码"),
        ("date", "开票日期"), ("amount", "价税合计"),
        ("seller", "销售方"), ("buyer", "购买方"),
    ):  # fmt: skip
        paper.add_argument(f"--{option}", metavar="内容", help=text)
    files = _claim(desk, "attach", reimbursements.attach, "添加附件")
    files.add_argument("file", type=_path, nargs="+", metavar="FILE")
    out = _claim(desk, "print", reimbursements.print_claim, "打印一张报销单和粘贴单")
    out.add_argument("--out", type=_path, required=True, metavar="FILE", help="写到 .pdf 或 .xlsx 文件")


def _claim_steps(desk: Any) -> None:
    _claim(desk, "remove", reimbursements.remove, "删除没有编号的草稿")
    _claim(desk, "withdraw", reimbursements.withdraw, "退回草稿")
    accept = _claim(desk, "accept", reimbursements.accept, "说明一条提醒")
    accept.add_argument("check", metavar="提醒", help="claim show 在方括号中列出的名称")
    approve = _claim(desk, "approve", reimbursements.approve, "登记单位审批")
    approve.add_argument("--amount", metavar="元", help="核定总额，不写是全额")
    approve.add_argument("--line", action="append", metavar="行号=元", help="逐行核定，没写的行是全额")
    approve.add_argument("--reason", default="", metavar="原因", help="核减的原因")
    dated = (
        _claim(desk, "hand-in", reimbursements.hand_in, "交单位"),
        approve,
        _claim(desk, "pay", reimbursements.pay, "登记付款，封存"),
        _claim(desk, "refuse", reimbursements.refuse, "登记拒报，或作废已编号的草稿"),
    )
    for command in dated:
        command.add_argument("--on", type=_moment, metavar="日期", help="不写是今天")
    reasoned = (accept, dated[-1], _claim(desk, "reverse", reimbursements.reverse, "冲销已付款的报销单"))
    for command in reasoned:
        command.add_argument("--reason", required=True, metavar="原因")


def _paper_commands(rooms: Any) -> None:
    _add(rooms, "forms", office.forms, "列出可打印的表")
    paper = _add(rooms, "print", office.print_form, "打印到文件")
    paper.add_argument("form", metavar="表名")
    paper.add_argument("--month", type=_month, metavar="2026-10", help="月份")
    paper.add_argument("--payer", metavar="单位", help="只打印这个发放单位，或这本账")
    paper.add_argument("--year", type=int, metavar="2026", help="年度")
    paper.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    paper.add_argument("--public", action="store_true", help="公示版")
    paper.add_argument("--out", type=_path, required=True, metavar="FILE", help="写到 .pdf 或 .xlsx 文件")


def _backup_commands(rooms: Any) -> None:
    desk = _group(rooms, "backup", "备份与上报")
    _add(desk, "export", backup.export, "导出上报包").add_argument("file", type=_path, metavar="FILE")
    verify = _add(desk, "verify", backup.verify, "校验上报包")
    restore = _add(desk, "restore", backup.restore, "把上报包恢复到新文件夹")
    for command in (verify, restore):
        command.add_argument("file", type=_path, metavar="FILE")
        command.add_argument("--code", metavar="传递码", help="传递单上的传递码")
        command.add_argument("--county", type=_path, metavar="DIR", help="县级密钥所在文件夹")
    restore.add_argument("--into", type=_path, required=True, metavar="DIR", help="新的空文件夹")
    _add(desk, "list", backup.list_copies, "列出本机备份")
