"""rotation and filing on the command line: the plan, a list drawn up and sealed, a filing with two bodies."""

import json

from banfu_desktop.cli import program
from tests.cli.conftest import Call


def test_a_candidate_is_written_and_held_against_the_conditions(meikeng: Call) -> None:
    assert "没有写明办到哪一步" in meikeng("rotation", "plan", "钟立新").err
    told = meikeng("rotation", "plan", "钟立新", "--successor", "陈思远", "--proposed", "2026-10-12").out
    assert "推荐人选" in told
    assert "队长须为入党满一年的正式党员" in told
    plan = json.loads(meikeng("rotation", "plan", "--json").out)
    (row,) = (one for one in plan["people"] if one["name"] == "钟立新")
    assert (row["stage"], row["successor"]) == ("proposed", "陈思远")
    assert "批" in meikeng("rotation", "batch", "第二批", "--start", "2026-01-05").out


def test_a_list_is_drawn_up_ticked_and_sealed(meikeng: Call) -> None:
    assert "还没有交接清单" in meikeng("rotation", "show").out
    assert "恢复卡" in meikeng("rotation", "handover", "钟立新").out
    refused = meikeng("rotation", "handover", "钟立新", "--seal")
    assert (refused.code, "没有写明接交人" in refused.err) == (program.REFUSED, True)
    words = (
        "rotation",
        "handover",
        "钟立新",
        "--receiver",
        "陈思远",
        "--witness",
        "李国栋",
        "--tick",
        "--seal",
    )
    assert "请更换恢复卡和登录密码" in meikeng(*words).out
    (row,) = json.loads(meikeng("rotation", "show", "钟立新", "--json").out)
    assert row["check_code"]
    assert all(item["given"] and item["taken"] for item in row["items"])


def test_a_first_secretary_is_filed(meikeng: Call) -> None:
    name = next(
        row["name"] for row in json.loads(meikeng("rotation", "plan", "--json").out)["people"]
        if row["role"] == "first_secretary"
    )  # fmt: skip
    told = meikeng("filing", "add", name, "--on", "2026-01-12", "--number", "3号").out
    assert told.count("已报送") == 2
    confirmed = meikeng("filing", "add", name, "--body", "县委组织部", "--confirmed", "2026-01-20").out
    assert "已备案" in confirmed
    rows = [one for one in json.loads(meikeng("filing", "show", "--json").out) if one["name"] == name]
    assert [(row["state"], row["sent_on"]) for row in rows] == [
        ("confirmed", "2026-01-12"),
        ("sent", "2026-01-12"),
    ]
