"""Whoever made it would approve it: by an edit afterwards, another's password, a switch, another's undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from banfu_desktop.db import passwords
from banfu_desktop.db.slots import Seed
from banfu_desktop.db.store import Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import MakerRefusalError
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import appointing
from banfu_desktop.services.office import settings
from banfu_desktop.services.program import checking
from banfu_desktop.services.reimbursements import deeds
from banfu_desktop.services.reimbursements.deeds import Approval
from banfu_desktop.services.subsidies import subsidies
from tests.services.a_claim import handed
from tests.services.a_desk import ALONE, CHEAP, CHEN, LI, OCTOBER, OTHER, WANG, WORDS, Desk, mark, set_up_once
from tests.services.conftest import NOW, TODAY


@pytest.fixture(scope="module")
def prepared(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk as it was set up, once; every test sits down at a copy."""
    return set_up_once(demonstrated, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(prepared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)
    made = prepared.moved(tmp_path / "office")
    yield made
    made.leave()


def test_attendance_edited_after_the_clerks_make_is_a_hand_in_it(desk: Desk) -> None:
    """Attack: the clerk makes the month, the reviewer edits attendance and seals it himself."""
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    with pytest.raises(MakerRefusalError, match=r"“陈立”参与了编制，不能再封存.*核对他改的1处"):
        desk.seal(CHEN)
    desk.seal(WANG)


def test_a_password_the_reviewer_has_set_is_his_own_hand(desk: Desk) -> None:
    """Attack: the reviewer gives the clerk a password he knows, and plays both."""
    appointing.reset(desk.sit(CHEN), LI, WORDS[LI], "经办", NOW)
    desk.words[LI] = WORDS[LI]
    desk.make(LI)
    with desk.at(LI) as session:
        mark(session)
    with pytest.raises(MakerRefusalError):
        desk.seal(CHEN)
    desk.seal(WANG)


def test_a_reviewer_whose_password_another_has_set_is_that_others_hand(desk: Desk) -> None:
    with desk.at(CHEN) as session:
        mark(session)
    appointing.reset(desk.sit(CHEN), WANG, WORDS[WANG], "经办", NOW)
    desk.words[WANG] = WORDS[WANG]
    desk.make(LI)
    with pytest.raises(MakerRefusalError, match=WANG):
        desk.seal(WANG)
    desk.own(WANG, f"{OTHER}-3")
    desk.seal(WANG)


def test_the_rule_is_not_switched_off_for_an_hour(desk: Desk) -> None:
    """Attack: the reviewer switches the rule off, seals, and switches it on again."""
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    with desk.at(CHEN, at=datetime(2026, 11, 2, 10)) as session:
        settings.choose(session, "maker_checker", "否", date(2026, 11, 1), "")
    with pytest.raises(MakerRefusalError):
        desk.seal(CHEN)


def test_a_claim_rewritten_by_its_approver_is_refused(desk: Desk) -> None:
    """Attack: the reviewer rewrites a claim of 25 yuan to 9,800, and approves it."""
    with desk.at(LI, "交单位") as session:
        claims = [handed(session), handed(session)]
    with desk.at(CHEN, "改报销单") as session:
        deeds.withdraw(session, claims[0])
        session.execute(text("UPDATE claim_lines SET note = '改' WHERE claim_id = :id"), {"id": claims[0]})
        deeds.hand_in(session, claims[0], TODAY, TODAY)
    with pytest.raises(MakerRefusalError, match="不能再审批报销"), desk.at(CHEN) as session:
        deeds.approve(session, claims[0], TODAY, Approval(), TODAY)
    with desk.at(CHEN) as session:
        deeds.approve(session, claims[1], TODAY, Approval(), TODAY)
    with desk.at(CHEN, alone=ALONE) as session:
        deeds.approve(session, claims[0], TODAY, Approval(), TODAY)
    with desk.sit(LI).read() as session:
        assert session.execute(text("SELECT table_name, row_id, reason FROM sole_approvals")).all() == [
            ("claims", claims[0], ALONE)
        ]


def test_somebody_elses_undo_is_refused(desk: Desk) -> None:
    """Attack: the clerk takes back what the reviewer has decided."""
    with desk.at(CHEN) as session:
        mark(session)
    with desk.at(LI, "撤销") as session, pytest.raises(UserError, match="是“陈立”办的"):
        history.undo(session, datetime(2026, 1, 1))


def test_a_signer_is_not_made_up(desk: Desk) -> None:
    """A deed in another's name needs his seed: with one of her own, the signature does not hold."""
    database = desk.sit(LI)
    assert database.person is not None
    database.person = replace(database.person, id=1, name=CHEN, seed=Seed(bytes(32)))
    with database.write(Deed("登记", "经办", NOW)) as session:
        mark(session)
    assert any("没有本人的签名" in line for line in checking.check(database).bad)


def test_a_countersign_of_ones_own_is_none(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
        session.execute(
            text(
                "INSERT INTO countersigns (table_name, row_id, upto)"
                " SELECT table_name, row_id, 100000 FROM audit WHERE table_name = 'attendance_days'"
            )
        )
    with pytest.raises(MakerRefusalError):
        desk.seal(CHEN)


@contextmanager
def past_four_eyes(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A deed in one's own name and under one's own signature, in a program that does not ask."""
    with monkeypatch.context() as patch:
        patch.setattr("banfu_desktop.db.approvals.four_eyes.in_force", lambda *_: False)
        with desk.at(name) as session:
            yield session


def test_what_was_approved_past_the_door_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: the reviewer approves his own work with a program of his own, and signs it."""
    desk.make(LI)
    with desk.at(LI, "交单位") as session:
        claims = [handed(session) for _ in range(2)]
    with desk.at(CHEN) as session:
        mark(session)
        session.execute(
            text("UPDATE claims SET title = '改' WHERE id = :id AND state = 'draft'"), {"id": claims[0]}
        )
    with desk.at(CHEN, "改报销单") as session:
        deeds.withdraw(session, claims[0])
        deeds.hand_in(session, claims[0], TODAY, TODAY)
    assert checking.check(desk.sit(CHEN)).bad == ()
    with past_four_eyes(desk, CHEN, monkeypatch) as session:
        for claim in claims:
            deeds.approve(session, claim, TODAY, Approval(), TODAY)
    with past_four_eyes(desk, CHEN, monkeypatch) as session:
        subsidies.seal(session, OCTOBER, CHEN, NOW)
    told = [line for line in checking.check(desk.sit(CHEN)).bad if "参与了编制" in line]
    assert len(told) == 2, "one claim, and one sheet of the payer whose attendance he has changed"


def test_what_was_approved_alone_for_a_reason_is_in_order(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    desk.seal(CHEN, alone=ALONE)
    assert checking.check(desk.sit(CHEN)).bad == ()
