"""Exam rows from Excel: planned whole, then carried out whole or not at all; the exported list comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.exams import ExamState, implied_state
from banfu_desktop.services.exams import exams
from banfu_desktop.services.exams.exams import ExamRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.exams import EXAMS

_CARRIED = ("state", "planned_on", "place", "group_name", "done_on", "cost_fen", "payer", "reason")


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


@dataclass(frozen=True)
class ExamPlan:
    """Every row of a good sheet; nothing is saved yet."""

    rows: tuple[PlannedExam, ...]
    ignored_columns: tuple[str, ...]
    warnings: tuple[Problem, ...] = field(default=())

    def count(self, deed: str) -> int:
        """How many rows will do this (新增, 更新, 不变)."""
        return sum(row.deed == deed for row in self.rows)

    def __str__(self) -> str:
        return "，".join(f"{deed} {self.count(deed)} 人" for deed in ("新增", "更新", "不变"))


def plan(session: Session, path: Path, today: date) -> ExamPlan:
    """Read exam rows and say what importing them will do.

    Raises:
        ProblemsError: every bad cell, by row and column; nothing can be imported.
        UserError: not a workbook that can be read, or one without a single row.
    """
    from banfu_desktop.exchange.reading import read

    sheet = read(path, EXAMS)
    if not sheet.rows and not sheet.problems:
        raise UserError(f"“{sheet.sheets[0].name}”这张表里没有体检记录", "请从表头的下一行起每人填一行")
    found = list(sheet.problems)
    known = exams.listing(session, today.year + 1)
    planned: dict[str, PlannedExam] = {}
    for row in sheet.rows:
        if not row.values.get("year") or not row.values.get("name"):
            continue  # named when the sheet was read
        one = _planned(session, row.row, row.values, known, found)
        if one is None:
            continue
        if one.key in planned:
            reason = f"与第{planned[one.key].row}行是同一人的同一年度"
            found.append(Problem(row.row, EXAMS["name"].label, reason, "请只保留一行", one.name))
        planned[one.key] = one
    if found:
        ordered = tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.row or 0))
        raise ProblemsError(
            f"体检表有{len(ordered)}处需要更正，没有导入任何内容", ordered, "请更正后重新导入"
        )
    return ExamPlan(tuple(planned.values()), sheet.ignored_columns)


def carry_out(session: Session, planned: ExamPlan) -> int:
    """Save every row of a plan; rows that change nothing are left alone. Returns how many were saved.

    Raises:
        UserError: the office changed since the plan was made; nothing is saved.
    """
    changing = [row for row in planned.rows if row.changes]
    for row in changing:
        exams.save(session, row.key, row.values)
    return len(changing)


def _planned(
    session: Session, number: int, values: Mapping[str, Any], known: Sequence[ExamRow], found: list[Problem]
) -> PlannedExam | None:
    """What a row does; None, and a problem found, when it cannot be done."""
    stored = _match(session, number, values, known, found)
    if stored is None:
        return None
    given = _given(values, stored)
    if given["state"] is ExamState.UNPLANNED:
        if stored.id is not None:
            reason, advice = f"已登记为{stored.state.label}，不能改回未安排", "取消安排请在窗口中进行"
            found.append(Problem(number, EXAMS["state"].label, reason, advice))
        elif wrong := [name for name in _CARRIED[1:] if given[name] and name != "payer"]:
            label = EXAMS[wrong[0]].label
            found.append(Problem(number, EXAMS["state"].label, f"未安排却填了{label}", "请更正状态"))
        return PlannedExam(number, stored.name, stored.key, True, given, ())
    found += exams.problems(stored.year, given, number)
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
    session: Session, number: int, values: Mapping[str, Any], known: Sequence[ExamRow], found: list[Problem]
) -> ExamRow | None:
    """The person and year a row is about: by name, of namesakes by the posting unit."""
    year, name, unit = values["year"], values["name"], values.get("organisation")
    same = [row for row in known if row.year == year and row.name == name]
    if unit is not None:
        there = office.find_organisation(session, unit)
        called = there.name if there else unit
        named = [row for row in same if row.organisation == called]
        if same and not named:
            units = "、".join(row.organisation for row in same)
            reason = f"{name}不是“{unit}”选派的"
            found.append(Problem(number, EXAMS["organisation"].label, reason, f"登记的是：{units}", unit))
            return None
        same = named
    if len(same) == 1:
        return same[0]
    if not known or year > known[0].year:
        reason, advice = f"{year}年还没有到", "请核对年度，最晚可填明年"
        found.append(Problem(number, EXAMS["year"].label, reason, advice, str(year)))
        return None
    if same:
        reason, advice = f"{year}年有{len(same)}位“{name}”", "请填写派出单位；仍然相同的请在窗口中登记"
    else:
        reason, advice = f"{year}年没有叫“{name}”的在岗人员", "请核对姓名和年度，或先登记成员"
    found.append(Problem(number, EXAMS["name"].label, reason, advice, name))
    return None


def _changes(stored: ExamRow, values: Mapping[str, Any]) -> list[str]:
    changes = []
    for name in _CARRIED:
        field_, before, after = EXAMS[name], getattr(stored, name), values[name]
        if before != after:
            changes.append(f"{field_.label}：{field_.show(before) or '空'} → {field_.show(after) or '空'}")
    return changes
