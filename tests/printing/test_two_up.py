"""A5 papers come two on an A4, in their order, with a line to cut along; other pages stay as they are."""

from dataclasses import replace

import pytest

from banfu_desktop.printing.forms import fund_request, fund_voucher
from banfu_desktop.printing.paper import Paper, pdf
from banfu_desktop.printing.preview import page_count, page_size, page_text


def vouchers(*numbers: int) -> tuple:
    return tuple(
        document
        for number in numbers
        for document in fund_voucher.build(replace(fund_voucher.SAMPLE, number=number))
    )


def test_two_vouchers_stand_on_one_sheet_the_first_above() -> None:
    made = pdf(Paper("凭单", vouchers(1, 2, 3), two_up=True))
    assert page_count(made) == 2
    assert page_size(made, 0) == pytest.approx((595.3, 841.9), abs=0.1)
    both, last = page_text(made, 0), page_text(made, 1)
    assert both.index("001号") < both.index("002号")
    assert "裁切线" in both
    assert "003号" in last
    assert pdf(Paper("凭单", vouchers(1, 2, 3), two_up=True)) == made


def test_a_letter_between_them_keeps_its_page_and_its_place() -> None:
    documents = (*vouchers(1), *fund_request.build(fund_request.SAMPLE))
    made = pdf(Paper("混排", documents, two_up=True))
    assert page_count(made) == 3
    words = ("支出凭单", "请予办理", "收　据")
    assert all(word in page_text(made, page) for page, word in enumerate(words))


def test_without_the_wish_and_without_an_a5_nothing_changes() -> None:
    letter = fund_request.build(fund_request.SAMPLE)[:1]
    assert pdf(Paper("函", letter, two_up=True)) == pdf(Paper("函", letter))
    assert page_count(pdf(Paper("凭单", vouchers(1, 2)))) == 2
