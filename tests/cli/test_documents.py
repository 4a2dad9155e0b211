"""report, doc and plan on the command line: a report from draft to receipt, a letter, a plan with items."""

import json
import shutil
from pathlib import Path

from banfu_desktop.cli import program
from tests.cli.conftest import Call


def test_a_report_is_drafted_refreshed_and_not_issued_half_written(meikeng: Call) -> None:
    meikeng(
        "log", "add", "罗海涛", "--duty", "3", "--kind", "走访", "--content", "走访", "--on", "2026-05-06"
    )
    assert "待补" in meikeng("report", "draft", "2026上半年", "--drafter", "钟立新").out
    shown = json.loads(meikeng("report", "show", "2026-1", "--json").out)
    assert (shown["state"], shown["figures"]["monitoring_count"], shown["version"]) == ("draft", "1", 1)
    refused = meikeng("report", "issue", "2026-1")
    assert (refused.code, "还没有写：政策宣传" in refused.err) == (program.REFUSED, True)
    meikeng(
        "log", "add", "罗海涛", "--duty", "1", "--kind", "培训", "--content", "宣讲", "--on", "2026-05-07"
    )
    assert "数字已变　日志条数：1 → 2" in meikeng("report", "show", "2026-1").out
    assert "日志条数：1 → 2" in meikeng("report", "draft", "2026-1", "--refresh").out
    assert meikeng("report", "send", "2026-1").code == program.REFUSED
    assert "不是半年" in meikeng("report", "show", "2026-3").err
    assert "还没有报告" in meikeng("report", "show", "2026-2").err


def test_an_issued_report_is_sent_and_written_as_both_files(
    demonstrated: Path, call: Call, tmp_path: Path
) -> None:
    shutil.copytree(demonstrated, tmp_path / "office")
    shown = json.loads(call("report", "show", "2026-1", "--json").out)
    assert (shown["state"], len(shown["recipients"]), shown["number"]) == ("sent", 11, "半年报告〔2026〕1号")
    last = shown["recipients"][-1]["name"]
    assert "已收到" in call("report", "receipt", "2026-1", last, "--on", "2026-07-20", "--receipt", "李").out
    for suffix, begins in ((".docx", b"PK"), (".pdf", b"%PDF")):
        out = tmp_path / f"报告{suffix}"
        assert "已写出" in call("print", "half-report", "--month", "2026-03", "--out", str(out)).out
        assert out.read_bytes().startswith(begins)
    wrong = call("print", "half-report", "--month", "2026-03", "--out", str(tmp_path / "x.xlsx"))
    assert (wrong.code, "没有 Excel 格式" in wrong.err) == (program.REFUSED, True)
    wrong = call("print", "roster", "--out", str(tmp_path / "x.docx"))
    assert (wrong.code, "没有 docx 格式" in wrong.err) == (program.REFUSED, True)
    assert len(json.loads(call("plan", "show", "2026", "--json").out)) == 5
    assert "结对帮扶协议" in call("doc", "show", "2026", "--kind", "协议").out


def test_a_letter_and_a_plan_are_entered(meikeng: Call) -> None:
    letter = ("doc", "add", "排查通知", "--direction", "收文", "--kind", "其他", "--party", "县农业农村局")
    assert "其他〔2026〕1号" in meikeng(*letter, "--reply-due", "2026-11-25").out
    out = meikeng("doc", "add", "用工情况", "--direction", "发文", "--kind", "情况反映", "--issue").out
    assert "情况反映〔2026〕1号" in out
    assert "2026年度计划" in meikeng("plan", "add", "2026年度计划", "2026").out
    item = ("plan", "item", "2026年度计划", "季度走访")
    meikeng(*item, "--owner", "罗海涛", "--due", "2026-12-20", "--target", "4 轮")
    assert "已完成" in meikeng(*item, "--state", "已完成", "--actual", "4 轮").out
    (row,) = json.loads(meikeng("plan", "show", "--json").out)
    assert (row["owner"], row["actual"], row["state"]) == ("罗海涛", "4 轮", "done")
    refused = meikeng("plan", "item", "用工情况", "x")
    assert (refused.code, "没有任务" in refused.err) == (program.REFUSED, True)
    assert [row["direction"] for row in json.loads(meikeng("doc", "show", "--json").out)] == [
        "own", "out", "in",
    ]  # fmt: skip
