"""Commands of rotation: the plan, hand-over lists; filings of first secretaries."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from banfu_desktop.services.rotation.filings import FilingRow
    from banfu_desktop.services.rotation.handovers import HandoverRow
    from banfu_desktop.services.rotation.rotation import PlaceRow


def plan(run: Run) -> None:
    """Who leaves when, who follows, where nobody is; with a name, writes down who follows."""
    from banfu_desktop.services.members import members
    from banfu_desktop.services.rotation import rotation

    args = run.args
    if args.name:
        given = {"successor": args.successor, "successor_unit": args.unit, "arrives_on": args.arrives}
        given |= {"proposed_on": args.proposed, "agreed_on": args.agreed, "handing_on": args.handing}
        values = {name: value for name, value in given.items() if value is not None}
        if not values:
            raise UserError("没有写明办到哪一步", "可写 --successor、--proposed、--agreed、--handing")
        with run.deed(f"登记轮换 {args.name}") as session:
            row = members.the_one_named(session, args.name, run.today)
            rotation.save(session, row.id, values, run.today)
            place = rotation.one(session, row.id, run.today)
            told = rotation.verdicts(place, row, run.today)
        say(_words(place))
        for verdict in told:
            say(f"请核对：{verdict.text}（{verdict.clause}）")
        return
    _show_plan(run)


def _show_plan(run: Run) -> None:
    from banfu_desktop.services.rotation import rotation

    with run.read() as session:
        rows, line = rotation.listing(session, run.today), rotation.timeline(session, run.today)
    gaps = [(lane.unit, lane.role.label, gap.start, gap.end) for lane in line.lanes for gap in lane.gaps]
    if run.args.json:
        say_json(
            {
                "people": [_place(row) for row in rows],
                "gaps": [
                    {"unit": unit, "role": role, "from": str(start), "to": str(end)}
                    for unit, role, start, end in gaps
                ],
                "crowded": [
                    {"quarter": quarter.said, "leaving": leaving, "of": team}
                    for quarter, leaving, team in line.crowded
                ],
            }
        )
        return
    for row in rows:
        say(_words(row))
    for unit, role, start, end in gaps:
        say(f"空岗　{unit}　{role}　{start}至{end}")
    for quarter, leaving, team in line.crowded:
        say(f"{quarter.said} {leaving} 人离岗，超过全队 {team} 人的一半")


def _words(row: "PlaceRow") -> str:
    until = f"{row.until}期满" if row.until else "期满未登记"
    parts = (
        row.name, row.organisation, row.role.label, row.batch, until,
        row.stage.label if row.stage else "", f"接任 {row.successor}" if row.successor else "",
    )  # fmt: skip
    return "　".join(part for part in parts if part)


def _place(row: "PlaceRow") -> dict[str, object]:
    days = ("arrived_on", "planned_until", "left_on", "proposed_on", "agreed_on", "handing_on", "handed_on")
    return {
        "name": row.name,
        "unit": row.organisation,
        "role": row.role.value,
        "batch": row.batch or None,
        "stage": row.stage.value if row.stage else None,
        "successor": row.successor,
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
    }


def batch(run: Run) -> None:
    """A batch, with those who arrived in its time unless names are given."""
    from banfu_desktop.rules.dates import Period
    from banfu_desktop.services.members import members
    from banfu_desktop.services.rotation import batches

    args = run.args
    values = {"name": args.name, "start_on": args.start, "planned_end": args.end}
    with run.deed(f"保存轮换批次 {args.name}") as session:
        key = batches.save(session, {name: value for name, value in values.items() if value is not None})
        row = next(one for one in batches.listing(session, run.today) if one.id == key)
        period = Period(row.start_on, row.planned_end)
        chosen = [one.id for one in members.listing(session, period) if one.arrived_on in period]
        batches.choose(session, key, chosen)
    say(f"{row.name}　{row.start_on}至{row.planned_end}　{len(chosen)} 人")


def handover(run: Run) -> None:
    """Draw up somebody's list if there is none to be sealed; writes who takes over, ticks, seals."""
    from banfu_desktop.services.members import members
    from banfu_desktop.services.rotation import handovers

    args = run.args
    named = {"receiver": args.receiver, "witness": args.witness}
    values = {name: value for name, value in named.items() if value is not None}
    if args.whole:
        values["whole"] = True
    with run.deed(f"办理交接 {args.name}") as session:
        posting = members.named(session, args.name)[-1].id
        row = handovers.of_posting(session, posting, run.today)
        if row is None or row.sealed_at is not None:
            key = handovers.draw_up(session, posting, run.today)
        else:
            key = row.id
        if values:
            handovers.save(session, key, values)
        row = handovers.one(session, key, run.today)
        if args.tick:
            for side in ("given", "taken"):
                handovers.tick(session, key, [item.key for item in row.items], side, run.today)
        code = handovers.seal(session, key, "命令行", run.now) if args.seal else ""
        row = handovers.one(session, key, run.today)
    _say_list(row)
    if code:
        left = len(row.items) - row.done
        still = f"（{left} 项双方没有核对完）" if left else ""
        say(f"已封存{still}，校验码 {code}" + ("；请更换恢复卡和登录密码" if row.whole else ""))


def show(run: Run) -> None:
    """Somebody's latest hand-over list, or all of them."""
    from banfu_desktop.services.members import members
    from banfu_desktop.services.rotation import handovers

    with run.read() as session:
        if run.args.name:
            one = handovers.of_posting(session, members.named(session, run.args.name)[-1].id, run.today)
            rows = [one] if one is not None else []
        else:
            rows = handovers.listing(session, run.today)
    if run.args.json:
        say_json([_list(row) for row in rows])
        return
    for row in rows:
        _say_list(row)
    if not rows:
        say("还没有交接清单")


def _say_list(row: "HandoverRow") -> None:
    state = f"已封存 {row.check_code}" if row.sealed_at else f"已核对 {row.ticked}"
    say(f"{row.name}　接交 {row.receiver or '—'}　监交 {row.witness or '—'}　{state}")
    for item in row.items:
        say(f"  {item.section.label}　{item.kind}　{item.text}　{'√' if item.done else ''}".rstrip())


def _list(row: "HandoverRow") -> dict[str, object]:
    return {
        "name": row.name,
        "receiver": row.receiver,
        "witness": row.witness,
        "whole": row.whole,
        "drawn_on": str(row.drawn_on),
        "sealed_on": str(row.sealed_on) if row.sealed_on else None,
        "check_code": row.check_code,
        "items": [
            {"section": item.section.value, "kind": item.kind, "text": item.text, "given": item.given,
             "taken": item.taken}
            for item in row.items
        ],
    }  # fmt: skip


def filing_add(run: Run) -> None:
    """Write down that a first secretary was sent to a body, or put on file by it."""
    from banfu_desktop.services.members import members
    from banfu_desktop.services.rotation import filings

    args = run.args
    given = {"sent_on": args.on, "number": args.number, "confirmed_on": args.confirmed}
    values = {name: value for name, value in given.items() if value is not None}
    with run.deed(f"登记备案 {args.name}") as session:
        row = members.the_one_named(session, args.name, run.today)
        wanted = filings.wanted_of(session, row.id, run.today)
        for body in [args.body] if args.body else [one.body for one in wanted] or [""]:
            known = next((one for one in wanted if one.body == body), None)
            fresh = {} if known is not None and known.sent_on else {"sent_on": run.today}
            filings.save(session, row.id, body, fresh | values, run.today)
        rows = filings.wanted_of(session, row.id, run.today)
    for one in rows:
        say(_filing_words(one))


def filing_show(run: Run) -> None:
    """What is filed, and what is wanted."""
    from banfu_desktop.services.rotation import filings

    with run.read() as session:
        rows = filings.listing(session, run.today)
    if run.args.json:
        say_json([_filing(row) for row in rows])
        return
    for row in rows:
        say(_filing_words(row))
    say(f"{len(rows)} 条备案")


def _filing_words(row: "FilingRow") -> str:
    days = f"{row.sent_on}报送" if row.sent_on else ""
    confirmed = f"{row.confirmed_on}备案" if row.confirmed_on else ""
    old = "" if row.wanted else "以前的"
    parts = (old, row.name, row.village, row.body, row.state.label, days, row.number or "", confirmed)
    return "　".join(part for part in parts if part)


def _filing(row: "FilingRow") -> dict[str, object]:
    return {
        "name": row.name,
        "unit": row.organisation,
        "village": row.village,
        "body": row.body,
        "state": row.state.value,
        "roster_on": str(row.roster_on) if row.roster_on else None,
        "sent_on": str(row.sent_on) if row.sent_on else None,
        "number": row.number,
        "confirmed_on": str(row.confirmed_on) if row.confirmed_on else None,
        "wanted": row.wanted,
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    rotating = arguments.group(commands, "rotation", "轮换交接")
    planned = arguments.add(rotating, "plan", plan, "看轮换计划；写姓名则登记接任人选和进度")
    planned.add_argument("name", nargs="?", metavar="姓名", help="在岗的人")
    planned.add_argument("--successor", metavar="姓名", help="接任人选")
    planned.add_argument("--unit", metavar="单位", help="接任人的单位")
    for name, text in (
        ("--proposed", "推荐日期"),
        ("--agreed", "同意日期"),
        ("--handing", "开始交接的日期"),
        ("--arrives", "拟到岗日期"),
    ):
        planned.add_argument(name, type=arguments.moment, metavar="YYYY-MM-DD", help=text)
    batched = arguments.add(rotating, "batch", batch, "登记轮换批次，编入期间到岗的人")
    batched.add_argument("name", metavar="批次")
    batched.add_argument("--start", type=arguments.moment, required=True, metavar="YYYY-MM-DD")
    batched.add_argument("--end", type=arguments.moment, metavar="YYYY-MM-DD", help="默认三年")
    handed = arguments.add(rotating, "handover", handover, "拟定、核对或封存一个人的交接清单")
    handed.add_argument("name", metavar="姓名")
    handed.add_argument("--receiver", metavar="姓名", help="接交人")
    handed.add_argument("--witness", metavar="姓名", help="监交人")
    for name, text in (
        ("--whole", "含全队事项（内勤交接）；队长自动含"),
        ("--tick", "双方核对完，全部打勾"),
        ("--seal", "封存"),
    ):
        handed.add_argument(name, action="store_true", help=text)
    shown = arguments.add(rotating, "show", show, "看交接清单")
    shown.add_argument("name", nargs="?", metavar="姓名")
    filing = arguments.group(commands, "filing", "第一书记备案")
    added = arguments.add(filing, "add", filing_add, "登记报送或备案")
    added.add_argument("name", metavar="姓名")
    added.add_argument("--body", metavar="备案机关", help="默认全部备案机关")
    added.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="报送日期，默认今天")
    added.add_argument("--number", metavar="文号")
    added.add_argument("--confirmed", type=arguments.moment, metavar="YYYY-MM-DD", help="收到回执的日期")
    filed = arguments.add(filing, "show", filing_show, "看备案")
    for command in (planned, shown, filed):
        command.add_argument("--json", action="store_true", help="给其他程序用的格式")
