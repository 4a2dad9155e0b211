"""The month's money from the command line, fact by fact, as a county accountant would try it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from banfu_desktop.cli import program
from banfu_desktop.db.store import Database
from banfu_desktop.services.hall import home
from tests.cli.conftest import DATA, Call

ROW = {"潘秀云": 5, "罗海涛": 6, "谭䶮": 7, "廖小满": 8, "巫启明": 9}
UNIT, ARRIVED, LEFT = "J", "P", "R"
DECEMBER = "2026-12-01"


def roster(folder: Path, **cells: object) -> Path:
    """The roster of 梅坑镇 with some cells changed."""
    book = load_workbook(DATA / "roster-meikeng.xlsx")
    for cell, value in cells.items():
        book.active[cell] = value
    path = folder / f"花名册{len(list(folder.glob('花名册*')))}.xlsx"
    book.save(path)
    return path


def told(call: Call, *words: object, today: str = DECEMBER) -> Any:
    """What a command says to programs."""
    answer = call(*words, "--json", today=today)
    assert answer.code == program.DONE, answer.err
    return json.loads(answer.out)


def at_home(folder: Path, today: str) -> list[str]:
    """What the home page says is due."""
    database = Database.open(folder / "office")
    try:
        with database.read() as session:
            return [item.text for item in home.due(session, date.fromisoformat(today))]
    finally:
        database.close()


def nets(month: Any, payer: str) -> list[tuple[str, int]]:
    """Names and fen on a payer's sheet."""
    sheets = [sheet for sheet in month["payers"] if sheet["payer"] == payer]
    return [(line["name"], line["net_fen"]) for sheet in sheets for line in sheet["lines"]]


def sealed(call: Call, *months: str, today: str = DECEMBER, pay: bool = False) -> None:
    for month in months:
        assert call("subsidy", "make", month, today=today).code == program.DONE
        assert call("subsidy", "seal", month, today=today).code == program.DONE
        if pay:
            assert call("subsidy", "pay", month, today=today).code == program.DONE


def printed(
    call: Call, folder: Path, form: str, month: str, payer: str | None = None, today: str = DECEMBER
) -> bytes:
    path = folder / f"{form}{len(list(folder.glob('*.pdf')))}.pdf"
    whose = () if payer is None else ("--payer", payer)
    answer = call("print", form, "--month", month, *whose, "--out", path, today=today)
    assert answer.code == program.DONE, answer.err
    return path.read_bytes()


def words_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_absence_after_the_seal_is_asked_about_and_holds_one_unit(meikeng: Call, tmp_path: Path) -> None:
    sealed(meikeng, "2026-10")
    entered = meikeng("attendance", "set", "罗海涛", "2026-10-09..2026-10-19", "旷工", today=DECEMBER)
    assert "影响1个已封存月份，差额 0.00 元，另有1处待决定" in entered.out
    (undecided,) = told(meikeng, "subsidy", "show", "2026-10")["undecided"]
    assert undecided == {
        "name": "罗海涛",
        "payer": "县人社局",
        "month": "2026-10",
        "reason": "旷工8天，请决定扣减并写明原因",
    }
    text = "罗海涛2026年10月封存后有待决定的差异：旷工8天，请决定扣减并写明原因"
    assert text in at_home(tmp_path, DECEMBER)
    november = told(meikeng, "subsidy", "make", "2026-11")
    assert [row["month"] for row in november["undecided"]] == ["2026-10"]
    done = told(meikeng, "subsidy", "seal", "2026-11")
    assert [row["payer"] for row in done["left"]] == ["县人社局"]
    assert len(done["sealed"]) == 5
    refused = meikeng("subsidy", "seal", "2026-11", "--payer", "县人社局", today=DECEMBER)
    assert (refused.code, "请决定扣减" in refused.err) == (program.REFUSED, True)
    no_reason = meikeng("subsidy", "rule", "2026-10", "罗海涛", "709.68", today=DECEMBER)
    assert (no_reason.code, "没有写明原因" in no_reason.err) == (program.REFUSED, True)
    ruled = told(meikeng, "subsidy", "rule", "2026-10", "罗海涛", "709.68", "--reason", "镇党委会议定")
    assert ruled["undecided"] == []
    own = told(meikeng, "subsidy", "seal", "2026-11", "--payer", "县人社局")["sealed"]
    assert [(line["name"], line["net_fen"]) for line in own[0]["lines"]] == [
        ("罗海涛", 200_000),
        ("罗海涛", -70_968),
    ]
    assert own[0]["net_fen"] == 129_032


def test_more_absence_than_was_ruled_on_is_asked_about_again(meikeng: Call) -> None:
    sealed(meikeng, "2026-10")
    meikeng("attendance", "set", "罗海涛", "2026-10-09", "旷工", today=DECEMBER)
    meikeng("subsidy", "rule", "2026-10", "罗海涛", "64.52", "--reason", "会议定", today=DECEMBER)
    assert told(meikeng, "subsidy", "show", "2026-10")["undecided"] == []
    meikeng("attendance", "set", "罗海涛", "2026-10-09..2026-10-28", "旷工", today=DECEMBER)
    (again,) = told(meikeng, "subsidy", "show", "2026-10")["undecided"]
    assert again["name"] == "罗海涛"


def test_a_leaver_owes_until_it_is_repaid_and_his_units_sheet_is_never_negative(
    meikeng: Call, tmp_path: Path
) -> None:
    may = "2026-05-04"
    assert meikeng("office", "start", "2026-02", today=may).code == program.DONE
    sealed(meikeng, "2026-02", "2026-03", "2026-04", today=may, pay=True)
    left = roster(tmp_path, **{f"{LEFT}{ROW['廖小满']}": date(2026, 2, 15)})
    assert meikeng("import", "members", left, today=may).code == program.DONE
    (owed,) = told(meikeng, "subsidy", "receivable", "list", today=may)["receivables"]
    assert owed == {
        "name": "廖小满",
        "payer": "县医保局",
        "months": ["2026-02", "2026-03", "2026-04"],
        "owed_fen": 492_857,
        "repaid_fen": 0,
        "open_fen": 492_857,
        "since": may,
    }
    assert any("应收回 4,928.57 元（廖小满1笔" in text for text in at_home(tmp_path, may))
    made = told(meikeng, "subsidy", "make", "2026-05", today=may)
    assert made["receivable_fen"] == 492_857
    assert all(sheet["net_fen"] >= 0 for sheet in made["payers"])
    assert "县医保局" not in [sheet["payer"] for sheet in made["payers"]]
    too_much = meikeng("subsidy", "receivable", "repay", "廖小满", "5000", "--on", may, today=may)
    assert (too_much.code, "应收回只有4,928.57" in too_much.err) == (program.REFUSED, True)
    part = told(meikeng, "subsidy", "receivable", "repay", "廖小满", "928.57", "--on", may, today=may)
    assert part["open_fen"] == 400_000
    told(meikeng, "subsidy", "receivable", "repay", "廖小满", "4000", "--on", may, today=may)
    assert told(meikeng, "subsidy", "receivable", "list", today=may) == {"receivables": [], "open_fen": 0}
    assert not any("应收回" in text for text in at_home(tmp_path, may))


def test_a_look_alike_unit_comes_in_unconfirmed_and_is_held_until_confirmed(
    call: Call, tmp_path: Path
) -> None:
    call("init", "--town", "梅坑镇", "--practice")
    unit = "新丰县市场监督管理局"
    brought = call("import", "members", roster(tmp_path, **{f"{UNIT}{ROW['廖小满']}": unit}))
    assert brought.code == program.DONE
    assert f"登记单位 {unit}（廖小满），层级先待核实" in brought.out
    assert told(call, "office", "unconfirmed") == {
        "units": [
            {
                "name": unit,
                "proposal": "县直",
                "why": "名称以“新丰县”开头",
                "same_as": "县市场监管局",
                "people": ["廖小满"],
            }
        ]
    }
    assert any(f"{unit}的单位层级待核实" in text for text in at_home(tmp_path, DECEMBER))
    made = told(call, "subsidy", "make", "2026-10")
    held = {sheet["payer"]: sheet["held"] for sheet in made["payers"] if sheet["held"]}
    assert held == {unit: [{"name": "廖小满", "reason": "派出单位层级待核实"}]}
    assert [row["payer"] for row in told(call, "subsidy", "seal", "2026-10")["left"]] == [unit]
    assert call("office", "level", unit, "县直", today=DECEMBER).code == program.DONE
    (sheet,) = told(call, "subsidy", "seal", "2026-10", "--payer", unit)["sealed"]
    assert (sheet["payer"], sheet["net_fen"], sheet["state"]) == (unit, 200_000, "sealed")
    paid = told(call, "subsidy", "pay", "2026-10", "--payer", unit, "--on", "2026-11-20")["payers"]
    assert [(row["state"], row["paid_on"]) for row in paid] == [("paid", "2026-11-20")]
    assert told(call, "office", "unconfirmed") == {"units": []}


def test_confirmed_as_the_same_unit_it_is_paid_by_that_one(call: Call, tmp_path: Path) -> None:
    call("init", "--town", "梅坑镇", "--practice")
    first, second = "县市场监管局", "新丰县市场监督管理局"
    path = roster(tmp_path, **{f"{UNIT}{ROW['潘秀云']}": first, f"{UNIT}{ROW['廖小满']}": second})
    call("import", "members", path, "--answer", f"unit.{second}=new")
    sealed(call, "2026-10")
    said = call("office", "same", first, second, today=DECEMBER)
    assert "影响1个已封存月份，差额 2,000.00 元" in said.out
    november = told(call, "subsidy", "make", "2026-11")
    assert nets(november, first) == [("潘秀云", 200_000), ("廖小满", 200_000), ("廖小满", 200_000)]


def test_two_units_in_one_month_share_it_by_days(call: Call, tmp_path: Path) -> None:
    april = "2026-04-02"
    call("init", "--town", "梅坑镇", "--practice")
    here = roster(tmp_path, **{f"{ARRIVED}{ROW['谭䶮']}": date(2026, 1, 5)})
    call("import", "members", here, today=april)
    changed = call("posting", "change", "谭䶮", "--unit", "县医保局", "--from", "2026-03-21", today=april)
    assert (changed.code, changed.out) == (
        program.DONE, "不影响已封存的月份\n谭䶮：2026-03-21起变更\n"
    )  # fmt: skip
    march = told(call, "subsidy", "make", "2026-03", today=april)
    assert nets(march, "县司法局") == [("谭䶮", 129_032)]
    assert nets(march, "县医保局") == [("谭䶮", 70_968), ("廖小满", 200_000)]
    (line, _) = next(sheet for sheet in march["payers"] if sheet["payer"] == "县医保局")["lines"]
    assert line["reason"] == "3月21日以前由县司法局发放"


def test_october_2026_has_eighteen_working_days(meikeng: Call, tmp_path: Path) -> None:
    made = told(meikeng, "subsidy", "make", "2026-10")
    (line,) = next(sheet for sheet in made["payers"] if sheet["payer"] == "县人社局")["lines"]
    assert (line["work_days_due"], line["work_days_present"], line["duty_days"]) == (18, 18, 0)
    half = meikeng("attendance", "set", "罗海涛", "2026-10-14", "年休假", "--half", "上午")
    assert half.out == "罗海涛：上午年休假，改动1天\n"
    on_call = meikeng("attendance", "set", "罗海涛", "2026-10-11", "值班")
    assert on_call.code == program.DONE
    (line,) = told(meikeng, "subsidy", "show", "2026-10", "--payer", "县人社局")["payers"][0]["lines"]
    assert (line["work_days_due"], line["work_days_present"], line["duty_days"]) == (18, 17.5, 1)
    working_day = meikeng("attendance", "set", "罗海涛", "2026-10-10", "值班")
    assert (working_day.code, "是工作日，不算值班" in working_day.err) == (program.REFUSED, True)
    assert "罗海涛18天17.5天0天0天1天" in words_of(
        printed(meikeng, tmp_path, "presence-certificate", "2026-10", "县人社局")
    ).replace(" ", "")


def test_maternity_leave_is_certified_as_what_it_is(meikeng: Call, tmp_path: Path) -> None:
    meikeng("attendance", "set", "潘秀云", "2026-10-12..2026-10-13", "产假")
    certificate = words_of(printed(meikeng, tmp_path, "presence-certificate", "2026-10", "县工信局"))
    assert "产假2天" in certificate
    assert "年休" not in certificate
    assert "产假" in words_of(printed(meikeng, tmp_path, "attendance-sheet", "2026-10"))
    for word in ("婚产假", "法定假"):
        refused = meikeng("attendance", "set", "潘秀云", "2026-10-14", word)
        assert (refused.code, "分不清是哪一种" in refused.err) == (program.REFUSED, True)


def test_no_paper_certifies_a_day_that_has_not_happened(meikeng: Call, tmp_path: Path) -> None:
    refused = meikeng(
        "print", "presence-certificate", "--month", "2026-11", "--payer", "县人社局",
        "--out", tmp_path / "证明.pdf", today="2026-11-20",
    )  # fmt: skip
    assert refused.code == program.REFUSED
    assert "2026年11月还没有过完，不能证明还没到的日子" in refused.err
    assert not (tmp_path / "证明.pdf").exists()
    sheet = words_of(printed(meikeng, tmp_path, "attendance-sheet", "2026-11", today="2026-11-20"))
    assert "截至11月20日" in sheet
    for kind in ("旷工", "病假"):
        ahead = meikeng("attendance", "set", "罗海涛", "2026-11-23", kind, today="2026-11-20")
        assert (ahead.code, "还没有到" in ahead.err) == (program.REFUSED, True)
    meikeng("subsidy", "make", "2026-11", today="2026-11-20")
    early = meikeng("subsidy", "seal", "2026-11", today="2026-11-20")
    assert (early.code, "请写明原因" in early.err) == (program.REFUSED, True)
    reason = meikeng("subsidy", "seal", "2026-11", "--reason", "年终关账", today="2026-11-20")
    assert "　罗海涛　15/21天　2,000.00" in reason.out


def test_one_payers_held_line_does_not_block_seven_others(call: Call, tmp_path: Path) -> None:
    call("init", "--town", "梅坑镇", "--practice")
    cells = {f"{UNIT}{ROW['巫启明']}": "县水务局", f"{UNIT}10": "县审计局", f"{LEFT}9": None}
    cells |= {f"{ARRIVED}10": date(2026, 1, 5), f"{UNIT}11": "县农业农村局", f"I{11}": "驻镇干部"}
    call("import", "members", roster(tmp_path, **cells))
    for unit in ("县水务局", "县审计局", "县农业农村局"):
        call("office", "level", unit, "县直", today=DECEMBER)
    call("attendance", "set", "罗海涛", "2026-10-09", "旷工", today=DECEMBER)
    made = told(call, "subsidy", "make", "2026-10")
    assert len(made["payers"]) == 8
    done = told(call, "subsidy", "seal", "2026-10")
    assert (len(done["sealed"]), [row["payer"] for row in done["left"]]) == (7, ["县人社局"])
    month = told(call, "subsidy", "show", "2026-10")
    assert month["state"] == "draft"
    assert sorted(sheet["state"] for sheet in month["payers"]) == ["draft", *["sealed"] * 7]
    assert told(call, "subsidy", "pay", "2026-10", "--payer", "县工信局")["payers"][0]["state"] == "paid"


def test_a_voided_sheet_and_the_one_that_replaces_it_both_reprint(meikeng: Call, tmp_path: Path) -> None:
    sealed(meikeng, "2026-10", today="2026-11-02")
    first = printed(meikeng, tmp_path, "subsidy-sheet", "2026-10", "县人社局")
    no_reason = meikeng("subsidy", "void", "2026-10", "--payer", "县人社局", today=DECEMBER)
    assert (no_reason.code, "没有写明作废的原因" in no_reason.err) == (program.REFUSED, True)
    (draft,) = told(
        meikeng, "subsidy", "void", "2026-10", "--payer", "县人社局", "--reason", "开户行错"
    )["payers"]  # fmt: skip
    assert (draft["state"], draft["version"], draft["number"]) == ("draft", 2, None)
    (old,) = draft["voided"]
    assert (old["number"], old["version"], old["reason"]) == ("2026年第003号", 1, "开户行错")
    (new,) = told(meikeng, "subsidy", "seal", "2026-10", "--payer", "县人社局")["sealed"]
    assert (new["number"], new["version"], new["state"]) == ("2026年第007号", 2, "sealed")
    assert new["check_code"] != old["check_code"]
    again = printed(meikeng, tmp_path, "subsidy-sheet", "2026-10", "县人社局第1版")
    second = printed(meikeng, tmp_path, "subsidy-sheet", "2026-10", "县人社局")
    assert again == first
    assert "第2版，代替2026年第003号" in words_of(second)
    assert meikeng("check", today=DECEMBER).code == program.DONE
    meikeng("subsidy", "pay", "2026-10", "--payer", "县人社局", today=DECEMBER)
    paid = meikeng("subsidy", "void", "2026-10", "--payer", "县人社局", "--reason", "晚了", today=DECEMBER)
    assert (paid.code, "已发放的表不能作废" in paid.err) == (program.REFUSED, True)


@pytest.mark.parametrize("deed", ["make", "show", "seal", "void", "pay", "diff", "rule"])
def test_every_deed_takes_the_same_options(meikeng: Call, deed: str) -> None:
    who = ("罗海涛", "0") if deed == "rule" else ()
    if deed != "make":
        sealed(meikeng, *(("2026-10",) if deed != "seal" else ()))
    if deed == "seal":
        meikeng("subsidy", "make", "2026-10", today=DECEMBER)
    answer = meikeng(
        "subsidy", deed, "2026-10", *who, "--payer", "县人社局", "--on", "2026-11-30", "--json",
        *(() if deed == "pay" else ("--reason", "核对")), today=DECEMBER,
    )  # fmt: skip
    assert answer.code == program.DONE, answer.err
    assert json.loads(answer.out)
    assert ("--on 对这个命令没有用处" in answer.err) == (deed != "pay")
