"""The entry point loads Qt for a window only, leaves Python's import as it was, and is truthful."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from banfu_desktop import __version__

_START = """
import builtins, sys, types
own = builtins.__import__
def run(*where): print(builtins.__import__ is own, "PySide6.QtCore" in sys.modules); return 7
sys.modules["banfu_desktop.app"] = types.SimpleNamespace(run=run)
from banfu_desktop.__main__ import main
sys.argv[1:] = {argv}
code = main()
print(code, "PySide6" in sys.modules)
"""


@pytest.mark.parametrize(
    ("argv", "said"),
    [([], ["True True", "7 True"]), (["county", "keygen", "{folder}"], ["0 False"])],
    ids=["a window", "a command"],
)
def test_qt_is_loaded_for_a_window_only(tmp_path: Path, argv: list[str], said: list[str]) -> None:
    words = [word.format(folder=tmp_path) for word in argv]
    done = subprocess.run(
        [sys.executable, "-c", _START.format(argv=words)], capture_output=True, text=True, check=True
    )
    assert [line for line in done.stdout.splitlines() if line.isascii()] == said


def test_what_the_first_paint_needs_brings_none_of_qts_enums() -> None:
    """They take longer to make than the window: whoever needs them imports `Qt` where it is used."""
    code = (
        "from banfu_desktop.__main__ import load_qt; load_qt(); import banfu_desktop.app;"
        "from PySide6 import QtCore; print('Qt' in vars(QtCore))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_a_desktop_the_window_says_so_in_chinese(tmp_path: Path) -> None:
    """Qt would end the process with a few lines of English."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "banfu_desktop", "--data", str(tmp_path / "office")]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    if sys.platform == "linux":
        assert (done.returncode, done.stdout) == (3, "")
        assert "没有图形桌面" in done.stderr
        assert not (tmp_path / "office").exists()


def test_it_says_its_version() -> None:
    command = [sys.executable, "-m", "banfu_desktop", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout == f"驻镇帮扶工作队办公助手 {__version__}\n"


_STOPPED = """
import sys
def stop(*words): raise KeyboardInterrupt
import banfu_desktop.cli.program as program
program.main = stop
from banfu_desktop.__main__ import main
print(main())
"""


def test_stopped_before_the_commands_are_there_it_says_so_in_chinese() -> None:
    done = subprocess.run([sys.executable, "-c", _STOPPED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
    assert done.stderr.strip() == "已停止，没有做到一半的改动。"


_CRASH = """
import os, resource, signal, sys, types
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
def run(*where): os.kill(os.getpid(), signal.SIGSEGV)
sys.modules["banfu_desktop.app"] = types.SimpleNamespace(run=run)
from banfu_desktop.__main__ import main
sys.argv[1:] = []
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files")
def test_a_crash_leaves_no_image_of_the_memory(tmp_path: Path) -> None:
    """The data key would be in it."""
    crashed = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{_CRASH}"],
        os.environ,
    )
    _, status = os.waitpid(crashed, 0)
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []
