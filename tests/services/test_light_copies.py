"""Attachments lie once beside the copies, however many hold them; each copy brings all of its own back."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.light_copies import outside
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import DamagedError, DiskFullError, UserError
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.keeping import copies, rescue, second_place, unlocking
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.program import checking
from tests.conftest import Count
from tests.faults.killing import done_until, needs_fork
from tests.services.conftest import NOW

MINUTE = timedelta(minutes=1)
PAPERS = {f"单据{number}.jpg": b"\xff\xd8\xff\xe0" + Random(number).randbytes(90_000) for number in range(3)}
LARGE = {"大.pdf": b"%PDF-1.4\n" + Random(9).randbytes(2 * bundles.PIECE)}
SIZE = sum(map(len, (PAPERS | LARGE).values()))


@pytest.fixture(scope="module")
def with_papers(meikeng: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with four attachments and three copies, made once."""
    folder = shutil.copytree(meikeng, tmp_path_factory.mktemp("papers") / "office")
    database = Database.open(folder)
    with deed(database) as session:
        bundle = bundles.new_bundle(session, "reimbursements", "费用报销2026-001")
        for name, content in (PAPERS | LARGE).items():
            bundles.add(session, bundle, name, content, NOW)
    for number in range(3):
        copies.backup_now(database, NOW + number * MINUTE)
    database.close()
    return folder


@pytest.fixture
def office(with_papers: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of it, open."""
    database = Database.open(shutil.copytree(with_papers, tmp_path / "office"))
    yield database
    database.close()


def deed(database: Database, name: str = "登记", at: datetime = NOW) -> AbstractContextManager[Session]:
    return database.write(Deed(name, "经办", at))


def beside(folder: Path) -> list[Path]:
    return sorted((folder / "backups" / "attachments").glob("*"))


def papers_of(folder: Path) -> dict[str, bytes]:
    database = Database.open(folder)
    try:
        with database.read() as session:
            rows = bundles.listing(session, 1)
            return {row.name: bundles.content(session, row.id) for row in rows}
    finally:
        database.close()


def papers_of_whole(folder: Path) -> dict[str, bytes]:
    """Those whose bytes are the ones that were put in."""
    return {name: text for name, text in papers_of(folder).items() if text == (PAPERS | LARGE)[name]}


def remove(database: Database, *names: str) -> None:
    with deed(database) as session:
        for row in bundles.listing(session, 1):
            if row.name in names:
                bundles.remove(session, row.id)
        bundles.sweep(session, NOW + timedelta(days=300))


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_three_copies_hold_four_attachments_once(office: Database) -> None:
    assert len(beside(office.folder)) == len(PAPERS | LARGE)
    rows = copies.list_backups(office.folder)
    assert len(rows) == 3
    assert sum(row.size for row in rows) < 3 * (office.folder / "office.db").stat().st_size - 2 * SIZE
    for path in beside(office.folder):
        assert path.stat().st_size % 4096 == 0, "the size is that of pages, not of the paper"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.name not in {"", *(PAPERS | LARGE)}


def test_a_copy_brings_back_what_was_removed_since_byte_for_byte(office: Database) -> None:
    remove(office, *(PAPERS | LARGE))
    oldest = copies.list_backups(office.folder)[-1].path
    office.close()
    copies.restore_copy(office.folder, oldest, NOW)
    assert papers_of(office.folder) == PAPERS | LARGE
    again = Database.open(office.folder)
    assert checking.check(again).bad == ()
    again.close()


def test_what_no_copy_needs_goes_and_what_one_needs_stays(office: Database) -> None:
    remove(office, "大.pdf")
    copies.backup_now(office, NOW + 3 * MINUTE)
    assert len(beside(office.folder)) == 4, "older copies hold it"
    assert copies.renew(office, NOW + 4 * MINUTE) == 4
    assert len(beside(office.folder)) == 3
    remove(office, *PAPERS)
    copies.renew(office, NOW + 5 * MINUTE)
    assert beside(office.folder) == []


def test_with_a_copy_that_cannot_be_read_nothing_is_removed(office: Database) -> None:
    first = copies.list_backups(office.folder)[0].path
    first.write_bytes(first.read_bytes()[:16] + bytes(4096 * 3))
    remove(office, "大.pdf")
    for row in copies.list_backups(office.folder)[1:]:
        row.path.unlink()
    copies.backup_now(office, NOW + 3 * MINUTE)
    assert len(beside(office.folder)) == 4


def test_a_file_of_another_office_beside_the_copies_stays(office: Database) -> None:
    strange = office.folder / "backups" / "attachments" / ("0" * 40)
    strange.write_bytes(b"another office's" + bytes(4080))
    copies.renew(office, NOW + 3 * MINUTE)
    assert strange.exists()


def test_what_is_not_ours_in_the_folder_of_attachments_stays(office: Database, tmp_path: Path) -> None:
    folder = office.folder / "backups" / "attachments"
    (folder / "下载.part").write_bytes(b"somebody's")
    (folder / ("1" * 40)).mkdir()
    left_half = folder / f"{'2' * 40}.part"
    left_half.write_bytes(b"ours, of a kill")
    copies.backup_now(office, NOW + 3 * MINUTE)
    assert (folder / "下载.part").exists()
    assert (folder / ("1" * 40)).exists()
    assert not left_half.exists()


def test_a_content_called_by_no_digest_stays_in_the_copy(office: Database) -> None:
    """Whoever has the data key may write anything there; a copy is made all the same, and check names it."""
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER content_stays")
        connection.exec_driver_sql(f"UPDATE contents SET sha256 = '{'〇' * 64}' WHERE id = 1")
    copy = copies.backup_now(office, NOW + 3 * MINUTE).path
    assert copies.Lacking(office.folder, office.data_key).of(copy) == []
    assert len(outside(copy, office.data_key)) == 3


def test_after_the_data_key_has_changed_old_and_new_copies_share_them(office: Database) -> None:
    before = beside(office.folder)
    unlocking.set_password(office, "guihua-bayue-kai", "经办", NOW)
    with deed(office) as session:
        bundles.add(session, 1, "后来.jpg", b"\xff\xd8\xff\xe0later", NOW)
    newest = copies.backup_now(office, NOW + 3 * MINUTE)
    assert set(before) < set(beside(office.folder))
    assert len(beside(office.folder)) == 5
    oldest, opener = copies.list_backups(office.folder)[-1], office.unlocked
    office.close()
    for copy, wanted in (
        (oldest, PAPERS | LARGE),
        (newest, PAPERS | LARGE | {"后来.jpg": b"\xff\xd8\xff\xe0later"}),
    ):
        copies.restore_copy(office.folder, copy.path, NOW, unlocked=opener)
        database = Database.open(office.folder, unlocked=opener)
        with database.read() as session:
            rows = bundles.listing(session, 1)
            assert {row.name: bundles.content(session, row.id) for row in rows} == wanted
        database.close()


def test_a_damaged_file_is_put_anew_by_the_next_copy(office: Database) -> None:
    for path in beside(office.folder):
        damage(path)
    copies.backup_now(office, NOW + 3 * MINUTE)
    remove(office, *(PAPERS | LARGE))
    oldest = copies.list_backups(office.folder)[-1].path
    office.close()
    copies.restore_copy(office.folder, oldest, NOW)
    assert papers_of(office.folder) == PAPERS | LARGE


def test_a_file_with_gigabytes_of_nothing_behind_it_is_put_anew(office: Database) -> None:
    """Read to its end it would take all the memory there is, at every copy."""
    (file, *_) = beside(office.folder)
    true = file.stat().st_size
    os.truncate(file, 2**36)
    copies.backup_now(office, NOW + 3 * MINUTE)
    assert file.stat().st_size == true


def test_a_content_called_what_no_content_is_called_stops_no_copy(office: Database) -> None:
    """Put there by another program: its row and bytes go into the copy as they are, which check has named."""
    row = text("INSERT INTO contents (sha256, size) VALUES (:name, 3)")
    with deed(office) as session:
        session.execute(row, {"name": "../" * 21 + "x"})
    made = copies.backup_now(office, NOW + 3 * MINUTE)
    assert made.verified


def test_a_folder_of_attachments_taken_away_is_made_anew_at_the_next_start(office: Database) -> None:
    assert copies.backup_if_changed(office, NOW + 3 * MINUTE) is None
    shutil.rmtree(office.folder / "backups" / "attachments")
    assert copies.backup_if_changed(office, NOW + 4 * MINUTE) is not None
    assert len(beside(office.folder)) == 4


def test_what_is_lost_everywhere_is_named_and_never_left_out_in_silence(office: Database) -> None:
    largest = max(beside(office.folder), key=lambda path: path.stat().st_size)
    damage(largest)
    folder, copy = office.folder, copies.list_backups(office.folder)[0]
    assert copies.Lacking(folder, office.data_key).of(copy.path) == [], "the office itself has it"
    remove(office, "大.pdf")
    assert copies.Lacking(folder, office.data_key).of(copy.path) == ["大.pdf"]
    office.close()
    assert {way.lacking for way in rescue.ways_back(folder)} == {("大.pdf",)}
    assert "请找原件重新添加：大.pdf" in rescue.lacking_words(("大.pdf",))
    with pytest.raises(UserError, match=r"有1个附件已经不完整（大\.pdf）"):
        copies.restore_copy(folder, copy.path, NOW)
    assert papers_of(folder) == PAPERS, "nothing has changed"
    copies.restore_copy(folder, copy.path, NOW, incomplete=True)
    database = Database.open(folder)
    assert any("附件“大.pdf”的内容" in line for line in checking.check(database).bad)
    database.close()


def test_a_damaged_office_gives_back_what_lies_nowhere_else(office: Database) -> None:
    """A page of it is damaged and all beside the copies gone; what it still tells is true by its digest."""
    folder, copy = office.folder, copies.list_backups(office.folder)[0]
    office.close()
    content = bytearray((folder / "office.db").read_bytes())
    content[-2000] ^= 1
    (folder / "office.db").write_bytes(content)
    shutil.rmtree(folder / "backups" / "attachments")
    found = copies.Lacking(folder, office.data_key).of(copy.path)
    assert len(found) < len(PAPERS | LARGE)
    copies.restore_copy(folder, copy.path, NOW, incomplete=True)
    there = papers_of_whole(folder)
    assert there == {name: text for name, text in (PAPERS | LARGE).items() if name not in found}


def test_a_light_copy_is_not_taken_for_an_office(office: Database) -> None:
    copy = copies.list_backups(office.folder)[0].path
    office.close()
    shutil.copyfile(copy, office.folder / "office.db")
    with pytest.raises(DamagedError, match="不能直接当办公数据用"):
        Database.open(office.folder)
    (way, *_) = rescue.ways_back(office.folder)
    copies.restore_copy(office.folder, way.copy.path, NOW)
    assert papers_of(office.folder) == PAPERS | LARGE


def test_a_whole_copy_of_before_is_restored_as_ever(office: Database) -> None:
    whole = office.folder / "backups" / "office-20261101-090000-hand.db"
    write_copy(office.engine, whole, office.data_key)
    assert whole.stat().st_size > SIZE
    shutil.rmtree(office.folder / "backups" / "attachments")
    remove(office, *(PAPERS | LARGE))
    office.close()
    copies.restore_copy(office.folder, whole, NOW)
    assert papers_of(office.folder) == PAPERS | LARGE


def test_the_county_package_carries_them_itself(office: Database, tmp_path: Path) -> None:
    sent = export_package(office, tmp_path / "1.bfb", NOW, "经办")
    assert sent.package.path.stat().st_size > SIZE


def test_bytes_swapped_in_the_office_are_named_and_the_copy_has_the_true_ones(office: Database) -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER content_piece_stays")
        connection.exec_driver_sql("UPDATE content_pieces SET piece = x'78' WHERE id = 1")
    copy = copies.backup_now(office, NOW + 3 * MINUTE).path
    assert copies.Lacking(office.folder, office.data_key).of(copy) == []


def test_a_disk_that_fills_up_leaves_every_copy_and_nothing_half(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed(office) as session:
        bundles.add(session, 1, "后来.jpg", b"\xff\xd8\xff\xe0later", NOW)
    before = beside(office.folder)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr("banfu_desktop.db.content_files.os.fsync", full)
        with pytest.raises(DiskFullError):
            copies.backup_now(office, NOW + 3 * MINUTE)
    assert beside(office.folder) == before
    assert len(copies.list_backups(office.folder)) == 3
    copies.backup_now(office, NOW + 4 * MINUTE)
    assert len(beside(office.folder)) == 5


def test_a_stick_holds_them_once_and_lets_them_go_with_the_last_copy(
    office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    second_place.choose(office.folder, stick)
    for number in range(3, 6):
        copies.backup_now(office, NOW + number * MINUTE)
    there = stick / second_place.NAME
    assert len(list((there / "backups").glob("office-*.db"))) == 3
    assert len(beside(there)) == 4
    beside(there)[0].write_bytes(b"pulled out too early")
    copies.backup_now(office, NOW + timedelta(minutes=5, seconds=30))
    assert [path.stat().st_size for path in beside(there)] == [
        path.stat().st_size for path in beside(office.folder)
    ]
    shutil.rmtree(office.folder / "backups" / "attachments")
    copy = copies.list_backups(office.folder)[0].path
    assert copies.Lacking(office.folder, office.data_key).of(copy) == [], "they are looked for there too"
    copies.backup_now(office, NOW + 6 * MINUTE)
    remove(office, "大.pdf")
    monkeypatch.setattr(second_place, "_KEPT", 1)
    copies.backup_now(office, NOW + 7 * MINUTE)
    assert len(beside(there)) == 3


@needs_fork
@pytest.mark.parametrize("stride", [pytest.param(29, id="some"), pytest.param(1, marks=pytest.mark.soak)])
def test_a_kill_at_any_file_leaves_every_copy_whole(
    office: Database, tmp_path: Path, stride: int, count: Count
) -> None:
    """The first copy of all, one that removes others, and the stick: whatever is listed brings all back."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    second_place.choose(office.folder, stick)
    remove(office, "单据0.jpg")
    for path in (*beside(office.folder), *(row.path for row in copies.list_backups(office.folder)[1:])):
        path.unlink()
    office.close()
    tried = tmp_path / "tried"

    def attempt(at: int) -> tuple[int, bool]:
        for old in (tried, stick / second_place.NAME):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(office.folder, tried)

        def work(begin: object) -> None:
            database = Database.open(tried)
            begin()  # type: ignore[operator]
            copies.backup_now(database, NOW + 3 * MINUTE)
            copies.renew(database, NOW + 4 * MINUTE)

        return done_until(at, work, files=True)

    steps, killed = attempt(0)
    assert (steps > 30, killed) == (True, False)
    for at in (*range(1, steps, stride), steps):
        assert attempt(at) == (at, True)
        for folder in (tried, stick / second_place.NAME):
            listed = copies.list_backups(folder) if (folder / "keys.json").exists() else []
            lacking = copies.Lacking(folder, office.data_key) if listed else None
            for row in listed:
                if lacking and row.made_at >= NOW + 3 * MINUTE:
                    assert lacking.of(row.path) == [], (at, row.path.name)
        database = Database.open(tried)
        copies.backup_if_changed(database, NOW + 9 * MINUTE)
        database.close()
        assert not [path for path in tried.rglob("*") if ".part" in path.name]
        assert len(beside(tried)) == 3
    count("kills at the files of a copy with attachments; 0 without one", len(range(1, steps, stride)) + 1)
