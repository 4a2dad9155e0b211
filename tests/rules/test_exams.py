"""When an exam is due, and what an exam cannot be."""

from datetime import date

import pytest

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.exams import ExamState, contradictions, due_years, implied_state

DAY = date(2026, 5, 12)


def test_one_day_of_posting_makes_an_exam_due_in_that_calendar_year() -> None:
    assert due_years([Period(date(2025, 12, 31), date(2026, 1, 1))], 2026) == {2025, 2026}


def test_two_postings_in_a_year_make_one_exam() -> None:
    postings = [Period(date(2026, 1, 1), date(2026, 3, 1)), Period(date(2026, 9, 1))]
    assert due_years(postings, 2027) == {2026, 2027}


def test_nobody_is_due_before_arrival_or_after_the_year_looked_at() -> None:
    assert due_years([Period(date(2027, 1, 1))], 2026) == frozenset()
    assert due_years([Period(date(2024, 1, 1), date(2030, 1, 1))], 2025) == {2024, 2025}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ((ExamState.DONE, None, DAY, 68000, None), ()),
        ((ExamState.PLANNED, None, None, None, None), ()),
        ((ExamState.MISSED, DAY, None, None, "出差"), ()),
        ((ExamState.PLANNED, date(2025, 5, 1), None, None, None), ("planned_on",)),
        ((ExamState.DONE, None, date(2027, 1, 1), None, None), ("done_on",)),
        ((ExamState.DONE, None, None, None, None), ("done_on",)),
        ((ExamState.PLANNED, None, DAY, 100, None), ("state", "cost_fen")),
        ((ExamState.MISSED, None, None, None, ""), ("reason",)),
        ((ExamState.DONE, None, DAY, None, "出差"), ("state",)),
    ],
)
def test_what_contradicts_itself(given: tuple, wrong: tuple[str, ...]) -> None:  # type: ignore[type-arg]
    assert tuple(name for name, _, _ in contradictions(2026, *given)) == wrong


def test_a_row_without_a_state_means_what_its_cells_say() -> None:
    assert implied_state(ExamState.MISSED, DAY, None, None, None, None) is ExamState.MISSED
    assert implied_state(None, DAY, None, None, DAY, None) is ExamState.DONE
    assert implied_state(None, DAY, None, None, None, "出差") is ExamState.MISSED
    assert implied_state(None, None, "县医院", None, None, None) is ExamState.PLANNED
    assert implied_state(None, None, None, None, None, None) is ExamState.UNPLANNED
