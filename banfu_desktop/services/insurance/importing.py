"""Policies from a file, a row a policy or a row an insured person: planned whole, then carried out whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.insurance import InsuranceCover
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, Choice, ImportPlan, Options, Question
from banfu_desktop.rules.insurance import Per
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.services.members.units import Units
from banfu_desktop.services.office import headings
from banfu_desktop.tables.insurance import POLICIES, POLICY_FILE

if TYPE_CHECKING:
    from banfu_desktop.exchange.records import ReadRow

DOOR, _WHAT = "policies", "保单"


@dataclass(frozen=True)
class PlannedPolicy:
    """What a policy of the file will do: be entered, changed or nothing; it is to insure `people`."""

    row: int
    name: str
    policy_id: int | None
    values: Mapping[str, Any]
    people: tuple[int, ...]
    changes: tuple[str, ...]

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "新增" if self.policy_id is None else "更新" if self.changes else "不变"

    def told(self) -> dict[str, Any]:
        """The policy for another program."""
        shown = {
            name: POLICY_FILE[name].show(value) for name, value in self.values.items() if value is not None
        }
        return {
            "row": self.row, "deed": self.deed, "name": self.name, "values": shown,
            "people": len(self.people), "changes": list(self.changes),
        }  # fmt: skip


def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read policies and say what importing them will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a table that can be read, one without a policy, or a wrong answer.
    """
    from banfu_desktop.exchange.reading import read
    from banfu_desktop.exchange.records import Manner

    given = headings.with_remembered(session, DOOR, options)
    asking = Asking(given.answers)
    reading = read(path, POLICY_FILE, asking, given, Manner(keyed=False))
    if not reading.rows and not reading.problems:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有保单", "请从表头的下一行起填写")
    problems = list(reading.problems)
    units = Units(session, asking)
    planned = _Planning(session, units, problems, today, asking).policies(reading.rows)
    asking.refuse_unasked()
    counts = ((deed, sum(row.deed == deed for row in planned)) for deed in ("新增", "更新", "不变"))
    return ImportPlan(
        door=DOOR, file=reading.name, sha256=reading.sha256,
        summary="，".join(f"{deed} {count} 张" for deed, count in counts), rows=tuple(planned),
        sheets=reading.sheets, left_out=reading.left_out, changed=reading.changed,
        created=tuple(map(str, units.new.values())), questions=asking.questions, problems=tuple(problems),
        warnings=reading.warnings, pinned=given,
    )  # fmt: skip


def carry_out(session: Session, planned: ImportPlan) -> int:
    """Save every policy of a plan and insure its people. Returns how many policies were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    planned.refuse_unready(_WHAT)
    changing = [row for row in planned.rows if row.deed != "不变"]
    for row in changing:
        policy_id = insurance.save(session, row.values, row.policy_id)
        if row.people:
            covered = _covered(session, policy_id)
            insurance.choose(session, policy_id, covered | set(row.people))
    headings.remember(session, planned)
    return len(changing)


class _Planning:
    """Groups the rows by policy, finds the units that pay and the people who are insured."""

    def __init__(
        self, session: Session, units: Units, problems: list[Problem], today: date, asking: Asking
    ) -> None:
        self._asking = asking
        self._session, self._units, self._found = session, units, problems
        self._stored = {(row.insurer, row.number): row for row in insurance.policies(session, today)}
        self._known = members.listing(session)

    def policies(self, rows: "tuple[ReadRow, ...]") -> list[PlannedPolicy]:
        """Every policy of the file, in its order."""
        payers: dict[str, list[str]] = {}
        grouped: dict[tuple[str, str], list[ReadRow]] = {}
        for row in rows:
            insurer, number = row.values.get("insurer"), row.values.get("number")
            if insurer and number:
                grouped.setdefault((insurer, number), []).append(row)
            if payer := row.values.get("payer"):
                payers.setdefault(payer, []).append(number or "")
        names = self._units.resolve(payers, ())
        return [self._planned(key, group, names) for key, group in grouped.items()]

    def _planned(
        self, key: tuple[str, str], group: "list[ReadRow]", names: Mapping[str, str]
    ) -> PlannedPolicy:
        first = group[0]
        values = {
            field.name: first.values[field.name] for field in POLICIES.editable if field.name in first.values
        }
        if values.get("payer"):
            values["payer"] = names[values["payer"]]
        for row in group[1:]:
            for name, value in row.values.items():
                if name in values and name != "payer" and value not in (None, values[name]):
                    label, reason = (
                        POLICIES[name].label,
                        f"与第{first.row}行同一张保单，{POLICIES[name].label}不同",
                    )
                    self._found.append(Problem(row.row, label, reason, "请核对这两行"))
        if len(group) > 1 and values.get("premium_fen") and self._premium_as(group) is Per.EACH:
            values["premium_fen"] *= len(group)
        stored = self._stored.get(key)
        self._found += [
            Problem(first.row, problem.column, problem.reason, problem.advice)
            for problem in insurance.problems({**_as_stored(stored), **values})
        ]
        people = tuple(person for row in group if (person := self._person(row, values)) is not None)
        return PlannedPolicy(
            first.row, f"{key[0]} {key[1]}", stored.id if stored else None, values, people,
            self._changes(stored, values, people),
        )  # fmt: skip

    def _premium_as(self, group: "list[ReadRow]") -> Per:
        """Whose the premium is in a list with a row a person; it stands for all together unless said."""
        question = Question(
            "premium",
            "一人一行的清单里，“保费”是每人的，还是整张保单的合计？",
            tuple(Choice(per.value, per.label) for per in Per),
            otherwise=Per.TOTAL.value,
            pressing=True,
            rows=tuple(row.row for row in group),
        )
        return Per.parse(self._asking.ask(question))

    def _person(self, row: "ReadRow", values: Mapping[str, Any]) -> int | None:
        """The person of a row, by identity number or by name; namesakes and strangers are problems."""
        name, identity_no = row.values.get("name"), row.values.get("insured_no")
        if not name and not identity_no:
            return None
        start, end = values.get("start_on"), values.get("end_on")
        period = Period(start, end) if start and end and start <= end else None
        same = [
            posting
            for posting in self._known
            if (posting.identity_no == identity_no if identity_no else posting.name == name)
            and (period is None or posting.period.common(period) is not None)
        ]
        people = {posting.person_id for posting in same}
        if len(people) == 1:
            return people.pop()
        reason = f"有{len(people)}位“{name}”" if people else f"这段时间没有叫“{name}”的在岗人员"
        advice = "请填写身份证号" if people else "请核对姓名，或先登记成员"
        self._found.append(Problem(row.row, "姓名", reason, advice, name=name or ""))
        return None

    def _changes(
        self, stored: insurance.PolicyRow | None, values: Mapping[str, Any], people: tuple[int, ...]
    ) -> tuple[str, ...]:
        if stored is None:
            return (f"参保{len(people)}人",) if people else ()
        changes = []
        for name, value in values.items():
            before = getattr(stored, name)
            if value != before:
                field = POLICIES[name]
                changes.append(f"{field.label}：{field.show(before) or '空'} → {field.show(value) or '空'}")
        fresh = set(people) - _covered(self._session, stored.id)
        return (*changes, f"增加参保{len(fresh)}人") if fresh else tuple(changes)


def _covered(session: Session, policy_id: int) -> set[int]:
    """The people a policy covers."""
    return set(session.scalars(sa.select(InsuranceCover.person_id).filter_by(policy_id=policy_id)))


def _as_stored(stored: insurance.PolicyRow | None) -> dict[str, Any]:
    return {} if stored is None else {field.name: getattr(stored, field.name) for field in POLICIES.editable}
