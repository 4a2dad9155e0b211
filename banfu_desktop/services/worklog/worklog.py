"""工作日志 (三(一)–(八)): entries written, read, shared among the people who did it, copied, removed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.worklog import LogClosing, LogEntry, LogMonth, LogPerson
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import worklog as rules
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import Duty, LogKind, LogLine, Matter
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects import projects
from banfu_desktop.services.worklog.items import items_of
from banfu_desktop.tables.worklog import ENTRY_FORM

ROOM = "worklog"
_FIELDS = stored(LogEntry, of=ENTRY_FORM)
_TEXTS = ("village", "content", "with_whom", "result", "next_step", "tags")
_TYPED = ("half", "duty", "kind", "village", "households", "content", "next_step", "next_due")


@dataclass(frozen=True)
class EntryRow:
    """An entry; attribute names are those of tables.worklog.ENTRIES.

    `posting_ids` are whose it is, the first one first; `matter` how its next step stands (None: it has none);
    `items` the items of plans it was work on, with their tasks.
    """

    id: int
    day: date
    half: Half
    duty: Duty
    kind: LogKind
    village: str | None
    households: int | None
    content: str
    initials: str
    with_whom: str | None
    result: str | None
    next_step: str | None
    next_due: date | None
    tags: str | None
    project_id: int | None
    bundle_id: int | None
    late: bool
    posting_ids: tuple[int, ...]
    names: tuple[str, ...]
    matter: Matter | None
    closed_on: date | None
    project: str
    items: tuple[tuple[int, str], ...]
    signed: bool

    @property
    def item_id(self) -> int | None:
        """The first item of a plan it was work on."""
        return self.items[0][0] if self.items else None

    @property
    def item(self) -> str:
        """The task of that item."""
        return self.items[0][1] if self.items else ""

    @property
    def posting_id(self) -> int:
        """The first of whom it is."""
        return self.posting_ids[0]

    @property
    def recorder(self) -> str:
        """The name of the first."""
        return self.names[0]

    @property
    def people(self) -> str:
        """Everybody it is of."""
        return "、".join(self.names)

    @property
    def line(self) -> LogLine:
        """The entry as a line of the week's grid; 全天 stands there as nothing."""
        half = None if self.half is Half.WHOLE else self.half
        return rules.line_of({**vars(self), "half": half})


def listing(
    session: Session, period: Period | None = None, where: sa.ColumnElement[bool] | None = None
) -> list[EntryRow]:
    """Entries (of a period), the earliest first, in the order they were written on a day."""
    statement = (
        sa.select(LogEntry, LogClosing.closing_id)
        .outerjoin(LogClosing, LogClosing.entry_id == LogEntry.id)
        .order_by(LogEntry.day, LogEntry.id)
    )
    chosen = [] if where is None else [where]
    if period is not None:
        chosen.append(LogEntry.day >= period.start)
        chosen += [] if period.end is None else [LogEntry.day <= period.end]
    return _rows(session, session.execute(statement.where(*chosen)).all(), chosen)


def one(session: Session, entry_id: int) -> EntryRow:
    """One entry.

    Raises:
        UserError: it is no longer there.
    """
    rows = listing(session, where=LogEntry.id == entry_id)
    if not rows:
        raise UserError("这条日志已不在了", "请刷新后再看")
    return rows[0]


def _rows(session: Session, records: Sequence[Any], chosen: list[Any]) -> list[EntryRow]:
    """Rows with the people, the project and how the matter stands."""
    people, worked = _people(session, chosen), items_of(session, chosen)
    closings = {closing for _, closing in records if closing is not None}
    days = sa.select(LogEntry.id, LogEntry.day).where(LogEntry.id.in_(closings))
    closed_on = {key: day for key, day in session.execute(days)} if closings else {}  # noqa: C416 (typed rows)
    named = (
        {row.id: row.name for row in projects.listing(session)}
        if any(r[0].project_id for r in records)
        else {}
    )
    signed = set(session.scalars(sa.select(LogMonth.month)))
    return [
        row_of(
            EntryRow,
            entry,
            posting_ids=tuple(key for key, _ in people[entry.id]),
            names=tuple(name for _, name in people[entry.id]),
            matter=_matter(entry, closing),
            closed_on=closed_on.get(closing),
            project=named.get(entry.project_id, ""),
            items=tuple(worked.get(entry.id, ())),
            signed=not entry.late and Month.of(entry.day) in signed,
        )
        for entry, closing in records
    ]


def _matter(entry: LogEntry, closing: int | None) -> Matter | None:
    if not entry.next_step:
        return None
    return Matter.OPEN if closing is None else Matter.CLOSED


def _people(session: Session, chosen: list[Any]) -> dict[int, list[tuple[int, str]]]:
    """Posting and name of everybody an entry is of, by entry."""
    statement = (
        sa.select(LogPerson.entry_id, LogPerson.posting_id, Person.name)
        .join(LogEntry, LogEntry.id == LogPerson.entry_id)
        .outerjoin(LogClosing, LogClosing.entry_id == LogEntry.id)
        .join(Posting, Posting.id == LogPerson.posting_id)
        .join(Person, Person.id == Posting.person_id)
        .where(*chosen)
        .order_by(LogPerson.id)
    )
    people: dict[int, list[tuple[int, str]]] = {}
    for entry, posting, name in session.execute(statement):
        people.setdefault(entry, []).append((posting, name))
    return people


def save(session: Session, values: Mapping[str, Any], now: datetime, entry_id: int | None = None) -> int:
    """Write an entry, or correct one. Returns its id; in a month signed off it is marked 补记.

    Args:
        values: of tables.worklog.ENTRY_FORM; of an existing entry only what changes. `posting_ids` names
            everybody it is of, `posting_id` the one.

    Raises:
        UserError: a day to come or outside a posting, a number of a household, a contradiction, or the
            entry is of a month signed off.
    """
    row = LogEntry(made_at=now) if entry_id is None else _open(session, entry_id)
    merged = {name: values.get(name, getattr(row, name, None)) for name in _FIELDS}
    merged["half"] = merged["half"] or Half.WHOLE
    rules.refuse_day(merged["day"], now.date())
    rules.refuse_due(merged["day"], merged["next_due"], merged["next_step"])
    rules.refuse_personal(merged[name] for name in _TEXTS)
    if merged["project_id"] is not None:
        projects.show(session, merged["project_id"])
    given = values.get("posting_ids") or ([values["posting_id"]] if "posting_id" in values else None)
    if given is not None and entry_id is not None:  # the first one is changed; the others stay beside them
        given = list(dict.fromkeys((*given, *one(session, entry_id).posting_ids[1:])))
    people = given if given is not None else one(session, entry_id or 0).posting_ids
    _refuse_outside(session, people, merged["day"])
    if not merged["next_step"] and entry_id is not None:
        session.execute(sa.delete(LogClosing).filter_by(entry_id=entry_id))
    row.late = _is_signed(session, merged["day"])
    for name, value in merged.items():
        setattr(row, name, value)
    row.initials = spell(row.content).initials
    session.add(row)
    session.flush()
    if given is not None:
        _set_people(session, row.id, given)
    return row.id


def _open(session: Session, entry_id: int) -> LogEntry:
    row = one(session, entry_id)
    if row.signed:
        raise UserError(
            f"{row.day}的日志已经签阅，不能改动", "需要补充或更正的，请另记一条，程序标明“补记”", rules.CLAUSE
        )
    return session.get_one(LogEntry, entry_id)


def _is_signed(session: Session, day: date) -> bool:
    return session.scalar(sa.select(LogMonth.id).filter_by(month=Month.of(day))) is not None


def _refuse_outside(session: Session, posting_ids: Iterable[int], day: date) -> None:
    for posting_id in posting_ids:
        row = members.one(session, posting_id)
        if day not in row.period:
            raise UserError(f"{row.name}{day}不在任职期", "请核对日期，或先更正任职起止", rules.CLAUSE)


def set_people(session: Session, entry_id: int, posting_ids: Sequence[int]) -> None:
    """Say whose an entry is: one entry, everybody who did it together.

    Raises:
        UserError: nobody is left, somebody was not posted that day, or its month is signed off.
    """
    row = _open(session, entry_id)
    if not posting_ids:
        raise UserError("没有选择人员", "一条日志至少是一个人的；不要的请删除")
    _refuse_outside(session, posting_ids, row.day)
    _set_people(session, entry_id, posting_ids)


def _set_people(session: Session, entry_id: int, posting_ids: Sequence[int]) -> None:
    known = {
        row.posting_id: row for row in session.scalars(sa.select(LogPerson).filter_by(entry_id=entry_id))
    }
    if list(known) == list(posting_ids):
        return
    keep = list(known)[:1] == list(posting_ids)[:1]  # the first stays first: the others follow by their ids
    for posting_id, person in known.items():
        if not keep or posting_id not in posting_ids:
            session.delete(person)
    session.flush()
    for posting_id in posting_ids:
        if not keep or posting_id not in known:
            session.add(LogPerson(entry_id=entry_id, posting_id=posting_id))
            session.flush()


def set_lines(
    session: Session, posting_id: int, day: date, lines: Sequence[LogLine], now: datetime
) -> list[int]:
    """Make somebody's day say these lines: changed ones are corrected, new ones written, missing ones taken
    out (of an entry of several people only this one is). Returns the entries' ids, line by line.

    Raises:
        UserError: a line lacks what it needs, or see save.
    """
    before = {row.id: row for row in of_day(session, posting_id, day)}
    ids = []
    for number, line in enumerate(lines, 1):
        if line.lacking:
            raise UserError(f"第{number}行缺{'、'.join(line.lacking)}", "请补全后再保存")
        stored_line = before.pop(line.id, None) if line.id is not None else None
        if stored_line is not None and stored_line.line == line:
            ids.append(stored_line.id)
            continue
        values = {name: getattr(line, name) for name in _TYPED} | {"day": day}
        if stored_line is None:
            ids.append(save(session, {**values, "posting_ids": [posting_id]}, now))
        else:
            ids.append(save(session, values, now, stored_line.id))
    for row in before.values():
        leave_out(session, row.id, posting_id)
    return ids


def of_day(session: Session, posting_id: int, day: date) -> list[EntryRow]:
    """Somebody's entries of a day."""
    return [row for row in listing(session, Period(day, day)) if posting_id in row.posting_ids]


def leave_out(session: Session, entry_id: int, posting_id: int) -> None:
    """Take somebody out of an entry; the entry goes with its last one.

    Raises:
        UserError: see set_people, remove.
    """
    others = [key for key in one(session, entry_id).posting_ids if key != posting_id]
    if others:
        set_people(session, entry_id, others)
    else:
        remove(session, entry_id)


def remove(session: Session, entry_id: int) -> None:
    """Remove an entry.

    Raises:
        UserError: its month is signed off, it closed a matter, or it has papers.
    """
    row = _open(session, entry_id)
    closes = session.scalar(sa.select(sa.func.count(LogClosing.id)).filter_by(closing_id=entry_id))
    if closes:
        raise UserError("这条日志销了未了事项的号，不能删除", "请先在未了事项中撤回销号")
    if row.bundle_id is not None and bundles.listing(session, row.bundle_id):
        raise UserError("这条日志有附件，不能删除", "请先移出附件")
    bundle_id = row.bundle_id
    session.execute(sa.delete(LogClosing).filter_by(entry_id=entry_id))
    session.delete(row)
    session.flush()
    if bundle_id is not None:
        bundles.remove_bundle(session, bundle_id)


def with_bundle(session: Session, entry_id: int) -> int:
    """The bundle of an entry's papers, made when first asked for. Returns its id."""
    row = session.get_one(LogEntry, entry_id)
    if row.bundle_id is None:
        row.bundle_id = bundles.new_bundle(session, ROOM, f"{row.day}工作日志")
        session.flush()
    return row.bundle_id


def copy_day(session: Session, posting_id: int, day: date, now: datetime) -> int:
    """Write somebody's latest day with entries before a day again for that day (复制昨天). Returns how many.

    What belongs to that day alone is not taken: results, next steps, companions, projects.
    """
    latest = session.scalar(
        sa.select(sa.func.max(LogEntry.day))
        .join(LogPerson, LogPerson.entry_id == LogEntry.id)
        .where(LogPerson.posting_id == posting_id, LogEntry.day < day)
    )
    if latest is None:
        return 0
    rows = of_day(session, posting_id, latest)
    here = [row.line for row in of_day(session, posting_id, day)]
    fresh = [replace(row.line, id=None, next_step=None, next_due=None) for row in rows]
    set_lines(session, posting_id, day, [*here, *fresh], now)
    return len(fresh)


def share(session: Session, entry_ids: Iterable[int], posting_ids: Collection[int]) -> None:
    """Add people to entries they did together (复制给…).

    Raises:
        UserError: see set_people.
    """
    for entry_id in entry_ids:
        known = one(session, entry_id).posting_ids
        set_people(session, entry_id, list(dict.fromkeys((*known, *posting_ids))))


def phrases(session: Session, today: date, most: int = 200) -> list[tuple[str, int]]:
    """What was written before, with how often, the most used first: offered while typing."""
    counted = sa.func.count()
    since = date(today.year - 1, 1, 1)
    statement = (
        sa.select(LogEntry.content, counted)
        .where(LogEntry.day >= since)
        .group_by(LogEntry.content)
        .order_by(counted.desc(), sa.func.max(LogEntry.day).desc())
        .limit(most)
    )
    return [(content, count) for content, count in session.execute(statement)]


def villages(session: Session) -> list[str]:
    """Villages the team works in: those of the postings, then those ever written, by name."""
    posted = session.scalars(sa.select(Posting.village).where(Posting.village.is_not(None)).distinct())
    written = session.scalars(sa.select(LogEntry.village).where(LogEntry.village.is_not(None)).distinct())
    return list(dict.fromkeys((*sorted(filter(None, posted)), *sorted(filter(None, written)))))


def find(session: Session, text: str, most: int = 20) -> list[EntryRow]:
    """The latest entries whose words or initials hold a text."""
    like = f"%{text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    columns = (LogEntry.content, LogEntry.initials, LogEntry.next_step, LogEntry.village)
    holds = sa.or_(*(column.ilike(like, escape="!") for column in columns))
    found = sa.select(LogEntry.id).where(holds).order_by(LogEntry.day.desc(), LogEntry.id.desc()).limit(most)
    ids = list(session.scalars(found))
    return (
        sorted(listing(session, where=LogEntry.id.in_(ids)), key=lambda row: ids.index(row.id)) if ids else []
    )
