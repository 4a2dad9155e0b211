"""A timeline says what stands when, once for paper and screen; what is drawn is where the frame says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from banfu_desktop.printing.engine.blocks import Document, Pictures
from banfu_desktop.printing.engine.charts import svg
from banfu_desktop.printing.engine.timelines import LANE, Frame, Placed, height
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.timelines import (
    Bars,
    Figures,
    Lane,
    Part,
    Shade,
    Span,
    Step,
    Timeline,
    quarters_window,
    year_window,
)

TODAY = date(2026, 11, 20)
GAP = Span(Period(date(2026, 7, 15), date(2026, 8, 10)), "断27天", Shade.BREAK)
COVER = Span(Period(date(2026, 8, 11), date(2027, 8, 10)), "人保 …7890")
SHORT = Span(Period(date(2026, 8, 20), date(2026, 8, 20)), "事假 1天", Shade.AMBER, keeps_words=True)
LAST_DAY = replace(SHORT, period=Period(date(2026, 12, 31), date(2026, 12, 31)))
OLD = Span(Period(date(2020, 1, 1), date(2025, 12, 31)), "从前", Shade.GREY)
PAY = Bars("实发", ("县司法局发", "县医保局发"), ((Part(0, 129_000), Part(1, 71_000)), *[()] * 9,
           (Part(1, 200_000, True), Part(1, -20_000)), ()))  # fmt: skip
DAYS = Figures("在岗工作日", ("20/20", *[""] * 11), (1.0, *[None] * 11))
YEAR = Timeline(
    "2026年",
    year_window(2026),
    (Lane("意外险", (OLD, GAP, COVER)), Lane("请假", (SHORT, LAST_DAY))),
    TODAY,
    bars=PAY,
    figures=(DAYS,),
    legend=((Shade.GREEN, "参保"),),
)


def _frame(timeline: Timeline = YEAR) -> Frame:
    return Frame(timeline, 570, height(timeline))


def _placed(lane: int) -> list[Placed]:
    frame = _frame()
    return frame.placed(frame.timeline.lanes[lane])


def test_a_year_has_twelve_columns_and_sixteen_quarters_begin_with_the_one_asked_for() -> None:
    assert [month.number for month, _ in YEAR.columns()] == list(range(1, 13))
    turns = Timeline("", quarters_window(date(2025, 11, 20), 16), step=Step.QUARTER)
    columns = list(turns.columns())
    assert (len(columns), columns[0][0], columns[0][1].end) == (16, Month(2025, 10), date(2025, 12, 31))
    assert columns[-1][1] == Period(date(2029, 7, 1), date(2029, 9, 30))


def test_what_lies_outside_the_window_is_not_drawn_and_what_runs_on_ends_with_it() -> None:
    gap, cover = _placed(0)
    assert (gap.span, cover.span) == (GAP, COVER)
    assert cover.x + cover.across == pytest.approx(569)
    assert gap.x + gap.across == pytest.approx(cover.x)


def test_a_leave_of_a_day_keeps_its_words_and_never_leaves_the_picture() -> None:
    one, last = _placed(1)
    assert one.text == "事假 1天"
    assert one.x == pytest.approx(_frame().x(YEAR.offset(date(2026, 8, 20))))
    assert last.text == "事假 1天"
    assert last.x + last.across <= 569


def test_words_that_the_line_of_today_would_cross_stand_after_it() -> None:
    frame = _frame(replace(YEAR, today=date(2026, 8, 16)))
    cover = frame.placed(frame.timeline.lanes[0])[1]
    assert frame.today_x is not None
    assert cover.text_x > frame.today_x > cover.x
    assert _placed(0)[1].text_x < frame.today_x


def test_a_point_of_a_lane_is_found_again() -> None:
    frame = _frame()
    assert frame.lane_at(frame.lanes_top - 1) == 0
    assert frame.lane_at(frame.lanes_top - LANE - 1) == 1
    assert frame.lane_at(frame.lanes_top + 1) == frame.lane_at(frame.lanes_top - 2 * LANE - 1) == -1


def test_a_part_of_the_lanes_stands_under_the_same_head() -> None:
    part = replace(YEAR, seen=(1, 1))
    frame = _frame(part)
    assert [lane.name for lane in part.lanes_seen] == ["请假"]
    assert frame.left == _frame().left
    assert b"\xe4\xba\xba\xe4\xbf\x9d" not in svg(part, 570, frame.high, "Noto Sans SC")  # 人保


def test_the_screen_gets_the_same_words_as_the_paper(read: Callable[..., list[str]]) -> None:
    (page,) = read((Document("图", (Pictures((YEAR,), 100),)),))
    drawn = svg(YEAR, 480, 280, "Noto Sans SC").decode()
    for word in (
        "2026年",
        "县司法局发",
        "草稿",
        "扣回",
        "2,000.00",
        "1,800.00",
        "20/20",
        "意外险",
        "断27天",
        "参保",
    ):
        assert word in page
        assert word in drawn
    assert "从前" not in drawn


def test_all_of_it_is_said_in_words() -> None:
    assert YEAR.sentences == [
        "2026年1月 实发 2,000.00：县司法局发 1,290.00、县医保局发 710.00",
        "2026年11月 实发 1,800.00：县医保局发（草稿） 2,000.00、县医保局发 -200.00",
        "在岗工作日：1月 20/20",
        "意外险：断27天 2026-07-15至2026-08-10；人保 …7890 2026-08-11至2027-08-10",
        "请假：事假 1天 2026-08-20；事假 1天 2026-12-31",
    ]


def test_an_empty_timeline_can_be_drawn() -> None:
    assert b"<svg" in svg(Timeline("", year_window(2026)), 480, 60, "Noto Sans SC")
