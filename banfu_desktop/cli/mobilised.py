"""Commands of mobilised capital: what was promised and arrived, and project ideas."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, yuan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.mobilised.ideas import IdeaRow
    from banfu_desktop.services.mobilised.mobilised import ContributionRow


def add(run: Run) -> None:
    """Write a promise; says its key."""
    from banfu_desktop.rules.mobilised import Help
    from banfu_desktop.services.mobilised import mobilised
    from banfu_desktop.tables.mobilised import CONTRIBUTIONS

    args = run.args
    texts = ("source", "purpose", "village", "goods", "published_at", "remark")
    values = {name: CONTRIBUTIONS[name].read(getattr(args, name)) for name in texts}
    values |= {
        "kind": Help.parse(args.kind),
        "promised_fen": None if args.amount is None else parse_yuan(args.amount),
        "promised_on": args.on or run.today,
        "due_on": args.due,
        "published_on": args.published,
    }
    with run.deed(f"登记社会帮扶 {args.source}") as session:
        key = mobilised.save(session, values, run.today)
        row = mobilised.one(session, key)
    say(f"{key}　{_words(row)}")


def arrive(run: Run) -> None:
    """Write down that a promise, or a part of it, arrived."""
    from banfu_desktop.rules.mobilised import Channel
    from banfu_desktop.services.mobilised import mobilised

    args = run.args
    with run.deed(f"登记帮扶到位 {args.key}") as session:
        voucher = None if args.voucher is None else _voucher(session, args.voucher)
        values = {
            "arrived_on": args.on or run.today, "amount_fen": parse_yuan(args.amount),
            "channel": Channel.parse(args.channel), "receipt": args.receipt, "voucher_id": voucher,
        }  # fmt: skip
        mobilised.arrive(session, args.key, values, run.today)
        row = mobilised.one(session, args.key)
    say(_words(row))


def _voucher(session: "Session", said: str) -> int:
    """The income voucher that is called so (梅坑镇工作队2026年012号)."""
    from banfu_desktop.services.mobilised import mobilised

    rows = mobilised.income_vouchers(session)
    found = [row for row in rows if said in row.said.split(" ")[0]]
    if len(found) != 1:
        some = "、".join(row.said.split(" ")[0] for row in rows[:3])
        raise UserError(
            f"有{len(found)}张收入凭证叫“{said}”", f"请写全，如 {some}" if some else "请先登记收入"
        )
    return found[0].id


def show(run: Run) -> None:
    """Every contribution, of a year if one is given."""
    from banfu_desktop.services.mobilised import mobilised

    year = run.args.year
    with run.read() as session:
        rows = [row for row in mobilised.listing(session) if year in (None, row.promised_on.year)]
    if run.args.json:
        say_json([_json(row) for row in rows])
        return
    for row in rows:
        say(f"{row.id}　{_words(row)}")
    promised, arrived = sum(row.promised_fen for row in rows), sum(row.arrived_fen for row in rows)
    say(f"{len(rows)} 笔，承诺 {yuan(promised)} 元，到位 {yuan(arrived)} 元")


def _words(row: "ContributionRow") -> str:
    amounts = f"承诺 {yuan(row.promised_fen)} 到位 {yuan(row.arrived_fen)} 元"
    parts = (
        str(row.promised_on),
        row.kind.label,
        row.source,
        row.purpose,
        amounts,
        row.state.label,
        row.channels,
    )
    return "　".join(part for part in parts if part)


def _json(row: "ContributionRow") -> dict[str, object]:
    names = ("id", "source", "purpose", "village", "goods", "promised_fen", "arrived_fen", "left_fen")
    days = ("promised_on", "due_on", "published_on", "ended_on")
    return {
        "kind": row.kind.value, "state": row.state.value,
        **{name: getattr(row, name) for name in names},
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
        "arrivals": [
            {"on": str(one.arrived_on), "fen": one.amount_fen, "channel": one.channel.value,
             "receipt": one.receipt, "voucher": one.voucher or None}
            for one in row.arrivals
        ],
    }  # fmt: skip


def idea_add(run: Run) -> None:
    """Raise a project idea."""
    from banfu_desktop.rules.mobilised import IdeaKind
    from banfu_desktop.services.mobilised import ideas

    args = run.args
    values = {
        "name": args.name, "kind": IdeaKind.parse(args.kind), "village": args.village,
        "estimate_fen": parse_yuan(args.amount), "source_wanted": args.source, "reason": args.reason,
        "raised_on": args.on or run.today,
    }  # fmt: skip
    with run.deed(f"提出项目建议 {args.name}") as session:
        key = ideas.save(session, values, run.today)
    say(f"{key}　{args.name}　已提出")


def idea_step(run: Run) -> None:
    """Write down how far an idea is."""
    from banfu_desktop.services.mobilised import ideas

    args = run.args
    days = {"discussed_on": args.discussed, "published_on": args.published, "submitted_on": args.submitted,
            "listed_on": args.listed}  # fmt: skip
    given = {name: day for name, day in days.items() if day is not None}
    if not given:
        raise UserError("没有写明办到哪一步", "可写 --discussed、--published、--submitted、--listed 和日期")
    with run.deed(f"登记项目进度 {args.name}") as session:
        row = ideas.named(session, args.name)
        ideas.save(session, given, run.today, row.id)
        row = ideas.one(session, row.id)
    say(f"{row.name}　{row.stage.label}")


def promote(run: Run) -> None:
    """Make an idea a double-sign project."""
    from banfu_desktop.services.mobilised import ideas

    args = run.args
    with run.deed(f"立项 {args.name}") as session:
        row = ideas.named(session, args.name)
        ideas.promote(session, row.id, args.on or run.today, run.today)
    say(f"“{args.name}”已立项，{yuan(row.estimate_fen)} 元，待双签")


def idea_show(run: Run) -> None:
    """Every idea with how far it is."""
    from banfu_desktop.services.mobilised import ideas

    with run.read() as session:
        rows = ideas.listing(session)
    if run.args.json:
        say_json([_idea_json(row) for row in rows])
        return
    for row in rows:
        parts = (row.name, row.stage.label, row.kind.label, row.village or "", f"{yuan(row.estimate_fen)} 元")
        say("　".join(part for part in (*parts, row.source_wanted) if part))
    say(f"{len(rows)} 个项目建议")


def _idea_json(row: "IdeaRow") -> dict[str, object]:
    names = ("id", "name", "village", "estimate_fen", "source_wanted", "reason", "project")
    days = ("raised_on", "discussed_on", "published_on", "submitted_on", "listed_on", "dropped_on")
    return {
        "kind": row.kind.value, "stage": row.stage.value,
        **{name: getattr(row, name) or None for name in names},
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
    }  # fmt: skip


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    raising = arguments.group(commands, "raise", "社会帮扶")
    _declare_contributions(raising)
    _declare_ideas(arguments.group(commands, "idea", "项目库"))


def _declare_contributions(raising: Any) -> None:
    added = arguments.add(raising, "add", add, "登记一笔帮扶承诺")
    added.add_argument("source", metavar="来源", help="单位、企业或社会组织")
    added.add_argument("amount", nargs="?", metavar="元", help="承诺金额，物资按估价")
    added.add_argument("--kind", required=True, metavar="类别", help="帮扶单位投入、社会捐赠、金融贷款……")
    added.add_argument("--purpose", required=True, metavar="用途")
    added.add_argument("--village", metavar="村")
    added.add_argument("--goods", metavar="物资或服务")
    for name, text in (("--on", "承诺日期，默认今天"), ("--due", "应到位日期"), ("--published", "公示日期")):
        added.add_argument(name, type=arguments.moment, metavar="YYYY-MM-DD", help=text)
    added.add_argument("--published-at", dest="published_at", metavar="公示地点")
    added.add_argument("--remark", metavar="备注")
    arrived = arguments.add(raising, "arrive", arrive, "登记到位")
    arrived.add_argument("key", type=int, metavar="编号")
    arrived.add_argument("amount", metavar="元")
    arrived.add_argument(
        "--channel", required=True, metavar="渠道", help="镇财政、慈善会、村集体、企业自管、本队账本"
    )
    arrived.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="到位日期，默认今天")
    arrived.add_argument("--receipt", metavar="票据号")
    arrived.add_argument("--voucher", metavar="凭证", help="经本队账本的收入凭证，如 工作队2026年012号")
    shown = arguments.add(raising, "show", show, "看社会帮扶")
    shown.add_argument("year", nargs="?", type=arguments.year, metavar="年度")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _declare_ideas(library: Any) -> None:
    added = arguments.add(library, "add", idea_add, "提出一个项目建议")
    added.add_argument("name", metavar="名称")
    added.add_argument("amount", metavar="元", help="估算金额")
    added.add_argument(
        "--kind", required=True, metavar="类别", help="产业发展、基础设施、公共服务、人居环境、其他"
    )
    added.add_argument("--source", required=True, metavar="资金", help="拟申请的资金")
    added.add_argument("--reason", required=True, metavar="事由")
    added.add_argument("--village", metavar="村")
    step = arguments.add(library, "step", idea_step, "登记办到哪一步")
    step.add_argument("name", metavar="名称")
    for name, text in (
        ("--discussed", "会议通过"),
        ("--published", "公示"),
        ("--submitted", "申报"),
        ("--listed", "入库"),
    ):
        step.add_argument(name, type=arguments.moment, metavar="YYYY-MM-DD", help=f"{text}的日期")
    made = arguments.add(library, "promote", promote, "立项，成为待双签的项目")
    made.add_argument("name", metavar="名称")
    for command in (added, made):
        command.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，默认今天")
    shown = arguments.add(library, "show", idea_show, "看项目库")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
