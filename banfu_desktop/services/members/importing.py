"""The roster from Excel: planned whole, then carried out whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.members import Candidate, shared_cards, verdicts
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.members import MEMBERS


@dataclass(frozen=True)
class PlannedRow:
    """What an Excel row will do: add a posting, change one, or nothing; `changes` in words."""

    row: int
    name: str
    posting_id: int | None
    values: Mapping[str, Any]
    changes: tuple[str, ...]

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "新增" if self.posting_id is None else "更新" if self.changes else "不变"


@dataclass(frozen=True)
class ImportPlan:
    """Every row of a good roster, with warnings to look at; nothing is saved yet."""

    rows: tuple[PlannedRow, ...]
    warnings: tuple[Problem, ...]
    ignored_columns: tuple[str, ...]

    def count(self, deed: str) -> int:
        """How many rows will do this (新增, 更新, 不变)."""
        return sum(row.deed == deed for row in self.rows)

    def __str__(self) -> str:
        parts = (f"{deed} {self.count(deed)} 人" for deed in ("新增", "更新", "不变"))
        return "，".join(parts)


def plan(session: Session, path: Path, today: date) -> ImportPlan:
    """Read a roster and say what importing it will do.

    Raises:
        ProblemsError: every bad cell, by row and column; nothing can be imported.
        UserError: not a workbook that can be read, or one without a single member.
    """
    from banfu_desktop.exchange.reading import read

    sheet = read(path, MEMBERS)
    if not sheet.rows and not sheet.problems:
        raise UserError(f"“{sheet.sheets[0].name}”这张表里没有成员", "请从表头的下一行起每人填一行")
    problems = list(sheet.problems)
    planned: list[PlannedRow] = []
    known = members.listing(session)
    for found in sheet.rows:
        problems += members.contradicting(found.values, found.row)
        if found.values.get("identity_no") and found.values.get("arrived_on"):
            planned.append(_planned(session, found.row, found.values, known))
    problems += _clashes(planned, known)
    if problems:
        ordered = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.row or 0))
        raise ProblemsError(
            f"花名册有{len(ordered)}处需要更正，没有导入任何内容", ordered, "请更正后重新导入"
        )
    return ImportPlan(tuple(planned), _warnings(planned, known, today), sheet.ignored_columns)


def carry_out(session: Session, planned: ImportPlan) -> None:
    """Save every row of a plan; rows that change nothing are left alone.

    Raises:
        ProblemsError: the office changed since the plan was made; nothing is saved.
    """
    for row in planned.rows:
        if row.deed != "不变":
            members.save(session, row.values, row.posting_id)


def _planned(session: Session, row: int, values: Mapping[str, Any], known: list[MemberRow]) -> PlannedRow:
    stored = _match(values, known)
    given = {**values, **_organisation(session, values)}
    changes = [] if stored is None else _changes(stored, given)
    return PlannedRow(row, given.get("name") or "", stored.id if stored else None, given, tuple(changes))


def _organisation(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """A unit under an earlier name is the same unit."""
    name = values.get("organisation")
    unit = office.find_organisation(session, name) if name else None
    return {"organisation": unit.name} if unit else {}


def _match(values: Mapping[str, Any], known: list[MemberRow]) -> MemberRow | None:
    """The posting a row is about: same person and arrival, else one it overlaps."""
    own = [row for row in known if row.identity_no == values["identity_no"]]
    for row in own:
        if row.arrived_on == values["arrived_on"]:
            return row
    return next((row for row in own if row.period.common(_period(values)) is not None), None)


def _period(values: Mapping[str, Any]) -> Period:
    return Period(values["arrived_on"], values.get("left_on"))


def _changes(stored: MemberRow, values: Mapping[str, Any]) -> list[str]:
    changes = []
    for field in MEMBERS.editable:
        if field.name in values and values[field.name] != getattr(stored, field.name):
            before, after = field.show(getattr(stored, field.name)), field.show(values[field.name])
            changes.append(f"{field.label}：{before or '空'} → {after or '空'}")
    return changes


def _clashes(planned: list[PlannedRow], known: list[MemberRow]) -> list[Problem]:
    """The same person twice at once, in the file or against a posting the file does not name."""
    clashes = []
    label = MEMBERS["identity_no"].label
    taken = {row.posting_id for row in planned}
    for place, row in enumerate(planned):
        identity_no, period = row.values["identity_no"], _period(row.values)
        for earlier in planned[:place]:
            if _same_record(earlier, row):
                break  # named when the sheet was read
            if earlier.values["identity_no"] == identity_no and period.common(_period(earlier.values)):
                reason = f"与第{earlier.row}行是同一人，任职时间重叠"
                clashes.append(Problem(row.row, label, reason, "请只保留一行，或写明前一段的离岗日期"))
                break
        for other in known:
            if other.identity_no == identity_no and other.id not in taken and period.common(other.period):
                reason = f"与已登记的任职（{other.arrived_on}起）时间重叠"
                clashes.append(Problem(row.row, label, reason, "请先登记那一段任职的离岗日期"))
    return clashes


def _same_record(one: PlannedRow, other: PlannedRow) -> bool:
    return all(one.values[name] == other.values[name] for name in MEMBERS.key)


def _warnings(planned: list[PlannedRow], known: list[MemberRow], today: date) -> tuple[Problem, ...]:
    """What the notice remarks on, row by row, and accounts that several people share."""
    found = []
    for row in planned:
        given = {name: row.values.get(name) for name in Candidate.__dataclass_fields__}
        for verdict in verdicts(Candidate(**given), today):  # type: ignore[arg-type]
            found.append(Problem(row.row, row.name, f"{verdict.text}（{verdict.clause}）", warning=True))
        namesake = next((old for old in known if old.id == row.posting_id and old.name != row.name), None)
        if namesake is not None:
            reason = f"同一身份证号已登记为{namesake.name}，导入后改名"
            found.append(Problem(row.row, row.name, reason, warning=True))
    for names in shared_cards((row.name, row.values.get("card_no")) for row in planned):
        found.append(
            Problem(None, MEMBERS["card_no"].label, f"{'、'.join(names)}的银行账号相同", warning=True)
        )
    return tuple(found)
