"""Assessment 四(五): weights, scores, the share of 优秀, differences of facts, stages."""

from dataclasses import replace
from datetime import date

import pytest

from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import AssessStage, Facts, Grade
from banfu_desktop.rules.errors import UserError

TODAY = date(2026, 11, 2)
FACTS = Facts("21", "20.5", "0", ("事假 0.5 天",), 4, (("抓党建", 4),), 2, 9, 1, 0, 1, 0, ())


@pytest.mark.parametrize("text", ["德 20\n绩 70", "德 20\n绩 八十", "德 50\n德 50", "德 0\n绩 100"])
def test_criteria_that_do_not_add_up_to_100_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        rules.read_criteria(text)


def test_criteria_are_read_a_line_each_and_none_is_allowed() -> None:
    assert rules.read_criteria("工作 实绩：60%\n\n群众评价　40") == (("工作 实绩", 60), ("群众评价", 40))
    assert rules.read_criteria("") == ()


def test_a_score_is_rounded_half_up_to_a_tenth_and_missing_while_one_is() -> None:
    assert rules.total_score({1: 30, 2: 70}, {1: 85, 2: 92}) == 899
    assert rules.total_score({1: 33, 2: 67}, {1: 85, 2: 90}) == 884  # 88.35
    assert rules.total_score({1: 30, 2: 70}, {1: 85}) is None
    assert rules.total_score({}, {}) is None


@pytest.mark.parametrize(("excellent", "share", "said"), [(3, 20, True), (2, 20, False), (9, 0, False)])
def test_more_excellent_than_the_share_is_said_and_zero_is_off(
    excellent: int, share: int, said: bool
) -> None:
    grades = [Grade.EXCELLENT] * excellent + [Grade.COMPETENT] * (12 - excellent)
    assert bool(rules.over_share(grades, share)) is said


def test_differences_name_the_fact_as_frozen_and_as_it_is_now() -> None:
    assert rules.changed(FACTS, FACTS) == []
    now = replace(FACTS, days_present="21", leave=())
    assert rules.changed(FACTS, now) == [("在岗天数", "20.5", "21"), ("请假", "事假 0.5 天", "无")]


def test_the_stage_is_that_of_the_last_step() -> None:
    day = TODAY
    assert rules.stage_of(None, 0, None, None) is AssessStage.OPENED
    assert rules.stage_of(day, 0, None, None) is AssessStage.FROZEN
    assert rules.stage_of(day, 2, None, None) is AssessStage.HEARD
    assert rules.stage_of(day, 0, day, None) is AssessStage.GRADED
    assert rules.stage_of(day, 0, day, day) is AssessStage.FED_BACK


def test_days_that_cannot_be_are_refused() -> None:
    with pytest.raises(UserError, match="早于开始"):
        rules.refuse_round(TODAY, date(2026, 11, 1), TODAY, TODAY)
    with pytest.raises(UserError, match="还没有到"):
        rules.refuse_round(TODAY, TODAY, date(2026, 11, 3), TODAY)
