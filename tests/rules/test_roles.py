"""The table of deeds and roles, and what a change of the database comes to."""

from typing import Any

import pytest

from banfu_desktop.rules.roles import (
    ALLOWED,
    Act,
    Change,
    Role,
    RoleRefusalError,
    act_of,
    actor,
    may,
    refuse,
    refuse_maker,
)


def change(table: str, before: dict[str, Any], after: dict[str, Any], op: str = "U") -> Change:
    return Change(op, table, 1, before, after)


@pytest.mark.parametrize(
    ("made", "act"),
    [
        (change("leaves", {}, {"reason": "探亲"}, "I"), Act.ENTER),
        (change("subsidy_sheets", {}, {"month": "2026-10"}, "I"), Act.SEAL),
        (change("subsidy_sheets", {"voided_at": None}, {"voided_at": "2026-11-03"}), Act.SEAL),
        (change("subsidy_lines", {"paid_on": None}, {"paid_on": "2026-11-05"}), Act.ENTER),
        (change("subsidy_lines", {"waived_on": None}, {"waived_on": "2026-11-05"}), Act.SEAL),
        (change("subsidy_deferrals", {}, {"reason": "待研究"}, "I"), Act.SEAL),
        (change("office", {"subsidies_from": None}, {"subsidies_from": "2026-01"}), Act.SEAL),
        (change("fund_years", {"closed_to": None}, {"closed_to": "2026-10"}), Act.CLOSE),
        (change("fund_years", {"closed_on": None}, {"closed_on": "2026-12-31"}), Act.CLOSE),
        (change("fund_years", {"budget_fen": 1}, {"budget_fen": 2}), Act.ENTER),
        (change("claims", {"state": "handed"}, {"state": "approved"}), Act.APPROVE),
        (change("claims", {"state": "approved"}, {"state": "handed"}), Act.APPROVE),
        (change("claims", {"state": "handed"}, {"state": "refused"}), Act.APPROVE),
        (change("claims", {"state": "draft"}, {"state": "handed"}), Act.ENTER),
        (change("settings", {}, {"name": "rate_fen"}, "I"), Act.SETTINGS),
        (change("settings", {"name": "rate_fen"}, {}, "D"), Act.SETTINGS),
        (change("erased_entries", {}, {"entry": 3}, "I"), Act.ERASE),
        (change("disclosures", {}, {"kind": "reveal"}, "I"), Act.REVEAL),
        (change("disclosures", {}, {"kind": "full_print"}, "I"), Act.PRINT_FULL),
        (change("disclosures", {}, {"kind": "full_export", "what": "成员7行"}, "I"), Act.EXPORT_FULL),
        (change("disclosures", {}, {"kind": "export", "what": "成员7行"}, "I"), Act.COPY),
        (change("disclosures", {}, {"kind": "package", "what": "（用传递码）.bfb"}, "I"), Act.ENTER),
        (change("disclosures", {}, {"kind": "coded_package", "what": "1.bfb"}, "I"), Act.EXPORT_FULL),
        (change("disclosures", {}, {"kind": "pack", "what": "2026年10月本月打印"}, "I"), Act.COPY),
        (change("disclosures", {}, {"kind": "export", "what": "（完整号码）.xlsx"}, "I"), Act.COPY),
        (change("disclosures", {}, {"kind": "ledger", "what": "台账"}, "I"), Act.COPY),
        (change("disclosures", {}, {"kind": "attachment", "what": "车票.pdf"}, "I"), Act.TAKE_OUT),
        (change("disclosures", {}, {"kind": "login"}, "I"), None),
    ],
)
def test_a_deed_is_what_it_changes(made: Change, act: Act | None) -> None:
    assert act_of(made) is act


def test_every_act_is_in_the_table_and_the_reviewer_may_all() -> None:
    assert ALLOWED.keys() == set(Act)
    assert all(Role.REVIEWER in roles for roles in ALLOWED.values())
    assert {act for act in Act if may(Role.CLERK, act)} == {Act.COPY, Act.ENTER, Act.TAKE_OUT}
    assert {act for act in Act if may(Role.VISITOR, act)} == {Act.COPY}


def test_without_roles_nothing_is_refused() -> None:
    for act in Act:
        refuse(None, act)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(RoleRefusalError, match="“经办”不能封存，请由“审核”办理"):
        refuse(Role.CLERK, Act.SEAL)
    with pytest.raises(RoleRefusalError, match="请由“经办”、“审核”办理"):
        refuse(Role.VISITOR, Act.ENTER)


def test_the_maker_is_known_wherever_he_worked() -> None:
    with pytest.raises(RoleRefusalError, match="参与了编制"):
        refuse_maker(Act.SEAL, Role.REVIEWER, frozenset({"经办", "审核·命令行"}))
    refuse_maker(Act.SEAL, Role.REVIEWER, frozenset({"经办", "命令行"}))


@pytest.mark.parametrize(
    ("role", "said", "told"),
    [
        (None, "经办", "经办"),
        (Role.REVIEWER, "经办", "审核"),
        (Role.REVIEWER, "审核", "审核"),
        (Role.REVIEWER, "命令行", "审核·命令行"),
        (Role.CLERK, "经办", "经办"),
        (Role.CLERK, "经办·命令行", "经办·命令行"),
    ],
)
def test_the_trail_names_the_role(role: Role | None, said: str, told: str) -> None:
    assert actor(role, said) == told
