"""Exam rows from Excel: planned whole, then carried out whole or not at all; the exported list comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.exams import ExamState, implied_state
from banfu_desktop.rules.imports import Asking, ImportPlan, Options
from banfu_desktop.services.exams import exams
from banfu_desktop.services.exams.exams import ExamRow
from banfu_desktop.services.office import headings, office
from banfu_desktop.tables.exams import EXAM_FORM, EXAMS

DOOR, _WHAT = "exams", "体检表"
_CARRIED = tuple(field.name for field in EXAM_FORM.editable)


@dataclass(frozen=True)
class PlannedExam:
    """What an Excel row will do: enter an exam, change one, or nothing; `changes` in words."""

    row: int
    name: str
    key: str
    fresh: bool
    values: Mapping[str, Any]
    changes: tuple[str, ...]

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "不变" if not self.changes else "新增" if self.fresh else "更新"

    def told(self) -> dict[str, Any]:
        """The row for another program."""
        shown = {name: EXAMS[name].show(value) for name, value in self.values.items() if value is not None}
        return {
            "row": self.row, "deed": self.deed, "name": self.name, "values": shown,
            "changes": list(self.changes),
        }  # fmt: skip


def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read exam rows and say what importing them will do; what is wrong or open is in the plan.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
    from banfu_desktop.exchange.reading import read

    given = headings.with_remembered(session, DOOR, options)
    asking = Asking(given.answers)
    reading = read(path, EXAMS, asking, given)
    if not reading.rows and not reading.problems:
        raise UserError(f"“{reading.sheets[0].name}”这张表里没有体检记录", "请从表头的下一行起每人填一行")
    problems = list(reading.problems)
    known = exams.listing(session, today.year + 1)
    planned: dict[str, PlannedExam] = {}
    for row in reading.rows:
        if not row.values.get("year") or not row.values.get("name"):
            continue  # named when the sheet was read
        exam = _planned(session, row.row, row.values, known, problems)
        if exam is None:
            continue
        if exam.key in planned:
            reason = f"与第{planned[exam.key].row}行是同一人的同一年度"
            problems.append(Problem(row.row, EXAMS["name"].label, reason, "请只保留一行", exam.name))
        planned[exam.key] = exam
    asking.refuse_unasked()
    rows = tuple(planned.values())
    counts = ((deed, sum(row.deed == deed for row in rows)) for deed in ("新增", "更新", "不变"))
    return ImportPlan(
        door=DOOR, file=reading.name, sha256=reading.sha256,
        summary="，".join(f"{deed} {count} 人" for deed, count in counts), rows=rows, sheets=reading.sheets,
        left_out=reading.left_out, changed=reading.changed, questions=asking.questions,
        problems=tuple(problems), warnings=reading.warnings, pinned=given,
    )  # fmt: skip


def plan(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """The same, refusing what could not be carried out.

    Raises:
        ProblemsError: every bad cell by row and column, or every open question.
        UserError: see look.
    """
    return look(session, path, today, options).ready(_WHAT)


def carry_out(session: Session, planned: ImportPlan) -> int:
    """Save every row of a plan; rows that change nothing are left alone. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    planned.refuse_unready(_WHAT)
    changing = [row for row in planned.rows if row.changes]
    for row in changing:
        exams.save(session, row.key, row.values)
    headings.remember(session, planned)
    return len(changing)


def _planned(
    session: Session,
    number: int,
    values: Mapping[str, Any],
    known: Sequence[ExamRow],
    problems: list[Problem],
) -> PlannedExam | None:
    """What a row does; None, and a problem found, when it cannot be done."""
    stored = _match(session, number, values, known, problems)
    if stored is None:
        return None
    given = _given(values, stored)
    if given["state"] is ExamState.UNPLANNED:
        if stored.id is not None:
            reason, advice = f"已登记为{stored.state.label}，不能改回未安排", "取消安排请在窗口中进行"
            problems.append(Problem(number, EXAMS["state"].label, reason, advice))
        elif wrong := [name for name in _CARRIED if given[name] and name not in ("state", "payer")]:
            label = EXAMS[wrong[0]].label
            problems.append(Problem(number, EXAMS["state"].label, f"未安排却填了{label}", "请更正状态"))
        return PlannedExam(number, stored.name, stored.key, True, given, ())
    problems += exams.problems(stored.year, given, number)
    problems += [
        Problem(number, EXAMS[name].label, f"{day}不在任职期", "请核对日期；确实是那天体检的，请在窗口中登记")
        for name, day in exams.outside(stored, given)
    ]
    return PlannedExam(
        number, stored.name, stored.key, stored.id is None, given, tuple(_changes(stored, given))
    )


def _given(values: Mapping[str, Any], stored: ExamRow) -> dict[str, Any]:
    """The row's cells, what the sheet does not have as it is stored; an empty payer is the posting unit."""
    given = {name: values.get(name, getattr(stored, name)) for name in _CARRIED}
    given["payer"] = given["payer"] or stored.organisation
    state = values.get("state")
    if state is None and "state" not in values and stored.state is not ExamState.UNPLANNED:
        state = stored.state if given["done_on"] == stored.done_on else None
    parts = ("planned_on", "place", "group_name", "done_on", "reason")
    given["state"] = implied_state(state, *(given[name] for name in parts))
    return given


def _match(
    session: Session,
    number: int,
    values: Mapping[str, Any],
    known: Sequence[ExamRow],
    problems: list[Problem],
) -> ExamRow | None:
    """The person and year a row is about: by name, of namesakes by the posting unit."""
    year, name, unit = values["year"], values["name"], values.get("organisation")
    same = [row for row in known if row.year == year and row.name == name]
    if unit is not None:
        organisation = office.find_organisation(session, unit)
        called = organisation.name if organisation else unit
        named = [row for row in same if row.organisation == called]
        if same and not named:
            units = "、".join(row.organisation for row in same)
            reason = f"{name}不是“{unit}”选派的"
            problems.append(Problem(number, EXAMS["organisation"].label, reason, f"登记的是：{units}", unit))
            return None
        same = named
    if len(same) == 1:
        return same[0]
    if not known or year > known[0].year:
        reason, advice = f"{year}年还没有到", "请核对年度，最晚可填明年"
        problems.append(Problem(number, EXAMS["year"].label, reason, advice, str(year)))
        return None
    if same:
        reason, advice = f"{year}年有{len(same)}位“{name}”", "请填写派出单位；仍然相同的请在窗口中登记"
    else:
        reason, advice = f"{year}年没有叫“{name}”的在岗人员", "请核对姓名和年度，或先登记成员"
    problems.append(Problem(number, EXAMS["name"].label, reason, advice, name))
    return None


def _changes(stored: ExamRow, values: Mapping[str, Any]) -> list[str]:
    changes = []
    for name in _CARRIED:
        field_, before, after = EXAMS[name], getattr(stored, name), values[name]
        if before != after:
            changes.append(f"{field_.label}：{field_.show(before) or '空'} → {field_.show(after) or '空'}")
    return changes
