"""Commands of documents: half-year reports, the register, plans and their items."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments
from banfu_desktop.cli.run import ACTOR, Run, say, say_json
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from banfu_desktop.services.documents.documents import DocumentRow, RecipientRow
    from banfu_desktop.services.documents.plans import ItemRow
    from banfu_desktop.services.documents.reports import ReportView


def draft(run: Run) -> None:
    """Draft a half-year's report from the rooms, or refresh the figures of the draft."""
    from banfu_desktop.services.documents import reports

    half = run.args.half
    with run.deed(f"{'刷新' if run.args.refresh else '起草'}{half.label}工作报告") as session:
        if run.args.refresh:
            changed = reports.refresh(session, reports.latest(session, half).id, run.now)
        else:
            reports.draft(session, half, run.now, run.args.drafter)
        shown = _view(session, half, run)
    if run.args.refresh:
        for change in changed:
            say(f"{change.label}：{change.before} → {change.after}")
        say(f"{half.label}工作报告刷新了 {len(changed)} 个数字")
        return
    _say_sections(shown)


def _view(session: "Session", half: HalfYear, run: Run) -> "ReportView":
    from banfu_desktop.services.documents import reports

    shown = reports.view(session, half, run.today, getattr(run.args, "version", None))
    if shown is None:
        raise UserError(f"{half.label}还没有报告", f"请先起草：report draft {half}")
    return shown


def _say_sections(shown: "ReportView") -> None:
    from banfu_desktop.rules import documents_text

    sections = documents_text.sections(shown.text)
    short = [documents_text.subject(one.title) for one in sections if one.short]
    say(f"{shown.title}　{shown.document.state.label}　全文 {documents_text.characters(shown.text):,} 字")
    if short and not shown.issued:
        say(f"待补：{'、'.join(short)}")


def show(run: Run) -> None:
    """A half-year's report: its text, recipients, and what later facts changed."""
    half = run.args.half
    with run.read() as session:
        shown = _view(session, half, run)
    if run.args.json:
        say_json(_report_json(shown))
        return
    for paragraph in shown.text:
        say(paragraph.text)
    say("")
    _say_sections(shown)
    for one in shown.differences:
        said = "差异" if shown.issued else "数字已变"
        say(f"{said}　{one.label}：{one.before} → {one.after}")
    for row in shown.document.recipients:
        say(f"{row.name}　{_sent(row)}{f'　{row.why}' if row.why else ''}")
    if shown.issued:
        say(f"{shown.document.number}　校验码 {shown.check_code}")


def _sent(row: "RecipientRow") -> str:
    if row.sent_on is None:
        return "未送"
    way = row.way.label if row.way else ""
    return f"{row.sent_on} {way}" + (f"　已收 {row.received_on}" if row.received_on else "　待回执")


def _report_json(shown: "ReportView") -> dict[str, object]:
    return {
        "half": str(shown.half), "version": shown.version, "title": shown.title,
        "number": shown.document.number or None, "state": shown.document.state.value,
        "check_code": shown.check_code or None,
        "text": [{"part": one.part.value, "text": one.text} for one in shown.text],
        "figures": {run.figure: run.text for one in shown.text for run in one.runs if run.figure},
        "differences": [
            {"figure": one.name, "label": one.label, "before": one.before, "after": one.after}
            for one in shown.differences
        ],
        "recipients": [_recipient_json(row) for row in shown.document.recipients]
        or [{"name": one.name, "why": one.why} for one in shown.recipients],
    }  # fmt: skip


def _recipient_json(row: "RecipientRow") -> dict[str, object]:
    return {
        "name": row.name, "why": row.why, "sent_on": str(row.sent_on) if row.sent_on else None,
        "way": row.way.value if row.way else None,
        "received_on": str(row.received_on) if row.received_on else None, "receipt": row.receipt,
    }  # fmt: skip


def issue(run: Run) -> None:
    """Issue a half-year's report: numbered, sealed for good; with --out as PDF or docx too."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.documents import papers, reports
    from banfu_desktop.services.hall import papers as hall

    args = run.args
    if args.out is not None:
        refuse_target(args.out, ".pdf", ".docx")
    with run.risky_deed(f"签发{args.half.label}工作报告") as session:
        report = reports.latest(session, args.half)
        code = reports.issue(session, report.id, ACTOR, run.now, papers.own_fonts())
        shown = _view(session, args.half, run)
        paper = papers.report(session, report, run.now)
    say(f"{shown.title}已签发，{shown.document.number}，校验码 {code}，应报送 {len(shown.recipients)} 家")
    if args.out is not None:
        hall.write(paper, args.out)
        say(f"已写出：{args.out}")


def send(run: Run) -> None:
    """Write down that the newest issued report of a half-year was sent."""
    from banfu_desktop.rules.documents import Way
    from banfu_desktop.services.documents import documents

    args = run.args
    with run.deed(f"登记报送{args.half.label}工作报告") as session:
        shown = _view(session, args.half, run)
        day, way = args.on or run.today, Way.parse(args.way)
        count = documents.send(session, shown.document.id, args.names or None, day, way, run.today)
    say(f"{shown.title}已登记报送 {count} 家")


def receipt(run: Run) -> None:
    """Write down a recipient's receipt of the newest report of a half-year."""
    from banfu_desktop.services.documents import documents

    args = run.args
    with run.deed(f"登记回执 {args.name}") as session:
        shown = _view(session, args.half, run)
        day = args.on or run.today
        documents.receive(session, shown.document.id, args.name, day, args.receipt, run.today)
    say(f"{args.name}{day}已收到{shown.title}")


def add(run: Run) -> None:
    """Enter a document; what comes in gets its number, with --issue what goes out as well."""
    from banfu_desktop.rules.documents import Direction, DocKind
    from banfu_desktop.services.documents import documents
    from banfu_desktop.tables.documents import DOCUMENTS

    args = run.args
    texts = ("their_number", "party", "drafter", "place", "people", "content", "reply", "remark")
    values = {name: DOCUMENTS[name].read(getattr(args, name)) for name in texts}
    values |= {
        "title": DOCUMENTS["title"].read(args.title),
        "direction": Direction.parse(args.direction),
        "kind": DocKind.parse(args.kind),
        "dated": args.on or run.today,
        **{name: getattr(args, name) for name in ("period_start", "period_end", "signed_on", "reply_due")},
    }
    with run.deed(f"登记文件 {args.title}") as session:
        key = documents.save(session, values, run.today)
        if args.issue:
            documents.issue(session, key, values["dated"])
        row = documents.one(session, key)
    say(f"{key}　{_words(row)}")


def _words(row: "DocumentRow") -> str:
    parts = (
        str(row.dated), row.direction.label, row.number or row.kind.label, row.title, row.their_number,
        row.party, row.state.label, row.sent_to,
    )  # fmt: skip
    return "　".join(part for part in parts if part)


def doc_show(run: Run) -> None:
    """The register, of a year or a kind."""
    from banfu_desktop.rules.documents import DocKind
    from banfu_desktop.services.documents import documents

    args = run.args
    kind = None if args.kind is None else DocKind.parse(args.kind)
    with run.read() as session:
        rows = [
            row
            for row in documents.listing(session)
            if args.year in (None, row.dated.year) and kind in (None, row.kind)
        ]
    if args.json:
        say_json([_document_json(row) for row in rows])
        return
    for row in rows:
        say(f"{row.id}　{_words(row)}")
    say(f"{len(rows)} 份")


def _document_json(row: "DocumentRow") -> dict[str, object]:
    names = ("id", "title", "their_number", "party", "drafter", "place", "people", "content", "reply",
             "remark")  # fmt: skip
    days = ("dated", "period_start", "period_end", "signed_on", "reply_due", "replied_on")
    return {
        "direction": row.direction.value, "kind": row.kind.value, "state": row.state.value,
        "number": row.number or None,
        **{name: getattr(row, name) for name in names},
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
        "recipients": [_recipient_json(one) for one in row.recipients],
    }  # fmt: skip


def plan_add(run: Run) -> None:
    """Enter a plan."""
    from banfu_desktop.rules.documents import DocKind
    from banfu_desktop.services.documents import documents, plans

    args = run.args
    kind = DocKind.PLAN_FIVE if args.five else DocKind.PLAN_YEAR
    with run.deed(f"登记计划 {args.title}") as session:
        day = args.on or run.today
        key = plans.add_plan(session, args.title, kind, args.year, run.today, dated=day, drafter=args.drafter)
        row = documents.one(session, key)
    say(f"{key}　{_words(row)}")


def plan_item(run: Run) -> None:
    """Enter an item of a plan, or correct the one that has its words."""
    from banfu_desktop.rules.documents import ItemState
    from banfu_desktop.services.documents import plans
    from banfu_desktop.tables.documents import PLAN_ITEMS

    args = run.args
    given = {
        name: PLAN_ITEMS[name].read(value)
        for name in ("measure", "owner", "target", "actual")
        if (value := getattr(args, name)) is not None
    }
    given |= {name: value for name in ("due", "done_on") if (value := getattr(args, name)) is not None}
    if args.state is not None:
        given["state"] = ItemState.parse(args.state)
    with run.deed(f"登记计划任务 {args.task}") as session:
        plan = plans.plan_titled(session, args.plan)
        task = PLAN_ITEMS["task"].read(args.task)
        same = [row for row in plans.listing(session) if (row.document_id, row.task) == (plan.id, task)]
        whole = given if same else {"document_id": plan.id, "task": task, **given}
        key = plans.save(session, whole, run.today, same[0].id if same else None)
        if args.entries:
            plans.work_on(session, key, args.entries)
        row = plans.one(session, key)
    say(f"{key}　{_item_words(row)}")


def plan_show(run: Run) -> None:
    """The items of the plans, of a year if one is given."""
    from banfu_desktop.services.documents import plans

    with run.read() as session:
        rows = plans.listing(session, run.args.year)
    if run.args.json:
        say_json([_item_json(row) for row in rows])
        return
    for row in rows:
        late = "　已过时限" if row.late(run.today) else ""
        say(f"{row.id}　{_item_words(row)}{late}")
    say(f"{len(rows)} 项，已完成 {sum(row.done_on is not None for row in rows)} 项")


def _item_words(row: "ItemRow") -> str:
    values = f"{row.actual or '—'} / {row.target}" if row.target else row.actual
    logged = f"日志 {row.entries} 条" if row.entries else ""
    due = f"{row.due}前" if row.due else ""
    parts = (row.plan, row.task, row.owner, due, values, row.state.label, logged)
    return "　".join(part for part in parts if part)


def _item_json(row: "ItemRow") -> dict[str, object]:
    names = ("id", "plan", "task", "measure", "owner", "target", "actual", "entries")
    days = ("due", "done_on", "last_entry")
    return {
        **{name: getattr(row, name) for name in names},
        "state": row.state.value,
        **{name: str(day) if (day := getattr(row, name)) else None for name in days},
    }


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    _declare_reports(arguments.group(commands, "report", "半年工作报告"))
    _declare_documents(arguments.group(commands, "doc", "文件登记"))
    _declare_plans(arguments.group(commands, "plan", "计划和任务"))


def _declare_reports(report: Any) -> None:
    drafted = arguments.add(report, "draft", draft, "起草半年报告，或刷新草稿的数字")
    shown = arguments.add(report, "show", show, "看半年报告和签发以后的差异")
    issued = arguments.add(report, "issue", issue, "签发半年报告，封存")
    sent = arguments.add(report, "send", send, "登记报送")
    received = arguments.add(report, "receipt", receipt, "登记回执")
    for command in (drafted, shown, issued, sent, received):
        command.add_argument("half", type=arguments.half_year, metavar="半年", help="如 2026上半年、2026-2")
    drafted.add_argument("--drafter", metavar="姓名", help="拟稿人")
    drafted.add_argument("--refresh", action="store_true", help="不重新起草，只把草稿的数字刷新到今天")
    for command in (shown, sent, received):
        command.add_argument("--version", type=int, metavar="版", help="第几版，默认最新")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
    issued.add_argument("--out", type=arguments.path, metavar="FILE", help="同时写到 .pdf 或 .docx 文件")
    sent.add_argument("names", nargs="*", metavar="单位", help="报送给谁，不写为所有未送的")
    sent.add_argument("--way", default="当面", metavar="方式", help="当面、邮寄、政务平台、其他")
    received.add_argument("name", metavar="单位")
    received.add_argument("--receipt", metavar="回执", help="签收人或回执号")
    for command in (sent, received):
        command.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，默认今天")


def _declare_documents(register: Any) -> None:
    added = arguments.add(register, "add", add, "登记一份文件")
    added.add_argument("title", metavar="标题")
    added.add_argument("--direction", required=True, metavar="收发", help="收文、发文或内部")
    added.add_argument(
        "--kind", required=True, metavar="类别", help="情况反映、调研报告、结对协议、会议纪要……"
    )
    for name, metavar, text in (
        ("--their-number", "字号", "来文字号"), ("--party", "单位", "来文单位或协议对方"),
        ("--drafter", "姓名", "拟稿人"), ("--place", "地点", "会议地点"), ("--people", "人员", "参加人员"),
        ("--content", "内容", "议定、约定或要求的事项"), ("--reply", "情况", "办理情况"),
        ("--remark", "备注", "备注"),
    ):  # fmt: skip
        added.add_argument(name, metavar=metavar, help=text)
    for name, dest, text in (
        ("--on", "on", "文件日期，默认今天"), ("--from", "period_start", "起"),
        ("--until", "period_end", "止"),
        ("--signed", "signed_on", "签订日期"), ("--reply-due", "reply_due", "办理期限"),
    ):  # fmt: skip
        added.add_argument(name, dest=dest, type=arguments.moment, metavar="YYYY-MM-DD", help=text)
    added.add_argument("--issue", action="store_true", help="发文、内部文件同时签发编号")
    shown = arguments.add(register, "show", doc_show, "看文件登记簿")
    shown.add_argument("year", nargs="?", type=arguments.year, metavar="年度")
    shown.add_argument("--kind", metavar="类别", help="只看一类")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")


def _declare_plans(planning: Any) -> None:
    added = arguments.add(planning, "add", plan_add, "登记年度计划或五年规划")
    added.add_argument("title", metavar="标题")
    added.add_argument("year", type=arguments.year, metavar="年度", help="五年规划写第一年")
    added.add_argument("--five", action="store_true", help="是五年规划")
    added.add_argument("--drafter", metavar="姓名", help="拟稿人")
    added.add_argument("--on", type=arguments.moment, metavar="YYYY-MM-DD", help="日期，默认今天")
    item = arguments.add(planning, "item", plan_item, "登记一项任务，或更正同名的任务")
    item.add_argument("plan", metavar="计划", help="标题，或只有它有的一部分")
    item.add_argument("task", metavar="任务")
    for name, metavar, text in (
        ("--measure", "措施", "措施"), ("--owner", "姓名", "责任人"), ("--target", "值", "目标值"),
        ("--actual", "值", "实际值"), ("--state", "状态", "未开始、进行中、已完成或已取消"),
    ):  # fmt: skip
        item.add_argument(name, metavar=metavar, help=text)
    item.add_argument("--due", type=arguments.moment, metavar="YYYY-MM-DD", help="时限")
    item.add_argument("--done", dest="done_on", type=arguments.moment, metavar="YYYY-MM-DD", help="完成日期")
    item.add_argument(
        "--entry", dest="entries", type=int, action="append", metavar="编号", help="做这项任务的一条日志"
    )
    shown = arguments.add(planning, "show", plan_show, "看计划任务")
    shown.add_argument("year", nargs="?", type=arguments.year, metavar="年度")
    shown.add_argument("--json", action="store_true", help="给其他程序用的格式")
