"""The work log 三(一)–(八): entries of one or several people, gaps, open matters, months signed off."""

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from banfu_desktop.db.base import Base
from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.rules.worklog import Duty, LogKind, LogLine, Matter
from banfu_desktop.services import rooms
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import papers, search
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.worklog import due, matters, months, week, worklog
from tests.services.conftest import NOW, TODAY, Doing

FRIDAY, MONDAY = date(2026, 10, 30), date(2026, 10, 26)
OCTOBER = Month(2026, 10)


def posting(session: Session, name: str) -> int:
    return members.the_one_named(session, name, FRIDAY).id


def entry(session: Session, name: str = "罗海涛", day: date = FRIDAY, **values: object) -> int:
    given = {
        "day": day, "posting_ids": [posting(session, name)], "duty": Duty.MONITORING, "kind": LogKind.VISIT,
        "content": "走访监测对象，核对“三保障”和饮水", **values,
    }  # fmt: skip
    return worklog.save(session, given, NOW)


def test_an_entry_says_what_was_typed(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = entry(session, village="利坑村", households=5, half=Half.AFTERNOON, result="未发现新增风险")
    with office.read() as session:
        row = worklog.one(session, key)
    assert (row.people, row.duty.clause, row.kind, row.households) == ("罗海涛", "三(三)", LogKind.VISIT, 5)
    assert (row.half, row.matter, row.late) == (Half.AFTERNOON, None, False)
    assert row.initials.startswith("zfjcdx")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"day": TODAY + timedelta(days=1)}, "还没有到"),
        ({"day": date(2019, 1, 7)}, "不在任职期"),
        ({"next_due": date(2026, 11, 20)}, "没有写下一步"),
        ({"next_step": "报镇里", "next_due": date(2026, 10, 1)}, "早于"),
        ({"content": "走访张某440233199001011234"}, "身份证号"),
        ({"next_step": "电话13800138000联系"}, "电话号码"),
        ({"with_whom": "账号6222021234567890"}, "身份证号、账号"),
    ],
)
def test_what_cannot_be_is_refused_and_says_what_to_do(
    doing: Doing, values: dict[str, object], why: str
) -> None:
    with pytest.raises(UserError, match=why), doing() as session:
        entry(session, **values)


def test_a_document_number_or_an_amount_is_no_household_number(doing: Doing) -> None:
    """What clerks write of documents and money stays allowed."""
    with doing() as session:
        said = "学习新乡振组〔2021〕12号，核对 31,204.60 元和 2026-10-30 的台账 1,234,567 元"
        assert worklog.one(session, entry(session, content=said)).content == said


def test_one_entry_is_of_everybody_who_did_it_and_counts_once(doing: Doing, office: Database) -> None:
    with doing() as session:
        both = [posting(session, "罗海涛"), posting(session, "潘秀云")]
        key = entry(session, posting_ids=both)
        third = posting(session, "谭䶮")
        worklog.share(session, [key], [third])
    with office.read() as session:
        assert worklog.one(session, key).people == "罗海涛、潘秀云、谭䶮"
        assert all(worklog.of_day(session, key_, FRIDAY) for key_ in (*both, third))
        assert sum(row.total for row in week.duty_months(session, 2026)) == 1
    with doing() as session:
        worklog.leave_out(session, key, both[0])
        assert worklog.one(session, key).people == "潘秀云、谭䶮"


def test_a_day_is_made_to_say_its_lines(doing: Doing, office: Database) -> None:
    with doing() as session:
        who = posting(session, "罗海涛")
        first = LogLine(None, None, Duty.PLANNING, LogKind.MEETING, "梅坑村", None, "定冬修水渠三处")
        second = LogLine(None, Half.AFTERNOON, Duty.MONITORING, LogKind.VISIT, "利坑村", 5, "走访监测户")
        ids = worklog.set_lines(session, who, FRIDAY, [first, second], NOW)
    with doing() as session:
        kept = [row.line for row in worklog.of_day(session, who, FRIDAY)]
        assert [line.id for line in kept] == ids
        assert worklog.set_lines(session, who, FRIDAY, kept[1:], NOW) == ids[1:]
    with office.read() as session:
        assert [row.content for row in worklog.of_day(session, who, FRIDAY)] == ["走访监测户"]
    with pytest.raises(UserError, match="第1行缺职责、方式"), doing() as session:
        worklog.set_lines(session, who, FRIDAY, [LogLine(content="走访")], NOW)


def test_taking_a_line_out_of_a_shared_entry_leaves_it_to_the_others(doing: Doing, office: Database) -> None:
    with doing() as session:
        who, other = posting(session, "罗海涛"), posting(session, "潘秀云")
        entry(session, posting_ids=[who, other])
        worklog.set_lines(session, who, FRIDAY, [], NOW)
    with office.read() as session:
        assert worklog.of_day(session, who, FRIDAY) == []
        assert [row.people for row in worklog.of_day(session, other, FRIDAY)] == ["潘秀云"]


def test_yesterday_is_copied_without_what_belongs_to_that_day(doing: Doing, office: Database) -> None:
    with doing() as session:
        who = posting(session, "罗海涛")
        entry(session, day=date(2026, 10, 29), next_step="送报价", result="已核对", households=4)
        assert worklog.copy_day(session, who, FRIDAY, NOW) == 1
    with office.read() as session:
        (row,) = worklog.of_day(session, who, FRIDAY)
    assert (row.content, row.households, row.next_step, row.result) == (
        "走访监测对象，核对“三保障”和饮水",
        4,
        None,
        None,
    )


def test_working_days_without_a_line_are_missing_but_not_leave_training_or_rest_days(
    doing: Doing, office: Database
) -> None:
    """Oracle: the eight working days of 19–30 October 2026, less what attendance accounts for."""
    with doing() as session:
        who = posting(session, "罗海涛")
        entry(session, day=date(2026, 10, 20))
        attendance.set_days(session, who, [date(2026, 10, 21)], DayState.ANNUAL)
        attendance.set_days(session, who, [date(2026, 10, 22)], DayState.TRAINING)
        attendance.set_days(session, who, [date(2026, 10, 23)], DayState.ANNUAL, Half.MORNING)
    with office.read() as session:
        span = Period(date(2026, 10, 19), date(2026, 10, 30))
        lacking = {row.name: days for row, days in week.missing(session, span, TODAY)}
    assert [day.day for day in lacking["罗海涛"]] == [23, 26, 27, 28, 29, 30]  # 19 was before the first entry


def test_a_week_shows_everybody_and_marks_only_past_working_days(doing: Doing, office: Database) -> None:
    with doing() as session:
        entry(session, day=MONDAY)
    with office.read() as session:
        shown = week.week(session, FRIDAY, date(2026, 10, 29))
    assert [day.day for day in shown.days] == [26, 27, 28, 29, 30, 31, 1]
    assert set(shown.free) == {date(2026, 10, 31), date(2026, 11, 1)}
    (row,) = (row for row in shown.rows if row.name == "罗海涛")
    assert [cell.missing for cell in row.cells] == [False, True, True, False, False, False, False]
    assert len(row.cells[0].entries) == 1


def test_a_next_step_is_open_until_a_later_entry_closes_it(doing: Doing, office: Database) -> None:
    with doing() as session:
        first = entry(
            session, day=date(2026, 9, 24), next_step="广场照明待二次公示", next_due=date(2026, 12, 1)
        )
        second = entry(session, day=date(2026, 10, 20), next_step="送报价", next_due=date(2026, 10, 25))
        third = entry(session, day=FRIDAY, next_step="牌匾未到")
    with office.read() as session:
        rows = matters.listing(session, TODAY)
    assert [(row.entry.id, row.age, row.urgency) for row in rows] == [
        (first, 39, "red"), (second, 13, "red"), (third, 3, "grey"),
    ]  # fmt: skip
    with pytest.raises(UserError, match="不能销"), doing() as session:
        matters.close(session, [second], first)
    with doing() as session:
        done = entry(session, content="报价已送镇水利所")
        assert matters.close(session, [first, second], done) == 2
    with office.read() as session:
        assert (worklog.one(session, first).matter, worklog.one(session, first).closed_on) == (
            Matter.CLOSED,
            FRIDAY,
        )
        assert [row.entry.id for row in matters.listing(session, TODAY)] == [third]
    with pytest.raises(UserError, match="不是未了事项"), doing() as session:
        matters.close(session, [first], done)
    with pytest.raises(UserError, match="销了未了事项的号"), doing() as session:
        worklog.remove(session, done)
    with doing() as session:
        matters.reopen(session, first)
        assert len(matters.listing(session, TODAY)) == 2


def test_a_month_signed_off_is_sealed_and_what_comes_later_is_marked(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = entry(session, households=5)
    with pytest.raises(UserError, match="还没有过完"), doing(day=date(2026, 10, 30)) as session:
        months.sign(session, OCTOBER, "钟立新", "", "经办", datetime(2026, 10, 30, 9))
    with pytest.raises(UserError, match="没有工作日志"), doing() as session:
        months.sign(session, Month(2026, 9), "钟立新", "", "经办", NOW)
    with doing() as session:
        code = months.sign(session, OCTOBER, "钟立新", "属实", "经办", NOW)
    with office.read() as session:
        before = papers.pdf(papers.make(session, "work-log", now=NOW, today=TODAY, month=OCTOBER))
    for change in (
        lambda s: worklog.remove(s, key),
        lambda s: worklog.save(s, {"content": "改了"}, NOW, key),
    ):
        with pytest.raises(UserError, match="已经签阅"), doing() as session:
            change(session)
    with pytest.raises(UserError, match="已由钟立新签阅"), doing() as session:
        months.sign(session, OCTOBER, "钟立新", "", "经办", NOW)
    with doing() as session:
        late = entry(session, content="补记一次走访")
        attendance.set_days(session, posting(session, "罗海涛"), [FRIDAY], DayState.DUTY)
        assert worklog.one(session, late).late
        assert not worklog.one(session, key).late
    later = datetime(2026, 12, 24, 8)
    with office.read() as session:
        again = papers.pdf(papers.make(session, "work-log", now=later, today=later.date(), month=OCTOBER))
        assert again == before  # byte-equal, whatever changed since
        assert rooms.merged("PAPERS")
        row = months.listing(session)[0]
        assert (row.count, row.late, row.signed_by, row.check_code) == (2, 1, "钟立新", code)
        added = papers.make(session, "work-log-late", now=later, today=later.date(), month=OCTOBER)
        assert [document.name for document in added.documents] == ["2026年10月工作日志（补记）（罗海涛）"]
    with doing() as session:
        worklog.save(session, {"content": "补记还可以改"}, NOW, late)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entries SET content = 'x'",
        "DELETE FROM log_entries",
        "DELETE FROM log_people",
        "UPDATE log_months SET signed_by = 'x'",
        "DELETE FROM log_months",
        "INSERT INTO log_people (entry_id, posting_id) SELECT id, 1 FROM log_entries",
    ],
)
def test_the_database_itself_keeps_a_month_signed_off(doing: Doing, statement: str) -> None:
    with doing() as session:
        entry(session)
        months.sign(session, OCTOBER, "钟立新", "", "经办", NOW)
    with pytest.raises(IntegrityError, match="signed off"), doing() as session:
        session.execute(sa.text(statement))


def test_the_home_page_asks_only_an_office_that_keeps_a_log(doing: Doing, office: Database) -> None:
    with office.read() as session:
        assert due.due(session, TODAY) == []
    with doing() as session:
        entry(session, day=MONDAY)
        entry(session, day=date(2026, 9, 1), next_step="水管改造待报价")
    with office.read() as session:
        said = [line.text for line in due.due(session, TODAY)]
    assert any("未了事项“水管改造待报价”（罗海涛，2026-09-01起 62 天）还没有销号" in text for text in said)
    assert any("人天没有记工作日志" in text for text in said)
    assert any("2026年10月工作日志 1 条待队长签阅，应在2026-11-05前签阅" in text for text in said)
    assert any("下半年还没有三(一)政策宣传" in text for text in said)
    with doing() as session:
        for name in ("log_gaps", "log_duty_gap"):
            settings.choose(session, name, "否", date(2026, 1, 1))
        settings.choose(session, "log_sign_days", "0", date(2026, 1, 1))
        assert len(due.due(session, TODAY)) == 1


def test_the_palette_finds_entries_by_words_and_initials(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = entry(session)
        entry(session, content="50%的户数_核对")
    with office.read() as session:
        assert [hit.key for hit in search.find(session, "三保障") if hit.room == "worklog"] == [key]
        assert [hit.key for hit in search.find(session, "zfjcdx") if hit.room == "worklog"] == [key]
        assert len([hit for hit in search.find(session, "0%的") if hit.room == "worklog"]) == 1


def test_an_entry_can_be_undone(doing: Doing, office: Database) -> None:
    with doing("登记工作日志"):
        pass
    with doing("登记工作日志") as session:
        key = entry(session)
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "登记工作日志"
    with office.read() as session, pytest.raises(UserError, match="已不在了"):
        worklog.one(session, key)


def test_somebody_with_a_log_is_not_removed(doing: Doing) -> None:
    with doing() as session:
        entry(session)
    with pytest.raises(UserError, match="已有工作日志记录"), doing() as session:
        members.remove(session, posting(session, "罗海涛"))


def test_the_duties_of_a_year_add_up_to_a_brute_force_count(doing: Doing, office: Database) -> None:
    """Property: a year of random entries, counted by month and duty the plain way."""
    rng = random.Random(12)
    counted: Counter[tuple[Duty, int]] = Counter()
    households: Counter[Duty] = Counter()
    with doing() as session:
        everybody = [row.id for row in members.listing(session, Period(FRIDAY, FRIDAY))]
        start = max(row.arrived_on for row in members.listing(session, Period(FRIDAY, FRIDAY)))
        for _ in range(150):
            day = start + timedelta(days=rng.randrange((TODAY - start).days + 1))
            duty, visited = rng.choice(list(Duty)), rng.choice([None, 0, 3, 8])
            people = rng.sample(everybody, rng.randint(1, 3))
            entry(session, day=day, duty=duty, households=visited, posting_ids=people)
            if day.year == 2026:
                counted[duty, day.month] += 1
                households[duty] += visited or 0
    with office.read() as session:
        rows = week.duty_months(session, 2026)
        half = week.half_year(rows, TODAY)
    assert {
        (row.kind, n + 1): count for row in rows for n, count in enumerate(row.months) if count
    } == counted
    assert {row.kind: row.households for row in rows if row.households} == +households
    assert half.total == sum(count for (_, month), count in counted.items() if month > 6)


PERSONAL = re.compile(r"household|householder|户主|identity|身份证|illness|病|income|收入|poor|贫困户")


def test_no_field_of_the_log_is_about_a_household_but_the_number_visited() -> None:
    """Privacy: the schema and what the clerk sees hold no household's name, number, illness or income."""
    columns = [
        f"{name}.{column.name}"
        for name, table in Base.metadata.tables.items()
        if name.startswith("log_")
        for column in table.columns
    ]
    assert [name for name in columns if PERSONAL.search(name)] == ["log_entries.households"]
    shown = {
        (field.name, field.label)
        for name, told in rooms.merged("TABLES").items()
        if name.startswith("log_")
        for table in told.shown
        for field in table.fields
        if PERSONAL.search(field.name) or PERSONAL.search(field.label)
    }
    assert shown == {("households", "户数")}
    assert str(Base.metadata.tables["log_entries"].columns["households"].type) == "INTEGER"
