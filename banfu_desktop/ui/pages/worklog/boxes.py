"""What the work log asks in boxes: the leader's sign-off, what closes a matter, who did it as well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.services.members import members
from banfu_desktop.services.worklog import matters, months, worklog
from banfu_desktop.services.worklog.matters import MatterRow
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.tables.worklog import SIGNINGS
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.approving import approve
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.tasks import Session

_SIGN = Table("sign_month", "签阅封存", (SIGNINGS["signed_by"], SIGNINGS["opinion"]))
_CLOSE = Table(
    "close_matter",
    "销号",
    (
        Field("matter_id", "未了事项", Kind.REFERENCE, required=True, named_by="matter"),
        Field("closing_id", "办结的一条", Kind.REFERENCE, required=True, named_by="closing",
              help="记着办结情况的那一条日志；还没有记的请先记一条"),
    ),
)  # fmt: skip
_RECENT = 60
"""Days back in which an entry that closes something is looked for first."""
_TOGETHER = "一起做的事记一条就够，勾选所有参加的人；统计时只算一条。"


@dataclass(frozen=True)
class _ToSign:
    """What signing a month means."""

    count: int
    missing: int
    leader: str


def ask_sign(ctx: Context, parent: QWidget, month: Month) -> None:
    """Ask for the leader's name and opinion, and seal the month; says what is missing before."""
    today, now, role = ctx.today, ctx.now(), ctx.role()

    def read(session: Session) -> _ToSign:
        count = months.refuse_sign(session, month, today)
        posted = members.listing(session, Period(today, today))
        leaders = [member.name for member in posted if member.role is TeamRole.LEADER]
        return _ToSign(count, months.missing_days(session, month, today), leaders[0] if leaders else "")

    def ask(found: _ToSign) -> None:
        gaps = f"，还有 {found.missing} 人天没有记" if found.missing else "，没有漏记"
        after = "签阅后这个月的日志封存，不能再改；以后登记的标明“补记”。"
        sentence = f"{month.label}共 {found.count} 条{gaps}。{after}"
        box = FieldsBox(parent, ctx.look, _SIGN, sentence, {"signed_by": found.leader})
        if ctx.dialogs.run(box):
            by, opinion = box.values["signed_by"], box.values["opinion"] or ""
            actor = role.label if role is not None else "经办"
            approve(
                ctx,
                f"签阅{month.label}工作日志",
                lambda session: months.sign(session, month, by, opinion, actor, now),
                notice=f"{month.label}工作日志已由{by}签阅，已封存",
                undo=True,
                risky=False,
            )

    ctx.tasks.read(read, ask)


def ask_close(ctx: Context, parent: QWidget, matter_id: int | None = None) -> None:
    """Ask which open matter is done and which entry says so."""
    today = ctx.today

    def read(session: Session) -> tuple[Sequence[MatterRow], Sequence[EntryRow]]:
        open_ones = matters.listing(session, today)
        if not open_ones:
            return open_ones, ()
        first = min(row.entry.day for row in open_ones)
        recent = Period(max(first, date.fromordinal(today.toordinal() - _RECENT)), today)
        return open_ones, list(reversed(worklog.listing(session, recent)))

    def ask(found: tuple[Sequence[MatterRow], Sequence[EntryRow]]) -> None:
        open_ones, entries = found
        if not open_ones:
            ctx.say("没有未了事项")
            return
        offers = {
            "matter_id": [(row.entry.id, _matter(row)) for row in open_ones],
            "closing_id": [(row.id, _entry(row)) for row in entries],
        }
        sentence = "办结的事项用记着办结情况的一条日志销号，这一条要在原来的一条之后。"
        box = FieldsBox(parent, ctx.look, _CLOSE, sentence, {"matter_id": matter_id}, offers=offers)
        if ctx.dialogs.run(box):
            matter, closing = box.values["matter_id"], box.values["closing_id"]
            ctx.tasks.write(
                "未了事项销号", lambda session: matters.close(session, [matter], closing), notice="已销号"
            )

    ctx.tasks.read(read, ask)


def _matter(row: MatterRow) -> str:
    return f"{row.entry.day:%m-%d} {row.entry.recorder}：{row.entry.next_step}"


def _entry(row: EntryRow) -> str:
    return f"{row.day:%m-%d} {row.recorder}：{row.content[:30]}"


def ask_companions(
    ctx: Context, parent: QWidget, entries: Sequence[EntryRow], done: Callable[[], object] = lambda: None
) -> None:
    """Ask who did some entries of a day, and write that down."""
    day, ids = entries[0].day, [entry.id for entry in entries]
    known = list(dict.fromkeys(key for entry in entries for key in entry.posting_ids))

    def ask(people: Sequence[tuple[int, str]]) -> None:
        box = PeopleBox(parent, ctx.look, "同行的人", _TOGETHER, people, known)
        if ctx.dialogs.run(box) and box.chosen != known:
            chosen = box.chosen

            def work(session: Session) -> None:
                for key in ids:
                    worklog.set_people(session, key, chosen)

            ctx.tasks.write("登记同行的人", work, lambda _: done(), notice=f"已记给 {len(chosen)} 人")

    ctx.tasks.read(
        lambda session: [(row.id, row.name) for row in members.listing(session, Period(day, day))], ask
    )
