"""Texts as they leave for a spreadsheet, and as they come out of a file that others have written."""

import pytest

from banfu_desktop.rules.text import no_formula, readable


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠\t\r"))
def test_nothing_starts_a_formula_in_a_spreadsheet(sign: str) -> None:
    assert no_formula(f"{sign}1+1") == f"'{sign}1+1"


def test_any_other_text_stays() -> None:
    assert [no_formula(text) for text in ("", "拨款=1", "1-2", "'=1")] == ["", "拨款=1", "1-2", "'=1"]


def test_what_is_no_character_is_shown_as_a_question() -> None:
    assert readable("张\udcff三") == "张?三"
    assert readable("张三") == "张三"
