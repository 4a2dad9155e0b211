"""A5 papers come two on an A4, in their order, with a line to cut along; other pages stay as they are."""

from dataclasses import replace

import pytest

from banfu_desktop.printing.forms import fund_request, fund_voucher
from banfu_desktop.printing.forms.v3 import expense_claim, paste_sheet
from banfu_desktop.printing.paper import Paper, pdf, xlsx
from banfu_desktop.printing.preview import opened, page_count, page_size, page_text


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


def test_a_claim_and_its_paste_sheet_share_a_sheet_to_be_cut() -> None:
    sample = expense_claim.SAMPLE
    papers = (*expense_claim.build(sample), *paste_sheet.build(sample))
    made = pdf(Paper("报销", papers, two_up=True))
    assert page_count(made) == 1
    both = page_text(made, 0)
    for words in ("费用报销单", "核定（大写）", "单据粘贴单", "裁切线", "第 1 页　共 1 页"):
        assert words in both
    assert both.count("校验码 P4ZN-7XQK") == 2
    assert page_count(pdf(Paper("报销", papers))) == 2
    assert xlsx(Paper("报销", papers, two_up=True)) == xlsx(Paper("报销", papers))


def test_a_claim_too_long_for_an_a5_stays_on_its_a4() -> None:
    long = replace(expense_claim.SAMPLE, lines=expense_claim.SAMPLE.lines * 4, approved=None)
    made = pdf(Paper("报销", (*expense_claim.build(long), *vouchers(1)), two_up=True))
    assert page_count(made) == 2
    assert "核定金额" in page_text(made, 0)
    assert "裁切线" not in page_text(made, 0)


def test_bookmarks_lead_to_the_sheet_and_the_archive_takes_them_too() -> None:
    made = pdf(Paper("凭单", vouchers(1, 2, 3), two_up=True), archival=True)
    with opened(made) as document:
        marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert [page for _, page in marks] == [0, 0, 1]
    assert b"pdfaid:part" in made
