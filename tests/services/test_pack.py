"""The month pack: everything a month puts on paper, for whom, what is missing and why."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import opened, page_count, page_text
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind
from banfu_desktop.rules.words import DayState
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.funds import books, posting
from banfu_desktop.services.hall import pack, papers
from banfu_desktop.services.hall.pack import TOWN, Chosen, Pack
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.worklog import worklog
from tests.services import a_claim
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
PAYERS = ["县交通运输局", "县工信局", "县人社局", "县司法局", "县医保局", "县林业局"]
Gathering = Callable[..., Pack]


@pytest.fixture
def gathering(office: Database) -> Gathering:
    """Gather a month's papers as it stands."""

    def gather(month: Month = OCTOBER, now: datetime = NOW, **options: object) -> Pack:
        with office.read() as session:
            return pack.gather(session, month, now=now, today=now.date(), **options)  # type: ignore[arg-type]

    return gather


@pytest.fixture
def sealed(office: Database, doing: Doing) -> Database:
    with doing("请假") as session:
        posting = members.named(session, "罗海涛")[0].id
        values = {
            "state": DayState.PERSONAL,
            "start_on": date(2026, 10, 22),
            "end_on": date(2026, 10, 23),
            "reason": "家中有事",
        }
        attendance.save_leave(session, posting, values)
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    with doing("封存") as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    return office


def said(of: Pack, unit: str) -> dict[str, str]:
    """Label and note of a unit's papers."""
    return {line.label: line.paper.note for line in of.of_unit(unit).lines}


def bookmarks(made: bytes) -> list[tuple[int, str, int]]:
    with opened(made) as document:
        return [
            (mark.level, mark.get_title(), mark.get_dest().get_index())  # type: ignore[union-attr]
            for mark in document.get_toc()
        ]


def test_the_town_s_file_comes_first_then_the_payers_in_the_office_s_order(
    sealed: Database, gathering: Gathering
) -> None:
    whole = gathering()
    assert [group.name for group in whole.groups][:7] == [TOWN, *PAYERS]
    assert whole.missing == ()
    assert said(whole, TOWN) == {"工作补助汇总表": "6 张 · 7 人", "考勤表": "13 人", "请假审批表": "罗海涛"}
    of_justice = said(whole, "县司法局")
    assert re.fullmatch(r"2026年第\d{3}号", of_justice["工作补助发放表"])
    assert of_justice["驻镇情况证明"] == "谭䶮"


def test_every_paper_has_as_many_pages_as_its_pdf(sealed: Database, gathering: Gathering) -> None:
    whole = gathering()
    made = pack.bound(whole, pack.once(whole.lines))
    assert page_count(made) == sum(group.pages for group in whole.groups)


def test_who_pays_nobody_gets_a_certificate_all_the_same(sealed: Database, gathering: Gathering) -> None:
    whole = gathering()
    with sealed.read() as session:
        units = {row.organisation for row in attendance.grid(session, OCTOBER).rows}
    assert units <= {group.name for group in whole.groups}


def test_a_month_never_made_says_so_and_where_it_is_made(office: Database, gathering: Gathering) -> None:
    whole = gathering()
    (line,) = whole.missing
    assert (line.label, line.paper.missing) == ("工作补助汇总表", "2026年10月的发放表还没有编制")
    assert (line.paper.way, line.paper.room, line.paper.key) == ("去编制", "subsidies", OCTOBER)
    assert "考勤表" in {line.label for line in whole.printable}


def test_a_draft_is_missing_for_its_reason(office: Database, doing: Doing, gathering: Gathering) -> None:
    with doing("考勤") as session:
        days = parse_period("2026-10-22..2026-10-23")
        attendance.set_named(session, "罗海涛", days, DayState.ABSENT)
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    why = {line.paper.unit: (line.paper.missing, line.paper.way) for line in gathering().missing}
    assert why["县人社局"] == ("罗海涛暂缓，还没有决定", "去决定")
    assert why["县司法局"] == ("还没有封存", "去封存")
    assert why[""] == ("发放表还没有封存", "去封存")


def test_a_month_under_way_certifies_nothing(office: Database, gathering: Gathering) -> None:
    reasons = {line.paper.missing for line in gathering(NOVEMBER).missing if line.label == "驻镇情况证明"}
    assert reasons == {"本月还没有过完，2026-11-30以后才能打印"}


def test_what_a_sheet_makes_up_for_has_a_list_of_its_own(
    sealed: Database, doing: Doing, gathering: Gathering
) -> None:
    with doing("更正到岗日期") as session:
        members.save(session, {"arrived_on": date(2026, 10, 15)}, members.named(session, "谭䶮")[0].id)
    december = datetime(2026, 12, 2, 9)
    with doing("编制", december.date()) as session:
        subsidies.make(session, NOVEMBER, december)
    with doing("封存", december.date()) as session:
        subsidies.seal(session, NOVEMBER, "经办", december)
    whole = gathering(NOVEMBER, december)
    assert said(whole, "县司法局")["补发扣回明细"] == "10月 -193.55"
    assert "补发扣回明细" not in said(whole, "县医保局")


def a_month_of_claims(session: Session) -> None:
    """To one unit two claims and a draft, to another a draft alone; two vouchers, one of them open."""
    for _ in range(2):
        a_claim.handed(session, ClaimKind.OTHER)
    a_claim.draft(session, ClaimKind.OTHER)
    a_claim.draft(session, ClaimKind.MEDICAL, name="潘秀云")
    book = books.open_standard(session, 2026)[0]
    for category, fen in (("年度拨款", 900_000), ("宣传印刷", 300), ("办公耗材", 200)):
        chosen = posting.category_named(session, category)
        values = {"dated": TODAY, "amount_fen": fen, "summary": category, "category_id": chosen}
        signed = {"leader": "钟立新", "secretary": "李国栋"}
        voucher = posting.save(session, book, values | signed)
        if fen != 200:
            posting.post(session, voucher, "经办", NOW)


def test_a_month_s_claims_go_to_their_units_and_its_vouchers_to_the_town(
    office: Database, doing: Doing, gathering: Gathering
) -> None:
    with doing("报销") as session:
        a_month_of_claims(session)
    whole = gathering(NOVEMBER)
    assert said(whole, "县司法局") | {"驻镇情况证明": ""} == {
        "驻镇情况证明": "",
        "费用报销单": "2026-001、2026-002，另有草稿 1 份",
        "单据粘贴单": "2026-001、2026-002，另有草稿 1 份",
    }
    assert said(whole, TOWN)["支出凭单"] == "1 张，另有 1 张没有记账"
    missing = {line.label: line.paper for line in whole.missing if line.paper.room == "reimbursements"}
    assert {label: paper.missing for label, paper in missing.items()} == {
        "医疗费报销单": "1 份还是草稿，没有交单位",
        "单据粘贴单": "1 份还是草稿，没有交单位",
    }
    own = whole.of_unit("县司法局")
    made = pack.bound(own, pack.once(own.printable))
    printed = [page_text(made, page) for page in range(page_count(made))]
    assert ["费用报销单" in text for text in printed] == [True] * 3 + [False] * 3
    assert ["草稿" in text for text in printed] == [False, False, True] * 2
    with doing("设置") as session:
        settings.choose(session, "two_on_a4", "是", TODAY)
    own = gathering(NOVEMBER).of_unit("县司法局")
    made = pack.bound(own, pack.once(own.printable))
    assert page_count(made) == own.groups[0].pages == 4


def test_the_log_of_the_month_is_for_the_town(office: Database, doing: Doing, gathering: Gathering) -> None:
    with doing("日志") as session:
        values = {
            "day": date(2026, 10, 20), "posting_ids": [members.named(session, "谭䶮")[0].id],
            "duty": Duty.MONITORING, "kind": LogKind.VISIT, "content": "走访监测对象三户",
        }  # fmt: skip
        worklog.save(session, values, NOW)
    of_town = said(gathering(), TOWN)
    assert of_town["工作日志"] == "1 条，还没有签阅"
    assert of_town["月度工作记实表"] == "还没有签阅"


def test_a_pack_works_the_account_out_once(
    sealed: Database, gathering: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    made = Account.__init__
    monkeypatch.setattr(Account, "__init__", lambda own, session: [asked.append(own), made(own, session)][1])
    assert gathering().printable
    assert len(asked) == 1


def test_one_pdf_has_a_bookmark_a_unit_and_under_it_one_a_paper(
    sealed: Database, gathering: Gathering
) -> None:
    whole = gathering()
    made = pack.bound(whole, pack.once(whole.lines))
    marks = bookmarks(made)
    assert [words for depth, words, _ in marks if depth == 0] == [group.name for group in whole.groups]
    for depth, words, page in marks:
        if depth == 1 and words == "工作补助发放表":
            assert "发放表" in page_text(made, page)
    with opened(made) as document:
        assert document.get_metadata_dict()["Title"] == "2026年10月打印件"


def test_copies_come_one_after_the_other_and_on_both_sides_each_begins_in_front(
    sealed: Database, gathering: Gathering
) -> None:
    whole = gathering().of_unit("县司法局")
    chosen = [Chosen(line, 2) for line in whole.lines]
    assert page_count(pack.bound(whole, chosen)) == 6
    both = pack.bound(whole, chosen, duplex=True)
    assert [bool(page_text(both, page)) for page in range(page_count(both))] == [
        True, False, True, False, True, False, True, False, True, False, True,
    ]  # fmt: skip


def test_one_unit_alone_can_be_printed_again(sealed: Database, gathering: Gathering) -> None:
    whole = gathering()
    alone = whole.of_unit("县司法局")
    made = pack.bound(alone, pack.once(alone.lines))
    assert {words for depth, words, _ in bookmarks(made) if depth == 0} == {"县司法局"}
    assert pack.title(alone) == "2026年10月打印件（县司法局）"
    with pytest.raises(UserError, match=r"2026年10月没有“县财政局”的纸张.*可选：镇里存档、县交通运输局"):
        whole.of_unit("县财政局")


def test_a_folder_has_a_file_a_paper_the_sealed_ones_byte_for_byte(
    sealed: Database, gathering: Gathering, tmp_path: Path
) -> None:
    whole = gathering()
    told: list[tuple[int, int]] = []
    written = pack.write_folder(
        whole, pack.once(whole.lines), tmp_path, progress=lambda done, of, _: told.append((done, of))
    )
    assert written == tmp_path / "2026年10月"
    files = {str(path.relative_to(written)) for path in written.rglob("*.pdf")}
    assert {"县司法局/工作补助发放表.pdf", "县司法局/驻镇情况证明.pdf", "镇里存档/考勤表.pdf"} <= files
    assert len(files) == len(whole.printable) == len(told)
    with sealed.read() as session:
        alone = papers.make(session, "subsidy-sheet", month=OCTOBER, payer="县司法局", now=NOW, today=TODAY)
    assert (written / "县司法局" / "工作补助发放表.pdf").read_bytes() == papers.pdf(alone)


def test_a_folder_that_is_there_stays_as_it_is(
    sealed: Database, gathering: Gathering, tmp_path: Path
) -> None:
    mine = tmp_path / "2026年10月" / "我的.txt"
    mine.parent.mkdir()
    mine.write_text("x")
    whole = gathering().of_unit("县司法局")
    assert pack.write_folder(whole, pack.once(whole.lines), tmp_path).name == "2026年10月（2）"
    assert [path.name for path in mine.parent.iterdir()] == ["我的.txt"]


def test_a_folder_given_up_leaves_nothing(sealed: Database, gathering: Gathering, tmp_path: Path) -> None:
    whole = gathering()

    def stop(done: int, of: int, text: str) -> None:
        if done == 2:
            raise InterruptedError(text)

    with pytest.raises(InterruptedError):
        pack.write_folder(whole, pack.once(whole.lines), tmp_path, progress=stop)
    assert list(tmp_path.glob("*年*")) == list(tmp_path.glob(".*")) == []
    with pytest.raises(UserError, match=r"没有.*这个文件夹"):
        pack.write_folder(whole, pack.once(whole.lines), tmp_path / "没有")


def test_nothing_chosen_is_refused(sealed: Database, gathering: Gathering, tmp_path: Path) -> None:
    whole = gathering()
    for refused in (lambda: pack.bound(whole, []), lambda: pack.write_folder(whole, [], tmp_path)):
        with pytest.raises(UserError, match="没有选要打印的纸张"):
            refused()


def test_a_pack_is_one_deed_and_makes_the_month_printed(sealed: Database, doing: Doing) -> None:
    later = datetime(2026, 11, 3, 10)
    with doing("本月打印") as session:
        whole = pack.gather(session, OCTOBER, now=NOW, today=TODAY)
        pack.put_on_record(session, whole, pack.once(whole.of_unit("县司法局").lines), NOW)
        assert pack.printed_at(session, OCTOBER) is None  # one unit's alone is not the month
        pack.put_on_record(
            session, whole, [Chosen(line, 2) for line in (whole.lines[0], whole.lines[3])], later
        )
        assert pack.printed_at(session, OCTOBER) == later
        assert pack.printed_at(session, NOVEMBER) is None
        records = [(row.kind, row.what) for row in session.query(Disclosure)]
    assert records == [
        ("pack", "2026年10月补印：县司法局，3 种 3 份"),
        ("pack", "2026年10月本月打印：镇里存档、县交通运输局，2 种 4 份"),
    ]


def test_whole_numbers_are_one_disclosure_for_the_whole_pack(sealed: Database, doing: Doing) -> None:
    card = "6217007567366692478"
    with doing("本月打印") as session:
        masked = pack.gather(session, OCTOBER, now=NOW, today=TODAY)
        full = pack.gather(session, OCTOBER, now=NOW, today=TODAY, full=True)
        assert session.query(Disclosure).count() == 0
        pack.put_on_record(session, full, pack.once(full.lines), NOW, full=True)
        (record,) = session.query(Disclosure).all()
        assert pack.printed_at(session, OCTOBER) == NOW
    assert record.kind == "full_print"
    assert record.what.startswith("2026年10月本月打印（完整号码版）：镇里存档、县交通运输局、")
    texts = [
        "".join(page_text(made, page) for page in range(page_count(made)))
        for made in (pack.bound(one, pack.once(one.lines)) for one in (masked, full))
    ]
    assert [card in text for text in texts] == [False, True]
