"""Policies, whom they cover, and what is due."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_text
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.home import grouped
from banfu_desktop.rules.insurance import CoverState
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import papers, search
from banfu_desktop.services.insurance import due as insurance_due
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.insurance import standing as insurance_standing
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office as offices
from tests.services.conftest import NOW, TODAY, Doing


def policy(**changes: object) -> dict[str, object]:
    return {
        "insurer": "人保财险", "number": "PEAC1", "start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31),
        "premium_fen": 240_000, "insured_fen": 30_000_000, "payer": "县司法局", **changes,
    }  # fmt: skip


def person(session: Session, name: str) -> int:
    return members.named(session, name)[0].person_id


def standing(session: Session, name: str, today: date = TODAY) -> insurance.CoverageRow:
    return next(row for row in insurance_standing.standing(session, today) if row.name == name)


def everybody(session: Session) -> list[int]:
    return [row.person_id for row in members.listing(session, Period(TODAY, TODAY))]


def test_a_policy_covers_its_people_from_arrival_on(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy())
        assert insurance.choose(session, new, [person(session, "谭䶮")]) == (1, 0)
        tan = standing(session, "谭䶮")
        assert (tan.state, tan.gap_days, tan.numbers) == (CoverState.COVERED, 0, "PEAC1")
        assert insurance.one(session, new, TODAY).names == ("谭䶮",)


def test_a_newcomer_added_late_keeps_the_gap_from_arrival(office: Database, doing: Doing) -> None:
    with doing() as session:
        tan = person(session, "谭䶮")
        arrived = members.named(session, "谭䶮")[0].arrived_on
        new = insurance.save(session, policy())
        insurance.choose(session, new, [tan], date(2026, 10, 20))
        found = standing(session, "谭䶮")
    assert found.coverage.gaps == (Period(arrived, date(2026, 10, 19)),)
    assert found.gap_days == (date(2026, 10, 20) - arrived).days
    assert found.state is CoverState.GAPPED, "never plainly insured over days that were not"
    assert found.gaps == f"{arrived}至2026-10-19"


def test_people_are_taken_off_and_the_others_keep_their_day(office: Database, doing: Doing) -> None:
    with doing() as session:
        tan, luo = person(session, "谭䶮"), person(session, "罗海涛")
        new = insurance.save(session, policy())
        insurance.choose(session, new, [tan, luo], date(2026, 10, 20))
        assert insurance.choose(session, new, [tan], None, date(2026, 10, 25)) == (0, 1)
        found = {cover.person_id: cover.period for cover in insurance.covers(session)}
    start = date(2026, 10, 20)
    assert found == {tan: Period(start, date(2026, 12, 31)), luo: Period(start, date(2026, 10, 25))}


def test_leaving_a_policy_ends_the_cover_from_a_day_and_keeps_the_past(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        luo = person(session, "罗海涛")
        new = insurance.save(session, policy())
        insurance.choose(session, new, [luo])
        before = standing(session, "罗海涛").gap_days
    with pytest.raises(UserError, match="没有写明保到哪一天"), doing() as session:
        insurance.choose(session, new, [])
    with doing() as session:
        insurance.choose(session, new, [], None, date(2026, 10, 31))
        found = standing(session, "罗海涛")
        assert (found.state, found.gap_days - before) == (CoverState.UNCOVERED, 2)  # 1 and 2 November
        assert insurance.one(session, new, TODAY).left == ("罗海涛（保到2026-10-31）",)
        assert [one.covered for one in insurance.candidates(session, new, TODAY) if one.person_id == luo] == [
            False
        ]
        insurance.choose(session, new, [luo])
        assert standing(session, "罗海涛").gap_days == before
    with pytest.raises(UserError, match="在保险止期2026-12-31以后"), doing() as session:
        insurance.choose(session, new, [], None, date(2027, 1, 1))


def test_whoever_was_chosen_by_mistake_was_never_insured(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy())
        insurance.choose(session, new, [person(session, "罗海涛")])
        insurance.choose(session, new, [], None, date(2025, 12, 31))
        assert insurance.covers(session) == []


def test_what_cannot_be_a_policy_is_refused(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy())
        insurance.choose(session, new, [person(session, "谭䶮")], date(2026, 10, 20))
    for wrong, said in (
        ({"insurer": "", "number": "X"}, "承保公司"),
        ({"number": "X", "end_on": date(2025, 12, 31)}, "止期早于起期"),
        ({"number": "X", "payer": None}, "承担单位"),
    ):
        with pytest.raises(ProblemsError, match=said), doing() as session:
            insurance.save(session, policy(**wrong))
    with pytest.raises(UserError, match="已经登记过"), doing() as session:
        insurance.save(session, policy())
    with pytest.raises(ProblemsError, match="起保或终保日期不在"), doing() as session:
        insurance.save(session, {"end_on": date(2026, 10, 1)}, new)
    with pytest.raises(UserError, match="不在保险期间"), doing() as session:
        insurance.choose(session, new, [], date(2027, 1, 1))
    with pytest.raises(UserError, match="没有任职记录"), doing() as session:
        insurance.choose(session, new, [9999])
    with pytest.raises(UserError, match="已不存在"), doing() as session:
        insurance.one(session, 9999, TODAY)


def test_a_renewal_takes_over_those_still_posted(office: Database, doing: Doing) -> None:
    with doing() as session:
        old = insurance.save(session, policy())
        insurance.choose(session, old, [person(session, name) for name in ("谭䶮", "巫启明")])
        row = insurance.one(session, insurance.renew(session, old, " PEAC2 ", TODAY), TODAY)
    assert (row.number, row.period) == ("PEAC2", Period(date(2027, 1, 1), date(2027, 12, 31)))
    assert (row.names, row.premium_fen, row.payer) == (("谭䶮",), 240_000, "县司法局")


def test_a_renewal_without_number_or_people_is_refused(office: Database, doing: Doing) -> None:
    with doing() as session:
        old = insurance.save(session, policy())
        insurance.choose(session, old, [person(session, "巫启明")])
    with pytest.raises(UserError, match="没有填写新保单号"), doing() as session:
        insurance.renew(session, old, " ", TODAY)
    with pytest.raises(UserError, match="都不在岗"), doing() as session:
        insurance.renew(session, old, "PEAC2", TODAY)


def test_removing_a_policy_is_taken_back_with_its_people(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy())
        insurance.choose(session, new, everybody(session))
    with doing("删除保单") as session:
        assert insurance.remove(session, new) == "PEAC1"
        assert insurance.policies(session, TODAY) == []
    with doing(history.UNDO) as session:
        history.undo(session, NOW)
        assert insurance.one(session, new, TODAY).people == len(everybody(session))


def test_candidates_are_those_posted_in_its_period_and_those_it_covers(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        new = insurance.save(session, policy(start_on=date(2026, 11, 2)))
        assert "巫启明" not in {one.name for one in insurance.candidates(session, new, TODAY)}
        insurance.choose(session, new, [person(session, "巫启明")])
        found = {one.name: one for one in insurance.candidates(session, new, TODAY)}
    assert (found["巫启明"].covered, found["巫启明"].eligible) == (True, False)
    assert (found["谭䶮"].covered, found["谭䶮"].eligible) == (False, True)


def test_people_and_payers_of_a_policy_are_not_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy(payer="县城建公司"))
        insurance.choose(session, new, [person(session, "谭䶮")])
        with pytest.raises(UserError, match="已有参保记录"):
            members.remove(session, members.named(session, "谭䶮")[0].id)
        with pytest.raises(UserError, match="已承担保险费用"):
            offices.remove_organisation(session, offices.organisation_named(session, "县城建公司").id)


def test_home_says_who_is_not_insured_since_when(office: Database, doing: Doing) -> None:
    with doing() as session:
        (many,) = grouped(insurance_due.due(session, TODAY))
        assert many.text.startswith("12 名在岗人员未参保意外险，最早自 ")
        assert (many.clause, many.urgency, len(many.key)) == ("六(二)", "red", 12)  # type: ignore[arg-type]
        tan = members.named(session, "谭䶮")[0]
        new = insurance.save(session, policy(start_on=date(2020, 1, 1)))
        insurance.choose(session, new, [one for one in everybody(session) if one != tan.person_id])
        (one,) = insurance_due.due(session, TODAY)
        days = (TODAY - tan.arrived_on).days + 1
        assert (one.text, one.key) == (f"谭䶮 自 {tan.arrived_on} 起未参保 {days} 天", f"p{tan.person_id}")


def test_home_says_what_expires_until_a_renewal_follows(office: Database, doing: Doing) -> None:
    with doing() as session:
        old = insurance.save(session, policy(start_on=date(2020, 12, 1), end_on=date(2026, 11, 30)))
        insurance.choose(session, old, everybody(session))
        (due,) = insurance_due.due(session, TODAY)
        assert due.text == "保单 PEAC1 2026-11-30 到期（30天内），在岗 12 人待续保"
        assert (due.urgency, due.room, due.key) == ("amber", "insurance", old)
        insurance.renew(session, old, "PEAC2", TODAY)
        assert insurance_due.due(session, TODAY) == []


def test_home_says_who_is_insured_twice(office: Database, doing: Doing) -> None:
    with doing() as session:
        for number in ("A", "B"):
            new = insurance.save(session, policy(number=number, start_on=date(2020, 1, 1)))
            insurance.choose(session, new, everybody(session))
        (due,) = insurance_due.due(session, TODAY)
        assert due.text.endswith("等 12 人同一天有两张保单，请核对是否重复参保")
        assert insurance_due.due(session, date(2027, 1, 1))[0].urgency == "red"


def test_the_finder_knows_policies(office: Database, doing: Doing) -> None:
    with doing() as session:
        new = insurance.save(session, policy())
        (hit,) = search.find(session, "peac")
    assert (hit.label, hit.room, hit.key) == ("保单 PEAC1", "insurance", new)


def test_form_18_is_of_a_year_or_of_one_unit(doing: Doing) -> None:
    with doing() as session:
        asked: dict[str, Any] = {"year": 2026, "now": NOW, "today": TODAY}
        whole = page_text(papers.pdf(papers.make(session, "insurance-sheet", **asked)), 0)
        own = page_text(papers.pdf(papers.make(session, "insurance-sheet", payer="县司法局", **asked)), 0)
        assert "罗海涛" in whole
        assert "罗海涛" not in own
        with pytest.raises(UserError, match="没有“县财政局”选派的人员"):
            papers.make(session, "insurance-sheet", payer="县财政局", **asked)
        with pytest.raises(UserError, match="2010年没有在岗人员"):
            papers.make(session, "insurance-sheet", **(asked | {"year": 2010}))
