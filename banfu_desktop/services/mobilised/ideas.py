"""Project ideas (三(六)): raised, on their way into the county's library, made double-sign projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.mobilised import ProjectIdea
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import mobilised as rules
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.mobilised import IDEAS_CLAUSE, IdeaKind, IdeaStage
from banfu_desktop.services.pinyin import spell
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.mobilised import IDEAS

_FIELDS = stored(ProjectIdea, of=IDEAS)


@dataclass(frozen=True)
class IdeaRow:
    """An idea; attribute names are those of tables.mobilised.IDEAS."""

    id: int
    name: str
    initials: str
    kind: IdeaKind
    village: str | None
    estimate_fen: int
    source_wanted: str
    reason: str
    raised_on: date
    discussed_on: date | None
    published_on: date | None
    submitted_on: date | None
    listed_on: date | None
    project_id: int | None
    project: str
    dropped_on: date | None
    dropping: str | None

    @property
    def days(self) -> tuple[date | None, ...]:
        """The days of its steps, in their order."""
        return tuple(getattr(self, name) for name, _ in rules.STEPS)

    @property
    def stage(self) -> IdeaStage:
        """How far it is."""
        return rules.stage_of(self.days, self.project_id, self.dropped_on)

    @property
    def open(self) -> bool:
        """Whether it may still become a project."""
        return self.stage not in (IdeaStage.PROMOTED, IdeaStage.DROPPED)


def listing(session: Session) -> list[IdeaRow]:
    """Every idea, those still open before the others, the latest first."""
    named = {row.id: row.name for row in projects.listing(session)}
    statement = sa.select(ProjectIdea).order_by(ProjectIdea.raised_on.desc(), ProjectIdea.id.desc())
    rows = [
        row_of(IdeaRow, record, project=named.get(record.project_id, "") if record.project_id else "")
        for record in session.scalars(statement)
    ]
    return sorted(rows, key=lambda row: not row.open)


def one(session: Session, idea_id: int) -> IdeaRow:
    """One idea.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == idea_id), None)
    if found is None:
        raise UserError("这个项目建议已不在了", "请刷新后再看")
    return found


def named(session: Session, name: str) -> IdeaRow:
    """The idea of a name.

    Raises:
        UserError: there is none.
    """
    found = next((row for row in listing(session) if row.name == name), None)
    if found is None:
        raise UserError(f"没有名为“{name}”的项目建议", "请用 idea show 查看")
    return found


def save(session: Session, values: Mapping[str, Any], today: date, idea_id: int | None = None) -> int:
    """Raise an idea, or write down how far it is. Returns its id.

    Args:
        values: of tables.mobilised.IDEAS; of an existing idea only what changes.

    Raises:
        UserError: no amount, a name that is taken, days out of order or to come, or it is a project already.
    """
    record = session.get(ProjectIdea, idea_id) if idea_id is not None else None
    if record is not None and record.project_id is not None:
        raise UserError(f"“{record.name}”已经立项", "请到双签项目办理", IDEAS_CLAUSE)
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    if not merged["estimate_fen"]:
        raise UserError("估算金额必须大于零", "请填写估算金额，单位：元")
    if merged["raised_on"] > today:
        raise UserError(f"提出日期{merged['raised_on']}还没有到", "请核对日期")
    rules.refuse_steps(merged["raised_on"], [merged[name] for name, _ in rules.STEPS], today)
    taken = session.scalar(sa.select(ProjectIdea.id).filter_by(name=merged["name"]))
    if taken is not None and taken != idea_id:
        raise UserError(f"已有名为“{merged['name']}”的项目建议", "请在名称中写明年度或地点以便区分")
    record = record or ProjectIdea()
    for name, value in merged.items():
        setattr(record, name, value)
    record.initials = spell(record.name).initials
    session.add(record)
    session.flush()
    return record.id


def promote(session: Session, idea_id: int, on: date, today: date) -> int:
    """Make an idea a double-sign project (立项), which waits for both signatures. Returns the project's id.

    Raises:
        UserError: it is a project or dropped already, a day that cannot be, or the project's name is taken.
    """
    row = one(session, idea_id)
    if not row.open:
        raise UserError(f"项目建议“{row.name}”{row.stage.label}", "请核对选的是哪一个", IDEAS_CLAUSE)
    last = max(day for day in (row.raised_on, *row.days) if day is not None)
    if not last <= on <= today:
        raise UserError(f"立项日期{on}不合理", f"应在{last}至{today}之间")
    values = {
        "name": row.name, "source": row.source_wanted, "amount_fen": row.estimate_fen, "reason": row.reason,
        "proposed_on": on, "village": row.village,
    }  # fmt: skip
    project_id = projects.save(session, values)
    session.get_one(ProjectIdea, idea_id).project_id = project_id
    session.flush()
    return project_id


def drop(session: Session, idea_id: int, on: date, why: str, today: date) -> None:
    """Write down that an idea is given up, and why.

    Raises:
        UserError: it is a project or dropped already, a day that cannot be, or no reason.
    """
    row = one(session, idea_id)
    if not row.open:
        raise UserError(f"项目建议“{row.name}”{row.stage.label}", "请核对选的是哪一个", IDEAS_CLAUSE)
    if not row.raised_on <= on <= today:
        raise UserError(f"日期{on}不合理", f"应在{row.raised_on}至{today}之间")
    if not why.strip():
        raise UserError("没有写明原因", "请写明为什么不再实施")
    record = session.get_one(ProjectIdea, idea_id)
    record.dropped_on, record.dropping = on, why.strip()


def remove(session: Session, idea_id: int) -> None:
    """Remove an idea that should not have been written.

    Raises:
        UserError: it is a project already.
    """
    row = one(session, idea_id)
    if row.project_id is not None:
        raise UserError(f"“{row.name}”已经立项", "请到双签项目办理", IDEAS_CLAUSE)
    session.delete(session.get_one(ProjectIdea, idea_id))
