"""Town and county through commands only: county file, package, verdict, receipt, restore."""

import re
from pathlib import Path

from banfu_desktop.cli import program
from tests.cli.conftest import Call

MARK = re.compile(r"指纹 ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})")
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
    assert "再核对一次指纹" in meikeng("county", "new-key", folder).out
    second = found(MARK, meikeng("county", "file", folder, tmp_path / "县.bfc").out)
    assert second != first
    assert meikeng("county-file", "import", tmp_path / "县.bfc").code == program.REFUSED
    assert meikeng("county-file", "import", tmp_path / "县.bfc", "--fingerprint", second).code == 0
