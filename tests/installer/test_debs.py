"""The Debian packages: what they depend on, what the UOS store reads, and what an old system is told."""

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from installer import deb, debian_package, floor, stage, uos_package


def test_a_desktop_with_an_older_name_for_a_library_is_enough() -> None:
    needs = deb.declared({"libc6", "libstdc++6", "libgcc-s1", "libgl1", "libxcb-cursor0"}, {"libxcb-cursor0"})
    assert needs == ["libc6 (>= 2.28)", "libgcc-s1 | libgcc1", "libgl1", "libstdc++6 (>= 8)"]


def test_the_store_gets_a_name_a_version_of_four_numbers_and_few_permissions() -> None:
    said = json.loads(uos_package.info())
    assert said["appid"] == stage.APPID
    assert said["name"] == "驻镇帮扶工作队办公助手"
    assert len(said["version"].split(".")) == 4
    assert all(part.isdecimal() for part in said["version"].split("."))
    assert [name for name, granted in said["permissions"].items() if granted] == ["clipboard"]


def test_the_software_centre_knows_program_and_version() -> None:
    root = ET.fromstring(debian_package.metainfo("banfu-desktop.desktop"))
    assert root.findtext("id") == stage.APPID
    assert root.findtext("launchable") == "banfu-desktop.desktop"
    release = root.find("releases/release")
    assert release is not None
    assert release.get("version") == stage.version()
    assert "@" not in ET.tostring(root, "unicode")


@pytest.mark.parametrize(("libc", "code"), [("2.24", 1), ("2.27", 1), ("2.28", 0), ("2.31", 0), ("2.36", 0)])
def test_an_old_system_is_told_before_anything_is_unpacked(tmp_path: Path, libc: str, code: int) -> None:
    text = (debian_package.PIECES / "preinst").read_text("utf-8")
    script = tmp_path / "preinst"
    script.write_text(
        text.replace("@GLIBC@", floor.dotted(floor.FLOOR["GLIBC"])).replace("@VERSION@", "0.1.0")
    )
    (tmp_path / "getconf").write_text(f"#!/bin/sh\necho glibc {libc}\n")
    (tmp_path / "getconf").chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", script, "install"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert ("系统太旧" in done.stderr and "什么也没有改动" in done.stderr) == (code == 1)


def test_without_git_every_file_carries_the_newest_sources_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("PATH", "")
    newest = max(path.stat().st_mtime for path in (stage.ROOT / "banfu_desktop").rglob("*.py"))
    assert stage.epoch() == int(newest)
