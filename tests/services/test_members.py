"""People and postings: saved whole, never overlapping, judged by the notice, revealed on the record."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.words import Category, DayState, Sex, TeamRole
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.members import members
from banfu_desktop.tables.members import MEMBERS
from tests.services.conftest import NOW, TODAY, Doing

NEW = {
    "name": "单文远",
    "sex": Sex.MALE,
    "identity_no": "440299198804123112",
    "category": Category.CADRE,
    "organisation": "县教育局",
    "role": TeamRole.MEMBER,
    "arrived_on": date(2026, 11, 2),
}


def one(session: Session, name: str) -> members.MemberRow:
    return members.named(session, name)[0]


def copied(row: members.MemberRow, **changes: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in MEMBERS.editable} | changes


def test_a_new_member_is_found_by_pinyin_with_the_surname_read_as_one(office: Database, doing: Doing) -> None:
    with doing() as session:
        members.save(session, NEW)
        assert one(session, "单文远").initials == "swy shanwenyuan"


def test_what_is_missing_is_named_all_at_once(office: Database, doing: Doing) -> None:
    with pytest.raises(ProblemsError) as refused, doing() as session:
        members.save(session, {**NEW, "name": None, "organisation": None})
    assert [problem.column for problem in refused.value.problems] == ["姓名", "派出单位"]


def test_blanks_are_missing_too(office: Database, doing: Doing) -> None:
    with pytest.raises(ProblemsError, match="没有填写"), doing() as session:
        members.save(session, {"name": " ", "organisation": ""}, members.named(session, "谭䶮")[0].id)


def test_contradictions_are_refused(office: Database, doing: Doing) -> None:
    with pytest.raises(ProblemsError, match="性别与身份证号不符"), doing() as session:
        members.save(session, {**NEW, "sex": Sex.FEMALE})
    with pytest.raises(ProblemsError, match="离岗日期早于到岗日期"), doing() as session:
        members.end(session, one(session, "钟立新").id, date(2026, 1, 1))


def test_a_replacement_is_a_new_posting_of_the_same_person(office: Database, doing: Doing) -> None:
    with doing() as session:
        wu = one(session, "巫启明")
        members.save(session, copied(wu, arrived_on=date(2026, 12, 1), left_on=None))
        periods = [row.period for row in members.named(session, "巫启明")]
        people = {row.person_id for row in members.named(session, "巫启明")}
    assert periods == [Period(date(2026, 1, 5), date(2026, 10, 20)), Period(date(2026, 12, 1))]
    assert len(people) == 1


def test_postings_of_a_person_never_overlap(office: Database, doing: Doing) -> None:
    with pytest.raises(ProblemsError, match="与已有任职（2026-01-05至2026-10-20）重叠"), doing() as session:
        members.save(session, copied(one(session, "巫启明"), arrived_on=date(2026, 10, 20), left_on=None))
    with pytest.raises(ProblemsError, match="2026-01-05至今"), doing() as session:
        members.save(session, copied(one(session, "钟立新"), arrived_on=date(2026, 5, 1)))


def test_an_identity_number_is_one_persons(office: Database, doing: Doing) -> None:
    with office.read() as session:
        pan, zhong = one(session, "潘秀云"), one(session, "钟立新")
    changes = {"identity_no": zhong.identity_no, "sex": Sex.MALE}
    with pytest.raises(UserError, match="属于另一位成员"), doing() as session:
        members.save(session, changes, pan.id)


def test_a_wrong_identity_number_can_be_corrected(office: Database, doing: Doing) -> None:
    with doing() as session:
        zhong = one(session, "钟立新")
        members.save(session, {"identity_no": NEW["identity_no"]}, zhong.id)
        assert one(session, "钟立新").person_id == zhong.person_id


def test_the_list_is_of_a_period(office: Database) -> None:
    with office.read() as session:
        assert len(members.listing(session)) == 13
        assert len(members.listing(session, Period(date(2026, 11, 1)))) == 12
        assert len(members.listing(session, Period(date(2026, 1, 1), date(2026, 1, 4)))) == 0


def test_nobody_of_that_name(office: Database) -> None:
    with office.read() as session, pytest.raises(UserError, match="没有找到“某某”"):
        members.named(session, "某某")


def test_a_posting_entered_by_mistake_is_removed_with_its_person(office: Database, doing: Doing) -> None:
    with doing() as session:
        posting_id = members.save(session, NEW)
        assert members.remove(session, posting_id) == "单文远"
    with office.read() as session, pytest.raises(UserError, match="已不存在"):
        members.one(session, posting_id)


def test_removing_one_of_two_postings_keeps_the_person(office: Database, doing: Doing) -> None:
    with doing() as session:
        second = members.save(
            session, copied(one(session, "巫启明"), arrived_on=date(2026, 12, 1), left_on=None)
        )
        members.remove(session, second)
        assert len(members.named(session, "巫启明")) == 1


def test_a_posting_with_attendance_is_ended_not_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        row = one(session, "罗海涛")
        attendance.set_days(session, row.id, [date(2026, 10, 5)], DayState.SICK)
    with pytest.raises(UserError, match="已有考勤记录"), doing() as session:
        members.remove(session, row.id)


def test_the_team_is_judged_as_it_stands_today(office: Database) -> None:
    with office.read() as session:
        found = {(row.name, row.verdict.check) for row in members.checks(session, TODAY)}
    assert ("潘秀云", "filing") in found
    assert ("廖小满", "member_party") in found
    assert not [name for name, _ in found if name == "工作队"]


def test_a_missing_unit_and_a_shared_account_are_the_teams(office: Database, doing: Doing) -> None:
    with doing() as session:
        members.end(session, one(session, "廖小满").id, date(2026, 10, 31))
        pan = one(session, "潘秀云")
        members.save(session, {"card_no": one(session, "钟立新").card_no}, pan.id)
        found = {row.verdict.check: row for row in members.checks(session, TODAY) if row.posting_id is None}
    assert "县医保局" in found["units"].verdict.text
    assert found["shared_card"].verdict.text == "钟立新、潘秀云的银行账号相同"


def test_an_override_needs_a_reason_and_closes_the_check(office: Database, doing: Doing) -> None:
    with doing() as session:
        zhong = one(session, "钟立新")
        members.save(session, {"rank": "一级科员"}, zhong.id)
        with pytest.raises(UserError, match="没有写明原因"):
            members.override(session, zhong.id, "leader_rank", "  ")
        members.override(session, zhong.id, "leader_rank", "暂代")
        members.override(session, zhong.id, "leader_rank", "县委组织部同意")
        (found,) = [
            row
            for row in members.judged(members.one(session, zhong.id), members.overrides(session), TODAY)
            if not row.open
        ]
    assert (found.verdict.check, found.override) == ("leader_rank", "县委组织部同意")


def test_revealing_a_secret_is_on_the_record(office: Database, doing: Doing) -> None:
    with doing("查看完整号码") as session:
        assert members.reveal(session, one(session, "钟立新").id, "card_no", NOW) == "6217005267766455541"
    with office.read() as session:
        latest = history.deeds(session)[0]
    assert (latest.name, latest.tables) == ("查看完整号码", {"disclosures"})
    with pytest.raises(UserError, match="没有隐藏"), doing() as session:
        members.reveal(session, one(session, "钟立新").id, "name", NOW)
