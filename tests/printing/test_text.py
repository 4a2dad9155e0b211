"""Texts get a little smaller, then wrap; numbers, dates and parts of names stay whole; nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.printing.engine.fonts import width
from banfu_desktop.printing.engine.text import even, fit, fit_number, wrap

ROOM = 60.0


def test_a_text_that_fits_keeps_its_size():
    assert fit("钟立新", "serif", ROOM, 10.5).size == 10.5


def test_a_text_slightly_too_long_gets_smaller_and_stays_on_one_line():
    fitted = fit("县农业农村局", "serif", ROOM, 10.5)

    assert (fitted.size, fitted.lines) == (10.0, ("县农业农村局",))


def test_a_text_far_too_long_wraps_and_is_never_below_eight_points():
    fitted = fit("新丰县人力资源和社会保障局", "serif", ROOM, 10.5)

    assert len(fitted.lines) == 2
    assert 8 <= fitted.size <= 10.5
    assert "".join(fitted.lines) == "新丰县人力资源和社会保障局"


def test_a_long_name_breaks_after_its_point():
    assert fit("阿卜杜热合曼·买买提", "serif", ROOM, 10.5).lines == ("阿卜杜热合曼·", "买买提")


@pytest.mark.parametrize(
    "whole", ["1,290.32", "2026年10月12日", "2026-10-12", "440299********4955", "139****0519"]
)
def test_a_number_or_date_is_never_cut(whole):
    lines = fit(f"到岗到岗到岗{whole}起算", "serif", 90.0, 10.5).lines

    assert any(whole in line for line in lines)


def test_punctuation_neither_begins_nor_is_left_at_the_end_of_a_line():
    for room in range(40, 120, 3):
        for line in wrap("甲乙丙，丁戊（己庚）辛壬。癸子、丑寅《卯辰》巳午", "serif", room, 10.0):
            assert line[0] not in "，。、）》"
            assert line[-1] not in "（《"


def test_a_line_does_not_begin_with_the_space_it_was_broken_at():
    assert wrap("金额 1,290.32", "serif", 50.0, 10.0) == ("金额", "1,290.32")
    assert wrap("工作补助费 合计", "serif", 50.0, 10.0) == ("工作补助费", "合计")


def test_a_header_breaks_into_even_lines():
    assert even("补助月份", "bold", 32.0, 10.0, 10.0).lines == ("补助", "月份")


def test_a_number_gets_as_small_as_it_must_but_stays_one():
    fitted = fit_number("12,345,678.90", "serif", 30.0, 10.5)

    assert fitted.lines == ("12,345,678.90",)
    assert width(fitted.lines[0], "serif") * fitted.size == pytest.approx(30.0)


@given(st.text("钟立新·，。（）12.50元ab \n", max_size=60), st.floats(12, 200))
def test_no_line_is_wider_than_its_room_and_no_character_is_lost(text, room):
    fitted = fit(text, "serif", room, 10.5)

    assert all(width(line, "serif") * fitted.size <= room + 1e-6 for line in fitted.lines)
    assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
