"""Commands of trainings, commendations and the register of 四(八)."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.assessment.trainings import TrainingRow


def training_add(run: Run) -> None:
    """Write a training down."""
    from banfu_desktop.services.assessment import trainings

    args = run.args
    values = {
        "title": args.title, "organiser": args.organiser, "start_on": args.on or run.today,
        "end_on": args.until or args.on or run.today, "place": args.place, "yearly": args.yearly,
    }  # fmt: skip
    with run.deed(f"登记培训 {args.title}") as session:
        row = trainings.one(session, trainings.save(session, values, run.today))
    say(_training_words(row))


def training_attend(run: Run) -> None:
    """Write down who was at a training; their days are marked 训. Or that somebody made it up."""
    from banfu_desktop.rules.dates import Period
    from banfu_desktop.services.assessment import trainings
    from banfu_desktop.services.members import members

    args = run.args
    with run.deed(f"登记参训 {args.title}") as session:
        row = trainings.named(session, args.title)
        posted = members.listing(session, Period(row.start_on, row.end_on))
        if args.made_up is not None:
            for name in args.names:
                posting = members.the_one_named(session, name, args.made_up).id
                trainings.make_up(session, row.id, posting, args.made_up, run.today)
        else:
            unknown = set(args.names) - {member.name for member in posted}
            if unknown:
                raise UserError(f"{'、'.join(sorted(unknown))}培训期间不在任职期", "请核对名单")
            chosen = [one.id for one in posted if not args.names or one.name in args.names]
            days = trainings.attend(session, row.id, chosen, run.today)
            say(f"考勤标“训” {days} 天")
        row = trainings.one(session, row.id)
    say(_training_words(row))


def training_show(run: Run) -> None:
    """Every training, of a year if one is given."""
    from banfu_desktop.services.assessment import trainings

    with run.read() as session:
        rows = [row for row in trainings.listing(session) if run.args.year in (None, row.start_on.year)]
    if run.args.json:
        say_json([_training(row) for row in rows])
        return
    for row in rows:
        say(_training_words(row))
    say(f"{len(rows)} 次培训")


def _training_words(row: "TrainingRow") -> str:
    days = f"{row.start_on}" if row.start_on == row.end_on else f"{row.start_on}至{row.end_on}"
    missing = "、".join(one.name for one in row.people if not one.state.counts)
    parts = (row.title, row.organiser, days, row.place or "", f"参加 {row.attended} 人")
    return "　".join(part for part in (*parts, f"缺训 {missing}" if missing else "") if part)


def _training(row: "TrainingRow") -> dict[str, object]:
    return {
        "title": row.title,
        "organiser": row.organiser,
        "from": str(row.start_on),
        "to": str(row.end_on),
        "place": row.place,
        "yearly": row.yearly,
        "people": [
            {"name": one.name, "state": one.state.value, "made_up_on": str(one.made_up_on or "") or None}
            for one in row.people
        ],
    }


def _posting(session: "Session", name: str | None) -> int | None:
    from banfu_desktop.services.members import members

    return members.named(session, name)[-1].id if name else None


def commend_add(run: Run) -> None:
    """Write a commendation of somebody, or of the team, down."""
    from banfu_desktop.services.assessment import honours

    args = run.args
    with run.deed(f"登记表彰 {args.title}") as session:
        values = {
            "title": args.title, "granted_by": args.by, "granted_on": args.on or run.today,
            "document_no": args.number, "posting_id": _posting(session, args.name),
        }  # fmt: skip
        honours.commend(session, values, run.today)
    say(f"{args.name or honours.TEAM}　{args.title}　{args.by}")


def commend_show(run: Run) -> None:
    """Every commendation."""
    from banfu_desktop.services.assessment import honours

    with run.read() as session:
        rows = honours.commendations(session)
    if run.args.json:
        names = ("name", "title", "granted_by", "document_no")
        say_json([{**{n: getattr(row, n) for n in names}, "granted_on": str(row.granted_on)} for row in rows])
        return
    for row in rows:
        say(
            "　".join(
                (row.name, row.title, row.granted_by, str(row.granted_on), row.document_no or "")
            ).strip()
        )
    say(f"{len(rows)} 项表彰")


def exempt_add(run: Run) -> None:
    """Write a matter of 四(八) down."""
    from banfu_desktop.rules.assessment import ExemptionKind
    from banfu_desktop.services.assessment import honours

    args = run.args
    with run.deed(f"登记{args.kind}") as session:
        values = {
            "kind": ExemptionKind.parse(args.kind), "matter": args.matter, "raised_on": args.on or run.today,
            "posting_id": _posting(session, args.name), "decided_by": args.by, "outcome": args.outcome,
            "decided_on": args.decided, "document_no": args.number,
        }  # fmt: skip
        honours.raise_matter(session, values, run.today)
    say(f"{args.kind}　{args.name or honours.TEAM}　{args.matter}")


def exempt_show(run: Run) -> None:
    """The register of 四(八)."""
    from banfu_desktop.services.assessment import honours

    with run.read() as session:
        rows = honours.exemptions(session)
    if run.args.json:
        names = ("name", "matter", "decided_by", "outcome", "document_no")
        days = ("raised_on", "decided_on")
        say_json(
            [
                {
                    "kind": row.kind.value,
                    **{name: getattr(row, name) for name in names},
                    **{name: str(day) if (day := getattr(row, name)) else None for name in days},
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        parts = (row.kind.label, row.name, str(row.raised_on), row.matter, row.outcome or "待认定")
        say("　".join(parts))
    say(f"{len(rows)} 条")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    _declare_training(arguments.group(commands, "training", "培训"))
    _declare_honours(commands)


def dated(command: Any, *days: tuple[str, str]) -> None:
    """Give a command some days."""
    for name, text in days:
        command.add_argument(name, type=arguments.moment, metavar="YYYY-MM-DD", help=text)


def in_json(*shown: Any) -> None:
    """Let commands answer in JSON."""
    for command in shown:
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _declare_training(training: Any) -> None:
    added = arguments.add(training, "add", training_add, "登记一次培训")
    added.add_argument("title", metavar="名称")
    added.add_argument("--organiser", required=True, metavar="主办单位")
    added.add_argument("--place", metavar="地点")
    added.add_argument("--yearly", action="store_true", help="年度全员培训")
    dated(added, ("--on", "开始日期，默认今天"), ("--until", "结束日期"))
    attended = arguments.add(training, "attend", training_attend, "登记参训，考勤标“训”")
    attended.add_argument("title", metavar="培训")
    attended.add_argument("names", nargs="*", metavar="姓名", help="默认在任的全部人员")
    attended.add_argument(
        "--made-up", dest="made_up", type=arguments.moment, metavar="YYYY-MM-DD", help="这些人在这天补训"
    )
    shown = arguments.add(training, "show", training_show, "看培训")
    shown.add_argument("year", nargs="?", type=arguments.year, metavar="年度")
    in_json(shown)


def _declare_honours(commands: Any) -> None:
    commending = arguments.group(commands, "commend", "表彰")
    added = arguments.add(commending, "add", commend_add, "登记表彰")
    added.add_argument("title", metavar="荣誉")
    added.add_argument("--name", metavar="姓名", help="默认集体（工作队）")
    added.add_argument("--by", required=True, metavar="授予单位")
    added.add_argument("--number", metavar="文号")
    dated(added, ("--on", "授予日期，默认今天"))
    shown = arguments.add(commending, "show", commend_show, "看表彰")
    exempting = arguments.group(commands, "exempt", "尽职免责和激励")
    entered = arguments.add(exempting, "add", exempt_add, "登记一件事项")
    entered.add_argument("matter", metavar="事项")
    entered.add_argument("--kind", required=True, metavar="类别", help="尽职免责、激励关爱、容错纠错、其他")
    entered.add_argument("--name", metavar="姓名")
    entered.add_argument("--by", metavar="认定单位")
    entered.add_argument("--outcome", metavar="结论")
    entered.add_argument("--number", metavar="文号")
    dated(entered, ("--on", "提出日期，默认今天"), ("--decided", "认定日期"))
    listed = arguments.add(exempting, "show", exempt_show, "看尽职免责和激励")
    in_json(shown, listed)
