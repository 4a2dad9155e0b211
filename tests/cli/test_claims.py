"""Claims from the command line, from the draft to the reversal, and everything a newcomer types wrong."""

import json
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.cli import program
from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.reimbursements import reimbursements
from tests.cli.conftest import Call
from tests.faults.killing import needs_fork
from tests.forked import done, forked
from tests.services import hostile_files as made

TRIP = "出发日期=2026-10-23,出发地点=梅坑镇,到达日期=2026-10-23,到达地点=县城,交通工具=汽车,城市间=25"
TRIP_BY_COACH = TRIP.replace("汽车", "长途汽车")
BILL = "就诊日期=2026-10-20，医院=新丰县人民医院，总费用=320，医保支付=120"
OTHER = "发生日期=2026-10-20,费用项目=资料费,金额=100"
NUMBER = "26442000000012345678"
DOSES = [pytest.param(3, id="a short dose"), pytest.param(60, id="a long dose", marks=pytest.mark.soak)]


def shown(call: Call, *words: object) -> Any:
    return json.loads(call("claim", "show", *words, "--json").out)


def add(call: Call, kind: str = "其他", *lines: str) -> None:
    words = [word for line in (lines or (OTHER,)) for word in ("--line", line)]
    answer = call("claim", "add", "谭䶮", "--kind", kind, *words)
    assert answer.code == program.DONE, answer.err


def test_a_claim_from_the_draft_to_the_payment(meikeng: Call, tmp_path: Path) -> None:
    add(meikeng, "医疗", BILL)
    photo, out = tmp_path / "票据.jpg", tmp_path / "报销.pdf"
    photo.write_bytes(made.photograph())
    said = meikeng(
        "claim", "invoice", 1, NUMBER, "--date", "2026-10-20", "--amount", "320", "--buyer", "谭䶮"
    )
    assert said.out == f"这张报销草稿已登记发票{NUMBER}\n"
    assert "已添加1个附件" in meikeng("claim", "attach", 1, photo).out
    checks = {row["check"].split()[0]: row for row in shown(meikeng, 1)["checks"]}
    assert (checks["invoice_buyer"]["severity"], checks["invoice_buyer"]["clause"]) == (
        "warning",
        "本单位自定",
    )
    refused = meikeng("claim", "hand-in", 1)
    assert refused.code == program.REFUSED
    assert "还不能交单位" in refused.err
    name = next(row["check"] for row in shown(meikeng, 1)["checks"] if row["severity"] == "warning")
    assert "已说明：个人就诊" in meikeng("claim", "accept", 1, name, "--reason", "个人就诊").out
    assert "报销单2026-001已交县司法局，申报 200.00 元" in meikeng("claim", "hand-in", 1).out
    assert shown(meikeng, "--outstanding")[0]["outstanding_fen"] == 20_000
    approved = meikeng("claim", "approve", "2026-001", "--amount", 150, "--reason", "限额")
    assert "核定 150.00 元（申报 200.00 元）" in approved.out
    assert "已登记付款 150.00 元，已封存" in meikeng("claim", "pay", "2026-001").out
    row = shown(meikeng, "2026-001")
    assert (row["state"], row["approved_fen"], row["outstanding_fen"]) == ("paid", 15_000, 0)
    assert row["invoices"] == [NUMBER]
    assert meikeng("claim", "print", "2026-001", "--out", out).code == program.DONE
    assert page_count(out.read_bytes()) == 3
    assert meikeng("claim", "reverse", "2026-001", "--reason", "重复付款").code == program.DONE
    assert [row["claimed_fen"] for row in shown(meikeng)] == [-20_000, 20_000]
    (member, total) = shown(meikeng, "--year", 2026)
    assert (member["paid_fen"], total["name"]) == (0, "（小计）")


def test_a_trip_is_rewritten_withdrawn_and_refused(meikeng: Call, tmp_path: Path) -> None:
    add(meikeng, "差旅", TRIP_BY_COACH)
    table = tmp_path / "明细.csv"
    columns = "出发日期,出发地点,到达日期,到达地点,交通工具,城市间\n"
    table.write_bytes((columns + "2026-10-24,梅坑镇,2026-10-24,县城,长途汽车,30\n").encode("gb18030"))
    assert "申报 30.00 元" in meikeng("claim", "lines", 1, "--lines", table).out
    assert "2026-001" in meikeng("claim", "hand-in", 1, "--on", "2026-11-02").out
    assert "已退回草稿" in meikeng("claim", "withdraw", "2026-001").out
    assert "已经编号" in meikeng("claim", "remove", "2026-001").err
    meikeng("claim", "hand-in", "2026-001")
    meikeng("claim", "approve", "2026-001")
    assert "已撤回审批" in meikeng("claim", "unapprove", "2026-001").out
    assert (
        "核定 20.00 元" in meikeng("claim", "approve", "2026-001", "--line", "1=20", "--reason", "超标").out
    )
    assert "已登记拒报" in meikeng("claim", "refuse", "2026-001", "--reason", "不合规定").out
    add(meikeng)
    assert "已删除谭䶮的报销草稿" in meikeng("claim", "remove", 2).out


def test_lines_come_from_a_json_file_too(meikeng: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"lines": [{"day": "2026-10-20", "item": "资料", "amount_fen": "12.5"}]}))
    assert "申报 12.50 元" in meikeng("claim", "add", "谭䶮", "--kind", "其他", "--lines", file).out


WRONG = [
    (("add", "谭䶮", "--kind", "其他", "--line", OTHER, "--source", "长" * 31), "经费来源超过30个字"),
    (("add", "谁", "--kind", "医疗"), "没有找到“谁”"),
    (("add", "谭䶮", "--kind", "吃饭"), "可填：医疗费"),
    (("add", "谭䶮", "--kind", "差旅", "--line", "abc"), "请写成 栏目=内容"),
    (("add", "谭䶮", "--kind", "差旅", "--line", "出发日期=2026-02-30"), "这一天不存在"),
    (("add", "谭䶮", "--kind", "差旅", "--line", TRIP), "不在可选项中"),
    (("add", "谭䶮", "--kind", "其他", "--line", "诊断=感冒"), "没有这一栏"),
    (("add", "谭䶮", "--kind", "其他", "--on", "2026-13-01"), "这一天不存在"),
    (("add", "谭䶮", "--kind", "其他", "--lines", "/nowhere.csv"), "没有找到"),
    (("show", "2026-009"), "没有找到报销单"),
    (("show", "--year", "99999"), "年份不合理"),
    (("show", "--year", "今年"), "不是年度"),
    (("hand-in", "77"), "没有找到报销单"),
    (("hand-in", "1", "--on", "2027-01-01"), "交单位日期2027-01-01不合理"),
    (("approve", "1"), "不能改为已审批"),
    (("pay", "1"), "不能改为已付款"),
    (("unapprove", "1"), "没有可撤回的审批"),
    (("refuse", "1", "--reason", "否"), "还没有交单位"),
    (("reverse", "1", "--reason", "否"), "不用冲销"),
    (("accept", "1", "meals 1", "--reason", "就这样"), "没有“meals 1”这条提醒"),
    (("invoice", "1", "123"), "号码是20位数字"),
    (("invoice", "1", NUMBER, "--amount", "-5"), "是负数"),
    (("invoice", "1", NUMBER, "--kind", "白条"), "不在可选项中"),
    (("attach", "1", "/nowhere.jpg"), "找不到“nowhere.jpg”"),
    (("attach", "1", "/etc"), "是文件夹"),
    (("attach", "1", "/etc/passwd"), "不能作为单据附件"),
    (("print", "1", "--out", "/nowhere/a.pdf"), "没有“/nowhere”这个文件夹"),
    (("print", "1", "--out", "a.doc"), "请保存为 .pdf 或 .xlsx"),
]


def test_what_is_typed_wrong_is_said_and_nothing_changes(meikeng: Call) -> None:
    add(meikeng)
    before = shown(meikeng, 1)
    for words, said in WRONG:
        answer = meikeng("claim", *words)
        assert answer.code in (program.REFUSED, 2), answer
        assert said in answer.err
    assert shown(meikeng, 1) == before
    assert len(shown(meikeng)) == 1


NO_APPROVALS = [
    (("--amount", "-1"), "0和申报金额之间"),
    (("--amount", "101", "--reason", "多"), "0和申报金额之间"),
    (("--amount", "99"), "没有写明原因"),
    (("--amount", "一百"), "不是金额"),
    (("--line", "9=3"), "行号从1到1"),
    (("--line", "三"), "行号=金额"),
    (("--on", "2026-10-01"), "审批日期2026-10-01不合理"),
]


def test_an_approval_that_cannot_be(meikeng: Call) -> None:
    add(meikeng)
    meikeng("claim", "hand-in", 1)
    for words, said in NO_APPROVALS:
        answer = meikeng("claim", "approve", "2026-001", *words)
        assert (answer.code, said in answer.err) == (program.REFUSED, True), answer
    assert shown(meikeng, 1)["state"] == "handed"


NO_LINES = [
    (b"not json", "不是 JSON 文件"),
    (b'{"lines": 5}', "没有明细"),
    (b"[1, 2]", "没有明细"),
    (b"\xff\xfe\xff", "不是文本文件"),
    (b'[{"day": "x", "item": ["a"]}]', "看不懂"),
]


def test_a_file_of_lines_that_is_none(meikeng: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    for content, said in NO_LINES:
        file.write_bytes(content)
        answer = meikeng("claim", "add", "谭䶮", "--kind", "其他", "--lines", file)
        assert (answer.code, said in answer.err) == (program.REFUSED, True), answer
    assert shown(meikeng) == []


@needs_fork
@pytest.mark.parametrize("times", DOSES)
def test_a_killed_process_leaves_all_files_or_none(meikeng: Call, tmp_path: Path, times: int) -> None:
    add(meikeng)
    files = []
    for number in range(12):
        files.append(tmp_path / f"{number}.jpg")
        files[-1].write_bytes(made.photograph((1600, 1200), number) + bytes(300_000))

    def attach(office: Path) -> int:
        words = ["--data", office, "--today", "2026-11-02", "claim", "attach", "1", *files]
        return program.main([*map(str, words)], lambda folder, clock, package=None: program.BUG)

    whole, begun = shutil.copytree(tmp_path / "office", tmp_path / "whole"), time.monotonic()
    code, said = done(lambda: attach(whole))
    takes = time.monotonic() - begun
    assert code == program.DONE, said
    for number in range(times):
        office = shutil.copytree(tmp_path / "office", tmp_path / f"office{number}")
        with forked(partial(attach, office)) as running:
            time.sleep(takes * (number + 1) / times)
            running.kill()
        database = Database.open(office)
        with database.read() as session:
            bundle = reimbursements.one(session, 1).bundle_id
            kept = bundles.listing(session, bundle)
            assert len(kept) in (0, 12)
            for row in kept:
                content = (tmp_path / row.name).read_bytes()
                assert bundles.content(session, row.id) == content
        database.close()
        shutil.rmtree(office)


def test_the_list_is_read_without_a_program_and_a_file_is_remarked_on(meikeng: Call, tmp_path: Path) -> None:
    add(meikeng)
    photo = tmp_path / "收据.pdf"
    photo.write_bytes(made.photograph())
    said = meikeng("claim", "attach", 1, photo, photo).out
    assert "提醒：“收据.pdf”：内容是JPEG图片，已按“收据.jpg”保存。" in said
    assert "已在附件中，没有重复添加" in said
    assert "已添加1个附件" in said
    assert meikeng("claim", "show").out.startswith("1\t\t草稿\t谭䶮\t其他费用\t县司法局\t100.00\t")
    meikeng("claim", "hand-in", 1)
    assert "2026-001" in meikeng("claim", "show", "--outstanding").out
    assert "（小计）" in meikeng("claim", "show", "--year", 2026).out
