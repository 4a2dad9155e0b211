"""limit on the command line: the table of time limits, and the office's own choice of one."""

import json

from banfu_desktop.cli import program
from tests.cli.conftest import Call


def test_the_table_is_shown_and_a_limit_of_the_offices_own_is_set(meikeng: Call) -> None:
    assert "年度体检　六(二)　每人每年一次，12月31日前　通知" in meikeng("limit", "show").out
    (row,) = (one for one in json.loads(meikeng("limit", "show", "--json").out) if one["name"] == "filing")
    assert (row["basis"], row["value"], row["since"]) == ("own", 10, None)
    told = meikeng("limit", "set", "第一书记备案", "15", "--from", "2026-01-01", "--note", "会议纪要").out
    assert "自 2026-01-01 起生效：第一书记备案　二(三)　到岗后 15 天" in told
    refused = meikeng("limit", "set", "年度体检", "15")
    assert (refused.code, "由通知规定" in refused.err) == (program.REFUSED, True)
