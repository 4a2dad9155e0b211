"""The roster from a file: planned whole, its questions asked, then carried out whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period, add_months, parse_date
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, Choice, File, ImportPlan, Options, Question
from banfu_desktop.rules.members import Candidate, shared_cards, verdicts
from banfu_desktop.rules.words import Category
from banfu_desktop.services.members import changing, drafts, members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.members.planned import PlannedDraft, PlannedRow, summary
from banfu_desktop.services.members.units import NewUnit, Units
from banfu_desktop.services.office import headings, office
from banfu_desktop.tables.members import DRAFT_FILE, MEMBERS, ROSTER_FILE
from banfu_desktop.tables.spec import Table

if TYPE_CHECKING:
    from banfu_desktop.exchange.headings import Header
    from banfu_desktop.exchange.reading import Reading
    from banfu_desktop.exchange.records import ReadRow

DOOR, _WHAT = "members", "花名册"
_DECIDING = ("organisation", "role", "category")
"""What decides who pays whom, and how much: a roster changes it only when the clerk says so."""
_DAY = timedelta(days=1)


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
    doing = [row for row in planned.rows if isinstance(row, PlannedRow) and row.deed != "不变"]
    members.save_many(session, [(row.values, row.posting_id) for row in doing])
    for row in doing:
        if row.posting_id is not None and row.start is not None:
            changing.change_from(session, row.posting_id, row.dated, row.start)
    waiting = drafts.Waiting(session)
    for row in doing:
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
                replace(problem, name=values.get("name") or "", sheet=row.sheet if self._several else "")
                for problem in members.contradicting(values, row.row)
            ]
            if values.get("identity_no") and values.get("arrived_on"):
                whole.append(self._planned(row, values))
        problems += _clashes(whole, self._known)
        return ImportPlan(
            door=DOOR, file=self._reading.name, sha256=self._reading.sha256,
            summary=summary(whole, sketched), rows=(*whole, *sketched), sheets=self._reading.sheets,
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
        text = row.values.get("unit_and_post")
        if not text or row.values.get("organisation"):
            return row
        unit = max((name for name in self._units.names if text.startswith(name)), key=len, default="")
        if not unit:
            return row
        cut = {
            "organisation": unit,
            "unit_post": row.values.get("unit_post") or text.removeprefix(unit) or None,
        }
        return replace(row, values={**row.values, **cut})

    def _names_of_units(self, rows: Sequence["ReadRow"]) -> dict[str, str]:
        by_unit: dict[str, list[str]] = {}
        deciding = set()
        for row in rows:
            unit = row.values.get("organisation")
            if unit:
                by_unit.setdefault(unit, []).append(row.values.get("name") or f"第{row.row}行")
                if row.values.get("category") is Category.CADRE:
                    deciding.add(unit)
        return self._units.resolve(by_unit, deciding)

    def _planned(self, row: "ReadRow", values: dict[str, Any]) -> PlannedRow:
        values.pop("unit_and_post", None)
        stored = _match(values, self._by_identity.get(values["identity_no"], []))
        if stored is None:
            return PlannedRow(row.row, values.get("name") or "", None, values, (), row.sheet)
        start, dated = self._ask_change(row, values, stored)
        changes = _changes(stored, values)
        changes += [f"从{start}起{_change(name, getattr(stored, name), dated[name])}" for name in dated]
        name = values.get("name") or ""
        return PlannedRow(row.row, name, stored.id, values, tuple(changes), row.sheet, start, dated)

    def _ask_change(
        self, row: "ReadRow", values: dict[str, Any], stored: MemberRow
    ) -> tuple[date | None, dict[str, Any]]:
        """Another unit, role or category than registered decides money: asked about person by person.

        Returns:
            The day the change counts from and what changes then, when the answer is a day.

        Raises:
            UserError: the answer is no day of the posting after its first.
        """
        changed = [name for name in _DECIDING if values.get(name) not in (None, getattr(stored, name))]
        if not changed:
            return None, {}
        said = "；".join(_change(name, getattr(stored, name), values[name]) for name in changed)
        question = Question(
            f"change.{row.row}",
            f"{stored.name}：{said}。是登记错了要更正，还是不改？从某一天起变更的，写那一天",
            (Choice("correct", "更正（一直如此）"), Choice("leave", "不改")),
            rows=(row.row,), typed="从哪一天起，如2026-03-01",
        )  # fmt: skip
        answer = self._asking.ask(question)
        if answer == "correct":
            return None, {}
        dated = {name: values[name] for name in changed}
        for name in changed:
            values[name] = getattr(stored, name)
        if answer in ("", "leave"):
            return None, {}
        return _day_within(answer, stored), dated

    def _drafted(self, row: "ReadRow", values: dict[str, Any]) -> PlannedDraft:
        """A row without an identity number; who is a member already, by name and unit, stays as he is."""
        given = {name: value for name, value in values.items() if value is not None}
        same = [
            member
            for member in self._known
            if member.name == given["name"] and given.get("organisation") in (None, member.organisation)
        ]
        if len(same) == 1:
            return PlannedDraft(row.row, given["name"], given, ("已登记，不作改动",), True, row.sheet)
        lacking = drafts.missing(given)
        return PlannedDraft(row.row, given["name"], given, (f"还缺：{'、'.join(lacking)}",), False, row.sheet)

    def _created(self, whole: Sequence[PlannedRow], sketched: Sequence[PlannedDraft]) -> tuple[str, ...]:
        lines = [str(unit) for unit in self._units.new.values()]
        waiting = [row for row in sketched if not row.known]
        if waiting:
            who = "、".join(row.name for row in waiting)
            lines.append(f"表里没有身份证号，{who}先作为“待补全”保存，不进任何表册，补全后才是成员")
        drafted = drafts.Waiting(self._session)
        for row in whole:
            if row.posting_id is None and drafted.of(row.name, row.values.get("organisation") or ""):
                lines.append(f"{row.name}的待补全记录由这一行补全")
        return tuple(lines)

    def _warnings(self, planned: Sequence[PlannedRow]) -> list[Problem]:
        """What the notice remarks on, row by row, and accounts that several people share."""
        warnings = []
        by_id = {old.id: old for old in self._known}
        seen: dict[tuple[str, str | None], PlannedRow] = {}
        for row in planned:
            sheet = row.sheet if self._several else ""
            given = {name: row.values.get(name) for name in Candidate.__dataclass_fields__}
            if given["category"] is not None and given["role"] is not None and given["sex"] is not None:
                for verdict in verdicts(Candidate(**given), self._today):  # type: ignore[arg-type]
                    text = f"{verdict.text}（{verdict.clause}）"
                    warnings.append(Problem(row.row, row.name, text, warning=True, sheet=sheet))
            twin = seen.setdefault((row.name, row.values.get("organisation")), row)
            if row.name and twin.values["identity_no"] != row.values["identity_no"]:
                reason = f"与第{twin.row}行同名同单位，身份证号不同"
                advice = "请核对是不是同一人"
                warnings.append(Problem(row.row, row.name, reason, advice, warning=True, sheet=sheet))
            old = by_id.get(row.posting_id or 0)
            if old is not None and old.name != row.name:
                reason = f"同一身份证号已登记为{old.name}，导入后改名"
                warnings.append(Problem(row.row, row.name, reason, warning=True, sheet=sheet))
        for names in shared_cards((row.name, row.values.get("card_no")) for row in planned):
            text = f"{'、'.join(names)}的银行账号相同"
            warnings.append(Problem(None, MEMBERS["card_no"].label, text, warning=True))
        return warnings


def _day_within(answer: str, stored: MemberRow) -> date:
    try:
        start = parse_date(answer)
    except UserError:
        start = None
    if start is None or start not in stored.period or start == stored.arrived_on:
        told = f"{stored.arrived_on}至{stored.left_on or '今'}"
        advice = f"请写{stored.name}任职中（{told}）到岗以后的一天，如{add_months(stored.arrived_on, 1)}"
        raise UserError(f"“{answer}”不是可以变更的日子", advice)
    return start


def _match(values: dict[str, Any], postings: Sequence[MemberRow]) -> MemberRow | None:
    """The posting a row is about: of the same person, the one of this arrival, else one it overlaps.

    A stay told in one row, but kept in several postings without a day between, is its last posting's.
    """
    by_arrival = {row.arrived_on: row for row in postings}
    stored = by_arrival.get(values["arrived_on"])
    if stored is not None:
        left = values.get("left_on") or date.max
        while stored.left_on is not None and stored.left_on < left:
            following = by_arrival.get(stored.left_on + _DAY)
            if following is None:
                return stored
            stored = following
            values["arrived_on"] = stored.arrived_on
        return stored
    return next((row for row in postings if row.period.common(_period(values)) is not None), None)


def _period(values: Mapping[str, Any]) -> Period:
    return Period(values["arrived_on"], values.get("left_on"))


def _change(name: str, before: Any, after: Any) -> str:
    field = MEMBERS[name]
    return f"{field.label}：{field.show(before) or '空'} → {field.show(after) or '空'}"


def _changes(stored: MemberRow, values: Mapping[str, Any]) -> list[str]:
    return [
        _change(field.name, getattr(stored, field.name), values[field.name])
        for field in MEMBERS.editable
        if field.name in values and values[field.name] != getattr(stored, field.name)
    ]


def _clashes(planned: Sequence[PlannedRow], known: Sequence[MemberRow]) -> list[Problem]:
    """The same person twice at once, in the file or against a posting the file does not name."""
    clashes = []
    label = MEMBERS["identity_no"].label
    taken = {row.posting_id for row in planned}
    earlier_rows: dict[str, list[PlannedRow]] = {}
    others: dict[str, list[MemberRow]] = {}
    for member in known:
        if member.id not in taken:
            others.setdefault(member.identity_no, []).append(member)
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


def _same_record(row: PlannedRow, other: PlannedRow) -> bool:
    return all(row.values[name] == other.values[name] for name in MEMBERS.key)
