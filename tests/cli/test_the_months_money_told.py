"""What the month's money says of itself on the command line: no fact in silence, no way that is not there."""

import json
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import Call
from tests.cli.test_the_months_money import DECEMBER, LEFT, ROW, roster, sealed, told


def test_a_move_between_units_after_the_seal_is_told_on_both_sides(meikeng: Call) -> None:
    sealed(meikeng, "2026-10")
    said = meikeng(
        "posting", "change", "罗海涛", "--unit", "县医保局", "--from", "2026-10-17", today=DECEMBER
    )
    assert "差额 0.00 元（增加 967.74 元、减少 967.74 元，不相抵）" in said.out


def test_a_roster_says_how_far_it_reaches_into_sealed_months(meikeng: Call, tmp_path: Path) -> None:
    sealed(meikeng, "2026-10")
    unchanged = meikeng("import", "members", roster(tmp_path), today=DECEMBER)
    assert unchanged.code == program.DONE
    assert "已封存" not in unchanged.out
    leaver = roster(tmp_path, **{f"{LEFT}{ROW['罗海涛']}": date(2026, 10, 16)})
    assert "影响1个已封存月份，差额 -967.74 元" in meikeng("import", "members", leaver, today=DECEMBER).out
    late = roster(tmp_path, **{f"{LEFT}{ROW['罗海涛']}": date(2026, 10, 15)})
    in_json = meikeng("import", "members", late, "--json", today=DECEMBER)
    assert "影响1个已封存月份，差额 -64.52 元" in in_json.err
    assert "影响" not in in_json.out


def test_a_line_not_to_be_paid_any_more_is_marked_on_its_sheet(call: Call, tmp_path: Path) -> None:
    call("init", "--practice", "--town", "梅坑镇")
    together = roster(tmp_path, **{f"J{ROW['潘秀云']}": "县人社局"})
    call("import", "members", together)
    sealed(call, "2026-10")
    one = ("2026-10", "--payer", "县人社局", "--name", "潘秀云", "--on", "2026-11-05")
    assert call("subsidy", "pay", *one, today=DECEMBER).code == program.DONE
    shown = call("subsidy", "show", "2026-10", "--payer", "县人社局", today=DECEMBER).out
    assert "2,000.00　2026-11-05发放" in shown
    assert "2,000.00　未发放" in shown
    waive = ("2026-10", "罗海涛", "--payer", "县人社局", "--reason", "账号错")
    assert call("subsidy", "waive", *waive, today=DECEMBER).code == program.DONE
    shown = call("subsidy", "show", "2026-10", "--payer", "县人社局", today=DECEMBER).out
    assert "2,000.00　不再发放：账号错" in shown
    assert "2人，实发合计 2,000.00 元（另有不再发放 2,000.00 元）" in shown
    month = json.loads(
        call("subsidy", "show", "2026-10", "--payer", "县人社局", "--json", today=DECEMBER).out
    )
    assert (month["net_fen"], month["waived_fen"]) == (200_000, 200_000)


def test_a_second_payment_is_refused_with_the_way_there_is(meikeng: Call) -> None:
    sealed(meikeng, "2026-10", pay=True)
    again = meikeng("subsidy", "pay", "2026-10", "--payer", "县人社局", today=DECEMBER)
    assert again.code == program.REFUSED
    assert "已登记发放（2026-12-01），要更正日期，请写明原因" in again.err
    assert "封存" not in again.err
    named = meikeng("subsidy", "pay", "2026-10", "--name", "罗海涛", today=DECEMBER)
    assert "罗海涛没有待发放的行" in named.err


def test_a_one_off_line_needs_its_paper_and_approval_and_its_difference_names_them(meikeng: Call) -> None:
    sealed(meikeng, "2026-10")
    once = ("subsidy", "one-off", "2026-10", "罗海涛", "500", "--payer", "县人社局", "--reason", "补发九月")
    assert meikeng(*once, today=DECEMBER).code == program.USAGE
    blank = meikeng(*once, "--paper", " ", "--approved", "李书记", today=DECEMBER)
    assert blank.code == program.REFUSED
    assert "没有依据文号或批准人" in blank.err
    done = meikeng(*once, "--paper", "镇办3号", "--approved", "李书记", today=DECEMBER)
    assert "影响1个已封存月份，差额 500.00 元" in done.out
    said = meikeng("subsidy", "diff", "2026-10", today=DECEMBER).out
    assert "全月在岗；含一次性500.00（补发九月，镇办3号，李书记批准）" in said
    elsewhere = ("2026-10", "罗海涛", "300", "--payer", "县林业局", "--reason", "补发八月")
    meikeng("subsidy", "one-off", *elsewhere, "--paper", "镇办4号", "--approved", "李书记", today=DECEMBER)
    said = meikeng("subsidy", "diff", "2026-10", today=DECEMBER).out
    assert "2026年10月更正，含一次性300.00（补发八月，镇办4号，李书记批准）" in said
    assert "应由县林业局发放" not in said


def test_money_cannot_come_back_before_the_month_it_was_for(meikeng: Call, tmp_path: Path) -> None:
    sealed(meikeng, "2026-10")
    leaver = roster(tmp_path, **{f"{LEFT}{ROW['罗海涛']}": date(2026, 10, 16)})
    meikeng("import", "members", leaver, today=DECEMBER)
    repay = ("subsidy", "receivable", "repay", "罗海涛", "100")
    early = meikeng(*repay, "--on", "2026-09-30", today=DECEMBER)
    assert early.code == program.REFUSED
    assert "早于要收回的2026年10月" in early.err
    assert meikeng(*repay, "--on", "2026-10-01", today=DECEMBER).code == program.DONE


def test_a_debt_is_as_old_as_its_own_payers_sheet(call: Call, tmp_path: Path) -> None:
    call("init", "--practice", "--town", "梅坑镇")
    call("import", "members", roster(tmp_path))
    call("posting", "change", "罗海涛", "--unit", "县医保局", "--from", "2026-10-17", today="2026-10-20")
    call("subsidy", "make", "2026-10", today="2026-11-02")
    for payer, day in (("县人社局", "2026-11-02"), ("县医保局", "2026-11-20")):
        assert call("subsidy", "seal", "2026-10", "--payer", payer, today=day).code == program.DONE
    path = tmp_path / "名单.xlsx"
    assert call("export", "members", "--full", path, today=DECEMBER).code == program.DONE
    book = load_workbook(path)
    rows = [row for row in book.active.iter_rows() if [cell.value for cell in row].count("罗海涛")]
    heads = next(row for row in book.active.iter_rows() if row[0].value == "序号")
    column = next(cell.column for cell in heads if cell.value == "离岗日期")
    for row in rows:
        if "县医保局" in [cell.value for cell in row]:
            book.active.cell(row[0].row, column, date(2026, 10, 20))
    book.save(path)
    said = call("import", "members", path, today=DECEMBER)
    assert said.code == program.DONE, said.err
    (debt,) = told(call, "subsidy", "receivable", "list")["receivables"]
    assert (debt["payer"], debt["since"]) == ("县医保局", "2026-11-20")
