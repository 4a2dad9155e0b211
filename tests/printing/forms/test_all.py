"""What holds for every form: one page for its sample, the same bytes twice, a workbook that says the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from banfu_desktop.printing.engine.blocks import Document, Grid, Signatures, Title
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.preview import page_count, page_size
from tests.printing.a_form import newest as form

PRINTED = {
    "subsidy_sheet": "驻镇帮扶工作补助发放表",
    "subsidy_summary": "驻镇帮扶工作补助汇总表",
    "differences": "驻镇帮扶工作补助补发扣回明细",
    "attendance_sheet": "驻镇帮扶工作队考勤表",
    "presence_certificate": "驻镇情况证明",
    "leave_form": "驻镇帮扶工作队请假审批表",
    "roster": "梅坑镇驻镇帮扶工作队花名册",
    "pairings_annex": "新丰县驻镇帮镇扶村组团结对情况表",
    "subsidy_year": "驻镇帮扶工作补助年度汇总表",
    "receivables": "应收回款项清单",
    "unpaid": "未付补助清单",
    "fund_ledger": "工作经费收支台账",
    "fund_voucher": "支出凭单",
    "fund_year": "驻镇帮扶工作经费年度收支情况表",
    "fund_notice": "2026年梅坑村第一书记工作经费收支情况公示",
    "project_approval": "资金项目“双签”审批单",
    "asset_list": "资产登记表",
    "exam_sheet": "年度体检情况表",
    "insurance_sheet": "意外险参保情况表",
    "exam_settlement": "体检费用结算单",
    "insurance_settlement": "意外险费用结算单",
    "insured_list": "意外险参保人员名单",
    "blank_attendance": "驻镇帮扶工作队考勤表",
    "blank_leave": "驻镇帮扶工作队请假审批表",
    "sign_in": "会议（培训）签到表",
    "bank_reconciliation": "银行存款余额调节表",
    "claims_owed": "关于办理驻镇帮扶人员费用报销的函",
    "recovery_sheet": "恢复卡",
    "transfer_sheet": "上报包传递单",
    "plan_list": "2026年度任务清单",
    "document_list": "文件登记簿",
}
LONG = {
    "subsidy_sheet": "lines",
    "subsidy_summary": "payers",
    "differences": "lines",
    "attendance_sheet": "lines",
    "presence_certificate": "lines",
    "asset_list": "cards",
    "roster": "people",
    "pairings_annex": "towns",
    "subsidy_year": "payers",
    "receivables": "lines",
    "unpaid": "lines",
    "exam_settlement": "lines",
    "insurance_settlement": "lines",
    "insured_list": "people",
    "exam_sheet": "lines",
    "insurance_sheet": "people",
    "plan_list": "lines",
    "document_list": "lines",
}


def of_rows(name: str, count: int) -> tuple[Document, ...]:
    """The form with so many rows, its sample's over and over."""
    module, rows = form(name), LONG[name]
    sample = getattr(module.SAMPLE, rows)
    repeated = tuple(islice(chain.from_iterable(repeat(sample)), count))
    data = replace(module.SAMPLE, **{rows: repeated})
    if name == "subsidy_year":  # a sheet a payer
        people = tuple(islice(chain.from_iterable(repeat([p.lines[0] for p in sample])), count))
        data = replace(module.SAMPLE, payers=(replace(sample[0], lines=people),), whole=False)
    documents: tuple[Document, ...] = module.build(data)
    return documents


@pytest.mark.parametrize("name", PRINTED)
def test_the_sample_fills_one_page_under_its_title(name: str, read: Callable[..., list[str]]) -> None:
    documents = form(name).build(form(name).SAMPLE)
    pages = read(documents)
    assert len(pages) == len(documents)
    assert all(page.startswith(PRINTED[name]) and "第 1 页　共 1 页" in page for page in pages)


@pytest.mark.parametrize("name", PRINTED)
def test_nine_columns_and_more_lie_on_their_side(name: str) -> None:
    document, *_ = form(name).build(form(name).SAMPLE)
    columns = max((len(block.columns) for block in document.blocks if isinstance(block, Grid)), default=0)
    width, height = page_size(render((document,)), 0)
    assert width > height or columns < 9


@pytest.mark.parametrize("name", PRINTED)
def test_printing_twice_gives_the_same_bytes(name: str) -> None:
    module = form(name)
    assert render(module.build(module.SAMPLE)) == render(module.build(module.SAMPLE))


@pytest.mark.parametrize("name", PRINTED)
def test_the_workbook_says_the_same(
    name: str, sheets: Callable[[Sequence[Document]], list[Worksheet]]
) -> None:
    module = form(name)
    made = sheets(module.build(module.SAMPLE))
    assert {sheet["A1"].value for sheet in made} == {PRINTED[name]}


@pytest.mark.parametrize("name", LONG)
def test_without_a_row_there_is_one_page_that_says_so(name: str, read: Callable[..., list[str]]) -> None:
    pages = read(of_rows(name, 0))
    assert len(pages) == 1
    assert "（无）" in pages[0] or "（没有补发扣回）" in pages[0]


@pytest.mark.parametrize("name", LONG)
def test_seven_rows_stay_on_one_page(name: str) -> None:
    assert page_count(render(of_rows(name, 7))) == 1


@pytest.mark.parametrize("name", LONG)
def test_three_hundred_rows_repeat_the_header_and_sign_below_rows(
    name: str, read: Callable[..., list[str]]
) -> None:
    documents = of_rows(name, 300)
    pages = read(documents)
    grid = next(block for block in documents[0].blocks if isinstance(block, Grid))
    header = " ".join(column.label.replace("\n", "") for column in grid.columns[:2])
    long_part = pages[: -1 if name == "subsidy_summary" else None]
    assert len(long_part) > 5
    assert all(header in page for page in long_part)
    signers = [block.names for block in documents[0].blocks if isinstance(block, Signatures)]
    for names in signers:
        assert names[0] in pages[-1]
        assert grid.columns[0].label in pages[-1]


@pytest.mark.parametrize("name", PRINTED)
def test_every_document_is_named_for_its_file(name: str) -> None:
    for document in form(name).build(form(name).SAMPLE):
        assert document.name
        assert document.sealed_at or document.printed_at
        assert isinstance(document.blocks[0], Title)
