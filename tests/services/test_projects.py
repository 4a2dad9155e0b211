"""Projects under 双签: proposed, signed, sealed, paid from, supplemented, ended (四(四))."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundVoucher
from banfu_desktop.db.models.projects import ProjectRound, ProjectSignature
from banfu_desktop.db.store import Database
from banfu_desktop.printing.paper import pdf
from banfu_desktop.printing.preview import page_text
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import VoucherState
from banfu_desktop.rules.projects import Signer, Stage
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.audit import history
from banfu_desktop.services.funds import books, posting
from banfu_desktop.services.hall import lists, search
from banfu_desktop.services.projects import due, papers, projects
from tests.services.conftest import NOW, TODAY, Doing

MAY_6 = date(2026, 5, 6)
PROPOSAL = {
    "name": "文化广场照明改造",
    "source": "派出单位支持",
    "amount_fen": 500_000,
    "reason": "更换损坏的路灯",
    "proposed_on": MAY_6,
}
PDF = b"%PDF-1.4 scan"


@pytest.fixture
def book(doing: Doing) -> int:
    """The team's book of 2026 with 50,000 yuan."""
    with doing("开账") as session:
        opened = books.open_standard(session, 2026)[0]
        pay(session, opened, 5_000_000, category="年度拨款", day=date(2026, 3, 10))
    return opened


@pytest.fixture
def project(doing: Doing) -> int:
    """A project nobody has signed."""
    with doing("登记项目") as session:
        return projects.save(session, PROPOSAL)


@pytest.fixture
def signed(doing: Doing, project: int) -> int:
    """The project with both signatures, the second on 8 May."""
    with doing("登记签字") as session:
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with doing("登记签字") as session:
        projects.sign(session, project, Signer.SECRETARY, "李国栋", date(2026, 5, 8), TODAY)
    return project


def test_the_two_signers_are_two_people(doing: Doing, project: int) -> None:
    with doing("登记签字") as session:
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with pytest.raises(UserError, match="钟立新已经签过字"), doing("登记签字") as session:
        projects.sign(session, project, Signer.SECRETARY, " 钟立新", MAY_6, TODAY)


def pay(
    session: Session,
    book: int,
    fen: int,
    project: int | None = None,
    day: date = date(2026, 6, 1),
    category: str = "宣传印刷",
    reason: str | None = None,
    now: datetime = NOW,
) -> int:
    values: dict[str, Any] = {
        "dated": day,
        "amount_fen": fen,
        "category_id": posting.category_named(session, category),
        "summary": "路灯材料款",
        "leader": "钟立新",
        "secretary": "李国栋",
        "project_id": project,
        "override_reason": reason,
    }
    made = posting.save(session, book, values)
    posting.post(session, made, "经办", now)
    return made


def shown(office: Database, project: int) -> projects.ProjectRow:
    with office.read() as session:
        return projects.show(session, project)


def test_a_proposal_waits_for_both_and_may_be_corrected(office: Database, doing: Doing, project: int) -> None:
    with doing("更正项目") as session:
        projects.save(session, {"amount_fen": 480_000}, project)
    row = shown(office, project)
    assert (row.stage, row.signed, row.amount_fen) == (Stage.PLANNED, "待书记、队长", 480_000)
    assert row.since is None


def test_the_second_signature_approves_and_seals(office: Database, doing: Doing, signed: int) -> None:
    row = shown(office, signed)
    assert (row.stage, row.signed, row.since) == (Stage.APPROVED, "已双签", date(2026, 5, 8))
    with doing() as session, pytest.raises(UserError, match="追加双签"):
        projects.save(session, {"amount_fen": 1}, signed)
    with doing() as session, pytest.raises(UserError, match="不能撤回"):
        projects.unsign(session, signed, Signer.LEADER)
    with doing() as session, pytest.raises(UserError, match="没有待签"):
        projects.sign(session, signed, Signer.LEADER, "钟立新", MAY_6, TODAY)


@pytest.mark.parametrize(
    "change",
    [
        sa.update(ProjectRound).values(amount_fen=1),
        sa.delete(ProjectRound),
        sa.update(ProjectSignature).values(name="别人"),
        sa.delete(ProjectSignature),
    ],
)
def test_the_database_keeps_what_both_have_signed(doing: Doing, signed: int, change: Any) -> None:
    with pytest.raises(DBAPIError, match="does not change"), doing() as session:
        session.execute(change)


def test_after_one_signature_nothing_changes_until_it_is_taken_back(
    office: Database, doing: Doing, project: int
) -> None:
    with doing() as session:
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with doing() as session, pytest.raises(UserError, match="先撤回签字"):
        projects.save(session, {"amount_fen": 1}, project)
    with doing() as session, pytest.raises(UserError, match="已于2026-05-06签字"):
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with doing() as session:
        projects.unsign(session, project, Signer.LEADER)
        projects.save(session, {"amount_fen": 450_000}, project)
    assert shown(office, project).amount_fen == 450_000


def test_a_scan_of_the_signature_lies_in_the_projects_bundle(
    office: Database, doing: Doing, project: int
) -> None:
    with doing() as session:
        bundle = projects.show(session, project).bundle_id
        scan = bundles.add(session, bundle, "审批单.pdf", PDF, NOW)
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY, scan)
        projects.sign(session, project, Signer.SECRETARY, "李国栋", MAY_6, TODAY)
    assert shown(office, project).rounds[0].signatures[Signer.LEADER].attachment_id == scan
    with doing() as session, pytest.raises(UserError, match="已封存"):
        bundles.remove(session, scan)


def test_nothing_is_posted_against_a_project_before_both_have_signed(
    office: Database, doing: Doing, book: int, project: int
) -> None:
    with pytest.raises(UserError, match="还没有完成双签"), doing() as session:
        pay(session, book, 100, project)
    assert shown(office, project).paid_fen == 0


def test_the_database_too_refuses_a_payment_before_both_have_signed(
    doing: Doing, book: int, project: int
) -> None:
    with pytest.raises(DBAPIError, match="before both have signed"), doing() as session:
        insert_posted(session, project)
    with pytest.raises(DBAPIError, match="no such project"), doing() as session:
        insert_posted(session, 99, "draft")


def insert_posted(session: Session, project: int, state: str = "posted") -> None:
    """A copy of the first voucher that names a project, past every service."""
    posted = session.scalars(sa.select(FundVoucher)).one()
    values = {c.name: getattr(posted, c.name) for c in FundVoucher.__table__.columns if c.name != "id"}
    bundle = bundles.new_bundle(session, "funds", "假凭证")
    values |= {"number": 2, "project_id": project, "bundle_id": bundle}
    if state == "draft":
        values |= {"number": None, "state": VoucherState.DRAFT, "posted_at": None, "posted_by": None}
    session.execute(sa.insert(FundVoucher).values(values))


def test_paid_is_what_stands_after_reversals(office: Database, doing: Doing, book: int, signed: int) -> None:
    with doing() as session:
        first = pay(session, book, 300_000, signed)
        pay(session, book, 100_000, signed)
    assert (shown(office, signed).paid_fen, shown(office, signed).left_fen) == (400_000, 100_000)
    with doing() as session:
        posting.reverse(session, first, TODAY, "重复", "经办", NOW)
    assert shown(office, signed).paid_fen == 100_000


def test_more_than_approved_needs_a_reason_or_a_supplement(
    office: Database, doing: Doing, book: int, signed: int
) -> None:
    with pytest.raises(UserError, match=r"将超出 0\.01 元"), doing() as session:
        pay(session, book, 500_001, signed)
    with doing() as session:
        pay(session, book, 500_001, signed, reason="材料涨价，双方同意")
    assert shown(office, signed).left_fen == -1


def test_a_supplement_is_in_force_from_its_own_second_signature(
    office: Database, doing: Doing, book: int, signed: int
) -> None:
    with doing() as session:
        projects.supplement(
            session, signed, {"amount_fen": 800_000, "reason": "增设6盏", "proposed_on": date(2026, 7, 1)}
        )
    row = shown(office, signed)
    assert (row.amount_fen, row.signed) == (500_000, "追加待书记、队长")
    with doing() as session, pytest.raises(UserError, match="还有一轮双签"):
        projects.supplement(session, signed, {"amount_fen": 900_000})
    with doing() as session:
        for signer in Signer:
            projects.sign(session, signed, signer, f"某{signer.label}", date(2026, 7, 2), TODAY)
        pay(session, book, 700_000, signed)
    row = shown(office, signed)
    assert (row.amount_fen, row.paid_fen, row.since) == (800_000, 700_000, date(2026, 5, 8))
    assert [one.amount_fen for one in row.rounds] == [500_000, 800_000]


def test_the_village_is_signed_and_the_contractor_comes_after_the_signatures(
    office: Database, doing: Doing, project: int
) -> None:
    with doing() as session:
        projects.save(session, {"village": "梅坑村", "contractor": "县建筑队"}, project)
        for signer in Signer:
            projects.sign(session, project, signer, f"某{signer.label}", date(2026, 5, 8), TODAY)
    with doing() as session, pytest.raises(UserError, match="已有人签字"):
        projects.save(session, {"village": "利坑村"}, project)
    with doing("登记承建单位") as session:
        projects.set_contractor(session, project, "丰城建筑公司")
    row = shown(office, project)
    assert (row.village, row.contractor, len(row.rounds)) == ("梅坑村", "丰城建筑公司", 1)
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "登记承建单位"
    assert shown(office, project).contractor == "县建筑队"
    with doing() as session:
        projects.supplement(session, project, {"village": "梅坑村、利坑村"})
    row = shown(office, project)
    assert (row.village, row.rounds[1].village) == ("梅坑村", "梅坑村、利坑村")  # until both sign again


def test_the_paper_names_the_village_and_of_an_older_round_says_nothing_new(
    office: Database, doing: Doing, project: int
) -> None:
    def words() -> str:
        with office.read() as session:
            return page_text(pdf(papers.approval(session, project, NOW)), 0)

    assert "实施村" not in words()
    with doing() as session:
        projects.save(session, {"village": "梅坑村"}, project)
    assert "实施村" in words()
    assert "梅坑村" in words()


def test_what_is_over_keeps_its_contractor(doing: Doing, project: int) -> None:
    with doing() as session:
        projects.move(session, project, Stage.ABANDONED, TODAY, TODAY, "不再实施")
    with doing() as session, pytest.raises(UserError, match="不再改承建单位"):
        projects.set_contractor(session, project, "丰城建筑公司")


def test_a_supplement_nobody_signed_is_withdrawn(office: Database, doing: Doing, signed: int) -> None:
    with doing() as session:
        projects.supplement(session, signed, {"amount_fen": 800_000})
        projects.withdraw(session, signed)
    assert len(shown(office, signed).rounds) == 1
    with doing() as session, pytest.raises(UserError):
        projects.withdraw(session, signed)


def test_a_project_is_started_completed_opened_again_and_abandoned_with_a_reason(
    office: Database, doing: Doing, signed: int
) -> None:
    with doing() as session:
        projects.move(session, signed, Stage.UNDER_WAY, date(2026, 6, 1), TODAY)
        projects.move(session, signed, Stage.COMPLETED, date(2026, 9, 1), TODAY, "12盏已亮")
    row = shown(office, signed)
    assert (row.stage, row.started_on, row.ended_on, row.ending) == (
        Stage.COMPLETED, date(2026, 6, 1), date(2026, 9, 1), "12盏已亮",
    )  # fmt: skip
    with doing() as session, pytest.raises(UserError, match="不能再追加"):
        projects.supplement(session, signed, {})
    with doing() as session:
        projects.move(session, signed, Stage.UNDER_WAY, TODAY, TODAY)
    assert shown(office, signed).ended_on is None
    with doing() as session, pytest.raises(UserError, match="终止原因"):
        projects.move(session, signed, Stage.ABANDONED, TODAY, TODAY)
    with doing() as session, pytest.raises(UserError, match="还没有到"):
        projects.move(session, signed, Stage.COMPLETED, date(2026, 12, 1), TODAY)
    with doing() as session, pytest.raises(UserError, match="早于"):
        projects.move(session, signed, Stage.COMPLETED, date(2026, 5, 1), TODAY)


def test_a_plan_is_not_started_and_is_removed_only_unsigned(
    office: Database, doing: Doing, project: int
) -> None:
    with doing() as session, pytest.raises(UserError, match="先完成双签"):
        projects.move(session, project, Stage.UNDER_WAY, TODAY, TODAY)
    with doing() as session:
        projects.sign(session, project, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with doing() as session, pytest.raises(UserError, match="办理终止"):
        projects.remove(session, project)
    with doing() as session:
        projects.unsign(session, project, Signer.LEADER)
        projects.remove(session, project)
    with office.read() as session, pytest.raises(UserError, match="不在了"):
        projects.show(session, project)


@pytest.mark.parametrize(
    ("change", "said"), [({"amount_fen": 0}, "大于零"), ({"name": "文化广场照明改造"}, "已有名为")]
)
def test_an_amount_of_nothing_and_a_name_twice_are_refused(
    doing: Doing, project: int, change: dict[str, Any], said: str
) -> None:
    with doing() as session, pytest.raises(UserError, match=said):
        projects.save(session, {**PROPOSAL, "name": "另一个", **change})


def test_a_project_is_found_by_part_of_its_name(office: Database, project: int) -> None:
    with office.read() as session:
        assert projects.named(session, "广场").id == project
        with pytest.raises(UserError, match="没有名为"):
            projects.named(session, "水渠")
        assert [(hit.room, hit.key) for hit in search.find(session, "whgc")] == [("projects", project)]


def test_what_is_due_names_the_missing_signature_then_the_nearly_spent(
    office: Database, doing: Doing, book: int, project: int
) -> None:
    def said() -> list[str]:
        with office.read() as session:
            return [one.text for one in due.due(session, TODAY) if one.room == "projects"]

    assert said() == ["项目“文化广场照明改造”5,000.00 元，待镇党委书记、队长签字"]
    with doing() as session:
        for signer in Signer:
            projects.sign(session, project, signer, f"某{signer.label}", MAY_6, TODAY)
    assert said() == []
    with doing() as session:
        pay(session, book, 450_000, project)
    assert said() == ["项目“文化广场照明改造”批准 5,000.00 元，只余 500.00 元"]
    with doing() as session:
        pay(session, book, 50_100, project, reason="涨价")
    assert said() == ["项目“文化广场照明改造”已支 5,001.00 元，超出批准的 5,000.00 元"]


def test_a_proposal_can_be_undone_a_signature_cannot(office: Database, doing: Doing) -> None:
    with doing("登记项目") as session:
        made = projects.save(session, PROPOSAL)
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "登记项目"
    with office.read() as session:
        assert projects.listing(session) == []
    with doing("登记项目") as session:
        made = projects.save(session, PROPOSAL)
    with doing("登记队长签字") as session:
        projects.sign(session, made, Signer.LEADER, "钟立新", MAY_6, TODAY)
    with doing("撤销") as session, pytest.raises(UserError, match="不能撤销"):
        history.undo(session, NOW)


def test_the_list_leaves_as_excel(doing: Doing, project: int, tmp_path: Any) -> None:
    with doing() as session:
        assert lists.export(session, "projects", tmp_path / "项目.xlsx", NOW) == 1


Step = tuple[str, int]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["pay", "beyond", "reverse"]), st.integers(1, 300_000)), max_size=8)
)
def test_paid_against_approved_equals_a_plain_model(
    office: Database, doing: Doing, book: int, signed: int, steps: list[Step]
) -> None:
    """The model: amounts that stand; beyond what is left one needs a reason, a reversal takes one out."""
    standing: dict[int, int] = {}
    before = shown(office, signed).paid_fen

    def attempt(work: Callable[[Session], int | None]) -> int | None:
        try:
            with doing() as session:
                return work(session)
        except UserError:
            return None

    for kind, fen in steps:
        if kind == "reverse":
            for key in list(standing)[:1]:
                done = attempt(lambda s, key=key: posting.reverse(s, key, TODAY, "错", "经办", NOW))
                assert done is not None
                del standing[key]
            continue
        reason = "同意超支" if kind == "beyond" else None
        left = 500_000 - before - sum(standing.values())
        made = attempt(lambda s, fen=fen, reason=reason: pay(s, book, fen, signed, reason=reason))
        if made is None:
            with office.read() as session:
                poor = funds_balance(session, book) < fen
            assert (fen > left and reason is None) or poor
        else:
            assert fen <= left or reason
            standing[made] = fen
        assert shown(office, signed).paid_fen == before + sum(standing.values())


def funds_balance(session: Session, book: int) -> int:
    from banfu_desktop.services.funds import funds

    return funds.view(session, book, 2026).balance_fen
