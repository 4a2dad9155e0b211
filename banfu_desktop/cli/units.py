"""Commands of units: levels confirmed or changed, units that are the same; and the start of use."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, moment, month
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import UnitLevel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.db.models.office import Organisation


def declare(rooms: Any) -> None:
    """The commands under `office`."""
    desk = group(rooms, "office", "单位和启用月份")
    level = add(desk, "level", set_level, "核实或变更单位层级")
    level.add_argument("unit", metavar="单位")
    level.add_argument("level", metavar="层级", help="、".join(UnitLevel.labels()))
    level.add_argument("--from", dest="start", type=moment, metavar="日期", help="从某日起变更；不写是更正")
    asked = add(desk, "unconfirmed", unconfirmed, "列出层级待核实的单位")
    asked.add_argument("--json", action="store_true", help="给其他程序用的格式")
    same = add(desk, "same", say_same, "两个名称是同一个单位，以前一个为准")
    same.add_argument("unit", metavar="单位")
    same.add_argument("other", metavar="单位")
    start = add(desk, "start", start_from, "从哪个月起在这里编制补助")
    start.add_argument("month", type=month, metavar="月份")


def set_level(run: Run) -> None:
    """Confirm a unit's level, or change it from a day on; says first how many sealed months it reaches."""
    from banfu_desktop.services.office import levels
    from banfu_desktop.services.subsidies import reach

    args = run.args
    wanted = UnitLevel.parse(args.level)
    with run.deed(f"核实单位层级 {args.unit}") as session:
        unit = _unit(session, args.unit)
        reached = reach.of_deed(session, lambda: levels.confirm(session, unit.id, wanted, args.start))
    say(reached.sentence)
    since = f"{args.start}起" if args.start else "（更正）"
    say(f"{args.unit}：{wanted.label}{since}")


def _unit(session: "Session", name: str) -> "Organisation":
    from banfu_desktop.services.office import office

    unit = office.find_organisation(session, name)
    if unit is None:
        raise UserError(f"没有“{name}”这个单位", "请核对单位名称")
    return unit


def unconfirmed(run: Run) -> None:
    """Units whose level nobody confirmed."""
    from banfu_desktop.services.office import levels, office

    with run.read() as session:
        rows = levels.unconfirmed(session, office.current(session).county)
    if run.args.json:
        found = [
            {
                "name": row.name, "proposal": row.proposal.label, "why": row.why, "same_as": row.same_as,
                "people": list(row.people),
            }
            for row in rows
        ]  # fmt: skip
        say_json({"units": found})
        return
    for row in rows:
        alike = f"\t是不是{row.same_as}？" if row.same_as else ""
        say(f"{row.name}\t建议{row.proposal.label}（{row.why}）\t{'、'.join(row.people)}{alike}")
    say(f"层级待核实的单位{len(rows)}个")


def say_same(run: Run) -> None:
    """Two names of one unit: orders and accounts are kept by the first."""
    from banfu_desktop.services.office import levels
    from banfu_desktop.services.subsidies import reach

    args = run.args
    with run.deed(f"合并单位 {args.other}→{args.unit}") as session:
        kept, other = _unit(session, args.unit), _unit(session, args.other)
        reached = reach.of_deed(session, lambda: levels.same(session, kept.id, other.id))
    say(reached.sentence)
    say(f"{args.other}与{args.unit}是同一个单位，以{args.unit}为准")


def start_from(run: Run) -> None:
    """From which month on the subsidies are kept here."""
    from banfu_desktop.services.office import office
    from banfu_desktop.services.subsidies import sealed

    with run.deed(f"启用月份 {run.args.month.label}") as session:
        months = {row.month for row in sealed.rows(session) if row.voided_at is None}
        office.start_subsidies(session, run.args.month, months)
    say(f"从{run.args.month.label}起在这里编制补助，以前的月份已在纸上发放")
