"""Town and county through commands only: county file, package, verdict, receipt, restore."""

import json
import re
from pathlib import Path

from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import Call

MARK = re.compile(r"核对码 ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})")
KEY = re.compile(r"[：:]([0-9A-Z]{4}(?:-[0-9A-Z]{4}){7})")


def found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match is not None, text
    return match[1]


def test_a_month_of_town_and_county(meikeng: Call, tmp_path: Path) -> None:
    folder, towns = tmp_path / "county", tmp_path / "名单.csv"
    towns.write_text("镇名,代码\n梅坑镇,440233101\n沙田镇,440233102\n", "utf-8")
    made = meikeng("county", "init", folder, "--practice", "--county", "新丰县", "--towns", towns)
    assert (made.code, "名单上有2个镇" in made.out) == (0, True)
    rescue = found(KEY, made.out)
    heard = found(MARK, meikeng("county", "file", folder, tmp_path / "县.bfc").out)

    refused = meikeng("county-file", "import", tmp_path / "县.bfc")
    assert (refused.code, "请打电话向县里问" in refused.err) == (program.REFUSED, True)
    assert heard not in refused.err
    said = meikeng("county-file", "import", tmp_path / "县.bfc", "--fingerprint", heard)
    assert "县里的救援钥匙可以打开" in said.out

    sent = meikeng("backup", "export", tmp_path / "1.bfb")
    assert "县里的救援钥匙可以打开" in sent.out
    own = found(MARK, sent.out)
    looked = meikeng("backup", "verify", tmp_path / "1.bfb", "--county", folder)
    assert "结论（没有登记）：待确认：梅坑镇第一次上报" in looked.out
    held = meikeng("county", "receive", folder, tmp_path / "1.bfb")
    assert (held.code, "待确认" in held.out) == (program.REFUSED, True)
    taken = meikeng("county", "take", folder, tmp_path / "1.bfb", "--reason", "问了", "--fingerprint", own)
    assert "已收下（first）" in taken.out
    assert meikeng("county", "feedback", folder, "梅坑镇", tmp_path / "1.bff").code == 0
    assert "收到第1号上报包" in meikeng("feedback", "import", tmp_path / "1.bff").out
    assert "县里1份回执都与留痕相符" in meikeng("check").out

    meikeng("backup", "export", tmp_path / "2.bfb")
    assert "收下" in meikeng("county", "receive", folder, tmp_path / "2.bfb").out
    again = meikeng("county", "receive", folder, tmp_path / "2.bfb")
    assert (again.code, "重复" in again.out) == (0, True)
    assert "梅坑镇\t第2号" in meikeng("county", "status", folder).out
    assert "沙田镇\t440233102" in meikeng("county", "towns", folder).out

    (tmp_path / "key").write_text(rescue)
    back = meikeng(
        "backup", "restore", tmp_path / "2.bfb", "--into", tmp_path / "rescued", "--county", folder,
        "--key-file", tmp_path / "key",
    )  # fmt: skip
    assert "签名钥匙没有随救援恢复回来" in back.out
    wrong = meikeng("check", data=tmp_path / "rescued")
    assert (wrong.code, "签名钥匙与登记的公钥不符" in wrong.err) == (program.MACHINE, True)
    assert meikeng("backup", "adopt-key", data=tmp_path / "rescued").code == 0
    assert meikeng("check", data=tmp_path / "rescued").code == 0
    meikeng("backup", "export", tmp_path / "3.bfb", data=tmp_path / "rescued")
    told = meikeng("county", "receive", folder, tmp_path / "3.bfb").out
    assert "换了签名钥匙，旧钥匙没有签字认可" in told


def test_the_card_restores_and_the_office_goes_on_signing(call: Call, tmp_path: Path) -> None:
    made = call("init", "--town", "梅坑镇")
    (tmp_path / "key").write_text(found(KEY, made.out))
    sent = call("backup", "export", tmp_path / "1.bfb")
    assert "县里的救援钥匙不可以打开" in sent.out
    words = ("backup", "restore", tmp_path / "1.bfb", "--into", tmp_path / "back")
    assert "需要恢复密钥" in call(*words).err
    assert call(*words, "--key-file", tmp_path / "key").code == 0
    assert call("check", data=tmp_path / "back").code == 0
    again = call("backup", "export", tmp_path / "2.bfb", data=tmp_path / "back")
    assert found(MARK, again.out) == found(MARK, sent.out)


def test_a_new_signing_key_of_the_county_is_compared_again(meikeng: Call, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    meikeng("county", "init", folder, "--practice", "--county", "新丰县")
    first = found(MARK, meikeng("county", "file", folder, tmp_path / "县.bfc").out)
    meikeng("county-file", "import", tmp_path / "县.bfc", "--fingerprint", first)
    assert "再核对一次" in meikeng("county", "new-key", folder).out
    second = found(MARK, meikeng("county", "file", folder, tmp_path / "县.bfc").out)
    assert second != first
    assert meikeng("county-file", "import", tmp_path / "县.bfc").code == program.REFUSED
    assert meikeng("county-file", "import", tmp_path / "县.bfc", "--fingerprint", second).code == 0


def test_a_question_travels_to_the_town_and_its_answer_back(meikeng: Call, tmp_path: Path) -> None:
    """Asked, sent, answered with the next package, accepted, and told to the town as closed."""
    folder, inbox = tmp_path / "county", tmp_path / "收件"
    inbox.mkdir()
    meikeng("county", "init", folder, "--practice", "--county", "新丰县")
    heard = found(MARK, meikeng("county", "file", folder, tmp_path / "县.bfc").out)
    meikeng("county-file", "import", tmp_path / "县.bfc", "--fingerprint", heard)
    own = found(MARK, meikeng("backup", "export", inbox / "1.bfb").out)
    seen = json.loads(meikeng("county", "inbox", folder, inbox, "--json").out)
    assert [(row["town"], row["number"], row["known"]) for row in seen] == [("梅坑镇", 1, "")]
    held = meikeng("county", "receive", folder, inbox, "--json")
    assert held.code == program.REFUSED
    (row,) = json.loads(held.out)
    assert (row["handling"], row["verdict"], row["fingerprint"]) == ("held", "first", own)
    meikeng(
        "county", "take", folder, inbox / "待确认" / "1.bfb", "--reason", "问了", "--fingerprint", own
    )  # fmt: skip
    assert (inbox / "已收" / "1.bfb").exists()

    question = ("10月补发依据哪份文件", "--due", "2026-11-10", "--clause", "六(一)")
    asked = meikeng("county", "ask", folder, "梅坑镇", *question)
    assert "第1号问题" in asked.out
    assert meikeng("county", "feedback", folder, "梅坑镇", tmp_path / "1.bff").code == 0
    assert "县里有1个问题等着答复" in meikeng("feedback", "import", tmp_path / "1.bff").out
    assert "待答复\t2026-11-10\t10月补发依据哪份文件\t六(一)" in meikeng("feedback", "questions").out
    meikeng("backup", "export", inbox / "2.bfb")
    meikeng("county", "receive", folder, inbox)
    assert "已送达" in meikeng("county", "questions", folder).out

    assert meikeng("feedback", "answer", "1", "8月漏计两天，附到岗通知").code == 0
    meikeng("backup", "export", inbox / "3.bfb")
    meikeng("county", "receive", folder, inbox)
    (row,) = json.loads(meikeng("county", "questions", folder, "--json").out)
    assert (row["state"], row["answer"]) == ("answered", "8月漏计两天，附到岗通知")
    assert meikeng("county", "close", folder, "梅坑镇", "1").code == 0
    meikeng("county", "feedback", folder, "梅坑镇", tmp_path / "2.bff")
    meikeng("feedback", "import", tmp_path / "2.bff")
    assert "已结" in meikeng("feedback", "questions").out
    assert "已经结了这个问题" in meikeng("feedback", "answer", "1", "再说一句").err
    meikeng("backup", "export", inbox / "4.bfb")
    meikeng("county", "receive", folder, inbox)
    assert "已结" in meikeng("county", "questions", folder).out
    assert meikeng("county", "check", folder).code == 0
    assert "收下上报包" in meikeng("county", "log", folder).out

    told = json.loads(meikeng("county", "status", folder, "--month", "2026-10", "--json").out)
    assert (told["expected"], told["actual"], told["on_time"]) == (1, 1, 1)
    assert meikeng("county", "export", folder, "roster", tmp_path / "花名册.pdf").code == 0
    assert meikeng("county", "export", folder, "sums", tmp_path / "明细.xlsx").code == 0
    assert "没有“工资”这张表" in meikeng("county", "export", folder, "工资", tmp_path / "x.pdf").err
    assert "due_day\t次月几日前上报\t8" in meikeng("county", "set", folder, "due_day", "8").out
    assert json.loads(meikeng("county", "find", folder, "--cross", "--json").out) == []
    assert "梅坑镇" in meikeng("county", "find", folder).out


def test_an_office_of_another_county_is_founded_by_its_file(call: Call, tmp_path: Path) -> None:
    folder, towns = tmp_path / "county", tmp_path / "名单.csv"
    towns.write_text("镇名,代码,类别,单位\n东坪镇,440232104,重点帮扶镇,县司法局、县医保局\n", "utf-8")
    words = ("--practice", "--county", "乳源县", "--document-no", "乳组〔2026〕1号", "--towns", towns)
    call("county", "init", folder, *words)
    heard = found(MARK, call("county", "file", folder, tmp_path / "县.bfc").out)
    by = ("--practice", "--county-file", tmp_path / "县.bfc")
    assert "还没有核对县文件的核对码" in call("init", "--town", "东坪镇", *by).err
    assert "名单上有：东坪镇" in call("init", "--town", "梅坑镇", *by, "--fingerprint", heard).err
    assert not (tmp_path / "office" / "office.db").exists()
    assert call("init", "--town", "东坪镇", *by, "--fingerprint", heard).code == 0
    assert call("export", "organisations", tmp_path / "单位.xlsx").code == 0
    rows = load_workbook(tmp_path / "单位.xlsx").worksheets[0].iter_rows(values_only=True)
    assert any("县医保局" in row for row in rows)
    sent = call("backup", "export", tmp_path / "1.bfb")
    assert "乳源县" in sent.out
    assert "待确认：东坪镇第一次上报" in call("county", "receive", folder, tmp_path / "1.bfb").out


def test_the_demonstration_county_has_every_verdict_in_its_inbox(call: Call, tmp_path: Path) -> None:
    said = call("demo", "--county", tmp_path / "demo")
    assert said.code == 0
    folder, inbox = tmp_path / "demo" / "县里", tmp_path / "demo" / "收件" / "10月收件"
    got = call("county", "receive", folder, inbox, "--json", today="2026-11-05")
    verdicts = {row["file"]: row["verdict"] for row in json.loads(got.out)}
    assert set(verdicts.values()) == {
        "next", "new_key_signed", "branched", "repeated", "damaged", "newer_format", "unknown_town",
        "wrong_county", "not_ours",
    }  # fmt: skip
    (inbox / "又拷一份.bfb").write_bytes((inbox / "已收" / "梅坑镇-上报包-010.bfb").read_bytes())
    seen = json.loads(call("county", "inbox", folder, inbox, "--json", today="2026-11-05").out)
    assert [row["file"] for row in seen] == ["又拷一份.bfb"]
    told = json.loads(
        call("county", "status", folder, "--month", "2026-10", "--json", today="2026-11-06").out
    )
    states = sorted(row["state"] for row in told["towns"])
    assert states == ["held", "held", "missing", "reported", "reported", "reported", "reported"]
    whole = call("county", "log", folder).out
    assert all(word in whole for word in ("收下上报包", "退回上报包", "上报包待确认"))
    assert len(call("county", "find", folder, "--cross").out.splitlines()) > 10
