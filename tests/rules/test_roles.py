"""The table of deeds and roles."""

import pytest

from banfu_desktop.rules.persons import hands_behind
from banfu_desktop.rules.roles import (
    ALLOWED,
    Act,
    MakerRefusalError,
    Role,
    RoleRefusalError,
    actor,
    may,
    refuse,
)


def test_every_act_is_in_the_table_and_the_reviewer_may_all() -> None:
    assert ALLOWED.keys() == set(Act)
    assert all(Role.REVIEWER in roles for roles in ALLOWED.values())
    assert {act for act in Act if may(Role.CLERK, act)} == {Act.COPY, Act.ENTER, Act.TAKE_OUT}
    assert {act for act in Act if may(Role.VISITOR, act)} == {Act.COPY}


def test_without_roles_nothing_is_refused() -> None:
    assert all(may(None, act) for act in Act)
    for act in Act:
        refuse(None, act)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(RoleRefusalError, match="“经办”不能封存，请由“审核”办理"):
        refuse(Role.CLERK, Act.SEAL)
    with pytest.raises(RoleRefusalError, match="请由“经办”、“审核”办理"):
        refuse(Role.VISITOR, Act.ENTER)


def test_a_maker_is_told_who_else_may_and_what_he_may_do() -> None:
    refusal = MakerRefusalError(Act.SEAL, "陈立", 3)
    assert str(refusal).startswith("“陈立”参与了编制，不能再封存，")
    assert "核对他改的3处" in str(refusal)
    assert "写明原因仍可办理" in str(refusal)


def test_a_password_that_another_has_set_is_his_hand_as_well() -> None:
    assert hands_behind(2, "own", 2) == {2}
    assert hands_behind(2, "reset", 1) == {1, 2}
    assert hands_behind(2, "card", None) == {2, "恢复卡"}


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
