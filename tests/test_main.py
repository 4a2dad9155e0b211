"""The entry point loads Qt for a window only, and leaves Python's import as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
