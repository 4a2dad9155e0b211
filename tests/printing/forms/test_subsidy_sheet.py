"""The pay sheet: 16 columns, signed differences, totals in 大写, what each variant shows of an account."""

from collections.abc import Callable
from dataclasses import replace

from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v1.subsidy_sheet import SAMPLE, Line, build
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import capital, yuan

LABELS = (
    "序号", "姓名", "派出单位", "队内职务", "补助月份", "应在岗天数", "在岗天数", "请假天数", "标准", "应发",
    "扣减", "实发", "账号(尾4位)", "领款人签字", "领款日期", "备注",
)  # fmt: skip
Read = Callable[..., list[str]]


def labels(documents: object) -> list[str]:
    (document,) = documents  # type: ignore[misc]
    return [column.label.replace("\n", "") for column in document.blocks[2].columns]


def test_the_columns_are_those_of_the_form() -> None:
    assert labels(build(SAMPLE)) == list(LABELS)


def test_the_total_is_said_in_figures_and_in_capitals(read: Read) -> None:
    (page,) = read(build(SAMPLE))
    total = 129_032 + 70_968 - 6_667
    assert f"人民币{capital(total)}" in page
    assert f"¥{yuan(total)}" in page


def test_a_difference_names_its_month_and_keeps_its_sign(read: Read) -> None:
    (page,) = read(build(SAMPLE))
    assert "2026.09 -66.67 0.00 -66.67 7043" in page


def test_a_sealed_sheet_bears_its_code_and_a_draft_says_so(read: Read) -> None:
    (sealed,) = read(build(SAMPLE))
    (draft,) = read(build(replace(SAMPLE, imprint=Imprint("2026-11-02 09:30", draft=True))))
    assert "校验码 K7QM-2XWA" in sealed
    assert "草稿" not in sealed
    assert "校验码" not in draft
    assert draft.startswith("草稿")


def test_the_full_sheet_holds_the_whole_account_on_one_line_and_is_watermarked(
    texts: Callable[[bytes], list[str]],
) -> None:
    from banfu_desktop.printing.engine.render import render

    account = "9" * 19  # the widest number
    line = replace(SAMPLE.lines[0], account=f"新丰农商银行营业部\n{account}")
    full = replace(SAMPLE, lines=(line,), imprint=replace(SAMPLE.imprint, full=True))
    (page,) = texts(render(build(full)))
    assert account in page
    assert "仅供发放单位财务使用" in page
    assert labels(build(full))[12] == "开户行及账号"


def test_page_sub_totals_add_up_to_the_total(read: Read) -> None:
    net = [1_000_01 + number for number in range(60)]
    lines = tuple(
        Line("谭䶮", "县司法局", "队员", Month(2026, 10), 31, 31, 0, 200_000, fen, 0, fen, "2478", "")
        for fen in net
    )
    pages = read(build(replace(SAMPLE, lines=lines)))
    assert len(pages) > 2
    assert all("本页小计" in page for page in pages)
    assert f"人民币{capital(sum(net))}" in pages[-1]
    assert not any("人民币" in page for page in pages[:-1])
