"""Eligibility and staffing, clause by clause."""

from dataclasses import replace
from datetime import date

import pytest

from banfu_desktop.rules.members import (
    Candidate,
    contradictions,
    shared_cards,
    staffing,
    verdicts,
    wanted,
)
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.rules.words import Category, PoliticalStatus, Sex, TeamRole

TODAY = date(2026, 11, 2)
LEADER = Candidate(
    name="钟立新",
    sex=Sex.MALE,
    identity_no="440299198103024955",
    political=PoliticalStatus.MEMBER,
    party_joined_on=date(2009, 7, 1),
    category=Category.CADRE,
    role=TeamRole.LEADER,
    rank="四级主任科员",
    town_post="梅坑镇党委副书记",
    village=None,
    selected_on=date(2025, 12, 20),
    arrived_on=date(2026, 1, 5),
    planned_until=date(2029, 1, 4),
    left_on=None,
    relations_letter_until=None,
    relations_moved_on=date(2026, 1, 25),
    filed_on=None,
)
MEMBER = replace(LEADER, role=TeamRole.MEMBER, rank="一级科员", town_post=None)
SECRETARY = replace(MEMBER, role=TeamRole.FIRST_SECRETARY, village="利坑村", filed_on=date(2026, 1, 10))


def found(candidate: Candidate, today: date = TODAY) -> dict[str, Severity]:
    return {verdict.check: verdict.severity for verdict in verdicts(candidate, today)}


@pytest.mark.parametrize("good", [LEADER, MEMBER, SECRETARY])
def test_a_good_record_has_no_remark(good: Candidate) -> None:
    assert found(good) == {}


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"political": PoliticalStatus.PROBATIONARY}, "leader_party"),
        ({"party_joined_on": None}, "leader_party"),
        ({"party_joined_on": date(2025, 1, 1)}, "leader_party"),
        ({"rank": "一级科员"}, "leader_rank"),
        ({"rank": None}, "leader_rank"),
    ],
)
def test_the_leader_must_be_fit(change: dict[str, object], check: str) -> None:
    verdict = verdicts(replace(LEADER, **change), TODAY)[0]
    assert (verdict.check, verdict.severity, verdict.clause) == (check, Severity.ERROR, "二(一)")
    assert verdict.overridable


def test_party_standing_is_judged_on_the_day_of_selection() -> None:
    joined = replace(LEADER, party_joined_on=date(2024, 12, 20))
    assert found(joined) == {}
    assert found(replace(joined, selected_on=date(2025, 12, 19))) == {"leader_party": Severity.ERROR}


def test_age_is_judged_on_the_day_of_selection_else_of_arrival() -> None:
    turned_51 = replace(LEADER, selected_on=date(2032, 3, 2), arrived_on=date(2032, 4, 1))
    assert found(turned_51, date(2032, 5, 1))["leader_age"] is Severity.WARNING
    assert "leader_age" not in found(replace(turned_51, selected_on=date(2032, 3, 1)), date(2032, 5, 1))
    assert "leader_age" in found(replace(turned_51, selected_on=None), date(2032, 5, 1))


def test_members_should_be_young_and_in_the_party() -> None:
    old = replace(MEMBER, selected_on=date(2027, 3, 2), political=PoliticalStatus.LEAGUE)
    assert found(old) == {"member_age": Severity.WARNING, "member_party": Severity.WARNING}


def test_others_are_not_judged_by_the_cadres_rules() -> None:
    volunteer = replace(
        MEMBER, category=Category.VOLUNTEER, role=TeamRole.VOLUNTEER, political=PoliticalStatus.LEAGUE
    )
    assert found(replace(volunteer, selected_on=date(2040, 1, 1))) == {}


def test_what_is_not_yet_registered_is_reminded_of() -> None:
    assert found(replace(LEADER, town_post=None)) == {"leader_post": Severity.REMINDER}
    bare = replace(SECRETARY, village=None, filed_on=None)
    assert found(bare) == {"filing": Severity.REMINDER, "village": Severity.REMINDER}


def test_party_relations_move_within_the_letters_validity() -> None:
    waiting = replace(MEMBER, relations_moved_on=None, relations_letter_until=date(2026, 11, 11))
    verdict = verdicts(waiting, TODAY)[0]
    assert (verdict.check, verdict.clause) == ("relations", "四(一)")
    assert "2026-11-11" in verdict.text
    assert "已过期" not in verdict.text
    assert "已过期" in verdicts(waiting, date(2026, 11, 12))[0].text
    assert found(replace(waiting, relations_letter_until=None)) == {"relations": Severity.REMINDER}


def test_rotation_is_announced_three_months_ahead() -> None:
    assert found(LEADER, date(2028, 10, 5)) == {}
    assert found(LEADER, date(2028, 10, 6)) == {"rotation": Severity.REMINDER}
    assert found(replace(LEADER, left_on=date(2028, 10, 7)), date(2028, 10, 6)) == {}


def test_who_has_left_is_not_reminded_of() -> None:
    assert found(replace(SECRETARY, filed_on=None, left_on=date(2026, 10, 1))) == {}


def test_accounts_and_phones_only_warn() -> None:
    odd = replace(MEMBER, card_no="6217005267766455542", phone="12345678901", card_holder="钟大明")
    assert found(odd) == dict.fromkeys(("card", "phone", "holder"), Severity.WARNING)
    explained = replace(odd, proxy_reason="本人卡片遗失，由父亲代领")
    assert "holder" not in found(explained)


def test_contradictions_are_named_by_field() -> None:
    wrong = contradictions(
        Sex.FEMALE, LEADER.identity_no, date(2026, 1, 5), date(2025, 12, 1), date(2025, 12, 31)
    )
    assert [field for field, _, _ in wrong] == ["sex", "left_on", "planned_until"]
    assert contradictions(None, None, None, date(2025, 1, 1), None) == ()


def test_people_who_share_an_account_are_named_together() -> None:
    pairs = [("甲", "1"), ("乙", None), ("丙", "1"), ("丁", "2")]
    assert shared_cards(pairs) == (("甲", "丙"),)


def team(*extra: tuple[TeamRole, Category, str]) -> list[tuple[TeamRole, Category, str]]:
    return [
        (TeamRole.LEADER, Category.CADRE, "县交通运输局"),
        (TeamRole.FIRST_SECRETARY, Category.CADRE, "县工信局"),
        (TeamRole.FIRST_SECRETARY, Category.CADRE, "县人社局"),
        (TeamRole.SPECIALIST, Category.SPECIALIST, "省农科院"),
        (TeamRole.MEMBER, Category.GRADUATE, "省人社厅"),
        (TeamRole.VOLUNTEER, Category.VOLUNTEER, "团省委"),
        (TeamRole.VOLUNTEER, Category.VOLUNTEER, "团省委"),
        (TeamRole.FINANCE, Category.FINANCE, "农行"),
        *extra,
    ]


def test_a_full_team_has_no_remark() -> None:
    assert staffing(True, team(), ["县交通运输局", "县工信局", "县人社局"]) == ()


def test_a_second_leader_and_a_missing_unit_are_remarked() -> None:
    two = team((TeamRole.LEADER, Category.CADRE, "县林业局"))
    remarks = {verdict.check: verdict for verdict in staffing(True, two, ["县医保局"])}
    assert set(remarks) == {"one_leader", "units"}
    assert "县医保局" in remarks["units"].text


def test_an_empty_team_lacks_everybody_and_first_secretaries_only_in_county_run_towns() -> None:
    county_run = {verdict.check for verdict in staffing(True, [], [])}
    key_town = {verdict.check for verdict in staffing(False, [], [])}
    assert county_run - key_town == {"first_secretaries"}
    assert {
        "one_leader",
        "count_specialist",
        "count_graduate",
        "count_volunteer",
        "count_finance",
    } <= key_town


def test_how_many_of_each_kind() -> None:
    assert [wanted(category) for category in Category] == ["不限", "至少1人", "1–2人", "2–3人", "1人"]
