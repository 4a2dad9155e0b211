"""Commands of the time limits 时限: the one table of them, and the office's own choice of one."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json

if TYPE_CHECKING:
    from banfu_desktop.services.office.limits import LimitRow


def show(run: Run) -> None:
    """What is due by when, of whom and when next."""
    from banfu_desktop.services.office import limits

    with run.read() as session:
        rows = limits.listing(session, run.today)
    if run.args.json:
        say_json([_told(row) for row in rows])
        return
    for row in rows:
        say(_words(row))


def choose(run: Run) -> None:
    """The office's own choice of a limit, from a day on."""
    from banfu_desktop.services.office import limits

    args = run.args
    start = args.start or run.today.replace(day=1)
    with run.deed(f"设置时限 {args.limit}") as session:
        row = limits.choose(session, args.limit, args.value, start, args.note or "", run.today)
    say(f"自 {start} 起生效：{_words(row)}")


def _words(row: "LimitRow") -> str:
    ends = f"{row.next_on}" + (f"（{row.of}）" if row.of else "") if row.next_on else "没有到期的"
    return f"{row.label}　{row.clause}　{row.by}　{row.basis.label}　{row.who}　{ends}"


def _told(row: "LimitRow") -> dict[str, object]:
    return {
        "name": row.name,
        "label": row.label,
        "clause": row.clause,
        "by": row.by,
        "basis": row.basis.value,
        "who": row.who,
        "next_on": str(row.next_on) if row.next_on else None,
        "of": row.of or None,
        "open": row.open,
        "setting": row.setting or None,
        "value": int(row.value) if row.setting else None,
        "since": str(row.since) if row.since else None,
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    limit = arguments.group(commands, "limit", "时限")
    shown = arguments.add(limit, "show", show, "看各项工作的时限和下次到期")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
    setting = arguments.add(limit, "set", choose, "改本单位自定的时限")
    setting.add_argument("limit", metavar="事项", help="名称，如 第一书记备案")
    setting.add_argument("value", metavar="数", help="天数、几日或几月；0为不提示")
    setting.add_argument(
        "--from", dest="start", type=arguments.moment, metavar="YYYY-MM-DD", help="从哪天起，默认本月1日"
    )
    setting.add_argument("--note", metavar="说明", help="为什么这样定")
