"""Yearly exams: one for each person and calendar year with a day of posting in it (六(二))."""

from collections.abc import Iterable
from datetime import date

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.words import Word

CLAUSE = "六(二)"


class ExamState(Word):
    """How far a due exam has come; UNPLANNED is a due exam nobody has entered, so it is never stored."""

    UNPLANNED = "unplanned", "未安排", "待安排"
    PLANNED = "planned", "已安排", "待检"
    DONE = "done", "已体检", "已检", "完成"
    MISSED = "missed", "未参加", "未检"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self in (ExamState.DONE, ExamState.MISSED)


def due_years(postings: Iterable[Period], last: int) -> frozenset[int]:
    """The calendar years up to `last` in which an exam is due: a day of any posting lies in them (六(二)).

    Every category is posted staff, whoever pays the 2,000; a replaced member counts for the year of leaving,
    and two postings in a year make one exam.
    """
    return frozenset(
        year
        for posting in postings
        for year in range(posting.start.year, min(posting.end.year if posting.end else last, last) + 1)
    )


def contradictions(
    year: int,
    state: ExamState,
    planned_on: date | None,
    done_on: date | None,
    cost_fen: int | None,
    reason: str | None,
) -> tuple[tuple[str, str, str], ...]:
    """What cannot be true of an exam: (field, reason, advice)."""
    problems = []
    for name, day in (("planned_on", planned_on), ("done_on", done_on)):
        if day is not None and day.year != year:
            problems.append((name, f"{day}不在{year}年", "体检按自然年度，每年一次，请核对日期或年度"))
    if state is ExamState.DONE and done_on is None:
        problems.append(("done_on", "没有填写", "已体检的请填写体检日期"))
    if state is not ExamState.DONE and done_on is not None:
        problems.append(("state", "填了体检日期，状态却不是已体检", "请把状态改为已体检，或删去体检日期"))
    if state is not ExamState.DONE and cost_fen is not None:
        problems.append(("cost_fen", "没有体检却有费用", "请把状态改为已体检，或删去费用"))
    if cost_fen is not None and cost_fen < 0:
        problems.append(("cost_fen", "是负数", "请核对金额"))
    if state is ExamState.MISSED and not reason:
        problems.append(("reason", "没有填写", "未参加的请写明原因"))
    if state is not ExamState.MISSED and reason:
        problems.append(("state", "填了未检原因，状态却不是未参加", "请把状态改为未参加，或删去原因"))
    return tuple(problems)


def implied_state(
    state: ExamState | None,
    planned_on: date | None,
    place: str | None,
    group: str | None,
    done_on: date | None,
    reason: str | None,
) -> ExamState:
    """The state a row means: the one it names, else what its other cells say."""
    if state is not None:
        return state
    if done_on is not None:
        return ExamState.DONE
    if reason:
        return ExamState.MISSED
    return ExamState.PLANNED if planned_on or place or group else ExamState.UNPLANNED
