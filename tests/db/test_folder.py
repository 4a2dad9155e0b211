"""Where an office may live: not on the network, not where nothing can be written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from banfu_desktop.db import folder
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import MachineError, UserError

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/share {base}/nfs nfs4 rw 0 0
//server/共享 {base}/公\\040共 cifs rw 0 0
me@host: {base}/ssh fuse.sshfs rw 0 0
/dev/sdb1 {base}/nfs/local ext4 rw 0 0
drive {base}/shared 9p rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS.format(base=tmp_path), "utf-8")
    monkeypatch.setattr(folder, "MOUNTS", table)
    return tmp_path


@pytest.mark.parametrize("place", ["nfs", "nfs/office", "公 共/office", "ssh"])
def test_a_network_folder_is_refused(mounts: Path, place: str) -> None:
    with pytest.raises(UserError, match="网络文件夹"):
        Database.create(mounts / place)
    assert not (mounts / place).exists()


@pytest.mark.parametrize("place", ["office", "nfs/local/office", "nfs2", "shared"])
def test_a_disk_of_this_computer_is_taken(mounts: Path, place: str) -> None:
    assert not folder.is_network(mounts / place)


def test_a_system_without_a_mount_table_is_trusted(mounts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOUNTS", mounts / "none")
    assert not folder.is_network(mounts / "nfs")


def test_an_office_moved_to_the_network_is_refused(mounts: Path) -> None:
    database, _ = Database.create(mounts / "office")
    database.close()
    (mounts / "office").rename(mounts / "nfs")
    with pytest.raises(UserError, match="网络文件夹"):
        Database.open(mounts / "nfs")


Nobody = Callable[[], AbstractContextManager[None]]


def test_nothing_is_created_where_nothing_may_be_written(shared_folder: Path, as_nobody: Nobody) -> None:
    for place in (shared_folder, shared_folder / "office"):
        shared_folder.chmod(0o555)
        with as_nobody(), pytest.raises(MachineError, match="不能写入"):
            Database.create(place)
    assert not list(shared_folder.iterdir())


def test_an_office_in_a_folder_that_may_not_be_written_is_refused(
    shared_folder: Path, as_nobody: Nobody
) -> None:
    office = shared_folder / "office"
    Database.create(office)[0].close()
    office.chmod(0o555)
    before = sorted(path.name for path in office.iterdir())
    with as_nobody(), pytest.raises(MachineError, match="不能写入"):
        Database.open(office)
    office.chmod(0o755)
    assert sorted(path.name for path in office.iterdir()) == before


def test_an_office_that_may_not_be_read_is_refused(shared_folder: Path, as_nobody: Nobody) -> None:
    office = shared_folder / "office"
    Database.create(office)[0].close()
    office.chmod(0o700)
    with as_nobody(), pytest.raises(MachineError, match="不能写入"):
        Database.open(office)


def test_a_data_file_that_may_not_be_written_is_refused(
    shared_folder: Path, as_nobody: Nobody, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = shared_folder / "office"
    shared_folder.chmod(0o777)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(shared_folder / "config"))
    with as_nobody():
        Database.create(office)[0].close()
        (office / "office.db").chmod(0o444)
        with pytest.raises(MachineError, match="不能写入"):
            Database.open(office)
        (office / "office.db").chmod(0o644)
        Database.open(office).close()
