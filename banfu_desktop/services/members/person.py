"""What the roster tells of a person: who, since when and from where, and what the notice still asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.identity import age_on, is_erased
from banfu_desktop.rules.members import OF_RECORDS
from banfu_desktop.rules.timelines import Lane, Shade, Span
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.rules.words import PoliticalStatus, PostingState
from banfu_desktop.services.door import HeadFact, PersonPart, PersonWish, Small, Way
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office.levels import Levels
from banfu_desktop.tables.members import MEMBERS, POSTINGS_OF_PERSON

_TONES: dict[object, str] = {
    PostingState.PRESENT: "green",
    PostingState.COMING: "blue",
    PostingState.LEFT: "grey",
}
_URGENCY = {Severity.ERROR: "red", Severity.WARNING: "grey", Severity.REMINDER: "amber"}


@dataclass(frozen=True)
class PostingLine:
    """A posting as a line of POSTINGS_OF_PERSON."""

    id: int
    organisation: str
    role: str
    arrived_on: date
    left_on: date | None
    state: PostingState


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Everything the roster knows."""
    rows = sorted((members.one(session, key) for key in wish.posting_ids), key=lambda row: row.arrived_on)
    now = current(rows, wish.today)
    lines = [
        PostingLine(
            row.id, row.organisation, row.role.label, row.arrived_on, row.left_on, row.state_on(wish.today)
        )
        for row in reversed(rows)
    ]
    listed = Small("任职经历", POSTINGS_OF_PERSON, lines, "members", "id", tones={"state": _TONES})
    return PersonPart(
        facts=tuple(_facts(session, rows, now, wish.today)),
        lanes=(Lane("任职", tuple(_spans(rows, wish.today)), key=("members", now.id)),),
        steps=tuple(_steps(session, now, wish.today)),
        smalls=(listed,) if len(lines) > 1 else (),
        ways=(_relations(now),),
    )


def current(rows: Sequence[MemberRow], today: date) -> MemberRow:
    """The posting a person is in on a day: that of the day, else the next one, else the last."""
    ordered = sorted(rows, key=lambda row: row.arrived_on)
    for state in (PostingState.PRESENT, PostingState.COMING):
        for row in ordered:
            if row.state_on(today) is state:
                return row
    return ordered[-1]


def _facts(session: Session, rows: Sequence[MemberRow], now: MemberRow, today: date) -> Iterator[HeadFact]:
    levels = Levels(session)
    level = levels.on(now.organisation_id, today)
    chips = ((level.label, "grey"), ("层级已核实", "green")) if level else (("层级待核实", "amber"),)
    yield HeadFact("派出单位", now.organisation, chips)
    yield HeadFact(MEMBERS["role"].label, now.role.label + (f"，{now.village}" if now.village else ""))
    yield HeadFact(
        MEMBERS["identity_no"].label, MEMBERS["identity_no"].show(now.identity_no), secret="identity_no"
    )
    yield HeadFact(
        MEMBERS["card_no"].label,
        MEMBERS["card_no"].show(now.card_no),
        secret="card_no" if now.card_no else "",
    )
    first = rows[0].arrived_on
    since = f"{now.arrived_on} 起" + (f"，{now.left_on} 止" if now.left_on else "")
    yield HeadFact("任现职", since + (f"（{first} 初次到岗）" if first != now.arrived_on else ""))
    yield HeadFact(MEMBERS["category"].label, now.category.label)
    yield HeadFact(
        MEMBERS["phone"].label, MEMBERS["phone"].show(now.phone), secret="phone" if now.phone else ""
    )
    age = () if is_erased(now.identity_no) else (f"{age_on(now.identity_no, today)}岁",)
    other = (now.sex.label, *age, now.political.label if now.political else "政治面貌未登记")
    yield HeadFact("其他", "，".join(other))


def _spans(rows: Sequence[MemberRow], today: date) -> Iterator[Span]:
    """Each posting, another unit in another colour; what has not begun yet is outlined."""
    units = list(dict.fromkeys(row.organisation_id for row in rows))
    for row in rows:
        shade = (Shade.GREEN, Shade.BLUE)[(len(units) - 1 - units.index(row.organisation_id)) % 2]
        if row.state_on(today) is PostingState.COMING:
            shade = Shade.OUTLINE
        yield Span(row.period, f"{row.organisation} {row.role.label}", shade, key=("members", row.id))


def _steps(session: Session, now: MemberRow, today: date) -> Iterator[Due]:
    """The open checks of the posting, while it is one."""
    if now.state_on(today) is PostingState.LEFT:
        return
    for row in members.judged(now, members.overrides(session), today):
        if row.open:
            verdict = row.verdict
            yield Due(
                verdict.text, verdict.clause, _URGENCY[verdict.severity], "去登记", "members", now.id,
                until=verdict.until, records=verdict.check in OF_RECORDS,
            )  # fmt: skip


def _relations(now: MemberRow) -> Way:
    """组织关系: moved, not yet, or nobody's to move."""
    is_member = now.political in (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)
    if not is_member:
        note = f"{now.political.label if now.political else '政治面貌未登记'}，不需转接"
    else:
        note = f"{now.relations_moved_on} 已转入" if now.relations_moved_on else "尚未转入"
    urgent = is_member and now.relations_moved_on is None and now.left_on is None
    return Way("组织关系", "", note, "members", now.id, urgent)
