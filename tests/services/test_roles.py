"""Roles at the write door: what each may do, whatever the deed is called; refusals are on record."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from banfu_desktop.db import passwords
from banfu_desktop.db.store import REFUSED, Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Act, Role, RoleRefusalError
from banfu_desktop.services.audit import history
from banfu_desktop.services.funds import books
from banfu_desktop.services.hall import lists, papers
from banfu_desktop.services.keeping import appointing, exporting, recovery, unlocking
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.reimbursements import deeds
from banfu_desktop.services.reimbursements.deeds import Approval
from banfu_desktop.services.subsidies import subsidies
from tests.services.conftest import NOW, TODAY, Doing
from tests.services.test_funds import enter
from tests.services.test_reimbursements import handed

OCTOBER = Month(2026, 10)
GOOD, OTHER = "guihua-bayue-kai", "jinju-zhengyue"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


def separate(office: Database, doing: Doing) -> None:
    """Keep maker and checker apart."""
    office.role = None
    with doing("设置制单与审核分开") as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")


def make(office: Database, doing: Doing, role: Role) -> None:
    office.role = role
    with doing("编制补助") as session:
        subsidies.make(session, OCTOBER, NOW)


def seal(office: Database, doing: Doing, role: Role) -> None:
    office.role = role
    with doing("封存补助") as session:
        subsidies.seal(session, OCTOBER, role.label, NOW)


def newest(office: Database) -> tuple[str, str]:
    """Who did what last."""
    with office.read() as session:
        row = history.deeds(session)[0]
        return row.actor, row.name


def told(office: Database, kind: str) -> list[str]:
    with office.read() as session:
        query = text("SELECT what FROM disclosures WHERE kind = :kind ORDER BY id")
        return list(session.scalars(query, {"kind": kind}))


def state(office: Database) -> str:
    with office.read() as session:
        sealed = session.scalar(text("SELECT count(*) FROM subsidy_sheets"))
        return "sealed" if sealed else "draft"


def test_the_clerk_makes_and_the_reviewer_seals(office: Database, doing: Doing) -> None:
    make(office, doing, Role.CLERK)
    with pytest.raises(RoleRefusalError, match="“经办”不能封存，请由“审核”办理"):
        seal(office, doing, Role.CLERK)
    assert state(office) == "draft"
    assert newest(office) == ("经办", REFUSED)
    assert told(office, "refusal") == ["封存补助：“经办”不能封存"]
    seal(office, doing, Role.REVIEWER)
    assert state(office) == "sealed"
    assert newest(office) == ("审核", "封存补助")
    with office.read() as session:
        assert history.verify(session).broken_at is None


def test_without_separation_the_reviewer_may_do_both(office: Database, doing: Doing) -> None:
    make(office, doing, Role.REVIEWER)
    seal(office, doing, Role.REVIEWER)
    assert state(office) == "sealed"


def test_kept_apart_the_maker_does_not_seal(office: Database, doing: Doing) -> None:
    separate(office, doing)
    make(office, doing, Role.REVIEWER)
    with pytest.raises(RoleRefusalError, match="“审核”参与了编制，不能再封存"):
        seal(office, doing, Role.REVIEWER)
    assert state(office) == "draft"


def test_kept_apart_a_deduction_is_making_too(office: Database, doing: Doing) -> None:
    separate(office, doing)
    make(office, doing, Role.CLERK)
    office.role = Role.REVIEWER
    with doing("登记扣减") as session:
        person = session.scalar(text("SELECT person_id FROM postings LIMIT 1"))
        session.execute(
            text(
                "INSERT INTO subsidy_rulings (month, person_id, payer_id, deducted_fen, reason,"
                " absent_halves, long_halves)"
                " SELECT '2026-10', :person, organisation_id, 100, '旷工', 0, 0 FROM postings"
                " WHERE person_id = :person"
            ),
            {"person": person},
        )
    with pytest.raises(RoleRefusalError, match="参与了编制"):
        seal(office, doing, Role.REVIEWER)


def test_kept_apart_what_another_made_is_sealed(office: Database, doing: Doing) -> None:
    separate(office, doing)
    make(office, doing, Role.CLERK)
    seal(office, doing, Role.REVIEWER)
    assert state(office) == "sealed"


@pytest.fixture
def book(office: Database, doing: Doing) -> int:
    with doing("开账") as session:
        return books.open_standard(session, 2026)[0]


def test_a_month_is_closed_by_the_reviewer(office: Database, doing: Doing, book: int) -> None:
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能月结或年结"), doing("月结") as session:
        books.close_month(session, book, Month(2026, 4), TODAY)
    office.role = Role.REVIEWER
    with doing("月结") as session:
        books.close_month(session, book, Month(2026, 4), TODAY)


def test_kept_apart_whoever_entered_a_voucher_does_not_close_its_month(
    office: Database, doing: Doing, book: int
) -> None:
    separate(office, doing)
    for role, month in ((Role.CLERK, 4), (Role.REVIEWER, 5)):
        office.role = role
        with doing("记账") as session:
            enter(session, book, date(2026, month, 3), 100 * month, "年度拨款")
    office.role = Role.REVIEWER
    with doing("月结") as session:
        books.close_month(session, book, Month(2026, 4), TODAY)
    with pytest.raises(RoleRefusalError, match="不能再月结"), doing("月结") as session:
        books.close_month(session, book, Month(2026, 5), TODAY)


def test_full_numbers_are_the_reviewers(office: Database, doing: Doing) -> None:
    with office.read() as session:
        posting = members.listing(session)[0].id
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能查看完整号码"), doing("查看") as session:
        members.reveal(session, posting, "identity_no", NOW)
    with pytest.raises(RoleRefusalError, match="不能导出完整号码"), doing("导出") as session:
        lists.fill(session, "members", NOW, revealed=True)
    with pytest.raises(RoleRefusalError, match="不能打印完整号码"), doing("打印") as session:
        papers.make(session, "roster", variant="full", now=NOW, today=TODAY)
    assert told(office, "reveal") == told(office, "export") == told(office, "full_print") == []
    assert len(told(office, "refusal")) == 3
    office.role = Role.REVIEWER
    with doing("查看") as session:
        assert members.reveal(session, posting, "identity_no", NOW)
    assert len(told(office, "reveal")) == 1


def test_a_visitor_reads_and_takes_masked_lists_only(office: Database, doing: Doing) -> None:
    office.role = Role.VISITOR
    with office.read() as session:
        posting = members.listing(session)[0].id
    with doing("导出成员") as session:
        lists.fill(session, "members", NOW)
    assert [what.endswith("（隐藏号码）") for what in told(office, "export")] == [True]
    with pytest.raises(RoleRefusalError, match="“只读”不能登记或修改"), doing("改") as session:
        members.save(session, {"phone": "13900000000"}, posting)
    with pytest.raises(RoleRefusalError), doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)


def test_settings_are_the_reviewers(office: Database, doing: Doing) -> None:
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能更改设置"), doing("设置") as session:
        settings.choose(session, "attendance_threshold", "18", date(2026, 11, 1), "")


def test_what_changes_files_is_asked_at_the_door_too(office: Database) -> None:
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能恢复备份"):
        unlocking.permit_restore(office, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="恢复卡"):
        recovery.reissue(office, "经办", NOW)
    assert len(told(office, "refusal")) == 2
    office.permit(Act.ENTER, Deed("登记", "经办", NOW))


def test_a_package_that_opens_with_a_code_is_a_full_export(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "上报包.bfb"
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能导出完整号码"):
        exporting.export_package(office, path, NOW, "经办")
    assert not path.exists()
    office.role = Role.REVIEWER
    assert exporting.export_package(office, path, NOW, "审核").code


def test_a_claim_is_approved_by_whoever_did_not_fill_it_in(office: Database, doing: Doing) -> None:
    separate(office, doing)
    made: dict[Role, int] = {}
    for role in (Role.CLERK, Role.REVIEWER):
        office.role = role
        with doing("交单位") as session:
            made[role] = handed(session)
    office.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能审批报销"), doing("登记审批") as session:
        deeds.approve(session, made[Role.CLERK], TODAY, Approval(), TODAY)
    office.role = Role.REVIEWER
    with pytest.raises(RoleRefusalError, match="不能再审批报销"), doing("登记审批") as session:
        deeds.approve(session, made[Role.REVIEWER], TODAY, Approval(), TODAY)
    with doing("登记审批") as session:
        deeds.approve(session, made[Role.CLERK], TODAY, Approval(), TODAY)


class TestPasswords:
    """The passwords of roles, which an office has from earlier releases."""

    @pytest.fixture
    def folder(self, office: Database) -> Path:
        """An office with the passwords of two roles, closed."""
        for role, word in ((Role.REVIEWER, GOOD), (Role.CLERK, OTHER)):
            passwords.set_password(office.folder, office.data_key, word, passwords.this_machine(), role)
        office.close()
        return office.folder

    def opened(self, folder: Path, password: str, role: Role) -> Database:
        unlocked = unlocking.unlock(folder, password, NOW, role)
        assert unlocked.role is role
        return Database.open(folder, unlocked=unlocked)

    def test_none_is_given_to_a_role_any_more(self, office: Database) -> None:
        with pytest.raises(UserError, match="请启用人员"):
            unlocking.set_password(office, GOOD, "经办", NOW, Role.REVIEWER)

    def test_each_opens_as_who_he_is_and_changes_his_own_only(self, folder: Path) -> None:
        clerk = self.opened(folder, OTHER, Role.CLERK)
        assert clerk.role is Role.CLERK
        unlocking.set_password(clerk, "xiangmi-dashu", "经办", NOW, Role.CLERK)
        for role in (Role.REVIEWER, None):
            with pytest.raises(RoleRefusalError, match="管理密码"):
                unlocking.set_password(clerk, GOOD + "2", "经办", NOW, role)
        with pytest.raises(RoleRefusalError, match="管理密码"):
            unlocking.remove(clerk, "经办", NOW)
        with pytest.raises(RoleRefusalError, match="管理密码"):
            appointing.switch_on(clerk, "陈立", GOOD + "2", "经办", NOW)
        clerk.close()
        for word in (OTHER, GOOD):
            with pytest.raises(UserError, match="密码不对"):
                unlocking.unlock(folder, word, NOW, Role.CLERK)

    def test_the_reviewers_goes_last_and_all_at_once_ends_roles(self, folder: Path) -> None:
        reviewer = self.opened(folder, GOOD, Role.REVIEWER)
        with pytest.raises(UserError, match="留到最后"):
            unlocking.remove(reviewer, "经办", NOW, Role.REVIEWER)
        unlocking.remove(reviewer, "经办", NOW, Role.CLERK)
        assert unlocking.roles(folder) == (Role.REVIEWER,)
        unlocking.remove(reviewer, "经办", NOW)
        assert not unlocking.is_locked(folder)
        reviewer.close()

    def test_the_reviewer_gives_everybody_one_of_his_own_instead(self, folder: Path) -> None:
        reviewer = self.opened(folder, GOOD, Role.REVIEWER)
        appointing.switch_on(reviewer, "陈立", "xiangmi-dashu-qing", "经办", NOW)
        assert unlocking.roles(folder) == ()
        reviewer.close()
        for role, word in ((Role.REVIEWER, GOOD), (Role.CLERK, OTHER)):
            with pytest.raises(UserError, match="没有设置这个密码"):
                unlocking.unlock(folder, word, NOW, role)

    def test_wrong_ones_are_told_by_role(self, folder: Path) -> None:
        with pytest.raises(UserError):
            unlocking.unlock(folder, OTHER, datetime(2026, 11, 2, 9, 5), Role.REVIEWER)
        reviewer = self.opened(folder, GOOD, Role.REVIEWER)
        unlocking.login(reviewer, "经办", NOW)
        assert told(reviewer, "refused_login") == ["此前密码输错1次：2026-11-02 09:05:00 审核"]
        assert newest(reviewer) == ("审核", unlocking.LOGIN)
        reviewer.close()

    def test_the_recovery_card_opens_as_the_reviewer_and_another_is_issued(self, folder: Path) -> None:
        reviewer = self.opened(folder, GOOD, Role.REVIEWER)
        card = recovery.reissue(reviewer, "审核", NOW)
        reviewer.close()
        found = Database.open(folder, recovery=card)
        assert (found.role, found.recovered, found.appointing) == (Role.REVIEWER, True, False)
        found.close()
        assert self.opened(folder, OTHER, Role.CLERK).close() is None
