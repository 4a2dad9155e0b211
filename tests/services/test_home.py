"""What is due, when, and where it is done; and finding anything."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from banfu_desktop.db.models.office import Office
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.rules.home import Band
from banfu_desktop.rules.words import DayState, TownKind
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.funds import book_life, books
from banfu_desktop.services.hall import home, search
from banfu_desktop.services.members import members, team
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import paying, subsidies
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER = Month(2026, 10)


def due(office: Database, today: date = TODAY) -> list[home.Due]:
    with office.read() as session:
        return home.due(session, today)


def test_an_empty_office_is_told_to_import(database: Database) -> None:
    with database.write(Deed("建立", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    (only,) = due(database)
    assert (only.button, only.room) == ("导入花名册", "members")


def test_the_three_books_of_a_county_run_town_are_due(office: Database, doing: Doing) -> None:
    def said() -> list[str]:
        return [item.text for item in due(office) if item.room == "funds"]

    assert said() == ["2026年工作经费还没有开账：工作队 1 本，驻村第一书记 2 本"]
    with doing() as session:
        books.open_standard(session, 2026)
    assert not any("还没有开账" in text for text in said())


def test_a_book_of_another_source_does_not_hide_that_the_three_are_due(
    office: Database, doing: Doing
) -> None:
    values = {"name": "东莞帮扶", "kind": BookKind.OTHER, "source": "东莞", "year": 2026}
    with doing() as session:
        books.open_book(session, values)
    assert "2026年工作经费还没有开账" in due_of_funds(office, TODAY)[0].text


def test_in_a_new_year_each_book_not_opened_is_due_until_it_is(office: Database, doing: Doing) -> None:
    january = date(2027, 1, 4)
    with doing() as session:
        book, *_ = books.open_standard(session, 2026)
    unopened = [item for item in due_of_funds(office, january) if "2027年还没有开账" in item.text]
    assert len(unopened) == 3
    assert (unopened[0].button, unopened[0].key) == ("去开账", f"{book}/2027-01/")
    with doing() as session:
        book_life.open_year(session, book, 2027, 0)
    unopened = [item for item in due_of_funds(office, january) if "2027年还没有开账" in item.text]
    assert len(unopened) == 2


def due_of_funds(office: Database, today: date) -> list[home.Due]:
    return [item for item in due(office, today) if item.room == "funds"]


def test_books_of_other_towns_are_opened_as_their_money_comes(office: Database, doing: Doing) -> None:
    with doing() as session:
        session.execute(sa.update(Office).values(kind=TownKind.KEY))
    assert not [item for item in due(office) if item.room == "funds"]


def test_the_subsidy_leads_through_its_states(office: Database, doing: Doing) -> None:
    assert due(office)[0].text == "2026年10月补助发放表还没有编制"
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
    first = due(office)[0]
    assert first.text == "2026年10月补助表未封存：6 个单位、7 人，实发 11,290.32 元"
    assert (first.clause, first.urgency, first.room, first.key) == ("六(一)", "red", "subsidies", OCTOBER)
    with doing() as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    assert "2026年10月已封存未发放：6 张表、7 人，11,290.32 元，已 0 天" in {
        item.text for item in due(office)
    }
    with doing() as session:
        paying.pay(session, paying.payable(session, OCTOBER), paying.Payment(TODAY), TODAY)
    assert not [item for item in due(office) if item.room == "subsidies"]


def test_a_difference_is_due(office: Database, doing: Doing) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
        subsidies.seal(session, OCTOBER, "经办", NOW)
    with doing() as session:
        members.save(session, {"arrived_on": date(2026, 10, 15)}, members.named(session, "谭䶮")[0].id)
    assert "应收回 193.55 元（谭䶮1笔，最长 0 天）" in {item.text for item in due(office)}
    december = date(2026, 12, 2)
    with doing(day=december) as session:
        subsidies.make(session, Month(2026, 11), datetime(2026, 12, 2, 9))
    assert "已封存月份有1处差异，扣回 193.55 元，将随下一张草稿表补发或扣回" in {
        item.text for item in due(office, december)
    }


def test_checks_lead_to_their_posting(office: Database) -> None:
    filing = next(item for item in due(office) if "备案日期" in item.text)
    assert filing.text == "第一书记备案日期 2 人未登记"
    assert (filing.clause, filing.urgency, filing.button) == ("二(三)", "amber", "去登记")
    assert [item.name.split("　")[0] for item in filing.items] == ["潘秀云", "罗海涛"]
    assert filing.key == [item.key for item in filing.items]


def test_attendance_and_open_leaves_are_due(office: Database, doing: Doing) -> None:
    with doing() as session:
        attendance.set_named(session, "廖小满", parse_period("2026-10-01..2026-10-14"), DayState.SICK)
        leave = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 12), "end_on": date(2026, 10, 13)}
        attendance.save_leave(session, members.named(session, "罗海涛")[0].id, leave)
    texts = {each.text for item in due(office) for each in item.each}
    assert "廖小满 2026年10月在岗12天，少于18天；病假14天没有请假单" in texts
    assert "罗海涛事假已于2026-10-13到期，还没有销假" in texts


def test_whoever_has_left_reports_back_no_more(office: Database, doing: Doing) -> None:
    with doing() as session:
        who = members.named(session, "罗海涛")[0].id
        leave = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 20), "end_on": date(2026, 10, 26)}
        attendance.save_leave(session, who, leave)
        members.end(session, who, date(2026, 10, 23))
    assert not [item for item in due(office) if "还没有销假" in item.text]


def test_bands_follow_each_other_and_in_each_the_most_urgent_comes_first(office: Database) -> None:
    bands = [item.band(TODAY) for item in due(office)]
    assert bands == sorted(bands, key=list(Band).index)
    for band in Band:
        order = [item.urgency for item in due(office) if item.band(TODAY) is band]
        assert order == sorted(order, key=["red", "amber", "grey"].index)


def test_the_team_is_counted_against_the_notice(office: Database) -> None:
    with office.read() as session:
        counts = {row.label: row for row in team.counts(session, TODAY)}
    assert (counts["在岗"].number, counts["队长"].number, counts["驻村第一书记"].number) == (12, 1, 2)
    assert counts["高校毕业生志愿者"].wanted == "2–3人"
    assert all(row.enough for row in counts.values())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("zlx", "钟立新"),
        ("zgl", "曾国梁"),
        ("tanyan", "谭䶮"),
        ("买买提", "阿卜杜热合曼·买买提"),
        ("xsfj", "县司法局"),
    ],
)
def test_anybody_is_found_by_name_or_initials(office: Database, text: str, label: str) -> None:
    with office.read() as session:
        assert label in {hit.label for hit in search.find(session, text)}


def test_months_are_found_and_nothing_finds_nothing(office: Database, doing: Doing) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
        (hit,) = search.find(session, "2026-10")
        assert (hit.room, hit.key) == ("subsidies", OCTOBER)
        assert search.find(session, "  ") == []
        assert len(search.find(session, "县", limit=3)) == 3
