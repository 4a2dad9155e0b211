"""The whole command line: the commands of the month are declared here, those of later rooms by the rooms."""

from typing import Any

from banfu_desktop.cli import (
    attendance,
    backup,
    bank,
    exams,
    funds,
    insurance,
    office,
    passwords,
    projects,
    reimbursements,
    retention,
    selftest,
    subsidies,
    units,
)
from banfu_desktop.cli.arguments import Parser, add, group, moment, month, monthly, path, year
from banfu_desktop.cli.opening import opening
from banfu_desktop.rules.words import DayState


def parser() -> Parser:
    """The whole command line."""
    top = opening()
    rooms = top.add_subparsers(metavar="命令", title="命令")
    _office_commands(rooms)
    _list_commands(rooms)
    _month_commands(rooms)
    for room in (exams, insurance, reimbursements, funds, projects, bank):
        room.declare(rooms)
    _paper_commands(rooms)
    _backup_commands(rooms)
    passwords.declare(rooms)
    retention.declare(rooms)
    return top


def _office_commands(rooms: Any) -> None:
    new = add(rooms, "init", office.init, "新建办公数据")
    new.add_argument("--town", required=True, metavar="镇", help="附件1中的镇（街）")
    new.add_argument("--county-key", type=path, metavar="FILE", help="县公钥文件")
    show = add(rooms, "demo", office.demo, "生成演示办公室和它的表册")
    show.add_argument("folder", type=path, metavar="DIR")
    check = add(rooms, "check", office.check, "检查数据文件、留痕链、合计和引用是否完好")
    check.add_argument(
        "--against", metavar="纸上的码", help="核对审计封条或封存表上的留痕码、校验码：封到第几条，或者对不上"
    )
    add(rooms, "selftest", selftest.selftest, "自检：在临时文件夹里做一遍全部工作，不动办公数据")
    county = group(rooms, "county", "县级操作")
    keygen = add(county, "keygen", backup.keygen, "生成县级密钥对")
    keygen.add_argument("folder", type=path, metavar="DIR")


def _list_commands(rooms: Any) -> None:
    reading = group(rooms, "import", "从 Excel 导入")
    roster = add(reading, "members", office.import_members, "导入花名册")
    roster.add_argument("file", type=path, metavar="FILE.xlsx")
    roster.add_argument("--dry-run", action="store_true", help="只看会怎样，不导入")
    checkups = add(reading, "exams", exams.import_exams, "导入体检情况")
    checkups.add_argument("file", type=path, metavar="FILE.xlsx")
    checkups.add_argument("--dry-run", action="store_true", help="只看会怎样，不导入")
    writing = add(rooms, "export", office.export, "导出清单到 Excel")
    writing.add_argument(
        "list",
        metavar="清单",
        help="members、subsidies、leaves、exams、policies、coverage、claims、outstanding、claim-year、vouchers、"
        "projects、assets、bank、invoices、pairings、organisations、audit、audit-detail",
    )
    writing.add_argument("file", type=path, metavar="FILE.xlsx")
    writing.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    blank = group(rooms, "template", "写出空白模板")
    add(blank, "members", office.template, "花名册模板").add_argument("file", type=path, metavar="FILE.xlsx")


def _month_commands(rooms: Any) -> None:
    days = group(rooms, "attendance", "考勤")
    enter = add(days, "set", attendance.set_days, "登记某人某段日子的考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument("state", metavar="状态", help="、".join(DayState.labels()))
    monthly(add(days, "show", attendance.show_days, "看某月考勤"), in_json=True)
    _leave_commands(group(rooms, "leave", "请假"))
    subsidies.declare(rooms)
    units.declare(rooms)


def _leave_commands(leave: Any) -> None:
    enter = add(leave, "add", attendance.add_leave, "登记请假，并记入考勤")
    enter.add_argument("name", metavar="姓名")
    enter.add_argument("period", metavar="起..止")
    enter.add_argument("kind", metavar="类别", help="年休假、病假、事假")
    for option, text in (
        ("reason", "事由"), ("destination", "去向"), ("contact", "联系电话"), ("handover", "交接人"),
    ):  # fmt: skip
        enter.add_argument(f"--{option}", metavar=text)
    back = add(leave, "back", attendance.report_back, "销假")
    back.add_argument("name", metavar="姓名")
    back.add_argument("day", type=moment, metavar="回岗日期", help="回到岗位的第一天")
    shown = add(leave, "show", attendance.show_leaves, "看请假")
    shown.add_argument("month", type=month, metavar="月份", nargs="?")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _paper_commands(rooms: Any) -> None:
    add(rooms, "forms", office.forms, "列出可打印的表")
    paper = add(rooms, "print", office.print_form, "打印到文件")
    paper.add_argument("form", metavar="表名")
    paper.add_argument("--month", type=month, metavar="2026-10", help="月份")
    paper.add_argument("--payer", metavar="单位", help="只打印这个发放单位，或这本账")
    paper.add_argument("--year", type=year, metavar="2026", help="年度")
    paper.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    paper.add_argument("--public", action="store_true", help="公示版")
    paper.add_argument("--out", type=path, required=True, metavar="FILE", help="写到 .pdf 或 .xlsx 文件")


def _backup_commands(rooms: Any) -> None:
    desk = group(rooms, "backup", "备份与上报")
    add(desk, "export", backup.export, "导出上报包").add_argument("file", type=path, metavar="FILE")
    verify = add(desk, "verify", backup.verify, "校验上报包")
    restore = add(desk, "restore", backup.restore, "把上报包恢复到新文件夹")
    for command in (verify, restore):
        command.add_argument("file", type=path, metavar="FILE")
        command.add_argument("--code", metavar="传递码", help="传递单上的传递码")
        command.add_argument("--county", type=path, metavar="DIR", help="县级密钥所在文件夹")
    restore.add_argument("--into", type=path, required=True, metavar="DIR", help="新的空文件夹")
    add(desk, "list", backup.list_copies, "列出本机备份")
