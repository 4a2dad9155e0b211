"""Log entries from Excel: planned whole, carried out whole or not at all; the exported list comes back."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import worklog as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
from banfu_desktop.rules.words import Half
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import headings
from banfu_desktop.services.worklog import worklog
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.tables.worklog import ENTRIES

DOOR, _WHAT = "worklog", "工作日志"
_BETWEEN = re.compile(r"[、，,；;/\s]+")
_CARRIED = tuple(field.name for field in ENTRIES.editable if field.name != "people")
Place = tuple[date, frozenset[int], str]
"""What makes two rows the same entry: the day, the people, the words."""


@dataclass(frozen=True)
class PlannedEntry:
    """What an Excel row will do: write an entry, correct one, or nothing; `changes` in words."""

    row: int
    name: str
    entry_id: int | None
    posting_ids: tuple[int, ...]
    values: Mapping[str, Any]
    changes: tuple[str, ...]

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "新增" if self.entry_id is None else "更新" if self.changes else "不变"

    def told(self) -> dict[str, Any]:
        """The row for another program."""
        shown = {name: ENTRIES[name].show(value) for name, value in self.values.items() if value is not None}
        return {
            "row": self.row, "deed": self.deed, "name": self.name, "values": shown,
            "changes": list(self.changes),
        }  # fmt: skip


def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read log rows and say what importing them will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
    from banfu_desktop.exchange.reading import read
    from banfu_desktop.exchange.records import Manner

    given = headings.with_remembered(session, DOOR, options)
    asking = Asking(given.answers)
    reading = read(path, ENTRIES, asking, given, Manner(keyed=False))
    if not reading.rows and not reading.problems:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有日志", "请从表头的下一行起每条填一行")
    problems = list(reading.problems)
    planning = _Planning(session, today, [row.values.get("day") for row in reading.rows], problems)
    rows = tuple(planned for row in reading.rows if (planned := planning.of(row.row, row.values)) is not None)
    asking.refuse_unasked()
    counts = ((deed, sum(row.deed == deed for row in rows)) for deed in ("新增", "更新", "不变"))
    return ImportPlan(
        door=DOOR, file=reading.name, sha256=reading.sha256,
        summary="，".join(f"{deed} {count} 条" for deed, count in counts), rows=rows, sheets=reading.sheets,
        left_out=reading.left_out, changed=reading.changed, questions=asking.questions,
        problems=tuple(problems), warnings=reading.warnings, pinned=given,
    )  # fmt: skip


def carry_out(session: Session, planned: ImportPlan) -> int:
    """Save every row of a plan; rows that change nothing are left alone. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    planned.refuse_unready(_WHAT)
    now: datetime = session.info["deed"].at
    changing = [row for row in planned.rows if row.deed != "不变"]
    for row in changing:
        values = dict(row.values) | ({} if row.entry_id is not None else {"posting_ids": row.posting_ids})
        worklog.save(session, values, now, row.entry_id)
    headings.remember(session, planned)
    return len(changing)


class _Planning:
    """Finds the people of each row and the entry that is there already."""

    def __init__(
        self, session: Session, today: date, days: Sequence[date | None], problems: list[Problem]
    ) -> None:
        self._today, self._problems = today, problems
        self._postings: dict[str, list[MemberRow]] = {}
        for posting in members.listing(session):
            self._postings.setdefault(posting.name, []).append(posting)
        known = [day for day in days if day is not None]
        span = Period(min(known), max(known)) if known else None
        self._stored: dict[Place, EntryRow] = {
            (row.day, frozenset(row.posting_ids), row.content): row
            for row in (worklog.listing(session, span) if span else ())
        }
        self._here: dict[Place, int] = {}

    def of(self, number: int, values: Mapping[str, Any]) -> PlannedEntry | None:
        """What a row does; None, and a problem found, when it cannot be done."""
        day, names, content = (values.get(name) for name in ("day", "people", "content"))
        if not day or not names or not content:
            return None  # named when the sheet was read
        postings = [self._posting(number, name, day) for name in _BETWEEN.split(names) if name]
        given = {name: values[name] for name in _CARRIED if name in values}
        given["half"] = given.get("half") or Half.WHOLE
        fine = self._holds(number, day, given) and all(postings)
        if not fine:
            return None
        ids = tuple(dict.fromkeys(posting.id for posting in postings if posting is not None))
        place = (day, frozenset(ids), content)
        if place in self._here:
            reason = f"与第{self._here[place]}行是同一条"
            self._problems.append(Problem(number, ENTRIES["content"].label, reason, "请只保留一行"))
            return None
        self._here[place] = number
        stored = self._stored.get(place)
        if stored is not None and stored.signed and _changes(stored, given):
            reason = f"{day}的日志已经签阅，不能改动"
            self._problems.append(Problem(number, ENTRIES["content"].label, reason, "更正请另记一条"))
            return None
        changes = () if stored is None else tuple(_changes(stored, given))
        return PlannedEntry(number, names, None if stored is None else stored.id, ids, given, changes)

    def _posting(self, number: int, name: str, day: date) -> MemberRow | None:
        """The posting of somebody named, on a day; strangers and namesakes are problems."""
        same = [row for row in self._postings.get(name, ()) if day in row.period]
        if len(same) == 1:
            return same[0]
        label = ENTRIES["people"].label
        if same:
            reason, advice = f"{day}有{len(same)}位“{name}”", "请在窗口中登记"
        else:
            reason, advice = f"{day}没有叫“{name}”的在岗人员", "请核对姓名和日期；多人用顿号隔开"
        self._problems.append(Problem(number, label, reason, advice, name))
        return None

    def _holds(self, number: int, day: date, given: Mapping[str, Any]) -> bool:
        """Whether what the row says can be."""
        texts = [value for value in given.values() if type(value) is str]
        checks: tuple[tuple[str, Callable[[], None]], ...] = (
            ("day", lambda: rules.refuse_day(day, self._today)),
            ("next_due", lambda: rules.refuse_due(day, given.get("next_due"), given.get("next_step"))),
            ("content", lambda: rules.refuse_personal(texts)),
        )
        fine = True
        for name, check in checks:
            try:
                check()
            except UserError as refusal:
                self._problems.append(Problem(number, ENTRIES[name].label, refusal.what, refusal.advice))
                fine = False
        return fine


def _changes(stored: EntryRow, given: Mapping[str, Any]) -> list[str]:
    changes = []
    for name, after in given.items():
        field, before = ENTRIES[name], getattr(stored, name)
        if before != after:
            changes.append(f"{field.label}：{field.show(before) or '空'} → {field.show(after) or '空'}")
    return changes
