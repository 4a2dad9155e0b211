"""Commands that bring lists in and out: import, export, template; what there is, the rooms say."""

from functools import partial
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import imports
from banfu_desktop.cli.arguments import Parser, add, path
from banfu_desktop.cli.run import Run, remind, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.rules.imports import ImportPlan
    from banfu_desktop.services.door import Import


def bring_in(run: Run, offered: "Import") -> None:
    """A file in, whole or not at all; then how far it reached into sealed months."""
    from banfu_desktop.services.subsidies import reach

    given = imports.options(run)
    reached: reach.Reach | None = None

    def carry_out(session: "Session", plan: "ImportPlan") -> None:
        nonlocal reached
        reached = reach.of_deed(session, lambda: offered.carry_out(session, plan))

    imports.take_in(
        run,
        offered.label,
        lambda session: offered.look(session, run.args.file, run.today, given),
        carry_out,
    )
    if reached is not None and reached.months:
        (remind if run.args.json else say)(reached.sentence)


def export(run: Run) -> None:
    """A list out to Excel, secrets masked unless --full; on record before there is a file."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.hall import lists

    refuse_target(run.args.file, ".xlsx")
    with run.deed(f"导出{run.args.list}") as session:
        filled = lists.fill(session, run.args.list, run.now, revealed=run.args.full)
    lists.write(filled, run.args.file)
    say(f"已导出{len(filled.rows)}行：{run.args.file}")


def template(run: Run, name: str) -> None:
    """An empty sheet to fill in."""
    from banfu_desktop.services.hall import imports as offered

    offered.template(name, run.args.file)
    say(f"已写出模板：{run.args.file}")


def declare(commands: Any) -> None:
    """The commands; which lists and imports there are is asked of the rooms only when one is meant."""
    for name, text, declare_late in (
        ("import", "从 Excel 导入", _imports),
        ("export", "导出清单到 Excel", _exports),
        ("template", "写出空白模板", _templates),
    ):
        commands.add_parser(name, help=text, description=text).later(declare_late)


def _imports(command: Parser) -> None:
    from banfu_desktop.services.hall import imports as offers

    kinds = command.add_subparsers(metavar="命令", title="命令", required=True)
    for name, offered in offers.imports().items():
        reading = add(kinds, name, partial(bring_in, offered=offered), f"导入{offered.label}")
        reading.add_argument("file", type=path, metavar="FILE")
        imports.declare_options(reading)


def _exports(command: Parser) -> None:
    from banfu_desktop.services.hall import lists

    command.set_defaults(run=export)
    command.add_argument("list", metavar="清单", help="、".join(lists.lists()))
    command.add_argument("file", type=path, metavar="FILE.xlsx")
    command.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")


def _templates(command: Parser) -> None:
    from banfu_desktop.services.hall import imports as offers

    kinds = command.add_subparsers(metavar="命令", title="命令", required=True)
    for name in offers.templates():
        blank = add(kinds, name, partial(template, name=name), f"{offers.imports()[name].label}模板")
        blank.add_argument("file", type=path, metavar="FILE.xlsx")
