"""Ten hostile files, and some more: refused or kept safely, said clearly, within 500 MB."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.services.attachments import bundles, intake
from tests.services import hostile_files as made
from tests.services.conftest import NOW, Doing

MOST_MB = 500
PATIENCE = 600
"""Seconds a process gets: on a busy machine the large pictures take two minutes."""
QUICK = {
    "progressive of 20,000 squared.jpg": (False, lambda: made.jpeg_that_says(20_000, progressive=True)),
    "full size scans.jpg": (False, lambda: made.jpeg_that_says(8_400, progressive=True, subsampling=0)),
    "one strip.tif": (False, lambda: made.tiff_in_one_strip(8_000, 8_000)),
}
LARGE = {
    "clear.png": (True, lambda: made.png(6_500, 6_800, colour=6)),
    "palette.png": (True, lambda: made.png(8_400, 8_500, colour=3)),
    "grey and clear.png": (True, lambda: made.png(6_500, 6_800, colour=4)),
    "too many.png": (False, lambda: made.png(8_400, 8_500)),
    "16 bits.png": (True, lambda: made.png(6_500, 6_800, depth=16, colour=2)),
}
"""Files that are drawn (True) or only kept, and how they are made."""


def measured(meikeng: Path, tmp_path: Path, *files: Path) -> dict[str, Any]:
    """What a process said that took files into a claim and printed it."""
    office = shutil.copytree(meikeng, tmp_path / "measured")
    command = [sys.executable, "-m", "tests.services.take_in_measured", str(office), *map(str, files)]
    house = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_ten_hostile_files_are_refused_or_kept_safely(meikeng: Path, tmp_path: Path) -> None:
    files = made.ten(tmp_path)
    found = measured(meikeng, tmp_path, *files.values())
    said = {key: found["said"][path.name] for key, path in files.items()}
    refused = {
        "zip bomb": "不能作为单据附件",
        "500 MB": "有 500 MB，超过 20 MB",
        "empty": "空文件",
        "symlink": "快捷方式",
    }
    warned = {
        "javascript": "带有脚本，本程序不会运行它",
        "truncated": "图片不完整",
        "huge": "点数太多",
        "wrong ending": "内容是JPEG图片，已按“收据.jpg”保存",
        "password": "文件加了密",
    }
    for key, words in refused.items():
        assert said[key].startswith("拒绝："), said
        assert words in said[key], said
        assert "请" in said[key], said
    for key, words in warned.items():
        assert words in said[key], said
        assert not said[key].startswith("拒绝"), said
    assert said["traversal"] == ""
    assert found["kept"] == {
        "发票.pdf": True, "车票.jpg": True, "扫描.png": False, "_.._.._etc_passwd.jpg": True,
        "收据.jpg": True, "行程单.pdf": False,
    }  # fmt: skip
    assert found["pages"] == 2 + 6
    assert found["peak"] < MOST_MB, found


@pytest.mark.parametrize(
    "pictures", [pytest.param(QUICK, id="quick"), pytest.param(LARGE, id="large", marks=pytest.mark.soak)]
)
def test_pictures_larger_than_they_look_take_no_more(
    meikeng: Path, tmp_path: Path, pictures: dict[str, tuple[bool, Callable[[], bytes]]]
) -> None:
    for name, (_, make) in pictures.items():
        (tmp_path / name).write_bytes(make())
    found = measured(meikeng, tmp_path, *(tmp_path / name for name in pictures))
    assert list(found["kept"].values()) == [drawn for drawn, _ in pictures.values()]
    assert ["点数太多" in said for said in found["said"].values()] == [
        not drawn for drawn, _ in pictures.values()
    ]
    assert found["peak"] < MOST_MB, found


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.jpg", "..\\..\\windows\\a.jpg", "/a/\0b/c.jpg", "a:b|c.jpg"]
)
def test_a_name_leads_nowhere(office: Database, doing: Doing, name: str) -> None:
    with doing() as session:
        bundle = bundles.new_bundle(session, "reimbursements", "第1号")
        pasted = intake.Pasted(name, made.photograph())
        intake.take_in(session, bundle, [pasted], NOW)
        (kept,) = bundles.listing(session, bundle)
    assert not set(kept.name) & set("/\\:|\0")
    assert not kept.name.startswith(".")
