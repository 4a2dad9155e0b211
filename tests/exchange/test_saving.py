"""A workbook is on disk whole or not at all, and what went wrong is said in the clerk's words."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from banfu_desktop.exchange.saving import write_file
from banfu_desktop.exchange.writing import write_rows, write_template
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.tables.spec import Field, Table

UNITS = Table("units", "单位", (Field("name", "名称"),))
ROWS = [SimpleNamespace(name="县司法局")]
Writer = Callable[[Path], None]
WRITERS = [
    pytest.param(lambda path: write_rows(path, UNITS, ROWS, title="单位"), id="rows"),
    pytest.param(lambda path: write_template(path, UNITS), id="template"),
    pytest.param(lambda path: write_file(b"PK, finished", path), id="file"),
]


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("write", WRITERS)
def test_a_workbook_takes_the_place_of_an_older_one(tmp_path: Path, write: Writer) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    write(path)
    assert path.read_bytes().startswith(b"PK")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("step", "number", "sentence"),
    [
        ("fsync", errno.ENOSPC, "磁盘已满，没有保存。原来的文件没有改动"),
        ("fsync", errno.EDQUOT, "磁盘已满"),
        ("fsync", errno.EIO, "写入文件出错，没有保存。原来的文件没有改动"),
    ],
)
def test_trouble_with_the_disk_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Writer, step: str, number: int, sentence: str
) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, failing(number))
    with pytest.raises(MachineError, match=sentence):
        write(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", WRITERS)
def test_a_file_open_in_wps_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    with pytest.raises(UserError, match=r"不能写入“名册.+它可能正在WPS里打开着"):
        write(tmp_path / "名册.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", WRITERS)
def test_a_missing_folder_and_a_folder_as_file_are_said(tmp_path: Path, write: Writer) -> None:
    with pytest.raises(UserError, match=r"没有“.*甲”这个文件夹"):
        write(tmp_path / "甲" / "名册.xlsx")
    (tmp_path / "名册.xlsx").mkdir()
    with pytest.raises(UserError, match=r"“名册\.xlsx”是文件夹"):
        write(tmp_path / "名册.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["名册.xlsx"]


def test_rows_that_break_off_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        write_rows(tmp_path / "名册.xlsx", UNITS, [*ROWS, SimpleNamespace()], title="单位")
    assert list(tmp_path.iterdir()) == []
