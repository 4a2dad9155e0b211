"""Commands of the insurance room."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, remind, say, say_json
from banfu_desktop.rules.dates import Period, parse_date, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.insurance import Amounts, Per, both_ways
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.insurance.insurance import CoverageRow


def add(run: Run) -> None:
    """Enter a policy and whom it covers."""
    from banfu_desktop.services.insurance import insurance

    args = run.args
    period = parse_period(args.period)
    values = {
        "insurer": args.insurer,
        "number": args.number,
        "start_on": period.start,
        "end_on": period.end,
        "premium_fen": parse_yuan(args.premium),
        "insured_fen": parse_yuan(args.sum),
        "payer": args.payer,
    }
    said = {"premium_as": Per.parse(args.premium_as), "insured_as": Per.parse(args.sum_as)}
    start = parse_date(args.start) if args.start else None
    with run.deed(f"登记保单 {args.number}") as session:
        people = _people(session, args.names, period, everybody=args.all)
        policy_id = insurance.save(session, {**values, **said, "heads": len(people)})
        insurance.choose(session, policy_id, people, start)
        kept = insurance.one(session, policy_id, run.today)
    say(f"已登记保单 {args.number}，参保 {len(people)} 人")
    if people:
        remind(both_ways(Amounts(kept.premium_fen, kept.insured_fen), len(people)))


def _people(session: "Session", names: list[str], period: Period, *, everybody: bool) -> list[int]:
    """Everybody posted in a period, or those named.

    Raises:
        UserError: nobody wanted, nobody of that name in the period, or two people of that name.
    """
    from banfu_desktop.services.members import members

    rows = members.listing(session, period)
    if everybody:
        return list(dict.fromkeys(row.person_id for row in rows))
    if not names:
        raise UserError("没有写明保哪些人", "请写姓名，或用 --all 写明全体在岗人员")
    people: list[int] = []
    for name in names:
        same = {row.person_id for row in members.named(session, name, period)}
        if len(same) > 1:
            raise UserError(f"有{len(same)}位成员叫“{name}”", "请在窗口中选择参保人员")
        people += same
    return list(dict.fromkeys(people))


def take_off(run: Run) -> None:
    """People taken off a policy; their cover ends and their past stays."""
    from banfu_desktop.services.insurance import insurance
    from banfu_desktop.services.members import members

    args, until = run.args, parse_date(run.args.until)
    with run.deed(f"移出保单 {args.number}") as session:
        found = [row for row in insurance.policies(session, run.today) if row.number == args.number]
        if len(found) != 1:
            raise UserError(f"没有号码为“{args.number}”的保单", "请用 insurance show 核对保单号")
        people = insurance.candidates(session, found[0].id, run.today)
        covered = [one.person_id for one in people if one.covered]
        gone = {row.person_id for name in args.names for row in members.named(session, name)}
        if not gone <= set(covered):
            raise UserError("写的人里有不在这张保单上的", "请用 insurance show 核对姓名")
        staying = [person for person in covered if person not in gone]
        insurance.choose(session, found[0].id, staying, None, until)
    say(f"保单 {args.number}：{'、'.join(args.names)}保到{until}")


def show(run: Run) -> None:
    """Every policy."""
    from banfu_desktop.services.insurance import insurance

    with run.read() as session:
        rows = insurance.policies(session, run.today)
    if run.args.json:
        names = ("insurer", "number", "premium_fen", "insured_fen", "payer", "names")
        policies = [
            {
                **{name: getattr(row, name) for name in names},
                "state": row.state.value,
                "start_on": str(row.start_on),
                "end_on": str(row.end_on),
            }
            for row in rows
        ]
        say_json({"policies": policies})
        return
    for row in rows:
        period = f"{row.start_on}至{row.end_on}"
        amounts = f"保费 {yuan(row.premium_fen)}　保额 {yuan(row.insured_fen)}"
        say(f"{row.insurer}　{row.number}　{period}　{row.state.label}　{amounts}　{row.payer}")
        say(f"　{row.people}人：{'、'.join(row.names)}")
    say(f"保单 {len(rows)} 张")


def gaps(run: Run) -> None:
    """Who is posted and not insured, from when and for how many days; who is insured twice."""
    from banfu_desktop.services.insurance import standing

    with run.read() as session:
        rows = [row for row in standing.standing(session, run.today) if row.gap_days or row.overlap_days]
    if run.args.json:
        say_json({"today": str(run.today), "people": [_json(row) for row in rows]})
        return
    for row in rows:
        twice = f"　重复参保 {row.overlap_days} 天" if row.overlap_days else ""
        gap = f"　缺口 {row.gap_days} 天（{row.gaps}）" if row.gap_days else ""
        say(f"{row.name}（{row.organisation}）{row.state.label}{gap}{twice}")
    say(f"有缺口 {sum(bool(row.gap_days) for row in rows)} 人，截至 {run.today}")


def _json(row: "CoverageRow") -> dict[str, object]:
    def stretches(periods: tuple[Period, ...]) -> list[list[str]]:
        return [[str(period.start), str(period.end)] for period in periods]

    return {
        "name": row.name,
        "organisation": row.organisation,
        "state": row.state.value,
        "gap_days": row.gap_days,
        "gaps": stretches(row.coverage.gaps),
        "overlap_days": row.overlap_days,
        "overlaps": stretches(row.coverage.overlaps),
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    cover = arguments.group(commands, "insurance", "意外险")
    _policy_arguments(arguments.add(cover, "add", add, "登记保单和参保人员"))
    leaving = arguments.add(cover, "off", take_off, "把人移出保单，保到某一天为止")
    leaving.add_argument("number", metavar="保单号")
    leaving.add_argument("names", nargs="+", metavar="姓名")
    leaving.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="最后一个参保日")
    policies = arguments.add(cover, "show", show, "看保单")
    uncovered = arguments.add(cover, "gaps", gaps, "看参保缺口和重复参保")
    for command in (policies, uncovered):
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _policy_arguments(command: arguments.Parser) -> None:
    for name, shown, text in (
        ("--insurer", "公司", "承保公司"),
        ("--number", "号码", "保单号"),
        ("--period", "起..止", "保险期间"),
        ("--premium", "元", "保费，不另写为整张保单的"),
        ("--sum", "元", "保额，不另写为每人的"),
        ("--payer", "单位", "承担单位"),
    ):
        command.add_argument(name, required=True, metavar=shown, help=text)
    command.add_argument(
        "--premium-as", default="合计", metavar="口径", help="保费是每人的还是合计，不写为合计"
    )
    command.add_argument("--sum-as", default="每人", metavar="口径", help="保额是每人的还是合计，不写为每人")
    command.add_argument("--start", metavar="YYYY-MM-DD", help="参保人员的起保日期，不写为保单第一天")
    command.add_argument("--all", action="store_true", help="保险期间内全体在岗人员")
    command.add_argument("names", nargs="*", metavar="姓名")
