"""Form 11: what pages carry over, the months' sums, and the end of the year; form 13 beside it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from banfu_desktop.printing.engine.blocks import Document, Ledger
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.forms import fund_voucher
from banfu_desktop.printing.forms.fund_ledger import SAMPLE, Book, build
from banfu_desktop.printing.preview import page_size
from banfu_desktop.rules.money import yuan

Read = Callable[..., list[str]]
COLUMNS = [
    "日期", "凭证号", "摘要", "科目/用途", "收入", "支出", "余额", "经办人", "审批(双签)", "发票号", "附件数",
]  # fmt: skip


def long_year(count: int) -> Book:
    """A year of so many vouchers of one yuan and some fen."""
    lines, balance = [], 10_000_000
    for number in range(1, count + 1):
        balance -= 100 + number
        day = date(2026, 1, 1) + timedelta(days=number * 360 // count)
        line = replace(SAMPLE.lines[1], day=day, number=number, out_fen=100 + number, balance_fen=balance)
        lines.append(line)
    return replace(SAMPLE, opening_fen=10_000_000, lines=tuple(lines), carried_fen=balance)


def ledger(book: Book) -> Ledger:
    return next(block for block in build(book)[0].blocks if isinstance(block, Ledger))


def carried(word: str, page: str) -> tuple[str, ...]:
    """Income, expense and balance after a word on a page."""
    amount = r"([\d,]+\.\d\d)"
    found = re.search(rf"{word} {amount} {amount} {amount}", page)
    assert found is not None
    return found.groups()


def test_the_columns_are_those_of_the_form_and_it_lies_on_its_side() -> None:
    assert [column.label for column in ledger(SAMPLE).columns] == COLUMNS
    width, height = page_size(render(build(SAMPLE)), 0)
    assert width > height


def test_every_month_is_summed_and_the_year_carried(read: Read) -> None:
    (page,) = read(build(SAMPLE))
    assert "01.01 上年结转 1,234.56" in page
    assert "03.31 本月合计 50,000.00 0.00 51,234.56" in page
    assert "04.30 本年累计 50,000.00 3,280.00 47,954.56" in page
    assert "12.31 结转下年 47,954.56" in page
    assert "以镇财政所会计账为准" in page
    assert "负责人：" in page


def test_what_a_page_carries_the_next_one_begins_with(read: Read) -> None:
    book = long_year(150)
    pages = read(build(book))
    assert len(pages) > 6
    for before, after in pairwise(pages):
        onward, brought = carried("过次页", before), carried("承前页", after)
        assert brought == onward
        came, _, balance = onward
        assert came == "0.00"
        assert balance in {yuan(line.balance_fen) for line in book.lines}
    assert "承前页" not in pages[0]
    assert "过次页" not in pages[-1]
    assert "负责人：" in pages[-1]


def test_an_open_year_ends_in_its_sums_under_two_red_lines() -> None:
    rows = ledger(replace(SAMPLE, carried_fen=None)).rows
    assert (rows[-1].cells[2], rows[-1].lines) == ("本年累计", 2)
    closed = ledger(SAMPLE).rows
    assert [(row.cells[2], row.lines) for row in closed if row.lines == 2] == [("结转下年", 2)]
    assert {row.lines for row in closed if row.cells[2] == "本月合计"} == {1}


def test_red_lines_are_drawn_red_and_others_black() -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(render(build(SAMPLE)))[0]
    raw = page.render(scale=1.5).to_pil().convert("RGB").tobytes()
    red = sum(r > 150 and g < 90 for r, g in zip(raw[::3], raw[1::3], strict=True))
    assert red > 1000


def test_the_amount_of_a_reversal_is_printed_in_red_ink() -> None:
    red, green, blue = ink_of("-3,280.00")
    assert red > 150
    assert max(green, blue) < 90
    assert ink_of("3,280.00") == ink_of("47,954.56") == (0, 0, 0)


def test_the_voucher_of_a_reversal_says_its_amount_in_red_ink(sheets: Callable[..., list[Any]]) -> None:
    """In figures and in words, on paper and in its workbook; that of an expense is black."""
    plain = fund_voucher.build(fund_voucher.SAMPLE)
    back = fund_voucher.build(replace(fund_voucher.SAMPLE, amount_fen=-328_000))
    for documents, is_red in ((plain, False), (back, True)):
        for words in ("叁仟贰佰", "3,280.00"):
            red, green, blue = ink_of(words, documents, whole=False)
            assert (red > 150, max(green, blue) < 90) == (is_red, True), words
        (sheet,) = sheets(documents)
        cells = [one for row in sheet.iter_rows() for one in row if str(one.value).endswith("3,280.00")]
        colours = [cell.font.color.rgb if cell.font.color else None for cell in cells]
        assert colours == ["00FF0000" if is_red else None]


def ink_of(amount: str, documents: tuple[Document, ...] = (), *, whole: bool = True) -> tuple[int, int, int]:
    """The darkest that is seen where an amount is first printed, as red, green and blue."""
    import pypdfium2

    page, zoom = pypdfium2.PdfDocument(render(documents or build(SAMPLE)))[0], 4
    texts = page.get_textpage()
    first, count = texts.search(amount, match_whole_word=whole).get_next()
    lefts, lows, rights, highs = zip(*map(texts.get_charbox, range(first, first + count)), strict=True)
    top = page.get_height()
    box = (min(lefts), top - max(highs), max(rights), top - min(lows))
    drawn = page.render(scale=zoom).to_pil().convert("RGB").crop([round(edge * zoom) for edge in box])
    raw = drawn.tobytes()
    return min(zip(raw[::3], raw[1::3], raw[2::3], strict=True), key=sum)


def test_a_reversal_is_red_in_the_workbook_too(sheets: Callable[..., list[Any]]) -> None:
    (sheet,) = sheets(build(SAMPLE))
    amounts = [cell for row in sheet.iter_rows() for cell in row if cell.value in (3280, -3280)]
    assert {cell.value for cell in amounts} == {3280, -3280}
    for positive, negative in (cell.number_format.split(";") for cell in amounts):
        assert (positive, negative) == ("#,##0.00", "[Red]-#,##0.00")


def test_a_book_without_a_voucher_still_says_what_it_began_with(read: Read) -> None:
    (page,) = read(build(replace(SAMPLE, lines=(), carried_fen=None)))
    assert "上年结转 1,234.56" in page


def test_the_workbook_has_every_row(sheets: Callable[..., list[object]]) -> None:
    (sheet,) = sheets(build(SAMPLE))
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]  # type: ignore[attr-defined]
    assert {"上年结转", "本月合计", "本年累计", "结转下年"} <= set(said)


def test_a_voucher_says_its_amount_in_capitals_and_asks_for_both_signatures(read: Read) -> None:
    (page,) = read(fund_voucher.build(fund_voucher.SAMPLE))
    assert "人民币叁仟贰佰捌拾元整" in page
    assert "镇党委书记签字" in page
    assert page_size(render(fund_voucher.build(fund_voucher.SAMPLE)), 0)[0] < 600
    (single,) = read(fund_voucher.build(replace(fund_voucher.SAMPLE, double=False, number=None)))
    assert "镇党委书记" not in single
    assert "未记账" in single
