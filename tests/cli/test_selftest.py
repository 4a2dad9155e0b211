"""The self-test of an installed program, and what happens when a package is double-clicked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from banfu_desktop.cli import program

HOUSE = Path(__file__).parents[2]


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as it is started, in a home of its own."""
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE")}
    return subprocess.run(
        [sys.executable, "-m", "banfu_desktop", *words],
        cwd=HOUSE,
        env={**os.environ, **own, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_step_passes_and_nothing_is_left(tmp_path: Path) -> None:
    done = run(tmp_path, "selftest")
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[-1]) == (0, "自检通过"), done.stdout + done.stderr
    assert all(line.startswith("通过　") for line in lines[1:-1])
    for step in (
        "建立演示办公室",
        "字体已嵌入",
        "封存月份",
        "导出上报包",
        "恢复上报包",
        "连县级数据库的组件：libpq",
        "打开窗口",
        "Qt中文译文",
    ):
        assert step in done.stdout
    assert not [path for path in tmp_path.rglob("*") if "selftest" in path.name or "office" in path.name]


def test_a_step_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A frozen program whose fonts were lost on the way."""
    (tmp_path / "resources" / "fonts").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    code = program.main(["selftest"], lambda folder, clock, package=None: 0)
    said = capsys.readouterr()
    assert code == program.MACHINE
    assert said.out.splitlines()[1] == "未通过　随程序的文件"
    assert "缺少文件：NotoSerifSC-Regular.ttf" in said.err


@pytest.mark.parametrize("options", [(), ("--data", "office"), ("--data", "office", "--today", "2026-11-02")])
def test_a_package_given_alone_opens_the_window_with_it(tmp_path: Path, options: tuple[str, ...]) -> None:
    package = tmp_path / "梅坑镇-上报包-001.BFB"
    package.touch()
    opened: list[object] = []
    code = program.main([*options, str(package)], lambda folder, clock, given=None: opened.append(given) or 5)
    assert (code, opened) == (5, [package])


def test_a_package_that_is_gone_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = program.main([str(tmp_path / "没有.bfb")], lambda folder, clock, package=None: 0)
    assert code == program.REFUSED
    assert "请确认U盘已插好" in capsys.readouterr().err
