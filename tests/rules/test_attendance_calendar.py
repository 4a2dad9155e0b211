"""A year's holidays read from the notice's text, from a list and from a calendar file."""

from datetime import date

import pytest

from banfu_desktop.rules.attendance_calendar import read_calendar
from banfu_desktop.rules.errors import ProblemsError, UserError

NOTICE = """各省、自治区、直辖市人民政府：
经国务院批准，现将2027年元旦等节假日安排的具体日期通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""
"""Invented dates in the form the State Council's office writes them."""


def days(text: str, year: int = 2027) -> dict[date, tuple[bool, str]]:
    return {told.day: (told.is_off, told.name) for told in read_calendar(text, year).days}


def test_the_notice_is_read_as_it_stands() -> None:
    found = days(NOTICE)
    assert found[date(2027, 1, 1)] == (True, "元旦")
    assert [day for day in found if found[day] == (True, "春节")] == [
        date(2027, 2, day) for day in range(5, 12)
    ]
    assert {day for day in found if not found[day][0]} == {date(2027, 1, 31), date(2027, 2, 20)}
    assert len(found) == 3 + 7 + 2 + 3


def test_a_list_has_a_day_a_line() -> None:
    lines = [f"2027-10-0{day},休,国庆节" for day in range(1, 8)] + ["2027/10/9 上班", "日期,类型,名称"]
    found = days("\n".join(lines))
    assert found[date(2027, 10, 1)] == (True, "国庆节")
    assert found[date(2027, 10, 9)] == (False, "")
    assert len(found) == 8


def test_a_calendar_file_ends_before_its_last_day_and_says_what_it_leaves_out() -> None:
    events = (
        ("20270101", "20270104", "元旦（休）"),
        ("20270205", "20270212", "春节 假期"),
        ("20270131", "20270201", "春节（班）"),
        ("20270214", "20270215", "情人节"),
    )
    text = "BEGIN:VCALENDAR\r\n" + "".join(
        f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{start}\r\nDTEND;VALUE=DATE:{end}\r\n"
        f"SUMMARY:{said[:2]}\r\n {said[2:]}\r\n"
        "END:VEVENT\r\n"
        for start, end, said in events
    )
    told = read_calendar(text, 2027)
    assert sum(one.is_off for one in told.days) == 10
    assert [one.day for one in told.days if not one.is_off] == [date(2027, 1, 31)]
    assert {one.name for one in told.days if one.is_off} == {"元旦", "春节"}
    assert told.left_out == ("“情人节”没有写明放假还是上班",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2月30日放假", "没有这一天"),
        ("五一：5月1日至9月5日放假", "不像一个假期"),
        ("1月1日上班", "又是放假又是上班"),
    ],
)
def test_what_cannot_be_is_named_by_its_line(line: str, said: str) -> None:
    with pytest.raises(ProblemsError) as refusal:
        read_calendar(NOTICE + line, 2027)
    assert any(said in str(problem) and problem.row == 7 for problem in refusal.value.problems)


def test_what_says_neither_is_told_not_taken() -> None:
    told = read_calendar(NOTICE + "另：3月8日妇女节", 2027)
    assert date(2027, 3, 8) not in {one.day for one in told.days}
    assert told.left_out == ("第7行“3月8日”没有写明放假还是上班",)


@pytest.mark.parametrize("text", ["", "元旦放假", "2026年1月1日放假", "1月1日至3日放假"])
def test_too_little_is_no_year(text: str) -> None:
    with pytest.raises(UserError, match="不像全年的节假日安排"):
        read_calendar(text, 2027)
