"""The roster from a file: planned whole, its questions asked, then carried out whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, File, ImportPlan, Options
from banfu_desktop.rules.members import Candidate, shared_cards, verdicts
from banfu_desktop.rules.words import Category
from banfu_desktop.services.members import drafts, members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.members.units import NewUnit, Units
from banfu_desktop.services.office import headings, office
from banfu_desktop.tables.members import DRAFT_FILE, MEMBERS, ROSTER_FILE
from banfu_desktop.tables.spec import Table

if TYPE_CHECKING:
    from banfu_desktop.exchange.headings import Header
    from banfu_desktop.exchange.reading import Reading
    from banfu_desktop.exchange.records import ReadRow

DOOR, _WHAT = "members", "花名册"


@dataclass(frozen=True)
class PlannedRow:
    """What a row will do: add a posting, change one, or nothing; `changes` in words."""

    row: int
    name: str
    posting_id: int | None
    values: Mapping[str, Any]
    changes: tuple[str, ...]
    sheet: str = ""

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "新增" if self.posting_id is None else "更新" if self.changes else "不变"

    def told(self) -> dict[str, Any]:
        """The row for another program, numbers masked."""
        return _told(self)


@dataclass(frozen=True)
class PlannedDraft:
    """Somebody who will be kept as a draft, or is known already; `changes` says what is missing."""

    row: int
    name: str
    values: Mapping[str, Any]
    changes: tuple[str, ...]
    known: bool = False
    sheet: str = ""

    @property
    def deed(self) -> str:
        """待补全 or 不变."""
        return "不变" if self.known else "待补全"

    def told(self) -> dict[str, Any]:
        """The row for another program, numbers masked."""
        return _told(self)


def _told(row: PlannedRow | PlannedDraft) -> dict[str, Any]:
    shown = {name: ROSTER_FILE[name].show(value) for name, value in row.values.items() if value is not None}
    return {
        "row": row.row, "sheet": row.sheet, "deed": row.deed, "name": row.name, "values": shown,
        "changes": list(row.changes),
    }  # fmt: skip


def look(session: Session, path: File, today: date, options: Options | None = None) -> ImportPlan:
    """Read a roster and say what importing it will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a table that can be read, one without a single member, or a wrong answer.
    """
    from banfu_desktop.exchange.reading import read
    from banfu_desktop.exchange.records import Manner

    given = headings.with_remembered(session, DOOR, options)
    asking = Asking(given.answers)
    reading = read(path, ROSTER_FILE, asking, given, Manner(table_for=_table_for, counts=True))
    if not reading.rows and not reading.problems:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有成员", "请从表头的下一行起每人填一行")
    plan = _Planning(session, reading, asking, given, today).plan()
    asking.refuse_unasked()
    return plan


def _table_for(header: "Header") -> Table:
    """A roster without identity numbers is read for drafts: a name is enough."""
    whole = "identity_no" in header.columns or "name" not in header.columns
    return ROSTER_FILE if whole else DRAFT_FILE


def plan(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """The same, refusing what could not be carried out.

    Raises:
        ProblemsError: every bad cell by row and column, or every open question.
        UserError: see look.
    """
    return look(session, path, today, options).ready(_WHAT)


def carry_out(session: Session, planned: ImportPlan) -> None:
    """Save every row of a plan; rows that change nothing are left alone.

    Raises:
        ProblemsError: something is wrong or open, or the office changed since the plan was made; nothing is
            saved.
    """
    planned.refuse_unready(_WHAT)
    about: About = planned.about
    for unit in about.units:
        office.organisation_named(session, unit.name, unit.level)
    changing = [row for row in planned.rows if isinstance(row, PlannedRow) and row.deed != "不变"]
    members.save_many(session, [(row.values, row.posting_id) for row in changing])
    waiting = drafts.Waiting(session)
    for row in changing:
        for draft in waiting.of(row.name, row.values.get("organisation") or ""):
            session.delete(draft)
    for row in planned.rows:
        if isinstance(row, PlannedDraft) and not row.known:
            drafts.keep(session, row.values, planned.file, about.day)
    headings.remember(session, planned)


@dataclass(frozen=True)
class About:
    """What the members room needs to carry a plan out: the units to add, the day of the import."""

    units: tuple[NewUnit, ...]
    day: date


class _Planning:
    """Goes through what was read once: units, rows, drafts, clashes, warnings."""

    def __init__(
        self, session: Session, reading: "Reading", asking: Asking, given: Options, today: date
    ) -> None:
        self._session, self._reading, self._asking = session, reading, asking
        self._given, self._today = given, today
        self._known = members.listing(session)
        self._by_identity: dict[str, list[MemberRow]] = {}
        for row in self._known:
            self._by_identity.setdefault(row.identity_no, []).append(row)
        self._units = Units(session, asking)
        self._several = len(reading.sheets) > 1

    def plan(self) -> ImportPlan:
        """The plan."""
        problems = list(self._reading.problems)
        rows = [self._with_unit(row) for row in self._reading.rows]
        names = self._names_of_units(rows)
        whole, sketched = [], []
        for row in rows:
            values = dict(row.values)
            if values.get("organisation"):
                values["organisation"] = names[values["organisation"]]
            if row.sheet in self._sketches:
                sketched += [self._drafted(row, values)] if values.get("name") else []
                continue
            problems += [
                replace(one, name=values.get("name") or "", sheet=row.sheet if self._several else "")
                for one in members.contradicting(values, row.row)
            ]
            if values.get("identity_no") and values.get("arrived_on"):
                whole.append(self._planned(row, values))
        problems += _clashes(whole, self._known)
        return ImportPlan(
            door=DOOR, file=self._reading.name, sha256=self._reading.sha256,
            summary=_summary(whole, sketched), rows=(*whole, *sketched), sheets=self._reading.sheets,
            left_out=self._reading.left_out, changed=self._reading.changed,
            created=self._created(whole, sketched), questions=self._asking.questions,
            problems=tuple(problems), warnings=(*self._reading.warnings, *self._warnings(whole)),
            about=About(tuple(self._units.new.values()), self._today), pinned=self._given,
        )  # fmt: skip

    @property
    def _sketches(self) -> frozenset[str]:
        """The sheets without a column of identity numbers."""
        return frozenset(
            sheet.name
            for sheet in self._reading.sheets
            if not any(column.field == "identity_no" for column in sheet.columns)
            and any(column.field == "name" for column in sheet.columns)
        )

    def _with_unit(self, row: "ReadRow") -> "ReadRow":
        """单位及职务 in one column, cut behind the unit where a known one begins it; else left as it is."""
        said = row.values.get("unit_and_post")
        if not said or row.values.get("organisation"):
            return row
        unit = max((name for name in self._units.names if said.startswith(name)), key=len, default="")
        if not unit:
            return row
        cut = {
            "organisation": unit,
            "unit_post": row.values.get("unit_post") or said.removeprefix(unit) or None,
        }
        return replace(row, values={**row.values, **cut})

    def _names_of_units(self, rows: Sequence["ReadRow"]) -> dict[str, str]:
        said: dict[str, list[str]] = {}
        deciding = set()
        for row in rows:
            unit = row.values.get("organisation")
            if unit:
                said.setdefault(unit, []).append(row.values.get("name") or f"第{row.row}行")
                if row.values.get("category") is Category.CADRE:
                    deciding.add(unit)
        return self._units.resolve(said, deciding)

    def _planned(self, row: "ReadRow", values: dict[str, Any]) -> PlannedRow:
        values.pop("unit_and_post", None)
        stored = _match(values, self._by_identity.get(values["identity_no"], []))
        changes = [] if stored is None else _changes(stored, values)
        posting_id = stored.id if stored else None
        return PlannedRow(row.row, values.get("name") or "", posting_id, values, tuple(changes), row.sheet)

    def _drafted(self, row: "ReadRow", values: dict[str, Any]) -> PlannedDraft:
        """A row without an identity number; who is a member already, by name and unit, stays as he is."""
        given = {name: value for name, value in values.items() if value is not None}
        same = [
            one
            for one in self._known
            if one.name == given["name"] and given.get("organisation") in (None, one.organisation)
        ]
        if len(same) == 1:
            return PlannedDraft(row.row, given["name"], given, ("已登记，不作改动",), True, row.sheet)
        lacking = drafts.missing(given)
        return PlannedDraft(row.row, given["name"], given, (f"还缺：{'、'.join(lacking)}",), False, row.sheet)

    def _created(self, whole: Sequence[PlannedRow], sketched: Sequence[PlannedDraft]) -> tuple[str, ...]:
        said = [str(unit) for unit in self._units.new.values()]
        waiting = [row for row in sketched if not row.known]
        if waiting:
            who = "、".join(row.name for row in waiting)
            said.append(f"表里没有身份证号，{who}先作为“待补全”保存，不进任何表册，补全后才是成员")
        drafted = drafts.Waiting(self._session)
        for row in whole:
            if row.posting_id is None and drafted.of(row.name, row.values.get("organisation") or ""):
                said.append(f"{row.name}的待补全记录由这一行补全")
        return tuple(said)

    def _warnings(self, planned: Sequence[PlannedRow]) -> list[Problem]:
        """What the notice remarks on, row by row, and accounts that several people share."""
        found = []
        by_id = {old.id: old for old in self._known}
        seen: dict[tuple[str, str | None], PlannedRow] = {}
        for row in planned:
            sheet = row.sheet if self._several else ""
            given = {name: row.values.get(name) for name in Candidate.__dataclass_fields__}
            if given["category"] is not None and given["role"] is not None and given["sex"] is not None:
                for verdict in verdicts(Candidate(**given), self._today):  # type: ignore[arg-type]
                    text = f"{verdict.text}（{verdict.clause}）"
                    found.append(Problem(row.row, row.name, text, warning=True, sheet=sheet))
            twin = seen.setdefault((row.name, row.values.get("organisation")), row)
            if row.name and twin.values["identity_no"] != row.values["identity_no"]:
                reason = f"与第{twin.row}行同名同单位，身份证号不同"
                advice = "请核对是不是同一人"
                found.append(Problem(row.row, row.name, reason, advice, warning=True, sheet=sheet))
            old = by_id.get(row.posting_id or 0)
            if old is not None and old.name != row.name:
                reason = f"同一身份证号已登记为{old.name}，导入后改名"
                found.append(Problem(row.row, row.name, reason, warning=True, sheet=sheet))
        for names in shared_cards((row.name, row.values.get("card_no")) for row in planned):
            text = f"{'、'.join(names)}的银行账号相同"
            found.append(Problem(None, MEMBERS["card_no"].label, text, warning=True))
        return found


def _summary(whole: Sequence[PlannedRow], sketched: Sequence[PlannedDraft]) -> str:
    known = sum(row.known for row in sketched)
    counts = {deed: sum(row.deed == deed for row in whole) for deed in ("新增", "更新", "不变")}
    counts["不变"] += known
    said = "，".join(f"{deed} {count} 人" for deed, count in counts.items())
    return f"{said}，待补全 {len(sketched) - known} 人" if sketched else said


def _match(values: Mapping[str, Any], own: Sequence[MemberRow]) -> MemberRow | None:
    """The posting a row is about: of the same person, the one of this arrival, else one it overlaps."""
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


def _clashes(planned: Sequence[PlannedRow], known: Sequence[MemberRow]) -> list[Problem]:
    """The same person twice at once, in the file or against a posting the file does not name."""
    clashes = []
    label = MEMBERS["identity_no"].label
    taken = {row.posting_id for row in planned}
    earlier_rows: dict[str, list[PlannedRow]] = {}
    others: dict[str, list[MemberRow]] = {}
    for one in known:
        if one.id not in taken:
            others.setdefault(one.identity_no, []).append(one)
    for row in planned:
        identity_no, period = row.values["identity_no"], _period(row.values)
        for earlier in earlier_rows.setdefault(identity_no, []):
            if _same_record(earlier, row):
                break  # named when the sheet was read
            if period.common(_period(earlier.values)):
                reason = f"与第{earlier.row}行是同一人，任职时间重叠"
                advice = "请只保留一行，或写明前一段的离岗日期"
                clashes.append(Problem(row.row, label, reason, advice, name=row.name))
                break
        for other in others.get(identity_no, ()):
            if period.common(other.period):
                reason = f"与已登记的任职（{other.arrived_on}起）时间重叠"
                clashes.append(Problem(row.row, label, reason, "请先登记那一段任职的离岗日期", name=row.name))
        earlier_rows[identity_no].append(row)
    return clashes


def _same_record(one: PlannedRow, other: PlannedRow) -> bool:
    return all(one.values[name] == other.values[name] for name in MEMBERS.key)
