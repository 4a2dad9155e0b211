"""Commands of the projects room: a project added, signed, shown."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.projects import Signer
from banfu_desktop.tables.projects import PROJECT_FORM

if TYPE_CHECKING:
    from banfu_desktop.services.projects.projects import ProjectRow


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = arguments.group(commands, "project", "双签项目")
    new = arguments.add(desk, "add", add_project, "登记一个待双签的资金项目")
    new.add_argument("name", metavar="项目名称")
    new.add_argument("amount", metavar="金额")
    new.add_argument("--source", required=True, metavar="来源", help="资金来源")
    new.add_argument("--reason", required=True, metavar="事由", help="申请事由")
    new.add_argument("--village", metavar="实施村")
    new.add_argument("--contractor", metavar="承建单位")
    new.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="申报日期，不写为今天")
    signing = arguments.add(desk, "sign", sign_project, "登记镇党委书记或队长的签字")
    signing.add_argument("name", metavar="项目名称")
    signing.add_argument("signer", metavar="职务", help="、".join(Signer.labels()))
    signing.add_argument("person", metavar="姓名")
    signing.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="签字日期，不写为今天")
    show = arguments.add(desk, "show", show_projects, "看一个或全部项目")
    show.add_argument("name", nargs="?", metavar="项目名称")
    building = arguments.add(desk, "contractor", set_contractor, "登记承建单位，双签以后也可以")
    building.add_argument("name", metavar="项目名称")
    building.add_argument("contractor", metavar="承建单位")
    for command in (new, signing, show, building):
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")


def add_project(run: Run) -> None:
    """A project put before the two signers."""
    from banfu_desktop.services.projects import projects

    args = run.args
    values = {
        "name": args.name,
        "amount_fen": parse_yuan(args.amount),
        "source": args.source,
        "reason": args.reason,
        "village": PROJECT_FORM["village"].read(args.village),
        "contractor": PROJECT_FORM["contractor"].read(args.contractor),
        "proposed_on": args.on or run.today,
    }
    with run.deed(f"登记项目 {args.name}") as session:
        row = projects.show(session, projects.save(session, values))
    _tell(run, [row])


def sign_project(run: Run) -> None:
    """One of the two signatures."""
    from banfu_desktop.services.projects import projects

    args = run.args
    signer = Signer.parse(args.signer)
    with run.deed(f"登记{signer.label}签字 {args.name}") as session:
        project = projects.named(session, args.name)
        row = projects.sign(session, project.id, signer, args.person, args.on or run.today, run.today)
    _tell(run, [row])


def set_contractor(run: Run) -> None:
    """Who carries a project out."""
    from banfu_desktop.services.projects import projects

    args = run.args
    name = PROJECT_FORM["contractor"].read(args.contractor)
    with run.deed(f"登记承建单位 {args.name}") as session:
        project = projects.named(session, args.name)
        projects.set_contractor(session, project.id, name)
        row = projects.show(session, project.id)
    _tell(run, [row])


def show_projects(run: Run) -> None:
    """All projects, or one."""
    from banfu_desktop.services.projects import projects

    with run.read() as session:
        rows = [projects.named(session, run.args.name)] if run.args.name else projects.listing(session)
    _tell(run, rows)


def _tell(run: Run, rows: "list[ProjectRow]") -> None:
    if run.args.json:
        say_json({"projects": [_plain(row) for row in rows]})
        return
    for row in rows:
        money = f"{yuan(row.amount_fen)} 元\t已支 {yuan(row.paid_fen)} 元"
        where = "".join(f"\t{name}" for name in (row.village, row.contractor) if name)
        say(f"{row.name}\t{row.stage.label}\t{row.signed}\t{money}\t{row.source}{where}")
    if not rows:
        say("还没有双签项目")


def _plain(row: "ProjectRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "stage": row.stage.value,
        "source": row.source,
        "amount_fen": row.amount_fen,
        "paid_fen": row.paid_fen,
        "left_fen": row.left_fen,
        "reason": row.reason,
        "village": row.village,
        "contractor": row.contractor,
        "proposed_on": str(row.proposed_on),
        "approved_on": str(row.since) if row.since else None,
        "ended_on": str(row.ended_on) if row.ended_on else None,
        "rounds": [
            {
                "number": project_round.number,
                "amount_fen": project_round.amount_fen,
                "signatures": {
                    signer.value: {"name": given.name, "on": str(given.signed_on)}
                    for signer, given in project_round.signatures.items()
                },
            }
            for project_round in row.rounds
        ],
    }
