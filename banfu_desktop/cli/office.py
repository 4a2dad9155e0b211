"""Commands of the office: set it up, bring lists in and out, check it, print, demonstrate."""

from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop.cli.run import ACTOR, Run, say
from banfu_desktop.rules.errors import MachineError

if TYPE_CHECKING:
    from banfu_desktop.printing.catalogue import Variant
    from banfu_desktop.services.members.importing import ImportPlan


def init(run: Run) -> None:
    """A new office in the data folder, with its recovery key."""
    from banfu_desktop.services.program import founding

    recovery = founding.create(run.folder, run.args.town, run.args.county_key, ACTOR, run.now)
    say(f"已建立{run.args.town}驻镇帮扶工作队的办公数据：{run.folder}")
    say(f"恢复密钥（请抄下或打印后存入保险柜）：{recovery}")


def import_members(run: Run) -> None:
    """The roster in, whole or not at all."""
    from banfu_desktop.services.members import importing

    if run.args.dry_run:
        with run.read() as session:
            _say_plan(importing.plan(session, run.args.file, run.today))
        return
    with run.risky_deed("导入花名册") as session:
        plan = importing.plan(session, run.args.file, run.today)
        importing.carry_out(session, plan)
    _say_plan(plan)


def _say_plan(plan: "ImportPlan") -> None:
    say(str(plan))
    for row in plan.rows:
        for change in row.changes:
            say(f"第{row.row}行 {row.name} {change}")
    for warning in plan.warnings:
        say(f"提醒：{warning}")
    if plan.ignored_columns:
        say(f"没有用到的列：{'、'.join(plan.ignored_columns)}")


def export(run: Run) -> None:
    """A list out to Excel, secrets masked unless --full; on record before there is a file."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.hall import lists

    refuse_target(run.args.file, ".xlsx")
    with run.deed(f"导出{run.args.list}") as session:
        filled = lists.fill(session, run.args.list, run.now, revealed=run.args.full)
    lists.write(filled, run.args.file)
    say(f"已导出{len(filled.rows)}行：{run.args.file}")


def template(run: Run) -> None:
    """An empty roster to fill in."""
    from banfu_desktop.services.hall import lists

    lists.template(run.args.file)
    say(f"已写出模板：{run.args.file}")


def forms(_run: Run) -> None:
    """Names of the printed forms."""
    from banfu_desktop.printing.catalogue import FORMS

    for name, form in FORMS.items():
        say(f"{name}\t{form.label}")


def print_form(run: Run) -> None:
    """A form as PDF or xlsx; --full is on record before there is a file."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.hall import papers

    args = run.args
    refuse_target(args.out, *papers.KINDS)
    variant: Variant = "full" if args.full else "public" if args.public else "file"
    with run.deed(f"打印{args.form}") if args.full else run.read() as session:
        paper = papers.make(
            session, args.form, month=args.month, year=args.year, payer=args.payer, variant=variant,
            now=run.now, today=run.today,
        )  # fmt: skip
    papers.write(paper, args.out)
    say(f"已写出：{args.out}")


def check(run: Run) -> None:
    """Integrity of file, chain, totals and references; or whether a code on paper is in the trail.

    Raises:
        UserError: the code is not in the trail.
        MachineError: something is not as it was written.
    """
    from banfu_desktop.services.audit import seals
    from banfu_desktop.services.program import checking

    if run.args.against is not None:
        with run.read() as session:
            say(seals.against(session, run.args.against).sentence)
        return
    with run.office() as database:
        report = checking.check(database)
    for line in report.good:
        say(line)
    if report.bad:
        raise MachineError("；".join(report.bad), "数据没有被改动", "请从最近的备份恢复，或联系维护人员")


def demo(run: Run) -> Path:
    """The demonstration office, its papers and a verified package; gives its data folder."""
    from banfu_desktop.services.program import demonstration

    made = demonstration.show(run.args.folder, run.now)
    for line in made.lines:
        say(line)
    return made.data
