"""kill -9 at every statement of an erasure: everything has gone, with its certificate, or nothing has."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.audit import retention
from banfu_desktop.services.members import members
from tests.conftest import Count
from tests.faults.killing import done_until, needs_fork

LATER = datetime(2032, 1, 5, 9)
GONE = "巫启明"
pytestmark = needs_fork


def erased_until(statement: int, folder: Path) -> tuple[int, bool]:
    """Erase in a process that is killed there."""

    def erase(begin: Callable[[], None]) -> None:
        database = Database.open(folder)
        begin()
        with database.write(Deed("销毁到期个人信息", "经办", LATER)) as session:
            retention.erase(session, LATER.date(), "经办")

    return done_until(statement, erase)


def is_erased(folder: Path, number: str) -> bool:
    """Whether the number has gone; the office is whole and all of one mind, or this fails."""
    database = Database.open(folder)
    try:
        assert check_file(database.engine) == ()
        with database.read() as session:
            assert verify_chain(session).broken_at is None
            certified = len(retention.certificates(session))
            said = session.scalar(
                sa.text(
                    "SELECT count(*) FROM audit WHERE instr(coalesce(before,'') || coalesce(after,''), :n)"
                ),
                {"n": number},
            )
            there = members.named(session, GONE)[0].identity_no == number
    finally:
        database.close()
    assert (certified == 0) == there == bool(said)
    return not there


@pytest.mark.parametrize("stride", [pytest.param(5, id="some"), pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.timeout(3600)
def test_an_erasure_survives_a_kill_at_any_statement(
    at_work: Path, tmp_path: Path, stride: int, count: Count
) -> None:
    database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
    with database.read() as session:
        number = members.named(session, GONE)[0].identity_no
        assert [row.name for row in retention.overview(session, date(2032, 1, 5)).ready] == [GONE]
    database.close()
    statements, killed = erased_until(0, shutil.copytree(tmp_path / "office", tmp_path / "whole"))
    assert statements > 20
    assert not killed
    assert is_erased(tmp_path / "whole", number)
    outcomes = []
    for statement in range(1, statements + 1, stride):
        office = shutil.copytree(tmp_path / "office", tmp_path / str(statement))
        assert erased_until(statement, office) == (statement, True)
        outcomes.append(is_erased(office, number))
        shutil.rmtree(office)
    assert not any(outcomes)  # the commit is the last of all
    count("kills at the statements of an erasure; 0 half done", len(outcomes))
