"""assess, training, commend and exempt on the command line."""

import json

from banfu_desktop.cli import program
from tests.cli.conftest import Call

ROUND = ("assess", "open", "10月考核", "--kind", "季度", "--start", "2026-10-01", "--end", "2026-10-31")


def test_a_round_is_opened_frozen_graded_and_fed_back(meikeng: Call) -> None:
    told = meikeng(*ROUND, "--by", "县委组织部", "--criterion", "德 40", "--criterion", "绩 60").out
    assert "已反馈 0/" in told
    assert "事实还没有冻结" in meikeng("assess", "grade", "10月", "钟立新", "称职", "--by", "县委组织部").err
    assert "已冻结" in meikeng("assess", "facts", "10月").out
    words = (
        "assess",
        "grade",
        "10月",
        "钟立新",
        "优秀",
        "--by",
        "县委组织部",
        "--score",
        "德=90",
        "--score",
        "绩=85",
    )
    assert "87.0　优秀" in meikeng(*words).out
    heard = meikeng("assess", "grade", "10月", "钟立新", "--opinion", "扎实", "--body", "镇党委")
    assert heard.code == program.DONE
    (row,) = (
        one for one in json.loads(meikeng("assess", "show", "10月", "--json").out) if one["name"] == "钟立新"
    )
    assert (row["stage"], row["grade"], row["opinions"][0]["body"]) == ("graded", "excellent", "镇党委")
    meikeng("attendance", "set", "钟立新", "2026-10-13", "事假")
    changed = meikeng("assess", "facts", "10月", "钟立新", "--changed").out
    assert "差异　钟立新　请假　冻结时 无　现在 事假 1 天" in changed
    assert "已反馈 1 人" in meikeng("assess", "feed-back", "10月", "--unit", row["unit"]).out


def test_a_training_is_attended_and_made_up(meikeng: Call) -> None:
    add = ("training", "add", "培训班", "--organiser", "县委组织部", "--yearly", "--on", "2026-10-16")
    assert meikeng(*add).code == program.DONE
    assert "考勤标“训” 1 天" in meikeng("training", "attend", "培训班", "钟立新").out
    (row,) = json.loads(meikeng("training", "show", "2026", "--json").out)
    missed = next(one["name"] for one in row["people"] if one["state"] == "absent")
    assert missed not in meikeng("training", "attend", "培训班", missed, "--made-up", "2026-10-20").out
    assert "不在任职期" in meikeng("training", "attend", "培训班", "没有的人").err


def test_commendations_and_the_register(meikeng: Call) -> None:
    meikeng("commend", "add", "先进个人", "--name", "钟立新", "--by", "县委", "--on", "2026-10-09")
    meikeng("commend", "add", "先进集体", "--by", "县委", "--on", "2026-10-09")
    assert {row["name"] for row in json.loads(meikeng("commend", "show", "--json").out)} == {
        "钟立新",
        "工作队",
    }
    meikeng("exempt", "add", "先行抢险", "--kind", "尽职免责", "--name", "钟立新")
    (row,) = json.loads(meikeng("exempt", "show", "--json").out)
    assert (row["kind"], row["outcome"]) == ("exemption", None)
