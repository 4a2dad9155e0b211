"""allowance and own-rule on the command line: told, answered, taken back; rules of the others."""

import json
from pathlib import Path

from banfu_desktop.cli import program
from tests.cli.conftest import Call


def test_a_unit_is_told_answers_and_the_letter_is_taken_back(meikeng: Call, tmp_path: Path) -> None:
    told = json.loads(meikeng("allowance", "show", "--json").out)
    (row,) = (one for one in told if one["name"] == "潘秀云")
    assert (row["eligible_on"], row["state"], row["amount_fen"]) == ("2026-07-05", "untold", None)
    assert "没有写明告知了谁的单位" in meikeng("allowance", "add").err
    assert "县教育局没有要告知的人" in meikeng("allowance", "add", "--unit", "县教育局").err
    early = meikeng("allowance", "add", "潘秀云", "--on", "2026-07-04")
    assert (early.code, "才满六个月" in early.err) == (program.REFUSED, True)
    assert (
        "已告知　2026-07-08送出　12号"
        in meikeng("allowance", "add", "--unit", row["unit"], "--on", "2026-07-08", "--number", "12号").out
    )
    silent = meikeng("allowance", "confirm", "潘秀云", "--on", "2026-07-20")
    assert (silent.code, "没有写明单位的答复" in silent.err) == (program.REFUSED, True)
    words = ("--on", "2026-07-20", "--paid-from", "2026-07-05", "--amount", "300", "--reply", "随工资")
    assert "2026-07-05起发　每月300.00元　随工资" in meikeng("allowance", "confirm", "潘秀云", *words).out
    assert "2026-10-31停发" in meikeng("allowance", "confirm", "潘秀云", "--stopped", "2026-10-31").out
    paper = tmp_path / "告知单.pdf"
    assert meikeng("print", "allowance-letter", "--payer", row["unit"], "--out", paper).code == program.DONE
    assert paper.read_bytes().startswith(b"%PDF")
    assert "已撤回潘秀云的告知" in meikeng("allowance", "remove", "潘秀云").out
    assert "还没有告知" in meikeng("allowance", "remove", "潘秀云").err


def test_a_rule_is_told_corrected_and_shown_with_who_stands_under_it(meikeng: Call) -> None:
    shown = json.loads(meikeng("own-rule", "show", "--json").out)
    assert (shown["rules"], len(shown["people"])) == ([], 6)
    assert {one["rule"] for one in shown["people"]} == {None}
    words = ("own-rule", "add", "金融助理", "甲办法", "--on", "2026-01-05")
    assert "由派出单位负担" in meikeng(*words, "--payer", "派出单位").out
    assert "照原渠道" in meikeng(*words, "--amount", "照原渠道").out
    (rule,) = json.loads(meikeng("own-rule", "show", "--json").out)["rules"]
    assert (rule["payer"], rule["amount"], rule["from"]) == ("派出单位", "照原渠道", "2026-01-05")
    assert "驻镇干部按六(一)执行" in meikeng("own-rule", "add", "驻镇干部", "甲办法").err
    assert "1 条规定，6 人" in meikeng("own-rule", "show").out
