"""A file comes into its place whole, for this user alone, and never through a link that lies in the way."""

import os
import stat
from pathlib import Path

import pytest

from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.store import Database
from banfu_desktop.files import write_durably

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has rights of its own")


def readable_by_others(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]


@posix
def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"somebody's own")
    (tmp_path / "out.part").symlink_to(elsewhere)
    write_durably(tmp_path / "out", b"new")
    assert (tmp_path / "out").read_bytes() == b"new"
    assert elsewhere.read_bytes() == b"somebody's own"


@posix
def test_a_copy_of_the_office_is_not_written_through_a_link_either(
    database: Database, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    (tmp_path / "copy.db.part").symlink_to(elsewhere)
    write_copy(database.engine, tmp_path / "copy.db", database.data_key)
    assert elsewhere.read_bytes() == b""
    assert not (tmp_path / "copy.db").is_symlink()
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


@posix
def test_no_other_user_reads_the_files_of_an_office(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        made, _ = Database.create(tmp_path / "office")
        assert readable_by_others(tmp_path / "office") in ([], ["office.lock"])
        made.close()
        (tmp_path / "office" / "office.db").chmod(0o644)  # as an earlier release left it
        Database.open(tmp_path / "office").close()
        assert readable_by_others(tmp_path / "office") in ([], ["office.lock"])
    finally:
        os.umask(before)
