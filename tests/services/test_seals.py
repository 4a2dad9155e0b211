"""The audit trail on paper: its head is on every sealed sheet and in every package, and found again by it."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db.audit import last_entry, verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.erasable import erasable
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.rules import trail
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.audit import seals
from banfu_desktop.services.hall import papers
from banfu_desktop.services.keeping import exporting, package
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office as office_services
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.reimbursements.deeds import Approval
from banfu_desktop.services.subsidies import subsidies
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER = Month(2026, 10)


@pytest.fixture
def sealed(office: Database, doing: Doing) -> str:
    """October sealed; gives the code of the trail it was sealed over."""
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    with office.read() as session:
        head = seals.head_code(session)
    with doing("封存2026年10月补助") as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    return head


def tamper(office: Database, *statements: str) -> None:
    """As somebody would who has the key and another program."""
    engine = open_engine(office.folder / DATABASE_FILE, office.data_key)
    with engine.begin() as connection:
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def rewrite(office: Database) -> None:
    """Compute the whole chain anew over what the entries say now."""
    engine = open_engine(office.folder / DATABASE_FILE, office.data_key)
    with engine.begin() as connection:
        link, columns = trail.START, erasable()
        entries = connection.exec_driver_sql(
            f"SELECT {', '.join(trail.COVERED)}, salt FROM audit ORDER BY id"
        )
        for *covered, salts in entries.all():
            link = trail.link(link, trail.digest(covered, columns.get(covered[8], ()), salts))
            connection.exec_driver_sql("UPDATE audit SET hash = ? WHERE id = ?", (link, covered[0]))
    engine.dispose()


def said_of(office: Database) -> str:
    with office.read() as session:
        return seals.breach(session, verify_chain(session))


def test_every_sealed_sheet_bears_the_head_it_was_sealed_over(office: Database, sealed: str) -> None:
    with office.read() as session:
        paper = papers.make(session, "subsidy-sheet", month=OCTOBER, now=NOW, today=TODAY)
    *sheets, summary = paper.documents
    assert len(sheets) > 2
    assert {document.chain_code for document in sheets} == {sealed}
    assert all(f"留痕码 {sealed}" in document.foot_code for document in sheets)
    assert summary.check_code == ""
    assert re.fullmatch(r"留痕码 (\w{4}-){3}\w{4}（第\d+条）", summary.foot_code)


def test_a_draft_bears_no_code(office: Database, doing: Doing) -> None:
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
        paper = papers.make(session, "subsidy-sheet", month=OCTOBER, now=NOW, today=TODAY)
    assert {document.check_code for document in paper.documents} == {""}


def test_every_package_bears_the_head(office: Database, sealed: str, tmp_path: Path) -> None:
    sent = exporting.export_package(office, tmp_path / "上报包.bfb", NOW, "经办")
    with office.read() as session:
        written = last_entry(session)  # that it was written and read back is the last entry
        head = head_at(session.connection(), written - 1)
    assert head is not None
    assert sent.package.audit_head == head.hex()
    report = package.verify_package(tmp_path / "上报包.bfb", package.own_desk(office))
    assert report.audit_head == head.hex()


def test_a_code_on_paper_says_up_to_which_entry_it_seals(office: Database, sealed: str, doing: Doing) -> None:
    with doing("导出") as session:
        office_services.disclose(session, Disclosed.EXPORT, "花名册", NOW)
    with office.read() as session:
        sheets = subsidies.show(session, OCTOBER)
        code = sheets.sheets[0].check_code
        by_chain, by_check = seals.against(session, sealed), seals.against(session, code)
    assert by_chain.entry == by_check.entry > 0
    assert by_chain.later > 1
    assert "编制" in by_chain.told
    assert by_check.sentence.startswith("对得上：2026年10月工作补助发放表（2026年第001号）封到第")


def test_a_code_on_paper_says_what_has_changed_since_it_was_printed(office: Database, doing: Doing) -> None:
    """Any paper that is not sealed bears where the trail stood: 留痕码 and the number of its last entry."""
    with office.read() as session:
        (paper,) = papers.make(session, "roster", now=NOW, today=TODAY).documents
    code, entry = re.fullmatch(r"(.+)（第(\d+)条）", paper.chain_code).groups()  # type: ignore[union-attr]
    with doing("更正成员") as session:
        luo = members.named(session, "罗海涛")[0]
        members.save(session, {"phone": "13900001111", "remark": "换号"}, luo.id)
    with office.read() as session:
        place = seals.against(session, code)
    assert (place.entry, place.later, place.changed) == (int(entry), 2, (("成员", 1), ("任职", 1)))
    assert "，之后又有2条（成员1条、任职1条），至此全部相符" in place.sentence


def test_a_rewritten_trail_does_not_fit_the_paper(office: Database, sealed: str) -> None:
    """Whoever has the key can make another whole chain, but not one that ends in the printed code."""
    tamper(office, "UPDATE audit SET actor = '别人' WHERE id = 5")
    rewrite(office)
    assert said_of(office) == ""
    with office.read() as session, pytest.raises(UserError, match="留痕里没有这个码"):
        seals.against(session, sealed)


def test_what_breaks_the_chain_is_said(office: Database) -> None:
    tamper(office, "DELETE FROM audit WHERE id BETWEEN 7 AND 9")
    assert "第7条至第9条不见了" in said_of(office)
    assert "第1条至第6条相符" in said_of(office)
    tamper(office, "UPDATE audit SET actor = '别人' WHERE id = 3")
    assert said_of(office).startswith("从第3条起对不上：第3条（2026-11-02 09:00，别人，建立办公室）")
    tamper(office, "DELETE FROM audit WHERE id = 1")
    assert "第1条不见了。没有一条可以采信" in said_of(office)


def test_a_row_written_past_the_program_is_said(office: Database) -> None:
    with office.read() as session:
        last = session.scalar(sa.text("SELECT max(id) FROM audit"))
    insert = "INSERT INTO audit (op, table_name, row_id) VALUES ('I', 'people', 1)"
    tamper(office, insert)
    assert f"第{last + 1}条（成员）不是由本程序写入的" in said_of(office)


def test_what_is_no_code_is_refused(office: Database) -> None:
    with office.read() as session:
        for typed in ("", "7K2M", "7K2M-X9QD-4HTR-B0W?", "x" * 300):
            with pytest.raises(UserError):
                seals.against(session, typed)


def test_a_paid_claim_bears_the_head_it_was_sealed_over(office: Database, doing: Doing) -> None:
    with doing("登记报销") as session:
        posting = members.named(session, "罗海涛")[0]
        values = {"posting_id": posting.id, "kind": ClaimKind.TRAVEL, "title": "往返", "filled_on": TODAY}
        claim = reimbursements.save(session, values, NOW)
        line = Line(TODAY, "梅坑镇", TODAY, "新丰", Vehicle.COACH, fare_fen=2500)
        reimbursements.set_lines(session, claim, [line])
        for check in checks.checks(session, claim, TODAY):
            if check.open:
                checks.accept(session, claim, check.verdict.check, "情况属实", TODAY)
        deeds.hand_in(session, claim, TODAY, TODAY)
        deeds.approve(session, claim, TODAY, Approval(), TODAY)
    with office.read() as session:
        head = seals.head_code(session)
        assert {page.chain_code for page in claim_papers.claim(session, claim, NOW).documents} == {""}
    with doing("登记付款") as session:
        deeds.pay(session, claim, TODAY, "经办", NOW)
    with office.read() as session:
        form = claim_papers.claim(session, claim, NOW).documents[0]
        assert form.chain_code == head
        assert seals.against(session, form.check_code).paper.startswith("报销单")
