"""A second start has the first window shown and ends; a mark left by a crash keeps nobody out."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.frame import one_window
from banfu_desktop.ui.frame.one_window import OneWindow, shown_by_another
from banfu_desktop.ui.frame.shell import Shell

SECOND = (
    "import sys; from pathlib import Path;"
    "from banfu_desktop.ui.frame.one_window import shown_by_another as other;"
    "given = Path(sys.argv[2]) if len(sys.argv) > 2 else None;"
    "sys.exit(0 if other(Path(sys.argv[1]), given) else 1)"
)

FIRST = (
    "import sys, time; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
    "from banfu_desktop.ui.frame.one_window import OneWindow;"
    "app = QCoreApplication([]); one = OneWindow(Path(sys.argv[1]), print, app);"
    "print('here', flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def _settings_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def start_again(folder: Path, *given: Path) -> "subprocess.Popen[bytes]":
    """A second start, in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", SECOND, str(folder), *map(str, given)])


def test_a_second_start_has_the_first_window_shown(tmp_path: Path, qtbot: QtBot) -> None:
    shown: list[Path | None] = []
    parent = QObject()
    one = OneWindow(tmp_path / "office", shown.append, parent)
    second = start_again(tmp_path / "office")
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert second.wait(10) == 0
    assert shown == [None]
    package = tmp_path / "梅坑镇.bfb"
    third = start_again(tmp_path / "office", package)
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=10_000)
    assert third.wait(10) == 0
    assert shown[1] == package
    one.close()
    parent.deleteLater()
    assert not shown_by_another(tmp_path / "office")


def test_another_folder_has_a_window_of_its_own(tmp_path: Path, qapp: object) -> None:
    parent = QObject()
    one = OneWindow(tmp_path / "office", lambda _: None, parent)
    assert not shown_by_another(tmp_path / "other")
    one.close()
    parent.deleteLater()


def test_a_mark_left_by_a_crash_costs_the_next_start_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait for somebody who is gone: the wish is not even left."""
    monkeypatch.setattr(one_window, "_PATIENCE", 3600)
    first = subprocess.Popen([sys.executable, "-c", FIRST, str(tmp_path / "office")], stdout=subprocess.PIPE)
    assert first.stdout is not None
    assert first.stdout.readline() == b"here\n"
    first.kill()
    first.wait()
    first.stdout.close()
    mark, wish = one_window._files(tmp_path / "office")
    assert mark.exists()
    assert not shown_by_another(tmp_path / "office")
    assert not wish.exists()


@pytest.mark.parametrize("torn", [b"", b"\0" * 64])
def test_a_mark_torn_by_a_power_cut_costs_no_start_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object, torn: bytes
) -> None:
    """Qt takes it for somebody's for ever: neither asked nor replaced."""
    monkeypatch.setattr(one_window, "_PATIENCE", 3600)
    mark, wish = one_window._files(tmp_path / "office")
    mark.parent.mkdir(parents=True)
    mark.write_bytes(torn)
    assert not shown_by_another(tmp_path / "office")
    assert not wish.exists()
    parent = QObject()
    one = OneWindow(tmp_path / "office", lambda _: None, parent)
    assert mark.read_bytes() != torn
    one.close()
    parent.deleteLater()


def test_the_window_comes_forward(shell: Shell, qtbot: QtBot) -> None:
    shell.showMinimized()
    shell.come_forward()
    qtbot.waitUntil(lambda: not shell.isMinimized())
    assert shell.isVisible()
