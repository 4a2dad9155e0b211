"""Commands of the members room: what changes in a posting from a day on."""

from typing import Any

from banfu_desktop.cli.arguments import add, group, moment
from banfu_desktop.cli.run import Run, say
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Category, TeamRole


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    posting = group(commands, "posting", "任职")
    changed = add(posting, "change", change, "某人的单位、职务、类别或驻村从某日起变更")
    changed.add_argument("name", metavar="姓名")
    changed.add_argument("--unit", metavar="单位")
    changed.add_argument("--role", metavar="职务", help="、".join(TeamRole.labels()))
    changed.add_argument("--category", metavar="类别", help="、".join(Category.labels()))
    changed.add_argument("--village", metavar="村")
    changed.add_argument("--from", dest="start", type=moment, metavar="日期", required=True)


def change(run: Run) -> None:
    """Unit, role, category or village of somebody from a day on."""
    from banfu_desktop.services.members import changing, members
    from banfu_desktop.services.office import office
    from banfu_desktop.services.subsidies import reach

    args = run.args
    values: dict[str, Any] = {}
    if args.unit:
        values["organisation"] = args.unit
    if args.role:
        values["role"] = TeamRole.parse(args.role)
    if args.category:
        values["category"] = Category.parse(args.category)
    if args.village:
        values["village"] = args.village
    if not values:
        raise UserError("没有写明变更什么", "请用 --unit、--role、--category 或 --village 写明")
    with run.deed(f"变更任职 {args.name}") as session:
        posting = members.the_one_named(session, args.name, args.start)
        is_new = bool(args.unit) and office.find_organisation(session, args.unit) is None
        reached = reach.of_deed(
            session, lambda: changing.change_from(session, posting.id, values, args.start)
        )
    if is_new:
        say(f"新建单位 {args.unit}，层级先待核实；已登记过这个单位的，请用 office same 合并")
    say(reached.sentence)
    say(f"{args.name}：{args.start}起变更")
