"""Commands of the claims room: a claim written, checked, taken to the unit and back, printed."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli import arguments, attachments, reimbursements_deeds
from banfu_desktop.cli.reimbursements_deeds import claim_deed, of_claim
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import LINE_NAMES, ClaimKind, Line
from banfu_desktop.rules.words import Word

if TYPE_CHECKING:
    from banfu_desktop.services.attachments.reading import Proposal
    from banfu_desktop.services.reimbursements.checks import ClaimCheck
    from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
    from banfu_desktop.tables.spec import Field

_LARGEST_FILE = 2**20


def add(run: Run) -> None:
    """A new draft, with its lines; says its key and what the checks say."""
    from banfu_desktop.services.members import namesakes
    from banfu_desktop.services.reimbursements import reimbursements
    from banfu_desktop.tables.reimbursements import CLAIM_FORM

    args = run.args
    head = {name: _said(CLAIM_FORM[name], getattr(args, name)) for name in ("title", "source")}
    kind = ClaimKind.parse(args.kind)
    lines = list(_lines(kind, args.line, args.lines))
    with run.deed(f"登记报销单 {args.name}") as session:
        day = args.on or run.today
        last = max((line.last_day for line in lines if line.last_day), default=day)
        posted = namesakes.of_one_person(session, args.name, args.unit)
        posting = next((row for row in posted if last in row.period), posted[-1])
        values = {
            "posting_id": posting.id,
            "kind": kind,
            "unit": args.unit,
            **head,
            "filled_on": day,
        }
        claim_id = reimbursements.save(session, values, run.now)
        reimbursements.set_lines(session, claim_id, lines)
    _say_one(run, claim_id)


def _said(field: "Field", text: str | None) -> str | None:
    """A text of the head; one that cannot be is refused by the field's name."""
    try:
        read: str | None = field.read(text)
    except UserError as refusal:
        raise UserError(f"{field.label}{refusal.what}", refusal.advice) from None
    return read


def rewrite(run: Run) -> None:
    """Other lines for a draft."""
    from banfu_desktop.services.reimbursements import reimbursements

    with run.deed(f"修改报销单 {run.args.claim}") as session:
        row = reimbursements.find(session, run.args.claim)
        reimbursements.set_lines(session, row.id, _lines(row.kind, run.args.line, run.args.lines))
    _say_one(run, row.id)


def _lines(kind: ClaimKind, given: list[str], file: Path | None) -> Iterator[Line]:
    """Lines from 栏目=内容 pairs, then those of a CSV or JSON file."""
    from banfu_desktop.services.reimbursements import reimbursements

    cells = [_pairs(text) for text in given] + (list(_from_file(file)) if file else [])
    for number, line in enumerate(cells, 1):
        yield reimbursements.read_line(kind, number, line)


def _pairs(text: str) -> dict[str, str]:
    """出发日期=2026-10-23,出发地点=梅坑镇 as cells."""
    parts = [part for part in text.replace("，", ",").split(",") if part.strip()]
    pairs = [part.partition("=") for part in parts]
    wrong = next((name for name, equals, _ in pairs if not equals), None)
    if wrong is not None:
        raise UserError(f"“{wrong}”看不懂", "请写成 栏目=内容，用逗号分开，如 出发日期=2026-10-23,城市间=25")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _from_file(file: Path) -> Iterator[Mapping[str, Any]]:
    """The lines of a file, cells by their column."""
    text = _text(file)
    if file.suffix.lower() == ".csv":
        for row in csv.DictReader(text.splitlines()):
            yield {str(name): cell for name, cell in row.items() if name and cell}
        return
    try:
        content = json.loads(text)
    except ValueError:
        raise UserError(f"{file.name}不是 JSON 文件", "请核对文件内容，或改用 CSV") from None
    lines = content.get("lines") if isinstance(content, dict) else content
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise UserError(f"{file.name}里没有明细", "请写成一组对象，每个对象一行明细")
    yield from lines


def _text(file: Path) -> str:
    """A text file as a program or WPS wrote it: UTF-8, else GB18030."""
    if not file.is_file() or file.stat().st_size > _LARGEST_FILE:
        raise UserError(
            f"没有找到{file}，或文件太大", f"请核对文件名；明细文件不超过{_LARGEST_FILE // 2**20} MB"
        )
    content = file.read_bytes()
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"{file.name}不是文本文件", "请另存为 UTF-8 的 CSV 或 JSON 文件")


def show(run: Run) -> None:
    """One claim with its checks, or the list; what is owed; a year's sums."""
    from banfu_desktop.services.reimbursements import reimbursements, sums

    args = run.args
    if args.claim:
        with run.read() as session:
            claim_id = reimbursements.find(session, args.claim).id
        _say_one(run, claim_id, in_json=args.json)
        return
    with run.read() as session:
        rows: list[Any] = (
            list(sums.outstanding(session, run.today)) if args.outstanding
            else list(sums.year(session, args.year)) if args.year
            else reimbursements.listing(session)
        )  # fmt: skip
    names = _OWED if args.outstanding else _YEAR if args.year else _LISTED
    if args.json:
        say_json([{name: _plain(getattr(row, name)) for name in names} for row in rows])
        return
    for row in rows:
        say("\t".join(_words(name, getattr(row, name)) for name in names))


_LISTED = ("id", "number", "state", "name", "kind", "unit", "claimed_fen", "approved_fen", "outstanding_fen")
_OWED = ("id", "unit", "name", "number", "kind", "state", "handed_on", "days", "age", "outstanding_fen")
_YEAR = ("unit", "name", "claims", "claimed_fen", "cut_fen", "approved_fen", "paid_fen", "outstanding_fen")
_ONE = ("id", "number", "state", "name", "kind", "unit", "title", "source", "filled_on", "handed_on",
        "decided_on", "paid_on", "claimed_fen", "approved_fen", "outstanding_fen", "reason",
        "reverses", "reversed_by", "check_code")  # fmt: skip


def _plain(value: object) -> object:
    """A value for JSON."""
    if isinstance(value, Word):
        return value.value
    return str(value) if isinstance(value, date) else value


def _words(name: str, value: object) -> str:
    """A value to read."""
    if isinstance(value, int) and name.endswith("_fen"):
        return yuan(value)
    return value.label if isinstance(value, Word) else "" if value is None else str(value)


def _say_one(run: Run, claim_id: int, *, in_json: bool = False) -> None:
    from banfu_desktop.services.attachments import invoices
    from banfu_desktop.services.reimbursements import checks as reimbursements_checks
    from banfu_desktop.services.reimbursements import reimbursements

    with run.read() as session:
        row = reimbursements.one(session, claim_id)
        checks = reimbursements_checks.checks(session, claim_id, run.today)
        papers = [(invoice.code, invoice.number) for invoice in invoices.listing(session, row.bundle_id)]
    if in_json:
        say_json(_json(row, checks) | {"invoices": [f"{code} {number}".strip() for code, number in papers]})
        return
    named = row.number or f"草稿（序号 {row.id}）"
    say("　".join((named, row.state.label, row.name, row.kind.label, row.unit)))
    for number, line in enumerate(row.lines, 1):
        what = "　".join(_words(name, value) for name, value in _filled(line))
        say(f"　{number}　{what}　申报 {yuan(line.claimed_fen)}")
    approved = "" if row.approved_fen is None else f"，核定 {yuan(row.approved_fen)} 元"
    say(f"申报 {yuan(row.claimed_fen)} 元{approved}，未付 {yuan(row.outstanding_fen)} 元")
    for check in checks:
        accepted = f"（已说明：{check.accepted}）" if check.accepted else ""
        verdict = check.verdict
        say(f"{verdict.severity.label} [{verdict.check}] {verdict.text}（{verdict.clause}）{accepted}")


def _filled(line: Line) -> list[tuple[str, object]]:
    return [(name, value) for name in LINE_NAMES if (value := getattr(line, name)) not in (None, "")]


def _json(row: "ClaimRow", checks: "list[ClaimCheck]") -> dict[str, object]:
    lines = [
        {name: _plain(value) for name, value in _filled(line)}
        | {"claimed_fen": line.claimed_fen, "approved_fen": approved}
        for line, approved in zip(row.lines, row.approved, strict=True)
    ]
    verdicts = [
        {
            "check": check.verdict.check,
            "severity": check.verdict.severity.value,
            "clause": check.verdict.clause,
            "text": check.verdict.text,
            "accepted": check.accepted,
        }
        for check in checks
    ]
    return {name: _plain(getattr(row, name)) for name in _ONE} | {"lines": lines, "checks": verdicts}


def invoice(run: Run) -> None:
    """Write down an invoice of a draft; the same one twice anywhere is refused."""
    from banfu_desktop.rules.invoices import InvoiceKind
    from banfu_desktop.services.attachments import invoices
    from banfu_desktop.services.reimbursements import reimbursements
    from banfu_desktop.tables.invoices import INVOICES

    args = run.args
    given = {"kind": args.kind, "code": args.code, "number": args.number, "issued_on": args.date,
             "seller": args.seller, "buyer": args.buyer, "amount_fen": args.amount}  # fmt: skip
    values = {name: INVOICES[name].read(raw) for name, raw in given.items() if raw is not None}
    values.setdefault("kind", InvoiceKind.DIGITAL)
    with run.deed(f"登记发票 {args.number}") as session:
        row = reimbursements.find(session, args.claim)
        invoices.save(session, row.bundle_id, values)
    say(f"{row.said}已登记发票{args.number}")


def attach(run: Run) -> None:
    """Put files into a claim's bundle, and say which invoices were read from them."""
    from banfu_desktop.services.attachments import intake, reading
    from banfu_desktop.services.reimbursements import reimbursements

    with run.deed(f"添加附件 {run.args.claim}") as session:
        row = reimbursements.find(session, run.args.claim)
        taken = intake.take_in(session, row.bundle_id, run.args.file, run.now)
        read = reading.read_files(run.args.file)
        proposals = reading.proposals(session, read)
        clear = [proposal for proposal in proposals if proposal.clear] if run.args.register else []
        for proposal in clear:
            reading.write_down(session, row.bundle_id, proposal)
        notes = [*taken.notes, *reading.take_journeys(session, row.bundle_id, clear)]
    say(f"{row.said}已添加{taken.added}个附件")
    for file in read:
        for line in attachments.said(file):
            say(line)
    for proposal in proposals:
        say(f"{proposal.invoice.value('number')}：{_what_now(proposal, written=proposal in clear)}")
    for note in notes:
        say(f"提醒：{note}")


def _what_now(proposal: "Proposal", *, written: bool) -> str:
    """What became of an invoice read, and what the clerk may do."""
    if proposal.place:
        return f"已在“{proposal.place}”中登记，不再登记"
    if proposal.fault:
        return proposal.fault
    if written:
        return "已登记"
    if not proposal.clear:
        return "读数不一致，没有登记；请照票面核对后用 claim invoice 登记"
    return "可以登记：加 --register，或用 claim invoice 登记"


def remove(run: Run) -> None:
    """Throw a draft away."""
    from banfu_desktop.services.reimbursements import reimbursements

    with claim_deed(run, "删除报销草稿") as (session, row):
        reimbursements.remove(session, row.id)
    say(f"已删除{row.name}的报销草稿")


def print_claim(run: Run) -> None:
    """One claim's papers as a PDF."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.attachments import intake
    from banfu_desktop.services.hall.papers import KINDS, write
    from banfu_desktop.services.reimbursements import papers, reimbursements

    refuse_target(run.args.out, *KINDS)
    with run.deed("另存附件") as session:
        paper = papers.claim(session, reimbursements.find(session, run.args.claim).id, run.now)
        intake.put_on_record(session, paper, "另存", run.now)
    write(paper, run.args.out)
    say(f"已写出：{run.args.out}")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = arguments.group(commands, "claim", "费用报销")
    new = arguments.add(desk, "add", add, "登记报销单")
    new.add_argument("name", metavar="姓名")
    new.add_argument("--kind", required=True, metavar="类别", help="、".join(ClaimKind.labels()))
    new.add_argument("--unit", metavar="单位", help="报销单位，不写是派出单位")
    new.add_argument("--title", metavar="事由")
    new.add_argument("--source", metavar="经费来源", help="印在报销单上，不写由财务填写")
    new.add_argument("--on", type=arguments.moment, metavar="日期", help="填报日期")
    for command in (new, of_claim(desk, "lines", rewrite, "重写草稿的明细")):
        pairs = "一行明细，如 出发日期=2026-10-23,城市间=25；可写多次"
        command.add_argument("--line", action="append", default=[], metavar="栏=内容", help=pairs)
        command.add_argument(
            "--lines", type=arguments.path, metavar="FILE", help="明细文件，CSV 或 JSON，第一行是栏名"
        )
    listing = arguments.add(desk, "show", show, "看报销单，不写编号是全部")
    listing.add_argument("claim", nargs="?", metavar="编号")
    listing.add_argument("--outstanding", action="store_true", help="各单位未付的报销单和账龄")
    listing.add_argument("--year", type=arguments.year, metavar="2026", help="某年按单位和成员汇总")
    listing.add_argument("--json", action="store_true", help="给其他程序用的格式")
    _claim_papers(desk)
    of_claim(desk, "remove", remove, "删除没有编号的草稿")
    reimbursements_deeds.declare(desk)


def _claim_papers(desk: Any) -> None:
    paper = of_claim(desk, "invoice", invoice, "登记草稿的发票")
    paper.add_argument("number", metavar="发票号码")
    for option, text in (
        ("kind", "票据种类，不写是数电票"), ("code", "发票代码"),
        ("date", "开票日期"), ("amount", "价税合计"),
        ("seller", "销售方"), ("buyer", "购买方"),
    ):  # fmt: skip
        paper.add_argument(f"--{option}", metavar="内容", help=text)
    files = of_claim(desk, "attach", attach, "添加附件")
    files.add_argument("file", type=arguments.path, nargs="+", metavar="FILE")
    files.add_argument("--register", action="store_true", help="读到的发票没有疑问的就登记，车票记入行程")
    out = of_claim(desk, "print", print_claim, "打印一张报销单和粘贴单")
    out.add_argument(
        "--out", type=arguments.path, required=True, metavar="FILE", help="写到 .pdf（含附件）或 .xlsx 文件"
    )
