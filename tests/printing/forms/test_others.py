"""Summary, differences, year, bank list, certificate, leave form, roster, cards: what each must say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import (
    allowance_letter,
    differences,
    exam_sheet,
    insurance_sheet,
    leave_form,
    presence_certificate,
    recovery_sheet,
    roster,
    subsidy_year,
    transfer_sheet,
)
from banfu_desktop.printing.forms.parts import party_committee
from banfu_desktop.printing.forms.v1 import bank_list, subsidy_summary
from banfu_desktop.printing.forms.v4 import half_report as half_report_4
from banfu_desktop.printing.forms.v5 import half_report
from banfu_desktop.rules.attendance import HalfDays
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.documents_text import Paragraph, Part, Run
from banfu_desktop.rules.words import DayState

Read = Callable[..., list[str]]
Sheets = Callable[[Sequence[Document]], list[Worksheet]]


def test_the_summary_adds_up_across_and_down_and_lists_who_is_not_paid(read: Read) -> None:
    (page,) = read(subsidy_summary.build(subsidy_summary.SAMPLE))
    assert "合　计 4 5,290.32 0.00 -66.67 5,223.65" in page
    assert "人民币伍仟贰佰贰拾叁元陆角伍分" in page
    assert "冼伟健 省农科院 六(四)" in page


def test_a_difference_list_adds_up_signed_amounts(read: Read) -> None:
    (page,) = read(differences.build(differences.SAMPLE))
    assert "1,290.32 1,096.77 -193.55" in page
    assert "人民币负陆拾肆元伍角贰分" in page


def test_the_year_of_every_payer_adds_up_to_that_of_the_team(read: Read) -> None:
    *payers, team = read(subsidy_year.build(subsidy_year.SAMPLE))
    assert len(payers) == 3
    assert "合　计" in payers[2]
    assert "23,741.94" in team
    assert "人民币伍万贰仟柒佰柒拾肆元贰角整" in team
    assert "县林业局 2" in team


def test_the_bank_list_is_a_bare_table_of_texts(sheets: Sheets) -> None:
    good, left_out = sheets(bank_list.build(bank_list.SAMPLE))
    rows = [[cell.value for cell in row] for row in good.iter_rows()]
    assert rows[0] == ["序号", "户名", "账号", "开户行", "金额", "附言"]
    assert rows[1] == [
        "1", "巫启明", "6217004482468337043", "新丰农商银行营业部", "1223.65", "2026年10月驻镇帮扶工作补助"
    ]  # fmt: skip
    assert all(cell.number_format == "@" for row in good.iter_rows(min_row=2) for cell in row)
    assert [cell.value for cell in left_out[2]] == ["罗海涛", "2000.00", "没有登记银行账号"]


def test_nobody_is_asked_to_pay_a_negative_amount() -> None:
    transfer = replace(bank_list.SAMPLE.transfers[0], net_fen=-5)
    listed, left_out = bank_list.build(replace(bank_list.SAMPLE, transfers=(transfer,)))
    assert not listed.blocks[0].rows  # type: ignore[union-attr]
    assert left_out.blocks[0].rows[0][1] == "-0.05"  # type: ignore[union-attr]


def test_a_certificate_tells_leave_by_stretches(read: Read) -> None:
    (page,) = read(presence_certificate.build(presence_certificate.SAMPLE))
    assert "县林业局：" in page
    assert "21日到岗；事假2天（22日至23日）；事假1天（29日）" in page
    assert "罗海涛 18天 18天 0天 0天 无" in page
    assert "中共梅坑镇委员会" in page
    assert party_committee("丰城街道") == "中共丰城街道工作委员会"


def test_a_kind_of_leave_is_certified_by_its_own_name_in_its_own_days(read: Read) -> None:
    away = {date(2026, 10, day): DayState.MATERNITY for day in range(9, 20)}
    away |= {date(2026, 10, day): DayState.ANNUAL for day in range(22, 27)}
    away[date(2026, 10, 28)] = HalfDays(DayState.SICK, DayState.PRESENT)
    away[date(2026, 10, 17)] = DayState.ON_CALL
    line = presence_certificate.Line("罗海涛", Period(date(2026, 1, 5)), away)
    (page,) = read(presence_certificate.build(replace(presence_certificate.SAMPLE, lines=(line,))))
    assert "罗海涛 18天 6.5天 0天 0天 1天" in page.replace("\n", " ")
    told = "产假8天（9日至16日）；产假2天（18日至19日）；年休假3天（22日至26日）；病假0.5天（28日上午）"
    assert told in page.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(("days", "town_decides"), [(3, True), (4, False)])
def test_beyond_the_town_s_days_the_county_decides(days: int, town_decides: bool, read: Read) -> None:
    (page,) = read(leave_form.build(replace(leave_form.SAMPLE, days=days)))
    assert ("3天以内由镇党委审批，此栏不填" in page) is town_decides
    for opinion in (
        "工作队队长意见",
        "镇（村）分管领导意见",
        "镇党委意见",
        "县委组织部意见",
        "销假时间及签字",
    ):
        assert opinion in page


def test_a_leave_over_new_year_says_both_years(read: Read) -> None:
    span = {"start": date(2026, 12, 30), "end": date(2027, 1, 2)}
    (page,) = read(leave_form.build(replace(leave_form.SAMPLE, **span)))
    assert "2026年12月30日至2027年1月2日" in page


def test_the_roster_shows_no_more_than_its_variant_may(read: Read) -> None:
    person = roster.SAMPLE.people[0]
    pages = {
        variant: "".join(read(roster.build(replace(roster.SAMPLE, variant=variant))))
        for variant in ("file", "full", "public")
    }
    assert "139****0519" in pages["file"]
    assert person.phone not in pages["file"]
    assert person.identity_no not in pages["file"]
    assert person.phone in pages["full"]
    assert person.identity_no in pages["full"]
    assert "不得外传" in pages["full"]
    for secret in (person.phone, person.phone[-4:], person.identity_no[:6], "1981"):
        assert secret not in pages["public"]


def test_long_and_rare_names_are_read_back_whole(read: Read) -> None:
    (page,) = read(roster.build(roster.SAMPLE))
    assert "谭䶮" in page
    assert "阿卜杜热合曼·买买提" in page


def test_the_cards_hold_every_group_of_their_key(read: Read) -> None:
    for card, key in (
        (recovery_sheet.build(recovery_sheet.SAMPLE), recovery_sheet.SAMPLE.key),
        (transfer_sheet.build(transfer_sheet.SAMPLE), transfer_sheet.SAMPLE.code),
    ):
        (page,) = read(card)
        assert all(group in page for group in key.split("-"))
        assert "第8组" in page
    (page,) = read(transfer_sheet.build(transfer_sheet.SAMPLE))
    assert "梅坑镇-上报包-007-20261102.bfb" in page
    assert "请与文件分开送达" in page


def test_the_exam_sheet_counts_states_and_adds_costs(read: Read) -> None:
    (page,) = read(exam_sheet.build(exam_sheet.SAMPLE))
    assert "应检 4 人：未参加 1 人，已体检 1 人，已安排 1 人，未安排 1 人。" in page
    assert "2026.11.20" in page
    assert "已在省里统一体检前离岗" in page.replace("\n", "").replace(" ", "")
    (own,) = exam_sheet.build(replace(exam_sheet.SAMPLE, unit="县司法局"))
    assert own.name == "2026年年度体检情况表（县司法局）"


def test_the_insurance_sheet_adds_gaps_and_counts_nobody_twice(read: Read) -> None:
    tan = insurance_sheet.SAMPLE.people[0]
    second = replace(tan.policies[0], number="S0001", people=1)
    twice = replace(tan, policies=(*tan.policies, second), overlap_days=31)
    people = (twice, *insurance_sheet.SAMPLE.people[1:])
    (page,) = read(insurance_sheet.build(replace(insurance_sheet.SAMPLE, people=people)))
    assert "S0001" in page
    assert "合　计" in page
    assert "312" in page
    assert "重复31天" in page.replace("\n", "")
    assert "算至2026-10-31" in page
    (own,) = insurance_sheet.build(replace(insurance_sheet.SAMPLE, unit="县司法局"))
    assert own.name == "2026年意外险参保情况表（县司法局）"


def sealed_on(read: Read, form: object, lines: int) -> str:
    """The page of a report that bears the date, when so many short paragraphs stand above it."""
    text = tuple(Paragraph(Part.BODY, (Run(f"做了第{number}件事。"),)) for number in range(lines))
    data = replace(half_report.SAMPLE, text=text)
    return next(page for page in read(form.build(data)) if "2026年7月8日" in page)  # type: ignore[attr-defined]


def test_the_seal_of_a_report_never_stands_on_a_page_without_text(read: Read) -> None:
    """GB/T 9704: however long the text is, its end is on the page of name and date."""
    counts = range(12, 24)
    assert all("件事。" in sealed_on(read, half_report, count) for count in counts)
    assert not all("件事。" in sealed_on(read, half_report_4, count) for count in counts), (
        "layout 4 left it alone"
    )


def test_a_letter_about_the_allowance_names_no_amount_and_leaves_the_answer_blank(read: Read) -> None:
    letter, answer = read(allowance_letter.build(allowance_letter.SAMPLE))
    assert all(word in letter for word in ("巫启明", "2026.07.05", "2026.10.20", "没有规定补贴的标准"))
    assert not any(word in letter + answer for word in ("2,000", "贰仟"))
    assert "月标准（元）" in answer
    assert "县林业局" in answer
