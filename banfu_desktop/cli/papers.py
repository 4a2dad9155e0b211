"""Commands that print: which forms there are, and one of them to a file."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, month, path, year
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.exchange.saving import refuse_target, write_file
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from banfu_desktop.printing.catalogue import Variant
    from banfu_desktop.services.hall.pack import Chosen, Pack

PACK = "pack"
"""Names the month pack among the forms."""


def show(_run: Run) -> None:
    """Names of the printed forms."""
    from banfu_desktop.services.hall import papers

    for name, form in papers.forms().items():
        say(f"{name}\t{form.label}")


def print_form(run: Run) -> None:
    """A form as PDF or xlsx; --full is on record before there is a file."""
    from banfu_desktop.services.hall import papers

    args = run.args
    if args.form == PACK:
        print_pack(run)
        return
    if args.only or args.copies or args.duplex:
        raise UserError(
            "--only、--copies、--duplex 只用于 pack", f"如 print {PACK} --month {run.today:%Y-%m}"
        )
    refuse_target(args.out, *((".pdf",) if args.archive else papers.KINDS))
    variant: Variant = "full" if args.full else "public" if args.public else "file"
    with run.deed(f"打印{args.form}") if args.full else run.read() as session:
        paper = papers.make(
            session, args.form, month=args.month, year=args.year, payer=args.payer, variant=variant,
            now=run.now, today=run.today,
        )  # fmt: skip
    paper = replace(paper, two_up=paper.two_up or args.two_up)
    papers.write(paper, args.out, archival=args.archive)
    say(f"已写出：{args.out}")


def print_pack(run: Run) -> None:
    """A month's papers as one PDF or as a folder: what is missing first, then what was written."""
    from banfu_desktop.services.hall import pack

    args = run.args
    if args.month is None:
        raise UserError("没有写明打印哪个月", f"请写明月份，如 --month {Month.of(run.today)}")
    if args.public:
        raise UserError("本月打印没有公示版", "请单独打印公示版")
    into_file = args.out.suffix.lower() == ".pdf"
    if not into_file and (args.copies or args.duplex):
        raise UserError("存到文件夹时一张表只存一份", "要按份数、按双面排好再打印，请存成一个 PDF 文件")
    if into_file:
        refuse_target(args.out, ".pdf")
    else:
        pack.refuse_parent(args.out)
    with run.deed(f"{args.month.label}本月打印") as session:
        whole = pack.gather(
            session, args.month, now=run.now, today=run.today, full=args.full, two_up=args.two_up
        )
        shown = whole.of_unit(args.payer) if args.payer else whole
        shown = shown.of_forms(args.only) if args.only else shown
        chosen = pack.proposed(shown.lines) if args.copies else pack.once(shown.lines)
        if not chosen:
            reasons = "；".join(
                f"{line.paper.unit}{line.label}：{line.paper.missing}" for line in shown.missing
            )
            raise UserError(f"{args.month.label}没有可以打印的纸张", reasons or "请核对月份和任职")
        pack.put_on_record(session, shown, chosen, run.now, full=args.full)
    if not args.json:
        for line in shown.missing:
            say(f"缺\t{line.paper.unit or pack.TOWN}\t{line.label}\t{line.paper.missing}")
    if into_file:
        write_file(pack.bound(shown, chosen, duplex=args.duplex, archival=args.archive), args.out)
        written = args.out
    else:
        written = pack.write_folder(shown, chosen, args.out, archival=args.archive)
    _tell_pack(shown, chosen, written, in_json=args.json)


def _tell_pack(shown: "Pack", chosen: "Sequence[Chosen]", written: Path, *, in_json: bool) -> None:
    from banfu_desktop.services.hall.pack import TOWN

    if in_json:
        say_json(
            {
                "month": str(shown.month),
                "out": str(written),
                "papers": [
                    {"unit": line.paper.unit or TOWN, "form": line.form.name, "label": line.label,
                     "pages": line.pages, "copies": one.copies}
                    for one in chosen
                    for line in (one.line,)
                ],
                "missing": [
                    {"unit": line.paper.unit or TOWN, "form": line.form.name, "label": line.label,
                     "why": line.paper.missing}
                    for line in shown.missing
                ],
            }
        )  # fmt: skip
        return
    for group in shown.groups:
        if there := [line.label for line in group.lines if not line.is_missing]:
            say(f"{group.name}\t{'、'.join(there)}\t{group.pages} 页")
    pages = sum(one.line.pages * one.copies for one in chosen)
    say(f"已写出：{written}（{len(shown.printable)} 种，{pages} 页）")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    add(commands, "forms", show, "列出可打印的表")
    paper = add(commands, "print", print_form, "打印到文件")
    paper.add_argument("form", metavar="表名", help="表的名称（见 forms），pack 是本月要打印的全部")
    paper.add_argument("--month", type=month, metavar="2026-10", help="月份")
    paper.add_argument("--payer", metavar="单位", help="只打印这个发放单位，或这本账")
    paper.add_argument("--year", type=year, metavar="2026", help="年度")
    paper.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    paper.add_argument("--two-up", action="store_true", help="A5单据两张拼一页A4，报销单放得下的也印成A5")
    paper.add_argument("--public", action="store_true", help="公示版")
    paper.add_argument("--archive", action="store_true", help="存成长期保存用的 PDF/A")
    paper.add_argument(
        "--out", type=path, required=True, metavar="FILE", help="写到 .pdf 或 .xlsx 文件；pack 也可以是文件夹"
    )
    paper.add_argument("--only", action="append", metavar="表名", help="pack：只要这种表；可写多次")
    paper.add_argument("--copies", action="store_true", help="pack：每种表按通常要的份数放进一个 PDF")
    paper.add_argument("--duplex", action="store_true", help="pack：双面打印用，每份从新的一张纸开始")
    paper.add_argument("--json", action="store_true", help="pack：给其他程序用的格式")
