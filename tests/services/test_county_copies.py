"""Copies of a county's data: made once when anything was done, proven, restored whole or not at all."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from banfu_desktop.db import keys
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.machine import this_machine
from banfu_desktop.roll_up.models.desk import ReceiptRow
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.services.county import checking, copies, demonstration, inbox, reporting, sums
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county.copies import Reason
from banfu_desktop.services.county.desk import CountyDesk
from tests import a_county
from tests.a_server import Server

NOW, LATER = datetime(2026, 11, 5, 9), datetime(2026, 11, 5, 10)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration county; made once."""
    folder = tmp_path_factory.mktemp("shown") / "演示县"
    demonstration.show(folder)
    return folder


@pytest.fixture
def place(shown: Path, tmp_path: Path) -> Path:
    """A copy of it: 县里 and 收件."""
    return shutil.copytree(shown, tmp_path / "县")


def taken(desk: CountyDesk) -> int:
    with desk.roll_up.read() as session:
        return session.query(ReceiptRow).filter_by(handling="taken").count()


def receive(desk: CountyDesk, place: Path) -> None:
    inbox.receive_folder(desk, place / "收件" / demonstration.INBOX, lambda: NOW)


def net(desk: CountyDesk) -> int:
    with desk.roll_up.read() as session:
        return sums.by_town(session, Month(2026, 1), Month(2026, 12)).whole


def test_a_copy_is_made_when_something_was_done_and_not_again_when_nothing_was(place: Path) -> None:
    with desks.at(place / "县里") as desk:
        made = copies.backup_if_changed(desk, NOW)
        assert made is not None
        assert (made.reason, made.verified, made.made_at) == (Reason.START, True, NOW)
        assert copies.backup_if_changed(desk, NOW + timedelta(days=1)) is None
        receive(desk, place)
        again = copies.backup_if_changed(desk, LATER, Reason.RISK)
        assert again is not None
        assert [row.path for row in copies.listing(desk.folder)] == [again.path, made.path]
        assert "本机备份2份，最后一份 2026-11-05 10:00" in checking.check(desk).remarks
    assert not list((place / "县里" / "backups").glob("*.work*"))


def test_what_was_taken_since_the_copy_is_named_and_taken_again(place: Path) -> None:
    with desks.at(place / "县里") as desk:
        copy = copies.backup_now(desk, NOW).path
        before, fen = taken(desk), net(desk)
        receive(desk, place)
        after, all_fen = taken(desk), net(desk)
    assert (after - before, all_fen > fen) == (4, True)

    made = copies.restore(place / "县里", copy, LATER, "甲")

    with desks.at(place / "县里") as desk:
        assert (taken(desk), net(desk)) == (before, fen)
        assert checking.check(desk).bad == ()
        with desk.roll_up.read() as session:
            assert reporting.between(session, Month(2026, 10), Month(2026, 10), NOW.date()).whole.actual == 0
        assert len(made.unknown) == 4
        inbox.receive_files(desk, made.unknown, lambda: LATER)
        assert (taken(desk), net(desk)) == (after, all_fen)
        assert checking.check(desk).bad == ()
    assert made.kept is not None
    back = copies.restore(place / "县里", made.kept, LATER + timedelta(hours=1))
    with desks.at(place / "县里") as desk:
        assert (taken(desk), back.unknown) == (after, ())


def test_nothing_is_restored_while_another_window_has_the_data_open(place: Path) -> None:
    with desks.at(place / "县里") as desk:
        copy = copies.backup_now(desk, NOW).path
        receive(desk, place)
        after = taken(desk)
        with pytest.raises(MachineError, match="正在被另一个窗口或命令使用"):
            copies.restore(place / "县里", copy, LATER)
        assert taken(desk) == after
        assert checking.check(desk).bad == ()


def test_a_damaged_copy_or_a_stranger_is_refused_and_nothing_has_changed(place: Path, tmp_path: Path) -> None:
    folder = place / "县里"
    with desks.at(folder) as desk:
        copy = copies.backup_now(desk, NOW).path
        before = taken(desk)
    a_county.found(tmp_path / "别的县")
    with desks.at(tmp_path / "别的县") as desk:
        other = copies.backup_now(desk, NOW).path
    stranger = Path(shutil.copy(other, folder / "backups" / "county-20261104-090000-hand.db"))
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(DamagedError, match="已损坏"):
        copies.restore(folder, copy, LATER)
    with pytest.raises(UserError, match="不是这个县的备份"):
        copies.restore(folder, stranger, LATER)
    with pytest.raises(UserError, match="找不到备份"):
        copies.restore(folder, folder / "backups" / "没有.db", LATER)
    with desks.at(folder) as desk:
        assert taken(desk) == before
    assert {row.path: row.verified for row in copies.listing(folder)}[stranger] is False


def test_a_trigger_planted_in_a_copy_never_becomes_the_countys_own(place: Path) -> None:
    folder = place / "县里"
    with desks.at(folder) as desk:
        copy, before = copies.backup_now(desk, NOW).path, taken(desk)
    planted = open_engine(copy, keys.unlock_with_machine(folder, this_machine()))
    with planted.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER evil AFTER INSERT ON receipts BEGIN DELETE FROM deeds; END"
        )
    planted.dispose()
    with pytest.raises(DamagedError, match="evil"):
        copies.restore(folder, copy, LATER)
    with desks.at(folder) as desk:
        assert taken(desk) == before
        assert checking.check(desk).bad == ()


def test_a_county_whose_data_cannot_be_read_is_restored_and_the_damaged_file_kept(place: Path) -> None:
    folder = place / "县里"
    with desks.at(folder) as desk:
        copy, before = copies.backup_now(desk, NOW).path, taken(desk)
    content = bytearray((folder / "county.db").read_bytes())
    content[0:4096] = bytes(4096)
    (folder / "county.db").write_bytes(content)
    made = copies.restore(folder, copy, LATER)
    assert made.kept is not None
    assert made.kept.read_bytes() == content
    with desks.at(folder) as desk:
        assert taken(desk) == before


def test_the_check_finds_a_kept_package_that_was_changed_or_is_gone(place: Path) -> None:
    folder = place / "县里"
    kept = sorted((folder / inbox.KEPT_FOLDER).glob("*/0009-*.bfb"))
    content = bytearray(kept[0].read_bytes())
    content[200] ^= 1
    kept[0].write_bytes(content)
    kept[1].unlink()
    with desks.at(folder) as desk:
        found = checking.check(desk)
    assert any(kept[0].parent.name in line and "被改动或损坏" in line for line in found.bad)
    assert any(kept[1].parent.name in line and "补存" in line for line in found.remarks)


@pytest.mark.parametrize(
    ("told", "statements"),
    [
        ("发放表", ("UPDATE sheets SET net_fen = net_fen + 100 WHERE no = 1",
                 "UPDATE subsidy_sums SET net_fen = net_fen + 100 WHERE no = 1")),
        ("留痕", ("UPDATE trails SET heads = zeroblob(length(heads))",)),
        ("签名公钥", ("UPDATE town_keys SET verify_key = substr(verify_key, 3) || '00'",)),
    ],
)  # fmt: skip
def test_the_check_holds_the_database_against_the_packages(
    place: Path, told: str, statements: tuple[str, ...]
) -> None:
    """Whoever has the county's key can change its rows together; what a town has signed she cannot."""
    with desks.at(place / "县里") as desk:
        with desk.roll_up.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        (line,) = [line for line in checking.check(desk).bad if "最后一份上报包不符" in line]
    assert told in line


def test_the_check_finds_a_row_of_the_ledger_that_is_gone(place: Path) -> None:
    with desks.at(place / "县里") as desk:
        with desk.roll_up.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM receipts WHERE no = 1 AND town_id = 1")
        assert any("收件登记里却没有" in line for line in checking.check(desk).bad)


def test_a_county_on_a_server_says_who_makes_its_copies(postgresql: Server, tmp_path: Path) -> None:
    a_county.found(tmp_path / "county", postgresql.url(postgresql.create()))
    with desks.at(tmp_path / "county") as desk:
        assert copies.backup_if_changed(desk, NOW) is None
        with pytest.raises(UserError, match="pg_dump"):
            copies.backup_now(desk, NOW)
        assert copies.ON_A_SERVER in checking.check(desk).remarks
    with pytest.raises(UserError, match="pg_restore"):
        copies.restore(tmp_path / "county", tmp_path / "x.db", NOW)
