"""Attendance from a sheet: our own grid filled in WPS, or a platform's report; what is not plain is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.attendance import NEVER_AHEAD, Day
from banfu_desktop.rules.attendance_words import (
    NOTHING,
    Said,
    code_of,
    day_from,
    is_of_platform,
    meaning,
)  # fmt: skip
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.imports import Asking, Choice, ImportPlan, LeftOut, Options, Question
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance.marks import set_many, states_between
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow

if TYPE_CHECKING:
    from banfu_desktop.exchange.attendance_sheet import AttendanceSheet, DayCell

DOOR, _WHAT = "attendance", "考勤"
_SHOWN = 4
_OF_ONE_PERSON = ("旷工", "不足一天")
"""Topics that are asked about day by day: each is a decision on one person."""
_HALVES = (("am", "上午"), ("pm", "下午"))


@dataclass(frozen=True)
class PlannedDays:
    """What a person's row will do: the days it sets, with their words."""

    row: int
    name: str
    posting_id: int
    days: Mapping[date, Day]
    changes: tuple[str, ...]

    @property
    def deed(self) -> str:
        """更新 or 不变."""
        return "更新" if self.days else "不变"

    def told(self) -> dict[str, Any]:
        """The row for another program."""
        return {
            "row": self.row, "name": self.name, "deed": self.deed,
            "days": {str(day): code_of(what) for day, what in self.days.items()},
            "changes": list(self.changes),
        }  # fmt: skip


@dataclass(frozen=True)
class _Cell:
    """A cell of somebody known, with what it says and what the answers made of it (None while open)."""

    cell: "DayCell"
    posting: MemberRow
    said: Said


def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read a month's sheet and say what importing it will do; what is not plain is a question.

    Raises:
        UserError: the file cannot be read, has no column a day, or a wrong answer.
    """
    from banfu_desktop.exchange.attendance_sheet import read_attendance

    given = options or Options()
    asking = Asking(given.answers)
    sheet = read_attendance(path, asking, given)
    if sheet is None:
        return ImportPlan(door=DOOR, file=path.name, questions=asking.questions, pinned=given)
    plan = _Planning(session, sheet, asking, given, today).plan()
    asking.refuse_unasked()
    return plan


def plan(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """The same, refusing what could not be carried out.

    Raises:
        ProblemsError: an open question, or a day that cannot be what the sheet says.
        UserError: see look.
    """
    return look(session, path, today, options).ready(_WHAT)


def carry_out(session: Session, planned: ImportPlan) -> int:
    """Set the days of a plan. Returns how many changed.

    Raises:
        ProblemsError: something is open or wrong; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    planned.refuse_unready(_WHAT)
    changes: dict[int, dict[date, Day]] = {}
    for row in planned.rows:
        changes.setdefault(row.posting_id, {}).update(row.days)
    return set_many(session, changes)


class _Planning:
    """Goes through the cells once: who, which day, what it says, what is asked, what changes."""

    def __init__(
        self, session: Session, sheet: "AttendanceSheet", asking: Asking, given: Options, today: date
    ) -> None:
        self._sheet, self._asking, self._given, self._today = sheet, asking, given, today
        days = [cell.day for cell in sheet.cells]
        self._span = Period(min(days, default=today), max(days, default=today))
        self._posted = members.listing(session, self._span)
        self._stored = states_between(session, self._span)
        self._rest = RestDays(session)
        self._left = list(sheet.left_out)
        self._warnings: list[Problem] = []
        self._problems: list[Problem] = []
        self._platform = is_of_platform([cell.text for cell in sheet.cells if cell.text])

    def plan(self) -> ImportPlan:
        """The plan."""
        cells = list(self._cells())
        decided = self._decided(cells)
        rows = tuple(self._rows(cells, decided))
        self._say_missing(cells)
        changed = sum(len(row.days) for row in rows)
        return ImportPlan(
            door=DOOR, file=self._sheet.name, sha256=self._sheet.sha256,
            summary=f"{self._span.start}至{self._span.end}，{len(rows)}人，改动 {changed} 天", rows=rows,
            sheets=(self._sheet.read,), left_out=tuple(self._left), questions=self._asking.questions,
            problems=tuple(self._problems), warnings=tuple(self._warnings), pinned=self._given,
        )  # fmt: skip

    def _cells(self) -> Iterator[_Cell]:
        people: dict[tuple[int, str, str], list[MemberRow]] = {}
        for cell in self._sheet.cells:
            key = (cell.row, cell.name, cell.unit)
            if key not in people:
                people[key] = self._who(cell)
            resting = cell.day in self._rest[Month.of(cell.day)].free
            sense = meaning(cell.text, resting=resting, platform=self._platform)
            posting = next((row for row in people[key] if cell.day in row.period), None)
            if posting is not None:
                yield _Cell(cell, posting, sense)
            elif people[key] and (
                sense.day not in (None, DayState.PRESENT) or sense.topic not in ("", "空白")
            ):
                self._left.append(
                    LeftOut(
                        self._sheet.read.name,
                        cell.row,
                        f"{cell.name} {cell.day} {cell.text}"[:40],
                        "不在任职期间",
                    )
                )

    def _who(self, cell: "DayCell") -> list[MemberRow]:
        """The postings of the person a row names; namesakes are told apart by unit, else asked."""
        same = [row for row in self._posted if row.name == cell.name]
        people = {row.person_id: row for row in same}
        if len(people) > 1 and cell.unit:
            unit_people = {row.person_id for row in same if row.organisation == cell.unit}
            same = [row for row in same if row.person_id in unit_people] if len(unit_people) == 1 else same
        people = {row.person_id: row for row in same}
        if len(people) > 1:
            choices = tuple(Choice(row.organisation, row.organisation) for row in people.values())
            question = Question(
                f"person.{cell.row}", f"第{cell.row}行“{cell.name}”是哪个单位的？", choices, rows=(cell.row,)
            )
            answer = self._asking.ask(question)
            return [row for row in same if row.organisation == answer]
        if not same:
            self._left.append(
                LeftOut(self._sheet.read.name, cell.row, cell.name, "这段时间没有叫这个名字的在岗人员")
            )
        return same

    # Questions.

    def _decided(self, cells: Sequence[_Cell]) -> dict[tuple[int, date], Day | None]:
        """What each day is: as the cell says, or as the answer for all alike says; open ones are missing."""
        by_key: dict[str, list[_Cell]] = {}
        decided: dict[tuple[int, date], Day | None] = {}
        for mark in cells:
            if mark.said.topic:
                by_key.setdefault(self._key(mark), []).append(mark)
            else:
                decided[mark.posting.id, mark.cell.day] = mark.said.day
        for key, alike in by_key.items():
            answer = self._asking.ask(self._question(key, alike))
            if answer:
                for mark in alike:
                    decided[mark.posting.id, mark.cell.day] = day_from(answer)
        return decided

    def _key(self, mark: _Cell) -> str:
        if any(mark.said.topic.endswith(topic) for topic in _OF_ONE_PERSON):
            return f"{mark.said.topic}.{mark.cell.name}.{mark.cell.day}"
        return mark.said.topic

    def _question(self, key: str, alike: Sequence[_Cell]) -> Question:
        shown = "、".join(
            f"{mark.cell.name}{mark.cell.day.month}月{mark.cell.day.day}日" for mark in alike[:_SHOWN]
        )
        more = f"等{len(alike)}处" if len(alike) > _SHOWN else ""
        sense = alike[0].said
        return Question(
            key,
            f"{sense.topic}（{shown}{more}，表里写“{alike[0].cell.text[:30] or '空'}”）算什么？",
            _choices(sense),
            proposal=sense.proposal,
            why="表里这样写" if sense.proposal else "",
            rows=tuple(dict.fromkeys(mark.cell.row for mark in alike)),
        )

    # Changes.

    def _rows(
        self, cells: Sequence[_Cell], decided: Mapping[tuple[int, date], Day | None]
    ) -> Iterator[PlannedDays]:
        by_row: dict[tuple[int, int], list[_Cell]] = {}
        for mark in cells:
            by_row.setdefault((mark.cell.row, mark.posting.id), []).append(mark)
        differing = self._differing(cells, decided)
        keep = self._keeps(differing)
        for (row, posting_id), marks in by_row.items():
            days: dict[date, Day] = {}
            words = []
            for mark in marks:
                key = (posting_id, mark.cell.day)
                if key not in decided or (key in differing and keep):
                    continue
                day, stored = decided[key] or DayState.PRESENT, self._there(*key)
                if day != stored:
                    days[mark.cell.day] = day
                    words.append(f"{mark.cell.day.day}日：{stored.label} → {day.label}")
                    self._remark(mark, day)
            yield PlannedDays(row, marks[0].cell.name, posting_id, days, tuple(words))

    def _there(self, posting_id: int, day: date) -> Day:
        return self._stored.get(posting_id, {}).get(day, DayState.PRESENT)

    def _differing(
        self, cells: Sequence[_Cell], decided: Mapping[tuple[int, date], Day | None]
    ) -> dict[tuple[int, date], _Cell]:
        """Days that were entered here already, and otherwise than the sheet has them."""
        differing = {}
        for mark in cells:
            key = (mark.posting.id, mark.cell.day)
            stored = self._there(*key)
            if stored != DayState.PRESENT and key in decided and (decided[key] or DayState.PRESENT) != stored:
                differing[key] = mark
        return differing

    def _keeps(self, differing: Mapping[tuple[int, date], _Cell]) -> bool:
        if not differing:
            return True
        shown = "、".join(
            f"{mark.cell.name}{mark.cell.day.month}月{mark.cell.day.day}日（已登记{self._there(*key).label}）"
            for key, mark in list(differing.items())[:_SHOWN]
        )
        more = f"等{len(differing)}天" if len(differing) > _SHOWN else ""
        question = Question(
            "differing",
            f"{shown}{more}与表里的不同，以哪个为准？",
            (Choice("keep", "保留已登记的"), Choice("replace", "按表里的改")),
        )
        return self._asking.ask(question) != "replace"

    def _remark(self, mark: _Cell, day: Day) -> None:
        """A leave should have its record; a day to come holds no sickness and no absence."""
        states = {day.morning, day.afternoon}
        place = f"{mark.cell.name} {mark.cell.day}"
        if mark.cell.day > self._today and states & NEVER_AHEAD:
            text = f"{mark.cell.day}还没有到，不能登记{day.label}"
            self._problems.append(
                Problem(mark.cell.row, "考勤", text, "请核对表里的日期", name=mark.cell.name)
            )
        if any(state.is_leave for state in states):
            text = f"{place}{day.label}只记入考勤，请假审批请在“请假”里登记"
            self._warnings.append(Problem(mark.cell.row, "请假", text, warning=True, name=mark.cell.name))

    def _say_missing(self, cells: Sequence[_Cell]) -> None:
        """Who is posted and not in the sheet is said."""
        posting_ids = {mark.posting.id for mark in cells}
        missing = [row.name for row in self._posted if row.id not in posting_ids]
        if missing:
            text = f"{'、'.join(missing)}不在表里，他们的考勤没有改动"
            self._warnings.append(Problem(None, "人员", text, warning=True))


def _choices(sense: Said) -> tuple[Choice, ...]:
    """The states a day may be answered to be; of a part of a day the halves come first."""
    choices = []
    if (state := sense.part_of) is not None:
        choices = [
            Choice(f"{state.value}/{DayState.PRESENT.value}", f"上午{state.label}"),
            Choice(f"{DayState.PRESENT.value}/{state.value}", f"下午{state.label}"),
        ]
    choices += [Choice(state.value, state.label) for state in DayState]
    return (*choices, Choice(NOTHING, "不登记"))
