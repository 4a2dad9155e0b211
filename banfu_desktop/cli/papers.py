"""Commands that print: which forms there are, and one of them to a file."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, month, path, year
from banfu_desktop.cli.run import Run, say

if TYPE_CHECKING:
    from banfu_desktop.printing.catalogue import Variant


def show(_run: Run) -> None:
    """Names of the printed forms."""
    from banfu_desktop.services.hall import papers

    for name, form in papers.forms().items():
        say(f"{name}\t{form.label}")


def print_form(run: Run) -> None:
    """A form as PDF or xlsx; --full is on record before there is a file."""
    from banfu_desktop.exchange.saving import refuse_target
    from banfu_desktop.services.hall import papers

    args = run.args
    refuse_target(args.out, *((".pdf",) if args.archive else papers.KINDS))
    variant: Variant = "full" if args.full else "public" if args.public else "file"
    with run.deed(f"打印{args.form}") if args.full else run.read() as session:
        paper = papers.make(
            session, args.form, month=args.month, year=args.year, payer=args.payer, variant=variant,
            now=run.now, today=run.today,
        )  # fmt: skip
    papers.write(paper, args.out, archival=args.archive)
    say(f"已写出：{args.out}")


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    add(commands, "forms", show, "列出可打印的表")
    paper = add(commands, "print", print_form, "打印到文件")
    paper.add_argument("form", metavar="表名")
    paper.add_argument("--month", type=month, metavar="2026-10", help="月份")
    paper.add_argument("--payer", metavar="单位", help="只打印这个发放单位，或这本账")
    paper.add_argument("--year", type=year, metavar="2026", help="年度")
    paper.add_argument("--full", action="store_true", help="不隐藏号码（记入留痕）")
    paper.add_argument("--public", action="store_true", help="公示版")
    paper.add_argument("--archive", action="store_true", help="存成长期保存用的 PDF/A")
    paper.add_argument("--out", type=path, required=True, metavar="FILE", help="写到 .pdf 或 .xlsx 文件")
