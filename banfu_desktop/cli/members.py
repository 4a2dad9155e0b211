"""Commands of the members room: what changes in a posting from a day on, and the page of a person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, moment
from banfu_desktop.cli.arguments import year as year_of
from banfu_desktop.cli.run import Run, say
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import Category, TeamRole

if TYPE_CHECKING:
    from banfu_desktop.services.hall.person import PersonView


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    posting = group(commands, "posting", "任职")
    changed = add(posting, "change", change, "某人的单位、职务、类别或驻村从某日起变更")
    changed.add_argument("name", metavar="姓名")
    changed.add_argument("--unit", metavar="单位")
    changed.add_argument("--role", metavar="职务", help="、".join(TeamRole.labels()))
    changed.add_argument("--category", metavar="类别", help="、".join(Category.labels()))
    changed.add_argument("--village", metavar="村")
    changed.add_argument("--from", dest="start", type=moment, metavar="日期", required=True)
    shown = add(posting, "show", show, "一个人的一页：全年、要办的、没结清的钱")
    shown.add_argument("name", metavar="姓名")
    shown.add_argument("--year", type=year_of, metavar="年份", help="默认本年")


def change(run: Run) -> None:
    """Unit, role, category or village of somebody from a day on."""
    from banfu_desktop.services.members import changing, members
    from banfu_desktop.services.office import office
    from banfu_desktop.services.subsidies import reach

    args = run.args
    values: dict[str, Any] = {}
    if args.unit:
        values["organisation"] = args.unit
    if args.role:
        values["role"] = TeamRole.parse(args.role)
    if args.category:
        values["category"] = Category.parse(args.category)
    if args.village:
        values["village"] = args.village
    if not values:
        raise UserError("没有写明变更什么", "请用 --unit、--role、--category 或 --village 写明")
    with run.deed(f"变更任职 {args.name}") as session:
        posting = members.the_one_named(session, args.name, args.start)
        is_new = bool(args.unit) and office.find_organisation(session, args.unit) is None
        reached = reach.of_deed(
            session, lambda: changing.change_from(session, posting.id, values, args.start)
        )
    if is_new:
        say(f"登记单位 {args.unit}，层级先待核实；已登记过这个单位的，请用 office same 合并")
    say(reached.sentence)
    say(f"{args.name}：{args.start}起变更")


def show(run: Run) -> None:
    """The page of a person in words; of everybody of the name, one after the other."""
    from banfu_desktop.services.hall import person

    year = run.args.year or run.today.year
    with run.read() as session:
        pages = person.named(session, run.args.name, year, run.today)
    for number, page in enumerate(pages):
        if number:
            say("")
        for line in _told(page):
            say(line)


def _told(page: "PersonView") -> Iterator[str]:
    """A page in lines: who, the year, what is to be done, what is open, what lies elsewhere."""
    yield f"{page.name}　{page.state.label}　成员 {page.place} / {len(page.everybody)}"
    for fact in page.facts:
        chips = "".join(f"（{text}）" for text, _ in fact.chips)
        yield f"{fact.label}：{fact.words or '未登记'}{chips}"
    yield page.year.title
    yield from (f"　{sentence}" for sentence in page.year.sentences)
    yield from (f"要办：{step.text}（{step.clause}）" for step in page.steps)
    yield from (f"{one.word}：{yuan(one.fen)} 元（{one.note}）" for one in page.sums)
    for small in page.smalls:
        yield small.title + (f"（{small.note}）" if small.note else "")
        for line in small.rows:
            words = (field.show(getattr(line, field.name)) for field in small.table.fields)
            yield "　" + "　".join(word for word in words if word)
    yield from (f"{way.word}：{way.count} {way.note}".replace("： ", "：") for way in page.ways)
