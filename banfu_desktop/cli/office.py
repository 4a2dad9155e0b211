"""Commands of the office: set it up, check it, demonstrate."""

from pathlib import Path
from typing import Any

from banfu_desktop.cli import limits, selftest, units
from banfu_desktop.cli.arguments import add, path
from banfu_desktop.cli.run import ACTOR, Run, say
from banfu_desktop.rules.errors import MachineError


def init(run: Run) -> None:
    """A new office in the data folder, with its recovery key."""
    from banfu_desktop.services.program import founding

    args = run.args
    if args.county_file is not None:
        recovery = founding.create_by(
            run.folder, args.town, args.county_file, args.fingerprint or "", ACTOR, run.now,
            practice=args.practice,
        )  # fmt: skip
    else:
        recovery = founding.create(
            run.folder, args.town, args.county_key, ACTOR, run.now, practice=args.practice
        )
    kept_for = "（练习用）" if args.practice else ""
    say(f"已建立{args.town}驻镇帮扶工作队的办公数据{kept_for}：{run.folder}")
    say(f"恢复密钥（请抄下或打印后存入保险柜）：{recovery}")


def check(run: Run) -> None:
    """Integrity of file, chain, totals and references; or whether a code on paper is in the trail.

    Raises:
        UserError: the code is not in the trail.
        MachineError: something is not as it was written.
    """
    from banfu_desktop.services.audit import seals, turned_clock
    from banfu_desktop.services.program import checking

    if run.args.against is not None:
        with run.read() as session:
            say(seals.against(session, run.args.against).sentence)
        return
    if run.args.clock_right is not None:
        with run.deed(turned_clock.RIGHT) as session:
            turned_clock.confirm(session, run.args.clock_right, run.now)
        say("已确认电脑日期，并记入留痕")
        return
    if run.args.repair is not None:
        _repair(run)
        return
    with run.office(inspecting=True) as database:
        report = checking.check(database)
    for line in report.good:
        say(line)
    if report.bad:
        raise MachineError(
            "；".join(report.bad),
            "检查没有改动任何数据",
            "请保留现有文件，不要继续录入，从没有这些问题的备份恢复，或联系维护人员核查",
        )


def _repair(run: Run) -> None:
    """Put right a schema that is not the program's own, for a reason."""
    from banfu_desktop.services.keeping import repairing

    with run.office(inspecting=True) as database:
        done = repairing.repair(database, run.args.repair, ACTOR, run.now)
    for line in done.sentences:
        say(line)


def demo(run: Run) -> Path | None:
    """The demonstration office, its papers and a verified package; gives its data folder.

    Of the demonstration county there is no window, so nothing is given.
    """
    if run.args.county:
        from banfu_desktop.services.county import demonstration as county

        for line in county.show(run.args.folder).lines:
            say(line)
        return None
    from banfu_desktop.services.program import demonstration

    made = demonstration.show(run.args.folder, run.now)
    for line in made.lines:
        say(line)
    return made.data


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    new = add(commands, "init", init, "新建办公数据")
    new.add_argument("--town", required=True, metavar="镇", help="附件1中的镇（街），或县文件里的")
    by = new.add_mutually_exclusive_group()
    by.add_argument("--county-key", type=path, metavar="FILE", help="县公钥文件")
    by.add_argument(
        "--county-file", type=path, metavar="FILE.bfc", help="县文件：各镇、单位、调休、县里的钥匙"
    )
    new.add_argument("--fingerprint", metavar="核对码", help="打电话从县里听到的县文件核对码")
    new.add_argument("--practice", action="store_true", help="练习用：登记的日子可以用 --today 指定")
    show = add(commands, "demo", demo, "生成演示办公室和它的表册")
    show.add_argument("folder", type=path, metavar="DIR")
    show.add_argument("--county", action="store_true", help="演示县：七个镇、十个月，10月的上报包留给您收")
    checking = add(commands, "check", check, "检查数据文件、留痕链、合计和引用是否完好")
    checking.add_argument(
        "--against", metavar="纸上的码", help="核对审计封条或封存表上的留痕码、校验码：封到第几条，或者对不上"
    )
    checking.add_argument(
        "--clock-right", metavar="原因", help="时钟倒退过、而电脑现在的日期没有错时，写明原因确认"
    )
    checking.add_argument(
        "--repair",
        metavar="原因",
        help="去掉别人加进数据文件的触发器、视图和表，补回缺少的；写明原因，记入留痕",
    )
    add(commands, "selftest", selftest.selftest, "自检：在临时文件夹里做一遍全部工作，不动办公数据")
    units.declare(commands)
    limits.declare(commands)
