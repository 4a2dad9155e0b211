"""What nobody had the right to do is named entry by entry, whatever chain and rows say of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.judging_rights import unrightful
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rights import UnknownChangeError
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.services.audit import history
from banfu_desktop.services.office import office as office_service
from tests.adversary.conftest import NOW, Checked, deed
from tests.adversary.hands import behind_its_back, close_properly, past_the_rules
from tests.past_the_door import past_the_door

AT = NOW.isoformat(timespec="seconds")


@pytest.fixture
def as_clerk(opened: Callable[..., Database]) -> Any:
    database = opened()
    database.role = Role.CLERK
    yield database
    database.close()


def test_attack_1_the_clerk_puts_her_own_county_key(as_clerk: Database) -> None:
    """Then she could open a package at home: the key is the reviewer's, whatever button she came by."""
    with (
        pytest.raises(RoleRefusalError, match="“经办”不能更改设置，请由“审核”办理"),
        deed(as_clerk) as session,
    ):
        office_service.change(session, county_key="age1" + "q" * 58)
    with as_clerk.read() as session:
        assert "q" * 58 not in str(session.scalar(sa.text("SELECT county_key FROM office")))


def test_attack_1_behind_the_program_s_back(file: Any, checked: Checked) -> None:
    """In her own name the entry says what she may not; in the reviewer's, only his signature would tell.

    An entry without a day would pass for an earlier program's, which let her; but every later one has a day.
    """
    for day, said in ((None, "没有写明办理的日子"), ("2026-12-01", "不能更改设置，本程序不会让他办")):
        file.execute("UPDATE office SET county_key = 'age1' || hex(randomblob(4))")
        close_properly(file, "登记县公钥", "经办", AT, day=day)
        assert said in checked()


def test_attack_6d_the_clerk_takes_back_a_refusal(as_clerk: Database) -> None:
    """She undoes whatever came last, and that was the reviewer's decision."""
    as_clerk.role = Role.REVIEWER
    with deed(as_clerk, "登记拒报") as session:
        claim = session.execute(
            sa.text("SELECT id, bundle_id FROM claims WHERE state IN ('handed', 'approved') LIMIT 1")
        ).one()
        session.execute(
            sa.text(
                "UPDATE claims SET state = 'refused', reason = '不合规', decided_on = '2026-12-01'"
                " WHERE id = :id"
            ),
            {"id": claim.id},
        )
    as_clerk.role = Role.CLERK
    with pytest.raises(UserError, match="是“审核”办的"), deed(as_clerk, "撤销") as session:
        history.undo(session, datetime(2020, 1, 1))
    with as_clerk.read() as session:
        state = session.scalar(sa.text("SELECT state FROM claims WHERE id = :id"), {"id": claim.id})
    assert state == "refused"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE subsidy_lines SET net_fen = net_fen + 1 WHERE id = 1", "谁都没有权限"),
        (
            "UPDATE fund_vouchers SET payee = '某某' WHERE number = 1",
            "谁都没有权限",
        ),
        ("UPDATE office SET office_id = '00'", "谁都没有权限"),
        ("UPDATE contents SET sha256 = '0' || substr(sha256, 2) WHERE id = 1", "谁都没有权限"),
        ("DELETE FROM disclosures WHERE id = (SELECT max(id) FROM disclosures)", "谁都没有权限"),
        ("INSERT INTO upgrades VALUES (99, 1, 2, '', 0, '', NULL, '', 0)", ""),
    ],
)
def test_an_honest_looking_entry_about_what_nobody_may(
    file: Any, checked: Checked, statement: str, why: str
) -> None:
    """The triggers that forbid it are down, those that write the trail stand: row and entry agree."""
    past_the_rules(file, statement)
    close_properly(file, "登记", "审核", AT)
    found = checked()
    assert why in found
    assert found


def test_the_door_refuses_what_no_line_allows(opened: Callable[..., Database]) -> None:
    """Not the reviewer either, and not an office without roles: then the program is wrong."""
    database = opened()
    try:
        for role in (*Role, None):
            database.role = role
            with pytest.raises(UnknownChangeError), deed(database) as session:
                session.get_one(Office, 1).package_no = 0
    finally:
        database.close()


def test_what_was_written_past_the_door_is_named(opened: Callable[..., Database]) -> None:
    database = opened()
    try:
        with past_the_door(database, NOW, "登记") as session:
            session.get_one(Office, 1).package_no = 0
        with database.read() as session:
            (found,) = unrightful(session.connection())
        assert (found.role, found.act) == (None, None)
    finally:
        database.close()


def test_rows_taken_back_by_hand_are_still_seen(file: Any, checked: Checked) -> None:
    """Each entry is judged, not what they come to together."""
    behind_its_back(file)
    file.execute("UPDATE office SET package_no = package_no + 5")
    file.execute("UPDATE office SET package_no = package_no - 5")
    close_properly(file, "登记", "审核", AT)
    assert checked().count("谁都没有权限") == 2
