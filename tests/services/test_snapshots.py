"""What was sealed in any format is read, shown and printed for good, from examples kept as text."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import HalfReport, IssuedReport
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.models.rotation import Handover
from banfu_desktop.db.models.subsidies import SubsidyMonth, SubsidySheet
from banfu_desktop.db.models.worklog import LogMonth
from banfu_desktop.printing.engine.blocks import Document, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState, Line
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.subsidies_sheets import SheetKind
from banfu_desktop.rules.words import MonthState, UnitLevel
from banfu_desktop.services.documents import documents, reports
from banfu_desktop.services.documents import snapshots as issued_texts
from banfu_desktop.services.hall import papers as hall
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import deeds, forms, papers
from banfu_desktop.services.reimbursements import snapshots as claims
from banfu_desktop.services.rotation import handovers
from banfu_desktop.services.rotation import snapshots as lists
from banfu_desktop.services.subsidies import snapshots as months
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.services.worklog import months as log_months
from banfu_desktop.services.worklog import snapshots as logs
from tests import old_offices
from tests.services import a_claim
from tests.services.conftest import NOW, TODAY, Doing

ALONE = "编制与审核为同一人（陈立）：队长外出，只有一人在岗"
EXAMPLES = Path(__file__).parents[1] / "data" / "snapshots"
MAY = Month(2026, 5)
EXAMPLE_2 = [
    ("罗海涛", MAY, 200_000),
    ("张䶮", MAY, 129_032),
    ("张䶮", MAY, 30_000),
    ("罗海涛", Month(2026, 4), -13_333),
]
"""A whole month, a part of one, a one-off line and a 扣回."""


def example(name: str) -> str:
    return (EXAMPLES / f"{name}.json").read_text("utf-8")


def marks(name: str) -> Iterator[old_offices.Marked]:
    """How its papers were printed when the example was made."""
    for line in (EXAMPLES / "printed.txt").read_text("utf-8").splitlines():
        whose, _, rest = line.partition(" ")
        if whose == name:
            yield old_offices.Marked(*rest.rsplit(" ", 2))


def sealed_month(session: Session, snapshot: str) -> None:
    """A month that was sealed with this, as a whole (format 1) or one payer's sheet of it."""
    content, code = json.loads(snapshot), check_code(snapshot)
    whole = "sheet" not in content
    month = SubsidyMonth(month=MAY, state=MonthState.DRAFT, made_at=NOW)
    if whole:
        month.state, month.check_code, month.snapshot = MonthState.SEALED, code, snapshot
    session.add(month)
    sheets = content["sheets"] if whole else [content["sheet"]]
    lines = [line for sheet in sheets for line in sheet["lines"]]
    payers = dict.fromkeys(line["payer_id"] for line in lines)
    for payer_id in payers:
        if session.get(Organisation, payer_id) is None:
            session.add(Organisation(id=payer_id, name=f"单位{payer_id}", level=UnitLevel.COUNTY))
    session.flush()
    for serial, payer_id in enumerate(payers, 1):
        session.add(
            SubsidySheet(
                kind=SheetKind.MONTH, payer_id=payer_id, month=MAY, version=1,
                format=1 if whole else content["format"],
                sealed_at=NOW, sealed_by="审核", check_code=code, snapshot=None if whole else snapshot,
                year=None if whole else 2026, serial=None if whole else serial,
            )
        )  # fmt: skip
    session.flush()


def signed_log(session: Session, snapshot: str) -> None:
    """A month of the log that was signed off with this."""
    session.add(
        LogMonth(
            month=MAY, signed_by="钟立新", signed_on=TODAY, sealed_at=NOW, sealed_by="经办",
            audit_head="0" * 64, check_code=check_code(snapshot), snapshot=snapshot,
        )
    )  # fmt: skip
    session.flush()


def issued_report(session: Session, snapshot: str) -> None:
    """A half-year report that was issued with this, whatever its own text says."""
    report = session.get_one(HalfReport, reports.draft(session, HalfYear(2026, 1), NOW))
    documents.issue(session, report.document_id, TODAY)
    session.add(
        IssuedReport(
            report_id=report.id, sealed_at=NOW, sealed_by="经办", audit_head="0" * 64,
            check_code=check_code(snapshot), snapshot=snapshot,
        )
    )  # fmt: skip
    session.flush()


def handed_claim(session: Session, snapshot: str) -> int:
    """A claim that was handed in with this, whatever its own record says. Returns its key."""
    claim = session.get_one(Claim, a_claim.draft(session, ClaimKind.TRAVEL))
    claim.year, claim.serial, claim.handed_on, claim.state = 2026, 2, TODAY, ClaimState.HANDED
    claim.snapshot, claim.check_code = snapshot, check_code(snapshot)
    session.flush()
    return claim.id


def test_there_is_an_example_of_every_format() -> None:
    wanted = {f"subsidies-{number}" for number in range(1, months.FORMAT_ALONE + 1)}
    wanted |= {f"claims-{number}" for number in claims._READERS}
    wanted |= {f"worklog-{number}" for number in logs._READERS}
    wanted |= {f"handovers-{number}" for number in lists._READERS}
    wanted |= {f"documents-{number}" for number in issued_texts._READERS}
    assert {path.stem for path in EXAMPLES.glob("*.json")} == wanted


def test_a_month_of_the_log_is_shown_and_printed_as_it_was_signed_off(doing: Doing) -> None:
    with doing() as session:
        signed_log(session, example("worklog-1"))
        paper, layout = log_months.paper(session, MAY, NOW)
        assert (layout, [(person.name, len(person.lines)) for person in paper.people]) == (
            2, [("谭䶮", 3), ("阿卜杜热合曼·买买提", 0)],
        )  # fmt: skip
        assert (paper.signed_by, paper.signed_on, paper.opinion) == ("钟立新", date(2026, 6, 2), "属实")
        papers = list(marks("worklog-1"))
        assert papers
        assert [old_offices.differing(session, one) for one in papers] == [[]] * len(papers)


def test_a_hand_over_list_is_shown_and_printed_as_it_was_sealed(doing: Doing) -> None:
    snapshot = example("handovers-1")
    with doing() as session:
        posting = members.listing(session)[0].id
        key = handovers.draw_up(session, posting, TODAY)
        record = session.get_one(Handover, key)
        record.sealed_at, record.sealed_by, record.audit_head = NOW, "审核", "0" * 64
        record.check_code, record.snapshot = check_code(snapshot), snapshot
        session.flush()
        paper, layout = handovers.paper(session, key, NOW)
        assert (layout, paper.name, paper.receiver, len(paper.lines), paper.open) == (
            3,
            "潘秀云",
            "陈思远",
            4,
            2,
        )
        papers = [one._replace(name=f"handover {key}") for one in marks("handovers-1")]
        assert papers
        assert [old_offices.differing(session, one) for one in papers] == [[]] * len(papers)


def test_a_half_year_report_is_printed_as_it_was_issued(doing: Doing) -> None:
    with doing() as session:
        issued_report(session, example("documents-1"))
        papers_of_it = list(marks("documents-1"))
        assert papers_of_it
        assert [old_offices.differing(session, one) for one in papers_of_it] == [[]] * len(papers_of_it)
    assert issued_texts.dump(issued_texts.load(example("documents-1"))) == example("documents-1")


def test_a_month_sealed_as_a_whole_is_shown_and_printed_as_it_was(doing: Doing) -> None:
    with doing() as session:
        sealed_month(session, example("subsidies-1"))
        sheets = subsidies.show(session, MAY)
        assert {sheet.check_code for sheet in sheets.sheets} == {check_code(example("subsidies-1"))}
        assert (len(sheets.sheets), sheets.people, sheets.net_fen) == (8, 9, 1_081_335)
        carried = [(line.name, line.about, line.net_fen) for line in sheets.lines if line.net_fen < -100_000]
        assert carried == [("钱多多", Month(2026, month), -200_000) for month in (3, 4)]
        papers = list(marks("subsidies-1"))
        assert papers
        assert [old_offices.differing(session, paper) for paper in papers] == [[]] * len(papers)


@pytest.mark.parametrize(("name", "alone"), [("subsidies-2", ""), ("subsidies-3", ALONE)])
def test_a_sheet_sealed_by_its_payer_is_shown_and_printed_as_it_was(
    doing: Doing, name: str, alone: str
) -> None:
    with doing() as session:
        sealed_month(session, example(name))
        sheet = next(one for one in subsidies.show(session, MAY).sheets if one.payer == "县驻镇办")
        assert (sheet.payer, sheet.number, sheet.check_code) == (
            "县驻镇办", "2026年第005号", check_code(example(name)),
        )  # fmt: skip
        assert sheet.alone == alone
        assert [(line.name, line.about, line.net_fen) for line in sheet.lines] == EXAMPLE_2
        papers = list(marks(name))
        assert papers
        assert [old_offices.differing(session, paper) for paper in papers] == [[]] * len(papers)


@pytest.mark.parametrize("name", [f"claims-{number}" for number in claims._READERS])
def test_a_claim_handed_in_in_any_format_is_shown_and_printed_as_it_was(doing: Doing, name: str) -> None:
    with doing() as session:
        key = handed_claim(session, example(name))
        paper = forms.shown(session, key)
        assert (paper.number, paper.name, paper.unit, paper.claimed_fen) == (
            "2026-002", "廖小满", "县医保局", 11_500,
        )  # fmt: skip
        (printed,) = marks(name)
        assert printed.name == "claim"
        assert old_offices.differing(session, printed._replace(name=f"claim {key}")) == []


def test_the_newest_format_is_written_in_just_the_shape_of_its_example() -> None:
    for number in (months.FORMAT, months.FORMAT_ALONE):
        sheet = months.load_sheet(example(f"subsidies-{number}"))
        assert months.dump(sheet) == example(f"subsidies-{number}")
    newest = example(f"claims-{max(claims._READERS)}")
    assert claims.dump(claims.load(newest)) == newest


def test_what_a_newer_program_sealed_is_refused_in_words(doing: Doing) -> None:
    with doing() as session:
        sealed_month(session, example("subsidies-1").replace('"format":1', '"format":99'))
        key = handed_claim(session, example("claims-1").replace('"format":1', '"format":99'))
        for show in (lambda: subsidies.show(session, MAY), lambda: forms.shown(session, key)):
            with pytest.raises(UserError, match=r"格式99.*新版程序") as refused:
                show()
            assert "没有改动" in str(refused.value)


def test_a_look_of_a_newer_program_is_refused_in_words(doing: Doing) -> None:
    with doing() as session:
        key = handed_claim(session, example("claims-2").replace('"layout":1', '"layout":7'))
        with pytest.raises(UserError, match=r"版式7.*新版程序"):
            papers.claim(session, key, NOW)


def test_a_new_layout_is_a_number_more_and_leaves_what_was_handed_in_as_it_was(
    doing: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(paper: ClaimPaper) -> tuple[Document, ...]:
        return (Document(f"新版式 {paper.name}", (Title("新版式"),)),)

    with doing() as session:
        before = a_claim.handed(session)
        printed = hall.pdf(papers.claim(session, before, NOW))
        monkeypatch.setattr(forms, "LAYOUT", 2)
        second = {2: {**papers._LAYOUTS[1], ClaimKind.OTHER: plain}}
        monkeypatch.setattr(papers, "_LAYOUTS", papers._LAYOUTS | second)
        draft = a_claim.draft(session, ClaimKind.OTHER, Line(TODAY, item="邮寄费", amount_fen=1_200))
        assert papers.claim(session, draft, NOW).name.startswith("新版式")
        deeds.hand_in(session, draft, TODAY, TODAY)
        assert papers.claim(session, draft, NOW).name.startswith("新版式")
        monkeypatch.setattr(forms, "LAYOUT", 3)
        assert papers.claim(session, draft, NOW).name.startswith("新版式")
        assert hall.pdf(papers.claim(session, before, NOW)) == printed
