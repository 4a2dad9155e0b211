"""Windows: set-up and its removal name every file of ours, and no file of the clerk's."""

import fnmatch
import hashlib
import re
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.db import attempts
from banfu_desktop.db.content_files import FOLDER as CONTENTS
from banfu_desktop.db.keys import BACKUPS_FOLDER
from banfu_desktop.db.store import Database
from banfu_desktop.services.keeping import contents_beside, remembered, second_place
from banfu_desktop.services.keeping.copies import Reason, backup_now, restore_copy
from installer import stage, windows_setup

_NAMES = windows_setup.PIECES / "office-files.nsh"
_ELSEWHERE = {"second.work", "county.json"}
"""What the same modules write on the stick and into the county's own folder."""
_NOW = datetime(2026, 11, 2, 9, 30)


def is_removed(name: str) -> bool:
    """Whether the removal deletes a file of this name in the data folder, as Windows reads the patterns."""
    text = _NAMES.read_text("utf-8")
    patterns = re.findall(r'Delete "\$\{DATA\}\\(.+)"', text)
    patterns += [
        f"{folder}\\{pattern}"
        for folder, pattern, length in re.findall(
            r'!insertmacro DeleteOfLength "\$\{DATA\}\\(.+)" "(.+)" (\d+)\n', text
        )
        if len(pattern) == int(length)
    ]
    wanted = name.replace("/", "\\")
    same_depth = (pattern for pattern in patterns if pattern.count("\\") == wanted.count("\\"))
    return any(fnmatch.fnmatchcase(wanted, pattern) for pattern in same_depth)


def test_every_file_of_an_office_at_work_is_removed(database: Database, tmp_path: Path) -> None:
    folder = database.folder
    for reason in Reason:
        backup_now(database, _NOW, reason)
    copy = next((folder / "backups").glob("*-hand.db"))
    attempts.note(folder, _NOW, None)
    second_place.choose(folder, tmp_path / "U盘")
    content = b"an attachment"
    files = contents_beside.files_of(folder, database.data_key)
    assert files.put(hashlib.sha256(content).hexdigest(), len(content), [content])
    (kept,) = (folder / BACKUPS_FOLDER / CONTENTS).iterdir()
    kept.with_name(f"{kept.name}.part").touch()  # a power cut
    open_now = {path.relative_to(folder).as_posix() for path in stage.files(folder)}
    database.close()
    restore_copy(folder, copy, _NOW)
    (folder / "office.db").write_bytes(b"damaged")
    restore_copy(folder, copy, _NOW)
    (folder / remembered.FILE).touch()
    left = open_now | {path.relative_to(folder).as_posix() for path in stage.files(folder)}
    assert {"office.db", "office.db-wal", "keys.json", "attempts.json", "office.lock"} <= left
    assert [name for name in left if not is_removed(name)] == []


def test_the_program_names_its_files_as_the_removal_does() -> None:
    """Whatever else is named in the modules that write into the data folder."""
    named = set[str]()
    package = stage.ROOT / "banfu_desktop"
    for module in (*(package / "db").glob("*.py"), *(package / "services" / "keeping").glob("*.py")):
        for line in re.findall(r"(?m)^\w+(?:, \w+)* = (\".+\")$", module.read_text("utf-8")):
            named |= set(re.findall(r'"([\w.-]+\.(?:db|json|lock|last|work))"', line))
    named -= _ELSEWHERE
    assert {"office.db", "office.new.db", "office.lock", "keys.json", "attempts.json", "home.last"} <= named
    assert {"package.work", "second-place.json"} <= named
    left = [name for name in named if not is_removed(name) and not is_removed(f"{BACKUPS_FOLDER}/{name}")]
    assert left == []


@pytest.mark.parametrize(
    "name",
    [
        "我的报告.docx",
        "office.docx",
        "office.db.bak",
        "keys.json.txt",
        "backups/我的报告.docx",
        "backups/attachments/我的报告",
        "backups/attachments/下载.part",
        "backups/office-旧.db",
        "backups/office-20261102.db",
        "表册/keys.json",
        "梅坑镇-上报包-007-20261102.bfb",
    ],
)
def test_what_is_not_ours_stays(name: str) -> None:
    assert not is_removed(name)


def test_removal_never_clears_a_folder_with_whatever_is_in_it() -> None:
    for path in (_NAMES, windows_setup.PIECES / "setup.nsi"):
        assert not re.search(r"(?mi)^\s*RMDir\s+/r", path.read_text("utf-8")), path.name


def test_the_list_names_every_file_and_then_every_folder_from_within(tmp_path: Path) -> None:
    for name in ("banfu-desktop.exe", "lib/a/b.pyc", "lib/a/c/许可.txt", "lib/d.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    lines = windows_setup.listing(tmp_path).decode("utf-16-le").splitlines()
    assert lines[:4] == ["banfu-desktop.exe", "lib\\a\\b.pyc", "lib\\a\\c\\许可.txt", "lib\\d.pyc"]
    assert lines[4:] == ["lib\\a\\c\\", "lib\\a\\", "lib\\"]


def test_the_page_for_installing_says_the_sum_of_this_very_file(tmp_path: Path) -> None:
    setup = tmp_path / "banfu-desktop-9.9-setup.exe"
    setup.write_bytes(b"MZ" * 700)
    page = windows_setup.page(setup)
    assert stage.sha256(setup) in page
    assert f"certutil -hashfile {setup.name} SHA256" in page
    assert not re.search(r"@[A-Z0-9]+@", page)
