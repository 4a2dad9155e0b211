"""The pictures of the work funds: points by plain rules, drawn once for paper and screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from banfu_desktop.printing.engine.blocks import Document, Pictures
from banfu_desktop.printing.engine.charts import svg
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.forms import fund_notice, fund_year
from banfu_desktop.rules.funds_charts import burn_down, month_starts, short_yuan, spending, ticks

JUNE_1 = date(2026, 6, 1)
BURN = burn_down(
    "工作队经费", 2026, 100, 5_000_100, [(date(2026, 3, 1), 5_000_100), (JUNE_1, 4_000_000)], JUNE_1
)


def test_the_steps_run_from_the_opening_to_today() -> None:
    assert BURN.steps == ((0, 100), (60, 5_000_100), (152, 4_000_000))
    assert (BURN.days, BURN.highest_fen, BURN.even_now_fen) == (365, 5_000_100, 5_000_100 * 213 // 365)


def test_nothing_after_today_is_shown_and_a_year_that_is_over_ends_with_itself() -> None:
    late = [(date(2026, 3, 1), 500), (date(2026, 9, 1), 200)]
    assert burn_down("", 2026, 0, 500, late, JUNE_1).last == (152, 500)
    assert burn_down("", 2026, 0, 500, late, date(2027, 2, 1)).last == (365, 200)
    assert burn_down("", 2026, 7, 500, [], date(2025, 12, 1)).steps == ((0, 7),)


def test_spending_is_ordered_and_small_ones_are_told_together() -> None:
    shown = spending("支出", [("甲", 1), ("乙", 5), ("丙", 0), ("丁", -2)])
    assert shown.bars == (("乙", 5), ("甲", 1))
    many = spending("支出", [(str(number), number) for number in range(1, 12)])
    assert len(many.bars) == 8
    assert many.bars[-1] == ("其余", 1 + 2 + 3 + 4)
    assert many.total_fen == sum(range(1, 12))


@pytest.mark.parametrize(
    ("highest", "wanted"),
    [(5_000_000, (0, 1_000_000, 5_000_000)), (0, (0, 100, 100)), (1_012_000, (0, 500_000, 1_500_000))],
)
def test_an_axis_has_round_amounts_up_to_the_highest(highest: int, wanted: tuple[int, int, int]) -> None:
    marks = ticks(highest)
    assert (marks[0], marks[1], marks[-1]) == wanted


def test_amounts_on_an_axis_are_short() -> None:
    assert [short_yuan(fen) for fen in (0, 500_000, 1_000_000, 2_500_000)] == ["0", "5,000", "1万", "2.5万"]


def test_months_begin_where_they_do_in_a_leap_year_too() -> None:
    assert month_starts(2026)[:3] == (0, 31, 59)
    assert month_starts(2028)[2] == 60


def test_the_screen_gets_the_same_words_as_the_paper(read: Callable[..., list[str]]) -> None:
    bars = spending("支出分类占比", [("宣传印刷", 300), ("小维修", 100)])
    (page,) = read((Document("图", (Pictures((BURN, bars)),)),))
    drawn = b"".join(svg(chart, 380, 190, "Noto Sans SC") for chart in (BURN, bars)).decode()
    for word in ("工作队经费", "结余 40,000.00", "1月", "10月", "支出分类占比", "宣传印刷", "75.0%"):
        assert word in page
        assert word in drawn


def test_every_font_of_a_paper_with_pictures_is_embedded() -> None:
    assert b"Helvetica" not in render(fund_year.build(fund_year.SAMPLE))


def test_nothing_spent_is_said(read: Callable[..., list[str]]) -> None:
    (page,) = read((Document("图", (Pictures((spending("支出分类占比", []),)),)),))
    assert "还没有支出" in page


def test_the_public_notice_says_when_and_whom_to_call_and_names_nobody(
    read: Callable[..., list[str]],
) -> None:
    (page,) = read(fund_notice.build(fund_notice.SAMPLE))
    assert page.startswith("2026年梅坑村第一书记工作经费收支情况公示")
    assert "村委会门窗小维修" in page
    assert "本年支出（明细见下表） 4,605.00" in page
    assert "公示期：2026年11月2日至2026年11月8日" in page
    assert "监督电话：0751-2250000" in page
    assert "队长" not in page


def test_a_year_without_spending_still_prints(read: Callable[..., list[str]]) -> None:
    empty = replace(fund_year.SAMPLE, books=(fund_year.Book("工作队经费", 0, 0, 0, 0, 0, ()),))
    assert "—" in read(fund_year.build(empty))[0]


def test_three_books_with_all_their_categories_are_signed_on_one_page(
    read: Callable[..., list[str]],
) -> None:
    """A page with nothing but the signatures is no page to sign."""
    names = ("宣传印刷", "横幅展板", "办公耗材", "会议资料", "办公网络水电", "邮寄", "小维修", "下乡交通")
    spent = tuple((name, 100_00 + number) for number, name in enumerate(names))
    books = tuple(
        fund_year.Book(f"{village}第一书记工作经费", 0, 100_000_00, 100_000_00, 0, 0, spent)
        for village in ("利坑村", "大岭村", "梅坑村")
    )
    (page,) = read(fund_year.build(replace(fund_year.SAMPLE, books=books)))
    assert "镇党委（盖章）" in page
