"""Papers from a real office: what October's sheets say, what a reprint keeps, what is masked and recorded."""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.printing.engine.blocks import Grid
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance import papers as attendance_papers
from banfu_desktop.services.hall import papers
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.keeping import papers as keeping_papers
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.subsidies import paying, subsidies
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
DECEMBER_2 = datetime(2026, 12, 2, 9, 0)
Printing = Callable[..., papers.Paper]


@pytest.fixture
def printing(office: Database) -> Printing:
    """Make a paper of the office, now or when said."""

    def make(form: str, *, now: datetime = NOW, **wish: object) -> papers.Paper:
        with office.read() as session:
            return papers.make(session, form, now=now, today=now.date(), **wish)  # type: ignore[arg-type]

    return make


@pytest.fixture
def drafted(office: Database, doing: Doing) -> Database:
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    return office


@pytest.fixture
def sealed(drafted: Database, doing: Doing) -> Database:
    with doing("封存") as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    return drafted


def correct_arrival(doing: Doing, name: str = "谭䶮", day: date = date(2026, 10, 15)) -> None:
    with doing("更正到岗日期") as session:
        members.save(session, {"arrived_on": day}, members.named(session, name)[0].id)


def make_and_seal(doing: Doing, month: Month, now: datetime) -> None:
    with doing("编制", now.date()) as session:
        subsidies.make(session, month, now)
    with doing("封存", now.date()) as session:
        subsidies.seal(session, month, "经办", now)


def pages(paper: papers.Paper) -> list[str]:
    pdf = papers.pdf(paper)
    return [page_text(pdf, page).replace("\n", "") for page in range(page_count(pdf))]


def test_october_of_meikeng_on_paper(drafted: Database, printing: Printing) -> None:
    found = pages(printing("subsidy-sheet", month=OCTOBER))
    sheets, summary = found[:6], "".join(found[6:])
    of = {page.split("发放单位：")[1].split("　")[0].split(" ")[0]: page for page in sheets}
    assert "谭䶮" in of["县司法局"]
    assert "人民币壹仟贰佰玖拾元零叁角贰分" in of["县司法局"]
    assert "10月12日到岗" in of["县司法局"]
    assert "1,290.32" in of["县林业局"]
    assert "709.68" in of["县林业局"]
    assert "人民币贰仟元整" in of["县林业局"]
    assert "11,290.32" in summary
    assert "人民币壹万壹仟贰佰玖拾元零叁角贰分" in summary
    for name in ("冼伟健", "邓雨桐", "何子墨", "黎晓彤", "赖俊熙", "曾国梁"):
        assert name in summary
        assert not any(name in page for page in sheets)
    assert summary.count("六(四)") == 6


def test_a_draft_is_marked_and_dated_by_its_printing(drafted: Database, printing: Printing) -> None:
    for page in pages(printing("subsidy-sheet", month=OCTOBER, now=DECEMBER_2)):
        assert "草稿" in page
        assert "2026-12-02 09:00" in page
        assert not re.search("校验码 [A-Z2-7]{4}-[A-Z2-7]{4}", page)


def test_one_payer_s_sheet_alone(drafted: Database, printing: Printing) -> None:
    paper = printing("驻镇帮扶工作补助发放表", month=OCTOBER, payer="县医保局")
    (page,) = pages(paper)
    assert "廖小满" in page
    assert "谭䶮" not in page
    assert paper.name == "2026年10月驻镇帮扶工作补助发放表（县医保局）"


def test_a_sealed_month_reprints_the_same_bytes_whatever_changes(
    sealed: Database, doing: Doing, printing: Printing
) -> None:
    payers = ("县司法局", "县医保局")
    before = [papers.pdf(printing("subsidy-sheet", month=OCTOBER, payer=payer)) for payer in payers]
    correct_arrival(doing)
    with doing("改名") as session:
        unit = office.find_organisation(session, "县司法局")
        assert unit is not None
        office.rename(session, unit.id, "县司法行政局", date(2026, 1, 1))
        office.change(session, document_no="另一个文号")
        members.save(session, {"card_no": "6217000000000000"}, members.named(session, "谭䶮")[0].id)
        paying.pay(session, paying.payable(session, OCTOBER), paying.Payment(TODAY), TODAY)
    reprinted = [printing("subsidy-sheet", month=OCTOBER, payer=payer, now=DECEMBER_2) for payer in payers]
    assert [papers.pdf(paper) for paper in reprinted] == before


def test_a_sealed_sheet_bears_its_check_code(sealed: Database, printing: Printing) -> None:
    with sealed.read() as session:
        codes = {sheet.payer: sheet.check_code for sheet in subsidies.show(session, OCTOBER).sheets}
    for payer, code in codes.items():
        (page,) = pages(printing("subsidy-sheet", month=OCTOBER, payer=payer))
        assert f"校验码 {code}" in page
    summary = "".join(pages(printing("subsidy-summary", month=OCTOBER)))
    assert all(code in summary for code in codes.values())
    assert "校验码 " not in summary.replace("状态 校验码", "")


def test_a_correction_is_listed_then_carried_once(sealed: Database, doing: Doing, printing: Printing) -> None:
    correct_arrival(doing)
    (listed,) = pages(printing("differences", month=OCTOBER))
    assert "1,290.32 1,096.77 -193.55" in listed
    assert "尚未列入发放表" in listed
    make_and_seal(doing, NOVEMBER, DECEMBER_2)
    (sheet,) = pages(printing("subsidy-sheet", month=NOVEMBER, payer="县司法局"))
    assert "2026.10 -193.55 -193.55 2478" in sheet
    summary = pages(printing("subsidy-summary", month=NOVEMBER))[0]
    assert "县司法局 1 2,000.00 0.00 -193.55 1,806.45 扣回谭䶮2026年10月193.55" in summary
    for month in (OCTOBER, NOVEMBER):
        (carried,) = pages(printing("differences", month=month, payer="县司法局"))
        assert "1,290.32 1,096.77 -193.55" in carried
        assert carried.count("193.55") == 3  # the line, the total, the total again in figures
        assert "列入2026年11月发放表" in carried
    with pytest.raises(UserError, match="没有“县医保局”的补发扣回"):
        printing("differences", month=OCTOBER, payer="县医保局")


def test_a_month_without_differences_says_so(sealed: Database, printing: Printing) -> None:
    (page,) = pages(printing("differences", month=OCTOBER))
    assert "（没有补发扣回）" in page


def test_a_draft_lists_the_differences_it_will_carry(
    sealed: Database, doing: Doing, printing: Printing
) -> None:
    correct_arrival(doing)
    with doing("编制", DECEMBER_2.date()) as session:
        subsidies.make(session, NOVEMBER, DECEMBER_2)
    (page,) = pages(printing("differences", month=NOVEMBER))
    assert "草稿" in page
    assert "-193.55" in page
    assert "列入2026年11月发放表" in page


def test_accounts_are_masked_but_in_full(drafted: Database, doing: Doing, printing: Printing) -> None:
    card = "6217007567366692478"
    assert card not in "".join(pages(printing("subsidy-sheet", month=OCTOBER)))
    with doing("打印") as session:
        full = papers.make(
            session, "subsidy-sheet", month=OCTOBER, payer="县司法局", variant="full", now=NOW, today=TODAY
        )
        disclosed = session.query(Disclosure).one()
        assert (disclosed.kind, disclosed.at) == ("full_print", NOW)
        assert disclosed.what == "2026年10月驻镇帮扶工作补助发放表（县司法局）（完整号码版）"
    (page,) = pages(full)
    assert card in page
    assert "仅供发放单位财务使用" in page


def test_the_bank_list_holds_whole_numbers_as_text(sealed: Database, doing: Doing) -> None:
    with doing("打印") as session:
        paper = papers.make(session, "bank-list", month=OCTOBER, variant="full", now=NOW, today=TODAY)
    book = load_workbook(BytesIO(papers.xlsx(paper)))
    bare = [sheet for sheet in book if not sheet.title.endswith("签字页")]
    rows = [[cell.value for cell in row] for sheet in bare for row in sheet.iter_rows(min_row=2)]
    assert [
        "1",
        "谭䶮",
        "6217007567366692478",
        "新丰农商银行营业部",
        "1290.32",
        "2026年10月驻镇帮扶工作补助",
    ] in rows
    assert len(bare) == len(book.sheetnames) / 2 == 6
    assert len(rows) == 7


def test_the_bank_list_on_paper_counts_adds_up_and_is_bridged_to_the_sheet(
    sealed: Database, printing: Printing
) -> None:
    (sheet,) = printing("subsidy-sheet", month=OCTOBER, payer="县林业局").documents
    (page,) = pages(printing("bank-list", month=OCTOBER, payer="县林业局"))
    assert "代发 2 笔，合计 2,000.00 元" in page
    assert "发放表实发合计 2,000.00＝银行代发 2,000.00（2人）＋未列入代发 0.00（0人）" in page
    assert f"校验码 {sheet.check_code}" in page
    assert "单位负责人" in page


def test_a_bank_list_for_the_file_is_masked(sealed: Database, printing: Printing) -> None:
    book = load_workbook(BytesIO(papers.xlsx(printing("bank-list", month=OCTOBER))))
    assert book.worksheets[0]["C2"].value == "**** 5541"


def test_somebody_who_left_is_still_paid_a_difference_by_bank(
    sealed: Database, doing: Doing, printing: Printing
) -> None:
    with doing("更正离岗日期") as session:
        members.save(session, {"left_on": date(2026, 10, 25)}, members.named(session, "巫启明")[0].id)
    make_and_seal(doing, NOVEMBER, DECEMBER_2)
    book = load_workbook(BytesIO(papers.xlsx(printing("bank-list", month=NOVEMBER, payer="县林业局"))))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [row[1:5] for row in rows if row[1] == "巫启明"] == [
        ["巫启明", "**** 7043", "新丰农商银行营业部", "322.58"]
    ]


def test_attendance_and_certificates_of_the_month(office: Database, doing: Doing, printing: Printing) -> None:
    with doing("考勤") as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-22..2026-10-23"), DayState.PERSONAL)
        roster = members.listing(session)
    sheet = "".join(pages(printing("attendance-sheet", month=OCTOBER)))
    assert all(row.name in sheet for row in roster)
    (certificate,) = pages(printing("presence-certificate", month=OCTOBER, payer="县人社局"))
    assert "罗海涛 18天 16天 0天 0天 事假2天（22日至23日）" in certificate
    assert len(printing("presence-certificate", month=OCTOBER).documents) == 10
    with pytest.raises(UserError, match=r"没有“县财政局”选派的在镇人员.*县司法局"):
        printing("presence-certificate", month=OCTOBER, payer="县财政局")


def test_no_paper_certifies_a_day_that_has_not_happened(office: Database, printing: Printing) -> None:
    sheet = "".join(pages(printing("attendance-sheet", month=Month(2026, 11))))
    assert "2026年11月（截至11月2日）" in sheet
    with pytest.raises(UserError, match=r"2026年11月还没有过完.*最后一个工作日（2026-11-30）"):
        printing("presence-certificate", month=Month(2026, 11))


def test_the_bank_s_own_template_orders_and_names_the_columns(
    office: Database, doing: Doing, printing: Printing, tmp_path: Path
) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
        template = "账号=收款账号\n户名=收款户名\n空=币种\n金额=交易金额"
        settings.choose(session, "payroll_columns", template, date(2026, 1, 1))
    paper = printing("bank-list", month=OCTOBER, payer="县司法局", variant="full")
    (grid,) = paper.documents[0].blocks
    assert isinstance(grid, Grid)
    assert [column.label for column in grid.columns] == ["收款账号", "收款户名", "币种", "交易金额"]
    assert grid.rows[0][2:] == ("", "1290.32")
    with pytest.raises(UserError, match="没有“手机”这一栏"), doing() as session:
        settings.choose(session, "payroll_columns", "手机", date(2026, 1, 1))


def test_a_leave_is_printed_for_its_approval(office: Database, doing: Doing, printing: Printing) -> None:
    with pytest.raises(UserError, match="没有请假记录"):
        printing("leave-form", month=OCTOBER)
    with doing("请假") as session:
        posting = members.named(session, "罗海涛")[0].id
        values = {
            "state": DayState.PERSONAL,
            "start_on": date(2026, 10, 22),
            "end_on": date(2026, 10, 23),
            "reason": "家中有事",
        }
        leave_id = attendance.save_leave(session, posting, values)
    (page,) = pages(printing("leave-form", month=OCTOBER))
    assert "家中有事" in page
    assert "科员、第一书记" in page
    assert "3天以内由镇党委审批" in page
    with office.read() as session:
        alone = attendance_papers.leave(session, leave_id, NOW)
        assert alone.documents == printing("leave-form", month=OCTOBER).documents


def test_a_bank_list_without_anybody_is_refused(sealed: Database, doing: Doing, printing: Printing) -> None:
    with doing("编制") as session:
        subsidies.make(session, NOVEMBER, DECEMBER_2)
    with doing("离岗") as session:
        for row in members.listing(session, NOVEMBER.period):
            members.end(session, row.id, date(2026, 10, 31))
    with pytest.raises(UserError, match="2026年11月银行代发清单没有内容"):
        printing("bank-list", month=NOVEMBER)


def test_many_corrections_are_counted_on_the_summary(
    drafted: Database, doing: Doing, printing: Printing
) -> None:
    with doing("由县财政发放") as session:
        settings.choose(session, "payer", "县财政", date(2026, 10, 1))
        subsidies.seal(session, OCTOBER, "经办", NOW)
    with doing("更正标准") as session:
        settings.choose(session, "rate_fen", "2100", date(2026, 10, 1))
    with doing("编制") as session:
        subsidies.make(session, NOVEMBER, DECEMBER_2)
    text = "".join(pages(printing("subsidy-summary", month=NOVEMBER)))
    assert "补发扣回7笔，见补发扣回明细" in text
    (listed,) = pages(printing("differences", month=OCTOBER))
    assert "谭䶮 2026年10月 1,290.32 1,354.84 64.52" in listed


def test_the_roster_is_of_a_month_or_of_today(office: Database, printing: Printing) -> None:
    (now,) = pages(printing("roster"))
    assert "截至2026年11月2日" in now
    assert "共12人" in now
    assert "巫启明" not in now
    (october,) = pages(printing("roster", month=OCTOBER))
    assert "共13人" in october
    (public,) = pages(printing("roster", variant="public"))
    assert "139" not in public


def test_the_annex_and_the_year(sealed: Database, printing: Printing) -> None:
    (annex,) = pages(printing("pairings-annex"))
    assert "共7个镇（街）" in annex
    *payers, year = pages(printing("subsidy-year", year=2026))
    assert "11,290.32" in year
    assert len(payers) > 1
    (own,) = pages(printing("subsidy-year", year=2026, payer="县司法局"))
    assert own in payers
    for number in (0, 2025):
        with pytest.raises(UserError, match="没有工作补助记录"):
            printing("subsidy-year", year=number)


@pytest.mark.parametrize(
    ("form", "wish", "said"),
    [
        ("工资表", {}, "没有名为“工资表”的表"),
        ("subsidy-sheet", {}, "没有写明打印哪个月的驻镇帮扶工作补助发放表，请写明月份，如 2026-11"),
        ("subsidy-year", {}, "没有写明打印哪一年"),
        ("subsidy-sheet", {"month": Month(2026, 9)}, "2026年9月的发放表还没有编制"),
        (
            "subsidy-sheet",
            {"month": OCTOBER, "payer": "县财政局"},
            "没有“县财政局”的发放表，可选：县交通运输局",
        ),
        ("attendance-sheet", {"month": OCTOBER, "payer": "县司法局"}, "考勤表不分单位"),
        ("attendance-sheet", {"month": OCTOBER, "variant": "full"}, "考勤表没有完整号码版"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_advice(
    form: str, wish: dict[str, object], said: str, drafted: Database, printing: Printing
) -> None:
    with pytest.raises(UserError, match=said):
        printing(form, **wish)


def test_a_paper_is_saved_by_its_suffix(drafted: Database, printing: Printing, tmp_path: Path) -> None:
    paper = printing("subsidy-summary", month=OCTOBER)
    papers.write(paper, tmp_path / "汇总.pdf")
    papers.write(paper, tmp_path / "汇总.xlsx")
    assert (tmp_path / "汇总.pdf").read_bytes() == papers.pdf(paper)
    assert load_workbook(tmp_path / "汇总.xlsx").sheetnames == ["2026年10月驻镇帮扶工作补助汇总表"]
    with pytest.raises(UserError, match=r"请保存为 \.pdf 或 \.xlsx"):
        papers.write(paper, tmp_path / "汇总.doc")
    with pytest.raises(UserError, match="请换一个文件夹"):
        papers.write(paper, tmp_path / "没有" / "汇总.pdf")


def test_an_old_printer_s_offset_moves_every_page(drafted: Database, printing: Printing) -> None:
    paper = printing("subsidy-sheet", month=OCTOBER, offset_mm=(2.0, -1.5))
    assert {document.offset_mm for document in paper.documents} == {(2.0, -1.5)}
    assert papers.pdf(paper) != papers.pdf(papers.moved(paper, (0.0, 0.0)))


def test_the_recovery_card_holds_the_key(office: Database) -> None:
    key = "7K2M-X9QD-4HTR-B0WV-5NZC-8E1J-P6GS-A3YF"
    with office.read() as session:
        (page,) = pages(keeping_papers.recovery_card(session, key, office.fingerprint, NOW))
    assert all(group in page for group in key.split("-"))
    assert "梅坑镇驻镇帮扶工作队" in page


def test_the_transfer_note_holds_the_code(office: Database, tmp_path: Path) -> None:
    from banfu_desktop.services.keeping import exporting

    exported = exporting.export_package(office, tmp_path / "梅坑镇.bfb", NOW, "经办")
    (page,) = pages(keeping_papers.transfer_note(exported, NOW))
    assert exported.code is not None
    assert all(group in page for group in exported.code.split("-"))
    assert exported.package.fingerprint in page
    assert "梅坑镇.bfb" in page


def test_a_draft_of_a_month_under_way_counts_to_today_and_says_so(doing: Doing, printing: Printing) -> None:
    on_the_20th = datetime(2026, 10, 20, 9, 0)
    with doing("编制", on_the_20th.date()) as session:
        subsidies.make(session, OCTOBER, on_the_20th)
    (page,) = pages(printing("subsidy-sheet", month=OCTOBER, payer="县医保局", now=on_the_20th))
    assert "在岗截至10月20日" in page
    assert re.search(r"廖小满 县医保局 队员 2026\.10 18 \d+(\.5)? 2,000\.00", page)


def test_blank_papers_name_the_team_and_nobody_s_figures(sealed: Database, printing: Printing) -> None:
    (month,) = pages(printing("blank-attendance", month=OCTOBER))
    assert "谭䶮" in month
    claim, paste, trips = pages(printing("blank-claims"))
    assert all(not re.search(r"\d\.\d\d", page) for page in (claim, trips, paste))
    (leave,) = pages(printing("blank-leave"))
    assert "派出单位意见" in leave
    (signing,) = pages(printing("sign-in"))
    assert "罗海涛" in signing


def test_the_insurer_s_list_is_masked_unless_it_is_wanted_in_full(
    sealed: Database, doing: Doing, printing: Printing
) -> None:
    with doing("登记保单") as session:
        tan = members.named(session, "谭䶮")[0]
        values = {"insurer": "人保财险", "number": "P1", "start_on": date(2026, 1, 1), "premium_fen": 30_000}
        values |= {"end_on": date(2026, 12, 31), "insured_fen": 30_000_000, "payer": "县司法局"}
        insurance.choose(session, insurance.save(session, values), [tan.person_id])
    (masked,) = pages(printing("insured-list", year=2026))
    assert tan.identity_no not in masked
    with doing("打印") as session:
        paper = papers.make(session, "insured-list", year=2026, variant="full", now=NOW, today=TODAY)
    (full,) = pages(paper)
    assert tan.identity_no in full
    assert "仅供承保使用" in full
