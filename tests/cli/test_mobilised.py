"""raise and idea on the command line: a promise and what arrived, an idea that becomes a project."""

import json

from banfu_desktop.cli import program
from tests.cli.conftest import Call


def test_a_promise_is_written_and_arrives(meikeng: Call) -> None:
    made = meikeng(
        "raise", "add", "某公司", "50000", "--kind", "捐赠", "--purpose", "操场修缮", "--on", "2026-06-30"
    )
    key = made.out.split("　")[0]
    assert "未到位" in made.out
    assert "部分到位　慈善会" in meikeng("raise", "arrive", key, "30000", "--channel", "慈善会").out
    (row,) = json.loads(meikeng("raise", "show", "2026", "--json").out)
    assert (row["promised_fen"], row["arrived_fen"], row["arrivals"][0]["channel"]) == (
        5_000_000,
        3_000_000,
        "charity",
    )
    assert "承诺 50,000.00 元，到位 30,000.00 元" in meikeng("raise", "show").out
    refused = meikeng("raise", "arrive", key, "1", "--channel", "本队账本")
    assert (refused.code, "要选收入凭证" in refused.err) == (program.REFUSED, True)
    refused = meikeng("raise", "arrive", key, "1", "--channel", "本队账本", "--voucher", "012号")
    assert "请先登记收入" in refused.err


def test_an_idea_is_raised_stepped_and_promoted(meikeng: Call) -> None:
    words = (
        "idea",
        "add",
        "饮水管改造",
        "186000",
        "--kind",
        "基础设施",
        "--source",
        "县里",
        "--reason",
        "锈蚀",
    )
    assert meikeng(*words, "--on", "2026-03-05").code == program.DONE
    assert "没有写明办到哪一步" in meikeng("idea", "step", "饮水管改造").err
    assert "已公示" in meikeng("idea", "step", "饮水管改造", "--published", "2026-04-01").out
    assert "待双签" in meikeng("idea", "promote", "饮水管改造").out
    (row,) = json.loads(meikeng("idea", "show", "--json").out)
    assert (row["stage"], row["project"]) == ("promoted", "饮水管改造")
    assert "饮水管改造" in meikeng("project", "show").out
    assert "没有名为" in meikeng("idea", "promote", "没有的").err
